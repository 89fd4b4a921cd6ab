//! Keeps classification to its floors on the labelled development set, whole and on the third of it that no rule was
//! tuned on, and to the properties that hold for any text.

use postroom::classify::score::{self, Labelled, ScoreReport};
use postroom::classify::trial;
use postroom::model::{Document, DocumentRole, Parsed, Span, TextFrom, Zone, ZoneKind};
use postroom::rules::RuleSet;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[test]
fn labelled_items_reach_the_floors() {
    let Some(items) = labelled() else { return };
    let (aside, tuned): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| kept_aside(&item.id));
    assert!(tuned.len() > 60 && aside.len() > 20, "the set is split in two: {} and {}", tuned.len(), aside.len());
    let rules = rules();
    for (name, items, floors) in [("tuned on", &tuned, [0.5, 0.5, 0.5]), ("kept aside", &aside, [0.5, 0.5, 0.5])] {
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

/// A third of the items by the hash of their name, never looked at when rules are written.
fn kept_aside(id: &str) -> bool {
    Sha256::digest(id.as_bytes()).first().is_some_and(|byte| byte % 3 == 0)
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
        let quotes = plain.starts_with("-----Original") || plain.starts_with('>') || (plain.starts_with("On ") && plain.ends_with("wrote:"));
        let header = plain.starts_with("From: ") && text.get(at..).is_some_and(|rest| rest.contains("\nSent:"));
        if quotes || header {
            let forwarded = subject.to_lowercase().starts_with("fw");
            let kind = if forwarded || plain.starts_with("-----Original") && !subject.starts_with("Re") { ZoneKind::Forwarded } else { ZoneKind::Quoted };
            zones.push(Zone { span: Span::new(at, text.len()), kind });
            body_end = at;
            break;
        }
        if letter && plain.starts_with("Dear ") && zones.is_empty() {
            zones.push(Zone { span: Span::new(0, at), kind: ZoneKind::Letterhead });
            zones.push(Zone { span: Span::new(at, at + line.len()), kind: ZoneKind::Salutation });
        }
        let lower = plain.to_lowercase();
        if ["yours ", "kind regards", "regards", "best wishes"].iter().any(|closing| lower.starts_with(closing)) && lower.len() < 40 {
            signature = Some(at);
        }
        if ["disclaimer", "uk parliament disclaimer", "this email is confidential", "if you are not the intended"].iter().any(|d| lower.starts_with(d)) {
            zones.push(Zone { span: Span::new(at, at + line.len()), kind: ZoneKind::Disclaimer });
        }
        at += line.len();
    }
    if let Some(start) = signature.filter(|start| *start < body_end) {
        zones.push(Zone { span: Span::new(start, body_end), kind: ZoneKind::Signature });
    }
    zones
}
