//! Keeps the shipped rules whole: they load, every example holds, and a wrong rule file is answered with its place and
//! what to do.

use postroom::classify::trial;
use postroom::rules::classify::ClassifyRules;
use std::path::Path;

#[test]
fn every_example_of_every_rule_holds() {
    let rules = match ClassifyRules::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")) {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    };
    let report = trial::try_rules(&rules);
    assert!(report.rules > 40 && report.examples > 100, "too few were tried: {report}");
    assert!(report.passed(), "{report}");
}
