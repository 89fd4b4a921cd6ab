//! The samples and what each is expected to come to. Adding a sample and its expectation adds a case; no Rust is needed.

use crate::support::{House, root};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    /// Number of the message in an mbox, or file in a Maildir; none for a file of its own.
    #[serde(default)]
    message: Option<usize>,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    received: Option<String>,
    primary: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    also: Option<Vec<Also>>,
    #[serde(default)]
    flags: Option<Vec<String>>,
    #[serde(default)]
    authority: Option<Authority>,
    #[serde(default)]
    clocks: Option<Vec<Clock>>,
    /// The sample of which this is an exact repeat; the runs' own tests look after repeats.
    #[serde(default, rename = "duplicate_of")]
    _duplicate_of: Option<String>,
    #[serde(default)]
    redact: Vec<String>,
    #[serde(default)]
    keep: Vec<String>,
    status: String,
    #[serde(default)]
    problems: Vec<String>,
    #[serde(default)]
    text_contains: Vec<String>,
    /// What is known to come out otherwise for now. When it comes right, the test asks to take it off the list.
    #[serde(default)]
    known_misses: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Also {
    category: String,
    #[serde(default)]
    kind: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Authority {
    needed: bool,
    stated: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    name: String,
    due: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ExpectationFile {
    One(Box<Expectation>),
    Many(Vec<Expectation>),
}

#[test]
fn every_sample_comes_to_what_is_expected() {
    let house = House::new();
    let samples = root().join("samples");
    let explained = house.json(&["explain", "--json", "--text", &samples.display().to_string()]);
    let redacted = house.json(&["redact", "--json", &samples.display().to_string()]);
    let mut faults = Vec::new();
    let (mut cases, mut misses) = (0, 0);
    for (place, expected) in expectations(&samples) {
        cases += 1;
        let Some(line) = explained.iter().find(|l| is_at(l, &place)) else {
            faults.push(format!("{place}: not explained at all"));
            continue;
        };
        let shown = redacted.iter().find(|l| is_at(l, &place));
        let found = differences(&expected, line, shown);
        let about = |fault: &String| fault.split(": ").next().unwrap_or_default().to_string();
        let missed: BTreeSet<String> = found.iter().map(about).collect();
        let known: BTreeSet<String> = expected.known_misses.iter().cloned().collect();
        misses += known.len();
        faults.extend(found.iter().filter(|f| !known.contains(&about(f))).map(|f| format!("{place}: {f}")));
        faults.extend(
            known.difference(&missed).map(|m| format!("{place}: {m}: comes right now; take it off known_misses")),
        );
    }
    assert!(cases >= 60, "only {cases} samples have expectations");
    assert_eq!(cases, explained.len(), "every sample has an expectation");
    eprintln!("{cases} samples, {misses} known misses");
    assert!(faults.is_empty(), "{} faults in {cases} samples:\n{}", faults.len(), faults.join("\n"));
}

/// Every expectation with the place of its sample.
fn expectations(samples: &Path) -> Vec<(String, Expectation)> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(samples).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let name = entry.path().display().to_string();
        let Some(place) = name.strip_suffix(".expect.yaml") else { continue };
        let place = place.strip_prefix(&format!("{}/", samples.display())).unwrap_or(place);
        match postroom::yaml::load(entry.path()).unwrap_or_else(|e| panic!("{e}")) {
            ExpectationFile::One(one) => all.push((place.to_string(), *one)),
            ExpectationFile::Many(many) => all.extend(many.into_iter().map(|e| {
                let below = match (e.message, &e.file) {
                    (Some(n), _) => format!("{place}#{n}"),
                    (_, Some(file)) => format!("{place}/{file}"),
                    _ => panic!("{name}: an entry names neither `message` nor `file`"),
                };
                (below, e)
            })),
        }
    }
    all
}

fn is_at(line: &Value, place: &str) -> bool {
    let path = PathBuf::from(line["path"].as_str().unwrap_or_default());
    path.ends_with(Path::new("samples").join(place))
}

