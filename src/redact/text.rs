//! A document's text as tokens: words with their spans, case, cues and list entries, worked out once and read by every
//! detector. Spans always point into the original text; nothing here changes it.

use super::cues::{self, Cues};
use super::lexicon::{self, Entry};
use crate::model::Span;

/// What lies between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    None,
    /// Spaces on the same line.
    Space,
    /// A column's width of spaces, or a tab.
    Wide,
    /// One line break, quote marks of mail taken as blank.
    Line,
    /// An empty line, or the start of the text.
    Paragraph,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Starts with a small letter.
    Lower,
    /// Starts with a capital.
    Capital,
    /// All capitals, two letters or more.
    Upper,
    /// One capital letter.
    Initial,
    /// Starts with a digit.
    Digit,
    /// A single mark that is no letter.
    Mark,
}

/// One word, number or mark.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Its bytes; for a word without a possessive `'s`.
    pub span: Span,
    /// What lies before it.
    pub gap: Gap,
    /// How it is written.
    pub case: Case,
    /// What it tells of its neighbours.
    pub cues: Cues,
    /// What the lists say of it.
    pub entry: Entry,
    /// True where a sentence or a line of its own starts here.
    pub starts: bool,
    /// True where `'s` follows.
    pub possessive: bool,
    /// True where it holds a digit.
    pub numbered: bool,
    /// True in a line that is all capitals, where case says nothing.
    pub shouted: bool,
    fold: (u32, u32),
}

/// A text with its tokens.
#[derive(Debug)]
pub struct Tokens<'a> {
    /// The text.
    pub text: &'a str,
    /// The tokens in order.
    pub list: Vec<Token>,
    folds: String,
}

impl<'a> Tokens<'a> {
    /// Cuts a text into tokens.
    pub fn new(text: &'a str) -> Self {
        let mut tokens =
            Self { text, list: Vec::with_capacity(text.len() / 5), folds: String::with_capacity(text.len()) };
        tokens.cut();
        tokens.mark_shouting();
        tokens
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The token at a position.
    pub fn get(&self, at: usize) -> Option<&Token> {
        self.list.get(at)
    }

    /// The folded form of the token at a position, or nothing beyond the end.
    pub fn fold(&self, at: usize) -> &str {
        self.list.get(at).and_then(|t| self.folds.get(t.fold.0 as usize..t.fold.1 as usize)).unwrap_or("")
    }

    /// True where the token is the writer's "I", not a letter of "N.I." or "i.e.".
    pub fn says_i(&self, at: usize) -> bool {
        let dotted = |dot: usize, letter: usize| {
            let close = |i: usize| self.get(i).is_some_and(|t| t.gap == Gap::None);
            self.word(dot) == "." && close(at.max(dot)) && close(dot.max(letter)) && self.word(letter).len() == 1
        };
        self.fold(at) == "i" && !(at > 1 && dotted(at - 1, at - 2)) && !dotted(at + 1, at + 2)
    }

    /// The text of the token at a position, or nothing beyond the end.
    pub fn word(&self, at: usize) -> &'a str {
        self.list.get(at).map_or("", |t| t.span.of(self.text))
    }

    /// The cues of the token at a position.
    pub fn cues(&self, at: usize) -> Cues {
        self.list.get(at).map_or(0, |t| t.cues)
    }

    /// True where the token at a position carries any of these cues.
    pub fn has(&self, at: usize, cue: Cues) -> bool {
        self.cues(at) & cue != 0
    }

    /// Position of the first token that ends after this byte.
    pub fn at_byte(&self, byte: usize) -> usize {
        self.list.partition_point(|t| t.span.end <= byte)
    }

    /// The span from one token to another, both included.
    pub fn span(&self, first: usize, last: usize) -> Span {
        let start = self.list.get(first).map_or(0, |t| t.span.start);
        let end = self.list.get(last).map_or(start, |t| t.span.end);
        Span::new(start, end.max(start))
    }

    /// First and one past the last token of the line that holds a token.
    pub fn line(&self, at: usize) -> (usize, usize) {
        let mut first = at;
        while first > 0 && self.list.get(first).is_some_and(|t| t.gap < Gap::Line) {
            first -= 1;
        }
        let mut end = at + 1;
        while self.list.get(end).is_some_and(|t| t.gap < Gap::Line) {
            end += 1;
        }
        (first, end.min(self.list.len()))
    }

