//! The settings of one installation, read from config.yaml. Paths in it are relative to the file's own folder. It holds no
//! secret: a password is named by the file that holds it.

use crate::model::Limits;
use crate::yaml::{self, YamlError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The settings in force.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Who we are.
    pub council: Council,
    /// Where things are kept.
    #[serde(default)]
    pub folders: Folders,
    /// Where correspondence comes from.
    #[serde(default)]
    pub sources: Vec<SourceConfig>,
    /// File names that are never taken in, `*` standing for anything; their number is reported.
    #[serde(default = "default_ignore")]
    pub ignore: Vec<String>,
    /// Name of the redaction profile applied at intake.
    #[serde(default = "default_profile")]
    pub profile: String,
    /// How notices to queues are sent.
    pub mail: MailConfig,
    /// Caps on reading.
    #[serde(default)]
    pub limits: Limits,
    /// Readers and workers at once; 0 stands for the number of processors.
    #[serde(default)]
    pub workers: usize,
    /// Free space, in MiB, below which nothing more is taken in.
    #[serde(default = "default_reserve")]
    pub free_disk_mib: u64,
}

/// Who we are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    /// Name of the council.
    pub name: String,
    /// Address of the feedback mailbox.
    pub mailbox: String,
}

/// Where things are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Folders {
    /// Register, store and outbox: the truth. Back this up.
    pub data: PathBuf,
    /// Search indexes: derived, may be deleted.
    pub index: PathBuf,
    /// Rules.
    pub rules: PathBuf,
}

/// One place correspondence comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Its name in messages and in the register.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// The folder or file.
    pub path: PathBuf,
    /// What is done with an item once it is safely kept.
    #[serde(default)]
    pub after: After,
    /// Seconds a file must have been left unchanged before it is taken.
    #[serde(default = "default_settle")]
    pub settle_seconds: u64,
}

/// Kinds of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A folder of files, with the folders below it; an mbox in it is read message by message.
    Folder,
    /// A Maildir with `new` and `cur`.
    Maildir,
    /// One mbox file.
    Mbox,
}

/// What is done at the source with an item once it is safely kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// Nothing: the source stays as it is and the register remembers what was taken.
    #[default]
    Leave,
    /// Moved on: to `done/` in a folder, from `new` to `cur` in a Maildir. An mbox is always left.
    Move,
}

/// How notices to queues are sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Sender of notices.
    pub from: String,
    /// Over SMTP or into files.
    #[serde(default)]
    pub send: Send,
    /// Where files go; relative to the data folder.
    #[serde(default = "default_mail_folder")]
    pub folder: PathBuf,
    /// The SMTP server, where `send` is `smtp`.
    #[serde(default)]
    pub smtp: Option<SmtpConfig>,
}

/// How notices leave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Send {
    /// Each notice becomes a file, for trying out and for gateways that pick up files.
    #[default]
    File,
    /// Each notice is handed to an SMTP server.
    Smtp,
}

/// An SMTP server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// Host name.
    pub host: String,
    /// Port; 25, 465 and 587 are usual.
    pub port: u16,
    /// Protection of the connection.
    #[serde(default)]
    pub security: Security,
    /// User name, where the server asks for one.
    #[serde(default)]
    pub user: Option<String>,
    /// File that holds the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Certificate authority of an internal server, in PEM.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Seconds to wait for an answer. RFC 5321 4.5.3.2.6 asks for ten minutes after the final dot: a shorter wait
    /// sends the same notice twice.
    #[serde(default = "default_smtp_timeout")]
    pub timeout_seconds: u64,
}

/// Protection of an SMTP connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// STARTTLS, required.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None; only for a server on this machine.
    None,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no file.
    #[error(
        "no settings at {}. Run postroom in the folder that holds config.yaml, or name the file with --config.",
        .0.display()
    )]
    Missing(PathBuf),
    /// The file does not fit.
    #[error(transparent)]
    Yaml(#[from] YamlError),
    /// A setting makes no sense.
    #[error("{}: {message}", path.display())]
    Content {
        /// The settings file.
        path: PathBuf,
        /// What is wrong and what to do.
        message: String,
    },
}

impl Config {
    /// Reads the settings and makes every path absolute.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        if !path.exists() {
            return Err(ConfigError::Missing(path.to_path_buf()));
        }
        let mut config: Config = yaml::load(path)?;
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let base = absolute.parent().unwrap_or(Path::new(".")).to_path_buf();
        config.anchor(&base);
        config.check(path)?;
        Ok(config)
    }

    /// Readers and workers at once.
    pub fn worker_count(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            n => n,
        }
    }

    fn anchor(&mut self, base: &Path) {
        for folder in [&mut self.folders.data, &mut self.folders.index, &mut self.folders.rules] {
            *folder = base.join(&*folder);
        }
        for source in &mut self.sources {
            source.path = base.join(&source.path);
        }
        self.mail.folder = self.folders.data.join(&self.mail.folder);
        if let Some(smtp) = &mut self.mail.smtp {
            for file in [&mut smtp.password_file, &mut smtp.ca_file].into_iter().flatten() {
                *file = base.join(&*file);
            }
        }
    }

    fn check(&self, path: &Path) -> Result<(), ConfigError> {
        let fault = |message: String| ConfigError::Content { path: path.to_path_buf(), message };
        if self.mail.send == Send::Smtp && self.mail.smtp.is_none() {
            return Err(fault("`mail: send: smtp` needs `mail: smtp:` with `host` and `port`.".into()));
        }
        let mut names: Vec<&str> = self.sources.iter().map(|s| s.name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|w| w[0] == w[1]) {
            return Err(fault(format!("two sources are named `{}`. Give each a name of its own.", twice[0])));
        }
        for address in [&self.mail.from, &self.council.mailbox] {
            if !address.contains('@') {
                return Err(fault(format!("`{address}` is not a mail address. Write it as name@domain.")));
            }
        }
        Ok(())
    }
}

impl Default for Folders {
    fn default() -> Self {
        Self { data: "var".into(), index: "index".into(), rules: "rules".into() }
    }
}

fn default_ignore() -> Vec<String> {
    [".*", "*.tmp", "*.part", "*.crdownload", "*~", "Thumbs.db", "desktop.ini", "*.expect.yaml"]
        .map(String::from)
        .to_vec()
}

fn default_profile() -> String {
    "third_party".into()
}

fn default_reserve() -> u64 {
    64
}

fn default_settle() -> u64 {
    5
}

fn default_mail_folder() -> PathBuf {
    "outbox".into()
}

fn default_smtp_timeout() -> u64 {
    600
}
