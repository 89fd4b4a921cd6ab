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

const WORDS: &str = "lists: { negators: [not], false_negators: [not only], turns: [but], past: [ago], supposed: [if], passes_on: [see below], carers: [carer, agency] }\n";

/// A rule file with one rule in good order, changed in one place, and what the answer must say.
const WRONG: &[(&str, &str, &[&str])] = &[
    ("category: complaint", "category: complant", &["test.yaml:3", "Did you mean `complaint`?"]),
    ("score: 3", "scroe: 3", &["test.yaml:", "Did you mean `score`?"]),
    ("match: [Late again.]", "match: []", &["test.yaml:1:3", "`no-show`", "without both does not load"]),
    ("[late again]", "[$carer is late]", &["`$carer`", "Did you mean `$carers`?"]),
    ("[late again]", "[{ regex: '(late', literal: late }]", &["does not work"]),
    ("[late again]", "[{ regex: 'late' }]", &["needs a `literal`"]),
    ("[late again]", "[{ regex: 'x*', literal: late }]", &["match everywhere"]),
    ("[late again]", "[{ rule: no-shw }]", &["names no rule", "Did you mean `no-show`?"]),
    ("[late again]", "['(late again']", &["without its `)`"]),
    ("[late again]", "[{ words: [late] }]", &["two entries or more"]),
    ("category: complaint", "category: foi", &["needs a `kind`"]),
];

const RIGHT: &str = "- id: no-show
  status: stable
  category: complaint
  because: Somebody came late.
  any: [late again]
  score: 3
  tests: { match: [Late again.], no_match: [On time.] }
";

pub fn load(rule_file: &str) -> Result<ClassifyRules, String> {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let folder = dir.path().join("classify");
    std::fs::create_dir(&folder).expect("a folder for the rules");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/classify");
    for name in ["decide.yaml", "second-opinion.bin"] {
        std::fs::copy(shipped.join(name), folder.join(name)).expect("the numbers are shipped");
    }
    std::fs::write(folder.join("words.yaml"), WORDS).expect("words are written");
    std::fs::write(folder.join("test.yaml"), rule_file).expect("the rule is written");
    ClassifyRules::load(dir.path()).map_err(|error| error.to_string())
}

#[test]
fn a_wrong_rule_is_answered_with_its_place_and_what_to_do() {
    assert!(load(RIGHT).is_ok(), "{:?}", load(RIGHT).err());
    for (right, wrong, says) in WRONG {
        let text = RIGHT.replace(right, wrong);
        assert_ne!(text, RIGHT, "`{right}` stands in the rule");
        let error = load(&text).expect_err(wrong);
        for part in *says {
            assert!(error.contains(part), "{wrong}: `{part}` is missing from\n{error}");
        }
    }
}

#[test]
fn an_id_is_used_once() {
    let error = load(&format!("{RIGHT}{RIGHT}")).expect_err("two rules of one id");
    assert!(error.contains("test.yaml:8:3") && error.contains("is taken at"), "{error}");
}

#[test]
fn the_shipped_rules_have_no_mistakes() {
    let report = postroom::rules::classify::check::check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"));
    assert!(report.loads() && report.rules > 40, "{report}");
}
