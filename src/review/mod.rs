//! The only code that turns proposed marks into decisions, and decisions into an approval. Nothing is released without an
//! `Approved`, and nothing else can make one.

use crate::model::{Action, DataKind, Mark, Parsed};
use crate::redact::{Redacted, label, restore};
use crate::rules::profile::Profile;
use jiff::Timestamp;

/// A redacted item that a person answers for.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved {
    redacted: Redacted,
    reasons: Vec<(String, String)>,
    by: String,
    at: Timestamp,
}

impl Approved {
    /// The item; no mark in it is left in review.
    pub fn redacted(&self) -> &Redacted {
        &self.redacted
    }
    /// Each label that stands in the item, with the reason for it, in order of first appearance.
    pub fn reasons(&self) -> &[(String, String)] {
        &self.reasons
    }
    /// Who approved it.
    pub fn by(&self) -> &str {
        &self.by
    }
    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }
    /// Under which profile.
    pub fn profile(&self) -> &str {
        self.redacted.profile()
    }
}

/// Approves an item as somebody who runs a command with declarations does: whatever is still in review counts as hidden.
pub fn approve_hiding_doubts(
    parsed: &Parsed,
    redacted: &Redacted,
    profile: &Profile,
    by: &str,
    at: Timestamp,
) -> Approved {
    let settled = |mark: &Mark| match mark.action {
        Action::Review => Mark { action: Action::Redact, ..mark.clone() },
        _ => mark.clone(),
    };
    let marks: Vec<Mark> = redacted.marks().iter().map(settled).collect();
    let redacted = restore(parsed, redacted.profile(), redacted.parties().to_vec(), marks);
    let reasons = reasons(&redacted, profile);
    Approved { redacted, reasons, by: by.to_string(), at }
}

/// The reasons come from the profile's own words alone: what a detector says of a mark may quote the item.
fn reasons(redacted: &Redacted, profile: &Profile) -> Vec<(String, String)> {
    let mut reasons: Vec<(String, String)> = Vec::new();
    for mark in redacted.marks().iter().filter(|m| m.action != Action::Keep) {
        let label = label(mark, redacted.parties());
        if !reasons.iter().any(|(known, _)| *known == label) {
            reasons.push((label, reason(mark, profile)));
        }
    }
    reasons
}

fn reason(mark: &Mark, profile: &Profile) -> String {
    if mark.kind == DataKind::Given {
        return "Withheld by decision of an officer.".into();
    }
    let lines = profile.rules.iter().map(|r| (&r.because, &r.exemption));
    let stated = lines
        .chain(std::iter::once((&profile.otherwise.because, &profile.otherwise.exemption)))
        .find(|(because, _)| mark.reason.contains(because.as_str()));
    match stated {
        Some((because, Some(exemption))) => format!("{because} {exemption}."),
        Some((because, None)) => because.clone(),
        None => "Personal data of another person.".into(),
    }
}
