//! Puts labels in the place of what is hidden. The label says who and what kind, never how long the text was: two items that
//! differ only in what is hidden give the same text.

use super::cues;
use super::lexicon;
use super::text::Tokens;
use crate::model::{Action, DataKind, Document, Mark, Parsed, Party, RedactedDocument, Span, Zone};

/// All documents with labels in the place of what the marks hide.
pub fn apply(parsed: &Parsed, parties: &[Party], marks: &[Mark]) -> Vec<RedactedDocument> {
    parsed.documents.iter().map(|document| apply_one(document, parties, marks)).collect()
}

/// A stretch of a document: kept, or hidden under a label. The stretches of a document cover all of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes in the original text.
    pub span: Span,
    /// What stands in its place; none where it is kept.
    pub label: Option<String>,
}

/// A document as kept and hidden stretches, in order. A title before a hidden name is hidden with it.
pub fn pieces(document: &Document, parties: &[Party], marks: &[Mark]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in marks.iter().filter(|m| m.document == document.id && m.action != Action::Keep) {
        let start = with_title(&document.text, mark, at);
        if start > at {
            pieces.push(Piece { span: Span::new(at, start), label: None });
        }
        let end = at.max(mark.span.end);
        pieces.push(Piece { span: Span::new(start, end), label: Some(label(mark, parties)) });
        at = end;
    }
    if at < document.text.len() {
        pieces.push(Piece { span: Span::new(at, document.text.len()), label: None });
    }
    pieces
}

fn apply_one(document: &Document, parties: &[Party], marks: &[Mark]) -> RedactedDocument {
    let mut text = String::with_capacity(document.text.len());
    let mut kept = vec![(0, 0, 0)];
    for piece in pieces(document, parties, marks) {
        if let Some(label) = &piece.label {
            text.push_str(label);
            kept.push((piece.span.end, text.len(), 0));
        } else {
            kept.push((piece.span.start, text.len(), piece.span.len()));
            text.push_str(piece.span.of(&document.text));
        }
    }
    let zones = document.zones.iter().map(|zone| {
        let span = Span::new(moved(&kept, zone.span.start), moved(&kept, zone.span.end));
        Zone { span, kind: zone.kind }
    });
    let zones = zones.collect();
    RedactedDocument {
        id: document.id,
        parent: document.parent,
        role: document.role,
        name: hide_in_name(&document.name, parties, marks),
        media_type: document.media_type.clone(),
        text_from: document.text_from,
        text,
        zones,
    }
}

/// Where a byte of the original stands in the text with labels. `kept` lists what is kept: where it begins in the one and in
/// the other, and its length. What is hidden stands where its label begins, so that its length tells nothing.
fn moved(kept: &[(usize, usize, usize)], offset: usize) -> usize {
    let stretch = kept.partition_point(|(original, ..)| *original <= offset).saturating_sub(1);
    let (original, here, length) = kept.get(stretch).copied().unwrap_or_default();
    here + offset.saturating_sub(original).min(length)
}

/// The label of a hidden mark: `[third party 1]`, `[third party 1: phone]`, `[phone]`.
pub fn label(mark: &Mark, parties: &[Party]) -> String {
    let who = mark.party.and_then(|i| parties.get(i)).map(|p| p.label.as_str());
    match (who, mark.kind) {
        (Some(who), DataKind::Person) => format!("[{who}]"),
        (None, DataKind::Person) => "[person]".to_string(),
        (Some(who), kind) => format!("[{who}: {}]", kind_words(kind)),
        (None, kind) => format!("[{}]", kind_words(kind)),
    }
}

fn kind_words(kind: DataKind) -> &'static str {
    match kind {
        DataKind::Person => "name",
        DataKind::Address => "address",
        DataKind::Postcode => "postcode",
        DataKind::Phone => "phone",
        DataKind::Email => "mail address",
        DataKind::NhsNumber => "NHS number",
        DataKind::NiNumber => "National Insurance number",
        DataKind::DateOfBirth => "date of birth",
        DataKind::DateOfDeath => "date of death",
        DataKind::Bank => "bank details",
        DataKind::Reference => "reference",
        DataKind::Vehicle => "vehicle",
        DataKind::Passport => "passport number",
        DataKind::DrivingLicence => "driving licence",
        DataKind::Username => "user name",
        DataKind::IpAddress => "IP address",
        DataKind::Url => "web address",
        DataKind::Given => "withheld",
    }
}

/// A title before a hidden name tells the sex and goes with it.
fn with_title(text: &str, mark: &Mark, from: usize) -> usize {
    let start = mark.span.start.max(from);
    if mark.kind != DataKind::Person {
        return start;
    }
    let head = text.get(from..start).unwrap_or_default();
    let trimmed = head.trim_end_matches([' ', '.', '\u{a0}']);
    let word_at = trimmed
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + trimmed.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let word = trimmed.get(word_at..).unwrap_or_default();
    let title = matches!(
        lexicon::fold(word).as_str(),
        "mr" | "mrs" | "ms" | "miss" | "mx" | "sir" | "lady" | "dame" | "lord" | "master"
    );
    if title && trimmed.len() < head.len() { from + word_at } else { start }
}

/// Hides the words of hidden people in the name of a file.
fn hide_in_name(name: &str, parties: &[Party], marks: &[Mark]) -> String {
    let spaced = name.replace(['_', '-', '.', '+'], " ");
    let tokens = Tokens::new(&spaced);
    let mut replaced: Vec<(Span, String)> = Vec::new();
    for mark in
        marks.iter().filter(|m| m.action != Action::Keep && matches!(m.kind, DataKind::Person | DataKind::Given))
    {
        let words: Vec<String> = mark.text.split_whitespace().map(lexicon::fold).collect();
        for at in 0..tokens.len() {
            let folded = tokens.fold(at);
            let same = words.iter().any(|w| {
                w.len() > 2 && (w == folded || folded.len() > w.len() && w.len() > 3 && folded.contains(w.as_str()))
            });
            let ordinary = tokens.get(at).is_some_and(|t| t.entry.word > 0 && t.cues & cues::TITLE == 0)
                && words.len() > 1
                && !words.iter().any(|w| w == folded);
            if same && !ordinary {
                replaced.push((tokens.span(at, at), label(mark, parties)));
            }
        }
    }
    let numbers = marks
        .iter()
        .filter(|m| m.action != Action::Keep && m.text.bytes().any(|b| b.is_ascii_digit()) && m.text.len() > 4);
    let mut out = name.to_string();
    replaced.sort_by_key(|(span, _)| std::cmp::Reverse(*span));
    replaced.dedup_by_key(|(span, _)| *span);
    for (span, label) in replaced {
        out.replace_range(span.start..span.end, &label);
    }
    for mark in numbers {
        out = out.replace(mark.text.trim(), &label(mark, parties));
    }
    let doubled: Vec<String> = parties.iter().map(|p| format!("[{}]", p.label)).collect();
    for label in doubled {
        for joint in ["_", " ", "-", "."] {
            while out.contains(&format!("{label}{joint}{label}")) {
                out = out.replace(&format!("{label}{joint}{label}"), &label);
            }
        }
    }
    out
}
