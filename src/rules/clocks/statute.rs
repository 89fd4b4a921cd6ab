//! The deadlines of the law, as code, each with its source. Councils may add clocks of their own in `rules/clocks.yaml`;
//! they cannot change these.

use super::calendar::CalendarName;
use super::{Count, Pause, Rule};
use crate::model::{Category, Kind};

/// Every statutory clock.
#[rustfmt::skip] // a table reads best with one line a clock
pub fn clocks() -> Vec<Rule> {
    let working = |days| Count::WorkingDays { days };
    let months = |months| Count::Months { months };
    let (england, any_uk, none) = (CalendarName::EnglandAndWales, CalendarName::AnyUk, CalendarName::None);
    let rule = |name: &str, count, calendar, pause, law: &str| Rule {
        name: name.to_string(),
        count,
        calendar,
        pause,
        law: law.to_string(),
        applies_to: Vec::new(),
        reported_as: None,
    };
    vec![
        // SI 2009/309 reg 13(3): not later than 3 working days after the day on which the complaint is received.
        rule("complaint_acknowledgement", working(3), england, Pause::Never, "3 working days after the day of receipt (SI 2009/309 reg 13)"),
        // SI 2009/309 reg 14(3)-(4): 6 months commencing on the day received, unless a longer period is agreed before it ends.
        rule("complaint_response", Count::MonthsCommencing { months: 6 }, none, Pause::Never, "6 months commencing on the day of receipt (SI 2009/309 reg 14)"),
        // FOIA 2000 s.10(1), (6): the twentieth working day following the date of receipt, no bank holiday in any part of
        // the United Kingdom counted; s.1(3): time starts when what was asked to clarify the request is received.
        rule("foi_response", working(20), any_uk, Pause::Restarts, "20th working day after receipt, holidays anywhere in the UK left out (FOIA 2000 s.10)"),
        // EIR 2004 reg 5(2), 2(1).
        rule("eir_response", working(20), any_uk, Pause::Restarts, "20th working day after receipt, holidays anywhere in the UK left out (EIR 2004 reg 5)"),
        // EIR 2004 reg 7: 40 working days where complex and voluminous.
        rule("eir_response_extended", working(40), any_uk, Pause::Restarts, "40th working day after receipt (EIR 2004 reg 7)"),
        // FOIA 2000 s.45 Code of Practice (2018) part 5: normally 20 working days, at most 40.
        rule("internal_review_response", working(20), any_uk, Pause::Never, "20th working day after receipt (FOIA 2000 s.45 Code)"),
        rule("internal_review_response_extended", working(40), any_uk, Pause::Never, "40th working day after receipt (FOIA 2000 s.45 Code)"),
        // UK GDPR Art 12(3), 12A: one month from receipt; the days from asking for clarification to receiving it do not
        // count. ICO: corresponding date, else the last day of the month, and on over weekends and bank holidays.
        rule("subject_access_response", months(1), england, Pause::Excluded, "one month from receipt, on to a working day (UK GDPR Art 12(3))"),
        rule("rights_response", months(1), england, Pause::Excluded, "one month from receipt, on to a working day (UK GDPR Art 12(3))"),
        // Art 12(3): two further months for complexity or number, told within the first.
        rule("subject_access_response_extended", months(3), england, Pause::Excluded, "three months from receipt, on to a working day (UK GDPR Art 12(3))"),
        rule("rights_response_extended", months(3), england, Pause::Excluded, "three months from receipt, on to a working day (UK GDPR Art 12(3))"),
        // Data Protection Act 2018 s.164A (from 19 June 2026): within 30 days. Readings differ by a day and on weekends:
        // the earlier is the target, the day of receipt being the first, back to the last working day.
        rule("data_protection_complaint_acknowledgement", Count::DaysBack { days: 30 }, england, Pause::Never, "30 days, the day of receipt the first, back to a working day (DPA 2018 s.164A)"),
        // UK GDPR Art 33(1): 72 hours after having become aware; no weekend or holiday stops it.
        rule("breach_notification", Count::Hours { hours: 72 }, none, Pause::Never, "72 hours from becoming aware, weekends and holidays included (UK GDPR Art 33)"),
    ]
}

/// The statutory clocks that a case starts.
pub fn of_case(category: Category, kind: Option<Kind>) -> &'static [&'static str] {
    match (category, kind) {
        (Category::Complaint, _) => &["complaint_acknowledgement", "complaint_response"],
        (Category::Foi, Some(Kind::Eir)) => &["eir_response"],
        (Category::Foi, Some(Kind::InternalReview)) => &["internal_review_response"],
        (Category::Foi, _) => &["foi_response"],
        (Category::DataProtection, Some(Kind::SubjectAccess)) => &["subject_access_response"],
        (Category::DataProtection, Some(Kind::Complaint)) => &["data_protection_complaint_acknowledgement"],
        (Category::DataProtection, Some(Kind::Breach)) => &["breach_notification"],
        (Category::DataProtection, _) => &["rights_response"],
        _ => &[],
    }
}
