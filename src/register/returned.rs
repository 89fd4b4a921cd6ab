//! Notices that did not arrive: refused by a server, or returned by one that had accepted them. They stay on the list until
//! a person sends them again or says what was done instead; nothing takes them off by itself.

use super::audit::{self, AuditRow};
use super::query::reference;
use super::{Register, RegisterError};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

pub(super) const TABLES: &str = "
CREATE TABLE settled (                             -- notices that did not arrive and that a person has seen to
    message_id TEXT PRIMARY KEY REFERENCES outbox (message_id),
    item_id    TEXT,
    by         TEXT NOT NULL,
    at         TEXT NOT NULL,
    note       TEXT NOT NULL
) STRICT;
";

/// A notice of ours that another mail speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Its Message-ID.
    pub message_id: String,
    /// The queue it went to.
    pub queue: String,
    /// Reference of the item it was about, if it was about one.
    pub reference: Option<String>,
    /// What the report says of the reason.
    pub said: String,
}

/// A notice that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undelivered {
    /// Reference of the item it was about, if it was about one.
    pub reference: Option<String>,
    /// The queue it went to.
    pub queue: String,
    /// Its address.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// What the server said.
    pub answer: String,
    /// Its Message-ID.
    pub message_id: String,
}

impl Register {
    /// The first of these Message-IDs that is a message of ours.
    pub fn own_message(&self, ids: &[String]) -> Result<Option<Returned>, RegisterError> {
        for id in ids {
            let mut found = self.rows(
                "SELECT o.queue, i.number FROM outbox o LEFT JOIN item i ON i.id = o.item_id WHERE o.message_id = ?1",
                [id],
                |r| {
                    let number: Option<i64> = r.get(1)?;
                    let (message_id, reference) = (id.clone(), number.map(reference));
                    Ok(Returned { message_id, queue: r.get(0)?, reference, said: String::new() })
                },
            )?;
            if found.last().is_some() {
                return Ok(found.pop());
            }
        }
        Ok(None)
    }

    /// Notices that did not arrive and that nobody has seen to, in the order in which they were made.
    pub fn undelivered(&self) -> Result<Vec<Undelivered>, RegisterError> {
        self.rows(
            "SELECT i.number, o.queue, o.recipient, o.subject, o.answer, o.message_id FROM outbox o
             LEFT JOIN item i ON i.id = o.item_id
             WHERE o.state = 'refused' AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.message_id = o.message_id)
             ORDER BY o.rowid",
            [],
            |r| {
                let (number, answer): (Option<i64>, Option<String>) = (r.get(0)?, r.get(4)?);
                Ok(Undelivered {
                    reference: number.map(reference),
                    queue: r.get(1)?,
                    recipient: r.get(2)?,
                    subject: r.get(3)?,
                    answer: answer.unwrap_or_default(),
                    message_id: r.get(5)?,
                })
            },
        )
    }

    /// Puts a notice that did not arrive into the outbox again, to this address.
    pub fn send_again(&mut self, message_id: &str, to: &str, by: &str, now: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.execute(
                "UPDATE outbox SET state = 'waiting', tries = 0, recipient = ?2, not_before = ?3 WHERE message_id = ?1 AND state = 'refused'",
                params![message_id, to, now.to_string()],
            )?;
            told(t, message_id, "outbox.again", format!("to {to}"), by, now)
        })
    }

    /// Records what a person did about a notice that did not arrive.
    pub fn settle_undelivered(
        &mut self,
        message_id: &str,
        by: &str,
        note: &str,
        now: Timestamp,
    ) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.execute(
                "INSERT INTO settled (message_id, item_id, by, at, note)
                 SELECT message_id, item_id, ?2, ?3, ?4 FROM outbox WHERE message_id = ?1 ON CONFLICT DO NOTHING",
                params![message_id, by, now.to_string(), note],
            )?;
            told(t, message_id, "outbox.settled", note.to_string(), by, now)
        })
    }
}

/// Records within the transaction that files the report that a notice came back.
pub(super) fn came_back(t: &Transaction<'_>, returned: &Returned, now: Timestamp) -> rusqlite::Result<()> {
    t.execute(
        "UPDATE outbox SET state = 'refused', answer = ?2 WHERE message_id = ?1",
        params![returned.message_id, returned.said],
    )?;
    // Sent again and returned again, it is on the list again.
    t.execute("DELETE FROM settled WHERE message_id = ?1", [&returned.message_id])?;
    told(t, &returned.message_id, "outbox.returned", returned.said.clone(), "postroom", now)
}

fn told(
    t: &Transaction<'_>,
    message_id: &str,
    action: &str,
    what: String,
    actor: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let found: Option<(Option<String>, String)> = t
        .query_row("SELECT item_id, queue FROM outbox WHERE message_id = ?1", [message_id], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
        .optional()?;
    let (item_id, queue) = found.unwrap_or_default();
    let detail = format!("queue {queue}: {what}");
    audit::append(t, &AuditRow { at: now, actor, action, item_id: item_id.as_deref(), detail })
}
