//! Trains the second opinion on labelled items: for each question a logistic regression over words and what the rules found.
//! The same items in the same order give the same table, byte for byte; nothing here reads files or changes rules.

use super::features::{self, case_name};
use super::score::Labelled;
use super::view::View;
use super::{decide, engine, flags};
use crate::model::{FlagKind, Parsed};
use crate::rules::RuleSet;
use crate::rules::classify::model::{Feature, Learnt, Model, PLACES, Table};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How often all examples are gone through.
const ROUNDS: usize = 40;
/// How far one example moves the weights at first. The curvature of an example is at most a quarter of its squared length,
/// which is about ten, so that steps below 0.8 cannot overshoot.
const STEP: f32 = 0.4;
/// The weight of the examples against that of keeping all weights small.
const TRUST: f32 = 5.0;
/// Words that fewer examples than this hold are dropped: they are names and accidents.
const FEWEST: usize = 2;
/// The items are cut into so many parts, so that each can be read by a table that had not seen it.
const PARTS: usize = 5;
/// The flag that is looked for sentence by sentence too.
const SAFEGUARDING: &str = "flag:safeguarding";
/// A question with fewer examples that say yes is not learnt.
const FEWEST_YES: usize = 3;

/// One labelled item as the training sees it.
#[derive(Debug, Clone)]
pub struct Example {
    /// What is seen of the whole.
    features: Vec<Feature>,
    /// What is seen of each sentence.
    sentences: Vec<Vec<u32>>,
    /// The questions that are answered with yes.
    yes: BTreeSet<String>,
    /// A single sentence, not a letter.
    sentence: bool,
    /// Says nothing about cases.
    flags_only: bool,
}

/// What a labelled item teaches.
pub fn example(item: &Labelled, parsed: &Parsed, rules: &RuleSet) -> Example {
    let rules = &rules.classify;
    let view = View::new(parsed, rules);
    let spoken = engine::run(&view, rules);
    let raised: Vec<FlagKind> = flags::flags(&view, rules, &spoken).iter().map(|flag| flag.flag).collect();
    let decision = decide::decide(&view, rules, &spoken, &raised);
    let sentences = features::sentences(&view);
    let features = features::features(&sentences, rules, &spoken, &decision);
    let flags_only = item.teaches.as_deref() == Some("flags");
    let mut yes = BTreeSet::new();
    if !flags_only {
        yes.insert(format!("main:{}", item.primary));
        yes.extend(item.cases().into_iter().map(|(category, kind)| format!("case:{}", case_name(category, kind))));
    }
    yes.extend(item.flags.iter().map(|flag| format!("flag:{}", flag.split(':').next().unwrap_or(flag))));
    let sentences = sentences.into_iter().map(|s| s.places).collect();
    Example { features, sentences, yes, sentence: item.sentence, flags_only }
}

/// Learns every question that has examples enough. The item's questions are taught with what a sentence table says that had
/// not seen the item: with its own, the sentences would look surer in training than they ever will afterwards.
pub fn train(examples: &[Example]) -> Model {
    let mut taught: Vec<Example> = examples.to_vec();
    let parts: Vec<Table> = (0..PARTS)
        .into_par_iter()
        .map(|part| {
            let others: Vec<&Example> =
                examples.iter().enumerate().filter(|(at, _)| at % PARTS != part).map(|(_, e)| e).collect();
            sentence_table(&others)
        })
        .collect();
    for (at, example) in taught.iter_mut().enumerate() {
        if let Some(table) = parts.get(at % PARTS) {
            let said = features::said(table, example.sentences.iter().map(Vec::as_slice));
            example.features.extend(said);
        }
    }
    let whole: Vec<&Example> = examples.iter().collect();
    Model { sentence: sentence_table(&whole), item: item_table(&taught) }
}

fn item_table(examples: &[Example]) -> Table {
    let rows: Vec<&[Feature]> = examples.iter().map(|example| example.features.as_slice()).collect();
    let kept = without_rare(&rows);
    let questions = questions(examples.iter(), |_| true);
    let learnt: Vec<Learnt> = questions
        .par_iter()
        .map(|question| {
            let of_flags = question.starts_with("flag:");
            let answer = |e: &Example| (of_flags || !e.flags_only).then(|| e.yes.contains(question));
            let answers: Vec<Option<bool>> = examples.iter().map(answer).collect();
            learn(question, &kept, &answers, ROUNDS)
        })
        .collect();
    Table::pack(&learnt)
}

