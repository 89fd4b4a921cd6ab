//! Classification rules: read from `rules/classify/*.yaml`, checked and compiled. This module knows what rules say; it
//! never looks at an item.

pub mod check;
pub mod compile;
pub mod difference;
pub mod editor;
pub mod inflect;
pub mod keys;
pub mod load;
pub mod model;
pub mod phrase;
pub mod schema;
pub mod text;
pub mod trie;
pub mod vocabulary;
pub mod weights;

use super::RuleError;
use crate::model::{Category, FlagKind, Kind, Tier};
use regex::Regex;
use schema::{ExamplesText, RuleStatus};
use std::path::Path;
use trie::{PhraseId, Trie};
use vocabulary::Vocabulary;
use weights::Weights;

/// The compiled classification rules.
#[derive(Debug)]
pub struct ClassifyRules {
    /// The rules in an order in which each comes after those it refers to; drafts and retired ones are left out.
    pub rules: Vec<Rule>,
    /// All phrases.
    pub trie: Trie,
    /// All words.
    pub vocabulary: Vocabulary,
    /// The numbers of the decision.
    pub weights: Weights,
    /// The trained second opinion, where there is one and it is switched on.
    pub model: Option<model::Model>,
    /// Phrases that change the meaning of what stands near them.
    pub context: Context,
    /// For each phrase, the rules it nominates.
    pub nominates: Vec<Vec<usize>>,
    /// Rules that may speak without any phrase, by a header or a sender.
    pub unprompted: Vec<usize>,
    /// For each rule, the rules that refer to it.
    pub dependents: Vec<Vec<usize>>,
}

/// One rule, ready to run.
#[derive(Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// How far it is trusted.
    pub status: RuleStatus,
    /// What it speaks for.
    pub outcome: Outcome,
    /// True for a case that a machine's message may carry too.
    pub beside_automated: bool,
    /// Why it speaks, for people.
    pub because: String,
    /// What must be met.
    pub condition: Condition,
    /// What may not stand in the same sentence.
    pub not: Vec<Condition>,
    /// What may not stand anywhere.
    pub unless: Vec<Condition>,
    /// Where it looks.
    pub places: Places,
    /// What it adds.
    pub score: f32,
    /// Whether a "not" before the words changes what they mean.
    pub heeds_negation: bool,
    /// The phrases that nominate it.
    pub phrases: Vec<PhraseId>,
    /// The rules it refers to.
    pub needs: Vec<usize>,
    /// True where it may speak without any phrase.
    pub unprompted: bool,
    /// Its examples.
    pub examples: ExamplesText,
    /// The file it stands in.
    pub file: String,
}

/// What a rule speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A case.
    Case(Category, Option<Kind>),
    /// A flag, with a tier for safeguarding.
    Flag(FlagKind, Option<Tier>),
    /// A right to act for another.
    Authority(String),
    /// Nothing by itself: other rules refer to it.
    Helper,
}

/// A condition, ready to run.
#[derive(Debug)]
pub enum Condition {
    /// A phrase stands in the text.
    Phrase(PhraseId),
    /// Several phrases stand in one sentence, within so many words.
    Words {
        /// Each of these.
        parts: Vec<PhraseId>,
        /// From the first word of the first to the last of the last.
        within: usize,
    },
    /// A regular expression matches the sentence in which the phrase stands.
    Regex {
        /// The expression.
        regex: Regex,
        /// The phrase that must be there first.
        literal: PhraseId,
    },
    /// Another rule has spoken.
    Rule(usize),
    /// A header has a value.
    Header {
        /// Its name in lower case.
        name: String,
        /// What its value must hold.
        regex: Regex,
    },
    /// The sender's address or name.
    Sender(Regex),
    /// The name of an attachment.
    Attachment(Regex),
    /// The writer wrote at least and at most so many words.
    Length(usize, usize),
    /// One of these.
    Any(Vec<Condition>),
    /// Each of these.
    All {
        /// The conditions.
        parts: Vec<Condition>,
        /// In one sentence.
        together: bool,
    },
}

/// A set of places in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places(u16);

/// Phrases that change the meaning of what stands near them, from word lists of these names.
#[derive(Debug)]
pub struct Context {
    /// `negators`: "not", "never", "without".
    pub negators: PhraseId,
    /// `false_negators`: "not only", "no longer".
    pub false_negators: PhraseId,
    /// `turns`: "but", "however": what was said before them does not reach beyond.
    pub turns: PhraseId,
    /// `past`: "years ago", "when I was a child".
    pub past: PhraseId,
    /// `supposed`: "if", "in case", "might".
    pub supposed: PhraseId,
    /// `passes_on`: "please see below".
    pub passes_on: PhraseId,
}

impl ClassifyRules {
    /// Reads `dir/classify/*.yaml`. The error names every mistake found, each with its place.
    pub fn load(dir: &Path) -> Result<Self, RuleError> {
        load::load(dir)
    }

    /// The same without the second opinion.
    pub fn load_without_model(dir: &Path) -> Result<Self, RuleError> {
        load::load_without_model(dir)
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

impl Places {
    /// Nowhere.
    pub const NONE: Places = Places(0);
    /// What the writer wrote now.
    pub const BODY: Places = Places(1);
    /// The subject line.
    pub const SUBJECT: Places = Places(2);
    /// Files attached.
    pub const ATTACHMENT: Places = Places(4);
    /// Earlier mail quoted.
    pub const QUOTED: Places = Places(8);
    /// Mail passed on.
    pub const FORWARDED: Places = Places(16);
    /// The closing name block.
    pub const SIGNATURE: Places = Places(32);
    /// Confidentiality notes.
    pub const DISCLAIMER: Places = Places(64);
    /// The greeting.
    pub const SALUTATION: Places = Places(128);
    /// Above the greeting of a letter.
    pub const LETTERHEAD: Places = Places(256);
    /// What a person who opens an office file does not see.
    pub const HIDDEN: Places = Places(512);
    /// All places but what is hidden, which only a rule that names it looks at.
    pub const EVERYWHERE: Places = Places(511);

    /// True where the two share a place.
    pub fn meets(self, other: Places) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitOr for Places {
    type Output = Places;

    fn bitor(self, other: Places) -> Places {
        Places(self.0 | other.0)
    }
}
