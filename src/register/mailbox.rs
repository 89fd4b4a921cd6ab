//! The ledger of mails on servers: which were taken in under which number, which the server was told of, and which could
//! not be fetched. Whether a mail is new is decided here and never by its flags: those belong to the people who read it.

use super::intake::{self, Intake};
use super::{Register, RegisterError};
use crate::model::Delivery;
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;
use serde::Serialize;
use std::collections::HashMap;

/// Failed fetches after which a mail is put before a person. It is tried again all the same.
const TOLD_AFTER: i64 = 3;

pub(super) const TABLES: &str = "
CREATE TABLE mailbox_mail (                        -- mails met on servers
    source       TEXT NOT NULL,
    folder       TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid          INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('kept', 'told', 'failing', 'too_large')),
    item_id      TEXT REFERENCES item (id),
    repeated     INTEGER NOT NULL DEFAULT 0,       -- its bytes were here before
    tries        INTEGER NOT NULL DEFAULT 0,       -- failed fetches
    not_before   TEXT,
    bytes        INTEGER NOT NULL DEFAULT 0,       -- of a mail that is too large
    note         TEXT,
    PRIMARY KEY (source, folder, uid_validity, uid)
) STRICT;
CREATE INDEX mailbox_mail_untold ON mailbox_mail (source, folder, uid_validity) WHERE state = 'kept';
CREATE INDEX mailbox_mail_trouble ON mailbox_mail (state) WHERE state IN ('failing', 'too_large');
";

/// A folder as the server numbers it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the source.
    pub source: String,
    /// Name of the folder.
    pub folder: String,
    /// UIDVALIDITY of the folder.
    pub uid_validity: u32,
}

/// A mail whose bytes are in the store.
#[derive(Debug)]
pub struct KeptMail {
    /// Its number in the folder.
    pub uid: u32,
    /// Its bytes and where they came from.
    pub delivery: Delivery,
    /// Its id in the store.
    pub item_id: String,
}

/// What became of a mail, where the server is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailOutcome {
    /// Read and filed.
    Filed,
    /// Its bytes were here already.
    Duplicate,
    /// In quarantine.
    Quarantined,
}

/// A mail that is still on the server because it could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailTrouble {
    /// Name of the source.
    pub source: String,
    /// Name of the folder.
    pub folder: String,
    /// Its number in the folder.
    pub uid: u32,
    /// What happened and what to do.
    pub note: String,
}

impl Register {
    /// The mails of the folder, from this number on, that the ledger knows, each with the time before which it is left
    /// alone: none for those that are settled. A mail that was too large is due again once `largest` allows it.
    pub fn known_mails(
        &self,
        place: &Place,
        from: u32,
        largest: u64,
    ) -> Result<HashMap<u32, Option<Timestamp>>, RegisterError> {
        let rows = self.rows(
            "SELECT uid, state = 'failing' OR (state = 'too_large' AND bytes <= ?5), COALESCE(not_before, '') FROM mailbox_mail
             WHERE source = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid >= ?4",
            params![place.source, place.folder, place.uid_validity, from, whole(largest)],
            |r| {
                let again: Option<String> = if r.get(1)? { Some(r.get(2)?) } else { None };
                Ok((r.get(0)?, again.map(|t| t.parse().unwrap_or(Timestamp::UNIX_EPOCH))))
            },
        )?;
        Ok(rows.into_iter().collect())
    }

    /// Records mails whose bytes are in the store; one transaction with their items.
    pub fn receive_mails(
        &mut self,
        place: &Place,
        mails: &[KeptMail],
        now: Timestamp,
    ) -> Result<Vec<Intake>, RegisterError> {
        self.transact(|t| {
            let mut insert = t.prepare_cached(
                "INSERT INTO mailbox_mail (source, folder, uid_validity, uid, state, item_id, repeated)
                 VALUES (?1, ?2, ?3, ?4, 'kept', ?5, ?6)
                 ON CONFLICT (source, folder, uid_validity, uid) DO UPDATE
                 SET state = 'kept', item_id = excluded.item_id, repeated = excluded.repeated, note = NULL",
            )?;
            let mut intakes = Vec::with_capacity(mails.len());
            for mail in mails {
                let intake = intake::receive(t, &mail.delivery, &mail.item_id, now)?;
                let repeated = intake != Intake::New;
                insert.execute(params![
                    place.source,
                    place.folder,
                    place.uid_validity,
                    mail.uid,
                    mail.item_id,
                    repeated
                ])?;
                intakes.push(intake);
            }
            Ok(intakes)
        })
    }

