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
    let tiny = "BT /F1 0.9 Tf 60 500 Td (Her neighbour Ann Archer said so) Tj ET";
    let clipped = "q 10 10 20 20 re W n BT /F1 12 Tf 60 500 Td (Her neighbour Ann Archer said so) Tj ET Q";
    for hidden in [unseen, beside, pale, boxed, tiny, clipped] {
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

#[test]
fn what_stands_beside_the_pages_is_read_apart() {
    let page = make::lines("Nobody came on Monday.");
    let objects: Vec<String> = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R] >> /Outlines 8 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> /Annots [10 0 R 11 0 R 6 0 R] >>",
        &format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /FT /Tx /T (Name of the carer) /V (Bob Bell) /Subtype /Widget /Rect [0 0 0 0] >>",
        "<< /FT /Btn /T (She was hurt) /V /Yes >>",
        "<< /First 9 0 R /Last 9 0 R /Count 1 >>",
        "<< /Title (What happened on Sunday) /Parent 8 0 R >>",
        "<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /T (Ann Archer) /Contents (He locks her in) >>",
        "<< /Type /Annot /Subtype /Link /Rect [10 10 20 20] /A << /S /URI /URI (https://penmoor.example/care) >> >>",
    ]
    .iter()
    .map(ToString::to_string)
    .collect();
    let parsed = read("form.pdf", make::pdf_of(&objects));
    assert_eq!(parsed.documents[0].text, "Nobody came on Monday.");
    let beside = parsed.documents.iter().find(|d| d.name.starts_with("beside the pages")).expect("a document for it");
    assert_eq!(
        beside.text,
        "Form\nName of the carer: Bob Bell\nShe was hurt: Yes\n\nNotes\nPage 1 by Ann Archer: He locks her in\n\nLinks\n\
         https://penmoor.example/care\n\nBookmarks\nWhat happened on Sunday\n"
    );
}

/// What two texts have in common of their words in order, 0 to 1.
fn similarity(one: &str, other: &str) -> f64 {
    let words = |text: &str| text.split_whitespace().take(1_500).map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    let mut row = vec![0usize; other.len() + 1];
    for word in &one {
        let mut before = 0;
        for (at, with) in other.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == with { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    2.0 * row[other.len()] as f64 / (one.len() + other.len()).max(1) as f64
}

#[test]
#[allow(clippy::disallowed_methods, reason = "pdftotext is the measure here and bounds itself")]
fn text_is_that_of_pdftotext() {
    let Some(folder) = super::shared("pdf") else { return };
    if std::process::Command::new("pdftotext").arg("-v").output().is_err() {
        eprintln!("SKIPPED: pdftotext is not installed (poppler-utils)");
        return;
    }
    let mut scores = Vec::new();
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let no_scans = super::start(postroom::model::Limits { ocr_pages: 0, ..postroom::model::Limits::default() });
    for path in files.filter(|p| p.extension().is_some_and(|e| e == "pdf")) {
        let out = std::process::Command::new("timeout").args(["10", "pdftotext", "-q"]).arg(&path).arg("-").output();
        let theirs = out.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
        if theirs.split_whitespace().count() < 30 || theirs.contains('\u{fffd}') {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let parsed = no_scans.parse(&super::delivery(&name, std::fs::read(&path).expect("the file can be read")));
        if parsed.documents[0].text_from == TextFrom::Pdf {
            scores.push((similarity(&theirs, &parsed.documents[0].text), name));
        }
    }
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let median = scores[scores.len() / 2].0;
    eprintln!(
        "{} text PDFs, median similarity to pdftotext {median:.4}; the lowest: {:?}",
        scores.len(),
        &scores[..8.min(scores.len())]
    );
    assert!(scores.len() > 50 && median >= 0.98, "{median:.4} of {}", scores.len());
}

#[test]
fn letters_that_a_file_gives_wrongly_are_taken_from_the_page() {
    // The table of letters says for each small letter the one three places on.
    let pairs: Vec<String> = (b'a'..=b'z').map(|c| format!("<{c:02x}> <{:04x}>", (c - b'a' + 3) % 26 + b'a')).collect();
    let table = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n\
         1 begincodespacerange <00> <ff> endcodespacerange\n26 beginbfchar\n{}\nendbfchar\nendcmap end end",
        pairs.join("\n")
    );
    let file = String::from_utf8(make::pdf(&[&make::lines(make::LETTER)])).expect("text");
    let object = format!("9 0 obj\n<< /Length {} >>\nstream\n{table}\nendstream\nendobj\n", table.len());
    let file = file.replace("/Encoding /WinAnsiEncoding", "/Encoding /WinAnsiEncoding /ToUnicode 9 0 R").replacen(
        "xref\n",
        &format!("{object}xref\n"),
        1,
    );
    let parsed = read("letter.pdf", file);
    let text = super::squeezed(&parsed.documents[0].text);
    assert!(text.contains("Hazel Court"), "{text}");
    assert!(codes(&parsed).contains(&ProblemCode::UndecodableText), "{:?}", parsed.problems);
}

#[test]
fn even_two_words_out_of_sight_are_told() {
    let page = format!("{}\nBT 1 g /F1 12 Tf 60 100 Td (quite secret) Tj ET", make::lines("Nobody came on Monday."));
    let parsed = read("letter.pdf", make::pdf(&[&page]));
    assert!(codes(&parsed).contains(&ProblemCode::HiddenText), "{:?}", parsed.problems);
    assert!(!parsed.documents[0].text.contains("secret"));
}
