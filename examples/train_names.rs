//! Trains the name model that the redact stage carries (`src/redact/data/names.model`), and says how well it does. Run it again
//! whenever features, lists or templates change: a model only fits the features it was trained with.
//!
//! ```text
//! cargo run --release --example train_names -- OUT.model SENTENCES FILES... [--check FILES...]
//! ```
//! Files are labelled letters (`.jsonl`, of which every third is set aside), CoNLL-U with entities (`.conllu`), or columns of
//! words and labels. `SENTENCES` is how many sentences are made from templates besides; 40000 made the model that ships.

use anyhow::{Context, Result};
use postroom::redact::{check, learn};
use std::path::PathBuf;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(out), Some(made)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: train_names OUT.model SENTENCES FILES... [--check FILES...]");
    };
    let made = made.parse().context("SENTENCES is a number")?;
    let rest: Vec<String> = arguments.collect();
    let (files, checked) = match rest.iter().position(|a| a == "--check") {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => (&rest[..], &[][..]),
    };
    let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    let learnt = learn(&files, made, |step| eprintln!("{step}"))?;
    println!(
        "{} letters, {} other sentences, {} made sentences: {} features, {} bytes",
        learnt.letters,
        learnt.sentences,
        learnt.made,
        learnt.model.len(),
        learnt.bytes.len()
    );
    for file in checked {
        let tally = check(&learnt.model, &PathBuf::from(file))?;
        println!(
            "{file}: {} words of names; likely: found {:.3}, right {:.3}; possible: found {:.3}, right {:.3}",
            tally.names,
            tally.recall(),
            tally.precision(),
            tally.wide_recall(),
            tally.wide_precision()
        );
    }
    std::fs::write(&out, &learnt.bytes).with_context(|| format!("cannot write {out}"))
}
