//! Trouble with one item, as data. A problem never stops a batch: it says what happened, where, what was done with
//! the item, and what a person should do next. It never quotes the text of the item.

use serde::{Deserialize, Serialize};

/// One thing that went wrong, or was not done, while reading an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of trouble, stable for programs.
    pub code: ProblemCode,
    /// The document it concerns; none where it concerns the item as a whole.
    pub document: Option<usize>,
    /// What happened, what was done about it, and what to do next, for people.
    pub message: String,
    /// How far the trouble reaches.
    pub severity: Severity,
}

/// How far a problem reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is missing.
    Note,
    /// Something may be missing or wrong: the item is filed and a person must look.
    NeedsPerson,
    /// The item could not be read, or not safely: it is kept whole and shown to a person.
    Quarantine,
}

/// What kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The input has no bytes at all.
    Empty,
    /// The bytes are of a kind that is not read yet; the original is kept.
    UnsupportedFormat,
    /// The bytes claim a format and do not hold to it.
    Damaged,
    /// A password or a key is needed.
    Encrypted,
    /// Read, but not a single letter came out.
    NoText,
    /// Only a part could be read.
    ReadInPart,
    /// Characters could not be decoded and stand as the replacement character.
    UndecodableText,
    /// Optical character recognition was unsure of what it read.
    LowConfidence,
    /// Ink on the page is not covered by recognised words.
    PageReadInPart,
    /// The program that reads scans is missing or failed.
    OcrFailed,
    /// A limit of `limits` in config.yaml was reached.
    LimitReached,
    /// The reading process died or was stopped.
    ReaderFailed,
    /// Reading took longer than allowed.
    TimedOut,
    /// The text layer of a PDF holds what a person would not see on the page.
    HiddenText,
    /// No date of receipt could be found; the arrival here was taken.
    NoDate,
    /// Classification found two readings and chose neither, or none at all.
    Unsure,
    /// The same Message-ID was met before with other bytes.
    SameMessageId,
    /// Authority to act for another person is needed.
    AuthorityNeeded,
    /// A fault of ours; the original is kept.
    Internal,
}

impl Problem {
    /// A problem about the item as a whole.
    pub fn item(code: ProblemCode, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, document: None, message: message.into(), severity }
    }

    /// A problem about one document.
    pub fn document(code: ProblemCode, severity: Severity, document: usize, message: impl Into<String>) -> Self {
        Self { code, document: Some(document), message: message.into(), severity }
    }
}
