//! The store: the original bytes of every item, named by their SHA-256. A file in it is written once and never changed;
//! when `put` returns, the bytes survive a power cut.

use super::RegisterError;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder of originals.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Opens the store, making its folder where there is none.
    pub fn open(folder: &Path) -> Result<Self, RegisterError> {
        fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    /// Keeps the bytes and returns their name. The order is: temporary file, fsync, rename, fsync of the folder; leaving
    /// out any of them loses originals in a power cut.
    pub fn put(&self, bytes: &[u8]) -> Result<String, RegisterError> {
        let id = name_of(bytes);
        let path = self.path(&id);
        if fs::metadata(&path).is_ok_and(|m| m.len() == bytes.len() as u64) {
            return Ok(id);
        }
        let folder = path.parent().unwrap_or(&self.folder);
        if !folder.exists() {
            fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
            sync_folder(&self.folder)?;
        }
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|source| file_error(folder, source))?;
        file.write_all(bytes).map_err(|source| file_error(&path, source))?;
        file.as_file().sync_all().map_err(|source| file_error(&path, source))?;
        file.persist(&path).map_err(|e| file_error(&path, e.error))?;
        sync_folder(folder)?;
        Ok(id)
    }

    /// The bytes of an item; an error where they are not the bytes that were kept.
    pub fn get(&self, id: &str) -> Result<Vec<u8>, RegisterError> {
        let path = self.path(id);
        let bytes = fs::read(&path).map_err(|source| file_error(&path, source))?;
        if name_of(&bytes) == id {
            Ok(bytes)
        } else {
            Err(RegisterError::Damaged(format!(
                "{} does not hold the bytes that were kept in it. Restore this file from a backup.",
                path.display()
            )))
        }
    }

    /// Removes an original, and its folder where that is empty then. Nothing happens where it is not there.
    pub fn remove(&self, id: &str) -> Result<(), RegisterError> {
        let path = self.path(id);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file_error(&path, error)),
            _ => {}
        }
        let folder = path.parent().unwrap_or(&self.folder);
        if folder.exists() {
            sync_folder(folder)?;
            // Only an empty folder is removed.
            let _ = fs::remove_dir(folder);
        }
        sync_folder(&self.folder)
    }

    /// Where the original of an item is kept.
    pub fn path(&self, id: &str) -> PathBuf {
        let (head, tail) = id.split_at_checked(2).unwrap_or(("", id));
        self.folder.join(head).join(tail)
    }
}

/// The name of an item: SHA-256 of its bytes, in hex.
pub(super) fn name_of(bytes: &[u8]) -> String {
    super::audit::hex(&Sha256::digest(bytes))
}

fn sync_folder(folder: &Path) -> Result<(), RegisterError> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(|source| file_error(folder, source))
}

fn file_error(path: &Path, source: std::io::Error) -> RegisterError {
    RegisterError::File { path: path.to_path_buf(), source }
}
