//! From the register into the indexes, after the commit. What an index lacks is put in; an index that is new, of another
//! version or damaged is filled again from the register. The register is told only after the index was committed.

use super::{PipelineError, Progress, Stage};
use crate::index::{Entry, FullIndex, IndexedCase, Reader, StaffIndex, State, Which};
use crate::model::Status;
use crate::redact;
use crate::register::{Record, Register};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;

/// Items between two commits of the index.
const BATCH: usize = 1_000;

/// How an index differs from the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which index.
    pub index: Which,
    /// Ids of items that are filed and not in it.
    pub missing: Vec<String>,
    /// Ids of items that are in it and not filed.
    pub surplus: Vec<String>,
    /// Damaged files, or why it could not be read at all.
    pub damage: Vec<String>,
}

/// Fills both indexes anew while the old ones go on answering; returns how many items were put.
pub fn rebuild(folder: &Path, register: &mut Register, progress: &dyn Progress) -> Result<usize, PipelineError> {
    let mut staff = StaffIndex::rebuild(&folder.join("staff"))?;
    let mut full = FullIndex::rebuild(&folder.join("full"))?;
    let reading = register.reading()?;
    let filed = register.filed()?;
    // Nothing is committed between: nobody sees these indexes before they are complete, and each commit makes segments
    // that must be merged again.
    for (done, item_id) in filed.iter().enumerate() {
        put(&register.record(item_id)?, &mut staff, &mut full)?;
        progress.at(Stage::Index, done + 1, filed.len());
    }
    drop(reading);
    staff.complete()?;
    full.complete()?;
    // Only now: until here the register must know of nothing that the old indexes do not hold.
    register.indexed(&filed)?;
    Ok(filed.len())
}

/// Compares both indexes with the register, file by file and item by item. It changes nothing.
pub fn compare(folder: &Path, register: &Register) -> Result<Vec<Difference>, PipelineError> {
    let waiting: BTreeSet<String> = register.needs_index(usize::MAX)?.into_iter().collect();
    let filed: BTreeSet<String> = register.filed()?.into_iter().filter(|id| !waiting.contains(id)).collect();
    let mut differences = Vec::new();
    for which in [Which::Staff, Which::Full] {
        let mut found = Difference { index: which, missing: Vec::new(), surplus: Vec::new(), damage: Vec::new() };
        match Reader::open(&folder.join(which.word()), which).and_then(|r| Ok((r.verify(), r.item_ids()?))) {
            Ok((damage, held)) => {
                let held: BTreeSet<String> = held.into_iter().collect();
                found.damage = damage;
                found.missing = filed.difference(&held).cloned().collect();
                found.surplus = held.difference(&filed).filter(|id| !waiting.contains(*id)).cloned().collect();
            }
            Err(error) => {
                found.damage = vec![error.to_string()];
                found.missing = filed.iter().cloned().collect();
            }
        }
        differences.push(found);
    }
    Ok(differences)
}

/// Puts in what is missing and takes out what is too much.
pub fn mend(
    folder: &Path,
    register: &mut Register,
    differences: &[Difference],
    progress: &dyn Progress,
) -> Result<usize, PipelineError> {
    let missing: Vec<String> = differences.iter().flat_map(|d| d.missing.clone()).collect();
    register.mark_for_index(&missing)?;
    let done = bring_up_to_date(folder, register, progress)?;
    let surplus: Vec<&str> = differences.iter().flat_map(|d| d.surplus.iter().map(String::as_str)).collect();
    if !surplus.is_empty() {
        StaffIndex::open_or_create(&folder.join("staff"))?.0.erase(&surplus)?;
        FullIndex::open_or_create(&folder.join("full"))?.0.erase(&surplus)?;
    }
    Ok(done)
}

/// Puts in what is missing; returns how many items were put.
pub fn bring_up_to_date(
    folder: &Path,
    register: &mut Register,
    progress: &dyn Progress,
) -> Result<usize, PipelineError> {
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
