//! What is new since a moment, for the sheet that a morning begins with. Reads only; references and words of ours, never a
//! word of an item.

use super::query::reference;
use super::{Register, RegisterError};
use crate::model::Classification;
use jiff::Timestamp;

/// An item that came since.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// Its reference.
    pub reference: String,
    /// `received`, `filed` or `quarantined`.
    pub state: String,
    /// Cases and flags, where it could be read.
    pub classification: Option<Classification>,
}

impl Register {
    /// Items taken in since, in order of arrival.
    pub fn new_since(&self, since: Timestamp) -> Result<Vec<NewItem>, RegisterError> {
        self.rows(
            "SELECT i.number, i.state, i.classification FROM item i
             WHERE (SELECT MIN(o.seen) FROM occurrence o WHERE o.item_id = i.id) >= ?1 ORDER BY i.number",
            [since.to_string()],
            |r| {
                let classification: Option<String> = r.get(2)?;
                Ok(NewItem {
                    reference: reference(r.get(0)?),
                    state: r.get(1)?,
                    classification: classification.and_then(|json| serde_json::from_str(&json).ok()),
                })
            },
        )
    }
}
