//! What was written to people outside, and what may be: acknowledgements, at most one a day to an address, and the authority
//! of those who write for others.

use super::audit::{self, AuditRow};
use super::outbox::{self, Message};
use super::query::reference;
use super::{Register, RegisterError};
use crate::model::Classification;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::Serialize;

pub(super) const TABLES: &str = "
CREATE TABLE acknowledged (                        -- who was written to, so that nobody is twice in a day
    address TEXT NOT NULL,
    at      TEXT NOT NULL,
    item_id TEXT NOT NULL REFERENCES item (id),
    PRIMARY KEY (address, item_id)
) STRICT;

CREATE TABLE authority (                           -- writers who act for another person
    item_id  TEXT PRIMARY KEY REFERENCES item (id),
    stated   TEXT,                                 -- what the writer states, by the rules
    asked    TEXT NOT NULL,
    recorded TEXT,                                 -- when a person recorded it; none while it is waited for
    who      TEXT,
    kind     TEXT,
    evidence TEXT,
    scope    TEXT,
    expires  TEXT,
    by       TEXT
) STRICT;
CREATE INDEX authority_open ON authority (asked) WHERE recorded IS NULL;
";

/// Least time between two acknowledgements to one address.
const BETWEEN: SignedDuration = SignedDuration::from_hours(24);

/// A letter to a writer.
#[derive(Debug)]
pub struct Acknowledgement {
    /// The address without its tags, by which it is counted.
    pub address: String,
    /// The letter.
    pub message: Message,
}

/// Authority as a person recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthorityRecord {
    /// Who acts for the subject.
    pub who: String,
    /// By what right: `consent`, `lasting_power_of_attorney`, ...
    pub kind: String,
    /// What was seen, and when.
    pub evidence: String,
    /// How far it reaches.
    pub scope: String,
    /// Its last day, where it has one.
    pub expires: Option<Date>,
    /// Who recorded it.
    pub by: String,
}

/// An item that waits for authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AwaitedAuthority {
    /// Its reference.
    pub reference: String,
    /// What the writer states.
    pub stated: Option<String>,
    /// Since when it is waited for.
    pub since: String,
    /// The next deadline of its cases.
    pub due: Option<Date>,
    /// Name of that deadline's clock.
    pub clock: Option<String>,
}

impl Register {
    /// Items that wait for authority, the nearest deadline first.
    pub fn awaited_authority(&self) -> Result<Vec<AwaitedAuthority>, RegisterError> {
        self.rows(
            "SELECT i.number, a.stated, a.asked, c.due, c.name FROM authority a JOIN item i ON i.id = a.item_id
             LEFT JOIN clock c ON c.item_id = a.item_id AND c.due = (SELECT MIN(due) FROM clock WHERE item_id = a.item_id)
             WHERE a.recorded IS NULL GROUP BY i.number ORDER BY COALESCE(c.due, '9999'), i.number",
            [],
            |r| {
                let due: Option<String> = r.get(3)?;
                Ok(AwaitedAuthority {
                    reference: reference(r.get(0)?),
                    stated: r.get(1)?,
                    since: r.get(2)?,
                    due: due.and_then(|d| d.parse().ok()),
                    clock: r.get(4)?,
                })
            },
        )
    }

    /// True where something about the subject of an item may be sent to its writer on this day: no authority is needed, or
    /// a person has recorded one that has not ended.
    pub fn may_disclose(&self, item_id: &str, today: Date) -> Result<bool, RegisterError> {
        let rows = self.rows("SELECT recorded, expires FROM authority WHERE item_id = ?1", [item_id], |r| {
            Ok((r.get::<_, Option<String>>(0)?, r.get::<_, Option<String>>(1)?))
        })?;
        Ok(rows.first().is_none_or(|(recorded, expires)| {
            recorded.is_some() && expires.as_ref().and_then(|d| d.parse::<Date>().ok()).is_none_or(|d| d >= today)
        }))
    }

