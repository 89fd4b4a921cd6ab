//! `postroom reindex`: both search indexes, made anew from the register, or compared with it and mended.

use super::{Ending, output};
use crate::config::Config;
use crate::pipeline;
use crate::register::{Lock, Register};
use anyhow::Result;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Put in only what is missing.
    #[arg(long)]
    missing: bool,
    /// Compare the indexes with the register, file by file and item by item, and mend what differs.
    #[arg(long, conflicts_with = "missing")]
    check: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let folder = &config.folders.index;
    let _lock = Lock::take(&config.folders.data)?;
    let mut register = Register::open(&config.folders.data)?;
    let done = match (args.check, args.missing) {
        (true, _) => check(&config, &mut register)?,
        (_, true) => pipeline::bring_up_to_date(folder, &mut register, &())?,
        _ => pipeline::rebuild(folder, &mut register, &())?,
    };
    output::line(&format!("{} indexed from the register.", output::count(done as i64, "item")))?;
    Ok(Ending::Done)
}

fn check(config: &Config, register: &mut Register) -> Result<usize> {
    let differences = pipeline::compare(&config.folders.index, register)?;
    for found in &differences {
        let name = found.index.word();
        if found.missing.is_empty() && found.surplus.is_empty() && found.damage.is_empty() {
            output::line(&format!("{name}: holds what is filed, and every file is whole"))?;
            continue;
        }
        let (missing, surplus) = (found.missing.len() as i64, found.surplus.len() as i64);
        output::line(&format!(
            "{name}: {} missing, {} too many",
            output::count(missing, "item"),
            output::count(surplus, "item")
        ))?;
        for damage in &found.damage {
            output::line(&format!("{name}: {damage}"))?;
        }
    }
    Ok(pipeline::mend(&config.folders.index, register, &differences, &())?)
}
