//! What a PDF is made of, held against what it must be. For files of our own making every key, name and string must be one that we
//! always write; in all files what cannot be unpacked is a fault. The file was taken apart behind the walls of a reading process.

use super::ours::beyond;
use super::{Claim, Report};
use crate::parse::Anatomy;

/// Holds the structure against what it must be.
pub(super) fn check(file: &Anatomy, claim: &Claim, report: &mut Report) {
    if !file.readable {
        report.add("structure", true, "it cannot be read as a PDF");
        return;
    }
    report.pages = file.pages;
    report.add("encryption", file.encrypted, if file.encrypted { "it is locked" } else { "none" });
    let closed = format!("{} that cannot be unpacked", file.closed);
    report.add("unpacking", file.closed > 0, closed);
    if !claim.ours {
        return;
    }
    let beyond = beyond(file);
    let mut only_ours = |what: &'static str, all: usize, strange: usize| {
        report.add(what, strange > 0, format!("{all} {what}, {strange} not on the list"));
    };
    only_ours("keys", file.keys.len(), beyond.keys.len());
    only_ours("names", file.names.len(), beyond.names.len());
    only_ours("strings", file.strings.len(), beyond.strings.len());
    report.add("revisions", file.revisions != 1, format!("{} end of file", file.revisions));
    report.add("outside", file.outside > 0, format!("{} bytes before the header or after the end", file.outside));
    let (all, reached) = (file.objects, file.reached);
    report.add("objects", all != reached, format!("{all} objects, {reached} reachable"));
    report.add("pages", report.pages == 0, format!("{} pages", report.pages));
}
