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
    "bed",
    "unit",
];
/// Marks that part a house from what stands before it, and the parts of an address from each other.
pub(super) const SEPARATORS: &[&str] = &[",", "\u{b7}", "\u{2022}", "|", "~", "\u{2014}", "\u{2013}", "-", "("];
/// Words behind which an address stands.
const LEADING: &[&str] = &["at", "of", "to", "from", "in", "into", "address", "is", "now", "near", "home", "via", "o"];
/// Welsh words that open the name of a street and need a word behind them.
const WELSH_STREETS: &[&str] = &[
    "heol", "ffordd", "stryd", "lon", "rhodfa", "maes", "clos", "cae", "parc", "rhes", "rhiw", "llys", "bryn", "pen",
    "tan",
];
/// Numbers of houses and flats in words.
const NUMBER_WORDS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
];
/// Ends of street names of one word: Lockside, Tollgate.
const STREET_ENDS: &[&str] = &["side", "gate", "brae", "croft", "crofts", "wynd", "row", "fold", "garth", "bank"];
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
    "library",
    "bakery",
    "loft",
    "hostel",
    "dower",
    "almshouses",
    "almshouse",
    "bindery",
    "ty",
    "tigh",
    "plas",
    "studio",
    "orchard",
    "granary",
    "steading",
    "bothy",
    "tannery",
    "school",
];
/// Words in the names of houses in which people live and nobody is cared for.
pub(super) const HOMES: &[&str] = &[
    "cottage",
    "farm",
    "farmhouse",
    "barn",
    "vicarage",
    "rectory",
    "manse",
    "bungalow",
    "smithy",
    "forge",
    "schoolhouse",
    "croft",
    "cottages",
    "gatehouse",
    "almshouses",
    "bothy",
    "steading",
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
            && matches!(tokens.fold(at), "of" | "the" | "on" | "le" | "in" | "upon" | "y" | "yr" | "na" | "nan")
            && tokens.get(at + 1).is_some_and(is_capital);
        let stop = at > first
            && tokens.word(at) == "."
            && tokens.fold(at - 1) == "st"
            && tokens.get(at + 1).is_some_and(is_capital);
        let plural = at > first
            && matches!(tokens.word(at), "'" | "\u{2019}")
            && token.gap == Gap::None
            && tokens.fold(at - 1).ends_with('s')
            && tokens.get(at + 1).is_some_and(|t| is_capital(t) && t.gap == Gap::Space);
        if !inside || !(is_capital(token) || small || stop || plural) {
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
    tokens
        .get(at)
        .is_some_and(|t| is_capital(t) || matches!(tokens.fold(at), "of" | "the" | "on" | "le" | "upon" | "via"))
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

/// "12-14": two house numbers joined.
pub(super) fn is_range(tokens: &Tokens<'_>, at: usize) -> bool {
    let part = |p: &str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()) && !p.starts_with('0');
    tokens.word(at).split_once('-').is_some_and(|(low, high)| part(low) && part(high))
}

/// A number in words, as houses and flats are called by.
pub(super) fn is_counted(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = |w: &str| NUMBER_WORDS.contains(&w);
    let fold = tokens.fold(at);
    word(fold) || fold.split_once('-').is_some_and(|(tens, ones)| word(tens) && word(ones))
}

/// The number of a flat or room: 4, 12b, C14, or a letter alone.
pub(super) fn is_unit(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    let digits = word.get(1..).is_some_and(|d| (1..=3).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()));
    let lettered = word.starts_with(|c: char| c.is_ascii_uppercase()) && digits;
    let single = word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic()) && !matches!(word, "I" | "a" | "i");
    let behind = tokens.word(at + 1) == "," || is_number(tokens, at + 1);
    let near = tokens.get(at).is_some_and(|t| t.gap == Gap::Space);
    near && (is_number(tokens, at) || lettered || single && behind)
}

/// True where an address may open at this token: behind a word for living, a separator, or at the start of a line or column.
pub(super) fn opens(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    let word = tokens.word(before);
    tokens.get(at).is_some_and(|t| t.gap >= Gap::Wide)
        || SEPARATORS.contains(&word)
        || matches!(word, ":" | "=" | "\"" | "\u{201c}" | ".")
        || led(tokens, at)
}

/// True behind "at", "of" or another word that leads to a place.
pub(super) fn led(tokens: &Tokens<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| LEADING.contains(&tokens.fold(before)))
}

/// True where a run is the name of a street: by its last word, its Welsh first word, or the end of its only word.
pub(super) fn is_street(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    last > first && (tokens.has(last, cues::STREET) || WELSH_STREETS.contains(&tokens.fold(first)))
        || street_end(tokens, last)
}

/// True for Welsh street words with more behind them.
pub(super) fn welsh_street(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    last > first && WELSH_STREETS.contains(&tokens.fold(first))
}

/// True for Lockside and Tollgate.
pub(super) fn street_end(tokens: &Tokens<'_>, at: usize) -> bool {
    let fold = tokens.fold(at);
    let told = |end: &&str| fold.strip_suffix(*end).is_some_and(|stem| stem.len() >= 3);
    tokens.get(at).is_some_and(|t| is_capital(t) && t.entry.word < 2 && t.entry.forename == 0)
        && STREET_ENDS.iter().any(told)
}

/// True where the same line or the lines above name a body. `c/o` speaks against it, and so does a person nearer than the body.
pub(super) fn of_body(tokens: &Tokens<'_>, span: Span) -> bool {
    let text = tokens.text;
    let own = span.of(text).to_ascii_lowercase();
    let private = ["c/o", "flat ", "apt", "apartment ", "bedsit ", "bed "];
    if private.iter().any(|p| own.starts_with(p)) {
        return false;
    }
    if says(&own, BODIES) {
        return true;
    }
    let head = text.get(..span.start).unwrap_or_default();
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let line = head.get(start..).unwrap_or_default();
    if line.bytes().any(|b| b.is_ascii_alphabetic()) {
        return line.len() < 70 && !prose(line) && says(line, BODIES);
    }
    let block = head.rfind("\n\n").map_or(0, |at| at + 2);
    let mut end = start;
    for _ in 0..3 {
        let Some(above) = head.get(block..end.saturating_sub(1)).filter(|a| !a.is_empty()) else { return false };
        let from = above.rfind('\n').map_or(block, |at| block + at + 1);
        let line = head.get(from..end.saturating_sub(1)).unwrap_or_default();
        if line.len() >= 70 || prose(line) {
            return false;
        }
        if says(line, BODIES) {
            return true;
        }
        let first = tokens.at_byte(from);
        let last = tokens.line(first).1.saturating_sub(1);
        if tokens.has(first, cues::TITLE) && tokens.fold(first) != "dr" || person_like(tokens, first, last) {
            return false;
        }
        end = from;
    }
    false
}

fn prose(line: &str) -> bool {
    line.split_whitespace().filter(|w| w.starts_with(|c: char| c.is_lowercase())).count() > 3
}
