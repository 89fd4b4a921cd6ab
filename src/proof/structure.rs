//! What a PDF is made of, read twice: by its cross-reference table (lopdf) and by its bytes alone. For files of our own
//! making every key must be one that we write; in all files what cannot be unpacked is a fault.

use super::{Claim, Report};
use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document, Object, Stream};
use memchr::memmem;
use std::collections::BTreeSet;
use std::io::Read;

/// Bytes that one stream may unpack to.
const MOST_UNPACKED: u64 = 256 << 20;
/// Bytes that all streams of a file may unpack to.
const MOST_TOGETHER: usize = 1 << 30;
/// Depth of objects inside objects.
const DEEPEST: usize = 200;

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

/// A file taken apart.
#[derive(Debug, Default)]
pub(super) struct File {
    /// Read by its own tables; none where that is not possible.
    pub document: Option<Document>,
    /// Streams unpacked, found by the tables and by the bytes.
    pub streams: Vec<Vec<u8>>,
    /// Every string and name.
    pub strings: Vec<String>,
    /// Every key.
    pub keys: BTreeSet<String>,
    /// Streams that could not be unpacked.
    pub closed: usize,
    /// Ends of file.
    pub revisions: usize,
    /// Bytes before the header and after the last end.
    pub outside: usize,
    /// It is locked.
    pub encrypted: bool,
    /// Objects that the tables list, and those that can be reached from the root.
    pub objects: (usize, usize),
}

impl File {
    /// Takes a file apart. Never fails: what cannot be read is counted.
    pub fn read(bytes: &[u8]) -> Self {
        let mut file = Self {
            revisions: memmem::find_iter(bytes, b"startxref").count(),
            outside: outside(bytes),
            ..Self::default()
        };
        file.by_bytes(bytes);
        if let Ok(document) = Document::load_mem(bytes) {
            file.encrypted = document.trailer.has(b"Encrypt");
            file.by_tables(&document);
            file.document = Some(document);
        }
        file
    }

    /// Every `stream ... endstream`, whatever the tables say.
    fn by_bytes(&mut self, bytes: &[u8]) {
        let mut total = 0;
        for at in memmem::find_iter(bytes, b"stream") {
            if bytes.get(at.saturating_sub(3)..at) == Some(b"end") {
                continue;
            }
            let rest = bytes.get(at + 6..).unwrap_or_default();
            let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
            let mut plain = Vec::new();
            // A cut stream still gives what stands before the cut.
            let _ = ZlibDecoder::new(rest).take(MOST_UNPACKED).read_to_end(&mut plain);
            total += plain.len();
            if !plain.is_empty() && total < MOST_TOGETHER {
                self.streams.push(plain);
            }
        }
    }

    fn by_tables(&mut self, document: &Document) {
        let mut reached = BTreeSet::new();
        for (_, value) in &document.trailer {
            reach(document, value, &mut reached, 0);
        }
        self.objects = (document.objects.len(), reached.len());
        for object in document.objects.values() {
            self.object(object, 0);
        }
        self.dictionary(&document.trailer, 0);
        let mut total = 0;
        for stream in document.objects.values().filter_map(|o| o.as_stream().ok()) {
            match unpack(stream) {
                Unpacked::Plain(plain) if total < MOST_TOGETHER => {
                    total += plain.len();
                    self.streams.push(plain);
                }
                Unpacked::Picture => {}
                _ => self.closed += 1,
            }
        }
    }

    fn object(&mut self, object: &Object, depth: usize) {
        if depth > DEEPEST {
            self.closed += 1;
            return;
        }
        match object {
            Object::String(bytes, _) => self.strings.push(decode(bytes)),
            Object::Name(name) => self.strings.push(String::from_utf8_lossy(name).into_owned()),
            Object::Array(items) => items.iter().for_each(|item| self.object(item, depth + 1)),
            Object::Dictionary(entries) => self.dictionary(entries, depth + 1),
            Object::Stream(stream) => self.dictionary(&stream.dict, depth + 1),
            _ => {}
        }
    }

