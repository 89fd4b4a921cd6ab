//! Word documents of the old kind ([MS-DOC]): the text is taken from the table of its pieces, and what is hidden or
//! deleted is told by the formatting of its runs. Documents before Word 97 are named and not read.

use super::doc_runs::{Runs, u16_at, u32_at};
use super::summary;
use crate::model::ProblemCode;
use crate::parse::archive::unpack;
use crate::parse::codepage;
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};
use std::io::Cursor;

/// Pieces of a text; Word makes thousands at most.
const MOST_PIECES: usize = 500_000;

/// The streams of a document.
struct Streams {
    main: Vec<u8>,
    table: Vec<u8>,
}

/// Why there is no text.
enum Fault {
    Damaged,
    Locked,
    Old,
}

/// Reads a document.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let streams = match streams(reading, part) {
        Ok(streams) => streams,
        Err(fault) => return note(reading, part, id, &fault),
    };
    let mut flow = Flow::new(reading.limits.text_bytes);
    match text(&streams, &mut flow) {
        Some(()) => {
            summary::read(reading, part, &mut flow);
            flow.finish(reading, id);
            summary::read_pictures(reading, part, id, "/Data");
        }
        None => note(reading, part, id, &Fault::Damaged),
    }
}

fn note(reading: &mut Reading<'_>, part: Part<'_>, id: usize, fault: &Fault) {
    let (code, what, next) = match fault {
        Fault::Damaged => (
            ProblemCode::Damaged,
            "is a Word document that is damaged or cut short",
            "Open the original, or ask the sender for it again.",
        ),
        Fault::Locked => (
            ProblemCode::Encrypted,
            "is a Word document locked with a password",
            "Ask the sender for the password, or for a copy without one.",
        ),
        Fault::Old => (
            ProblemCode::UnsupportedFormat,
            "is a Word document from before 1997, which is not read",
            "Open the original in Word or LibreOffice, save it as .docx and put that in.",
        ),
    };
    reading.note_part(id, part, code, what, next);
}

fn streams(reading: &mut Reading<'_>, part: Part<'_>) -> Result<Streams, Fault> {
    let mut file = cfb::CompoundFile::open(Cursor::new(part.bytes)).map_err(|_| Fault::Damaged)?;
    let mut take = |name: &str| {
        let stream = file.open_stream(name).map_err(|_| Fault::Damaged)?;
        let length = stream.len();
        unpack(reading, stream, length).map_err(|_| Fault::Damaged)
    };
    let main = take("/WordDocument")?;
    let (mark, version, flags) = (u16_at(&main, 0), u16_at(&main, 2), u16_at(&main, 10));
    match (mark, version) {
        (Some(0xa5ec), Some(0xc1..)) => {}
        (Some(_), Some(_)) => return Err(Fault::Old),
        _ => return Err(Fault::Damaged),
    }
    let flags = flags.ok_or(Fault::Damaged)?;
    if flags & 0x0100 != 0 {
        return Err(Fault::Locked);
    }
    let table = take(if flags & 0x0200 != 0 { "/1Table" } else { "/0Table" })?;
    Ok(Streams { main, table })
}

/// Lengths in characters of the parts of the text, in their order ([MS-DOC] 2.5.5), and where each goes.
const PARTS: [(usize, Option<Unseen>); 8] = [
    (0x4c, None),
    (0x50, None),
    (0x54, None),
    (0x58, Some(Unseen::Macro)),
    (0x5c, Some(Unseen::Comment)),
    (0x60, None),
    (0x64, None),
    (0x68, None),
];

fn text(streams: &Streams, flow: &mut Flow) -> Option<()> {
    let pieces = pieces(&streams.main, &streams.table)?;
    let runs = Runs::read(&streams.main, &streams.table);
    let mut writer = Writer { flow, fields: Vec::new(), code: String::new(), going_on: None, ended_cell: false };
    let mut start = 0u32;
    for (at, place) in PARTS {
        let end = start.saturating_add(u32_at(&streams.main, at)?);
        for piece in pieces.iter().filter(|p| p.start < end && p.end > start) {
            writer.piece(&streams.main, piece, start.max(piece.start), end.min(piece.end), place, &runs)?;
            if writer.flow.full() {
                return Some(());
            }
        }
        if end > start {
            writer.part_ends(place);
        }
        start = end;
    }
    Some(())
}

