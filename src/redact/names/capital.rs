//! Runs of capitalised words judged by the lists and by their neighbours: two listed names are a person, "Rose Court" is
//! a house, "in Heckby" a place. A capitalised word that no list knows goes to a person rather than through unseen.

use super::super::cues;
use super::super::lexicon;
use super::super::text::{Case, Gap};
use super::single::{camel, single, small};
use super::{Ground, Mention, tagged};

/// Finds names among capitalised words, and plain names in text without capitals.
pub fn find(ground: &Ground<'_>, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let mut at = 0;
    while at < tokens.len() {
        if ground.caseless(at) {
            small(ground, at, found);
            at += 1;
        } else if capitalised(ground, at) {
            let end = run_end(ground, at);
            judge(ground, at, end, found);
            at = end + 1;
        } else {
            at += 1;
        }
    }
}

/// True for a word written with a capital, acronyms left out unless lists know them as names.
fn capitalised(ground: &Ground<'_>, at: usize) -> bool {
    let Some(token) = ground.tokens.get(at) else { return false };
    let word_i = token.case == Case::Initial && ground.tokens.word(at) == "I" && ground.tokens.word(at + 1) != ".";
    !token.shouted
        && !word_i
        && (matches!(token.case, Case::Capital | Case::Initial | Case::Upper) || ground.capital(at))
}

/// Last token of the run: capitalised words with spaces, initials' stops and particles between them.
fn run_end(ground: &Ground<'_>, first: usize) -> usize {
    let tokens = ground.tokens;
    let mut last = first;
    let mut at = first + 1;
    while let Some(token) = tokens.get(at) {
        if tokens.get(last).is_some_and(|t| t.possessive) {
            break;
        }
        let stop = tokens.word(at) == "."
            && tokens.get(at - 1).is_some_and(|t| t.case == Case::Initial || t.cues & cues::TITLE != 0)
            && token.gap == Gap::None;
        let small = matches!(tokens.fold(at), "of" | "the" | "for" | "&" | "and")
            && tokens.has(last, cues::ORG)
            && capitalised(ground, at + 1);
        let particle = token.cues & cues::PARTICLE != 0 && token.case == Case::Lower && capitalised(ground, at + 1);
        let near = token.gap <= Gap::Space || token.gap == Gap::Line && ground.joins_over_line(first, at);
        if !near || !(capitalised(ground, at) || stop || small || particle) {
            break;
        }
        if capitalised(ground, at) {
            last = at;
        }
        at += 1;
    }
    last
}

fn judge(ground: &Ground<'_>, mut first: usize, mut last: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    if body(ground, first, last) {
        return;
    }
    while first <= last && (led_in(ground, first, last) || tokens.word(first) == ".") {
        first += 1;
    }
    while last > first && trailing(ground, last) {
        last -= 1;
    }
    if first > last || (first..=last).any(|i| ground.is_taken(i)) {
        return;
    }
    let words: Vec<usize> = (first..=last).filter(|i| capitalised(ground, *i)).collect();
    let folded: Vec<&str> = words.iter().map(|i| tokens.fold(*i)).collect();
    let place = lexicon::lookup(&folded.join(" ")).place;
    let confidence = match words.len() {
        0 => None,
        1 => single(ground, first, place),
        _ => several(ground, &words, place),
    };
    if let Some((confidence, detector)) = confidence.filter(|(c, _)| *c >= 0.6 || !tagged::denies(ground, first, last))
    {
        found.push(ground.mention(first, last, confidence, detector));
    }
}

/// True where the run names a body, a building or a street.
fn body(ground: &Ground<'_>, first: usize, last: usize) -> bool {
    let tokens = ground.tokens;
    let after = matches!(tokens.fold(last + 1), "&" | "and")
        && (tokens.has(last + 2, cues::ORG) || tokens.has(last + 3, cues::ORG) && capitalised(ground, last + 3))
        && capitalised(ground, last + 2);
    let saint =
        last > first && matches!(tokens.fold(first), "st" | "saint") && !tokens.has(first.wrapping_sub(1), cues::TITLE);
    let known = (first..=last).filter(|i| ground.places.contains(tokens.fold(*i))).count();
    let org = (first..=last).any(|i| {
        let Some(token) = tokens.get(i) else { return false };
        let surname = i == last
            && i > first
            && token.cues & cues::SURNAME_TOO != 0
            && i > 0
            && (i - 1 == first || tokens.get(i - 1).is_some_and(|t| t.case == Case::Initial))
            && plain_first(ground, first)
            && !sure_body(tokens.fold(i));
        token.cues & cues::ORG != 0 && last > first && !surname
            || token.cues & cues::ORG != 0 && token.cues & cues::SURNAME_TOO == 0
    });
    let street = last > first
        && tokens.has(last, cues::STREET)
        && (tokens.get(first.wrapping_sub(1)).is_some_and(|t| t.case == Case::Digit) || !plain_first(ground, first));
    let illness = (first..=last).any(|i| tokens.has(i, cues::ILLNESS)) && !plain_first(ground, first);
    org || saint || after || street || illness || known > 0 && known == last - first + 1
}

