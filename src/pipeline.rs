//! START HERE. The whole of Postroom in one place: `source -> parse -> classify -> redact -> index -> route`.
//!
//! `Pipeline::run` takes correspondence in, works on it, indexes it and sends the notices; `Pipeline::work_on` is what
//! happens to one item between. The order of durability is: bytes to the store, row to the register, only then is the
//! source told; results in one transaction; index and outbox after it, from the register. This file never looks into an
//! item and never lets one item's trouble stop another's.

mod at_work;
mod bounce;
mod casework;
mod erasure;
mod escalation;
mod explain;
mod feed;
mod indexing;
mod intake;
mod letter;
mod outbox;
mod person;
mod report;
mod sending;
mod sheet;
mod sign_in;
mod smtp;
mod stop;
mod suggest;
mod thread;
mod watch;
mod work;

pub use casework::Casework;
pub use erasure::{Erasure, erase, finish_erasures};
pub use explain::{ExplainCase, ExplainLine, explain_line};
pub use feed::{Mailbox, Sources};
pub use indexing::{Difference, bring_up_to_date, compare, mend, rebuild};
pub use person::{Clue, MOST_KEPT, PersonAnswer, PersonHit, Subject, Sureness, find_person, search_for_record};
pub use report::{Progress, Report, Stage};
pub use sending::{Carrier, Sent};
pub use stop::Stop;
pub use suggest::{Suggestion, suggest};
pub use watch::{Watch, Witness};

use crate::classify::classify;
use crate::config::{Config, ConfigError};
use crate::model::{Delivery, Parsed, Problem, ProblemCode, Severity, Status, Thread};
use crate::parse::{ParseError, Pool};
use crate::redact::{Declaration, Redacted, cautions, redact_declared};
use crate::register::{LockError, Register, RegisterError};
use crate::route::{Routing, route};
use crate::rules::profile::Profile;
use crate::rules::{RuleError, RuleSet};
use crate::source::SourceError;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// Everything the stages need, ready to work.
#[derive(Debug)]
pub struct Pipeline {
    /// The settings in force.
    pub config: Config,
    /// The rules in force.
    pub rules: RuleSet,
    /// The profile applied at intake.
    pub profile: Profile,
    /// Whether somebody wants it to stop.
    pub stop: Stop,
    readers: Pool,
    workers: rayon::ThreadPool,
}

/// What the stages made of one item.
#[derive(Debug)]
pub struct Worked {
    /// The item as read.
    pub parsed: Parsed,
    /// The problems of all stages.
    pub problems: Vec<Problem>,
    /// What came after reading; none where the item could not be read.
    pub outcome: Option<Outcome>,
}

/// What classify, redact and route made of a readable item.
#[derive(Debug)]
pub struct Outcome {
    /// Cases, flags, authority.
    pub classification: crate::model::Classification,
    /// The text that may be shown.
    pub redacted: Redacted,
    /// Queues and notices.
    pub routing: Routing,
}

/// Why a run could not start or go on. Whatever was taken in before is kept; running again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The rules.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// A source.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The readers.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The register or the store.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The index.
    #[error(transparent)]
    Index(#[from] crate::index::IndexError),
    /// Space is short.
    #[error(
        "only {free} MiB are free at {}, below the reserve of {reserve} MiB (`free_disk_mib` in config.yaml). Nothing more was taken in and nothing is lost: free some space and run again.",
        folder.display()
    )]
    DiskFull {
        /// Where.
        folder: PathBuf,
        /// MiB free.
        free: u64,
        /// MiB wanted.
        reserve: u64,
    },
    /// Anything that keeps the machinery from working.
    #[error("{0}")]
    Setup(String),
    /// The account does not balance: a fault of ours.
    #[error(
        "the account does not balance ({0}). This is a fault of Postroom: keep the data folder as it is and report it."
    )]
    Unbalanced(String),
}

