//! One sheet of a workbook: its cells row by row, what is hidden in it told apart. Empty cells cost nothing, however far
//! out a sheet says that it reaches.

use super::package::Package;
use super::sheet_styles::{Format, Formats, shown};
use super::xml::{Node, Tag};
use crate::model::{ProblemCode, Severity};
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::Reading;

/// Columns of a sheet at most (Excel specifications and limits).
const COLUMNS: usize = 16_384;

/// The texts that cells refer to.
pub(super) fn strings(reading: &mut Reading<'_>, package: &mut Package<'_>) -> Vec<String> {
    let mut strings = Vec::new();
    let (mut open, mut letters, mut phonetic) = (String::new(), false, false);
    package.walk(reading, "xl/sharedStrings.xml", &mut |node| {
        match node {
            Node::Open(tag) => match tag.name() {
                "t" => letters = true,
                // How it is spoken, which is not seen.
                "rPh" => phonetic = true,
                _ => {}
            },
            Node::Close(tag) => match tag.name() {
                "t" => letters = false,
                "rPh" => phonetic = false,
                "si" => strings.push(std::mem::take(&mut open)),
                _ => {}
            },
            Node::Text(text) if letters && !phonetic => open.push_str(&text),
            Node::Text(_) => {}
        }
        true
    });
    strings
}

/// Says that a workbook has more cells than are read.
pub(super) fn note_cells(reading: &mut Reading<'_>, id: usize, name: &str) {
    let most = reading.limits.sheet_cells;
    reading.note(
        id,
        ProblemCode::LimitReached,
        Severity::NeedsPerson,
        format!(
            "\"{name}\" has more than {most} cells with content (limits.sheet_cells). Those up to there were read and the \
             original is kept. Open the original for the rest, or raise the limit and read the item again."
        ),
    );
}

/// A sheet that is being read.
pub(super) struct Sheet<'s> {
    name: &'s str,
    hidden: bool,
    strings: &'s [String],
    formats: &'s Formats,
    since_1904: bool,
    /// Columns that are hidden: first and last, from 1.
    hidden_columns: Vec<(usize, usize)>,
    /// Those of them that hold something.
    met_columns: Vec<usize>,
    row: Row,
    cell: Cell,
    /// Lines that nobody sees, kept until the sheet is done.
    apart: Vec<(Unseen, String)>,
    footer: Vec<String>,
    section: Option<String>,
}

#[derive(Debug, Default)]
struct Row {
    hidden: bool,
    number: usize,
    seen: Vec<(usize, String)>,
    hidden_cells: Vec<(usize, String)>,
    /// Where the last cell stood, for cells that do not say.
    column: usize,
}

#[derive(Debug, Default)]
struct Cell {
    kind: String,
    format: Format,
    value: String,
    column: usize,
    collects: bool,
}

impl<'s> Sheet<'s> {
    pub(super) fn new(
        name: &'s str,
        hidden: bool,
        strings: &'s [String],
        formats: &'s Formats,
        since_1904: bool,
    ) -> Self {
        Self {
            name,
            hidden,
            strings,
            formats,
            since_1904,
            hidden_columns: Vec::new(),
            met_columns: Vec::new(),
            row: Row::default(),
            cell: Cell::default(),
            apart: Vec::new(),
            footer: Vec::new(),
            section: None,
        }
    }

    /// The name of the sheet above its cells.
    pub(super) fn begin(&self, flow: &mut Flow) {
        if !self.hidden {
            flow.gap();
            flow.push(self.name);
            flow.line();
        }
    }

