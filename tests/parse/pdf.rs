//! PDFs: the words a person sees, where they stand, and what is not a success.

use super::{codes, make, read};
use postroom::model::{ProblemCode, Status, TextFrom};

#[test]
fn words_stand_where_they_are_seen() {
    let parsed = read("letter.pdf", make::pdf(&[&make::lines("Dear Sir,\nNobody came."), &make::lines("Yours,\nAnn")]));
    let document = &parsed.documents[0];
    assert_eq!(document.text, "Dear Sir,\nNobody came.\n\nYours,\nAnn");
    assert_eq!((document.text_from, document.pages.len()), (TextFrom::Pdf, 2));
    let word =
        |text: &str| document.words.iter().find(|w| w.span.of(&document.text) == text).expect("the word is found");
    let (dear, nobody, ann) = (word("Dear"), word("Nobody"), word("Ann"));
    assert_eq!((dear.page, ann.page), (0, 1));
    // The first line is set 780 points up a page of 842: 62 below the top edge.
    assert!((dear.rect[0] - 60.0).abs() < 1.0 && dear.rect[1] > 46.0 && dear.rect[3] < 68.0, "{:?}", dear.rect);
    assert!(nobody.rect[1] > dear.rect[1] + 10.0);
    assert_eq!(parsed.status(), Status::Ok, "{:?}", parsed.problems);
}

#[test]
fn a_turned_page_is_measured_as_a_person_sees_it() {
    let upright = make::pdf(&[&make::lines("Nobody came.")]);
    let turned =
        String::from_utf8(upright).expect("text").replace("/Type /Page /Parent", "/Rotate 90 /Type /Page /Parent");
    let document = read("turned.pdf", turned).documents.remove(0);
    assert_eq!((document.pages[0].width, document.pages[0].height), (842.0, 595.0));
    assert_eq!(document.text, "Nobody came.");
    assert!(document.words.iter().all(|w| w.rect[2] <= 842.0 && w.rect[3] <= 595.0));
}

#[test]
fn what_is_not_a_success() {
    let locked = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A> \
        /U <0000000000000000000000000000000000000000000000000000000000000000> >>";
    let encrypted = String::from_utf8(make::pdf(&[&make::lines("Nobody came.")]))
        .expect("text")
        .replace("trailer\n<<", &format!("trailer\n<< /ID [<00> <00>] /Encrypt {locked}"));
    let cases = [
        ("encrypted.pdf", encrypted.into_bytes(), ProblemCode::Encrypted, Status::Quarantined),
        ("blank.pdf", make::pdf(&[""]), ProblemCode::NoText, Status::NeedsPerson),
        ("damaged.pdf", b"%PDF-1.4\nnothing".to_vec(), ProblemCode::Damaged, Status::Quarantined),
        (
            "no pages.pdf",
            make::pdf_of(&["<< /Type /Catalog /Pages 2 0 R >>".into(), "<< /Type /Pages /Kids [] /Count 0 >>".into()]),
            ProblemCode::Damaged,
            Status::Quarantined,
        ),
    ];
    for (name, bytes, code, status) in cases {
        let parsed = read(name, bytes);
        assert!(codes(&parsed).contains(&code), "{name}: {:?}", parsed.problems);
        assert_eq!(parsed.status(), status, "{name}");
    }
}

#[test]
fn text_that_nobody_sees_is_not_read_and_is_told() {
    let unseen = "BT /F1 12 Tf 3 Tr 60 500 Td (Her neighbour Ann Archer said so) Tj ET";
    let beside = "BT /F1 12 Tf 2000 500 Td (Her neighbour Ann Archer said so) Tj ET";
    let pale = "1 1 1 rg BT /F1 12 Tf 60 500 Td (Her neighbour Ann Archer said so) Tj ET";
    let boxed = "BT /F1 12 Tf 60 500 Td (Her neighbour Ann Archer said so) Tj ET 0 g 50 490 300 30 re f";
    for hidden in [unseen, beside, pale, boxed] {
        let parsed = read("letter.pdf", make::pdf(&[&format!("{}\n{hidden}", make::lines("Nobody came on Monday."))]));
        assert_eq!(parsed.documents[0].text, "Nobody came on Monday.");
        assert!(codes(&parsed).contains(&ProblemCode::HiddenText), "{:?}", parsed.problems);
    }
}

#[test]
fn text_on_colour_is_seen() {
    let white_on_black = "0 g 50 490 300 30 re f 1 1 1 rg BT /F1 12 Tf 60 500 Td (Home care) Tj ET";
    let parsed = read("letter.pdf", make::pdf(&[white_on_black]));
    assert_eq!(parsed.documents[0].text, "Home care");
    assert!(!codes(&parsed).contains(&ProblemCode::HiddenText), "{:?}", parsed.problems);
}
