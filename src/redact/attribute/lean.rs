//! Whom a letter itself speaks of where a number stands, and the trained opinion heard beside it: two facts together, of which
//! neither keeps anything alone. What contradicts a rule that keeps goes to a person.

use super::claims;
use super::form::{Field, Side};
use super::opinion::sight::Signs;
use super::opinion::{LIKELY, Opinion, SURE, UNLIKELY};
use super::own::NOT_OWN;
use super::owner::{OWN_ADDRESS, Owner};
use super::scene::{Scene, contact};
use crate::model::{DataKind, Span};
use crate::redact::cues;
use crate::redact::identifiers::Identifier;
use crate::redact::text::{Gap, Tokens};

/// Why the writer's, where the letter and the trained opinion agree.
const BOTH: &str = "the letter speaks of the writer there, and what stands around it does too";
/// Words before that count as close by, whatever sentence they stand in.
const CLOSE: usize = 12;
/// Words before in which somebody is looked for.
const PEOPLE_BEFORE: usize = 40;

/// Of whom a letter speaks where an identifier stands.
enum Lean {
    /// Of the writer, and nothing speaks of another.
    Writer,
    /// Of somebody else.
    Another,
    /// Of somebody else a sentence before, or of nobody among particulars.
    Unsaid,
}

/// How near a word for a person stands before an identifier.
enum Near {
    /// In its sentence.
    Sentence,
    /// In a sentence before, a few words back.
    Close,
    /// Farther back in the paragraph.
    Far,
}

