//! What leaves the house: nothing about a subject before authority is recorded, and packs for partner bodies that are whole
//! or not there, with their purpose in the audit before anything is made.

use crate::support::{House, Ran, mail};

const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";
const ASKS: &str = "Dear Sir or Madam,\n\nI am writing on behalf of my mother, Ada Thwaite. Please send me a copy of all the personal information you hold about her. I have lasting power of attorney for her. Her neighbour Mr Desmond Okafor, 01632 960123, saw the carer leave early.\n\nYours faithfully\n\nMarta Kowalik";
const TERMS: &[&str] = &[
    "--recipient",
    "Registered manager, Harbour Home Care",
    "--body",
    "provider",
    "--purpose",
    "to answer about the visits",
    "--basis",
    "Care Act 2014 s.5",
    "--necessary",
    "the letter alone",
    "--subject",
    "Ada Thwaite",
    "--by",
    "Officer Lamb",
];

fn house() -> House {
    let house = House::new();
    house.write("in/1.eml", mail("Marta Kowalik <marta@post.example>", "Records", "1@post.example", DATE, ASKS));
    // Filed, and cannot be released: its code is cut short.
    let broken = "From: Tom Zielak <t@post.example>\nTo: sscu@northmoor.example\nSubject: Hoist\nDate: Mon, 02 Nov 2026 09:00:00 +0000\nMessage-ID: <2@post.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nUGxlYXNlIGNvdWxkIHNvbWVib2R5IHJlcGFpciB0aGUgaG9pc3Q/IFBsZWFzZSEhIQ==!!!!====QUJD\nVVV\n";
    house.write("in/2.eml", broken);
    house.run(&["run", "in"]);
    house
}

fn share(house: &House, items: &[&str], folder: &str, more: &[&str]) -> Ran {
    house.run(&[&["share"], items, TERMS, &["-o", folder], more].concat())
}

fn audit(house: &House, action: &str) -> Vec<String> {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let mut query = db.prepare("SELECT actor || ': ' || detail FROM audit WHERE action = ?1 ORDER BY number").unwrap();
    query.query_map([action], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
}

fn record_authority(house: &House) {
    let ran = house.run(&[
        "authority",
        "PR-000001",
        "--who",
        "Marta Kowalik",
        "--kind",
        "health_and_welfare_attorney",
        "--evidence",
        "certified copy seen",
        "--scope",
        "care records",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn nothing_about_the_subject_leaves_before_authority_is_recorded() {
    let house = house();
    let release =
        || house.run(&["redact", "in/1.eml", "--profile", "subject_access", "--subject", "Ada Thwaite", "-o", "out"]);
    let refused = release();
    assert_eq!(refused.code, Some(1), "{}", refused.out);
    assert!(refused.err.contains("no authority is recorded") && refused.err.contains("PR-000001"), "{}", refused.err);
    assert!(!house.path("out").exists());
    let refused = share(&house, &["PR-000001"], "pack", &[]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("no authority is recorded"), "{}", refused.err);
    assert!(!house.path("pack").exists() && audit(&house, "share.begun").is_empty());
    record_authority(&house);
    assert_eq!(release().code, Some(0));
    assert!(house.path("out/disclosure-0001.pdf").exists());
}

#[test]
fn a_pack_holds_what_was_chosen_and_the_audit_says_why() {
    let house = house();
    let why = ["--without-authority", "the provider cares for her already"];
    let made = share(&house, &["PR-000001"], "pack", &why);
    assert_eq!(made.code, Some(0), "{}{}", made.out, made.err);
    let names = |folder: &str| {
        let mut names: Vec<String> = std::fs::read_dir(house.path(folder))
            .unwrap()
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("pack"), ["record", "send"]);
    assert_eq!(names("pack/send"), ["cover.txt", "disclosure-0001.pdf"]);
    assert_eq!(names("pack/record"), ["disclosure-0001.proof.json"]);
    let cover = std::fs::read_to_string(house.path("pack/send/cover.txt")).unwrap();
    for wanted in
        ["Northmoor Council", "Harbour Home Care", "to answer about the visits", "Care Act 2014 s.5", "SHA-256"]
    {
        assert!(cover.contains(wanted), "{wanted} is missing: {cover}");
    }
    let text = house.run(&["explain", "--json", "--text", "pack/send/disclosure-0001.pdf"]).out;
    assert!(!text.contains("Okafor") && !text.contains("960123"), "{text}");
    let begun = audit(&house, "share.begun");
    for wanted in [
        "Officer Lamb: for Registered manager, Harbour Home Care (provider)",
        "purpose: to answer about the visits",
        "legal basis: Care Act 2014 s.5",
        "no less would do because: the letter alone",
        "profile partner",
        "subject: Ada Thwaite",
        "without authority: the provider cares for her already",
    ] {
        assert!(begun.len() == 1 && begun[0].contains(wanted), "{wanted}: {begun:?}");
    }
    let made = audit(&house, "share.made");
    assert!(made.len() == 1 && made[0].contains("disclosure-0001.pdf sha256 "), "{made:?}");
    assert!(share(&house, &["PR-000001"], "pack", &why).err.contains("exists already"));
    assert_eq!(share(&house, &["PR-000009"], "other", &why).code, Some(2));
}

#[test]
fn a_pack_that_is_not_whole_is_not_there() {
    let house = house();
    record_authority(&house);
    let refused = share(&house, &["PR-000001", "PR-000002"], "pack", &[]);
    assert_eq!(refused.code, Some(1), "{}{}", refused.out, refused.err);
    assert!(refused.err.contains("no pack was made") && refused.err.contains("PR-000002"), "{}", refused.err);
    assert!(!house.path("pack").exists());
    assert_eq!(audit(&house, "share.refused").len(), 2);
    assert!(audit(&house, "share.made").is_empty());
}

#[test]
fn who_released_what_is_in_the_audit_without_a_word_of_it() {
    let house = house();
    house.write("other/3.txt", "Nobody filed this about Desmond Okafor.\n");
    let release =
        |path: &str| house.run(&["redact", path, "--profile", "none", "--redact", "Desmond Okafor", "-o", "out"]);
    for (path, code) in [("in/1.eml", 0), ("other/3.txt", 0), ("in/2.eml", 1)] {
        let ran = release(path);
        assert_eq!(ran.code, Some(code), "{path}: {}{}", ran.out, ran.err);
    }
    let rows = audit(&house, "disclosure.released");
    assert_eq!(rows.len(), 2, "a refusal releases nothing: {rows:?}");
    for (n, row) in rows.iter().enumerate() {
        let proof = std::fs::read_to_string(house.path(&format!("out/disclosure-000{}.proof.json", n + 1))).unwrap();
        let proof: serde_json::Value = serde_json::from_str(&proof).unwrap();
        let file = format!("disclosure-000{}.pdf sha256 {}", n + 1, proof["sha256"].as_str().unwrap());
        let by = format!("{}: ", proof["approved_by"].as_str().unwrap());
        assert!(row.starts_with(&by) && row.contains(&file) && row.contains("transcript; profile none"), "{row}");
        assert_eq!(row.contains("not filed here"), n == 1, "{row}");
        assert!(!row.contains("Okafor") && !row.contains("eml") && !row.contains("txt"), "{row}");
    }
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let query = "SELECT count(*) FROM audit JOIN item ON item.id = item_id WHERE action = 'disclosure.released' AND item.number = 1";
    assert_eq!(db.query_row(query, [], |r| r.get::<_, i64>(0)).unwrap(), 1);
}