fn differences(expected: &Expectation, line: &Value, shown: Option<&Value>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut same = |what: &str, want: Value, have: Value| {
        if want != have {
            faults.push(format!("{what}: expected {want}, got {have}"));
        }
    };
    same("status", expected.status.clone().into(), line["status"].clone());
    let codes =
        |list: &[Value]| list.iter().filter_map(|p| p["code"].as_str().map(String::from)).collect::<BTreeSet<_>>();
    let have = codes(line["problems"].as_array().map(Vec::as_slice).unwrap_or_default());
    for code in &expected.problems {
        same(&format!("problem {code}"), true.into(), have.contains(code.as_str()).into());
    }
    if let Some(received) = &expected.received {
        same("received", received.clone().into(), line["item"]["received"].clone());
    }
    if let Some(primary) = &expected.primary {
        same("primary", primary.clone().into(), line["primary"].clone());
        if let Some(also) = &expected.also {
            same("cases", wanted_cases(expected, also, primary).into(), list(&line["cases"], case_word).into());
        }
        if let Some(flags) = &expected.flags {
            same("flags", sorted(flags.clone()).into(), list(&line["flags"], flag_word).into());
        }
        for clock in expected.clocks.iter().flatten() {
            let word = format!("{} {}", clock.name, clock.due);
            same(&format!("clock {word}"), true.into(), clock_words(line).contains(&word).into());
        }
    }
    if let Some(authority) = &expected.authority {
        same("authority needed", authority.needed.into(), line["authority"]["needed"].clone());
        if authority.needed {
            same("authority stated", authority.stated.clone().into(), line["authority"]["stated"].clone());
        }
    }
    let text = squeezed(&texts(line));
    for words in &expected.text_contains {
        same(&format!("text contains {words:?}"), true.into(), text.contains(&squeezed(words)).into());
    }
    let hidden = squeezed(&shown.map(texts).unwrap_or_default());
    for words in &expected.redact {
        same(&format!("{words:?} hidden"), true.into(), (!hidden.contains(&squeezed(words))).into());
    }
    for words in &expected.keep {
        same(&format!("{words:?} kept"), true.into(), hidden.contains(&squeezed(words)).into());
    }
    faults
}

fn wanted_cases(expected: &Expectation, also: &[Also], primary: &str) -> Vec<String> {
    let word = |category: &str, kind: &Option<String>| match kind {
        Some(kind) => format!("{category}/{kind}"),
        None => category.to_string(),
    };
    let also = also.iter().map(|a| word(&a.category, &a.kind));
    sorted(also.chain([word(primary, &expected.kind)]).collect())
}

fn case_word(case: &Value) -> String {
    let category = case["category"].as_str().unwrap_or_default();
    case["kind"].as_str().map_or(category.to_string(), |kind| format!("{category}/{kind}"))
}

fn flag_word(flag: &Value) -> String {
    let name = flag["flag"].as_str().unwrap_or_default();
    flag["tier"].as_str().map_or(name.to_string(), |tier| format!("{name}:{tier}"))
}

/// Every clock with its due day; the council's local ones stand among them and are not listed in expectations.
fn clock_words(line: &Value) -> Vec<String> {
    let cases = line["cases"].as_array().cloned().unwrap_or_default();
    let clocks = cases.iter().flat_map(|c| c["clocks"].as_array().cloned().unwrap_or_default());
    let word =
        |c: Value| format!("{} {}", c["name"].as_str().unwrap_or_default(), c["due"].as_str().unwrap_or_default());
    clocks.map(word).collect()
}

fn list(values: &Value, word: fn(&Value) -> String) -> Vec<String> {
    sorted(values.as_array().map(|v| v.iter().map(word).collect()).unwrap_or_default())
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}

fn texts(line: &Value) -> String {
    let documents = line["documents"].as_array().cloned().unwrap_or_default();
    documents.iter().filter_map(|d| d["text"].as_str().map(String::from)).collect::<Vec<_>>().join("\n")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
