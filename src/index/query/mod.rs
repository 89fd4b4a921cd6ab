//! The query language: from what a person typed to what is looked for. Every mistake is answered with its place and a way
//! out; nothing that was typed is left out without a notice. Texts are bounded before anything is read, and nesting while
//! it is read: tantivy's own parser is never used, because a few hundred brackets abort its process.

mod compile;
mod dates;
mod error;
mod fields;
mod lexer;
mod parser;

pub use compile::How;
pub(super) use compile::{Alternative, Pattern, open_to_slips, patterns};
pub use error::QueryError;
pub use fields::TextField;
pub(super) use fields::WordField;

use super::folder::Which;
use super::likeness::Collapse;
use jiff::civil::Date;
use std::ops::Range;

/// Longest query, in characters.
pub(super) const LONGEST: usize = 500;
/// Deepest nesting of brackets.
pub(super) const DEEPEST: usize = 10;
/// Most words, phrases and operators.
pub(super) const MOST_PARTS: usize = 50;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What the person typed.
    pub text: String,
    /// Which index to look in.
    pub index: Which,
    /// How many hits to give.
    pub limit: usize,
    /// How many hits to leave out first.
    pub offset: usize,
    /// In which order.
    pub sort: Sort,
    /// Where an earlier page ended: `next` of that answer. `offset` then counts from there.
    pub after: Option<String>,
    /// Whether to count what was found by category, queue, month and so on.
    pub facets: bool,
    /// What to draw together under one hit.
    pub collapse: Option<Collapse>,
    /// Reference of an item: what is like it comes first, and only what has something of it.
    pub like: Option<String>,
}

/// The order of hits. Equal hits stand newest first, then in an order of their own that never changes, so
/// that pages neither overlap nor leave anything out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest received first.
    Newest,
    /// Oldest received first.
    Oldest,
    /// Earliest deadline first; items without one last.
    Due,
}

impl Query {
    /// A query for the first twenty hits, best first.
    pub fn new(text: impl Into<String>, index: Which) -> Self {
        Self {
            text: text.into(),
            index,
            limit: 20,
            offset: 0,
            sort: Sort::Relevance,
            after: None,
            facets: false,
            collapse: None,
            like: None,
        }
    }
}

/// A query that makes sense.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Understood {
    /// What is looked for.
    pub node: Node,
    /// What the person should know: parts of the text that were taken otherwise than perhaps meant.
    pub notices: Vec<String>,
}

/// A condition on items.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// All hold.
    And(Vec<Node>),
    /// At least one holds.
    Or(Vec<Node>),
    /// Does not hold.
    Not(Box<Node>),
    /// Something to look up.
    Leaf(Leaf),
}

/// One thing to look up.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    /// Its bytes in the query.
    pub at: Range<usize>,
    /// As it was typed.
    pub typed: String,
    /// What it asks.
    pub what: What,
}

/// What a leaf asks.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// Every item.
    All,
    /// Text, in one field or in all.
    Text {
        /// Where; nowhere in particular if none.
        field: Option<TextField>,
        /// The letters.
        text: String,
        /// How they are compared.
        mode: Mode,
        /// Terms made of this word and its neighbours in the query (`999 123 4567`), each as good as the word.
        beside: Vec<String>,
        /// Words of recognised pages that are probably this word with slips of recognition in it.
        slips: Vec<String>,
    },
    /// A word of a list.
    Word(WordField, String),
    /// Days from and to, both included.
    Days(DateField, Option<Date>, Option<Date>),
}

/// How text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As a word, in any English form of it.
    Plain,
    /// Exactly these words, or within so many words of one another.
    Phrase {
        /// Words that may stand between.
        slop: u32,
    },
    /// As the beginning of a word.
    Prefix,
    /// With so many slips of the pen.
    Fuzzy {
        /// Letters that may be wrong.
        distance: u8,
    },
}

/// A field that holds days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateField {
    /// Day of receipt.
    Received,
    /// Day on which it was written.
    Written,
    /// Day on which something is due.
    Due,
}

/// Reads a query.
pub(super) fn understand(text: &str) -> Result<Understood, QueryError> {
    lexer::bounded(text)?;
    let mut notices = Vec::new();
    let tokens = lexer::tokens(text, &mut notices)?;
    let node = parser::parse(text, &tokens)?;
    Ok(Understood { node, notices })
}
