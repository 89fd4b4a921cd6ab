//! The clocks a council sets itself, read from `rules/clocks.yaml`. They stand beside the statutory ones and can neither
//! replace nor lengthen them.

use super::calendar::CalendarName;
use super::{Count, Pause, Rule};
use crate::yaml::{self, YamlError};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// `clocks.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClocksFile {
    /// Clocks by name.
    #[serde(default)]
    local: BTreeMap<String, LocalClock>,
    /// A clock whose deadline is also reported under another name.
    #[serde(default)]
    also_reported_as: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocalClock {
    /// The cases it belongs to, as `category` or `category/kind`.
    applies_to: Vec<String>,
    /// The nth working day after receipt.
    working_days: Option<u32>,
    /// So many months.
    months: Option<i32>,
    /// Whose holidays it heeds.
    #[serde(default = "england_and_wales")]
    calendar: CalendarName,
    /// Where the target comes from.
    because: String,
}

/// Puts local clocks behind the statutory ones; an error names the key at fault.
pub fn merge(mut rules: Vec<Rule>, file: ClocksFile) -> Result<Vec<Rule>, (String, String)> {
    for (name, local) in file.local {
        if rules.iter().any(|rule| rule.name == name) {
            return Err((
                name,
                "this clock is set by law and cannot be changed here. Choose another name.".to_string(),
            ));
        }
        if let Some(wrong) = local.applies_to.iter().find(|case| !crate::rules::classify::weights::is_case(case)) {
            let message = format!(
                "`{wrong}` is no category and no category/kind.{}",
                crate::rules::classify::weights::hint(wrong)
            );
            return Err((name, message));
        }
        let (count, words) = match (local.working_days, local.months) {
            (Some(days @ 1..=400), None) => {
                (Count::WorkingDays { days }, format!("{days} working days after the day of receipt"))
            }
            (None, Some(months @ 1..=60)) => (Count::Months { months }, format!("{months} months from receipt")),
            _ => return Err((name, "give either `working_days` (1 to 400) or `months` (1 to 60).".to_string())),
        };
        rules.push(Rule {
            name,
            count,
            calendar: local.calendar,
            pause: Pause::Never,
            law: format!("{words} (local: {})", local.because),
            applies_to: local.applies_to,
            reported_as: None,
        });
    }
    for (name, other) in file.also_reported_as {
        let Some(rule) = rules.iter_mut().find(|rule| rule.name == name) else {
            return Err((name, "no clock has this name.".to_string()));
        };
        rule.reported_as = Some(other);
    }
    Ok(rules)
}

/// The error at a key of the file.
pub fn place(path: &Path, text: &str, key: &str, message: String) -> YamlError {
    let line = text.lines().position(|line| line.trim_start().starts_with(&format!("{key}:"))).map_or(1, |at| at + 1);
    yaml::error_at(path, text, line, 3, format!("`{key}`: {message}"))
}

fn england_and_wales() -> CalendarName {
    CalendarName::EnglandAndWales
}
