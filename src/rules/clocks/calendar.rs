//! The United Kingdom's bank holidays and what counts as a working day for whom, read from `rules/holidays.yaml`. It does
//! not know any clock and never guesses holidays beyond the last date of the file.

use crate::yaml::{self, YamlError};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Whose holidays a clock heeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarName {
    /// Bank holidays in England and Wales.
    EnglandAndWales,
    /// A bank holiday in any part of the United Kingdom (FOIA 2000 s.10(6); EIR 2004 reg 2(1) takes the same meaning).
    AnyUk,
    /// Every day counts.
    None,
}

/// The file, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayFile {
    /// Where the dates come from, for people.
    source: String,
    /// First date covered.
    from: Date,
    /// Last date covered.
    to: Date,
    /// Holidays by nation.
    holidays: Nations,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nations {
    england_and_wales: BTreeMap<Date, String>,
    scotland: BTreeMap<Date, String>,
    northern_ireland: BTreeMap<Date, String>,
}

/// The bank holidays of all four nations.
#[derive(Debug, Clone)]
pub struct Holidays {
    file: HolidayFile,
}

impl Holidays {
    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, YamlError> {
        let text = yaml::read(path)?;
        let file: HolidayFile = yaml::parse(path, &text)?;
        let nations = [&file.holidays.england_and_wales, &file.holidays.scotland, &file.holidays.northern_ireland];
        let outside = nations.iter().flat_map(|n| n.keys()).find(|date| **date < file.from || **date > file.to);
        if let Some(date) = outside {
            let line = text.lines().position(|l| l.contains(&date.to_string())).map_or(1, |at| at + 1);
            let message = format!("{date} lies outside {} to {}. Correct it, or `from` and `to`.", file.from, file.to);
            return Err(yaml::error_at(path, &text, line, 1, message));
        }
        Ok(Self { file })
    }

    /// Where the dates come from.
    pub fn source(&self) -> &str {
        &self.file.source
    }

    /// First and last date covered.
    pub fn covered(&self) -> (Date, Date) {
        (self.file.from, self.file.to)
    }

    /// Why a day is no working day under a calendar; none where it is one.
    pub fn closed(&self, date: Date, calendar: CalendarName) -> Option<String> {
        if calendar == CalendarName::None {
            return None;
        }
        match date.weekday() {
            Weekday::Saturday => return Some("Saturday".to_string()),
            Weekday::Sunday => return Some("Sunday".to_string()),
            _ => {}
        }
        let nations = &self.file.holidays;
        if let Some(title) = nations.england_and_wales.get(&date) {
            return Some(format!("bank holiday in England and Wales: {title}"));
        }
        if calendar == CalendarName::EnglandAndWales {
            return None;
        }
        let scotland = nations.scotland.get(&date).map(|title| format!("bank holiday in Scotland: {title}"));
        scotland.or_else(|| {
            nations.northern_ireland.get(&date).map(|title| format!("bank holiday in Northern Ireland: {title}"))
        })
    }
}
