//! Finds the writer: by header, signature, form or the writer's own words, each with its reason. What is disputed is not proved,
//! and nothing here says whose a number is.

use super::form::{Form, Side};
use super::opinion::LIKELY_NAME;
use super::people::{self, Person};
use super::{Owned, Read, same};
use crate::model::{Parsed, Role};
use crate::redact::cues;
use crate::redact::names::{Mention, Relation};
use crate::redact::text::{Case, Gap};

/// Most words, numbers and marks behind a name that closes a letter.
const MOST_BEHIND: usize = 60;
/// Fewer words than this may stand on the lines below it, such as a job.
const MOST_LEFT: usize = 4;

/// Lines at the top of a letter on which its writer's name may stand.
const HEAD_LINES: usize = 3;

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
    if let Some(form) = reads.first().and_then(|r| r.form.as_ref()) {
        same::join_split_names(form, people, names);
    }
    let seen = Seen::of(parsed, reads, people, names, likely);
    let (index, proved) = by_place(parsed, reads, people, names, &seen, likely);
    let forwarded = forwarded_from(parsed, people, names);
    let index = forwarded.or(index).or(seen.told).or_else(|| nameless(parsed, people));
    let disputed = seen.header.is_none() && disputed(reads, names, index);
    let proved = proved || seen.told.is_some() && seen.told == index;
    let Some(person) = index.and_then(|i| people.get_mut(i)) else { return };
    person.role = Role::Requester;
    person.proved = proved && !disputed;
    let headed = person.from_header;
    let reasons = [
        (forwarded.is_some(), "wrote the mail that was passed on"),
        (seen.signer == index || seen.signer.is_some() && seen.header == index, "signs"),
        (seen.told == index, "what stands around the name speaks for the writer"),
        (seen.own == index, "names themselves"),
        (seen.form == index || seen.said == index, "names themselves in the form"),
    ];
    reasons.into_iter().filter(|(so, _)| *so).for_each(|(_, why)| person.because(Some(0), why, true));
    if let Some(writer) = index.filter(|_| headed && proved && !disputed) {
        same::together(people, names, writer);
    }
}

/// Who may be the writer, by each place that tells.
struct Seen {
    /// The person of the From header.
    header: Option<usize>,
    /// Whose name signs.
    signer: Option<usize>,
    /// Who says "my name is".
    own: Option<usize>,
    /// Of the form's first field for a name that may be the writer's.
    form: Option<usize>,
    /// Of a printed form's field that says so. It comes without a header, so the field must say that it is about whoever
    /// fills it in.
    said: Option<usize>,
    /// Whom the trained opinion holds for the writer.
    told: Option<usize>,
    /// The mail came from a mailbox that many people use.
    shared: bool,
}

