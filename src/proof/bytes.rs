//! The raw bytes of a file and of every stream in it, whether anything refers to it or not, searched for each removed
//! string in every form a byte string can take.

use super::forms::{base64_forms, forms};
use super::ours::{beyond, blanked};
use super::search::Search;
use super::{Claim, Report};
use crate::parse::Anatomy;
use memchr::memmem::Finder;

/// The byte forms of all removed strings, made ready, and what was searched for them.
pub(super) struct Hunt {
    plain: Vec<Finder<'static>>,
    coded: Vec<Finder<'static>>,
    ours: bool,
    streams: usize,
    found: usize,
}

impl Hunt {
    /// Makes the strings ready.
    pub fn new(search: &Search, claim: &Claim) -> Self {
        let raw = search.raw();
        let finder = |form: &Vec<u8>| Finder::new(form).into_owned();
        let plain: Vec<Vec<u8>> = raw.iter().flat_map(|text| forms(text)).filter(|f| f.len() >= 5).collect();
        let coded: Vec<Vec<u8>> = raw.iter().flat_map(|text| base64_forms(text)).collect();
        Self {
            plain: plain.iter().map(finder).collect(),
            coded: coded.iter().map(finder).collect(),
            ours: claim.ours,
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
        let all = file.strings.len() + file.keys.len() + file.names.len();
        if self.ours {
            // What we always write tells nothing, and no word of an item belongs in what is left: not even a kept one.
            let beyond = beyond(file);
            let left = [beyond.strings, beyond.keys, beyond.names].concat().join("\n");
            let failed = search.stands(&left) > 0 || self.stands(left.as_bytes());
            report.add(
                "strings and names",
                failed,
                format!("{all} strings, keys and names, our constant ones left out"),
            );
            return;
        }
        let named = file.keys.keys().chain(&file.names);
        let strings: Vec<&str> = file.strings.iter().chain(named).map(String::as_str).collect();
        let together = strings.join("\n");
        let failed = search.hits(&together) > 0 || self.stands(together.as_bytes());
        report.add("strings and names", failed, format!("{all} strings"));
    }

    fn stands(&self, hay: &[u8]) -> bool {
        let blanked = self.ours.then(|| blanked(hay));
        let hay = blanked.as_deref().unwrap_or(hay);
        let small = hay.to_ascii_lowercase();
        self.plain.iter().any(|f| f.find(&small).is_some()) || self.coded.iter().any(|f| f.find(hay).is_some())
    }
}
