//! Archives: each member becomes a document of its own, with its path as its name. Members are unpacked in memory only,
//! one at a time, and counted while they unpack; a path in an archive is a label here and never a place on a disk.

mod gzip;
mod tar;
mod unpack;
mod zip;

pub(super) use unpack::{Stop, unpack};

use super::kind::{Archive, Kind};
use super::mail::one_line;
use super::reading::{Part, Reading};
use crate::model::{ProblemCode, Severity};

/// Names longer than this are cut for show.
const LONGEST_NAME: usize = 250;

/// Reads an archive and what it holds.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, archive: Archive) {
    let id = reading.document(part, Kind::Archive(archive));
    reading.inside(id, part, |reading| match archive {
        Archive::Zip => zip::read(reading, part, id),
        Archive::Gzip => gzip::read(reading, part, id),
        Archive::Tar => tar::read(reading, part, id),
    });
}

/// Reads one member below document `id`.
fn read_member(reading: &mut Reading<'_>, part: Part<'_>, id: usize, name: &str, bytes: &[u8]) {
    reading.read_part(Part { bytes, name, parent: Some(id), charset: None, depth: part.depth, inline: false });
}

/// A member that could not be had becomes a document without text and a problem that says why.
fn note_member(reading: &mut Reading<'_>, part: Part<'_>, id: usize, name: &str, stop: Stop) {
    let member = Part { bytes: &[], name, parent: Some(id), charset: None, depth: part.depth, inline: false };
    let document = reading.document(member, Kind::Unknown);
    stop.note(reading, document, member);
}

/// A member's path as a name: on one line, without control characters, cut where it is very long.
fn member_name(path: &str) -> String {
    let name = one_line(path);
    match name.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}…", name.get(..at).unwrap_or_default()),
        None if name.is_empty() => "without a name".into(),
        None => name,
    }
}

/// Files that a computer keeps for itself and that hold nothing anybody wrote.
fn is_housekeeping(path: &str) -> bool {
    let last = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    path.starts_with("__MACOSX/")
        || last.starts_with("._")
        || matches!(last.as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}

/// What was passed over in an archive.
#[derive(Debug, Default)]
struct Passed {
    housekeeping: usize,
    links: usize,
}

impl Passed {
    fn note(&self, reading: &mut Reading<'_>, id: usize) {
        if self.housekeeping > 0 {
            reading.note(
                id,
                ProblemCode::UnsupportedFormat,
                Severity::Note,
                format!(
                    "{} of its members are files that a computer keeps for itself (.DS_Store, Thumbs.db and the like). They \
                     were not read; they are kept with the original.",
                    self.housekeeping
                ),
            );
        }
        if self.links > 0 {
            reading.note(
                id,
                ProblemCode::UnsupportedFormat,
                Severity::NeedsPerson,
                format!(
                    "{} of its members are links or devices and no files. They were not followed; the original is kept. Ask \
                     the sender for the files themselves.",
                    self.links
                ),
            );
        }
    }
}
