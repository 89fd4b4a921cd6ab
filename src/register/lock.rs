//! One run at a time: a lock that the system frees when its holder dies. It never waits; it says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The right to change the register, held until dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why the lock could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another run holds it.
    #[error("another run is at work ({holder}). Wait until it ends; this one changed nothing.")]
    Held {
        /// Process number and start time of the other run.
        holder: String,
    },
    /// The lock file cannot be used.
    #[error("cannot lock {}: {source}. Check the permissions of the data folder.", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Lock {
    /// Takes the lock of the data folder, or says who holds it.
    pub fn take(folder: &Path) -> Result<Self, LockError> {
        let path = folder.join("lock");
        let fault = |source| LockError::File { path: path.clone(), source };
        std::fs::create_dir_all(folder).map_err(fault)?;
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(fault)?;
                return Err(LockError::Held { holder: holder.trim().to_string() });
            }
            Err(TryLockError::Error(source)) => return Err(fault(source)),
        }
        let holder =
            format!("process {}, since {}\n", std::process::id(), jiff::Timestamp::now().strftime("%F %T UTC"));
        file.set_len(0).map_err(fault)?;
        file.rewind().map_err(fault)?;
        // Who holds the lock is a kindness; on a full disk the lock itself still holds.
        let _ = file.write_all(holder.as_bytes());
        Ok(Self { _file: file })
    }
}
