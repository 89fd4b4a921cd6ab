//! Excel workbooks that are not XML: the old kind (BIFF) and the binary one (`.xlsb`). calamine reads the cells; what is
//! hidden in the old kind is told by its records.

use super::sheet::{Sheet, note_cells};
use super::sheet_styles::{Formats, date_of};
use super::summary;
use super::xls_records::{self, SheetTold, Told, told};
use crate::model::ProblemCode;
use crate::parse::archive::unpack;
use crate::parse::flow::{Flow, Unseen};
use crate::parse::kind::Office;
use crate::parse::reading::{Part, Reading};
use calamine::{Data, Range, Reader, SheetVisible, Xls, XlsError, Xlsb, XlsbError};
use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Sheets are laid out whole, with their empty cells; calamine holds each three times over.
const WIDEST: u64 = 2_000_000;

/// Reads a workbook.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize, office: Office) {
    let read = if office == Office::Xls { records(reading, part) } else { Some((Told::default(), Vec::new())) };
    let Some((known, remade)) = read else { return damaged(reading, part, id) };
    if known.locked {
        return locked(reading, part, id);
    }
    if known.widest > WIDEST {
        let what = "states a sheet wider and longer than any that a person filled";
        let next = "Open the original with care: it may be made to do harm.";
        return reading.note_part(id, part, ProblemCode::LimitReached, what, next);
    }
    let bytes = if remade.is_empty() { part.bytes } else { &remade };
    // calamine panics on some damaged workbooks; that must not cost the mail around them.
    let sheets = catch_unwind(AssertUnwindSafe(|| all_sheets(bytes, office))).unwrap_or(Err(false));
    match sheets {
        Ok(sheets) => fill(reading, part, id, &sheets, &known),
        Err(true) => locked(reading, part, id),
        Err(false) => damaged(reading, part, id),
    }
}

fn locked(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let next = "Ask the sender for the password, or for a copy without one.";
    reading.note_part(id, part, ProblemCode::Encrypted, "is an Excel workbook locked with a password", next);
}

fn damaged(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let what = "is an Excel workbook that is damaged or of a form that is not read";
    reading.note_part(
        id,
        part,
        ProblemCode::Damaged,
        what,
        "Open the original, or ask the sender for a copy as .xlsx.",
    );
}

/// What the records of an old workbook tell, and the workbook made anew without what it states of its sheets' sizes:
/// calamine takes memory for all the cells that a sheet says it has, which for a few bytes can be thousands of millions.
fn records(reading: &mut Reading<'_>, part: Part<'_>) -> Option<(Told, Vec<u8>)> {
    let mut file = cfb::CompoundFile::open(Cursor::new(part.bytes)).ok()?;
    let name = if file.is_stream("/Workbook") { "/Workbook" } else { "/Book" };
    let stream = file.open_stream(name).ok()?;
    let length = stream.len();
    let mut bytes = unpack(reading, stream, length).ok()?;
    let told = told(&bytes);
    xls_records::forget_sizes(&mut bytes);
    let empty = Cursor::new(Vec::new());
    let mut remade = cfb::CompoundFile::create_with_version(cfb::Version::V3, empty).ok()?;
    remade.create_stream(name).ok()?.write_all(&bytes).ok()?;
    remade.flush().ok()?;
    Some((told, remade.into_inner().into_inner()))
}

/// Every sheet of a workbook; an error says whether a password is wanted.
fn all_sheets(bytes: &[u8], office: Office) -> Result<Vec<Filled>, bool> {
    let cursor = Cursor::new(bytes);
    match office {
        Office::Xlsb => {
            let book = Xlsb::new(cursor).map_err(|e| matches!(e, XlsbError::Password));
            book.map(|mut book| sheets(&mut book))
        }
        _ => {
            let book = Xls::new(cursor).map_err(|e| matches!(e, XlsError::Password));
            book.map(|mut book| sheets(&mut book))
        }
    }
}

/// Name, whether it is hidden, and cells of each sheet.
type Filled = (String, bool, Range<Data>);

fn sheets<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(book: &mut R) -> Vec<Filled> {
    let listed = book.sheets_metadata().to_vec();
    let read = |s: calamine::Sheet| {
        let range = book.worksheet_range(&s.name).unwrap_or_default();
        (s.name, s.visible != SheetVisible::Visible, range)
    };
    listed.into_iter().map(read).collect()
}

fn fill(reading: &mut Reading<'_>, part: Part<'_>, id: usize, sheets: &[Filled], known: &Told) {
    let mut flow = Flow::new(reading.limits.text_bytes);
    let formats = Formats::default();
    let nothing = SheetTold::default();
    let mut cells = reading.limits.sheet_cells;
    for (number, (name, hidden, range)) in sheets.iter().enumerate() {
        let told = known.sheets.get(number).unwrap_or(&nothing);
        let mut sheet = Sheet::new(name, *hidden || told.hidden, &[], &formats, false);
        sheet.hide_columns(&told.columns);
        sheet.begin(&mut flow);
        if !fill_sheet(&mut sheet, range, told, &mut flow, &mut cells) {
            note_cells(reading, id, part.name);
            break;
        }
        sheet.close(&mut flow);
        told.boxes.iter().for_each(|text| {
            flow.line();
            flow.push(text);
        });
        told.comments.iter().for_each(|text| flow.unseen(Unseen::Comment, text));
    }
    (0..known.links).for_each(|_| flow.unseen(Unseen::ExternalLink, ""));
    summary::read(reading, part, &mut flow);
    flow.finish(reading, id);
}

fn fill_sheet(
    sheet: &mut Sheet<'_>,
    range: &Range<Data>,
    told: &SheetTold,
    flow: &mut Flow,
    cells: &mut usize,
) -> bool {
    let (first_row, first_column) = range.start().map_or((0, 0), |(r, c)| (r as usize, c as usize));
    for (row, values) in range.rows().enumerate() {
        if flow.full() {
            break;
        }
        let number = first_row + row + 1;
        sheet.begin_row(number, told.rows.binary_search(&number).is_ok());
        for (column, value) in values.iter().enumerate().filter(|(_, v)| !matches!(v, Data::Empty)) {
            let Some(left) = cells.checked_sub(1) else { return false };
            *cells = left;
            let text = shown(value);
            if !text.trim().is_empty() {
                sheet.put(first_column + column + 1, text, None);
            }
        }
        sheet.end_row(flow);
    }
    true
}

/// A value as a person reads it.
fn shown(value: &Data) -> String {
    match value {
        Data::DateTime(moment) => match date_of(moment.as_f64(), false) {
            Some(at) if moment.as_f64() >= 1.0 => {
                let date = format!("{:02}/{:02}/{:04}", at.day(), at.month(), at.year());
                let time = at.hour() != 0 || at.minute() != 0;
                if time { format!("{date} {:02}:{:02}", at.hour(), at.minute()) } else { date }
            }
            Some(at) => format!("{:02}:{:02}", at.hour(), at.minute()),
            None => moment.as_f64().to_string(),
        },
        other => other.to_string(),
    }
}
