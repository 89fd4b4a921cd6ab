//! Who plays which part, with the reason in words. The writer is proved by header or signature; the subject is declared by
//! a person and otherwise only proposed; everybody of whom nothing is known is a third party.

use super::claims;
use super::form::{Field, Form, Side};
use super::people::{self, Person, near, shared_word};
use super::{Identifier, Owned, Read, nicknames};
use crate::model::{DataKind, Parsed, Role};
use crate::redact::Declaration;
use crate::redact::names::{Mention, Relation, headers};

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
    let disputed = header.is_none()
        && names.iter().any(|n| {
            n.party == index
                && matches!(n.finding.relation, Relation::Kin { .. } | Relation::Care(_) | Relation::Staff(_))
        });
    let Some(person) = index.and_then(|i| people.get_mut(i)) else { return };
    person.role = Role::Requester;
    person.proved = proved && !disputed;
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

/// Works out which mentions of the writer are certain: the full name, or a short form where only the writer can be meant.
pub fn settle_requester(people: &[Person], reads: &[Read<'_>], mut names: Vec<Owned<Mention>>) -> Vec<Owned<Mention>> {
    let form = reads.first().and_then(|r| r.form.as_ref());
    let Some(index) = people.iter().position(|p| p.role == Role::Requester) else {
        names.iter_mut().for_each(|n| n.certain = false);
        return names;
    };
    let Some(writer) = people.get(index) else { return names };
    let other = |n: &Owned<Mention>| {
        n.party == Some(index)
            && matches!(n.finding.relation, Relation::Kin { .. } | Relation::Care(_) | Relation::Staff(_))
    };
    let doubtful = two_spellings(index, &names);
    let contradicted = names.iter().any(other) || reads.iter().any(|r| claims::tells_of_namesake(&r.tokens));
    let undisputed = writer.from_header && !contradicted;
    for name in &mut names {
        let ours = name.party == Some(index) && name.certain && writer.proved;
        let plain =
            ours && undisputed && !name.finding.acts && !name.finding.titled && name.finding.relation == Relation::None;
        let told = matches!(name.finding.relation, Relation::Signs | Relation::Own | Relation::Header(_));
        let (certain, why) = if ours && (told || !doubtful && !contradicted) {
            certainty(people, index, &name.finding, plain, form)
        } else {
            (false, "")
        };
        name.certain = certain;
        name.why = if certain { why } else { "" };
    }
    names
}

fn certainty(
    people: &[Person],
    index: usize,
    mention: &Mention,
    plain: bool,
    form: Option<&Form>,
) -> (bool, &'static str) {
    let own_field = in_own_field(people, index, mention, form);
    let Some(writer) = people.get(index) else { return (false, "") };
    if matches!(mention.relation, Relation::Kin { .. } | Relation::Care(_)) {
        return (false, "");
    }
    match &mention.relation {
        Relation::Signs => return (true, "the writer's signature"),
        Relation::Own => return (true, "the writer says so"),
        Relation::Alias => return (true, "another name of the writer, given beside the first"),
        Relation::Field(_) if own_field => return (true, "the writer's own field"),
        Relation::Field(_) if form.is_some() => return (false, ""),
        Relation::Header(email) if writer.emails.contains(email) => return (true, "beside the writer's address"),
        _ => {}
    }
    let full = mention.words.len() > 1;
    let initial = mention.words.first().is_some_and(|w| w.len() == 1);
    let agrees = mention.gender != 0 && mention.gender & (writer.usual_gender | earlier_gender(writer)) != 0;
    let letter = people
        .iter()
        .enumerate()
        .any(|(i, p)| i != index && p.first().chars().next() == writer.first().chars().next() && !p.words.is_empty());
    if initial && !mention.alone && (letter || mention.titled && !agrees) {
        return (false, "");
    }
    let twin = people.iter().enumerate().any(|(i, p)| {
        i != index
            && p.last() == writer.last()
            && !writer.last().is_empty()
            && p.first().chars().next() == writer.first().chars().next()
    });
    if full
        && (!twin
            || mention.words.first().is_some_and(|w| w.len() > 1)
                && mention.words.iter().all(|w| writer.words.contains(w)))
    {
        return (true, "the writer's full name");
    }
    let lone = mention.words.first().is_some_and(|w| !shared_word(people, index, w));
    let greeted = mention.relation == Relation::Greeted && mention.quoted && (!mention.titled || agrees);
    if lone && (plain && !initial || mention.alone || greeted || writer.words.len() == 1 && !mention.titled && !initial)
    {
        return (true, "the writer's name, borne by nobody else here");
    }
    let gendered = greeted
        && mention.titled
        && people.iter().enumerate().all(|(i, p)| {
            i == index
                || !p.words.iter().any(|w| Some(w) == mention.words.first())
                || people::opposite(p.gender | p.usual_gender, mention.gender)
        });
    (gendered, "the writer's surname with a title that fits nobody else")
}

/// True where full names taken for the writer differ by more than an initial: one of them may be somebody else's.
fn two_spellings(index: usize, names: &[Owned<Mention>]) -> bool {
    let full = |n: &&Owned<Mention>| {
        let alias = n.finding.relation == Relation::Alias;
        n.party == Some(index) && n.finding.words.len() > 1 && !alias && n.finding.words.iter().all(|w| w.len() > 1)
    };
    let mut first: Option<&[String]> = None;
    names.iter().filter(full).any(|n| {
        let words = n.finding.words.as_slice();
        let seen = *first.get_or_insert(words);
        let slip = |a: Option<&String>, b: Option<&String>| a != b && a.zip(b).is_some_and(|(a, b)| near(a, b));
        slip(seen.first(), words.first()) || slip(seen.last(), words.last())
    })
}

/// True in a field of the writer's, or in one that does not say whose it is and holds the name of the From header.
fn in_own_field(people: &[Person], index: usize, mention: &Mention, form: Option<&Form>) -> bool {
    let field = form.filter(|_| mention.document == 0).and_then(|f| f.at(mention.span));
    let said = |f: Field| f.side == Side::Writer || f.side == Side::Unsaid && form.is_some_and(Form::bare_is_writer);
    let headed = people.get(index).is_some_and(|p| {
        let signed = p.evidence.iter().any(|e| e.reason == "signs") && form.is_some_and(|f| !f.tells_of_another());
        (p.from_header || signed) && mention.words.iter().all(|w| p.words.contains(w))
    });
    field.is_some_and(|f| said(f) || f.side == Side::Unsaid && headed)
}

/// The writer's sex, where titles beside the full name told it.
fn earlier_gender(writer: &Person) -> u32 {
    if writer.signed_gender { writer.gender } else { 0 }
}

/// Roles of everybody else, and the declared subjects.
pub fn others(
    parsed: &Parsed,
    people: &mut [Person],
    names: &[Owned<Mention>],
    identifiers: &[Owned<Identifier>],
    declaration: &Declaration,
) {
    for name in names {
        let Some(person) = name.party.and_then(|i| people.get_mut(i)) else { continue };
        evidence(person, name);
    }
    let council = people::council_domain(parsed);
    for person in people.iter_mut() {
        if person.role != Role::Requester
            && council.as_deref().is_some_and(|d| person.emails.iter().any(|e| people::at_domain(e, d)))
        {
            person.role = Role::Staff;
            person.because(None, "has an address at the council's domain", true);
        }
    }
    propose_subject(people, names, identifiers);
    for declared in &declaration.subjects {
        for words in headers::display_names(declared).into_iter().chain([fold_words(declared)]) {
            for person in people.iter_mut().filter(|p| p.words == words) {
                person.role = Role::Subject;
                person.proved = true;
                person.because(None, "declared as the person it is about", true);
            }
        }
    }
}

fn fold_words(name: &str) -> Vec<String> {
    name.split_whitespace().map(crate::redact::lexicon::fold).collect()
}

fn evidence(person: &mut Person, name: &Owned<Mention>) {
    let document = Some(name.document);
    let writer = person.role == Role::Requester;
    match &name.finding.relation {
        Relation::Kin { word, mine } => {
            person.because(document, format!("after '{}{word}'", if *mine { "my " } else { "" }), false);
        }
        Relation::Staff(word) if !writer => {
            person.because(document, format!("job word '{word}' before the name"), false);
            person.role = Role::Staff;
        }
        Relation::Care(word) if !writer => {
            person.because(document, format!("job word '{word}' before the name"), false);
            if person.role == Role::ThirdParty {
                person.role = Role::Provider;
            }
        }
        Relation::Greeted if !writer && !name.finding.quoted => {
            person.because(document, "greeted by the writer", false);
            person.role = Role::Staff;
        }
        Relation::Field(label) => person.because(document, format!("in the field '{label}'"), false),
        Relation::Signs => person.because(document, "signs", false),
        _ => {}
    }
}

/// The person it is about, as a proposal: kin of the writer or a named client to whom numbers belong.
fn propose_subject(people: &mut [Person], names: &[Owned<Mention>], identifiers: &[Owned<Identifier>]) {
    let score = |index: usize, person: &Person| {
        if matches!(person.role, Role::Requester | Role::Staff | Role::Provider) {
            return 0;
        }
        let owns = |kinds: &[DataKind]| {
            identifiers.iter().filter(|i| i.party == Some(index) && kinds.contains(&i.finding.kind)).count().min(1)
        };
        let kin = names
            .iter()
            .any(|n| n.party == Some(index) && matches!(n.finding.relation, Relation::Kin { mine: true, .. }));
        let field = names.iter().any(|n| n.party == Some(index) && matches!(&n.finding.relation, Relation::Field(_)));
        let met = names.iter().filter(|n| n.party == Some(index)).count();
        3 * owns(&[DataKind::DateOfBirth, DataKind::NhsNumber, DataKind::DateOfDeath])
            + 2 * owns(&[DataKind::Address, DataKind::Reference])
            + 2 * usize::from(kin)
            + 2 * usize::from(field)
            + usize::from(met > 2)
    };
    let best = people.iter().enumerate().map(|(i, p)| (score(i, p), std::cmp::Reverse(i))).max();
    if let Some((points, std::cmp::Reverse(index))) = best.filter(|(points, _)| *points >= 3)
        && let Some(person) = people.get_mut(index)
    {
        person.role = Role::Subject;
        person.because(
            None,
            format!("proposed as the person it is about ({points} points of words and numbers); not declared"),
            false,
        );
    }
}
