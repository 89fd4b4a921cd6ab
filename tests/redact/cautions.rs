//! What a person is told before trusting the marks: text in which names are hard to see, and words that tell who somebody is.

use super::{document, item};
use postroom::model::{DocumentRole, Parsed, ProblemCode, TextFrom};
use postroom::redact::cautions;

/// A text, and whether every word of it must be read.
const HARD: &[(&str, bool)] = &[
    (
        "i rang tuesday about my mum. nobody came back to us. the carer is called bev and she never turned up. i am fed up",
        true,
    ),
    ("I RANG ON TUESDAY ABOUT MY MUM AND NOBODY CAME BACK TO US. THE CARER NEVER TURNED UP. I AM FED UP.", true),
    (
        "I rang on Tuesday about my mum. Nobody came back to us. The carer never turned up. I am fed up with all of it.",
        false,
    ),
    (
        "MY MUM\n\nI rang on Tuesday about her and nobody came back to us. The carer never turned up, and I am fed up.",
        false,
    ),
    ("ok thanks", false),
];

/// A text, and what it may tell.
const HINTS: &[(&str, Option<&str>)] = &[
    ("His niece who has the chip shop will know.", Some("a tie and a trade")),
    ("Her son that runs a garage in the village came.", Some("a tie and a trade")),
    ("The lady in room 12 shouts all night.", Some("a room")),
    ("He is the only one-legged man in the village.", Some("the only one of its kind")),
    ("She was the only woman on the lifeboat.", Some("the only one of its kind")),
    ("My aunt is 97 and lives alone.", Some("a great age")),
    ("a 94-year-old widower", Some("a great age")),
    ("aged 101", Some("a great age")),
    ("She has Huntington's.", Some("a rare illness")),
    ("It is the only time we were in the office.", None),
    ("My aunt is 79 and lives alone.", None),
    ("They owe me 95 pounds and 92 pence.", None),
    ("There was no room for the chair.", None),
    ("My son who rang you was told nothing.", None),
    ("It took 90 minutes.", None),
];

#[test]
fn text_without_case_and_bad_scans_are_to_be_read_word_by_word() {
    let told = |parsed: &Parsed| cautions(parsed).iter().any(|p| p.code == ProblemCode::ReadEveryWord);
    for (text, expected) in HARD {
        assert_eq!(told(&item(None, text)), *expected, "{text:?}");
    }
    let mut scan = item(None, "Dear Sir, I rang on Tuesday and nobody came.");
    let mut page = document(1, DocumentRole::Attachment, "scan.png", "Dear Sir, I rang on Tuesday and nobody came.");
    (page.text_from, page.confidence) = (TextFrom::Ocr, Some(0.93));
    scan.documents.push(page.clone());
    assert!(!told(&scan));
    page.confidence = Some(0.6);
    scan.documents.push(page);
    assert!(told(&scan));
}

#[test]
fn words_that_tell_who_somebody_is_are_pointed_out_without_being_quoted() {
    for (text, expected) in HINTS {
        let found = cautions(&item(None, text));
        let hint = found.iter().find(|p| p.code == ProblemCode::IndirectIdentity).map(|p| p.message.as_str());
        match expected {
            Some(what) => assert!(hint.is_some_and(|m| m.contains(what) && m.contains("line 1")), "{text:?}: {hint:?}"),
            None => assert!(hint.is_none(), "{text:?}: {hint:?}"),
        }
    }
}

#[test]
fn hints_name_their_lines_in_order() {
    let text = "Dear Sir,\n\nThe lady in room 12 shouts, and so does room 14.\nMy aunt is 97 and lives alone.\n\nShe has Huntington's.";
    let found = cautions(&item(None, text));
    let hint = found.iter().find(|p| p.code == ProblemCode::IndirectIdentity).expect("hints");
    assert!(
        hint.message.contains(": line 3 (a room), line 4 (a great age), line 6 (a rare illness)."),
        "{}",
        hint.message
    );
}
