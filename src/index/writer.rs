//! Writing an index. There is one writer for both, behind two doors: `StaffIndex` takes an item only as `Redacted`,
//! `FullIndex` as it was read. Neither ever holds what the register does not: an index can be removed at any time.

use super::content;
use super::entry::Entry;
use super::error::IndexError;
use super::folder::{self, COMPLETE, State, Which, Why};
use super::record::Record;
use super::schema::Fields;
use crate::model::Parsed;
use crate::redact::Redacted;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tantivy::index::SegmentId;
use tantivy::{Index, IndexWriter, Term};

/// Memory for terms that are not written yet. More makes fewer, larger segments.
const BUFFER_BYTES: usize = 64 << 20;
/// A segment that a merge in the background holds is asked for so often,
const MERGE_TRIES: usize = 200;
/// and so long apart: ten seconds in all.
const MERGE_PAUSE: Duration = Duration::from_millis(50);

/// The index of redacted text, open for writing.
pub struct StaffIndex(Writer);

/// The index of original text, open for writing.
pub struct FullIndex(Writer);

impl StaffIndex {
    /// Opens `dir` for writing, making it where it is missing, unfinished or damaged. One of an earlier version goes on
    /// answering until the new one is complete.
    pub fn open_or_create(dir: &Path) -> Result<(Self, State), IndexError> {
        Writer::open(dir, Which::Staff).map(|(writer, state)| (Self(writer), state))
    }

    /// Begins the index in `dir` anew: put every item of the register, then call `complete`. A whole index that is there
    /// goes on answering until then.
    pub fn rebuild(dir: &Path) -> Result<Self, IndexError> {
        Writer::rebuild(dir, Which::Staff).map(Self)
    }

    /// Puts an item, in place of what the index held of it.
    pub fn put_staff(&mut self, entry: &Entry<'_>, redacted: &Redacted) -> Result<(), IndexError> {
        self.0.put(&content::staff(entry, redacted))
    }
}

impl FullIndex {
    /// Opens `dir` for writing, making it where it is missing, unfinished or damaged. One of an earlier version goes on
    /// answering until the new one is complete.
    pub fn open_or_create(dir: &Path) -> Result<(Self, State), IndexError> {
        Writer::open(dir, Which::Full).map(|(writer, state)| (Self(writer), state))
    }

    /// Begins the index in `dir` anew: put every item of the register, then call `complete`. A whole index that is there
    /// goes on answering until then.
    pub fn rebuild(dir: &Path) -> Result<Self, IndexError> {
        Writer::rebuild(dir, Which::Full).map(Self)
    }

    /// Puts an item, in place of what the index held of it.
    pub fn put_full(&mut self, entry: &Entry<'_>, parsed: &Parsed) -> Result<(), IndexError> {
        self.0.put(&content::full(entry, parsed))
    }
}

macro_rules! both_doors {
    ($($door:ty),*) => {$(
        impl $door {
            /// Takes an item out; nothing happens where it is not in. Its bytes leave the files with `erase`, or when
            /// segments are next merged.
            pub fn remove(&mut self, item_id: &str) {
                self.0.remove(item_id);
            }

            /// Makes all that was put and removed visible to searches, and durable. Only after it returns may the
            /// register note that the items are indexed.
            pub fn commit(&mut self) -> Result<(), IndexError> {
                self.0.commit()
            }

            /// Commits, and says that a `Fresh` index now holds everything of the register.
            pub fn complete(&mut self) -> Result<(), IndexError> {
                self.0.complete()
            }

            /// Takes items out and rewrites every file that held a byte of them, before it returns.
            pub fn erase(&mut self, item_ids: &[&str]) -> Result<(), IndexError> {
                self.0.erase(item_ids)
            }

            /// What keeps the files from being free of everything that was taken out: segments with removed items in them,
            /// files that belong to no segment, entries under one of these ids. An empty list says that no byte of a
            /// removed item can be left.
            pub fn remains(&self, item_ids: &[&str]) -> Result<Vec<String>, IndexError> {
                self.0.remains(item_ids)
            }

            /// Number of items that are in and committed.
            pub fn len(&self) -> Result<u64, IndexError> {
                self.0.len()
            }

            /// True where nothing is in and committed.
            pub fn is_empty(&self) -> Result<bool, IndexError> {
                Ok(self.0.len()? == 0)
            }
        }
    )*};
}

both_doors!(StaffIndex, FullIndex);

/// Either index, open for writing.
struct Writer {
    dir: PathBuf,
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    complete: bool,
    which: Which,
    /// The folder where it is filled beside another one.
    beside: Option<String>,
    _lock: File,
}

impl Writer {
    fn open(dir: &Path, which: Which) -> Result<(Self, State), IndexError> {
        let lock = folder::lock(dir)?;
        let (index, state) = match folder::open(dir, which).and_then(|index| whole(dir, index)) {
            Ok(index) if folder::is_complete(&index) => {
                folder::tidy(dir, which)?;
                (index, State::Ready)
            }
            Ok(_) => (folder::create(dir, which)?, State::Fresh(Why::Unfinished)),
            Err(IndexError::Missing { .. }) => (folder::create(dir, which)?, State::Fresh(Why::New)),
            Err(IndexError::OtherVersion { .. }) if answers(dir, which) => {
                return Ok((Self::beside(dir, which, lock)?, State::Fresh(Why::OtherVersion)));
            }
            Err(IndexError::OtherVersion { .. }) => (folder::create(dir, which)?, State::Fresh(Why::OtherVersion)),
            Err(IndexError::Damaged { why, .. }) => (folder::create(dir, which)?, State::Fresh(Why::Damaged(why))),
            Err(other) => return Err(other),
        };
        let complete = state == State::Ready;
        Ok((Self::new(dir, which, index, complete, lock)?, state))
    }