/// A sentence of a letter that has a label may be the one that says it, or not: first only the sentences that were labelled by
/// themselves and those of letters without the label are learnt from, then the likeliest sentence of each letter with it too.
fn sentence_table(examples: &[&Example]) -> Table {
    let rows: Vec<(usize, Vec<Feature>)> = examples
        .iter()
        .enumerate()
        .flat_map(|(at, example)| example.sentences.iter().map(move |places| (at, features::weighed(places))))
        .collect();
    let seen: Vec<&[Feature]> = rows.iter().map(|(_, row)| row.as_slice()).collect();
    let kept = without_rare(&seen);
    let questions = questions(examples.iter().copied(), |q| q.starts_with("case:") || q == SAFEGUARDING);
    let learnt: Vec<Learnt> = questions
        .par_iter()
        .map(|question| {
            let mut answers: Vec<Option<bool>> = rows
                .iter()
                .map(|(at, _)| examples.get(*at).and_then(|example| first_answer(example, question)))
                .collect();
            let first = learn(question, &kept, &answers, ROUNDS / 4);
            for (at, example) in examples.iter().enumerate() {
                if example.sentence || !example.yes.contains(question) {
                    continue;
                }
                let mine = rows.iter().enumerate().filter(|(_, (of, _))| *of == at).map(|(row, _)| row);
                let says = |row: &usize| kept.get(*row).map_or(f32::MIN, |features| first.says(features));
                let best = mine.max_by(|a, b| says(a).total_cmp(&says(b)));
                if let Some(slot) = best.and_then(|row| answers.get_mut(row)) {
                    *slot = Some(true);
                }
            }
            learn(question, &kept, &answers, ROUNDS / 4)
        })
        .collect();
    Table::pack(&learnt)
}

fn first_answer(example: &Example, question: &str) -> Option<bool> {
    let yes = example.yes.contains(question);
    if example.flags_only && question != SAFEGUARDING {
        return None;
    }
    (example.sentence || !yes).then_some(yes)
}

/// The questions that have examples enough.
fn questions<'a>(examples: impl Iterator<Item = &'a Example>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    examples.flat_map(|e| &e.yes).for_each(|question| *counts.entry(question).or_default() += 1);
    let enough = counts.into_iter().filter(|(question, count)| *count >= FEWEST_YES && wanted(question));
    enough.map(|(question, _)| question.to_string()).collect()
}

/// Drops what too few rows hold.
fn without_rare(rows: &[&[Feature]]) -> Vec<Vec<Feature>> {
    let mut seen = vec![0_usize; PLACES as usize];
    for (place, _) in rows.iter().copied().flatten() {
        if let Some(count) = seen.get_mut(*place as usize) {
            *count += 1;
        }
    }
    let common = |(place, _): &&Feature| seen.get(*place as usize).is_some_and(|count| *count >= FEWEST);
    rows.iter().map(|row| row.iter().filter(common).copied().collect()).collect()
}

/// Stochastic gradient descent with weight decay; the decay is kept in one factor, so that a step touches only what it sees.
fn learn(question: &str, examples: &[Vec<Feature>], answers: &[Option<bool>], rounds: usize) -> Learnt {
    let count = examples.len().max(1);
    let decay = 1.0 / (TRUST * count as f32);
    let (mut weights, mut factor, mut bias) = (vec![0.0_f32; PLACES as usize], 1.0_f32, 0.0_f32);
    let mut seed = 20_261_124_u64;
    for at in 0..rounds * count {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pick = usize::try_from(seed >> 33).unwrap_or(0) % count;
        let (Some(features), Some(Some(answer))) = (examples.get(pick), answers.get(pick)) else { continue };
        let step = STEP / (1.0 + STEP * decay * at as f32);
        let seen = |(place, value): &Feature| weights.get(*place as usize).copied().unwrap_or(0.0) * value;
        let sum = features.iter().map(seen).sum::<f32>() * factor + bias;
        let fault = f32::from(u8::from(*answer)) - 1.0 / (1.0 + (-sum).exp());
        factor *= 1.0 - step * decay;
        for (place, value) in features {
            if let Some(weight) = weights.get_mut(*place as usize) {
                *weight += step * fault * value / factor;
            }
        }
        bias += step * fault * 0.1;
    }
    weights.iter_mut().for_each(|weight| *weight *= factor);
    Learnt { question: question.to_string(), bias, weights }
}
