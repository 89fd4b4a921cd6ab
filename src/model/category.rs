//! The closed lists of the law's and the house's words: categories, kinds and flags. Adding one means adding a queue,
//! and usually a clock. Nothing here decides which of them an item is.

use serde::{Deserialize, Serialize};

/// What a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Dissatisfaction, however made (SI 2009/309).
    Complaint,
    /// A worry raised for quick, informal resolution.
    Concern,
    /// Neutral feedback or a suggestion.
    Comment,
    /// Thanks or praise.
    Compliment,
    /// A service request: provide, improve, fix or reconsider.
    RequestForAssistance,
    /// Freedom of information and environmental information.
    Foi,
    /// Rights, complaints and breaches under data protection law.
    DataProtection,
    /// Everything that is no feedback: automated, misdirected, ombudsman, legal, business, spam.
    Other,
}

/// The kind below a category, where law or handling differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `foi`: Freedom of Information Act 2000 s.1.
    Foi,
    /// `foi`: Environmental Information Regulations 2004.
    Eir,
    /// `foi`: dissatisfaction with the answer to a request for information.
    InternalReview,
    /// `data_protection`: UK GDPR Art 15.
    SubjectAccess,
    /// `data_protection`: Art 16.
    Rectification,
    /// `data_protection`: Art 17.
    Erasure,
    /// `data_protection`: Art 18.
    Restriction,
    /// `data_protection`: Art 20.
    Portability,
    /// `data_protection`: Art 21.
    Objection,
    /// `data_protection`: Data Protection Act 2018 s.164A.
    Complaint,
    /// `data_protection`: report of a breach (Art 33).
    Breach,
    /// `other`: auto-replies, bounces, receipts.
    Automated,
    /// `other`: for another service or council.
    Misdirected,
    /// `other`: an ombudsman or regulator writes.
    Ombudsman,
    /// `other`: courts, letters before action.
    Legal,
    /// `other`: sales, invoices, suppliers, meetings.
    Business,
    /// `other`: unsolicited junk.
    Spam,
}

/// What must be seen whatever the category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// An adult may be at risk (Care Act 2014 s.42); carries a tier.
    Safeguarding,
    /// Personal data may have gone astray.
    Breach,
    /// A threat by the writer against staff or the council.
    Threat,
    /// The item is about somebody who has died.
    Deceased,
    /// Made by a machine.
    Automated,
    /// The writer acts for another person, so authority must be checked.
    AuthorityNeeded,
}

/// How fast a safeguarding flag must be acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Within the same working day.
    SameDay,
    /// Life or limb, now.
    Immediate,
}

/// A case as people write it: its category, or category and kind.
pub fn case_name(category: Category, kind: Option<Kind>) -> String {
    kind.map_or_else(|| category.word().to_string(), |kind| format!("{}/{}", category.word(), kind.word()))
}

impl Category {
    /// All categories, in the order people are used to.
    pub const ALL: [Category; 8] = [
        Category::Complaint,
        Category::Concern,
        Category::Comment,
        Category::Compliment,
        Category::RequestForAssistance,
        Category::Foi,
        Category::DataProtection,
        Category::Other,
    ];

    /// The kinds that may stand below this category.
    pub fn kinds(self) -> &'static [Kind] {
        use Kind::*;
        match self {
            Category::Foi => &[Foi, Eir, InternalReview],
            Category::DataProtection => {
                &[SubjectAccess, Rectification, Erasure, Restriction, Portability, Objection, Complaint, Breach]
            }
            Category::Other => &[Automated, Misdirected, Ombudsman, Legal, Business, Spam],
            _ => &[],
        }
    }

    /// The word used in YAML, JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Category::Complaint => "complaint",
            Category::Concern => "concern",
            Category::Comment => "comment",
            Category::Compliment => "compliment",
            Category::RequestForAssistance => "request_for_assistance",
            Category::Foi => "foi",
            Category::DataProtection => "data_protection",
            Category::Other => "other",
        }
    }
}

impl Kind {
    /// The word used in YAML, JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Foi => "foi",
            Kind::Eir => "eir",
            Kind::InternalReview => "internal_review",
            Kind::SubjectAccess => "subject_access",
            Kind::Rectification => "rectification",
            Kind::Erasure => "erasure",
            Kind::Restriction => "restriction",
            Kind::Portability => "portability",
            Kind::Objection => "objection",
            Kind::Complaint => "complaint",
            Kind::Breach => "breach",
            Kind::Automated => "automated",
            Kind::Misdirected => "misdirected",
            Kind::Ombudsman => "ombudsman",
            Kind::Legal => "legal",
            Kind::Business => "business",
            Kind::Spam => "spam",
        }
    }
}

impl FlagKind {
    /// All flags.
    pub const ALL: [FlagKind; 6] = [
        FlagKind::Safeguarding,
        FlagKind::Breach,
        FlagKind::Threat,
        FlagKind::Deceased,
        FlagKind::Automated,
        FlagKind::AuthorityNeeded,
    ];

    /// The word used in YAML, JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            FlagKind::Safeguarding => "safeguarding",
            FlagKind::Breach => "breach",
            FlagKind::Threat => "threat",
            FlagKind::Deceased => "deceased",
            FlagKind::Automated => "automated",
            FlagKind::AuthorityNeeded => "authority_needed",
        }
    }
}

impl std::fmt::Display for Category {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}
