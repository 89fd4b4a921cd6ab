//! Postcodes: of areas that exist in any writing, and the mere shape where capitals, a place or a label speak for it, for people
//! and typists err. It never decides whose address a code belongs to.

use super::{Identifier, alone, checks, pattern};
use crate::model::{DataKind, Span};
use crate::redact::text::{Case, Gap, Tokens};
use regex::Regex;
use std::sync::LazyLock;

static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[A-Z]{1,2}[0-9OIl][A-Z0-9]?[ \u{a0}]{0,2}[0-9O][A-Z]{2}|[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][abd-hjlnp-uw-z]{2}|[A-Z]{1,2}[0-9][A-Z0-9]?\n[0-9][ABD-HJLNP-UW-Z]{2})",
    )
});

/// Letters that no inward code ends with (Royal Mail, PAF): C I K M O V.
const UNUSED: &[u8] = b"CIKMOV";
/// What stands behind a digit in measures, and makes "B12 5MG" no code.
const MEASURES: &[&str] = &["MG", "ML", "KG", "KM", "CM", "MM", "AM", "PM"];
/// Words before a code of no place.
const OTHER_CODES: &[&str] = &["form", "forms", "model", "type", "version", "part", "vitamin", "junction", "size"];

/// Finds postcodes.
pub fn find(text: &str, found: &mut Vec<Identifier>) {
    for hit in POSTCODE.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        if !alone(text, span) {
            continue;
        }
        let inward = hit.as_str().get(hit.as_str().len() - 3..).unwrap_or_default();
        if checks::postcode_area(hit.as_str()) && !inward.bytes().any(|b| UNUSED.contains(&b)) {
            push(found, span, 0.9, "postcode");
        } else if hit.as_str().contains([' ', '\u{a0}', '\n']) {
            let capitals = !hit.as_str().bytes().any(|b| b.is_ascii_lowercase());
            let word = word_before(text, span.start);
            let other = OTHER_CODES.contains(&word.to_ascii_lowercase().as_str()) || counted(inward);
            if capitals && !other {
                let sure = if led(text, span.start, word) { 0.75 } else { 0.62 };
                push(found, span, sure, "shaped like a postcode, of no known area");
            }
        }
    }
}

/// A code behind an address: whole in any writing, or its outward half where the line or clause ends with it. Gives its
/// first and last token.
pub fn behind(tokens: &Tokens<'_>, last: usize) -> Option<(usize, usize)> {
    let first = (last + 1..last + 3).find(|i| tokens.get(*i).is_some_and(|t| t.case != Case::Mark))?;
    let marks = (last + 1..first).all(|i| matches!(tokens.word(i), "," | "(" | "." | "-"));
    let near = (last + 1..=first).all(|i| tokens.get(i).is_some_and(|t| t.gap < Gap::Paragraph));
    if !marks || !near || !outward(tokens.word(first)) {
        return None;
    }
    if inward(tokens.word(first + 1)) && tokens.get(first + 1).is_some_and(|t| t.gap == Gap::Space) {
        return Some((first, first + 1));
    }
    let closes = tokens.get(first + 1).is_none_or(|t| t.case == Case::Mark || t.gap >= Gap::Line);
    let capitals = tokens.get(first).is_some_and(|t| t.case == Case::Upper);
    (closes && capitals && tokens.word(last + 1) == ",").then_some((first, first))
}

/// One or two letters, a digit, and perhaps a digit or letter more.
fn outward(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = word.get(letters..).unwrap_or_default();
    (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_alphanumeric())
        && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// A digit and two letters.
fn inward(word: &str) -> bool {
    let tail = word.get(1..).unwrap_or_default();
    word.len() == 3
        && word.starts_with(|c: char| c.is_ascii_digit())
        && tail.bytes().all(|b| b.is_ascii_alphabetic())
        && !counted(&word.to_ascii_uppercase())
}

/// True for "5MG" and "4TH".
fn counted(inward: &str) -> bool {
    let (digit, letters) = inward.split_at_checked(1).unwrap_or_default();
    let ordinal = match digit {
        "1" => "ST",
        "2" => "ND",
        "3" => "RD",
        _ => "TH",
    };
    letters == ordinal || MEASURES.contains(&letters)
}

fn word_before(text: &str, start: usize) -> &str {
    let before = text.get(..start).unwrap_or_default();
    before.trim_end_matches([' ', '\u{a0}']).rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default()
}

/// True behind a comma, a line break or a capitalised word: where a postcode stands.
fn led(text: &str, start: usize, word: &str) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '\t']);
    before.is_empty()
        || before.ends_with(['\n', '(', '\u{b7}', '|', '~', '\u{2014}', '\u{2013}'])
        || word.ends_with([',', ':'])
        || word.starts_with(char::is_uppercase)
}

fn push(found: &mut Vec<Identifier>, span: Span, confidence: f32, detector: &'static str) {
    found.push(Identifier { span, kind: DataKind::Postcode, confidence, detector });
}
