//! Where correspondence comes from: folders, Maildirs and mbox files. A source finds items, hands over their bytes as
//! they are, and is told once they are safely kept; it never reads what they mean and never deletes anything.

mod folder;
pub mod imap;
mod mbox;

use crate::model::Delivery;
use jiff::{Timestamp, civil::Date};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One place to look, as the settings or the command line name it.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name in messages and in the register.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Folder or file.
    pub path: PathBuf,
    /// True where items are moved on once they are safely kept.
    pub moves: bool,
    /// How long a file must have been left unchanged.
    pub settle: Duration,
    /// Date of receipt of everything in it, where a person stated it.
    pub stated: Option<Date>,
}

/// Kinds of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file, or a folder with the folders below it.
    Folder,
    /// A Maildir.
    Maildir,
    /// One mbox file.
    Mbox,
}

/// What a look at a source found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Files to take, in a stable order.
    pub files: Vec<Found>,
    /// Files still being written: left for the next look.
    pub unsettled: Vec<PathBuf>,
    /// How many names the settings say to ignore.
    pub ignored: usize,
    /// What could not be looked at, and why.
    pub faults: Vec<Fault>,
}

/// A file to take. It may hold one item, or, as an mbox, many.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Its lasting name: a Maildir moves and renames its messages, and they stay the same ones.
    pub locator: String,
    /// True where it is read message by message.
    pub mbox: bool,
    /// Size when found.
    pub bytes: u64,
    /// Modification time when found.
    pub arrived: Timestamp,
}

/// Something that could not be taken. It stays where it is.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where.
    pub path: PathBuf,
    /// What happened and what to do.
    pub message: String,
}

/// The name of what was typed and stands in no settings.
const COMMAND_LINE: &str = "command line";

/// Why a source cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It is not there.
    #[error("source `{name}`: {} does not exist. {}", path.display(), remedy(name))]
    Missing {
        /// Name of the source.
        name: String,
        /// Where it should be.
        path: PathBuf,
    },
    /// It is not what the settings say.
    #[error("source `{name}`: {} is not a {expected}. Correct `kind` or `path` under `sources` in config.yaml.", path.display())]
    WrongKind {
        /// Name of the source.
        name: String,
        /// Where.
        path: PathBuf,
        /// What was expected.
        expected: &'static str,
    },
}

impl SourceError {
    /// The same as something that could not be taken, for a run that has other sources to go on with.
    pub fn fault(&self) -> Fault {
        let (Self::Missing { path, .. } | Self::WrongKind { path, .. }) = self;
        Fault { path: path.clone(), message: format!("{self} Nothing was taken in from it; the other sources were.") }
    }
}

impl Source {
    /// A source for a path named on the command line: what it is shows in what is there. Nothing is moved.
    pub fn at(path: &Path) -> Self {
        let kind = if ["new", "cur"].iter().all(|d| path.join(d).is_dir()) { Kind::Maildir } else { Kind::Folder };
        Self {
            name: COMMAND_LINE.into(),
            kind,
            path: path.canonicalize().unwrap_or_else(|_| path.to_path_buf()),
            moves: false,
            settle: Duration::from_secs(1),
            stated: None,
        }
    }

    /// Looks for items; waits at most `settle` for files that were written just now.
    pub fn find(&self, ignore: &[String]) -> Result<Findings, SourceError> {
        let missing = || SourceError::Missing { name: self.name.clone(), path: self.path.clone() };
        let meta = std::fs::metadata(&self.path).map_err(|_| missing())?;
        let wrong = |expected| SourceError::WrongKind { name: self.name.clone(), path: self.path.clone(), expected };
        match self.kind {
            Kind::Maildir if !self.path.join("new").is_dir() => return Err(wrong("Maildir (no folder `new` in it)")),
            Kind::Mbox if !meta.is_file() => return Err(wrong("mbox file")),
            _ => {}
        }
        Ok(folder::find(self, ignore))
    }

    /// Tells the source that everything in `found` is safely kept. Returns what could not be done; the item is safe
    /// all the same and will be recognised when it is met again.
    pub fn acknowledge(&self, found: &Found) -> Option<Fault> {
        if !self.moves || found.mbox {
            return None;
        }
        folder::move_on(self, found).err().map(|error| Fault {
            path: found.path.clone(),
            message: format!("kept, but could not be moved on ({error}). Check the permissions of its folder."),
        })
    }
}

impl Found {
    /// Reads the item or items. A file that changed while it was read is a fault, never a mixture.
    pub fn deliveries(&self, source: &Source) -> Result<Vec<Delivery>, Fault> {
        let bytes = folder::read_whole(self)?;
        let name = self.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let deliver = |bytes: Vec<u8>, locator: String| Delivery {
            bytes,
            source: source.name.clone(),
            locator,
            file_name: name.clone(),
            arrived: self.arrived,
            stated: source.stated,
        };
        let place = self.locator.clone();
        if !self.mbox && !mbox::looks_like_mbox(&bytes) {
            return Ok(vec![deliver(bytes, place)]);
        }
        let messages = mbox::split(&bytes);
        Ok(messages.into_iter().enumerate().map(|(i, m)| deliver(m, format!("{place}#{}", i + 1))).collect())
    }
}

/// True where `name` fits one of the patterns; `*` stands for any characters.
pub fn is_ignored(name: &str, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| match pattern.split_once('*') {
        Some((head, tail)) => name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail),
        None => pattern == name,
    })
}

fn remedy(name: &str) -> &'static str {
    match name {
        COMMAND_LINE => "Check how it is written, and from which folder you run this.",
        _ => "Create or mount it, or correct `path` under `sources` in config.yaml.",
    }
}