impl Seen {
    fn of(parsed: &Parsed, reads: &[Read<'_>], people: &[Person], names: &[Owned<Mention>], likely: &[f32]) -> Self {
        let told_of = |relation: Relation| {
            let by = |n: &&Owned<Mention>| n.document == 0 && n.finding.relation == relation && !n.finding.quoted;
            names.iter().find(by).and_then(|n| n.party)
        };
        let filled = reads.first().and_then(|r| r.form.as_ref());
        let from = parsed.item.from.as_ref();
        Self {
            header: people.iter().position(|p| p.from_header),
            signer: told_of(Relation::Signs),
            own: told_of(Relation::Own),
            form: filled.and_then(|f| own_field(f, names)),
            said: filled.filter(|_| from.is_none()).and_then(|f| said_field(f, names)),
            told: told_by_opinion(reads, names, likely),
            shared: from.is_some_and(|f| crate::redact::identifiers::shared_mailbox(&f.address)),
        }
    }
}

/// The writer by header, signature and form, and whether that is proved.
fn by_place(
    parsed: &Parsed,
    reads: &[Read<'_>],
    people: &mut [Person],
    names: &mut [Owned<Mention>],
    seen: &Seen,
    likely: &[f32],
) -> (Option<usize>, bool) {
    let local = parsed.item.from.as_ref().map(|f| f.address.to_lowercase()).unwrap_or_default();
    match (seen.header, seen.signer) {
        (Some(_), Some(s)) if seen.told == seen.signer && same::signs_in_full(people, seen.header, s) => {
            (Some(s), true)
        }
        (Some(h), Some(s)) => same::header_and_signer(people, names, (h, s), &local),
        (Some(h), None) => (Some(h), true),
        (None, Some(s)) if let Some(full) = same::of_initials(people, s) => {
            same::join(people, names, s, full);
            (Some(full), true)
        }
        (None, Some(s)) if seen.form.is_some() && seen.shared => (seen.form.or(Some(s)), true),
        (None, Some(s)) => (Some(s), signed_for_sure(reads, names)),
        (None, None) => {
            let relayed = || told_of_address(names).filter(|_| seen.shared);
            let printed = parsed.item.from.is_none();
            let bare = || seen.form.filter(|f| printed && bare_is_own(reads, names, likely, *f));
            let named = seen.form.filter(|_| seen.shared).or(seen.said).or(seen.own).or_else(relayed).or_else(bare);
            (named.or_else(|| in_address(people, &local)), true)
        }
    }
}

/// The person whom a form sent from a shared mailbox names beside an address of their own: "From: Elif Demir (elif@...)".
fn told_of_address(names: &[Owned<Mention>]) -> Option<usize> {
    let beside =
        |n: &&Owned<Mention>| n.document == 0 && !n.finding.quoted && matches!(n.finding.relation, Relation::Header(_));
    names.iter().find(beside).and_then(|n| n.party)
}

/// A printed form that asks for "Name" and speaks of nobody but whoever fills it in, in the first person.
fn bare_is_own(reads: &[Read<'_>], names: &[Owned<Mention>], likely: &[f32], party: usize) -> bool {
    let form = reads.first().and_then(|r| r.form.as_ref());
    let alone = form.is_some_and(|f| !f.tells_of_another());
    let fits = names.iter().zip(likely).any(|(n, likely)| n.party == Some(party) && *likely >= 0.5);
    alone && fits && voice(reads)
}

/// Words beside the writer's name speak of somebody else. "Her nephew Colin" may be the Colin Sugden who signs alone on a
/// line, and a title below the signature is the signer's own.
fn disputed(reads: &[Read<'_>], names: &mut [Owned<Mention>], index: Option<usize>) -> bool {
    let signs = names.iter().find(|n| n.document == 0 && n.party == index && n.finding.relation == Relation::Signs);
    let below = signs.map(|n| n.finding.span.end);
    let whole = signs.is_some_and(|n| n.finding.alone && n.finding.words.len() > 1);
    for name in names.iter_mut().filter(|n| n.party == index && n.document == 0 && n.finding.titled) {
        let near = below.is_some_and(|b| name.finding.span.start >= b && name.finding.span.start - b < 12);
        let near = near || below.is_some() && reads.first().is_some_and(|read| heads(read, &name.finding));
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
            "," | "-" | "\u{2013}" | ")" | "thanks" | "cheers" | "regards" | "from" | "love" | "ta"
        );
    let (_, line_end) = tokens.line(end.saturating_sub(1));
    let bare = !(end..line_end).any(word);
    let left = || (line_end..tokens.len()).filter(|i| word(*i)).count();
    mention.alone || parted && bare && tokens.len().saturating_sub(end) < MOST_BEHIND && left() < MOST_LEFT
}

/// True where a name opens a letter as its writer's does: first on one of the first lines, or behind "from" or "I," there.
fn heads(read: &Read<'_>, mention: &Mention) -> bool {
    let tokens = &read.tokens;
    let at = tokens.at_byte(mention.span.start);
    let lines = (0..=at).filter(|i| tokens.get(*i).is_some_and(|t| t.starts || t.gap >= Gap::Line)).count();
    let (line, _) = tokens.line(at.min(tokens.len().saturating_sub(1)));
    let opens = (line..at).all(|i| {
        matches!(tokens.fold(i), "from" | ":" | "i" | "," | "(" | ")" | "your" | "name") || tokens.has(i, cues::TITLE)
    });
    let asked = at > 1 && tokens.fold(at - 1) == "name" && matches!(tokens.fold(at - 2), "your" | "my");
    opens && (lines <= HEAD_LINES || asked)
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
            || reads.first().is_some_and(|read| closes(read, &n.finding) || heads(read, &n.finding))
    };
    let written = names
        .iter()
        .zip(likely)
        .filter(|(n, _)| n.document == 0 && !n.finding.quoted && n.party.is_some() && placed(n));
    let most = written.max_by(|(_, a), (_, b)| a.total_cmp(b)).filter(|(_, likely)| **likely >= LIKELY_NAME);
    let signs = |n: &Owned<Mention>| {
        let closes = || reads.first().is_some_and(|read| closes(read, &n.finding));
        n.finding.relation == Relation::Signs && n.finding.words.len() > 1 && closes()
    };
    most.filter(|(name, _)| form || signs(name) || voice(reads)).and_then(|(name, _)| name.party)
}

/// True where the text speaks in the first person.
fn voice(reads: &[Read<'_>]) -> bool {
    let first = |w: &str| matches!(w, "my" | "me" | "we" | "our" | "us" | "i'm" | "i've" | "myself");
    let says = |r: &Read<'_>, at: usize| first(r.tokens.fold(at)) || r.tokens.says_i(at);
    reads.first().is_some_and(|r| (0..r.tokens.len()).any(|at| says(r, at)))
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
