//! The command line as other programs and people meet it: contracts of JSON, exit codes, and what must not be shown.

use crate::support::{House, mail, root};
use serde_json::Value;
use std::fs;

const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";

fn house_with_one_complaint() -> House {
    let house = House::new();
    let body = "Dear Sir or Madam,\n\nNobody came to my mother on Sunday and I want to complain. My neighbour Mrs Ada Thwaite,\n\
                01632 960123, saw it.\n\nYours faithfully\n\nTomasz Zielak";
    house
        .write("in/a.eml", mail("Tomasz Zielak <t.zielak@post.example>", "Missed visit", "1@post.example", DATE, body));
    house
}

#[test]
fn explain_keeps_its_contract() {
    let house = house_with_one_complaint();
    let line = &house.json(&["explain", "--json", "--text", "in/a.eml"])[0];
    assert_eq!(line["schema"], "postroom.explain/1");
    let keys = [
        "path",
        "status",
        "problems",
        "item",
        "documents",
        "primary",
        "cases",
        "flags",
        "authority",
        "parties",
        "marks",
    ];
    for key in keys {
        assert!(!line[key].is_null(), "{key} is there");
    }
    assert_eq!(line["item"]["received"], "2026-11-02");
    assert_eq!(line["item"]["medium"], "email");
    assert_eq!(line["primary"], "complaint");
    let documents = line["documents"].as_array().unwrap();
    let mut spans = 0;
    let evidence = line["cases"].as_array().unwrap().iter().flat_map(|c| c["evidence"].as_array().unwrap().clone());
    for quote in evidence.chain(line["marks"].as_array().unwrap().clone()) {
        let text = documents[quote["document"].as_u64().unwrap() as usize]["text"].as_str().unwrap();
        let (start, end) = (quote["start"].as_u64().unwrap() as usize, quote["end"].as_u64().unwrap() as usize);
        assert_eq!(text.get(start..end), quote["text"].as_str(), "offsets are bytes of the document's text");
        spans += 1;
    }
    assert!(spans >= 4, "evidence and marks were there to check");
    let due = |name: &str| {
        let clocks = line["cases"][0]["clocks"].as_array().unwrap();
        clocks.iter().find(|c| c["name"] == name).map(|c| c["due"].clone())
    };
    assert_eq!(due("complaint_acknowledgement"), Some(Value::from("2026-11-05")));
    let moved = &house.json(&["explain", "--json", "--received", "2026-07-10", "in/a.eml"])[0];
    assert_eq!(moved["cases"][0]["clocks"][0]["due"], "2026-07-15");
    assert!(!house.path("var").exists(), "explain writes nothing");
}

#[test]
fn a_plain_text_file_is_a_letter_whose_text_is_the_file() {
    let house = House::new();
    let text = "14 Mill Lane\n\nDear Council,\n\nPlease send someone to mend the hoist – it’s stuck.\n\nYours\n\nOlive Arkwright\n";
    house.write("letter.txt", text);
    let line = &house.json(&["explain", "--json", "--text", "letter.txt"])[0];
    assert_eq!(line["item"]["medium"], "letter");
    assert_eq!(line["documents"][0]["text"], text);
}

