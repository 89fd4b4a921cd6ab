//! Objects embedded in other files (OLE): the file inside is taken out and read as what it is. Nothing is started.

use super::super::kind::{self, Kind};
use super::super::reading::{Part, Reading};
use crate::model::ProblemCode;
use crate::parse::archive::unpack;
use crate::parse::codepage;
use std::io::Cursor;

/// Streams in which objects keep a file whole.
const WHOLE: [&str; 4] = ["Package", "CONTENTS", "EmbeddedOdf", "Contents"];
/// The stream of things dragged into a document.
const NATIVE: &str = "\u{1}Ole10Native";

/// Reads a part that may be an object around a file.
pub(in crate::parse) fn read(reading: &mut Reading<'_>, part: Part<'_>) {
    let kind = kind::sniff(part.bytes, part.name);
    if !matches!(kind, Kind::Unread("application/x-ole-storage", _)) {
        return reading.read_as(part, kind);
    }
    match taken_out(reading, part.bytes) {
        Some((name, bytes)) => {
            let name = name.unwrap_or_else(|| part.name.to_owned());
            let inner = kind::sniff(&bytes, &name);
            reading.read_as(Part { bytes: &bytes, name: &name, ..part }, inner);
        }
        None => {
            let id = reading.document(part, kind);
            let what = "is an embedded object of a kind that is not read";
            reading.note_part(
                id,
                part,
                ProblemCode::UnsupportedFormat,
                what,
                "Open the original and see what it shows.",
            );
        }
    }
}

/// Reads an object in the older form that RTF uses ([MS-OLEDS] 2.2).
pub(in crate::parse) fn read_ole1(reading: &mut Reading<'_>, part: Part<'_>) {
    let Some((class, data)) = ole1(part.bytes) else {
        let id = reading.document(part, Kind::Unknown);
        let what = "is an embedded object that is damaged or cut short";
        return reading.note_part(id, part, ProblemCode::Damaged, what, "Open the original and see what it shows.");
    };
    if class.eq_ignore_ascii_case("Package")
        && let Some((name, bytes)) = native(data)
    {
        return reading.read_part(Part { bytes: &bytes, name: name.as_deref().unwrap_or(part.name), ..part });
    }
    read(reading, Part { bytes: data, ..part });
}

/// The file inside an object, and its name where it has one.
fn taken_out(reading: &mut Reading<'_>, bytes: &[u8]) -> Option<(Option<String>, Vec<u8>)> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    for name in WHOLE {
        if let Ok(stream) = file.open_stream(name) {
            let packed = stream.len();
            return unpack(reading, stream, packed).ok().filter(|b| !b.is_empty()).map(|bytes| (None, bytes));
        }
    }
    let stream = file.open_stream(NATIVE).ok()?;
    let packed = stream.len();
    let bytes = unpack(reading, stream, packed).ok()?;
    native(bytes.get(4..)?)
}

/// A file that was dragged in: label, path and content ([MS-OLEDS] 2.3.6 leaves the form to the packager; this is what
/// Windows writes).
fn native(data: &[u8]) -> Option<(Option<String>, Vec<u8>)> {
    let mut rest = data.get(2..)?;
    let mut take_string = || -> Option<String> {
        let end = rest.iter().position(|b| *b == 0)?;
        let text = codepage::decode(rest.get(..end)?, 1252).0;
        rest = rest.get(end + 1..)?;
        Some(text)
    };
    let label = take_string()?;
    take_string()?;
    let rest = rest.get(4..)?;
    let length = u32_at(rest, 0)? as usize;
    let rest = rest.get(4usize.checked_add(length)?..)?;
    let size = u32_at(rest, 0)? as usize;
    let bytes = rest.get(4..4usize.checked_add(size)?)?.to_vec();
    Some((Some(label).filter(|l| !l.is_empty()), bytes))
}

/// Class and data of an object in the older form.
fn ole1(bytes: &[u8]) -> Option<(String, &[u8])> {
    let mut at = 8usize;
    let mut class = String::new();
    for number in 0..3 {
        let length = u32_at(bytes, at)? as usize;
        let text = bytes.get(at + 4..at.checked_add(4)?.checked_add(length)?)?;
        if number == 0 {
            class = codepage::decode(text.strip_suffix(b"\0").unwrap_or(text), 1252).0;
        }
        at += 4 + length;
    }
    let size = u32_at(bytes, at)? as usize;
    let data = bytes.get(at + 4..)?;
    Some((class, data.get(..size.min(data.len()))?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