    fn cut(&mut self) {
        let text = self.text;
        let mut gap = Gap::Paragraph;
        let (mut at, mut newlines, mut blanks) = (0, 0usize, 0usize);
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let line_start = newlines > 0 || self.list.is_empty();
            if c.is_whitespace() || c == '\u{feff}' || (c == '>' && line_start) {
                newlines += usize::from(c == '\n');
                blanks += if c == '\t' { 3 } else { usize::from(c != '\n') };
                at += c.len_utf8();
                gap = match (newlines, blanks) {
                    _ if self.list.is_empty() => Gap::Paragraph,
                    (0, 0..=2) => Gap::Space,
                    (0, _) => Gap::Wide,
                    (1, _) => Gap::Line,
                    _ => Gap::Paragraph,
                };
                continue;
            }
            let end = if c.is_alphanumeric() || c == '|' { word_end(text, at) } else { at + c.len_utf8() };
            at = self.push(at, end, c, gap);
            (gap, newlines, blanks) = (Gap::None, 0, 0);
        }
    }

    /// Adds a token and returns where to read on.
    fn push(&mut self, start: usize, end: usize, first: char, gap: Gap) -> usize {
        let whole = self.text.get(start..end).unwrap_or_default();
        let stem = whole.strip_suffix("'s").or_else(|| whole.strip_suffix("\u{2019}s")).filter(|s| s.len() > 1);
        let stem = stem.or_else(|| whole.strip_suffix("'S").filter(|s| s.len() > 1));
        let word = stem.unwrap_or(whole);
        let from = self.folds.len() as u32;
        lexicon::fold_into(word, &mut self.folds);
        let fold = (from, self.folds.len() as u32);
        let folded = self.folds.get(from as usize..).unwrap_or_default();
        let case = case_of(word, first);
        let (cues, entry) = match case {
            Case::Mark | Case::Digit => (0, Entry::default()),
            _ => (cues_of(folded), lexicon::lookup(folded)),
        };
        let (cues, entry) = misread_m(folded, cues, entry);
        let (case, entry) = misread_capital(folded, case, entry);
        let starts = self.starts_here(gap);
        let span = Span::new(start, start + word.len());
        let numbered = word.bytes().any(|b| b.is_ascii_digit());
        self.list.push(Token {
            span,
            gap,
            case,
            cues,
            entry,
            starts,
            possessive: stem.is_some(),
            numbered,
            shouted: false,
            fold,
        });
        end
    }

    fn starts_here(&self, gap: Gap) -> bool {
        let Some(before) = self.list.last() else { return true };
        if gap == Gap::Paragraph {
            return true;
        }
        if before.case != Case::Mark {
            return false;
        }
        let last = self.list.len() - 1;
        match before.span.of(self.text) {
            "." => gap != Gap::None && !self.ends_abbreviation(last),
            "!" | "?" | ":" | "\"" | "\u{201c}" | "*" | "\u{2022}" | "|" | ")" if gap == Gap::Line => true,
            "!" | "?" | ":" | "\u{201c}" | "*" | "\u{2022}" | "_" => true,
            "\"" => last == 0 || before.gap != Gap::None,
            "-" | "\u{2013}" => before.gap >= Gap::Line,
            _ => false,
        }
    }

    /// True where the full stop at `last` belongs to "Mr." or "J.".
    fn ends_abbreviation(&self, last: usize) -> bool {
        let Some(before) = last.checked_sub(1) else { return false };
        self.list.get(before).is_some_and(|t| t.case == Case::Initial || t.cues & cues::TITLE != 0)
            && self.list.get(last).is_some_and(|t| t.gap == Gap::None)
    }

    fn mark_shouting(&mut self) {
        let mut first = 0;
        while first < self.list.len() {
            let (_, end) = self.line(first);
            let words = |case: fn(Case) -> bool| {
                self.list.iter().take(end).skip(first).filter(|t| case(t.case) && t.span.len() > 1).count()
            };
            let upper = words(|c| c == Case::Upper);
            let other = words(|c| matches!(c, Case::Lower | Case::Capital));
            if upper >= 2 && upper > other * 2 {
                for token in self.list.iter_mut().take(end).skip(first) {
                    token.shouted = matches!(token.case, Case::Upper | Case::Initial);
                }
            }
            first = end;
        }
    }
}

/// Cues of a folded word; "we've" and "don't" stop a name as "we" and "do" would.
fn cues_of(folded: &str) -> Cues {
    let own = cues::of(folded);
    match folded.rsplit_once('\'') {
        Some((stem, "ve" | "re" | "ll" | "d" | "m" | "t" | "s")) if own == 0 && !stem.is_empty() => cues::STOP,
        _ => own,
    }
}

/// A reader of scans takes an m for "rn": "sorne" is read as the word it can only be.
fn misread_m(folded: &str, cues: Cues, entry: Entry) -> (Cues, Entry) {
    if cues != 0 || !entry.unknown() || !folded.contains("rn") {
        return (cues, entry);
    }
    let meant = folded.replace("rn", "m");
    let listed = lexicon::lookup(&meant);
    let told = listed.word > 0 || listed.forename >= 2 || cues_of(&meant) != 0;
    if told { (cues_of(&meant), listed) } else { (cues, entry) }
}

/// A reader of scans takes a capital I for a small l: "lvanka" is read as the name it can only be.
fn misread_capital(folded: &str, case: Case, entry: Entry) -> (Case, Entry) {
    match folded.strip_prefix('l') {
        Some(rest) if case == Case::Lower && entry.unknown() && rest.len() > 2 => {
            let meant = lexicon::lookup(&format!("i{rest}"));
            if meant.forename >= 1 && meant.word == 0 { (Case::Capital, meant) } else { (case, entry) }
        }
        _ => (case, entry),
    }
}

/// End of the word that starts at `start`: letters and digits, with apostrophes and hyphens inside.
fn word_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let mut chars = rest.char_indices().peekable();
    let mut end = rest.len();
    while let Some((at, c)) = chars.next() {
        let joins =
            matches!(c, '\'' | '\u{2019}' | '-' | '\u{ad}') && chars.peek().is_some_and(|(_, n)| n.is_alphanumeric());
        if !(c.is_alphanumeric() || joins || c == '|') {
            end = at;
            break;
        }
    }
    start + end
}

fn case_of(word: &str, first: char) -> Case {
    if first.is_ascii_digit() && !word.bytes().any(|b| b.is_ascii_lowercase()) {
        return Case::Digit;
    }
    if !first.is_alphanumeric() && first != '|' {
        return Case::Mark;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    if !first.is_uppercase() {
        return if first.is_ascii_digit() && upper == 0 && letters > 2 { Case::Capital } else { Case::Lower };
    }
    match (letters, upper) {
        (1, 1) if word.len() == 1 => Case::Initial,
        (l, u) if l == u => Case::Upper,
        _ => Case::Capital,
    }
}
