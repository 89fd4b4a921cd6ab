//! A mailbox on an IMAP server: listing and fetching mails, moving them on, and waiting for new ones. What a server says
//! is data from outside: every answer is bounded in size and time before it is looked at. Nothing here decides which mails
//! are new (the register does), marks a mail as read, or removes one that is not kept elsewhere.
//!
//! RFC 3501, with IDLE (2177), UIDPLUS (4315) and MOVE (6851) where the server has them. The answers are read by
//! `imap-proto`; the conversation is held here, because an answer that was cut off must never look like a short list.

mod answers;
mod connect;
mod names;
mod session;
mod tls;
mod wire;

pub use answers::Met;
pub use session::{Selected, Session};

use std::path::PathBuf;
use std::time::Duration;

/// A mailbox and how to reach it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name; its certificate must be for this name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub protection: Protection,
    /// User name.
    pub user: String,
    /// Certificate authority trusted besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// Longest silence of the server within an answer.
    pub silence: Duration,
}

/// Protection of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, required.
    Starttls,
    /// None.
    None,
}

/// What proves who we are.
pub enum Credential {
    /// A password.
    Password(String),
    /// An OAuth access token (XOAUTH2).
    Token(String),
}

/// Why a conversation with the server ended or a command failed.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The server cannot be reached, or the connection cannot be protected.
    #[error("{0}")]
    Connect(String),
    /// The server does not let us in.
    #[error("the server refuses the sign-in: {0}")]
    SignIn(String),
    /// The server answered NO or BAD.
    #[error("the server refuses `{command}`: {answer}")]
    Refused {
        /// What was asked.
        command: String,
        /// What it said.
        answer: String,
    },
    /// The connection ended.
    #[error("the connection was lost: {0}")]
    Lost(String),
    /// The server said nothing for too long, or took too long over an answer.
    #[error("the server did not finish its answer in time")]
    Slow,
    /// A mail is larger than allowed.
    #[error("a mail of {bytes} bytes is larger than allowed")]
    TooLarge {
        /// Its size as announced.
        bytes: u64,
    },
    /// The server does not speak IMAP as it should.
    #[error("the server's answer makes no sense: {0}")]
    Garbage(String),
    /// The folder cannot be used.
    #[error("{0}")]
    Folder(String),
}

impl ImapError {
    /// True where the connection can still be used.
    pub fn leaves_connection(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Folder(_))
    }
}
