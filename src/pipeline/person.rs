//! Everything that may be about one person, with what speaks for it: the search behind a subject access request. It runs
//! over original text, so the caller has made sure that the person asking may see it and has recorded why.

use super::PipelineError;
use crate::index::{Query, Reader, Sort, Which};
use crate::register::{NotSearched, Register};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is known of the person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Names in every form that is known: first names, then surname.
    pub names: Vec<String>,
    /// NHS numbers, National Insurance numbers, case references: numbers that are one person's.
    pub numbers: Vec<String>,
    /// Telephone numbers, however spaced.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// Postal addresses or parts of them; postcodes.
    pub addresses: Vec<String>,
    /// Day of birth.
    pub born: Option<Date>,
}

/// How surely a clue speaks of the person; most sure first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// A number or address of one person, or the whole name.
    Strong,
    /// The name with a slip, in initials or with a title; day of birth; address.
    Likely,
    /// A surname alone, or something near it.
    Possible,
}

/// Something that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clue {
    /// What it is, in words.
    pub what: String,
    /// How surely it speaks of the person.
    pub sureness: Sureness,
    /// The query behind it.
    pub query: String,
    /// Items found by it.
    pub items: usize,
}

/// One item that may be about the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonHit {
    /// Its reference.
    pub reference: String,
    /// Day of receipt.
    pub received: Date,
    /// The surest clue.
    pub sureness: Sureness,
    /// Every clue met in it, in words.
    pub clues: Vec<String>,
    /// Its subject line.
    pub subject: Option<String>,
    /// The words that the surest clue met, within their line.
    pub text: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonAnswer {
    /// `postroom.person/1`.
    pub schema: &'static str,
    /// What was looked for.
    pub clues: Vec<Clue>,
    /// What may be about the person, surest first, then newest.
    pub items: Vec<PersonHit>,
    /// What could not be searched, or not wholly.
    pub not_searched: Vec<NotSearched>,
    /// Items in the index.
    pub searched: u64,
    /// Number of the index's last commit.
    pub generation: u64,
}

/// Hits of one page, while all of them are gathered.
const PAGE: usize = 500;
/// Most hits of one query that are kept.
pub const MOST_KEPT: usize = 100_000;

/// Looks for a person.
pub fn find_person(reader: &Reader, register: &Register, subject: &Subject) -> Result<PersonAnswer, PipelineError> {
    let mut items: BTreeMap<String, PersonHit> = BTreeMap::new();
    let mut clues = Vec::new();
    for (what, sureness, query) in queries(subject) {
        let mut found = 0;
        each_hit(reader, &Query { sort: Sort::Newest, ..Query::new(query.clone(), Which::Full) }, |hit| {
            found += 1;
            let text = hit.snippets.first().filter(|s| !s.ranges.is_empty()).map(|s| s.text.clone());
            let item = items.entry(hit.reference.clone()).or_insert_with(|| PersonHit {
                reference: hit.reference,
                received: hit.received,
                sureness,
                clues: Vec::new(),
                subject: hit.subject,
                text: None,
            });
            item.sureness = item.sureness.min(sureness);
            item.clues.push(what.clone());
            item.text = item.text.take().or(text);
        })?;
        clues.push(Clue { what, sureness, query, items: found });
    }
    let mut items: Vec<PersonHit> = items.into_values().collect();
    items.sort_by(|a, b| {
        a.sureness.cmp(&b.sureness).then(b.received.cmp(&a.received)).then_with(|| b.reference.cmp(&a.reference))
    });
    let (searched, generation) = (reader.len(), reader.generation()?);
    Ok(PersonAnswer {
        schema: "postroom.person/1",
        clues,
        items,
        not_searched: register.not_searched()?,
        searched,
        generation,
    })
}

/// References of everything that a query finds, in its order.
pub fn search_for_record(reader: &Reader, query: &Query) -> Result<Vec<String>, PipelineError> {
    let mut references = Vec::new();
    each_hit(reader, query, |hit| references.push(hit.reference))?;
    Ok(references)
}