#[test]
fn clocks_answer_with_date_and_reason() {
    // shared worked examples of the law: FOIA s.10, SI 2009/309 reg 13, UK GDPR Art 12 and 12A.
    let cases = [
        (vec!["foi_response", "--received", "2026-06-01"], "2026-06-30"),
        (vec!["foi_response", "--received", "2026-03-02"], "2026-03-31"),
        (vec!["complaint_acknowledgement", "--received", "2026-07-10"], "2026-07-15"),
        (vec!["complaint_acknowledgement", "--received", "2026-04-01"], "2026-04-08"),
        (vec!["complaint_response", "--received", "2026-01-10"], "2026-07-09"),
        (vec!["subject_access_response", "--received", "2026-09-03"], "2026-10-05"),
        (vec!["subject_access_response", "--received", "2026-01-31"], "2026-03-02"),
        (
            vec!["subject_access_response", "--received", "2026-09-03", "--paused", "2026-09-10..2026-09-17"],
            "2026-10-12",
        ),
        (vec!["data_protection_complaint_acknowledgement", "--received", "2026-06-19"], "2026-07-17"),
    ];
    let house = House::new();
    for (args, due) in &cases {
        let line = &house.json(&[&["clock", "--json"], args.as_slice()].concat())[0];
        assert_eq!(line["due"], *due, "{args:?}");
        assert!(line["days"].as_array().is_some_and(|d| !d.is_empty()));
    }
    let ran = house.run(&["clock", "foi_respons", "--received", "2026-06-01"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("foi_response"), "{}", ran.err);
}

#[test]
fn the_full_index_asks_for_a_reason_and_records_it() {
    let house = house_with_one_complaint();
    house.run(&["run", "in"]);
    let total = |args: &[&str]| house.json(&[&["search", "--json"], args].concat())[0]["total"].clone();
    assert_eq!(total(&["Thwaite"]), 0, "hidden from staff");
    assert_eq!(total(&["complain"]), 1);
    assert_eq!(house.run(&["search", "--index", "full", "Thwaite"]).code, Some(2), "no reason, no search");
    let before = house.register().verify_audit().unwrap().0;
    assert_eq!(total(&["--index", "full", "--reason", "subject access 7", "Thwaite"]), 1);
    assert_eq!(house.register().verify_audit().unwrap().0, before + 1);
    let shown = house.run(&["show", "PR-000001"]);
    assert!(!shown.out.contains("Thwaite") && shown.out.contains("[third party"), "{}", shown.out);
    let original = house.run(&["show", "PR-000001", "--original", "--reason", "subject access 7"]);
    assert!(original.out.contains("Thwaite"));
    assert_eq!(house.run(&["show", "PR-000001", "--original"]).code, Some(2), "no reason, no original");
}

#[test]
fn notices_and_shown_items_tell_nothing_that_is_hidden() {
    let house = House::new();
    let mail = format!(
        "From: Tomasz Zielak <t.zielak@post.example>\nTo: sscu@northmoor.example\nSubject: About Mrs Ada Thwaite\nDate: {DATE}\n\
         Message-ID: <2@post.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
         Content-Type: text/plain\n\nI want to complain. Mrs Ada Thwaite was hit by the carer and has bruises on both arms.\n\n\
         Tomasz Zielak\n--b\nContent-Type: application/msword; name=\"Ada Thwaite.doc\"\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"Ada Thwaite.doc\"\n\n0M8R4KGxGuEAAAAAAAAAAA==\n--b--\n"
    );
    house.write("in/a.eml", mail);
    house.run(&["run", "in"]);
    let mut notices = 0;
    for entry in fs::read_dir(house.path("var/outbox")).unwrap() {
        notices += 1;
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains("Thwaite"), "{text}");
    }
    assert!(notices >= 2, "complaints and safeguarding are told");
    for args in [vec!["show", "PR-000001"], vec!["show", "PR-000001", "--json"]] {
        let shown = house.run(&args).out;
        assert!(!shown.contains("Thwaite"), "{args:?}: {shown}");
    }
}

#[test]
fn an_item_can_be_worked_on_again_and_is_not_told_twice() {
    let house = house_with_one_complaint();
    let first = house.json(&["run", "--json", "in"]);
    let again = house.json(&["run", "--json", "--again", "PR-000001"]);
    assert_eq!(again[0]["run"]["resumed"], 1);
    assert_eq!(again[0]["run"]["notices"]["sent"], 0);
    assert_eq!(first[0]["account"], again[0]["account"]);
    assert_eq!(house.run(&["run", "--again", "PR-000009"]).code, Some(2));
}

#[test]
fn everything_that_is_printed_about_itself_is_there() {
    let house = House::new();
    let cases: &[(&[&str], &str)] = &[
        (&["--help"], "postroom explain letter.pdf"),
        (&["run", "--help"], "--dry-run"),
        (&["man"], ".TH postroom"),
        (&["completions", "bash"], "complete -F"),
        (&["config", "show"], "profile: \"third_party\"  # default"),
        (&["check"], "rule tests"),
        (&["rules", "check"], "classification rules"),
        (&["rules", "test"], "0 failed"),
    ];
    for (args, needle) in cases {
        let ran = house.run(args);
        assert!(ran.out.contains(needle), "{args:?}: {}{}", ran.out, ran.err);
        assert_eq!(ran.code, Some(0), "{args:?}: {}{}", ran.out, ran.err);
    }
    assert!(!cases.is_empty());
    let ran = house.run(&["serch", "x"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("search"), "{}", ran.err);
}

#[test]
fn the_rule_of_the_rule_writers_guide_loads_and_passes() {
    let guide = fs::read_to_string(root().join("rules/README.md")).unwrap();
    let rule =
        guide.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the guide shows a rule");
    let house = House::new();
    house.copy_rules();
    house.write("rules/classify/own.yaml", rule);
    let ran = house.run(&["rules", "test"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn the_readme_names_commands_that_exist() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let house = House::new();
    let mut seen = 0;
    for line in readme.lines().filter_map(|l| l.trim().strip_prefix("postroom ")) {
        let command = line.split_whitespace().next().unwrap_or_default();
        assert_eq!(house.run(&[command, "--help"]).code, Some(0), "postroom {command}");
        seen += 1;
    }
    assert!(seen >= 5, "{seen} commands in the README");
}
