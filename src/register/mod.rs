//! The durable truth of one installation: the register (SQLite) and the store (original bytes). All SQL is below this
//! folder. Every change is one transaction together with its audit rows; nothing here decides what an item is.

mod accepted;
mod alarm;
mod audit;
mod cases;
mod corrections;
mod erasure;
mod filing;
mod intake;
mod letters;
mod lock;
mod mailbox;
mod morning;
mod outbox;
mod query;
mod returned;
mod schema;
mod searches;
mod store;
mod thread;

pub use accepted::AcceptedNotes;
pub use alarm::{Alarm, Taken};
pub use audit::{AuditRow, Tampering};
pub use cases::{CaseByHand, Closed, Decider};
pub use corrections::{Correction, DecidedBy};
pub use erasure::{Held, Tombstone};
pub use filing::{Filing, Outcome};
pub use intake::{Intake, Pending};
pub use letters::{Acknowledgement, AuthorityRecord, AwaitedAuthority};
pub use lock::{Lock, LockError};
pub use mailbox::{KeptMail, MailOutcome, MailTrouble, Place};
pub use morning::NewItem;
pub use outbox::{Message, MessageState};
pub use query::{Account, CaseRow, DueRow, ItemRow, Occurrence, Record, Totals, reference};
pub use returned::{Returned, Undelivered};
pub use searches::{NotSearched, SavedSearch, SearchRecord};
pub use store::Store;
pub use thread::{Found, Relative};

use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The register of one installation, with the store beside it.
#[derive(Debug)]
pub struct Register {
    db: Connection,
    path: PathBuf,
    /// The original bytes.
    pub store: Store,
}

/// Why the register cannot do what was asked. Nothing was changed: the transaction was rolled back.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The database refused.
    #[error("register {}: {source}. {}", path.display(), advice(source))]
    Database {
        /// The database file.
        path: PathBuf,
        /// What it said.
        source: rusqlite::Error,
    },
    /// A file of the store or of the data folder could not be read or written.
    #[error("{}: {source}. {}", path.display(), file_advice(source))]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What is kept is not what was written.
    #[error("{0}")]
    Damaged(String),
    /// The register is of a newer Postroom.
    #[error(
        "the register was written by a newer Postroom (form {found}, known is {known}). Use that version or restore a backup."
    )]
    Newer {
        /// Its form.
        found: i64,
        /// The newest form known here.
        known: i64,
    },
    /// The item is on hold.
    #[error("{0}")]
    Held(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
}

/// Many readings as one. It writes nothing.
pub struct Reading<'a>(#[expect(dead_code, reason = "held, and ended by being dropped")] rusqlite::Transaction<'a>);

impl Register {
    /// Opens the register in `folder`, making it where there is none.
    pub fn open(folder: &Path) -> std::result::Result<Self, RegisterError> {
        std::fs::create_dir_all(folder).map_err(|source| RegisterError::File { path: folder.to_path_buf(), source })?;
        let path = folder.join("register.sqlite");
        let db = schema::open(&path)?;
        let store = Store::open(&folder.join("store"))?;
        Ok(Self { db, path, store })
    }

    /// Opens the register in `folder`; an error where nothing was filed yet.
    pub fn open_existing(folder: &Path) -> std::result::Result<Self, RegisterError> {
        if !folder.join("register.sqlite").exists() {
            let message = format!("nothing is filed in {} yet. Run `postroom run` first.", folder.display());
            return Err(RegisterError::NotFound(message));
        }
        Self::open(folder)
    }

    /// Until it is dropped all that is read is of one moment, and the file is locked once and not for each reading.
    pub fn reading(&self) -> std::result::Result<Reading<'_>, RegisterError> {
        self.db.unchecked_transaction().map(Reading).map_err(|e| self.fault(e))
    }

    fn fault(&self, source: rusqlite::Error) -> RegisterError {
        RegisterError::Database { path: self.path.clone(), source }
    }

    /// Runs `work` as one transaction: all of it is kept, or nothing.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T>,
    ) -> std::result::Result<T, RegisterError> {
        let path = self.path.clone();
        let fault = |source| RegisterError::Database { path: path.clone(), source };
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(fault)?;
        let result = work(&transaction).map_err(fault)?;
        transaction.commit().map_err(fault)?;
        Ok(result)
    }
}

/// JSON for a column. The types kept are our own plain data, which always have a JSON form.
fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// What a JSON column holds.
fn from_json<T: serde::de::DeserializeOwned>(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e)))
}

fn advice(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly};
    match error.sqlite_error_code() {
        Some(DiskFull) => "The disk is full: nothing is lost; free some space and run again.",
        Some(DatabaseCorrupt | NotADatabase) => {
            "The file is damaged: restore it from a backup; the store still holds every original."
        }
        Some(ReadOnly | CannotOpen) => "Check the permissions of the data folder.",
        Some(DatabaseBusy) => "Another program holds it: wait and run again.",
        _ => "Nothing was changed. Run `postroom check`.",
    }
}

fn file_advice(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            "The disk is full: nothing is lost; free some space and run again."
        }
        std::io::ErrorKind::PermissionDenied => "Check the permissions of the data folder.",
        _ => "Nothing was changed. Run `postroom check`.",
    }
}
