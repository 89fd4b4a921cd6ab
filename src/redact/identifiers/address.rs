//! Addresses as a whole, from the house to the town: on one line or many, with a number or a name for the house, before
//! a postcode or without one. Addresses of bodies ("Unit 4", "LLP") are public and are left alone with their postcode.

use super::parts::{
    SEPARATORS, UNITS, capital_run, is_counted, is_number, is_range, listed_body, of_body, part_of_run, person_like,
    whole_line,
};
use super::{Context, Identifier, houses, postcode, streets};
use crate::model::{DataKind, Span};
use crate::redact::cues;
use crate::redact::disjoint::Disjoint;
use crate::redact::text::{Case, Gap, Tokens};

/// Words that open the next line of a form and no part of an address.
pub(super) const LABELS: &[&str] = &[
    "postcode",
    "post",
    "phone",
    "telephone",
    "tel",
    "mobile",
    "mob",
    "email",
    "e-mail",
    "dob",
    "nhs",
    "ni",
    "date",
    "name",
];

/// Finds addresses, and takes out the postcodes of bodies.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    let tokens = context.tokens;
    let mut taken = Disjoint::default();
    for one in found.iter() {
        taken.take(0, one.span, 0);
    }
    let mut spans: Vec<(usize, usize, f32)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match anchor(tokens, at, &taken) {
            Some((first, last, sure)) => {
                let last = extend(tokens, last, &taken);
                spans.push((houses::before(tokens, first), last, sure));
                code_behind(tokens, last, &mut taken, found);
                at = last + 1;
            }
            None => at += 1,
        }
    }
    before_postcodes(tokens, found, &taken, &mut spans);
    spans.sort_unstable_by_key(|s| s.0);
    let public: Vec<bool> = spans.iter().map(|(first, last, _)| of_body(tokens, tokens.span(*first, *last))).collect();
    found.retain(|f| f.kind != DataKind::Postcode || !public_code(tokens, f.span, &spans, &public));
    for ((first, last, sure), public) in spans.into_iter().zip(public) {
        if !public {
            let span = tokens.span(first, last);
            found.push(Identifier { span, kind: DataKind::Address, confidence: sure, detector: "address" });
        }
    }
}

/// A code that only the address in front of it makes one.
fn code_behind(tokens: &Tokens<'_>, last: usize, taken: &mut Disjoint, found: &mut Vec<Identifier>) {
    let Some((from, to)) = postcode::behind(tokens, last) else { return };
    let span = tokens.span(from, to);
    if taken.overlapping(0, span).is_none() {
        taken.take(0, span, 0);
        found.push(Identifier { span, kind: DataKind::Postcode, confidence: 0.8, detector: "code behind an address" });
    }
}

/// A postcode belongs to whom the address before it belongs to; where none is found, the lines around tell.
fn public_code(tokens: &Tokens<'_>, code: Span, spans: &[(usize, usize, f32)], public: &[bool]) -> bool {
    let at = tokens.at_byte(code.start);
    let near = spans.partition_point(|s| s.1 < at).checked_sub(1);
    let before = near.filter(|i| spans.get(*i).is_some_and(|s| at - s.1 <= 2));
    before.and_then(|i| public.get(i)).copied().unwrap_or_else(|| of_body(tokens, code))
}

/// An address may start at this token: first and last token of its first part.
fn anchor(tokens: &Tokens<'_>, at: usize, taken: &Disjoint) -> Option<(usize, usize, f32)> {
    let token = tokens.get(at)?;
    if taken.overlapping(0, token.span).is_some() {
        return None;
    }
    let fold = tokens.fold(at);
    if UNITS.contains(&fold)
        && let Some(number) = houses::unit_number(tokens, at)
    {
        return houses::unit(tokens, at, number);
    }
    if matches!(fold, "number" | "no") && is_number(tokens, at + 1 + usize::from(tokens.word(at + 1) == ".")) {
        return houses::numbered_alone(tokens, at);
    }
    if fold == "number" && is_counted(tokens, at + 1)
        || tokens.get(at + 1).is_some_and(|t| t.case == Case::Capital && t.gap == Gap::Space) && is_counted(tokens, at)
    {
        return houses::in_words(tokens, at);
    }
    if fold == "c" && tokens.word(at + 1) == "/" && tokens.fold(at + 2) == "o" {
        return Some((at, capital_run(tokens, at + 3, 5)?, 0.75));
    }
    if is_range(tokens, at) {
        return streets::numbered(tokens, at);
    }
    if is_number(tokens, at) {
        return streets::numbered(tokens, at).or_else(|| houses::bare_number(tokens, at));
    }
    houses::named(tokens, at)
}

