//! An index's folder: its settings, its lock, whether its files are whole, and beginning afresh. The index is derived from
//! the register, so a doubtful one is never mended or kept beside the new: it is removed, text and all, and rebuilt.

use super::error::IndexError;
use super::schema::{Fields, OLDEST_SCHEMA, SCHEMA_VERSION, register_tokenizer};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tantivy::directory::{Directory, MmapDirectory};
use tantivy::index::SegmentComponent;
use tantivy::{Index, IndexSettings};

/// A lock is asked for so often,
const LOCK_TRIES: usize = 20;
/// and so long apart: a fifth of a second in all.
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// Bytes of stored records that are compressed together. For each hit one such block is unpacked: with the engine's own
/// four times as many, that was what searches spent most on; an index of short letters is a tenth larger for it.
const BLOCK_BYTES: usize = 4 << 10;

/// Which promise an index keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Redacted text only.
    Staff,
    /// Original text, for those who may see it and say why.
    Full,
}

impl Which {
    /// Its folder's name, and its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Which::Staff => "staff",
            Which::Full => "full",
        }
    }
}

/// Whether an index that was opened for writing holds what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It holds all that was ever committed to it.
    Ready,
    /// It is empty: put every item of the register, then call `complete`.
    Fresh(Why),
}

/// Why an index is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There was none.
    New,
    /// An earlier filling did not come to its end.
    Unfinished,
    /// It was made by a version that indexed differently.
    OtherVersion,
    /// Its files were damaged; the words say how.
    Damaged(String),
}

/// In the commit itself: nothing is missing. Any other payload means that a filling has not ended.
pub(super) const COMPLETE: &str = "complete";

const FORM: &str = "postroom.index/1";
const SETTINGS: &str = "settings.json";
const DATA: &str = "data";
const SECOND_DATA: &str = "data-2";
const LOCK: &str = "lock";

/// What an index says of itself, beside tantivy's own files.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    schema: String,
    index: Which,
    schema_version: u32,
    analysis_version: u32,
    /// Name of the folder with the files. A rebuild fills another one beside it and then names that here.
    #[serde(default = "first_data")]
    data: String,
}

fn first_data() -> String {
    DATA.into()
}

impl Settings {
    /// True where a search of today reads it rightly, though an index made today would be another.
    fn is_older(&self) -> bool {
        let known = (OLDEST_SCHEMA..=SCHEMA_VERSION).contains(&self.schema_version);
        self.schema == FORM && known && self.analysis_version <= super::analysis::ANALYSIS_VERSION
    }

    fn now(which: Which, data: &str) -> Self {
        Self {
            schema: FORM.into(),
            index: which,
            schema_version: SCHEMA_VERSION,
            analysis_version: super::analysis::ANALYSIS_VERSION,
            data: data.into(),
        }
    }
}

/// Takes the right to write; held until dropped, and released by the system if the process dies.
pub(super) fn lock(dir: &Path) -> Result<File, IndexError> {
    std::fs::create_dir_all(dir).map_err(io(dir))?;
    let path = dir.join(LOCK);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io(&path))?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            // A child that is just being started holds a copy of every open file until its program begins.
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(std::fs::TryLockError::Error(source)) => return Err(io(&path)(source)),
        }
    }
    Err(IndexError::Locked { dir: dir.to_path_buf() })
}

/// Opens an index of today's version, or says why it cannot be.
pub(super) fn open(dir: &Path, which: Which) -> Result<Index, IndexError> {
    let data = check_settings(dir, which)?;
    let index = open_in(dir, &data)?;
    match index.schema() == Fields::new().0 {
        true => Ok(index),
        false => Err(IndexError::OtherVersion { dir: dir.to_path_buf() }),
    }
}

/// An index that can be searched.
pub(super) struct Answering {
    pub index: Index,
    pub fields: Fields,
    /// Made by an earlier version: it answers until the new one is full.
    pub older: bool,
}

