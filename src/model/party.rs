//! A person or body met in an item, and the part it plays. Roles guessed from text are proposals with reasons; only a
//! declaration by a person makes a subject certain.

use serde::{Deserialize, Serialize};

/// Somebody met in an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Position in the item's list of parties.
    pub id: usize,
    /// The fullest form of the name that was met.
    pub name: String,
    /// Other forms met.
    pub aliases: Vec<String>,
    /// The part played.
    pub role: Role,
    /// What stands in the text where this party is hidden: `third party 1`; the same everywhere in an item.
    pub label: String,
    /// Why this role, in words.
    pub evidence: Vec<PartyEvidence>,
}

/// One reason for a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyEvidence {
    /// The document it was seen in; none for headers and declarations.
    pub document: Option<usize>,
    /// The reason in words ("writes as From", "signs the letter", "after 'my mother'").
    pub reason: String,
    /// True where a person or an authenticated header vouches for it, and not only the wording.
    pub certain: bool,
}

/// The part a party plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who writes.
    Requester,
    /// Whom it is about, when that is not the writer.
    Subject,
    /// Anyone else, and anyone unknown.
    ThirdParty,
    /// A council officer or another professional at work.
    Staff,
    /// Somebody who works for a care provider.
    Provider,
}
