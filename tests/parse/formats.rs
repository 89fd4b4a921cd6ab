//! The table in docs/formats.md and the program agree: each row has a file here that comes out as the row says.

use super::pack::{Prop, Storage, docx, gzip, msg, odf, package, paragraph, tar, tnef, tnef_attribute, xlsx, zip};
use super::{make, read};
use image::{GrayImage, ImageFormat};
use postroom::model::{ProblemCode, Status};
use std::collections::BTreeMap;

const WORDS: &str = "Nobody came on Monday";

/// A file of each row, by the row's first cell.
fn files() -> BTreeMap<&'static str, Vec<u8>> {
    let text = || format!("{WORDS}.\n").into_bytes();
    let slide = format!("<p:sld><p:sp><a:p><a:t>{WORDS}</a:t></a:p></p:sp></p:sld>");
    let picture = page();
    let mail =
        format!("From: a@x.example\r\nTo: b@x.example\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n\r\n{WORDS}.\r\n");
    let message = Storage { props: vec![Prop::Wide(0x0037, "Visit"), Prop::Wide(0x1000, WORDS)], inner: Vec::new() };
    let sheet = format!("<sheetData>{}</sheetData>", super::pack::row(1, "", &[WORDS]));
    let document = |kind: &str| odf(kind, "", &format!("<office:text><text:p>{WORDS}</text:p></office:text>"), &[]);
    let old = |name: &str| {
        std::fs::read(crate::support::root().join("tests/parse/files").join(name)).expect("a file of the tests")
    };
    BTreeMap::from([
        (".eml", mail.into_bytes()),
        (".msg", msg(&message)),
        ("winmail.dat", tnef(&[tnef_attribute(0x0002_800c, WORDS.as_bytes())])),
        (".txt", text()),
        (".csv", format!("name,note\nAnn,{WORDS}\n").into_bytes()),
        (".html", format!("<html><body><p>{WORDS}</p></body></html>").into_bytes()),
        (".rtf", format!("{{\\rtf1\\ansi {WORDS}}}").into_bytes()),
        (".pdf", make::pdf(&[&make::lines(WORDS)])),
        (".docx", docx(&paragraph("", WORDS), &[])),
        (".xlsx", xlsx(&[("S", "", &sheet)], &[])),
        (".pptx", package(&[("ppt/presentation.xml", "<p:presentation/>".into()), ("ppt/slides/slide1.xml", slide)])),
        (".odt", document("text")),
        (".ods", document("spreadsheet")),
        (".odp", document("presentation")),
        (".doc", super::pack::doc(WORDS.as_bytes(), None)),
        (".xls", old("visits.xls")),
        (".zip", zip(&[("a.txt", &text())])),
        (".gz", gzip(&text())),
        (".tar", tar(&[("a.txt", &text())])),
        (".tgz", gzip(&tar(&[("a.txt", &text())]))),
        (".png", make::file(&picture, ImageFormat::Png)),
        (".jpg", make::file(&picture, ImageFormat::Jpeg)),
        (".tif", make::file(&picture, ImageFormat::Tiff)),
        (".bmp", make::file(&picture, ImageFormat::Bmp)),
        (".gif", gif(&picture)),
        (".webp", webp(&picture)),
        (".heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        (".avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif".to_vec()),
        (".svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><text>x</text></svg>".to_vec()),
        (".7z", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec()),
        (".rar", b"Rar!\x1a\x07\x01\0".to_vec()),
        (".bz2", b"BZh91AY&SY\0\0".to_vec()),
        (".xz", b"\xfd7zXZ\0\0\x04".to_vec()),
        (".mp3", b"ID3\x04\0\0\0\0\0\0".to_vec()),
        (".mp4", b"\0\0\0\x18ftypmp42\0\0\0\0".to_vec()),
        (".pst", b"!BDN\0\0\0\0SM".to_vec()),
        ("locked .docx", locked()),
        ("anything else", vec![0x07, 0x00, 0x99, 0x01, 0x02, 0x03, 0x04, 0xff, 0xfe, 0x00]),
    ])
}

/// A line of text as a picture, small so that recognition takes no time.
fn page() -> GrayImage {
    let whole = make::picture(make::pdf(&[&make::lines(make::LETTER)]), 150.0);
    image::imageops::crop_imm(&whole, 0, 0, whole.width(), whole.height() / 3).to_image()
}

fn gif(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageLuma8(picture.clone()).to_rgba8().write_to(&mut bytes, ImageFormat::Gif).expect("a GIF");
    bytes.into_inner()
}

fn webp(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageLuma8(picture.clone()).to_rgb8().write_to(&mut bytes, ImageFormat::WebP).expect("a WebP");
    bytes.into_inner()
}

/// An office file that a password locks is a compound file around the locked package.
fn locked() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("a compound file");
    for name in ["EncryptionInfo", "EncryptedPackage"] {
        std::io::Write::write_all(&mut file.create_stream(name).expect("a stream"), &[7; 100]).expect("bytes");
    }
    file.flush().expect("it is written");
    file.into_inner().into_inner()
}

/// Formats whose files only a program of their own makes; those of the shared data stand for them.
const ELSEWHERE: [&str; 2] = [".xlsb", ".ppt"];

#[test]
fn the_table_of_formats_and_the_program_agree() {
    let page = std::fs::read_to_string(crate::support::root().join("docs/formats.md")).expect("the page");
    let table = page.split("|---|---|---|---|---|\n").nth(1).and_then(|t| t.split("\n\n").next()).expect("the table");
    let rows: Vec<(String, String)> = table
        .lines()
        .map(|line| line.split('|').map(|cell| cell.trim().replace('`', "")).collect::<Vec<_>>())
        .map(|cells| (cells[1].clone(), cells[2].clone()))
        .collect();
    let files = files();
    let mut faults = Vec::new();
    for (format, word) in rows.iter().filter(|(f, _)| !ELSEWHERE.contains(&f.as_str())) {
        let Some(bytes) = files.get(format.as_str()) else {
            faults.push(format!("{format}: the table names it and no file stands for it"));
            continue;
        };
        let ending = if format.starts_with('.') { format.as_str() } else { ".dat" };
        let parsed = read(&format!("a{ending}"), bytes);
        let text = parsed.documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>().join("\n");
        let is_read = text.contains(WORDS) || text.contains("Hazel Court");
        let named =
            |p: &postroom::model::Problem| matches!(p.code, ProblemCode::UnsupportedFormat | ProblemCode::Encrypted);
        let refused = parsed.status() == Status::Quarantined && parsed.problems.iter().any(named);
        let right = match word.as_str() {
            "read" => is_read && !refused,
            "refused" => refused && !is_read,
            _ => false,
        };
        if !right {
            faults.push(format!("{format}: the table says {word}: {text:?} {:?}", parsed.problems));
        }
    }
    for format in files.keys() {
        if !rows.iter().any(|(f, _)| f == format) {
            faults.push(format!("{format}: no row in the table"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