    /// The reference of the item of these bytes, where its writer acts for another and no authority is recorded.
    pub fn lacks_authority(&self, bytes: &[u8], today: Date) -> Result<Option<String>, RegisterError> {
        let item_id = super::store::name_of(bytes);
        if self.may_disclose(&item_id, today)? {
            return Ok(None);
        }
        Ok(Some(self.record(&item_id)?.row.reference))
    }

    /// The authority recorded for an item: none where it needs none, an empty choice while it is waited for.
    pub fn authority_of(&self, item_id: &str) -> Result<Option<Option<AuthorityRecord>>, RegisterError> {
        let mut rows = self.rows(
            "SELECT recorded IS NOT NULL, who, kind, evidence, scope, expires, by FROM authority WHERE item_id = ?1",
            [item_id],
            |r| {
                if !r.get::<_, bool>(0)? {
                    return Ok(None);
                }
                let expires: Option<String> = r.get(5)?;
                Ok(Some(AuthorityRecord {
                    who: r.get(1)?,
                    kind: r.get(2)?,
                    evidence: r.get(3)?,
                    scope: r.get(4)?,
                    expires: expires.and_then(|d| d.parse().ok()),
                    by: r.get(6)?,
                }))
            },
        )?;
        Ok(rows.pop())
    }

    /// Records authority that a person has seen.
    pub fn record_authority(
        &mut self,
        item_id: &str,
        a: &AuthorityRecord,
        now: Timestamp,
    ) -> Result<(), RegisterError> {
        self.transact(|t| {
            t.execute(
                "INSERT INTO authority (item_id, asked, recorded, who, kind, evidence, scope, expires, by)
                 VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (item_id) DO UPDATE SET recorded = ?2, who = ?3, kind = ?4, evidence = ?5, scope = ?6, expires = ?7, by = ?8",
                params![item_id, now.to_string(), a.who, a.kind, a.evidence, a.scope, a.expires.map(|d| d.to_string()), a.by],
            )?;
            let expires = a.expires.map(|d| format!(", until {d}")).unwrap_or_default();
            let detail = format!("{} acts by {}; evidence: {}; scope: {}{expires}", a.who, a.kind, a.evidence, a.scope);
            audit::append(
                t,
                &AuditRow { at: now, actor: &a.by, action: "authority.recorded", item_id: Some(item_id), detail },
            )
        })
    }
}

/// Posts an acknowledgement within the transaction that files the item, unless its address had one within a day.
pub(super) fn post(
    t: &Transaction<'_>,
    item_id: &str,
    acknowledgement: &Result<Acknowledgement, String>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let result = match acknowledgement {
        Err(why) => Err(why.as_str()),
        Ok(letter) if written_lately(t, item_id, letter, now)? => Err("its writer was written to within a day"),
        Ok(letter) => {
            outbox::insert(t, &letter.message)?;
            t.execute(
                "INSERT INTO acknowledged (address, at, item_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                params![letter.address, now.to_string(), item_id],
            )?;
            Ok(())
        }
    };
    let (action, detail) = match result {
        Ok(()) => ("item.acknowledged", String::new()),
        Err(why) => ("item.not_acknowledged", why.to_string()),
    };
    audit::append(t, &AuditRow { at: now, actor: "postroom", action, item_id: Some(item_id), detail })
}

fn written_lately(
    t: &Transaction<'_>,
    item_id: &str,
    letter: &Acknowledgement,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let since = (now - BETWEEN).to_string();
    let found: Option<i64> = t
        .query_row(
            "SELECT 1 FROM acknowledged WHERE address = ?1 AND at > ?2 AND item_id <> ?3 LIMIT 1",
            params![letter.address, since, item_id],
            |r| r.get(0),
        )
        .optional()?;
    Ok(found.is_some())
}

/// Makes an item wait for authority within the transaction that files it. What a person recorded stays recorded.
pub(super) fn await_authority(
    t: &Transaction<'_>,
    item_id: &str,
    classification: &Classification,
    now: Timestamp,
) -> rusqlite::Result<()> {
    if classification.authority.needed {
        t.execute(
            "INSERT INTO authority (item_id, stated, asked) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![item_id, classification.authority.stated, now.to_string()],
        )?;
    }
    Ok(())
}
