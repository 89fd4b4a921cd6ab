//! Settings of outgoing mail, and of signing in by token, which incoming mail uses too. No secret stands in them: each is
//! named by the file that holds it.

use super::source::is_this_machine;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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
    #[serde(default = "default_folder")]
    pub folder: PathBuf,
    /// The SMTP server, where `send` is `smtp`.
    #[serde(default)]
    pub smtp: Option<SmtpConfig>,
    /// The sheet that a morning begins with, sent by `postroom watch`.
    #[serde(default)]
    pub morning_sheet: Option<MorningSheet>,
}

/// The sheet that a morning begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MorningSheet {
    /// Who gets it.
    pub to: String,
    /// When, on the clock of London.
    #[serde(default = "default_hour")]
    pub at: jiff::civil::Time,
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
    /// Sign-in by token instead of a password.
    #[serde(default)]
    pub xoauth2: Option<OAuthConfig>,
    /// Certificate authority of an internal server, in PEM.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Seconds to wait for an answer. RFC 5321 4.5.3.2.6 asks for ten minutes after the final dot: a shorter wait
    /// sends the same notice twice.
    #[serde(default = "default_timeout")]
    pub timeout_seconds: u64,
    /// Conversations at once; a queue whose server is slow holds up one of them.
    #[serde(default = "default_connections")]
    pub connections: usize,
    /// Most messages in a minute; 0 for as many as the server takes.
    #[serde(default)]
    pub per_minute: u32,
}

/// Protection of a connection.
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

/// Where a token for signing in comes from (RFC 6749): a refresh token where one is given, else client credentials.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuthConfig {
    /// The token endpoint; HTTPS, or HTTP on this machine.
    pub token_url: String,
    /// Id of the application at the provider.
    pub client_id: String,
    /// File that holds the application's secret.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// File that holds a refresh token.
    #[serde(default)]
    pub refresh_token_file: Option<PathBuf>,
    /// What access is asked for.
    #[serde(default)]
    pub scope: Option<String>,
}

impl MailConfig {
    pub(super) fn check(&self) -> Result<(), String> {
        let Some(smtp) = &self.smtp else {
            return match self.send {
                Send::Smtp => Err("`mail: send: smtp` needs `mail: smtp:` with `host` and `port`.".into()),
                Send::File => Ok(()),
            };
        };
        let signs_in = smtp.password_file.is_some() || smtp.xoauth2.is_some();
        if smtp.user.is_none() && signs_in {
            return Err("`mail: smtp`: `password_file` or `xoauth2` needs `user`.".into());
        }
        if smtp.password_file.is_some() && smtp.xoauth2.is_some() {
            return Err("`mail: smtp`: give either `password_file` or `xoauth2`.".into());
        }
        if signs_in && smtp.security == Security::None && !is_this_machine(&smtp.host) {
            return Err(
                "`mail: smtp: security: none` would send the sign-in open to be read. Use `tls` or `starttls`.".into(),
            );
        }
        smtp.xoauth2.as_ref().map_or(Ok(()), OAuthConfig::check).map_err(|what| format!("`mail: smtp`: {what}"))
    }
}

impl SmtpConfig {
    /// Every file it names.
    pub(super) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let own = [&mut self.password_file, &mut self.ca_file].into_iter().flatten();
        own.chain(self.xoauth2.iter_mut().flat_map(OAuthConfig::files))
    }
}

impl OAuthConfig {
    /// Every file it names.
    pub(super) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [&mut self.client_secret_file, &mut self.refresh_token_file].into_iter().flatten()
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let host = |rest: &str| rest.split(['/', ':']).next().unwrap_or_default().to_string();
        let safe = self.token_url.starts_with("https://")
            || self.token_url.strip_prefix("http://").is_some_and(|rest| is_this_machine(&host(rest)));
        if !safe {
            return Err("`xoauth2: token_url` must begin with https://, for a secret is sent there.".into());
        }
        if self.client_secret_file.is_none() && self.refresh_token_file.is_none() {
            return Err("`xoauth2` needs `client_secret_file`, `refresh_token_file` or both.".into());
        }
        Ok(())
    }
}

fn default_folder() -> PathBuf {
    "outbox".into()
}

fn default_hour() -> jiff::civil::Time {
    jiff::civil::time(7, 30, 0, 0)
}

fn default_timeout() -> u64 {
    600
}

fn default_connections() -> usize {
    4
}
