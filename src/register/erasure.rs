//! Erasing an item: its rows go, its original goes, and a tombstone says that there was one, so that the same bytes are not
//! taken in again in silence and its reference is not given to another. What is on hold is not erased.

use super::audit::{self, AuditRow};
use super::{Register, RegisterError, reference};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

/// An item that is on hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its reference.
    pub reference: String,
    /// Since when.
    pub at: String,
    /// Who put it on hold.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// What remains of an erased item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tombstone {
    /// SHA-256 of the bytes that were erased.
    pub item_id: String,
    /// The reference it had.
    pub reference: String,
    /// When it was erased.
    pub at: String,
}

/// Every table with rows of items, but those that outlive an item.
const TABLES_OF_ITEMS: &str = "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND c.name = 'item_id' AND m.name NOT IN ('audit', 'tombstone')";

impl Register {
    /// Puts an item on hold: it cannot be erased until it is released.
    pub fn hold(&mut self, item_id: &str, actor: &str, reason: &str, now: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.execute(
                "INSERT INTO hold (item_id, at, actor, reason) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (item_id) DO UPDATE SET at = ?2, actor = ?3, reason = ?4",
                params![item_id, now.to_string(), actor, reason],
            )?;
            let detail = reason.to_string();
            audit::append(t, &AuditRow { at: now, actor, action: "item.held", item_id: Some(item_id), detail })
        })
    }

    /// Releases an item from its hold; false where it was on none.
    pub fn release(&mut self, item_id: &str, actor: &str, reason: &str, now: Timestamp) -> Result<bool, RegisterError> {
        self.transact(|t| {
            if t.execute("DELETE FROM hold WHERE item_id = ?1", [item_id])? == 0 {
                return Ok(false);
            }
            let detail = reason.to_string();
            audit::append(t, &AuditRow { at: now, actor, action: "item.released", item_id: Some(item_id), detail })?;
            Ok(true)
        })
    }

    /// Everything on hold, in order of arrival.
    pub fn held(&self) -> Result<Vec<Held>, RegisterError> {
        self.rows(
            "SELECT i.number, h.at, h.actor, h.reason FROM hold h JOIN item i ON i.id = h.item_id ORDER BY i.number",
            [],
            |r| Ok(Held { reference: reference(r.get(0)?), at: r.get(1)?, actor: r.get(2)?, reason: r.get(3)? }),
        )
    }

    /// Takes every row of these items out and puts tombstones; all of them, or none where one is on hold.
    pub fn erase(&mut self, items: &[String], actor: &str, reason: &str, now: Timestamp) -> Result<(), RegisterError> {
        let held = self.held()?;
        for item_id in items {
            let name = self.record(item_id)?.row.reference;
            if let Some(hold) = held.iter().find(|h| h.reference == name) {
                let (by, why) = (&hold.actor, &hold.reason);
                return Err(RegisterError::Held(format!(
                    "{name} is on hold by {by}: {why}. Nothing was erased. Release it first: postroom hold {name} --release --reason TEXT"
                )));
            }
        }
        let tables: Vec<String> = self.rows(TABLES_OF_ITEMS, [], |r| r.get(0))?;
        self.transact(|t| {
            t.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            for item_id in items {
                t.execute(
                    "INSERT INTO tombstone (item_id, number, at) SELECT id, number, ?2 FROM item WHERE id = ?1",
                    params![item_id, now.to_string()],
                )?;
                for table in &tables {
                    t.execute(&format!("DELETE FROM {table} WHERE item_id = ?1"), [item_id])?;
                }
                t.execute("DELETE FROM item WHERE id = ?1", [item_id])?;
                let detail = reason.to_string();
                audit::append(t, &AuditRow { at: now, actor, action: "item.erased", item_id: Some(item_id), detail })?;
            }
            Ok(())
        })
    }

    /// Items whose rows are gone while files may still hold something of them.
    pub fn erasures_begun(&self) -> Result<Vec<Tombstone>, RegisterError> {
        self.rows("SELECT item_id, number, at FROM tombstone WHERE done = 0 ORDER BY number", [], |r| {
            Ok(Tombstone { item_id: r.get(0)?, reference: reference(r.get(1)?), at: r.get(2)? })
        })
    }

    /// Removes the originals of erased items, and what the database set aside of them.
    pub fn remove_erased_files(&self, items: &[Tombstone]) -> Result<(), RegisterError> {
        items.iter().try_for_each(|item| self.store.remove(&item.item_id))?;
        let emptied: i64 =
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0)).map_err(|e| self.fault(e))?;
        match emptied {
            0 => Ok(()),
            _ => Err(RegisterError::NotFound(
                "the register is being read by another program, so that its log could not be emptied. Run the same command again when that program has ended.".into(),
            )),
        }
    }

    /// Records that no file holds anything of these items.
    pub fn erasures_done(&mut self, items: &[Tombstone], now: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| {
            for item in items {
                t.execute("UPDATE tombstone SET done = 1 WHERE item_id = ?1", [&item.item_id])?;
                let detail = "store, indexes, notices and database were looked through: nothing of it is left".into();
                let action = "item.erasure_checked";
                audit::append(
                    t,
                    &AuditRow { at: now, actor: "postroom", action, item_id: Some(&item.item_id), detail },
                )?;
            }
            Ok(())
        })
    }

    /// The tombstone of these bytes, if they were erased.
    pub fn erased(&self, bytes: &[u8]) -> Result<Option<Tombstone>, RegisterError> {
        let read = || {
            let mut query = self.db.prepare_cached("SELECT number, at FROM tombstone WHERE item_id = ?1")?;
            let item_id = super::store::name_of(bytes);
            query
                .query_row([&item_id], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()
                .map(|found| found.map(|(number, at)| Tombstone { item_id, reference: reference(number), at }))
        };
        read().map_err(|e| self.fault(e))
    }

    /// Records, once for each item, that its bytes were met again and not taken in.
    pub fn met_erased(&mut self, tombstone: &Tombstone, source: &str, now: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| {
            let told: i64 = t.query_row(
                "SELECT COUNT(*) FROM audit WHERE action = 'item.refused' AND item_id = ?1",
                [&tombstone.item_id],
                |r| r.get(0),
            )?;
            if told > 0 {
                return Ok(());
            }
            let detail = format!("{} was erased and is met again in {source}; it stays there", tombstone.reference);
            let row = AuditRow {
                at: now,
                actor: "postroom",
                action: "item.refused",
                item_id: Some(&tombstone.item_id),
                detail,
            };
            audit::append(t, &row)
        })
    }

    /// What people typed that is kept: reasons, queries, purposes. Erasing an item takes none of it away.
    pub fn typed_by_people(&self) -> Result<String, RegisterError> {
        let sql = "SELECT detail FROM audit UNION ALL SELECT query FROM saved_search UNION ALL SELECT record FROM search_record
                   UNION ALL SELECT reason FROM hold";
        let rows: Vec<String> = self.rows(sql, [], |r| r.get(0))?;
        Ok(rows.join("\n"))
    }
}
