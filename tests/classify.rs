//! Keeps classification to its floors on the labelled development set, on the part that rules were tuned on and on a part
//! that no rule was, on request letters of another hand, and to the properties that hold for any text.

use jiff::civil::date;
use postroom::classify::score::{self, Labelled, ScoreReport};
use postroom::classify::trial;
use postroom::model::{
    Category, Classification, Document, DocumentRole, FlagKind, Kind, Parsed, Span, TextFrom, Zone, ZoneKind,
};
use postroom::rules::RuleSet;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[test]
fn labelled_items_reach_the_floors() {
    let Some(items) = labelled() else { return };
    let (aside, tuned): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| kept_aside(&item.id));
    assert!(tuned.len() > 60 && aside.len() > 10, "the set is split in two: {} and {}", tuned.len(), aside.len());
    let rules = rules();
    for (name, items, floors) in [("tuned on", &tuned, [0.87, 0.95, 0.92]), ("kept aside", &aside, [0.6, 0.85, 0.9])] {
        let report = score::score(items, read, |parsed| postroom::classify::classify(parsed, &rules));
        eprintln!("=== {name}, {} items\n{report}", items.len());
        check(name, &report, floors);
    }
}

fn check(name: &str, report: &ScoreReport, floors: [f64; 3]) {
    let [primary, statutory, safeguarding] = floors;
    assert!(report.primary.value() >= primary, "{name}: main purpose {}", report.primary);
    assert!(report.statutory.value() >= statutory, "{name}: information law {}", report.statutory);
    assert!(report.safeguarding.value() >= safeguarding, "{name}: safeguarding {}", report.safeguarding);
}

/// About a sixth of the items, by the hash of their name: their texts are never read when rules are written.
fn kept_aside(id: &str) -> bool {
    matches!(Sha256::digest(id.as_bytes()).as_slice(), [first, second, ..] if first % 3 == 0 && second % 2 == 1)
}

/// Letters under data protection law, written by others, with the kind that each asks for first.
const REQUEST_LETTERS: &[(&str, Kind)] = &[
    ("access-default.txt", Kind::SubjectAccess),
    ("access-tracking.txt", Kind::SubjectAccess),
    ("admonition.txt", Kind::Complaint),
    ("complaint.txt", Kind::Complaint),
    ("erasure-default.txt", Kind::Erasure),
    ("objection-default.txt", Kind::Objection),
    ("rectification-default.txt", Kind::Rectification),
];

/// Letters that come out otherwise; one that comes right is taken off.
const KNOWN_MISSES: &[&str] = &["admonition.txt"];

/// What somebody else says about harm, or what comes of it, is no reason to be silent about the harm.
#[test]
fn words_elsewhere_in_a_letter_never_silence_harm() {
    let harms = [
        "The night carer slapped her again on Sunday and she is terrified of him.",
        "They strap her arms to the bed rails and she has two broken ribs.",
        "My husband is hitting me again and says he will kill me tonight.",
    ];
    let others = [
        "I am told this is not a safeguarding concern. I do not accept that.",
        "A letter of claim will follow from my solicitor.",
        "I have written to the editor of the newsletter as well.",
        "The home says the bruise is in keeping with the fall.",
        "Their manager says no resident was harmed.",
        "You can unsubscribe from our newsletter at any time.",
        "We have had quick calls with three councils about it.",
    ];
    for harm in harms {
        for other in others {
            let text = format!("Dear Council,\n\n{harm} {other}\n\nYours faithfully");
            let flags = classify_text(&text, shared_rules()).flags;
            assert!(flags.iter().any(|f| f.flag == FlagKind::Safeguarding), "no flag for: {text}");
        }
    }
}

