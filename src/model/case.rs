//! What an item asks for: the cases it opens, their clocks, the flags it raises, each with the sentences that say so.
//! A classification is a proposal with reasons; people decide.

use super::{Category, FlagKind, Kind, Problem, Span, Tier};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The result of classifying one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    /// The writer's main purpose.
    pub primary: Category,
    /// Every case the item opens; never empty; the primary case first.
    pub cases: Vec<ProposedCase>,
    /// What must be seen, most urgent first.
    pub flags: Vec<Flag>,
    /// Whether the writer acts for somebody else, and by what right.
    pub authority: Authority,
    /// Rules that nearly decided, for explanation: not enough score, or on trial.
    pub near: Vec<NearMiss>,
    /// Reasons why a person must look at the classification.
    pub problems: Vec<Problem>,
}

/// One matter the item opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedCase {
    /// What it is.
    pub category: Category,
    /// The kind below the category, where law or handling differs.
    pub kind: Option<Kind>,
    /// Sum of the scores of the rules that spoke for it.
    pub score: f32,
    /// The words that opened it; empty only for the fallback when no rule spoke.
    pub evidence: Vec<Evidence>,
    /// Its deadlines.
    pub clocks: Vec<Clock>,
}

/// Words in a document that made a rule speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which document.
    pub document: usize,
    /// Which bytes of it.
    #[serde(flatten)]
    pub span: Span,
    /// The words themselves.
    pub text: String,
    /// The id of the rule.
    pub rule: String,
}

/// A deadline of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Its name in rules/clocks.yaml.
    pub name: String,
    /// The last day on which the duty is met.
    pub due: Date,
    /// The rule in words, with the date it was reckoned from.
    pub basis: String,
}

/// Something that must be seen whatever the category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Which.
    pub flag: FlagKind,
    /// How fast, for safeguarding.
    pub tier: Option<Tier>,
    /// The words that raised it.
    pub evidence: Vec<Evidence>,
}

impl Flag {
    /// The flag as case lists write it: its word, for safeguarding with the tier.
    pub fn name(&self) -> String {
        let tier = match self.tier {
            Some(Tier::Immediate) => ":immediate",
            Some(Tier::SameDay) => ":same_day",
            None => "",
        };
        format!("{}{tier}", self.flag.word())
    }
}

/// By what right a writer acts for another person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// True where the writer acts for another and authority must be checked.
    pub needed: bool,
    /// What the writer states (`consent`, `lasting_power_of_attorney`, `solicitor`, ...), if anything.
    pub stated: Option<String>,
    /// The words that say so.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// A rule that spoke but did not decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearMiss {
    /// What it spoke for.
    pub category: Category,
    /// The kind it spoke for.
    pub kind: Option<Kind>,
    /// The score it reached.
    pub score: f32,
    /// Why it did not decide, in words.
    pub why: String,
    /// The words it met.
    pub evidence: Vec<Evidence>,
}
