//! From rules that speak to cases: what opens, what is silenced, what is the writer's main purpose, and what a person must
//! settle. All numbers come from the rules; nothing is ever left without a case.

use super::engine::{At, Spoken, counts};
use super::evidence::sentences;
use super::view::View;
use crate::model::{Category, Evidence, FlagKind, Kind, NearMiss, Problem, ProblemCode, ProposedCase, Severity};
use crate::rules::classify::schema::RuleStatus;
use crate::rules::classify::weights::{Weights, names};
use crate::rules::classify::{ClassifyRules, Outcome};
use std::collections::BTreeMap;

/// A rule that speaks in many sentences gains from so many of them.
const MOST_REPEATS: usize = 3;

/// What the rules say for one category and kind.
#[derive(Debug, Clone)]
pub struct Total {
    /// The category.
    pub category: Category,
    /// The kind.
    pub kind: Option<Kind>,
    /// Sum of the rules' scores.
    pub score: f32,
    /// The words.
    pub evidence: Vec<Evidence>,
    /// True where a rule allows it beside a machine's message.
    pub beside_automated: bool,
    /// The first place in the body where it is spoken of.
    earliest: Option<(usize, usize)>,
}

/// The cases of an item and what did not become one.
#[derive(Debug, Default)]
pub struct Decision {
    /// The primary case first; never empty.
    pub cases: Vec<ProposedCase>,
    /// What nearly decided.
    pub near: Vec<NearMiss>,
    /// What a person must settle.
    pub problems: Vec<Problem>,
}

/// Decides on cases; `flags` are those already raised.
pub fn decide(view: &View<'_>, rules: &ClassifyRules, spoken: &[Spoken], flags: &[FlagKind]) -> Decision {
    let weights = &rules.weights;
    let mut decision = Decision { near: trials(view, rules, spoken), ..Decision::default() };
    let (mut totals, silenced) = silence(totals(view, rules, spoken), weights);
    decision.near.extend(silenced);
    // A report of a breach starts a clock of its own (UK GDPR Art 33), so its flag is never without its case.
    let breach = (Category::DataProtection, Some(Kind::Breach));
    if flags.contains(&FlagKind::Breach) && !totals.iter().any(|t| (t.category, t.kind) == breach) {
        let score = weights.case(breach.0, breach.1).beside;
        totals.push(Total {
            category: breach.0,
            kind: breach.1,
            score,
            evidence: Vec::new(),
            beside_automated: false,
            earliest: None,
        });
    }
    totals.sort_by(|a, b| {
        b.rank(weights).total_cmp(&a.rank(weights)).then((a.category, a.kind).cmp(&(b.category, b.kind)))
    });
    let opens = |total: &Total| total.score >= weights.case(total.category, total.kind).open;
    let routine = |total: &Total| !weights.only_when_open.iter().any(|name| names(name, total.category, total.kind));
    let Some(first) = totals.iter().position(opens).or_else(|| totals.iter().position(routine)) else {
        let why = "it reached too little to open a case by itself";
        decision.near.extend(totals.into_iter().map(|total| total.into_near(why.to_string())));
        return fallback(decision);
    };
    let primary = totals.remove(first);
    if !opens(&primary) {
        decision.problems.push(unsure(&primary, totals.first(), "no reading is strong enough to decide by itself"));
    }
    let floor = primary.rank(weights);
    decision.cases.push(primary.clone().into_case());
    for total in totals {
        let needed = weights.case(total.category, total.kind);
        if total.score >= needed.beside {
            decision.cases.push(total.into_case());
            continue;
        }
        if floor - total.rank(weights) < weights.margin && opens(&primary) {
            decision.problems.push(unsure(&primary, Some(&total), "two readings lie close together"));
        }
        decision.near.push(
            total.into_near(format!("it reached less than the {:.1} that opens a case beside another", needed.beside)),
        );
    }
    decision
}

impl Total {
    /// What it counts for when the main purpose is chosen.
    fn rank(&self, weights: &Weights) -> f32 {
        self.score * weights.case(self.category, self.kind).weight
    }

    fn into_case(self) -> ProposedCase {
        let Total { category, kind, score, evidence, .. } = self;
        ProposedCase { category, kind, score, evidence, clocks: Vec::new() }
    }

    fn into_near(self, why: String) -> NearMiss {
        NearMiss { category: self.category, kind: self.kind, score: self.score, why, evidence: self.evidence }
    }

    fn name(&self) -> String {
        self.kind.map_or_else(|| self.category.to_string(), |kind| format!("{} ({kind})", self.category))
    }
}

