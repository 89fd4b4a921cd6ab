//! Hostile office files and messages: each ends in bounded time with a clear problem or its text, and costs no other.

use super::hostile::check;
use super::pack::{Prop, Storage, docx, msg, odf, paragraph, row, tnef, tnef_attribute, xlsx, zip};
use super::{codes, delivery, pool};
use postroom::model::{Limits, ProblemCode};
use postroom::parse::parse;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// A `.msg` whose first sector chain runs in a circle.
fn circle() -> Vec<u8> {
    let mut bytes = small_msg();
    // The table of sectors stands in the second sector; each entry made to follow itself.
    for entry in 0..64usize {
        let at = 512 + entry * 4;
        if let Some(slot) = bytes.get_mut(at..at + 4) {
            slot.copy_from_slice(&(entry as u32).to_le_bytes());
        }
    }
    bytes
}

/// An old workbook of a few cells whose sheets state two thousand million rows.
fn sizes() -> Vec<u8> {
    let path = crate::support::root().join("tests/parse/files/visits.xls");
    let mut bytes = std::fs::read(path).expect("a file of the tests");
    let stated: Vec<usize> = memchr::memmem::find_iter(&bytes, &[0, 2, 14, 0]).collect();
    assert!(!stated.is_empty(), "the workbook states its sizes");
    stated.into_iter().for_each(|at| bytes[at + 8..at + 12].copy_from_slice(&0xb000_0004u32.to_le_bytes()));
    bytes
}

fn small_msg() -> Vec<u8> {
    msg(&Storage { props: vec![Prop::Wide(0x0037, "Visit"), Prop::Wide(0x1000, "Nobody came.")], inner: Vec::new() })
}

fn nested_msg(depth: usize) -> Vec<u8> {
    let mut message = Storage { props: vec![Prop::Wide(0x1000, "Nobody came.")], inner: Vec::new() };
    for _ in 0..depth {
        let attached = Storage { props: vec![Prop::Number(0x3705, 5)], inner: vec![("__substg1.0_3701000D", message)] };
        message = Storage {
            props: vec![Prop::Wide(0x1000, "around")],
            inner: vec![("__attach_version1.0_#00000000", attached)],
        };
    }
    msg(&message)
}

#[test]
fn hostile_files_end_with_a_clear_word() {
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!DOCTYPE x [<!ENTITY l0 \"lol\">{laughs}]>");
    let huge_sheet = format!(
        "<dimension ref=\"A1:XFD1048576\"/><cols><col min=\"1\" max=\"16384\" hidden=\"1\"/></cols><sheetData>{}<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>far</t></is></c></row></sheetData>",
        row(1, "", &["near"])
    );
    let strings = format!("<sst>{}</sst>", "<si><t>word</t></si>".repeat(1_000_000));
    let cells = format!(
        "<sheetData>{}</sheetData>",
        format!("<row>{}</row>", "<c t=\"s\"><v>7</v></c>".repeat(1_000)).repeat(1_200)
    );
    let spans = "<office:spreadsheet><table:table><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"999999999\"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>";
    let table = format!(
        "<w:tbl>{}</w:tbl>",
        format!("<w:tr>{}</w:tr>", format!("<w:tc>{}</w:tc>", paragraph("", "cell")).repeat(60)).repeat(3_000)
    );
    let members: Vec<(String, &[u8])> = (0..100_000).map(|n| (format!("{n}"), [].as_slice())).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        (
            "laughs.docx",
            zip(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("word/document.xml", format!("{laughs}<w:t>&l9;</w:t>").as_bytes()),
            ]),
        ),
        ("deep.docx", docx(&"<w:sdt>".repeat(200_000), &[])),
        ("tables.docx", docx(&"<w:tbl><w:tr><w:tc>".repeat(20_000), &[])),
        ("table.docx", docx(&table, &[])),
        (
            "styles.docx",
            docx(
                &paragraph("<w:rStyle w:val=\"A\"/>", "x"),
                &[("word/styles.xml", "<w:style w:styleId=\"A\"><w:basedOn w:val=\"A\"/></w:style>")],
            ),
        ),
        ("wide.xlsx", xlsx(&[("S", "", &huge_sheet)], &[])),
        ("strings.xlsx", xlsx(&[("S", "", "<sheetData/>")], &[("xl/sharedStrings.xml", &strings)])),
        ("cells.xlsx", xlsx(&[("S", "", &cells)], &[("xl/sharedStrings.xml", &strings)])),
        ("spans.ods", odf("spreadsheet", "", spans, &[])),
        ("members.zip", zip(&members)),
        ("circle.msg", circle()),
        ("sizes.xls", sizes()),
        ("nested.msg", nested_msg(12)),
        ("lengths.dat", tnef(&[[&[1u8][..], &0x0006_9003u32.to_le_bytes(), &u32::MAX.to_le_bytes()].concat()])),
        ("counts.dat", tnef(&[tnef_attribute(0x0006_9003, &[0xff; 64]), tnef_attribute(0x0006_9004, &[0xff; 64])])),
    ];
    for (name, bytes) in cases {
        let begun = Instant::now();
        let parsed = pool().parse(&delivery(name, bytes));
        check(&parsed, name);
        assert!(begun.elapsed() < Duration::from_secs(30), "{name} took {:?}", begun.elapsed());
        let fault = [ProblemCode::Internal, ProblemCode::ReaderFailed, ProblemCode::TimedOut];
        assert!(!codes(&parsed).iter().any(|c| fault.contains(c)), "{name}: {:?}", parsed.problems);
        let good = pool().parse(&delivery("good.txt", "Nobody came."));
        assert_eq!(good.documents[0].text, "Nobody came.", "after {name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn files_with_holes_are_read_or_refused(which in 0usize..6, holes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in 0usize..400) {
        let rtf = br"{\rtf1\ansi{\fonttbl{\f0 A;}}\f0 \'e9{\v x}\u8364?{\*\htmltag64 <p>}{\pict\pngblip 89504e47}}".to_vec();
        let files: [(&str, Vec<u8>); 6] = [
            ("a.docx", docx(&paragraph("<w:vanish/>", "text"), &[("word/comments.xml", "<w:comment><w:t>x</w:t></w:comment>")])),
            ("a.xlsx", xlsx(&[("S", "", &format!("<sheetData>{}</sheetData>", row(1, "hidden=\"1\"", &["a", "b"])))], &[])),
            ("a.msg", small_msg()),
            ("a.dat", tnef(&[tnef_attribute(0x0002_800c, b"text\0"), tnef_attribute(0x0006_9002, &[0; 14]), tnef_attribute(0x0006_800f, b"bytes")])),
            ("a.rtf", rtf),
            ("a.doc", super::pack::doc(b"Seen text\rhidden text\r", Some(10))),
        ];
        let (name, mut bytes) = files[which].clone();
        for (at, byte) in holes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut).max(8));
        check(&parse(&delivery(name, bytes), &Limits::default()), name);
    }
}
