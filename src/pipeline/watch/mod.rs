//! The daemon: what `run` does, batch by batch, for whatever arrives, until it is told to stop. Each source has a thread of
//! its own, so have the work and the outbox, each with its own connection to the register: a server that hangs holds up
//! itself alone. Whatever fails is told, shown as ill health, and tried again; only a signal ends it.

mod bell;
mod feeds;
mod http;
mod status;
mod systemd;

use super::feed::Sources;
use super::sending::{self, Carrier};
use super::{Pipeline, PipelineError, Progress, Report, Stage, escalation, indexing, sheet, work};
use crate::register::Register;
use bell::Bell;
use jiff::Timestamp;
use status::Status;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Items worked on before the outbox and the servers are told.
const TOGETHER: usize = 64;

/// Longest time that indexing waits while more keeps arriving.
const INDEX_WAITS: Duration = Duration::from_secs(10);

/// How often the account is taken where nothing happens.
const ACCOUNT_EVERY: Duration = Duration::from_secs(60);

/// How often the outbox is looked at for what has come due.
const OUTBOX_EVERY: Duration = Duration::from_secs(5);

/// Wait after a fault of the register or the disk.
const AFTER_FAULT: Duration = Duration::from_secs(15);

/// Who is told what happens, a line at a time. Lines hold references and numbers, never a name or a word of an item.
pub trait Witness: Progress {
    /// Something happened.
    fn say(&self, line: &str);
}

/// Everything the threads share.
pub struct Watch<'a> {
    pipeline: &'a Pipeline,
    witness: &'a dyn Witness,
    carrier: Carrier,
    status: Status,
    /// Rung when something waits for its stages.
    work: Bell,
    /// Rung when a notice waits.
    outbox: Bell,
    /// Grows whenever items are settled, so that servers can be told.
    settled: AtomicU64,
}

impl<'a> Watch<'a> {
    /// Makes ready; nothing is looked at yet.
    pub fn new(pipeline: &'a Pipeline, witness: &'a dyn Witness) -> Result<Self, PipelineError> {
        Ok(Self {
            pipeline,
            witness,
            carrier: Carrier::new(&pipeline.config)?,
            status: Status::new(),
            work: Bell::default(),
            outbox: Bell::default(),
            settled: AtomicU64::new(0),
        })
    }

    /// Watches until told to stop. The lock must be held.
    pub fn run(&self, sources: &Sources, register: &mut Register) -> Result<(), PipelineError> {
        let page = self.pipeline.config.watch.listen.map(TcpListener::bind).transpose();
        let page = page.map_err(|e| PipelineError::Setup(format!("`watch: listen`: {e}. Choose another port.")))?;
        std::thread::scope(|scope| {
            for mailbox in &sources.mailboxes {
                scope.spawn(|| feeds::follow_mailbox(self, mailbox));
            }
            for source in &sources.folders {
                scope.spawn(|| feeds::follow_folder(self, source));
            }
            scope.spawn(|| self.keep_sending());
            if let Some(page) = &page {
                scope.spawn(|| http::serve(page, &self.status, &self.pipeline.stop));
            }
            scope.spawn(|| systemd::keep_telling(&self.status, &self.pipeline.stop));
            let listening = page.as_ref().and_then(|p| p.local_addr().ok());
            let address = listening.map(|a| format!(", health at http://{a}/health")).unwrap_or_default();
            let count = sources.mailboxes.len() + sources.folders.len();
            self.witness.say(&format!("watching {count} sources{address}"));
            self.keep_working(register);
            self.witness.say("stopping: what is in hand is finished");
            self.outbox.ring();
        });
        Ok(())
    }

    fn keep_working(&self, register: &mut Register) {
        let mut times = Times { index: Instant::now(), account: None };
        self.work.ring();
        while !self.pipeline.stop.asked() {
            self.work.wait(Duration::from_secs(1));
            self.status.beat();
            match self.cycle(register, &mut times) {
                Ok(()) => self.status.fault(None),
                Err(error) => {
                    self.status.fault(Some(error.to_string()));
                    self.witness.say(&format!("cannot go on: {error} Trying again."));
                    self.pipeline.stop.wait(AFTER_FAULT);
                    self.work.ring();
                }
            }
        }
    }