    /// Records that a mail could not be fetched; it is tried again later, and put before a person after some tries.
    pub fn mail_failed(&mut self, place: &Place, uid: u32, why: &str, now: Timestamp) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.prepare_cached(
                "INSERT INTO mailbox_mail (source, folder, uid_validity, uid, state, tries) VALUES (?1, ?2, ?3, ?4, 'failing', 1)
                 ON CONFLICT (source, folder, uid_validity, uid) DO UPDATE SET tries = tries + 1",
            )?
            .execute(params![place.source, place.folder, place.uid_validity, uid])?;
            let tries: i64 = t
                .prepare_cached(
                    "SELECT tries FROM mailbox_mail WHERE source = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid = ?4",
                )?
                .query_row(params![place.source, place.folder, place.uid_validity, uid], |r| r.get(0))?;
            let note = format!(
                "could not be fetched in {tries} tries ({why}). It is left on the server and tried again; open it in a mail program and save it into a drop folder if it must be read now."
            );
            t.prepare_cached(
                "UPDATE mailbox_mail SET not_before = ?5, note = ?6
                 WHERE source = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid = ?4",
            )?
            .execute(params![place.source, place.folder, place.uid_validity, uid, (now + pause(tries)).to_string(), note])?;
            Ok(())
        })
    }

    /// Records that a mail is too large to be fetched. It stays on the server and is shown to a person.
    pub fn mail_too_large(&mut self, place: &Place, uid: u32, bytes: u64, most: u64) -> Result<(), RegisterError> {
        let note = format!(
            "has {} MiB, and {} are allowed (`largest_mib`). It is left on the server: raise the cap, or save it by hand.",
            bytes >> 20,
            most >> 20
        );
        self.transact(|t| {
            t.prepare_cached(
                "INSERT INTO mailbox_mail (source, folder, uid_validity, uid, state, bytes, note)
                 VALUES (?1, ?2, ?3, ?4, 'too_large', ?5, ?6)
                 ON CONFLICT (source, folder, uid_validity, uid) DO UPDATE
                 SET state = 'too_large', bytes = excluded.bytes, note = excluded.note",
            )?
            .execute(params![place.source, place.folder, place.uid_validity, uid, whole(bytes), note])
            .map(drop)
        })
    }

    /// Mails of the folder whose fate is settled and that the server was not told of.
    pub fn mails_to_tell(&self, place: &Place) -> Result<Vec<(u32, MailOutcome)>, RegisterError> {
        self.rows(
            "SELECT m.uid, m.repeated, i.state FROM mailbox_mail m JOIN item i ON i.id = m.item_id
             WHERE m.source = ?1 AND m.folder = ?2 AND m.uid_validity = ?3 AND m.state = 'kept' AND i.state <> 'received'
             ORDER BY m.uid",
            params![place.source, place.folder, place.uid_validity],
            |r| {
                let (repeated, state): (bool, String) = (r.get(1)?, r.get(2)?);
                let outcome = match state.as_str() {
                    _ if repeated => MailOutcome::Duplicate,
                    "quarantined" => MailOutcome::Quarantined,
                    _ => MailOutcome::Filed,
                };
                Ok((r.get(0)?, outcome))
            },
        )
    }

    /// True where a folder has mails whose fate is settled and that the server was not told of, under any numbering.
    pub fn has_mails_to_tell(&self, source: &str, folder: &str) -> Result<bool, RegisterError> {
        let found: Vec<i64> = self.rows(
            "SELECT 1 FROM mailbox_mail m JOIN item i ON i.id = m.item_id
             WHERE m.source = ?1 AND m.folder = ?2 AND m.state = 'kept' AND i.state <> 'received' LIMIT 1",
            params![source, folder],
            |r| r.get(0),
        )?;
        Ok(!found.is_empty())
    }

    /// Records that the server was told of these mails.
    pub fn mails_told(&mut self, place: &Place, uids: &[u32]) -> Result<(), RegisterError> {
        self.transact(|t| {
            let mut update = t.prepare_cached(
                "UPDATE mailbox_mail SET state = 'told' WHERE source = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid = ?4",
            )?;
            uids.iter().try_for_each(|uid| update.execute(params![place.source, place.folder, place.uid_validity, uid]).map(drop))
        })
    }

    /// Mails that are left on their servers and need a person.
    pub fn mail_troubles(&self) -> Result<Vec<MailTrouble>, RegisterError> {
        self.rows(
            "SELECT source, folder, uid, COALESCE(note, '') FROM mailbox_mail
             WHERE state = 'too_large' OR (state = 'failing' AND tries >= ?1) ORDER BY source, folder, uid_validity, uid",
            [TOLD_AFTER],
            |r| Ok(MailTrouble { source: r.get(0)?, folder: r.get(1)?, uid: r.get(2)?, note: r.get(3)? }),
        )
    }
}

/// From two seconds, growing fourfold, to an hour.
fn pause(tries: i64) -> SignedDuration {
    let fourfold = u32::try_from(tries.clamp(1, 8) - 1).unwrap_or(0);
    SignedDuration::from_secs((2_i64 << (2 * fourfold)).min(3_600))
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
