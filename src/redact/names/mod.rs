//! Finds names of people: beside titles, kin and job words, in forms, headers, greetings and signatures, and by the lists
//! and the company they keep. A detector nominates; nothing found here is dropped, it is only more or less sure.

mod capital;
mod cued;
mod fields;
pub mod headers;
pub mod signature;
mod single;
pub mod spread;
mod tagged;

pub use spread::Known;

use super::cues;
use super::disjoint::Disjoint;
use super::text::{Case, Gap, Tokens};
use crate::model::Span;
use std::collections::HashSet;

/// A name met in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Which document.
    pub document: usize,
    /// Which bytes, without title and possessive.
    pub span: Span,
    /// Its words, folded; initials are one letter.
    pub words: Vec<String>,
    /// How sure, 0 to 1.
    pub confidence: f32,
    /// Which detector found it.
    pub detector: &'static str,
    /// Cues of the title before it (`HE`, `SHE`), or 0 with none.
    pub gender: u32,
    /// True where a title stands before it.
    pub titled: bool,
    /// What the words around say of the person.
    pub relation: Relation,
    /// True in quoted or forwarded text.
    pub quoted: bool,
    /// True where nothing else stands on its line.
    pub alone: bool,
    /// True where a verb behind it speaks of the person as of another.
    pub acts: bool,
}

/// What the words beside a name say of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// Nothing.
    None,
    /// Somebody near a person: the word, and true where it is the writer's own ("my mother").
    Kin {
        /// The word for the tie.
        word: String,
        /// True after "my" or "our".
        mine: bool,
    },
    /// A professional or officer: the word.
    Staff(String),
    /// Somebody who works for a provider: the word.
    Care(String),
    /// The writer says this of themselves ("my name is").
    Own,
    /// Signs the text.
    Signs,
    /// Is greeted.
    Greeted,
    /// Stands beside this mail address in a header.
    Header(String),
    /// Stands in a field of a form: the field's name.
    Field(String),
    /// Another name of the person named just before ("previously Iris Bright").
    Alias,
}

/// What is known of a document before names are looked for.
#[derive(Debug)]
pub struct Ground<'a> {
    /// Id of the document.
    pub document: usize,
    /// Its tokens.
    pub tokens: &'a Tokens<'a>,
    /// Spans of identifiers, sorted and apart; no name is looked for inside them.
    pub taken: &'a [Span],
    /// Spans of mail addresses.
    pub emails: &'a [Span],
    /// Folded words known to be places or bodies in this item.
    pub places: &'a HashSet<String>,
    /// Folded names of the people of the From header.
    pub writer: &'a [Vec<String>],
    /// For each token the tagger's odds of being the first and a later word of a name.
    pub odds: &'a [[f32; 2]],
    /// Start of quoted text, or the length of the text.
    pub written_end: usize,
    /// True where the writer does not use capitals, so that case says nothing.
    pub small: bool,
    /// The same for what is quoted.
    pub small_quoted: bool,
}

/// All names of a document, in order, never overlapping.
pub fn find(ground: &Ground<'_>) -> Vec<Mention> {
    let mut found = Vec::new();
    fields::find(ground, &mut found);
    headers::beside_addresses(ground, &mut found);
    cued::find(ground, &mut found);
    signature::find(ground, &mut found);
    capital::find(ground, &mut found);
    tagged::find(ground, &mut found);
    settle(found)
}

/// Where mentions overlap the longer stays, takes the higher confidence, and the more telling relation.
pub fn settle(mut found: Vec<Mention>) -> Vec<Mention> {
    found.sort_by(|a, b| {
        b.span.len().cmp(&a.span.len()).then(b.confidence.total_cmp(&a.confidence)).then(a.span.cmp(&b.span))
    });
    let mut kept: Vec<Mention> = Vec::with_capacity(found.len());
    let mut places = Disjoint::default();
    for one in found {
        match places.overlapping(one.document, one.span).and_then(|at| kept.get_mut(at)) {
            None => {
                places.take(one.document, one.span, kept.len());
                kept.push(one);
            }
            Some(k) => {
                k.confidence = k.confidence.max(one.confidence);
                k.titled |= one.titled;
                k.gender |= one.gender;
                if rank(&one.relation) > rank(&k.relation) {
                    k.relation = one.relation;
                }
            }
        }
    }
    kept.sort_by_key(|k| (k.document, k.span));
    kept
}

