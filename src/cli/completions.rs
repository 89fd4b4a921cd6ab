//! `postroom completions` and `postroom man`: made from the same definitions as the help.

use super::{Cli, Ending};
use anyhow::Result;
use clap::CommandFactory;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which shell.
    shell: clap_complete::Shell,
}

pub fn run(args: &Args) -> Result<Ending> {
    clap_complete::generate(args.shell, &mut Cli::command(), "postroom", &mut std::io::stdout().lock());
    Ok(Ending::Done)
}

/// Prints the manual page.
pub fn man() -> Result<Ending> {
    clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout().lock())?;
    Ok(Ending::Done)
}
