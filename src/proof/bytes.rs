//! The raw bytes of a file and of every stream in it, whether anything refers to it or not, searched for each removed
//! string in every form a byte string can take.

use super::Report;
use super::forms::{base64_forms, forms};
use super::search::Search;
use crate::parse::Anatomy;
use memchr::memmem::Finder;

/// The byte forms of all removed strings, made ready, and what was searched for them.
pub(super) struct Hunt {
    plain: Vec<Finder<'static>>,
    coded: Vec<Finder<'static>>,
    streams: usize,
    found: usize,
}

impl Hunt {
    /// Makes the strings ready.
    pub fn new(search: &Search) -> Self {
        let raw = search.raw();
        let finder = |form: &Vec<u8>| Finder::new(form).into_owned();
        let plain: Vec<Vec<u8>> = raw.iter().flat_map(|text| forms(text)).filter(|f| f.len() >= 5).collect();
        let coded: Vec<Vec<u8>> = raw.iter().flat_map(|text| base64_forms(text)).collect();
        Self {
            plain: plain.iter().map(finder).collect(),
            coded: coded.iter().map(finder).collect(),
            streams: 0,
            found: 0,
        }
    }

    /// Searches one unpacked stream.
    pub fn stream(&mut self, plain: &[u8]) {
        self.streams += 1;
        self.found += usize::from(self.stands(plain));
    }

    /// Searches the file as it lies and its strings, and tells what came of it all.
    pub fn close(self, bytes: &[u8], file: &Anatomy, search: &Search, report: &mut Report) {
        report.add("raw bytes", self.stands(bytes), format!("{} bytes as they lie, in 8 forms", bytes.len()));
        let detail =
            format!("{} unpacked streams, reachable or not; {} with something removed", self.streams, self.found);
        report.add("streams", self.found > 0, detail);
        let named = file.keys.keys().chain(&file.names);
        let strings: Vec<&str> = file.strings.iter().chain(named).map(String::as_str).collect();
        let together = strings.join("\n");
        let hits = search.hits(&together);
        let failed = hits > 0 || self.stands(together.as_bytes());
        report.add("strings and names", failed, format!("{} strings", strings.len()));
    }

    fn stands(&self, hay: &[u8]) -> bool {
        let small = hay.to_ascii_lowercase();
        self.plain.iter().any(|f| f.find(&small).is_some()) || self.coded.iter().any(|f| f.find(hay).is_some())
    }
}
