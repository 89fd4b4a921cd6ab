//! What the trained opinion sees of a number, an address or a date: the words around it, who is spoken of before and behind it,
//! where it stands on the page, and who else is met in the item. It sees nothing of what the rules said: two facts, not one twice.

use super::sight::{Signs, Traits, coarse, labels};
use crate::model::{DataKind, DocumentRole, Medium, Role, Span};
use crate::redact::attribute::claims;
use crate::redact::attribute::form::Side;
use crate::redact::attribute::scene::Scene;
use crate::redact::cues;
use crate::redact::identifiers::Identifier;
use crate::redact::text::{Case, Gap};

/// Words looked at before,
const BEFORE: usize = 14;
/// and behind.
const BEHIND: usize = 8;
/// Words before in which people are looked for.
const PEOPLE_BEFORE: usize = 40;
/// How many people before are told in a row.
const CHAIN: usize = 3;

/// Kinds that are told of in the same way.
fn group(kind: DataKind) -> &'static str {
    use DataKind::*;
    match kind {
        Phone => "phone",
        Email | Username | Url => "handle",
        Address | Postcode => "place",
        DateOfBirth | DateOfDeath => "date",
        Bank => "bank",
        Vehicle => "vehicle",
        _ => "number",
    }
}

impl Scene<'_> {
    /// What the tokens of the document stand for.
    pub(in crate::redact::attribute) fn signs(&self) -> Signs {
        let names = self.names.iter().map(|name| {
            let role = name.party.and_then(|i| self.people.get(i)).map(|p| p.role);
            let sign = match role {
                // What only looks like the writer's name may be a namesake's.
                _ if name.party.is_some() && name.party == self.writer => {
                    if name.certain {
                        "#writer"
                    } else {
                        "#namesake"
                    }
                }
                Some(Role::Staff | Role::Provider) => "#staff",
                _ => "#other",
            };
            (name.finding.span, sign)
        });
        Signs::new(&self.read.tokens, names, &self.read.identifiers)
    }

    /// What is seen of an identifier.
    pub(in crate::redact::attribute) fn traits(&self, signs: &Signs, identifier: &Identifier) -> Traits {
        let tokens = &self.read.tokens;
        let mut traits = Traits::new(group(identifier.kind));
        traits.both(&["any"]);
        let at = tokens.at_byte(identifier.span.start);
        let end = tokens.at_byte(identifier.span.end.saturating_sub(1)) + 1;
        self.words_before(&mut traits, signs, at);
        self.words_behind(&mut traits, signs, end);
        self.people_before(&mut traits, signs, at);
        self.people_behind(&mut traits, signs, end);
        self.line(&mut traits, signs, (at, end), identifier.span);
        self.page(&mut traits, identifier.span);
        self.item(&mut traits, identifier);
        traits.once()
    }

    /// The words before, as far as the paragraph goes; those of the same sentence count apart.
    fn words_before(&self, traits: &mut Traits, signs: &Signs, at: usize) {
        let tokens = &self.read.tokens;
        let sentence = self.sentence(at);
        let mut last = "";
        let (mut i, mut far) = (at, 0);
        while i > 0 && far < BEFORE && tokens.get(i).is_some_and(|t| t.gap < Gap::Paragraph) {
            i -= 1;
            let text = signs.text(tokens, i);
            // A name or a number of several words is one thing.
            if text.starts_with('#') && text == last {
                continue;
            }
            far += 1;
            let distance = match far {
                1 => "1",
                2 => "2",
                3 | 4 => "3",
                5..=8 => "5",
                _ => "9",
            };
            let place = if i >= sentence { "before" } else { "before the sentence" };
            if far <= 4 {
                traits.both(&[place, distance, text]);
            } else {
                traits.put(&[place, distance, text]);
            }
            traits.both(&[place, text]);
            last = text;
        }
    }

    fn words_behind(&self, traits: &mut Traits, signs: &Signs, end: usize) {
        let tokens = &self.read.tokens;
        let mut before = "#here";
        for (far, i) in (end..end + BEHIND).enumerate() {
            let Some(token) = tokens.get(i).filter(|t| t.gap < Gap::Paragraph) else { break };
            let text = signs.text(tokens, i);
            let line = if token.gap >= Gap::Line { "line" } else { "" };
            if far < 3 {
                traits.put(&["behind", if far == 0 { "1" } else { "2" }, line, text]);
                traits.put(&["behind", "pair", before, text]);
            }
            traits.put(&["behind", text]);
            before = text;
        }
    }

    /// Who was last spoken of before it, and who before that.
    fn people_before(&self, traits: &mut Traits, signs: &Signs, at: usize) {
        let tokens = &self.read.tokens;
        let mut chain: Vec<&str> = Vec::with_capacity(CHAIN);
        let mut nearest = ("none", 0);
        for i in (at.saturating_sub(PEOPLE_BEFORE)..at).rev() {
            if tokens.get(i + 1).is_some_and(|t| t.gap >= Gap::Paragraph) {
                chain.push("break");
            }
            let person = self.person_at(signs, i).filter(|p| chain.last() != Some(p));
            if let Some(person) = person {
                if nearest.0 == "none" {
                    nearest = (person, at - i);
                }
                chain.push(person);
            }
            if chain.len() >= CHAIN {
                break;
            }
        }
        traits.both(&["last person", nearest.0, coarse(nearest.1)]);
        traits.both(&["last person", nearest.0]);
        for count in 1..=chain.len() {
            let told: Vec<&str> = ["people"].into_iter().chain(chain.iter().copied().take(count)).collect();
            traits.both(&told);
        }
    }

    fn people_behind(&self, traits: &mut Traits, signs: &Signs, end: usize) {
        let tokens = &self.read.tokens;
        let next = (end..end + BEHIND)
            .take_while(|i| tokens.get(*i).is_some_and(|t| t.gap < Gap::Paragraph))
            .find_map(|i| Some((self.person_at(signs, i)?, i - end)));
        let (who, far) = next.unwrap_or(("none", 0));
        traits.both(&["next person", who, if far < 3 { "near" } else { "far" }]);
    }

    /// Of whom a token speaks.
    fn person_at<'a>(&'a self, signs: &Signs, at: usize) -> Option<&'a str> {
        let tokens = &self.read.tokens;
        let text = signs.text(tokens, at);
        if text.starts_with('#') {
            return matches!(text, "#writer" | "#namesake" | "#staff" | "#other").then_some(text);
        }
        Some(match text {
            "i" if !tokens.says_i(at) => return None,
            "i" | "me" | "my" | "mine" | "myself" | "i'm" | "i've" | "i'll" | "im" => "me",
            "we" | "us" | "our" | "ours" | "we're" | "we've" => "us",
            "you" | "your" | "yours" => "you",
            "she" | "her" | "hers" | "he" | "his" | "him" | "she's" | "he's" => "he or she",
            "they" | "their" | "them" | "theirs" => "they",
            _ if tokens.has(at, cues::KIN) => "kin",
            _ if tokens.has(at, cues::STAFF_JOB | cues::CARE_JOB) => "job",
            _ if tokens.has(at, cues::ORG) && tokens.get(at).is_some_and(|t| t.case != Case::Lower) => "body",
            _ => return None,
        })
    }

    /// Its line, the label before it on the line, and the line above.
    fn line(&self, traits: &mut Traits, signs: &Signs, (at, end): (usize, usize), span: Span) {
        let tokens = &self.read.tokens;
        let (first, past) = tokens.line(at.min(tokens.len().saturating_sub(1)));
        traits.when("alone on line", self.alone_on_line(span));
        traits.when("opens line", first == at);
        traits.when("ends line", past <= end);
        labels(&mut |parts| traits.both(parts), tokens, signs, at);
        if first > 0 {
            let (above, _) = tokens.line(first - 1);
            let apart = if tokens.get(first).is_some_and(|t| t.gap >= Gap::Paragraph) { "apart" } else { "close" };
            let long = if first - above > 8 { "long" } else { "short" };
            traits.both(&["above", signs.text(tokens, above), long, apart]);
            traits.both(&["end of above", signs.text(tokens, first - 1), long]);
        }
    }

    /// Where it stands between greeting and signature.
    fn page(&self, traits: &mut Traits, span: Span) {
        let place = match self.signature {
            _ if span.end <= self.greeting => "above greeting",
            Some(at) if span.start > at && span.start - at < 250 => "below signature",
            Some(at) if span.start > at => "far below signature",
            Some(at) if at.saturating_sub(span.end) < 120 => "just above signature",
            Some(_) => "above signature",
            None => "unsigned",
        };
        traits.both(&["place", place]);
        let rest = self.read.tokens.text.get(span.end..).unwrap_or_default();
        traits.when("in quotation marks", claims::in_speech(self.read.tokens.text, span.start));
        traits.when("not written now", !self.written(span));
        traits.when("first paragraph", self.paragraph(span) <= self.greeting + 40);
        traits.when("last lines", rest.trim().len() < 40);
        traits.when("in signature", self.in_signature(span));
        traits.when("in letterhead", self.in_letterhead(span));
        if let Some(field) = self.field(span) {
            let side = match field.side {
                Side::Writer => "writer",
                Side::Other => "other",
                Side::Unsaid => "unsaid",
            };
            traits.both(&["field", side]);
        }
    }

    /// What the whole item is like.
    fn item(&self, traits: &mut Traits, identifier: &Identifier) {
        let role = self.parsed.document(self.document).map(|d| d.role);
        let flags = [
            ("attached", role == Some(DocumentRole::Attachment)),
            ("subject line", role == Some(DocumentRole::Subject)),
            ("letter", self.parsed.item.medium == Medium::Letter),
            ("no writer", self.writer.is_none()),
            ("alone", self.alone),
            ("unclaimed", self.unclaimed),
            ("by proxy", self.by_proxy),
            ("standing", self.standing),
            ("quiet", self.quiet),
            ("spoken of", self.spoken_of),
            ("own matter", self.own_matter),
            ("professional", self.professional),
        ];
        flags.into_iter().for_each(|(name, so)| traits.when(name, so));
        let same: Vec<_> = self.read.identifiers.iter().filter(|i| i.kind == identifier.kind).take(7).collect();
        let rank = same.iter().position(|i| i.span == identifier.span).unwrap_or(same.len());
        traits.both(&["rank", coarse(rank), coarse(same.len())]);
        traits.both(&["people met", coarse(self.people_met(13))]);
    }
}
