//! Zones: what the writer wrote now, and what stands around it. Adding a case is adding text.

use super::read;
use postroom::model::{Document, ZoneKind};

/// The text that no zone covers, white space squeezed.
fn written(document: &Document) -> String {
    outside(document, &[])
}

/// The text that no zone covers but those of these kinds.
pub(super) fn outside(document: &Document, but: &[ZoneKind]) -> String {
    let kept = |at: usize| document.zone_at(at).is_none_or(|kind| but.contains(&kind));
    super::squeezed(&document.text.char_indices().filter(|(at, _)| kept(*at)).map(|(_, c)| c).collect::<String>())
}

fn mail(subject: &str, body: &str) -> Document {
    let text = format!("From: a@x.example\nTo: b@x.example\nSubject: {subject}\n\n{body}\n");
    read("case.eml", text).documents.remove(0)
}

/// A body, and what is left of it outside of zones.
const OWN: &[(&str, &str)] = &[
    ("Nobody came.", "Nobody came."),
    ("Dear all,\n\nNobody came.\n\nKind regards\n\nAnn Archer\n01632 960123", "Nobody came."),
    ("Nobody came.\n\n-- \nAnn Archer\nPenmoor", "Nobody came."),
    ("Nobody came.\n\nSent from my iPhone", "Nobody came."),
    ("Yes please.\n\nOn Mon, 2 Mar 2026 at 09:00, Bob <bob@x.example> wrote:\n> Shall I come?\n> Bob", "Yes please."),
    (
        "Yes please.\n\nOn Mon, 2 Mar 2026 at 09:00, Bob Bell\n<bob@x.example> wrote:\n\nShall I come?\nBob",
        "Yes please.",
    ),
    (
        "It was not so.\n\nFrom: Bob Bell <bob@x.example>\nSent: 02 March 2026 09:00\nTo: Ann\nSubject: Visit\n\nI came at nine.",
        "It was not so.",
    ),
    ("It was not so.\n\n-----Original Message-----\nFrom: Bob\n\nI came at nine.", "It was not so."),
    ("> Did he come?\nNo.\n> Did he ring?\nNo, never.", "No. No, never."),
    ("Thanks for that.\nOn Mon, 2 Mar 2026 at 09:00, Bob <bob@x.example> wrote:\n> Shall I come?", "Thanks for that."),
    (
        "On the whole I agree.\nOn Mon, 2 Mar 2026 at 09:00, Bob <bob@x.example> wrote:\n\nShall I come?",
        "On the whole I agree.",
    ),
    // Words that look like the edge of something, and are the writer's own.
    (
        "On Tuesday the nurse wrote:\nnothing at all.\n\nShe forgot.",
        "On Tuesday the nurse wrote: nothing at all. She forgot.",
    ),
    (
        "Thanks\n\nfor nothing. He never came and I have had enough of it.",
        "Thanks for nothing. He never came and I have had enough of it.",
    ),
    (
        "I waited from nine.\nFrom: the time he left she was alone.\nNobody came.",
        "I waited from nine. From: the time he left she was alone. Nobody came.",
    ),
    (
        "Nobody came.\n\nBest wishes\nAnn\n\nPS He came on Sunday after all.",
        "Nobody came. PS He came on Sunday after all.",
    ),
    (
        "Nobody came.\n\nRegards,\nAnn\n\nThis email is confidential and intended solely for the use of the individual to whom it is addressed. \
         If you are not the intended recipient please delete it.",
        "Nobody came.",
    ),
    ("We can start on Monday. Call Chloe. You can unsubscribe here.", "We can start on Monday. Call Chloe."),
    (
        "My letter is confidential and I do not want my son to see it.",
        "My letter is confidential and I do not want my son to see it.",
    ),
];

#[test]
fn the_writers_own_words_are_left() {
    for (body, wanted) in OWN {
        let document = mail("Care", body);
        assert_eq!(written(&document), *wanted, "{body}\n{:?}", document.zones);
    }
}

#[test]
fn what_is_passed_on_is_told_from_what_is_answered() {
    let block = "From: Bob Bell <bob@x.example>\nSent: 02 March 2026 09:00\nTo: Ann\nSubject: Visit\n\nHe never came.";
    let cases = [
        ("Visit", format!("Please see below.\n\n{block}"), ZoneKind::Forwarded),
        ("Visit", block.to_owned(), ZoneKind::Forwarded),
        ("FW: Visit", format!("One for the team I think, it is about the agency.\n\n{block}"), ZoneKind::Forwarded),
        ("Fwd: Visit", format!("---------- Forwarded message ---------\n{block}"), ZoneKind::Forwarded),
        (
            "RE: Visit",
            format!("I do not agree with any of this and I told you so on Monday.\n\n{block}"),
            ZoneKind::Quoted,
        ),
        ("RE: Visit", format!("Thanks.\n\n{block}"), ZoneKind::Quoted),
        (
            "Re: Visit",
            "Thank you.\n\nOn Mon, 2 Mar 2026 at 09:00, Bob <bob@x.example> wrote:\n> He came.".into(),
            ZoneKind::Quoted,
        ),
    ];
    for (subject, body, kind) in cases {
        let document = mail(subject, &body);
        let zone = document.zones.iter().find(|z| matches!(z.kind, ZoneKind::Quoted | ZoneKind::Forwarded));
        assert_eq!(zone.map(|z| z.kind), Some(kind), "{subject}: {body}");
    }
}

#[test]
fn a_letter_has_a_head_a_salutation_and_a_closing() {
    let letter = "14 Hazel Court\nPenmoor\nHX8 4TD\n\nThe Complaints Manager\nPenmoor Council\n\nPlease do not ring the house.\n\n12 March 2026\nYour ref: AB/123\n\n\
        Dear Sir or Madam,\n\nRe: my mother\n\nNobody came on Monday.\n\nYours faithfully,\n\n\nMargaret Oldroyd\n(Mrs)\n";
    let document = read("letter.txt", letter).documents.remove(0);
    assert_eq!(written(&document), "Please do not ring the house. Re: my mother Nobody came on Monday.");
    let kinds: Vec<ZoneKind> = document.zones.iter().map(|z| z.kind).collect();
    assert_eq!(kinds, [ZoneKind::Letterhead, ZoneKind::Letterhead, ZoneKind::Salutation, ZoneKind::Signature]);
    assert!(document.zones[3].span.of(&document.text).ends_with("(Mrs)"));
}