    fn rebuild(dir: &Path, which: Which) -> Result<Self, IndexError> {
        let lock = folder::lock(dir)?;
        if !answers(dir, which) {
            return Self::new(dir, which, folder::create(dir, which)?, false, lock);
        }
        Self::beside(dir, which, lock)
    }

    /// For an index beside the one that answers meanwhile.
    fn beside(dir: &Path, which: Which, lock: File) -> Result<Self, IndexError> {
        let (index, data) = folder::create_beside(dir, which)?;
        let mut writer = Self::new(dir, which, index, false, lock)?;
        writer.beside = Some(data);
        Ok(writer)
    }

    fn new(dir: &Path, which: Which, index: Index, complete: bool, lock: File) -> Result<Self, IndexError> {
        let writer = index.writer_with_num_threads(1, BUFFER_BYTES).map_err(write_error(dir))?;
        Ok(Self {
            dir: dir.to_path_buf(),
            fields: Fields::new().1,
            which,
            index,
            writer,
            complete,
            beside: None,
            _lock: lock,
        })
    }

    fn put(&mut self, record: &Record) -> Result<(), IndexError> {
        let document = record.to_document(&self.fields).map_err(|e| self.error(&e))?;
        self.remove(&record.item_id);
        self.writer.add_document(document).map_err(write_error(&self.dir))?;
        Ok(())
    }

    fn remove(&mut self, item_id: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.item_id, item_id));
    }

    fn commit(&mut self) -> Result<(), IndexError> {
        let mut commit = self.writer.prepare_commit().map_err(write_error(&self.dir))?;
        commit.set_payload(if self.complete { COMPLETE } else { "filling" });
        commit.commit().map_err(write_error(&self.dir))?;
        Ok(())
    }

    fn complete(&mut self) -> Result<(), IndexError> {
        self.complete = true;
        self.commit()?;
        match self.beside.take() {
            Some(data) => folder::switch(&self.dir, self.which, &data),
            None => Ok(()),
        }
    }

    fn erase(&mut self, item_ids: &[&str]) -> Result<(), IndexError> {
        item_ids.iter().for_each(|id| self.remove(id));
        self.commit()?;
        let mut failed = None;
        for _ in 0..MERGE_TRIES {
            let segments = self.segments_with_deletions()?;
            if segments.is_empty() {
                failed = None;
                break;
            }
            failed = segments.into_iter().filter_map(|segment| self.writer.merge(&[segment]).wait().err()).last();
            if failed.is_some() {
                // A merge in the background holds the segment, and takes the removed items out itself or gives it back.
                std::thread::sleep(MERGE_PAUSE);
            }
        }
        if let Some(error) = failed {
            return Err(write_error(&self.dir)(error));
        }
        self.writer.garbage_collect_files().wait().map_err(write_error(&self.dir))?;
        Ok(())
    }

    fn remains(&self, item_ids: &[&str]) -> Result<Vec<String>, IndexError> {
        let mut remains: Vec<String> = self.beside.iter().map(|_| "the index before this one".to_string()).collect();
        let read = write_error(&self.dir);
        let reader = self.index.reader().map_err(&read)?;
        for id in item_ids {
            let term = Term::from_field_text(self.fields.item_id, id);
            if reader.searcher().doc_freq(&term).map_err(&read)? > 0 {
                remains.push(format!("an entry for {id}"));
            }
        }
        let deleted = self.segments_with_deletions()?.len();
        if deleted > 0 {
            remains.push(format!("{deleted} segments with removed items"));
        }
        remains.extend(
            folder::strays(&self.dir, self.which, &self.index)?
                .into_iter()
                .map(|file| format!("the file {}", file.display())),
        );
        Ok(remains)
    }

    /// Only the ids: whoever holds the segments' own descriptions keeps their files from being collected.
    fn segments_with_deletions(&self) -> Result<Vec<SegmentId>, IndexError> {
        let metas = self.index.searchable_segment_metas().map_err(write_error(&self.dir))?;
        Ok(metas.iter().filter(|m| m.num_deleted_docs() > 0).map(|m| m.id()).collect())
    }

    fn len(&self) -> Result<u64, IndexError> {
        let metas = self.index.searchable_segment_metas().map_err(write_error(&self.dir))?;
        Ok(metas.iter().map(|m| u64::from(m.num_docs())).sum())
    }

    fn error(&self, why: &dyn std::fmt::Display) -> IndexError {
        IndexError::Write { dir: self.dir.clone(), why: why.to_string() }
    }
}

/// True where a whole index is there that people can search meanwhile.
fn answers(dir: &Path, which: Which) -> bool {
    folder::open_answering(dir, which).is_ok_and(|found| folder::is_complete(&found.index))
}

/// Refuses an index with a file that does not match its checksum.
fn whole(dir: &Path, index: Index) -> Result<Index, IndexError> {
    let damaged = |why| IndexError::Damaged { dir: dir.to_path_buf(), why };
    match folder::damage(&index).into_iter().next() {
        Some(why) => Err(damaged(why)),
        None => folder::guarded(|| index.reader()).map(|_| index).map_err(damaged),
    }
}

fn write_error(dir: &Path) -> impl Fn(tantivy::TantivyError) -> IndexError + use<> {
    let dir = dir.to_path_buf();
    move |error| IndexError::Write { dir: dir.clone(), why: error.to_string() }
}
