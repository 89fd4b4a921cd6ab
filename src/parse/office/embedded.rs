//! What else is packed into an office file: pictures and files are read as documents of their own, macros counted, parts
//! that only programs care for passed over, and text in any other part set apart.

use super::object;
use super::package::Package;
use super::xml::{Node, Xml};
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};

/// Beginnings of names (after the format's own folder) of parts that lay a file out and hold no words of people.
const LAYOUT: [&str; 27] = [
    "_rels",
    "[content_types]",
    "theme",
    "settings",
    "websettings",
    "fonttable",
    "fonts/",
    "styles",
    "styleswitheffects",
    "numbering",
    "presprops",
    "viewprops",
    "tablestyles",
    "slidelayouts",
    "slidemasters",
    "notesmasters",
    "handoutmasters",
    "calcchain",
    "printersettings",
    "activex",
    "ctrlprops",
    "commentsextended",
    "commentsids",
    "commentsextensible",
    "metadata",
    "mimetype",
    "manifest",
];

/// What a part that nobody has read yet is.
#[derive(Debug, PartialEq, Eq)]
enum Rest {
    Layout,
    Macro,
    Preview,
    Drawing,
    Words,
    Picture,
    File,
}

/// Reads what is left of a package once its text was read; `flow` takes what has no document of its own.
pub(super) fn read(reading: &mut Reading<'_>, package: &mut Package<'_>, flow: &mut Flow) -> Vec<String> {
    let mut files = Vec::new();
    for name in package.unread() {
        match judge(&name) {
            Rest::Layout => package.pass(&name),
            Rest::Macro => {
                package.pass(&name);
                flow.unseen(Unseen::Macro, "");
            }
            Rest::Preview => {
                package.pass(&name);
                flow.unseen(Unseen::Property, "a preview picture of the first page");
            }
            Rest::Drawing => super::gather::drawn(reading, package, &name, flow),
            Rest::Words if !reading.room_for_member(package.id) => break,
            Rest::Words => {
                if let Some(text) = package.text(reading, &name) {
                    let words = words(&text, reading.limits.xml_depth);
                    if words.chars().any(char::is_alphanumeric) {
                        flow.unseen(Unseen::Property, &words);
                    }
                }
            }
            Rest::Picture | Rest::File => files.push(name),
        }
    }
    files
}

/// Reads the files found, after the text has its place in the tree.
pub(super) fn read_files(reading: &mut Reading<'_>, package: &mut Package<'_>, files: &[String]) {
    for name in files {
        if !reading.room_for_member(package.id) {
            return;
        }
        let Some(bytes) = package.bytes(reading, name) else { continue };
        let last = name.rsplit('/').next().unwrap_or(name);
        let inline = judge(name) == Rest::Picture;
        let (parent, depth) = (Some(package.id), package.part.depth);
        object::read(reading, Part { bytes: &bytes, name: last, parent, charset: None, depth, inline });
    }
}

fn judge(name: &str) -> Rest {
    let lower = name.to_lowercase();
    let below =
        ["word/", "xl/", "ppt/", "docprops/", "customxml/", "meta-inf/"].iter().find_map(|f| lower.strip_prefix(f));
    let below = below.unwrap_or(&lower);
    let ends = |end: &str| lower.ends_with(end);
    match () {
        () if lower.contains("vbaproject") || lower.starts_with("basic/") || lower.starts_with("scripts/") => {
            Rest::Macro
        }
        () if below.starts_with("thumbnail") || lower.starts_with("thumbnails/") => Rest::Preview,
        () if lower.contains("_rels/") || ends(".rels") || LAYOUT.iter().any(|start| below.starts_with(start)) => {
            Rest::Layout
        }
        () if lower.starts_with("configurations2/") || lower.starts_with("_xmlsignatures/") || ends(".rdf") => {
            Rest::Layout
        }
        () if below.starts_with("itemprops") || ends("/layout-cache") || lower == "layout-cache" => Rest::Layout,
        () if below.starts_with("charts/chart") || below.starts_with("diagrams/data") => Rest::Drawing,
        () if below.starts_with("charts/") || below.starts_with("diagrams/") => Rest::Layout,
        () if below.starts_with("media/")
            || lower.starts_with("pictures/")
            || lower.starts_with("objectreplacements/") =>
        {
            Rest::Picture
        }
        () if below.starts_with("afchunk") || below.starts_with("embeddings/") => Rest::File,
        () if ends(".xml") || ends(".vml") => Rest::Words,
        () => Rest::File,
    }
}

/// All text of an XML part on lines of their own.
fn words(text: &str, deepest: usize) -> String {
    let mut xml = Xml::new(text, deepest);
    let mut out = String::new();
    while let Some(node) = xml.next() {
        if let Node::Text(text) = node
            && !text.trim().is_empty()
        {
            out.push_str(text.trim());
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Rest, judge};

    #[test]
    fn every_part_is_something() {
        let cases = [
            ("word/media/image1.png", Rest::Picture),
            ("word/embeddings/oleObject1.bin", Rest::File),
            ("word/theme/theme1.xml", Rest::Layout),
            ("word/vbaProject.bin", Rest::Macro),
            ("docProps/thumbnail.jpeg", Rest::Preview),
            ("customXml/item1.xml", Rest::Words),
            ("customXml/itemProps1.xml", Rest::Layout),
            ("word/charts/chart1.xml", Rest::Drawing),
            ("word/afchunk.mht", Rest::File),
            ("Pictures/100.png", Rest::Picture),
            ("_rels/.rels", Rest::Layout),
            ("readme.txt", Rest::File),
        ];
        for (name, wanted) in cases {
            assert_eq!(judge(name), wanted, "{name}");
        }
    }
}
