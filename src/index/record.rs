//! What is stored of an item for showing a hit, and how it becomes an indexed document. It stores what it is given: which
//! words may be in it was decided in `content`.

use super::entry::Entry;
use super::schema::{Fields, day_number};
use crate::model::{Category, DocumentRole, FlagKind, Kind, Medium, Status, TextFrom};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

/// What is stored of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub item_id: String,
    pub reference: String,
    pub medium: Medium,
    pub received: Date,
    /// The writer's name and address, and where an answer is wanted; what may be known of them.
    pub from: Vec<String>,
    pub categories: Vec<Category>,
    pub kinds: Vec<Kind>,
    pub queues: Vec<String>,
    /// Due days, earliest first.
    pub due: Vec<Date>,
    pub flags: Vec<FlagKind>,
    pub status: Status,
    pub documents: Vec<RecordDocument>,
}

/// One document with the text that is searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct RecordDocument {
    pub id: usize,
    pub role: DocumentRole,
    pub name: String,
    pub text_from: TextFrom,
    pub text: String,
}

impl RecordDocument {
    /// A subject line that is no document of its own.
    pub fn subject(id: usize, text: String) -> Self {
        Self { id, role: DocumentRole::Subject, name: "subject".into(), text_from: TextFrom::Text, text }
    }
}

impl Record {
    /// Puts together what the register says and what may be read.
    pub fn new(entry: &Entry<'_>, from: Vec<String>, documents: Vec<RecordDocument>) -> Self {
        let mut due: Vec<Date> = entry.cases.iter().filter_map(|c| c.due).collect();
        due.sort_unstable();
        Self {
            item_id: entry.item_id.to_string(),
            reference: entry.reference.to_string(),
            medium: entry.item.medium,
            received: entry.item.received.date,
            from,
            categories: distinct(entry.cases.iter().map(|c| c.category)),
            kinds: distinct(entry.cases.iter().filter_map(|c| c.kind)),
            queues: distinct(entry.cases.iter().map(|c| c.queue.clone())),
            due,
            flags: distinct(entry.flags.iter().copied()),
            status: entry.status,
            documents,
        }
    }

    /// The subject line, as far as it may be read.
    pub fn subject(&self) -> Option<&str> {
        self.documents.iter().find(|d| d.role == DocumentRole::Subject).map(|d| d.text.as_str())
    }

    /// The reference in each form in which it is quoted.
    pub fn references(&self) -> Vec<String> {
        std::iter::once(self.reference.clone()).chain(without_leading_zeros(&self.reference)).collect()
    }

    /// The document as tantivy takes it.
    pub fn to_document(&self, fields: &Fields) -> Result<TantivyDocument, serde_json::Error> {
        let mut made = TantivyDocument::default();
        made.add_text(fields.item_id, &self.item_id);
        self.references().iter().for_each(|r| made.add_text(fields.reference, r));
        self.from.iter().for_each(|f| made.add_text(fields.from, f));
        for document in &self.documents {
            let (field, named) = match document.role {
                DocumentRole::Subject => (fields.subject, false),
                DocumentRole::Body | DocumentRole::Message => (fields.body, false),
                DocumentRole::Attachment => (fields.body, true),
            };
            made.add_text(field, &document.text);
            if named {
                made.add_text(fields.file, &document.name);
            }
        }
        self.add_words(fields, &mut made);
        made.add_u64(fields.tie, fingerprint(&self.item_id));
        made.add_i64(fields.received, day_number(self.received));
        self.due.iter().for_each(|d| made.add_i64(fields.due, day_number(*d)));
        made.add_text(fields.record, serde_json::to_string(self)?);
        Ok(made)
    }

    fn add_words(&self, fields: &Fields, made: &mut TantivyDocument) {
        self.categories.iter().for_each(|c| made.add_text(fields.category, c.word()));
        self.kinds.iter().for_each(|k| made.add_text(fields.kind, k.word()));
        self.queues.iter().for_each(|q| made.add_text(fields.queue, q.to_lowercase()));
        self.flags.iter().for_each(|f| made.add_text(fields.flag, f.word()));
        made.add_text(fields.medium, medium_word(self.medium));
        made.add_text(fields.status, status_word(self.status));
        let has = [
            ("attachment", self.documents.iter().any(|d| d.role == DocumentRole::Attachment)),
            ("case", !self.categories.is_empty()),
            ("due", !self.due.is_empty()),
            ("flag", !self.flags.is_empty()),
        ];
        has.iter().filter(|(_, it_has)| *it_has).for_each(|(word, _)| made.add_text(fields.has, word));
    }
}

/// The word for a medium in queries.
pub(super) fn medium_word(medium: Medium) -> &'static str {
    match medium {
        Medium::Email => "email",
        Medium::Letter => "letter",
    }
}

/// The word for a status in queries.
pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::NeedsPerson => "needs_person",
        Status::Quarantined => "quarantined",
    }
}

/// `PR-2026-000123` as people shorten it: `PR-2026-123`.
fn without_leading_zeros(reference: &str) -> Option<String> {
    let (head, number) = reference.rsplit_once(|c: char| !c.is_ascii_digit())?;
    let short = number.trim_start_matches('0');
    let separator = reference.get(head.len()..reference.len() - number.len())?;
    (short.len() < number.len() && !short.is_empty()).then(|| format!("{head}{separator}{short}"))
}

/// FNV-1a: any number will do that depends on nothing but the id, today and after a rebuild.
fn fingerprint(item_id: &str) -> u64 {
    item_id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    values.for_each(|v| {
        if !seen.contains(&v) {
            seen.push(v);
        }
    });
    seen
}
