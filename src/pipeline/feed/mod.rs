//! What is looked at for correspondence: folders and files, and folders of mailboxes on servers, as the settings name them.
//! Taking in from a mailbox is done here too, because it needs the register's ledger between the server's list and the
//! fetch; the conversation itself is `source::imap`.

mod mailbox;
mod taking;

pub(super) use mailbox::Feeder;
pub use mailbox::Mailbox;
pub(super) use taking::Tally;

use super::PipelineError;
use super::sign_in::SignIn;
use crate::config::{After, Config, SourceConfig, SourceKind};
use crate::register::RegisterError;
use crate::source::imap::ImapError;
use crate::source::{Kind, Source};
use jiff::civil::Date;
use std::sync::Arc;
use std::time::Duration;

/// Everything to look at.
#[derive(Debug, Default)]
pub struct Sources {
    /// Folders, Maildirs and mbox files.
    pub folders: Vec<Source>,
    /// Folders of mailboxes.
    pub mailboxes: Vec<Mailbox>,
}

/// Why a look at a mailbox ended early.
#[derive(Debug)]
pub enum FeedError {
    /// The server or the way to it: another look may succeed.
    Server(ImapError),
    /// Signing in cannot even be tried.
    Secret(String),
    /// The register or the disk.
    Own(PipelineError),
}

impl Sources {
    /// The sources of the settings; `stated` is a date of receipt for all of them.
    pub fn configured(config: &Config, stated: Option<Date>) -> Self {
        let (mut folders, mut mailboxes) = (Vec::new(), Vec::new());
        for source in &config.sources {
            match source.kind {
                SourceKind::Imap => mailboxes.extend(Mailbox::all(source, config, stated)),
                SourceKind::Folder => folders.extend(folder(source, Kind::Folder, stated)),
                SourceKind::Maildir => folders.extend(folder(source, Kind::Maildir, stated)),
                SourceKind::Mbox => folders.extend(folder(source, Kind::Mbox, stated)),
            }
        }
        Self { folders, mailboxes }
    }

    /// True where there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.mailboxes.is_empty()
    }
}

fn folder(source: &SourceConfig, kind: Kind, stated: Option<Date>) -> Option<Source> {
    let path = source.path.clone()?;
    Some(Source {
        name: source.name.clone(),
        kind,
        path: path.canonicalize().unwrap_or(path),
        moves: source.after == After::Move,
        settle: Duration::from_secs(source.settle_seconds),
        stated,
    })
}

impl Mailbox {
    /// One for each folder of a source.
    fn all(source: &SourceConfig, config: &Config, stated: Option<Date>) -> Vec<Self> {
        let Some(imap) = source.imap() else { return Vec::new() };
        let data = &config.folders.data;
        let sign_in = SignIn::new(source.password_file.as_ref(), source.xoauth2.as_ref(), data, &source.name);
        let Some(sign_in) = sign_in.map(Arc::new) else { return Vec::new() };
        let one = |folder: &String| Self::new(source, &imap, folder, sign_in.clone(), stated);
        imap.folders.iter().map(one).collect()
    }
}

impl From<ImapError> for FeedError {
    fn from(error: ImapError) -> Self {
        Self::Server(error)
    }
}

impl From<PipelineError> for FeedError {
    fn from(error: PipelineError) -> Self {
        Self::Own(error)
    }
}

impl From<RegisterError> for FeedError {
    fn from(error: RegisterError) -> Self {
        Self::Own(error.into())
    }
}

impl std::fmt::Display for FeedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Server(error) => error.fmt(f),
            Self::Secret(error) => f.write_str(error),
            Self::Own(error) => error.fmt(f),
        }
    }
}
