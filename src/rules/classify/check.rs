//! Looks over the rules as a careful colleague would: everything that keeps them from loading, and what loads and is
//! still odd. It changes nothing and runs no rule.

use super::load::{self, Written};
use super::schema::{ConditionText, RuleStatus};
use crate::rules::RuleError;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;

/// What is wrong with the rules and what is odd.
#[derive(Debug, Default)]
pub struct CheckReport {
    /// How many rules there are.
    pub rules: usize,
    /// What keeps them from loading.
    pub mistakes: Vec<RuleError>,
    /// What loads and deserves a look, each with its place.
    pub oddities: Vec<RuleError>,
}

/// Checks `dir/classify/*.yaml`.
pub fn check(dir: &Path) -> CheckReport {
    let sources = match load::read(dir) {
        Ok(sources) => sources,
        Err(mistakes) => return CheckReport { mistakes, ..CheckReport::default() },
    };
    let mistakes = load::compile(&sources).err().unwrap_or_default();
    let mut oddities = repeated_phrases(&sources.rules);
    oddities.extend(sources.rules.iter().filter_map(excludes_itself));
    CheckReport { rules: sources.rules.len(), mistakes, oddities }
}

impl CheckReport {
    /// True where the rules load.
    pub fn loads(&self) -> bool {
        self.mistakes.is_empty()
    }
}

/// A phrase that two rules in force use for the same outcome is counted twice.
fn repeated_phrases(rules: &[Written]) -> Vec<RuleError> {
    let mut seen: HashMap<(String, String), &Written> = HashMap::new();
    let mut found = Vec::new();
    for written in rules.iter().filter(|w| w.rule.status == RuleStatus::Stable) {
        let rule = &written.rule;
        let outcome = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?}",
            rule.category, rule.kind, rule.flag, rule.tier, rule.authority, rule.places
        );
        for phrase in rule.any.iter().filter_map(phrase) {
            match seen.insert((outcome.clone(), phrase.to_lowercase()), written) {
                Some(first) if first.rule.id == rule.id => {
                    found.push(written.mistake(format!("the phrase `{phrase}` stands in it twice. Remove one.")));
                }
                Some(first) => found.push(written.mistake(format!(
                    "the phrase `{phrase}` also stands in `{}` for the same outcome and counts twice. Keep one.",
                    first.rule.id
                ))),
                None => {}
            }
        }
    }
    found
}

/// A phrase that is wanted and excluded at once never speaks.
fn excludes_itself(written: &Written) -> Option<RuleError> {
    let excluded: Vec<&str> = written.rule.not.iter().chain(&written.rule.unless).filter_map(phrase).collect();
    let silent = written.rule.any.iter().filter_map(phrase).find(|wanted| excluded.contains(wanted))?;
    Some(
        written
            .mistake(format!("the phrase `{silent}` is wanted and excluded at once, so it never speaks. Remove one.")),
    )
}

fn phrase(condition: &ConditionText) -> Option<&str> {
    match condition {
        ConditionText::Phrase(phrase) => Some(phrase),
        ConditionText::Full(fields) => fields.phrase.as_deref(),
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mistake in &self.mistakes {
            writeln!(f, "error: {mistake}")?;
        }
        for oddity in &self.oddities {
            writeln!(f, "odd: {oddity}")?;
        }
        write!(f, "{} rules, {} errors, {} odd", self.rules, self.mistakes.len(), self.oddities.len())
    }
}