/// Characters that lie together in the main stream.
#[derive(Debug)]
struct Piece {
    start: u32,
    end: u32,
    at: usize,
    /// True where each takes one byte.
    narrow: bool,
}

fn pieces(main: &[u8], table: &[u8]) -> Option<Vec<Piece>> {
    let (at, length) = (u32_at(main, 0x1a2)? as usize, u32_at(main, 0x1a6)? as usize);
    let mut rest = table.get(at..at.checked_add(length)?)?;
    // Formatting that pieces refer to stands before their table.
    while rest.first() == Some(&1) {
        let skip = usize::from(u16_at(rest, 1)?);
        rest = rest.get(3 + skip..)?;
    }
    (rest.first() == Some(&2)).then_some(())?;
    let size = u32_at(rest, 1)? as usize;
    let list = rest.get(5..5usize.checked_add(size)?)?;
    let count = (size.checked_sub(4)? / 12).min(MOST_PIECES);
    let piece = |n: usize| {
        let place = u32_at(list, (count + 1) * 4 + n * 8 + 2)?;
        let narrow = place & 0x4000_0000 != 0;
        let at = (place & 0x3fff_ffff) as usize;
        Some(Piece {
            start: u32_at(list, n * 4)?,
            end: u32_at(list, n * 4 + 4)?,
            at: if narrow { at / 2 } else { at },
            narrow,
        })
    };
    (0..count).map(piece).collect()
}

struct Writer<'w> {
    flow: &'w mut Flow,
    /// Fields that are open, innermost last: true before their result.
    fields: Vec<bool>,
    code: String,
    going_on: Option<Unseen>,
    ended_cell: bool,
}

impl Writer<'_> {
    /// The characters of a piece from one place in the text to another.
    fn piece(
        &mut self,
        main: &[u8],
        piece: &Piece,
        from: u32,
        to: u32,
        place: Option<Unseen>,
        runs: &Runs,
    ) -> Option<()> {
        let width = if piece.narrow { 1 } else { 2 };
        let offset = |cp: u32| piece.at.checked_add((cp.checked_sub(piece.start)? as usize).checked_mul(width)?);
        let (mut at, end) = (offset(from)?, offset(to)?);
        main.get(at..end)?;
        while at < end {
            let stretch_end = runs.next_change(at).min(end).max(at + width);
            let bytes = main.get(at..stretch_end)?;
            let (text, _) = codepage::decode(bytes, if piece.narrow { 1252 } else { 1200 });
            let kind = place.or_else(|| runs.at(at));
            text.chars().for_each(|c| self.letter(c, kind));
            at = stretch_end;
        }
        Some(())
    }

    fn letter(&mut self, c: char, kind: Option<Unseen>) {
        let ended = std::mem::replace(&mut self.ended_cell, c == '\u{7}');
        match c {
            '\u{13}' => self.fields.push(true),
            '\u{14}' => {
                if let Some(last) = self.fields.last_mut() {
                    *last = false;
                }
                self.field_code();
            }
            '\u{15}' => {
                self.fields.pop();
                self.field_code();
            }
            // The result of a field inside an instruction is part of that instruction.
            c if self.fields.contains(&true) => self.code.push(c),
            // The mark of a cell; a second one at once ends the row.
            '\u{7}' if ended => self.put("\n", kind),
            '\u{7}' => self.put("\t", kind),
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => self.put("\n", kind),
            '\u{1e}' => self.put("-", kind),
            '\u{1}' | '\u{8}' | '\u{2}' | '\u{5}' | '\u{1f}' => {}
            c => self.put(c.encode_utf8(&mut [0; 4]), kind),
        }
    }

    fn field_code(&mut self) {
        if self.fields.contains(&true) {
            return;
        }
        let code = std::mem::take(&mut self.code);
        if let Some(target) = code.trim().strip_prefix("HYPERLINK") {
            self.flow.unseen(Unseen::LinkTarget, target.trim().trim_matches('"'));
        }
    }

    fn put(&mut self, text: &str, kind: Option<Unseen>) {
        match kind {
            Some(kind) => {
                self.flow.unseen_piece(kind, text, self.going_on == Some(kind));
                self.going_on = Some(kind);
            }
            None => {
                self.flow.push(text);
                self.going_on = None;
            }
        }
    }

    fn part_ends(&mut self, place: Option<Unseen>) {
        (self.going_on, self.ended_cell) = (None, false);
        self.fields.clear();
        self.code.clear();
        if place.is_none() {
            self.flow.gap();
        }
    }
}
