//! What a run tells at its end, and how it shows that it is alive. The account is taken from the register and must
//! balance, or the run is an error.

use super::PipelineError;
use super::sending::Sent;
use crate::register::{Account, MailTrouble, MessageState, Register};
use crate::source::Fault;
use serde::Serialize;
use std::path::PathBuf;

/// What one run did.
#[derive(Debug, Default)]
pub struct Report {
    /// Deliveries whose bytes were new.
    pub received: usize,
    /// Deliveries whose bytes were met before at another place.
    pub duplicates: usize,
    /// Deliveries that were taken in by an earlier run.
    pub known: usize,
    /// Items that an earlier run took in and did not finish.
    pub resumed: usize,
    /// Items filed by this run.
    pub filed: usize,
    /// Items put into quarantine by this run.
    pub quarantined: usize,
    /// Files that were still being written.
    pub unsettled: Vec<PathBuf>,
    /// File names that the settings say to ignore.
    pub ignored: usize,
    /// What could not be taken in.
    pub faults: Vec<Fault>,
    /// What became of notices.
    pub sent: Sent,
    /// The account of everything ever received, after this run.
    pub account: Account,
    /// All notices ever made, after this run.
    pub notices: MessageState,
    /// Mails that had to be left on their servers.
    pub left: Vec<MailTrouble>,
}

/// The parts of a run that take time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Finding and keeping what arrived.
    Source,
    /// Reading, classifying, redacting, routing.
    Work,
    /// Writing the indexes.
    Index,
    /// Sending notices.
    Outbox,
}

/// Where a run shows that it is alive.
pub trait Progress: Sync {
    /// `done` of `total` are done in this stage.
    fn at(&self, stage: Stage, done: usize, total: usize);
}

impl Progress for () {
    fn at(&self, _: Stage, _: usize, _: usize) {}
}

impl Report {
    /// Takes the account and checks that it balances, for this run and for all runs. A run that was interrupted leaves
    /// items waiting, and only the account of all runs can balance.
    pub(super) fn close(&mut self, register: &Register, interrupted: bool) -> Result<(), PipelineError> {
        self.account = register.account()?;
        self.notices = register.message_states()?;
        self.left = register.mail_troubles()?;
        let a = self.account;
        if !a.balances() {
            let sum = format!(
                "{} received, {} filed, {} duplicates, {} quarantined, {} waiting",
                a.received, a.filed, a.duplicates, a.quarantined, a.waiting
            );
            return Err(PipelineError::Unbalanced(sum));
        }
        if !interrupted && self.received + self.resumed != self.filed + self.quarantined {
            let sum = format!(
                "this run: {} new and {} resumed, {} filed and {} quarantined",
                self.received, self.resumed, self.filed, self.quarantined
            );
            return Err(PipelineError::Unbalanced(sum));
        }
        Ok(())
    }

    /// True where a person must look at something before all is well.
    pub fn needs_person(&self, items_needing: i64) -> bool {
        items_needing > 0
            || self.account.quarantined > 0
            || !self.faults.is_empty()
            || !self.left.is_empty()
            || self.notices.waiting > 0
            || self.notices.refused > 0
    }
}
