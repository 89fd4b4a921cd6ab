//! The writer's own data beyond letterhead, signature and "my number is": numbers given where somebody is asked to ring, data
//! that stand in a row with the writer's own, and the numbers of a matter that is the writer's. It never claims a number in a
//! sentence that speaks of another person.

use super::Owned;
use super::claims;
use super::owner::apposed;
use super::scene::{LONGEST, Scene, contact, told_of_oneself};
use super::voice::of_another;
use crate::model::{DataKind, Span};
use crate::redact::cues;
use crate::redact::identifiers::Identifier;
use crate::redact::names::{Mention, Relation};
use crate::redact::text::{Case, Gap};

/// Words that ask for a call where a number stands straight behind them.
const CALLS: &[&str] = &["call", "contact", "message", "phone", "reach", "ring", "telephone", "text", "whatsapp"];
/// Words that name a number without saying whose it is.
const LABELS: &[&str] =
    &["cell", "e-mail", "email", "home", "landline", "mob", "mobile", "phone", "tel", "telephone", "contact"];
/// Words of a sentence whose number is not the writer's: they called or saw it, or it is of whoever reads.
pub(super) const NOT_OWN: &[&str] = &[
    "advert",
    "advised",
    "asked",
    "call-back",
    "called",
    "caller",
    "calling",
    "dialled",
    "fax",
    "from",
    "got",
    "hotline",
    "it",
    "leaflet",
    "letterhead",
    "line",
    "office",
    "owner",
    "phoned",
    "phoning",
    "poster",
    "rang",
    "received",
    "ringing",
    "rung",
    "said",
    "saw",
    "says",
    "scam",
    "screen",
    "texted",
    "there",
    "told",
    "tried",
    "try",
    "van",
    "website",
    "your",
    "yours",
];
/// Words of the first person.
const VOICE: &[&str] = &["i", "i'd", "i'll", "i'm", "i've", "me", "mine", "my", "our", "us", "we", "we're"];
/// Words that ask for a letter, with the address behind "to" or "at".
const WRITES: &[&str] = &["address", "post", "reply", "send", "write"];

