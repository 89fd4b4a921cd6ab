//! What is wrong with a query, where, and what to write instead. It shows no more of the query than a line of it, and never
//! a control character.

use std::ops::Range;

/// Why a query cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong and what to do, in one or two sentences.
    pub message: String,
    /// Which characters (not bytes) of the query, where one place is to blame.
    pub place: Option<Range<usize>>,
    /// What was probably meant, ready to be put in the place.
    pub suggestion: Option<String>,
    /// The query, fit to be shown.
    excerpt: String,
}

impl QueryError {
    /// A mistake in some bytes of `text`.
    pub(super) fn at(text: &str, bytes: Range<usize>, message: impl Into<String>) -> Self {
        let chars = |end: usize| text.get(..end).map_or(0, |t| t.chars().count());
        let place = chars(bytes.start)..chars(bytes.end);
        Self { message: message.into(), place: Some(place), suggestion: None, excerpt: shown(text) }
    }

    /// A query that cannot be made as a whole.
    pub(super) fn whole(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, suggestion: None, excerpt: String::new() }
    }

    /// A beginning behind other words that stands for too many.
    pub(in crate::index) fn too_many_beginnings(typed: &str) -> Self {
        Self::whole(format!("Too many words begin like the last one of `{typed}`. Write more letters of it."))
    }

    /// With what was probably meant.
    pub(super) fn or_rather(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

impl std::error::Error for QueryError {}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, " Did you mean `{suggestion}`?")?;
        }
        if let Some(place) = &self.place {
            let (before, under) = (" ".repeat(place.start), "^".repeat(place.len().max(1)));
            write!(f, "\n  {}\n  {before}{under}", self.excerpt)?;
        }
        Ok(())
    }
}

/// The known word that is nearest to a mistyped one, if one is near: a slip for every three letters, and one more.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let slips = |k: &str| strsim::damerau_levenshtein(word, k);
    let near = known.iter().map(|k| (slips(k), *k)).filter(|(n, k)| *n <= 1 + k.len().min(word.len()) / 3);
    near.min().map(|(_, k)| k)
}

/// The query on one line, character for character, without anything that moves a cursor.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
