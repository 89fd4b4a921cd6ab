//! The fields that a query can name, and the words that their lists hold. A name that is not here is a mistake, never a
//! word to be searched for.

use super::DateField;
use crate::model::{Category, FlagKind};

/// A field that holds text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextField {
    /// Bodies, letters, attachments and messages.
    Body,
    /// The subject line.
    Subject,
    /// The writer's name and address.
    From,
    /// File names.
    File,
    /// The item's reference.
    Ref,
}

/// A field that holds words of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::index) enum WordField {
    Category,
    Kind,
    Queue,
    Flag,
    Medium,
    Status,
    Has,
    Provider,
    Place,
}

/// Any field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnyField {
    Text(TextField),
    Word(WordField),
    Date(DateField),
}

/// Every field by its name, in the order in which people are told of them.
const NAMES: [(&str, AnyField); 17] = [
    ("from", AnyField::Text(TextField::From)),
    ("subject", AnyField::Text(TextField::Subject)),
    ("body", AnyField::Text(TextField::Body)),
    ("file", AnyField::Text(TextField::File)),
    ("ref", AnyField::Text(TextField::Ref)),
    ("category", AnyField::Word(WordField::Category)),
    ("kind", AnyField::Word(WordField::Kind)),
    ("queue", AnyField::Word(WordField::Queue)),
    ("flag", AnyField::Word(WordField::Flag)),
    ("medium", AnyField::Word(WordField::Medium)),
    ("status", AnyField::Word(WordField::Status)),
    ("has", AnyField::Word(WordField::Has)),
    ("provider", AnyField::Word(WordField::Provider)),
    ("place", AnyField::Word(WordField::Place)),
    ("received", AnyField::Date(DateField::Received)),
    ("written", AnyField::Date(DateField::Written)),
    ("due", AnyField::Date(DateField::Due)),
];

/// Other names under which people look for a field.
const ALIASES: [(&str, AnyField); 3] = [
    ("reference", AnyField::Text(TextField::Ref)),
    ("filename", AnyField::Text(TextField::File)),
    ("date", AnyField::Date(DateField::Received)),
];

/// The field with this name, in capitals or not.
pub(super) fn named(name: &str) -> Option<AnyField> {
    NAMES.iter().chain(&ALIASES).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, f)| *f)
}

/// The names to be told.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(n, _)| *n)
}

impl TextField {
    /// All text fields: where a word without a field is looked for.
    pub(in crate::index) const ALL: [TextField; 5] =
        [TextField::Body, TextField::Subject, TextField::From, TextField::File, TextField::Ref];
}

impl WordField {
    /// The words it can hold; none where the council makes its own.
    pub(super) fn words(self) -> Option<Vec<&'static str>> {
        let words = match self {
            WordField::Category => Category::ALL.iter().map(|c| c.word()).collect(),
            WordField::Kind => {
                let mut kinds: Vec<_> = Category::ALL.iter().flat_map(|c| c.kinds()).map(|k| k.word()).collect();
                kinds.sort_unstable();
                kinds.dedup();
                kinds
            }
            WordField::Flag => {
                use FlagKind::*;
                [Safeguarding, Breach, Threat, Deceased, Automated, AuthorityNeeded].iter().map(|f| f.word()).collect()
            }
            WordField::Medium => vec!["email", "letter"],
            WordField::Status => vec!["ok", "needs_person", "quarantined"],
            WordField::Has => vec!["attachment", "case", "due", "flag"],
            WordField::Queue | WordField::Provider | WordField::Place => return None,
        };
        Some(words)
    }
}
