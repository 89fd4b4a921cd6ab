//! Whose number, address or date it is: by the mail address itself, by the writer's letterhead and signature, and by the
//! nearest name and pronoun. What is certain needs two facts; a guess is never certain.

use super::people::Person;
use super::scene::{Scene, intimate, scene};
use super::{Owned, Read};
use crate::model::{DataKind, Parsed};
use crate::redact::identifiers::Identifier;
use crate::redact::names::Mention;

/// Owners of all identifiers; mail addresses of strangers make new people.
pub fn owners(
    parsed: &Parsed,
    reads: &[Read<'_>],
    people: &mut Vec<Person>,
    names: &[Owned<Mention>],
) -> Vec<Owned<Identifier>> {
    let mut owned: Vec<Owned<Identifier>> = Vec::new();
    for (document, read) in reads.iter().enumerate() {
        let scene = scene(parsed, read, document, people, names);
        for identifier in &read.identifiers {
            if identifier.kind == DataKind::Phone && scene.of_body(identifier.span) {
                continue;
            }
            let (party, certain, why) = match owned.last().filter(|h| follows(h, document, identifier)) {
                Some(house) => (house.party, house.certain, house.why),
                None => scene.owner(identifier),
            };
            owned.push(Owned { finding: identifier.clone(), document, party, certain, why });
        }
    }
    for one in owned.iter_mut().filter(|o| o.party.is_none() && o.finding.kind == DataKind::Email) {
        let address = reads.get(one.document).map_or("", |r| one.finding.span.of(r.tokens.text));
        let known = people.iter().position(|p| p.emails.contains(&address.to_lowercase()));
        one.party = known.or_else(|| {
            people.push(stranger(address));
            Some(people.len() - 1)
        });
    }
    same_everywhere(&mut owned, reads);
    owned
}

/// A postcode behind an address belongs to whom the address belongs to.
fn follows(house: &Owned<Identifier>, document: usize, identifier: &Identifier) -> bool {
    house.document == document
        && house.finding.kind == DataKind::Address
        && identifier.kind == DataKind::Postcode
        && identifier.span.start.saturating_sub(house.finding.span.end) < 5
}

/// A number that is certain in one place is certain wherever the same number stands and is nobody else's. Postcodes and dates
/// are shared by many and prove nothing.
fn same_everywhere(owned: &mut [Owned<Identifier>], reads: &[Read<'_>]) {
    let plain = |one: &Owned<Identifier>| -> String {
        let text = reads.get(one.document).map_or("", |r| one.finding.span.of(r.tokens.text));
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let certain: Vec<(String, Option<usize>, &'static str)> =
        owned.iter().filter(|o| o.certain).map(|o| (plain(o), o.party, o.why)).collect();
    let disputed = |text: &str, party: Option<usize>| certain.iter().any(|(t, p, _)| t == text && *p != party);
    let shared = |kind| matches!(kind, DataKind::Postcode | DataKind::DateOfBirth | DataKind::DateOfDeath);
    for one in owned.iter_mut().filter(|o| !o.certain && !shared(o.finding.kind)) {
        let text = plain(one);
        let fits = |party: Option<usize>| one.party.is_none() || one.party == party;
        if let Some((_, party, why)) = certain.iter().find(|(t, p, _)| *t == text && fits(*p) && !disputed(t, *p)) {
            (one.party, one.certain, one.why) = (*party, true, *why);
        }
    }
}

fn stranger(address: &str) -> Person {
    let mut person = Person::new(vec![address.to_lowercase()], address.to_string());
    person.emails.push(address.to_lowercase());
    person
}

impl Scene<'_> {
    fn owner(&self, identifier: &Identifier) -> (Option<usize>, bool, &'static str) {
        if identifier.kind == DataKind::Email
            && let Some(owner) = self.by_address(identifier)
        {
            return owner;
        }
        let span = identifier.span;
        if identifier.kind == DataKind::Username && self.own_handle(span) {
            return (self.writer, true, "the name of the writer's own address");
        }
        if self.document == 0 && span.start < self.read.written_end {
            let work_number = identifier.kind == DataKind::Reference && self.professional;
            if self.in_signature(span) && !work_number {
                return (self.writer, true, "under the writer's signature");
            }
            if identifier.kind != DataKind::Reference && self.in_letterhead(span) {
                return (self.writer, true, "at the head of the writer's letter");
            }
        }
        self.by_words(identifier)
    }

    fn by_address(&self, identifier: &Identifier) -> Option<(Option<usize>, bool, &'static str)> {
        let address = identifier.span.of(self.read.tokens.text).to_lowercase();
        let from = self.parsed.item.from.as_ref().is_some_and(|f| f.address.eq_ignore_ascii_case(&address));
        let passed_on = self
            .writer
            .and_then(|i| self.people.get(i))
            .is_some_and(|p| p.evidence.iter().any(|e| e.reason.contains("passed on")));
        if from && self.writer.is_some() && !passed_on {
            return Some((self.writer, true, "the writer's own address"));
        }
        if let Some(index) = self.people.iter().position(|p| p.emails.contains(&address)) {
            return Some((Some(index), Some(index) == self.writer, "beside the name in a header"));
        }
        let local = crate::redact::lexicon::fold(address.split('@').next().unwrap_or_default());
        let holds = |p: &Person| p.words.iter().filter(|w| w.len() > 2 && local.contains(w.as_str())).count();
        let best = self
            .people
            .iter()
            .enumerate()
            .map(|(i, p)| (holds(p), i))
            .filter(|(n, _)| *n > 0)
            .max_by_key(|(n, i)| (*n, std::cmp::Reverse(*i)));
        let (words, index) = best?;
        let unique = self.people.iter().filter(|p| holds(p) == words).count() == 1;
        let signed = Some(index) == self.writer
            && self.document == 0
            && (self.in_signature(identifier.span) || self.in_letterhead(identifier.span));
        let labelled = self.form
            && !self.speaks_of_another(identifier.span, false)
            && (self.first_person(identifier.span, identifier.kind) || self.lone_writer);
        let told = words > 0 && self.form && self.by_words(identifier) == (self.writer, true, "after the name");
        let whole = (words >= 2 || labelled || told) && unique && Some(index) == self.writer;
        unique.then_some((Some(index), signed || whole, "the name in the address"))
    }

    /// The nearest name before in the same paragraph, turned by pronouns.
    fn by_words(&self, identifier: &Identifier) -> (Option<usize>, bool, &'static str) {
        let span = identifier.span;
        let text = self.read.tokens.text;
        let paragraph = text.get(..span.start).and_then(|t| t.rfind("\n\n")).map_or(0, |at| at + 2);
        let before = self
            .names
            .iter()
            .filter(|n| n.finding.span.end <= span.start && n.finding.span.start >= paragraph)
            .max_by_key(|n| n.finding.span.start);
        let own = self.first_person(span, identifier.kind) && !self.other_follows(span);
        let another = self.speaks_of_another(span, false);
        let before = before.filter(|n| !self.is_agent(n, identifier.kind));
        if own && self.writer.is_some() && span.start < self.read.written_end && self.document == 0 {
            let sentence =
                text.get(..span.start).map_or(0, |t| t.rfind(". ").max(t.rfind('\n')).map_or(0, |at| at + 1));
            let near = before.is_none_or(|n| {
                n.party == self.writer || n.finding.span.start < sentence || self.turned(n.finding.span.end, span.start)
            });
            if near {
                return (self.writer, true, "the writer speaks of themselves");
            }
        }
        if let Some(name) = before {
            let between = text.get(name.finding.span.end..span.start).unwrap_or_default();
            let close = between.len() < if self.form { 320 } else { 200 };
            let theirs = name.party == self.writer && !another;
            if close && (name.party != self.writer || theirs) {
                let joined = between.len() < 90 && !between.contains(". ") || self.lone_writer || self.form;
                return (name.party, theirs && name.certain && joined, "after the name");
            }
        }
        if self.lone_writer && !another && !self.other_follows(span) && !self.rung(span) {
            let certain = intimate(identifier.kind) && span.start < self.read.written_end && self.document == 0;
            return (self.writer, certain, "nobody but the writer is met in the item");
        }
        let others: Vec<usize> = self.kin();
        match others.as_slice() {
            [one] if another => (Some(*one), false, "the only person spoken of"),
            _ => (None, false, "nobody it can be tied to"),
        }
    }
}
