//! Releases of the whole suite of leaks, in both forms, by the program as its users run it.

use super::leaks::{Leak, Told, suite};
use super::paper::{KEPT, NAME, Paper, text};
use crate::support::House;
use postroom::model::{Delivery, Limits};
use postroom::parse::Pool;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A picture of a page with the kept words and the name.
pub fn scan() -> (u32, u32, Vec<u8>) {
    let bytes = Paper::showing(&text(NAME, 30, 120)).bytes();
    let pool = pool();
    let mut drawn = None;
    pool.draw(&delivery(bytes), 200, &mut |sheet| drawn = Some((sheet.info.width, sheet.info.height, sheet.grey())))
        .expect("our own page is drawn");
    drawn.expect("it has a page")
}

pub fn pool() -> Pool {
    Pool::start(PathBuf::from(env!("CARGO_BIN_EXE_postroom")), 1, Limits::default()).expect("readers start")
}

pub fn delivery(bytes: Vec<u8>) -> Delivery {
    Delivery {
        bytes,
        source: "test".into(),
        locator: "test".into(),
        file_name: "test.pdf".into(),
        arrived: jiff::Timestamp::UNIX_EPOCH,
        stated: None,
    }
}

/// All that can be read of a file, letters and digits alone: its bytes, its streams, its strings, its text.
pub fn everything(path: &Path, pool: &Pool) -> String {
    let bytes = fs::read(path).expect("a released file");
    let mut all = String::from_utf8_lossy(&bytes).into_owned();
    all.push_str(&String::from_utf16_lossy(
        &bytes.chunks(2).map(|b| u16::from_be_bytes([b[0], *b.get(1).unwrap_or(&0)])).collect::<Vec<_>>(),
    ));
    let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
    for object in document.objects.values() {
        all.push_str(&format!("{object:?}"));
        if let Ok(stream) = object.as_stream() {
            all.push_str(&String::from_utf8_lossy(&stream.decompressed_content().unwrap_or_default()));
        }
    }
    for document in pool.parse(&delivery(bytes)).documents {
        all.push_str(&document.text);
    }
    all.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Files that hold something unseen which whoever releases them must be told of.
const UNSEEN: [&str; 6] = [
    "33-docx-deleted",
    "33-docx-vanish",
    "33-docx-comment",
    "33-xlsx-hidden-row",
    "33-xlsx-hidden-sheet",
    "33-xlsx-pivot-cache",
];

/// What is wrong beside the content of a released file: its name and its proof say nothing of what was hidden, and the proof is
/// of these very bytes.
fn beside(path: &Path) -> Option<String> {
    let proof = fs::read_to_string(path.with_extension("proof.json")).expect("a proof");
    let said = squeezed(&format!("{} {proof}", path.file_name().unwrap_or_default().display()));
    let name = squeezed(NAME);
    if said.contains(&name[..9]) || said.contains(&name[9..]) {
        return Some("the name is in the name of the file or in its proof".into());
    }
    let bytes = fs::read(path).expect("a released file");
    let hash: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    (!proof.contains(&hash)).then(|| "the proof is of other bytes".into())
}

/// Releases files of the suite and gives back what fell short, one line each.
fn faults(form: &str, told: Told, leaks: &[Leak]) -> Vec<String> {
    let house = House::new();
    let mut leaks: Vec<&Leak> = leaks.iter().filter(|l| l.told == told).collect();
    // A folder is read in the order of its names.
    leaks.sort_by(|a, b| a.file.cmp(&b.file));
    for leak in &leaks {
        house.write(&format!("in/{}", leak.file), &leak.bytes);
    }
    let name = if told == Told::Told { NAME } else { "Somebody Else" };
    let lines =
        house.json(&["redact", "in", "--profile", "none", "--redact", name, "--as", form, "-o", "out", "--json"]);
    assert_eq!(lines.len(), leaks.len());
    let pool = pool();
    let (mut faults, mut refused) = (Vec::new(), 0);
    for (leak, line) in leaks.iter().zip(&lines) {
        // Refusing is safe where two engines draw a page differently, as the border of a link; nothing is written then.
        if line["reason"].as_str().is_some_and(|r| r.contains("looks different in two engines")) {
            eprintln!("{}: refused, two engines differ", leak.file);
            refused += 1;
            continue;
        }
        if line["status"] != "released" {
            faults.push(format!("{}: {} {}", leak.file, line["status"], line["reason"]));
            continue;
        }
        let mut kept = false;
        for file in line["files"].as_array().expect("files") {
            let path = house.path("out").join(file["file"].as_str().expect("a name"));
            faults.extend(beside(&path).map(|fault| format!("{}: {fault}", leak.file)));
            let all = everything(&path, &pool);
            for part in ["zephyrine", "oakenfold", "enirhypez", "dlofnekao"] {
                if all.contains(part) {
                    faults.push(format!("{}: {part} in the {form}", leak.file));
                }
            }
            kept |= all.contains(&squeezed(KEPT));
        }
        let told = |words: &str| line["files"][0]["notes"].to_string().contains(words);
        if UNSEEN.iter().any(|name| leak.file.starts_with(name)) && !told("nobody sees") {
            faults.push(format!("{}: nobody is told of what was left out: {}", leak.file, line["files"][0]["notes"]));
        }
        if leak.file.starts_with("38") && !told("tell who somebody is") {
            faults.push(format!("{}: nobody is told: {}", leak.file, line["files"][0]["notes"]));
        }
        if !kept {
            faults.push(format!("{}: the kept words are lost in the {form}", leak.file));
        }
    }
    assert!(refused <= 1, "{refused} files of the suite were refused");
    faults
}

#[test]
fn no_leak_in_transcripts() {
    let leaks = suite(&scan());
    let mut found = faults("transcript", Told::Told, &leaks);
    found.extend(faults("transcript", Told::Untold, &leaks));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_leak_in_facsimiles() {
    // A facsimile is read four ways by its proof: one file for each leak and kind is enough here.
    let mut leaks: Vec<Leak> = suite(&scan());
    leaks.retain(|l| l.file.ends_with(".pdf") || l.file.ends_with(".png"));
    leaks.dedup_by_key(|l| (l.file[..2].to_string(), l.told));
    let mut found = faults("facsimile", Told::Told, &leaks);
    found.extend(faults("facsimile", Told::Untold, &leaks));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_proof_can_tell() {
    let house = House::new();
    let leaks = suite(&scan());
    let mut args = vec!["disclose".to_string(), "check".into(), "--removed".into(), NAME.into(), "--json".into()];
    let pdfs: Vec<&Leak> = leaks.iter().filter(|l| l.file.ends_with(".pdf")).collect();
    for leak in &pdfs {
        args.push(house.write(&leak.file, &leak.bytes).display().to_string());
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let lines = house.json(&args);
    assert_eq!(lines.len(), pdfs.len());
    let blind: Vec<&str> =
        pdfs.iter().zip(&lines).filter(|(_, l)| l["passed"] != false).map(|(l, _)| l.file.as_str()).collect();
    assert!(blind.is_empty(), "the proof passes {blind:?}");
}

/// Writes the suite into the folder that POSTROOM_SUITE names, for comparison with other tools.
#[test]
fn the_suite_can_be_written_out() {
    let Some(folder) = std::env::var_os("POSTROOM_SUITE").map(PathBuf::from) else { return };
    fs::create_dir_all(&folder).expect("the folder is made");
    for leak in suite(&scan()) {
        fs::write(folder.join(&leak.file), &leak.bytes).expect("written");
    }
}
