//! Personal data found in a document, and the decision about it. A finding says what and whose; a mark adds what is
//! done and why. Neither ever shortens the text.

use super::Span;
use serde::{Deserialize, Serialize};

/// Personal data found in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Which document.
    pub document: usize,
    /// Which bytes.
    pub span: Span,
    /// What kind of data.
    pub kind: DataKind,
    /// Whose it is, as an index into the parties; none where that is not known.
    pub party: Option<usize>,
    /// How sure the detector is, 0 to 1.
    pub confidence: f32,
    /// Which detector found it.
    pub detector: String,
}

/// A finding with a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Which document.
    pub document: usize,
    /// Which bytes.
    #[serde(flatten)]
    pub span: Span,
    /// The words marked.
    pub text: String,
    /// What kind of data.
    pub kind: DataKind,
    /// Whose it is, as an index into the parties.
    pub party: Option<usize>,
    /// What is done.
    pub action: Action,
    /// How sure the detector is, 0 to 1.
    pub confidence: f32,
    /// Which detector found it.
    pub detector: String,
    /// Why this action, in words.
    pub reason: String,
}

/// What is done with a finding. `review` is hidden like `redact` until a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Hidden.
    Redact,
    /// Left to be read.
    Keep,
    /// Hidden until a person decides.
    Review,
}

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DataKind {
    /// A name, without title and possessive.
    Person,
    /// From the house to the town.
    Address,
    /// A UK postcode.
    Postcode,
    /// A telephone number.
    Phone,
    /// A mail address.
    Email,
    /// An NHS number (mod 11).
    NhsNumber,
    /// A National Insurance number.
    NiNumber,
    /// A date of birth.
    DateOfBirth,
    /// A date of death.
    DateOfDeath,
    /// Sort code, account number, card number or IBAN.
    Bank,
    /// A number tied to one person's case.
    Reference,
    /// A vehicle registration mark.
    Vehicle,
    /// A passport number.
    Passport,
    /// A driving licence number.
    DrivingLicence,
    /// A user name or social handle.
    Username,
    /// An IP address.
    IpAddress,
    /// A URL that names a person.
    Url,
    /// Words that a person asked to be hidden.
    Given,
}
