//! When an item was received, and how that is known. Clocks start here, so the order of trust is fixed and a guess is
//! always named as one.

use crate::model::{Delivery, Item, Medium, Received, ReceivedBasis};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The date of receipt: stated, then the newest `Received` header, then `Date`, then a date at the start of the file's
/// name, then the time of the file.
pub(crate) fn received(delivery: &Delivery, header: Option<Timestamp>, date: Option<Timestamp>) -> Received {
    if let Some(stated) = delivery.stated {
        return Received { date: stated, at: None, basis: ReceivedBasis::Stated };
    }
    if let Some(at) = header {
        return Received { date: london(at), at: Some(at), basis: ReceivedBasis::ReceivedHeader };
    }
    if let Some(at) = date {
        return Received { date: london(at), at: Some(at), basis: ReceivedBasis::DateHeader };
    }
    if let Some(date) = date_in_name(&delivery.file_name) {
        return Received { date, at: None, basis: ReceivedBasis::FileName };
    }
    Received { date: london(delivery.arrived), at: Some(delivery.arrived), basis: ReceivedBasis::FileTime }
}

/// An item of which no header is known: a letter, or something that could not be read.
pub(crate) fn bare_item(delivery: &Delivery) -> Item {
    Item {
        medium: Medium::Letter,
        message_id: None,
        from: None,
        reply_to: None,
        to: Vec::new(),
        cc: Vec::new(),
        subject: None,
        date: None,
        received: received(delivery, None, None),
        references: Vec::new(),
        headers: Vec::new(),
    }
}

/// The day on the wall calendar in London.
fn london(at: Timestamp) -> Date {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    zone.to_datetime(at).date()
}

/// A date at the start of a file name, `2026-03-09...` or `20260309...`, as scanners write it.
fn date_in_name(name: &str) -> Option<Date> {
    let digits = |from: usize, to: usize| -> Option<i16> {
        let part = name.get(from..to)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let (year, month, day, end) = match name.as_bytes().get(4) {
        Some(b'-' | b'_' | b'.') => (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?, 10),
        _ => (digits(0, 4)?, digits(4, 6)?, digits(6, 8)?, 8),
    };
    let goes_on = name.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
    // Scanners write days or days and times; a longer run of digits after a date with dashes is a serial number of the kind.
    if goes_on && end == 8 && name.bytes().take_while(u8::is_ascii_digit).count() != 14 {
        return None;
    }
    if !(1990..2100).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::date_in_name;

    #[test]
    fn dates_at_the_start_of_a_name() {
        let cases = [
            ("2026-03-09 scan.pdf", Some("2026-03-09")),
            ("20260309_0001.tif", Some("2026-03-09")),
            ("20260309143000.pdf", Some("2026-03-09")),
            ("2026-13-09.pdf", None),
            ("202603.pdf", None),
            ("0123456789.pdf", None),
            ("2026030912.pdf", None),
            ("letter 2026-03-09.pdf", None),
            ("", None),
        ];
        for (name, wanted) in cases {
            assert_eq!(date_in_name(name).map(|d| d.to_string()).as_deref(), wanted, "{name}");
        }
    }
}
