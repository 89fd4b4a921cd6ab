//! Redaction profiles: for one regime and audience, what is hidden, kept or left to a person. Read from `rules/redact/*.yaml`;
//! a profile decides over findings and never looks for them.

use super::RuleError;
use crate::model::{Action, DataKind, Role};
use crate::yaml::{self, YamlError};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// All profiles by name.
#[derive(Debug, Default)]
pub struct Profiles {
    by_name: BTreeMap<String, Profile>,
}

/// One redaction profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name on the command line.
    pub name: String,
    /// Who reads the result and why, in a sentence.
    pub because: String,
    /// Findings less sure than this are never redacted or kept outright but left to a person; 0 to 1.
    #[serde(default = "usual_review_below")]
    pub review_below: f32,
    /// True where only what a person names is hidden, and nothing is looked for.
    #[serde(default)]
    pub only_given: bool,
    /// True where files go to the writer as the subject, or on the subject's behalf: an item whose writer acts for another
    /// is not released before authority is recorded.
    #[serde(default)]
    pub needs_authority: bool,
    /// Decisions, the first that fits counts.
    #[serde(default)]
    pub rules: Vec<ProfileRule>,
    /// The decision where no rule fits.
    pub otherwise: Decision,
}

/// One line of the decision table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileRule {
    /// Whose data; empty means anybody's.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Which kinds; empty means all.
    #[serde(default)]
    pub kinds: Vec<DataKind>,
    /// Whether two facts tie the finding to the person; left out, both.
    #[serde(default)]
    pub certain: Option<bool>,
    /// What is done.
    pub action: Action,
    /// Why, for the person who reads the mark.
    pub because: String,
    /// Exemption or schedule that allows it.
    #[serde(default)]
    pub exemption: Option<String>,
}

/// What is done, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What is done.
    pub action: Action,
    /// Why.
    pub because: String,
    /// Exemption or schedule that allows it.
    #[serde(default)]
    pub exemption: Option<String>,
}

fn usual_review_below() -> f32 {
    0.6
}

impl Profiles {
    /// Reads `dir/redact/*.yaml`, one profile a file, named as the file.
    pub fn load(dir: &Path) -> Result<Self, RuleError> {
        let folder = dir.join("redact");
        let read_error = |source| YamlError::Read { path: folder.clone(), source };
        let mut by_name = BTreeMap::new();
        for entry in std::fs::read_dir(&folder).map_err(read_error)? {
            let path = entry.map_err(read_error)?.path();
            if path.extension().is_none_or(|e| e != "yaml") {
                continue;
            }
            let profile: Profile = yaml::load(&path)?;
            check(&path, &profile)?;
            by_name.insert(profile.name.clone(), profile);
        }
        Ok(Self { by_name })
    }

    /// The profile of this name, or an error that names the known ones.
    pub fn get(&self, name: &str) -> Result<&Profile, RuleError> {
        self.by_name.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.names().collect();
            let near =
                yaml::nearest(name, known.iter().copied()).map(|n| format!(" Did you mean `{n}`?")).unwrap_or_default();
            RuleError::Content {
                place: "rules/redact".into(),
                message: format!("there is no redaction profile `{name}`.{near} Known profiles: {}.", known.join(", ")),
            }
        })
    }

    /// Names of all profiles, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

impl Profile {
    /// The decision for a finding: the first rule that fits, else `otherwise`.
    pub fn decide(&self, role: Role, kind: DataKind, certain: bool) -> Decision {
        let fits = |rule: &&ProfileRule| {
            (rule.roles.is_empty() || rule.roles.contains(&role))
                && (rule.kinds.is_empty() || rule.kinds.contains(&kind))
                && rule.certain.is_none_or(|c| c == certain)
        };
        match self.rules.iter().find(fits) {
            Some(rule) => {
                Decision { action: rule.action, because: rule.because.clone(), exemption: rule.exemption.clone() }
            }
            None => self.otherwise.clone(),
        }
    }
}

/// A profile must be named as its file, give reasons, and never keep by default or on one fact alone.
fn check(path: &Path, profile: &Profile) -> Result<(), RuleError> {
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    let silent = profile.because.trim().is_empty() || profile.rules.iter().any(|r| r.because.trim().is_empty());
    let loose =
        profile.rules.iter().any(|r| r.action == Action::Keep && r.certain != Some(true) && !profile.only_given);
    let message = if stem != profile.name {
        format!("the profile calls itself `{}`; name it `{stem}` or rename the file.", profile.name)
    } else if silent {
        "every profile and every rule needs a `because`.".to_string()
    } else if loose {
        "a rule that keeps needs `certain: true`: one fact alone may not keep personal data.".to_string()
    } else if profile.otherwise.action == Action::Keep && !profile.only_given {
        "`otherwise` may not keep: what no rule speaks of is hidden.".to_string()
    } else if !(0.0..=1.0).contains(&profile.review_below) {
        "`review_below` lies between 0 and 1.".to_string()
    } else {
        return Ok(());
    };
    Err(RuleError::Content { place: path.display().to_string(), message })
}
