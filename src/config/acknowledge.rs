//! Settings of acknowledgements to writers: off until a category is switched on.

use serde::{Deserialize, Serialize};

/// Acknowledgements to writers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AcknowledgeConfig {
    /// Categories and kinds that are acknowledged, such as `complaint` and `foi/eir`; none where nothing is said.
    pub categories: Vec<String>,
    /// Further addresses of our own, which are never answered.
    pub own_addresses: Vec<String>,
    /// Mail received longer ago is not acknowledged: reading in an old mailbox must not write to people.
    pub newer_than_days: i64,
}

impl Default for AcknowledgeConfig {
    fn default() -> Self {
        Self { categories: Vec::new(), own_addresses: Vec::new(), newer_than_days: 7 }
    }
}