#[test]
fn request_letters_of_another_hand_are_recognised() {
    let Some(folder) = shared("classify/datarequests-templates/templates/en") else { return };
    let rules = rules();
    for (name, kind) in REQUEST_LETTERS {
        let text = std::fs::read_to_string(folder.join(name)).expect("the letter is there");
        let found = classify_text(&text, &rules);
        let first = found.cases.first().map(|case| (case.category, case.kind));
        let right = first == Some((Category::DataProtection, Some(*kind)));
        assert_eq!(right, !KNOWN_MISSES.contains(name), "{name}: {first:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_has_a_case_and_every_quotation_is_true(text in "[ -~\\n\u{e9}\u{2019}]{0,400}", line in prop::sample::select(LINES)) {
        let text = format!("{text} {line} {text}");
        let parsed = trial::item_of(&text, Some(line), None, &BTreeMap::new(), date(2026, 6, 1));
        let found = postroom::classify::classify(&parsed, shared_rules());
        prop_assert!(!found.cases.is_empty());
        prop_assert_eq!(found.cases.first().map(|case| case.category), Some(found.primary));
        let flagged = found.flags.iter().flat_map(|flag| &flag.evidence);
        for evidence in found.cases.iter().flat_map(|case| &case.evidence).chain(flagged).chain(&found.authority.evidence) {
            let document = parsed.document(evidence.document).expect("evidence names a document of the item");
            prop_assert_eq!(evidence.span.of(&document.text), evidence.text.as_str());
            let known = shared_rules().classify.rule(&evidence.rule).is_some();
            prop_assert!(known || evidence.rule == "second-opinion", "{} spoke", evidence.rule);
        }
    }
}

/// Sentences that make rules speak, to be set between random text.
const LINES: &[&str] = &[
    "Nobody came on Sunday and I am not happy.",
    "I want everything you hold about me.",
    "She is a credit to you all.",
    "There was a bruise on her arm.",
    "How many complaints about home care did you have?",
    "I have been sent somebody else's letter.",
];

fn shared_rules() -> &'static RuleSet {
    static RULES: std::sync::OnceLock<RuleSet> = std::sync::OnceLock::new();
    RULES.get_or_init(rules)
}

fn classify_text(text: &str, rules: &RuleSet) -> Classification {
    postroom::classify::classify(&trial::item_of(text, None, None, &BTreeMap::new(), date(2026, 6, 1)), rules)
}

fn rules() -> RuleSet {
    match RuleSet::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")) {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    }
}

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there", path.display());
    None
}

fn labelled() -> Option<Vec<Labelled>> {
    let text = std::fs::read_to_string(shared("correspondence/items.jsonl")?).expect("the set is readable");
    Some(score::read_lines(&text).expect("the set has the form that score reads"))
}

/// An item of a labelled text, with the plainest reading of its zones; the product's own reader does better.
pub fn read(item: &Labelled) -> Parsed {
    let header = |name: &str| item.headers.get(name).and_then(|value| value.as_deref());
    let received = item.received.expect("every labelled item has its date");
    let mut parsed = trial::item_of(&item.text, header("subject"), header("from"), &BTreeMap::new(), received);
    if let Some(body) = parsed.documents.first_mut() {
        body.zones = zones(&item.text, header("from").is_none(), header("subject").unwrap_or_default());
    }
    for attachment in &item.attachments {
        let id = parsed.documents.len();
        parsed.documents.push(Document {
            id,
            parent: Some(0),
            role: DocumentRole::Attachment,
            name: attachment.name.clone(),
            media_type: "text/plain".to_string(),
            text_from: TextFrom::Office,
            confidence: None,
            text: attachment.text.clone(),
            zones: Vec::new(),
            pages: Vec::new(),
            words: Vec::new(),
        });
    }
    parsed
}

fn zones(text: &str, letter: bool, subject: &str) -> Vec<Zone> {
    let mut zones = Vec::new();
    let mut body_end = text.len();
    let mut at = 0;
    let mut signature = None;
    for line in text.split_inclusive('\n') {
        let plain = line.trim();
        let quotes = plain.starts_with("-----Original")
            || plain.starts_with('>')
            || (plain.starts_with("On ") && plain.ends_with("wrote:"));
        let header = plain.starts_with("From: ") && text.get(at..).is_some_and(|rest| rest.contains("\nSent:"));
        if quotes || header {
            let forwarded = subject.to_lowercase().starts_with("fw");
            let kind = if forwarded || plain.starts_with("-----Original") && !subject.starts_with("Re") {
                ZoneKind::Forwarded
            } else {
                ZoneKind::Quoted
            };
            zones.push(Zone { span: Span::new(at, text.len()), kind });
            body_end = at;
            break;
        }
        if letter && plain.starts_with("Dear ") && zones.is_empty() {
            zones.push(Zone { span: Span::new(0, at), kind: ZoneKind::Letterhead });
            zones.push(Zone { span: Span::new(at, at + line.len()), kind: ZoneKind::Salutation });
        }
        let lower = plain.to_lowercase();
        if ["yours ", "kind regards", "regards", "best wishes"].iter().any(|closing| lower.starts_with(closing))
            && lower.len() < 40
        {
            signature = Some(at);
        }
        if ["disclaimer", "uk parliament disclaimer", "this email is confidential", "if you are not the intended"]
            .iter()
            .any(|d| lower.starts_with(d))
        {
            zones.push(Zone { span: Span::new(at, at + line.len()), kind: ZoneKind::Disclaimer });
        }
        at += line.len();
    }
    if let Some(start) = signature.filter(|start| *start < body_end) {
        zones.push(Zone { span: Span::new(start, body_end), kind: ZoneKind::Signature });
    }
    zones
}
