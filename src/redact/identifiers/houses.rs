//! Houses by name, flats and rooms, and house numbers with no street: what stands before a street, in its place, or alone. The less
//! a house is told by the words around it the less sure it is; nothing here decides whose it is.

use super::address::LABELS;
use super::parts::{
    HOMES, HOUSES, SURE_STREETS, UNITS, capital_run, house_word, is_counted, is_number, is_street, is_unit, led,
    listed_body, opens, part_of_run, person_like, welsh_street,
};
use super::streets::numbered;
use crate::redact::cues;
use crate::redact::text::{Case, Gap, Token, Tokens};

/// The token of a unit's number: "flat 7", "Apt. 4", "flat number 7".
pub(super) fn unit_number(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let called = usize::from(matches!(tokens.fold(at + 1), "number" | "no"));
    let stop = usize::from(tokens.word(at + 1 + called) == "." && (called > 0 || tokens.fold(at) == "apt"));
    let number = at + 1 + called + stop;
    let in_words =
        || tokens.fold(at) == "flat" && is_counted(tokens, number) && tokens.get(number + 1).is_none_or(closing);
    (is_unit(tokens, number) || in_words()).then_some(number)
}

/// A mark or a new line closes what stands before.
fn closing(token: &Token) -> bool {
    token.case == Case::Mark || token.gap >= Gap::Line
}

/// "Flat 11, The Maltings" or "flat 6 weavers court"; a flat alone counts too, a room or bed alone is doubtful.
pub(super) fn unit(tokens: &Tokens<'_>, at: usize, number: usize) -> Option<(usize, usize, f32)> {
    within_building(tokens, at, number).or_else(|| unit_alone(tokens, at, number))
}

fn within_building(tokens: &Tokens<'_>, at: usize, number: usize) -> Option<(usize, usize, f32)> {
    let joint = usize::from(matches!(tokens.fold(number + 1), "," | "at" | "in"));
    let comma = tokens.word(number + 1) == ",";
    let next = number + 1 + joint;
    if tokens.get(next)?.gap == Gap::Paragraph || LABELS.contains(&tokens.fold(next)) {
        return None;
    }
    if is_number(tokens, next) {
        return numbered(tokens, next).map(|(_, last, sure)| (at, last, sure));
    }
    let person = person_like(tokens, next, next + 1) || tokens.has(next, cues::TITLE | cues::GREETING | cues::CALENDAR);
    if let Some(last) = capital_run(tokens, next, 4).filter(|_| !person) {
        let housed = comma || joint == 0 || house_word(tokens, next, last);
        return housed.then_some((at, last, 0.9));
    }
    let old = (tokens.fold(next) == "the" && tokens.fold(next + 1) == "old").then_some(next + 2);
    let built = |i: &usize| tokens.has(*i, cues::STREET) || HOUSES.contains(&tokens.fold(*i));
    let street = (next..next + 4).rfind(built).or(old)?;
    let joined = (next..=street).all(|i| tokens.get(i).is_some_and(|t| t.case == Case::Lower && t.gap <= Gap::Space));
    (joined && joint == usize::from(comma)).then(|| (at, small_street_behind(tokens, street), 0.8))
}

/// The end of ", pudding street" behind a house in small letters.
fn small_street_behind(tokens: &Tokens<'_>, house: usize) -> usize {
    let from = house + 2;
    let plain = |i: usize| tokens.get(i).is_some_and(|t| t.case == Case::Lower && t.gap == Gap::Space);
    let street = (from..from + 4).take_while(|i| plain(*i)).find(|i| SURE_STREETS.contains(&tokens.fold(*i)));
    street.filter(|s| tokens.word(house + 1) == "," && *s > from).unwrap_or(house)
}

/// "Flat 7" with nothing behind it.
fn unit_alone(tokens: &Tokens<'_>, at: usize, number: usize) -> Option<(usize, usize, f32)> {
    let (before, after) = (tokens.fold(at.wrapping_sub(1)), tokens.fold(number + 1));
    let counted = matches!(before, "a" | "per") && tokens.get(at).is_some_and(|t| t.gap == Gap::Space);
    let rate = matches!(tokens.word(number + 1), "%" | ".")
        && tokens.get(number + 2).is_some_and(|t| t.gap == Gap::None && t.numbered)
        || matches!(after, "%" | "per" | "rate" | "fee" | "pounds" | "minutes" | "hours" | "days" | "weeks");
    let sure = match tokens.fold(at) {
        "flat" | "apt" | "apartment" | "bedsit" | "maisonette" => 0.65,
        "room" | "bed" | "caravan" | "chalet" | "bungalow" => 0.5,
        _ => return None,
    };
    (!counted && !rate).then_some((at, number, sure))
}

