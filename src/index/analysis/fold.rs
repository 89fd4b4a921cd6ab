//! Folding: the one spelling under which a character is indexed and looked up, so that accents, ligatures, full-width
//! forms and capitals make no difference. It must never be applied to what is shown, only to what is compared.

use unicode_normalization::UnicodeNormalization;

/// Characters that stand inside a word and do not count: soft hyphen, zero-width space and joiners, byte order mark.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Every sign that people, keyboards and scanners use for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2b9}' | '\u{2032}' | '`' | '\u{b4}' | '\u{ff07}'
    )
}

/// Every sign used for a hyphen inside a word; dashes between words are no hyphens.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{fe63}' | '\u{ff0d}')
}

/// True for what a word is made of.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (!c.is_ascii() && (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)))
}

/// True for scripts written without spaces, where each sign is taken for a word and a search for several is a phrase.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Appends the folded form of one character.
pub(super) fn fold_into(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for part in std::iter::once(c).nfkd() {
        if is_accent(part) || is_ignorable(part) {
            continue;
        }
        if part.is_ascii_alphanumeric() {
            out.push(part.to_ascii_lowercase());
        } else if is_latin(part) {
            out.extend(deunicode::deunicode_char(part).unwrap_or_default().chars().map(|p| p.to_ascii_lowercase()));
        } else if is_word_char(part) {
            out.extend(part.to_lowercase());
        }
    }
}

/// Marks that are dropped: those written above and below Latin, Greek and Cyrillic letters, and Arabic and Hebrew vowel
/// points, which writers leave out at will. Vowel signs of Indian scripts are letters and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Latin letters that have no accent to drop (ł, ø, ß, æ, ð, ı) and so need their nearest plain letters.
fn is_latin(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c, '\u{aa}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}')
}
