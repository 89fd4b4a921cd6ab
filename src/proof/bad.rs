//! Bad redactions in PDFs that others made: text under boxes and pictures, text nobody sees, marks that were never applied,
//! dark highlights, bookmarks that say what no page shows; and everything else a file can carry unseen.

use super::fold::Folded;
use super::structure::File;
use crate::model::Delivery;
use crate::parse::{Pool, Sheet, UnseenWord, read_sheet};
use lopdf::{Dictionary, Document, Object};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Something in a file that a reader of its pages does not see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Page number from 1; none where it concerns the file.
    pub page: Option<usize>,
    /// What it is, in fixed words.
    pub kind: &'static str,
    /// True for a redaction that does not hold; false for what is worth a look before a file is released.
    pub serious: bool,
    /// How many of them.
    pub count: usize,
    /// Left, top, right and bottom edges in points of the first places.
    pub places: Vec<[f32; 4]>,
    /// The words, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Places listed of one finding.
const MOST_PLACES: usize = 50;
/// Words of a picture that recognition must share with an unseen text layer for it to be the layer of a scan.
const SHARED: f32 = 0.6;
/// Brightness, 0 to 1, below which a highlight blackens.
const DARK: f32 = 0.35;

/// Looks through a PDF; words are told only with `show`.
pub fn look(bytes: &[u8], pool: &Pool, show: bool) -> Vec<Finding> {
    let file = File::read(bytes);
    let delivery = delivery(bytes);
    let parsed = pool.parse(&delivery);
    let text: Vec<&str> = parsed.documents.iter().filter(|d| d.id == 0).map(|d| d.text.as_str()).collect();
    let seen: HashSet<String> = Folded::of(&text.join("\n")).words.into_iter().collect();
    let mut findings = Vec::new();
    pages(&delivery, pool, show, &mut findings);
    if let Some(document) = &file.document {
        annotations(document, &mut findings);
        words_beside(document, &seen, show, &mut findings);
        carried(document, &file, &mut findings);
    }
    findings.sort_by_key(|f| (!f.serious, f.page));
    findings
}

fn delivery(bytes: &[u8]) -> Delivery {
    Delivery {
        bytes: bytes.to_vec(),
        source: "check".into(),
        locator: "check".into(),
        file_name: "check.pdf".into(),
        arrived: jiff::Timestamp::UNIX_EPOCH,
        stated: None,
    }
}

fn finding(page: Option<usize>, kind: &'static str, serious: bool, count: usize) -> Finding {
    Finding { page, kind, serious, count, places: Vec::new(), text: None }
}

/// Words that are on a page and do not show.
fn pages(delivery: &Delivery, pool: &Pool, show: bool, findings: &mut Vec<Finding>) {
    let drawn = pool.draw(delivery, 150, &mut |sheet| {
        if sheet.info.document != 0 || sheet.info.unseen.is_empty() {
            return;
        }
        let (covered, never): (Vec<_>, Vec<_>) = sheet.info.unseen.iter().partition(|w| w.covered);
        let page = Some(sheet.info.page + 1);
        let mut add = |kind, words: &[&UnseenWord]| {
            let words: Vec<&&UnseenWord> = words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).collect();
            if !words.is_empty() {
                let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
                let places = words.iter().take(MOST_PLACES).map(|w| w.rect).collect();
                let text = show.then_some(text);
                findings.push(Finding { places, text, ..finding(page, kind, true, words.len()) });
            }
        };
        add("text under a box or picture, or in the colour of its ground", &covered);
        if !never.is_empty() && !layer_of_scan(&sheet, &never, pool) {
            add("text drawn so that nobody sees it", &never);
        }
    });
    if drawn.is_err() {
        findings.push(finding(None, "pages that cannot be drawn", true, 1));
    }
}

/// True where the unseen words are what recognition reads in the picture too: the layer of a scan.
fn layer_of_scan(sheet: &Sheet, words: &[&UnseenWord], pool: &Pool) -> bool {
    let info = &sheet.info;
    let Ok(read) = read_sheet(info.width, info.height, info.dpi, &sheet.grey(), false, pool.limits()) else {
        return false;
    };
    let read: HashSet<String> = Folded::of(&read.text).words.into_iter().collect();
    let words: Vec<String> = words.iter().flat_map(|w| Folded::of(&w.text).words).filter(|w| w.len() > 2).collect();
    let shared = words.iter().filter(|w| read.contains(*w)).count();
    !words.is_empty() && shared as f32 >= SHARED * words.len() as f32
}

