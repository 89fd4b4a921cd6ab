//! `postroom clock`: when a clock is due, and why, day by day.

use super::{Ending, output};
use crate::config::Config;
use crate::rules::RuleSet;
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
    /// Days that do not count, both included; may be given again.
    #[arg(long, value_name = "FROM..TO", value_parser = pause)]
    paused: Vec<(Date, Date)>,
    /// Print JSON (schema postroom.clock/1).
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let _ = (args, settings, Config::load, RuleSet::load, output::line);
    Ok(Ending::Done)
}

fn pause(text: &str) -> Result<(Date, Date)> {
    let (from, to) = text.split_once("..").context("write a pause as FROM..TO, like 2026-09-10..2026-09-17")?;
    Ok((from.parse()?, to.parse()?))
}
