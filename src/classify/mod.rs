//! From text to cases: what the writer wants, what must be seen at once, and when it is due. Pure: no clock, no disk.
//!
//! `view` reads the text, `engine` runs the rules, `flags` and `decide` judge, `second` joins the trained second opinion to
//! them (over `features`), `evidence` quotes; `trial`, `score`, `diff` and `train` are for those who write rules.

mod decide;
pub mod diff;
mod engine;
mod evidence;
mod features;
mod flags;
pub mod score;
mod second;
pub mod train;
pub mod trial;
mod view;

use crate::model::{Classification, FlagKind, Parsed};
use crate::rules::RuleSet;

/// Classifies one item. Never fails: where the rules are silent or torn, the result says so and asks for a person.
pub fn classify(parsed: &Parsed, rules: &RuleSet) -> Classification {
    let view = view::View::new(parsed, &rules.classify);
    let spoken = engine::run(&view, &rules.classify);
    let mut flags = flags::flags(&view, &rules.classify, &spoken);
    let raised: Vec<FlagKind> = flags.iter().map(|flag| flag.flag).collect();
    let mut decision = decide::decide(&view, &rules.classify, &spoken, &raised);
    decision.near.extend(flags::near(&view, &rules.classify, &spoken, &flags));
    if let Some(model) = &rules.classify.model {
        let sentences = features::sentences(&view);
        let found = second::Found { cases: &decision.cases, flags: &flags };
        let weights = rules.classify.weights.second_opinion.rules_say;
        if let Some(opinion) = second::Opinion::form(model, &sentences, &found, weights) {
            second::join_cases(&view, &rules.classify, &opinion, &mut decision);
            let lowered = second::join_flags(&view, &rules.classify, &opinion, &mut flags);
            decision.near.extend(lowered);
        }
    }
    flags::complete(&mut flags, &decision.cases);
    let died = flags.iter().any(|flag| flag.flag == FlagKind::Deceased);
    let authority = flags::authority(&view, &rules.classify, &spoken, &decision.cases, died);
    flags.extend(flags::authority_flag(&authority));
    flags.sort_by_key(flags::order);
    for case in &mut decision.cases {
        case.clocks = rules.clocks.of_case(case.category, case.kind, &parsed.item.received);
    }
    let primary = decision.cases.first().map_or(crate::model::Category::Comment, |case| case.category);
    Classification {
        primary,
        cases: decision.cases,
        flags,
        authority,
        near: decision.near,
        problems: decision.problems,
    }
}
