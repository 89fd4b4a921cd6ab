//! The stages over everything that waits, many items at once. Results are filed
//! as they come, several to a transaction.

use super::at_work::{AtWork, MOST_STOPS};
use super::bounce::{self, Bounce};
use super::{Pipeline, PipelineError, Progress, Report, Stage, Worked, letter, outbox, thread};
use crate::model::{
    Delivery, Item, Medium, Parsed, Problem, ProblemCode, Received, ReceivedBasis, Severity, Thread, london_date,
};
use crate::redact::Declaration;
use crate::register::{Filing, Outcome, Pending, Register, RegisterError, Returned, Store, reference};
use jiff::Timestamp;
use rayon::prelude::*;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Items read from the register at once.
const BATCH: usize = 512;

/// Results filed in one transaction at most.
const TOGETHER: usize = 64;

/// Works through everything that waits, or through the oldest `most` items of it.
pub fn work_through(
    pipeline: &Pipeline,
    register: &mut Register,
    progress: &dyn Progress,
    report: &mut Report,
    most: usize,
) -> Result<(), PipelineError> {
    let folder = &pipeline.config.folders.data;
    let (at_work, stopped_at) =
        AtWork::open(folder).map_err(|e| PipelineError::Setup(format!("{}: {e}", folder.join("at-work").display())))?;
    register.stopped_at(&stopped_at)?;
    let total = usize::try_from(register.account()?.waiting).unwrap_or(0);
    let mut done = 0;
    // Workers ask it what an item follows, while results are written through the other connection.
    let lookup = Mutex::new(Register::open(folder)?);
    loop {
        let batch = register.pending(BATCH.min(most.saturating_sub(done)))?;
        if batch.is_empty() || pipeline.stop.asked() {
            return Ok(());
        }
        let store = register.store.clone();
        let (results, arriving) = sync_channel(TOGETHER);
        std::thread::scope(|scope| {
            let desk = Desk { pipeline, store: &store, at_work: &at_work, lookup: &lookup };
            let batch = &batch;
            scope.spawn(move || work_on_all(&desk, batch, results));
            file_as_they_come(register, &arriving, progress, report, &mut done, total)
        })?;
    }
}

/// What a worker needs.
struct Desk<'a> {
    pipeline: &'a Pipeline,
    store: &'a Store,
    at_work: &'a AtWork,
    lookup: &'a Mutex<Register>,
}

fn work_on_all(desk: &Desk<'_>, batch: &[Pending], results: SyncSender<Filing>) {
    desk.pipeline.workers.install(|| {
        batch.par_iter().with_max_len(1).for_each_with(results, |results, pending| {
            if desk.pipeline.stop.asked() {
                // It waits in the register for the next run.
                return;
            }
            // An item that follows one of the same batch comes with the next: the oldest of a batch follows none of it.
            if let Some(filing) = work_on_one(desk, pending) {
                // The receiver is gone only where filing failed: the run ends, and the item still waits in the register.
                let _ = results.send(filing);
            }
        });
    });
}

fn file_as_they_come(
    register: &mut Register,
    arriving: &Receiver<Filing>,
    progress: &dyn Progress,
    report: &mut Report,
    done: &mut usize,
    total: usize,
) -> Result<(), PipelineError> {
    while let Ok(first) = arriving.recv() {
        let filings: Vec<Filing> = std::iter::once(first).chain(arriving.try_iter()).take(TOGETHER).collect();
        register.file(&filings, Timestamp::now())?;
        let filed = filings.iter().filter(|f| f.outcome.is_some()).count();
        report.filed += filed;
        report.quarantined += filings.len() - filed;
        *done += filings.len();
        progress.at(Stage::Work, *done, total);
    }
    Ok(())
}