fn totals(view: &View<'_>, rules: &ClassifyRules, spoken: &[Spoken]) -> Vec<Total> {
    let mut totals: BTreeMap<(Category, Option<Kind>), Total> = BTreeMap::new();
    for said in spoken {
        let Some(rule) = rules.rules.get(said.rule).filter(|rule| counts(rule)) else { continue };
        let Outcome::Case(category, kind) = rule.outcome else { continue };
        let in_subject = said.hits.iter().any(|hit| is_subject(view, &hit.at));
        let total = totals.entry((category, kind)).or_insert_with(|| Total {
            category,
            kind,
            score: 0.0,
            evidence: Vec::new(),
            beside_automated: false,
            earliest: None,
        });
        let more = distinct_sentences(view, &said.hits).saturating_sub(1).min(MOST_REPEATS);
        let repeated = 1.0 + rules.weights.repeat * f32::from(u8::try_from(more).unwrap_or(u8::MAX));
        total.score += rule.score * repeated * if in_subject { rules.weights.subject } else { 1.0 };
        total.evidence.extend(sentences(view, &rule.id, &said.hits));
        total.beside_automated |= rule.beside_automated;
        total.earliest = [total.earliest, earliest(&said.hits)].into_iter().flatten().min();
    }
    let mut totals: Vec<Total> = totals.into_values().collect();
    if let Some(first) = totals.iter_mut().filter(|t| t.earliest.is_some()).min_by_key(|t| t.earliest) {
        first.score += rules.weights.first;
    }
    totals
}

/// In how many sentences a rule speaks.
fn distinct_sentences(view: &View<'_>, hits: &[super::engine::Hit]) -> usize {
    let places = hits.iter().filter_map(|hit| match hit.at {
        At::Words { document, first, .. } => view.documents.get(document).map(|seen| (document, seen.sentence(first))),
        _ => None,
    });
    places.collect::<std::collections::BTreeSet<_>>().len()
}

fn earliest(hits: &[super::engine::Hit]) -> Option<(usize, usize)> {
    let places = hits.iter().filter_map(|hit| match hit.at {
        At::Words { document, first, .. } => Some((document, first)),
        _ => None,
    });
    places.min()
}

fn is_subject(view: &View<'_>, at: &At) -> bool {
    let At::Words { document, .. } = at else { return false };
    view.parsed.documents.get(*document).is_some_and(|d| d.role == crate::model::DocumentRole::Subject)
}

/// Takes out the cases that another case silences.
fn silence(totals: Vec<Total>, weights: &Weights) -> (Vec<Total>, Vec<NearMiss>) {
    let (mut kept, mut near) = (Vec::new(), Vec::new());
    for total in &totals {
        let silencer = weights.silences.iter().find_map(|rule| {
            let drops = rule.drop.iter().any(|name| names(name, total.category, total.kind));
            let by = totals.iter().find(|other| {
                names(&rule.when, other.category, other.kind)
                    && other.score >= weights.case(other.category, other.kind).open
                    && (other.category, other.kind) != (total.category, total.kind)
                    && rule.below.is_none_or(|factor| total.score < factor * other.score)
            });
            by.filter(|by| drops && !(total.beside_automated && by.kind == Some(Kind::Automated))).map(|_| rule)
        });
        match silencer {
            Some(rule) => near.push(total.clone().into_near(format!("silenced by {}: {}", rule.when, rule.because))),
            None => kept.push(total.clone()),
        }
    }
    (kept, near)
}

/// Rules on trial are shown and move nothing.
fn trials(view: &View<'_>, rules: &ClassifyRules, spoken: &[Spoken]) -> Vec<NearMiss> {
    let mut near = Vec::new();
    for said in spoken {
        let Some(rule) = rules.rules.get(said.rule).filter(|rule| rule.status == RuleStatus::Trial) else { continue };
        let Outcome::Case(category, kind) = rule.outcome else { continue };
        let why = format!("the rule `{}` is on trial: {}", rule.id, rule.because);
        near.push(NearMiss { category, kind, score: rule.score, why, evidence: sentences(view, &rule.id, &said.hits) });
    }
    near
}

fn fallback(mut decision: Decision) -> Decision {
    let case =
        ProposedCase { category: Category::Comment, kind: None, score: 0.0, evidence: Vec::new(), clocks: Vec::new() };
    decision.cases.push(case);
    decision.problems.push(Problem::item(
        ProblemCode::Unsure,
        Severity::NeedsPerson,
        "No rule spoke, so this was filed as a comment. Read it and say what it is.",
    ));
    decision
}

fn unsure(primary: &Total, other: Option<&Total>, why: &str) -> Problem {
    let readings = match other {
        Some(other) => format!("{} ({:.1}) or {} ({:.1})", primary.name(), primary.score, other.name(), other.score),
        None => format!("{} ({:.1})", primary.name(), primary.score),
    };
    let message = format!("This may be {readings}: {why}. Read it and confirm or correct the case.");
    Problem::item(ProblemCode::Unsure, Severity::NeedsPerson, message)
}
