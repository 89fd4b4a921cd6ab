//! Questions over the samples and over labelled correspondence, asked as staff ask them: the program takes the mail in,
//! and what is found is told by the name of its file. The questions stand in `asked.txt`.

use crate::support::{House, root, shared};
use postroom::index::{IndexError, Query, Which, search};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The letters that take part besides all mail: what is text already, and one scan.
fn letters() -> Vec<PathBuf> {
    let all = std::fs::read_dir(root().join("samples/letters")).expect("samples").filter_map(Result::ok);
    let taken = |p: &PathBuf| p.extension().is_some_and(|e| e == "txt") || p.ends_with("2026-11-03_0007.pdf");
    all.map(|entry| entry.path()).filter(taken).collect()
}

/// Takes these in, and tells which reference has which file's bytes.
fn taken_in(house: &House, paths: &[PathBuf]) -> BTreeMap<String, String> {
    let mut args = vec!["run".to_string()];
    args.extend(paths.iter().map(|p| p.display().to_string()));
    house.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let mut names = BTreeMap::new();
    for entry in paths.iter().flat_map(walkdir::WalkDir::new).filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let hash = Sha256::digest(std::fs::read(entry.path()).expect("read"));
            let id: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            names.insert(id, entry.file_name().to_string_lossy().into_owned());
        }
    }
    let all = Query { limit: 500, ..Query::new("*", Which::Full) };
    let hits = search(&house.path("index"), &all).expect("an index").hits;
    let named = |id: Option<String>| names.get(&id.expect("the full index has ids")).cloned().unwrap_or_default();
    hits.into_iter().map(|hit| (hit.reference, named(hit.item_id))).collect()
}

/// What comes of a question, in the words of the table.
fn come(index: &Path, question: &Query, names: &BTreeMap<String, String>) -> (Vec<String>, String) {
    match search(index, question) {
        Ok(answer) => {
            let found = answer.hits.iter().map(|hit| names[&hit.reference].clone()).collect();
            (found, answer.suggestions.join(" "))
        }
        Err(IndexError::Query(error)) => {
            (vec![format!("error {}", error.message)], error.suggestion.unwrap_or_default())
        }
        Err(other) => panic!("{}: {other}", question.text),
    }
}

#[test]
fn questions_over_the_samples() {
    let house = House::new();
    let mut paths = letters();
    paths.push(root().join("samples/mail"));
    let names = taken_in(&house, &paths);
    let table = std::fs::read_to_string(root().join("tests/index/asked.txt")).expect("the table");
    let mut wrong = Vec::new();
    let mut asked = 0;
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let [index, text, expected] = line.split(" | ").collect::<Vec<_>>()[..] else { panic!("three parts: {line}") };
        let which = if index == "full" { Which::Full } else { Which::Staff };
        let question = Query { limit: 500, ..Query::new(text, which) };
        let (mut found, suggested) = come(&house.path("index"), &question, &names);
        let (expected, suggestion) = expected.split_once(", try ").unwrap_or((expected, ""));
        let right = if let Some(first) = expected.strip_prefix("first ") {
            found.first().is_some_and(|f| f == first)
        } else if let Some(says) = expected.strip_prefix("error ") {
            found.first().is_some_and(|f| f.starts_with("error ") && f.contains(says))
        } else if expected == "none" {
            found.is_empty()
        } else {
            found.sort();
            found.join(" ") == expected
        };
        if !right || !suggested.split(' ').any(|s| suggestion.is_empty() || s == suggestion) {
            wrong.push(format!("{line}: came [{}], suggested [{suggested}]", found.join(" ")));
        }
        asked += 1;
    }
    assert!(asked >= 60, "the table was not read");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every identifier of the labelled correspondence, as it stands and squeezed, finds the item that holds it.
#[test]
fn identifiers_are_found_however_spaced() {
    let Some(folder) = shared("correspondence") else { return };
    let house = House::new();
    let names = taken_in(&house, &[folder.join("mail"), folder.join("letters")]);
    let lines = std::fs::read_to_string(folder.join("items.jsonl")).expect("the list");
    let (mut asked, mut missed) = (0, Vec::new());
    for item in lines.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("json")) {
        let file = item["file"].as_str().and_then(|f| f.rsplit('/').next()).expect("a file");
        for span in item["spans"].as_array().expect("spans") {
            let (kind, text) = (span["type"].as_str().unwrap_or_default(), span["text"].as_str().unwrap_or_default());
            if !["POSTCODE", "PHONE", "NHS_NUMBER", "NI_NUMBER", "EMAIL"].contains(&kind) {
                continue;
            }
            let squeezed: String = text.chars().filter(|c| c.is_alphanumeric() || "@._-".contains(*c)).collect();
            let as_it_stands = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for form in [as_it_stands, squeezed] {
                let question = Query { limit: 500, ..Query::new(form.as_str(), Which::Full) };
                let (found, _) = come(&house.path("index"), &question, &names);
                asked += 1;
                if !found.iter().any(|f| f == file) {
                    missed.push(format!("{file} {kind} {form}"));
                }
            }
        }
    }
    assert!(asked > 100, "only {asked} asked");
    assert!(missed.is_empty(), "{} of {asked}:\n{}", missed.len(), missed.join("\n"));
}