/// Words that end the name of a body or building even behind a forename: "Rose Court".
pub fn sure_body(folded: &str) -> bool {
    matches!(
        folded,
        "house"
            | "lodge"
            | "court"
            | "hall"
            | "council"
            | "street"
            | "road"
            | "lane"
            | "manor"
            | "grange"
            | "park"
            | "centre"
            | "church"
            | "school"
            | "hospital"
            | "care"
            | "home"
            | "act"
            | "team"
            | "trust"
            | "direct"
            | "services"
            | "garage"
            | "inn"
    )
}

/// True where the run opens with a forename that is no place of the item.
fn plain_first(ground: &Ground<'_>, first: usize) -> bool {
    ground.tokens.get(first).is_some_and(|t| t.entry.forename >= 2 || t.case == Case::Initial)
        && !ground.places.contains(ground.tokens.fold(first))
}

/// Words before the name: "The", "Dear", a title, a job, a sentence's first word.
fn led_in(ground: &Ground<'_>, at: usize, last: usize) -> bool {
    let Some(token) = ground.tokens.get(at) else { return false };
    let entry = token.entry;
    if token.case == Case::Initial {
        return false;
    }
    let named = entry.forename >= 3
        && at < last
        && ground.tokens.get(at + 1).is_some_and(|t| t.entry.is_name() && t.entry.word == 0);
    if named && token.cues & (cues::TITLE | cues::KIN) == 0 {
        return false;
    }
    let next = ground.tokens.get(at + 1).filter(|_| at < last).map(|t| t.entry).unwrap_or_default();
    if entry.word >= 2 && entry.forename == 0 && next.forename >= 3 && next.word == 0 {
        return true;
    }
    let cue = cues::TITLE | cues::STOP | cues::STAFF_JOB | cues::CARE_JOB | cues::GREETING | cues::OFFICE;
    let cue = if at < last { cue | cues::KIN } else { cue };
    token.cues & (cue | cues::CALENDAR) != 0 && entry.forename < 3
        || at < last && entry.word >= 1 && entry.forename < 2 && (token.starts || entry.surname < 2)
}

fn trailing(ground: &Ground<'_>, at: usize) -> bool {
    let Some(token) = ground.tokens.get(at) else { return false };
    let entry = token.entry;
    let cue = cues::KIN
        | cues::STAFF_JOB
        | cues::CARE_JOB
        | cues::CALENDAR
        | cues::STOP
        | cues::AFTER_NAME
        | cues::TITLE
        | cues::GREETING;
    let word = token.case != Case::Initial && entry.word >= 1 && entry.surname < 2 && entry.forename < 2;
    ground.tokens.word(at) == "."
        || word
        || token.numbered
        || token.cues & cue != 0 && entry.surname < 3 && entry.forename < 3
        || token.case == Case::Upper && !entry.is_name()
        || token.gap == Gap::Line && token.cues & cue != 0
}

/// Two words or more: names by the lists, or unknown words that could be.
fn several(ground: &Ground<'_>, words: &[usize], place: u8) -> Option<(f32, &'static str)> {
    let tokens = ground.tokens;
    let entry = |i: &usize| tokens.get(*i).map(|t| t.entry).unwrap_or_default();
    let (first, last) = (words.first()?, words.last()?);
    let initials = words.iter().filter(|i| tokens.get(**i).is_some_and(|t| t.case == Case::Initial)).count();
    let ordinary = words.iter().filter(|i| entry(i).word >= 1 && !entry(i).is_name()).count();
    let (opening, closing) = (entry(first), entry(last));
    let after_place_word = tokens.has(first.wrapping_sub(1), cues::PLACE_PREPOSITION);
    let acronym = words.iter().any(|i| tokens.get(*i).is_some_and(|t| t.case == Case::Upper && !t.entry.is_name()));
    let camel = words.iter().any(|i| camel(tokens.word(*i)));
    if initials == words.len() {
        let led = matches!(
            tokens.fold(first.wrapping_sub(1)),
            "for" | "by" | "re" | ":" | "client" | "about" | "resident" | "patient" | "signed"
        );
        return (led && initials <= 3).then_some((0.55, "initials alone"));
    }
    if acronym
        || camel
        || ordinary > 0 && !(opening.forename >= 3 && ordinary == 1)
        || place >= 1 && (after_place_word || opening.forename < 2)
    {
        return None;
    }
    if initials > 0 {
        let tail = closing.word == 0 || closing.surname >= 2;
        return tail.then_some((0.9, "initials and a surname"));
    }
    if opening.forename >= 1 && (opening.word == 0 || opening.forename >= 3) {
        let surname = closing.surname >= 1 || closing.word == 0;
        return Some(if surname { (0.95, "forename and surname") } else { (0.75, "forename and a word") });
    }
    let unknown = words.iter().filter(|i| entry(i).word == 0).count();
    if unknown < words.len() || after_place_word && !closing.is_name() {
        let surname = closing.surname >= 2 && closing.word == 0 && tokens.cues(*last) == 0;
        return (surname && !after_place_word && opening.word < 2).then_some((0.55, "capitals before a surname"));
    }
    Some(if closing.is_name() || opening.is_name() {
        (0.8, "capitals with a listed name")
    } else {
        (0.5, "capitals no list knows")
    })
}
