//! How the proof reads text: as a determined reader would, whatever the case, accents, look-alikes, spacing and unseen
//! characters. Written apart from the redactor on purpose: a mistake in one must not be repeated by the other.

use unicode_normalization::UnicodeNormalization;

/// A text made comparable.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    /// Runs of letters and digits.
    pub words: Vec<String>,
    /// All letters and digits, nothing between.
    pub squeezed: String,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut word = String::new();
        for c in text.nfkd() {
            if unseen(c) {
                continue;
            }
            if c.is_alphanumeric() {
                fold_into(c, &mut word);
            } else if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
        let squeezed = words.concat();
        Self { words, squeezed }
    }
}

/// Characters that leave no mark: accents (already taken off their letters), joiners, direction marks, soft hyphens, tags.
fn unseen(c: char) -> bool {
    matches!(u32::from(c),
        0x300..=0x36f | 0xad | 0x61c | 0x180b..=0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
        | 0xfe00..=0xfe0f | 0xfeff | 0xe0000..=0xe01ef)
}

fn fold_into(c: char, out: &mut String) {
    for lower in c.to_lowercase() {
        match lower {
            '\u{df}' => out.push_str("ss"),
            '\u{e6}' => out.push_str("ae"),
            '\u{153}' => out.push_str("oe"),
            '\u{142}' => out.push('l'),
            '\u{f8}' => out.push('o'),
            '\u{111}' | '\u{f0}' => out.push('d'),
            '\u{131}' => out.push('i'),
            lower if unseen(lower) => {}
            lower => out.push(look_alike(lower)),
        }
    }
}

/// The Latin letter that a Cyrillic or Greek one passes for (Unicode TR 39, the letters that English words need).
fn look_alike(c: char) -> char {
    const PAIRS: &[(char, char)] = &[
        ('\u{430}', 'a'),
        ('\u{3b1}', 'a'),
        ('\u{432}', 'b'),
        ('\u{441}', 'c'),
        ('\u{3f2}', 'c'),
        ('\u{501}', 'd'),
        ('\u{435}', 'e'),
        ('\u{3b5}', 'e'),
        ('\u{43d}', 'h'),
        ('\u{4bb}', 'h'),
        ('\u{456}', 'i'),
        ('\u{3b9}', 'i'),
        ('\u{458}', 'j'),
        ('\u{43a}', 'k'),
        ('\u{3ba}', 'k'),
        ('\u{4cf}', 'l'),
        ('\u{43c}', 'm'),
        ('\u{43f}', 'n'),
        ('\u{43e}', 'o'),
        ('\u{3bf}', 'o'),
        ('\u{440}', 'p'),
        ('\u{3c1}', 'p'),
        ('\u{51b}', 'q'),
        ('\u{455}', 's'),
        ('\u{442}', 't'),
        ('\u{3c4}', 't'),
        ('\u{3c5}', 'u'),
        ('\u{3bd}', 'v'),
        ('\u{51d}', 'w'),
        ('\u{445}', 'x'),
        ('\u{3c7}', 'x'),
        ('\u{443}', 'y'),
        ('\u{3b3}', 'y'),
    ];
    PAIRS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}
