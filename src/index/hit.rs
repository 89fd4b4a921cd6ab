//! One item that was found, with what shows why. Everything in it comes from the stored record.

use super::folder::Which;
use super::matching::{Matcher, Met};
use super::query::{How, TextField};
use super::record::Record;
use super::snippet::{Snippet, best_part, one_line};
use crate::model::{Category, DocumentRole, FlagKind, Kind, Medium, Status, TextFrom};
use jiff::civil::Date;
use serde::Serialize;

/// One item that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Its id in the register. It is made of the original bytes, so that a short letter's hidden word could be tried out on
    /// it: answers from the staff index are written without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Its reference as people quote it.
    pub reference: String,
    /// How good the match is, for ordering by relevance; of no meaning between queries.
    pub score: Option<f32>,
    /// Day of receipt.
    pub received: Date,
    /// Mail or letter.
    pub medium: Medium,
    /// The writer, as far as the index may tell.
    pub from: Option<String>,
    /// The subject line, redacted like any text.
    pub subject: Option<String>,
    /// What its cases are.
    pub categories: Vec<Category>,
    /// The kinds below the categories.
    pub kinds: Vec<Kind>,
    /// Where they are worked.
    pub queues: Vec<String>,
    /// The next deadline.
    pub due: Option<Date>,
    /// What must be seen.
    pub flags: Vec<FlagKind>,
    /// What became of the item.
    pub status: Status,
    /// Ids of the documents in whose text something was found.
    pub documents: Vec<usize>,
    /// The lines that show it, best first; the beginning of the item where nothing was looked for in its text.
    pub snippets: Vec<Snippet>,
    /// What of the query was found where.
    pub why: Vec<Reason>,
    /// References of the items drawn together under this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
}

/// One part of a query that was found in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// As it was typed.
    pub typed: String,
    /// In what respect it agrees, at best.
    pub how: How,
    /// Where.
    pub fields: Vec<TextField>,
}

/// Most snippets of one item.
const MOST_SNIPPETS: usize = 3;

/// Makes a hit of a stored record.
pub(super) fn hit(record: Record, which: Which, score: Option<f32>, matcher: &mut Matcher<'_>) -> Hit {
    let mut reasons = Reasons::new(matcher);
    record.from.iter().for_each(|f| reasons.look(TextField::From, f));
    record.references().iter().for_each(|r| reasons.look(TextField::Ref, r));
    let mut found = Vec::new();
    for (number, document) in record.documents.iter().enumerate() {
        let field = if document.role == DocumentRole::Subject { TextField::Subject } else { TextField::Body };
        let places = reasons.look_in(field, &document.text, document.text_from == TextFrom::Ocr);
        if document.role == DocumentRole::Attachment {
            reasons.look(TextField::File, &document.name);
        }
        if !places.is_empty() {
            found.push((number, places));
        }
    }
    let documents = found.iter().filter_map(|(number, _)| record.documents.get(*number)).map(|d| d.id).collect();
    let snippets = snippets(&record, &found);
    Hit {
        why: reasons.found(),
        documents,
        snippets,
        score,
        subject: record.subject().map(one_line),
        from: (!record.from.is_empty()).then(|| one_line(&record.from.join(", "))),
        due: record.due.first().copied(),
        item_id: (which == Which::Full).then_some(record.item_id),
        with: Vec::new(),
        reference: record.reference,
        received: record.received,
        medium: record.medium,
        categories: record.categories,
        kinds: record.kinds,
        queues: record.queues,
        flags: record.flags,
        status: record.status,
    }
}

fn snippets(record: &Record, found: &[(usize, Vec<Met>)]) -> Vec<Snippet> {
    let opening = record.documents.iter().position(|d| d.role != DocumentRole::Subject && !d.text.trim().is_empty());
    let opening: Vec<(usize, Vec<Met>)> = opening.map(|number| (number, Vec::new())).into_iter().collect();
    let chosen = if found.is_empty() { opening.as_slice() } else { found };
    let mut made: Vec<(usize, Snippet)> = chosen
        .iter()
        .filter_map(|(number, places)| {
            let document = record.documents.get(*number)?;
            let (part, score) = best_part(&document.text, places);
            let snippet = Snippet {
                document: document.id,
                role: document.role,
                name: one_line(&document.name),
                text: part.text,
                ranges: part.ranges,
                cut_before: part.cut_before,
                cut_after: part.cut_after,
            };
            Some((score, snippet))
        })
        .collect();
    made.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    made.into_iter().take(MOST_SNIPPETS).map(|(_, snippet)| snippet).collect()
}

/// What of each pattern was found so far.
struct Reasons<'a, 'm> {
    matcher: &'m mut Matcher<'a>,
    seen: Vec<(Option<How>, Vec<TextField>)>,
}

impl<'a, 'm> Reasons<'a, 'm> {
    fn new(matcher: &'m mut Matcher<'a>) -> Self {
        let seen = vec![(None, Vec::new()); matcher.patterns.len()];
        Self { matcher, seen }
    }

    fn look(&mut self, field: TextField, text: &str) {
        self.look_in(field, text, false);
    }

    /// The places in `text` where a pattern that may look in this field is met.
    fn look_in(&mut self, field: TextField, text: &str, recognised: bool) -> Vec<Met> {
        let mut places = self.matcher.met(text, recognised);
        let patterns = self.matcher.patterns;
        places.retain(|m| patterns.get(m.pattern).is_some_and(|p| p.field.is_none_or(|only| only == field)));
        for place in &places {
            let Some((how, fields)) = self.seen.get_mut(place.pattern) else { continue };
            *how = Some(how.map_or(place.how, |best| best.min(place.how)));
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        places
    }

    fn found(self) -> Vec<Reason> {
        let patterns = self.matcher.patterns.iter().zip(self.seen);
        patterns
            .filter_map(|(p, (how, fields))| how.map(|how| Reason { typed: p.typed.clone(), how, fields }))
            .collect()
    }
}
