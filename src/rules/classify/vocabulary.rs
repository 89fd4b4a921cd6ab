//! The words that rules know: every form of each, its usual misspellings, and a fast way from a word in a text to its
//! number. It never looks at whole texts and never decides what a word means.

use super::inflect;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The number of a word form; the small ones have a fixed meaning.
pub type WordId = u32;

/// A word that no rule knows.
pub const UNKNOWN: WordId = 0;
/// The end of a sentence.
pub const BOUNDARY: WordId = 1;
/// A number written in digits.
pub const NUMBER: WordId = 2;
/// A question mark.
pub const QUESTION: WordId = 3;

/// Words shorter than this are never recognised in a misspelt form: too many short words are neighbours of others.
const FUZZY_LENGTH: usize = 8;

/// A multiply-and-rotate hash in the manner of Fx: the keys are our own rule words and small numbers, so nobody can choose
/// them to collide, and the standard hash would cost more than everything else in the scan.
#[derive(Default)]
pub struct FastHasher(u64);

/// A map with the fast hash.
pub type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

/// All word forms of a rule set.
#[derive(Debug, Default)]
pub struct Vocabulary {
    forms: FastMap<Box<[u8]>, WordId>,
    /// Forms with the confusions of scanned print folded together.
    folded: FastMap<Box<[u8]>, WordId>,
    /// Forms with one letter left out.
    shortened: FastMap<Box<[u8]>, WordId>,
    /// First and last three letters of the long forms: a word that shares neither is no misspelling of any.
    ends: FastMap<[u8; 3], ()>,
    /// Two words that are one ("some body").
    joins: FastMap<(WordId, WordId), WordId>,
    texts: Vec<String>,
}

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        // The low bits choose the bucket and multiplication leaves them the weakest.
        self.0 ^ (self.0 >> 32)
    }
}

impl Vocabulary {
    /// An empty vocabulary that knows the fixed words only.
    pub fn new() -> Self {
        let texts = ["", ".", "#", "?"].map(String::from).to_vec();
        Self { texts, ..Self::default() }
    }

    /// The number of this exact form, made if need be.
    pub fn intern(&mut self, form: &str) -> WordId {
        match form {
            "#" => return NUMBER,
            "?" => return QUESTION,
            _ => {}
        }
        if let Some(&id) = self.forms.get(form.as_bytes()) {
            return id;
        }
        let id =
            WordId::try_from(self.texts.len()).expect("rule files are capped far below four thousand million words");
        self.texts.push(form.to_string());
        self.forms.insert(form.as_bytes().into(), id);
        id
    }

    /// Makes `variant` (one word or two) read as `canonical`.
    pub fn alias(&mut self, canonical: &str, variant: &str) {
        let id = self.intern(canonical);
        match variant.split_once(' ') {
            Some((first, second)) => {
                let pair = (self.intern(first), self.intern(second));
                self.joins.insert(pair, id);
            }
            None => {
                self.forms.insert(variant.as_bytes().into(), id);
            }
        }
    }

    /// Prepares the tables for misread and misspelt words; call once when all forms are in.
    pub fn seal(&mut self) {
        for (form, &id) in &self.forms {
            let mut folded = form.to_vec();
            if fold_print(&mut folded) && !self.forms.contains_key(folded.as_slice()) {
                self.folded.insert(folded.into(), id);
            }
            if form.len() >= FUZZY_LENGTH && form.is_ascii() {
                self.ends.extend(ends(form).map(|end| (end, ())));
                for shorter in deletions(form) {
                    if !self.forms.contains_key(shorter.as_slice()) {
                        self.shortened.entry(shorter.into()).or_insert(id);
                    }
                }
            }
        }
    }

    /// The number of a word as it stands in a text, lower-cased and without apostrophes; misread and misspelt forms count.
    pub fn lookup(&self, word: &[u8]) -> WordId {
        if let Some(&id) = self.forms.get(word) {
            return id;
        }
        if word.iter().all(u8::is_ascii_digit) {
            return NUMBER;
        }
        self.misread(word).or_else(|| self.misspelt(word)).unwrap_or(UNKNOWN)
    }

    /// The word that two neighbouring words make together, if they do.
    pub fn join(&self, first: WordId, second: WordId) -> Option<WordId> {
        self.joins.get(&(first, second)).copied()
    }

    /// True where any two words may join.
    pub fn has_joins(&self) -> bool {
        !self.joins.is_empty()
    }

    /// The text of a form.
    pub fn text(&self, id: WordId) -> &str {
        self.texts.get(id as usize).map_or("", String::as_str)
    }

