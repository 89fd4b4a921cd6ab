//! A text as its bare letters and digits, each with its place: spacing, hyphens, unseen characters, ligatures, full-width
//! forms and letters that pass for others are seen through. It finds strings; what they mean is not its matter.

use crate::model::Span;
use unicode_normalization::UnicodeNormalization;

/// Seen characters that may stand between two letters of one string: "Q . u", a line break with its quote mark.
const WIDEST_GAP: usize = 6;
/// Letters from which a string is found inside other words too.
const ANYWHERE_FROM: usize = 9;

/// One letter or digit.
#[derive(Debug, Clone, Copy)]
struct Letter {
    c: char,
    start: usize,
    end: usize,
    /// Seen characters, none of them a letter, since the one before.
    gap: usize,
    /// A line ends between the one before and this.
    line: bool,
    /// It is not what it seems, or something unseen stands before it.
    odd: bool,
}

/// A text as its letters.
#[derive(Debug)]
pub struct Letters {
    list: Vec<Letter>,
    plain: String,
    at: Vec<usize>,
    turned: bool,
}

impl Letters {
    /// Takes a text apart.
    pub fn of(text: &str) -> Self {
        let mut list: Vec<Letter> = Vec::with_capacity(text.len());
        let (mut gap, mut line, mut odd) = (WIDEST_GAP, false, false);
        for (start, c) in text.char_indices() {
            if is_unseen(c) {
                odd = true;
                continue;
            }
            let end = start + c.len_utf8();
            let before = list.len();
            for part in std::iter::once(c).nfkd().filter(|p| p.is_alphanumeric()) {
                for lower in part.to_lowercase() {
                    let (c, look) = look_alike(lower);
                    list.push(Letter { c, start, end, gap, line, odd: odd || look || !part.is_ascii() && part != c });
                    (gap, line, odd) = (0, false, false);
                }
            }
            if list.len() == before {
                gap += 1;
                line |= c == '\n';
            }
        }
        let mut plain = String::with_capacity(list.len());
        let mut at = Vec::with_capacity(list.len());
        for letter in &list {
            at.push(plain.len());
            plain.push(letter.c);
        }
        Self { list, plain, at, turned: text.contains(['\u{202e}', '\u{202d}', '\u{2067}', '\u{200f}']) }
    }

    /// Every place of a string of several words or with digits.
    pub fn places(&self, wanted: &str) -> Vec<Span> {
        let target = Self::of(wanted).plain;
        if target.chars().count() < 4 {
            return Vec::new();
        }
        let mut spans = self.runs(&target, |run, opens, closes| {
            let near = run.iter().skip(1).all(|l| l.gap <= WIDEST_GAP);
            near && (opens && closes || run.len() >= ANYWHERE_FROM)
        });
        if self.turned {
            let backwards: String = target.chars().rev().collect();
            spans.extend(self.runs(&backwards, |run, _, _| run.iter().skip(1).all(|l| l.gap <= WIDEST_GAP)));
        }
        spans
    }

    /// Places of one word that are written in a way that hides it: spaced out, split over lines, with unseen characters or
    /// foreign letters in it. Plain places are not among them.
    pub fn disguised(&self, word: &str) -> Vec<Span> {
        let target = Self::of(word).plain;
        let letters = target.chars().count();
        if letters < 3 {
            return Vec::new();
        }
        let mut spans = self.runs(&target, |run, opens, closes| {
            let inner = run.get(1..).unwrap_or_default();
            let solid = inner.iter().all(|l| l.gap == 0);
            let spaced = letters > 3 && inner.iter().all(|l| (1..=3).contains(&l.gap));
            let split = letters > 4 && inner.iter().filter(|l| l.gap > 0).all(|l| l.line && l.gap <= 4);
            let odd = run.iter().any(|l| l.odd);
            opens && closes && (solid && odd || spaced || split && !solid)
        });
        if self.turned && letters > 3 {
            let backwards: String = target.chars().rev().collect();
            spans.extend(self.runs(&backwards, |run, _, _| run.iter().skip(1).all(|l| l.gap == 0)));
        }
        spans
    }

    fn runs(&self, target: &str, fits: impl Fn(&[Letter], bool, bool) -> bool) -> Vec<Span> {
        let length = target.chars().count();
        let place = |(byte, _): (usize, &str)| {
            let first = self.at.binary_search(&byte).ok()?;
            let run = self.list.get(first..first + length)?;
            let opens = run.first().is_some_and(|l| l.gap > 0);
            let closes = self.list.get(first + length).is_none_or(|l| l.gap > 0);
            fits(run, opens, closes).then(|| Span::new(run[0].start, run[length - 1].end))
        };
        self.plain.match_indices(target).filter_map(place).collect()
    }
}

/// Characters that leave no mark on the page.
pub fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}' | '\u{e0000}'..='\u{e01ef}')
}

/// The Latin letter that a letter of another script passes for, and whether it does (Unicode TR 39).
fn look_alike(c: char) -> (char, bool) {
    const LATIN: &str = "aabccdeeghhiiijkklmnooppqsttuvvwxxyy";
    const OTHER: &str = "\
        \u{430}\u{3b1}\u{432}\u{441}\u{3f2}\u{501}\u{435}\u{3b5}\u{261}\u{43d}\u{4bb}\u{456}\u{3b9}\
        \u{131}\u{458}\u{43a}\u{3ba}\u{4cf}\u{43c}\u{43f}\u{43e}\u{3bf}\u{440}\u{3c1}\u{51b}\u{455}\
        \u{442}\u{3c4}\u{3c5}\u{3bd}\u{475}\u{51d}\u{445}\u{3c7}\u{443}\u{3b3}";
    if c.is_ascii() {
        return (c, false);
    }
    let found = OTHER.chars().zip(LATIN.chars()).find(|(other, _)| *other == c);
    found.map_or((c, false), |(_, latin)| (latin, true))
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn a_name_is_found_however_it_is_written() {
        let cases = [
            "Margaret Quill",
            "MARGARET\nQUILL",
            "Margaret\u{a0}Quill",
            "Mar\u{ad}garet Quill",
            "Mar-\ngaret Quill",
            "M a r g a r e t   Q u i l l",
            "Margaret\u{200b} Qu\u{200b}ill",
            "M\u{430}rg\u{430}r\u{435}t Quill",
            "\u{ff2d}argaret Qui\u{301}ll",
            "MargaretQuill",
            "margaret_quill",
            "\u{202e}lliuQ teragraM\u{202c}",
            "Margaret\n> Quill",
        ];
        for case in cases {
            let text = format!("Dear {case}, hello");
            let found = Letters::of(&text).places("Margaret Quill");
            assert_eq!(found.len(), 1, "{case:?}");
            assert!(!found[0].of(&text).contains("Dear") && !found[0].of(&text).contains("hello"), "{case:?}");
        }
        assert!(Letters::of("all ongoing work").places("Al Long").is_empty());
        assert!(Letters::of("Quill").disguised("Quill").is_empty());
        for case in ["Q u i l l", "Qu\u{200b}ill", "Qui-\nll", "Qu\u{456}ll", "\u{202e}lliuQ\u{202c}"] {
            assert_eq!(Letters::of(&format!("a {case} b")).disguised("Quill").len(), 1, "{case:?}");
        }
        assert!(Letters::of("a nnual report").disguised("Ann").is_empty());
    }
}
