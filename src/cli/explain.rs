//! `postroom explain`: what would be done with files, and why. Writes nothing.

use super::output;
use super::{Ending, pipeline};
use crate::model::{Delivery, Status};
use crate::pipeline::{Pipeline, Worked, explain_line};
use crate::redact::Declaration;
use crate::source::Source;
use anyhow::Result;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Items worked on at once, so that memory stays bounded.
const TOGETHER: usize = 32;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, Maildirs and mboxes.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// One JSON object for each item (schema postroom.explain/1).
    #[arg(long)]
    json: bool,
    /// With the text of each document.
    #[arg(long)]
    text: bool,
    /// Redaction profile; the one of config.yaml where none is named.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Date of receipt, instead of the one found in the item.
    #[arg(long, value_name = "YYYY-MM-DD")]
    received: Option<Date>,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let pipeline = pipeline(settings)?;
    let profile = match &args.profile {
        Some(name) => pipeline.rules.profiles.get(name)?.clone(),
        None => pipeline.profile.clone(),
    };
    let each = |deliveries: &[Delivery]| -> Result<bool> {
        let mut needs = false;
        for (delivery, worked) in
            deliveries.iter().zip(pipeline.work_on_many(deliveries, &profile, &Declaration::default()))
        {
            needs |= worked.status() != Status::Ok;
            if args.json {
                output::json(&explain_line(&delivery.locator, &worked, args.text))?;
            } else {
                print(&delivery.locator, &worked, args.text, &pipeline)?;
            }
        }
        Ok(needs)
    };
    let needs = for_each_delivery(&args.paths, args.received, &pipeline, each)?;
    Ok(if needs { Ending::NeedsPerson } else { Ending::Done })
}

/// Reads the deliveries at the paths and hands them over in small groups; true where any of them needs a person.
pub fn for_each_delivery(
    paths: &[PathBuf],
    received: Option<Date>,
    pipeline: &Pipeline,
    each: impl Fn(&[Delivery]) -> Result<bool>,
) -> Result<bool> {
    let mut needs = false;
    let mut group: Vec<Delivery> = Vec::new();
    for path in paths {
        let source = Source { settle: Duration::ZERO, stated: received, ..Source::at(path) };
        let findings = source.find(&pipeline.config.ignore)?;
        let fault = |path: &Path, message: &str| eprintln!("{}: {message}", output::shown(&path.display().to_string()));
        for f in &findings.faults {
            needs = true;
            fault(&f.path, &f.message);
        }
        for found in &findings.files {
            match found.deliveries(&source) {
                Ok(deliveries) => group.extend(deliveries),
                Err(f) => {
                    needs = true;
                    fault(&f.path, &f.message);
                }
            }
            if group.len() >= TOGETHER {
                needs |= each(&group)?;
                group.clear();
            }
        }
    }
    needs |= each(&group)?;
    Ok(needs)
}

/// One line about an item: what it opens and what is wrong with it.
pub fn summary(worked: &Worked) -> String {
    let Some(outcome) = &worked.outcome else {
        let why = worked.problems.iter().max_by_key(|p| p.severity).map(|p| p.message.as_str()).unwrap_or_default();
        return format!("quarantine: {why}");
    };
    let cases: Vec<String> = outcome
        .classification
        .cases
        .iter()
        .map(|case| match case.kind {
            Some(kind) => format!("{}/{kind}", case.category),
            None => case.category.to_string(),
        })
        .collect();
    let flags: Vec<&str> = outcome.classification.flags.iter().map(|f| f.flag.word()).collect();
    let flags = if flags.is_empty() { String::new() } else { format!(" [{}]", flags.join(", ")) };
    let person = if worked.status() == Status::NeedsPerson { "; needs a person" } else { "" };
    format!("{}{flags}{person}", cases.join(" + "))
}

