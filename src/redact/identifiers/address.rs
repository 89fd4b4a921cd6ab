//! Addresses as a whole, from the house to the town: on one line or many, with a number or a name for the house, before
//! a postcode or without one. Addresses of bodies ("Unit 4", "LLP") are public and are left alone with their postcode.

use super::parts::{
    HOUSES, SURE_STREETS, UNITS, capital_run, house_word, is_number, listed_body, of_body, part_of_run, person_like,
    whole_line,
};
use super::{Context, Identifier};
use crate::model::{DataKind, Span};
use crate::redact::cues;
use crate::redact::disjoint::Disjoint;
use crate::redact::text::{Case, Gap, Tokens};

/// Words that open the next line of a form and no part of an address.
const LABELS: &[&str] = &[
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
    for one in found.iter().filter(|f| f.kind != DataKind::Postcode) {
        taken.take(0, one.span, 0);
    }
    let mut spans: Vec<(usize, usize, f32)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match anchor(tokens, at, &taken) {
            Some((first, last, sure)) => {
                let last = extend(tokens, last, found);
                spans.push((house_before(tokens, first), last, sure));
                at = last + 1;
            }
            None => at += 1,
        }
    }
    before_postcodes(tokens, found, &mut spans);
    let public: Vec<Span> =
        found.iter().filter(|f| f.kind == DataKind::Postcode).map(|f| f.span).filter(|s| of_body(tokens, *s)).collect();
    found.retain(|f| f.kind != DataKind::Postcode || !public.contains(&f.span));
    for (first, last, sure) in spans {
        let span = tokens.span(first, last);
        if !of_body(tokens, span) {
            found.push(Identifier { span, kind: DataKind::Address, confidence: sure, detector: "address" });
        }
    }
}

/// An address may start at this token: first and last token of its first part.
fn anchor(tokens: &Tokens<'_>, at: usize, taken: &Disjoint) -> Option<(usize, usize, f32)> {
    let token = tokens.get(at)?;
    if taken.overlapping(0, token.span).is_some() {
        return None;
    }
    let fold = tokens.fold(at);
    if UNITS.contains(&fold) && is_number(tokens, at + 1) {
        return unit(tokens, at);
    }
    if matches!(fold, "number" | "no") && is_number(tokens, at + 1 + usize::from(tokens.word(at + 1) == ".")) {
        return numbered_alone(tokens, at);
    }
    if fold == "c" && tokens.word(at + 1) == "/" && tokens.fold(at + 2) == "o" {
        return Some((at, capital_run(tokens, at + 3, 5)?, 0.75));
    }
    if is_number(tokens, at) {
        return numbered(tokens, at);
    }
    named_street(tokens, at)
}

/// "Flat 11, The Maltings" or "flat 6 weavers court": a unit counts once a building or street follows.
fn unit(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let comma = usize::from(tokens.word(at + 2) == ",");
    let next = at + 2 + comma;
    if tokens.get(next)?.gap == Gap::Paragraph || LABELS.contains(&tokens.fold(next)) {
        return None;
    }
    if is_number(tokens, next) {
        return numbered(tokens, next).map(|(_, last, sure)| (at, last, sure));
    }
    if let Some(last) = capital_run(tokens, next, 4) {
        return Some((at, last, 0.9));
    }
    let street = (next..next + 4).rfind(|i| tokens.has(*i, cues::STREET) || HOUSES.contains(&tokens.fold(*i)))?;
    let joined = (next..=street).all(|i| tokens.get(i).is_some_and(|t| t.case == Case::Lower && t.gap <= Gap::Space));
    joined.then_some((at, street, 0.8))
}

