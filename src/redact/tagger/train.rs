//! Trains the tagger: likelihood of the labels under the field, climbed by stochastic steps that shrink with what a weight has
//! already moved (AdaGrad). The same examples in the same order always give the same model. It keeps hashes, never words.

use super::features::{self, MOST};
use super::{LABELS, Weights};
use crate::model::Span;
use crate::redact::text::Tokens;
use std::collections::HashMap;

/// A text with the names in it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Spans of names, in order.
    pub names: Vec<Span>,
    /// How often it counts.
    pub weight: f32,
}

/// What a training can be told.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Times all examples are gone through.
    pub rounds: usize,
    /// Features met less often are dropped, so that no rare word leaves a trace.
    pub least: u32,
    /// Length of a step.
    pub step: f32,
    /// Pull of each weight towards nought.
    pub pull: f32,
    /// Most features kept, the heaviest first.
    pub most: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 8, least: 4, step: 0.15, pull: 2e-7, most: 90_000 }
    }
}

/// A run of tokens with its features, as indexes, and labels.
struct Run {
    features: Vec<u32>,
    ends: Vec<u32>,
    labels: Vec<u8>,
    weight: f32,
}

/// What is learnt: two weights a feature, and how far each has moved.
struct Learner {
    weights: Vec<[f32; 2]>,
    moved: Vec<[f32; 2]>,
    moves: [[f32; LABELS]; LABELS],
    moves_moved: [[f32; LABELS]; LABELS],
    first: [f32; LABELS],
    first_moved: [f32; LABELS],
    settings: Settings,
}

/// Trains on all examples.
pub fn train(examples: &[Example], settings: Settings, mut tell: impl FnMut(usize, f32)) -> Weights {
    let counts = count(examples);
    let mut hashes: Vec<u32> = counts.into_iter().filter(|(_, n)| *n >= settings.least).map(|(h, _)| h).collect();
    hashes.sort_unstable();
    let index: HashMap<u32, u32> = hashes.iter().enumerate().map(|(i, h)| (*h, i as u32)).collect();
    let mut runs: Vec<Run> = Vec::new();
    for example in examples {
        each_run(example, |lists, labels| runs.push(run(lists, labels, &index, example.weight)));
    }
    let mut learner = Learner::new(hashes.len(), settings);
    let mut random = Random::new(1);
    for round in 0..settings.rounds {
        random.shuffle(&mut runs);
        let loss: f32 = runs.iter().map(|run| learner.learn(run)).sum();
        tell(round, loss / runs.len().max(1) as f32);
    }
    learner.finish(&hashes)
}

fn count(examples: &[Example]) -> HashMap<u32, u32> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for example in examples {
        each_run(example, |lists, _| {
            for feature in lists.iter().flatten() {
                *counts.entry(*feature).or_insert(0) += 1;
            }
        });
    }
    counts
}

/// Calls back with the features and labels of each run of an example.
fn each_run(example: &Example, mut back: impl FnMut(&[Vec<u32>], &[u8])) {
    let tokens = Tokens::new(&example.text);
    let small = crate::redact::detect::writes_small(&tokens, 0, usize::MAX);
    let (mut atoms, mut first) = (Vec::new(), 0);
    while first < tokens.len() {
        let mut end = first + 1;
        while tokens.get(end).is_some_and(|t| !features::parts(t.gap)) {
            end += 1;
        }
        features::atoms(&tokens, first, end, small, &mut atoms);
        let mut list = [0; MOST];
        let lists: Vec<Vec<u32>> = (0..atoms.len())
            .map(|at| {
                let n = features::features(&atoms, at, &mut list);
                list.iter().take(n).copied().collect()
            })
            .collect();
        let labels: Vec<u8> = (first..end).map(|at| label(&tokens, at, &example.names)).collect();
        back(&lists, &labels);
        first = end;
    }
}

fn label(tokens: &Tokens<'_>, at: usize, names: &[Span]) -> u8 {
    let Some(token) = tokens.get(at) else { return 0 };
    match names.iter().find(|n| n.overlaps(token.span)) {
        Some(name) if token.span.start <= name.start => 1,
        Some(_) => 2,
        None => 0,
    }
}

fn run(lists: &[Vec<u32>], labels: &[u8], index: &HashMap<u32, u32>, weight: f32) -> Run {
    let mut run = Run { features: Vec::new(), ends: Vec::new(), labels: labels.to_vec(), weight };
    for list in lists {
        run.features.extend(list.iter().filter_map(|h| index.get(h)));
        run.ends.push(run.features.len() as u32);
    }
    run
}

impl Learner {
    fn new(size: usize, settings: Settings) -> Self {
        Self {
            weights: vec![[0.0; 2]; size],
            moved: vec![[1e-3; 2]; size],
            moves: [[0.0, 0.0, -30.0], [0.0; 3], [0.0; 3]],
            moves_moved: [[1e-3; LABELS]; LABELS],
            first: [0.0, 0.0, -30.0],
            first_moved: [1e-3; LABELS],
            settings,
        }
    }

