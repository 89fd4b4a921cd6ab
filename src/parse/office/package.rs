//! The zip that an office file since 2007 is: its parts by name, each unpacked under the item's budget and at most once
//! in memory at a time; and which of them were read, so that the rest can be accounted for.

use super::xml::{self, End, Node, Xml};
use crate::model::{ProblemCode, Severity};
use crate::parse::archive::{Stop, unpack};
use crate::parse::reading::{Part, Reading};
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;
use zip::ZipArchive;

/// Parts of one file; Word, Excel and PowerPoint write hundreds.
const MOST_PARTS: usize = 100_000;

/// An office file that is open.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// The names of all parts, in their order.
    pub names: Vec<String>,
    /// Where a name stands in that list, asked without case.
    places: HashMap<String, usize>,
    /// The parts that were read.
    read: BTreeSet<String>,
    /// The document they belong to.
    pub id: usize,
    /// The file itself.
    pub part: Part<'b>,
    damaged: bool,
    too_deep: bool,
}

/// What a part refers to, by the id it uses: the kind (last word of its type), the target, whether it is outside.
pub(super) type Relations = HashMap<String, Relation>;

/// One thing that a part refers to.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// The last word of its type: `image`, `hyperlink`, `header`.
    pub kind: String,
    /// The name of the part, or an address.
    pub target: String,
    /// True where it lies outside the file.
    pub outside: bool,
}

impl<'b> Package<'b> {
    /// Opens the file, or says why it cannot be opened.
    pub(super) fn open(reading: &mut Reading<'_>, part: Part<'b>, id: usize) -> Option<Self> {
        let Ok(zip) = ZipArchive::new(Cursor::new(part.bytes)) else {
            let what = "is an office file that is damaged or cut short: its directory cannot be read";
            reading.note_part(id, part, ProblemCode::Damaged, what, "Ask the sender for it again.");
            return None;
        };
        let names: Vec<String> =
            zip.file_names().filter_map(|n| n.ok().map(std::borrow::Cow::into_owned)).take(MOST_PARTS).collect();
        let places = names.iter().enumerate().rev().map(|(at, name)| (name.to_lowercase(), at)).collect();
        Some(Self { zip, names, places, read: BTreeSet::new(), id, part, damaged: false, too_deep: false })
    }

    /// The name of a part as the file writes it, where there is one; readers of these formats ask without case.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        let place = self.places.get(&name.trim_start_matches('/').to_lowercase())?;
        self.names.get(*place).cloned()
    }

    /// The names that begin so, in the order of the numbers in them.
    pub(super) fn beginning(&self, start: &str) -> Vec<String> {
        let mut names: Vec<String> = self.names.iter().filter(|n| n.starts_with(start)).cloned().collect();
        names.sort_by_key(|n| (n.bytes().filter(u8::is_ascii_digit).fold(0u64, number), n.clone()));
        names
    }

    /// The bytes of a part.
    pub(super) fn bytes(&mut self, reading: &mut Reading<'_>, name: &str) -> Option<Vec<u8>> {
        let name = self.find(name)?;
        self.read.insert(name.clone());
        let bytes = match self.zip.by_name(&name) {
            Ok(file) => {
                let packed = file.compressed_size();
                unpack(reading, file, packed)
            }
            Err(_) => Err(Stop::Damaged),
        };
        match bytes {
            Ok(bytes) => Some(bytes),
            Err(Stop::Damaged) => {
                self.damaged = true;
                None
            }
            Err(stop) => {
                let what = Part { parent: Some(self.id), ..self.part };
                stop.note(reading, self.id, what);
                None
            }
        }
    }

    /// The text of a part that is XML.
    pub(super) fn text(&mut self, reading: &mut Reading<'_>, name: &str) -> Option<String> {
        self.bytes(reading, name).map(|bytes| xml::decoded(&bytes))
    }

    /// Walks a part that is XML, and remembers how that ended.
    pub(super) fn walk(
        &mut self,
        reading: &mut Reading<'_>,
        name: &str,
        step: &mut dyn FnMut(Node<'_>) -> bool,
    ) -> bool {
        let Some(text) = self.text(reading, name) else { return false };
        self.walk_text(reading, &text, step);
        true
    }

    /// Walks text that is XML; a step that says false ends it.
    pub(super) fn walk_text(&mut self, reading: &Reading<'_>, text: &str, step: &mut dyn FnMut(Node<'_>) -> bool) {
        let mut xml = Xml::new(text, reading.limits.xml_depth);
        while let Some(node) = xml.next() {
            if !step(node) {
                return;
            }
        }
        self.damaged |= xml.end == Some(End::Damaged);
        self.too_deep |= xml.end == Some(End::TooDeep);
    }

    /// What a part refers to.
    pub(super) fn relations(&mut self, reading: &mut Reading<'_>, name: &str) -> Relations {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let path = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let mut relations = Relations::new();
        self.walk(reading, &path, &mut |node| {
            if let Node::Open(tag) = node
                && let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target"))
            {
                let outside = tag.get("TargetMode").is_some_and(|m| m == "External");
                let kind = tag.get("Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = if outside { target } else { joined(folder, &target) };
                relations.insert(id, Relation { kind, target, outside });
            }
            relations.len() < 100_000
        });
        relations
    }

    /// Marks a part as accounted for without reading it.
    pub(super) fn pass(&mut self, name: &str) {
        self.read.insert(name.to_owned());
    }

    /// The parts that nobody has read yet.
    pub(super) fn unread(&self) -> Vec<String> {
        self.names.iter().filter(|n| !self.read.contains(*n) && !n.ends_with('/')).cloned().collect()
    }

    /// Says where the file was read only in part.
    pub(super) fn close(&self, reading: &mut Reading<'_>) {
        let name = self.part.name;
        if self.damaged {
            reading.note(
                self.id,
                ProblemCode::ReadInPart,
                Severity::NeedsPerson,
                format!(
                    "A part of \"{name}\" is damaged or cut short. What could be read was read and the original is kept. \
                     Compare the text with the original, or ask the sender for it again."
                ),
            );
        }
        if self.too_deep {
            reading.note(
                self.id,
                ProblemCode::LimitReached,
                Severity::NeedsPerson,
                format!(
                    "\"{name}\" nests its parts deeper than any honest file (limits.xml_depth {}) and was read only up to \
                     there. The original is kept. Open it with care: it may be made to do harm.",
                    reading.limits.xml_depth
                ),
            );
        }
    }
}

fn number(so_far: u64, digit: u8) -> u64 {
    so_far.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
}

/// A target beside the part in `folder`, as a name from the top of the file.
fn joined(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn targets_are_found_from_the_top() {
        let cases = [
            ("word", "media/image1.png", "word/media/image1.png"),
            ("xl/worksheets", "../comments1.xml", "xl/comments1.xml"),
            ("xl", "/xl/sharedStrings.xml", "xl/sharedStrings.xml"),
            ("", "word/document.xml", "word/document.xml"),
            ("a", "../../../etc/passwd", "etc/passwd"),
        ];
        for (folder, target, wanted) in cases {
            assert_eq!(joined(folder, target), wanted);
        }
    }
}
