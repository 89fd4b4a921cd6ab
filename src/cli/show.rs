//! `postroom show`: one item with its cases and its redacted text, or the lists that a morning begins with. The original
//! is shown only for a stated reason, which the audit keeps.

use super::explain::word;
use super::{Ending, output};
use crate::config::Config;
use crate::model::Problem;
use crate::redact;
use crate::register::{AuditRow, DecidedBy, DueRow, ItemRow, Record, Register};
use crate::rules::fingerprint::fingerprint;
use anyhow::Result;
use jiff::Timestamp;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    /// Reference (PR-000042) or id of an item.
    #[arg(required_unless_present_any = ["due", "quarantine", "needs_person"])]
    item: Option<String>,
    /// List the deadlines: overdue first, then what is due next.
    #[arg(long, conflicts_with = "item")]
    due: bool,
    /// List the items in quarantine.
    #[arg(long, conflicts_with = "item")]
    quarantine: bool,
    /// List the filed items that need a person.
    #[arg(long, conflicts_with = "item")]
    needs_person: bool,
    /// Show the original text; needs --reason.
    #[arg(long, requires = "reason")]
    original: bool,
    /// Why the original is looked at; kept in the audit.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    if args.due {
        let today = output::today();
        let mut rows = register.overdue(today, usize::MAX)?;
        rows.extend(register.due(today, usize::MAX)?);
        return due(&rows, args.json, today);
    }
    if args.quarantine {
        return items(&register.quarantine()?, args.json);
    }
    if args.needs_person {
        return items(&register.needs_person()?, args.json);
    }
    let item_id = register.find(args.item.as_deref().unwrap_or_default())?;
    let record = register.record(&item_id)?;
    let detail = match &args.reason {
        Some(reason) if args.original => format!("original: {reason}"),
        _ => "redacted".into(),
    };
    let actor = std::env::var("USER").unwrap_or_else(|_| "unknown".into());
    let action = "item.viewed";
    register.audit(AuditRow { at: Timestamp::now(), actor: &actor, action, item_id: Some(&item_id), detail })?;
    show(&record, &register, &config, args)
}

fn due(rows: &[DueRow], json: bool, today: jiff::civil::Date) -> Result<Ending> {
    for row in rows {
        if json {
            output::json(row)?;
        } else {
            let late = if row.due < today { "overdue" } else { "" };
            let (category, clock) = (row.category, row.clock.replace('_', " "));
            output::line(&format!(
                "{}  {:<12} {late:<8} {category:<24} {clock} (queue {})",
                row.due, row.reference, row.queue
            ))?;
        }
    }
    if rows.is_empty() && !json {
        output::line("No deadlines are recorded.")?;
    }
    Ok(Ending::Done)
}

fn items(rows: &[ItemRow], json: bool) -> Result<Ending> {
    for row in rows {
        if json {
            output::json(row)?;
            continue;
        }
        output::line(&format!("{}  {}", row.reference, row.file_name))?;
        for problem in &row.problems {
            output::line(&format!("    {}", problem.message))?;
        }
    }
    if rows.is_empty() && !json {
        output::line("Nothing is recorded here.")?;
    }
    Ok(Ending::Done)
}

