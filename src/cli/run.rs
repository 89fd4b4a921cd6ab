//! `postroom run`: one whole run, its progress, and what it came to, most important last.

use super::output::{self, count};
use super::{Ending, pipeline};
use crate::model::Problem;
use crate::pipeline::{Pipeline, Progress, Report, Sources, Stage, explain_line};
use crate::register::{Lock, Register, Totals};
use crate::source::Source;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, Maildirs and mboxes; without any, the sources of config.yaml.
    paths: Vec<PathBuf>,
    /// Work again on an item that is filed or in quarantine, such as PR-000042; may be given again.
    #[arg(long, value_name = "REFERENCE")]
    again: Vec<String>,
    /// Date of receipt of what is taken in or worked on again, instead of the one found in it.
    #[arg(long, value_name = "YYYY-MM-DD")]
    received: Option<Date>,
    /// Do everything but write, and say what would be done.
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Show no progress.
    #[arg(long, short)]
    quiet: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let pipeline = pipeline(settings).map_err(|e| untouched(&e))?;
    let sources = sources(args, &pipeline).map_err(|e| untouched(&e))?;
    if args.dry_run {
        return dry_run(&pipeline, &sources, args.json);
    }
    let _lock = Lock::take(&pipeline.config.folders.data)?;
    pipeline.stop.on_signals()?;
    let mut register = Register::open(&pipeline.config.folders.data)?;
    for name in &args.again {
        let item_id = register.find(name)?;
        register.work_again(&item_id, args.received, jiff::Timestamp::now())?;
    }
    let bar = Bar::new(args.quiet || args.json);
    let report = pipeline.run(&sources, &mut register, &bar);
    bar.0.finish_and_clear();
    let report = report?;
    let totals = register.totals()?;
    if args.json {
        output::json(&json(&report, &totals))?;
    } else {
        print(&pipeline, &register, &report, &totals)?;
    }
    if pipeline.stop.asked() {
        return Ok(Ending::Interrupted);
    }
    Ok(if report.needs_person(totals.needs_person) { Ending::NeedsPerson } else { Ending::Done })
}

/// What stops a run before it begins has touched nothing, and says so.
fn untouched(error: &anyhow::Error) -> anyhow::Error {
    anyhow::anyhow!(
        "{}\n  Nothing was taken in; what waits stays where it is. Mend this and run again.",
        output::whole(error)
    )
}

fn sources(args: &Args, pipeline: &Pipeline) -> Result<Sources> {
    if !args.paths.is_empty() {
        let folders = args.paths.iter().map(|p| Source { stated: args.received, ..Source::at(p) }).collect();
        return Ok(Sources { folders, ..Sources::default() });
    }
    if !args.again.is_empty() {
        return Ok(Sources::default());
    }
    let configured = Sources::configured(&pipeline.config, args.received);
    anyhow::ensure!(!configured.is_empty(), "no sources. Name files or folders, or add `sources` to config.yaml.");
    Ok(configured)
}

/// Works on every item without a register: what it would open, and what would need a person.
fn dry_run(pipeline: &Pipeline, sources: &Sources, json: bool) -> Result<Ending> {
    let mut needs = false;
    for mailbox in &sources.mailboxes {
        eprintln!("{}: not looked at; a dry run takes files only", output::shown(&mailbox.address()));
    }
    for source in &sources.folders {
        let findings = source.find(&pipeline.config.ignore)?;
        for found in &findings.files {
            let deliveries = match found.deliveries(source) {
                Ok(deliveries) => deliveries,
                Err(fault) => {
                    needs = true;
                    eprintln!("{}: {}", output::shown(&fault.path.display().to_string()), fault.message);
                    continue;
                }
            };
            for delivery in deliveries {
                let worked = pipeline.work_on(&delivery, "PR-000000");
                needs |= worked.status() != crate::model::Status::Ok;
                if json {
                    output::json(&explain_line(&delivery.locator, &worked, false))?;
                } else {
                    output::line(&format!("{}: {}", delivery.locator, super::explain::summary(&worked)))?;
                }
            }
        }
    }
    if !json {
        output::line("Nothing was written: this was a dry run.")?;
    }
    Ok(if needs { Ending::NeedsPerson } else { Ending::Done })
}

fn json(report: &Report, totals: &Totals) -> serde_json::Value {
    serde_json::json!({
        "schema": "postroom.run/1",
        "run": {
            "received": report.received, "duplicates": report.duplicates, "known": report.known,
            "resumed": report.resumed, "filed": report.filed, "quarantined": report.quarantined,
            "unsettled": report.unsettled, "ignored": report.ignored,
            "faults": report.faults.iter().map(|f| serde_json::json!({"path": f.path, "message": f.message})).collect::<Vec<_>>(),
            "notices": { "sent": report.sent.sent, "deferred": report.sent.deferred, "refused": report.sent.refused, "repeated": report.sent.repeated },
            "outbox": report.notices,
            "left": report.left,
        },
        "account": report.account,
        "totals": totals,
    })
}