/// "number 31 Cross Lane", "lives at number 12".
fn numbered_alone(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let digit = at + 1 + usize::from(tokens.word(at + 1) == ".");
    if let Some((_, last, sure)) = numbered(tokens, digit) {
        return Some((at, last, sure));
    }
    let lives = (at.saturating_sub(3)..at)
        .any(|i| ["lives", "live", "living", "lived", "opposite", "next-door"].contains(&tokens.fold(i)));
    let before = tokens.fold(at.wrapping_sub(1));
    let at_before = matches!(before, "at" | "in" | "of" | "from");
    let near = (at.saturating_sub(9)..at).any(|i| {
        matches!(
            tokens.fold(i),
            "neighbour" | "neighbours" | "door" | "next" | "opposite" | "street" | "road" | "upstairs"
        )
    });
    let person =
        at.checked_sub(2).and_then(|i| tokens.get(i)).is_some_and(|t| t.entry.is_name() && t.case == Case::Capital);
    let called = matches!(before, "at" | "of" | "," | "(") && (person || near);
    let counted = tokens
        .get(digit + 1)
        .is_some_and(|t| t.gap == Gap::Space && t.case == Case::Lower && tokens.cues(digit + 1) == 0);
    (lives && at_before || called && !counted).then_some((at, digit, 0.7))
}

/// A house number with a street behind it.
fn numbered(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let next = at + 1 + usize::from(tokens.word(at + 1) == ",");
    let first = tokens.get(next)?;
    if first.gap > Gap::Space
        || matches!(tokens.word(at.wrapping_sub(1)), "£" | "/" | "." | "#") && first.case != Case::Capital
    {
        return None;
    }
    if first.case == Case::Lower {
        return small_street(tokens, at, next);
    }
    let end = capital_run(tokens, next, 4)?;
    let street = (next..=end).rev().find(|i| {
        tokens.has(*i, cues::STREET)
            && (*i > next || tokens.get(next).is_some_and(|t| t.cues & cues::STREET != 0 && *i == end && i != &next))
    });
    match street {
        Some(last) => Some((at, town_behind(tokens, last, end), 0.93)),
        None if tokens.has(next, cues::CALENDAR | cues::ORG | cues::TITLE) => None,
        None if placed(tokens, at, end) => Some((at, end, 0.75)),
        None => None,
    }
}

/// "12 Cross Lane Heckby": a town behind the street with nothing between, at the end of the run.
fn town_behind(tokens: &Tokens<'_>, street: usize, end: usize) -> usize {
    if matches!(tokens.fold(street + 1), "north" | "south" | "east" | "west") && end == street + 1 {
        return end;
    }
    let town = |i: usize| tokens.get(i).is_some_and(|t| t.entry.forename < 2 && t.entry.word == 0 && t.cues == 0);
    let small = tokens.get(end + 1).is_some_and(|t| {
        t.case == Case::Lower
            && t.gap == Gap::Space
            && t.entry.word == 0
            && t.cues == 0
            && t.span.len() > 3
            && !t.entry.is_name()
    });
    if end == street && small {
        return end + 1;
    }
    let closes = tokens.get(end + 1).is_none_or(|t| t.case == Case::Mark || t.gap >= Gap::Line || t.numbered);
    if end > street && end - street <= 2 && closes && (street + 1..=end).all(town) { end } else { street }
}

/// A street in small letters: the street word must be sure, or a word for living must stand before.
fn small_street(tokens: &Tokens<'_>, at: usize, next: usize) -> Option<(usize, usize, f32)> {
    let street = (next + 1..next + 4).find(|i| tokens.has(*i, cues::STREET))?;
    let plain = (next..street).all(|i| {
        tokens.get(i).is_some_and(|t| {
            t.case == Case::Lower && t.gap <= Gap::Space && (t.cues & cues::STOP == 0) && t.entry.word < 3
        })
    });
    let before = tokens.fold(at.wrapping_sub(1));
    let lives = matches!(before, "at" | "of" | "address" | ":" | "is" | "," | "from");
    let sure = SURE_STREETS.contains(&tokens.fold(street));
    let town = tokens
        .get(street + 1)
        .is_some_and(|t| t.case == Case::Lower && t.gap == Gap::Space && t.entry.word == 0 && t.cues == 0);
    let end = street + usize::from(town);
    let comma = end + 1;
    let behind = tokens.word(comma) == ","
        && tokens.get(comma + 1).is_some_and(|t| {
            let bare = t.entry.word == 0 && t.cues == 0 && !t.entry.plain_forename();
            t.case == Case::Lower && t.gap == Gap::Space && (bare || t.entry.place >= 2) && t.span.len() > 3
        });
    let end = if behind { comma + 1 } else { end };
    (plain && tokens.get(street).is_some_and(|t| t.gap == Gap::Space) && (sure || lives)).then_some((at, end, 0.75))
}

