//! Taking in: an item's row and its occurrence, written after its bytes are in the store and before the source is told.
//! The content decides identity; an exact repeat is an occurrence of the same item and never dropped.

use super::audit::{self, AuditRow};
use super::{Register, RegisterError};
use crate::model::Delivery;
use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension, Transaction, params};

/// What taking in a delivery came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// Bytes not met before.
    New,
    /// Bytes met before at another place.
    Duplicate,
    /// Bytes met before at this very place.
    Known,
}

/// An item that is kept and waits for its stages.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Its id.
    pub item_id: String,
    /// Its number in the order of arrival.
    pub number: i64,
    /// Name of the file it came in.
    pub file_name: String,
    /// Source and place of its first occurrence.
    pub source: String,
    /// Where in the source.
    pub locator: String,
    /// When its bytes came to rest.
    pub arrived: Timestamp,
    /// Date of receipt stated by a person.
    pub stated: Option<Date>,
    /// Times the program stopped while it was at work on it.
    pub stops: i64,
}

impl Register {
    /// Records deliveries whose bytes are in the store under the given ids; one transaction.
    pub fn receive(
        &mut self,
        deliveries: &[(&Delivery, String)],
        now: Timestamp,
    ) -> Result<Vec<Intake>, RegisterError> {
        self.transact(|t| deliveries.iter().map(|(delivery, id)| receive(t, delivery, id, now)).collect())
    }

    /// Up to `limit` items that wait for their stages, in order of arrival.
    pub fn pending(&self, limit: usize) -> Result<Vec<Pending>, RegisterError> {
        let read = || -> rusqlite::Result<Vec<Pending>> {
            let mut query = self.db.prepare_cached(
                "SELECT i.id, i.number, i.file_name, i.arrived, i.stated, i.stops, o.source, o.locator
                 FROM item i JOIN occurrence o ON o.item_id = i.id AND o.rowid =
                     (SELECT MIN(rowid) FROM occurrence WHERE item_id = i.id)
                 WHERE i.state = 'received' ORDER BY i.number LIMIT ?1",
            )?;
            query
                .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |r| {
                    let stated: Option<String> = r.get(4)?;
                    Ok(Pending {
                        item_id: r.get(0)?,
                        number: r.get(1)?,
                        file_name: r.get(2)?,
                        arrived: r.get::<_, String>(3)?.parse().unwrap_or(Timestamp::UNIX_EPOCH),
                        stated: stated.and_then(|s| s.parse().ok()),
                        stops: r.get(5)?,
                        source: r.get(6)?,
                        locator: r.get(7)?,
                    })
                })?
                .collect()
        };
        read().map_err(|e| self.fault(e))
    }

    /// Takes back everything that the stages made of an item, so that the next run works on it again. Its notices keep their
    /// Message-IDs and are not sent twice.
    pub fn work_again(&mut self, item_id: &str, stated: Option<Date>, now: Timestamp) -> Result<(), RegisterError> {
        if let Some(name) = self.decided_by_people(item_id)? {
            return Err(RegisterError::Held(format!(
                "a person has decided about the cases of {name}: working on it again would take that away. Put its cases right with `postroom case correct` instead."
            )));
        }
        self.transact(|t| {
            for table in ["document", "clock", "matter", "party", "mark", "follows"] {
                t.execute(&format!("DELETE FROM {table} WHERE item_id = ?1"), [item_id])?;
            }
            t.execute(
                "UPDATE item SET state = 'received', stops = 0, needs_index = 0, stated = COALESCE(?2, stated) WHERE id = ?1",
                params![item_id, stated.map(|d| d.to_string())],
            )?;
            let detail = "to be worked on again".to_string();
            audit::append(
                t,
                &AuditRow { at: now, actor: "postroom", action: "item.again", item_id: Some(item_id), detail },
            )
        })
    }

    /// Counts against each of these items that the program stopped while it was at work on it.
    pub fn stopped_at(&mut self, items: &[String]) -> Result<(), RegisterError> {
        self.transact(|t| {
            let mut update = t.prepare("UPDATE item SET stops = stops + 1 WHERE id = ?1 AND state = 'received'")?;
            items.iter().try_for_each(|id| update.execute([id]).map(drop))
        })
    }
}

pub(super) fn receive(t: &Transaction<'_>, delivery: &Delivery, id: &str, now: Timestamp) -> rusqlite::Result<Intake> {
    let known: Option<i64> =
        t.prepare_cached("SELECT number FROM item WHERE id = ?1")?.query_row([id], |r| r.get(0)).optional()?;
    if known.is_none() {
        t.prepare_cached(
            "INSERT INTO item (id, number, bytes, file_name, arrived, stated, state, message_id)
             VALUES (?1, (SELECT COALESCE(MAX(number), 0) + 1 FROM (SELECT number FROM item UNION ALL SELECT number FROM tombstone)), ?2, ?3, ?4, ?5, 'received', ?6)",
        )?
        .execute(params![
            id,
            i64::try_from(delivery.bytes.len()).unwrap_or(i64::MAX),
            delivery.file_name,
            delivery.arrived.to_string(),
            delivery.stated.map(|d| d.to_string()),
            delivery.message_id()
        ])?;
    }
    let added = t
        .prepare_cached(
            "INSERT INTO occurrence (item_id, source, locator, seen) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![id, delivery.source, delivery.locator, now.to_string()])?;
    let outcome = match (known, added) {
        (None, _) => Intake::New,
        (Some(_), 0) => return Ok(Intake::Known),
        (Some(_), _) => Intake::Duplicate,
    };
    let action = if outcome == Intake::New { "item.received" } else { "item.duplicate" };
    let detail = format!("source {}", delivery.source);
    audit::append(t, &AuditRow { at: now, actor: "postroom", action, item_id: Some(id), detail })?;
    Ok(outcome)
}