fn rank(relation: &Relation) -> u8 {
    match relation {
        Relation::None => 0,
        Relation::Greeted => 1,
        Relation::Staff(_) | Relation::Care(_) => 2,
        Relation::Field(_) | Relation::Alias => 3,
        Relation::Kin { .. } => 4,
        Relation::Own | Relation::Signs => 5,
        Relation::Header(_) => 6,
    }
}

/// An initial of a name: not the word "I", unless a full stop follows.
fn tokens_initial(ground: &Ground<'_>, at: usize) -> bool {
    ground.tokens.word(at) != "I" || ground.tokens.word(at + 1) == "."
}

impl Ground<'_> {
    /// A mention of the tokens from `first` to `last`.
    pub fn mention(&self, first: usize, last: usize, confidence: f32, detector: &'static str) -> Mention {
        let span = self.tokens.span(first, last);
        let words = (first..=last)
            .map(|i| self.tokens.fold(i))
            .filter(|w| w.chars().any(char::is_alphanumeric))
            .map(str::to_string)
            .collect();
        Mention {
            document: self.document,
            span,
            words,
            confidence,
            detector,
            gender: 0,
            titled: false,
            relation: Relation::None,
            quoted: span.start >= self.written_end,
            alone: self.fills_line(first, last),
            acts: self.tokens.has(last + 1, cues::VERB | cues::ADVERB),
        }
    }

    fn fills_line(&self, first: usize, last: usize) -> bool {
        let opens = self.tokens.get(first).is_some_and(|t| t.gap >= Gap::Line);
        let after = last + 1 + usize::from(matches!(self.tokens.word(last + 1), "." | "," | "x"));
        opens && self.tokens.get(after).is_none_or(|t| t.gap >= Gap::Line)
    }

    /// True where a token lies in an identifier.
    pub fn is_taken(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let next = self.taken.partition_point(|s| s.end <= token.span.start);
        self.taken.get(next).is_some_and(|s| s.overlaps(token.span))
    }

    /// True where case says nothing at this token.
    pub fn caseless(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|t| t.shouted || if t.span.start < self.written_end { self.small } else { self.small_quoted })
    }

    /// True where a token is written as a name is: with a capital, outside shouted lines.
    pub fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| match t.case {
            Case::Capital | Case::Initial => true,
            Case::Upper => !t.shouted && !t.numbered && (t.entry.is_name() && t.entry.word == 0 && t.span.len() > 3),
            Case::Lower => {
                t.span.of(self.tokens.text).chars().skip(1).any(char::is_uppercase)
                    && self.tokens.word(at).starts_with('l')
            }
            _ => false,
        })
    }

    /// Last token of the name that starts at `first`, by the rules for a name that a cue led to. A `sure` cue (a title, "my
    /// name is") takes words that could be ordinary; another takes only what lists or capitals speak for.
    pub fn take(&self, first: usize, sure: bool, most: usize) -> Option<usize> {
        let tokens = self.tokens;
        let mut last = None;
        let (mut at, mut words) = (first, 0);
        while words < most {
            let Some(token) = tokens.get(at) else { break };
            let near =
                at == first || token.gap <= Gap::Space || token.gap == Gap::Line && self.joins_over_line(first, at);
            if !near || token.case == Case::Mark && !self.initial_stop(at) {
                break;
            }
            if self.initial_stop(at) {
                at += 1;
                continue;
            }
            let particle =
                last.is_some() && token.case == Case::Lower && token.cues & cues::PARTICLE != 0 && self.capital(at + 1);
            if !particle && !self.name_word(at, sure, last.is_none()) {
                break;
            }
            if !particle {
                last = Some(at);
            }
            words += usize::from(!particle);
            if token.possessive {
                break;
            }
            at += 1;
        }
        let last = last?;
        let letter_only = last == first && tokens.get(first).is_some_and(|t| t.case == Case::Initial);
        (!letter_only).then_some(last)
    }

    /// The full stop after an initial.
    fn initial_stop(&self, at: usize) -> bool {
        at > 0
            && self.tokens.word(at) == "."
            && self.tokens.get(at - 1).is_some_and(|t| t.case == Case::Initial)
            && self.tokens.get(at).is_some_and(|t| t.gap == Gap::None)
    }

    /// True where the words are part of the name of a body: one of them, or the next, says so.
    pub fn is_body(&self, first: usize, last: usize) -> bool {
        let says = |i: usize| {
            self.tokens
                .get(i)
                .is_some_and(|t| t.cues & cues::ORG != 0 && t.cues & cues::SURNAME_TOO == 0 && t.case != Case::Lower)
        };
        let opening = self.tokens.get(first).map(|t| t.entry).unwrap_or_default();
        let surname = last == first + 1
            && opening.forename >= 3
            && opening.word < 2
            && self.tokens.get(last).is_some_and(|t| t.entry.surname >= 3);
        if surname && !capital::sure_body(self.tokens.fold(last)) {
            return false;
        }
        let next = self.tokens.get(last + 1).is_some_and(|t| t.gap == Gap::Space)
            && !self.tokens.get(last).is_some_and(|t| t.possessive);
        (first..=last).any(says) || next && says(last + 1) && !self.caseless(last)
    }

    /// A name may go on over a line break in running text, or where the next word is nothing but a name.
    pub fn joins_over_line(&self, first: usize, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let (line_first, _) = self.tokens.line(at - 1);
        let start = self.tokens.get(line_first).map_or(0, |t| t.span.start);
        let width = self.tokens.get(at - 1).map_or(0, |t| t.span.end).saturating_sub(start);
        let pure = token.entry.word == 0 && token.entry.is_name() && token.cues == 0;
        let alone =
            at - first == 1 && first > line_first && self.tokens.get(first).is_some_and(|t| t.entry.forename >= 2);
        let surname = alone
            && token.entry.surname >= 3
            && self.capital(at)
            && token.cues & (cues::STOP | cues::CALENDAR | cues::TITLE | cues::KIN) == 0;
        surname
            || width >= 45 && token.cues & (cues::STOP | cues::TITLE | cues::KIN) == 0
            || pure && first > line_first && self.capital(at)
    }

    fn name_word(&self, at: usize, sure: bool, first: bool) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        if self.is_taken(at) {
            return false;
        }
        let entry = token.entry;
        let listed = entry.forename >= 1 || entry.surname >= 1;
        let barred = cues::STOP | cues::CALENDAR | cues::TITLE | cues::POSSESSIVE;
        if token.case == Case::Initial && self.capital(at) {
            return tokens_initial(self, at);
        }
        if self.capital(at) && !self.caseless(at) {
            let surname = sure && first && entry.surname >= 3 && token.cues & barred == cues::STOP;
            let barred = token.cues & barred != 0
                && !surname
                && !(token.cues & (cues::STOP | cues::POSSESSIVE | cues::TITLE) == 0 && entry.forename >= 3);
            let body =
                token.cues & cues::ORG != 0 && !(first && sure) && (token.cues & cues::SURNAME_TOO == 0 || first);
            let ordinary = entry.word >= 2 && !listed && !(sure && first);
            let job = token.cues & (cues::STAFF_JOB | cues::CARE_JOB | cues::KIN) != 0
                && token.cues & cues::SURNAME_TOO == 0
                && (entry.forename < 3 || entry.word >= 2);
            return !barred && !body && !ordinary && !job;
        }
        if !matches!(token.case, Case::Lower | Case::Upper | Case::Capital | Case::Initial)
            || token.span.len() < 2 && !(self.caseless(at) && sure)
        {
            return false;
        }
        let barred = barred | cues::VERB | cues::KIN | cues::ORG | cues::STAFF_JOB | cues::CARE_JOB;
        if token.cues & barred != 0 && !(token.cues & barred == cues::CALENDAR && entry.forename >= 3 && first) {
            return false;
        }
        let plain = entry.word == 0 && (listed || entry.place == 0 && token.span.len() >= 3);
        match (self.caseless(at), sure, first) {
            (true, true, true) => plain || listed || entry.word < 2,
            (true, true, false) => plain || entry.word <= 1 && listed,
            (true, false, true) => plain || entry.forename >= 3,
            (true, false, false) => {
                entry.word == 0 && (listed || entry.place == 0) || entry.word == 1 && entry.surname >= 3
            }
            (false, true, true) => plain || listed && entry.word < 3,
            (false, _, _) => entry.word == 0 && entry.forename >= 1,
        }
    }
}