/// Opens an index of today's version or of an earlier one that still answers.
pub(super) fn open_answering(dir: &Path, which: Which) -> Result<Answering, IndexError> {
    let settings = read_settings(dir, which)?;
    let other = || IndexError::OtherVersion { dir: dir.to_path_buf() };
    let older = settings != Settings::now(which, &settings.data);
    if older && !settings.is_older() {
        return Err(other());
    }
    let index = open_in(dir, &settings.data)?;
    let fields = Fields::of(&index.schema()).ok_or_else(other)?;
    Ok(Answering { index, fields, older })
}

/// Runs the engine so that a damaged file, on which it may panic, is an error like any other.
pub(super) fn guarded<T>(run: impl FnOnce() -> tantivy::Result<T>) -> Result<T, String> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err("the search engine could not make sense of a file".into()),
    }
}

/// Makes an empty index, removing what was there. Call it under the lock.
pub(super) fn create(dir: &Path, which: Which) -> Result<Index, IndexError> {
    let settings = dir.join(SETTINGS);
    // The settings go first and come last: without them nothing that is there counts.
    remove(&settings)?;
    remove_all_but(dir, None)?;
    let index = create_in(dir, DATA)?;
    write_settings(dir, &settings, &Settings::now(which, DATA))?;
    Ok(index)
}

/// Makes an empty index beside the one that is there, which goes on answering. Call it under the lock, and `switch` when
/// it is filled.
pub(super) fn create_beside(dir: &Path, which: Which) -> Result<(Index, String), IndexError> {
    let now = read_settings(dir, which)?.data;
    remove_all_but(dir, Some(&now))?;
    let next = if now == DATA { SECOND_DATA } else { DATA };
    Ok((create_in(dir, next)?, next.to_string()))
}

/// From now on the index is what is in `data`; the rest is removed, text and all.
pub(super) fn switch(dir: &Path, which: Which, data: &str) -> Result<(), IndexError> {
    write_settings(dir, &dir.join(SETTINGS), &Settings::now(which, data))?;
    remove_all_but(dir, Some(data))
}

/// Removes what an interrupted rebuild left. Call it under the lock.
pub(super) fn tidy(dir: &Path, which: Which) -> Result<(), IndexError> {
    let now = check_settings(dir, which)?;
    remove_all_but(dir, Some(&now))
}

fn open_in(dir: &Path, data: &str) -> Result<Index, IndexError> {
    let index = guarded(|| Index::open(MmapDirectory::open(dir.join(data))?))
        .map_err(|why| IndexError::Damaged { dir: dir.to_path_buf(), why })?;
    register_tokenizer(&index);
    Ok(index)
}

fn create_in(dir: &Path, name: &str) -> Result<Index, IndexError> {
    let data = dir.join(name);
    std::fs::create_dir_all(&data).map_err(io(&data))?;
    let write = |error: tantivy::TantivyError| IndexError::Write { dir: dir.to_path_buf(), why: error.to_string() };
    let directory = MmapDirectory::open(&data).map_err(|e| write(e.into()))?;
    let settings = IndexSettings { docstore_blocksize: BLOCK_BYTES, ..IndexSettings::default() };
    let index = Index::create(directory, Fields::new().0, settings).map_err(write)?;
    register_tokenizer(&index);
    Ok(index)
}

fn remove_all_but(dir: &Path, kept: Option<&str>) -> Result<(), IndexError> {
    for name in [DATA, SECOND_DATA] {
        let data = dir.join(name);
        if kept != Some(name) && data.exists() {
            std::fs::remove_dir_all(&data).map_err(io(&data))?;
        }
    }
    Ok(())
}

/// True where the last commit said that nothing is missing.
pub(super) fn is_complete(index: &Index) -> bool {
    index.load_metas().is_ok_and(|m| m.payload.as_deref() == Some(COMPLETE))
}

