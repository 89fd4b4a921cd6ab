//! Days and ranges of days in queries: `2026`, `2026-04`, `2026-04-17`, `17/04/2026`, `2026-04..2026-09`, `<2026-12-01`.
//! Days are read as they are written in this country, day before month.

use jiff::civil::Date;

/// First and last day, both included; none where the range is open.
pub(super) type Days = (Option<Date>, Option<Date>);

/// Reads a day, a month, a year, a range or a comparison; the error is a sentence.
pub(super) fn parse(text: &str) -> Result<Days, String> {
    let days = if let Some(rest) = text.strip_prefix("<=") {
        (None, Some(period(rest)?.1))
    } else if let Some(rest) = text.strip_prefix(">=") {
        (Some(period(rest)?.0), None)
    } else if let Some(rest) = text.strip_prefix('<') {
        (None, Some(period(rest)?.0.yesterday().map_err(|_| unreadable(rest))?))
    } else if let Some(rest) = text.strip_prefix('>') {
        (Some(period(rest)?.1.tomorrow().map_err(|_| unreadable(rest))?), None)
    } else if let Some((from, to)) = text.split_once("..") {
        let from = (!from.is_empty()).then(|| period(from)).transpose()?.map(|p| p.0);
        let to = (!to.is_empty()).then(|| period(to)).transpose()?.map(|p| p.1);
        (from, to)
    } else {
        let (first, last) = period(text)?;
        (Some(first), Some(last))
    };
    match days {
        (None, None) => {
            Err("This range has neither a first nor a last day. Write, for example, 2026-04..2026-09.".into())
        }
        (Some(from), Some(to)) if from > to => Err(format!("This range ends ({to}) before it starts ({from}).")),
        days => Ok(days),
    }
}

/// First and last day of a day, a month or a year.
fn period(text: &str) -> Result<(Date, Date), String> {
    let numbers = |separator: char| -> Option<Vec<i16>> {
        text.split(separator).map(|p| p.parse().ok().filter(|_| p.bytes().all(|b| b.is_ascii_digit()))).collect()
    };
    let parts = match (numbers('-'), numbers('/')) {
        (Some(parts), _) => parts,
        (None, Some(mut parts)) => {
            parts.reverse();
            parts
        }
        (None, None) => return Err(unreadable(text)),
    };
    let year_is_whole = parts.first().is_some_and(|year| (1900..=2200).contains(year));
    let day = |year: i16, month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()
    };
    let found = match parts.as_slice() {
        _ if !year_is_whole => None,
        [year] => day(*year, 1, 1).zip(day(*year, 12, 31)),
        [year, month] => day(*year, *month, 1).map(|first| (first, first.last_of_month())),
        [year, month, d] => day(*year, *month, *d).map(|only| (only, only)),
        _ => None,
    };
    found.ok_or_else(|| unreadable(text))
}

fn unreadable(text: &str) -> String {
    let what = if text.trim().is_empty() { "This".to_string() } else { format!("`{text}`") };
    format!(
        "{what} is no day, month or year. Write 2026-04-17, 17/04/2026, 2026-04 or 2026; a range as 2026-04..2026-09, an end as <2026-12-01."
    )
}
