//! From the register into the indexes, after the commit. What an index lacks is put in; an index that is new, of another
//! version or damaged is filled again from the register. The register is told only after the index was committed.

use super::{Pipeline, PipelineError, Progress, Stage};
use crate::index::{Entry, FullIndex, IndexedCase, StaffIndex, State};
use crate::model::Status;
use crate::redact;
use crate::register::{Record, Register};

/// Items between two commits of the index.
const BATCH: usize = 1_000;

/// Removes both indexes and fills them again; returns how many items were put.
pub fn rebuild(pipeline: &Pipeline, register: &mut Register, progress: &dyn Progress) -> Result<usize, PipelineError> {
    let folder = &pipeline.config.folders.index;
    drop(StaffIndex::rebuild(&folder.join("staff"))?);
    drop(FullIndex::rebuild(&folder.join("full"))?);
    bring_up_to_date(pipeline, register, progress)
}

/// Puts in what is missing; returns how many items were put.
pub fn bring_up_to_date(
    pipeline: &Pipeline,
    register: &mut Register,
    progress: &dyn Progress,
) -> Result<usize, PipelineError> {
    let folder = &pipeline.config.folders.index;
    let (mut staff, staff_state) = StaffIndex::open_or_create(&folder.join("staff"))?;
    let (mut full, full_state) = FullIndex::open_or_create(&folder.join("full"))?;
    let fresh = [&staff_state, &full_state].iter().any(|state| matches!(state, State::Fresh(_)));
    if fresh {
        register.mark_all_for_index()?;
    }
    let total = register.needs_index(usize::MAX)?.len();
    let mut done = 0;
    loop {
        let batch = register.needs_index(BATCH)?;
        if batch.is_empty() {
            break;
        }
        for item_id in &batch {
            put(&register.record(item_id)?, &mut staff, &mut full)?;
            done += 1;
            progress.at(Stage::Index, done, total);
        }
        staff.commit()?;
        full.commit()?;
        register.indexed(&batch)?;
    }
    if fresh {
        staff.complete()?;
        full.complete()?;
    }
    Ok(done)
}

fn put(record: &Record, staff: &mut StaffIndex, full: &mut FullIndex) -> Result<(), PipelineError> {
    let (Some(parsed), Some(classification), Some(profile)) = (&record.parsed, &record.classification, &record.profile)
    else {
        // Worked on again and now in quarantine: what the indexes held of it goes.
        staff.remove(&record.row.item_id);
        full.remove(&record.row.item_id);
        return Ok(());
    };
    let cases: Vec<IndexedCase> = record
        .cases
        .iter()
        .map(|case| IndexedCase {
            category: case.category,
            kind: case.kind,
            queue: case.queue.clone(),
            due: case.clocks.iter().map(|c| c.due).min(),
        })
        .collect();
    let flags: Vec<_> = classification.flags.iter().map(|f| f.flag).collect();
    let needs_person = record.row.problems.iter().any(|p| p.severity >= crate::model::Severity::NeedsPerson);
    let entry = Entry {
        item_id: &record.row.item_id,
        reference: &record.row.reference,
        item: &parsed.item,
        cases: &cases,
        flags: &flags,
        status: if needs_person { Status::NeedsPerson } else { Status::Ok },
    };
    let redacted = redact::restore(parsed, profile, record.parties.clone(), record.marks.clone());
    staff.put_staff(&entry, &redacted)?;
    full.put_full(&entry, parsed)?;
    Ok(())
}
