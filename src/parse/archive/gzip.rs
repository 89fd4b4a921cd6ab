//! gzip: one packed file. Where that file is a tar, its members are read as if the two were one archive, as people
//! mean them.

use super::{member_name, read_member, tar, unpack};
use crate::model::ProblemCode;
use crate::parse::kind::{self, Archive, Kind};
use crate::parse::reading::{Part, Reading};
use flate2::read::MultiGzDecoder;

/// Reads the one file inside.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    if !reading.room_for_member(id) {
        return;
    }
    let decoder = MultiGzDecoder::new(part.bytes);
    let stated = decoder.header().and_then(|h| h.filename()).map(|n| String::from_utf8_lossy(n).into_owned());
    let bytes = match unpack(reading, decoder, part.bytes.len() as u64) {
        Ok(bytes) => bytes,
        Err(stop) => return stop.note(reading, id, part),
    };
    if bytes.is_empty() {
        reading.note_part(
            id,
            part,
            ProblemCode::Empty,
            "is a gzip archive with nothing in it",
            "Ask the sender for it again.",
        );
        return;
    }
    let name = member_name(&stated.unwrap_or_else(|| bare(part.name)));
    if kind::sniff(&bytes, &name) == Kind::Archive(Archive::Tar) {
        return tar::read(reading, Part { bytes: &bytes, ..part }, id);
    }
    read_member(reading, part, id, &name, &bytes);
}

/// The name without what says that it is packed.
fn bare(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match () {
        () if lower.ends_with(".tgz") => format!("{}.tar", name.get(..name.len() - 4).unwrap_or(name)),
        () if lower.ends_with(".gz") => name.get(..name.len() - 3).unwrap_or(name).to_owned(),
        () => format!("content of {name}"),
    }
}
