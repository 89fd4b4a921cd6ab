//! Zip archives. The directory at the end of the file says what there is; a file without one is damaged, and what it
//! held is not guessed at.

use super::{Passed, Stop, is_housekeeping, member_name, note_member, read_member, unpack};
use crate::model::{ProblemCode, TextFrom};
use crate::parse::reading::{Part, Reading};
use crate::parse::text;
use std::io::Cursor;
use zip::ZipArchive;
use zip::result::ZipError;

type Zip<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Reads every member.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let mut zip: Zip<'_> = match ZipArchive::new(Cursor::new(part.bytes)) {
        Ok(zip) => zip,
        Err(_) => {
            let what = "is a zip archive that is damaged or cut short: its directory cannot be read";
            reading.note_part(id, part, ProblemCode::Damaged, what, "Ask the sender for it again.");
            return;
        }
    };
    if zip.is_empty() {
        reading.note_part(
            id,
            part,
            ProblemCode::Empty,
            "is a zip archive with nothing in it",
            "Ask the sender for it again.",
        );
        return;
    }
    keep_comment(reading, id, zip.comment());
    let mut passed = Passed::default();
    for number in 0..zip.len() {
        if !member(reading, part, id, &mut zip, number, &mut passed) {
            break;
        }
    }
    passed.note(reading, id);
}

/// Words that somebody wrote about the archive.
fn keep_comment(reading: &mut Reading<'_>, id: usize, comment: &[u8]) {
    let words = text::decode(comment, None).text;
    if let Some(document) = reading.documents.get_mut(id).filter(|_| words.chars().any(char::is_alphanumeric)) {
        document.text = words;
        document.text_from = Some(TextFrom::Text);
    }
}

/// Reads one member; false where no more are to be read.
fn member(
    reading: &mut Reading<'_>,
    part: Part<'_>,
    id: usize,
    zip: &mut Zip<'_>,
    number: usize,
    passed: &mut Passed,
) -> bool {
    let Ok(facts) = zip.by_index_raw(number) else {
        note_member(reading, part, id, &format!("member {}", number + 1), Stop::Damaged);
        return true;
    };
    let path = facts.name().map_or_else(|_| text::decode(facts.name_raw(), None).text, |name| name.into_owned());
    let (folder, locked, link, packed) =
        (facts.is_dir(), facts.encrypted(), facts.is_symlink(), facts.compressed_size());
    drop(facts);
    if folder && packed == 0 {
        return true;
    }
    if is_housekeeping(&path) {
        passed.housekeeping += 1;
        return true;
    }
    if !reading.room_for_member(id) {
        return false;
    }
    if link {
        passed.links += 1;
        return true;
    }
    let name = member_name(&path);
    if locked {
        note_member(reading, part, id, &name, Stop::Encrypted);
        return true;
    }
    let bytes = match zip.by_index(number) {
        Ok(file) => unpack(reading, file, packed),
        Err(error) => Err(why(&error)),
    };
    match bytes {
        Ok(bytes) => read_member(reading, part, id, &name, &bytes),
        Err(stop) => note_member(reading, part, id, &name, stop),
    }
    true
}

/// A fault of the zip library in our words.
pub(in crate::parse) fn why(error: &ZipError) -> Stop {
    match error {
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => Stop::Encrypted,
        ZipError::InvalidPassword => Stop::Encrypted,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => Stop::Method,
        _ => Stop::Damaged,
    }
}
