//! From a source into the register: bytes to the store, rows to the register in one transaction, and only then is the
//! source told. Whatever is interrupted here is met again at the next run and recognised.

use super::feed::{FeedError, Feeder, Mailbox, Sources, Tally};
use super::{Pipeline, PipelineError, Progress, Report, Stage};
use crate::model::Delivery;
use crate::register::{Intake, Register, Tombstone};
use crate::source::imap::ImapError;
use crate::source::{Fault, Found, Source};
use jiff::Timestamp;

/// Deliveries recorded in one transaction: enough to share an fsync, few enough to lose little time to a stop.
const BATCH: usize = 64;

/// Looks at a mailbox without any success after which it is left for the next run.
const VAIN_LOOKS: u32 = 4;

/// Takes in everything the sources hold.
pub fn take_in(
    pipeline: &Pipeline,
    sources: &Sources,
    register: &mut Register,
    progress: &dyn Progress,
    report: &mut Report,
) -> Result<(), PipelineError> {
    report.resumed = usize::try_from(register.account()?.waiting).unwrap_or(0);
    let several = sources.folders.len() + sources.mailboxes.len() > 1;
    for source in &sources.folders {
        match take_in_folder(pipeline, source, register, progress, report) {
            // A share that is not mounted holds up no other source.
            Err(PipelineError::Source(error)) if several => report.faults.push(error.fault()),
            other => other?,
        }
    }
    for mailbox in &sources.mailboxes {
        let mut tally = Tally::default();
        look_at(pipeline, mailbox, register, report, &mut tally, |feeder, register, tally| {
            let mut open = feeder.open()?;
            feeder.take_all(&mut open, register, tally)?;
            open.session.close();
            Ok(())
        })?;
        report.received += tally.received;
        report.duplicates += tally.duplicates;
        progress.at(Stage::Source, tally.all(), tally.all());
    }
    Ok(())
}

/// Tells the servers what became of their mails.
pub fn tell(
    pipeline: &Pipeline,
    sources: &Sources,
    register: &mut Register,
    report: &mut Report,
) -> Result<(), PipelineError> {
    for mailbox in sources.mailboxes.iter().filter(|m| m.moves) {
        if !register.has_mails_to_tell(&mailbox.source, &mailbox.folder)? {
            continue;
        }
        look_at(pipeline, mailbox, register, report, &mut Tally::default(), |feeder, register, _| {
            let mut open = feeder.open()?;
            feeder.tell(&mut open, register)?;
            open.session.close();
            Ok(())
        })?;
    }
    Ok(())
}

/// Looks at a mailbox, again after a connection that was lost, until all is done or the server stays away.
fn look_at(
    pipeline: &Pipeline,
    mailbox: &Mailbox,
    register: &mut Register,
    report: &mut Report,
    tally: &mut Tally,
    look: impl Fn(&mut Feeder<'_>, &mut Register, &mut Tally) -> Result<(), FeedError>,
) -> Result<(), PipelineError> {
    let mut feeder = Feeder::new(mailbox, pipeline);
    let mut vain = 0;
    loop {
        let before = tally.all();
        let error = match look(&mut feeder, register, tally) {
            Ok(()) => return Ok(()),
            Err(FeedError::Own(error)) => return Err(error),
            Err(error) => error,
        };
        vain = if tally.all() > before { 0 } else { vain + 1 };
        let hopeless = matches!(
            &error,
            FeedError::Secret(_)
                | FeedError::Server(ImapError::SignIn(_) | ImapError::Refused { .. } | ImapError::Folder(_))
        );
        if hopeless || vain >= VAIN_LOOKS || pipeline.stop.asked() {
            let message = format!("{error}. What is there stays there; correct the settings or run again.");
            report.faults.push(Fault { path: mailbox.address().into(), message });
            return Ok(());
        }
        if pipeline.stop.wait(std::time::Duration::from_millis(250 << vain)) {
            return Ok(());
        }
    }
}

/// Takes in everything a folder holds.
pub fn take_in_folder(
    pipeline: &Pipeline,
    source: &Source,
    register: &mut Register,
    progress: &dyn Progress,
    report: &mut Report,
) -> Result<(), PipelineError> {
    let findings = source.find(&pipeline.config.ignore)?;
    report.unsettled.extend(findings.unsettled);
    report.ignored += findings.ignored;
    report.faults.extend(findings.faults);
    let total = findings.files.len();
    let mut batch = Batch { source, deliveries: Vec::new(), files: Vec::new() };
    for (done, found) in findings.files.into_iter().enumerate() {
        if pipeline.stop.asked() {
            break;
        }
        progress.at(Stage::Source, done, total);
        match found.deliveries(source) {
            Err(fault) => report.faults.push(fault),
            Ok(deliveries) => batch.add(pipeline, found, deliveries, register, report)?,
        }
        if batch.deliveries.len() >= BATCH {
            batch.close(register, report)?;
        }
    }
    batch.close(register, report)?;
    progress.at(Stage::Source, total, total);
    Ok(())
}

/// Deliveries that are in the store and not yet in the register.
struct Batch<'a> {
    source: &'a Source,
    deliveries: Vec<(Delivery, String)>,
    files: Vec<Found>,
}

impl Batch<'_> {
    fn add(
        &mut self,
        pipeline: &Pipeline,
        found: Found,
        deliveries: Vec<Delivery>,
        register: &Register,
        report: &mut Report,
    ) -> Result<(), PipelineError> {
        check_space(pipeline)?;
        let mut refused = 0;
        let all = deliveries.len();
        for delivery in deliveries {
            if let Some(tombstone) = register.erased(&delivery.bytes)? {
                report.faults.push(erased_before(&delivery, &tombstone));
                refused += 1;
                continue;
            }
            let id = register.store.put(&delivery.bytes)?;
            self.deliveries.push((delivery, id));
        }
        // A file of which nothing was taken stays where it is.
        if refused == 0 || refused < all {
            self.files.push(found);
        }
        Ok(())
    }

    fn close(&mut self, register: &mut Register, report: &mut Report) -> Result<(), PipelineError> {
        let rows: Vec<(&Delivery, String)> = self.deliveries.iter().map(|(d, id)| (d, id.clone())).collect();
        for intake in register.receive(&rows, Timestamp::now())? {
            match intake {
                Intake::New => report.received += 1,
                Intake::Duplicate => report.duplicates += 1,
                Intake::Known => report.known += 1,
            }
        }
        for found in &self.files {
            report.faults.extend(self.source.acknowledge(found));
        }
        self.deliveries.clear();
        self.files.clear();
        Ok(())
    }
}

/// What was erased is not taken in again, and never refused in silence.
fn erased_before(delivery: &Delivery, tombstone: &Tombstone) -> Fault {
    let day = tombstone.at.get(..10).unwrap_or_default();
    let message = format!(
        "holds the very bytes of {}, which was erased on {day}. It was not taken in. Remove it from the source, or, if it must be kept, change it and hand it in again.",
        tombstone.reference
    );
    Fault { path: delivery.locator.clone().into(), message }
}

/// Refuses to take more in while space is short, before anything is read.
pub(in crate::pipeline) fn check_space(pipeline: &Pipeline) -> Result<(), PipelineError> {
    let folder = &pipeline.config.folders.data;
    let reserve = pipeline.config.free_disk_mib;
    match fs4::available_space(folder) {
        Ok(bytes) if bytes >> 20 < reserve => {
            Err(PipelineError::DiskFull { folder: folder.clone(), free: bytes >> 20, reserve })
        }
        _ => Ok(()),
    }
}
