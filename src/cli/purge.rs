//! `postroom purge` and `postroom hold`: erasing items wherever something of them stands, and keeping items from it.

use super::{Ending, actor, output};
use crate::config::Config;
use crate::pipeline::{self, Erasure};
use crate::register::{Held, Lock, Register};
use anyhow::{Result, bail};
use jiff::Timestamp;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Erases rows, original, index entries and notices, and then looks whether a word of it is left. It cannot be taken back:
backups made before still hold the item. A reference and a checksum stay, so that the same bytes are not taken in again."
)]
pub struct PurgeArgs {
    /// References (PR-000042) or ids of items.
    #[arg(required = true)]
    items: Vec<String>,
    /// Why; kept in the audit.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Print JSON (schema postroom.purge/1).
    #[arg(long)]
    json: bool,
}

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct HoldArgs {
    /// References or ids of items; none lists what is on hold.
    items: Vec<String>,
    /// Why; kept in the audit.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Release the items instead.
    #[arg(long)]
    release: bool,
    /// Print what is on hold as JSON, one line each.
    #[arg(long, conflicts_with_all = ["items", "release"])]
    json: bool,
}

/// `postroom purge`.
pub fn purge(args: &PurgeArgs, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let _lock = Lock::take(&config.folders.data)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    let mut items = Vec::new();
    let begun = register.erasures_begun()?;
    for name in &args.items {
        // What an interrupted purge began is gone from the register and is finished below.
        if begun.iter().any(|t| t.reference.eq_ignore_ascii_case(name)) {
            continue;
        }
        let id = register.find(name)?;
        if !items.contains(&id) {
            items.push(id);
        }
    }
    let done = match items.as_slice() {
        [] => pipeline::finish_erasures(&config, &mut register)?,
        items => pipeline::erase(&config, &mut register, items, &actor(), &args.reason)?,
    };
    if args.json {
        output::json(&done)?;
    } else {
        print(&done)?;
    }
    Ok(if done.remains.is_empty() { Ending::Done } else { Ending::NeedsPerson })
}

/// `postroom hold`.
pub fn hold(args: &HoldArgs, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    if args.items.is_empty() {
        return list(&register.held()?, args.json);
    }
    let Some(reason) = &args.reason else {
        bail!("say why with --reason TEXT; the audit keeps it");
    };
    for name in &args.items {
        let id = register.find(name)?;
        if !args.release {
            register.hold(&id, &actor(), reason, Timestamp::now())?;
            output::line(&format!("{name} is on hold: it cannot be erased until it is released."))?;
        } else if register.release(&id, &actor(), reason, Timestamp::now())? {
            output::line(&format!("{name} is no longer on hold."))?;
        } else {
            output::line(&format!("{name} was not on hold."))?;
        }
    }
    Ok(Ending::Done)
}

fn list(held: &[Held], json: bool) -> Result<Ending> {
    for item in held {
        if json {
            output::json(item)?;
        } else {
            let since = item.at.get(..10).unwrap_or_default();
            output::line(&format!("{}  since {since} by {}: {}", item.reference, item.actor, item.reason))?;
        }
    }
    Ok(Ending::Done)
}

fn print(done: &Erasure) -> Result<()> {
    if done.erased.is_empty() {
        return output::line("Nothing was left to erase.");
    }
    output::line(&format!("Erased: {}", done.erased.join(", ")))?;
    output::line(&format!(
        "Looked for {} that stood nowhere else, in {}.",
        output::count(done.words_looked_for as i64, "word"),
        output::count(done.files_looked_through as i64, "file")
    ))?;
    for left in &done.remains {
        output::line(&format!("LEFT: {left}"))?;
    }
    match done.remains.as_slice() {
        [] => output::line("Nothing of it is left here. Backups made before still hold it."),
        _ => output::line(
            "Not everything is gone. Run the same command again; if this stays, report it with these lines.",
        ),
    }
}
