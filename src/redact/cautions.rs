//! What a person must be told before trusting marks: text in which names are hard to see, and words that tell who somebody is
//! without a name. It counts and gives lines; it never quotes the text, and it decides nothing.

use super::cues;
use super::detect::writes_small;
use super::names::signature;
use super::text::{Case, Tokens};
use crate::model::{Document, DocumentRole, Parsed, Problem, ProblemCode, Severity};

/// A text with fewer words is read at a glance.
const FEW: usize = 12;
/// Recognised text less sure than this is read word by word.
const UNSURE: f32 = 0.8;
/// Ages from here on are few enough to tell a person.
const OLD: u32 = 90;
/// Illnesses that few have.
const RARE: &[&str] = &[
    "acromegaly",
    "angelman",
    "ataxia",
    "batten",
    "behcet",
    "creutzfeldt",
    "cystinosis",
    "ehlers-danlos",
    "fabry",
    "gaucher",
    "guillain-barre",
    "haemophilia",
    "huntington",
    "huntingtons",
    "lambert-eaton",
    "locked-in",
    "marfan",
    "mitochondrial",
    "myasthenia",
    "narcolepsy",
    "osteogenesis",
    "porphyria",
    "prader-willi",
    "progeria",
    "rett",
    "sarcoidosis",
    "scleroderma",
    "syringomyelia",
    "thalidomide",
    "tourette",
    "tourettes",
    "wilsons",
];
/// What somebody does who can be known by it.
const TRADES: &[&str] = &[
    "had", "has", "keeps", "kept", "managed", "manages", "owned", "owns", "plays", "preaches", "ran", "runs", "sells",
    "teaches", "used",
];

/// The cautions of an item, as problems about its documents.
pub fn cautions(parsed: &Parsed) -> Vec<Problem> {
    let read = |d: &&Document| d.role != DocumentRole::Subject && !d.text.trim().is_empty();
    parsed.documents.iter().filter(read).flat_map(of_document).collect()
}

fn of_document(document: &Document) -> Vec<Problem> {
    let tokens = Tokens::new(&document.text);
    let mut found = Vec::new();
    if let Some(why) = hard_to_see(document, &tokens) {
        let message = format!(
            "{why} Names may be missed in it. Read every word of it against the marks before anything leaves the house."
        );
        found.push(Problem::document(ProblemCode::ReadEveryWord, Severity::Note, document.id, message));
    }
    let hints = hints(&tokens);
    if !hints.is_empty() {
        let places: Vec<String> = hints.iter().take(8).map(|(line, what)| format!("line {line} ({what})")).collect();
        let more = if hints.len() > 8 { " and elsewhere" } else { "" };
        let message = format!(
            "Words may tell who somebody is without a name: {}{more}. Look at them, and hide with --redact what tells too much.",
            places.join(", ")
        );
        found.push(Problem::document(ProblemCode::IndirectIdentity, Severity::Note, document.id, message));
    }
    found
}

/// Lines from 1 with what tells of a person in them. The text is walked through once: it may be a megabyte of such words.
fn hints(tokens: &Tokens<'_>) -> Vec<(usize, &'static str)> {
    let (mut line, mut counted) = (1, 0);
    let mut hints = Vec::new();
    for at in 0..tokens.len() {
        let Some(what) = hint(tokens, at) else { continue };
        let start = tokens.get(at).map_or(counted, |t| t.span.start);
        line += tokens.text.get(counted..start).map_or(0, |t| t.matches('\n').count());
        counted = start;
        hints.push((line, what));
    }
    hints.dedup();
    hints
}

/// Why names are hard to see in a text: case says nothing in it, or a machine guessed its letters.
fn hard_to_see(document: &Document, tokens: &Tokens<'_>) -> Option<&'static str> {
    let words = tokens.list.iter().filter(|t| t.span.len() > 1 && !matches!(t.case, Case::Mark | Case::Digit));
    let (all, upper) = words.fold((0, 0), |(all, upper), t| (all + 1, upper + usize::from(t.case == Case::Upper)));
    if document.confidence.is_some_and(|c| c < UNSURE) {
        return Some("A machine was unsure of the letters of this text.");
    }
    if all < FEW {
        return None;
    }
    if upper * 10 > all * 7 {
        return Some("This text is nearly all in capitals.");
    }
    let end = signature::written_end(&document.text);
    writes_small(tokens, 0, end).then_some("This text is nearly all in small letters.")
}

/// What the words from a token on tell of a person, if they do.
fn hint(tokens: &Tokens<'_>, at: usize) -> Option<&'static str> {
    let next = |n: usize| tokens.fold(at + n);
    let number = |n: usize| tokens.word(at + n).parse::<u32>().ok();
    match tokens.fold(at) {
        "room" | "bed" | "bay" if number(1).is_some() => return Some("a room"),
        "only" if at > 0 && tokens.fold(at - 1) == "the" => {
            let place = (at + 2..at + 6).find(|i| matches!(tokens.fold(*i), "in" | "on" | "at"));
            let person = |i: usize| {
                tokens.has(i, cues::KIN | cues::STAFF_JOB)
                    || matches!(
                        tokens.fold(i),
                        "man" | "woman" | "person" | "lady" | "gentleman" | "family" | "boy" | "girl" | "one"
                    )
            };
            return place.filter(|p| (at + 1..*p).any(person)).map(|_| "the only one of its kind");
        }
        _ => {}
    }
    if tokens.has(at, cues::KIN) && matches!(next(1), "who" | "that") && TRADES.contains(&next(2)) {
        return matches!(next(3), "a" | "the" | "to" | "our" | "his" | "her" | "at" | "in")
            .then_some("a tie and a trade");
    }
    let age = tokens.word(at).parse::<u32>().ok().filter(|n| (OLD..=115).contains(n));
    if age.is_some() {
        let before = tokens.fold(at.wrapping_sub(1));
        let told = matches!(before, "aged" | "age" | "am" | "turned" | "turns")
            || matches!(next(1), "years" | "year" | "yrs") && matches!(next(2), "old" | "of")
            || matches!(next(1), "-") && next(2).starts_with("year")
            || matches!(before, "is" | "was" | "be" | "she's" | "he's")
                && matches!(next(1), "." | "," | "and" | "now" | "next" | "in" | "this" | "years");
        return told.then_some("a great age");
    }
    let old = tokens.fold(at).strip_suffix("-year-old").and_then(|n| n.parse::<u32>().ok());
    if old.is_some_and(|n| n >= OLD) {
        return Some("a great age");
    }
    RARE.contains(&tokens.fold(at)).then_some("a rare illness")
}