fn print(path: &str, worked: &Worked, with_text: bool, pipeline: &Pipeline) -> Result<()> {
    output::line(&format!("{path}\n  {}", summary(worked)))?;
    let received = &worked.parsed.item.received;
    output::line(&format!("  received {} ({})", received.date, word(&received.basis)))?;
    for document in &worked.parsed.documents {
        let depth = depth(worked, document.id);
        let pages = if document.pages.is_empty() {
            String::new()
        } else {
            format!(", {}", output::count(document.pages.len() as i64, "page"))
        };
        let confidence = document.confidence.map(|c| format!(", confidence {c:.2}")).unwrap_or_default();
        let indent = "  ".repeat(depth + 1);
        let (name, media, from) = (&document.name, &document.media_type, word(&document.text_from));
        output::line(&format!(
            "{indent}document {}: {name} ({media}, text from {from}{pages}{confidence}, {} characters)",
            document.id,
            document.text.chars().count()
        ))?;
    }
    for problem in &worked.problems {
        output::line(&format!("  problem {}: {}", word(&problem.code), problem.message))?;
    }
    if let Some(outcome) = &worked.outcome {
        print_cases(outcome, pipeline)?;
        print_redaction(outcome, with_text)?;
    }
    output::line("")
}

fn print_cases(outcome: &crate::pipeline::Outcome, pipeline: &Pipeline) -> Result<()> {
    let because = |rule: &str| pipeline.rules.classify.rule(rule).map(|r| r.because.clone()).unwrap_or_default();
    for flag in &outcome.classification.flags {
        let tier = flag.tier.map(|t| format!(":{}", word(&t))).unwrap_or_default();
        output::line(&format!("  flag {}{tier}", flag.flag.word()))?;
        for e in &flag.evidence {
            output::line(&format!("    {:?}: {} [{}]", e.text, because(&e.rule), e.rule))?;
        }
    }
    for (case, queue) in outcome.classification.cases.iter().zip(&outcome.routing.queues) {
        let kind = case.kind.map(|k| format!("/{k}")).unwrap_or_default();
        output::line(&format!("  case {}{kind}, score {:.1}, queue {queue}", case.category, case.score))?;
        for e in &case.evidence {
            output::line(&format!("    {:?}: {} [{}]", e.text, because(&e.rule), e.rule))?;
        }
        for clock in &case.clocks {
            output::line(&format!("    due {} {}: {}", clock.due, clock.name, clock.basis))?;
        }
    }
    for near in &outcome.classification.near {
        output::line(&format!("  nearly {}, score {:.1}: {}", near.category, near.score, near.why))?;
    }
    let authority = &outcome.classification.authority;
    if authority.needed {
        output::line(&format!("  authority needed; stated: {}", authority.stated.as_deref().unwrap_or("none")))?;
    }
    Ok(())
}

fn print_redaction(outcome: &crate::pipeline::Outcome, with_text: bool) -> Result<()> {
    for party in outcome.redacted.parties() {
        let why: Vec<&str> = party.evidence.iter().map(|e| e.reason.as_str()).collect();
        output::line(&format!("  party {}: {} ({}; {})", party.id, party.name, word(&party.role), why.join("; ")))?;
    }
    for mark in outcome.redacted.marks() {
        let (kind, action) = (word(&mark.kind), word(&mark.action));
        output::line(&format!(
            "  {action} {kind} {:?} in document {}: {} [{}]",
            mark.text, mark.document, mark.reason, mark.detector
        ))?;
    }
    if with_text {
        for document in outcome.redacted.documents() {
            output::line(&format!("  --- {} ---\n{}", document.name, document.text))?;
        }
    }
    Ok(())
}

fn depth(worked: &Worked, id: usize) -> usize {
    let mut depth = 0;
    let mut at = worked.parsed.document(id).and_then(|d| d.parent);
    while let Some(parent) = at.filter(|_| depth < 64) {
        depth += 1;
        at = worked.parsed.document(parent).and_then(|d| d.parent);
    }
    depth
}

/// The word that JSON uses for a value of a closed list.
pub fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