    /// One step on one run; gives the loss before it.
    fn learn(&mut self, run: &Run) -> f32 {
        let n = run.labels.len();
        let own: Vec<[f32; LABELS]> = (0..n).map(|at| self.own(run, at)).collect();
        let forward = self.forward(&own);
        let backward = self.backward(&own);
        let total = log_sum(forward[n - 1]);
        let mut score = self.first[run.labels[0] as usize];
        for at in 0..n {
            let right = run.labels[at] as usize;
            score += own[at][right];
            let odds = [0, 1, 2].map(|l| (forward[at][l] + backward[at][l] - total).exp());
            let error = [1, 2].map(|l| (odds[l] - f32::from(u8::from(right == l))) * run.weight);
            self.step_own(run, at, error);
            if at == 0 {
                for (l, odd) in odds.iter().enumerate().take(2) {
                    let slope = odd - f32::from(u8::from(right == l));
                    step(&mut self.first[l], &mut self.first_moved[l], slope, self.settings);
                }
                continue;
            }
            let before = run.labels[at - 1] as usize;
            score += self.moves[before][right];
            for (from, so_far) in forward[at - 1].iter().enumerate() {
                for to in (0..LABELS).filter(|to| !(from == 0 && *to == 2)) {
                    let odds = (so_far + self.moves[from][to] + own[at][to] + backward[at][to] - total).exp();
                    let slope = odds - f32::from(u8::from(before == from && right == to));
                    step(&mut self.moves[from][to], &mut self.moves_moved[from][to], slope, self.settings);
                }
            }
        }
        total - score
    }

    fn own(&self, run: &Run, at: usize) -> [f32; LABELS] {
        let mut sum = [0.0; LABELS];
        for feature in span(run, at) {
            let [b, i] = self.weights[*feature as usize];
            sum[1] += b;
            sum[2] += i;
        }
        sum
    }

    fn forward(&self, own: &[[f32; LABELS]]) -> Vec<[f32; LABELS]> {
        let mut all: Vec<[f32; LABELS]> = Vec::with_capacity(own.len());
        for (at, own) in own.iter().enumerate() {
            let now = [0, 1, 2].map(|to| {
                let before = match all.last() {
                    Some(last) if at > 0 => log_sum([0, 1, 2].map(|from| last[from] + self.moves[from][to])),
                    _ => self.first[to],
                };
                before + own[to]
            });
            all.push(now);
        }
        all
    }

    fn backward(&self, own: &[[f32; LABELS]]) -> Vec<[f32; LABELS]> {
        let mut all = vec![[0.0; LABELS]; own.len()];
        for at in (0..own.len().saturating_sub(1)).rev() {
            all[at] = [0, 1, 2]
                .map(|from| log_sum([0, 1, 2].map(|to| self.moves[from][to] + own[at + 1][to] + all[at + 1][to])));
        }
        all
    }

    fn step_own(&mut self, run: &Run, at: usize, error: [f32; 2]) {
        if error.iter().all(|e| e.abs() < 1e-4) {
            return;
        }
        for feature in span(run, at) {
            let at = *feature as usize;
            for (l, slope) in error.iter().enumerate() {
                step(&mut self.weights[at][l], &mut self.moved[at][l], *slope, self.settings);
            }
        }
    }

    /// Keeps the heaviest features, in steps of one byte.
    fn finish(self, hashes: &[u32]) -> Weights {
        let heavy = |w: &[f32; 2]| w[0].abs().max(w[1].abs());
        let mut kept: Vec<(u32, [f32; 2])> = hashes.iter().copied().zip(self.weights).collect();
        kept.sort_by(|a, b| heavy(&b.1).total_cmp(&heavy(&a.1)));
        kept.truncate(self.settings.most);
        let most = kept.first().map_or(1.0, |(_, w)| heavy(w)).clamp(1e-6, 6.0);
        let scale = most / 127.0;
        let features = kept
            .into_iter()
            .map(|(hash, w)| (hash, w.map(|v| (v / scale).round().clamp(-127.0, 127.0) as i8)))
            .filter(|(_, w)| *w != [0, 0])
            .collect();
        Weights { scale, moves: self.moves, first: self.first, features }
    }
}

fn span(run: &Run, at: usize) -> &[u32] {
    let from = if at == 0 { 0 } else { run.ends[at - 1] as usize };
    run.features.get(from..run.ends[at] as usize).unwrap_or_default()
}

fn step(weight: &mut f32, moved: &mut f32, slope: f32, settings: Settings) {
    let slope = slope + *weight * settings.pull;
    *moved += slope * slope;
    *weight -= settings.step * slope / moved.sqrt().max(0.03);
}

fn log_sum(values: [f32; LABELS]) -> f32 {
    let top = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    top + values.iter().map(|v| (v - top).exp()).sum::<f32>().ln()
}

/// Numbers that look random and are the same each time (xorshift).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        ((self.next() >> 11) % bound.max(1) as u64) as usize
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}
