//! A deadline day by day: which days count, which do not and why. It repeats no arithmetic: the due date comes from the
//! same reckoning as every other, and the days are labelled against it.

use super::{ClockRules, Count, Pause, Paused, Rule};
use crate::rules::RuleError;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// The holidays must be known for so many months beyond a due date.
const MONTHS_AHEAD: i32 = 12;

/// A due date with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockExplanation {
    /// The clock.
    pub name: String,
    /// The day of receipt.
    pub received: Date,
    /// The day from which the clock runs, later than receipt where it was started again.
    pub runs_from: Date,
    /// The last day on which the duty is met.
    pub due: Date,
    /// The due date had there been no pause.
    pub due_without_pause: Date,
    /// The rule in words.
    pub basis: String,
    /// Each day from receipt to the due date.
    pub days: Vec<ClockDay>,
    /// What to beware of.
    pub warnings: Vec<String>,
}

/// One day of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockDay {
    /// The day.
    pub date: Date,
    /// Whether it counts.
    pub counted: bool,
    /// Why, or which number it has.
    pub why: String,
}

/// Explains one clock.
pub fn explain(
    clocks: &ClockRules,
    rule: &Rule,
    received: Date,
    pauses: &[Paused],
) -> Result<ClockExplanation, RuleError> {
    check(received, pauses)?;
    let mut warnings = Vec::new();
    let (runs_from, paused) = match rule.pause {
        Pause::Never => {
            if !pauses.is_empty() {
                warnings.push(format!("The law knows no pause of {}; the pauses given change nothing.", rule.name));
            }
            (received, Vec::new())
        }
        Pause::Restarts => (pauses.iter().map(|p| p.to).max().unwrap_or(received), Vec::new()),
        Pause::Excluded => (received, days_of(pauses)),
    };
    let excluded = i32::try_from(paused.len()).unwrap_or(i32::MAX);
    let due = clocks.due(rule, runs_from, excluded);
    let (first, last) = clocks.holidays.covered();
    if received < first || last < due.saturating_add(MONTHS_AHEAD.months()) {
        warnings.push(format!(
            "The bank holidays in rules/holidays.yaml run from {first} to {last}. Bring the file up to date before relying on dates near or beyond its end."
        ));
    }
    Ok(ClockExplanation {
        name: rule.name.clone(),
        received,
        runs_from,
        due,
        due_without_pause: clocks.due(rule, received, 0),
        basis: rule.law.clone(),
        days: days(clocks, rule, received, runs_from, due, &paused),
        warnings,
    })
}

fn check(received: Date, pauses: &[Paused]) -> Result<(), RuleError> {
    let wrong = |message: String| Err(RuleError::content("pause".to_string(), message));
    for pause in pauses {
        if pause.to < pause.from {
            return wrong(format!("{}..{} ends before it begins. Write the earlier date first.", pause.from, pause.to));
        }
        if pause.from < received {
            return wrong(format!("{}..{} begins before the day of receipt, {received}.", pause.from, pause.to));
        }
    }
    Ok(())
}

/// Every day of every pause, once.
fn days_of(pauses: &[Paused]) -> Vec<Date> {
    let mut days: Vec<Date> =
        pauses.iter().flat_map(|p| p.from.series(1.day()).take_while(move |d| *d <= p.to)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn days(
    clocks: &ClockRules,
    rule: &Rule,
    received: Date,
    runs_from: Date,
    due: Date,
    paused: &[Date],
) -> Vec<ClockDay> {
    let inclusive = matches!(rule.count, Count::MonthsCommencing { .. } | Count::DaysBack { .. });
    let mut number = 0;
    received
        .series(1.day())
        .take_while(|date| *date <= due)
        .map(|date| {
            let closed = clocks.holidays.closed(date, rule.calendar);
            let only_working = matches!(rule.count, Count::WorkingDays { .. });
            let no = |why: String| ClockDay { date, counted: false, why };
            if date < runs_from {
                return no("waiting for clarification; the clock starts again when it comes".to_string());
            }
            if date == runs_from && !inclusive {
                return no(if runs_from == received { "day of receipt" } else { "clarification received" }.to_string());
            }
            if paused.binary_search(&date).is_ok() {
                return no("paused for clarification".to_string());
            }
            match closed {
                Some(why) if only_working => no(why),
                closed => {
                    number += 1;
                    let rolled = closed.map_or_else(String::new, |why| format!(" ({why})"));
                    ClockDay { date, counted: true, why: format!("day {number}{rolled}") }
                }
            }
        })
        .collect()
}