/// "number twelve Mill Lane", "she lives at number seven", "twelve Mill Lane".
pub(super) fn in_words(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let called = tokens.fold(at) == "number";
    let word = at + usize::from(called);
    let next = word + 1;
    let street = tokens.get(next).filter(|t| t.gap == Gap::Space && t.case == Case::Capital);
    let run = street.and_then(|_| capital_run(tokens, next, 4)).filter(|end| *end > next);
    if let Some(end) = run.filter(|end| SURE_STREETS.contains(&tokens.fold(*end))) {
        return Some((at, end, 0.75));
    }
    let lives = (at.saturating_sub(4)..at)
        .any(|i| matches!(tokens.fold(i), "live" | "lives" | "lived" | "living" | "neighbour"));
    let at_before = matches!(tokens.fold(at.wrapping_sub(1)), "at" | "from");
    let closes = tokens.get(next).is_none_or(closing);
    (called && at_before && (lives || closes)).then_some((at, word, 0.6))
}

/// A house number with no street: "she lives at 29, three doors along", "he's 43A".
pub(super) fn bare_number(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let word = tokens.word(at);
    let lettered = word.ends_with(|c: char| matches!(c.to_ascii_lowercase(), 'a'..='f')) && word.len() > 2;
    let before = tokens.fold(at.checked_sub(1)?);
    let is = matches!(before, "im" | "i'm" | "he's" | "she's" | "we're" | "they're" | "who's");
    let ends = tokens.get(at + 1).is_none_or(|t| t.case == Case::Mark || t.gap >= Gap::Line)
        && !matches!(tokens.word(at + 1), "%" | ":" | "/" | "-" | "\u{2013}")
        && !(tokens.word(at + 1) == "." && tokens.get(at + 2).is_some_and(|t| t.gap == Gap::None && t.numbered));
    let behind = tokens.fold(at + 1);
    let small = matches!(
        behind,
        "but" | "and" | "over" | "next" | "opposite" | "above" | "below" | "on" | "with" | "will" | "who"
    );
    if word.len() > 4 || tokens.get(at)?.gap > Gap::Space || !(ends || small) {
        return None;
    }
    if lettered {
        return (is || matches!(before, "at" | "number" | "in")).then_some((at, at, 0.62));
    }
    let living = |i: usize| {
        matches!(tokens.fold(i), "live" | "lives" | "lived" | "living" | "neighbour" | "neighbours" | "neighbor")
    };
    let lives = (at.saturating_sub(6)..at).any(living);
    let beside =
        (at + 1..at + 6).any(|i| matches!(tokens.fold(i), "door" | "doors" | "opposite" | "upstairs" | "downstairs"));
    let year_or_time = word.len() == 4 || matches!(tokens.fold(at + 1), "am" | "pm" | "o'clock" | "past");
    (before == "at" && (lives || beside) && !year_or_time).then_some((at, at, 0.62))
}

