//! What differs between two folders of rules as they are written: which rules, and which files beside them. It reads and
//! compares; what the difference means for an item is not known here.

use super::load::{self, MODEL_FILE};
use crate::rules::RuleError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Files that decide beside the rules.
const BESIDE: &[&str] = &["classify/words.yaml", "classify/decide.yaml", "clocks.yaml", "holidays.yaml"];

/// What differs between two folders of rules.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Ids of rules that stand in both and are written otherwise. Examples and reasons do not count: they decide nothing.
    pub rewritten: BTreeSet<String>,
    /// Files that are no rules and differ.
    pub beside: Vec<String>,
}

/// Compares two folders of rules.
pub fn between(old: &Path, new: &Path) -> Result<Difference, RuleError> {
    let (before, after) = (written(old)?, written(new)?);
    let differs = |(id, text): (&String, &String)| after.get(id).is_some_and(|t| t != text).then(|| id.clone());
    let model = format!("classify/{MODEL_FILE}");
    let files = BESIDE.iter().copied().chain([model.as_str()]);
    let beside = files.filter(|name| std::fs::read(old.join(name)).ok() != std::fs::read(new.join(name)).ok());
    Ok(Difference {
        rewritten: before.iter().filter_map(differs).collect(),
        beside: beside.map(String::from).collect(),
    })
}

/// Each rule by its id, as what decides in it reads.
fn written(dir: &Path) -> Result<BTreeMap<String, String>, RuleError> {
    let sources = load::read(dir).map_err(RuleError::together)?;
    let deciding = sources.rules.into_iter().map(|written| {
        let mut rule = written.rule;
        let id = rule.id.clone();
        rule.because.clear();
        rule.tests = super::schema::ExamplesText::default();
        (id, format!("{rule:?}"))
    });
    Ok(deciding.collect())
}
