//! From text to the terms that are indexed and looked up. Texts, queries and snippets all go through here, so that what
//! is found is what is highlighted. A term is never put into a text from outside it: no synonyms, no guesses.
//!
//! All terms of a text share one field and its word positions. A word stands as its folded letters; its English stem,
//! where that differs, behind `STEM`; a number written in groups, squeezed, behind `NUMBER`.

mod fold;
mod identifiers;
mod tokenizer;
mod words;

pub(super) use tokenizer::TextTokenizer;

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use words::{Link, Words};

/// Raise it whenever the same text would give other terms; indexes made before are then rebuilt.
pub(super) const ANALYSIS_VERSION: u32 = 2;

/// Stands before a stem. Three characters, so that no fuzzy search of distance two reaches a stem from a word.
pub(super) const STEM: &str = "\u{2}\u{2}\u{2}";
/// Stems that each thread remembers: the words that every letter has are soon among them.
const MOST_STEMS: usize = 8_000;

thread_local! {
    static KNOWN_STEMS: RefCell<HashMap<Box<str>, Option<Box<str>>, BuildHasherDefault<WordHasher>>> = RefCell::default();
}

/// Stands before a squeezed number.
pub(super) const NUMBER: &str = "\u{3}\u{3}\u{3}";

/// What a term is of its word or words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The word itself.
    Word,
    /// Another spelling of the same word: without its possessive, or the name behind its O'.
    Variant,
    /// Several words written as one: `smithjones` for `Smith-Jones`.
    Joined,
    /// The English stem.
    Stem,
    /// A number written in groups, squeezed.
    Number,
}

/// Which terms of a text are made. For the index all are; a question that is compared with a text needs no others than
/// those that it can meet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// First bytes of the words; none stands for all of them.
    pub words: Option<Vec<u8>>,
    /// First bytes of the stems; none stands for all of them. A stem begins as its word does.
    pub stems: Option<Vec<u8>>,
    /// Whether numbers are left out.
    pub no_numbers: bool,
}

impl Kept {
    fn word(&self, folded: &str) -> bool {
        begins(folded, self.words.as_deref())
    }

    fn stem_of(&self, folded: &str) -> bool {
        begins(folded, self.stems.as_deref())
    }
}

fn begins(word: &str, first: Option<&[u8]>) -> bool {
    first.is_none_or(|first| word.bytes().next().is_some_and(|b| first.contains(&b)))
}

/// One term and its place.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// What it is.
    pub form: Form,
    /// Number of its (first) word in the text.
    pub position: usize,
    /// Bytes of the text it covers.
    pub at: Range<usize>,
    text: Range<usize>,
}

/// The terms of one text. Kept and used again for the next, so that indexing does not allocate for every word.
#[derive(Clone, Default)]
pub(super) struct Analysed {
    terms: Vec<Term>,
    buffer: String,
    words: Words,
    scratch: String,
    kept: Kept,
    /// Joined words whose last part has not been reached.
    pending: Vec<(usize, Range<usize>, String)>,
}

impl Analysed {
    /// The terms of a stored text.
    pub fn of_text(text: &str) -> Self {
        let mut made = Self::default();
        made.analyse(text, false);
        made
    }

    /// No terms yet; `again` makes those of a text that are kept.
    pub fn keeping(kept: Kept) -> Self {
        Self { kept, ..Self::default() }
    }

    /// The terms of another stored text, in place of those that were there.
    pub fn again(&mut self, text: &str) {
        self.analyse(text, false);
    }

    /// The terms of a part of a query, where people write names and numbers in small letters.
    pub fn of_query(text: &str) -> Self {
        let mut made = Self::default();
        made.analyse(text, true);
        made
    }

