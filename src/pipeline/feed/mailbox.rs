//! One folder of a mailbox, from connecting to telling the server what became of its mails. Which mails are new is asked
//! of the register's ledger under UIDVALIDITY and UID; the server is changed only after the item's row is committed.

use super::FeedError;
use super::taking::{self, Tally};
use crate::config::{After, ImapSettings, MoveTo, Security, SourceConfig};
use crate::pipeline::Pipeline;
use crate::pipeline::sign_in::{Secret, SignIn};
use crate::register::{MailOutcome, Place, Register};
use crate::source::imap::{Credential, ImapError, Met, Protection, Selected, Server, Session};
use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// Mails moved with one command.
const MOVED_TOGETHER: usize = 100;

/// A folder of a mailbox and what is done there.
#[derive(Debug, Clone)]
pub struct Mailbox {
    /// Name of the source.
    pub source: String,
    /// The folder.
    pub folder: String,
    /// The server.
    pub server: Server,
    /// True where mails are moved once their fate is settled.
    pub moves: bool,
    /// Where to.
    pub move_to: MoveTo,
    /// Largest mail that is fetched, in bytes.
    pub largest: u64,
    /// Wait between two looks where the server does not push.
    pub poll: Duration,
    /// Date of receipt of everything in it, where a person stated it.
    pub stated: Option<Date>,
    sign_in: Arc<SignIn>,
}

/// What is remembered of a mailbox from one connection to the next.
pub(in crate::pipeline) struct Feeder<'a> {
    pub mailbox: &'a Mailbox,
    pipeline: &'a Pipeline,
    /// Mails of a batch that was cut off: fetched alone, so that only the one at fault is blamed.
    pub(super) doubtful: BTreeSet<u32>,
    /// Every mail up to this number is settled.
    pub(super) settled: u32,
    /// When a mail that failed is tried again.
    pub next_try: Option<Timestamp>,
    /// Called whenever mails are in the register.
    pub kept: &'a (dyn Fn() + Sync),
}

/// A folder that is open.
pub(in crate::pipeline) struct Open {
    pub session: Session,
    pub(super) place: Place,
    selected: Selected,
    made: HashSet<String>,
}

impl Mailbox {
    pub(super) fn new(
        source: &SourceConfig,
        imap: &ImapSettings,
        folder: &str,
        sign_in: Arc<SignIn>,
        stated: Option<Date>,
    ) -> Self {
        Self {
            source: source.name.clone(),
            folder: folder.to_string(),
            server: Server {
                host: imap.host.clone(),
                port: imap.port,
                protection: match imap.security {
                    Security::Tls => Protection::Tls,
                    Security::Starttls => Protection::Starttls,
                    Security::None => Protection::None,
                },
                user: imap.user.clone(),
                ca_file: source.ca_file.clone(),
                silence: Duration::from_secs(imap.timeout_seconds),
            },
            moves: source.after == After::Move,
            move_to: imap.move_to.clone(),
            largest: imap.largest,
            poll: Duration::from_secs(imap.poll_seconds),
            stated,
            sign_in,
        }
    }

    /// The folder as an address, for messages.
    pub fn address(&self) -> String {
        format!("imap://{}/{}", self.server.host, self.folder)
    }

    /// Connects, signs in and opens the folder, and says how many mails are in it. Changes nothing.
    pub fn try_out(&self) -> Result<u32, String> {
        let mut session = self.connect().map_err(|e| e.to_string())?;
        let selected = session.select(&self.folder, false).map_err(|e| e.to_string())?;
        session.close();
        Ok(selected.exists)
    }

    fn connect(&self) -> Result<Session, FeedError> {
        let credential = match self.sign_in.secret().map_err(FeedError::Secret)? {
            Secret::Password(password) => Credential::Password(password),
            Secret::Token(token) => Credential::Token(token),
        };
        Session::open(&self.server, &credential).map_err(|error| {
            if matches!(error, ImapError::SignIn(_)) {
                self.sign_in.refused();
            }
            FeedError::Server(error)
        })
    }
}

impl<'a> Feeder<'a> {
    pub fn new(mailbox: &'a Mailbox, pipeline: &'a Pipeline) -> Self {
        Self { mailbox, pipeline, doubtful: BTreeSet::new(), settled: 0, next_try: None, kept: &|| {} }
    }

    pub(super) fn pipeline(&self) -> &'a Pipeline {
        self.pipeline
    }

    /// Connects and opens the folder.
    pub fn open(&mut self) -> Result<Open, FeedError> {
        let mailbox = self.mailbox;
        let mut session = mailbox.connect()?;
        let selected = session.select(&mailbox.folder, mailbox.moves)?;
        let (source, folder) = (mailbox.source.clone(), mailbox.folder.clone());
        let place = Place { source, folder, uid_validity: selected.uid_validity };
        self.settled = 0;
        Ok(Open { session, place, selected, made: HashSet::new() })
    }

    /// Takes in everything in the folder that the ledger does not know.
    pub fn take_all(&mut self, open: &mut Open, register: &mut Register, tally: &mut Tally) -> Result<(), FeedError> {
        let met = open.session.list(open.selected.exists)?;
        self.take(open, &met, register, tally)
    }

    /// Takes in what came since.
    pub fn take_new(&mut self, open: &mut Open, register: &mut Register, tally: &mut Tally) -> Result<(), FeedError> {
        let met = open.session.list_from(self.settled.saturating_add(1))?;
        self.take(open, &met, register, tally)
    }

    fn take(
        &mut self,
        open: &mut Open,
        met: &[Met],
        register: &mut Register,
        tally: &mut Tally,
    ) -> Result<(), FeedError> {
        taking::take(self, open, met, register, tally)
    }

    /// Tells the server what became of mails whose fate is settled; returns how many.
    pub fn tell(&mut self, open: &mut Open, register: &mut Register) -> Result<usize, FeedError> {
        if !self.mailbox.moves {
            return Ok(0);
        }
        let due = register.mails_to_tell(&open.place)?;
        for outcome in [MailOutcome::Quarantined, MailOutcome::Filed, MailOutcome::Duplicate] {
            let uids: Vec<u32> = due.iter().filter(|(_, o)| *o == outcome).map(|(uid, _)| *uid).collect();
            let (folder, flag) = match outcome {
                MailOutcome::Filed => (&self.mailbox.move_to.filed, "PostroomFiled"),
                MailOutcome::Duplicate => (&self.mailbox.move_to.duplicate, "PostroomDuplicate"),
                MailOutcome::Quarantined => (&self.mailbox.move_to.quarantined, "PostroomQuarantined"),
            };
            for uids in uids.chunks(MOVED_TOGETHER) {
                open.move_on(uids, folder, flag)?;
                register.mails_told(&open.place, uids)?;
            }
        }
        Ok(due.len())
    }
}

impl Open {
    fn move_on(&mut self, uids: &[u32], folder: &str, flag: &str) -> Result<(), ImapError> {
        if !self.made.contains(folder) {
            self.session.make_folder(folder)?;
            self.made.insert(folder.to_string());
        }
        if self.selected.own_flags
            && let Err(error) = self.session.flag(uids, flag)
            && !error.leaves_connection()
        {
            return Err(error);
        }
        self.session.move_to(uids, folder)
    }
}
