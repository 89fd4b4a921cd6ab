//! Keeps every deadline right: the worked examples of the law as a table, and thousands of dates against a slow reckoning
//! written apart from the product's.

use jiff::civil::{Date, Weekday, date};
use jiff::{Timestamp, ToSpan};
use postroom::model::{Category, Kind, Received, ReceivedBasis};
use postroom::rules::clocks::{ClockRules, Paused};
use std::collections::BTreeSet;
use std::path::Path;

/// How many random dates each clock is tried on.
const DATES: u64 = 10_000;

fn clocks() -> ClockRules {
    match ClockRules::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")) {
        Ok(clocks) => clocks,
        Err(error) => panic!("{error}"),
    }
}

fn day(text: &str) -> Date {
    text.parse().expect("a date in a table of this file")
}

fn on(date: Date) -> Received {
    Received { date, at: None, basis: ReceivedBasis::Stated }
}

#[test]
fn worked_examples() {
    let table = "
        foi_response 2026-06-01 2026-06-30
        foi_response 2026-03-02 2026-03-31
        eir_response 2026-06-01 2026-06-30
        internal_review_response_extended 2026-06-30 2026-08-27
        complaint_acknowledgement 2026-07-10 2026-07-15
        complaint_acknowledgement 2026-04-01 2026-04-08
        complaint_response 2026-01-10 2026-07-09
        complaint_response 2026-03-01 2026-08-31
        complaint_response 2026-08-31 2027-02-28
        subject_access_response 2026-09-03 2026-10-05
        subject_access_response 2026-01-31 2026-03-02
        subject_access_response_extended 2026-11-30 2027-03-01
        rights_response 2026-09-03 2026-10-05
        data_protection_complaint_acknowledgement 2026-06-19 2026-07-17
        breach_notification 2026-04-02 2026-04-05
    ";
    let clocks = clocks();
    let mut tried = 0;
    for row in table.lines().filter(|row| !row.trim().is_empty()) {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let [name, received, due] = cells.as_slice() else { panic!("a row has three cells: {row}") };
        let clock = clocks.reckon(name, &on(day(received))).expect("the clock is known");
        assert_eq!(clock.due, day(due), "{row}");
        let explained = clocks.explain(name, day(received), &[]).expect("the clock is known");
        assert_eq!(explained.due, clock.due, "{row}: explained and reckoned alike");
        assert_eq!(explained.days.last().map(|d| d.date), Some(clock.due), "{row}: the days end on the due date");
        tried += 1;
    }
    assert!(tried > 10, "the table was read");
}

#[test]
fn a_pause_leaves_days_out_or_starts_again() {
    let clocks = clocks();
    let pause = [Paused { from: day("2026-09-10"), to: day("2026-09-17") }];
    let access = clocks.explain("subject_access_response", day("2026-09-03"), &pause).expect("known");
    assert_eq!(access.due, day("2026-10-12"));
    assert_eq!(access.due_without_pause, day("2026-10-05"));
    assert_eq!(access.days.iter().filter(|d| d.why.contains("paused")).count(), 8, "both ends are left out");
    let foi = clocks.explain("foi_response", day("2026-09-03"), &pause).expect("known");
    assert_eq!(foi.runs_from, day("2026-09-17"), "the clock starts again when the answer comes");
    assert_eq!(foi.due, clocks.reckon("foi_response", &on(day("2026-09-17"))).expect("known").due);
    let complaint = clocks.explain("complaint_acknowledgement", day("2026-09-03"), &pause).expect("known");
    assert!(complaint.warnings.iter().any(|w| w.contains("change nothing")), "{:?}", complaint.warnings);
}

#[test]
fn mistakes_are_answered_with_what_to_do() {
    let clocks = clocks();
    let unknown = clocks.explain("foi_respnse", day("2026-06-01"), &[]).expect_err("no such clock").to_string();
    assert!(unknown.contains("Did you mean `foi_response`?"), "{unknown}");
    let backwards = [Paused { from: day("2026-06-05"), to: day("2026-06-04") }];
    assert!(clocks.explain("foi_response", day("2026-06-01"), &backwards).is_err());
    let late = clocks.explain("foi_response", day("2028-06-01"), &[]).expect("known");
    assert!(late.warnings.iter().any(|w| w.contains("holidays.yaml")), "the calendar ends soon: {:?}", late.warnings);
    let early = clocks.explain("foi_response", day("2026-06-01"), &[]).expect("known");
    assert!(early.warnings.is_empty(), "{:?}", early.warnings);
}

#[test]
fn seventy_two_hours_are_hours_also_when_the_clocks_change() {
    let at: Timestamp = "2026-10-22T23:30:00Z".parse().expect("a moment");
    // 00:30 on the 23rd in London, summer time; 72 hours later it is 23:30 on the 25th, winter time.
    let received = Received { date: day("2026-10-23"), at: Some(at), basis: ReceivedBasis::ReceivedHeader };
    assert_eq!(clocks().reckon("breach_notification", &received).expect("known").due, day("2026-10-25"));
}

#[test]
fn every_case_of_law_has_its_clock() {
    let clocks = clocks();
    let mut tried = 0;
    for category in [Category::Complaint, Category::Foi, Category::DataProtection] {
        let kinds: Vec<Option<Kind>> = match category.kinds() {
            [] => vec![None],
            kinds => kinds.iter().copied().map(Some).collect(),
        };
        for kind in kinds {
            assert!(!clocks.of_case(category, kind, &on(day("2026-06-01"))).is_empty(), "{category} {kind:?}");
            tried += 1;
        }
    }
    assert!(tried > 10);
    let review = clocks.of_case(Category::Foi, Some(Kind::InternalReview), &on(day("2026-06-01")));
    let names: BTreeSet<&str> = review.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        names,
        BTreeSet::from(["internal_review_response", "foi_response"]),
        "one deadline under both its names"
    );
}

