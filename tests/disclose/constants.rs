//! Removed words that are also words of the PDF format or of our own page: a release is not refused for what every file of ours
//! holds anyway, and the same words are found wherever anything beyond that holds them.

use super::paper::{KEPT, Paper, text};
use super::release::{delivery, pool};
use crate::support::House;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use postroom::parse::Pool;
use postroom::proof::{Claim, Outcome, Reader, Removed, Report, prove};
use std::fs;
use std::path::{Path, PathBuf};

/// Words of the format, of our metadata and of our furniture.
const WORDS: [&str; 24] = [
    "Page",
    "Image",
    "This",
    "Redacted",
    "Type",
    "Length",
    "Font",
    "Title",
    "Filter",
    "Width",
    "Adobe",
    "Identity",
    "copy",
    "document",
    "Postroom",
    "Kids",
    "Count",
    "Contents",
    "Pages",
    "withheld",
    "officer",
    "Northmoor",
    "Council",
    "Metadata",
];
/// The same of several words, which may stand nowhere but where we always write them.
const PHRASES: [&str; 3] = ["copy of a document", "meta data", "Northmoor Council"];

/// A page that says each of them, and some words more.
fn letter() -> Vec<u8> {
    let all: Vec<&str> = WORDS.iter().chain(&PHRASES).copied().collect();
    let line = |(n, words): (usize, &[&str])| text(&format!("{} end", words.join(" and ")), 20, 160 - n as i32 * 18);
    Paper::showing(&all.chunks(5).enumerate().map(line).collect::<String>()).bytes()
}

/// Releases the letter without them.
fn released(house: &House, form: &str) -> PathBuf {
    let input = house.write("letter.pdf", letter()).display().to_string();
    let mut args = vec!["redact", &input, "--profile", "none", "--as", form, "-o", form, "--json"];
    for word in WORDS.iter().chain(&PHRASES) {
        args.extend(["--redact", word]);
    }
    let line = house.json(&args).remove(0);
    assert_eq!(line["status"], "released", "{form}: {line}");
    house.path(form).join(line["files"][0]["file"].as_str().expect("a name"))
}

#[test]
fn words_of_the_format_and_of_our_page_are_no_reason_to_refuse() {
    let house = House::new();
    let pool = pool();
    for form in ["transcript", "facsimile"] {
        released(&house, form);
        let files = fs::read_dir(house.path(form)).expect("the folder").flatten().map(|e| e.path());
        let pdfs = files.filter(|p| p.extension().is_some_and(|e| e == "pdf"));
        let read: String = pdfs
            .map(|p| pool.parse(&delivery(fs::read(p).expect("a released file"))).documents.remove(0).text)
            .collect();
        assert!(read.contains(KEPT) && !read.contains("Kids"), "{form}: {read}");
    }
}

/// Where a word is planted in a released file.
#[derive(Debug, Clone, Copy)]
enum Plant {
    Nothing,
    NameValue,
    Key,
    AfterTitle,
    InPlaceOfLanguage,
    TitleTwice,
    Comment,
    Stream,
    Shown,
}

fn planted(clean: &[u8], plant: Plant, word: &str) -> Vec<u8> {
    let mut file = Document::load_mem(clean).expect("our own file");
    let info = file.trailer.get(b"Info").and_then(Object::as_reference).expect("information");
    let root = file.trailer.get(b"Root").and_then(Object::as_reference).expect("a root");
    let first = file.get_pages()[&1];
    fn entries(file: &mut Document, id: ObjectId) -> &mut Dictionary {
        file.get_object_mut(id).and_then(Object::as_dict_mut).expect("a dictionary")
    }
    let title = "Redacted copy of a document";
    match plant {
        Plant::Nothing => {}
        Plant::NameValue => entries(&mut file, first).set("Tabs", Object::Name(format!("S {word}").into_bytes())),
        Plant::Key => entries(&mut file, root).set(format!("{word} 1"), true),
        Plant::AfterTitle => entries(&mut file, info).set("Title", Object::string_literal(format!("{title} {word}"))),
        Plant::InPlaceOfLanguage => entries(&mut file, root).set("Lang", Object::string_literal(word)),
        Plant::TitleTwice => entries(&mut file, root).set("Lang", Object::string_literal(title)),
        Plant::Stream => {
            file.add_object(Stream::new(Dictionary::new(), word.as_bytes().to_vec()).with_compression(false));
        }
        Plant::Shown => {
            let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
            let font = file.add_object(font);
            let more = file.add_object(Stream::new(Dictionary::new(), text(word, 80, 300).into_bytes()));
            let page = entries(&mut file, first);
            let old = page.get(b"Contents").expect("its content").clone();
            page.set("Contents", vec![old, more.into()]);
            let resources = page.get_mut(b"Resources").and_then(Object::as_dict_mut).expect("resources");
            resources.get_mut(b"Font").and_then(Object::as_dict_mut).expect("fonts").set("F5", font);
        }
        Plant::Comment => {}
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("written to memory");
    if matches!(plant, Plant::Comment) {
        bytes.splice(9..9, format!("% {word}\n").bytes());
    }
    bytes
}

fn report(bytes: &[u8], word: &str, shown: &str, folder: &Path, pool: &Pool) -> Report {
    let path = folder.join("planted.pdf");
    fs::write(&path, bytes).expect("written");
    let ours = |line: &&str| line.contains("Redacted copy") || line.contains("Northmoor");
    let removed = Removed { text: word.into(), strict: word.contains(' ') };
    let claim = Claim {
        removed: vec![removed],
        shown: shown.into(),
        furniture: shown.lines().filter(ours).map(str::to_string).collect(),
        ours: true,
        ..Claim::default()
    };
    prove(bytes, &path, &claim, &Reader { pool, recognise: false })
}

#[test]
fn the_same_words_planted_anywhere_else_are_found() {
    let house = House::new();
    let pool = pool();
    let clean = fs::read(released(&house, "transcript")).expect("a released file");
    let shown = pool.parse(&delivery(clean.clone())).documents.remove(0).text;
    // Where, the check that must find it, and whether only a phrase is found there: a single word may be chance.
    let cases = [
        (Plant::NameValue, "names", false),
        (Plant::NameValue, "strings and names", false),
        (Plant::Key, "keys", false),
        (Plant::Key, "strings and names", false),
        (Plant::AfterTitle, "strings", false),
        (Plant::AfterTitle, "strings and names", false),
        (Plant::InPlaceOfLanguage, "strings", false),
        (Plant::InPlaceOfLanguage, "strings and names", false),
        (Plant::TitleTwice, "strings", false),
        (Plant::Shown, "text", false),
        (Plant::Comment, "raw bytes", true),
        (Plant::Stream, "streams", true),
        (Plant::Stream, "objects", false),
    ];
    for word in ["Page", "Redacted", "copy of a document"] {
        let whole = report(&planted(&clean, Plant::Nothing, word), word, &shown, house.dir.path(), &pool);
        assert!(whole.passed, "{word}: {}", whole.faults());
        for (plant, check, phrase) in cases {
            if phrase && !word.contains(' ') {
                continue;
            }
            let report = report(&planted(&clean, plant, word), word, &shown, house.dir.path(), &pool);
            let found = report.checks.iter().any(|c| c.name == check && c.result == Outcome::Failed);
            assert!(found && !report.passed, "{word} in {plant:?}, {check}: {}", report.faults());
        }
    }
}
