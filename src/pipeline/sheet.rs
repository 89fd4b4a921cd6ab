//! The morning sheet: one plain mail a day with what must be seen first. It holds references, categories, dates and counts
//! only: it is read on telephones and printed.

use super::{Pipeline, PipelineError, outbox};
use crate::model::{FlagKind, Tier, london_date};
use crate::register::{DueRow, Message, NewItem, Register};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Lines of one section; the rest is counted.
const LINES: usize = 40;

/// Posts the sheet of the day once its hour has come. True where it was posted now; a sheet is posted once a day, however
/// often the daemon starts.
pub fn post_if_due(pipeline: &Pipeline, register: &mut Register, now: Timestamp) -> Result<bool, PipelineError> {
    let Some(sheet) = &pipeline.config.mail.morning_sheet else { return Ok(false) };
    let clock = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC).to_datetime(now);
    let message_id = outbox::message_id(&pipeline.config, &format!("sheet-{}", clock.date()));
    if clock.time() < sheet.at || register.has_message(&message_id)? {
        return Ok(false);
    }
    let (subject, text) = compose(register, now)?;
    let mail = outbox::Mail { recipient: &sheet.to, subject: &subject, text: &text, message_id: &message_id };
    let message = Message {
        message: outbox::compose(&pipeline.config, &mail, now),
        message_id: message_id.clone(),
        item_id: None,
        queue: "morning_sheet".into(),
        recipient: sheet.to.clone(),
        subject,
        urgent: false,
        not_before: now,
        tries: 0,
        interrupted: false,
    };
    Ok(register.post(&message, now)?)
}

/// Subject and text of the sheet.
pub fn compose(register: &Register, now: Timestamp) -> Result<(String, String), PipelineError> {
    let today = london_date(now);
    let since = now.checked_sub(Span::new().hours(24)).unwrap_or(now);
    let new = register.new_since(since)?;
    let red = red(register, &new)?;
    let due: Vec<DueRow> = register.due(today, usize::MAX)?.into_iter().take_while(|row| row.due == today).collect();
    let overdue = register.overdue(today, usize::MAX)?;
    let subject = format!(
        "Postroom, {}: {} red, {} due today, {} overdue, {} new",
        day(today),
        red.len(),
        due.len(),
        overdue.len(),
        new.len()
    );
    let mut out = format!("Morning sheet of {}\n", today.strftime("%A, %-d %B %Y"));
    section(&mut out, "RED: read these first", &red);
    section(&mut out, "Due today", &due.iter().map(deadline).collect::<Vec<_>>());
    section(&mut out, "Overdue", &overdue.iter().map(deadline).collect::<Vec<_>>());
    section(&mut out, "New in the last 24 hours", &counts(&new));
    people(&mut out, register)?;
    account(&mut out, register)?;
    Ok((subject, out))
}

/// Alarms that nobody has taken, and what came with a flag that cannot wait.
fn red(register: &Register, new: &[NewItem]) -> Result<Vec<String>, PipelineError> {
    let mut lines: Vec<String> = Vec::new();
    for alarm in register.open_alarms()? {
        let tier = if alarm.tier == Tier::Immediate { "act now" } else { "act today" };
        let since = day(london_date(alarm.raised));
        lines.push(format!("{}  safeguarding, {tier}; since {since}; nobody has taken it", alarm.reference));
    }
    for item in new {
        let flags = item.classification.iter().flat_map(|c| &c.flags);
        let words: Vec<&str> =
            flags.filter(|f| matches!(f.flag, FlagKind::Breach | FlagKind::Threat)).map(|f| f.flag.word()).collect();
        if !words.is_empty() {
            lines.push(format!("{}  {}", item.reference, words.join(", ").replace('_', " ")));
        }
    }
    Ok(lines)
}

fn counts(new: &[NewItem]) -> Vec<String> {
    let mut by_category: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for item in new {
        match &item.classification {
            Some(classification) => {
                for case in &classification.cases {
                    let word = case.category.word().replace('_', " ");
                    by_category.entry(word).or_default().push(&item.reference);
                }
            }
            None => by_category.entry(format!("({})", item.state)).or_default().push(&item.reference),
        }
    }
    let line = |(word, references): (&String, &Vec<&str>)| {
        let shown = references.iter().take(8).copied().collect::<Vec<_>>().join(", ");
        let more = references.len().saturating_sub(8);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{:>4}  {word}: {shown}{more}", references.len())
    };
    by_category.iter().map(line).collect()
}

fn people(out: &mut String, register: &Register) -> Result<(), PipelineError> {
    let needs: Vec<String> = register
        .needs_person()?
        .iter()
        .map(|row| {
            let words = row.problems.iter().max_by_key(|p| p.severity).map_or("", |p| p.code.words());
            format!("{}  {words}", row.reference)
        })
        .collect();
    section(out, "Needs a person", &needs);
    let failed: Vec<String> = register
        .quarantine()?
        .iter()
        .map(|row| {
            let words = row.problems.iter().max_by_key(|p| p.severity).map_or("", |p| p.code.words());
            format!("{}  {words}", row.reference)
        })
        .collect();
    section(out, "Could not be read (quarantine)", &failed);
    let waiting: Vec<String> = register
        .awaited_authority()?
        .iter()
        .map(|a| format!("{}  {}", a.reference, a.due.map_or("no deadline".into(), |d| format!("due {}", day(d)))))
        .collect();
    section(out, "Waits for authority", &waiting);
    let left: Vec<String> = register
        .mail_troubles()?
        .iter()
        .map(|t| format!("{} {}, mail {}: {}", t.source, t.folder, t.uid, t.note))
        .collect();
    section(out, "Left on a mail server", &left);
    let undelivered: Vec<String> = register
        .undelivered()?
        .iter()
        .map(|n| format!("{} to {}", n.reference.as_deref().unwrap_or("a mail"), n.queue))
        .collect();
    section(out, "Notices that did not arrive (postroom notices)", &undelivered);
    Ok(())
}

fn account(out: &mut String, register: &Register) -> Result<(), PipelineError> {
    let (a, n) = (register.account()?, register.message_states()?);
    let balances = if a.balances() { "It balances." } else { "IT DOES NOT BALANCE: report this." };
    let _ = writeln!(
        out,
        "\nAccount: {} received = {} filed + {} duplicates + {} quarantined + {} waiting. {balances}",
        a.received, a.filed, a.duplicates, a.quarantined, a.waiting
    );
    let _ = writeln!(out, "Notices: {} sent, {} waiting, {} refused for good.", n.sent, n.waiting, n.refused);
    Ok(())
}

fn section(out: &mut String, title: &str, lines: &[String]) {
    let _ = writeln!(out, "\n{title} ({})", lines.len());
    for line in lines.iter().take(LINES) {
        let _ = writeln!(out, "  {line}");
    }
    if lines.len() > LINES {
        let _ = writeln!(out, "  and {} more", lines.len() - LINES);
    }
}

fn deadline(row: &DueRow) -> String {
    let (category, clock) = (row.category.word().replace('_', " "), row.clock.replace('_', " "));
    format!("{}  {}  {category}: {clock} (queue {})", row.reference, day(row.due), row.queue)
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
