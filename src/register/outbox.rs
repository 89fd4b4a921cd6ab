//! The outbox: notices written in the same transaction as the cases they are about, and sent after it. A notice keeps its
//! Message-ID for life, so that a repeat after a crash can be recognised as one.

use super::audit::{self, AuditRow};
use super::{Register, RegisterError};
use jiff::Timestamp;
use rusqlite::{Transaction, params, params_from_iter};
use serde::Serialize;

/// A notice to a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Without angle brackets; derived from item, case, queue and version.
    pub message_id: String,
    /// The item it is about, if it is about one.
    pub item_id: Option<String>,
    /// The queue it goes to.
    pub queue: String,
    /// Address of the queue.
    pub recipient: String,
    /// Subject: references only, never a name.
    pub subject: String,
    /// The whole message (RFC 5322).
    pub message: Vec<u8>,
    /// True for what cannot wait: it goes first.
    pub urgent: bool,
    /// When it may leave.
    pub not_before: Timestamp,
    /// Times it was begun.
    pub tries: i64,
    /// True where an earlier run stopped while handing it over: it may have arrived.
    pub interrupted: bool,
}

/// How many notices are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MessageState {
    /// Still to be sent, or to be tried again.
    pub waiting: i64,
    /// Accepted by the server, or written to its file.
    pub sent: i64,
    /// Refused for good or returned, and nobody has seen to it yet.
    pub refused: i64,
}

impl Register {
    /// Notices to send now, but for those to the queues in `but`: urgent ones first, then those not tried yet, then the
    /// oldest.
    pub fn due_messages<'a>(
        &self,
        now: Timestamp,
        limit: usize,
        but: impl Iterator<Item = &'a str>,
    ) -> Result<Vec<Message>, RegisterError> {
        let read = || -> rusqlite::Result<Vec<Message>> {
            let mut values = vec![now.to_string()];
            values.extend(but.map(str::to_string));
            let marks = vec!["?"; values.len() - 1].join(", ");
            let mut query = self.db.prepare_cached(&format!(
                "SELECT message_id, item_id, queue, recipient, subject, message, tries, state = 'sending', urgent FROM outbox
                 WHERE state IN ('waiting', 'sending') AND not_before <= ? AND queue NOT IN ({marks})
                 ORDER BY urgent DESC, tries, rowid LIMIT {limit}"
            ))?;
            query
                .query_map(params_from_iter(values), |r| {
                    Ok(Message {
                        message_id: r.get(0)?,
                        item_id: r.get(1)?,
                        queue: r.get(2)?,
                        recipient: r.get(3)?,
                        subject: r.get(4)?,
                        message: r.get(5)?,
                        tries: r.get(6)?,
                        interrupted: r.get(7)?,
                        urgent: r.get(8)?,
                        not_before: now,
                    })
                })?
                .collect()
        };
        read().map_err(|e| self.fault(e))
    }

    /// Records that a notice is about to be handed over.
    pub fn message_begun(&mut self, message_id: &str) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.prepare_cached("UPDATE outbox SET state = 'sending', tries = tries + 1 WHERE message_id = ?1")?
                .execute([message_id])?;
            Ok(())
        })
    }

    /// Records that a notice was accepted.
    pub fn message_sent(&mut self, message: &Message, answer: &str, now: Timestamp) -> Result<(), RegisterError> {
        self.settle(message, "sent", now, answer, now, "outbox.sent")
    }

    /// Records that a notice was not accepted and is to be tried again.
    pub fn message_deferred(
        &mut self,
        message: &Message,
        answer: &str,
        not_before: Timestamp,
        now: Timestamp,
    ) -> Result<(), RegisterError> {
        self.settle(message, "waiting", not_before, answer, now, "outbox.deferred")
    }

    /// Records that a notice was refused for good.
    pub fn message_refused(&mut self, message: &Message, answer: &str, now: Timestamp) -> Result<(), RegisterError> {
        self.settle(message, "refused", now, answer, now, "outbox.refused")
    }

    /// Lets the notices of a queue that were not begun wait too: its server side refuses for now.
    pub fn queue_deferred(&mut self, queue: &str, not_before: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.prepare_cached(
                "UPDATE outbox SET not_before = ?2 WHERE queue = ?1 AND state = 'waiting' AND not_before < ?2 AND urgent = 0",
            )?
            .execute(params![queue, not_before.to_string()])
            .map(drop)
        })
    }

    /// Puts a message into the outbox that belongs to no filing; one that is there already stays as it is. True where it is
    /// new.
    pub fn post(&mut self, message: &Message, now: Timestamp) -> Result<bool, RegisterError> {
        self.transact(|t| {
            let new = insert(t, message)?;
            if new {
                let detail = format!("queue {}", message.queue);
                let item_id = message.item_id.as_deref();
                audit::append(t, &AuditRow { at: now, actor: "postroom", action: "outbox.posted", item_id, detail })?;
            }
            Ok(new)
        })
    }

    /// True where a message under this id was ever posted.
    pub fn has_message(&self, message_id: &str) -> Result<bool, RegisterError> {
        let found = self.rows("SELECT 1 FROM outbox WHERE message_id = ?1", [message_id], |r| r.get::<_, i64>(0))?;
        Ok(!found.is_empty())
    }

    /// How many notices are in which state.
    pub fn message_states(&self) -> Result<MessageState, RegisterError> {
        self.db
            .query_row(
                "SELECT COALESCE(SUM(state IN ('waiting', 'sending')), 0), COALESCE(SUM(state = 'sent'), 0),
                        COALESCE(SUM(state = 'refused' AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.message_id = outbox.message_id)), 0)
                 FROM outbox",
                [],
                |r| Ok(MessageState { waiting: r.get(0)?, sent: r.get(1)?, refused: r.get(2)? }),
            )
            .map_err(|e| self.fault(e))
    }

    fn settle(
        &mut self,
        message: &Message,
        state: &str,
        not_before: Timestamp,
        answer: &str,
        now: Timestamp,
        action: &str,
    ) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.prepare_cached(
                "UPDATE outbox SET state = ?2, not_before = ?3, answer = ?4
                 WHERE message_id = ?1 AND state IN ('waiting', 'sending')",
            )?
            .execute(params![message.message_id, state, not_before.to_string(), answer])?;
            let detail = format!("queue {}: {answer}", message.queue);
            audit::append(
                t,
                &AuditRow { at: now, actor: "postroom", action, item_id: message.item_id.as_deref(), detail },
            )
        })
    }
}

/// Puts a notice into the outbox within a transaction; one that is there already stays as it is. True where it is new.
pub fn insert(t: &Transaction<'_>, message: &Message) -> rusqlite::Result<bool> {
    let added = t
        .prepare_cached(
            "INSERT INTO outbox (message_id, item_id, queue, recipient, subject, message, state, urgent, not_before)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            message.message_id,
            message.item_id,
            message.queue,
            message.recipient,
            message.subject,
            message.message,
            message.urgent,
            message.not_before.to_string()
        ])?;
    Ok(added > 0)
}