/// True where a number with capitalised words but no street word stands where an address would.
fn placed(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let before = tokens.fold(at.wrapping_sub(1));
    let strange = (at + 1..=end).all(|i| tokens.get(i).is_some_and(|t| t.entry.word == 0 && t.cues == 0));
    let led = matches!(before, "at" | "of" | "address")
        || matches!(before, "," | "(") && (strange || end > at + 1 && tokens.word(end + 1) == ",")
        || tokens.get(at).is_some_and(|t| t.gap >= Gap::Line);
    let (_, line_end) = tokens.line(at);
    let after = tokens.get(end + 1);
    let closes = end + 1 >= line_end || matches!(tokens.word(end + 1), "," | ")");
    let town = after.is_some_and(|t| t.case == Case::Capital) || matches!(tokens.word(end + 1), "," | ")");
    led && closes && (town || after.is_none())
}

/// A street without a number counts only behind the name of a house or at the head of a letter.
fn named_street(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let token = tokens.get(at)?;
    let capital = matches!(token.case, Case::Capital | Case::Upper);
    let line_start = token.gap >= Gap::Line;
    if !capital || token.cues & (cues::TITLE | cues::GREETING | cues::CALENDAR) != 0 {
        return None;
    }
    let house_in_list =
        tokens.word(at.wrapping_sub(1)) == "," && (at..at + 3).any(|i| HOUSES.contains(&tokens.fold(i)));
    let led = line_start
        || house_in_list
        || matches!(tokens.fold(at.wrapping_sub(1)), "at" | "of" | ":" | "address")
        || tokens.word(at.wrapping_sub(1)) == "(";
    if !led {
        return None;
    }
    let end = capital_run(tokens, at, 5)?;
    if (line_start || house_in_list) && house_line(tokens, at, end) {
        return Some((at, end, 0.65));
    }
    if SURE_STREETS.contains(&tokens.fold(end)) && end > at && line_start && alone_in_head(tokens, at, end) {
        return Some((at, end, 0.7));
    }
    let next = end + 1 + usize::from(tokens.word(end + 1) == ",");
    let separated = next > end + 1 || tokens.get(next).is_some_and(|t| t.gap == Gap::Line);
    let street_end = capital_run(tokens, next, 4)?;
    let street = street_end > next && tokens.has(street_end, cues::STREET);
    let house = (at..=end).any(|i| HOUSES.contains(&tokens.fold(i))) || SURE_STREETS.contains(&tokens.fold(street_end));
    let person = tokens.get(at).is_some_and(|t| t.entry.plain_forename()) && end > at && !house_word(tokens, at, end);
    (separated && street && house && !person && !listed_body(tokens, at, end)).then_some((at, street_end, 0.8))
}

/// A line near the end that is the name of a house, a comma and a town, and nothing else: below a signature.
fn house_line(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let (_, line_end) = tokens.line(first);
    let town = capital_run(tokens, last + 2, 3);
    let below = first * 2 > tokens.len() && first > 0 && tokens.get(first).is_some_and(|t| t.gap == Gap::Line);
    let late = below || tokens.fold(first) == "the" && tokens.word(first.wrapping_sub(1)) == ",";
    late && house_word(tokens, first, last)
        && last - first < 4
        && tokens.word(last + 1) == ","
        && town.is_some_and(|t| t + 1 == line_end)
        && !listed_body(tokens, first, last)
}

/// A street alone on one of the first lines, with a line of one or two capitalised words below.
fn alone_in_head(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let (_, end) = tokens.line(first);
    let below =
        tokens.get(last + 1).is_some_and(|t| t.gap == Gap::Line && matches!(t.case, Case::Capital | Case::Upper));
    first < 12 && last + 1 == end && below
}

