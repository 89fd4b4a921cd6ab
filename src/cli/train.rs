//! `postroom rules train`: makes the table of the second opinion from labelled items, or measures what it is worth on items
//! it has not seen.

use super::rules::read;
use super::{Ending, output};
use crate::classify::classify;
use crate::classify::score::{self, Labelled, ScoreReport};
use crate::classify::train::{self, Example};
use crate::config::Config;
use crate::model::Parsed;
use crate::rules::RuleSet;
use crate::rules::classify::load::MODEL_FILE;
use anyhow::{Context, Result, anyhow};
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled items (JSON Lines), the form `rules score` reads.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the table goes; left out: into the folder of the rules.
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Write nothing: leave each file out in turn, train on the others, and score it.
    #[arg(long, conflicts_with = "output")]
    check: bool,
    /// With --check: only files whose name holds this are left out and scored.
    #[arg(long, requires = "check")]
    only: Option<String>,
    /// With --check: print the misses too.
    #[arg(long, requires = "check")]
    misses: bool,
}

/// One file of labelled items, read and seen.
struct Set {
    path: PathBuf,
    items: Vec<Labelled>,
    parsed: Vec<Parsed>,
    examples: Vec<Example>,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut rules = RuleSet::load_without_model(&config.folders.rules)?;
    let sets = args.files.iter().map(|file| set(file, &config, &rules)).collect::<Result<Vec<_>>>()?;
    if args.check {
        return check(args, &mut rules, &sets);
    }
    let examples: Vec<Example> = sets.iter().flat_map(|set| set.examples.iter().cloned()).collect();
    let bytes = train::train(&examples).to_bytes().map_err(|e| anyhow!("the table cannot be written: {e}"))?;
    let path = args.output.clone().unwrap_or_else(|| config.folders.rules.join("classify").join(MODEL_FILE));
    std::fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
    output::line(&format!("{} items learnt; {} bytes written to {}", examples.len(), bytes.len(), path.display()))?;
    Ok(Ending::Done)
}

fn set(path: &Path, config: &Config, rules: &RuleSet) -> Result<Set> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let items = score::read_lines(&text).map_err(|e| anyhow!("{}: {e}", path.display()))?;
    let parsed: Vec<Parsed> = items.iter().map(|item| read(item, &config.limits)).collect();
    let examples = items.iter().zip(&parsed).map(|(item, parsed)| train::example(item, parsed, rules)).collect();
    Ok(Set { path: path.to_path_buf(), items, parsed, examples })
}

fn check(args: &Args, rules: &mut RuleSet, sets: &[Set]) -> Result<Ending> {
    let wanted = |set: &Set| args.only.as_ref().is_none_or(|part| set.path.to_string_lossy().contains(part.as_str()));
    let (mut with, mut without) = (ScoreReport::default(), ScoreReport::default());
    for (left_out, set) in sets.iter().enumerate().filter(|(_, set)| wanted(set)) {
        rules.classify.model = None;
        set.items.iter().zip(&set.parsed).for_each(|(item, parsed)| without.add(item, &classify(parsed, rules)));
        let others = sets.iter().enumerate().filter(|(at, _)| *at != left_out);
        let examples: Vec<Example> = others.flat_map(|(_, set)| set.examples.iter().cloned()).collect();
        rules.classify.model = Some(train::train(&examples));
        set.items.iter().zip(&set.parsed).for_each(|(item, parsed)| with.add(item, &classify(parsed, rules)));
    }
    if !args.misses {
        with.misses.clear();
    }
    without.misses.clear();
    output::line(&format!(
        "Rules alone\n{without}\nRules with the second opinion, which had not seen the file\n{with}"
    ))?;
    Ok(Ending::Done)
}
