//! What the trained tagger nominates. What it holds likely is a name; what it holds possible goes to a person; and where it
//! sees nothing at all, a guess from capitals alone is not made.

use super::super::cues;
use super::super::text::{Case, Gap};
use super::{Ground, Mention};

/// From here a token is held likely to be part of a name.
const LIKELY: f32 = 0.5;
/// From here it is held possible, and a person must look.
const POSSIBLE: f32 = 0.06;
/// Below this a guess from capitals alone is dropped.
const HARDLY: f32 = 0.012;

/// Finds names by the tagger's odds.
pub fn find(ground: &Ground<'_>, found: &mut Vec<Mention>) {
    let mut at = 0;
    while at < ground.odds.len() {
        let odds = odds(ground, at);
        if odds < POSSIBLE || !could_be(ground, at) {
            at += 1;
            continue;
        }
        let floor = if odds >= LIKELY { LIKELY } else { POSSIBLE };
        let last = run_end(ground, at, floor);
        let surest = (at..=last).map(|i| self::odds(ground, i)).fold(0.0, f32::max);
        if wordly(ground, at, last) || ground.is_body(at, last) && surest < 0.8 {
            at = last + 1;
            continue;
        }
        let mean = (at..=last).map(|i| self::odds(ground, i)).sum::<f32>() / (last + 1 - at) as f32;
        let (confidence, detector) = if mean >= LIKELY {
            (0.55 + 0.4 * (mean - LIKELY) / (1.0 - LIKELY), "tagged as a name")
        } else {
            (0.3 + 0.25 * mean, "tagged as a possible name")
        };
        found.push(ground.mention(at, last, confidence, detector));
        at = last + 1;
    }
}

/// How likely a token is part of a name.
pub fn odds(ground: &Ground<'_>, at: usize) -> f32 {
    ground.odds.get(at).map_or(0.0, |o| o[0] + o[1])
}

/// True where the tagger sees no name in any of these tokens.
pub fn denies(ground: &Ground<'_>, first: usize, last: usize) -> bool {
    let strange = |i: usize| {
        ground
            .tokens
            .get(i)
            .is_some_and(|t| t.entry.word == 0 && t.entry.place == 0 && !t.starts && t.case != Case::Upper)
    };
    !ground.odds.is_empty() && (first..=last).all(|i| odds(ground, i) < HARDLY && !strange(i))
}

/// True for one everyday word where a capital says nothing, in small letters or at the start of a sentence: the tagger must be
/// surer of it.
fn wordly(ground: &Ground<'_>, first: usize, last: usize) -> bool {
    let token = ground.tokens.get(first).filter(|_| first == last);
    let told = first > 0
        && ground.tokens.has(first - 1, cues::TITLE | cues::KIN | cues::GREETING | cues::STAFF_JOB | cues::CARE_JOB);
    let floor = if ground.caseless(first) { 0.7 } else { 0.3 };
    let dull = |t: &super::super::text::Token| t.entry.word >= 1 && (ground.caseless(first) || t.starts);
    token.is_some_and(dull) && !told && odds(ground, first) < floor
}

fn run_end(ground: &Ground<'_>, first: usize, floor: f32) -> usize {
    let tokens = ground.tokens;
    let (mut last, mut at) = (first, first + 1);
    while let Some(token) = tokens.get(at) {
        let Some([begins, goes_on]) = ground.odds.get(at).copied() else { break };
        let stop = tokens.word(at) == "." && tokens.get(at - 1).is_some_and(|t| t.case == Case::Initial);
        let apart = token.gap > Gap::Line || tokens.get(last).is_some_and(|t| t.possessive);
        if apart || !(stop || goes_on > begins && begins + goes_on >= floor && could_be(ground, at)) {
            break;
        }
        if !stop {
            last = at;
        }
        at += 1;
    }
    last
}

fn could_be(ground: &Ground<'_>, at: usize) -> bool {
    let Some(token) = ground.tokens.get(at) else { return false };
    let letters = !matches!(token.case, Case::Mark | Case::Digit) && !token.numbered && !ground.is_taken(at);
    let never = cues::STOP | cues::CALENDAR | cues::TITLE | cues::GREETING;
    let barred = token.cues & never != 0 && token.entry.forename < 3 && token.entry.surname < 3;
    letters && !barred && !ground.places.contains(ground.tokens.fold(at))
}