    /// The forms that are written in digits.
    pub fn numbers(&self) -> Vec<WordId> {
        let digits = |form: &[u8]| !form.is_empty() && form.iter().all(u8::is_ascii_digit);
        self.forms.iter().filter(|(form, _)| digits(form)).map(|(_, &id)| id).collect()
    }

    /// How many forms there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True where no rule has given any word yet.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    fn misread(&self, word: &[u8]) -> Option<WordId> {
        if word.len() < 3 || word.len() > 24 {
            return None;
        }
        let mut folded = [0u8; 24];
        let length = fold_into(word, &mut folded);
        let folded = folded.get(..length)?;
        if folded != word
            && let Some(&id) = self.forms.get(folded)
        {
            return Some(id);
        }
        self.folded.get(folded).copied()
    }

    fn misspelt(&self, word: &[u8]) -> Option<WordId> {
        if word.len() + 1 < FUZZY_LENGTH || word.len() > 24 || !word.is_ascii() {
            return None;
        }
        if !ends(word).any(|end| self.ends.contains_key(&end)) {
            return None;
        }
        if let Some(&id) = self.shortened.get(word) {
            return Some(id);
        }
        if word.len() < FUZZY_LENGTH {
            return None;
        }
        let mut shorter = [0u8; 24];
        for skip in 1..word.len() {
            let (head, tail) = (word.get(..skip)?, word.get(skip + 1..)?);
            shorter.get_mut(..skip)?.copy_from_slice(head);
            shorter.get_mut(skip..word.len() - 1)?.copy_from_slice(tail);
            let candidate = shorter.get(..word.len() - 1)?;
            let found = self.forms.get(candidate).filter(|_| candidate.len() >= FUZZY_LENGTH);
            // Two words that both lose a letter to the same rest may still lie two steps apart.
            let found = found.or_else(|| self.shortened.get(candidate).filter(|&&id| self.one_step(word, id)));
            if let Some(&id) = found {
                return Some(id);
            }
        }
        None
    }

    fn one_step(&self, word: &[u8], id: WordId) -> bool {
        std::str::from_utf8(word).is_ok_and(|w| {
            let known = self.text(id);
            known.len() == w.len()
                && !inflect::EASILY_MISTAKEN.contains(&w)
                && strsim::damerau_levenshtein(w, known) <= 1
        })
    }
}

/// The first and the last three letters.
fn ends(word: &[u8]) -> impl Iterator<Item = [u8; 3]> {
    [word.first_chunk().copied(), word.last_chunk().copied()].into_iter().flatten()
}

/// All words that lack one letter of this one; the first letter always stays, since people rarely get it wrong.
fn deletions(form: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (1..form.len()).map(move |skip| form.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, &b)| b).collect())
}

/// Folds what scanned print confuses; true where anything changed.
fn fold_print(word: &mut Vec<u8>) -> bool {
    let mut folded = vec![0u8; word.len()];
    let length = fold_into(word, &mut folded);
    folded.truncate(length);
    let changed = folded != *word;
    *word = folded;
    changed
}

/// `rn` for `m`, `vv` for `w`, `0` for `o`, `1` for `l`, `5` for `s`: the confusions met in scanned letters.
fn fold_into(word: &[u8], out: &mut [u8]) -> usize {
    let mut length = 0;
    let mut at = 0;
    while let Some(&byte) = word.get(at) {
        let (folded, step) = match (byte, word.get(at + 1)) {
            (b'r', Some(b'n')) => (b'm', 2),
            (b'v', Some(b'v')) => (b'w', 2),
            (b'0', _) => (b'o', 1),
            (b'1' | b'|', _) => (b'l', 1),
            (b'5', _) => (b's', 1),
            _ => (byte, 1),
        };
        if let Some(place) = out.get_mut(length) {
            *place = folded;
        }
        length += 1;
        at += step;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_and_misspelt_forms_are_found() {
        let mut vocabulary = Vocabulary::new();
        for word in ["time", "morning", "assessment", "complaint", "my", "received"] {
            vocabulary.intern(word);
        }
        vocabulary.alias("nobody", "no body");
        vocabulary.seal();
        for (text, word) in [
            ("tirne", "time"),
            ("moming", "morning"),
            ("rnoming", "morning"),
            ("assesment", "assessment"),
            ("recieved", "received"),
            ("complaimt", "complaint"),
            ("xxxxxxxxx", ""),
            ("t1me", ""),
            ("ny", ""),
            ("12", "#"),
        ] {
            assert_eq!(vocabulary.text(vocabulary.lookup(text.as_bytes())), word, "{text}");
        }
        assert_eq!(vocabulary.lookup(b"compliant"), UNKNOWN, "a word of its own is no misspelling");
    }
}