    fn cycle(&self, register: &mut Register, times: &mut Times) -> Result<(), PipelineError> {
        let more = self.work_on_some(register)?;
        let idle = !more || times.index.elapsed() > INDEX_WAITS;
        if idle && !register.needs_index(1)?.is_empty() {
            indexing::bring_up_to_date(&self.pipeline.config.folders.index, register, self)?;
            times.index = Instant::now();
        }
        let told = escalation::escalate(self.pipeline, register, Timestamp::now())?;
        if told > 0 {
            self.witness.say(&format!("{told} safeguarding cases that nobody has taken were escalated"));
            self.outbox.ring();
        }
        if sheet::post_if_due(self.pipeline, register, Timestamp::now())? {
            self.witness.say("the morning sheet is on its way");
            self.outbox.ring();
        }
        if more {
            self.work.ring();
        } else if times.account.is_none_or(|last| last.elapsed() > ACCOUNT_EVERY) {
            self.take_account(register)?;
            times.account = Some(Instant::now());
        }
        Ok(())
    }

    /// Works on a batch; true where more waits.
    fn work_on_some(&self, register: &mut Register) -> Result<bool, PipelineError> {
        if register.pending(1)?.is_empty() {
            return Ok(false);
        }
        let mut report = Report::default();
        work::work_through(self.pipeline, register, self, &mut report, TOGETHER)?;
        self.settled.fetch_add(1, Ordering::SeqCst);
        self.outbox.ring();
        self.status.worked(&report);
        let (filed, quarantined) = (report.filed, report.quarantined);
        self.witness.say(&format!("{filed} filed, {quarantined} put into quarantine"));
        self.take_account(register)?;
        Ok(!register.pending(1)?.is_empty())
    }

    fn take_account(&self, register: &Register) -> Result<(), PipelineError> {
        let today = crate::model::london_date(Timestamp::now());
        self.status.account(register, today)?;
        let account = register.account()?;
        if account.balances() { Ok(()) } else { Err(PipelineError::Unbalanced(format!("{account:?}"))) }
    }

    fn keep_sending(&self) {
        let mut vain = 0_u32;
        let mut register = None;
        while !self.pipeline.stop.asked() {
            let open = match &mut register {
                Some(open) => open,
                closed => match Register::open(&self.pipeline.config.folders.data) {
                    Ok(open) => closed.insert(open),
                    Err(error) => {
                        self.status.outbox_fault(Some(error.to_string()));
                        self.pipeline.stop.wait(AFTER_FAULT);
                        continue;
                    }
                },
            };
            let mut report = Report::default();
            let result = sending::send(&self.carrier, open, self, &self.pipeline.stop, &mut report);
            let sent = &report.sent;
            if sent.sent + sent.deferred + sent.refused > 0 {
                let numbers = (sent.sent, sent.deferred, sent.refused);
                self.witness
                    .say(&format!("notices: {} sent, {} deferred, {} refused", numbers.0, numbers.1, numbers.2));
            }
            self.status.sent(sent);
            let fault = result.err().map(|e| e.to_string());
            vain = if fault.is_some() || sent.unreachable { vain + 1 } else { 0 };
            let away = sent.unreachable.then(|| sent.answer.clone().unwrap_or_default());
            if sent.sent + sent.deferred > 0 || fault.is_some() {
                self.status.outbox_fault(fault.or(away));
            }
            if vain > 0 {
                self.pipeline.stop.wait(Duration::from_secs(5 << vain.min(5)));
            } else {
                self.outbox.wait(OUTBOX_EVERY);
            }
        }
    }
}

/// When things were done last.
struct Times {
    index: Instant,
    account: Option<Instant>,
}

impl Progress for Watch<'_> {
    fn at(&self, stage: Stage, done: usize, total: usize) {
        self.status.beat();
        self.witness.at(stage, done, total);
    }
}