/// "number 31 Cross Lane", "lives at number 12".
pub(super) fn numbered_alone(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let digit = at + 1 + usize::from(tokens.word(at + 1) == ".");
    if let Some((_, last, sure)) = numbered(tokens, digit) {
        return Some((at, last, sure));
    }
    let comma = tokens.word(digit + 1) == "," && opens(tokens, at) && !led(tokens, at);
    if let Some(last) = capital_run(tokens, digit + 2, 3).filter(|_| comma && tokens.fold(digit + 2) == "the") {
        return Some((at, last, 0.75));
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
    let is = ["is", "am", "are", "i'm", "im", "he's", "she's", "we're", "they're", "not"].contains(&before)
        && tokens.get(digit + 1).is_none_or(closing);
    let whence = matches!(before, "at" | "from" | "by" | "outside") || is;
    let called = (whence || matches!(before, "of" | "," | "(" | "in" | "to") && (person || near))
        && !matches!(tokens.fold(digit + 1), "in" | "on" | "of" | "to");
    let counted = tokens
        .get(digit + 1)
        .is_some_and(|t| t.gap == Gap::Space && t.case == Case::Lower && tokens.cues(digit + 1) == 0);
    (lives && at_before || called && !counted).then_some((at, digit, 0.7))
}

/// A house by its name: before a street or a town, or alone where the name can be nothing else.
pub(super) fn named(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, f32)> {
    let token = tokens.get(at)?;
    let capital = matches!(token.case, Case::Capital | Case::Upper);
    let never = cues::TITLE | cues::GREETING | cues::CALENDAR | cues::KIN;
    if !capital || token.cues & never != 0 || !opens(tokens, at) {
        return None;
    }
    let end = capital_run(tokens, at, 5)?;
    if listed_body(tokens, at, end) || LABELS.contains(&tokens.fold(at)) {
        return None;
    }
    let line_start = token.gap >= Gap::Line;
    let house_in_list =
        tokens.word(at.wrapping_sub(1)) == "," && (at..at + 3).any(|i| HOUSES.contains(&tokens.fold(i)));
    if (line_start || house_in_list) && house_line(tokens, at, end) {
        return Some((at, end, 0.65));
    }
    if SURE_STREETS.contains(&tokens.fold(end)) && end > at && line_start && alone_in_head(tokens, at, end) {
        return Some((at, end, 0.7));
    }
    let of = (at..end).any(|i| tokens.fold(i) == "of") && person_like(tokens, at, at + 1);
    let person = token.entry.plain_forename() && end > at && !house_word(tokens, at, end) || of;
    if person || token.possessive && end == at {
        return None;
    }
    before_street(tokens, at, end).or_else(|| before_town(tokens, at, end)).or_else(|| home_alone(tokens, at, end))
}

/// "Rathmore, Chapel Lane" or "The Elms hostel, Lowe Road".
fn before_street(tokens: &Tokens<'_>, at: usize, end: usize) -> Option<(usize, usize, f32)> {
    let kind = tokens.get(end + 1).is_some_and(|t| t.case == Case::Lower) && HOUSES.contains(&tokens.fold(end + 1));
    let end = end + usize::from(kind);
    let comma = tokens.word(end + 1) == ",";
    let next = end + 1 + usize::from(comma);
    let separated = comma || tokens.get(next).is_some_and(|t| t.gap == Gap::Line);
    if !separated || tokens.get(next)?.gap > Gap::Line {
        return None;
    }
    let street_end = capital_run(tokens, next, 4)?;
    let named = led(tokens, at)
        || house_word(tokens, at, end)
        || SURE_STREETS.contains(&tokens.fold(street_end))
        || welsh_street(tokens, next, street_end);
    let body = listed_body(tokens, next, street_end) || tokens.has(at, cues::STOP) && tokens.fold(at) != "the";
    (is_street(tokens, next, street_end) && named && !body).then_some((at, street_end, 0.8))
}

/// "Top Farm, Nether Sallow": the name of a house and a town behind a comma.
fn before_town(tokens: &Tokens<'_>, at: usize, end: usize) -> Option<(usize, usize, f32)> {
    let next = end + 2;
    let built = HOUSES.contains(&tokens.fold(end)) || tokens.fold(at) == "the" && house_word(tokens, at, end);
    let place =
        led(tokens, at) || matches!(tokens.word(at.wrapping_sub(1)), "(" | ":" | "\u{b7}" | "|" | "~" | "\u{2014}");
    if !built || !place || end == at || tokens.word(end + 1) != "," || tokens.get(next)?.gap > Gap::Space {
        return None;
    }
    if UNITS.contains(&tokens.fold(next)) && is_unit(tokens, next + 1) {
        return Some((at, next + 1, 0.75));
    }
    let town = capital_run(tokens, next, 3)?;
    let other = person_like(tokens, next, town) || listed_body(tokens, next, town);
    let never = tokens.has(next, cues::TITLE | cues::GREETING | cues::CALENDAR | cues::KIN | cues::STOP);
    let sure = if HOMES.contains(&tokens.fold(end)) { 0.75 } else { 0.55 };
    (!other && !never).then_some((at, town, sure))
}

/// The first word of a form's field for where somebody lives; mail and web have addresses too.
fn address_field(tokens: &Tokens<'_>, at: usize) -> bool {
    let other = ["email", "e-mail", "mail", "web", "ip", "office", "business", "delivery"];
    let near = tokens.get(at).is_some_and(|t| t.gap <= Gap::Wide);
    at >= 2
        && matches!(tokens.word(at - 1), ":" | "=")
        && near
        && tokens.fold(at - 2) == "address"
        && !(at > 2 && other.contains(&tokens.fold(at - 3)))
        && !tokens.has(at, cues::STOP)
}

/// "at Holly Cottage": a name that is no care home's.
fn home_alone(tokens: &Tokens<'_>, at: usize, end: usize) -> Option<(usize, usize, f32)> {
    if address_field(tokens, at) {
        return Some((at, end, 0.75));
    }
    let place =
        led(tokens, at) || tokens.word(at.wrapping_sub(1)) == "," && tokens.get(at).is_some_and(|t| t.gap < Gap::Line);
    let closes = tokens.get(end + 1).is_none_or(|t| t.case != Case::Capital);
    (place && closes && end > at && HOMES.contains(&tokens.fold(end))).then_some((at, end, 0.6))
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
pub(super) fn before(tokens: &Tokens<'_>, first: usize) -> usize {
    let part = |fold: &str| matches!(fold, "basement" | "upstairs" | "downstairs" | "annexe" | "attic");
    let spaced = tokens.get(first).is_some_and(|t| t.gap == Gap::Space);
    if first > 0 && part(tokens.fold(first - 1)) && spaced {
        return first - 1;
    }
    if first > 0 && spaced && UNITS.contains(&tokens.fold(first)) && HOUSES.contains(&tokens.fold(first - 1)) {
        return name_before(tokens, first - 1).unwrap_or(first);
    }
    if first > 1 && tokens.word(first - 1) == "/" && is_number(tokens, first - 2) {
        return first - 2;
    }
    let comma = tokens.word(first.wrapping_sub(1)) == ",";
    let broken = tokens.get(first).is_some_and(|t| t.gap == Gap::Line);
    if first == 0 || !(comma || broken) {
        return first;
    }
    let last = first - 1 - usize::from(comma && first > 1);
    quoted(tokens, last)
        .or_else(|| scottish_flat(tokens, last))
        .or_else(|| floor(tokens, last))
        .or_else(|| name_before(tokens, last))
        .unwrap_or(first)
}

/// The opening mark of a house's name in quotation marks.
fn quoted(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let closing = matches!(tokens.word(last), "\"" | "\u{201d}" | "'" | "\u{2019}");
    let opening = |i: &usize| matches!(tokens.word(*i), "\"" | "\u{201c}" | "'" | "\u{2018}");
    (last.saturating_sub(5)..last).rev().find(opening).filter(|_| closing)
}

/// "3/2, 70 Hooper Street": the second door of the third floor.
fn scottish_flat(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let first = last.checked_sub(2)?;
    let joined = tokens.get(last).is_some_and(|t| t.gap == Gap::None) && tokens.word(last - 1) == "/";
    (joined && is_number(tokens, first) && tokens.word(last).len() < 3).then_some(first)
}

/// "Ground Floor", "First floor flat", "Top flat".
fn floor(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    const PARTS: &[&str] = &[
        "floor",
        "flat",
        "ground",
        "first",
        "second",
        "third",
        "fourth",
        "top",
        "upper",
        "lower",
        "garden",
        "basement",
        "attic",
        "rear",
        "front",
        "1st",
        "2nd",
        "3rd",
        "4th",
        "maisonette",
        "left",
        "right",
    ];
    let told = matches!(tokens.fold(last), "floor" | "flat" | "maisonette" | "left" | "right");
    let first = (last.saturating_sub(3)..=last).rev().take_while(|i| PARTS.contains(&tokens.fold(*i))).last()?;
    (told && first < last).then_some(first)
}

fn name_before(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let mut start = last;
    while start > 0
        && last - start < 3
        && (part_of_run(tokens, start) || is_unit(tokens, start))
        && tokens.get(start).is_some_and(|t| t.gap == Gap::Space)
    {
        start -= 1;
    }
    if !part_of_run(tokens, start) && !is_number(tokens, start) && !UNITS.contains(&tokens.fold(start)) {
        start += 1;
    }
    while start < last && matches!(tokens.fold(start), "of" | "on" | "via" | "upon" | "le") {
        start += 1;
    }
    let opens = opens(tokens, start);
    let titled = (start..=last).any(|i| tokens.has(i, cues::TITLE) && !matches!(tokens.fold(i), "dr" | "st"));
    let unit = UNITS.contains(&tokens.fold(start)) && is_unit(tokens, start + 1);
    let led = led(tokens, start);
    let room = UNITS.contains(&tokens.fold(last + 2)) && is_unit(tokens, last + 3);
    let lone = start == last
        && (room || led && !matches!(tokens.fold(start.wrapping_sub(1)), "in" | "into" | "near"))
        && tokens.get(start).is_some_and(|t| t.case == Case::Capital && t.entry.forename < 2 && t.cues == 0);
    let named = last > start && (tokens.has(last, cues::STREET) || led) && !person_like(tokens, start, last)
        || matches!(tokens.fold(last), "flat" | "apartment" | "studio" | "basement" | "annexe");
    let told = house_word(tokens, start, last) || unit || named || lone;
    (start <= last && opens && told && !titled && !listed_body(tokens, start, last)).then_some(start)
}