/// Takes in the locality and town behind the street, up to three parts.
fn extend(tokens: &Tokens<'_>, last: usize, taken: &Disjoint) -> usize {
    let mut end = last;
    for _ in 0..3 {
        let comma = tokens.word(end + 1) == ",";
        let next = end + 1 + usize::from(comma);
        let Some(token) = tokens.get(next) else { break };
        let line = token.gap == Gap::Line;
        if !(comma || line)
            || token.gap > Gap::Line
            || taken.overlapping(0, token.span).is_some()
            || token.cues & (cues::TITLE | cues::KIN | cues::CALENDAR | cues::GREETING) != 0
        {
            break;
        }
        let numbered = is_number(tokens, next)
            && tokens.get(next + 1).is_some_and(|t| t.case == Case::Capital && t.cues & cues::CALENDAR == 0);
        let via = matches!(tokens.fold(next), "via" | "near" | "nr");
        let from = next + usize::from(numbered || via);
        let Some(run) = capital_run(tokens, from, 3) else { break };
        let label = matches!(tokens.word(run + 1), ":" | "=") || LABELS.contains(&tokens.fold(from));
        if label
            || line && !whole_line(tokens, next, run)
            || person_like(tokens, from, run)
            || listed_body(tokens, from, run)
        {
            break;
        }
        end = run;
    }
    end
}

/// Walks back from each postcode over what looks like lines of an address.
fn before_postcodes(tokens: &Tokens<'_>, found: &[Identifier], taken: &Disjoint, spans: &mut Vec<(usize, usize, f32)>) {
    for postcode in found.iter().filter(|f| f.kind == DataKind::Postcode) {
        let at = tokens.at_byte(postcode.span.start);
        let Some(mut last) = at.checked_sub(1) else { continue };
        if SEPARATORS.contains(&tokens.word(last)) {
            last = last.saturating_sub(1);
        }
        let near = tokens.get(at).is_some_and(|t| t.gap < Gap::Paragraph);
        if !near || spans.iter().any(|(first, end, _)| *first <= last && last <= *end) {
            continue;
        }
        if let Some(first) = lines_back(tokens, last, taken, spans) {
            let merged = spans.iter_mut().find(|(_, end, _)| *end + 2 >= first && *end < first);
            match merged {
                Some(span) => span.1 = last,
                None => spans.push((first, last, 0.7)),
            }
        }
    }
}

/// First token of up to four capitalised parts that end at `last`; one part alone is a town and no address.
fn lines_back(tokens: &Tokens<'_>, last: usize, taken: &Disjoint, spans: &[(usize, usize, f32)]) -> Option<usize> {
    let (mut start, mut parts, mut end) = (last + 1, 0, last);
    while parts < 4 {
        if tokens.word(end) == ")" {
            let open = (end.saturating_sub(6)..end).rev().find(|i| tokens.word(*i) == "(");
            end = open.and_then(|i| i.checked_sub(1))?;
        }
        let mut first = end;
        while first > 0
            && part_of_run(tokens, first)
            && tokens.get(first).is_some_and(|t| t.gap == Gap::Space)
            && part_of_run(tokens, first - 1)
        {
            first -= 1;
        }
        let number =
            first > 0 && is_number(tokens, first - 1) && tokens.get(first).is_some_and(|t| t.gap == Gap::Space);
        first -= usize::from(number);
        let token = tokens.get(first)?;
        let taken =
            taken.overlapping(0, token.span).is_some() || spans.iter().any(|(a, b, _)| *a <= first && first <= *b);
        if !part_of_run(tokens, end)
            || taken
            || person_like(tokens, first, end)
            || token.cues & (cues::CALENDAR | cues::GREETING | cues::TITLE) != 0
        {
            break;
        }
        (start, parts) = (first, parts + 1);
        let comma = first > 0 && tokens.word(first - 1) == ",";
        let Some(previous) = first.checked_sub(1 + usize::from(comma)) else { break };
        if !(comma || token.gap == Gap::Line) || token.gap == Gap::Paragraph {
            break;
        }
        end = previous;
    }
    let numbered = is_number(tokens, start);
    (parts >= 2 || numbered).then_some(start)
}
