//! Makes the tables that say how likely a finding is the writer's (`src/redact/data/owners.model`) from labelled letters, or
//! measures what they are worth on letters they have not seen. Nothing but hashes and weights is kept of a letter.
//!
//! ```text
//! cargo run --example train_owners -- OUT.model LETTERS.jsonl...
//! cargo run --example train_owners -- --check RULES_DIR LETTERS.jsonl...   # each file in turn is left out and scored
//! ```

use anyhow::{Context, Result, bail};
use postroom::redact::{Owners, Score, learn_owners, score_owners};
use postroom::rules::profile::Profiles;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [check, rules, files @ ..] if check == "--check" && files.len() > 1 => examine(Path::new(rules), &paths(files)),
        [out, files @ ..] if !out.starts_with('-') && !files.is_empty() => {
            let bytes = learn_owners(&paths(files))?.write();
            std::fs::write(out, &bytes).with_context(|| format!("cannot write {out}"))?;
            println!("{} bytes written to {out}", bytes.len());
            Ok(())
        }
        _ => bail!("usage: train_owners OUT.model LETTERS.jsonl... | train_owners --check RULES_DIR LETTERS.jsonl..."),
    }
}

fn paths(files: &[String]) -> Vec<PathBuf> {
    files.iter().map(PathBuf::from).collect()
}

fn examine(rules: &Path, files: &[PathBuf]) -> Result<()> {
    let profiles = Profiles::load(rules)?;
    let profile = profiles.get("third_party")?;
    for left_out in files {
        let others: Vec<PathBuf> = files.iter().filter(|file| *file != left_out).cloned().collect();
        let learnt = learn_owners(&others)?;
        for (what, owners) in [("rules alone", &Owners::default()), ("with the opinion", &learnt)] {
            tell(&format!("{} {what}", left_out.display()), &score_owners(left_out, profile, owners)?);
        }
    }
    Ok(())
}

fn tell(what: &str, score: &Score) {
    let (a, b) = (&score.tuned, &score.aside);
    let rate = |x: (usize, usize), y: (usize, usize)| (x.0 + y.0) as f64 / (x.1 + y.1).max(1) as f64;
    let kept = rate((a.kept.right, a.kept.all), (b.kept.right, b.kept.all));
    let hidden = rate((a.hidden.right, a.hidden.all), (b.hidden.right, b.hidden.all));
    println!(
        "{what}: the writer's own data kept {kept:.3}, third parties hidden {hidden:.3}, wrong keeps {}",
        a.wrong_keeps + b.wrong_keeps
    );
}
