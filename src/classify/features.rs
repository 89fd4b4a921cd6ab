//! What the second opinion sees of an item: its words, pairs of words within a sentence, parts of words, and the words of
//! the subject. It weighs nothing and never asks the rules.

use super::view::View;
use crate::model::{Category, DocumentRole, Kind};
use crate::rules::classify::Places;
use crate::rules::classify::model::{place, place_of_part};
use crate::rules::classify::vocabulary::{BOUNDARY, NUMBER, QUESTION};

/// How many letters in a row make a part of a word, its beginning and end among them.
const PART_LENGTHS: std::ops::RangeInclusive<usize> = 3..=5;

/// The words of one sentence, for the second opinion.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Which document.
    pub document: usize,
    /// Words from here,
    pub first: usize,
    /// up to, not including, here.
    pub last: usize,
    /// Where its words, pairs of words and parts of words stand in the table.
    pub places: Vec<u32>,
    /// Each single word with its place in the table.
    pub singles: Vec<(usize, u32)>,
}

/// The sentences that the writer wrote, subject line included.
pub fn sentences(view: &View<'_>) -> Vec<Sentence> {
    let mut all = Vec::new();
    for (number, (seen, document)) in view.documents.iter().zip(&view.parsed.documents).enumerate() {
        let subject = document.role == DocumentRole::Subject;
        let mut words: Vec<(usize, Vec<u8>)> = Vec::new();
        for (at, token) in seen.tokens.words.iter().enumerate() {
            if token.word == BOUNDARY {
                all.extend(close(number, subject, &mut words));
                continue;
            }
            if !seen.place(at).meets(Places::BODY | Places::SUBJECT) {
                continue;
            }
            let text = document.text.get(token.start as usize..token.end as usize).unwrap_or_default();
            words.push((at, plain(text, token.word)));
        }
        all.extend(close(number, subject, &mut words));
    }
    all
}

/// The words of all sentences, each once.
pub fn words(sentences: &[Sentence]) -> Vec<u32> {
    let mut words: Vec<u32> = sentences.iter().flat_map(|s| s.places.iter().copied()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The name of a case, as questions use it.
pub fn case_name(category: Category, kind: Option<Kind>) -> String {
    kind.map_or_else(|| category.to_string(), |kind| format!("{category}/{kind}"))
}

fn close(document: usize, subject: bool, words: &mut Vec<(usize, Vec<u8>)>) -> Option<Sentence> {
    let (first, last) = (words.first()?.0, words.last()?.0 + 1);
    let mut places = Vec::with_capacity(words.len() * 2);
    let mut singles = Vec::with_capacity(words.len());
    let mut before: Option<&[u8]> = None;
    for (at, word) in words.iter() {
        let single = if subject { place(&[b"\x02", word.as_slice()].concat()) } else { place(word) };
        singles.push((*at, single));
        places.push(single);
        if !subject {
            places.extend(before.map(|before| place(&[before, b" ", word.as_slice()].concat())));
        }
        let padded = [b" ", word.as_slice(), b" "].concat();
        places.extend(PART_LENGTHS.flat_map(|length| padded.windows(length).map(place_of_part)));
        before = Some(word);
    }
    words.clear();
    Some(Sentence { document, first, last, places, singles })
}

fn plain(text: &str, word: u32) -> Vec<u8> {
    match word {
        NUMBER => b"#".to_vec(),
        QUESTION => b"?".to_vec(),
        _ => text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>().into_bytes(),
    }
}
