//! `postroom config show`: every setting in force, and whether it was set or is the default.

use super::{Ending, output};
use crate::config::Config;
use anyhow::Result;
use serde_json::{Map, Value, json};
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print the settings in force and where each came from.
    Show {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let Command::Show { json } = args.command;
    let config = serde_json::to_value(Config::load(settings)?)?;
    let written: Value = crate::yaml::load(settings)?;
    let mut rows = Vec::new();
    flatten("", &config, Some(&written), &mut rows);
    let file = settings.display().to_string();
    let from = |set: bool| if set { file.clone() } else { "default".to_string() };
    if json {
        let rows: Map<String, Value> =
            rows.into_iter().map(|(key, value, set)| (key, json!({ "value": value, "from": from(set) }))).collect();
        output::json(&json!({ "schema": "postroom.config/1", "settings": rows }))?;
        return Ok(Ending::Done);
    }
    for (key, value, set) in rows {
        output::line(&format!("{key}: {value}  # {}", from(set)))?;
    }
    Ok(Ending::Done)
}

/// Every leaf with its dotted key; lists stand as they are.
fn flatten(prefix: &str, value: &Value, written: Option<&Value>, rows: &mut Vec<(String, Value, bool)>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let key_path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(&key_path, inner, written.and_then(|w| w.get(key)), rows);
            }
        }
        leaf => rows.push((prefix.to_string(), leaf.clone(), written.is_some())),
    }
}
