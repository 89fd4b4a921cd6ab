//! The JSON line that tells everything the stages made of one item: schema `postroom.explain/1`, described in
//! docs/json.md. It is a contract with other programs: fields are added, never changed or taken away.

use super::Worked;
use crate::model::{
    Authority, Clock, Document, Evidence, Flag, FlagKind, Item, Mark, Medium, NearMiss, Party, Problem, ProposedCase,
    Status, TextFrom, Tier,
};
use crate::model::{Category, Kind, PartyEvidence, Role};
use jiff::civil::Date;
use serde::Serialize;

/// One item, explained.
#[derive(Debug, Serialize)]
pub struct ExplainLine<'a> {
    schema: &'static str,
    path: &'a str,
    status: Status,
    problems: Vec<ExplainProblem<'a>>,
    item: ExplainItem<'a>,
    documents: Vec<ExplainDocument<'a>>,
    primary: Option<Category>,
    cases: Vec<ExplainCase<'a>>,
    flags: Vec<ExplainFlag<'a>>,
    authority: ExplainAuthority<'a>,
    parties: Vec<ExplainParty<'a>>,
    marks: &'a [Mark],
    near: &'a [NearMiss],
}

#[derive(Debug, Serialize)]
struct ExplainProblem<'a> {
    code: crate::model::ProblemCode,
    document: Option<usize>,
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct ExplainItem<'a> {
    message_id: Option<&'a str>,
    from: Option<String>,
    to: Vec<String>,
    subject: Option<&'a str>,
    date: Option<&'a str>,
    received: Date,
    received_basis: crate::model::ReceivedBasis,
    medium: Medium,
}

#[derive(Debug, Serialize)]
struct ExplainDocument<'a> {
    id: usize,
    parent: Option<usize>,
    role: crate::model::DocumentRole,
    name: &'a str,
    media_type: &'a str,
    pages: usize,
    text_from: TextFrom,
    confidence: Option<f32>,
    chars: usize,
    zones: Vec<ExplainZone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// A stretch that the writer did not write now, in bytes of the text.
#[derive(Debug, Serialize)]
struct ExplainZone {
    kind: crate::model::ZoneKind,
    start: usize,
    end: usize,
}

/// A case with its queue.
#[derive(Debug, Serialize)]
pub struct ExplainCase<'a> {
    category: Category,
    kind: Option<Kind>,
    score: f32,
    evidence: &'a [Evidence],
    clocks: &'a [Clock],
    queue: &'a str,
}

#[derive(Debug, Serialize)]
struct ExplainFlag<'a> {
    flag: FlagKind,
    tier: Option<Tier>,
    evidence: &'a [Evidence],
}

#[derive(Debug, Serialize)]
struct ExplainAuthority<'a> {
    needed: bool,
    stated: Option<&'a str>,
    evidence: &'a [Evidence],
}

#[derive(Debug, Serialize)]
struct ExplainParty<'a> {
    id: usize,
    name: &'a str,
    aliases: &'a [String],
    role: Role,
    label: &'a str,
    evidence: &'a [PartyEvidence],
}

/// The line of one item; `with_text` adds the text of each document.
pub fn explain_line<'a>(path: &'a str, worked: &'a Worked, with_text: bool) -> ExplainLine<'a> {
    let outcome = worked.outcome.as_ref();
    let classification = outcome.map(|o| &o.classification);
    let queues = outcome.map(|o| o.routing.queues.as_slice()).unwrap_or_default();
    let cases = classification.map(|c| c.cases.as_slice()).unwrap_or_default();
    ExplainLine {
        schema: "postroom.explain/1",
        path,
        status: worked.status(),
        problems: worked.problems.iter().map(problem).collect(),
        item: item(&worked.parsed.item),
        documents: worked.parsed.documents.iter().map(|d| document(d, with_text)).collect(),
        primary: classification.map(|c| c.primary),
        cases: cases.iter().zip(queues).map(|(c, q)| case(c, q)).collect(),
        flags: classification.map(|c| c.flags.as_slice()).unwrap_or_default().iter().map(flag).collect(),
        authority: authority(classification.map(|c| &c.authority)),
        parties: outcome.map(|o| o.redacted.parties()).unwrap_or_default().iter().map(party).collect(),
        marks: outcome.map(|o| o.redacted.marks()).unwrap_or_default(),
        near: classification.map(|c| c.near.as_slice()).unwrap_or_default(),
    }
}

impl Worked {
    /// What became of the item after all stages: the worst problem of any stage decides.
    pub fn status(&self) -> Status {
        use crate::model::Severity::{NeedsPerson, Quarantine};
        match self.problems.iter().map(|p| p.severity).max() {
            Some(Quarantine) => Status::Quarantined,
            Some(NeedsPerson) => Status::NeedsPerson,
            _ => Status::Ok,
        }
    }
}

fn problem(p: &Problem) -> ExplainProblem<'_> {
    ExplainProblem { code: p.code, document: p.document, message: &p.message }
}

fn item(item: &Item) -> ExplainItem<'_> {
    ExplainItem {
        message_id: item.message_id.as_deref(),
        from: item.from.as_ref().map(ToString::to_string),
        to: item.to.iter().map(ToString::to_string).collect(),
        subject: item.subject.as_deref(),
        date: item.date.as_deref(),
        received: item.received.date,
        received_basis: item.received.basis,
        medium: item.medium,
    }
}

fn document(d: &Document, with_text: bool) -> ExplainDocument<'_> {
    ExplainDocument {
        id: d.id,
        parent: d.parent,
        role: d.role,
        name: &d.name,
        media_type: &d.media_type,
        pages: d.pages.len(),
        text_from: d.text_from,
        confidence: d.confidence,
        chars: d.text.chars().count(),
        zones: d.zones.iter().map(|z| ExplainZone { kind: z.kind, start: z.span.start, end: z.span.end }).collect(),
        text: with_text.then_some(d.text.as_str()),
    }
}

fn case<'a>(case: &'a ProposedCase, queue: &'a str) -> ExplainCase<'a> {
    ExplainCase {
        category: case.category,
        kind: case.kind,
        score: case.score,
        evidence: &case.evidence,
        clocks: &case.clocks,
        queue,
    }
}

fn flag(flag: &Flag) -> ExplainFlag<'_> {
    ExplainFlag { flag: flag.flag, tier: flag.tier, evidence: &flag.evidence }
}

fn authority(authority: Option<&Authority>) -> ExplainAuthority<'_> {
    ExplainAuthority {
        needed: authority.is_some_and(|a| a.needed),
        stated: authority.and_then(|a| a.stated.as_deref()),
        evidence: authority.map(|a| a.evidence.as_slice()).unwrap_or_default(),
    }
}

fn party(party: &Party) -> ExplainParty<'_> {
    ExplainParty {
        id: party.id,
        name: &party.name,
        aliases: &party.aliases,
        role: party.role,
        label: &party.label,
        evidence: &party.evidence,
    }
}
