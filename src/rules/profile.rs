//! Redaction profiles: for one regime and audience, what is hidden, kept or left to a person.

use super::RuleError;
use std::path::Path;

/// All profiles by name.
#[derive(Debug)]
pub struct Profiles {}

/// One redaction profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name on the command line.
    pub name: String,
}

impl Profiles {
    /// Reads `dir/redact/*.yaml`.
    pub fn load(_dir: &Path) -> Result<Self, RuleError> {
        Ok(Self {})
    }

    /// The profile of this name, or an error that names the known ones.
    pub fn get(&self, _name: &str) -> Result<&Profile, RuleError> {
        unreachable!()
    }
}
