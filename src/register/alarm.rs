//! Safeguarding alarms: raised when an item is filed, taken by a named person, and escalated while nobody takes them. An
//! alarm is never closed by time, by a machine or by being seen.

use super::audit::{self, AuditRow};
use super::query::reference;
use super::{Register, RegisterError};
use crate::model::{Classification, FlagKind, Tier};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

pub(super) const TABLES: &str = "
CREATE TABLE alarm (                               -- safeguarding, until a person takes it
    item_id     TEXT PRIMARY KEY REFERENCES item (id),
    tier        TEXT NOT NULL CHECK (tier IN ('immediate', 'same_day')),
    raised      TEXT NOT NULL,
    escalations INTEGER NOT NULL DEFAULT 0,
    last        TEXT,                              -- when it was escalated last
    taken_by    TEXT,
    taken       TEXT,
    note        TEXT
) STRICT;
CREATE INDEX alarm_open ON alarm (raised) WHERE taken IS NULL;
";

/// An alarm that nobody has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// The item.
    pub item_id: String,
    /// Its reference.
    pub reference: String,
    /// How fast.
    pub tier: Tier,
    /// When it was raised.
    pub raised: Timestamp,
    /// Times it was escalated.
    pub escalations: i64,
    /// When it was escalated last.
    pub last: Option<Timestamp>,
}

/// Who took an alarm, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
}

impl Register {
    /// Alarms that nobody has taken, the oldest first.
    pub fn open_alarms(&self) -> Result<Vec<Alarm>, RegisterError> {
        self.rows(
            "SELECT a.item_id, i.number, a.tier, a.raised, a.escalations, a.last FROM alarm a JOIN item i ON i.id = a.item_id
             WHERE a.taken IS NULL ORDER BY a.raised, i.number",
            [],
            |r| {
                let (tier, raised, last): (String, String, Option<String>) = (r.get(2)?, r.get(3)?, r.get(5)?);
                Ok(Alarm {
                    item_id: r.get(0)?,
                    reference: reference(r.get(1)?),
                    tier: if tier == "immediate" { Tier::Immediate } else { Tier::SameDay },
                    raised: raised.parse().unwrap_or(Timestamp::UNIX_EPOCH),
                    escalations: r.get(4)?,
                    last: last.and_then(|t| t.parse().ok()),
                })
            },
        )
    }

    /// Records that an alarm was escalated once more.
    pub fn alarm_escalated(&mut self, alarm: &Alarm, to: &str, now: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.execute(
                "UPDATE alarm SET escalations = escalations + 1, last = ?2 WHERE item_id = ?1 AND taken IS NULL",
                params![alarm.item_id, now.to_string()],
            )?;
            let detail = format!("nobody has taken it; told {to}");
            let item_id = Some(alarm.item_id.as_str());
            audit::append(t, &AuditRow { at: now, actor: "postroom", action: "alarm.escalated", item_id, detail })
        })
    }

    /// Records that a person has taken an item; an alarm of it is escalated no more. Returns who had taken it before.
    pub fn take(
        &mut self,
        item_id: &str,
        by: &str,
        note: &str,
        now: Timestamp,
    ) -> Result<Option<Taken>, RegisterError> {
        self.transact(|t| {
            let before: Option<Taken> = t
                .query_row(
                    "SELECT taken_by, taken FROM alarm WHERE item_id = ?1 AND taken IS NOT NULL",
                    [item_id],
                    |r| Ok(Taken { by: r.get(0)?, at: r.get(1)? }),
                )
                .optional()?;
            t.execute(
                "UPDATE alarm SET taken_by = ?2, taken = ?3, note = ?4 WHERE item_id = ?1",
                params![item_id, by, now.to_string(), note],
            )?;
            let detail = if note.is_empty() { "taken".to_string() } else { format!("taken: {note}") };
            audit::append(t, &AuditRow { at: now, actor: by, action: "item.taken", item_id: Some(item_id), detail })?;
            Ok(before)
        })
    }

    /// Who has taken the alarm of an item: none where it has no alarm, an empty choice where nobody has.
    pub fn alarm_of(&self, item_id: &str) -> Result<Option<Option<Taken>>, RegisterError> {
        let mut found = self.rows("SELECT taken_by, taken FROM alarm WHERE item_id = ?1", [item_id], |r| {
            let (by, at): (Option<String>, Option<String>) = (r.get(0)?, r.get(1)?);
            Ok(by.zip(at).map(|(by, at)| Taken { by, at }))
        })?;
        Ok(found.pop())
    }
}

/// Raises the alarm of an item within the transaction that files it.
pub(super) fn raise(
    t: &Transaction<'_>,
    item_id: &str,
    classification: &Classification,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let flags = classification.flags.iter().filter(|f| f.flag == FlagKind::Safeguarding);
    let Some(tier) = flags.filter_map(|f| f.tier).max() else { return Ok(()) };
    let tier = if tier == Tier::Immediate { "immediate" } else { "same_day" };
    // Worked on again, an alarm may grow; it never goes away, and a person who took it has taken it.
    t.prepare_cached(
        "INSERT INTO alarm (item_id, tier, raised) VALUES (?1, ?2, ?3)
         ON CONFLICT (item_id) DO UPDATE SET tier = CASE WHEN excluded.tier = 'immediate' THEN 'immediate' ELSE tier END",
    )?
    .execute(params![item_id, tier, now.to_string()])
    .map(drop)
}
