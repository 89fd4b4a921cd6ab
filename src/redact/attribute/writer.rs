//! Finds the writer: by header, signature, form or the writer's own words, each with its reason. What is disputed is not proved,
//! and nothing here says whose a number is.

use super::form::{Form, Side};
use super::people::{self, Person, near};
use super::{Owned, Read, nicknames};
use crate::model::{Parsed, Role};
use crate::redact::names::{Mention, Relation};

/// Finds the writer and marks that person as requester.
pub fn requester(parsed: &Parsed, reads: &[Read<'_>], people: &mut Vec<Person>, names: &mut [Owned<Mention>]) {
    let signer = names
        .iter()
        .find(|n| n.document == 0 && n.finding.relation == Relation::Signs && !n.finding.quoted)
        .and_then(|n| n.party);
    let own = names
        .iter()
        .find(|n| n.document == 0 && n.finding.relation == Relation::Own && !n.finding.quoted)
        .and_then(|n| n.party);
    let filled = reads.first().and_then(|r| r.form.as_ref());
    let form = filled.and_then(|f| own_field(f, names));
    let header = people.iter().position(|p| p.from_header);
    if by_machine(parsed) {
        return;
    }
    let shared = parsed.item.from.as_ref().is_some_and(|f| crate::redact::identifiers::shared_mailbox(&f.address));
    let local = parsed.item.from.as_ref().map(|f| f.address.to_lowercase()).unwrap_or_default();
    let (index, proved) = match (header, signer) {
        (Some(h), Some(s)) if h == s => (Some(h), true),
        (Some(h), Some(s)) => match (people.get(h), people.get(s)) {
            (Some(a), Some(b)) if compatible(a, b, &local) => {
                join(people, names, s, h);
                (Some(h), true)
            }
            (Some(a), Some(b)) if !borne_by_people(a) && b.words.len() > 1 => (Some(s), true),
            (Some(a), Some(b)) if b.words.len() > 1 && a.last() == b.last() => (Some(s), true),
            (Some(_), Some(b)) if b.words.len() > 1 && names.iter().all(|n| n.party != Some(h)) => (Some(s), false),
            _ => (Some(h), names.iter().all(|n| n.party != Some(h))),
        },
        (Some(h), None) => (Some(h), true),
        (None, Some(s)) if form.is_some() && shared => (form.or(Some(s)), true),
        (None, Some(s)) => (Some(s), signed_for_sure(reads, names)),
        (None, None) => (form.filter(|_| shared).or(own).or_else(|| in_address(people, &local)), true),
    };
    let forwarded = forwarded_from(parsed, people, names);
    let index = forwarded.or(index).or_else(|| nameless(parsed, people));
    let disputed = header.is_none() && disputed(names, index);
    let Some(person) = index.and_then(|i| people.get_mut(i)) else { return };
    person.role = Role::Requester;
    person.proved = proved && !disputed;
    let headed = person.from_header;
    if forwarded.is_some() {
        person.because(Some(0), "wrote the mail that was passed on", true);
    }
    if signer == index || signer.is_some() && header == index {
        person.because(Some(0), "signs", true);
    }
    if own == index && index.is_some() {
        person.because(Some(0), "names themselves", true);
    }
    if form == index && index.is_some() {
        person.because(Some(0), "names themselves in the form", true);
    }
    if let Some(writer) = index.filter(|_| headed && proved && !disputed) {
        together(people, names, writer);
    }
}

/// Two people whom one From header names, both below the text: they write together and are one requester.
fn together(people: &mut [Person], names: &mut [Owned<Mention>], writer: usize) {
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

/// Words beside the writer's name speak of somebody else. "Her nephew Colin" may be the Colin Sugden who signs alone on a
/// line, and a title below the signature is the signer's own.
fn disputed(names: &mut [Owned<Mention>], index: Option<usize>) -> bool {
    let signs = names.iter().find(|n| n.document == 0 && n.party == index && n.finding.relation == Relation::Signs);
    let below = signs.map(|n| n.finding.span.end);
    let whole = signs.is_some_and(|n| n.finding.alone && n.finding.words.len() > 1);
    for name in names.iter_mut().filter(|n| n.party == index && n.document == 0 && n.finding.titled) {
        let near = below.is_some_and(|b| name.finding.span.start >= b && name.finding.span.start - b < 12);
        if near && matches!(name.finding.relation, Relation::Staff(_)) {
            name.finding.relation = Relation::Alias;
        }
    }
    names.iter().filter(|n| n.party == index).any(|n| match n.finding.relation {
        Relation::Kin { mine, .. } => mine || !whole,
        Relation::Care(_) | Relation::Staff(_) => true,
        _ => false,
    })
}

/// A letter's signature proves its writer where it stands below a closing phrase or alone on its line, under a text that
/// speaks in the first person.
fn signed_for_sure(reads: &[Read<'_>], names: &[Owned<Mention>]) -> bool {
    let signs = names.iter().find(|n| n.document == 0 && n.finding.relation == Relation::Signs && !n.finding.quoted);
    let first = |w: &str| matches!(w, "i" | "my" | "me" | "we" | "our" | "us" | "i'm" | "i've" | "myself");
    let voice = reads.first().is_some_and(|r| (0..r.tokens.len()).any(|at| first(r.tokens.fold(at))));
    signs.is_some_and(|n| n.finding.confidence >= 0.95 || n.finding.alone || voice && n.finding.words.len() > 1)
        && voice
}

/// An officer passes a mail on: its writer is the person of the first From line in it who is not at the council.
fn forwarded_from(parsed: &Parsed, people: &[Person], names: &[Owned<Mention>]) -> Option<usize> {
    let council = people::council_domain(parsed)?;
    let passed_on = parsed.item.from.as_ref().is_some_and(|f| people::at_domain(&f.address, &council));
    let outside = |n: &&Owned<Mention>| matches!(&n.finding.relation, Relation::Header(email) if !people::at_domain(email, &council));
    let first = names.iter().filter(|n| n.finding.quoted && n.document == 0).find(outside).filter(|_| passed_on)?;
    first.party.filter(|i| people.get(*i).is_some_and(|p| !p.council))
}

/// A writer of whom only the address is known.
fn nameless(parsed: &Parsed, people: &mut Vec<Person>) -> Option<usize> {
    let from = parsed.item.from.as_ref().filter(|f| !crate::redact::identifiers::shared_mailbox(&f.address))?;
    let mut person = Person::new(vec![from.address.to_lowercase()], from.address.clone());
    person.emails.push(from.address.to_lowercase());
    person.because(None, "writes as From", true);
    people.push(person);
    Some(people.len() - 1)
}

/// True where a header's words could be a person's: the first is a listed forename or an initial.
fn borne_by_people(header: &Person) -> bool {
    header.first().len() == 1 || crate::redact::lexicon::lookup(header.first()).forename >= 1
}

/// The signer is the person of the header: every mention of one is a mention of the other.
fn join(people: &mut [Person], names: &mut [Owned<Mention>], from: usize, to: usize) {
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

/// The one person whose forename opens the sender's address, where the header gives no name.
fn in_address(people: &[Person], address: &str) -> Option<usize> {
    let local = address.split('@').next().unwrap_or_default();
    let opens = |p: &Person| {
        p.first().len() > 2 && local.starts_with(p.first()) || p.last().len() > 3 && local.contains(p.last())
    };
    let mut fitting = people.iter().enumerate().filter(|(_, p)| opens(p));
    fitting.next().filter(|_| fitting.next().is_none()).map(|(i, _)| i)
}

/// A mail system writes for nobody.
fn by_machine(parsed: &Parsed) -> bool {
    let local = parsed.item.from.as_ref().map(|f| f.address.to_lowercase()).unwrap_or_default();
    ["mailer-daemon", "postmaster", "bounce"].iter().any(|m| local.starts_with(m))
}

/// The person of the form's first field for the name of who fills it in; where no field says so, of the first name, if the
/// form speaks of nobody else.
fn own_field(form: &Form, names: &[Owned<Mention>]) -> Option<usize> {
    let of = |side: Side| {
        names.iter().find(|n| {
            let field = form.at(n.finding.span).filter(|f| f.name && f.side == side);
            n.document == 0 && field.is_some() && matches!(n.finding.relation, Relation::Field(_) | Relation::None)
        })
    };
    let bare = || of(Side::Unsaid).filter(|_| form.about_writer != Some(false));
    of(Side::Writer).or_else(bare).and_then(|n| n.party)
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
