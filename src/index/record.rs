//! What is stored of an item for showing a hit, and how it becomes an indexed document. It stores what it is given: which
//! words may be in it was decided in `content`.

use super::analysis::Analysed;
use super::entry::Entry;
use super::likeness::{hash, sketch};
use super::named;
use super::schema::{Fields, day_number};
use crate::model::{Category, DocumentRole, FlagKind, Kind, Medium, Span, Status, TextFrom, Zone, ZoneKind};
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
    /// Day on which it was written, where a header says so.
    pub written: Option<Date>,
    /// What mails of one thread have in common.
    pub thread: u64,
    pub documents: Vec<RecordDocument>,
}

/// One document with the text that is searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct RecordDocument {
    pub id: usize,
    pub role: DocumentRole,
    pub name: String,
    pub text_from: TextFrom,
    /// Stored behind the rest of the record, where it needs no unescaping; an index made earlier has it here.
    #[serde(default, skip_serializing)]
    pub text: String,
    /// Bytes of the text there.
    #[serde(default)]
    length: Option<usize>,
    /// Bytes that the writer quotes or passes on, and standing text; in order, not overlapping.
    pub quoted: Vec<Span>,
}

impl RecordDocument {
    /// What may be read of one document.
    pub fn new(id: usize, role: DocumentRole, name: &str, text_from: TextFrom, text: &str, zones: &[Zone]) -> Self {
        let (length, quoted) = (Some(text.len()), quoted(zones));
        Self { id, role, name: name.into(), text_from, text: text.into(), length, quoted }
    }

    /// The text in pieces, each with whether the writer wrote it now.
    fn pieces(&self) -> impl Iterator<Item = (bool, &str)> {
        let starts = std::iter::once(0).chain(self.quoted.iter().map(|q| q.end));
        let ends = self.quoted.iter().map(|q| q.start).chain([self.text.len()]);
        let own = starts.zip(ends).map(|(start, end)| (true, self.text.get(start..end).unwrap_or_default()));
        let quoted = self.quoted.iter().map(|q| (false, q.of(&self.text)));
        own.chain(quoted).filter(|(_, text)| !text.trim().is_empty())
    }
}

