//! What rules can learn from corrections: each item that a person put right, as a labelled letter with the text as staff see
//! it, and the rules that spoke wrongly or nearly rightly. Suggestions only: a rule writer looks through them, and nothing
//! here changes a rule or an item.

use super::PipelineError;
use crate::classify::classify;
use crate::model::{Category, Classification, DocumentRole, Flag, Kind, case_name};
use crate::redact::{Redacted, restore};
use crate::register::{Correction, Record, Register};
use crate::rules::RuleSet;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A labelled letter made of a corrected item. `rules score` and `rules diff` read it as it stands.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    /// The reference of the item.
    pub id: String,
    /// The body as staff see it.
    pub text: String,
    /// The main purpose as people left it.
    pub primary: Category,
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The other cases as people left them.
    pub also: Vec<AlsoCase>,
    /// The flags as the rules raised them: nobody was asked about these.
    pub flags: Vec<String>,
    /// The subject line as staff see it, where there is one.
    pub headers: BTreeMap<&'static str, String>,
    /// The day from which clocks are reckoned.
    pub received: Date,
    /// What is attached, as staff see it.
    pub attachments: Vec<AttachedText>,
    /// What was put right.
    pub corrected: Vec<Corrected>,
    /// True where today's rules decide as people did.
    pub settled: bool,
}

/// Another case.
#[derive(Debug, Serialize)]
pub struct AlsoCase {
    category: Category,
    kind: Option<Kind>,
}

/// A text attached.
#[derive(Debug, Serialize)]
pub struct AttachedText {
    name: String,
    text: String,
}

/// One correction, with what today's rules say to it.
#[derive(Debug, Serialize)]
pub struct Corrected {
    /// The case.
    pub case: String,
    /// What it was; none where the rules did not see it.
    pub was: Option<String>,
    /// What it is.
    pub is: String,
    /// Rules that speak for what it was: they may speak too widely.
    pub spoke_wrongly: Vec<String>,
    /// Rules that speak for what it is and did not decide: they may be too narrow, or their score too low.
    pub nearly_spoke: Vec<String>,
    /// Rules that speak for what it is and decide today.
    pub speak_rightly: Vec<String>,
    /// Why, as the person put it; only where it was asked for, since it stands as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A labelled letter for each item that people put right, in the order of their first correction; with the notes as typed
/// where `notes` is true.
pub fn suggest(register: &Register, rules: &RuleSet, notes: bool) -> Result<Vec<Suggestion>, PipelineError> {
    let mut order: Vec<String> = Vec::new();
    let mut by_item: BTreeMap<String, Vec<Correction>> = BTreeMap::new();
    for correction in register.corrections()? {
        if !order.contains(&correction.item_id) {
            order.push(correction.item_id.clone());
        }
        by_item.entry(correction.item_id.clone()).or_default().push(correction);
    }
    let mut suggestions = Vec::new();
    for item_id in order {
        let record = register.record(&item_id)?;
        let corrections = by_item.remove(&item_id).unwrap_or_default();
        suggestions.extend(suggestion(&record, &corrections, rules, notes));
    }
    Ok(suggestions)
}

fn suggestion(record: &Record, corrections: &[Correction], rules: &RuleSet, notes: bool) -> Option<Suggestion> {
    let (parsed, profile) = (record.parsed.as_ref()?, record.profile.as_deref()?);
    let redacted = restore(parsed, profile, record.parties.clone(), record.marks.clone());
    let (first, others) = record.cases.split_first()?;
    let today = classify(parsed, rules);
    let wanted: BTreeSet<_> = record.cases.iter().map(|case| (case.category, case.kind)).collect();
    let opened: BTreeSet<_> = today.cases.iter().map(|case| (case.category, case.kind)).collect();
    Some(Suggestion {
        id: record.row.reference.clone(),
        text: text_of(&redacted, DocumentRole::Body).unwrap_or_default(),
        primary: first.category,
        kind: first.kind,
        also: others.iter().map(|case| AlsoCase { category: case.category, kind: case.kind }).collect(),
        flags: record.classification.iter().flat_map(|c| &c.flags).map(Flag::name).collect(),
        headers: text_of(&redacted, DocumentRole::Subject).map(|text| ("subject", text)).into_iter().collect(),
        received: parsed.item.received.date,
        attachments: attachments(&redacted),
        corrected: last_words(corrections).map(|c| corrected(c, &today, notes)).collect(),
        settled: today.primary == first.category && wanted == opened,
    })
}

/// The last correction of each case: what was put right twice was wrong the first time.
fn last_words(corrections: &[Correction]) -> impl Iterator<Item = &Correction> {
    let last = |at: usize, case: &str| !corrections.iter().skip(at + 1).any(|later| later.case == case);
    corrections.iter().enumerate().filter(move |(at, c)| last(*at, &c.case)).map(|(_, c)| c)
}

fn corrected(correction: &Correction, today: &Classification, notes: bool) -> Corrected {
    let is = case_name(correction.category, correction.kind);
    let of_case = |wanted: &str| {
        let cases = today.cases.iter().filter(|case| case_name(case.category, case.kind) == wanted);
        ids(cases.flat_map(|case| &case.evidence).map(|e| &e.rule))
    };
    let near = today.near.iter().filter(|near| case_name(near.category, near.kind) == is);
    Corrected {
        case: correction.case.clone(),
        was: correction.was.clone(),
        spoke_wrongly: correction.was.as_deref().map(of_case).unwrap_or_default(),
        nearly_spoke: ids(near.flat_map(|near| &near.evidence).map(|e| &e.rule)),
        speak_rightly: of_case(&is),
        note: notes.then(|| correction.note.clone()),
        is,
    }
}

fn ids<'a>(rules: impl Iterator<Item = &'a String>) -> Vec<String> {
    rules.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

fn text_of(redacted: &Redacted, role: DocumentRole) -> Option<String> {
    redacted.documents().iter().find(|d| d.role == role).map(|d| d.text.clone())
}

fn attachments(redacted: &Redacted) -> Vec<AttachedText> {
    let front = [DocumentRole::Body, DocumentRole::Subject];
    let attached = redacted.documents().iter().filter(|d| !front.contains(&d.role) && !d.text.is_empty());
    attached.map(|d| AttachedText { name: d.name.clone(), text: d.text.clone() }).collect()
}