    /// Reads the part of a sheet; false where the cap on cells was reached.
    pub(super) fn read(
        &mut self,
        reading: &mut Reading<'_>,
        package: &mut Package<'_>,
        part: &str,
        flow: &mut Flow,
        cells: &mut usize,
    ) -> bool {
        self.begin(flow);
        let mut whole = true;
        package.walk(reading, part, &mut |node| {
            match node {
                Node::Open(tag) => self.open(&tag),
                Node::Text(text) => {
                    if self.cell.collects {
                        self.cell.value.push_str(&text);
                    } else if let Some(section) = self.section.as_mut() {
                        section.push_str(&text);
                    }
                }
                Node::Close(tag) => match tag.name() {
                    "c" => whole = self.end_cell(cells),
                    "row" => self.end_row(flow),
                    "v" | "t" => self.cell.collects = false,
                    "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                        let text = self.section.take().map(|s| without_codes(&s)).unwrap_or_default();
                        if !text.trim().is_empty() && !self.footer.contains(&text) {
                            self.footer.push(text);
                        }
                    }
                    _ => {}
                },
            }
            whole && !flow.full()
        });
        whole
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let number = |name: &str| tag.get(name).and_then(|v| v.parse::<usize>().ok());
        match tag.name() {
            "col" if tag.is_on("hidden") => {
                let (first, last) = (number("min").unwrap_or(0), number("max").unwrap_or(0));
                self.hidden_columns.push((first, last.min(COLUMNS)));
            }
            "row" => {
                let number = number("r").unwrap_or(self.row.number + 1);
                self.row = Row { hidden: tag.is_on("hidden"), number, ..Row::default() };
            }
            "c" => {
                let column = tag.get("r").and_then(|r| column(&r)).unwrap_or(self.row.column + 1);
                self.row.column = column;
                let format = self.formats.of(number("s"));
                self.cell = Cell { kind: tag.get("t").unwrap_or_default(), format, column, ..Cell::default() };
            }
            "v" | "t" => self.cell.collects = true,
            "rPh" => self.cell.collects = false,
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                self.section = Some(String::new());
            }
            _ => {}
        }
    }

    fn end_cell(&mut self, cells: &mut usize) -> bool {
        let cell = std::mem::take(&mut self.cell);
        let text = match cell.kind.as_str() {
            "s" => {
                cell.value.trim().parse::<usize>().ok().and_then(|n| self.strings.get(n)).cloned().unwrap_or_default()
            }
            "b" => if cell.value.trim() == "1" { "TRUE" } else { "FALSE" }.into(),
            "str" | "inlineStr" | "e" | "d" => cell.value,
            _ => shown(cell.value.trim(), cell.format, self.since_1904),
        };
        if text.trim().is_empty() {
            return true;
        }
        let Some(left) = cells.checked_sub(1) else { return false };
        *cells = left;
        self.put(cell.column, text, cell.format.unseen);
        true
    }

    /// Hides these columns: first and last, from 1.
    pub(super) fn hide_columns(&mut self, columns: &[(usize, usize)]) {
        self.hidden_columns.extend_from_slice(columns);
    }

    /// Begins a row.
    pub(super) fn begin_row(&mut self, number: usize, hidden: bool) {
        self.row = Row { hidden, number, ..Row::default() };
    }

    /// Puts text into a cell of the row.
    pub(super) fn put(&mut self, column: usize, text: String, unseen: Option<Unseen>) {
        // A cell is one thing; its own line ends would part it from its row.
        let text = text.replace(['\n', '\r', '\t'], " ");
        let hidden_column = self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
        if hidden_column && !self.hidden {
            if !self.met_columns.contains(&column) {
                self.met_columns.push(column);
            }
            self.row.hidden_cells.push((column, text));
        } else if let Some(kind) = unseen.filter(|_| !self.row.hidden && !self.hidden) {
            self.apart.push((kind, text));
        } else {
            self.row.seen.push((column, text));
        }
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self, flow: &mut Flow) {
        let row = std::mem::take(&mut self.row);
        let line = joined(&row.seen);
        if self.hidden {
            if !line.is_empty() {
                self.apart.push((Unseen::Sheet, line));
            }
        } else if row.hidden {
            let all = joined(&[row.seen, row.hidden_cells].concat());
            if !all.is_empty() {
                self.apart.push((Unseen::Row, all));
            }
        } else {
            if !line.is_empty() {
                flow.push(&line);
                flow.push("\n");
            }
            if !row.hidden_cells.is_empty() {
                let cells: Vec<String> = row.hidden_cells.iter().map(|(_, text)| text.clone()).collect();
                self.apart.push((Unseen::Column, cells.join("\t")));
            }
        }
        self.row.number = row.number;
    }

    /// Hands over what was set apart, counted as a person counts: a sheet is one, a column is one.
    pub(super) fn close(self, flow: &mut Flow) {
        for text in &self.footer {
            flow.push(text);
            flow.line();
        }
        if self.hidden {
            let lines: Vec<&str> = self.apart.iter().map(|(_, line)| line.as_str()).collect();
            return flow.unseen(Unseen::Sheet, &format!("{}\n{}", self.name, lines.join("\n")));
        }
        let columns: Vec<&str> =
            self.apart.iter().filter(|(kind, _)| *kind == Unseen::Column).map(|(_, line)| line.as_str()).collect();
        if !columns.is_empty() {
            flow.unseen(Unseen::Column, &columns.join("\n"));
            (1..self.met_columns.len()).for_each(|_| flow.unseen(Unseen::Column, ""));
        }
        for (kind, line) in self.apart.iter().filter(|(kind, _)| *kind != Unseen::Column) {
            flow.unseen(*kind, line);
        }
    }
}

/// Cells side by side; those that stand far apart are parted like their neighbours.
fn joined(cells: &[(usize, String)]) -> String {
    let texts: Vec<&str> = cells.iter().map(|(_, text)| text.as_str()).collect();
    texts.join("\t")
}

/// The column of a cell from its reference: `C7` stands in 3.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0usize, |n, b| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1);
    (number > 0).then_some(number)
}

/// A header or footer without its codes for places and fields (ECMA-376 part 1, 18.3.1.39).
pub(super) fn without_codes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('&') => out.push('&'),
            Some('"') => rest.by_ref().take_while(|c| *c != '"').for_each(drop),
            Some('L' | 'C' | 'R') => out.push(' '),
            // A colour: six hexadecimal digits, or a theme's number with its tint in as many signs.
            Some('K') => colour(&mut rest),
            Some(c) if c.is_ascii_digit() => while rest.next_if(char::is_ascii_digit).is_some() {},
            Some(c) if "ABDEFGHINOPSTUXYZ".contains(c) => {}
            Some(c) => out.extend(['&', c]),
            None => out.push('&'),
        }
    }
    out.trim().to_owned()
}

/// Passes over a colour: six hexadecimal digits, or a theme's number with its tint in as many signs.
fn colour(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    for _ in 0..6 {
        if rest.next_if(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-')).is_none() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{column, without_codes};

    #[test]
    fn references_and_codes() {
        assert_eq!(
            [column("A1"), column("Z9"), column("AA10"), column("XFD1"), column("7")],
            [Some(1), Some(26), Some(27), Some(16_384), None]
        );
        let cases = [
            ("&L&\"Arial,Bold\"&12Ann & Bob&RPage &P of &N", "Ann & Bob Page  of"),
            ("A && B", "A & B"),
            ("&KFF0000Added &K01+024tint", "Added tint"),
            ("Ann &", "Ann &"),
        ];
        for (coded, plain) in cases {
            assert_eq!(without_codes(coded), plain);
        }
    }
}
