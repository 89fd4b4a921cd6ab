//! The word and name lists carried in the binary: how common a word is as a forename, a surname, a place and as an
//! ordinary word. It says what a word can be, and must never decide what it is in a text.

use deunicode::deunicode;
use fst::Streamer;
use std::sync::LazyLock;

/// What the lists say of one word. Tiers run from 0 (not listed) to 4 (very common).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry {
    /// As a forename, 0 to 4.
    pub forename: u8,
    /// As a surname, 0 to 4.
    pub surname: u8,
    /// As a place: 1 hamlet, 2 village or suburb, 3 town or city.
    pub place: u8,
    /// As an ordinary word: 1 in the dictionary, 2 met in plain writing, 3 very common.
    pub word: u8,
    /// Who bears it as a forename: 1 nearly always men, 2 nearly always women, 0 both or unknown.
    pub sex: u8,
}

impl Entry {
    /// True where the word is a usual forename and no ordinary word or town.
    pub fn plain_forename(self) -> bool {
        self.forename >= 2 && self.word == 0 && (self.place < 3 || self.forename >= 4)
    }

    /// True where the word is listed as a name at all.
    pub fn is_name(self) -> bool {
        self.forename > 0 || self.surname > 0
    }

    /// True where no list knows the word.
    pub fn unknown(self) -> bool {
        self == Entry::default()
    }
}

static LEXICON: LazyLock<fst::Map<&'static [u8]>> = LazyLock::new(|| {
    fst::Map::new(include_bytes!("data/lexicon.fst").as_slice()).expect("the built-in list is a whole fst map")
});

/// Looks up a folded word or a folded place name of several words.
pub fn lookup(folded: &str) -> Entry {
    LEXICON.get(folded).map_or_else(Entry::default, entry)
}

fn entry(value: u64) -> Entry {
    Entry {
        forename: (value & 7) as u8,
        surname: (value >> 3 & 7) as u8,
        place: (value >> 6 & 3) as u8,
        word: (value >> 8 & 3) as u8,
        sex: (value >> 10 & 3) as u8,
    }
}

/// Calls back with every listed word and what the lists say of it, in order.
pub fn each(mut back: impl FnMut(&str, Entry)) {
    let mut words = LEXICON.stream();
    while let Some((word, value)) = words.next() {
        if let Ok(word) = std::str::from_utf8(word) {
            back(word, entry(value));
        }
    }
}

/// Appends the folded form of a word: lower case, without accents, with one kind of apostrophe.
pub fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        for c in word.chars() {
            match c {
                '\u{2019}' | '\u{2018}' | '`' => out.push('\''),
                c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
                c => out.push_str(&deunicode(c.encode_utf8(&mut [0; 4])).to_ascii_lowercase()),
            }
        }
    }
}

/// The folded form of a word.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// The folded form with what readers of scans confuse made one: `0`/`o`, `1`/`l`/`i`, `5`/`s`, `rn`/`m`, `vv`/`w`.
pub fn fold_scan(word: &str) -> String {
    let folded = fold(word).replace("rn", "m").replace("vv", "w");
    folded
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | 'l' | '|' | '!' => 'i',
            '5' => 's',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_tell_names_from_words() {
        assert!(lookup("wojciech").plain_forename());
        assert!(lookup("grace").forename >= 3 && lookup("grace").word >= 1);
        assert!(lookup("sandhu").surname >= 1);
        assert!(lookup("halifax").place == 3);
        assert!(lookup("kettle").word >= 1 && lookup("kettle").forename == 0);
        assert_eq!(lookup("qxzzy"), Entry::default());
    }

    #[test]
    fn folds_accents_and_scan_slips() {
        assert_eq!(fold("Wiśniewska"), "wisniewska");
        assert_eq!(fold("O\u{2019}Hanlon"), "o'hanlon");
        assert_eq!(fold_scan("lvanka"), fold_scan("Ivanka"));
        assert_eq!(fold_scan("Calderholrne"), fold_scan("Calderholme"));
    }
}
