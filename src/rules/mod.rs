//! Everything the council can change without a programmer, read from `rules/`: what opens a case, when it is due, what is
//! hidden, who works on it. This module reads and checks; it never looks at an item.

pub mod classify;
pub mod clocks;
pub mod fingerprint;
pub mod letters;
pub mod profile;
pub mod queues;

use crate::yaml::YamlError;
use std::path::{Path, PathBuf};

/// All rules in force.
#[derive(Debug)]
pub struct RuleSet {
    /// What opens a case or raises a flag.
    pub classify: classify::ClassifyRules,
    /// When a case is due.
    pub clocks: clocks::ClockRules,
    /// What is hidden from whom.
    pub profiles: profile::Profiles,
    /// Who works on it.
    pub queues: queues::Queues,
    /// What is said to writers.
    pub letter: letters::Letter,
    /// The fingerprint of all files it was read from.
    pub fingerprint: String,
}

/// Why the rules cannot be used. Nothing runs on rules that did not load whole.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// A file cannot be read as YAML of the right shape.
    #[error(transparent)]
    Yaml(#[from] YamlError),
    /// The content is well formed and makes no sense.
    #[error("{place}: {message}")]
    Content {
        /// File, with line and column or rule id where known.
        place: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// Several mistakes, each with its place.
    #[error("{} mistakes in the rules:\n{}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Several(Vec<RuleError>),
}

impl RuleError {
    /// A mistake in what a file says.
    pub fn content(place: String, message: String) -> Self {
        Self::Content { place, message }
    }

    /// One error out of many.
    pub fn together(mut errors: Vec<RuleError>) -> Self {
        match (errors.len(), errors.pop()) {
            (1, Some(only)) => only,
            (_, last) => Self::Several(errors.into_iter().chain(last).collect()),
        }
    }
}

impl RuleSet {
    /// The same without the second opinion, for training it.
    pub fn load_without_model(dir: &Path) -> Result<Self, RuleError> {
        Self::around(classify::ClassifyRules::load_without_model(dir)?, dir)
    }

    /// Reads `dir/classify/*.yaml`, `dir/clocks.yaml`, `dir/redact/*.yaml` and `dir/route/*.yaml`.
    pub fn load(dir: &Path) -> Result<Self, RuleError> {
        Self::around(classify::ClassifyRules::load(dir)?, dir)
    }

    fn around(classify: classify::ClassifyRules, dir: &Path) -> Result<Self, RuleError> {
        let clocks = clocks::ClockRules::load(dir)?;
        let letter = letters::Letter::load(dir, &clocks.names().collect::<Vec<_>>())?;
        Ok(Self {
            classify,
            clocks,
            letter,
            profiles: profile::Profiles::load(dir)?,
            queues: queues::Queues::load(dir)?,
            fingerprint: fingerprint::fingerprint(dir)?,
        })
    }
}

/// The YAML files of a folder in the order of their names. A folder that is missing or holds none is an error.
pub fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, RuleError> {
    let fault = |message: String| RuleError::Content { place: folder.display().to_string(), message };
    let entries = std::fs::read_dir(folder)
        .map_err(|e| fault(format!("cannot be read ({e}). Check `folders: rules` in config.yaml.")))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|x| x == "yaml"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(fault("holds no .yaml file. Restore the rules, or check `folders: rules` in config.yaml.".into()));
    }
    Ok(files)
}
