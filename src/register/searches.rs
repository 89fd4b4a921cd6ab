//! Searches that are kept: by name, to be made again, and as evidence of what was looked for, where, when, by whom and with
//! what result. A record holds references, never the text of an item.

use super::audit::{self, AuditRow};
use super::{Register, RegisterError, from_json, json, reference};
use crate::model::{Problem, Severity};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// A search kept as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRecord {
    /// `postroom.search_record/1`.
    pub schema: String,
    /// Its number, from 1.
    pub number: i64,
    /// When it was made.
    pub at: String,
    /// Who made it.
    pub actor: String,
    /// What for.
    pub purpose: String,
    /// What was asked; several lines for a person search.
    pub query: Vec<String>,
    /// `staff` or `full`.
    pub index: String,
    /// Items that were searched.
    pub searched: u64,
    /// Number of the index's last commit.
    pub generation: u64,
    /// SHA-256 over the rules then in force.
    pub rules: String,
    /// Version of the program.
    pub version: String,
    /// Items found.
    pub total: usize,
    /// Their references, best first.
    pub hits: Vec<String>,
    /// What could not be searched, or not wholly.
    pub not_searched: Vec<NotSearched>,
}

/// An item that a search may have missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSearched {
    /// Its reference.
    pub reference: String,
    /// `nothing` or `part` of it was searched.
    pub extent: String,
    /// Why.
    pub why: String,
}

/// A search kept by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub query: String,
    /// Who saved it.
    pub actor: String,
    /// When.
    pub at: String,
}

impl Register {
    /// Keeps a search as evidence and returns its number; the one in `record` does not count.
    pub fn record_search(&mut self, record: &SearchRecord, now: Timestamp) -> Result<i64, RegisterError> {
        self.transact(|t| {
            let number: i64 =
                t.query_row("SELECT COALESCE(MAX(number), 0) + 1 FROM search_record", [], |r| r.get(0))?;
            let record = SearchRecord { number, at: now.to_string(), ..record.clone() };
            t.execute(
                "INSERT INTO search_record (number, at, actor, record) VALUES (?1, ?2, ?3, ?4)",
                params![number, record.at, record.actor, json(&record)?],
            )?;
            let detail = format!("search record {number}: {}; {} found", record.purpose, record.total);
            audit::append(
                t,
                &AuditRow { at: now, actor: &record.actor, action: "search.recorded", item_id: None, detail },
            )?;
            Ok(number)
        })
    }

    /// Every search kept as evidence, oldest first.
    pub fn search_records(&self) -> Result<Vec<SearchRecord>, RegisterError> {
        self.rows("SELECT record FROM search_record ORDER BY number", [], |r| from_json(r, 0))
    }

    /// One of them.
    pub fn search_record(&self, number: i64) -> Result<SearchRecord, RegisterError> {
        let found =
            self.rows("SELECT record FROM search_record WHERE number = ?1", [number], |r| from_json(r, 0))?.pop();
        found.ok_or_else(|| {
            RegisterError::NotFound(format!("no search was kept under number {number}. See: postroom search --records"))
        })
    }

    /// Keeps a search by name, in place of what had the name.
    pub fn save_search(&mut self, saved: &SavedSearch) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.execute(
                "INSERT INTO saved_search (name, query, actor, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (name) DO UPDATE SET query = ?2, actor = ?3, at = ?4",
                params![saved.name, saved.query, saved.actor, saved.at],
            )
            .map(drop)
        })
    }

    /// What was saved under a name.
    pub fn saved_search(&self, name: &str) -> Result<SavedSearch, RegisterError> {
        let found = self.db.query_row("SELECT name, query, actor, at FROM saved_search WHERE name = ?1", [name], saved);
        found.optional().map_err(|e| self.fault(e))?.ok_or_else(|| {
            RegisterError::NotFound(format!("no search is saved under `{name}`. See: postroom search --saved"))
        })
    }

    /// Every saved search, by name.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>, RegisterError> {
        self.rows("SELECT name, query, actor, at FROM saved_search ORDER BY name", [], saved)
    }

    /// What no search can find, or not all of it: items in quarantine, items that wait, parts that were not read.
    pub fn not_searched(&self) -> Result<Vec<NotSearched>, RegisterError> {
        type Row = (i64, String, bool, Vec<Problem>);
        let rows: Vec<Row> = self.rows(
            "SELECT number, state, needs_index, problems FROM item
             WHERE state <> 'filed' OR needs_index = 1 OR needs_person = 1 OR problems <> '[]' ORDER BY number",
            [],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, from_json(r, 3)?)),
        )?;
        let mut found = Vec::new();
        for (number, state, needs_index, problems) in rows {
            let reference = reference(number);
            let mut add = |extent: &str, why: String| {
                found.push(NotSearched { reference: reference.clone(), extent: extent.into(), why });
            };
            match state.as_str() {
                "quarantined" => {
                    let worst = problems.iter().max_by_key(|p| p.severity);
                    add("nothing", worst.map_or("It is in quarantine.", |p| p.code.words()).into());
                }
                "received" => add("nothing", "It waits to be read by the next run.".into()),
                _ if needs_index => add("nothing", "It waits to be put into the index by the next run.".into()),
                _ => problems.iter().filter(|p| left_unread(p)).for_each(|p| add("part", p.code.words().into())),
            }
        }
        Ok(found)
    }
}

/// True where a part of the item was not read, or not surely.
fn left_unread(problem: &Problem) -> bool {
    use crate::model::ProblemCode::*;
    let reading = matches!(
        problem.code,
        UnsupportedFormat
            | Damaged
            | Encrypted
            | NoText
            | ReadInPart
            | UndecodableText
            | LowConfidence
            | PageReadInPart
            | OcrFailed
            | LimitReached
            | ReaderFailed
            | TimedOut
    );
    reading && problem.severity >= Severity::NeedsPerson
}

fn saved(r: &rusqlite::Row<'_>) -> rusqlite::Result<SavedSearch> {
    Ok(SavedSearch { name: r.get(0)?, query: r.get(1)?, actor: r.get(2)?, at: r.get(3)? })
}
