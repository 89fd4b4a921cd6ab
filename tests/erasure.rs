//! Erasing items: no file holds a word of them afterwards, what is on hold stays, and the same bytes are not taken in again.

use crate::support::{House, mail};
use std::path::Path;

const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";

/// A word that stands in no other mail.
fn word(n: usize) -> String {
    let letters = |mut n: usize| {
        let mut text = String::new();
        for _ in 0..4 {
            text.push(char::from(b'a' + u8::try_from(n % 26).expect("a letter")));
            n /= 26;
        }
        text
    };
    format!("quaxzib{}vorn", letters(n * 7_919))
}

fn taken_in(house: &House, items: usize) {
    for n in 0..items {
        let own = word(n);
        let body = format!("Nobody came on Monday. Our word for it is {own}, {own} and {own}.\n\nMarta Kowalik");
        let letter = mail("Marta Kowalik <marta@post.example>", &own, &format!("{own}@post.example"), DATE, &body);
        house.write(&format!("in/{n}.eml"), letter);
    }
    assert!(house.run(&["run", "in"]).err.is_empty());
}

/// Files of the installation that hold the text, in whatever capitals.
fn holding(house: &House, text: &str) -> Vec<String> {
    let files = ["var", "index"].into_iter().flat_map(|folder| walkdir::WalkDir::new(house.path(folder)));
    let files = files.filter_map(Result::ok).filter(|e| e.file_type().is_file());
    let holds = |path: &Path| {
        let bytes = std::fs::read(path).expect("read").to_ascii_lowercase();
        memchr::memmem::find(&bytes, text.as_bytes()).is_some()
    };
    files.filter(|e| holds(e.path())).map(|e| e.path().display().to_string()).collect()
}

#[test]
fn what_is_erased_leaves_no_byte() {
    const ITEMS: usize = 40;
    let house = House::new();
    taken_in(&house, ITEMS);
    assert!(!holding(&house, &word(3)).is_empty(), "the test can see text in the files");
    let references: Vec<String> = (1..=ITEMS - 2).map(|n| format!("PR-{n:06}")).collect();
    let mut args = vec!["purge", "--reason", "asked for", "--json"];
    args.extend(references.iter().map(String::as_str));
    let done = &house.json(&args)[0];
    assert_eq!(done["erased"].as_array().map(Vec::len), Some(ITEMS - 2), "{done}");
    assert_eq!(done["remains"].as_array().map(Vec::len), Some(0), "{done}");
    assert!(done["words_looked_for"].as_u64() >= Some(ITEMS as u64 - 2), "{done}");
    let mut gone = 0;
    for own in (0..ITEMS).map(word) {
        let found = house.json(&["search", "--json", &own])[0]["total"].as_u64();
        if found == Some(0) {
            assert_eq!(holding(&house, &own), Vec::<String>::new(), "{own}");
            gone += 1;
        }
    }
    assert_eq!(gone, ITEMS - 2);
    // The same bytes again: told, and not taken in.
    let again = house.run(&["run", "in"]);
    assert!(again.out.contains("was erased on"), "{}", again.out);
    assert_eq!(house.json(&["search", "--json", "Monday"])[0]["total"], 2);
    house.write("new/a.eml", mail("A B <a@post.example>", "New", "new@post.example", DATE, "A new one."));
    house.run(&["run", "new"]);
    let newest = house.json(&["search", "--json", "--sort", "newest", "\"a new one\""]);
    assert_eq!(newest[0]["hits"][0]["reference"], format!("PR-{:06}", ITEMS + 1), "no reference is given twice");
    assert!(house.run(&["check"]).out.contains("unbroken chain"));
}

#[test]
fn what_is_on_hold_is_not_erased() {
    let house = House::new();
    taken_in(&house, 2);
    assert_eq!(house.run(&["hold", "PR-000001", "--reason", "claim"]).code, Some(0));
    let refused = house.run(&["purge", "PR-000002", "PR-000001", "--reason", "asked for"]);
    assert!(refused.code == Some(2) && refused.err.contains("on hold"), "{}", refused.err);
    assert_eq!(house.json(&["search", "--json", "*"])[0]["total"], 2, "all or nothing");
    assert_eq!(house.run(&["hold", "PR-000001", "--release", "--reason", "settled"]).code, Some(0));
    assert_eq!(house.run(&["purge", "PR-000001", "--reason", "asked for"]).code, Some(0));
}

#[test]
fn searches_are_kept_and_shown_again() {
    let house = House::new();
    taken_in(&house, 3);
    assert!(house.run(&["search", "monday", "--save", "late", "--record", "FOI 7"]).err.contains("record 1"));
    assert_eq!(house.json(&["search", "--json", "@late"])[0]["total"], 3);
    let kept = &house.json(&["search", "--recorded", "1", "--json"])[0];
    assert_eq!((kept["purpose"].as_str(), kept["total"].as_u64()), (Some("FOI 7"), Some(3)));
    assert_eq!(kept["hits"].as_array().map(Vec::len), Some(3));
    let person = &house.json(&["person", "--name", "Marta Kowalick", "--reason", "SAR", "--json"])[0];
    assert_eq!(person["items"].as_array().map(Vec::len), Some(3), "a slip in the name: {person}");
}
