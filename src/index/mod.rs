//! Making items findable, and finding them: two tantivy indexes, one of redacted text for staff and one of original text.
//! An index is derived from the register and may be removed at any time; it is never the truth, and the staff index never
//! takes a word that did not come out of redaction.

mod analysis;
mod content;
mod cursor;
mod entry;
mod error;
mod facets;
mod folder;
mod hit;
mod holdings;
mod like;
mod likeness;
mod lookup;
mod matching;
mod named;
mod notices;
mod query;
mod ranking;
mod record;
mod schema;
mod search;
mod snippet;
mod spelling;
mod statistics;
mod turns;
mod writer;

pub use entry::{Entry, IndexedCase};
pub use error::IndexError;
pub use facets::{Facet, FacetValue};
pub use folder::{State, Which, Why};
pub use hit::{Hit, Reason};
pub use likeness::Collapse;
pub use query::{How, Query, QueryError, Sort, TextField};
pub use search::{FARTHEST, MOST_HITS, Reader, SearchResult, open, search};
pub use snippet::Snippet;
pub use writer::{FullIndex, StaffIndex};
