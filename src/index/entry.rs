//! What the caller says about an item beside its text: plain data out of the register. Nothing here may come from the
//! item's words, because it goes into the staff index as it is.

use crate::model::{Category, FlagKind, Item, Kind, Status};
use jiff::civil::Date;

/// One item to be indexed.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The item's id in the register.
    pub item_id: &'a str,
    /// Its reference as people quote it: `PR-2026-000123`.
    pub reference: &'a str,
    /// Its headers. The staff index takes only the medium and the date of receipt from them unread; of the writer's name
    /// and address it takes what the redaction kept.
    pub item: &'a Item,
    /// The cases it opened.
    pub cases: &'a [IndexedCase],
    /// What must be seen whatever the category.
    pub flags: &'a [FlagKind],
    /// What became of it.
    pub status: Status,
}

/// What of a case can be searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedCase {
    /// What it is.
    pub category: Category,
    /// The kind below the category.
    pub kind: Option<Kind>,
    /// Where it is worked.
    pub queue: String,
    /// Its next deadline.
    pub due: Option<Date>,
}
