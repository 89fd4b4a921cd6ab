//! What people decide about cases: they open one that the rules did not see, put one right, close it, open it again, and say
//! that they have looked at an item. Each decision is a row of the audit with a name; nothing is decided here by a machine,
//! and a closed case keeps everything it had.

use super::audit::{self, AuditRow};
use super::corrections;
use super::query::reference;
use super::{Register, RegisterError};
use crate::model::{Category, Clock, Kind, case_name};
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use serde::Serialize;

pub(super) const TABLES: &str = "
CREATE TABLE decision (                            -- cases that a person opened, put right or closed
    item_id TEXT NOT NULL REFERENCES item (id),
    number  INTEGER NOT NULL,
    by      TEXT NOT NULL,
    at      TEXT NOT NULL,
    closed  TEXT,                                  -- when; its clocks are met or given up
    outcome TEXT,
    PRIMARY KEY (item_id, number)
) STRICT;
";

/// A case as a person wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseByHand {
    /// What it is.
    pub category: Category,
    /// The kind below.
    pub kind: Option<Kind>,
    /// Who works on it.
    pub queue: String,
    /// Its clocks.
    pub clocks: Vec<Clock>,
}

/// Who decides, why and when.
#[derive(Debug, Clone, Copy)]
pub struct Decider<'a> {
    /// Who.
    pub by: &'a str,
    /// Why, or with what outcome.
    pub note: &'a str,
    /// When.
    pub at: Timestamp,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// With what outcome.
    pub outcome: String,
}

impl Register {
    /// Opens a case of a filed item and returns its number.
    pub fn open_case(&mut self, item_id: &str, case: &CaseByHand, who: Decider<'_>) -> Result<i64, RegisterError> {
        self.must_be_filed(item_id)?;
        self.transact(|t| {
            let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM matter WHERE item_id = ?1";
            let number: i64 = t.query_row(sql, [item_id], |r| r.get(0))?;
            t.execute(
                "INSERT INTO matter (item_id, number, category, kind, queue, score, evidence) VALUES (?1, ?2, ?3, ?4, ?5, 0.0, '[]')",
                params![item_id, number, case.category.word(), case.kind.map(Kind::word), case.queue],
            )?;
            insert_clocks(t, item_id, number, &case.clocks)?;
            decided(t, item_id, number, who)?;
            corrections::keep(t, item_id, number, None, case, who)?;
            told(t, item_id, "case.opened", format!("case {number}, {}: {}", what(case), who.note), who)?;
            Ok(number)
        })
    }

    /// Makes a case another one: category, queue and clocks. Returns what it was.
    pub fn correct_case(
        &mut self,
        item_id: &str,
        number: i64,
        case: &CaseByHand,
        who: Decider<'_>,
    ) -> Result<String, RegisterError> {
        self.must_have(item_id, number)?;
        self.transact(|t| {
            let key = params![item_id, number];
            let before: (String, Option<String>) =
                t.query_row("SELECT category, kind FROM matter WHERE item_id = ?1 AND number = ?2", key, |r| {
                    Ok((r.get(0)?, r.get(1)?))
                })?;
            let before = before.1.map_or(before.0.clone(), |kind| format!("{}/{kind}", before.0));
            t.execute("DELETE FROM clock WHERE item_id = ?1 AND number = ?2", key)?;
            t.execute(
                "UPDATE matter SET category = ?3, kind = ?4, queue = ?5 WHERE item_id = ?1 AND number = ?2",
                params![item_id, number, case.category.word(), case.kind.map(Kind::word), case.queue],
            )?;
            insert_clocks(t, item_id, number, &case.clocks)?;
            decided(t, item_id, number, who)?;
            if before != what(case) {
                corrections::keep(t, item_id, number, Some(&before), case, who)?;
            }
            let detail = format!("case {number}, {before} is {}: {}", what(case), who.note);
            told(t, item_id, "case.corrected", detail, who)?;
            Ok(before)
        })
    }

    /// Closes a case with its outcome: its deadlines are shown no more.
    pub fn close_case(&mut self, item_id: &str, number: i64, who: Decider<'_>) -> Result<(), RegisterError> {
        self.must_have(item_id, number)?;
        self.transact(|t| {
            decided(t, item_id, number, who)?;
            t.execute(
                "UPDATE decision SET closed = ?3, outcome = ?4 WHERE item_id = ?1 AND number = ?2",
                params![item_id, number, who.at.to_string(), who.note],
            )?;
            told(t, item_id, "case.closed", format!("case {number}: {}", who.note), who)
        })
    }

