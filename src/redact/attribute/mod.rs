//! Whose data it is: gathers mentions into people, proposes a role for each with its reasons in words, and gives every
//! identifier an owner. A role is a proposal; what nobody can be tied to stays without an owner and is hidden.

mod claims;
mod company;
pub mod form;
mod labels;
mod lean;
mod nicknames;
pub mod opinion;
mod own;
mod owner;
mod people;
mod roles;
mod same;
mod scene;
mod voice;
mod writer;

use super::Declaration;
use super::identifiers::Identifier;
use super::names::Mention;
use super::text::Tokens;
use crate::model::{Parsed, Party};
pub use nicknames::same as same_name;
use opinion::Opinion;
pub use people::Person;

/// One document with what was found in it.
#[derive(Debug)]
pub struct Read<'a> {
    /// Its tokens.
    pub tokens: Tokens<'a>,
    /// Identifiers in order.
    pub identifiers: Vec<Identifier>,
    /// Start of quoted text.
    pub written_end: usize,
    /// The form that the written text holds, if it does.
    pub form: Option<form::Form>,
}

/// A finding with its owner.
#[derive(Debug, Clone)]
pub struct Owned<T> {
    /// What was found.
    pub finding: T,
    /// Which document.
    pub document: usize,
    /// Index of the party, if one can be told.
    pub party: Option<usize>,
    /// True where two facts tie the finding to the party.
    pub certain: bool,
    /// Why this party, in words.
    pub why: &'static str,
}

/// Everything found in an item, with its owners.
#[derive(Debug)]
pub struct Attributed {
    /// The people, in order of first appearance.
    pub parties: Vec<Party>,
    /// Names.
    pub names: Vec<Owned<Mention>>,
    /// Identifiers.
    pub identifiers: Vec<Owned<Identifier>>,
}

/// Gathers people, gives roles and owners.
pub fn attribute(
    parsed: &Parsed,
    reads: &[Read<'_>],
    mentions: Vec<Mention>,
    declaration: &Declaration,
    opinion: &dyn Opinion,
) -> Attributed {
    let mut people = people::from_headers(parsed);
    let mut names = people::gather(&mut people, mentions, reads);
    write_forms(&mut people, &names, reads);
    let likely = opinion::name::likely(parsed, reads, &people, &names, opinion);
    writer::requester(parsed, reads, &mut people, &mut names, &likely);
    let names = roles::settle_requester(&people, reads, names, &likely);
    let identifiers = owner::owners(parsed, reads, &mut people, &names, opinion);
    roles::others(parsed, &mut people, &names, &identifiers, declaration);
    let parties = labels::parties(parsed, &people, &names, &identifiers);
    renumber(parties, names, identifiers)
}

/// Gives each person the forms of the name as they are written; the fullest is the name.
fn write_forms(people: &mut [Person], names: &[Owned<Mention>], reads: &[Read<'_>]) {
    for name in names {
        let Some(person) = name.party.and_then(|i| people.get_mut(i)) else { continue };
        let text = reads.get(name.document).map_or("", |r| name.finding.span.of(r.tokens.text));
        let form = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !form.is_empty() && !person.forms.contains(&form) {
            person.forms.push(form.clone());
        }
        if person.name.is_empty() || name.finding.words == person.words && person.name.len() < form.len() {
            person.name = form;
        }
    }
}

/// Leaves out header people who own nothing, and puts indexes right.
fn renumber(
    parties: Vec<Option<Party>>,
    mut names: Vec<Owned<Mention>>,
    mut identifiers: Vec<Owned<Identifier>>,
) -> Attributed {
    let mut moved = Vec::with_capacity(parties.len());
    let mut kept: Vec<Party> = Vec::new();
    for party in parties {
        moved.push(party.as_ref().map(|_| kept.len()));
        if let Some(mut party) = party {
            party.id = kept.len();
            kept.push(party);
        }
    }
    let place = |old: Option<usize>| old.and_then(|i| moved.get(i).copied().flatten());
    names.iter_mut().for_each(|n| n.party = place(n.party));
    identifiers.iter_mut().for_each(|n| n.party = place(n.party));
    Attributed { parties: kept, names, identifiers }
}
