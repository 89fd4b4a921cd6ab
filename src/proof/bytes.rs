//! The raw bytes of a file and of every stream in it, whether anything refers to it or not, searched for each removed
//! string in every form a byte string can take.

use super::Report;
use super::forms::{base64_forms, forms};
use super::search::Search;
use super::structure::File;
use memchr::memmem::Finder;

/// Searches the file as it lies and everything that can be unpacked from it.
pub(super) fn check(bytes: &[u8], file: &File, search: &Search, report: &mut Report) {
    let raw = search.raw();
    let plain: Vec<Vec<u8>> = raw.iter().flat_map(|text| forms(text)).filter(|f| f.len() >= 5).collect();
    let coded: Vec<Vec<u8>> = raw.iter().flat_map(|text| base64_forms(text)).collect();
    let plain: Vec<Finder<'_>> = plain.iter().map(Finder::new).collect();
    let coded: Vec<Finder<'_>> = coded.iter().map(Finder::new).collect();
    let stands = |hay: &[u8]| {
        let small = hay.to_ascii_lowercase();
        plain.iter().any(|f| f.find(&small).is_some()) || coded.iter().any(|f| f.find(hay).is_some())
    };
    report.add("raw bytes", stands(bytes), format!("{} bytes as they lie, in 8 forms", bytes.len()));
    let found = file.streams.iter().filter(|s| stands(s)).count();
    let detail = format!("{} unpacked streams, reachable or not; {found} with something removed", file.streams.len());
    report.add("streams", found > 0, detail);
    let strings = file.strings.join("\n");
    let hits = search.hits(&strings);
    report.add("strings and names", hits > 0 || stands(strings.as_bytes()), format!("{} strings", file.strings.len()));
}
