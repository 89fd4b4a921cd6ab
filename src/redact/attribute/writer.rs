//! Finds the writer: by header, signature, form or the writer's own words, each with its reason. What is disputed is not proved,
//! and nothing here says whose a number is.

use super::form::{Form, Side};
use super::opinion::LIKELY_NAME;
use super::people::{self, Person, near};
use super::{Owned, Read, nicknames};
use crate::model::{Parsed, Role};
use crate::redact::names::{Mention, Relation};
use crate::redact::text::{Case, Gap};

/// Most words, numbers and marks behind a name that closes a letter.
const MOST_BEHIND: usize = 60;
/// Fewer words than this may stand on the lines below it, such as a job.
const MOST_LEFT: usize = 4;

/// Finds the writer and marks that person as requester.
///
/// `likely` says of each name how likely the trained opinion holds it for the writer's.
pub fn requester(
    parsed: &Parsed,
    reads: &[Read<'_>],
    people: &mut Vec<Person>,
    names: &mut [Owned<Mention>],
    likely: &[f32],
) {
    if by_machine(parsed) {
        return;
    }
    let told_of = |relation: Relation| {
        let by = |n: &&Owned<Mention>| n.document == 0 && n.finding.relation == relation && !n.finding.quoted;
        names.iter().find(by).and_then(|n| n.party)
    };
    let (signer, own) = (told_of(Relation::Signs), told_of(Relation::Own));
    let filled = reads.first().and_then(|r| r.form.as_ref());
    let form = filled.and_then(|f| own_field(f, names));
    // A printed form comes without a header: there the field must say that it is about whoever fills it in.
    let said = filled.filter(|_| parsed.item.from.is_none()).and_then(|f| said_field(f, names));
    let header = people.iter().position(|p| p.from_header);
    let shared = parsed.item.from.as_ref().is_some_and(|f| crate::redact::identifiers::shared_mailbox(&f.address));
    let local = parsed.item.from.as_ref().map(|f| f.address.to_lowercase()).unwrap_or_default();
    let (index, proved) = match (header, signer) {
        (Some(h), Some(s)) => header_and_signer(people, names, (h, s), &local),
        (Some(h), None) => (Some(h), true),
        (None, Some(s)) if form.is_some() && shared => (form.or(Some(s)), true),
        (None, Some(s)) => (Some(s), signed_for_sure(reads, names)),
        (None, None) => (form.filter(|_| shared).or(said).or(own).or_else(|| in_address(people, &local)), true),
    };
    let forwarded = forwarded_from(parsed, people, names);
    let told = told_by_opinion(reads, names, likely);
    let index = forwarded.or(index).or(told).or_else(|| nameless(parsed, people));
    let disputed = header.is_none() && disputed(names, index);
    let proved = proved || told.is_some() && told == index;
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
    if told == index && index.is_some() {
        person.because(Some(0), "what stands around the name speaks for the writer", true);
    }
    if own == index && index.is_some() {
        person.because(Some(0), "names themselves", true);
    }
    if (form == index || said == index) && index.is_some() {
        person.because(Some(0), "names themselves in the form", true);
    }
    if let Some(writer) = index.filter(|_| headed && proved && !disputed) {
        together(people, names, writer);
    }
}

/// Who of a header's person and a signer is the writer, and whether that is proved. Where they are one, they are joined.
fn header_and_signer(
    people: &mut [Person],
    names: &mut [Owned<Mention>],
    (header, signer): (usize, usize),
    local: &str,
) -> (Option<usize>, bool) {
    let unnamed = || names.iter().all(|n| n.party != Some(header));
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

/// True where a name stands as a signature does: alone on its line, or with nothing but a number or two behind it.
pub(super) fn closes(read: &Read<'_>, mention: &Mention) -> bool {
    let tokens = &read.tokens;
    let end = tokens.at_byte(mention.span.end.saturating_sub(1)) + 1;
    let word = |i: usize| -> bool {
        let token = tokens.get(i).filter(|t| t.span.start < read.written_end && t.case != Case::Mark && !t.numbered);
        token.is_some_and(|t| read.identifiers.iter().all(|one| !one.span.contains(t.span)))
    };
    let at = tokens.at_byte(mention.span.start);
    let parted = tokens.get(at).is_some_and(|t| t.starts || t.gap >= Gap::Line)
        || matches!(
            tokens.fold(at.wrapping_sub(1)),
            "," | "-" | "\u{2013}" | "thanks" | "cheers" | "regards" | "from" | "love" | "ta"
        );
    let (_, line_end) = tokens.line(end.saturating_sub(1));
    let bare = !(end..line_end).any(word);
    let left = || (line_end..tokens.len()).filter(|i| word(*i)).count();
    mention.alone || parted && bare && tokens.len().saturating_sub(end) < MOST_BEHIND && left() < MOST_LEFT
}

/// The person of the name that the trained opinion holds most likely to be the writer's, in a text that speaks in the first
/// person or is a form.
fn told_by_opinion(reads: &[Read<'_>], names: &[Owned<Mention>], likely: &[f32]) -> Option<usize> {
    let form = reads.first().is_some_and(|r| r.form.is_some());
    let placed = |n: &Owned<Mention>| {
        let said = matches!(n.finding.relation, Relation::Field(_) | Relation::Own | Relation::Signs);
        let field = reads.first().and_then(|r| r.form.as_ref()).and_then(|f| f.at(n.finding.span));
        said || field.is_some_and(|f| f.name && f.side != Side::Other)
            || n.finding.alone
            || reads.first().is_some_and(|read| closes(read, &n.finding))
    };
    let written = names
        .iter()
        .zip(likely)
        .filter(|(n, _)| n.document == 0 && !n.finding.quoted && n.party.is_some() && placed(n));
    let most = written.max_by(|(_, a), (_, b)| a.total_cmp(b)).filter(|(_, likely)| **likely >= LIKELY_NAME);
    most.filter(|_| form || voice(reads)).and_then(|(name, _)| name.party)
}

/// True where the text speaks in the first person.
fn voice(reads: &[Read<'_>]) -> bool {
    let first = |w: &str| matches!(w, "i" | "my" | "me" | "we" | "our" | "us" | "i'm" | "i've" | "myself");
    reads.first().is_some_and(|r| (0..r.tokens.len()).any(|at| first(r.tokens.fold(at))))
}

/// A letter's signature proves its writer where it stands below a closing phrase or alone on its line, under a text that
/// speaks in the first person.
fn signed_for_sure(reads: &[Read<'_>], names: &[Owned<Mention>]) -> bool {
    let signs = names.iter().find(|n| n.document == 0 && n.finding.relation == Relation::Signs && !n.finding.quoted);
    let voice = voice(reads);
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
    let bare = || in_field(form, names, Side::Unsaid).filter(|_| form.about_writer != Some(false));
    said_field(form, names).or_else(bare)
}

/// The person of the first field for a name that says it is about whoever fills the form in.
fn said_field(form: &Form, names: &[Owned<Mention>]) -> Option<usize> {
    in_field(form, names, Side::Writer)
}

fn in_field(form: &Form, names: &[Owned<Mention>], side: Side) -> Option<usize> {
    let first = names.iter().find(|n| {
        let field = form.at(n.finding.span).filter(|f| f.name && f.side == side);
        n.document == 0 && field.is_some() && matches!(n.finding.relation, Relation::Field(_) | Relation::None)
    });
    first.and_then(|n| n.party)
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
