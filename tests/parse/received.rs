//! The day of receipt: what is trusted before what.

use super::{delivery, pool};
use postroom::model::ReceivedBasis;

#[test]
fn the_most_trusted_date_is_taken() {
    let received = "Received: from a by b; Wed, 04 Mar 2026 23:30:00 -0100\r\n";
    let older = "Received: from c by a; Tue, 03 Mar 2026 10:00:00 +0000\r\n";
    let date = "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n";
    let rest = "From: a@x.example\r\nTo: b@x.example\r\n\r\nText.\r\n";
    // name, head, stated, day, basis
    let cases = [
        ("a.eml", format!("{received}{older}{date}"), Some("2026-01-05"), "2026-01-05", ReceivedBasis::Stated),
        ("a.eml", format!("{received}{older}{date}"), None, "2026-03-05", ReceivedBasis::ReceivedHeader),
        ("a.eml", date.to_owned(), None, "2026-03-02", ReceivedBasis::DateHeader),
        // Half past eleven at night in summer time is the next day in London.
        ("a.eml", "Date: Wed, 01 Jul 2026 23:30:00 +0000\r\n".into(), None, "2026-07-02", ReceivedBasis::DateHeader),
        ("2026-02-09 a.eml", "Date: soon\r\n".into(), None, "2026-02-09", ReceivedBasis::FileName),
        ("a.eml", String::new(), None, "2026-11-20", ReceivedBasis::FileTime),
    ];
    for (name, head, stated, day, basis) in cases {
        let mut item = delivery(name, format!("{head}{rest}"));
        item.stated = stated.map(|s| s.parse().expect("a date"));
        let found = pool().parse(&item).item.received;
        assert_eq!((found.date.to_string().as_str(), found.basis), (day, basis), "{head}");
    }
}
