//! Runs the examples of the rules: each `match` must make its rule speak, each `no_match` must leave it silent, and a
//! `todo` that begins to work must be promoted. It builds items out of example texts and judges nothing else.

use super::engine::{self, Spoken};
use super::evidence;
use super::view::View;
use crate::model::{
    Address, Document, DocumentRole, Evidence, Item, Medium, Parsed, Received, ReceivedBasis, TextFrom,
};
use crate::rules::classify::schema::{Example, RuleStatus};
use crate::rules::classify::{ClassifyRules, Rule};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::fmt;

/// Examples stand in no real mail; any working day serves as their date.
const EXAMPLE_DAY: Date = date(2026, 6, 1);

/// What became of all examples.
#[derive(Debug, Default)]
pub struct TrialReport {
    /// How many rules were tried.
    pub rules: usize,
    /// How many examples were tried.
    pub examples: usize,
    /// Those that did not come out as they should.
    pub failures: Vec<TrialFailure>,
}

/// One example that did not come out as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialFailure {
    /// The rule.
    pub rule: String,
    /// The file it stands in.
    pub file: String,
    /// The example.
    pub example: String,
    /// What happened, and what to do.
    pub what: String,
}

/// Tries every example of every rule that is not retired.
pub fn try_rules(rules: &ClassifyRules) -> TrialReport {
    let mut report = TrialReport::default();
    for (number, rule) in rules.rules.iter().enumerate().filter(|(_, rule)| rule.status != RuleStatus::Draft) {
        report.rules += 1;
        for example in &rule.examples.matching {
            report.note(rule, example, missing(rules, number, example));
        }
        for example in &rule.examples.no_match {
            let met = met(rules, number, example);
            report.note(rule, example, met.map(|words| format!("should be silent, and speaks on {words}")));
        }
        for example in &rule.examples.todo {
            let met = met(rules, number, example);
            report.note(
                rule,
                example,
                met.map(|words| format!("works now, on {words}. Move it from `todo` to `match`")),
            );
        }
    }
    report
}

/// An item made of a text alone, as a letter or mail of this subject, sender and headers.
pub fn item_of(
    text: &str,
    subject: Option<&str>,
    from: Option<&str>,
    headers: &BTreeMap<String, String>,
    received: Date,
) -> Parsed {
    let document = |id: usize, role, name: &str, text: &str| Document {
        id,
        parent: None,
        role,
        name: name.to_string(),
        media_type: "text/plain".to_string(),
        text_from: TextFrom::Text,
        confidence: None,
        text: text.to_string(),
        zones: Vec::new(),
        pages: Vec::new(),
        words: Vec::new(),
    };
    let mut documents = vec![document(0, DocumentRole::Body, "body", text)];
    documents.extend(subject.map(|subject| document(1, DocumentRole::Subject, "subject", subject)));
    let item = Item {
        medium: if from.is_some() { Medium::Email } else { Medium::Letter },
        message_id: None,
        from: from.map(address),
        reply_to: None,
        to: Vec::new(),
        cc: Vec::new(),
        subject: subject.map(String::from),
        date: None,
        received: Received { date: received, at: None, basis: ReceivedBasis::Stated },
        references: Vec::new(),
        headers: headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect(),
    };
    Parsed { item, documents, problems: Vec::new() }
}

/// The very words on which each rule speaks in an item, by rule, for those who write rules.
pub fn words_of(rules: &ClassifyRules, parsed: &Parsed) -> Vec<Evidence> {
    let view = View::new(parsed, rules);
    let spoken = engine::run(&view, rules);
    let of_rule = |said: &Spoken| rules.rules.get(said.rule).map(|rule| evidence::exact(&view, &rule.id, &said.hits));
    spoken.iter().filter_map(of_rule).flatten().collect()
}

fn address(text: &str) -> Address {
    match text.rsplit_once('<') {
        Some((name, rest)) => Address {
            name: Some(name.trim().trim_matches('"').to_string()).filter(|n| !n.is_empty()),
            address: rest.trim_end_matches('>').to_string(),
        },
        None => Address { name: None, address: text.to_string() },
    }
}

/// The words on which a rule speaks in an example, if it does.
fn met(rules: &ClassifyRules, number: usize, example: &Example) -> Option<String> {
    let parsed =
        item_of(&example.text, example.subject.as_deref(), example.from.as_deref(), &example.headers, EXAMPLE_DAY);
    let view = View::new(&parsed, rules);
    let spoken = engine::run(&view, rules);
    let said = spoken.iter().find(|said| said.rule == number)?;
    let whole = |said: &Spoken| said.hits.iter().filter(|hit| hit.lowered.is_none()).cloned().collect::<Vec<_>>();
    let hits = whole(said);
    let words: Vec<Evidence> = evidence::exact(&view, "", &hits);
    let quoted: Vec<String> = words.iter().map(|e| format!("\"{}\"", e.text)).collect();
    (!hits.is_empty()).then(|| quoted.join(", "))
}

/// Why a rule that should speak is silent, with the rules that do speak.
fn missing(rules: &ClassifyRules, number: usize, example: &Example) -> Option<String> {
    if met(rules, number, example).is_some() {
        return None;
    }
    let parsed =
        item_of(&example.text, example.subject.as_deref(), example.from.as_deref(), &example.headers, EXAMPLE_DAY);
    let view = View::new(&parsed, rules);
    let spoken = engine::run(&view, rules);
    let others: Vec<&str> =
        spoken.iter().filter_map(|said| rules.rules.get(said.rule)).map(|rule| rule.id.as_str()).collect();
    let nearest = if others.is_empty() {
        "no rule speaks on it".to_string()
    } else {
        format!("these speak on it: {}", others.join(", "))
    };
    Some(format!("should speak, and is silent; {nearest}"))
}

impl TrialReport {
    /// True where every example came out as it should.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    fn note(&mut self, rule: &Rule, example: &Example, what: Option<String>) {
        self.examples += 1;
        let Some(what) = what else { return };
        let example =
            example.subject.as_ref().map_or_else(|| example.text.clone(), |s| format!("{s} / {}", example.text));
        self.failures.push(TrialFailure { rule: rule.id.clone(), file: rule.file.clone(), example, what });
    }
}

impl fmt::Display for TrialReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "{}: rule `{}` {}.\n    \"{}\"", failure.file, failure.rule, failure.what, failure.example)?;
        }
        write!(f, "{} rules, {} examples, {} failed", self.rules, self.examples, self.failures.len())
    }
}
