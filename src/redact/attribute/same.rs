//! When two names are one person's: the header's and the signature's, initials and the name at the head, the two halves of a
//! name in a form. It joins nobody on a guess.

use super::Owned;
use super::form::{Field, Form};
use super::nicknames;
use super::people::{Person, near};
use crate::redact::names::{Mention, Relation};

/// Who of a header's person and a signer is the writer, and whether that is proved. Where they are one, they are joined.
pub(super) fn header_and_signer(
    people: &mut [Person],
    names: &mut [Owned<Mention>],
    (header, signer): (usize, usize),
    local: &str,
) -> (Option<usize>, bool) {
    // What is quoted names whoever was written to.
    let unnamed = || names.iter().all(|n| n.party != Some(header) || n.finding.quoted);
    let (Some(a), Some(b)) = (people.get(header), people.get(signer)) else { return (Some(header), unnamed()) };
    let full = b.words.len() > 1;
    if header == signer {
        return (Some(header), true);
    }
    if compatible(a, b, local) {
        join(people, names, signer, header);
        return (Some(header), true);
    }
    if full && (!borne_by_people(a) || a.last() == b.last()) {
        return (Some(signer), true);
    }
    if full && unnamed() { (Some(signer), false) } else { (Some(header), unnamed()) }
}

/// The one person whose words begin with the letters that sign: "D.H." below "Dilys Hargreave".
pub(super) fn of_initials(people: &[Person], signer: usize) -> Option<usize> {
    let letters = &people.get(signer)?.words;
    if letters.len() < 2 || letters.iter().any(|w| w.chars().count() != 1) {
        return None;
    }
    let fits = |p: &Person| {
        let same = p.words.iter().zip(letters).all(|(word, letter)| word.starts_with(letter.as_str()));
        p.words.len() == letters.len() && same && p.words.iter().any(|w| w.len() > 1)
    };
    let mut fitting = people.iter().enumerate().filter(|(_, p)| fits(p));
    fitting.next().filter(|_| fitting.next().is_none()).map(|(index, _)| index)
}

/// True where a signer in full may write from the address of somebody else of the house, as couples do.
pub(super) fn signs_in_full(people: &[Person], header: Option<usize>, signer: usize) -> bool {
    let header = header.and_then(|h| people.get(h));
    people.get(signer).is_some_and(|s| s.words.len() > 1 && s.words.iter().all(|w| w.len() > 1))
        && header.is_some_and(|h| h.words.len() < 2)
}

/// Two people whom one From header names, both below the text: they write together and are one requester.
pub(super) fn together(people: &mut [Person], names: &mut [Owned<Mention>], writer: usize) {
    let end = names
        .iter()
        .filter(|n| n.document == 0 && !n.finding.quoted && n.party == Some(writer))
        .map(|n| n.finding.span.end)
        .max();
    let beside = |n: &Owned<Mention>| {
        n.document == 0
            && !n.finding.quoted
            && end.is_some_and(|e| n.finding.span.start >= e.saturating_sub(60))
            && n.finding.relation == Relation::None
    };
    let other =
        people.iter().enumerate().find(|(i, p)| *i != writer && p.from_header && !p.words.is_empty()).map(|(i, _)| i);
    let Some(other) = other.filter(|o| names.iter().any(|n| n.party == Some(*o) && beside(n))) else { return };
    for name in names.iter_mut().filter(|n| n.party == Some(other)) {
        name.party = Some(writer);
    }
    let words = people.get_mut(other).map(|p| std::mem::take(&mut p.words)).unwrap_or_default();
    if let Some(person) = people.get_mut(writer) {
        person.forms.push(words.join(" "));
        person.because(Some(0), "writes together with another of the From header", true);
    }
}

/// "Surname: Pargeter" and "First names: Edwin" in fields one behind the other are one person's name.
pub(super) fn join_split_names(form: &Form, people: &mut [Person], names: &mut [Owned<Mention>]) {
    for pair in form.fields.windows(2) {
        let [first, second] = pair else { continue };
        if !first.name || !second.name || first.side != second.side {
            continue;
        }
        let alone = |field: &Field| {
            let inside = |n: &&Owned<Mention>| n.document == 0 && field.value.contains(n.finding.span);
            let mut inside = names.iter().filter(inside).filter(|n| n.finding.words.len() < 3);
            inside.next().filter(|_| inside.next().is_none()).and_then(|n| n.party)
        };
        let (Some(one), Some(other)) = (alone(first), alone(second)) else { continue };
        let count = |party: usize| people.get(party).map_or(0, |p| p.words.len());
        if one == other || count(one) + count(other) > 3 {
            continue;
        }
        let words = people.get(other).map(|p| p.words.clone()).unwrap_or_default();
        join(people, names, other, one);
        if let Some(person) = people.get_mut(one) {
            // The surname is asked for first or last; a person is known by both.
            person.words = words.into_iter().chain(std::mem::take(&mut person.words)).collect();
        }
    }
}

/// The signer is the person of the header: every mention of one is a mention of the other.
pub(super) fn join(people: &mut [Person], names: &mut [Owned<Mention>], from: usize, to: usize) {
    for name in names.iter_mut().filter(|n| n.party == Some(from)) {
        name.party = Some(to);
    }
    let Some(signer) = people.get(from).cloned() else { return };
    if let Some(person) = people.get_mut(to) {
        let fuller =
            signer.words.iter().filter(|w| w.len() > 1).count() > person.words.iter().filter(|w| w.len() > 1).count();
        if fuller {
            person.words = signer.words.clone();
            person.name = signer.name.clone();
        }
        person.forms.extend(signer.forms);
        person.gender |= signer.gender;
    }
    if let Some(person) = people.get_mut(from) {
        person.words.clear();
    }
}

/// True where a header's words could be a person's: the first is a listed forename or an initial.
fn borne_by_people(header: &Person) -> bool {
    header.first().len() == 1 || crate::redact::lexicon::lookup(header.first()).forename >= 1
}

/// A signature fits a header where they share a first name, or a surname and an initial, or the address holds the name.
fn compatible(header: &Person, signer: &Person, address: &str) -> bool {
    let same_first = nicknames::same(header.first(), signer.first())
        || header.first() == signer.first()
        || near(header.first(), signer.first());
    let initial = header.first().chars().next() == signer.first().chars().next();
    let mut sorted = [header.words.clone(), signer.words.clone()];
    sorted.iter_mut().for_each(|w| w.sort());
    if sorted[0] == sorted[1] {
        return true;
    }
    // "Wei Ling" of "Wei Ling Chan".
    if !signer.words.is_empty() && signer.words.iter().all(|w| w.len() > 1 && header.words.contains(w)) {
        return true;
    }
    let same_last = !header.last().is_empty() && header.last() == signer.last();
    let local = address.split('@').next().unwrap_or_default();
    let in_address =
        signer.words.iter().any(|w| w.len() > 3 && local.contains(w.as_str()) && !header.words.contains(w)) && initial;
    same_first
        && (header.last().len() < 2
            || signer.last().is_empty()
            || same_last
            || signer.last().starts_with(header.last()))
        || same_last && initial && (header.first().len() == 1 || signer.first().len() == 1)
        || in_address
}
