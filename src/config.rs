//! The settings of one installation, read from config.yaml. Paths in it are relative to the file's own folder. It holds no
//! secret: a password is named by the file that holds it.

use crate::model::Limits;
use crate::yaml::{self, YamlError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

mod acknowledge;
mod mail;
mod source;

pub use acknowledge::AcknowledgeConfig;
pub use mail::{MailConfig, MorningSheet, OAuthConfig, Security, Send, SmtpConfig};
pub use source::{After, ImapSettings, MoveTo, SourceConfig, SourceKind};

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
    /// How `postroom watch` watches.
    #[serde(default)]
    pub watch: WatchConfig,
    /// Acknowledgements to writers.
    #[serde(default)]
    pub acknowledge: AcknowledgeConfig,
}

/// How `postroom watch` watches.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WatchConfig {
    /// Address of the page for health and metrics; on this machine only. `null` for none.
    pub listen: Option<std::net::SocketAddr>,
    /// Seconds between two sweeps of a folder whose changes were not told.
    pub sweep_seconds: u64,
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
        let files = self.sources.iter_mut().flat_map(SourceConfig::files);
        for file in files.chain(self.mail.smtp.iter_mut().flat_map(SmtpConfig::files)) {
            *file = base.join(&*file);
        }
        self.mail.folder = self.folders.data.join(&self.mail.folder);
    }

    fn check(&self, path: &Path) -> Result<(), ConfigError> {
        let fault = |message: String| ConfigError::Content { path: path.to_path_buf(), message };
        self.mail.check().map_err(fault)?;
        for source in &self.sources {
            source.check().map_err(fault)?;
        }
        if self.watch.listen.is_some_and(|address| !address.ip().is_loopback()) {
            return Err(fault(
                "`watch: listen` must be an address of this machine alone, such as 127.0.0.1:9187.".into(),
            ));
        }
        let mut names: Vec<&str> = self.sources.iter().map(|s| s.name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|w| w[0] == w[1]) {
            return Err(fault(format!("two sources are named `{}`. Give each a name of its own.", twice[0])));
        }
        for address in
            [&self.mail.from, &self.council.mailbox].into_iter().chain(self.mail.morning_sheet.iter().map(|m| &m.to))
        {
            if !address.contains('@') {
                return Err(fault(format!("`{address}` is not a mail address. Write it as name@domain.")));
            }
        }
        Ok(())
    }
}

impl Default for WatchConfig {
    fn default() -> Self {
        Self { listen: None, sweep_seconds: 60 }
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
