//! How the cells of a workbook are formatted, as far as it changes what a person reads: which numbers are dates, and
//! which fonts cannot be seen.

use super::package::Package;
use super::word_styles::is_white;
use super::xml::{Node, Tag};
use crate::parse::flow::Unseen;
use crate::parse::reading::Reading;
use jiff::civil::{Date, DateTime};
use std::collections::HashMap;

/// Letters smaller than three points are not read by anybody.
const TINY: f32 = 3.0;

/// What the formats of cells mean, by their number.
#[derive(Debug, Default)]
pub(super) struct Formats {
    cells: Vec<Format>,
}

/// The format of a cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Format {
    date: bool,
    time: bool,
    /// How its text is hidden, if it is.
    pub unseen: Option<Unseen>,
}

/// What was met so far in the part that states the formats.
#[derive(Default)]
struct Parts {
    codes: HashMap<u32, String>,
    fonts: Vec<Option<Unseen>>,
    fills: Vec<bool>,
    font: Option<Unseen>,
    filled: bool,
    section: Section,
}

#[derive(Default, PartialEq)]
enum Section {
    #[default]
    None,
    Fonts,
    Fills,
    Cells,
    Other,
}

impl Formats {
    /// Reads `xl/styles.xml`.
    pub(super) fn read(reading: &mut Reading<'_>, package: &mut Package<'_>) -> Self {
        let mut formats = Self::default();
        let mut parts = Parts::default();
        package.walk(reading, "xl/styles.xml", &mut |node| {
            match node {
                Node::Open(tag) => parts.open(&tag, &mut formats),
                Node::Close(tag) => parts.close(tag.name()),
                Node::Text(_) => {}
            }
            true
        });
        formats
    }

    /// The format of this number.
    pub(super) fn of(&self, number: Option<usize>) -> Format {
        number.and_then(|n| self.cells.get(n)).copied().unwrap_or_default()
    }
}

