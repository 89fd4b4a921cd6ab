//! `postroom clock`: when a clock is due, and why, day by day.

use super::{Ending, output};
use crate::config::Config;
use crate::rules::clocks::{ClockExplanation, ClockRules, Paused};
use anyhow::{Context, Result};
use jiff::civil::Date;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the clock, such as foi_response.
    clock: String,
    /// Day of receipt.
    #[arg(long, value_name = "YYYY-MM-DD")]
    received: Date,
    /// Days between asking for clarification and receiving it, both included; may be given again.
    #[arg(long, value_name = "FROM..TO", value_parser = pause)]
    paused: Vec<Paused>,
    /// Print JSON (schema postroom.clock/1).
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let clocks = ClockRules::load(&config.folders.rules)?;
    let explanation = clocks.explain(&args.clock, args.received, &args.paused)?;
    if args.json {
        let mut value = serde_json::to_value(&explanation)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("schema".into(), "postroom.clock/1".into());
        }
        output::json(&value)?;
    } else {
        print(&explanation)?;
    }
    Ok(Ending::Done)
}

fn print(explanation: &ClockExplanation) -> Result<()> {
    output::line(&format!("{}: due {}", explanation.name, explanation.due.strftime("%A %-d %B %Y")))?;
    output::line(&format!("  received {}; {}", explanation.received.strftime("%A %-d %B %Y"), explanation.basis))?;
    if explanation.due != explanation.due_without_pause {
        output::line(&format!("  without the pause it would be due {}", explanation.due_without_pause))?;
    }
    for day in &explanation.days {
        let counts = if day.counted { "counts" } else { "" };
        output::line(&format!("  {}  {counts:<7} {}", day.date.strftime("%a %F"), day.why))?;
    }
    for warning in &explanation.warnings {
        eprintln!("{warning}");
    }
    Ok(())
}

fn pause(text: &str) -> Result<Paused> {
    let (from, to) = text.split_once("..").context("write a pause as FROM..TO, like 2026-09-10..2026-09-17")?;
    Ok(Paused { from: from.parse()?, to: to.parse()? })
}