impl Pipeline {
    /// Loads the rules and starts the readers. `program` is this very executable.
    pub fn start(config: Config, program: PathBuf) -> Result<Self, PipelineError> {
        let rules = RuleSet::load(&config.folders.rules)?;
        let profile = rules.profiles.get(&config.profile)?.clone();
        rules.letter.check_switched_on(&config.acknowledge.categories).map_err(PipelineError::Setup)?;
        let readers = Pool::start(program, config.worker_count(), config.limits.clone())?;
        let workers = rayon::ThreadPoolBuilder::new()
            .num_threads(config.worker_count())
            .build()
            .map_err(|e| PipelineError::Setup(format!("cannot start worker threads: {e}")))?;
        Ok(Self { config, rules, profile, stop: Stop::default(), readers, workers })
    }

    /// One whole run. Running again after it, or after any interruption of it, changes nothing that is done.
    pub fn run(
        &self,
        sources: &Sources,
        register: &mut Register,
        progress: &dyn Progress,
    ) -> Result<Report, PipelineError> {
        let mut report = Report::default();
        let carrier = Carrier::new(&self.config)?;
        erasure::finish_erasures(&self.config, register)?;
        intake::take_in(self, sources, register, progress, &mut report)?;
        work::work_through(self, register, progress, &mut report, usize::MAX)?;
        indexing::bring_up_to_date(&self.config.folders.index, register, progress)?;
        escalation::escalate(self, register, jiff::Timestamp::now())?;
        sending::send(&carrier, register, progress, &self.stop, &mut report)?;
        intake::tell(self, sources, register, &mut report)?;
        report.close(register, self.stop.asked())?;
        Ok(report)
    }

    /// The stages over one item, in their order. Nothing is written.
    pub fn work_on(&self, delivery: &Delivery, reference: &str) -> Worked {
        let parsed = self.readers.parse(delivery);
        self.work_on_parsed(parsed, reference, &self.profile, &Declaration::default())
    }

    /// The stages after reading, under a profile and a declaration of one's own. A panic in a stage is a fault of ours and
    /// puts this one item into quarantine.
    pub fn work_on_parsed(&self, parsed: Parsed, reference: &str, profile: &Profile, declared: &Declaration) -> Worked {
        self.work_on_parsed_in(parsed, reference, profile, declared, &Thread::default())
    }

    /// The same for an item of a thread, whose cases it joins.
    fn work_on_parsed_in(
        &self,
        parsed: Parsed,
        reference: &str,
        profile: &Profile,
        declared: &Declaration,
        thread: &Thread,
    ) -> Worked {
        let mut problems = parsed.problems.clone();
        if parsed.status() == Status::Quarantined {
            return Worked { parsed, problems, outcome: None };
        }
        let stages = || {
            let mut classification = classify(&parsed, &self.rules);
            let redacted = redact_declared(&parsed, &classification, profile, declared);
            thread::join(&mut classification, thread);
            let mut found = parsed.problems.iter().chain(&classification.problems).cloned().collect::<Vec<_>>();
            found.extend(cautions(&parsed));
            let routing = route(reference, &parsed, &classification, &redacted, &found, &self.rules, thread);
            (found, Outcome { classification, redacted, routing })
        };
        match catch_unwind(AssertUnwindSafe(stages)) {
            Ok((found, outcome)) => Worked { parsed, problems: found, outcome: Some(outcome) },
            Err(_) => {
                let message = "A stage after reading failed on this item. It is kept whole in quarantine; report it with its reference.";
                problems.push(Problem::item(ProblemCode::Internal, Severity::Quarantine, message));
                Worked { parsed, problems, outcome: None }
            }
        }
    }

    /// The stages over many items at once; the results are in the order of the deliveries.
    pub fn work_on_many(&self, deliveries: &[Delivery], profile: &Profile, declared: &Declaration) -> Vec<Worked> {
        self.workers.install(|| {
            let work = |d: &Delivery| self.work_on_parsed(self.readers.parse(d), "PR-000000", profile, declared);
            deliveries.par_iter().with_max_len(1).map(work).collect()
        })
    }

    /// Reads many items at once and does no more with them; the results are in the order of the deliveries.
    pub fn read_many(&self, deliveries: &[Delivery]) -> Vec<Parsed> {
        self.workers.install(|| deliveries.par_iter().with_max_len(1).map(|d| self.readers.parse(d)).collect())
    }

    /// The readers, for reading single files outside a run.
    pub fn readers(&self) -> &Pool {
        &self.readers
    }
}