    /// Opens a closed case again, with the clocks it had.
    pub fn reopen_case(&mut self, item_id: &str, number: i64, who: Decider<'_>) -> Result<(), RegisterError> {
        self.must_have(item_id, number)?;
        self.transact(|t| {
            decided(t, item_id, number, who)?;
            t.execute(
                "UPDATE decision SET closed = NULL, outcome = NULL WHERE item_id = ?1 AND number = ?2",
                params![item_id, number],
            )?;
            told(t, item_id, "case.reopened", format!("case {number}: {}", who.note), who)
        })
    }

    /// Records that a person has looked at what needed one: the item leaves that list, its problems stay with it.
    pub fn looked_at(&mut self, item_id: &str, who: Decider<'_>) -> Result<(), RegisterError> {
        self.must_be_filed(item_id)?;
        self.transact(|t| {
            t.execute("UPDATE item SET needs_person = 0 WHERE id = ?1", [item_id])?;
            told(t, item_id, "item.looked_at", who.note.to_string(), who)
        })
    }

    /// How a case ended; none where it is open.
    pub fn closed(&self, item_id: &str, number: i64) -> Result<Option<Closed>, RegisterError> {
        let mut found = self.rows(
            "SELECT closed, by, outcome FROM decision WHERE item_id = ?1 AND number = ?2 AND closed IS NOT NULL",
            params![item_id, number],
            |r| Ok(Closed { at: r.get(0)?, by: r.get(1)?, outcome: r.get(2)? }),
        )?;
        Ok(found.pop())
    }

    /// The reference of an item about whose cases a person has decided anything; none for others.
    pub(super) fn decided_by_people(&self, item_id: &str) -> Result<Option<String>, RegisterError> {
        let sql = "SELECT i.number FROM decision d JOIN item i ON i.id = d.item_id WHERE d.item_id = ?1 LIMIT 1";
        Ok(self.rows(sql, [item_id], |r| Ok(reference(r.get(0)?)))?.pop())
    }

    fn must_be_filed(&self, item_id: &str) -> Result<(), RegisterError> {
        let row = self.record(item_id)?.row;
        match row.state.as_str() {
            "filed" => Ok(()),
            state => Err(RegisterError::NotFound(format!(
                "{} is not filed ({state}): a case needs an item that was read. Look at the original.",
                row.reference
            ))),
        }
    }

    fn must_have(&self, item_id: &str, number: i64) -> Result<(), RegisterError> {
        let record = self.record(item_id)?;
        if record.cases.iter().any(|case| case.number == number) {
            return Ok(());
        }
        let name = record.row.reference;
        Err(RegisterError::NotFound(format!("{name} has no case {number}. `postroom show {name}` lists its cases.")))
    }
}

fn insert_clocks(t: &Transaction<'_>, item_id: &str, number: i64, clocks: &[Clock]) -> rusqlite::Result<()> {
    let mut insert =
        t.prepare_cached("INSERT INTO clock (item_id, number, name, due, basis) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    clocks.iter().try_for_each(|clock| {
        insert.execute(params![item_id, number, clock.name, clock.due.to_string(), clock.basis]).map(drop)
    })
}

fn decided(t: &Transaction<'_>, item_id: &str, number: i64, who: Decider<'_>) -> rusqlite::Result<()> {
    t.execute(
        "INSERT INTO decision (item_id, number, by, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (item_id, number) DO UPDATE SET by = ?3, at = ?4",
        params![item_id, number, who.by, who.at.to_string()],
    )?;
    // The indexes hold categories, queues and due days of cases.
    t.execute("UPDATE item SET needs_index = 1 WHERE id = ?1", [item_id]).map(drop)
}

fn told(t: &Transaction<'_>, item_id: &str, action: &str, detail: String, who: Decider<'_>) -> rusqlite::Result<()> {
    audit::append(t, &AuditRow { at: who.at, actor: who.by, action, item_id: Some(item_id), detail })
}

fn what(case: &CaseByHand) -> String {
    case_name(case.category, case.kind)
}
