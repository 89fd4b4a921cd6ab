//! Finds identifiers: numbers, addresses and dates that point to one person. Each detector nominates by shape, then
//! confirms by check digit or by the words around. What nearly fits beside a telling word is offered for review,
//! never dropped.

mod address;
mod checks;
mod codes;
mod contact;
mod cued;
mod dates;
mod head;
mod houses;
mod money;
mod official;
mod parts;
mod postcode;
mod streets;

pub use contact::shared_mailbox;

use super::disjoint::Disjoint;
use super::text::Tokens;
use crate::model::{DataKind, Span};
use regex::Regex;

/// An identifier found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Identifier {
    /// Which bytes.
    pub span: Span,
    /// What kind.
    pub kind: DataKind,
    /// How sure, 0 to 1; a profile says below what a person must decide.
    pub confidence: f32,
    /// Which detector.
    pub detector: &'static str,
}

/// What a detector may look at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The text as tokens.
    pub tokens: &'a Tokens<'a>,
    /// Year of receipt, by which a date of birth is told from other dates.
    pub year: i16,
}

/// All identifiers of a text, in order, never overlapping.
pub fn find(tokens: &Tokens<'_>, year: i16) -> Vec<Identifier> {
    let context = Context { tokens, year };
    let mut found = Vec::new();
    contact::find(context, &mut found);
    postcode::find(tokens.text, &mut found);
    official::find(context, &mut found);
    money::find(context, &mut found);
    dates::find(context, &mut found);
    cued::find(context, &mut found);
    codes::find(context, &mut found);
    let mut found = settle(found);
    address::find(context, &mut found);
    head::find(context, &mut found);
    settle(found)
}

/// Folded words directly before a postcode: towns, of bodies' addresses too.
pub fn towns(tokens: &Tokens<'_>) -> Vec<String> {
    let mut found = Vec::new();
    postcode::find(tokens.text, &mut found);
    let before = found.iter().filter_map(|f| tokens.at_byte(f.span.start).checked_sub(1));
    let town = |at: usize| if tokens.word(at) == "," { at.saturating_sub(1) } else { at };
    before
        .map(town)
        .map(|at| tokens.fold(at).to_string())
        .filter(|w| w.len() > 3 && super::lexicon::lookup(w).forename < 3)
        .collect()
}

/// Where findings overlap the surer one stays, then the longer.
fn settle(mut found: Vec<Identifier>) -> Vec<Identifier> {
    found.sort_by(|a, b| {
        b.confidence.total_cmp(&a.confidence).then(b.span.len().cmp(&a.span.len())).then(a.span.cmp(&b.span))
    });
    let mut kept: Vec<Identifier> = Vec::with_capacity(found.len());
    let mut places = Disjoint::default();
    for one in found {
        if !one.span.is_empty() && places.overlapping(0, one.span).is_none() {
            places.take(0, one.span, kept.len());
            kept.push(one);
        }
    }
    kept.sort_by_key(|k| k.span);
    kept
}

impl<'a> Context<'a> {
    /// Up to `bytes` bytes before a position, not reaching over an empty line.
    fn before(&self, at: usize, bytes: usize) -> &'a str {
        let text = self.tokens.text;
        let mut from = at.saturating_sub(bytes);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let window = text.get(from..at).unwrap_or_default();
        window.rfind("\n\n").and_then(|cut| window.get(cut + 2..)).unwrap_or(window)
    }

    /// Up to `bytes` bytes after a position, not reaching over an empty line.
    fn after(&self, at: usize, bytes: usize) -> &'a str {
        let text = self.tokens.text;
        let mut to = (at + bytes).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let window = text.get(at..to).unwrap_or_default();
        window.find("\n\n").and_then(|cut| window.get(..cut)).unwrap_or(window)
    }
}

/// True where the byte before `start` and the byte at `end` are no letters or digits: the finding stands alone.
fn alone(text: &str, span: Span) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !joins(text.get(..span.start).and_then(|t| t.chars().next_back()))
        && !joins(text.get(span.end..).and_then(|t| t.chars().next()))
}

/// True where a lower-case copy of `window` holds one of these words as a whole word.
fn says(window: &str, words: &[&str]) -> bool {
    let window = window.to_ascii_lowercase();
    words.iter().any(|word| window.match_indices(word).any(|(at, _)| alone(&window, Span::new(at, at + word.len()))))
}

/// Compiles a pattern with ASCII word boundaries: Unicode ones make the matcher a hundred times slower on other letters.
fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace(r"\b", r"(?-u:\b)")).expect("the built-in pattern is well formed")
}
