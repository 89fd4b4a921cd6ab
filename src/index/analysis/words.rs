//! Cutting a text into words: where each stands, its folded letters, and what stands between it and the next. It must
//! never lose a letter or digit: everything that is one lands in exactly one word.

use super::fold::{fold_into, is_apostrophe, is_hyphen, is_ignorable, is_unspaced, is_word_char};
use std::ops::Range;

/// Longest word kept whole, in characters. Longer ones (encoded data, not language) are cut, in texts and queries alike.
const LONGEST: usize = 64;

/// One word of a text.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Its folded letters in `Words::folded`, an apostrophe inside it as `'`.
    pub folded: Range<usize>,
    /// What stands between it and the next word.
    pub link: Link,
    /// Number of digits in it.
    pub digits: usize,
    /// Number of other letters in it.
    pub letters: usize,
    /// True where its first letter is a capital.
    pub capital: bool,
    /// True where no letter of it is small.
    pub upper: bool,
}

/// What stands between a word and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// One hyphen.
    Hyphen,
    /// A hyphen and the end of a line.
    LineHyphen,
    /// Signs that hold references and addresses together, no white space.
    Tight,
    /// Exactly one space.
    Space,
    /// White space, brackets, dots or dashes as people put into numbers.
    Loose,
    /// Anything else, or the end.
    Break,
}

/// The words of one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// In text order.
    pub list: Vec<Word>,
    /// The folded letters of all words, one after the other.
    pub folded: String,
}

impl Words {
    /// The folded letters of a word.
    pub fn folded(&self, word: &Word) -> &str {
        self.folded.get(word.folded.clone()).unwrap_or_default()
    }

    /// Cuts `text`, in place of what was there.
    pub fn cut(&mut self, text: &str) {
        self.list.clear();
        self.folded.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let between = rest.iter().take_while(|b| b.is_ascii() && !b.is_ascii_alphanumeric()).count();
            at += between;
            let word = rest.get(between..).unwrap_or_default();
            let plain = word.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            let more = word.get(plain).is_some_and(|b| !b.is_ascii() || matches!(b, b'\'' | b'`'));
            at = match (1..=LONGEST).contains(&plain) && !more {
                true => self.plain_word(text, at..at + plain),
                false => self.any_word(text, at),
            };
        }
        self.link(text);
    }

    /// A word of plain letters and digits only, which most words are: folding it is making its letters small.
    fn plain_word(&mut self, text: &str, at: Range<usize>) -> usize {
        let word = text.get(at.clone()).unwrap_or_default();
        let start = self.folded.len();
        self.folded.push_str(word);
        if let Some(folded) = self.folded.get_mut(start..) {
            folded.make_ascii_lowercase();
        }
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        self.list.push(Word {
            folded: start..self.folded.len(),
            link: Link::Break,
            digits,
            letters: word.len() - digits,
            capital: word.starts_with(|c: char| c.is_ascii_uppercase()),
            upper: !word.bytes().any(|b| b.is_ascii_lowercase()),
            at: at.clone(),
        });
        at.end
    }

    /// The word that begins at `start`, if one does; gives where to go on.
    fn any_word(&mut self, text: &str, start: usize) -> usize {
        let mut chars = text.get(start..).unwrap_or_default().char_indices().map(|(at, c)| (start + at, c)).peekable();
        let Some((_, first)) = chars.next() else { return text.len() };
        if !is_word_char(first) {
            return start + first.len_utf8();
        }
        let mut draft = Draft::new(start, self.folded.len());
        draft.push(start, first, &mut self.folded);
        while !is_unspaced(first)
            && let Some(&(at, c)) = chars.peek()
        {
            let next_is_letter =
                || text.get(at + c.len_utf8()..).and_then(|t| t.chars().next()).is_some_and(is_word_char);
            if is_unspaced(c) {
                break;
            } else if is_word_char(c) || is_ignorable(c) {
                draft.push(at, c, &mut self.folded);
            } else if is_apostrophe(c) && next_is_letter() {
                draft.apostrophe(at, c, &mut self.folded);
            } else {
                break;
            }
            chars.next();
        }
        if let Some(word) = draft.finish(&self.folded) {
            self.list.push(word);
        }
        chars.peek().map_or(text.len(), |(at, _)| *at)
    }

    fn link(&mut self, text: &str) {
        for i in 1..self.list.len() {
            let Some(next) = self.list.get(i).map(|w| w.at.start) else { continue };
            if let Some(word) = self.list.get_mut(i - 1) {
                word.link = link(text.get(word.at.end..next).unwrap_or_default());
            }
        }
    }
}

/// A word that is being read.
struct Draft {
    word: Word,
    chars: usize,
}

impl Draft {
    fn new(start: usize, folded: usize) -> Self {
        let word = Word {
            at: start..start,
            folded: folded..folded,
            link: Link::Break,
            digits: 0,
            letters: 0,
            capital: false,
            upper: true,
        };
        Self { word, chars: 0 }
    }

    fn push(&mut self, at: usize, c: char, folded: &mut String) {
        self.word.at.end = at + c.len_utf8();
        self.word.capital |= self.chars == 0 && c.is_uppercase();
        self.chars += 1;
        if c.is_numeric() {
            self.word.digits += 1;
        } else if !is_ignorable(c) {
            self.word.letters += 1;
            self.word.upper &= !c.is_lowercase();
        }
        if self.chars <= LONGEST {
            fold_into(c, folded);
        }
    }

    fn apostrophe(&mut self, at: usize, c: char, folded: &mut String) {
        self.word.at.end = at + c.len_utf8();
        if self.chars < LONGEST {
            folded.push('\'');
        }
    }

    /// Nothing where the letters were only accents without a letter under them.
    fn finish(mut self, folded: &str) -> Option<Word> {
        self.word.folded.end = folded.len();
        (!self.word.folded.is_empty()).then_some(self.word)
    }
}

fn link(between: &str) -> Link {
    /// No number is written with more than this between two of its groups.
    const LONGEST_LINK: usize = 6;
    let mut chars = between.chars();
    match (chars.next(), chars.next()) {
        (Some(' '), None) => return Link::Space,
        (Some(c), None) if is_hyphen(c) => return Link::Hyphen,
        (Some(c), Some(_))
            if is_hyphen(c)
                && between.contains('\n')
                && between.get(c.len_utf8()..).is_some_and(|t| t.trim().is_empty()) =>
        {
            return Link::LineHyphen;
        }
        _ => {}
    }
    let joins = |c: char| {
        is_hyphen(c) || matches!(c, '/' | '.' | '_' | ':' | '#' | '(' | ')' | '+' | '\\' | '@' | '&' | '\u{2013}')
    };
    let spaces = |c: char| c.is_whitespace() && c != '\t';
    if between.chars().count() > LONGEST_LINK || !between.chars().all(|c| joins(c) || spaces(c)) {
        Link::Break
    } else if between.chars().all(joins) {
        Link::Tight
    } else if between.starts_with(['.', ':', '&', '@']) || between.matches('\n').count() > 1 {
        Link::Break
    } else {
        Link::Loose
    }
}