    /// Every word of a stored text, folded, without the other terms that stand beside it in the index.
    pub fn each_word(text: &str, mut found: impl FnMut(&str)) {
        let mut made = Self::default();
        made.words.cut(text);
        for i in 0..made.words.list.len() {
            let word = made.words.list.get(i).map(|word| made.words.folded(word)).unwrap_or_default();
            if !word.contains('\'') {
                found(word);
                continue;
            }
            (made.terms, made.buffer) = Default::default();
            made.word(i, false);
            made.terms().filter(|(t, _)| t.form == Form::Word).for_each(|(_, word)| found(word));
        }
    }

    /// Every term with its text, in order of position.
    pub fn terms(&self) -> impl Iterator<Item = (&Term, &str)> {
        self.terms.iter().map(|t| (t, self.buffer.get(t.text.clone()).unwrap_or_default()))
    }

    /// Number of words.
    pub fn words(&self) -> usize {
        self.words.list.len()
    }

    /// Term `i` with its text.
    fn get(&self, i: usize) -> Option<(&Term, &str)> {
        let term = self.terms.get(i)?;
        Some((term, self.buffer.get(term.text.clone())?))
    }

    fn analyse(&mut self, text: &str, lenient: bool) {
        self.terms.clear();
        self.buffer.clear();
        self.words.cut(text);
        self.pending.clear();
        for i in 0..self.words.list.len() {
            self.word(i, true);
            self.joined_before(i);
            self.joined(i, lenient);
            if !self.kept.no_numbers {
                self.numbers(i, lenient);
            }
        }
    }

    fn word(&mut self, i: usize, stems: bool) {
        let Self { words, terms, buffer, kept, .. } = self;
        let Some(word) = words.list.get(i) else { return };
        let (at, plain) = (word.at.clone(), word.digits == 0 && stems);
        let folded = words.folded(word);
        if !folded.contains('\'') {
            if kept.word(folded) {
                push(terms, buffer, Form::Word, i, at.clone(), "", folded);
            }
            if plain && kept.stem_of(folded) {
                with_stem(folded, |stem| push(terms, buffer, Form::Stem, i, at, STEM, stem));
            }
            return;
        }
        let parts: Vec<String> = folded.split('\'').filter(|p| !p.is_empty()).map(str::to_string).collect();
        self.with_apostrophe(i, at, plain, &parts);
    }

    fn with_apostrophe(&mut self, i: usize, at: Range<usize>, plain: bool, parts: &[String]) {
        let joined = parts.concat();
        match parts {
            [owner @ .., s] if s == "s" && !owner.is_empty() => {
                let whole = owner.concat();
                self.push(Form::Word, i, at.clone(), "", &whole);
                self.push(Form::Variant, i, at.clone(), "", &joined);
                if let Some(name) = behind_prefix(owner) {
                    self.push(Form::Variant, i, at.clone(), "", name);
                }
                self.stem(i, at, &whole, plain);
            }
            parts if behind_prefix(parts).is_some() => {
                self.push(Form::Word, i, at.clone(), "", &joined);
                if let Some(name) = behind_prefix(parts) {
                    self.push(Form::Variant, i, at, "", name);
                }
            }
            _ => {
                self.push(Form::Word, i, at.clone(), "", &joined);
                self.stem(i, at, &joined, plain);
            }
        }
    }

    fn stem(&mut self, i: usize, at: Range<usize>, folded: &str, plain: bool) {
        if plain && self.kept.stem_of(folded) {
            with_stem(folded, |stem| self.push(Form::Stem, i, at, STEM, stem));
        }
    }

