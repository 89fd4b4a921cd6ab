//! The plain data of Postroom, in the order the pipeline makes it.
//!
//! Reading this folder is enough to know the product: what arrives (`delivery`), what it is once read (`item`,
//! `document`, `problem`), what it asks for (`case`), whose data it holds (`party`) and what is hidden (`mark`).
//! It imports nothing else of ours and holds no behaviour beyond small questions about itself.

mod case;
mod category;
mod delivery;
mod document;
mod item;
mod limits;
mod mark;
mod party;
mod problem;
mod span;
mod thread;

pub use case::{Authority, Classification, Clock, Evidence, Flag, NearMiss, ProposedCase};
pub use category::{Category, FlagKind, Kind, Tier, case_name};
pub use delivery::{Delivery, Received, ReceivedBasis, london_date};
pub use document::{Document, DocumentRole, Page, RedactedDocument, TextFrom, Word, Zone, ZoneKind};
pub use item::{Address, Item, Medium, Parsed, Status};
pub use limits::Limits;
pub use mark::{Action, DataKind, Finding, Mark};
pub use party::{Party, PartyEvidence, Role};
pub use problem::{Problem, ProblemCode, Severity};
pub use span::Span;
pub use thread::{Earlier, EarlierCase, FollowsBy, Thread};
