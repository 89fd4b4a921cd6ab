//! An item: one piece of correspondence, read. It holds what the headers say and the tree of documents; it makes no
//! judgement about what the writer wants.

use super::{Document, Problem, Received, Severity};
use serde::{Deserialize, Serialize};

/// The result of reading one delivery: always an item, never an error; what went wrong is in `problems`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parsed {
    /// Headers and date.
    pub item: Item,
    /// The documents; `documents[i].id == i`. For a mail, 0 is the body; the subject line, if any, is a document too.
    pub documents: Vec<Document>,
    /// What went wrong or needs a person.
    pub problems: Vec<Problem>,
}

/// What is known of an item from its headers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Mail or letter.
    pub medium: Medium,
    /// `Message-ID` without its angle brackets.
    pub message_id: Option<String>,
    /// Who wrote it, by the headers.
    pub from: Option<Address>,
    /// Where an answer is wanted, if that is not the writer's own address.
    pub reply_to: Option<Address>,
    /// To whom.
    pub to: Vec<Address>,
    /// Copies.
    pub cc: Vec<Address>,
    /// Subject, decoded, on one line.
    pub subject: Option<String>,
    /// `Date` header as RFC 3339, where it can be read.
    pub date: Option<String>,
    /// When it was received.
    pub received: Received,
    /// Message-IDs this one answers, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// Every other header that tells automated mail, lists and spam apart: lower-case name, decoded value.
    pub headers: Vec<(String, String)>,
}

/// A mail address with its display name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Display name, decoded.
    pub name: Option<String>,
    /// The address, as written; may be something that is no valid address.
    pub address: String,
}

/// How an item reached the council.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// A mail.
    Email,
    /// A letter: a scan, a PDF, or a plain text file.
    Letter,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Read in full.
    Ok,
    /// Filed, and a person must look at a problem.
    NeedsPerson,
    /// Kept whole, unread or unsafe; a person must look.
    Quarantined,
}

impl Parsed {
    /// The worst severity among the problems decides.
    pub fn status(&self) -> Status {
        match self.problems.iter().map(|p| p.severity).max() {
            Some(Severity::Quarantine) => Status::Quarantined,
            Some(Severity::NeedsPerson) => Status::NeedsPerson,
            Some(Severity::Note) | None => Status::Ok,
        }
    }

    /// The document with this id.
    pub fn document(&self, id: usize) -> Option<&Document> {
        self.documents.get(id)
    }
}

impl Item {
    /// The first value of a header kept in `headers`; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.name {
            Some(name) if !name.is_empty() => write!(f, "{name} <{}>", self.address),
            _ => f.write_str(&self.address),
        }
    }
}
