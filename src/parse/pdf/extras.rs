//! What a PDF says beside its pages: values of form fields, notes that people set on pages, bookmarks, links, and what the
//! file tells of itself. It is read into one document below the PDF, so that the text of the pages keeps its places and a
//! copy made from the pages holds none of it.

use super::structure::{array, dictionary};
use crate::model::{ProblemCode, Severity, TextFrom};
use crate::parse::draft::DraftDocument;
use crate::parse::reading::Reading;
use lopdf::{Dictionary, Document, Object};
use std::collections::BTreeSet;

/// Fields, notes or bookmarks that are followed; honest files have fewer.
const MOST: usize = 5_000;
/// Letters of all of it.
const LONGEST: usize = 400_000;
/// What the file tells of itself (ISO 32000-1, 14.3.3).
const TOLD: [&str; 4] = ["Title", "Author", "Subject", "Keywords"];

/// Reads it all into a document below `id`, which `name` names.
pub(super) fn read(reading: &mut Reading<'_>, id: usize, name: &str, document: &Document) {
    let mut found = Found::default();
    let form = document.catalog().ok().and_then(|c| dictionary(document, c.get(b"AcroForm").ok()?));
    if let Some(form) = form {
        fields(document, form, &mut found);
        xfa(document, form, &mut found);
    }
    notes(document, &mut found);
    bookmarks(document, &mut found);
    let told = document.trailer.get(b"Info").ok().and_then(|info| dictionary(document, info));
    for key in TOLD {
        if let Some(value) = told.and_then(|t| text(document, t.get(key.as_bytes()).ok()?)) {
            found.add("About the file", &format!("{key}: {value}"));
        }
    }
    let shown: String = reading.documents.get(id).map_or(String::new(), |d| {
        d.pages.iter().flat_map(|p| p.text.split_whitespace()).collect::<Vec<_>>().join(" ")
    });
    let text = found.as_text(&shown);
    if !text.is_empty() {
        reading.add(DraftDocument {
            parent: Some(id),
            name: format!("beside the pages of {name}"),
            media_type: "text/plain".into(),
            text_from: Some(TextFrom::Text),
            text,
            ..DraftDocument::default()
        });
    }
    if found.cut {
        reading.note(
            id,
            ProblemCode::LimitReached,
            Severity::NeedsPerson,
            format!("\"{name}\" holds more form fields, notes or bookmarks than are read. The first {MOST} were read; the original is kept."),
        );
    }
}

/// Lines under the heading they belong to.
#[derive(Default)]
struct Found {
    lines: Vec<(&'static str, String)>,
    seen: BTreeSet<String>,
    letters: usize,
    cut: bool,
}

impl Found {
    fn add(&mut self, heading: &'static str, line: &str) {
        let line = line.replace("\r\n", "\n").replace('\r', "\n");
        let line = line.trim();
        if line.is_empty() || !self.seen.insert(format!("{heading}{line}")) {
            return;
        }
        self.letters += line.len();
        if self.lines.len() >= MOST || self.letters > LONGEST {
            self.cut = true;
            return;
        }
        self.lines.push((heading, line.to_owned()));
    }

