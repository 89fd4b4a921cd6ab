//! White space of text from office files set in order: what was laid out in cells and boxes reads as lines. It changes
//! no letter.

/// Trailing white space off, characters that are not seen out, never more than one blank line.
pub(super) fn office(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0usize;
    for line in text.split(['\n', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}']) {
        let start = out.len();
        let newlines = if start == 0 { 0 } else { 1 + usize::from(blank > 0) };
        let line = line.trim_end();
        if line.chars().all(|c| unseen(c) || c.is_whitespace()) {
            blank += 1;
            continue;
        }
        out.extend(std::iter::repeat_n('\n', newlines));
        out.extend(
            line.chars().filter(|c| !unseen(*c)).map(|c| if c == '\u{a0}' || c == '\u{202f}' { ' ' } else { c }),
        );
        blank = 0;
    }
    out
}

/// Marks of layout and control characters; a tab parts cells and stays.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
        || c.is_control() && c != '\t'
}

#[cfg(test)]
mod tests {
    use super::office;

    #[test]
    fn white_space_is_set_in_order() {
        let cases = [
            ("a\n\n\n\nb", "a\n\nb"),
            ("\n\n a \nb\t\n", " a\nb"),
            ("one\u{b}two", "one\ntwo"),
            ("co\u{ad}op\u{a0}x\u{7}", "coop x"),
            ("", ""),
        ];
        for (text, wanted) in cases {
            assert_eq!(office(text), wanted, "{text:?}");
        }
    }
}
