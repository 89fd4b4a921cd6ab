//! The parts addresses are made of: words for houses and streets, runs of capitalised words, house numbers, and what makes an
//! address that of a body. It looks at words only and never decides that something is an address.

use super::says;
use crate::model::Span;
use crate::redact::cues;
use crate::redact::text::{Case, Gap, Token, Tokens};

/// Words that open a part of a house.
pub(super) const UNITS: &[&str] = &[
    "flat",
    "apartment",
    "apt",
    "room",
    "maisonette",
    "bedsit",
    "caravan",
    "plot",
    "bungalow",
    "house",
    "pitch",
    "chalet",
    "berth",
];
/// Words in the names of houses.
pub(super) const HOUSES: &[&str] = &[
    "cottage",
    "house",
    "farm",
    "annexe",
    "annex",
    "bungalow",
    "lodge",
    "villa",
    "barn",
    "mill",
    "hall",
    "court",
    "maltings",
    "rectory",
    "vicarage",
    "manse",
    "farmhouse",
    "cottages",
    "stables",
    "gatehouse",
    "towers",
    "tower",
    "mansions",
    "grange",
    "manor",
    "chapel",
    "flats",
    "forge",
    "smithy",
    "croft",
    "gables",
    "laurels",
    "hollies",
    "willows",
    "beeches",
    "firs",
    "elms",
    "cedars",
    "poplars",
    "pines",
    "oaks",
    "schoolhouse",
    "brewery",
    "homestead",
    "hideaway",
];
/// Street words that name nothing else, so that they are believed in small letters and without a number.
pub(super) const SURE_STREETS: &[&str] = &[
    "road", "rd", "street", "st", "lane", "ln", "avenue", "ave", "crescent", "terrace", "gardens", "grove", "close",
    "drive", "croft", "fold", "mews", "crescent", "parade", "mount",
];
/// Words of an address that belongs to a body.
pub(super) const BODIES: &[&str] = &[
    "ltd",
    "limited",
    "llp",
    "plc",
    "council",
    "solicitors",
    "trust",
    "hospital",
    "infirmary",
    "surgery",
    "practice",
    "school",
    "university",
    "college",
    "charity",
    "society",
    "association",
    "suite",
    "unit",
    "civic",
    "town hall",
    "department",
    "services",
    "ombudsman",
    "police",
    "barristers",
    "chambers",
    "advocacy",
    "bandroom",
    "convent",
    "registered office",
    "po box",
    "industrial",
    "business park",
    "team",
];

pub(super) fn house_word(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    (first..=last).any(|i| HOUSES.contains(&tokens.fold(i)))
}

pub(super) fn listed_body(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    (first..=last).any(|i| BODIES.contains(&tokens.fold(i)) || matches!(tokens.fold(i), "civic" | "market"))
}

/// A line of an address holds nothing but the run, a comma or a postcode.
pub(super) fn whole_line(tokens: &Tokens<'_>, first: usize, run: usize) -> bool {
    let (_, end) = tokens.line(first);
    let rest = end.saturating_sub(run + 1);
    rest == 0
        || tokens.word(run + 1) == ","
        || rest <= 3 && (run + 1..end).any(|i| tokens.word(i).bytes().any(|b| b.is_ascii_digit()))
}

pub(super) fn person_like(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let Some(token) = tokens.get(first) else { return false };
    let verb_follows = first == last
        && tokens.has(last + 1, cues::VERB)
        && tokens.get(last + 1).is_some_and(|t| t.case == Case::Lower);
    let full = last > first
        && token.entry.forename >= 2
        && tokens.get(last).is_some_and(|t| t.entry.surname >= 1 && t.cues & cues::STREET == 0);
    full || verb_follows && token.entry.forename >= 2 || token.case == Case::Initial
}

/// Last token of a run of up to `most` capitalised words on one line.
pub(super) fn capital_run(tokens: &Tokens<'_>, first: usize, most: usize) -> Option<usize> {
    let mut last = None;
    for at in first..first + most {
        let Some(token) = tokens.get(at) else { break };
        let inside = token.gap <= Gap::Space || at == first;
        let small = at > first
            && matches!(tokens.fold(at), "of" | "the" | "on" | "le" | "in" | "upon" | "y" | "yr")
            && tokens.get(at + 1).is_some_and(is_capital);
        let stop = at > first
            && tokens.word(at) == "."
            && tokens.fold(at - 1) == "st"
            && tokens.get(at + 1).is_some_and(is_capital);
        if !inside || !(is_capital(token) || small || stop) {
            break;
        }
        if is_capital(token) {
            last = Some(at);
        }
    }
    last
}

pub(super) fn is_capital(token: &Token) -> bool {
    token.case == Case::Capital || token.case == Case::Upper && !token.numbered
}

pub(super) fn part_of_run(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.get(at).is_some_and(|t| is_capital(t) || matches!(tokens.fold(at), "of" | "the" | "on" | "le" | "upon"))
}

/// A house number: one to four digits, perhaps with a letter; a scan may have read a one as a small l.
pub(super) fn is_number(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    let digit = |b: &u8| b.is_ascii_digit() || matches!(b, b'l' | b'I' | b'O');
    let digits = word.bytes().take_while(digit).count();
    (1..=4).contains(&digits)
        && word.bytes().any(|b| b.is_ascii_digit())
        && word.len() - digits <= 1
        && !word.starts_with(['0', 'O'])
        && (word.len() < 4 || !word.starts_with("20") && !word.starts_with("19"))
}

/// True where the lines above or the same line name a body. `c/o` speaks against it.
pub(super) fn of_body(tokens: &Tokens<'_>, span: Span) -> bool {
    let text = tokens.text;
    if span.of(text).to_ascii_lowercase().starts_with("c/o") {
        return false;
    }
    let head = text.get(..span.start).unwrap_or_default();
    let block = head.rfind("\n\n").map_or(0, |at| at + 2);
    let above = head.get(block..).unwrap_or_default();
    let lines: Vec<&str> = above.split('\n').collect();
    let near = lines.len().saturating_sub(4);
    let short = |line: &&&str| line.len() < 70;
    let prose = above.len() > 200
        || lines
            .last()
            .is_some_and(|l| l.split_whitespace().filter(|w| w.starts_with(|c: char| c.is_lowercase())).count() > 3);
    let mut window: Vec<&str> =
        if prose { Vec::new() } else { lines.iter().skip(near).filter(short).copied().collect() };
    window.push(span.of(text));
    window.iter().any(|line| says(line, BODIES))
}