impl Scene<'_> {
    /// The owner by the rules, beside whom the trained opinion is heard. Where it contradicts a rule that keeps, a person
    /// decides; where the letter itself speaks of the writer, and nothing of another, it is the second fact.
    pub(super) fn weighed(&self, rule: Owner, signs: &Signs, identifier: &Identifier, opinion: &dyn Opinion) -> Owner {
        let (party, certain, why) = rule;
        let span = identifier.span;
        if self.writer.is_none() {
            return rule;
        }
        let likely = opinion.of_number(self.document, span, &self.traits(signs, identifier));
        // The sender's own address needs no opinion, wherever it stands.
        if certain && why == OWN_ADDRESS {
            return rule;
        }
        if certain && party == self.writer && (likely < UNLIKELY || self.spoken_against(span)) {
            return (party, false, "what stands around it speaks against the writer");
        }
        if certain || likely < LIKELY || !self.written(span) || self.spoken_against(span) {
            return rule;
        }
        match self.lean(signs, identifier, party) {
            Lean::Writer => (self.writer, true, BOTH),
            Lean::Unsaid if likely >= SURE => (self.writer, true, BOTH),
            // One fact: a person who looks at it is told whose it seems to be.
            _ if party.is_none() => (self.writer, false, "what stands around it speaks for the writer"),
            _ => rule,
        }
    }

    /// Of whom the letter itself speaks where an identifier stands.
    fn lean(&self, signs: &Signs, identifier: &Identifier, guess: Option<usize>) -> Lean {
        let (span, kind) = (identifier.span, identifier.kind);
        // The nearest name is a guess; a field about somebody else or an address known to be another's is a fact.
        let field = self.field(span);
        let fact = kind == DataKind::Email || field.is_some_and(|f| f.side == Side::Other);
        let taken = guess.is_some() && guess != self.writer && fact;
        // The number of a matter is whose the matter is: in a letter for somebody else it tells nothing of the writer.
        let proxy = kind == DataKind::Reference && !self.standing && !self.professional;
        let apart = self.other_follows(span)
            || self.owned_behind(span)
            || self.rung(span)
            || self.come_by(span) && field.is_none();
        // A vehicle is seen, and money is paid to others.
        let costly = matches!(kind, DataKind::Vehicle | DataKind::Bank);
        if taken || proxy || apart || field.is_some() && !self.under_writers_name(span) {
            return Lean::Another;
        }
        if field.is_some() {
            return Lean::Writer;
        }
        // Where a person's particulars stand together they are one person's, and contact data among them prove nothing.
        let reach = contact(kind) && !self.beside_intimate(span) && !self.among_intimate(span);
        let sharp = costly || contact(kind) && !reach && !self.own_voice();
        match self.last_spoken_of(signs, span, kind) {
            Some((false, Near::Sentence | Near::Close)) => Lean::Another,
            Some((true, _)) if !sharp && (reach || self.standing && self.voiced(span)) => Lean::Writer,
            None if !sharp && reach => Lean::Writer,
            // What may be anybody's must be told in the very sentence.
            Some((true, Near::Sentence)) => Lean::Unsaid,
            Some(_) if !sharp && contact(kind) => Lean::Unsaid,
            _ => Lean::Another,
        }
    }

    /// In a form, the last field of a name before a span holds the writer's.
    fn under_writers_name(&self, span: Span) -> bool {
        let field = self.read.form.as_ref().and_then(|form| form.name_before(span.start));
        let holds = |f: Field| self.names.iter().any(|n| n.party == self.writer && f.value.contains(n.finding.span));
        field.is_some_and(|f| f.side == Side::Writer || holds(f))
    }

    /// Words straight at it, or quotation marks around it, say that it is not the writer's.
    fn spoken_against(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        let word = |back: usize| tokens.fold(at.wrapping_sub(back));
        let negated = |word: &str| matches!(word, "not" | "don't" | "dont" | "never" | "didn't" | "wasn't" | "aren't");
        // "I don't live at", "we are not at", "ring him not me:".
        let place = matches!(word(1), "at" | "in" | "to")
            && (negated(word(2)) || matches!(word(2), "live" | "lived" | "been") && negated(word(3)));
        let not_me = (1..4).any(|back| matches!(word(back), "me" | "us" | "mine") && word(back + 1) == "not");
        place || not_me || claims::in_speech(tokens.text, span.start) || self.owned_behind(span)
    }

    /// "07700 ... is my son's", "9 High Street (hers)": straight behind it a word says that it is somebody else's.
    fn owned_behind(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let end = tokens.at_byte(span.end.saturating_sub(1)) + 1;
        let goes_on = |i: &usize| {
            let joined = tokens.get(*i).is_some_and(|t| t.gap < Gap::Line && !t.starts);
            joined && !matches!(tokens.fold(*i), ";" | "and" | "or" | "but" | "not")
        };
        (end..end + 6).take_while(goes_on).any(|i| {
            matches!(tokens.fold(i), "hers" | "his" | "theirs")
                || tokens.has(i, cues::KIN) && tokens.get(i).is_some_and(|t| t.possessive)
        })
    }

    /// Of whom the last word for a person before a span speaks, in its paragraph: true for the writer, false for somebody else,
    /// nothing where no such word stands there; and how near it stands. "My cleaner" speaks of somebody else, "my flat" of
    /// the writer.
    fn last_spoken_of(&self, signs: &Signs, span: Span, kind: DataKind) -> Option<(bool, Near)> {
        let tokens = &self.read.tokens;
        // A home or a house has an address of its own, and is no owner of a telephone.
        let place = matches!(kind, DataKind::Address | DataKind::Postcode);
        let works = cues::STAFF_JOB | cues::CARE_JOB | if place { cues::ORG } else { 0 };
        let at = tokens.at_byte(span.start);
        let sentence = self.sentence(at);
        let near = |i: usize| match i {
            _ if i >= sentence => Near::Sentence,
            _ if at - i <= CLOSE => Near::Close,
            _ => Near::Far,
        };
        for i in (at.saturating_sub(PEOPLE_BEFORE)..at).rev() {
            if tokens.get(i + 1).is_some_and(|t| t.gap >= Gap::Paragraph) {
                return None;
            }
            match signs.text(tokens, i) {
                "i" if !tokens.says_i(i) => {}
                // "Ring him, not me", "younger than I am".
                "me" | "us" | "i" if matches!(tokens.fold(i.wrapping_sub(1)), "not" | "than") => {
                    return Some((false, near(i)));
                }
                "me" | "us" if claims::tells_of_a_holder(tokens, i, at) => return Some((false, near(i))),
                // "Back me up" and "told me" speak of whoever does it.
                "me" | "us"
                    if !(at - i < 3 || claims::asks_for_writer(tokens, i) || claims::filed_for_writer(tokens, i)) => {}
                "i" | "we" | "i'm" | "im" | "we're" if place && works_at(tokens, i, at) => {
                    return Some((false, near(i)));
                }
                // A name is no word of the line below it, and says less than "my" of what may be anybody's.
                "#writer"
                    if !contact(kind) || (i + 1..=at).any(|j| tokens.get(j).is_some_and(|t| t.gap >= Gap::Line)) =>
                {
                    return Some((true, if at - i <= CLOSE { Near::Close } else { Near::Far }));
                }
                "#writer" | "i" | "me" | "mine" | "myself" | "i'm" | "i've" | "im" | "we" | "us" | "we're"
                | "we've" | "ours" => return Some((true, near(i))),
                "my" | "our" => return Some((claims::names_own_thing(tokens, i, at), near(i))),
                "#other" | "#staff" | "#namesake" => return Some((false, near(i))),
                _ if self.of_another(i) || tokens.has(i, works) => {
                    return Some((false, near(i)));
                }
                _ => {}
            }
        }
        None
    }

    /// A word of the sentence before a span tells of a number, a house or a thing that the writer called, saw or was given.
    fn come_by(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        // What was said before another number of the sentence was said of that one.
        let other = |one: &&Identifier| one.span.end <= span.start;
        let last = self.read.identifiers.iter().rev().find(other).map_or(0, |one| tokens.at_byte(one.span.end));
        (self.sentence(at).max(last)..at).any(|i| NOT_OWN.contains(&tokens.fold(i)))
    }
}

/// "We are doing the roof at": who does something at a place need not live there.
fn works_at(tokens: &Tokens<'_>, from: usize, at: usize) -> bool {
    let resides = |word: &str| matches!(word, "living" | "staying" | "moving" | "writing" | "residing" | "renting");
    (from + 1..at.min(from + 4)).any(|i| tokens.fold(i).ends_with("ing") && !resides(tokens.fold(i)))
}
