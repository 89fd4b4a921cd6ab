//! Hostile PDFs given to `disclose check`: each gets an answer in bounded time, and the check of the next file goes on. And
//! replacement text and metadata, which no page shows, are found without being named.

use super::paper::{KEPT, NAME, Paper, stream, text};
use crate::support::{House, root};
use flate2::{Compression, write::ZlibEncoder};
use std::fs;
use std::io::Write;
use std::time::{Duration, Instant};

/// So many zeros, packed.
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..mebibytes {
        packer.write_all(&zeros).expect("writing to memory");
    }
    packer.finish().expect("writing to memory")
}

fn with(object: Vec<u8>) -> Paper {
    Paper { objects: vec![object], ..Paper::default() }
}

#[test]
fn hostile_files_get_an_answer_and_the_next_file_is_checked() {
    let packed = bomb(600);
    let nested = |open: &str, shut: &str| with([open.repeat(100_000), shut.repeat(100_000)].concat().into_bytes());
    let looped = Paper { catalog: "/Names 7 0 R".into(), ..with(b"<< /Kids [7 0 R 3 0 R] /Parent 7 0 R >>".to_vec()) };
    // Name, file, whether the check must fail.
    let cases: [(&str, Vec<u8>, bool); 8] = [
        ("nested arrays", nested("[", "]").bytes(), false),
        ("nested dictionaries", nested("<</A ", ">>").bytes(), false),
        ("objects that go round", looped.bytes(), false),
        ("a stream that unpacks to 600 MiB", with(stream("/Filter /FlateDecode", &packed)).bytes(), true),
        ("the same twice over", with(stream("/Filter [/FlateDecode /FlateDecode]", &packed)).bytes(), true),
        ("a large stream", with(stream("", &vec![0; 20 << 20])).bytes(), false),
        ("a length that lies", with(b"<< /Length 99999999999 >>\nstream\nabc\nendstream".to_vec()).bytes(), false),
        ("words that begin streams", with(stream("", "stream\n".repeat(100_000).as_bytes())).bytes(), false),
    ];
    let house = House::new();
    house.settings("limits: { parse_seconds: 20 }\n");
    let mut args = vec!["disclose".to_string(), "check".into(), "--json".into()];
    for (number, (_, bytes, _)) in cases.iter().enumerate() {
        args.push(house.write(&format!("{number}.pdf"), bytes).display().to_string());
    }
    args.push(house.write("good.pdf", Paper::default().bytes()).display().to_string());
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let before = Instant::now();
    let lines = house.json(&args);
    assert!(before.elapsed() < Duration::from_secs(150), "took {:?}", before.elapsed());
    assert_eq!(lines.len(), cases.len() + 1);
    for ((name, _, fails), line) in cases.iter().zip(&lines) {
        assert!(line["error"].is_null(), "{name}: {line}");
        assert!(!fails || line["passed"] == false, "{name}: {line}");
    }
    assert_eq!(lines.last().expect("a line")["passed"], true, "the good file after them: {lines:?}");
}

#[test]
fn a_file_too_large_for_the_memory_there_is_never_passes() {
    let house = House::new();
    house.settings("limits: { parse_memory_mib: 200 }\n");
    let heavy = with(stream("/Filter /FlateDecode", &bomb(600))).bytes();
    let path = house.write("heavy.pdf", heavy).display().to_string();
    let ran = house.run(&["disclose", "check", &path]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("cannot be unpacked") || ran.out.contains("limits.parse_memory_mib"), "{}", ran.out);
}

#[test]
fn words_that_no_page_shows_are_found_without_being_named() {
    let tree = |entry: &str| Paper {
        catalog: "/StructTreeRoot 7 0 R".into(),
        ..with(format!("<< /Type /StructTreeRoot /K << /S /Figure {entry} >> >>").into())
    };
    let marked = format!("/Span << /ActualText ({NAME}) >> BDC\n{}EMC\n", text("someone", 30, 120));
    let replaced = "replacement text that says what no page shows";
    let cases = [
        ("ActualText in the drawing", Paper::showing(&marked), replaced, true),
        ("ActualText in the tree", tree(&format!("/ActualText ({NAME})")), replaced, true),
        ("Alt in the tree", tree(&format!("/Alt ({NAME})")), replaced, true),
        ("Alt that the page shows too", tree(&format!("/Alt ({KEPT})")), "", true),
        (
            "author",
            Paper { info: format!("/Author ({NAME})"), ..Paper::default() },
            "metadata that says what no page shows",
            false,
        ),
    ];
    let house = House::new();
    for (name, paper, kind, serious) in cases {
        let path = house.write("one.pdf", paper.bytes()).display().to_string();
        let line = house.json(&["disclose", "check", "--json", "--show", &path]).remove(0);
        let findings = line["findings"].as_array().expect("findings");
        let found = findings.iter().find(|f| f["kind"] == kind);
        assert_eq!(found.is_some(), !kind.is_empty(), "{name}: {line}");
        if let Some(found) = found {
            assert_eq!(found["serious"], serious, "{name}: {line}");
            assert!(found["text"].as_str().is_some_and(|t| t.contains(NAME)), "{name}: {line}");
        } else {
            assert!(findings.iter().all(|f| f["kind"] != replaced), "{name}: {line}");
        }
    }
}

#[test]
fn nothing_outside_the_readers_takes_a_pdf_apart() {
    let files = walkdir::WalkDir::new(root().join("src")).into_iter().filter_map(Result::ok);
    let mut looked = 0;
    for file in files.filter(|f| f.path().extension().is_some_and(|e| e == "rs")) {
        let below = file.path().strip_prefix(root()).expect("it was found there").to_path_buf();
        if !below.starts_with("src/parse") {
            looked += 1;
            let text = fs::read_to_string(file.path()).expect("sources are readable");
            assert!(!text.contains("lopdf::"), "{} parses PDFs outside the walls", below.display());
        }
    }
    assert!(looked > 40, "only {looked} files were looked at");
}