/// Takes in the house's name or the flat that stands before the street.
fn house_before(tokens: &Tokens<'_>, first: usize) -> usize {
    let part = |fold: &str| matches!(fold, "basement" | "upstairs" | "downstairs" | "annexe" | "attic");
    if first > 0 && part(tokens.fold(first - 1)) && tokens.get(first).is_some_and(|t| t.gap == Gap::Space) {
        return first - 1;
    }
    let comma = tokens.word(first.wrapping_sub(1)) == ",";
    let broken = tokens.get(first).is_some_and(|t| t.gap == Gap::Line);
    if first == 0 || !(comma || broken) {
        return first;
    }
    let mut start = first - 1 - usize::from(comma && first > 1);
    let last = start;
    if tokens.fold(last) == "floor" && start > 0 && tokens.get(start - 1).is_some_and(|t| t.case != Case::Mark) {
        return start - 1;
    }
    while start > 0
        && last - start < 3
        && part_of_run(tokens, start)
        && tokens.get(start).is_some_and(|t| t.gap == Gap::Space)
    {
        start -= 1;
    }
    if !part_of_run(tokens, start) && !is_number(tokens, start) {
        start += 1;
    }
    let opens = tokens.get(start).is_some_and(|t| t.gap >= Gap::Line)
        || matches!(tokens.fold(start.wrapping_sub(1)), "at" | "of" | ":" | "," | "(");
    let unit = UNITS.contains(&tokens.fold(start)) && is_number(tokens, start + 1) || tokens.fold(last) == "floor";
    let led = matches!(tokens.fold(start.wrapping_sub(1)), "at" | "of" | "address");
    let named = last > start && (tokens.has(last, cues::STREET) || led) && !person_like(tokens, start, last)
        || matches!(tokens.fold(last), "flat" | "apartment" | "studio" | "basement" | "annexe");
    if start <= last && opens && (house_word(tokens, start, last) || unit || named) && !listed_body(tokens, start, last)
    {
        start
    } else {
        first
    }
}

/// Takes in the locality and town behind the street, up to three parts.
fn extend(tokens: &Tokens<'_>, last: usize, found: &[Identifier]) -> usize {
    let mut end = last;
    for _ in 0..3 {
        let comma = tokens.word(end + 1) == ",";
        let next = end + 1 + usize::from(comma);
        let Some(token) = tokens.get(next) else { break };
        let line = token.gap == Gap::Line;
        let taken = found.iter().any(|f| f.span.overlaps(token.span));
        if !(comma || line)
            || token.gap > Gap::Line
            || taken
            || token.cues & (cues::TITLE | cues::KIN | cues::CALENDAR | cues::GREETING) != 0
        {
            break;
        }
        let numbered = is_number(tokens, next)
            && tokens.get(next + 1).is_some_and(|t| t.case == Case::Capital && t.cues & cues::CALENDAR == 0);
        let from = next + usize::from(numbered);
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
fn before_postcodes(tokens: &Tokens<'_>, found: &[Identifier], spans: &mut Vec<(usize, usize, f32)>) {
    for postcode in found.iter().filter(|f| f.kind == DataKind::Postcode) {
        let at = tokens.at_byte(postcode.span.start);
        let Some(mut last) = at.checked_sub(1) else { continue };
        if tokens.word(last) == "," {
            last = last.saturating_sub(1);
        }
        let near = tokens.get(at).is_some_and(|t| t.gap < Gap::Paragraph);
        if !near || spans.iter().any(|(first, end, _)| *first <= last && last <= *end) {
            continue;
        }
        if let Some(first) = lines_back(tokens, last, found, spans) {
            let merged = spans.iter_mut().find(|(_, end, _)| *end + 2 >= first && *end < first);
            match merged {
                Some(span) => span.1 = last,
                None => spans.push((first, last, 0.7)),
            }
        }
    }
}

/// First token of up to four capitalised parts that end at `last`; one part alone is a town and no address.
fn lines_back(tokens: &Tokens<'_>, last: usize, found: &[Identifier], spans: &[(usize, usize, f32)]) -> Option<usize> {
    let (mut start, mut parts, mut end) = (last + 1, 0, last);
    while parts < 4 {
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
        let taken = found.iter().any(|f| f.span.overlaps(token.span))
            || spans.iter().any(|(a, b, _)| *a <= first && first <= *b);
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
