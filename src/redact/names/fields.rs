//! Names in fields of forms and in header lines inside the text: "Name:", "Service user:", "Re:", "Signed", "From:".

use super::super::cues;
use super::super::text::{Case, Gap};
use super::{Ground, Mention, Relation};

/// Words that make a field hold a name when they stand before its colon.
const FIELDS: &[&str] = &[
    "name",
    "names",
    "forename",
    "forenames",
    "surname",
    "user",
    "patient",
    "client",
    "resident",
    "re",
    "signed",
    "worker",
    "carer",
    "kin",
    "attn",
    "fao",
    "from",
    "to",
    "cc",
    "sender",
    "applicant",
    "complainant",
    "claimant",
    "customer",
    "contact",
    "manager",
    "officer",
    "gp",
    "as",
    "witness",
    "relative",
    "attorney",
    "tenant",
    "recipient",
    "assessor",
    "member",
    "author",
    "by",
    "subject",
];

/// Finds names behind the labels of fields.
pub fn find(ground: &Ground<'_>, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    for at in 1..tokens.len() {
        let colon = tokens.word(at) == ":" && tokens.get(at).is_some_and(|t| t.gap <= Gap::Space);
        let signed = tokens.fold(at) == "signed" && tokens.get(at).is_some_and(|t| t.gap >= Gap::Line);
        if !(colon && FIELDS.contains(&tokens.fold(label_before(ground, at))) || signed)
            || signed && tokens.word(at + 1) == ":"
        {
            continue;
        }
        let label = if signed { at } else { label_before(ground, at) };
        if !opens_line(ground, label) {
            continue;
        }
        value(ground, at + 1, label, found);
    }
}

/// The last word of the label before a colon: what stands in brackets behind it does not count.
fn label_before(ground: &Ground<'_>, colon: usize) -> usize {
    let tokens = ground.tokens;
    let opens = (colon.saturating_sub(5)..colon).rev().find(|i| tokens.word(*i) == "(");
    match opens.filter(|_| tokens.word(colon - 1) == ")") {
        Some(at) if at > 0 => at - 1,
        _ => colon - 1,
    }
}

/// True where the label is at most five words from the line's start or from a column gap.
fn opens_line(ground: &Ground<'_>, label: usize) -> bool {
    let tokens = ground.tokens;
    (0..5)
        .any(|back| label.checked_sub(back).and_then(|i| tokens.get(i)).is_some_and(|t| t.gap >= Gap::Wide || t.starts))
}

fn value(ground: &Ground<'_>, mut first: usize, label: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let field = tokens.fold(label).to_string();
    let same_line = |i: usize| tokens.get(i).is_some_and(|t| t.gap <= Gap::Wide);
    if !same_line(first) {
        return;
    }
    let mut gender = 0;
    let mut titled = false;
    let mut kin = None;
    while same_line(first)
        && (tokens.has(first, cues::TITLE | cues::POSSESSIVE)
            || tokens.has(first, cues::KIN) && kin.is_none()
            || tokens.word(first) == ".")
    {
        titled |= tokens.has(first, cues::TITLE);
        gender |= tokens.cues(first) & (cues::HE | cues::SHE);
        if tokens.has(first, cues::KIN) {
            kin = Some(tokens.word(first).to_lowercase());
        }
        first += 1;
    }
    if ground.is_taken(first)
        || tokens.has(first, cues::OFFICE) && tokens.get(first).is_some_and(|t| t.entry.surname < 3)
    {
        return;
    }
    let strong =
        matches!(field.as_str(), "name" | "names" | "forename" | "forenames" | "surname" | "as" | "signed") || titled;
    let (_, line_end) = tokens.line(first);
    // The next line is the next field's.
    let Some(last) = ground.take(first, strong, 4).map(|last| last.min(line_end.max(first + 1) - 1)) else { return };
    let body = (first..line_end.min(last + 4))
        .any(|i| tokens.has(i, cues::ORG) && tokens.get(i).is_some_and(|t| t.entry.surname < 3));
    let entry = tokens.get(first).map(|t| t.entry).unwrap_or_default();
    let small = tokens.get(first).is_some_and(|t| t.case == Case::Lower);
    let unlikely = !strong && entry.forename < 2 && (entry.word >= 1 || small);
    if body || unlikely || ground.is_body(first, last) || ground.places.contains(tokens.fold(first)) && last == first {
        return;
    }
    let mut mention = ground.mention(first, last, if strong || entry.is_name() { 0.95 } else { 0.6 }, "in a field");
    mention.gender = gender;
    mention.titled = titled;
    mention.relation = match kin {
        Some(word) => Relation::Kin { word, mine: true },
        None => Relation::Field(label_text(ground, label)),
    };
    found.push(mention);
}

/// The whole label, folded: "your name", "service user".
fn label_text(ground: &Ground<'_>, label: usize) -> String {
    let (first, _) = ground.tokens.line(label);
    let from = label.saturating_sub(3).max(first);
    (from..=label).map(|i| ground.tokens.fold(i)).collect::<Vec<_>>().join(" ")
}