/// The zones whose words are not the writer's of now, drawn together.
fn quoted(zones: &[Zone]) -> Vec<Span> {
    let others = |kind| matches!(kind, ZoneKind::Quoted | ZoneKind::Forwarded | ZoneKind::Disclaimer);
    let mut spans: Vec<Span> = zones.iter().filter(|z| others(z.kind) && !z.span.is_empty()).map(|z| z.span).collect();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
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
            written: entry.item.date.as_deref().and_then(|d| d.get(..10)?.parse().ok()),
            thread: thread(entry),
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

    /// As it is stored: JSON, and the texts as they are behind it.
    fn to_stored(&self) -> Result<String, serde_json::Error> {
        let mut stored = serde_json::to_string(self)?;
        self.documents.iter().for_each(|d| stored.push_str(&d.text));
        Ok(stored)
    }

    /// Reads it back, or says what is wrong with it.
    pub fn from_stored(stored: &str) -> Result<Self, String> {
        let mut parts = serde_json::Deserializer::from_str(stored).into_iter::<Self>();
        let mut record = parts.next().ok_or("nothing is there")?.map_err(|e| e.to_string())?;
        let mut texts = stored.get(parts.byte_offset()..).unwrap_or_default();
        for document in record.documents.iter_mut().filter(|d| d.length.is_some()) {
            let (text, rest) = texts.split_at_checked(document.length.unwrap_or_default()).ok_or("a text is cut")?;
            document.text = text.to_string();
            texts = rest;
        }
        texts.is_empty().then_some(record).ok_or("more is there than it should hold".to_string())
    }

    /// The document as tantivy takes it.
    pub fn to_document(&self, fields: &Fields) -> Result<TantivyDocument, serde_json::Error> {
        let mut made = TantivyDocument::default();
        made.add_text(fields.item_id, &self.item_id);
        self.references().iter().for_each(|r| made.add_text(fields.reference, r));
        self.from.iter().for_each(|f| made.add_text(fields.from, f));
        for document in &self.documents {
            if document.role == DocumentRole::Subject {
                made.add_text(fields.subject, &document.text);
                continue;
            }
            for (own, text) in document.pieces() {
                made.add_text(if own { fields.body } else { fields.quoted }, text);
            }
            if document.text_from == TextFrom::Ocr {
                made.add_text(fields.scan, &document.text);
            }
            if document.role == DocumentRole::Attachment {
                made.add_text(fields.file, &document.name);
            }
        }
        self.add_words(fields, &mut made);
        made.add_u64(fields.number, self.number());
        made.add_u64(fields.sketch, sketch(self.own_texts(), self.number()));
        made.add_u64(fields.thread, self.thread);
        made.add_i64(fields.received, day_number(self.received));
        self.written.iter().for_each(|d| made.add_i64(fields.written, day_number(*d)));
        self.due.iter().for_each(|d| made.add_i64(fields.due, day_number(*d)));
        made.add_text(fields.record, self.to_stored()?);
        Ok(made)
    }

    /// Place in the order of arrival, which the reference ends with.
    pub fn number(&self) -> u64 {
        let digits = self.reference.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        digits.parse().unwrap_or_default()
    }

    /// Every different word in it, folded.
    pub fn words(&self) -> impl Iterator<Item = String> {
        let names = self.documents.iter().filter(|d| d.role == DocumentRole::Attachment).map(|d| &d.name);
        let texts = self.documents.iter().map(|d| &d.text).chain(names).chain(&self.from);
        let mut words = std::collections::BTreeSet::new();
        for text in texts {
            Analysed::each_word(text, |word| {
                words.insert(word.to_string());
            });
        }
        words.into_iter()
    }

    /// What the writer wrote, subject line aside.
    pub fn own_texts(&self) -> impl Iterator<Item = &str> {
        let documents = self.documents.iter().filter(|d| d.role != DocumentRole::Subject);
        documents.flat_map(|d| d.pieces().filter(|(own, _)| *own).map(|(_, text)| text))
    }

    fn add_words(&self, fields: &Fields, made: &mut TantivyDocument) {
        self.categories.iter().for_each(|c| made.add_text(fields.category, c.word()));
        self.kinds.iter().for_each(|k| made.add_text(fields.kind, k.word()));
        self.queues.iter().for_each(|q| made.add_text(fields.queue, q.to_lowercase()));
        self.flags.iter().for_each(|f| made.add_text(fields.flag, f.word()));
        let texts = || self.documents.iter().map(|d| d.text.as_str());
        named::providers(texts()).iter().for_each(|p| made.add_text(fields.provider, p));
        named::places(texts()).iter().for_each(|p| made.add_text(fields.place, p));
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

/// What mails of one thread share: the first Message-ID they go back to. It is kept as a number and never shown.
fn thread(entry: &Entry<'_>) -> u64 {
    let first = entry.item.references.first().or(entry.item.message_id.as_ref());
    hash(first.map_or(entry.item_id, String::as_str).as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_stored() {
        let document = |role, text: &str| {
            let quoted = Zone { span: Span::new(0, text.len().min(3)), kind: ZoneKind::Quoted };
            RecordDocument::new(1, role, "a \"name\"", TextFrom::Text, text, &[quoted])
        };
        let texts = ["", "one", "\"two\" {}\n\u{1}é漢", "}{\"text\":\"x\"}"];
        let record = Record {
            item_id: "id".into(),
            reference: "PR-000001".into(),
            medium: Medium::Email,
            received: jiff::civil::date(2026, 4, 1),
            from: vec!["A <a@post.example>".into()],
            categories: vec![],
            kinds: vec![],
            queues: vec![],
            due: vec![],
            flags: vec![],
            status: Status::Ok,
            written: None,
            thread: 7,
            documents: texts.iter().map(|text| document(DocumentRole::Body, text)).collect(),
        };
        let stored = record.to_stored().expect("plain data");
        assert_eq!(Record::from_stored(&stored).expect("as it was stored"), record);
        for wrong in [&stored[..stored.len() - 1], &format!("{stored}x"), "", "{}"] {
            assert!(Record::from_stored(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_record_of_an_index_made_earlier_has_its_texts_within() {
        let stored = r#"{"item_id":"i","reference":"PR-1","medium":"email","received":"2026-04-01","from":[],"categories":[],
            "kinds":[],"queues":[],"due":[],"flags":[],"status":"ok","written":null,"thread":1,"documents":[{"id":0,"role":"body",
            "name":"body","text_from":"text","text":"Dear\nSir","quoted":[]}]}"#;
        let record = Record::from_stored(stored).expect("a record of before");
        assert_eq!(record.documents.first().map(|d| d.text.as_str()), Some("Dear\nSir"));
    }
}
