//! Reads labelled items: a text with headers and attachments, and the spans a person marked in them. Fields that scoring
//! does not need are skipped.

use super::ScoreError;
use crate::model::{
    Address, Document, DocumentRole, Item as Head, Medium, Parsed, Received, ReceivedBasis, Span, TextFrom,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

/// One labelled item, ready to be redacted.
#[derive(Debug)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// The item as parsing would give it.
    pub parsed: Parsed,
    /// What a person marked.
    pub labels: Vec<Labelled>,
    /// Strings that look personal and are not.
    pub spare: Vec<String>,
}

/// One span that a person marked.
#[derive(Debug)]
pub struct Labelled {
    /// Which document.
    pub document: usize,
    /// Which bytes.
    pub span: Span,
    /// Its kind, as labelled.
    pub kind: String,
    /// Role of the party it belongs to; empty where it belongs to nobody named.
    pub role: String,
}

#[derive(Deserialize)]
struct RawItem {
    id: String,
    #[serde(default)]
    medium: String,
    #[serde(default)]
    headers: Option<HashMap<String, Option<String>>>,
    #[serde(default)]
    received: String,
    text: String,
    #[serde(default)]
    attachments: Vec<RawAttachment>,
    #[serde(default)]
    parties: Vec<RawParty>,
    #[serde(default)]
    spans: Vec<RawSpan>,
    #[serde(default)]
    must_not_redact: Vec<String>,
}

#[derive(Deserialize)]
struct RawAttachment {
    name: String,
    text: String,
    #[serde(default)]
    spans: Vec<RawSpan>,
}

#[derive(Deserialize)]
struct RawParty {
    name: String,
    role: String,
}

#[derive(Deserialize)]
struct RawSpan {
    start: usize,
    end: usize,
    text: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    party: Option<String>,
}

/// Reads all items of a file.
pub fn read(path: &Path) -> Result<Vec<Item>, ScoreError> {
    let text = std::fs::read_to_string(path).map_err(|source| ScoreError::Read { path: path.to_path_buf(), source })?;
    let mut items = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let wrong = |message: String| ScoreError::Line { path: path.to_path_buf(), line: number + 1, message };
        let raw: RawItem = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        items.push(item(raw).map_err(wrong)?);
    }
    if items.is_empty() {
        return Err(ScoreError::Empty { path: path.to_path_buf() });
    }
    Ok(items)
}

fn item(raw: RawItem) -> Result<Item, String> {
    let roles: HashMap<&str, &str> = raw.parties.iter().map(|p| (p.name.as_str(), p.role.as_str())).collect();
    let header =
        |name: &str| raw.headers.as_ref().and_then(|h| h.get(name)).cloned().flatten().filter(|v| !v.is_empty());
    let mut documents = vec![document(0, DocumentRole::Body, "body", &raw.text)];
    let mut labels = labelled(0, &raw.text, &raw.spans, &roles)?;
    if let Some(subject) = header("subject") {
        documents.push(document(documents.len(), DocumentRole::Subject, "subject", &subject));
    }
    for attachment in &raw.attachments {
        let id = documents.len();
        documents.push(document(id, DocumentRole::Attachment, &attachment.name, &attachment.text));
        labels.extend(labelled(id, &attachment.text, &attachment.spans, &roles)?);
    }
    let date: Date = raw.received.parse().unwrap_or_else(|_| Date::constant(2026, 1, 1));
    let item = Head {
        medium: if raw.medium == "letter" { Medium::Letter } else { Medium::Email },
        message_id: None,
        from: header("from").map(|v| address(&v)),
        reply_to: header("reply-to").map(|v| address(&v)),
        to: header("to").map(|v| address(&v)).into_iter().collect(),
        cc: header("cc").map(|v| address(&v)).into_iter().collect(),
        subject: header("subject"),
        date: header("date"),
        received: Received { date, at: None, basis: ReceivedBasis::Stated },
        references: Vec::new(),
        headers: Vec::new(),
    };
    let parsed = Parsed { item, documents, problems: Vec::new() };
    Ok(Item { id: raw.id, parsed, labels, spare: raw.must_not_redact })
}

fn document(id: usize, role: DocumentRole, name: &str, text: &str) -> Document {
    Document {
        id,
        parent: (id > 0).then_some(0),
        role,
        name: name.to_string(),
        media_type: "text/plain".into(),
        text_from: TextFrom::Text,
        confidence: None,
        text: text.to_string(),
        zones: Vec::new(),
        pages: Vec::new(),
        words: Vec::new(),
    }
}

/// Labels count characters; spans count bytes.
fn labelled(
    document: usize,
    text: &str,
    spans: &[RawSpan],
    roles: &HashMap<&str, &str>,
) -> Result<Vec<Labelled>, String> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let place = |raw: &RawSpan| {
        let ends = (bytes.get(raw.start), bytes.get(raw.end));
        let (Some(start), Some(end)) = ends else {
            return Err(format!("the span {:?} lies outside the text", raw.text));
        };
        let span = Span::new(*start, (*end).max(*start));
        if span.of(text) != raw.text {
            return Err(format!("the span {:?} does not fit the text", raw.text));
        }
        let role = raw.party.as_deref().and_then(|p| roles.get(p)).copied().unwrap_or_default();
        Ok(Labelled { document, span, kind: raw.kind.clone(), role: role.to_string() })
    };
    spans.iter().map(place).collect()
}

/// "Name <address>" or an address alone.
fn address(value: &str) -> Address {
    match value.rsplit_once('<') {
        Some((name, rest)) => {
            let name = name.trim().trim_matches('"').to_string();
            Address { name: (!name.is_empty()).then_some(name), address: rest.trim_end_matches(['>', ' ']).to_string() }
        }
        None => Address { name: None, address: value.trim().to_string() },
    }
}
