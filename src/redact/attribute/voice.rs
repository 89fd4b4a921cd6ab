//! Which words of the first person in a sentence claim a span: "my number is", "ring me on", "I live at". The nearest such word
//! counts, and a word for anybody else before it ends the search.

use super::claims;
use super::scene::{Scene, contact};
use crate::model::{DataKind, Span};
use crate::redact::cues;
use crate::redact::text::Tokens;

/// Words that speak of somebody else.
pub(super) fn of_another(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = matches!(
        tokens.fold(at),
        "his"
            | "her"
            | "hers"
            | "their"
            | "theirs"
            | "him"
            | "she"
            | "he"
            | "client"
            | "patient"
            | "resident"
            | "lady"
            | "man"
            | "woman"
            | "gentleman"
            | "bloke"
            | "chap"
            | "girl"
            | "boy"
            | "person"
            | "they"
            | "them"
            | "people"
            | "couple"
            | "ladies"
            | "residents"
            | "deceased"
    );
    word || tokens.has(at, cues::KIN)
}

impl Scene<'_> {
    /// "I have rung 01632 ...": a number that the writer calls is not the writer's.
    pub(super) fn rung(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        (at.saturating_sub(3)..at).any(|i| {
            matches!(
                tokens.fold(i),
                "rung" | "rang" | "called" | "phoned" | "dialled" | "tried" | "ringing" | "calling" | "phoning"
            ) || tokens.fold(i) == "to" && matches!(tokens.fold(i + 1), "ring" | "call" | "phone" | "dial") && {
                // "I had to ring", "we were told to call"
                matches!(
                    tokens.fold(i.wrapping_sub(1)),
                    "had" | "have" | "told" | "asked" | "advised" | "supposed" | "said"
                )
            }
        })
    }

    /// "my number is", "ring me on", "I am", shortly before: the nearest such word counts. In a form a label with "your".
    pub(super) fn first_person(&self, span: Span, kind: DataKind) -> bool {
        self.claim(span, kind).is_some()
    }

    /// The token that claims a span for the writer.
    pub(super) fn claim(&self, span: Span, kind: DataKind) -> Option<usize> {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        let from = self.sentence(at).max(at.saturating_sub(16));
        for i in (from..at).rev() {
            if self.of_another(i) || tokens.has(i, cues::STAFF_JOB | cues::CARE_JOB) && !self.describes_writer(i) {
                return None;
            }
            let own = self.word_claims(i, at, kind);
            let another_account = kind == DataKind::Bank && (!self.standing || !claims::of_money(tokens, i));
            if own && another_account {
                return None;
            }
            if own {
                return (!self.claimed_before(i, span, kind)).then_some(i);
            }
        }
        None
    }

    /// True where the word at a token claims for the writer what stands at `at`.
    fn word_claims(&self, i: usize, at: usize, kind: DataKind) -> bool {
        let tokens = &self.read.tokens;
        let next = tokens.fold(i + 1);
        match tokens.fold(i) {
            "i'm" | "im" | "mine" | "myself" | "ours" => true,
            "we're" | "we've" => self.is_at(i + 1, kind),
            "my" => claims::names_own_thing(tokens, i, at),
            "us" => claims::asks_for_writer(tokens, i) && !claims::tells_of_a_holder(tokens, i, at),
            "me" => {
                let filed = claims::filed_for_writer(tokens, i);
                (filed || claims::asks_for_writer(tokens, i)) && !claims::tells_of_a_holder(tokens, i, at)
            }
            "we" => next == "live" || next == "are" && self.is_at(i + 2, kind),
            "i" if !tokens.says_i(i) || matches!(tokens.fold(i.wrapping_sub(1)), "than" | "as") => false,
            "i" => {
                next == "live"
                    || matches!(next, "am" | "was") && (self.is_at(i + 2, kind) || self.is_born(i + 2, kind))
                    || kind == DataKind::Bank && (next == "bank" || next == "am" && tokens.fold(i + 2) == "with")
                    || kind == DataKind::Username && matches!(next, "am" | "go" | "post" | "write")
                    || matches!(kind, DataKind::Address | DataKind::Postcode) && self.resides(i + 1, at)
                    || contact(kind) && self.is_reached(i + 1, at)
            }
            "text" | "ring" | "call" | "contact" | "reach" => {
                let told =
                    matches!(tokens.fold(i.wrapping_sub(1)), "to" | "missed" | "a" | "the" | "i" | "phone" | "who");
                let alone = self.alone
                    && self.nobody_since(self.paragraph(self.read.tokens.span(at, at)), tokens.span(at, at).start);
                at - i < 4 && alone && next != "from" && !told
            }
            _ => false,
        }
    }

    /// "I can be reached on", "I am 76 and live alone at".
    fn is_reached(&self, from: usize, end: usize) -> bool {
        let word = |i: usize| self.read.tokens.fold(i);
        let reached =
            (from..end).any(|i| matches!(word(i), "reached" | "contacted" | "found" | "available" | "live" | "living"));
        reached
            && matches!(word(end.wrapping_sub(1)), "on" | "at" | "in" | ":" | "by" | "via" | "," | "(")
            && end - from < 12
    }

    /// "I moved from", "I am 13 Jubilee Row": where the writer lives or lived follows.
    fn resides(&self, at: usize, end: usize) -> bool {
        let word = self.read.tokens.fold(at);
        matches!(word, "moved" | "lived" | "stay" | "stayed" | "rent" | "own" | "moving")
            || word == "am" && at + 1 == end
    }

    /// "we are new in", "I am at": an address follows.
    fn is_at(&self, at: usize, kind: DataKind) -> bool {
        contact(kind) && matches!(self.read.tokens.fold(at), "in" | "at" | "new" | "living" | "of" | "now" | "still")
    }

    /// "I was born", "I am Yusuf": a date of birth may follow; "I am writing" and "I was told" say nothing of it.
    fn is_born(&self, at: usize, kind: DataKind) -> bool {
        let word = self.read.tokens.fold(at);
        let does = word.ends_with("ing")
            || word.ends_with("ed") && word != "aged"
            || matches!(word, "told" | "the" | "a" | "sent");
        kind == DataKind::DateOfBirth && !does
    }
}
