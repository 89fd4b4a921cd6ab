//! `postroom authority`: who may act for whom. Without a reference it lists the items that wait for it, with their clocks;
//! with one it records what a person has seen.

use super::{Ending, output};
use crate::config::Config;
use crate::register::{AuthorityRecord, Register};
use anyhow::Result;
use jiff::civil::Date;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reference of the item, such as PR-000042; without one, the items that wait are listed.
    #[arg(requires_all = ["who", "kind", "evidence", "scope"])]
    item: Option<String>,
    /// Who acts for the subject.
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    /// By what right.
    #[arg(long, value_parser = ["consent", "health_and_welfare_attorney", "property_and_finance_attorney", "enduring_power_of_attorney", "deputy", "appointee", "parental_responsibility", "executor", "advocate", "solicitor", "elected_member", "other"])]
    kind: Option<String>,
    /// What was seen, and when.
    #[arg(long, value_name = "TEXT")]
    evidence: Option<String>,
    /// How far it reaches, such as "complaint and care records since 2024".
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,
    /// Its last day, where it has one.
    #[arg(long, value_name = "YYYY-MM-DD")]
    expires: Option<Date>,
    /// Who records it; the user of this session where nobody is named.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    let Some(item) = &args.item else { return list(&register, args.json) };
    let item_id = register.find(item)?;
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_string();
    let record = AuthorityRecord {
        who: text(&args.who),
        kind: text(&args.kind),
        evidence: text(&args.evidence),
        scope: text(&args.scope),
        expires: args.expires,
        by: args.by.clone().or_else(|| std::env::var("USER").ok()).unwrap_or_else(|| "unknown".into()),
    };
    anyhow::ensure!(
        [&record.who, &record.evidence, &record.scope, &record.by].iter().all(|t| !t.is_empty()),
        "--who, --evidence and --scope must say something: the audit keeps them."
    );
    register.record_authority(&item_id, &record, jiff::Timestamp::now())?;
    output::line(&format!("Authority for {item} is recorded by {}.", record.by))?;
    Ok(Ending::Done)
}

fn list(register: &Register, json: bool) -> Result<Ending> {
    let waiting = register.awaited_authority()?;
    for row in &waiting {
        if json {
            output::json(row)?;
            continue;
        }
        let stated =
            row.stated.as_deref().map_or("nothing stated".into(), |s| format!("states {}", s.replace('_', " ")));
        let due = match (&row.due, &row.clock) {
            (Some(due), Some(clock)) => format!("due {due} ({})", clock.replace('_', " ")),
            _ => "no deadline".into(),
        };
        output::line(&format!("{}  {stated}; {due}", row.reference))?;
    }
    if waiting.is_empty() && !json {
        output::line("Nothing waits for authority.")?;
    }
    Ok(if waiting.is_empty() { Ending::Done } else { Ending::NeedsPerson })
}