impl Parts {
    fn open(&mut self, tag: &Tag<'_>, formats: &mut Formats) {
        match tag.name() {
            "numFmt" => {
                if let (Some(id), Some(code)) =
                    (tag.get("numFmtId").and_then(|v| v.parse().ok()), tag.get("formatCode"))
                {
                    self.codes.insert(id, code);
                }
            }
            "fonts" => self.section = Section::Fonts,
            "fills" => self.section = Section::Fills,
            "cellXfs" => self.section = Section::Cells,
            "cellStyleXfs" | "borders" | "dxfs" | "cellStyles" => self.section = Section::Other,
            "font" => self.font = None,
            "fill" => self.filled = false,
            "color" if self.section == Section::Fonts => self.colour(tag),
            "sz" if self.section == Section::Fonts
                && tag.get("val").and_then(|v| v.parse::<f32>().ok()).is_some_and(|v| v < TINY) =>
            {
                self.font = Some(Unseen::Tiny);
            }
            "patternFill" if self.section == Section::Fills => {
                self.filled = tag.get("patternType").is_some_and(|p| p != "none");
            }
            "fgColor" if tag.get("rgb").is_some_and(|c| argb_white(&c)) => self.filled = false,
            "xf" if self.section == Section::Cells => {
                let number = |name: &str| tag.get(name).and_then(|v| v.parse::<u32>().ok()).unwrap_or(0);
                let (date, time) = self.date(number("numFmtId"));
                let font = self.fonts.get(number("fontId") as usize).copied().flatten();
                let filled = self.fills.get(number("fillId") as usize).copied().unwrap_or(false);
                let unseen = font.filter(|f| *f != Unseen::White || !filled);
                let unseen = if self.nothing(number("numFmtId")) { Some(Unseen::Text) } else { unseen };
                formats.cells.push(Format { date, time, unseen });
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "font" if self.section == Section::Fonts => self.fonts.push(self.font),
            "fill" if self.section == Section::Fills => self.fills.push(self.filled),
            "fonts" | "fills" | "cellXfs" => self.section = Section::Other,
            _ => {}
        }
    }

    fn colour(&mut self, tag: &Tag<'_>) {
        // Theme colour 0 is that of the paper, unless it is shaded.
        let paper = tag.get("theme").is_some_and(|t| t == "0") && tag.get("tint").is_none();
        if (paper || tag.get("rgb").is_some_and(|c| argb_white(&c))) && self.font.is_none() {
            self.font = Some(Unseen::White);
        }
    }

    /// True for the format `;;;`, which shows nothing at all.
    fn nothing(&self, id: u32) -> bool {
        self.codes.get(&id).is_some_and(|code| code.trim() == ";;;")
    }

    /// Whether a number format shows a date, and whether a time (ECMA-376 part 1, 18.8.30).
    fn date(&self, id: u32) -> (bool, bool) {
        match id {
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => (true, false),
            18..=21 | 32..=35 | 45..=47 | 55 | 56 => (false, true),
            22 => (true, true),
            _ => self.codes.get(&id).map_or((false, false), |code| date_code(code)),
        }
    }
}

/// Whether a format code has letters of dates and of times outside of quotes and brackets.
fn date_code(code: &str) -> (bool, bool) {
    let mut bare = String::new();
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    // What stands behind the first semicolon is for negative numbers.
    for c in code.split(';').next().unwrap_or_default().chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            c if !quoted && !bracket => bare.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    if bare.contains("general") {
        return (false, false);
    }
    let day = bare.contains('y') || bare.contains('d') || bare.contains("mmm");
    (day, bare.contains('h') || bare.contains('s'))
}

/// White, with how solid it is before it.
fn argb_white(colour: &str) -> bool {
    let bare = if colour.len() == 8 { colour.get(2..).unwrap_or(colour) } else { colour };
    is_white(bare)
}

/// A number as a person reads it in a cell of this format.
pub(super) fn shown(value: &str, format: Format, since_1904: bool) -> String {
    if !format.date && !format.time {
        return plain_number(value);
    }
    let Ok(days) = value.parse::<f64>() else { return value.to_owned() };
    match (date_of(days, since_1904), format.date) {
        (Some(at), true) => {
            let date = format!("{:02}/{:02}/{:04}", at.day(), at.month(), at.year());
            if format.time { format!("{date} {:02}:{:02}", at.hour(), at.minute()) } else { date }
        }
        (Some(at), false) => format!("{:02}:{:02}", at.hour(), at.minute()),
        (None, _) => value.to_owned(),
    }
}

/// What a workbook keeps as `0.1` it sometimes writes as `0.10000000000000001`, and long numbers with an exponent.
fn plain_number(value: &str) -> String {
    let many = value.len() > 15 && value.contains('.') || value.contains(['E', 'e']);
    match value.parse::<f64>() {
        Ok(number) if many && number.abs() < 1e15 && number.fract() == 0.0 => format!("{number:.0}"),
        Ok(number) if many && number.abs() < 1e15 => {
            let short = format!("{number:.10}");
            short.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => value.to_owned(),
    }
}

/// The moment that a number of days stands for. Day 60 is the 29 February 1900 that never was.
pub(super) fn date_of(days: f64, since_1904: bool) -> Option<DateTime> {
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    let whole = days.floor() as i64;
    let first = if since_1904 {
        Date::new(1904, 1, 1).ok()?
    } else if whole < 60 {
        Date::new(1899, 12, 31).ok()?
    } else {
        Date::new(1899, 12, 30).ok()?
    };
    let date = first.checked_add(jiff::Span::new().days(whole)).ok()?;
    let minutes = ((days - days.floor()) * 1_440.0).round().clamp(0.0, 1_439.0) as i64;
    let hour = i8::try_from(minutes / 60).ok()?;
    let minute = i8::try_from(minutes % 60).ok()?;
    Some(date.at(hour, minute, 0, 0))
}

#[cfg(test)]
mod tests {
    use super::{Format, date_code, shown};

    #[test]
    fn numbers_are_shown_as_a_person_reads_them() {
        let date = Format { date: true, ..Format::default() };
        let both = Format { date: true, time: true, ..Format::default() };
        let time = Format { time: true, ..Format::default() };
        let cases = [
            ("45000", date, "15/03/2023"),
            ("45000.75", both, "15/03/2023 18:00"),
            ("0.5", time, "12:00"),
            ("1", date, "01/01/1900"),
            ("61", date, "01/03/1900"),
            ("-5", date, "-5"),
            ("0.10000000000000001", Format::default(), "0.1"),
            ("9.99123456E9", Format::default(), "9991234560"),
            ("42", Format::default(), "42"),
        ];
        for (value, format, wanted) in cases {
            assert_eq!(shown(value, format, false), wanted, "{value}");
        }
        assert_eq!(shown("0", date, true), "01/01/1904");
    }

    #[test]
    fn dates_are_told_by_their_code() {
        let cases = [
            ("dd/mm/yyyy", (true, false)),
            ("[$-809]d mmmm yyyy;@", (true, false)),
            ("hh:mm", (false, true)),
            ("0.00", (false, false)),
            ("General", (false, false)),
            ("0 \"days\"", (false, false)),
            ("[Red]0", (false, false)),
        ];
        for (code, wanted) in cases {
            assert_eq!(date_code(code), wanted, "{code}");
        }
    }
}
