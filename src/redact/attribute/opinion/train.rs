//! Learns the tables of owners from letters in which people marked whose each finding is: two logistic regressions over hashed
//! traits. The same letters in the same order give the same tables, byte for byte; no word of a letter is kept.

use super::{Learnt, Opinion, Table, sight::Traits};
use crate::model::Span;
use crate::redact::score::ScoreError;
use crate::redact::score::labels::{self, Item, Labelled};
use crate::redact::{Declaration, attribute, detect};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

/// How often all examples are gone through.
const ROUNDS: usize = 40;
/// How far one example moves the weights at first. An example has about 200 traits, so its curvature is at most fifty and
/// steps below 0.04 cannot overshoot.
const STEP: f32 = 0.02;
/// The weight of the examples against that of keeping all weights small.
const TRUST: f32 = 0.05;
/// Traits that fewer examples than this have are dropped: they are names and accidents.
const FEWEST: usize = 3;

/// One finding with its answer.
struct Example {
    traits: Vec<u32>,
    writers: bool,
}

/// Learns both tables from labelled letters; names first, because what they prove is seen around numbers.
pub fn learn(files: &[PathBuf]) -> Result<Learnt, ScoreError> {
    let items = files.iter().map(|file| labels::read(file)).collect::<Result<Vec<_>, _>>()?;
    let items: Vec<Item> = items.into_iter().flatten().collect();
    let mut learnt = Learnt::default();
    learnt.names = table(&examples(&items, &learnt, true));
    learnt.numbers = table(&examples(&items, &learnt, false));
    Ok(learnt)
}

/// Writes down what is asked, and answers as the tables do that it stands on.
struct Recorder<'a> {
    learnt: &'a Learnt,
    names: bool,
    asked: RefCell<Vec<(usize, Span, Vec<u32>)>>,
}

impl Recorder<'_> {
    fn note(&self, wanted: bool, document: usize, span: Span, traits: &Traits) {
        if wanted {
            self.asked.borrow_mut().push((document, span, traits.hashes().collect()));
        }
    }
}

impl Opinion for Recorder<'_> {
    fn of_name(&self, document: usize, span: Span, traits: &Traits) -> f32 {
        self.note(self.names, document, span, traits);
        self.learnt.of_name(document, span, traits)
    }

    fn of_number(&self, document: usize, span: Span, traits: &Traits) -> f32 {
        self.note(!self.names, document, span, traits);
        self.learnt.of_number(document, span, traits)
    }
}

/// Every finding on which a label lies. What nobody marked teaches nothing.
fn examples(items: &[Item], learnt: &Learnt, names: bool) -> Vec<Example> {
    let mut examples = Vec::new();
    for item in items {
        let recorder = Recorder { learnt, names, asked: RefCell::default() };
        let (reads, none) = (detect::read(&item.parsed), Declaration::default());
        let mentions = detect::names(&item.parsed, &reads, &none);
        attribute::attribute(&item.parsed, &reads, mentions, &none, &recorder);
        for (document, span, traits) in recorder.asked.into_inner() {
            let on = |label: &&Labelled| label.document == document && label.span.overlaps(span);
            let mut labels = item.labels.iter().filter(on).peekable();
            if labels.peek().is_some() {
                examples.push(Example { traits, writers: labels.all(|label| label.role == "requester") });
            }
        }
    }
    examples
}

/// Stochastic gradient descent with weight decay; the decay is kept in one factor, so that a step touches only what it sees.
fn table(examples: &[Example]) -> Table {
    let rows = rows(examples);
    let row = |hash: &u32| rows.get(hash).copied();
    let seen: Vec<(Vec<usize>, bool)> =
        examples.iter().map(|e| (e.traits.iter().filter_map(row).collect(), e.writers)).collect();
    let decay = 1.0 / (TRUST * seen.len().max(1) as f32);
    let (mut weights, mut factor, mut bias) = (vec![0.0_f32; rows.len()], 1.0_f32, 0.0_f32);
    let mut seed = 20_261_130_u64;
    for at in 0..ROUNDS * seen.len() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = usize::try_from(seed >> 33).unwrap_or(0) % seen.len();
        let Some((traits, writers)) = seen.get(drawn) else { continue };
        let step = STEP / (1.0 + STEP * decay * at as f32);
        let sum = traits.iter().filter_map(|row| weights.get(*row)).sum::<f32>() * factor + bias;
        let fault = f32::from(u8::from(*writers)) - 1.0 / (1.0 + (-sum).exp());
        factor *= 1.0 - step * decay;
        for row in traits {
            if let Some(weight) = weights.get_mut(*row) {
                *weight += step * fault / factor;
            }
        }
        bias += step * fault;
    }
    Table::pack(bias, rows.into_iter().map(|(hash, row)| (hash, weights.get(row).copied().unwrap_or(0.0) * factor)))
}

/// The traits that examples enough have, each with its row.
fn rows(examples: &[Example]) -> HashMap<u32, usize> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    examples.iter().flat_map(|e| &e.traits).for_each(|hash| *counts.entry(*hash).or_default() += 1);
    let mut known: Vec<u32> = counts.into_iter().filter(|(_, count)| *count >= FEWEST).map(|(hash, _)| hash).collect();
    known.sort_unstable();
    known.into_iter().enumerate().map(|(row, hash)| (hash, row)).collect()
}
