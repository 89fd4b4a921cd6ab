//! Training from files: labelled letters, sentences in columns, and sentences made here. What is set aside for scoring is
//! never learnt from.

use super::train::{Example, Random, Settings, train};
use super::{Model, corpus, synthetic};
use crate::redact::score::{ScoreError, labels, set_aside};
use crate::redact::text::{Case, Tokens};
use std::path::{Path, PathBuf};

/// A trained model and what it was made from.
#[derive(Debug)]
pub struct Learnt {
    /// The bytes of the model file.
    pub bytes: Vec<u8>,
    /// The same, ready for use.
    pub model: Model,
    /// Letters learnt from; every third, by a hash of its id, is set aside.
    pub letters: usize,
    /// Sentences of other files.
    pub sentences: usize,
    /// Sentences made from templates.
    pub made: usize,
    /// Mean loss of each round.
    pub losses: Vec<f32>,
}

/// Copies of each letter with other names.
const RENAMED: usize = 5;

/// Trains on labelled letters (`.jsonl`), CoNLL-U with entities (`.conllu`), columns of words and labels (any other
/// ending), and as many made sentences as asked for.
pub fn learn(files: &[PathBuf], made: usize, mut tell: impl FnMut(&str)) -> Result<Learnt, ScoreError> {
    let mut random = Random::new(7);
    let (mut letters, mut sentences) = (Vec::new(), Vec::new());
    for path in files {
        match path.extension().and_then(|e| e.to_str()) {
            Some("jsonl") => letters.extend(texts(path)?),
            Some("conllu") => sentences.extend(corpus::entities(&read(path)?, 1.0)),
            _ => sentences.extend(corpus::columns(&read(path)?, 1.0)),
        }
    }
    let pool = synthetic::Pool::new();
    let mut examples = synthetic::sentences(made, 3);
    let (count, others) = (letters.len(), sentences.len());
    for letter in letters {
        examples.push(small(letter.clone(), &mut random, 15));
        for _ in 0..RENAMED {
            let copy = synthetic::renamed(&letter.text, &letter.names, &pool, &mut random);
            examples.push(small(copy, &mut random, 30));
        }
    }
    examples.extend(sentences.into_iter().map(|s| small(s, &mut random, 12)));
    tell(&format!("{} texts", examples.len()));
    let mut losses = Vec::new();
    let weights = train(&examples, Settings::default(), |round, loss| {
        tell(&format!("round {}: loss {loss:.4}", round + 1));
        losses.push(loss);
    });
    let model = Model::new(&weights);
    Ok(Learnt { bytes: weights.write(), model, letters: count, sentences: others, made, losses })
}

/// Some texts lose their capitals.
fn small(mut example: Example, random: &mut Random, percent: usize) -> Example {
    if random.chance(percent) {
        example.text.make_ascii_lowercase();
    } else if random.chance(5) {
        example.text.make_ascii_uppercase();
    }
    example
}

/// The letters of a file that are not set aside, and their attachments.
fn texts(path: &Path) -> Result<Vec<Example>, ScoreError> {
    let mut examples = Vec::new();
    for item in labels::read(path)?.iter().filter(|i| !set_aside(&i.id)) {
        for document in &item.parsed.documents {
            let mut names: Vec<_> = item
                .labels
                .iter()
                .filter(|l| l.document == document.id && l.kind == "PERSON")
                .map(|l| l.span)
                .collect();
            names.sort_unstable();
            if document.role != crate::model::DocumentRole::Subject {
                examples.push(Example { text: document.text.clone(), names, weight: 1.0 });
            }
        }
    }
    Ok(examples)
}

fn read(path: &Path) -> Result<String, ScoreError> {
    std::fs::read_to_string(path).map_err(|source| ScoreError::Read { path: path.to_path_buf(), source })
}

/// How a model does on labelled texts, token by token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tokens that are part of a name.
    pub names: usize,
    /// Of these, those held likely to be.
    pub likely: usize,
    /// Of these, those held possible.
    pub possible: usize,
    /// Tokens held likely, right or wrong.
    pub said_likely: usize,
    /// Tokens held possible, right or wrong.
    pub said_possible: usize,
}

impl Tally {
    /// Recall of what is held likely.
    pub fn recall(self) -> f64 {
        share(self.likely, self.names)
    }
    /// Precision of what is held likely.
    pub fn precision(self) -> f64 {
        share(self.likely, self.said_likely)
    }
    /// Recall of what is held possible.
    pub fn wide_recall(self) -> f64 {
        share(self.possible, self.names)
    }
    /// Precision of what is held possible.
    pub fn wide_precision(self) -> f64 {
        share(self.possible, self.said_possible)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Counts a model's tokens against the labels of a file; of labelled letters those that are set aside, or all of them.
pub fn check(model: &Model, path: &Path) -> Result<Tally, ScoreError> {
    let examples = match path.extension().and_then(|e| e.to_str()) {
        Some("jsonl") => labels::read(path)?
            .into_iter()
            .map(|i| {
                let names = i.labels.iter().filter(|l| l.document == 0 && l.kind == "PERSON").map(|l| l.span).collect();
                Example { text: i.parsed.document(0).map_or(String::new(), |d| d.text.clone()), names, weight: 1.0 }
            })
            .collect(),
        Some("conllu") => corpus::entities(&read(path)?, 1.0),
        _ => corpus::columns(&read(path)?, 1.0),
    };
    let mut tally = Tally::default();
    for example in &examples {
        let tokens = Tokens::new(&example.text);
        let small = crate::redact::detect::writes_small(&tokens, 0, usize::MAX);
        for (at, odds) in model.tag(&tokens, |_| small).iter().enumerate() {
            let Some(token) = tokens.get(at).filter(|t| t.case != Case::Mark) else { continue };
            let name = example.names.iter().any(|n| n.overlaps(token.span));
            let odds = odds[0] + odds[1];
            tally.names += usize::from(name);
            tally.likely += usize::from(name && odds >= 0.5);
            tally.possible += usize::from(name && odds >= 0.05);
            tally.said_likely += usize::from(odds >= 0.5);
            tally.said_possible += usize::from(odds >= 0.05);
        }
    }
    Ok(tally)
}