fn print(pipeline: &Pipeline, register: &Register, report: &Report, totals: &Totals) -> Result<()> {
    let today = output::today();
    let a = report.account;
    print_intake(report)?;
    output::line(&format!(
        "Account: {} received = {} filed + {} + {} quarantined",
        a.received,
        a.filed,
        count(a.duplicates, "duplicate"),
        a.quarantined
    ))?;
    let cases: Vec<String> = totals.cases.iter().map(|(c, n)| format!("{n} {}", c.replace('_', " "))).collect();
    output::line(&format!("Cases:   {}", if cases.is_empty() { "none".into() } else { cases.join(", ") }))?;
    print_due(register, today)?;
    print_notices(pipeline, report)?;
    print_people(register, totals)?;
    output::line(
        "Next:    postroom show --due | postroom show --needs-person | postroom search 'words' | postroom show PR-000001",
    )
}

fn print_intake(report: &Report) -> Result<()> {
    let new = report.received + report.duplicates;
    let mut parts = Vec::new();
    if report.resumed > 0 {
        parts.push(format!("{} left over from an interrupted run", report.resumed));
    }
    if report.known > 0 {
        parts.push(format!("{} already on file", report.known));
    }
    if report.ignored > 0 {
        parts.push(format!("{} ignored by the settings", count(report.ignored as i64, "file")));
    }
    let rest = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    output::line(&format!("Run:     {new} taken in{rest}"))?;
    for path in &report.unsettled {
        output::line(&format!("         {}: still being written; left for the next run", path.display()))?;
    }
    for fault in &report.faults {
        output::line(&format!("         {}: {}", fault.path.display(), fault.message))?;
    }
    for left in &report.left {
        output::line(&format!("         {} {}, mail {}: {}", left.source, left.folder, left.uid, left.note))?;
    }
    Ok(())
}

fn print_due(register: &Register, today: Date) -> Result<()> {
    let overdue = register.overdue_count(today)?;
    if overdue > 0 {
        let first = register.overdue(today, 1)?;
        let since =
            first.first().map(|r| format!(", the oldest since {}", r.due.strftime("%-d %B %Y"))).unwrap_or_default();
        output::line(&format!("Overdue: {}{since}", count(overdue, "deadline")))?;
    }
    for (index, row) in register.due(today, 3)?.iter().enumerate() {
        let head = if index == 0 { "Due:     " } else { "         " };
        let clock = row.clock.replace('_', " ");
        output::line(&format!(
            "{head}{} {} ({clock}, queue {})",
            row.due.strftime("%-d %B %Y"),
            row.reference,
            row.queue
        ))?;
    }
    Ok(())
}

fn print_notices(pipeline: &Pipeline, report: &Report) -> Result<()> {
    let sent = &report.sent;
    let all = report.notices;
    if i64::try_from(sent.sent).unwrap_or(i64::MAX) + all.waiting + all.refused > 0 {
        let place = match pipeline.config.mail.send {
            crate::config::Send::File => format!(" to {}", near(&pipeline.config.mail.folder)),
            crate::config::Send::Smtp => String::new(),
        };
        output::line(&format!("Notices: {} sent{place}, {} waiting, {} refused", sent.sent, all.waiting, all.refused))?;
    }
    if sent.repeated > 0 {
        let message = "sent again under the same Message-ID, because the last run stopped while handing over";
        output::line(&format!("         {} {message}", count(sent.repeated as i64, "notice")))?;
    }
    if let Some(answer) = &sent.answer {
        output::line(&format!("         the mail server said: {answer}"))?;
    }
    if all.waiting > 0 {
        output::line(
            "         What waits is kept and sent by a later run; `postroom check` says whether the server lets us in.",
        )?;
    }
    if all.refused > 0 {
        output::line(
            "         What was refused is kept: `postroom notices` lists it; correct rules/route, then `postroom notices again all`.",
        )?;
    }
    Ok(())
}

fn print_people(register: &Register, totals: &Totals) -> Result<()> {
    let quarantine = register.quarantine()?;
    for (index, row) in quarantine.iter().take(5).enumerate() {
        let head = if index == 0 { "Quarantine:" } else { "           " };
        let why = row.problems.iter().max_by_key(|p| p.severity).map(first_sentence).unwrap_or_default();
        output::line(&format!("{head} {} {}: {why}", row.reference, row.file_name))?;
    }
    if quarantine.len() > 5 {
        output::line(&format!("            and {} more: postroom show --quarantine", quarantine.len() - 5))?;
    }
    output::line(&format!(
        "Person:  {} to look at by hand, {} in quarantine",
        count(totals.needs_person, "item"),
        quarantine.len()
    ))
}

/// The first sentence of a problem says what happened; the rest is for `postroom show`.
fn first_sentence(problem: &Problem) -> String {
    let end = problem.message.find(". ").map_or(problem.message.len(), |at| at + 1);
    problem.message.get(..end).unwrap_or(&problem.message).to_string()
}

/// A path below the present folder without the folder's own part.
fn near(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// The progress bar on a terminal, nothing elsewhere.
struct Bar(ProgressBar);

impl Bar {
    fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        if quiet || !stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{msg:<28} {bar:30} {pos}/{len}  {per_sec}  {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress for Bar {
    fn at(&self, stage: Stage, done: usize, total: usize) {
        let word = match stage {
            Stage::Source => "Taking in",
            Stage::Work => "Reading and classifying",
            Stage::Index => "Indexing",
            Stage::Outbox => "Sending notices",
        };
        if self.0.message() != word {
            self.0.reset();
            self.0.set_message(word);
        }
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
    }
}
