//! Filing: everything the stages made of an item, its notices and its audit row, in one transaction. After it the item is
//! filed or in quarantine, and marked for the index; before it nothing of it can be seen.

use super::alarm;
use super::audit::{self, AuditRow};
use super::corrections;
use super::letters::{self, Acknowledgement};
use super::outbox::{self, Message};
use super::returned::{self, Returned};
use super::thread;
use super::{Register, RegisterError, json};
use crate::model::{Classification, Mark, Parsed, Party, Problem, ProblemCode, Severity, Status, Thread};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// What the stages made of one item.
#[derive(Debug)]
pub struct Filing {
    /// Which item.
    pub item_id: String,
    /// The item as read.
    pub parsed: Parsed,
    /// The problems of all stages.
    pub problems: Vec<Problem>,
    /// What the stages after reading made of it; none puts it in quarantine.
    pub outcome: Option<Outcome>,
}

/// What classify, redact and route made of a readable item.
#[derive(Debug)]
pub struct Outcome {
    /// Its cases, flags and authority.
    pub classification: Classification,
    /// The queue of each case, in the order of the cases.
    pub queues: Vec<String>,
    /// The profile applied.
    pub profile: String,
    /// Everybody met.
    pub parties: Vec<Party>,
    /// What is hidden and kept.
    pub marks: Vec<Mark>,
    /// The fingerprint of the rules that decided.
    pub rules: String,
    /// What it follows.
    pub thread: Thread,
    /// The letter to its writer, or why there is none; nothing at all where such letters are off.
    pub acknowledgement: Option<Result<Acknowledgement, String>>,
    /// Notices to send.
    pub messages: Vec<Message>,
    /// A notice of ours that this item reports as not delivered.
    pub returned: Option<Returned>,
}

impl Register {
    /// Files several items; one transaction.
    pub fn file(&mut self, filings: &[Filing], now: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| filings.iter().try_for_each(|filing| file(t, filing, now)))
    }
}

fn file(t: &Transaction<'_>, filing: &Filing, now: Timestamp) -> rusqlite::Result<()> {
    let mut problems = filing.problems.clone();
    problems.extend(same_message_id(t, filing)?);
    let state = if filing.outcome.is_some() { "filed" } else { "quarantined" };
    let needs_person = problems.iter().any(|p| p.severity >= Severity::NeedsPerson);
    let item = &filing.parsed.item;
    let changed = t
        .prepare_cached(
            "UPDATE item SET state = ?2, needs_index = 1, needs_person = ?3, message_id = ?4, received = ?5, item = ?6,
                 classification = ?7, problems = ?8, profile = ?9
             WHERE id = ?1 AND state = 'received'",
        )?
        .execute(params![
            filing.item_id,
            state,
            needs_person,
            item.message_id,
            item.received.date.to_string(),
            json(item)?,
            filing.outcome.as_ref().map(|o| json(&o.classification)).transpose()?,
            json(&problems)?,
            filing.outcome.as_ref().map(|o| &o.profile)
        ])?;
    if changed == 0 {
        // Filed before: a repeat after a crash changes nothing.
        return Ok(());
    }
    let mut insert = t.prepare_cached("INSERT INTO document (item_id, id, document) VALUES (?1, ?2, ?3)")?;
    for document in &filing.parsed.documents {
        insert.execute(params![filing.item_id, number(document.id), json(document)?])?;
    }
    if let Some(outcome) = &filing.outcome {
        insert_cases(t, &filing.item_id, outcome)?;
        insert_marks(t, &filing.item_id, outcome)?;
        letters::await_authority(t, &filing.item_id, &outcome.classification, now)?;
        if let Some(acknowledgement) = &outcome.acknowledgement {
            letters::post(t, &filing.item_id, acknowledgement, now)?;
        }
        corrections::pin(t, &filing.item_id, &outcome.rules, now)?;
        thread::keep(t, &filing.item_id, &outcome.thread)?;
        alarm::raise(t, &filing.item_id, &outcome.classification, now)?;
        outcome.messages.iter().try_for_each(|m| outbox::insert(t, m).map(drop))?;
        if let Some(returned) = &outcome.returned {
            returned::came_back(t, returned, now)?;
        }
    }
    let status = match state {
        "filed" if needs_person => Status::NeedsPerson,
        "filed" => Status::Ok,
        _ => Status::Quarantined,
    };
    let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
    let detail = format!("{} {}", json(&status)?, json(&codes)?);
    let action = if state == "filed" { "item.filed" } else { "item.quarantined" };
    audit::append(t, &AuditRow { at: now, actor: "postroom", action, item_id: Some(&filing.item_id), detail })
}

fn insert_cases(t: &Transaction<'_>, item_id: &str, outcome: &Outcome) -> rusqlite::Result<()> {
    let mut insert_case = t.prepare_cached(
        "INSERT INTO matter (item_id, number, category, kind, queue, score, evidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut insert_clock =
        t.prepare_cached("INSERT INTO clock (item_id, number, name, due, basis) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (index, (case, queue)) in outcome.classification.cases.iter().zip(&outcome.queues).enumerate() {
        let case_number = number(index + 1);
        let kind = case.kind.map(crate::model::Kind::word);
        insert_case.execute(params![
            item_id,
            case_number,
            case.category.word(),
            kind,
            queue,
            f64::from(case.score),
            json(&case.evidence)?
        ])?;
        for clock in &case.clocks {
            insert_clock.execute(params![item_id, case_number, clock.name, clock.due.to_string(), clock.basis])?;
        }
    }
    Ok(())
}

fn insert_marks(t: &Transaction<'_>, item_id: &str, outcome: &Outcome) -> rusqlite::Result<()> {
    let mut insert = t.prepare_cached("INSERT INTO party (item_id, id, party) VALUES (?1, ?2, ?3)")?;
    for party in &outcome.parties {
        insert.execute(params![item_id, number(party.id), json(party)?])?;
    }
    let mut insert = t.prepare_cached("INSERT INTO mark (item_id, number, mark) VALUES (?1, ?2, ?3)")?;
    for (index, mark) in outcome.marks.iter().enumerate() {
        insert.execute(params![item_id, number(index), json(mark)?])?;
    }
    Ok(())
}

/// Other bytes under the same Message-ID are most often the same mail by another way; a person may want to know.
fn same_message_id(t: &Transaction<'_>, filing: &Filing) -> rusqlite::Result<Option<Problem>> {
    let Some(message_id) = &filing.parsed.item.message_id else { return Ok(None) };
    let other: Option<i64> = t
        .prepare_cached("SELECT number FROM item WHERE message_id = ?1 AND number < (SELECT number FROM item WHERE id = ?2) ORDER BY number LIMIT 1")?
        .query_row(params![message_id, filing.item_id], |r| r.get(0))
        .optional()?;
    Ok(other.map(|n| {
        let message = format!(
            "{} carries the same Message-ID with other bytes, most often the same mail by another way. Both are filed; compare them.",
            super::query::reference(n)
        );
        Problem::item(ProblemCode::SameMessageId, Severity::Note, message)
    }))
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
