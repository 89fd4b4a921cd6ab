//! The parties with their labels: `third party 2`. Numbers are dealt in an order that says nothing of the names, of how a name
//! was found, or of who came first; the same item always gets the same.

use super::people::Person;
use super::{Identifier, Owned};
use crate::model::{Parsed, Party, PartyEvidence, Role};
use crate::redact::names::Mention;

/// The parties; none for people of the headers who own nothing in the text and did not write it.
pub fn parties(
    parsed: &Parsed,
    people: &[Person],
    names: &[Owned<Mention>],
    identifiers: &[Owned<Identifier>],
) -> Vec<Option<Party>> {
    let met = |i: usize| names.iter().any(|n| n.party == Some(i)) || identifiers.iter().any(|n| n.party == Some(i));
    let shown = |i: usize, p: &Person| met(i) || p.role == Role::Requester;
    let mut numbers = [Role::Requester, Role::Subject, Role::ThirdParty, Role::Staff, Role::Provider].map(|role| {
        let count = people.iter().enumerate().filter(|(i, p)| p.role == role && shown(*i, p)).count();
        (role, dealt(count, parsed))
    });
    let mut label = |role: Role| {
        let number = numbers.iter_mut().find(|(r, _)| *r == role).and_then(|(_, left)| left.pop()).unwrap_or(0);
        match role {
            Role::Requester => "requester".to_string(),
            Role::Subject => format!("subject {number}"),
            Role::ThirdParty => format!("third party {number}"),
            Role::Staff => format!("staff {number}"),
            Role::Provider => format!("provider {number}"),
        }
    };
    let party = |(index, person): (usize, &Person)| {
        if !shown(index, person) {
            return None;
        }
        let aliases = person.forms.iter().filter(|f| **f != person.name).cloned().collect();
        let (name, role, label) = (person.name.clone(), person.role, label(person.role));
        Some(Party { id: index, name, aliases, role, label, evidence: evidence(person) })
    };
    people.iter().enumerate().map(party).collect()
}

fn evidence(person: &Person) -> Vec<PartyEvidence> {
    if person.evidence.is_empty() {
        let reason = "nothing tells who this is, so a third party".into();
        return vec![PartyEvidence { document: None, reason, certain: false }];
    }
    person.evidence.clone()
}

/// The numbers from 1 to `count`, shuffled by what a reader of the result sees anyway: the day of receipt and the count.
fn dealt(count: usize, parsed: &Parsed) -> Vec<usize> {
    let date = parsed.item.received.date;
    let mut state = (i64::from(date.year()) * 372 + i64::from(date.month()) * 31 + i64::from(date.day())) as u64;
    state = state.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ count as u64 | 1;
    let mut numbers: Vec<usize> = (1..=count).collect();
    for at in (1..count).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        numbers.swap(at, (state >> 16) as usize % (at + 1));
    }
    numbers
}