/// None where the item must wait for one before it.
fn work_on_one(desk: &Desk<'_>, pending: &Pending) -> Option<Filing> {
    let refuse = |code, message: String| Some(unread(pending, Problem::item(code, Severity::Quarantine, message)));
    if pending.stops >= MOST_STOPS {
        let message = format!(
            "The program stopped {} times while it was at work on this item. It is kept whole in quarantine; report it with its reference.",
            pending.stops
        );
        return refuse(ProblemCode::Internal, message);
    }
    let bytes = match desk.store.get(&pending.item_id) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(ProblemCode::Internal, error.to_string()),
    };
    let delivery = Delivery {
        bytes,
        source: pending.source.clone(),
        locator: pending.locator.clone(),
        file_name: pending.file_name.clone(),
        arrived: pending.arrived,
        stated: pending.stated,
    };
    let pipeline = desk.pipeline;
    let parsed = pipeline.readers.parse(&delivery);
    let (thread, returned) = match follows(desk, pending, &parsed, &delivery.bytes) {
        Ok(found) => found?,
        Err(error) => return refuse(ProblemCode::Internal, error.to_string()),
    };
    let worker = rayon::current_thread_index().unwrap_or(0);
    let reference = reference(pending.number);
    let work = || pipeline.work_on_parsed_in(parsed, &reference, &pipeline.profile, &Declaration::default(), &thread);
    match desk.at_work.on(worker, &pending.item_id, work) {
        Ok(worked) => Some(filing(pipeline, pending, worked, thread, returned)),
        Err(error) => {
            refuse(ProblemCode::Internal, format!("The work file could not be written ({error}). Kept in quarantine."))
        }
    }
}

/// What an item follows, and the notice of ours that it reports on.
type Follows = (Thread, Option<(Returned, bool)>);

fn follows(
    desk: &Desk<'_>,
    pending: &Pending,
    parsed: &Parsed,
    bytes: &[u8],
) -> Result<Option<Follows>, RegisterError> {
    let config = &desk.pipeline.config;
    let sent = config.sources.iter().any(|s| s.name == pending.source && s.sent);
    let bounce = bounce::read(parsed, bytes, outbox::domain(config));
    let register = desk.lookup.lock().unwrap_or_else(PoisonError::into_inner);
    let own = bounce.as_ref().map_or(Ok(None), |b| register.own_message(&b.about))?;
    let Some((Bounce { failed, said, .. }, returned)) = bounce.zip(own) else {
        let thread = thread::look_up(desk.pipeline, &register, pending.number, &parsed.item, sent)?;
        return Ok(thread.map(|thread| (thread, None)));
    };
    // It follows the item that the notice was about, whatever its own headers say.
    let item = Item { references: vec![returned.message_id.clone()], ..parsed.item.clone() };
    let thread = thread::look_up(desk.pipeline, &register, pending.number, &item, sent)?;
    Ok(thread.map(|thread| (Thread { ours: true, ..thread }, Some((Returned { said, ..returned }, failed)))))
}

fn filing(
    pipeline: &Pipeline,
    pending: &Pending,
    mut worked: Worked,
    thread: Thread,
    returned: Option<(Returned, bool)>,
) -> Filing {
    let now = Timestamp::now();
    let on = !pipeline.config.acknowledge.categories.is_empty();
    if let Some((returned, failed)) = &returned {
        bounce::lessen(&mut worked.problems);
        worked.problems.push(bounce::problem(returned, *failed));
    }
    let outcome = worked.outcome.map(|o| Outcome {
        messages: outbox::messages(pipeline, &pending.item_id, now, &o.routing.notices),
        acknowledgement: on.then(|| {
            let (item, reference) = (&worked.parsed.item, reference(pending.number));
            letter::acknowledgement(pipeline, &pending.item_id, &reference, item, &o.classification, &thread, now)
        }),
        classification: o.classification,
        queues: o.routing.queues,
        rules: pipeline.rules.fingerprint.clone(),
        profile: o.redacted.profile().to_string(),
        parties: o.redacted.parties().to_vec(),
        marks: o.redacted.marks().to_vec(),
        thread,
        returned: returned.filter(|(_, failed)| *failed).map(|(returned, _)| returned),
    });
    Filing { item_id: pending.item_id.clone(), parsed: worked.parsed, problems: worked.problems, outcome }
}

/// The filing of an item that never came to be read.
fn unread(pending: &Pending, problem: Problem) -> Filing {
    let date = london_date(pending.arrived);
    let item = Item {
        medium: Medium::Letter,
        message_id: None,
        from: None,
        reply_to: None,
        to: vec![],
        cc: vec![],
        subject: None,
        date: None,
        received: Received { date, at: Some(pending.arrived), basis: ReceivedBasis::FileTime },
        references: vec![],
        headers: vec![],
    };
    let parsed = Parsed { item, documents: vec![], problems: vec![problem.clone()] };
    Filing { item_id: pending.item_id.clone(), parsed, problems: vec![problem], outcome: None }
}
