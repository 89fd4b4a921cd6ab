//! The threads that follow one source each: a mailbox by IDLE or by asking now and then, a folder by what the system tells
//! of its changes and by a sweep, because such telling can be lost. A source that fails is tried again with growing waits.

use super::Watch;
use super::bell::Bell;
use crate::pipeline::feed::{FeedError, Feeder, Mailbox, Tally};
use crate::pipeline::intake;
use crate::pipeline::{PipelineError, Report};
use crate::register::Register;
use crate::source::Source;
use jiff::Timestamp;
use notify::{RecursiveMode, Watcher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Waits after failures in a row: from half a second, doubled each time, to two minutes.
fn pause(failures: u32) -> Duration {
    Duration::from_millis(500 << failures.min(8)).min(Duration::from_secs(120))
}

/// Follows one folder of a mailbox until told to stop.
pub fn follow_mailbox(watch: &Watch<'_>, mailbox: &Mailbox) {
    let (name, stop) = (mailbox.address(), &watch.pipeline.stop);
    let ring = || watch.work.ring();
    let mut feeder = Feeder::new(mailbox, watch.pipeline);
    feeder.kept = &ring;
    let mut failures = 0_u32;
    while !stop.asked() {
        let (mut tally, mut told) = (Tally::default(), Tally::default());
        let result = Register::open(&watch.pipeline.config.folders.data)
            .map_err(FeedError::from)
            .and_then(|mut register| stay(watch, &mut feeder, &mut register, &mut tally, &mut told));
        let Err(error) = result else { return };
        // A connection that brought mail was a good one, whatever ended it.
        failures = if tally.all() > 0 { 0 } else { failures + 1 };
        watch.status.feed(&name, tally.since(told), Some(error.to_string()));
        if failures <= 1 || failures.is_multiple_of(20) {
            watch.witness.say(&format!("{name}: {error}. Trying again."));
        }
        stop.wait(pause(failures));
    }
}

/// One connection, for as long as it lasts.
fn stay(
    watch: &Watch<'_>,
    feeder: &mut Feeder<'_>,
    register: &mut Register,
    tally: &mut Tally,
    told: &mut Tally,
) -> Result<(), FeedError> {
    let (stop, mailbox) = (&watch.pipeline.stop, feeder.mailbox);
    let name = mailbox.address();
    let mut open = feeder.open()?;
    feeder.take_all(&mut open, register, tally)?;
    loop {
        let settled = watch.settled.load(Ordering::SeqCst);
        feeder.tell(&mut open, register)?;
        watch.status.feed(&name, tally.since(*told), None);
        if tally.all() > told.all() {
            watch.witness.say(&format!("{name}: {} taken in", tally.all() - told.all()));
        }
        *told = *tally;
        if stop.asked() {
            open.session.close();
            return Ok(());
        }
        let woken = || stop.asked() || (mailbox.moves && watch.settled.load(Ordering::SeqCst) != settled);
        let longest = feeder.next_try.map_or(Duration::MAX, |t| {
            Duration::try_from(t.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO).max(Duration::from_secs(1))
        });
        if open.session.has("IDLE") {
            open.session.idle(longest, &woken)?;
        } else {
            wait_for(mailbox.poll.min(longest), &woken);
            open.session.noop()?;
        }
        feeder.take_new(&mut open, register, tally)?;
    }
}

fn wait_for(time: Duration, woken: &dyn Fn() -> bool) {
    let end = std::time::Instant::now() + time;
    while !woken() && std::time::Instant::now() < end {
        std::thread::sleep(Duration::from_millis(200).min(time));
    }
}

/// Follows a folder, a Maildir or an mbox until told to stop.
pub fn follow_folder(watch: &Watch<'_>, source: &Source) {
    let stop = &watch.pipeline.stop;
    let changed = Arc::new(Bell::default());
    let _watcher = watcher(&source.path, &changed);
    let sweep = Duration::from_secs(watch.pipeline.config.watch.sweep_seconds.max(1));
    let mut failures = 0_u32;
    let mut said = Vec::new();
    while !stop.asked() {
        let mut report = Report::default();
        let result = sweep_once(watch, source, &mut report);
        let tally = Tally { received: report.received, duplicates: report.duplicates };
        if tally.all() > 0 {
            watch.work.ring();
            watch.witness.say(&format!("{}: {} taken in", source.name, tally.all()));
        }
        let mut faults: Vec<String> =
            report.faults.iter().map(|f| format!("{}: {}", f.path.display(), f.message)).collect();
        faults.extend(result.err().map(|e| e.to_string()));
        watch.status.feed(&source.name, tally, faults.first().cloned());
        // What goes on being wrong is said once.
        for fault in faults.iter().filter(|f| !said.contains(*f)) {
            watch.witness.say(&format!("{}: {fault}", source.name));
        }
        failures = if faults.is_empty() { 0 } else { failures + 1 };
        said = faults;
        let wait = if report.unsettled.is_empty() { sweep } else { source.settle.max(Duration::from_secs(1)) };
        let end = std::time::Instant::now() + if failures > 0 { wait.max(pause(failures)) } else { wait };
        while !stop.asked() && std::time::Instant::now() < end && !changed.wait(Duration::from_millis(500)) {}
    }
}

fn sweep_once(watch: &Watch<'_>, source: &Source, report: &mut Report) -> Result<(), PipelineError> {
    let mut register = Register::open(&watch.pipeline.config.folders.data)?;
    intake::take_in_folder(watch.pipeline, source, &mut register, &(), report)
}

/// Rings when the system tells of a change; where it cannot, the sweep remains.
fn watcher(path: &Path, bell: &Arc<Bell>) -> Option<notify::RecommendedWatcher> {
    let bell = bell.clone();
    let tell = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|e| !e.kind.is_access()) {
            bell.ring();
        }
    };
    let mut watcher = notify::recommended_watcher(tell).ok()?;
    watcher.watch(path, RecursiveMode::Recursive).ok()?;
    Some(watcher)
}
