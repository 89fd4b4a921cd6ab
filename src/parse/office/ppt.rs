//! PowerPoint presentations of the old kind ([MS-PPT]): the text atoms of slides, and apart from them those of notes and
//! comments. Text of masters is layout and is left out.

use super::doc_runs::{u16_at, u32_at};
use super::summary;
use crate::model::ProblemCode;
use crate::parse::archive::unpack;
use crate::parse::codepage;
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};
use std::io::Cursor;

/// Containers inside containers.
const DEEPEST: usize = 100;

/// Reads a presentation.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let Some((bytes, locked)) = stream(reading, part) else {
        let what = "is a PowerPoint presentation that is damaged or cut short";
        return reading.note_part(
            id,
            part,
            ProblemCode::Damaged,
            what,
            "Open the original, or ask the sender for it again.",
        );
    };
    if locked {
        let next = "Ask the sender for the password, or for a copy without one.";
        return reading.note_part(
            id,
            part,
            ProblemCode::Encrypted,
            "is a PowerPoint presentation locked with a password",
            next,
        );
    }
    let mut flow = Flow::new(reading.limits.text_bytes);
    let mut walk = Walk { flow: &mut flow, said: Vec::new() };
    walk.records(&bytes, None, 0);
    summary::read(reading, part, &mut flow);
    flow.finish(reading, id);
    summary::read_pictures(reading, part, id, "/Pictures");
}

/// The main stream, and whether it is encrypted.
fn stream(reading: &mut Reading<'_>, part: Part<'_>) -> Option<(Vec<u8>, bool)> {
    let mut file = cfb::CompoundFile::open(Cursor::new(part.bytes)).ok()?;
    let mut take = |name: &str| {
        let stream = file.open_stream(name).ok()?;
        let length = stream.len();
        unpack(reading, stream, length).ok()
    };
    let user = take("/Current User").unwrap_or_default();
    let locked = u32_at(&user, 12) == Some(0xf3d1_c4df);
    Some((take("/PowerPoint Document")?, locked))
}

struct Walk<'w> {
    flow: &'w mut Flow,
    /// Slides are kept in earlier versions too; what was said once is not said again.
    said: Vec<String>,
}

impl Walk<'_> {
    fn records(&mut self, bytes: &[u8], place: Option<Unseen>, depth: usize) {
        let mut rest = bytes;
        while let (Some(head), Some(kind), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2), u32_at(rest, 4)) {
            let body = rest.get(8..).unwrap_or_default();
            let body = body.get(..length as usize).unwrap_or(body);
            rest = rest.get(8usize.saturating_add(length as usize)..).unwrap_or_default();
            match kind {
                // The main master, its layouts, and the lists of text that belong to them.
                0x03f8 | 0x0fc9 => {}
                0x0ff0 if head >> 4 == 1 => {}
                0x0ff0 if head >> 4 == 2 => self.inside(body, Some(Unseen::SpeakerNotes), depth),
                0x03f0 => self.inside(body, Some(Unseen::SpeakerNotes), depth),
                0x2ee0 => self.inside(body, Some(Unseen::Comment), depth),
                0x03ee => {
                    self.flow.gap();
                    self.inside(body, place, depth);
                }
                0x03f9 if u16_at(body, 10).is_some_and(|flags| flags & 4 != 0) => self.flow.unseen(Unseen::Slide, ""),
                0x0fa0 => self.text(&codepage::decode(body, 1200).0, place),
                0x0fa8 => self.text(&codepage::decode(body, 1252).0, place),
                0x0fba if place == Some(Unseen::Comment) => self.text(&codepage::decode(body, 1200).0, place),
                _ if head & 0x0f == 0x0f => self.inside(body, place, depth),
                _ => {}
            }
            if self.flow.full() {
                return;
            }
        }
    }

    fn inside(&mut self, bytes: &[u8], place: Option<Unseen>, depth: usize) {
        if depth < DEEPEST {
            self.records(bytes, place, depth + 1);
        }
    }

    fn text(&mut self, text: &str, place: Option<Unseen>) {
        let text = text.replace('\r', "\n");
        // The number of the page stands as one asterisk.
        if text.trim().is_empty() || text.trim() == "*" || self.said.contains(&text) {
            return;
        }
        match place {
            Some(kind) => self.flow.unseen(kind, &text),
            None => {
                self.flow.push(&text);
                self.flow.line();
            }
        }
        if self.said.len() < 5_000 {
            self.said.push(text);
        }
    }
}
