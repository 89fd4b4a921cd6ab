//! What else an office file of the old kind holds beside its text: properties ([MS-OLEPS]), macros, objects, pictures.

use crate::parse::archive::unpack;
use crate::parse::codepage;
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};
use std::io::Cursor;

/// The two sets of properties, with the properties that hold words of people: number and name.
const SETS: [(&str, &[(u32, &str)]); 2] = [
    (
        "/\u{5}SummaryInformation",
        &[(2, "title"), (3, "subject"), (4, "author"), (5, "keywords"), (6, "comments"), (8, "last saved by")],
    ),
    ("/\u{5}DocumentSummaryInformation", &[(2, "category"), (14, "manager"), (15, "company")]),
];
/// Properties of one set; more than this is no honest file.
const MOST: usize = 500;

/// Reads properties and counts macros and objects.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, flow: &mut Flow) {
    let Ok(mut file) = cfb::CompoundFile::open(Cursor::new(part.bytes)) else { return };
    let macros = ["/Macros", "/_VBA_PROJECT_CUR", "/VBA"].iter().any(|name| file.is_storage(name));
    if macros {
        flow.unseen(Unseen::Macro, "");
    }
    let objects = ["/ObjectPool"].iter().filter_map(|name| file.read_storage(name).ok()).map(Iterator::count).sum();
    (0..Ord::min(objects, MOST)).for_each(|_| flow.unseen(Unseen::Embedded, ""));
    for (stream, kept) in SETS {
        let Ok(stream) = file.open_stream(stream) else { continue };
        let length = stream.len();
        let Ok(bytes) = unpack(reading, stream, length) else { continue };
        for (name, value) in properties(&bytes, kept) {
            flow.unseen(Unseen::Property, &format!("{name}: {value}"));
        }
    }
}

fn properties(bytes: &[u8], kept: &[(u32, &'static str)]) -> Vec<(&'static str, String)> {
    let found = || -> Option<Vec<(&'static str, String)>> {
        let start = u32_at(bytes, 44)? as usize;
        let set = bytes.get(start..)?;
        let count = (u32_at(set, 4)? as usize).min(MOST);
        let entry = |n: usize| Some((u32_at(set, 8 + n * 8)?, u32_at(set, 12 + n * 8)? as usize));
        let entries: Vec<(u32, usize)> = (0..count).map_while(entry).collect();
        let page = entries.iter().find(|(id, _)| *id == 1).and_then(|(_, at)| u32_at(set, at.checked_add(4)?));
        let page = page.map_or(1252, |p| p & 0xffff);
        let value = |at: usize| -> Option<String> {
            let length = u32_at(set, at.checked_add(4)?)? as usize;
            let from = at.checked_add(8)?;
            match u32_at(set, at)? {
                0x1e => Some(codepage::decode(set.get(from..from.checked_add(length)?)?, page).0),
                0x1f => Some(codepage::decode(set.get(from..from.checked_add(length.checked_mul(2)?)?)?, 1200).0),
                _ => None,
            }
        };
        let named = |(id, at): &(u32, usize)| {
            let name = kept.iter().find(|(k, _)| k == id)?.1;
            let value = value(*at)?.trim_end_matches('\0').trim().to_owned();
            (!value.is_empty()).then_some((name, value))
        };
        Some(entries.iter().filter_map(named).collect())
    };
    found().unwrap_or_default()
}

/// Pictures that lie whole in a stream: PNG and JPEG, from where they begin.
pub(super) fn pictures(bytes: &[u8]) -> Vec<&[u8]> {
    let png = memchr::memmem::find_iter(bytes, b"\x89PNG\r\n\x1a\n");
    let jpeg = memchr::memmem::find_iter(bytes, b"\xff\xd8\xff")
        .filter(|at| matches!(bytes.get(at + 3), Some(0xe0..=0xef | 0xdb)));
    let mut starts: Vec<usize> = png.chain(jpeg).take(MOST).collect();
    starts.sort_unstable();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([bytes.len()]).collect();
    starts.iter().zip(ends).filter_map(|(start, end)| bytes.get(*start..end)).collect()
}

/// Reads those pictures as documents of their own.
pub(super) fn read_pictures(reading: &mut Reading<'_>, part: Part<'_>, id: usize, stream: &str) {
    let Ok(mut file) = cfb::CompoundFile::open(Cursor::new(part.bytes)) else { return };
    let Ok(stream) = file.open_stream(stream) else { return };
    let length = stream.len();
    let Ok(bytes) = unpack(reading, stream, length) else { return };
    for (number, picture) in pictures(&bytes).into_iter().enumerate() {
        if !reading.room_for_member(id) {
            return;
        }
        let name = format!("picture {}", number + 1);
        let inner =
            Part { bytes: picture, name: &name, parent: Some(id), charset: None, depth: part.depth, inline: true };
        reading.read_part(inner);
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
