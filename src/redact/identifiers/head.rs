//! The sender's address at the head of a letter, taken as a whole: lines above the date or the greeting, with the name of a
//! house, a street or a postcode among them. The head of a body's paper is no such address.

use super::parts::{BODIES, HOUSES, SURE_STREETS, is_capital, is_number, person_like};
use super::{Context, Identifier};
use crate::model::DataKind;
use crate::redact::cues;
use crate::redact::text::{Case, Gap, Tokens};

/// Most lines and words a line of such a head.
const LINES: usize = 5;
const WORDS: usize = 9;

/// Finds the address at the head; it takes the place of what was found inside it.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    let tokens = context.tokens;
    let Some((first, last)) = block(tokens, found) else { return };
    let span = tokens.span(first, last);
    if span.is_empty() || found.iter().any(|f| f.kind != DataKind::Address && f.span.overlaps(span)) {
        return;
    }
    let sure = found.iter().filter(|f| f.span.overlaps(span)).map(|f| f.confidence).fold(0.85, f32::max);
    found.retain(|f| !f.span.overlaps(span));
    found.push(Identifier { span, kind: DataKind::Address, confidence: sure, detector: "head of a letter" });
}

/// First and last token of the lines of an address that open the text.
fn block(tokens: &Tokens<'_>, found: &[Identifier]) -> Option<(usize, usize)> {
    let (mut at, mut first, mut last) = (0, None, None);
    let (mut told, mut lines, mut postcode) = (false, 0, false);
    while at < tokens.len() && lines < LINES && !(lines > 0 && tokens.get(at)?.gap == Gap::Paragraph) {
        let (_, end) = tokens.line(at);
        let code = found.iter().find(|f| f.kind == DataKind::Postcode && tokens.span(at, end - 1).contains(f.span));
        let stop = code.map_or(end, |f| tokens.at_byte(f.span.start));
        if stop > at {
            if person_line(tokens, at, stop - 1) && lines == 0 {
                at = end;
                lines += 1;
                continue;
            }
            if !could_be(tokens, at, stop) {
                break;
            }
            told |= speaks(tokens, at, stop);
            first = first.or(Some(at));
            last = (at..stop).rev().find(|i| tokens.get(*i).is_some_and(|t| t.case != Case::Mark));
        }
        postcode |= code.is_some();
        (at, lines) = (end, lines + 1);
        if postcode {
            break;
        }
    }
    let parts = lines >= 2 || (first?..=last?).any(|i| tokens.word(i) == ",");
    let closed = postcode || dated_or_greeted(tokens, at);
    (told && closed && parts && (lines >= 2 || postcode || tokens.get(at)?.gap == Gap::Paragraph))
        .then_some((first?, last?))
}

/// A line that is a person's name above the address.
fn person_line(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let street = tokens.has(last, cues::STREET) || (first..=last).any(|i| HOUSES.contains(&tokens.fold(i)));
    tokens.has(first, cues::TITLE) && !street || person_like(tokens, first, last) && !street && last - first < 4
}

/// A short line of capitalised words and numbers that names no body, nobody and no day.
fn could_be(tokens: &Tokens<'_>, first: usize, end: usize) -> bool {
    let small = ["of", "the", "on", "le", "by", "in", "upon", "under", "near", "and"];
    let word = |i: usize| {
        let Some(token) = tokens.get(i) else { return false };
        let fold = tokens.fold(i);
        let never = cues::TITLE | cues::GREETING | cues::CALENDAR | cues::KIN | cues::POSSESSIVE;
        let house = HOUSES.contains(&fold) || token.cues & cues::STREET != 0;
        let body = BODIES.contains(&fold) || token.cues & cues::ORG != 0 && !house;
        let saint = fold == "st" || fold == "dr";
        !body
            && (token.cues & never == 0 || saint)
            && (is_capital(token)
                || token.case == Case::Mark
                    && matches!(tokens.word(i), "," | "\"" | "'" | "." | "-" | "\u{201c}" | "\u{201d}" | "/")
                || is_number(tokens, i)
                || small.contains(&fold)
                || i > first && token.case == Case::Lower && token.entry.word == 0 && token.span.len() < 4
                || fold.starts_with("flat"))
    };
    end > first && end - first <= WORDS && (first..end).all(word)
}

/// A number, a house, a street or a name in quotation marks says that the line is part of an address.
fn speaks(tokens: &Tokens<'_>, first: usize, end: usize) -> bool {
    (first..end).any(|i| {
        let fold = tokens.fold(i);
        HOUSES.contains(&fold)
            || SURE_STREETS.contains(&fold) && i > first
            || is_number(tokens, i) && tokens.get(i + 1).is_some_and(is_capital)
            || i == first && matches!(tokens.word(i), "\"" | "\u{201c}")
            || i == first && fold == "the"
    })
}

/// A date or a greeting follows.
fn dated_or_greeted(tokens: &Tokens<'_>, at: usize) -> bool {
    let (_, end) = tokens.line(at.min(tokens.len().saturating_sub(1)));
    (at..end.min(at + 8)).any(|i| tokens.has(i, cues::CALENDAR | cues::GREETING) || tokens.fold(i) == "dear")
        || tokens.get(at).is_some_and(|t| t.case == Case::Digit && t.span.len() > 1 && end - at >= 3)
}