    /// All that the pages do not show themselves.
    fn as_text(&self, shown: &str) -> String {
        let mut out = String::new();
        let mut last = "";
        for (heading, line) in &self.lines {
            let said = line.split_once(": ").map_or(line.as_str(), |(_, value)| value);
            let plain = said.split_whitespace().collect::<Vec<_>>().join(" ");
            if *heading != "About the file" && shown.contains(&plain) {
                continue;
            }
            if last != *heading {
                out.push_str(if out.is_empty() { "" } else { "\n" });
                out.push_str(&format!("{heading}\n"));
                last = heading;
            }
            out.push_str(line);
            out.push('\n');
        }
        out
    }
}

/// Names and values of form fields (ISO 32000-1, 12.7), kids of fields included.
fn fields(document: &Document, form: &Dictionary, found: &mut Found) {
    let Some(Ok(roots)) = form.get(b"Fields").ok().map(|f| array(document, f)) else { return };
    let mut waiting: Vec<(String, &Dictionary, usize)> =
        roots.iter().rev().filter_map(|f| Some((String::new(), dictionary(document, f)?, 0))).collect();
    let mut count = 0;
    while let Some((above, field, depth)) = waiting.pop() {
        count += 1;
        if count > MOST || depth > 32 {
            found.cut = true;
            return;
        }
        let own =
            field.get(b"TU").or_else(|_| field.get(b"T")).ok().and_then(|t| text(document, t)).unwrap_or_default();
        let name = if above.is_empty() || own.is_empty() { format!("{above}{own}") } else { format!("{above}, {own}") };
        if let Some(value) = field.get(b"V").ok().and_then(|v| value(document, v)) {
            found.add("Form", &format!("{name}: {value}"));
        }
        if let Some(Ok(kids)) = field.get(b"Kids").ok().map(|k| array(document, k)) {
            waiting.extend(kids.iter().rev().filter_map(|k| Some((name.clone(), dictionary(document, k)?, depth + 1))));
        }
    }
}

/// A value of a field: text, the name of a state, or several.
fn value(document: &Document, object: &Object) -> Option<String> {
    let (_, object) = document.dereference(object).ok()?;
    match object {
        Object::Name(name) => Some(String::from_utf8_lossy(name).into_owned()).filter(|n| n != "Off"),
        Object::Array(list) => {
            let all: Vec<String> = list.iter().filter_map(|o| text(document, o)).collect();
            (!all.is_empty()).then(|| all.join(", "))
        }
        Object::Stream(stream) => {
            let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            Some(crate::parse::text::decode(&bytes, None).text)
        }
        other => text(document, other),
    }
}

/// Values that an XFA form keeps in its data sets: element names and what stands in them.
fn xfa(document: &Document, form: &Dictionary, found: &mut Found) {
    let Some(Ok((_, object))) = form.get(b"XFA").ok().map(|x| document.dereference(x)) else { return };
    let streams: Vec<&Object> = match object {
        Object::Array(list) => list.iter().collect(),
        other => vec![other],
    };
    for stream in streams {
        let Some(stream) = document.dereference(stream).ok().and_then(|(_, o)| o.as_stream().ok()) else { continue };
        let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        let xml = crate::parse::text::decode(&bytes, None).text;
        let data = xml.find("<xfa:datasets").or_else(|| xml.find("<xfa:data")).and_then(|at| xml.get(at..));
        for (name, value) in data.map(elements).unwrap_or_default() {
            found.add("Form", &format!("{name}: {value}"));
        }
    }
}

/// Elements that hold nothing but text.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for piece in xml.split('<').skip(1).take(MOST * 4) {
        let Some((tag, inside)) = piece.split_once('>') else { continue };
        if tag.starts_with(['/', '?', '!']) || inside.trim().is_empty() {
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default().rsplit(':').next().unwrap_or_default();
        let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
            .iter()
            .fold(inside.trim().to_owned(), |text, (entity, plain)| text.replace(entity, plain));
        found.push((name.to_owned(), plain));
    }
    found
}

/// Notes, free text and links that were set on pages (ISO 32000-1, 12.5).
fn notes(document: &Document, found: &mut Found) {
    for (number, page) in document.get_pages() {
        let Some(page) = document.get_dictionary(page).ok() else { continue };
        let Some(Ok(annotations)) = page.get(b"Annots").ok().map(|a| array(document, a)) else { continue };
        for annotation in annotations.iter().filter_map(|a| dictionary(document, a)).take(MOST) {
            let by = annotation.get(b"T").ok().and_then(|t| text(document, t));
            let widget = annotation.get(b"Subtype").and_then(Object::as_name).is_ok_and(|s| s == b"Widget");
            if let Some(words) = annotation.get(b"Contents").ok().and_then(|c| text(document, c)).filter(|_| !widget) {
                let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
                found.add("Notes", &format!("Page {number}{by}: {words}"));
            }
            let target = annotation
                .get(b"A")
                .ok()
                .and_then(|a| dictionary(document, a))
                .and_then(|a| text(document, a.get(b"URI").ok()?));
            if let Some(target) = target {
                found.add("Links", &target);
            }
        }
    }
}

/// Titles of bookmarks (ISO 32000-1, 12.3.3).
fn bookmarks(document: &Document, found: &mut Found) {
    let outlines = document.catalog().ok().and_then(|c| dictionary(document, c.get(b"Outlines").ok()?));
    let mut waiting: Vec<&Dictionary> =
        outlines.and_then(|o| dictionary(document, o.get(b"First").ok()?)).into_iter().collect();
    let mut count = 0;
    while let Some(item) = waiting.pop() {
        count += 1;
        if count > MOST {
            found.cut = true;
            return;
        }
        if let Some(title) = item.get(b"Title").ok().and_then(|t| text(document, t)) {
            found.add("Bookmarks", &title);
        }
        waiting.extend(item.get(b"Next").ok().and_then(|n| dictionary(document, n)));
        waiting.extend(item.get(b"First").ok().and_then(|n| dictionary(document, n)));
    }
}

/// A text string.
fn text(document: &Document, object: &Object) -> Option<String> {
    let (_, object) = document.dereference(object).ok()?;
    lopdf::decode_text_string(object).ok().map(|t| t.trim_matches('\0').trim().to_owned()).filter(|t| !t.is_empty())
}