    /// `Smith-Jones`, `e-mail`, `mother-in-law`, a word parted at the end of a line, `O Sullivan`, `Mc Donald`.
    fn joined(&mut self, i: usize, lenient: bool) {
        let list = &self.words.list;
        let Some(first) = list.get(i) else { return };
        let starts_chain = i.checked_sub(1).and_then(|p| list.get(p)).is_none_or(|p| p.link != Link::Hyphen);
        let last = match first.link {
            Link::Hyphen if starts_chain => i + list.iter().skip(i).take_while(|w| w.link == Link::Hyphen).count(),
            Link::LineHyphen if list.get(i + 1).is_some_and(|next| !next.capital) => i + 1,
            Link::Space if is_name_prefix(self.words.folded(first)) => {
                let capitals = first.capital && list.get(i + 1).is_some_and(|next| next.capital);
                if !(capitals || lenient) {
                    return;
                }
                i + 1
            }
            _ => return,
        };
        let Some(chain) = list.get(i..=last) else { return };
        if chain.len() > 4 || chain.iter().any(|w| w.digits > 0) {
            return;
        }
        let at = first.at.start..chain.last().map_or(first.at.end, |w| w.at.end);
        let joined: String = chain.iter().flat_map(|w| self.words.folded(w).chars()).filter(|c| *c != '\'').collect();
        self.push(Form::Joined, i, at.clone(), "", &joined);
        self.stem(i, at.clone(), &joined, true);
        self.pending.push((last, at, joined));
    }

    /// A joined word stands at its last part too, so that phrases that go on behind it are met.
    fn joined_before(&mut self, i: usize) {
        while let Some(due) = self.pending.iter().position(|(last, ..)| *last == i) {
            let (_, at, joined) = self.pending.swap_remove(due);
            self.push(Form::Joined, i, at, "", &joined);
        }
    }

    fn numbers(&mut self, i: usize, lenient: bool) {
        let Self { words, terms, buffer, scratch, .. } = self;
        let Some(start) = words.list.get(i).map(|w| w.at.start) else { return };
        identifiers::starting_at(words, i, lenient, scratch, |last, squeezed| {
            let end = words.list.get(last).map_or(start, |w| w.at.end);
            push(terms, buffer, Form::Number, i, start..end, NUMBER, squeezed);
        });
    }

    fn push(&mut self, form: Form, position: usize, at: Range<usize>, marker: &str, text: &str) {
        push(&mut self.terms, &mut self.buffer, form, position, at, marker, text);
    }
}

/// The English stem of a folded word, where it is another than the word.
pub(super) fn stem(folded: &str) -> Option<String> {
    let mut found = None;
    with_stem(folded, |stem| found = Some(stem.to_string()));
    found
}

fn with_stem(folded: &str, found: impl FnOnce(&str)) {
    /// Shorter words have no ending to lose.
    const SHORTEST: usize = 3;
    if folded.len() < SHORTEST {
        return;
    }
    KNOWN_STEMS.with_borrow_mut(|known| {
        if let Some(stem) = known.get(folded) {
            return if let Some(stem) = stem {
                found(stem)
            };
        }
        let stem = frostem::Stemmer::new(frostem::Algorithm::English).stem(folded);
        let stem = (stem != folded).then_some(stem);
        debug_assert!(stem.iter().all(|s| s.bytes().next() == folded.bytes().next()), "{folded} begins otherwise");
        if let Some(stem) = &stem {
            found(stem);
        }
        if known.len() < MOST_STEMS {
            known.insert(folded.into(), stem.map(|s| s.into()));
        }
    })
}

/// FNV-1a by words: what is hashed are words of letters, and which of them are remembered is bounded.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().fold(0u64, |all, b| all << 8 | u64::from(*b));
            self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

fn push(
    terms: &mut Vec<Term>,
    buffer: &mut String,
    form: Form,
    position: usize,
    at: Range<usize>,
    marker: &str,
    text: &str,
) {
    let start = buffer.len();
    buffer.push_str(marker);
    buffer.push_str(text);
    terms.push(Term { form, position, at, text: start..buffer.len() });
}

/// `sullivan` of `o'sullivan`: also looked for by those who leave the O out.
fn behind_prefix(parts: &[String]) -> Option<&str> {
    match parts {
        [prefix, name] if prefix.chars().count() <= 2 && name.chars().count() >= 3 => Some(name),
        _ => None,
    }
}

/// What stands before a surname and is written apart from it by some.
fn is_name_prefix(folded: &str) -> bool {
    matches!(folded, "o" | "mc" | "mac" | "d" | "fitz")
}
