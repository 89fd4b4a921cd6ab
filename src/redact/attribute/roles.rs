//! Who plays which part, with the reason in words. The writer is proved by header or signature; the subject is declared by
//! a person and otherwise only proposed; everybody of whom nothing is known is a third party.

use super::claims;
use super::form::{Field, Form, Side};
use super::opinion::{LIKELY_NAME, SURE_NAME, UNLIKELY_NAME};
use super::people::{self, Person, near, shared_word};
use super::writer;
use super::{Identifier, Owned, Read};
use crate::model::{DataKind, Parsed, Role};
use crate::redact::Declaration;
use crate::redact::names::{Mention, Relation, headers};

/// Works out which mentions of the writer are certain: the full name, or a short form where only the writer can be meant.
/// `likely` says of each name how likely the trained opinion holds it for the writer's: one fact more, or a contradiction.
pub fn settle_requester(
    people: &[Person],
    reads: &[Read<'_>],
    mut names: Vec<Owned<Mention>>,
    likely: &[f32],
) -> Vec<Owned<Mention>> {
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
    let apart = |n: &Owned<Mention>| {
        n.party == Some(index) && reads.get(n.document).is_some_and(|r| claims::told_apart(&r.tokens, n.finding.span))
    };
    let contradicted = names.iter().any(other)
        || names.iter().any(apart)
        || reads.iter().any(|r| claims::tells_of_namesake(&r.tokens));
    let signed = writer.evidence.iter().any(|e| e.reason == "signs") && writer.words.len() > 1;
    let undisputed = (writer.from_header || signed) && !contradicted;
    for (name, likely) in names.iter_mut().zip(likely) {
        let ours = name.party == Some(index) && name.certain && writer.proved;
        let plain =
            ours && undisputed && !name.finding.acts && !name.finding.titled && name.finding.relation == Relation::None;
        let plain =
            plain && reads.get(name.document).is_some_and(|r| claims::calls_writer(&r.tokens, name.finding.span));
        let told = matches!(name.finding.relation, Relation::Signs | Relation::Own | Relation::Header(_));
        let (certain, why) = if ours && (told || !doubtful && !contradicted) {
            certainty(people, index, &name.finding, plain, form)
        } else {
            (false, "")
        };
        let lone = name.finding.words.len() > 1
            || name.finding.words.first().is_some_and(|w| w.len() > 1 && !people::shared_word(people, index, w));
        let spoken = matches!(name.finding.relation, Relation::Kin { .. } | Relation::Care(_) | Relation::Staff(_));
        let closes = reads.get(name.document).is_some_and(|read| writer::closes(read, &name.finding));
        let only = ours && !contradicted && !doubtful && !spoken && lone;
        let (certain, why) = match certain {
            true if *likely < UNLIKELY_NAME => (false, ""),
            false if only && closes && *likely >= LIKELY_NAME => {
                (true, "the writer's name where a signature stands, and what stands around it speaks for the writer")
            }
            false if only && undisputed && !name.finding.titled && *likely >= SURE_NAME => (
                true,
                "a name of the writer's that nobody else bears here, and what stands around it speaks for the writer",
            ),
            _ => (certain, why),
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
