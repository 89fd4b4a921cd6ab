//! `postroom reindex`: both search indexes, made anew from the register.

use super::{Ending, output, pipeline};
use crate::register::{Lock, Register};
use anyhow::Result;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Put in only what is missing.
    #[arg(long)]
    missing: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let pipeline = pipeline(settings)?;
    let _lock = Lock::take(&pipeline.config.folders.data)?;
    let mut register = Register::open(&pipeline.config.folders.data)?;
    let done = pipeline.reindex(&mut register, !args.missing, &())?;
    output::line(&format!("{} indexed from the register.", output::count(done as i64, "item")))?;
    Ok(Ending::Done)
}
