//! Keeps the rule writer's bench honest: what `rules diff` says changes is what changes, with the rules that did it.

use crate::support::House;
use std::fs;

const DRIVEWAY: &str = "- id: example-blocked-driveway
  status: stable
  category: complaint
  because: The writer says that a vehicle of the care service blocks their way.
  any: [\"minibus ~4 across ~3 driveway\"]
  score: 6
  tests: { match: [The minibus is parked across our driveway.], no_match: [The minibus came.] }
";

const BLOCKED: &str = "Thank you for coming. The day centre minibus is parked across our driveway.";
const OTHER: &str = "Thank you for coming.";

/// An installation with rules of its own, the same as `before`, and as `after` with one rule more.
fn two_rule_folders() -> House {
    let house = House::new();
    house.copy_rules();
    // What the trained table says of these letters changes when it is trained again.
    let numbers = fs::read_to_string(house.path("rules/classify/decide.yaml")).expect("numbers are there");
    assert!(numbers.contains("\n  use: true"), "the second opinion can be switched off");
    house.write("rules/classify/decide.yaml", numbers.replace("\n  use: true", "\n  use: false"));
    for folder in ["before", "after"] {
        copy(&house, folder);
    }
    house.write("after/classify/local.yaml", DRIVEWAY);
    house
}

fn copy(house: &House, to: &str) {
    let from = house.path("rules");
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
        let below = entry.path().strip_prefix(&from).expect("it is below");
        house.write(&format!("{to}/{}", below.display()), fs::read(entry.path()).expect("rules are readable"));
    }
}

#[test]
fn a_changed_rule_is_named_with_the_items_it_changes() {
    let house = two_rule_folders();
    house.write("letters/blocked.txt", BLOCKED);
    house.write("letters/other.txt", OTHER);
    let label = |id: &str, text: &str, primary: &str| {
        serde_json::json!({ "id": id, "text": text, "primary": primary }).to_string()
    };
    let lines = [label("mended", BLOCKED, "complaint"), label("same", OTHER, "comment")].join("\n");
    house.write("labelled.jsonl", lines);
    let lines = house.json(&["rules", "diff", "before", "after", "letters", "labelled.jsonl", "--json"]);
    let (sum, changed) = lines.split_last().expect("a sum is always told");
    let names: Vec<&str> = changed.iter().filter_map(|line| line["item"].as_str()).collect();
    assert_eq!(names.len(), 2, "{lines:#?}");
    assert!(names[0] == "mended" && names[1].ends_with("blocked.txt"), "{names:?}");
    for line in changed {
        let change = &line["change"];
        assert_eq!(change["primary"]["new"], "complaint", "{change}");
        assert_eq!(change["cases"]["new"], serde_json::json!(["complaint"]), "{change}");
        assert_eq!(change["rules"]["speak"], serde_json::json!(["example-blocked-driveway"]), "{change}");
        assert_eq!(change["rules"]["silent"], serde_json::json!([]), "{change}");
        assert!(change["queues"]["new"].as_array().is_some_and(|q| q.contains(&"complaints".into())), "{change}");
    }
    let sum = &sum["sum"];
    assert_eq!(
        (&sum["items"], &sum["changed"], &sum["mended"], &sum["spoilt"]),
        (&4.into(), &2.into(), &1.into(), &0.into())
    );

    // The other way round the rule falls silent and the labelled letter is spoilt.
    let back = house.run(&["rules", "diff", "after", "before", "letters", "labelled.jsonl"]);
    assert_eq!(back.code, Some(0), "{}", back.err);
    for part in
        ["complaint becomes", "case   - complaint", "example-blocked-driveway is silent now", "0 mended, 1 spoilt"]
    {
        assert!(back.out.contains(part), "`{part}` is missing from\n{}", back.out);
    }
}

#[test]
fn a_changed_score_and_a_changed_number_are_told_apart() {
    let house = two_rule_folders();
    house.write("letters/blocked.txt", BLOCKED);
    house.write("before/classify/local.yaml", DRIVEWAY.replace("score: 6", "score: 0.1"));
    let lines = house.json(&["rules", "diff", "before", "after", "letters", "--json"]);
    let rules = &lines[0]["change"]["rules"];
    assert_eq!(rules["otherwise"], serde_json::json!(["example-blocked-driveway"]), "{lines:#?}");
    assert_eq!(rules["beside"], serde_json::json!([]), "{lines:#?}");
    // On trial it speaks and moves nothing.
    house.write("after/classify/local.yaml", DRIVEWAY.replace("status: stable", "status: trial"));
    let lines = house.json(&["rules", "diff", "before", "after", "letters", "--json"]);
    assert_eq!((&lines[0]["sum"]["changed"], &lines[0]["sum"]["unmoved"]), (&0.into(), &1.into()), "{lines:#?}");
    house.write("after/classify/local.yaml", DRIVEWAY);
    // The same rules under other numbers: no rule tells the difference, the file of numbers does.
    house.write("before/classify/local.yaml", DRIVEWAY);
    let numbers = fs::read_to_string(house.path("before/classify/decide.yaml")).expect("numbers are there");
    let high = regex::Regex::new(r"(?m)^(  complaint: +\{ *open: )[0-9.]+").expect("it is a regex");
    assert!(high.is_match(&numbers), "complaint has a line of its own");
    house.write("before/classify/decide.yaml", high.replace(&numbers, "${1}90").as_ref());
    let lines = house.json(&["rules", "diff", "before", "after", "letters", "--json"]);
    let rules = &lines[0]["change"]["rules"];
    assert_eq!(rules["beside"], serde_json::json!(["classify/decide.yaml"]), "{lines:#?}");
    assert_eq!(rules["otherwise"], serde_json::json!([]), "{lines:#?}");
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_changes_under_the_same_rules() {
    let house = two_rule_folders();
    house.write("letters/empty.eml", "");
    house.write("letters/blocked.txt", BLOCKED);
    let ran = house.run(&["rules", "diff", "before", "before", "letters"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.err.contains("empty.eml") && ran.out.contains("1 item: 0 would change"), "{}\n{}", ran.out, ran.err);
    let missing = house.run(&["rules", "diff", "before", "nowhere", "letters"]);
    assert_eq!(missing.code, Some(2), "{}", missing.err);
    assert!(missing.err.contains("nowhere"), "{}", missing.err);
}
