//! Why an index cannot be used or a search not be made, in words that say what to do. No message quotes indexed text.

use super::query::QueryError;
use std::path::PathBuf;

/// Trouble with an index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Another process writes this index.
    #[error("the index in {} is being written by another run. Wait until it has ended, then try again.", dir.display())]
    Locked {
        /// The index's folder.
        dir: PathBuf,
    },
    /// There is no index yet.
    #[error("there is no index in {}. Run `postroom reindex` to build it from the register.", dir.display())]
    Missing {
        /// The index's folder.
        dir: PathBuf,
    },
    /// The index was made by a version that indexed differently.
    #[error("the index in {} was made by another version of Postroom. Run `postroom reindex` to rebuild it from the register.", dir.display())]
    OtherVersion {
        /// The index's folder.
        dir: PathBuf,
    },
    /// The index is damaged.
    #[error("the index in {} is damaged ({why}). No item is lost: run `postroom reindex` to rebuild it from the register.", dir.display())]
    Damaged {
        /// The index's folder.
        dir: PathBuf,
        /// What was seen.
        why: String,
    },
    /// A file could not be read or written.
    #[error("cannot use {}: {source}. Check the disk and the folder's permissions.", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The index could not be written.
    #[error("the index in {} could not be written: {why}. The register still lists what is missing; the next run puts it in.", dir.display())]
    Write {
        /// The index's folder.
        dir: PathBuf,
        /// What the engine said.
        why: String,
    },
    /// The query makes no sense.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// More was asked for than one page of results may hold.
    #[error("{message}")]
    Page {
        /// What the limits are.
        message: String,
    },
}
