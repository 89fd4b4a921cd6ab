//! What is done with each finding: the profile's table, then what a person declared, which wins over everything; `redact`
//! beats `keep`. It hides on one fact and keeps only on two.

use super::attribute::{Attributed, Owned, Read};
use super::disjoint::Disjoint;
use super::names::{Known, Mention};
use super::{Declaration, given};
use crate::model::{Action, DataKind, Mark, Party, Role, Span};
use crate::rules::profile::Profile;

/// One finding on its way to a mark.
struct Case<'a> {
    document: usize,
    span: Span,
    kind: DataKind,
    party: Option<usize>,
    certain: bool,
    confidence: f32,
    detector: &'a str,
    why: &'a str,
}

/// The marks of an item, sorted, never overlapping.
pub fn decide(attributed: &Attributed, reads: &[Read<'_>], profile: &Profile, declaration: &Declaration) -> Vec<Mark> {
    let mut marks = Vec::new();
    if !profile.only_given {
        marks.extend(
            attributed.names.iter().map(|n| judge(name_case(n, &attributed.parties), attributed, reads, profile)),
        );
        marks.extend(attributed.identifiers.iter().map(|n| {
            let case = Case {
                document: n.document,
                span: n.finding.span,
                kind: n.finding.kind,
                party: n.party,
                certain: n.certain || is_declared(n.party, &attributed.parties),
                confidence: n.finding.confidence,
                detector: n.finding.detector,
                why: n.why,
            };
            judge(case, attributed, reads, profile)
        }));
    }
    given::keep(&mut marks, reads, &declaration.keep);
    given::redact(&mut marks, reads, &declaration.redact);
    given::follow(&mut marks, reads);
    settle(marks)
}

fn name_case<'a>(name: &'a Owned<Mention>, parties: &[Party]) -> Case<'a> {
    let declared = is_declared(name.party, parties) && {
        let party = name.party.and_then(|i| parties.get(i));
        let full = party.map(|p| Known::words_of(&p.name)).unwrap_or_default();
        name.finding.words.len() > 1 && name.finding.words.iter().all(|w| full.contains(w))
    };
    Case {
        document: name.document,
        span: name.finding.span,
        kind: DataKind::Person,
        party: name.party,
        certain: name.certain || declared,
        confidence: name.finding.confidence,
        detector: name.finding.detector,
        why: name.why,
    }
}

/// A subject counts as certain only where a person declared it.
fn is_declared(party: Option<usize>, parties: &[Party]) -> bool {
    party.and_then(|i| parties.get(i)).is_some_and(|p| {
        p.role == Role::Subject && p.evidence.iter().any(|e| e.certain && e.reason.starts_with("declared"))
    })
}

fn judge(case: Case<'_>, attributed: &Attributed, reads: &[Read<'_>], profile: &Profile) -> Mark {
    let role = case.party.and_then(|i| attributed.parties.get(i)).map_or(Role::ThirdParty, |p| p.role);
    let decision = profile.decide(role, case.kind, case.certain);
    let unsure = case.confidence < profile.review_below;
    let action = if unsure { Action::Review } else { decision.action };
    let mut reason = decision.because;
    if !case.why.is_empty() {
        reason = format!("{reason} Whose it is: {}.", case.why);
    }
    if let Some(exemption) = decision.exemption {
        reason = format!("{reason} ({exemption})");
    }
    if unsure {
        reason = format!("Not sure that this is personal data: a person must look. {reason}");
    }
    Mark {
        document: case.document,
        span: case.span,
        text: reads.get(case.document).map_or("", |r| case.span.of(r.tokens.text)).to_string(),
        kind: case.kind,
        party: case.party,
        action,
        confidence: case.confidence,
        detector: case.detector.to_string(),
        reason,
    }
}

/// Where marks overlap the one that hides more stays, and then the longer; the rest of a shorter one is not left bare.
pub fn settle(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_by(|a, b| {
        weight(b)
            .cmp(&weight(a))
            .then(b.span.len().cmp(&a.span.len()))
            .then((a.document, a.span).cmp(&(b.document, b.span)))
    });
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    let mut places = Disjoint::default();
    for mut mark in marks {
        let over = places.overlapping(mark.document, mark.span).and_then(|at| kept.get(at)).map(|k| k.span);
        if over.is_some_and(|o| mark.action == Action::Keep || o.contains(mark.span) || !cut(&mut mark, o)) {
            continue;
        }
        if !mark.span.is_empty() && places.overlapping(mark.document, mark.span).is_none() {
            places.take(mark.document, mark.span, kept.len());
            kept.push(mark);
        }
    }
    kept.sort_by_key(|m| (m.document, m.span));
    kept
}

/// Cuts off what another mark covers; false where the rest is no piece of text.
fn cut(mark: &mut Mark, other: Span) -> bool {
    let before = mark.span.start < other.start;
    let (start, end) = if before { (mark.span.start, other.start) } else { (other.end, mark.span.end) };
    let Some(text) = mark.text.get(start - mark.span.start..end.saturating_sub(mark.span.start)) else { return false };
    mark.text = text.to_string();
    mark.span = Span::new(start, end);
    true
}

/// What a person gave goes first, then what is found as data by shape, then names.
fn weight(mark: &Mark) -> (bool, bool) {
    (mark.kind == DataKind::Given || mark.detector == given::KEPT, mark.kind != DataKind::Person)
}