fn show(record: &Record, register: &Register, config: &Config, args: &Args) -> Result<Ending> {
    let redacted = match (&record.parsed, &record.profile) {
        (Some(parsed), Some(profile)) => {
            Some(redact::restore(parsed, profile, record.parties.clone(), record.marks.clone()))
        }
        _ => None,
    };
    if args.json {
        let (follows, followed) = register.relatives(&record.row.item_id)?;
        output::json(&serde_json::json!({
            "schema": "postroom.show/1", "rules": rules(record, register, config)?, "follows": follows, "authority": register.authority_of(&record.row.item_id)?.map(|a| serde_json::json!({ "recorded": a })), "followed_by": followed,
            "reference": record.row.reference, "item_id": record.row.item_id, "state": record.row.state,
            "file_name": record.row.file_name, "problems": record.row.problems.iter().map(|p| serde_json::json!({ "code": p.code, "document": p.document,
                "severity": p.severity, "message": masked(p, record, redacted.as_ref()) })).collect::<Vec<_>>(), "cases": record.cases,
            "flags": flags(record, args.original), "alarm": register.alarm_of(&record.row.item_id)?.map(|taken| serde_json::json!({ "taken": taken })), "occurrences": record.occurrences,
            "received": record.parsed.as_ref().map(|p| p.item.received.date),
            "documents": redacted.as_ref().map(redact::Redacted::documents),
            "original": record.parsed.as_ref().filter(|_| args.original).map(|p| &p.documents),
        }))?;
        return Ok(Ending::Done);
    }
    output::line(&format!("{}  {}  ({})", record.row.reference, record.row.file_name, record.row.state))?;
    output::line(&format!("id        {}", record.row.item_id))?;
    if let Some(parsed) = &record.parsed {
        output::line(&format!("received  {} ({})", parsed.item.received.date, word(&parsed.item.received.basis)))?;
    }
    for occurrence in &record.occurrences {
        output::line(&format!("met       {} in source {}", occurrence.locator, occurrence.source))?;
    }
    output::line(&format!("original  {}", register.store.path(&record.row.item_id).display()))?;
    for problem in &record.row.problems {
        output::line(&format!("problem   {}", masked(problem, record, redacted.as_ref())))?;
    }
    for flag in record.classification.iter().flat_map(|c| &c.flags) {
        let tier = flag.tier.map(|t| format!(" ({})", word(&t).replace('_', " "))).unwrap_or_default();
        output::line(&format!("flag      {}{tier}", flag.flag.word()))?;
    }
    if let Some(rules) = rules(record, register, config)? {
        let same = if rules.same { "" } else { "; today's rules are others, and may decide otherwise" };
        let short = rules.decided.rules.get(..12).unwrap_or(&rules.decided.rules);
        output::line(&format!("rules     {short} of Postroom {}{same}", rules.decided.version))?;
    }
    handling(record, register)?;
    for case in &record.cases {
        let kind = case.kind.map(|k| format!("/{k}")).unwrap_or_default();
        output::line(&format!("case {}    {}{kind}, queue {}", case.number, case.category, case.queue))?;
        if let Some(closed) = &case.closed {
            output::line(&format!("          closed by {}: {} ({})", closed.by, closed.outcome, closed.at))?;
        }
        for clock in &case.clocks {
            output::line(&format!("          due {} {}: {}", clock.due, clock.name, clock.basis))?;
        }
    }
    show_text(record, redacted.as_ref(), args.original)
}

/// The rules that decided, and whether they are still the ones in force.
#[derive(serde::Serialize)]
struct Rules {
    #[serde(flatten)]
    decided: DecidedBy,
    today: String,
    same: bool,
}

fn rules(record: &Record, register: &Register, config: &Config) -> Result<Option<Rules>> {
    let Some(decided) = register.decided_by(&record.row.item_id)? else { return Ok(None) };
    let today = fingerprint(&config.folders.rules)?;
    let same = decided.rules == today && decided.version == env!("CARGO_PKG_VERSION");
    Ok(Some(Rules { decided, today, same }))
}

/// Who has it in hand, by what right its writer acts, and what it follows.
fn handling(record: &Record, register: &Register) -> Result<()> {
    if let Some(taken) = register.alarm_of(&record.row.item_id)? {
        let words = taken.map_or("nobody has taken it".to_string(), |t| format!("taken by {} at {}", t.by, t.at));
        output::line(&format!("alarm     {words}"))?;
    }
    let (follows, followed) = register.relatives(&record.row.item_id)?;
    for (word, relatives) in [("follows", follows), ("followed", followed)] {
        for relative in relatives {
            output::line(&format!("{word:<9} {} (by {})", relative.reference, relative.how))?;
        }
    }
    if let Some(authority) = register.authority_of(&record.row.item_id)? {
        let words = authority.map_or("needed and not recorded: send nothing about the subject".to_string(), |a| {
            format!("{} by {}, recorded by {}", a.who, a.kind.replace('_', " "), a.by)
        });
        output::line(&format!("authority {words}"))?;
    }
    Ok(())
}

/// The flags; with the words that raised them only beside the original, for they are the original's words.
fn flags(record: &Record, original: bool) -> Vec<serde_json::Value> {
    let flags = record.classification.iter().flat_map(|c| &c.flags);
    flags
        .map(|f| match original {
            true => serde_json::json!({ "flag": f.flag, "tier": f.tier, "evidence": f.evidence }),
            false => serde_json::json!({ "flag": f.flag, "tier": f.tier }),
        })
        .collect()
}

/// A problem's message with the names of documents as the redaction left them.
fn masked(problem: &Problem, record: &Record, redacted: Option<&redact::Redacted>) -> String {
    let pairs = record.parsed.iter().flat_map(|p| &p.documents).zip(redacted.iter().flat_map(|r| r.documents()));
    let renamed = pairs.filter(|(from, to)| from.name != to.name && !from.name.is_empty());
    renamed.fold(problem.message.clone(), |message, (from, to)| message.replace(&from.name, &to.name))
}

fn show_text(record: &Record, redacted: Option<&redact::Redacted>, original: bool) -> Result<Ending> {
    if original {
        for document in record.parsed.iter().flat_map(|p| &p.documents) {
            output::line(&format!("\n--- {} (ORIGINAL) ---\n{}", document.name, document.text.trim_end()))?;
        }
        return Ok(Ending::Done);
    }
    for document in redacted.iter().flat_map(|r| r.documents()) {
        output::line(&format!("\n--- {} ---\n{}", document.name, document.text.trim_end()))?;
    }
    Ok(Ending::Done)
}
