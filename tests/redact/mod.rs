//! Redaction from text to text: tables of writings, people and look-alikes, and the properties that hold for all.

mod cautions;
mod comments;
mod fairness;
mod identifiers;
mod names;
mod opinion;
mod owners;
mod parties;
mod profiles;
mod properties;
mod score;
mod writings;

use jiff::civil::date;
use postroom::model::*;
use postroom::redact::{Declaration, Redacted, redact_declared};
use postroom::rules::profile::{Profile, Profiles};
use std::path::Path;

/// The profiles that ship.
pub fn profiles() -> Profiles {
    Profiles::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).expect("the shipped profiles load")
}

/// A shipped profile.
pub fn profile(name: &str) -> Profile {
    profiles().get(name).expect("a shipped profile").clone()
}

/// An item with one body; a mail where a sender is given, else a letter.
pub fn item(from: Option<(&str, &str)>, text: &str) -> Parsed {
    let address =
        |name: Option<&str>, address: &str| Address { name: name.map(str::to_string), address: address.to_string() };
    let item = Item {
        medium: if from.is_some() { Medium::Email } else { Medium::Letter },
        message_id: None,
        from: from.map(|(name, mail)| address((!name.is_empty()).then_some(name), mail)),
        reply_to: None,
        to: if from.is_some() { vec![address(None, "sscu@penmoor.example")] } else { Vec::new() },
        cc: Vec::new(),
        subject: None,
        date: None,
        received: Received { date: date(2026, 5, 5), at: None, basis: ReceivedBasis::Stated },
        references: Vec::new(),
        headers: Vec::new(),
    };
    Parsed { item, documents: vec![document(0, DocumentRole::Body, "body", text)], problems: Vec::new() }
}

/// A document with plain text.
pub fn document(id: usize, role: DocumentRole, name: &str, text: &str) -> Document {
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

/// Redacts with a shipped profile.
pub fn run(parsed: &Parsed, profile_name: &str, declaration: &Declaration) -> Redacted {
    let classification = Classification {
        primary: Category::Other,
        cases: Vec::new(),
        flags: Vec::new(),
        authority: Authority::default(),
        near: Vec::new(),
        problems: Vec::new(),
    };
    redact_declared(parsed, &classification, &profile(profile_name), declaration)
}

/// Redacts the text of a letter at intake.
pub fn letter(text: &str) -> Redacted {
    run(&item(None, text), "third_party", &Declaration::default())
}

/// Takes the marks `«` and `»` out of a table's text and returns the spans between them.
pub fn marked(text: &str) -> (String, Vec<Span>) {
    let (mut plain, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in text.chars() {
        match c {
            '«' => start = plain.len(),
            '»' => spans.push(Span::new(start, plain.len())),
            c => plain.push(c),
        }
    }
    (plain, spans)
}

/// True where every letter and digit of a span lies in a mark that passes the test.
pub fn covered(redacted: &Redacted, text: &str, span: Span, passes: impl Fn(&Mark) -> bool) -> bool {
    span.of(text).char_indices().filter(|(_, c)| c.is_alphanumeric()).all(|(at, _)| {
        let at = span.start + at;
        redacted.marks().iter().any(|m| m.document == 0 && m.span.start <= at && at < m.span.end && passes(m))
    })
}
