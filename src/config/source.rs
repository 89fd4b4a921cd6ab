//! Settings of one place correspondence comes from. All kinds share one shape, so that a mistake is told with its line;
//! which keys a kind needs and which make no sense for it is checked here.

use super::mail::{OAuthConfig, Security};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One place correspondence comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Its name in messages and in the register.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// The folder or file; not for `imap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// What is done with an item once it is safely kept.
    #[serde(default)]
    pub after: After,
    /// Seconds a file must have been left unchanged before it is taken.
    #[serde(default = "default_settle")]
    pub settle_seconds: u64,
    /// True where it holds what we sent: it is filed with its thread, and nobody is told.
    #[serde(default)]
    pub sent: bool,
    /// Name of the IMAP server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Its port; 993 where `security` is `tls`, else 143.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Protection of the connection; `tls` where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// User name; for most servers the address of the mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// File that holds the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// Sign-in by token instead of a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xoauth2: Option<OAuthConfig>,
    /// Certificate authority of an internal server, in PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Folders of the mailbox, `/` between a folder and one below it; `INBOX` where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<String>,
    /// Where mails are moved with `after: move`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub move_to: Option<MoveTo>,
    /// A larger mail, in MiB, is left where it is and told; 150 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest_mib: Option<u64>,
    /// Seconds between two looks where the server does not push; 60 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_seconds: Option<u64>,
    /// Seconds to wait for an answer of the server; 60 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<u64>,
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
    /// Folders of a mailbox on an IMAP server.
    Imap,
}

/// What is done at the source with an item once it is safely kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// Nothing: the source stays as it is and the register remembers what was taken.
    #[default]
    Leave,
    /// Moved on: to `done/` in a folder, from `new` to `cur` in a Maildir, to a folder per outcome on an IMAP server. An
    /// mbox is always left.
    Move,
}

/// Folders on the IMAP server, one for each outcome; made where they are missing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MoveTo {
    /// Mails that were read and filed.
    pub filed: String,
    /// Mails whose bytes were here already.
    pub duplicate: String,
    /// Mails that a person must look at because they could not be read.
    pub quarantined: String,
}

/// The keys of an IMAP source with their defaults in place.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// Name of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Protection of the connection.
    pub security: Security,
    /// User name.
    pub user: String,
    /// Folders that are read.
    pub folders: Vec<String>,
    /// Where mails go.
    pub move_to: MoveTo,
    /// Largest mail that is fetched, in bytes.
    pub largest: u64,
    /// Seconds between two looks without a push.
    pub poll_seconds: u64,
    /// Seconds to wait for an answer.
    pub timeout_seconds: u64,
}

impl SourceConfig {
    /// The keys of an IMAP source; none for another kind.
    pub fn imap(&self) -> Option<ImapSettings> {
        if self.kind != SourceKind::Imap {
            return None;
        }
        let security = self.security.unwrap_or(Security::Tls);
        let usual = if security == Security::Tls { 993 } else { 143 };
        let folders = if self.folders.is_empty() { vec!["INBOX".to_string()] } else { self.folders.clone() };
        Some(ImapSettings {
            host: self.host.clone()?,
            port: self.port.unwrap_or(usual),
            security,
            user: self.user.clone()?,
            folders,
            move_to: self.move_to.clone().unwrap_or_default(),
            largest: self.largest_mib.unwrap_or(150) << 20,
            poll_seconds: self.poll_seconds.unwrap_or(60).max(1),
            timeout_seconds: self.timeout_seconds.unwrap_or(60).max(1),
        })
    }

    /// Every file and folder it names.
    pub(super) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let own = [&mut self.path, &mut self.password_file, &mut self.ca_file].into_iter().flatten();
        own.chain(self.xoauth2.iter_mut().flat_map(OAuthConfig::files))
    }

    /// Says which key is missing or makes no sense for the kind.
    pub(super) fn check(&self) -> Result<(), String> {
        let fault = |what: &str| Err(format!("source `{}`: {what}", self.name));
        let imap_keys = [
            ("host", self.host.is_some()),
            ("port", self.port.is_some()),
            ("security", self.security.is_some()),
            ("user", self.user.is_some()),
            ("password_file", self.password_file.is_some()),
            ("xoauth2", self.xoauth2.is_some()),
            ("ca_file", self.ca_file.is_some()),
            ("folders", !self.folders.is_empty()),
            ("move_to", self.move_to.is_some()),
            ("largest_mib", self.largest_mib.is_some()),
            ("poll_seconds", self.poll_seconds.is_some()),
            ("timeout_seconds", self.timeout_seconds.is_some()),
        ];
        if self.kind != SourceKind::Imap {
            if let Some((key, _)) = imap_keys.iter().find(|(_, set)| *set) {
                return fault(&format!("`{key}` is for `kind: imap` only. Remove it, or correct `kind`."));
            }
            return if self.path.is_some() { Ok(()) } else { fault("`path` is missing: name the folder or file.") };
        }
        if self.path.is_some() {
            return fault("`path` is not for `kind: imap`. Name `host`, `user` and `folders`.");
        }
        let (Some(host), Some(_)) = (&self.host, &self.user) else {
            return fault("`kind: imap` needs `host` and `user`.");
        };
        if self.password_file.is_some() == self.xoauth2.is_some() {
            return fault("give either `password_file` or `xoauth2`, one of the two.");
        }
        if self.security == Some(Security::None) && !is_this_machine(host) {
            return fault("`security: none` would send the sign-in open to be read. Use `tls` or `starttls`.");
        }
        self.xoauth2.as_ref().map_or(Ok(()), |o| o.check().or_else(|what| fault(&what)))?;
        self.check_folders().or_else(|what| fault(&what))
    }

    /// A mail moved into a folder that is itself read would be met again and again.
    fn check_folders(&self) -> Result<(), String> {
        let Some(imap) = self.imap() else { return Ok(()) };
        if self.after == After::Leave {
            return Ok(());
        }
        let to = [&imap.move_to.filed, &imap.move_to.duplicate, &imap.move_to.quarantined];
        match to.iter().find(|to| imap.folders.iter().any(|f| f.eq_ignore_ascii_case(to))) {
            Some(both) => Err(format!("folder `{both}` is read and moved into. Move to a folder of its own.")),
            None => Ok(()),
        }
    }
}

impl Default for MoveTo {
    fn default() -> Self {
        Self {
            filed: "Postroom/Filed".into(),
            duplicate: "Postroom/Duplicates".into(),
            quarantined: "Postroom/Quarantine".into(),
        }
    }
}

/// True where a host name can only mean this machine.
pub(super) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn default_settle() -> u64 {
    5
}