#[test]
fn random_dates_agree_with_a_slow_reckoning() {
    let clocks = clocks();
    let days = WorkingDays::read();
    let mut seed = 20_260_601_u64;
    let known: BTreeSet<&str> = clocks.names().collect();
    let reckoned: BTreeSet<&str> = SLOW_CLOCKS.iter().map(|(name, _)| *name).collect();
    assert_eq!(known, reckoned, "each clock is reckoned slowly too");
    for (name, way) in SLOW_CLOCKS {
        for _ in 0..DATES {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let offset = i32::try_from((seed >> 33) % 3_000).expect("below three thousand");
            let received = add(date(2019, 2, 1), offset);
            let fast = clocks.reckon(name, &on(received)).expect("known").due;
            assert_eq!(fast, slow(*way, received, &days), "{name} received {received}");
        }
    }
}

/// How a deadline is reckoned, in the words of the law.
#[derive(Clone, Copy)]
enum Way {
    /// So many working days after receipt; the holidays of all nations count as such, or only those of England and Wales.
    Open(usize, bool),
    /// So many months that begin with the day of receipt.
    Commencing(i8),
    /// So many months from receipt, on to a working day.
    Months(i8),
    /// So many days, the day of receipt being the first, back to a working day.
    Back(i32),
    /// So many days of 24 hours.
    Days(i32),
}

/// Every clock, those of the law and the council's own.
const SLOW_CLOCKS: &[(&str, Way)] = &[
    ("complaint_acknowledgement", Way::Open(3, false)),
    ("complaint_response", Way::Commencing(6)),
    ("foi_response", Way::Open(20, true)),
    ("eir_response", Way::Open(20, true)),
    ("eir_response_extended", Way::Open(40, true)),
    ("internal_review_response", Way::Open(20, true)),
    ("internal_review_response_extended", Way::Open(40, true)),
    ("subject_access_response", Way::Months(1)),
    ("subject_access_response_extended", Way::Months(3)),
    ("rights_response", Way::Months(1)),
    ("rights_response_extended", Way::Months(3)),
    ("data_protection_complaint_acknowledgement", Way::Back(29)),
    ("breach_notification", Way::Days(3)),
    ("concern_response", Way::Open(3, false)),
    ("assistance_response", Way::Open(5, false)),
    ("compliment_acknowledgement", Way::Open(10, false)),
    ("comment_acknowledgement", Way::Open(10, false)),
    ("transfer", Way::Open(2, false)),
];

/// Every working day of the years that the holiday file covers, which is read line by line, without the product's reader.
struct WorkingDays {
    england: Vec<Date>,
    all_nations: Vec<Date>,
}

impl WorkingDays {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/holidays.yaml");
        let text = std::fs::read_to_string(path).expect("the file is shipped");
        let (mut england, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
        let mut in_england = false;
        for line in text.lines() {
            match line.trim() {
                "england_and_wales:" => in_england = true,
                "scotland:" | "northern_ireland:" => in_england = false,
                entry if line.starts_with("    ") => {
                    let date = day(entry.split(':').next().unwrap_or_default());
                    if in_england {
                        england.insert(date)
                    } else {
                        elsewhere.insert(date)
                    };
                }
                _ => {}
            }
        }
        assert!(england.len() > 70 && elsewhere.len() > 90, "the file was read");
        let days = (0..3_650).map(|ahead| add(date(2019, 1, 1), ahead));
        let week = days.filter(|d| !matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday));
        let england: Vec<Date> = week.filter(|d| !england.contains(d)).collect();
        let all_nations = england.iter().copied().filter(|d| !elsewhere.contains(d)).collect();
        Self { england, all_nations }
    }
}

fn add(from: Date, days: i32) -> Date {
    from.checked_add(days.days()).expect("within the calendar")
}

fn slow(way: Way, received: Date, days: &WorkingDays) -> Date {
    let on_to_working = |from: Date| days.england.get(days.england.partition_point(|d| *d < from)).copied();
    let reckoned = match way {
        Way::Open(count, all_nations) => {
            let days = if all_nations { &days.all_nations } else { &days.england };
            days.get(days.partition_point(|d| *d <= received) + count - 1).copied()
        }
        // The last day of months that begin with the day of receipt: the day before the next would begin.
        Way::Commencing(months) => Some(months_on(received, months).map_or_else(|end| end, |day| add(day, -1))),
        Way::Months(months) => on_to_working(months_on(received, months).unwrap_or_else(|end| end)),
        Way::Back(on) => days.england.get(days.england.partition_point(|d| *d <= add(received, on)) - 1).copied(),
        Way::Days(on) => Some(add(received, on)),
    };
    reckoned.expect("the file covers the dates tried")
}

/// The corresponding date so many months on, or the last day of a month that has none.
fn months_on(from: Date, months: i8) -> Result<Date, Date> {
    let total = i32::from(from.month()) - 1 + i32::from(months);
    let year = from.year() + i16::try_from(total / 12).expect("a year or none");
    let month = i8::try_from(total % 12 + 1).expect("a month");
    let first = date(year, month, 1);
    Date::new(year, month, from.day()).map_err(|_| first.last_of_month())
}
