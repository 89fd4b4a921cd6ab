//! `postroom watch`: the daemon. It says what it does on standard error, a line at a time, and ends with 0 when told to
//! stop.

use super::{Ending, output, pipeline};
use crate::pipeline::{Progress, Sources, Stage, Watch, Witness};
use crate::register::{Lock, Register};
use anyhow::Result;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Say nothing but what is wrong at the start.
    #[arg(long, short)]
    quiet: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let pipeline = pipeline(settings)?;
    let sources = Sources::configured(&pipeline.config, None);
    anyhow::ensure!(!sources.is_empty(), "no sources to watch. Add `sources` to config.yaml.");
    let _lock = Lock::take(&pipeline.config.folders.data)?;
    let mut register = Register::open(&pipeline.config.folders.data)?;
    pipeline.stop.on_signals()?;
    let voice = Voice { quiet: args.quiet };
    Watch::new(&pipeline, &voice)?.run(&sources, &mut register)?;
    voice.say("stopped");
    Ok(Ending::Done)
}

/// Says things on standard error, where systemd's journal reads them.
struct Voice {
    quiet: bool,
}

impl Witness for Voice {
    fn say(&self, line: &str) {
        if !self.quiet {
            let now = jiff::Timestamp::now();
            eprintln!("{} {}", now.strftime("%FT%TZ"), output::shown(line));
        }
    }
}

impl Progress for Voice {
    fn at(&self, _: Stage, _: usize, _: usize) {}
}
