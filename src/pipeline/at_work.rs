//! Which items the program is at work on, in a small file that outlives it. If it stops for any reason, the next run
//! reads there which items it stopped at; one that it stops at again and again is put into quarantine. The file is
//! written without fsync: it must survive the program, not the machine.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Stops at the same item after which it is left alone.
pub const MOST_STOPS: i64 = 3;

const ID: usize = 64;

/// The file, one slot for each worker.
#[derive(Debug)]
pub struct AtWork {
    file: File,
}

impl AtWork {
    /// Opens the file and returns the items that the last run stopped at; the slots are empty afterwards.
    pub fn open(folder: &Path) -> io::Result<(Self, Vec<String>)> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(folder.join("at-work"))?;
        let mut bytes = vec![0; usize::try_from(file.metadata()?.len()).unwrap_or(0)];
        file.read_exact_at(&mut bytes, 0)?;
        file.set_len(0)?;
        let stopped = bytes
            .chunks_exact(ID)
            .filter(|slot| slot.iter().all(u8::is_ascii_hexdigit))
            .map(|slot| String::from_utf8_lossy(slot).into_owned())
            .collect();
        Ok((Self { file }, stopped))
    }

    /// Runs `work` with the item's id in the slot of this worker.
    pub fn on<T>(&self, worker: usize, item_id: &str, work: impl FnOnce() -> T) -> io::Result<T> {
        let slot = (worker * ID) as u64;
        if item_id.len() == ID {
            self.file.write_all_at(item_id.as_bytes(), slot)?;
        }
        let result = work();
        self.file.write_all_at(&[b'-'; ID], slot)?;
        Ok(result)
    }
}
