//! The audit: who did what, when and why, as a chain in which each row's hash covers the row before. Rows are only ever
//! added; they hold references and reasons, never the text of an item.

use super::{Register, RegisterError};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// One row to add.
#[derive(Debug, Clone)]
pub struct AuditRow<'a> {
    /// When.
    pub at: Timestamp,
    /// Who: a user, or `postroom` for the machine itself.
    pub actor: &'a str,
    /// What was done: `item.received`, `item.filed`, `search.full`, ...
    pub action: &'a str,
    /// With which item.
    pub item_id: Option<&'a str>,
    /// Why, and what else must be known.
    pub detail: String,
}

/// The first row that does not follow from the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tampering {
    /// Its number.
    pub number: i64,
    /// What is wrong with it.
    pub fault: String,
}

impl Register {
    /// Adds one row in a transaction of its own.
    pub fn audit(&mut self, row: AuditRow<'_>) -> Result<(), RegisterError> {
        self.transact(|t| append(t, &row))
    }

    /// Follows the chain from its start. Rows cut from the end leave no trace in the chain itself: compare the count with
    /// one kept elsewhere.
    pub fn verify_audit(&self) -> Result<(i64, Option<Tampering>), RegisterError> {
        let fault = |e| self.fault(e);
        let mut query = self
            .db
            .prepare("SELECT number, at, actor, action, item_id, detail, hash FROM audit ORDER BY number")
            .map_err(fault)?;
        let mut rows = query.query([]).map_err(fault)?;
        let (mut before, mut count) = (String::new(), 0);
        while let Some(row) = rows.next().map_err(fault)? {
            let read = || -> rusqlite::Result<(i64, [String; 3], Option<String>, String, String)> {
                Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?], row.get(4)?, row.get(5)?, row.get(6)?))
            };
            let (number, [at, actor, action], item_id, detail, hash) = read().map_err(fault)?;
            count += 1;
            let tampering = |fault: &str| Ok((count, Some(Tampering { number, fault: fault.into() })));
            if number != count {
                return tampering("rows are missing before it");
            }
            if link(&before, number, &at, &actor, &action, item_id.as_deref(), &detail) != hash {
                return tampering("its hash does not follow from the row before");
            }
            before = hash;
        }
        Ok((count, None))
    }
}

/// Adds a row to the chain within a transaction.
pub fn append(t: &Transaction<'_>, row: &AuditRow<'_>) -> rusqlite::Result<()> {
    let last: Option<(i64, String)> = t
        .prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let (number, before) = last.map_or((1, String::new()), |(n, h)| (n + 1, h));
    let at = row.at.to_string();
    let hash = link(&before, number, &at, row.actor, row.action, row.item_id, &row.detail);
    t.prepare_cached(
        "INSERT INTO audit (number, at, actor, action, item_id, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![number, at, row.actor, row.action, row.item_id, row.detail, hash])?;
    Ok(())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

/// Every field goes in with its length before it, so that no two rows can share a form.
fn link(before: &str, number: i64, at: &str, actor: &str, action: &str, item_id: Option<&str>, detail: &str) -> String {
    let mut hash = Sha256::new();
    for field in [before, &number.to_string(), at, actor, action, item_id.unwrap_or_default(), detail] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hex(&hash.finalize())
}