impl Scene<'_> {
    /// Why an identifier in the text is the writer's, by what the sentence asks for or by the matter; nothing where anybody
    /// else may be meant.
    pub(super) fn told(&self, identifier: &Identifier) -> Option<&'static str> {
        let (span, kind) = (identifier.span, identifier.kind);
        let doubt = self.writer.is_none()
            || !self.written(span)
            || self.speaks_of_another(span, false)
            || self.other_follows(span)
            || self.rung(span);
        if doubt {
            return None;
        }
        if kind == DataKind::Reference && self.of_the_form(span) {
            return Some("the number of the form that the writer sent");
        }
        if contact(kind) && self.claimed_behind(span) {
            return Some("the writer speaks of themselves");
        }
        if matches!(kind, DataKind::Phone | DataKind::Email) && self.asked_to_call(span) {
            return Some("the number that the writer asks to be called on");
        }
        if kind == DataKind::Address && self.standing && self.asked_to_write(span) {
            return Some("the address that the writer asks to be written to");
        }
        if matches!(kind, DataKind::Phone | DataKind::Email) && self.own_paragraph(span) {
            return Some("in a paragraph that speaks of nobody but the writer");
        }
        let from = if self.own_matter && !contact(kind) { self.sentence_byte(span) } else { self.paragraph(span) };
        let quiet = self.own_voice() && self.nobody_since(from, span.start);
        if matches!(kind, DataKind::Phone | DataKind::Email) && quiet && self.labelled(span) {
            return Some("a number with its label, in a matter of the writer's own");
        }
        let own = quiet && !self.spoken_of && self.voiced(span) && told_of_oneself(kind);
        own.then_some("the matter is the writer's own")
    }

    /// Nobody is spoken of but people at work, or the writer names a matter of their own.
    pub(super) fn own_voice(&self) -> bool {
        self.quiet || self.own_matter
    }

    /// A paragraph in the first person that names nobody else, or the last before the signature where the number has a label
    /// or an order to ring before it. Numbers that the writer called, saw or was sent are not theirs.
    fn own_paragraph(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let start = self.paragraph(span);
        let end = self.paragraph_end(span).min(self.read.written_end);
        if end.saturating_sub(start) > LONGEST {
            return false;
        }
        let (first, last) = (tokens.at_byte(start), tokens.at_byte(end.saturating_sub(1)));
        let at = tokens.at_byte(span.start);
        let sentence = self.sentence(at);
        let word = |i: usize| tokens.fold(i);
        let strange = (sentence..at).any(|i| {
            tokens.has(i, cues::STAFF_JOB | cues::CARE_JOB)
                || tokens.has(i, cues::ORG) && tokens.get(i).is_some_and(|t| t.case != Case::Lower)
                || NOT_OWN.contains(&word(i))
                || matches!(word(i), "my" | "our") && !claims::names_own_thing(tokens, i, at)
                || matches!(word(i), "i" | "we") && (i + 1..at).any(|j| CALLS.contains(&word(j)))
        });
        let strange = strange || claims::tells_of_a_holder(tokens, sentence.saturating_sub(1), at);
        if strange || (first..=last).any(|i| self.of_another(i)) || !self.nobody_since(start, end) {
            return false;
        }
        let asks = |i: usize| CALLS.contains(&word(i)) || LABELS.contains(&word(i));
        let asked = (sentence..at).any(|i| asks(i) || matches!(word(i), "me" | "my" | "us" | "our" | "mine"));
        let voice = |i: usize| VOICE.contains(&word(i)) && (word(i) != "i" || tokens.says_i(i));
        let closing = self.signature.and_then(|s| tokens.text.get(end..s)).is_some_and(|t| t.trim().len() < 40);
        let named = self.names.iter().any(|n| {
            let inside = n.finding.span.start >= start && n.finding.span.end <= end;
            inside && n.certain && n.party == self.writer && n.finding.words.len() > 1
        });
        asked && (named || (first..=last).any(voice))
            || closing && (self.alone_on_line(span) || self.labelled(span) || self.asked_to_call(span))
    }

    /// "Submission reference: ..." above the first field of a form.
    fn of_the_form(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let first = self.read.form.as_ref().and_then(|f| f.fields.iter().map(|f| f.value.start).min());
        let at = tokens.at_byte(span.start);
        let (line, _) = tokens.line(at.min(tokens.len().saturating_sub(1)));
        let label = ["submission", "form", "confirmation", "receipt", "reference", "ref", "request", "enquiry"];
        first.is_some_and(|f| span.end <= f)
            && (line..at).all(|i| {
                label.contains(&tokens.fold(i))
                    || tokens.get(i).is_some_and(|t| t.case == Case::Mark)
                    || matches!(tokens.fold(i), "number" | "no" | "id")
            })
            && line < at
    }

    /// "My number, if Karen asks for it, is ...": words of its own stand between the name and the number.
    pub(super) fn aside(&self, name: &Owned<Mention>, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let (end, at) = (tokens.at_byte(name.finding.span.end.saturating_sub(1)) + 1, tokens.at_byte(span.start));
        let words = (end..at).filter(|i| tokens.get(*i).is_some_and(|t| t.case != Case::Mark)).count();
        let led = matches!(tokens.fold(end), "on" | "at" | "is" | ":" | "(" | "has" | "can" | "'s" | "who" | "lives");
        words > 2 && !led && !tokens.get(end.wrapping_sub(1)).is_some_and(|t| t.possessive)
    }

    /// The writer's full name in the text, not below it, with a number of theirs behind it in a paragraph that names nobody
    /// else.
    pub(super) fn names_themselves(&self, name: &Owned<Mention>, identifier: &Identifier) -> bool {
        let tokens = &self.read.tokens;
        let (start, end) = (self.paragraph(identifier.span), identifier.span.end);
        let (first, last) = (tokens.at_byte(start), tokens.at_byte(end.saturating_sub(1)));
        told_of_oneself(identifier.kind)
            && name.finding.words.len() > 1
            && !matches!(name.finding.relation, Relation::Signs)
            && !name.finding.alone
            && self.nobody_since(start, end)
            && !(first..=last).any(|i| self.of_another(i))
    }

    /// The paragraph speaks in the first person and of nobody else's papers.
    pub(super) fn voiced(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let start = self.paragraph(span);
        let end = self.paragraph_end(span);
        if end - start > LONGEST {
            return false;
        }
        let (first, last) = (tokens.at_byte(start), tokens.at_byte(end.saturating_sub(1)));
        let strange = |i: usize| {
            let person =
                self.of_another(i) && !matches!(tokens.fold(i), "person" | "people" | "they" | "them" | "their");
            person || matches!(tokens.fold(i), "else" | "else's" | "another" | "wrong" | "meant" | "stranger" | "mixed")
        };
        let voice = |i: usize| VOICE.contains(&tokens.fold(i)) && (tokens.fold(i) != "i" || tokens.says_i(i));
        (first..=last).any(voice) && !(first..=last).any(strange)
    }

    fn sentence_byte(&self, span: Span) -> usize {
        let tokens = &self.read.tokens;
        tokens.get(self.sentence(tokens.at_byte(span.start))).map_or(0, |t| t.span.start)
    }

    /// Straight behind data that is certainly the writer's, with nothing but labels between.
    pub(super) fn chained(&self, before: &Owned<Identifier>, identifier: &Identifier) -> bool {
        let span = identifier.span;
        let own = before.certain && before.party.is_some() && before.party == self.writer && self.written(span);
        let Some(between) = self.read.tokens.text.get(before.finding.span.end..span.start).filter(|_| own) else {
            return false;
        };
        let (first, second) = (before.finding.kind, identifier.kind);
        let claimed = self.own_voice() || told_of_oneself(first) || before.why.contains("speaks of themselves");
        let twice = first == second && !matches!(between.trim(), "/" | "or" | "and" | "&");
        let bare = matches!(second, DataKind::Vehicle | DataKind::Bank | DataKind::Url);
        !between.contains('\n')
            && apposed(&between.replace(". ", ", "))
            && (contact(second) || claimed)
            && !twice
            && !bare
            && !self.other_follows(span)
    }

    /// "ring 01632 ...", "or text on ...", as an order or an offer; "I was told to ring" is neither.
    fn asked_to_call(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        let skip = |i: &usize| {
            matches!(tokens.fold(*i), "on" | "at" | "," | ":" | "-" | "number" | "this" | "the" | "is" | "or" | "(")
        };
        let Some(verb) = (at.saturating_sub(4)..at).rev().find(|i| !skip(i)) else { return false };
        let before = verb.wrapping_sub(1);
        let led = tokens.get(verb).is_some_and(|t| t.starts || t.gap >= Gap::Line)
            || matches!(
                tokens.fold(before),
                "please"
                    | "pls"
                    | "plz"
                    | "or"
                    | "and"
                    | "can"
                    | "could"
                    | "may"
                    | "just"
                    | "either"
                    | "then"
                    | "always"
            ) && !matches!(tokens.fold(before.wrapping_sub(1)), "i" | "we" | "who" | "they");
        let staff = (self.sentence(at)..at).any(|i| tokens.has(i, cues::STAFF_JOB | cues::CARE_JOB | cues::ORG));
        CALLS.contains(&tokens.fold(verb)) && led && !staff && self.nobody_since(self.paragraph(span), span.start)
    }

    /// "write to me there, to 38 ...": the word stands in the sentence and "to" or "at" straight before the address.
    fn asked_to_write(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        let straight = matches!(tokens.fold(at.wrapping_sub(1)), "to" | "at");
        straight && (self.sentence(at)..at).any(|i| WRITES.contains(&tokens.fold(i)))
    }

    /// A label straight before it.
    fn labelled(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        let skip = |i: &usize| matches!(tokens.fold(*i), ":" | "." | "," | "-" | "is" | "no" | "number" | "on");
        let label = (at.saturating_sub(4)..at).rev().find(|i| !skip(i));
        label.is_some_and(|i| LABELS.contains(&tokens.fold(i)) && tokens.fold(i.wrapping_sub(1)) != "your")
    }

    /// A word for another person at a token, unless it tells what the writer is to somebody.
    pub(super) fn of_another(&self, at: usize) -> bool {
        of_another(&self.read.tokens, at) && !self.describes_writer(at)
    }

    /// "me, her daughter,", "Ann Hirst (daughter)" and "I have been a client": the word for kin is one for the writer.
    pub(super) fn describes_writer(&self, at: usize) -> bool {
        let tokens = &self.read.tokens;
        let owner = |i: usize| {
            matches!(tokens.fold(i), "his" | "her" | "their" | "the" | "a" | "only" | "eldest" | "full-time")
        };
        let mut kin = at;
        while kin < at + 3 && owner(kin) {
            kin += 1;
        }
        if !tokens.has(kin, cues::KIN | cues::CARE_JOB) {
            return false;
        }
        let client = matches!(tokens.fold(kin), "client" | "patient" | "resident" | "tenant");
        let mark = |i: usize| matches!(tokens.word(i), ")" | "," | "." | "-");
        let closed = tokens.get(kin + 1).is_none_or(|t| t.gap >= Gap::Line || mark(kin + 1))
            || matches!(tokens.fold(kin + 1), "on" | "at" | "and");
        let between = |i: usize| owner(i) || matches!(tokens.word(i), "," | "(" | "-" | "\u{2013}");
        let mut before = at;
        let mut named = false;
        while before > 0 && at - before < 6 {
            before -= 1;
            match self.writer_at(before) {
                Some(signs) => named |= signs,
                None if between(before) => {}
                None => break,
            }
        }
        let word = tokens.fold(before);
        let being = matches!(word, "been" | "am" | "as" | "i'm") && client;
        closed && (named || matches!(word, "me" | "i'm" | "am"))
            || being && (before.saturating_sub(16)..=before).any(|i| matches!(tokens.fold(i), "i" | "i'm" | "i've"))
    }

    /// The writer is named at a token: true in the signature.
    fn writer_at(&self, at: usize) -> Option<bool> {
        let span = self.read.tokens.span(at, at);
        let name = self.names.iter().find(|n| n.finding.span.contains(span) && n.party == self.writer)?;
        Some(name.certain && name.finding.relation == Relation::Signs)
    }

    /// Below a signature, a word for somebody else or the beginning of a postscript stands before a span.
    pub(super) fn turns_to_another(&self, signature: usize, span: usize) -> bool {
        let tokens = &self.read.tokens;
        let (first, at) = (tokens.at_byte(signature), tokens.at_byte(span));
        (first.max(at.saturating_sub(24))..at).any(|i| self.of_another(i) || matches!(tokens.fold(i), "ps" | "p.s"))
    }

    /// "07700 ... is best for me", "12 High Lane, where I live": the claim stands behind, with nobody else before it.
    fn claimed_behind(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let mut at = tokens.at_byte(span.end.saturating_sub(1)) + 1;
        at += usize::from(matches!(tokens.word(at), "," | "(" | ")"));
        at += usize::from(matches!(tokens.fold(at), "which" | "that") && tokens.fold(at + 1) == "is");
        let near = tokens.get(at).is_some_and(|t| t.gap <= Gap::Space);
        let end = (at..at + 6)
            .find(|i| matches!(tokens.word(*i), "." | ";" | "!" | "?") || self.of_another(*i))
            .unwrap_or(at + 6);
        let live = tokens.fold(at) == "where"
            && matches!(tokens.fold(at + 1), "i" | "we")
            && tokens.fold(at + 2).starts_with("live");
        let mine = tokens.fold(at) == "is"
            && (at + 1..end).any(|i| {
                tokens.fold(i) == "mine"
                    || tokens.fold(i) == "me" && matches!(tokens.fold(i - 1), "for" | "reach" | "find" | "get")
                    || tokens.fold(i) == "my" && claims::names_own_thing(tokens, i, i + 3)
            });
        near && (live || mine)
    }

    /// Another identifier of the kind stands between the word that claims and this one, with words of its own behind it: the
    /// claim was for the first.
    pub(super) fn claimed_before(&self, claim: usize, span: Span, kind: DataKind) -> bool {
        let tokens = &self.read.tokens;
        let from = tokens.get(claim).map_or(0, |t| t.span.start);
        let between =
            self.read.identifiers.iter().rfind(|i| i.kind == kind && i.span.start >= from && i.span.end <= span.start);
        let Some(first) = between else { return false };
        let (start, end) = (tokens.at_byte(first.span.end), tokens.at_byte(span.start));
        !(start..end).all(|i| {
            let word = tokens.fold(i);
            tokens.get(i).is_some_and(|t| matches!(t.case, Case::Mark | Case::Digit) || t.numbered)
                || LABELS.contains(&word)
                || matches!(
                    word,
                    "and"
                        | "or"
                        | "to"
                        | "from"
                        | "new"
                        | "old"
                        | "now"
                        | "also"
                        | "flat"
                        | "house"
                        | "work"
                        | "is"
                        | "my"
                        | "the"
                        | "account"
                        | "sort"
                        | "code"
                        | "no"
                        | "number"
                )
        })
    }
}
