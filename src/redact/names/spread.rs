//! Follows each name that was found through the whole item: any word of it, in any case, with initials, misspelt by one
//! letter or misread by a scan. What is less than the name itself is less sure.

use super::super::cues;
use super::super::lexicon::{self, fold_scan};
use super::super::text::{Case, Gap};
use super::{Ground, Mention};
use std::collections::{HashMap, HashSet};

/// The words of all names known in an item.
#[derive(Debug, Default)]
pub struct Known {
    words: HashMap<String, Strength>,
    scans: HashMap<String, String>,
    long: Vec<String>,
    initials: HashSet<String>,
}

/// With more names than this, slips are no longer looked for: each word would be held against each name.
const MANY: usize = 2_000;

/// How surely a word stands for a name wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// An everyday word; it counts only where it is written as a name.
    Word,
    /// No ordinary word.
    Plain,
}

impl Known {
    /// Learns the words of names of which each is at least fairly sure.
    pub fn learn<'m>(names: impl Iterator<Item = &'m [String]>) -> Self {
        let mut known = Self::default();
        for words in names {
            if words.len() > 1 && words.iter().all(|w| w.len() == 1) {
                known.initials.insert(words.concat());
            }
            for word in words.iter().filter(|w| w.len() > 1) {
                known.add(word);
                for part in word.split('-').filter(|p| p.len() > 2 && word.contains('-')) {
                    known.add(part);
                }
            }
        }
        known
    }

    /// The folded words of a name as written.
    pub fn words_of(name: &str) -> Vec<String> {
        name.split([' ', '.']).filter(|w| !w.is_empty()).map(lexicon::fold).collect()
    }

    fn add(&mut self, word: &str) {
        let entry = lexicon::lookup(word);
        let ordinary = entry.word >= 1 || cues::of(word) & !cues::PARTICLE != 0;
        let strength = if ordinary { Strength::Word } else { Strength::Plain };
        self.words.insert(word.to_string(), strength);
        if word.len() >= 4 {
            self.scans.insert(fold_scan(word), word.to_string());
        }
        if word.len() >= 5 && !ordinary {
            self.long.push(word.to_string());
        }
    }

    /// True where the folded word is a word of a known name.
    pub fn has(&self, folded: &str) -> bool {
        self.words.contains_key(folded)
    }

    /// The known word one slip away from this one, if it is long enough for a slip to be told from another word.
    fn near(&self, folded: &str) -> Option<&str> {
        if folded.len() < 4 || lexicon::lookup(folded).word >= 1 {
            return None;
        }
        if let Some(word) = self.scans.get(&fold_scan(folded)) {
            return Some(word);
        }
        let close = |word: &&String| {
            word.len().abs_diff(folded.len()) <= 1
                && word.as_bytes().first() == folded.as_bytes().first()
                && strsim::osa_distance(word, folded) == 1
        };
        if self.long.len() > MANY {
            return None;
        }
        self.long.iter().filter(|w| w.len() >= 5 && folded.len() >= 5).find(close).map(String::as_str)
    }
}

/// Mentions of known names that the detectors did not find.
pub fn find(ground: &Ground<'_>, known: &Known, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let mut at = 0;
    while at < tokens.len() {
        match start(ground, known, at) {
            Some((confidence, detector)) if !ground.is_taken(at) => {
                let last = whole(ground, known, at);
                let first = initials_before(ground, at);
                found.push(ground.mention(first, last, confidence, detector));
                at = last + 1;
            }
            _ => at += 1,
        }
    }
    spelled_initials(ground, known, found);
    broken(ground, known, found);
}

fn start(ground: &Ground<'_>, known: &Known, at: usize) -> Option<(f32, &'static str)> {
    let token = ground.tokens.get(at)?;
    if token.span.len() < 2 || token.case == Case::Mark {
        return None;
    }
    let folded = ground.tokens.fold(at);
    match known.words.get(folded) {
        Some(Strength::Plain) => return (!in_body(ground, at)).then_some((0.9, "known name")),
        Some(Strength::Word) => return word_as_name(ground, known, at),
        None => {}
    }
    if token.case == Case::Capital
        && folded.contains('-')
        && folded.split('-').any(|p| known.words.get(p) == Some(&Strength::Plain))
    {
        return Some((0.6, "part of a double name"));
    }
    let plural = folded.strip_suffix('s').filter(|p| known.words.get(*p) == Some(&Strength::Plain) && p.len() > 3);
    if plural.is_some() && !in_body(ground, at) {
        return Some((0.6, "known name in the plural"));
    }
    let written = token.case != Case::Lower || ground.caseless(at) || folded.starts_with('l');
    (written && token.cues == 0 && !in_body(ground, at))
        .then(|| known.near(folded))
        .flatten()
        .map(|_| (0.55, "near a known name"))
}

/// A known name that is also a word counts where it is written with a capital inside a sentence, beside another known
/// name, or where it does something.
fn word_as_name(ground: &Ground<'_>, known: &Known, at: usize) -> Option<(f32, &'static str)> {
    let tokens = ground.tokens;
    let token = tokens.get(at)?;
    if in_body(ground, at) || token.cues & cues::STOP != 0 && token.entry.forename < 3 {
        return None;
    }
    let beside = |i: usize| {
        known.words.get(tokens.fold(i)) == Some(&Strength::Plain)
            && tokens.get(i).is_some_and(|t| t.case != Case::Lower || ground.caseless(i))
    };
    let paired = at > 0 && beside(at - 1) && token.gap <= Gap::Line || beside(at + 1);
    let surname = tokens.get(at + 1).is_some_and(|n| {
        ground.caseless(at + 1)
            && n.gap == Gap::Space
            && n.cues == 0
            && n.entry.word == 0
            && n.entry.place == 0
            && n.span.len() > 3
    });
    let paired = paired || surname && token.entry.forename >= 2;
    let titled = tokens.has(at.wrapping_sub(1), cues::TITLE);
    let capital = matches!(token.case, Case::Capital | Case::Upper) && !ground.caseless(at);
    let acts = tokens.has(at + 1, cues::VERB | cues::ADVERB) || token.possessive;
    let placed = matches!(tokens.fold(at.wrapping_sub(1)), "the" | "a" | "an" | "this");
    let alone = token.starts && !tokens.get(at + 1).is_some_and(|n| n.gap < Gap::Line && n.case != Case::Mark);
    let counts = paired
        || titled
        || capital && !placed && (!token.starts || acts || alone || token.entry.word <= 1)
        || ground.caseless(at) && acts && !placed && token.entry.word <= 2 && token.entry.forename >= 3;
    (counts && (capital || ground.caseless(at) || titled)).then_some((0.75, "known name that is also a word"))
}

