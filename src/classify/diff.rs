//! What becomes of an item when the rules change: main purpose, cases, flags, queues and deadlines under two sets of rules,
//! and the rules that made the difference. For those who write rules; it changes nothing and judges neither side.

use super::{classify, trial};
use crate::model::{Category, Classification, Flag, Parsed, Severity, case_name};
use crate::rules::RuleSet;
use crate::rules::classify::ClassifyRules;
use crate::rules::classify::difference::Difference;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Two sets of rules, and how they differ as written.
#[derive(Debug, Clone, Copy)]
pub struct Two<'a> {
    /// The rules before.
    pub old: &'a RuleSet,
    /// The rules after.
    pub new: &'a RuleSet,
    /// What differs between their files.
    pub difference: &'a Difference,
}

/// What changes about one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The main purpose.
    pub primary: Purpose,
    /// Cases, as `category` or `category/kind`.
    pub cases: Sides,
    /// Flags, as `flag` or `flag:tier`.
    pub flags: Sides,
    /// Queues that work on it or are told.
    pub queues: Sides,
    /// Deadlines, as clock and day.
    pub clocks: Sides,
    /// Whether a person must look at it.
    pub needs_person: Needed,
    /// What made the difference.
    pub rules: Causes,
}

/// The main purpose on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Purpose {
    /// Before.
    pub old: Category,
    /// Now.
    pub new: Category,
}

/// Whether a person must look at an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Needed {
    /// Before.
    pub old: bool,
    /// Now.
    pub new: bool,
}

/// What only one side has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// Before, and no more.
    pub gone: Vec<String>,
    /// Now, and not before.
    pub new: Vec<String>,
}

/// Why an item changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Causes {
    /// Rules that speak on it only now.
    pub speak: Vec<String>,
    /// Rules that spoke on it and are silent now.
    pub silent: Vec<String>,
    /// Rules that speak on both sides and are written otherwise, or speak on other words.
    pub otherwise: Vec<String>,
    /// Where no rule tells the difference: the files beside the rules that differ.
    pub beside: Vec<String>,
}

/// Compares what two sets of rules make of an item.
pub fn diff(parsed: &Parsed, two: Two<'_>) -> Change {
    let (before, after) = (classify(parsed, two.old), classify(parsed, two.new));
    let mut change = Change {
        primary: Purpose { old: before.primary, new: after.primary },
        cases: sides(cases(&before), cases(&after)),
        flags: sides(flags(&before), flags(&after)),
        queues: sides(queues(&before, two.old), queues(&after, two.new)),
        clocks: sides(clocks(&before), clocks(&after)),
        needs_person: Needed { old: needs_person(&before), new: needs_person(&after) },
        rules: causes(parsed, two),
    };
    if change.moves() && change.rules.is_empty() {
        change.rules.beside = two.difference.beside.clone();
    }
    change
}

impl Change {
    /// True where anything changes for anybody; otherwise the rules at most speak otherwise and decide the same.
    pub fn moves(&self) -> bool {
        let sides = [&self.cases, &self.flags, &self.queues, &self.clocks];
        let same = self.primary.old == self.primary.new && self.needs_person.old == self.needs_person.new;
        !same || sides.iter().any(|s| !s.is_empty())
    }
}

impl Causes {
    /// True where nothing is named.
    pub fn is_empty(&self) -> bool {
        [&self.speak, &self.silent, &self.otherwise, &self.beside].iter().all(|list| list.is_empty())
    }
}

impl Sides {
    /// True where both sides have the same.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.new.is_empty()
    }
}

fn causes(parsed: &Parsed, two: Two<'_>) -> Causes {
    let (before, after) = (spoken(&two.old.classify, parsed), spoken(&two.new.classify, parsed));
    let only = |these: &Spoken, those: &Spoken| these.keys().filter(|id| !those.contains_key(*id)).cloned().collect();
    let otherwise = |(id, words): &(&String, &BTreeSet<Words>)| {
        after.get(*id).is_some_and(|now| now != *words || two.difference.rewritten.contains(*id))
    };
    Causes {
        speak: only(&after, &before),
        silent: only(&before, &after),
        otherwise: before.iter().filter(otherwise).map(|(id, _)| id.clone()).collect(),
        beside: Vec::new(),
    }
}

/// A stretch of a document: its number, where it begins and where it ends.
type Words = (usize, usize, usize);

/// The words on which each rule speaks.
type Spoken = BTreeMap<String, BTreeSet<Words>>;

fn spoken(rules: &ClassifyRules, parsed: &Parsed) -> Spoken {
    let mut spoken = Spoken::new();
    for evidence in trial::words_of(rules, parsed) {
        let words = (evidence.document, evidence.span.start, evidence.span.end);
        spoken.entry(evidence.rule).or_default().insert(words);
    }
    spoken
}

fn sides(before: BTreeSet<String>, after: BTreeSet<String>) -> Sides {
    Sides { gone: before.difference(&after).cloned().collect(), new: after.difference(&before).cloned().collect() }
}

fn needs_person(found: &Classification) -> bool {
    found.problems.iter().any(|problem| problem.severity >= Severity::NeedsPerson)
}

fn cases(found: &Classification) -> BTreeSet<String> {
    found.cases.iter().map(|case| case_name(case.category, case.kind)).collect()
}

fn flags(found: &Classification) -> BTreeSet<String> {
    found.flags.iter().map(Flag::name).collect()
}

fn queues(found: &Classification, rules: &RuleSet) -> BTreeSet<String> {
    let of_cases = found.cases.iter().map(|case| rules.queues.of_case(case.category, case.kind));
    let of_flags = found.flags.iter().filter_map(|flag| rules.queues.of_flag(flag.flag));
    of_cases.chain(of_flags).map(|queue| queue.name.clone()).collect()
}

fn clocks(found: &Classification) -> BTreeSet<String> {
    found.cases.iter().flat_map(|case| &case.clocks).map(|clock| format!("{} {}", clock.name, clock.due)).collect()
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        if self.primary.old != self.primary.new {
            lines.push(format!("  main   {} becomes {}", self.primary.old, self.primary.new));
        }
        for (word, sides) in
            [("case", &self.cases), ("flag", &self.flags), ("queue", &self.queues), ("due", &self.clocks)]
        {
            lines.extend(sides.gone.iter().map(|gone| format!("  {word:<6} - {gone}")));
            lines.extend(sides.new.iter().map(|new| format!("  {word:<6} + {new}")));
        }
        match (self.needs_person.old, self.needs_person.new) {
            (false, true) => lines.push("  person must look at it now".to_string()),
            (true, false) => lines.push("  person need not look at it any more".to_string()),
            _ => {}
        }
        let rules = &self.rules;
        for (ids, what) in [
            (&rules.speak, "speaks now"),
            (&rules.silent, "is silent now"),
            (&rules.otherwise, "is written otherwise or speaks on other words"),
            (&rules.beside, "differs, and no rule tells the difference"),
        ] {
            lines.extend(ids.iter().map(|id| format!("  rule   {id} {what}")));
        }
        f.write_str(&lines.join("\n"))
    }
}
