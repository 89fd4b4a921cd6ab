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
    /// An office file holds what a person who opens it would not see: hidden columns, comments, deleted text.
    HiddenContent,
    /// The text, or a good part of it, is not in English.
    OtherLanguage,
    /// The mail names several senders, or its signed headers name others than it shows.
    SeveralSenders,
    /// No date of receipt could be found; the arrival here was taken.
    NoDate,
    /// Classification found two readings and chose neither, or none at all.
    Unsure,
    /// The same Message-ID was met before with other bytes.
    SameMessageId,
    /// Authority to act for another person is needed.
    AuthorityNeeded,
    /// A report of a mail server about a notice of ours, most often that it did not arrive.
    NoticeReturned,
    /// Case or recognition makes names hard to see, so that some may be missed.
    ReadEveryWord,
    /// Words may tell who somebody is without a name.
    IndirectIdentity,
    /// A fault of ours; the original is kept.
    Internal,
}

impl ProblemCode {
    /// The trouble in fixed words, for places where nothing of the item may be quoted.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "A part of it has no content.",
            Self::UnsupportedFormat => "It holds a file of a kind that is not read yet: open the original.",
            Self::Damaged => "It holds a damaged file: open the original.",
            Self::Encrypted => "It holds something locked: ask the sender for the password or an open copy.",
            Self::NoText => "It holds something in which no text was found: open the original.",
            Self::ReadInPart => "It was read only in part: open the original.",
            Self::UndecodableText => "Some characters could not be read: open the original.",
            Self::LowConfidence => "A scan could not be read with confidence: compare it with the original.",
            Self::PageReadInPart => "A page was read only in part: look at the original.",
            Self::OcrFailed => "A scan could not be read: look at the original.",
            Self::LimitReached => "It is larger or deeper than what is read: open the original.",
            Self::ReaderFailed | Self::TimedOut => "Reading it failed or took too long: open the original with care.",
            Self::HiddenText => "It holds text that nobody sees on the page: compare before anything is released.",
            Self::HiddenContent => "A file in it holds hidden content: look through it before anything is released.",
            Self::OtherLanguage => {
                "It is not in English, or in part not: have it read by somebody who knows the language."
            }
            Self::SeveralSenders => "It names more than one sender: look at the original before you answer.",
            Self::NoDate => "Its date of receipt is not certain: check the clocks.",
            Self::Unsure => "Its category is not certain: read it and decide.",
            Self::SameMessageId => "Another item carries the same Message-ID: compare them.",
            Self::AuthorityNeeded => "The writer acts for another person: check the authority.",
            Self::NoticeReturned => "A notice of ours came back: see `postroom notices`.",
            Self::ReadEveryWord => "Names may be missed in it: read every word before anything is released.",
            Self::IndirectIdentity => {
                "It may tell who somebody is without a name: look for ties, trades, rooms and ages."
            }
            Self::Internal => "A fault of Postroom: open the original and report the fault.",
        }
    }
}

impl Problem {
    /// True where a person who reads the redacted text must be told, whatever the severity.
    pub fn is_told(&self) -> bool {
        self.severity > Severity::Note
            || matches!(self.code, ProblemCode::ReadEveryWord | ProblemCode::IndirectIdentity)
    }

    /// A problem about the item as a whole.
    pub fn item(code: ProblemCode, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, document: None, message: message.into(), severity }
    }

    /// A problem about one document.
    pub fn document(code: ProblemCode, severity: Severity, document: usize, message: impl Into<String>) -> Self {
        Self { code, document: Some(document), message: message.into(), severity }
    }
}
