//! Queues: where cases are worked, read from `rules/route/*.yaml`.

use super::RuleError;
use std::path::Path;

/// All queues in force.
#[derive(Debug)]
pub struct Queues {}

impl Queues {
    /// Reads `dir/route/*.yaml`.
    pub fn load(_dir: &Path) -> Result<Self, RuleError> {
        Ok(Self {})
    }
}
