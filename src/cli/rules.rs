//! `postroom rules`: check, test and score the rules.

use super::Ending;
use anyhow::Result;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: &Args, _: &Path) -> Result<Ending> {
    Ok(Ending::Done)
}
