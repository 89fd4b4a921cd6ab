//! From rules that speak to flags and authority. Flags need little: what is raised in vain costs a glance, what is missed
//! may cost a life. What is negated, past or supposed counts less and stays visible.

use super::engine::{Spoken, counts};
use super::evidence::{exact, sentences};
use super::view::View;
use crate::model::{Authority, Category, Evidence, Flag, FlagKind, Kind, NearMiss, ProposedCase, Tier};
use crate::rules::classify::schema::RuleStatus;
use crate::rules::classify::weights::names;
use crate::rules::classify::{ClassifyRules, Outcome};
use std::collections::BTreeMap;

/// The word for a writer who acts for another and states no right to.
const NONE_STATED: &str = "none_stated";

/// The flags raised, most urgent first, without `authority_needed`, which depends on the cases.
pub fn flags(view: &View<'_>, rules: &ClassifyRules, spoken: &[Spoken]) -> Vec<Flag> {
    let mut scores: BTreeMap<(FlagKind, Option<Tier>), (f32, Vec<Evidence>)> = BTreeMap::new();
    for said in spoken {
        let Some(rule) = rules.rules.get(said.rule).filter(|rule| counts(rule)) else { continue };
        let Outcome::Flag(flag, tier) = rule.outcome else { continue };
        let strength = said.hits.first().map_or(0.0, |hit| hit.strength);
        let (score, evidence) = scores.entry((flag, tier)).or_default();
        *score += rule.score * strength;
        evidence.extend(sentences(view, &rule.id, &said.hits));
    }
    let raised = scores
        .into_iter()
        .filter(|((flag, _), (score, _))| *flag != FlagKind::AuthorityNeeded && *score >= rules.weights.flag(*flag));
    let mut flags: Vec<Flag> = raised.map(|((flag, tier), (_, evidence))| Flag { flag, tier, evidence }).collect();
    join_tiers(&mut flags);
    flags
}

/// What spoke for a flag and did not raise it, because its words are negated, past or supposed, or its rule is on trial.
pub fn near(view: &View<'_>, rules: &ClassifyRules, spoken: &[Spoken], raised: &[Flag]) -> Vec<NearMiss> {
    let mut near = Vec::new();
    for said in spoken {
        let Some(rule) = rules.rules.get(said.rule) else { continue };
        let Outcome::Flag(flag, tier) = rule.outcome else { continue };
        let Some(hit) = said.hits.first().filter(|_| flag != FlagKind::AuthorityNeeded) else { continue };
        let why = match hit.lowered {
            _ if rule.status == RuleStatus::Trial => {
                format!("the flag {}: the rule `{}` is on trial: {}", flag.word(), rule.id, rule.because)
            }
            Some(why) if !raised.iter().any(|r| r.flag == flag && (tier.is_none() || r.tier >= tier)) => {
                format!("the flag {} is not raised: {why}", flag.word())
            }
            _ => continue,
        };
        let (category, kind) = case_of(flag);
        near.push(NearMiss {
            category,
            kind,
            score: rule.score * hit.strength,
            why,
            evidence: sentences(view, &rule.id, &said.hits),
        });
    }
    near
}

/// Under which case a flag that was nearly raised is shown: a near miss always names one.
pub fn case_of(flag: FlagKind) -> (Category, Option<Kind>) {
    match flag {
        FlagKind::Breach => (Category::DataProtection, Some(Kind::Breach)),
        FlagKind::Automated => (Category::Other, Some(Kind::Automated)),
        _ => (Category::Concern, None),
    }
}

/// Adds the flags that follow from the cases: a breach case is never without its flag, nor a machine's message.
pub fn complete(flags: &mut Vec<Flag>, cases: &[ProposedCase]) {
    for (kind, flag) in [(Kind::Breach, FlagKind::Breach), (Kind::Automated, FlagKind::Automated)] {
        let Some(case) = cases.iter().find(|case| case.kind == Some(kind)) else { continue };
        if !flags.iter().any(|raised| raised.flag == flag) {
            flags.push(Flag { flag, tier: None, evidence: case.evidence.clone() });
        }
    }
}

/// Most urgent first.
pub fn order(flag: &Flag) -> (u8, std::cmp::Reverse<Option<Tier>>) {
    (urgency(flag.flag), std::cmp::Reverse(flag.tier))
}

/// Whether the writer acts for another, and by what right.
pub fn authority(
    view: &View<'_>,
    rules: &ClassifyRules,
    spoken: &[Spoken],
    cases: &[ProposedCase],
    died: bool,
) -> Authority {
    let mut acting: Vec<Evidence> = Vec::new();
    let mut stated: Option<(f32, &str, Vec<Evidence>)> = None;
    for said in spoken {
        let Some(rule) = rules.rules.get(said.rule).filter(|rule| counts(rule)) else { continue };
        match &rule.outcome {
            Outcome::Flag(FlagKind::AuthorityNeeded, _) => acting.extend(exact(view, &rule.id, &said.hits)),
            Outcome::Authority(name) if stated.as_ref().is_none_or(|(score, ..)| rule.score > *score) => {
                stated = Some((rule.score, name, exact(view, &rule.id, &said.hits)));
            }
            _ => {}
        }
    }
    let opened =
        |list: &[String]| cases.iter().any(|case| list.iter().any(|name| names(name, case.category, case.kind)));
    let weights = &rules.weights.authority;
    let acts = !acting.is_empty() || stated.is_some();
    let of_the_dead = died && opened(&weights.needed_for_the_dead);
    let needed = acts && (opened(&weights.needed_for) || of_the_dead);
    let worth_stating = of_the_dead || opened(&weights.stated_for);
    match stated {
        Some((_, name, evidence)) if worth_stating => {
            Authority { needed, stated: Some(name.to_string()), evidence: [evidence, acting].concat() }
        }
        None if acts && (of_the_dead || opened(&weights.silent_for)) => {
            Authority { needed, stated: Some(NONE_STATED.to_string()), evidence: acting }
        }
        _ => Authority { needed, stated: None, evidence: if needed { acting } else { Vec::new() } },
    }
}

/// The flag that says authority must be checked.
pub fn authority_flag(authority: &Authority) -> Option<Flag> {
    let evidence = authority.evidence.clone();
    authority.needed.then_some(Flag { flag: FlagKind::AuthorityNeeded, tier: None, evidence })
}

/// One flag per kind: what is immediate is not also for the same day.
fn join_tiers(flags: &mut Vec<Flag>) {
    let immediate = flags.iter().any(|f| f.flag == FlagKind::Safeguarding && f.tier == Some(Tier::Immediate));
    if !immediate {
        return;
    }
    let same_day: Vec<Evidence> =
        flags.iter().filter(|f| f.tier == Some(Tier::SameDay)).flat_map(|f| f.evidence.clone()).collect();
    flags.retain(|f| f.tier != Some(Tier::SameDay));
    if let Some(flag) = flags.iter_mut().find(|f| f.tier == Some(Tier::Immediate)) {
        flag.evidence.extend(same_day);
    }
}

fn urgency(flag: FlagKind) -> u8 {
    match flag {
        FlagKind::Safeguarding => 0,
        FlagKind::Threat => 1,
        FlagKind::Breach => 2,
        FlagKind::Deceased => 3,
        FlagKind::AuthorityNeeded => 4,
        FlagKind::Automated => 5,
    }
}
