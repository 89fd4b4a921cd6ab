//! What else a PDF holds, by its structure: files embedded in it or hung on its pages, and a page count to hold against the one that was
//! read. The text never comes from here.

use crate::model::{ProblemCode, Severity};
use crate::parse::reading::{Part, Reading};
use lopdf::{Dictionary, Document, Object, Stream};

/// Nodes of the tree of names that are followed.
const MOST_NODES: usize = 2_000;
/// Embedded files that are read.
const MOST_FILES: usize = 100;

/// Reads embedded files as documents below `id`, and notes pages that only one of two readers finds.
pub(super) fn read(reading: &mut Reading<'_>, id: usize, part: Part<'_>, pages: usize) {
    // Damage that one reader mends and the other does not is no fault of the item.
    let Ok(document) = Document::load_mem(part.bytes) else { return };
    let counted = document.get_pages().len();
    if counted > pages {
        reading.note(
            id,
            ProblemCode::ReadInPart,
            Severity::NeedsPerson,
            format!(
                "\"{}\" seems to have {counted} pages, of which {pages} could be read. The item is filed and the original is \
                 kept. Look at the original for the rest.",
                part.name
            ),
        );
    }
    super::extras::read(reading, id, part.name, &document);
    let strange = document.objects.values().filter_map(|o| o.as_stream().ok()).filter(|s| !is_known(s)).count();
    if strange > 0 {
        reading.note(
            id,
            ProblemCode::ReadInPart,
            Severity::NeedsPerson,
            format!(
                "\"{}\" holds {strange} parts packed in a way that is not known. The rest was read and the original is kept. \
                 Open the original and see what they show.",
                part.name
            ),
        );
    }
    if part.depth >= reading.limits.message_depth {
        return;
    }
    for (number, (name, bytes)) in embedded(&document).into_iter().enumerate() {
        if number == MOST_FILES {
            reading.note(
                id,
                ProblemCode::LimitReached,
                Severity::NeedsPerson,
                format!(
                    "\"{}\" holds more than {MOST_FILES} embedded files. The first were read; the original is kept.",
                    part.name
                ),
            );
            return;
        }
        let inner =
            Part { bytes: &bytes, name: &name, parent: Some(id), charset: None, depth: part.depth + 1, inline: false };
        reading.read_part(inner);
    }
}

/// True for a stream packed in ways of the standard (ISO 32000-1, 7.4).
fn is_known(stream: &Stream) -> bool {
    let known = [
        "FlateDecode",
        "Fl",
        "LZWDecode",
        "LZW",
        "ASCII85Decode",
        "A85",
        "ASCIIHexDecode",
        "AHx",
        "RunLengthDecode",
        "RL",
        "CCITTFaxDecode",
        "CCF",
        "DCTDecode",
        "DCT",
        "JBIG2Decode",
        "JPXDecode",
        "Crypt",
    ];
    let named = |filter: &&[u8]| known.iter().any(|k| k.as_bytes() == *filter);
    stream.filters().is_ok_and(|filters| filters.iter().all(named)) || !stream.dict.has(b"Filter")
}

/// Names and bytes of the embedded files (ISO 32000-1, 7.11.4).
fn embedded(document: &Document) -> Vec<(String, Vec<u8>)> {
    let tree = document
        .catalog()
        .ok()
        .and_then(|catalog| dictionary(document, catalog.get(b"Names").ok()?))
        .and_then(|names| dictionary(document, names.get(b"EmbeddedFiles").ok()?));
    let mut files = Vec::new();
    let mut waiting: Vec<&Dictionary> = tree.into_iter().collect();
    let mut nodes = 0;
    while let Some(node) = waiting.pop() {
        nodes += 1;
        if nodes > MOST_NODES {
            break;
        }
        if let Some(Ok(names)) = node.get(b"Names").ok().map(|n| array(document, n)) {
            files.extend(names.iter().filter_map(|value| file(document, value)));
        }
        if let Some(Ok(kids)) = node.get(b"Kids").ok().map(|n| array(document, n)) {
            waiting.extend(kids.iter().filter_map(|kid| dictionary(document, kid)));
        }
    }
    files.extend(attached(document));
    files
}

/// Files that hang on a page as notes (ISO 32000-1, 12.5.6.15).
fn attached(document: &Document) -> Vec<(String, Vec<u8>)> {
    let pages = document.get_pages();
    let notes = pages.values().filter_map(|page| {
        let page = document.get_dictionary(*page).ok()?;
        array(document, page.get(b"Annots").ok()?).ok()
    });
    notes
        .flatten()
        .take(MOST_NODES)
        .filter_map(|note| dictionary(document, note))
        .filter(|note| note.get(b"Subtype").and_then(Object::as_name).is_ok_and(|s| s == b"FileAttachment"))
        .filter_map(|note| file(document, note.get(b"FS").ok()?))
        .collect()
}

fn file(document: &Document, value: &Object) -> Option<(String, Vec<u8>)> {
    let specification = dictionary(document, value)?;
    let name = [b"UF".as_slice(), b"F"]
        .iter()
        .find_map(|key| lopdf::decode_text_string(specification.get(key).ok()?).ok())
        .unwrap_or_else(|| "embedded file".into());
    let streams = dictionary(document, specification.get(b"EF").ok()?)?;
    let stream = [b"F".as_slice(), b"UF"].iter().find_map(|key| streams.get(key).ok())?;
    let (_, stream) = document.dereference(stream).ok()?;
    let stream = stream.as_stream().ok()?;
    let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.to_vec());
    Some((name, bytes))
}

pub(super) fn dictionary<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

pub(super) fn array<'d>(document: &'d Document, object: &'d Object) -> Result<&'d Vec<Object>, lopdf::Error> {
    document.dereference(object)?.1.as_array()
}
