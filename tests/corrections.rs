//! Keeps what people put right: it is stored with who and when and cannot be changed, it comes back as labelled letters without
//! a hidden word, and the rules that decided are named as long as the item is kept.

use crate::support::{House, mail};

const NOTE: &str = "she asks about Dafydd";

/// A comment about a named carer, filed, and then put right twice, and a case opened beside it.
fn corrected() -> House {
    let house = House::new();
    house.copy_rules();
    let body = "Hello,\n\nThe door number is twelve and the gate is green. The carer Mrs Blodwen Prysor-Tegid, phone 07700 900123, knows the way.\n\nDafydd Okonjo-Reyes";
    let text = mail(
        "Dafydd Okonjo-Reyes <dafydd@postbag.example>",
        "About the gate",
        "g1@x.example",
        "Tue, 10 Nov 2026 09:40:00 +0000",
        body,
    );
    house.write("in/gate.eml", text);
    let ran = house.run(&["run", "in"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}{}", ran.out, ran.err);
    for args in [
        &["case", "correct", "PR-000001/1", "foi/eir", "--by", "ofc-a", "--note", NOTE][..],
        &["case", "correct", "PR-000001/1", "data_protection/subject_access", "--by", "ofc-b", "--note", NOTE],
        &[
            "case",
            "correct",
            "PR-000001/1",
            "data_protection/subject_access",
            "--by",
            "ofc-c",
            "--note",
            "the same again",
        ],
        &["case", "open", "PR-000001", "complaint", "--by", "ofc-d", "--note", NOTE],
    ] {
        let ran = house.run(args);
        assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
    }
    house
}

#[test]
fn what_people_put_right_is_kept_comes_back_and_the_rules_that_decided_are_named() {
    // One installation for all: each needs the same item taken in and put right.
    let house = corrected();
    a_correction_is_kept_with_who_and_when_and_cannot_be_changed(&house);
    the_rules_that_decided_are_named_and_told_from_todays(&house);
    corrections_come_back_as_labelled_letters_without_a_hidden_word(&house);
}

fn a_correction_is_kept_with_who_and_when_and_cannot_be_changed(house: &House) {
    let kept = house.register().corrections().expect("they are read");
    let told: Vec<(&str, Option<&str>, &str)> =
        kept.iter().map(|c| (c.case.as_str(), c.was.as_deref(), c.by.as_str())).collect();
    assert_eq!(told.len(), 3, "what changes nothing is no correction: {told:?}");
    assert_eq!((told[0].0, told[0].2), ("PR-000001/1", "ofc-a"));
    assert_eq!(told[1], ("PR-000001/1", Some("foi/eir"), "ofc-b"));
    assert_eq!(told[2], ("PR-000001/2", None, "ofc-d"));
    assert!(kept.iter().all(|c| c.at.starts_with("20") && c.note == NOTE), "{kept:?}");
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).expect("the register opens");
    for table in ["correction", "decided_by"] {
        let error = db.execute(&format!("UPDATE {table} SET at = 'never'"), []).expect_err("no row may change");
        assert!(error.to_string().contains("append-only"), "{error}");
    }
    let rows: i64 = db
        .query_row("SELECT COUNT(*) FROM audit WHERE action IN ('case.corrected', 'case.opened')", [], |r| r.get(0))
        .expect("the audit is read");
    assert_eq!(rows, 4, "each decision is in the audit");
}

fn corrections_come_back_as_labelled_letters_without_a_hidden_word(house: &House) {
    let ran = house.run(&["rules", "suggest"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1, "one letter for each item");
    for hidden in ["Prysor-Tegid", "900123", "ofc-", NOTE] {
        assert!(!ran.out.contains(hidden), "`{hidden}` stands in\n{}", ran.out);
    }
    let line: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(
        (&line["id"], &line["primary"], &line["kind"]),
        (&"PR-000001".into(), &"data_protection".into(), &"subject_access".into())
    );
    assert_eq!(line["also"][0]["category"], "complaint");
    assert!(line["text"].as_str().is_some_and(|t| t.contains("the gate is green")), "{line}");
    let cases: Vec<_> = line["corrected"].as_array().expect("a list").iter().map(|c| (&c["case"], &c["is"])).collect();
    assert_eq!(
        cases,
        [
            (&"PR-000001/1".into(), &"data_protection/subject_access".into()),
            (&"PR-000001/2".into(), &"complaint".into())
        ]
    );
    assert_eq!(line["settled"], false);
    assert!(house.run(&["rules", "suggest", "--notes"]).out.contains(NOTE));

    // The line is a labelled letter: the scorer reads it, and misses it as today's rules do.
    house.write("learnt.jsonl", &ran.out);
    let score = house.run(&["rules", "score", "learnt.jsonl"]);
    assert_eq!(score.code, Some(0), "{}", score.err);
    assert!(score.out.contains("main purpose            0.000 (0 of 1)"), "{}", score.out);

    // A rule on trial that speaks for what people said is named as one that nearly spoke; erasing the item takes all away.
    house.write(
        "rules/classify/own.yaml",
        "- id: own-gate\n  status: trial\n  category: complaint\n  because: The gate.\n  any: [gate is green]\n  tests: { match: [The gate is green.], no_match: [Hello.] }\n",
    );
    let line = &house.json(&["rules", "suggest"])[0];
    assert_eq!(line["corrected"][1]["nearly_spoke"], serde_json::json!(["own-gate"]), "{line}");
    let purged = house.run(&["purge", "PR-000001", "--reason", "asked for"]);
    assert_eq!(house.run(&["rules", "suggest"]).out, "", "{}{}", purged.out, purged.err);
}

fn the_rules_that_decided_are_named_and_told_from_todays(house: &House) {
    let before = &house.json(&["show", "PR-000001", "--json"])[0]["rules"];
    assert_eq!((&before["same"], &before["rules"]), (&true.into(), &before["today"]));
    let hash = before["rules"].as_str().expect("a hash").to_string();
    assert!(hash.len() == 64 && house.run(&["show", "PR-000001"]).out.contains(&format!("rules     {}", &hash[..12])));
    // The guide decides nothing; a number does.
    house.write("rules/README.md", "another guide");
    assert_eq!(house.json(&["show", "PR-000001", "--json"])[0]["rules"]["same"], true);
    let numbers = std::fs::read_to_string(house.path("rules/classify/decide.yaml")).expect("numbers are there");
    house.write("rules/classify/decide.yaml", numbers + "# looked at again\n");
    let after = &house.json(&["show", "PR-000001", "--json"])[0]["rules"];
    assert_eq!((&after["same"], after["rules"].as_str()), (&false.into(), Some(hash.as_str())));
    assert!(house.run(&["show", "PR-000001"]).out.contains("today's rules are others"));
}
