//! What a PDF is made of, held against what it must be. For files of our own making every key must be one that we write; in
//! all files what cannot be unpacked is a fault. The file was taken apart behind the walls of a reading process.

use super::{Claim, Report};
use crate::parse::Anatomy;

/// The keys that we write. Anything else in a file of ours is a fault.
const OUR_KEYS: &[&str] = &[
    "Ascent",
    "BBox",
    "BaseFont",
    "BitsPerComponent",
    "CIDSystemInfo",
    "CIDToGIDMap",
    "CapHeight",
    "ColorSpace",
    "Contents",
    "Count",
    "DW",
    "Descent",
    "DescendantFonts",
    "DisplayDocTitle",
    "Encoding",
    "Filter",
    "Flags",
    "Font",
    "FontBBox",
    "FontDescriptor",
    "FontFile2",
    "FontName",
    "Height",
    "Info",
    "ItalicAngle",
    "K",
    "Kids",
    "Lang",
    "Length",
    "Length1",
    "MCID",
    "MarkInfo",
    "Marked",
    "MediaBox",
    "Metadata",
    "Nums",
    "Ordering",
    "P",
    "Pages",
    "Parent",
    "ParentTree",
    "ParentTreeNextKey",
    "Pg",
    "Producer",
    "Registry",
    "Resources",
    "Root",
    "S",
    "Size",
    "StemV",
    "StructParents",
    "StructTreeRoot",
    "Subtype",
    "Supplement",
    "Tabs",
    "Title",
    "ToUnicode",
    "Type",
    "ViewerPreferences",
    "W",
    "Width",
    "XObject",
    "CMapName",
    "WMode",
    "B",
    "R",
    "I",
];

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
    let strange = file.keys.keys().filter(|k| !OUR_KEYS.contains(&k.as_str())).count();
    report.add("keys", strange > 0, format!("{} keys, {strange} not on the list", file.keys.len()));
    report.add("revisions", file.revisions != 1, format!("{} end of file", file.revisions));
    report.add("outside", file.outside > 0, format!("{} bytes before the header or after the end", file.outside));
    let (all, reached) = (file.objects, file.reached);
    report.add("objects", all != reached, format!("{all} objects, {reached} reachable"));
    report.add("pages", report.pages == 0, format!("{} pages", report.pages));
}
