//! From a source into the register: bytes to the store, rows to the register in one transaction, and only then is the
//! source told. Whatever is interrupted here is met again at the next run and recognised.

use super::{Pipeline, PipelineError, Progress, Report, Stage};
use crate::model::Delivery;
use crate::register::{Intake, Register};
use crate::source::{Found, Source};
use jiff::Timestamp;

/// Deliveries recorded in one transaction: enough to share an fsync, few enough to lose little time to a stop.
const BATCH: usize = 64;

/// Takes in everything the sources hold.
pub fn take_in(
    pipeline: &Pipeline,
    sources: &[Source],
    register: &mut Register,
    progress: &dyn Progress,
    report: &mut Report,
) -> Result<(), PipelineError> {
    report.resumed = usize::try_from(register.account()?.waiting).unwrap_or(0);
    for source in sources {
        let findings = source.find(&pipeline.config.ignore)?;
        report.unsettled.extend(findings.unsettled);
        report.ignored += findings.ignored;
        report.faults.extend(findings.faults);
        let total = findings.files.len();
        let mut batch = Batch { source, deliveries: Vec::new(), files: Vec::new() };
        for (done, found) in findings.files.into_iter().enumerate() {
            progress.at(Stage::Source, done, total);
            match found.deliveries(source) {
                Err(fault) => report.faults.push(fault),
                Ok(deliveries) => batch.add(pipeline, found, deliveries, register)?,
            }
            if batch.deliveries.len() >= BATCH {
                batch.close(register, report)?;
            }
        }
        batch.close(register, report)?;
        progress.at(Stage::Source, total, total);
    }
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
    ) -> Result<(), PipelineError> {
        check_space(pipeline)?;
        for delivery in deliveries {
            let id = register.store.put(&delivery.bytes)?;
            self.deliveries.push((delivery, id));
        }
        self.files.push(found);
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

/// Refuses to take more in while space is short, before anything is read.
fn check_space(pipeline: &Pipeline) -> Result<(), PipelineError> {
    let folder = &pipeline.config.folders.data;
    let reserve = pipeline.config.free_disk_mib;
    match fs4::available_space(folder) {
        Ok(bytes) if bytes >> 20 < reserve => {
            Err(PipelineError::DiskFull { folder: folder.clone(), free: bytes >> 20, reserve })
        }
        _ => Ok(()),
    }
}
