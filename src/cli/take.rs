//! `postroom take`: a named person takes an item, and its alarm falls silent. Who and when is kept in the audit.

use super::{Ending, output};
use crate::config::Config;
use crate::register::Register;
use anyhow::Result;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reference of the item or case, such as PR-000042 or PR-000042/1.
    item: String,
    /// Who takes it; the user of this session where nobody is named.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What was done about it, kept in the audit.
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    let item_id = register.find(&args.item)?;
    let by = match args.by.as_deref().map(str::trim) {
        Some("") => anyhow::bail!("--by needs a name."),
        Some(name) => name.to_string(),
        None => std::env::var("USER").unwrap_or_else(|_| "unknown".into()),
    };
    let before = register.take(&item_id, &by, args.note.trim(), jiff::Timestamp::now())?;
    output::line(&format!("{} is taken by {by}.", args.item))?;
    if let Some(before) = before {
        output::line(&format!("It had been taken by {} at {}; both are in the audit.", before.by, before.at))?;
    }
    Ok(Ending::Done)
}
