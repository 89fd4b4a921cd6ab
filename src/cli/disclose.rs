//! `postroom disclose check`: proves any PDF against a list of what was removed, and finds bad redactions in it. It writes
//! nothing.

use super::{Ending, output, pipeline};
use crate::proof::bad::{Finding, look};
use crate::proof::{Claim, Outcome, Reader, Removed, Report, prove};
use anyhow::{Context, Result};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Look through PDFs for what a redaction left behind.
    Check {
        /// PDFs, ours or another's.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Words that must not be in them, in any form; may be given again.
        #[arg(long, value_name = "TEXT")]
        removed: Vec<String>,
        /// A file with such words, one to a line.
        #[arg(long, value_name = "FILE")]
        removed_list: Option<PathBuf>,
        /// Print the words that were found.
        #[arg(long)]
        show: bool,
        /// One JSON object for each file (schema postroom.check/1).
        #[arg(long)]
        json: bool,
    },
}

/// What was found in one file.
#[derive(Debug, Serialize)]
struct Checked {
    schema: &'static str,
    path: String,
    passed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    findings: Vec<Finding>,
    proof: Option<Report>,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let Command::Check { files, removed, removed_list, show, json } = &args.command;
    let mut wanted = removed.clone();
    if let Some(list) = removed_list {
        let text = std::fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
        wanted.extend(text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_string));
    }
    let removed = wanted.into_iter().map(|text| Removed { text, strict: true }).collect();
    let claim = Claim { removed, pictures: true, ..Claim::default() };
    let pipeline = pipeline(settings)?;
    let reader = Reader { pool: pipeline.readers(), recognise: !claim.removed.is_empty() };
    let mut passed = true;
    for file in files {
        let checked = check(file, &claim, &reader, *show);
        passed &= checked.passed;
        if *json {
            output::json(&checked)?;
        } else {
            print(&checked)?;
        }
    }
    Ok(if passed { Ending::Done } else { Ending::NeedsPerson })
}

fn check(file: &Path, claim: &Claim, reader: &Reader<'_>, show: bool) -> Checked {
    let path = file.display().to_string();
    let failed = |error: String| Checked {
        schema: "postroom.check/1",
        path: path.clone(),
        passed: false,
        error: Some(error),
        findings: Vec::new(),
        proof: None,
    };
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return failed(format!("cannot be read: {error}")),
    };
    if !bytes.get(..1024).unwrap_or(&bytes).windows(5).any(|w| w == b"%PDF-") {
        return failed("is no PDF. Only PDFs are checked.".into());
    }
    let findings = look(&bytes, reader.pool, show);
    let proof = (!claim.removed.is_empty()).then(|| prove(&bytes, file, claim, reader));
    let passed = !findings.iter().any(|f| f.serious) && proof.as_ref().is_none_or(|p| p.passed);
    Checked { schema: "postroom.check/1", path, passed, error: None, findings, proof }
}

fn print(checked: &Checked) -> Result<()> {
    output::line(&format!("{}: {}", checked.path, if checked.passed { "passed" } else { "FAILED" }))?;
    if let Some(error) = &checked.error {
        output::line(&format!("  {error}"))?;
    }
    for f in &checked.findings {
        let place = f.page.map(|p| format!("page {p}: ")).unwrap_or_default();
        let word = if f.serious { "BAD " } else { "note" };
        output::line(&format!("  {word} {place}{}, {}", f.kind, f.count))?;
        for more in f.reason.iter().chain(&f.text) {
            output::line(&format!("       {more}"))?;
        }
    }
    for c in checked.proof.iter().flat_map(|p| &p.checks).filter(|c| c.result != Outcome::Passed) {
        let word = if c.result == Outcome::Failed { "BAD " } else { "note" };
        output::line(&format!("  {word} {}: {}", c.name, c.detail))?;
    }
    Ok(())
}
