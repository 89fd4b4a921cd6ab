//! Whether the letters that a file gives for a page can be those that it shows: fonts with a wrong table of letters, or with
//! none, give others. It reads nothing and changes nothing.

use crate::parse::english::{Look, odd_words};
use crate::parse::language;

/// Bits a letter by which recognised text must look more like English than the file's own to be taken instead.
const MUCH_MORE: f32 = 0.7;

/// True where the text can be what was written: hardly any character unknown, private or of a script that does not
/// belong with its neighbours (fonts with a wrong table give such).
pub(super) fn plausible(text: &str) -> bool {
    let (mut letters, mut odd, mut far) = (0usize, 0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        letters += 1;
        odd += usize::from(matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}') || c.is_control());
        far += usize::from(matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'));
    }
    let mixed = far > 0 && far * 10 < letters;
    odd * 8 < letters.max(1) && !(mixed && far * 200 > letters)
}

/// True where the text may stand for other letters: in good part no English, and no other language that is known; or hardly any
/// letters at all.
pub(super) fn doubtful(text: &str) -> bool {
    let (odd, all) = odd_words(text);
    mostly_signs(text) || (odd > 0 && odd * 3 >= all && language::language(text).is_none())
}

/// True where what was recognised is surely text and what the file gives surely is not.
pub(in crate::parse) fn taken_instead(recognised: &str, own: &str) -> bool {
    let (seen, given) = (Look::of(recognised), Look::of(own));
    if given.tells() {
        return seen.tells() && seen.cost() + MUCH_MORE < given.cost();
    }
    mostly_signs(own) && !mostly_signs(recognised) && plain(recognised) != plain(own)
}

/// Letters and figures alone.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// True where a good part of the text is signs that sentences, tables and dotted lines do not have.
fn mostly_signs(text: &str) -> bool {
    let (mut all, mut odd) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        all += 1;
        odd += usize::from(!c.is_alphanumeric() && !".,-–—_'’‘\"“”()/:;•·|=*…?!".contains(c));
    }
    all >= 4 && odd * 4 >= all
}

#[cfg(test)]
mod tests {
    use super::{doubtful, taken_instead};

    const SHOWN: &str = "Nobody came on Monday and she was left on the floor until her neighbour found her at nine.";

    #[test]
    fn letters_that_stand_for_others_are_told() {
        // Each letter stands for the one three places on, as in a font that numbers its letters as it likes.
        let shift = |by: u8| {
            move |c: char| if c.is_ascii_lowercase() { char::from((c as u8 - b'a' + by) % 26 + b'a') } else { c }
        };
        for given in [SHOWN.chars().map(shift(3)).collect::<String>(), "\"7+%-".into()] {
            assert!(doubtful(&given), "{given}");
            assert!(taken_instead(SHOWN, &given), "{given}");
            assert!(!taken_instead(&given, SHOWN), "{given}");
        }
        let polish = "W poniedziałek nikt nie przyszedł do mojej mamy. Bardzo proszę o odpowiedź, ponieważ to się powtarza od trzech tygodni.";
        let misread = "W poniedziatek nikt nie przyszed} do mojej mamy. Bardzo prosze o odpowiedz, poniewaz to sie powtarza od trzech tygodni.";
        assert!(!taken_instead(misread, polish));
        for fine in
            [SHOWN, polish, "Total: £45.00 (5 %)", "1 ............ 2\n3 ........... 4", "-----", "+44 1632 960123", ""]
        {
            assert!(!doubtful(fine), "{fine}");
        }
    }
}
