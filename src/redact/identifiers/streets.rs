//! Streets behind a house number: with a street word, in Welsh, by the end of the word, in small letters, or by place alone.
//! It gives the first part of an address and looks for no house names and no towns on other lines.

use super::parts::{SURE_STREETS, capital_run, street_end, welsh_street};
use super::postcode;
use crate::redact::cues;
use crate::redact::text::{Case, Gap, Tokens};

/// A house number with a street behind it.
pub(super) fn numbered(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
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
    let welsh = welsh_street(tokens, next, end).then_some(end);
    let street = welsh.or(street).or_else(|| street_end(tokens, next).then_some(next));
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
            && !t.numbered
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
            let article = i == next && tokens.fold(i) == "the";
            t.case == Case::Lower && t.gap <= Gap::Space && (article || t.cues & cues::STOP == 0 && t.entry.word < 3)
        })
    });
    let before = tokens.fold(at.wrapping_sub(1));
    let lives = matches!(before, "at" | "of" | "address" | ":" | "is" | "," | "from");
    let code = postcode::behind(tokens, street).is_some();
    let sure = SURE_STREETS.contains(&tokens.fold(street));
    let town = tokens.get(street + 1).is_some_and(|t| {
        t.case == Case::Lower && !t.numbered && t.gap == Gap::Space && t.entry.word == 0 && t.cues == 0
    });
    let end = street + usize::from(town);
    let comma = end + 1;
    let behind = tokens.word(comma) == ","
        && tokens.get(comma + 1).is_some_and(|t| {
            let bare = t.entry.word == 0 && t.cues == 0 && !t.entry.plain_forename();
            t.case == Case::Lower && t.gap == Gap::Space && (bare || t.entry.place >= 2) && t.span.len() > 3
        });
    let end = if behind { comma + 1 } else { end };
    (plain && tokens.get(street).is_some_and(|t| t.gap == Gap::Space) && (sure || lives || code))
        .then_some((at, end, 0.75))
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
