//! What hangs on the pages of a PDF and what words stand beside them: annotations, bookmarks, replacement text in objects and
//! in the drawing itself, form values, links, metadata.

use super::{Anatomy, Beside, MOST_UNPACKED, PageMark, Place, decode};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Depth of dictionaries inside dictionaries.
const DEEPEST: usize = 60;
/// What programs write of themselves and when (ISO 32000-1, 14.3.3; XMP part 1, 8.4): none of it is said by a person.
const OF_PROGRAMS: [&str; 11] = [
    "Producer",
    "Creator",
    "CreatorTool",
    "CreationDate",
    "ModDate",
    "CreateDate",
    "ModifyDate",
    "MetadataDate",
    "Trapped",
    "DocumentID",
    "InstanceID",
];

/// Looks through a file.
pub(super) fn look(document: &Document, pages: &BTreeMap<u32, ObjectId>, anatomy: &mut Anatomy) {
    for (number, id) in pages {
        marks(document, *number as usize, *id, anatomy);
        if let Ok(content) = document.get_page_content_with_limit(*id, MOST_UNPACKED) {
            in_drawing(document, &content, anatomy);
        }
    }
    for object in document.objects.values() {
        words(document, object, anatomy, 0);
        let Ok(stream) = object.as_stream() else { continue };
        let is = |key: &[u8], value: &[u8]| stream.dict.get(key).and_then(Object::as_name).is_ok_and(|n| n == value);
        if is(b"Subtype", b"Form") || stream.dict.has(b"PatternType") {
            let content = stream.get_plain_content_with_limit(MOST_UNPACKED).unwrap_or_default();
            in_drawing(document, &content, anatomy);
        }
        if is(b"Type", b"Metadata") || is(b"Subtype", b"XML") {
            packet(&stream.get_plain_content_with_limit(MOST_UNPACKED).unwrap_or_default(), anatomy);
        }
    }
    let told = document.trailer.get(b"Info").ok().and_then(|info| document.dereference(info).ok());
    for (key, value) in told.iter().filter_map(|(_, info)| info.as_dict().ok()).flatten() {
        if !OF_PROGRAMS.iter().any(|p| p.as_bytes() == key.as_slice()) {
            add(document, Place::Metadata, value, anatomy);
        }
    }
}

fn marks(document: &Document, page: usize, id: ObjectId, anatomy: &mut Anatomy) {
    let Ok(entries) = document.get_dictionary(id) else { return };
    let list = entries.get(b"Annots").ok().and_then(|a| document.dereference(a).ok());
    for annotation in list.iter().filter_map(|(_, list)| list.as_array().ok()).flatten() {
        let Ok((_, Object::Dictionary(annotation))) = document.dereference(annotation) else { continue };
        let kind = annotation.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        let colours = [b"C".as_slice(), b"IC"].into_iter().filter_map(|key| brightness(document, annotation, key));
        anatomy.marks.push(PageMark {
            page,
            kind: String::from_utf8_lossy(kind).into_owned(),
            rect: numbers(document, annotation, b"Rect").and_then(|r| <[f32; 4]>::try_from(r).ok()),
            brightness: colours.reduce(f32::min),
        });
    }
}

fn numbers(document: &Document, entries: &Dictionary, key: &[u8]) -> Option<Vec<f32>> {
    let (_, value) = document.dereference(entries.get(key).ok()?).ok()?;
    let number = |n: &Object| document.dereference(n).ok().and_then(|(_, n)| n.as_float().ok());
    Some(value.as_array().ok()?.iter().filter_map(number).collect())
}

fn brightness(document: &Document, annotation: &Dictionary, key: &[u8]) -> Option<f32> {
    match numbers(document, annotation, key)?.as_slice() {
        [grey] => Some(*grey),
        [r, g, b] => Some(0.3 * r + 0.59 * g + 0.11 * b),
        [c, m, y, k] => Some(1.0 - (0.3 * c + 0.59 * m + 0.11 * y + k).min(1.0)),
        _ => None,
    }
}

/// Strings of an object and of what lies directly in it.
fn words(document: &Document, object: &Object, anatomy: &mut Anatomy, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let entries = match object {
        Object::Dictionary(entries) => entries,
        Object::Stream(stream) => &stream.dict,
        Object::Array(items) => return items.iter().for_each(|item| words(document, item, anatomy, depth + 1)),
        _ => return,
    };
    let any = |keys: &[&[u8]]| keys.iter().any(|key| entries.has(key));
    let bookmark = entries.has(b"Title") && any(&[b"Parent", b"Dest", b"A", b"Next", b"Prev"]);
    let note = entries.has(b"Rect") && entries.has(b"Subtype");
    for (key, value) in entries {
        words(document, value, anatomy, depth + 1);
        let place = match key.as_slice() {
            b"Title" if bookmark => Place::Bookmark,
            b"ActualText" | b"Alt" | b"E" => Place::Replacement,
            b"Contents" | b"RC" | b"T" | b"Subj" | b"OverlayText" if note => Place::Annotation,
            b"V" | b"DV" | b"TU" => Place::FormValue,
            b"URI" => Place::Link,
            _ => continue,
        };
        add(document, place, value, anatomy);
    }
}

fn add(document: &Document, place: Place, value: &Object, anatomy: &mut Anatomy) {
    if let Ok((_, Object::String(bytes, _))) = document.dereference(value) {
        anatomy.beside.push(Beside { place, text: decode(bytes) });
    }
}

/// Replacement text that stands in the drawing itself (marked content, ISO 32000-1, 14.9.4).
fn in_drawing(document: &Document, content: &[u8], anatomy: &mut Anatomy) {
    let Ok(content) = Content::decode(content) else { return };
    let marked = content.operations.iter().filter(|o| matches!(o.operator.as_str(), "BDC" | "DP"));
    for entries in marked.flat_map(|o| &o.operands).filter(|o| o.as_dict().is_ok()) {
        words(document, entries, anatomy, 0);
    }
}

/// A metadata packet: the text of its elements and the values of its attributes.
fn packet(xml: &[u8], anatomy: &mut Anatomy) {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    let mut inside = String::new();
    let of_programs = |name: &str| OF_PROGRAMS.contains(&name);
    let mut add = |text: &str| {
        if text.chars().any(char::is_alphanumeric) {
            anatomy.beside.push(Beside { place: Place::Metadata, text: text.trim().to_string() });
        }
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                for attribute in element.attributes().flatten() {
                    let name = attribute.key;
                    let told = !name.as_ref().starts_with("xml") && name.as_ref() != "rdf:about";
                    if told && !of_programs(name.local_name().as_ref()) {
                        add(&attribute.value);
                    }
                }
                inside = element.local_name().as_ref().to_string();
            }
            Ok(Event::Text(text)) if !of_programs(&inside) => add(&text),
            Ok(Event::End(_)) => inside.clear(),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
