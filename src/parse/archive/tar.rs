//! tar archives. Only plain files are read; links, devices and folders hold nothing that anybody wrote.

use super::{Passed, Stop, is_housekeeping, member_name, note_member, read_member, unpack};
use crate::model::{ProblemCode, Severity};
use crate::parse::reading::{Part, Reading};
use crate::parse::text;
use std::io::Cursor;
use tar::EntryType;

/// Reads every file inside.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let mut archive = tar::Archive::new(Cursor::new(part.bytes));
    let mut passed = Passed::default();
    let mut files = 0usize;
    let Ok(entries) = archive.entries() else { return note_broken(reading, part, id, files) };
    for entry in entries {
        let Ok(entry) = entry else {
            note_broken(reading, part, id, files);
            break;
        };
        let path = text::decode(&entry.path_bytes(), None).text;
        match entry.header().entry_type() {
            EntryType::Directory | EntryType::XGlobalHeader => continue,
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {}
            _ => {
                passed.links += 1;
                continue;
            }
        }
        if is_housekeeping(&path) {
            passed.housekeeping += 1;
            continue;
        }
        if !reading.room_for_member(id) {
            break;
        }
        files += 1;
        let (name, size) = (member_name(&path), entry.size());
        // A file cut short gives fewer bytes than it states, without an error.
        match unpack(reading, entry, size) {
            Ok(bytes) if (bytes.len() as u64) < size => note_member(reading, part, id, &name, Stop::Damaged),
            Ok(bytes) => read_member(reading, part, id, &name, &bytes),
            Err(stop) => note_member(reading, part, id, &name, stop),
        }
    }
    passed.note(reading, id);
    if files == 0 && passed.links == 0 {
        reading.note_part(
            id,
            part,
            ProblemCode::Empty,
            "is a tar archive with no file in it",
            "Ask the sender for it again.",
        );
    }
}

fn note_broken(reading: &mut Reading<'_>, part: Part<'_>, id: usize, files: usize) {
    if files == 0 {
        let what = "is a tar archive that is damaged or cut short";
        return reading.note_part(id, part, ProblemCode::Damaged, what, "Ask the sender for it again.");
    }
    reading.note(
        id,
        ProblemCode::ReadInPart,
        Severity::NeedsPerson,
        format!(
            "\"{}\" is a tar archive that is damaged or cut short after {files} files. Those were read and the original is \
             kept. Ask the sender for it again.",
            part.name
        ),
    );
}