/// Marks that a redaction was planned and never carried out, and highlights that only look like one.
fn annotations(document: &Document, findings: &mut Vec<Finding>) {
    let (mut notes, mut fields) = (0, 0);
    for (number, id) in document.get_pages() {
        let Ok(page) = document.get_dictionary(id) else { continue };
        let list =
            page.get(b"Annots").ok().and_then(|a| document.dereference(a).ok()).and_then(|(_, a)| a.as_array().ok());
        for annotation in list.into_iter().flatten().filter_map(|a| dictionary(document, a)) {
            let kind = annotation.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
            let page = Some(number as usize);
            match kind {
                b"Redact" => findings.push(at(annotation, finding(page, "mark for redaction, never applied", true, 1))),
                b"Highlight" | b"Square" | b"Ink" | b"Polygon" | b"Line" | b"StrikeOut"
                    if dark(document, annotation) =>
                {
                    findings.push(at(annotation, finding(page, "dark annotation laid over the page", true, 1)));
                }
                b"Widget" => fields += 1,
                b"Link" | b"Popup" => {}
                _ => notes += 1,
            }
        }
    }
    for (kind, count) in [("annotations", notes), ("form fields", fields)] {
        if count > 0 {
            findings.push(finding(None, kind, false, count));
        }
    }
}

fn at(annotation: &Dictionary, finding: Finding) -> Finding {
    let numbers =
        annotation.get(b"Rect").and_then(Object::as_array).map(|a| a.iter().filter_map(|n| n.as_float().ok()));
    let rect: Vec<f32> = numbers.map(Iterator::collect).unwrap_or_default();
    let places = <[f32; 4]>::try_from(rect).into_iter().collect();
    Finding { places, ..finding }
}

fn dark(document: &Document, annotation: &Dictionary) -> bool {
    let colour = |key: &[u8]| {
        let (_, value) = document.dereference(annotation.get(key).ok()?).ok()?;
        let parts: Vec<f32> = value.as_array().ok()?.iter().filter_map(|n| n.as_float().ok()).collect();
        match parts.as_slice() {
            [grey] => Some(*grey),
            [r, g, b] => Some(0.3 * r + 0.59 * g + 0.11 * b),
            [c, m, y, k] => Some(1.0 - (0.3 * c + 0.59 * m + 0.11 * y + k).min(1.0)),
            _ => None,
        }
    };
    [b"C".as_slice(), b"IC"].iter().filter_map(|key| colour(key)).any(|brightness| brightness < DARK)
}

/// Strings beside the pages that hold words which no page shows.
fn words_beside(document: &Document, seen: &HashSet<String>, show: bool, findings: &mut Vec<Finding>) {
    let mut strays: BTreeMap<(&'static str, bool), Vec<String>> = BTreeMap::new();
    for object in document.objects.values() {
        let Some(entries) = object.as_dict().ok().or_else(|| object.as_stream().ok().map(|s| &s.dict)) else {
            continue;
        };
        let bookmark = entries.has(b"Title") && (entries.has(b"Parent") || entries.has(b"Dest") || entries.has(b"A"));
        let note = entries.has(b"Rect") && entries.has(b"Subtype");
        for (key, value) in entries {
            let kind = match key.as_slice() {
                b"Title" if bookmark => ("bookmarks that say what no page shows", true),
                b"ActualText" | b"Alt" | b"E" => ("replacement text that says what no page shows", true),
                b"Contents" | b"RC" | b"T" | b"Subj" if note => ("annotations that say what no page shows", false),
                b"V" | b"DV" | b"TU" => ("form values that no page shows", false),
                b"URI" => ("links that say what no page shows", false),
                _ => continue,
            };
            let Ok((_, Object::String(bytes, _))) = document.dereference(value) else { continue };
            let text = super::structure::decode(bytes);
            let stray = Folded::of(&text).words.iter().any(|w| w.chars().count() > 2 && !seen.contains(w));
            if stray {
                strays.entry(kind).or_default().push(text);
            }
        }
    }
    for ((kind, serious), texts) in strays {
        let text = show.then(|| texts.join(" | "));
        findings.push(Finding { text, ..finding(None, kind, serious, texts.len()) });
    }
}

/// What else a file carries.
fn carried(document: &Document, file: &File, findings: &mut Vec<Finding>) {
    let count = |key: &[u8]| {
        let has = |o: &&Object| o.as_dict().is_ok_and(|d| d.has(key)) || o.as_stream().is_ok_and(|s| s.dict.has(key));
        document.objects.values().filter(has).count()
    };
    let things: [(&'static str, usize); 9] = [
        ("embedded files", count(b"EF")),
        ("scripts", count(b"JS") + count(b"OpenAction") + count(b"AA")),
        ("layers", count(b"OCProperties")),
        ("page thumbnails", count(b"Thumb")),
        ("data of other programs", count(b"PieceInfo")),
        ("metadata", count(b"Metadata") + usize::from(document.trailer.has(b"Info"))),
        ("earlier revisions", file.revisions.saturating_sub(1)),
        ("bytes before the header or after the end", file.outside),
        ("objects that nothing refers to", file.objects.0.saturating_sub(file.objects.1)),
    ];
    findings.extend(things.into_iter().filter(|(_, n)| *n > 0).map(|(kind, n)| finding(None, kind, false, n)));
    if file.closed > 0 {
        findings.push(finding(None, "streams that cannot be unpacked", true, file.closed));
    }
    if file.encrypted {
        findings.push(finding(None, "encryption", false, 1));
    }
}

fn dictionary<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}
