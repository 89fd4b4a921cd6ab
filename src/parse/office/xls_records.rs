//! The records of an old Excel workbook (BIFF8, [MS-XLS]) that tell what is hidden in it. The values of its cells are
//! read elsewhere; nothing here fails, a torn record ends the walk.

use super::sheet::without_codes;
use crate::parse::codepage;

/// What the records say.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// True where the workbook is locked with a password.
    pub locked: bool,
    /// The sheets in their order.
    pub sheets: Vec<SheetTold>,
    /// Workbooks that values are taken from.
    pub links: usize,
    /// Cells that the widest sheet spans, empty ones included.
    pub widest: u64,
}

/// What the records of one sheet say.
#[derive(Debug, Default)]
pub(super) struct SheetTold {
    pub hidden: bool,
    /// First and last, from 1.
    pub columns: Vec<(usize, usize)>,
    /// From 1, in order.
    pub rows: Vec<usize>,
    pub comments: Vec<String>,
    pub boxes: Vec<String>,
    first: (u64, u64),
    last: (u64, u64),
    start: usize,
}

/// A record: its number and what it holds.
struct Record<'x> {
    id: u16,
    data: &'x [u8],
}

struct Records<'x> {
    bytes: &'x [u8],
    at: usize,
}

impl<'x> Iterator for Records<'x> {
    type Item = Record<'x>;

    fn next(&mut self) -> Option<Record<'x>> {
        let id = number(self.bytes, self.at, 2)? as u16;
        let length = number(self.bytes, self.at + 2, 2)?;
        let data = self.bytes.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some(Record { id, data })
    }
}

/// Reads the records of the workbook stream.
pub(super) fn told(stream: &[u8]) -> Told {
    let mut told = Told::default();
    for record in (Records { bytes: stream, at: 0 }) {
        match record.id {
            0x002f => told.locked = true,
            0x0085 => {
                let start = number(record.data, 0, 4).unwrap_or(usize::MAX);
                let hidden = record.data.get(4).is_some_and(|state| state & 3 != 0);
                told.sheets.push(SheetTold { hidden, start, ..SheetTold::default() });
            }
            // A workbook names itself so too, in four bytes.
            0x01ae if record.data.len() > 4 => told.links += 1,
            0x000a => break,
            _ => {}
        }
    }
    for sheet in &mut told.sheets {
        read_sheet(stream, sheet);
        let (rows, columns) = (sheet.last.0 - sheet.first.0 + 1, sheet.last.1 - sheet.first.1 + 1);
        told.widest = told.widest.max(rows * columns);
    }
    told
}

/// Takes out what sheets state of their own size, which nothing is lost by: the cells tell it.
pub(super) fn forget_sizes(stream: &mut [u8]) {
    let mut at = 0usize;
    while let (Some(id), Some(length)) = (number(stream, at, 2), number(stream, at.saturating_add(2), 2)) {
        if let Some(data) = stream.get_mut(at + 4..at + 4 + length).filter(|_| id == 0x0200) {
            data.fill(0);
        }
        at += 4 + length;
    }
}

fn read_sheet(stream: &[u8], sheet: &mut SheetTold) {
    let mut open = 0usize;
    let mut note = false;
    // Letters that the next record holds for a comment or a text box.
    let mut letters = 0usize;
    sheet.first = (u64::MAX, u64::MAX);
    for record in (Records { bytes: stream, at: sheet.start }) {
        let field = |at: usize| number(record.data, at, 2);
        match record.id {
            // Charts lie inside as sheets of their own.
            0x0809 => open += 1,
            0x000a => {
                open = open.saturating_sub(1);
                if open == 0 {
                    break;
                }
            }
            _ if open > 1 => {}
            0x007d if field(8).is_some_and(|flags| flags & 1 != 0) => {
                sheet.columns.push((field(0).unwrap_or(0) + 1, field(2).unwrap_or(0) + 1));
            }
            0x0208 if field(12).is_some_and(|flags| flags & 0x20 != 0) => sheet.rows.push(field(0).unwrap_or(0) + 1),
            0x0014 | 0x0015 => {
                let text = text(record.data.get(2..).unwrap_or_default(), field(0).unwrap_or(0));
                sheet.boxes.extend(Some(without_codes(&text)).filter(|text| !text.is_empty()));
            }
            0x005d => note = field(4) == Some(0x19),
            0x01b6 => letters = field(10).unwrap_or(0),
            0x003c if letters > 0 => {
                let text = text(record.data, std::mem::take(&mut letters));
                if note { sheet.comments.push(text) } else { sheet.boxes.push(text) }
            }
            // Cells of every kind begin with their row and column.
            0x0006 | 0x00bd | 0x00be | 0x00d6 | 0x00fd | 0x0201..=0x0205 | 0x027e => {
                let (row, column) = (field(0).unwrap_or(0) as u64, field(2).unwrap_or(0) as u64);
                sheet.first = (sheet.first.0.min(row), sheet.first.1.min(column));
                sheet.last = (sheet.last.0.max(row), sheet.last.1.max(column));
            }
            _ => {}
        }
    }
    if sheet.first.0 == u64::MAX {
        sheet.first = (0, 0);
    }
    sheet.rows.sort_unstable();
}

/// Letters after a byte that says how wide they are.
fn text(data: &[u8], letters: usize) -> String {
    let wide = data.first().is_some_and(|flags| flags & 1 != 0);
    let bytes = data.get(1..).unwrap_or_default();
    let bytes = bytes.get(..letters * if wide { 2 } else { 1 }).unwrap_or(bytes);
    codepage::decode(bytes, if wide { 1200 } else { 1252 }).0
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0usize, |n, b| n << 8 | usize::from(*b)))
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn headers_and_footers_of_a_sheet_are_told() {
        let record = |id: u16, data: &[u8]| {
            let length = u16::try_from(data.len()).expect("a short record");
            [id.to_le_bytes().as_slice(), &length.to_le_bytes(), data].concat()
        };
        let letters =
            |text: &str| [&u16::try_from(text.len()).expect("short").to_le_bytes(), &[0][..], text.as_bytes()].concat();
        let sheet = [
            record(0x0809, &[0; 8]),
            record(0x0014, &letters("&LVisits && calls&C&P")),
            record(0x0015, &letters("&C&P")),
            record(0x000a, &[]),
        ]
        .concat();
        let end = record(0x000a, &[]);
        let start = u32::try_from(4 + 6 + end.len()).expect("short");
        let bound = record(0x0085, &[&start.to_le_bytes()[..], &[0, 0]].concat());
        let told = told(&[bound, end, sheet].concat());
        assert_eq!(told.sheets[0].boxes, ["Visits & calls"]);
    }
}
