//! Clocks: statutory ones are code with their source beside them (`statute`), local ones come from `rules/clocks.yaml`.
//! A date goes in, a due date with its reasons comes out; nothing here asks what day it is today.

pub mod calendar;
mod explain;
mod local;
mod statute;

pub use explain::{ClockDay, ClockExplanation};

use super::RuleError;
use crate::model::{Category, Clock, Kind, Received};
use crate::yaml;
use calendar::{CalendarName, Holidays};
use jiff::civil::Date;
use jiff::{SignedDuration, Span, ToSpan, tz::TimeZone};
use std::path::Path;

/// The clocks and calendars in force.
#[derive(Debug)]
pub struct ClockRules {
    rules: Vec<Rule>,
    holidays: Holidays,
}

/// One clock.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// How it counts.
    pub count: Count,
    /// Whose holidays it heeds.
    pub calendar: CalendarName,
    /// What a pause does.
    pub pause: Pause,
    /// The rule in words, with its source.
    pub law: String,
    /// For a local clock, the cases it belongs to, as `category` or `category/kind`.
    pub applies_to: Vec<String>,
    /// The same deadline is also reported under this name.
    pub reported_as: Option<String>,
}

/// How a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// The nth working day after the day of receipt.
    WorkingDays {
        /// How many.
        days: u32,
    },
    /// The corresponding date after so many months, else the last day of that month; on to a working day.
    Months {
        /// How many.
        months: i32,
    },
    /// So many months of which the day of receipt is the first day.
    MonthsCommencing {
        /// How many.
        months: i32,
    },
    /// So many days of which the day of receipt is the first; back to a working day.
    DaysBack {
        /// How many.
        days: i32,
    },
    /// So many hours from the moment of receipt, or from its day where the moment is not known.
    Hours {
        /// How many.
        hours: i64,
    },
}

/// What asking the requester for clarification does to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Nothing.
    Never,
    /// The days from asking to receiving, both included, do not count.
    Excluded,
    /// The clock starts again on the day the answer came.
    Restarts,
}

/// A stretch of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paused {
    /// The day clarification was asked for.
    pub from: Date,
    /// The day it came.
    pub to: Date,
}

impl ClockRules {
    /// Reads `dir/clocks.yaml` and `dir/holidays.yaml`.
    pub fn load(dir: &Path) -> Result<Self, RuleError> {
        let holidays = Holidays::load(&dir.join("holidays.yaml"))?;
        let path = dir.join("clocks.yaml");
        let text = yaml::read(&path)?;
        let rules = local::merge(statute::clocks(), yaml::parse(&path, &text)?)
            .map_err(|(key, message)| local::place(&path, &text, &key, message))?;
        Ok(Self { rules, holidays })
    }

    /// The names of all clocks.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// The calendars in force.
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// The clocks that a case starts, reckoned from its receipt.
    pub fn of_case(&self, category: Category, kind: Option<Kind>, received: &Received) -> Vec<Clock> {
        let statutory = statute::of_case(category, kind);
        let mut clocks = Vec::new();
        for rule in &self.rules {
            let local = rule.applies_to.iter().any(|name| super::classify::weights::names(name, category, kind));
            if !local && !statutory.contains(&rule.name.as_str()) {
                continue;
            }
            let clock = self.clock(rule, received);
            let other = rule.reported_as.iter().map(|name| Clock {
                name: name.clone(),
                due: clock.due,
                basis: format!("the same deadline as {}: {}", clock.name, clock.basis),
            });
            let other: Vec<Clock> = other.collect();
            clocks.push(clock);
            clocks.extend(other);
        }
        clocks
    }

    /// One clock reckoned from a receipt; an error names the nearest known one.
    pub fn reckon(&self, name: &str, received: &Received) -> Result<Clock, RuleError> {
        Ok(self.clock(self.rule(name)?, received))
    }

    /// A clock reckoned day by day, with pauses; an error names the nearest known clock or the wrong pause.
    pub fn explain(&self, name: &str, received: Date, pauses: &[Paused]) -> Result<ClockExplanation, RuleError> {
        explain::explain(self, self.rule(name)?, received, pauses)
    }

    fn rule(&self, name: &str) -> Result<&Rule, RuleError> {
        self.rules.iter().find(|rule| rule.name == name).ok_or_else(|| {
            let near = yaml::nearest(name, self.names());
            let known = || format!("Known are {}.", self.names().collect::<Vec<_>>().join(", "));
            let hint = near.map_or_else(known, |near| format!("Did you mean `{near}`?"));
            RuleError::content("clock".to_string(), format!("`{name}` is no clock. {hint}"))
        })
    }

    fn clock(&self, rule: &Rule, received: &Received) -> Clock {
        let due = match (rule.count, received.at) {
            // The moment is kept in UTC and shown in London, so a change of the clocks moves neither.
            (Count::Hours { hours }, Some(at)) => at
                .checked_add(SignedDuration::from_hours(hours))
                .ok()
                .and_then(|end| TimeZone::get("Europe/London").ok().map(|zone| zone.to_datetime(end).date()))
                .unwrap_or_else(|| self.due(rule, received.date, 0)),
            _ => self.due(rule, received.date, 0),
        };
        Clock { name: rule.name.clone(), due, basis: format!("{}; received {}", rule.law, received.date) }
    }

    /// The due date; `excluded` is how many days of a pause do not count.
    fn due(&self, rule: &Rule, received: Date, excluded: i32) -> Date {
        let open = |date: Date| self.holidays.closed(date, rule.calendar).is_none();
        match rule.count {
            Count::WorkingDays { days } => {
                let mut date = received;
                for _ in 0..days {
                    date = following(date, 1.day(), open);
                }
                date
            }
            Count::Months { months } => {
                let corresponding = add(received, months.months());
                let end = add(corresponding, excluded.days());
                if open(end) { end } else { following(end, 1.day(), open) }
            }
            Count::MonthsCommencing { months } => {
                let corresponding = add(received, months.months());
                // Where the month has no corresponding date the period ends with the month itself.
                if corresponding.day() == received.day() { add(corresponding, (-1).days()) } else { corresponding }
            }
            Count::DaysBack { days } => {
                let end = add(received, (days - 1).days());
                if open(end) { end } else { following(end, (-1).day(), open) }
            }
            Count::Hours { hours } => add(received, SignedDuration::from_hours(hours)),
        }
    }
}

/// The next day in this direction on which the offices are open.
fn following(from: Date, step: Span, open: impl Fn(Date) -> bool) -> Date {
    let mut date = add(from, step);
    while !open(date) && date < Date::MAX && date > Date::MIN {
        date = add(date, step);
    }
    date
}

fn add(date: Date, span: impl Into<jiff::civil::DateArithmetic>) -> Date {
    date.saturating_add(span)
}
