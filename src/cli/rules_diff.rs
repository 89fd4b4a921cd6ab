//! `postroom rules diff`: which items would change under other rules, and which rules make the difference. Writes nothing.

use super::explain::for_each_delivery;
use super::rules::read;
use super::{Ending, output, pipeline};
use crate::classify::diff::{Change, Two, diff};
use crate::classify::score;
use crate::model::{Category, Delivery, Parsed, Status};
use crate::pipeline::Pipeline;
use crate::rules::RuleSet;
use crate::rules::classify::difference;
use anyhow::{Context, Result, anyhow, ensure};
use serde::Serialize;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

const SCHEMA: &str = "postroom.rules_diff/1";

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of rules as it was.
    old: PathBuf,
    /// The folder of rules as it is to be.
    new: PathBuf,
    /// Files, folders, Maildirs, mboxes, and labelled items (files that end in .jsonl).
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// One JSON object for each item that would change, and one for the sum.
    #[arg(long)]
    json: bool,
}

/// What was counted.
#[derive(Debug, Default, Serialize)]
struct Sum {
    items: usize,
    changed: usize,
    primary: usize,
    cases: usize,
    flags: usize,
    queues: usize,
    /// Labelled items whose main purpose is right only now.
    mended: usize,
    /// Labelled items whose main purpose was right and is so no more.
    spoilt: usize,
    /// Items on which the rules speak otherwise and which stay as they were.
    unmoved: usize,
    unread: usize,
}

/// The comparison at work.
struct Bench<'a> {
    two: Two<'a>,
    json: bool,
    sum: RefCell<Sum>,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let (old, new) = (RuleSet::load(&args.old)?, RuleSet::load(&args.new)?);
    let difference = difference::between(&args.old, &args.new)?;
    let bench = Bench {
        two: Two { old: &old, new: &new, difference: &difference },
        json: args.json,
        sum: RefCell::new(Sum::default()),
    };
    let (labelled, others): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let pipeline = pipeline(settings)?;
    for path in &labelled {
        bench.labelled(path, &pipeline)?;
    }
    let each = |deliveries: &[Delivery]| -> Result<bool> {
        let mut unread = false;
        for (delivery, parsed) in deliveries.iter().zip(pipeline.read_many(deliveries)) {
            if parsed.status() == Status::Quarantined {
                unread = true;
                bench.sum.borrow_mut().unread += 1;
                eprintln!("{}: cannot be read, so that no rules speak on it.", output::shown(&delivery.locator));
            } else {
                bench.item(&delivery.locator, &parsed, None)?;
            }
        }
        Ok(unread)
    };
    let needs = for_each_delivery(&others, None, &pipeline, each)?;
    let sum = bench.sum.into_inner();
    ensure!(sum.items + sum.unread > 0 || needs, "there is no item at these paths.");
    tell(&sum, args.json)?;
    Ok(if needs { Ending::NeedsPerson } else { Ending::Done })
}

impl Bench<'_> {
    fn labelled(&self, path: &Path, pipeline: &Pipeline) -> Result<()> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        for (at, item) in
            score::read_lines(&text).map_err(|e| anyhow!("{}: {e}", path.display()))?.into_iter().enumerate()
        {
            let name = if item.id.is_empty() { format!("{}:{}", path.display(), at + 1) } else { item.id.clone() };
            self.item(&name, &read(&item, &pipeline.config.limits), Some(item.primary))?;
        }
        Ok(())
    }

    fn item(&self, name: &str, parsed: &Parsed, label: Option<Category>) -> Result<()> {
        let change = diff(parsed, self.two);
        self.sum.borrow_mut().add(&change, label);
        if !change.moves() {
            return Ok(());
        }
        if self.json {
            return output::json(
                &serde_json::json!({ "schema": SCHEMA, "item": name, "label": label, "change": change }),
            );
        }
        output::line(&format!("{name}\n{change}\n"))
    }
}

impl Sum {
    fn add(&mut self, change: &Change, label: Option<Category>) {
        self.items += 1;
        if !change.moves() {
            self.unmoved += usize::from(!change.rules.is_empty());
            return;
        }
        let (before, after) = (change.primary.old, change.primary.new);
        self.changed += 1;
        self.primary += usize::from(before != after);
        self.cases += usize::from(!change.cases.is_empty());
        self.flags += usize::from(!change.flags.is_empty());
        self.queues += usize::from(!change.queues.is_empty());
        self.mended += usize::from(label.is_some_and(|right| before != right && after == right));
        self.spoilt += usize::from(label.is_some_and(|right| before == right && after != right));
    }
}

fn tell(sum: &Sum, json: bool) -> Result<()> {
    if json {
        return output::json(&serde_json::json!({ "schema": SCHEMA, "sum": sum }));
    }
    let Sum { items, changed, primary, cases, flags, queues, mended, spoilt, unmoved, unread } = sum;
    let items = output::count(*items as i64, "item");
    output::line(&format!(
        "{items}: {changed} would change (main purpose {primary}, cases {cases}, flags {flags}, queues {queues}). \
         Labelled main purposes: {mended} mended, {spoilt} spoilt. Rules speak otherwise and move nothing: {unmoved}. Not read: {unread}."
    ))
}
