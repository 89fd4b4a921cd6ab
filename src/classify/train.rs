//! Trains the second opinion on labelled items: for each question a logistic regression over words.
//! The same items in the same order give the same table, byte for byte; nothing here reads files or changes rules.

use super::features::{self, case_name};
use super::score::Labelled;
use super::view::View;
use crate::model::Parsed;
use crate::rules::RuleSet;
use crate::rules::classify::model::{Feature, Known, Learnt, Model, likely};
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
/// A question with fewer examples that say yes is not learnt.
const FEWEST_YES: usize = 3;

/// One labelled item as the training sees it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The words of the whole.
    words: Vec<u32>,
    /// The questions that are answered with yes.
    yes: BTreeSet<String>,
    /// Says nothing about cases.
    flags_only: bool,
}

/// What a labelled item teaches.
pub fn example(item: &Labelled, parsed: &Parsed, rules: &RuleSet) -> Example {
    let sentences = features::sentences(&View::new(parsed, &rules.classify));
    let words = features::words(&sentences);
    let flags_only = item.teaches.as_deref() == Some("flags");
    let mut yes = BTreeSet::new();
    if !flags_only {
        yes.insert(format!("main:{}", item.primary));
        yes.extend(item.cases().into_iter().map(|(category, kind)| format!("case:{}", case_name(category, kind))));
    }
    yes.extend(item.flags.iter().map(|flag| format!("flag:{}", flag.split(':').next().unwrap_or(flag))));
    Example { words, yes, flags_only }
}

/// Learns every question that has examples enough.
pub fn train(examples: &[Example]) -> Model {
    let words: Vec<&[u32]> = examples.iter().map(|example| example.words.as_slice()).collect();
    let known = Known::of(&words, FEWEST);
    let seen: Vec<Vec<Feature>> = words.iter().map(|words| known.weighed(words)).collect();
    let learnt: Vec<Learnt> = questions(examples)
        .par_iter()
        .map(|question| {
            let of_flags = question.starts_with("flag:");
            let answer = |e: &Example| (of_flags || !e.flags_only).then(|| e.yes.contains(question));
            let answers: Vec<Option<bool>> = examples.iter().map(answer).collect();
            learn(question, known.count(), &seen, &answers)
        })
        .collect();
    Model::pack(&learnt, known)
}

/// The questions that have examples enough.
fn questions(examples: &[Example]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    examples.iter().flat_map(|e| &e.yes).for_each(|question| *counts.entry(question).or_default() += 1);
    counts.into_iter().filter(|(_, count)| *count >= FEWEST_YES).map(|(question, _)| question.to_string()).collect()
}

/// Stochastic gradient descent with weight decay; the decay is kept in one factor, so that a step touches only what it sees.
/// Examples that say yes are few, and are drawn as often as those that say no.
fn learn(question: &str, rows: usize, examples: &[Vec<Feature>], answers: &[Option<bool>]) -> Learnt {
    let saying = |wanted: bool| -> Vec<&[Feature]> {
        let those = examples.iter().zip(answers).filter(|(_, answer)| **answer == Some(wanted));
        those.map(|(features, _)| features.as_slice()).collect()
    };
    let (yes, no) = (saying(true), saying(false));
    let count = (yes.len() + no.len()).max(1);
    let decay = 1.0 / (TRUST * count as f32);
    let (mut weights, mut factor, mut bias) = (vec![0.0_f32; rows], 1.0_f32, 0.0_f32);
    let mut seed = 20_261_124_u64;
    let mut draw = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % below.max(1)
    };
    for at in 0..ROUNDS * count {
        let answer = at % 2 == 0;
        let side = if answer { &yes } else { &no };
        let Some(features) = side.get(draw(side.len())) else { continue };
        let step = STEP / (1.0 + STEP * decay * at as f32);
        let seen = |(row, value): &Feature| weights.get(*row as usize).copied().unwrap_or(0.0) * value;
        let sum = features.iter().map(seen).sum::<f32>() * factor + bias;
        let fault = f32::from(u8::from(answer)) - likely(sum);
        factor *= 1.0 - step * decay;
        for (row, value) in features.iter() {
            if let Some(weight) = weights.get_mut(*row as usize) {
                *weight += step * fault * value / factor;
            }
        }
        bias += step * fault * 0.1;
    }
    weights.iter_mut().for_each(|weight| *weight *= factor);
    Learnt { question: question.to_string(), bias, weights }
}