    fn dictionary(&mut self, entries: &Dictionary, depth: usize) {
        for (key, value) in entries {
            let key = String::from_utf8_lossy(key).into_owned();
            self.strings.push(key.clone());
            self.keys.insert(key);
            self.object(value, depth + 1);
        }
    }
}

/// What became of a stream.
enum Unpacked {
    Plain(Vec<u8>),
    Picture,
    Closed,
}

fn unpack(stream: &Stream) -> Unpacked {
    let filters = stream.filters().unwrap_or_default();
    let picture =
        |f: &[u8]| matches!(f, b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode");
    if filters.iter().any(|f| picture(f)) {
        return Unpacked::Picture;
    }
    if filters.is_empty() {
        return Unpacked::Plain(stream.content.clone());
    }
    match stream.decompressed_content() {
        Ok(plain) => Unpacked::Plain(plain),
        Err(_) if stream.content.is_empty() => Unpacked::Plain(Vec::new()),
        Err(_) => Unpacked::Closed,
    }
}

/// A string as text: UTF-16 or UTF-8 by its mark, else one letter a byte.
pub(super) fn decode(bytes: &[u8]) -> String {
    if bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0xff, 0xfe]) {
        let big = bytes.first() == Some(&0xfe);
        let unit = |two: &[u8]| {
            let two = [two.first().copied().unwrap_or(0), two.get(1).copied().unwrap_or(0)];
            if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) }
        };
        let units: Vec<u16> = bytes.get(2..).unwrap_or_default().chunks(2).map(unit).collect();
        return String::from_utf16_lossy(&units);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

fn reach(document: &Document, object: &Object, reached: &mut BTreeSet<lopdf::ObjectId>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let mut inside = |o: &Object| reach(document, o, reached, depth + 1);
    match object {
        Object::Reference(id) => {
            if reached.insert(*id)
                && let Ok(target) = document.get_object(*id)
            {
                reach(document, target, reached, depth + 1);
            }
        }
        Object::Array(items) => items.iter().for_each(inside),
        Object::Dictionary(entries) => entries.iter().for_each(|(_, v)| inside(v)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, v)| inside(v)),
        _ => {}
    }
}

/// Bytes before the header and after the last end of file, line ends apart.
fn outside(bytes: &[u8]) -> usize {
    let before = memmem::find(bytes, b"%PDF-").unwrap_or(bytes.len());
    let end = memmem::rfind(bytes, b"%%EOF").map_or(bytes.len(), |at| at + 5);
    before + bytes.get(end..).unwrap_or_default().iter().filter(|b| !b.is_ascii_whitespace()).count()
}

/// Holds the structure against what it must be.
pub(super) fn check(file: &File, claim: &Claim, report: &mut Report) {
    let Some(document) = &file.document else {
        report.add("structure", true, "it cannot be read as a PDF");
        return;
    };
    report.pages = document.get_pages().len();
    report.add("encryption", file.encrypted, if file.encrypted { "it is locked" } else { "none" });
    let closed = format!("{} that cannot be unpacked", file.closed);
    report.add("unpacking", file.closed > 0, closed);
    if !claim.ours {
        return;
    }
    let strange: Vec<&String> = file.keys.iter().filter(|k| !OUR_KEYS.contains(&k.as_str())).collect();
    report.add("keys", !strange.is_empty(), format!("{} keys, {} not on the list", file.keys.len(), strange.len()));
    report.add("revisions", file.revisions != 1, format!("{} end of file", file.revisions));
    report.add("outside", file.outside > 0, format!("{} bytes before the header or after the end", file.outside));
    let (all, reached) = file.objects;
    report.add("objects", all != reached, format!("{all} objects, {reached} reachable"));
    report.add("pages", report.pages == 0, format!("{} pages", report.pages));
}
