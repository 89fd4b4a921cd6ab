//! Rich text (RTF) to text, or back to the HTML it was made from, as Outlook does it ([MS-OXRTFEX]). One pass without
//! recursion, however deep the groups are nested; what nobody sees is set apart.

mod group;
mod reader;
mod words;

pub(super) use reader::{Content, content};

use super::html;
use super::html_marks;
use super::kind::Kind;
use super::office::object;
use super::reading::{Part, Reading};
use crate::model::{ProblemCode, Severity, TextFrom};

/// Reads an RTF file.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>) {
    let id = reading.document(part, Kind::Rtf);
    if let Some(document) = reading.documents.get_mut(id) {
        document.text_from = Some(TextFrom::Office);
    }
    let content = content(part.bytes, reading.limits);
    reading.note_undecodable(id, content.lossy);
    note_depth(reading, id, &content);
    let Content { flow, html, pictures, objects, .. } = content;
    match html {
        Some(html) => {
            let text = html::to_text(reading, id, &html);
            reading.set_text(id, html_marks::without(text));
        }
        None => flow.finish(reading, id),
    }
    read_embedded(reading, part, id, &pictures, &objects);
}

/// Says where an RTF was read only up to a depth.
pub(super) fn note_depth(reading: &mut Reading<'_>, id: usize, content: &Content) {
    if content.too_deep {
        reading.note(
            id,
            ProblemCode::LimitReached,
            Severity::NeedsPerson,
            "The rich text (RTF) nests its groups deeper than any honest file and was read only up to there. The original is \
             kept. Open it with care: it may be damaged or made to do harm."
                .into(),
        );
    }
}

/// Reads the pictures and objects of an RTF as documents of their own.
pub(super) fn read_embedded(
    reading: &mut Reading<'_>,
    part: Part<'_>,
    id: usize,
    pictures: &[Vec<u8>],
    objects: &[Vec<u8>],
) {
    if pictures.is_empty() && objects.is_empty() {
        return;
    }
    reading.inside(id, Part { parent: Some(id), ..part }, |reading| {
        for (number, bytes) in pictures.iter().enumerate() {
            if !reading.room_for_member(id) {
                return;
            }
            let name = format!("picture {}", number + 1);
            let inner = Part { bytes, name: &name, parent: Some(id), charset: None, depth: part.depth, inline: true };
            reading.read_part(inner);
        }
        for (number, bytes) in objects.iter().enumerate() {
            if !reading.room_for_member(id) {
                return;
            }
            let name = format!("embedded object {}", number + 1);
            let inner = Part { bytes, name: &name, parent: Some(id), charset: None, depth: part.depth, inline: false };
            object::read_ole1(reading, inner);
        }
    });
}
