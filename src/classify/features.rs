//! What the second opinion sees of an item: its words, pairs of words within a sentence, the words of the subject, and what
//! the rules found. It weighs nothing.

use super::decide::Decision;
use super::engine::{Spoken, counts};
use super::view::View;
use crate::model::{Category, DocumentRole, Kind};
use crate::rules::classify::model::{Feature, Table, place};
use crate::rules::classify::vocabulary::{BOUNDARY, NUMBER, QUESTION};
use crate::rules::classify::{ClassifyRules, Outcome, Places};
use std::collections::BTreeMap;

/// All words of an item together count as much as this, whatever their number.
const WORDS_WEIGH: f32 = 3.0;
/// A case's or flag's sum of scores counts in full from here.
const FULL_SCORE: f32 = 8.0;

/// The words of one sentence, for the second opinion.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Which document.
    pub document: usize,
    /// Words from here,
    pub first: usize,
    /// up to, not including, here.
    pub last: usize,
    /// Where its words and pairs of words stand in the table.
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

/// Everything the second opinion sees, each place once.
pub fn features(sentences: &[Sentence], rules: &ClassifyRules, spoken: &[Spoken], decision: &Decision) -> Vec<Feature> {
    let mut words: Vec<u32> = sentences.iter().flat_map(|s| s.places.iter().copied()).collect();
    words.sort_unstable();
    words.dedup();
    let mut all = weighed(&words);
    all.extend(findings(rules, spoken, decision).into_iter().map(|(name, value)| (place(name.as_bytes()), value)));
    all
}

/// What is said in the sentences taken one by one: for each question of the table, how strongly the sentence says it that
/// says it most.
pub fn said<'a>(table: &Table, sentences: impl Iterator<Item = &'a [u32]>) -> Vec<Feature> {
    let mut most = vec![0.0_f32; table.questions().len()];
    for places in sentences {
        let answers = table.answers(&weighed(places));
        most.iter_mut().zip(answers).for_each(|(most, answer)| *most = most.max(answer));
    }
    let named = table.questions().iter().map(|question| place(format!("\u{1}said:{question}").as_bytes()));
    named.zip(most).map(|(place, likely)| (place, strength(likely))).collect()
}

/// A likelihood as a feature: 0 where it is one in a hundred, 1 where it is even, 2 where it is near certain.
fn strength(likely: f32) -> f32 {
    let likely = likely.clamp(0.01, 0.99);
    ((likely / (1.0 - likely)).ln() - (0.01_f32 / 0.99).ln()) / (0.99_f32 / 0.01).ln()
}

/// The words of an item with what each counts.
pub fn weighed(words: &[u32]) -> Vec<Feature> {
    // No text is long enough for its count of words to lose anything here.
    let each = WORDS_WEIGH / (words.len() as f32 + 1.0).sqrt();
    words.iter().map(|place| (*place, each)).collect()
}

/// The name of a case, as questions and findings use it.
pub fn case_name(category: Category, kind: Option<Kind>) -> String {
    kind.map_or_else(|| category.to_string(), |kind| format!("{category}/{kind}"))
}

/// What the rules say, as features: the sums of scores by case and flag, and what they would decide.
fn findings(rules: &ClassifyRules, spoken: &[Spoken], decision: &Decision) -> Vec<(String, f32)> {
    let mut sums: BTreeMap<String, f32> = BTreeMap::new();
    for said in spoken {
        let Some(rule) = rules.rules.get(said.rule).filter(|rule| counts(rule)) else { continue };
        let name = match &rule.outcome {
            Outcome::Case(category, kind) => format!("\u{1}case:{}", case_name(*category, *kind)),
            Outcome::Flag(flag, _) => format!("\u{1}flag:{}", flag.word()),
            Outcome::Authority(name) => format!("\u{1}authority:{name}"),
            Outcome::Helper => continue,
        };
        let strength = said.hits.first().map_or(0.0, |hit| hit.strength);
        *sums.entry(name).or_default() += rule.score * strength;
    }
    let mut all: Vec<(String, f32)> =
        sums.into_iter().map(|(name, sum)| (name, sum.min(FULL_SCORE) / FULL_SCORE)).collect();
    all.extend(decision.cases.iter().map(|c| (format!("\u{1}open:{}", case_name(c.category, c.kind)), 0.5)));
    all.extend(decision.cases.first().map(|c| (format!("\u{1}main:{}", c.category), 0.5)));
    all
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
