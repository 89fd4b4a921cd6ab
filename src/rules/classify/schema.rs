//! The shape of the files in `rules/classify`, as people write them. Nothing here is checked beyond its shape; sense is
//! made of it in `compile`.

use crate::model::{Category, FlagKind, Kind, Tier};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};
use std::collections::BTreeMap;

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Unique for ever; never used again for another rule.
    pub id: String,
    /// How far the rule is trusted.
    pub status: RuleStatus,
    /// The case it speaks for.
    pub category: Option<Category>,
    /// The kind below the category.
    pub kind: Option<Kind>,
    /// The flag it speaks for.
    pub flag: Option<FlagKind>,
    /// How fast, for safeguarding.
    pub tier: Option<Tier>,
    /// The right a writer states to act for another.
    pub authority: Option<String>,
    /// True for a rule that only other rules refer to.
    #[serde(default)]
    pub helper: bool,
    /// True for a case that a machine's message may carry too (a voicemail's request to be rung).
    #[serde(default)]
    pub beside_automated: bool,
    /// Shown to staff: why this rule speaks.
    pub because: String,
    /// One of these must be met.
    #[serde(default)]
    pub any: Vec<ConditionText>,
    /// Each of these must be met.
    #[serde(default)]
    pub all: Vec<ConditionText>,
    /// None of these may stand in the same sentence.
    #[serde(default)]
    pub not: Vec<ConditionText>,
    /// None of these may stand anywhere in the item.
    #[serde(default)]
    pub unless: Vec<ConditionText>,
    /// Which parts of the item it looks at.
    #[serde(rename = "where", default = "default_places")]
    pub places: Vec<Place>,
    /// What it adds to its case or flag.
    #[serde(default = "default_score")]
    pub score: f32,
    /// What a "not" before the words does.
    #[serde(default)]
    pub negation: Negation,
    /// Its examples.
    #[serde(default)]
    pub tests: ExamplesText,
}

/// How far a rule is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleStatus {
    /// Being written: checked and tested, never run on items.
    Draft,
    /// Scored and shown, moves nothing.
    Trial,
    /// In force.
    Stable,
    /// Kept so that old decisions can be explained; never run.
    Retired,
}

/// What a "not" before the words does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Negation {
    /// A negated case counts nothing; a negated flag counts less.
    #[default]
    Heed,
    /// The words mean the same with a "not" before them.
    Ignore,
}

/// A part of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// What the writer wrote now.
    Body,
    /// The subject line.
    Subject,
    /// Files attached.
    Attachment,
    /// Earlier mail quoted.
    Quoted,
    /// Mail passed on.
    Forwarded,
    /// The closing name block.
    Signature,
    /// Confidentiality notes.
    Disclaimer,
    /// "Dear Sir or Madam".
    Salutation,
    /// What stands above the salutation of a letter.
    Letterhead,
    /// What a person who opens an office file does not see.
    Hidden,
    /// All of these but `hidden`.
    Everywhere,
}

/// A condition: a plain string is a phrase.
#[derive(Debug, Clone)]
pub enum ConditionText {
    /// A phrase.
    Phrase(String),
    /// Anything else.
    Full(Box<ConditionFields>),
}

/// A condition written with keys; exactly one of the main keys must be there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionFields {
    /// A phrase, in the language of `phrase`.
    pub phrase: Option<String>,
    /// Phrases in any order.
    pub words: Option<Vec<String>>,
    /// How many words they may span (with `words`); the same sentence where not given.
    pub within: Option<usize>,
    /// A regular expression, asked only in sentences that hold the literal.
    pub regex: Option<String>,
    /// The phrase that must stand in the sentence before the regular expression is asked.
    pub literal: Option<String>,
    /// The id of another rule that must have spoken.
    pub rule: Option<String>,
    /// A header's name; `matches` says what its value must hold.
    pub header: Option<String>,
    /// A regular expression for `header`; any value where not given.
    pub matches: Option<String>,
    /// A regular expression for the sender's address or name.
    pub sender: Option<String>,
    /// A regular expression for the name of an attachment.
    pub attachment: Option<String>,
    /// The writer wrote so many words at most.
    pub words_at_most: Option<usize>,
    /// The writer wrote so many words at least.
    pub words_at_least: Option<usize>,
    /// One of these.
    pub any: Option<Vec<ConditionText>>,
    /// Each of these.
    pub all: Option<Vec<ConditionText>>,
    /// With `all`: true where they must stand in one sentence.
    #[serde(default)]
    pub together: bool,
}

/// Examples of a rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamplesText {
    /// The rule must speak.
    #[serde(rename = "match", default)]
    pub matching: Vec<Example>,
    /// The rule must be silent.
    #[serde(default)]
    pub no_match: Vec<Example>,
    /// The rule should speak and does not yet.
    #[serde(default)]
    pub todo: Vec<Example>,
}

/// One example: a plain string is the text of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The body.
    pub text: String,
    /// The subject line.
    pub subject: Option<String>,
    /// The sender's address.
    pub from: Option<String>,
    /// Other headers, lower-case names.
    pub headers: BTreeMap<String, String>,
}

/// `words.yaml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsText {
    /// Word lists by name.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<String>>,
    /// A word and the ways people write it.
    #[serde(default)]
    pub spellings: BTreeMap<String, Vec<String>>,
}

/// An example written with keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleFields {
    #[serde(default)]
    text: String,
    subject: Option<String>,
    from: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

struct ConditionVisitor;
struct ExampleVisitor;

impl<'de> Visitor<'de> for ConditionVisitor {
    type Value = ConditionText;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a phrase, or a condition with a key such as `words`, `regex`, `header` or `rule`")
    }

    fn visit_str<E>(self, text: &str) -> Result<ConditionText, E> {
        Ok(ConditionText::Phrase(text.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ConditionText, A::Error> {
        let fields = ConditionFields::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ConditionText::Full(Box::new(fields)))
    }
}

impl<'de> Visitor<'de> for ExampleVisitor {
    type Value = Example;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an example text, or one with `text`, `subject`, `from` and `headers`")
    }

    fn visit_str<E>(self, text: &str) -> Result<Example, E> {
        Ok(Example { text: text.to_string(), subject: None, from: None, headers: BTreeMap::new() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Example, A::Error> {
        let ExampleFields { text, subject, from, headers } =
            ExampleFields::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Example { text, subject, from, headers })
    }
}

impl<'de> Deserialize<'de> for ConditionText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ConditionVisitor)
    }
}

impl<'de> Deserialize<'de> for Example {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExampleVisitor)
    }
}

fn default_places() -> Vec<Place> {
    vec![Place::Body, Place::Subject]
}

fn default_score() -> f32 {
    2.0
}
