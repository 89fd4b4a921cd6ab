//! The tables, and how the database is opened. SQL here keeps to what PostgreSQL knows too, pragmas apart.

use super::RegisterError;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::Path;

/// Form of the tables, kept in `user_version`.
const FORM: i64 = 3;

const TABLES: &str = "
CREATE TABLE item (
    id             TEXT PRIMARY KEY,              -- SHA-256 of the original bytes, in hex
    number         INTEGER NOT NULL UNIQUE,       -- order of arrival; the reference is made of it
    bytes          INTEGER NOT NULL,
    file_name      TEXT NOT NULL,
    arrived        TEXT NOT NULL,
    stated         TEXT,                          -- date of receipt stated by a person
    state          TEXT NOT NULL CHECK (state IN ('received', 'filed', 'quarantined')),
    stops          INTEGER NOT NULL DEFAULT 0,    -- times the program stopped while at work on it
    needs_index    INTEGER NOT NULL DEFAULT 0,
    needs_person   INTEGER NOT NULL DEFAULT 0,
    message_id     TEXT,
    received       TEXT,                          -- day in Europe/London
    item           TEXT,                          -- JSON, model::Item
    classification TEXT,                          -- JSON, model::Classification
    problems       TEXT NOT NULL DEFAULT '[]',    -- JSON, [model::Problem]
    profile        TEXT
) STRICT;
CREATE INDEX item_state ON item (state, number);
CREATE INDEX item_message_id ON item (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX item_needs_index ON item (number) WHERE needs_index = 1;

CREATE TABLE occurrence (                          -- every time the bytes were met at a new place
    item_id  TEXT NOT NULL REFERENCES item (id),
    source   TEXT NOT NULL,
    locator  TEXT NOT NULL,
    seen     TEXT NOT NULL,
    PRIMARY KEY (locator, item_id)
) STRICT;
CREATE INDEX occurrence_item ON occurrence (item_id);

CREATE TABLE document (
    item_id  TEXT NOT NULL REFERENCES item (id),
    id       INTEGER NOT NULL,
    document TEXT NOT NULL,                        -- JSON, model::Document
    PRIMARY KEY (item_id, id)
) STRICT;

CREATE TABLE matter (                              -- a case; `case` is a word of SQL
    item_id  TEXT NOT NULL REFERENCES item (id),
    number   INTEGER NOT NULL,
    category TEXT NOT NULL,
    kind     TEXT,
    queue    TEXT NOT NULL,
    score    REAL NOT NULL,
    evidence TEXT NOT NULL,                        -- JSON, [model::Evidence]
    PRIMARY KEY (item_id, number)
) STRICT;

CREATE TABLE clock (
    item_id  TEXT NOT NULL,
    number   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    due      TEXT NOT NULL,
    basis    TEXT NOT NULL,
    PRIMARY KEY (item_id, number, name),
    FOREIGN KEY (item_id, number) REFERENCES matter (item_id, number)
) STRICT;
CREATE INDEX clock_due ON clock (due);

CREATE TABLE party (
    item_id  TEXT NOT NULL REFERENCES item (id),
    id       INTEGER NOT NULL,
    party    TEXT NOT NULL,                        -- JSON, model::Party
    PRIMARY KEY (item_id, id)
) STRICT;

CREATE TABLE mark (
    item_id  TEXT NOT NULL REFERENCES item (id),
    number   INTEGER NOT NULL,
    mark     TEXT NOT NULL,                        -- JSON, model::Mark
    PRIMARY KEY (item_id, number)
) STRICT;

CREATE TABLE outbox (
    message_id TEXT PRIMARY KEY,                   -- derived from item, case, queue and version
    item_id    TEXT REFERENCES item (id),          -- none for what is about no one item
    queue      TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    subject    TEXT NOT NULL,
    message    BLOB NOT NULL,                      -- RFC 5322
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused')),
    tries      INTEGER NOT NULL DEFAULT 0,
    urgent     INTEGER NOT NULL DEFAULT 0,
    not_before TEXT NOT NULL,
    answer     TEXT
) STRICT;
CREATE INDEX outbox_state ON outbox (state, not_before);

CREATE TABLE audit (
    number   INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    item_id  TEXT,
    detail   TEXT NOT NULL,
    hash     TEXT NOT NULL                         -- SHA-256 over the hash before and this row
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
";

/// What is kept of searches, and what remains of erased items.
const SEARCH_TABLES: &str = "
CREATE TABLE saved_search (
    name     TEXT PRIMARY KEY,
    query    TEXT NOT NULL,
    actor    TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT;

CREATE TABLE search_record (                       -- a search kept as evidence
    number   INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    record   TEXT NOT NULL                         -- JSON, register::SearchRecord
) STRICT;

CREATE TABLE hold (                                -- what is on hold is not erased
    item_id  TEXT PRIMARY KEY REFERENCES item (id),
    at       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    reason   TEXT NOT NULL
) STRICT;

CREATE TABLE tombstone (                           -- that there was such an item, and nothing of what it said
    item_id  TEXT PRIMARY KEY,
    number   INTEGER NOT NULL UNIQUE,
    at       TEXT NOT NULL,
    done     INTEGER NOT NULL DEFAULT 0            -- 1 once store, indexes and notices hold nothing of it
) STRICT;
";

/// Opens the database and brings it to the known form.
pub fn open(path: &Path) -> Result<Connection, RegisterError> {
    let fault = |source| RegisterError::Database { path: path.to_path_buf(), source };
    let mut db = Connection::open(path).map_err(fault)?;
    db.busy_timeout(std::time::Duration::from_secs(10)).map_err(fault)?;
    // WAL with synchronous=FULL lost nothing in power-cut tests; NORMAL lost every row since the last checkpoint.
    // secure_delete overwrites what is deleted, which erasure depends on.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
    )
    .map_err(fault)?;
    // Else SQLite plans some queries anew for every value that is bound.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(fault)?;
    match found {
        FORM => {}
        0..FORM => {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive).map_err(fault)?;
            // Somebody else may have been faster.
            let now: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(fault)?;
            for tables in SINCE.iter().filter(|(form, _)| *form > now).flat_map(|(_, tables)| *tables) {
                transaction.execute_batch(tables).map_err(fault)?;
            }
            transaction.pragma_update(None, "user_version", FORM).map_err(fault)?;
            transaction.commit().map_err(fault)?;
        }
        found => return Err(RegisterError::Newer { found, known: FORM }),
    }
    Ok(db)
}

/// The tables that each form added.
const SINCE: &[(i64, &[&str])] = &[
    (
        1,
        &[
            TABLES,
            SEARCH_TABLES,
            super::mailbox::TABLES,
            super::alarm::TABLES,
            super::thread::TABLES,
            super::letters::TABLES,
        ],
    ),
    (2, &[super::cases::TABLES, super::returned::TABLES]),
    (3, &[super::corrections::TABLES]),
];

#[cfg(test)]
mod tests {
    use super::{FORM, SINCE, open};

    #[test]
    fn a_register_of_an_older_form_gets_what_was_added_since() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("register.sqlite");
        let old = rusqlite::Connection::open(&path).unwrap();
        for tables in SINCE[0].1 {
            old.execute_batch(tables).unwrap();
        }
        old.pragma_update(None, "user_version", 1).unwrap();
        old.execute("INSERT INTO saved_search VALUES ('kept', 'hoist', 'a', 'b')", []).unwrap();
        drop(old);
        for _ in 0..2 {
            let db = open(&path).unwrap();
            let form: i64 = db.query_row("PRAGMA user_version", [], |r| r.get(0)).unwrap();
            let kept: i64 = db.query_row("SELECT COUNT(*) FROM saved_search", [], |r| r.get(0)).unwrap();
            let new: i64 = db.query_row("SELECT COUNT(*) FROM decision", [], |r| r.get(0)).unwrap();
            assert_eq!((form, kept, new), (FORM, 1, 0));
        }
    }
}
