//! `postroom redact`: files printed with personal data hidden under a profile, and the score of the redactor on labelled
//! correspondence. It prints text; it never writes a file.

use super::{Ending, explain, output, pipeline};
use crate::model::Status;
use crate::redact::{self, Declaration};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Files and folders.
    paths: Vec<PathBuf>,
    /// Redaction profile; the one of config.yaml where none is named.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Somebody the item is about; may be given again.
    #[arg(long, value_name = "NAME")]
    subject: Vec<String>,
    /// Words to hide wherever they stand, in every variant; may be given again.
    #[arg(long, value_name = "TEXT")]
    redact: Vec<String>,
    /// Words to keep wherever they stand; may be given again.
    #[arg(long, value_name = "TEXT")]
    keep: Vec<String>,
    /// Print the redacted text.
    #[arg(long, required_unless_present = "json")]
    text: bool,
    /// Print each item's redacted documents, parties and marks as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Score the redactor on labelled correspondence (JSON Lines).
    Score {
        /// Lines with `text`, `headers`, `spans`, `parties`, `must_not_redact`.
        file: PathBuf,
        /// Redaction profile scored.
        #[arg(long, value_name = "NAME", default_value = "third_party")]
        profile: String,
    },
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    if let Some(Command::Score { file, profile }) = &args.command {
        return score(file, profile, settings);
    }
    let pipeline = pipeline(settings)?;
    let profile = match &args.profile {
        Some(name) => pipeline.rules.profiles.get(name)?.clone(),
        None => pipeline.profile.clone(),
    };
    let declared = Declaration { subjects: args.subject.clone(), redact: args.redact.clone(), keep: args.keep.clone() };
    let needs = explain::for_each_delivery(&args.paths, None, &pipeline, |deliveries| {
        let mut needs = false;
        for (delivery, worked) in deliveries.iter().zip(pipeline.work_on_many(deliveries, &profile, &declared)) {
            needs |= worked.status() != Status::Ok;
            let Some(outcome) = &worked.outcome else {
                eprintln!("{}: {}", output::shown(&delivery.locator), explain::summary(&worked));
                continue;
            };
            for problem in worked.problems.iter().filter(|p| p.severity > crate::model::Severity::Note) {
                eprintln!("{}: {}", output::shown(&delivery.locator), output::shown(&problem.message));
            }
            if args.json {
                output::json(&serde_json::json!({
                    "schema": "postroom.redact/1", "path": delivery.locator, "profile": outcome.redacted.profile(),
                    "documents": outcome.redacted.documents(), "parties": outcome.redacted.parties(), "marks": outcome.redacted.marks(),
                }))?;
                continue;
            }
            for document in outcome.redacted.documents() {
                output::line(&format!("--- {} ---\n{}\n", document.name, document.text.trim_end()))?;
            }
        }
        Ok(needs)
    })?;
    Ok(if needs { Ending::NeedsPerson } else { Ending::Done })
}

fn score(file: &Path, profile: &str, settings: &Path) -> Result<Ending> {
    let pipeline = pipeline(settings)?;
    let profile = pipeline.rules.profiles.get(profile)?;
    let score = redact::score(file, profile)?;
    output::line(&score.to_string())?;
    Ok(Ending::Done)
}
