//! What people put right about cases, kept so that rules can learn from it, and which rules decided about an item. Both are only
//! ever added to; they go when their item is erased, and nothing here decides anything.

use super::query::{reference, word};
use super::{CaseByHand, Decider, Register, RegisterError};
use crate::model::{Category, Kind};
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use serde::Serialize;

// Erasure must be able to take rows away with their item, so that only changes are forbidden.
pub(super) const TABLES: &str = "
CREATE TABLE correction (                          -- a case that a person made another one, or opened
    number   INTEGER PRIMARY KEY,
    item_id  TEXT NOT NULL REFERENCES item (id),
    matter   INTEGER NOT NULL,                     -- the number of the case within the item
    at       TEXT NOT NULL,
    by       TEXT NOT NULL,
    was      TEXT,                                 -- category or category/kind; none where the case was opened by hand
    category TEXT NOT NULL,
    kind     TEXT,
    note     TEXT NOT NULL
) STRICT;
CREATE INDEX correction_item ON correction (item_id);
CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;

CREATE TABLE decided_by (                          -- which rules decided; a row each time the item was worked on
    number   INTEGER PRIMARY KEY,
    item_id  TEXT NOT NULL REFERENCES item (id),
    at       TEXT NOT NULL,
    rules    TEXT NOT NULL,                        -- SHA-256 over the files of the rules
    version  TEXT NOT NULL                         -- of the program
) STRICT;
CREATE INDEX decided_by_item ON decided_by (item_id);
CREATE TRIGGER decided_by_no_update BEFORE UPDATE ON decided_by BEGIN SELECT RAISE(ABORT, 'decided_by is append-only'); END;
";

/// A case that a person put right or opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The item.
    #[serde(skip)]
    pub item_id: String,
    /// Reference of the case.
    pub case: String,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What it was, as `category` or `category/kind`; none where a person opened it.
    pub was: Option<String>,
    /// What it is.
    pub category: Category,
    /// The kind below.
    pub kind: Option<Kind>,
    /// Why.
    pub note: String,
}

/// The rules that decided about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecidedBy {
    /// When.
    pub at: String,
    /// SHA-256 over the files of the rules.
    pub rules: String,
    /// Version of the program.
    pub version: String,
}

impl Register {
    /// Everything that people put right, in the order in which they did.
    pub fn corrections(&self) -> Result<Vec<Correction>, RegisterError> {
        self.rows(
            "SELECT i.number, c.matter, c.item_id, c.at, c.by, c.was, c.category, c.kind, c.note
             FROM correction c JOIN item i ON i.id = c.item_id ORDER BY c.number",
            [],
            |r| {
                let kind: Option<String> = r.get(7)?;
                Ok(Correction {
                    case: format!("{}/{}", reference(r.get(0)?), r.get::<_, i64>(1)?),
                    item_id: r.get(2)?,
                    at: r.get(3)?,
                    by: r.get(4)?,
                    was: r.get(5)?,
                    category: word(6, &r.get::<_, String>(6)?)?,
                    kind: kind.map(|k| word(7, &k)).transpose()?,
                    note: r.get(8)?,
                })
            },
        )
    }

    /// The rules that decided about an item last; none where it was never classified, or before this was kept.
    pub fn decided_by(&self, item_id: &str) -> Result<Option<DecidedBy>, RegisterError> {
        let sql = "SELECT at, rules, version FROM decided_by WHERE item_id = ?1 ORDER BY number DESC LIMIT 1";
        let mut rows =
            self.rows(sql, [item_id], |r| Ok(DecidedBy { at: r.get(0)?, rules: r.get(1)?, version: r.get(2)? }))?;
        Ok(rows.pop())
    }
}

/// Keeps a correction within the transaction that makes it.
pub(super) fn keep(
    t: &Transaction<'_>,
    item_id: &str,
    number: i64,
    was: Option<&str>,
    case: &CaseByHand,
    who: Decider<'_>,
) -> rusqlite::Result<()> {
    t.execute(
        "INSERT INTO correction (item_id, matter, at, by, was, category, kind, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![item_id, number, who.at.to_string(), who.by, was, case.category.word(), case.kind.map(Kind::word), who.note],
    )
    .map(drop)
}

/// Keeps which rules decided, within the transaction that files their decision.
pub(super) fn pin(t: &Transaction<'_>, item_id: &str, rules: &str, now: Timestamp) -> rusqlite::Result<()> {
    t.prepare_cached("INSERT INTO decided_by (item_id, at, rules, version) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![item_id, now.to_string(), rules, env!("CARGO_PKG_VERSION")])
        .map(drop)
}