fn each_hit(reader: &Reader, query: &Query, mut with: impl FnMut(crate::index::Hit)) -> Result<(), PipelineError> {
    let mut query = Query { limit: PAGE, offset: 0, after: None, facets: false, collapse: None, ..query.clone() };
    let mut seen = 0;
    loop {
        let answer = reader.search(&query)?;
        seen += answer.hits.len();
        answer.hits.into_iter().for_each(&mut with);
        match answer.next {
            Some(next) if seen < MOST_KEPT => query.after = Some(next),
            _ => return Ok(()),
        }
    }
}

/// What to look for, surest first: in words, how sure, and as a query.
fn queries(subject: &Subject) -> Vec<(String, Sureness, String)> {
    let mut made = Vec::new();
    let phrase = |text: &str| format!("\"{}\"", text.replace('"', " "));
    let sure = [("number", &subject.numbers), ("telephone", &subject.phones), ("mail address", &subject.emails)];
    for (what, values) in sure {
        made.extend(values.iter().map(|v| (format!("{what} {v}"), Sureness::Strong, phrase(v))));
    }
    made.extend(subject.addresses.iter().map(|a| (format!("address {a}"), Sureness::Likely, phrase(a))));
    if let Some(born) = subject.born {
        let any = birthday_forms(born).iter().map(|f| phrase(f)).collect::<Vec<_>>().join(" OR ");
        made.push((format!("born {born}"), Sureness::Likely, any));
    }
    subject.names.iter().for_each(|name| made.extend(name_queries(name)));
    made.sort_by_key(|(_, sureness, _)| *sureness);
    made.dedup_by(|a, b| a.2 == b.2);
    made
}

fn name_queries(name: &str) -> Vec<(String, Sureness, String)> {
    let words: Vec<String> =
        name.replace(['"', '(', ')', '*', '~', ':', ','], " ").split_whitespace().map(str::to_string).collect();
    let Some((last, firsts)) = words.split_last() else { return Vec::new() };
    let mut made = Vec::new();
    if let Some(first) = firsts.first() {
        // Two words may stand between, for middle names and brackets; the other way round as lists and forms have it.
        made.push((
            format!("{first} {last}"),
            Sureness::Strong,
            format!("\"{first} {last}\"~2 OR \"{last} {first}\"~1"),
        ));
        let initial: String = first.chars().take(1).collect();
        made.push((format!("{initial} {last}"), Sureness::Likely, format!("\"{initial} {last}\"~1")));
        made.push((format!("{first} {last} with a slip"), Sureness::Likely, format!("{} {}", near(first), near(last))));
    }
    let titles = ["mr", "mrs", "miss", "ms", "mx", "dr"].map(|t| format!("\"{t} {last}\"")).join(" OR ");
    made.push((format!("title and {last}"), Sureness::Likely, titles));
    made.push((format!("{last} alone"), Sureness::Possible, format!("\"{last}\"")));
    made.push((format!("nearly {last}"), Sureness::Possible, near(last)));
    made
}

/// A word, or nearly it where it is long enough for that to mean something; a hyphenated one as it is.
fn near(word: &str) -> String {
    let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}'));
    match word.chars().count() {
        4.. if plain => format!("({word} OR {word}~)"),
        _ => format!("\"{word}\""),
    }
}

/// The ways in which a day of birth is written here.
fn birthday_forms(born: Date) -> Vec<String> {
    let (day, month, year) = (born.day(), born.month(), born.year());
    let name = born.strftime("%B").to_string();
    let short = name.get(..3).unwrap_or_default();
    let mut made = vec![
        format!("{day:02}/{month:02}/{year}"),
        format!("{day}/{month}/{year}"),
        format!("{day:02}/{month:02}/{:02}", year % 100),
        format!("{day}/{month}/{:02}", year % 100),
        format!("{year}-{month:02}-{day:02}"),
        format!("{day} {name} {year}"),
        format!("{day} {short} {year}"),
        format!("{name} {day} {year}"),
    ];
    let ending = match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    made.push(format!("{day}{ending} {name} {year}"));
    made.push(format!("{day}{ending} of {name} {year}"));
    made
}