/// True where the word is part of the name of a body or a street.
fn in_body(ground: &Ground<'_>, at: usize) -> bool {
    let tokens = ground.tokens;
    let next = |i: usize| {
        tokens.get(i).is_some_and(|t| {
            t.gap == Gap::Space
                && matches!(t.case, Case::Capital | Case::Upper)
                && t.cues & (cues::ORG | cues::STREET) != 0
                && t.entry.surname < 4
        })
    };
    let titled = tokens.has(at.wrapping_sub(1), cues::TITLE);
    !titled
        && !tokens.get(at).is_some_and(|t| t.possessive || t.shouted)
        && (next(at + 1) && tokens.get(at).is_some_and(|t| t.case != Case::Lower)
            || tokens.word(at + 1) == "&" && next(at + 3))
}

/// Goes on over the words of the same or another known name, over initials, and over a surname nobody knew yet.
fn whole(ground: &Ground<'_>, known: &Known, first: usize) -> usize {
    let tokens = ground.tokens;
    let mut last = first;
    let mut at = first + 1;
    while let Some(token) = tokens.get(at) {
        if tokens.get(last).is_some_and(|t| t.possessive) || last >= first + 4 {
            break;
        }
        let near = token.gap <= Gap::Space || token.gap == Gap::Line && ground.joins_over_line(first, at);
        let stop = tokens.word(at) == "." && tokens.get(at - 1).is_some_and(|t| t.case == Case::Initial);
        let initial = token.case == Case::Initial && token.gap == Gap::Space;
        let listed = token.entry.surname >= 1 && token.entry.word == 0 || token.entry.unknown() && token.span.len() > 2;
        let surname = listed
            && token.cues == 0
            && token.gap == Gap::Space
            && (ground.capital(at) || ground.caseless(at))
            && !ground.places.contains(tokens.fold(at))
            && !ground.is_taken(at);
        let named = known.has(tokens.fold(at))
            && (ground.capital(at) || ground.caseless(at) || tokens.get(at).is_some_and(|t| t.case == Case::Upper))
            && !ground.is_taken(at);
        if !near || !(stop || initial || named || surname) {
            break;
        }
        if named || surname {
            last = at;
        }
        at += 1;
    }
    last
}

/// Initials before a surname belong to the name.
fn initials_before(ground: &Ground<'_>, at: usize) -> usize {
    let tokens = ground.tokens;
    let mut first = at;
    while first > 0 && tokens.get(first).is_some_and(|t| t.gap <= Gap::Space) {
        let before = first - 1;
        let stop = tokens.word(before) == ".";
        let initial = before - usize::from(stop && before > 0);
        let is_initial =
            tokens.get(initial).is_some_and(|t| t.case == Case::Initial && (stop || t.span.of(tokens.text) != "I"));
        if !is_initial {
            break;
        }
        first = initial;
    }
    first
}

/// "K.O.", "K O" where these initials are known to stand for a person.
fn spelled_initials(ground: &Ground<'_>, known: &Known, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    for at in 0..tokens.len() {
        if known.initials.is_empty() || !tokens.get(at).is_some_and(|t| t.case == Case::Initial) {
            continue;
        }
        let (mut letters, mut last, mut i) = (String::new(), at, at);
        while let Some(token) = tokens.get(i) {
            if token.case == Case::Initial {
                letters.push_str(tokens.fold(i));
                last = i;
            } else if tokens.word(i) != "." {
                break;
            }
            i += 1;
        }
        if known.initials.contains(&letters) {
            let end = last
                + usize::from(tokens.word(last + 1) == "." && tokens.get(last + 1).is_some_and(|t| t.gap == Gap::None));
            found.push(ground.mention(at, end, 0.85, "known initials"));
        }
    }
}

/// A known name split by a hyphen at the end of a line.
fn broken(ground: &Ground<'_>, known: &Known, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    for at in 1..tokens.len().saturating_sub(1) {
        let split = matches!(tokens.word(at), "-" | "\u{ad}" | "\u{2010}")
            && tokens.get(at + 1).is_some_and(|t| t.gap == Gap::Line)
            && tokens.get(at).is_some_and(|t| t.gap == Gap::None);
        let gap = tokens.get(at + 1).is_some_and(|t| t.gap == Gap::Line)
            && tokens.get(at).is_some_and(|t| t.case != Case::Mark);
        let joined = match (split, gap) {
            (true, _) => format!("{}{}", tokens.fold(at - 1), tokens.fold(at + 1)),
            (false, true) => format!("{}{}", tokens.fold(at), tokens.fold(at + 1)),
            _ => continue,
        };
        if joined.len() > 4 && known.words.get(joined.as_str()) == Some(&Strength::Plain) {
            found.push(ground.mention(if split { at - 1 } else { at }, at + 1, 0.85, "known name split over lines"));
        }
    }
}
