//! Erasing items wherever something of them stands: register, store, both indexes, notices; and looking afterwards whether
//! it is gone. A run that was interrupted in the middle of it goes on with it.

use super::{PipelineError, indexing};
use crate::config::Config;
use crate::index::{FullIndex, Reader, StaffIndex, Which};
use crate::register::{Register, RegisterError, Tombstone};
use jiff::Timestamp;
use regex::bytes::{Regex, RegexBuilder};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What erasing came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// `postroom.purge/1`.
    pub schema: &'static str,
    /// References of the items that are gone.
    pub erased: Vec<String>,
    /// Words that stood in these items and in no other, and that were looked for afterwards.
    pub words_looked_for: usize,
    /// Files that were looked through.
    pub files_looked_through: usize,
    /// What is left and where. An empty list says that nothing is.
    pub remains: Vec<String>,
}

/// Most words that are looked for; the longest say most.
const MOST_WORDS: usize = 400;
/// Bytes read from a file at once.
const BLOCK: usize = 4 << 20;

/// Erases these items. Nothing is erased where one of them is on hold.
pub fn erase(
    config: &Config,
    register: &mut Register,
    items: &[String],
    actor: &str,
    reason: &str,
) -> Result<Erasure, PipelineError> {
    let words = telling_words(config, register, items)?;
    register.erase(items, actor, reason, Timestamp::now())?;
    finish(config, register, &words)
}

/// Goes on with erasures that were interrupted after the register let go of the items.
pub fn finish_erasures(config: &Config, register: &mut Register) -> Result<Erasure, PipelineError> {
    finish(config, register, &[])
}

fn finish(config: &Config, register: &mut Register, words: &[String]) -> Result<Erasure, PipelineError> {
    let begun = register.erasures_begun()?;
    if begun.is_empty() {
        return Ok(Erasure { schema: "postroom.purge/1", ..Erasure::default() });
    }
    let mut made = Erasure {
        schema: "postroom.purge/1",
        erased: begun.iter().map(|t| t.reference.clone()).collect(),
        words_looked_for: words.len(),
        ..Erasure::default()
    };
    made.remains = from_indexes(&config.folders.index, register, &begun)?;
    remove_notices(&config.mail.folder, &begun)?;
    register.remove_erased_files(&begun)?;
    look_through(config, words, &mut made)?;
    if made.remains.is_empty() {
        register.erasures_done(&begun, Timestamp::now())?;
        // The rows just written stand in the log; they hold references only.
        register.remove_erased_files(&begun)?;
    }
    Ok(made)
}

/// Words that only these items hold, and that nobody typed into a reason or a query.
fn telling_words(config: &Config, register: &Register, items: &[String]) -> Result<Vec<String>, PipelineError> {
    let Ok(reader) = Reader::open(&config.folders.index.join("full"), Which::Full) else { return Ok(Vec::new()) };
    let ids: Vec<&str> = items.iter().map(String::as_str).collect();
    let typed = register.typed_by_people()?.to_lowercase();
    let own = [&config.council.name, &config.council.mailbox, &config.mail.from].map(|t| t.to_lowercase()).join(" ");
    let mut words = reader.words_only_in(&ids)?;
    words.retain(|w| w.is_ascii() && !typed.contains(w.as_str()) && !own.contains(w.as_str()));
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words.truncate(MOST_WORDS);
    Ok(words)
}

/// Takes items out of both indexes and rewrites every file that held something of them; gives what is left.
fn from_indexes(folder: &Path, register: &mut Register, begun: &[Tombstone]) -> Result<Vec<String>, PipelineError> {
    // Where an index is missing or damaged, it is filled anew here, from a register that no longer holds the items.
    indexing::bring_up_to_date(folder, register, &())?;
    let ids: Vec<&str> = begun.iter().map(|t| t.item_id.as_str()).collect();
    let (mut staff, _) = StaffIndex::open_or_create(&folder.join("staff"))?;
    staff.erase(&ids)?;
    let (mut full, _) = FullIndex::open_or_create(&folder.join("full"))?;
    full.erase(&ids)?;
    let mut remains = staff.remains(&ids)?;
    remains.extend(full.remains(&ids)?);
    Ok(remains)
}

/// Notices that were written as files carry the beginning of the item's id in their names.
fn remove_notices(folder: &Path, begun: &[Tombstone]) -> Result<(), PipelineError> {
    let fault = |path: &Path| {
        let path = path.to_path_buf();
        move |source| PipelineError::Register(RegisterError::File { path: path.clone(), source })
    };
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(fault(folder))? {
        let path = entry.map_err(fault(folder))?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if begun.iter().any(|t| t.item_id.get(..24).is_some_and(|start| name.starts_with(start))) {
            std::fs::remove_file(&path).map_err(fault(&path))?;
        }
    }
    File::open(folder).and_then(|f| f.sync_all()).map_err(fault(folder))
}

/// Looks for the words in every file of the data and index folders. The originals of other items are left out: those that
/// could be read do not hold the words, or the words would not be these items' alone.
fn look_through(config: &Config, words: &[String], made: &mut Erasure) -> Result<(), PipelineError> {
    let pattern = match words {
        [] => None,
        words => Some(pattern(words)?),
    };
    // One folder may lie in the other.
    let all: BTreeSet<PathBuf> = [&config.folders.data, &config.folders.index].into_iter().flat_map(files).collect();
    let store = config.folders.data.join("store");
    for file in all.into_iter().filter(|f| !f.starts_with(&store)) {
        made.files_looked_through += 1;
        if let Some(pattern) = &pattern {
            let found = holds(&file, pattern)
                .map_err(|source| PipelineError::Register(RegisterError::File { path: file.clone(), source }))?;
            if found {
                made.remains.push(format!("words of it in {}", file.display()));
            }
        }
    }
    Ok(())
}

fn pattern(words: &[String]) -> Result<Regex, PipelineError> {
    let any = words.iter().map(|w| regex::escape(w)).collect::<Vec<_>>().join("|");
    // Whole words: a longer word of another item may hold one of these.
    let built = RegexBuilder::new(&format!(r"\b(?:{any})\b"))
        .case_insensitive(true)
        .unicode(false)
        .size_limit(64 << 20)
        .build();
    built.map_err(|e| PipelineError::Setup(format!("the words to look for make no pattern: {e}")))
}

fn files(folder: &PathBuf) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    all.filter(|e| e.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// True where the file holds what is looked for. Blocks overlap, so that nothing falls between two.
fn holds(path: &Path, pattern: &Regex) -> std::io::Result<bool> {
    const OVERLAP: usize = 256;
    let mut file = match File::open(path) {
        // A file that the engine removed meanwhile holds nothing.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        other => other?,
    };
    let mut block = Vec::with_capacity(BLOCK + OVERLAP);
    loop {
        let read = (&mut file).take(BLOCK as u64).read_to_end(&mut block)?;
        if pattern.is_match(&block) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        block.drain(..block.len().saturating_sub(OVERLAP));
    }
}