/// Reads every live file and compares it with its checksum; gives what is wrong, sorted.
pub(super) fn damage(index: &Index) -> Vec<String> {
    let metas = match index.load_metas() {
        Ok(metas) => metas,
        Err(error) => return vec![format!("the list of segments: {error}")],
    };
    // The store is built in a temporary file, and a segment without deletions has no file for them.
    let optional: Vec<PathBuf> = metas
        .segments
        .iter()
        .flat_map(|s| {
            let deletions = (!s.has_deletes()).then(|| s.relative_path(SegmentComponent::Delete));
            deletions.into_iter().chain([s.relative_path(SegmentComponent::TempStore)])
        })
        .collect();
    let mut wrong = Vec::new();
    for file in metas.list_segment_files() {
        let sound = match index.directory().exists(&file) {
            Ok(false) if optional.contains(&file) => continue,
            Ok(false) => Err("missing".to_string()),
            Ok(true) => guarded(|| Ok(index.directory().validate_checksum(&file)?)),
            Err(error) => Err(error.to_string()),
        };
        match sound {
            Ok(true) => {}
            Ok(false) => wrong.push(format!("{} does not match its checksum", file.display())),
            Err(error) => wrong.push(format!("{}: {error}", file.display())),
        }
    }
    wrong.sort();
    wrong
}

/// Files that belong to no live segment and are none of the engine's own.
pub(super) fn strays(dir: &Path, which: Which, index: &Index) -> Result<Vec<PathBuf>, IndexError> {
    const ENGINE: [&str; 4] = [".managed.json", "meta.json", ".tantivy-writer.lock", ".tantivy-meta.lock"];
    let dir = dir.join(read_settings(dir, which)?.data);
    let metas = guarded(|| index.load_metas()).map_err(|why| IndexError::Damaged { dir: dir.clone(), why })?;
    let live = metas.list_segment_files();
    let mut strays = Vec::new();
    for entry in std::fs::read_dir(&dir).map_err(io(&dir))? {
        let path = entry.map_err(io(&dir))?.path();
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        if !live.contains(&name) && !ENGINE.iter().any(|own| name == Path::new(own)) {
            strays.push(path);
        }
    }
    Ok(strays)
}

/// Makes an error about a file.
pub(super) fn io(path: &Path) -> impl Fn(std::io::Error) -> IndexError + use<> {
    let path = path.to_path_buf();
    move |source| IndexError::Io { path: path.clone(), source }
}

/// The name of the folder with the files, where the settings are today's.
fn check_settings(dir: &Path, which: Which) -> Result<String, IndexError> {
    let found = read_settings(dir, which)?;
    match found == Settings::now(which, &found.data) {
        true => Ok(found.data),
        false => Err(IndexError::OtherVersion { dir: dir.to_path_buf() }),
    }
}

/// The settings, of whichever version.
fn read_settings(dir: &Path, which: Which) -> Result<Settings, IndexError> {
    let path = dir.join(SETTINGS);
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !dir.join(DATA).exists() => {
            return Err(IndexError::Missing { dir: dir.to_path_buf() });
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(IndexError::Damaged { dir: dir.to_path_buf(), why: format!("{SETTINGS} is missing") });
        }
        Err(error) => return Err(io(&path)(error)),
    };
    let found: Settings = serde_json::from_slice(&text)
        .map_err(|e| IndexError::Damaged { dir: dir.to_path_buf(), why: format!("{SETTINGS}: {e}") })?;
    if found.index != which {
        let why = format!("{SETTINGS} says it is the {} index, not the {} index", found.index.word(), which.word());
        return Err(IndexError::Damaged { dir: dir.to_path_buf(), why });
    }
    match [DATA, SECOND_DATA].contains(&found.data.as_str()) {
        true => Ok(found),
        false => {
            Err(IndexError::Damaged { dir: dir.to_path_buf(), why: format!("{SETTINGS} names no folder of ours") })
        }
    }
}

fn write_settings(dir: &Path, path: &Path, settings: &Settings) -> Result<(), IndexError> {
    let text = serde_json::to_vec_pretty(settings).expect("plain data always serialises");
    let mut file = tempfile::NamedTempFile::new_in(dir).map_err(io(dir))?;
    std::io::Write::write_all(&mut file, &text).map_err(io(path))?;
    file.as_file().sync_all().map_err(io(path))?;
    file.persist(path).map_err(|e| io(path)(e.error))?;
    File::open(dir).and_then(|d| d.sync_all()).map_err(io(dir))
}

fn remove(path: &PathBuf) -> Result<(), IndexError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path)(error)),
        _ => Ok(()),
    }
}
