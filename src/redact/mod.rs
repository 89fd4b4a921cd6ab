//! From text to redacted text: finds personal data, says whose it is, and hides what the profile hides. Only this
//! module can make a `Redacted`.
//!
//! Five separate acts, one place each: `detect` (with `identifiers` and `names`), `attribute`, `decide`, `apply`; the proof
//! of what was made is elsewhere and shares no code with this.

mod apply;
mod attribute;
mod cautions;
mod cues;
mod decide;
mod detect;
mod disjoint;
mod given;
mod identifiers;
mod letters;
mod lexicon;
mod names;
mod score;
mod tagger;
mod text;

pub use apply::{Piece, label};
pub use attribute::opinion::{Learnt as Owners, TableError, train::learn as learn_owners};
pub use cautions::cautions;
pub use score::{Score, ScoreError, score, score_owners};
pub use tagger::{Learnt, Model, ModelError, Tally, check, learn};

use crate::model::{Classification, Document, Mark, Parsed, Party, RedactedDocument, Span};
use crate::rules::profile::Profile;
use attribute::opinion::Opinion;

/// An item with what the profile hides taken out. Its existence is the proof that redaction ran.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    profile: String,
    parties: Vec<Party>,
    marks: Vec<Mark>,
    documents: Vec<RedactedDocument>,
}

/// What a person declared about an item before it is redacted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Names of the people the item is about.
    pub subjects: Vec<String>,
    /// Words to hide wherever they stand, every variant of them.
    pub redact: Vec<String>,
    /// Words to keep wherever they stand.
    pub keep: Vec<String>,
}

impl Redacted {
    /// Name of the profile that was applied.
    pub fn profile(&self) -> &str {
        &self.profile
    }
    /// Everybody met in the item.
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }
    /// Every finding with its decision, in document and text order, never overlapping.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }
    /// A document of the item as kept and hidden stretches, in order.
    pub fn pieces(&self, document: &Document) -> Vec<Piece> {
        apply::pieces(document, &self.parties, &self.marks)
    }
    /// The documents with labels in the place of what is hidden; same ids as the originals.
    pub fn documents(&self) -> &[RedactedDocument] {
        &self.documents
    }
}

/// Every place of a text where any of these words stand in any of their forms: what recognition reads in a picture is
/// searched so.
pub fn find_given(text: &str, wanted: &[String]) -> Vec<Span> {
    let tokens = text::Tokens::new(text);
    wanted.iter().filter(|w| !w.trim().is_empty()).flat_map(|w| given::variants(&tokens, w)).collect()
}

/// Redacts one item under a profile.
pub fn redact(parsed: &Parsed, classification: &Classification, profile: &Profile) -> Redacted {
    redact_declared(parsed, classification, profile, &Declaration::default())
}

/// Redacts one item under a profile, knowing what a person declared about it.
pub fn redact_declared(
    parsed: &Parsed,
    _classification: &Classification,
    profile: &Profile,
    declaration: &Declaration,
) -> Redacted {
    redact_by(parsed, profile, declaration, attribute::opinion::built_in())
}

/// The same with another opinion on whose each finding is.
fn redact_by(parsed: &Parsed, profile: &Profile, declaration: &Declaration, opinion: &dyn Opinion) -> Redacted {
    let reads = detect::read(parsed);
    let mentions = detect::names(parsed, &reads, declaration);
    let attributed = attribute::attribute(parsed, &reads, mentions, declaration, opinion);
    let marks = decide::decide(&attributed, &reads, profile, declaration);
    restore(parsed, &profile.name, attributed.parties, marks)
}

/// Makes the redacted item again from decisions taken earlier, as the register keeps them.
pub fn restore(parsed: &Parsed, profile: &str, parties: Vec<Party>, marks: Vec<Mark>) -> Redacted {
    let marks = decide::settle(marks);
    let documents = apply::apply(parsed, &parties, &marks);
    Redacted { profile: profile.to_string(), parties, marks, documents }
}
