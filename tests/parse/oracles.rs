//! Mails of other projects, scored against what those projects say is in them: every decoded part must come out, as text
//! in one of the documents or as a document of its own.

use super::{read_file, shared};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Different words of plain letters and figures; markup is taken out.
fn words(text: &str) -> HashSet<String> {
    let mut plain = String::new();
    let mut tag = false;
    for c in text.chars() {
        tag = (tag || c == '<') && c != '>';
        plain.push(if tag || c == '>' { ' ' } else { c });
    }
    plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| w.len() > 1).map(str::to_ascii_lowercase).collect()
}

/// The decoded parts that belong to a mail: `NAME_decoded_1_2.txt` and the like.
fn parts(folder: &Path, stem: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be read")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.strip_prefix(stem).is_some_and(|rest| rest.starts_with("_decoded_"))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn every_part_that_mime4j_decodes_comes_out() {
    let Some(folder) = shared("mail-fixtures/mime4j") else { return };
    let (mut count, mut wrong) = (0, Vec::new());
    for below in ["testmsgs", "mimetools-testmsgs"] {
        let folder = folder.join(below);
        let mails = fs::read_dir(&folder).expect("the folder can be read").flatten().map(|e| e.path());
        for mail in mails.filter(|p| p.extension().is_some_and(|e| e == "msg")) {
            let stem = mail.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let parsed = read_file(&mail);
            let read: HashSet<String> = parsed.documents.iter().flat_map(|d| words(&d.text)).collect();
            for part in parts(&folder, &stem) {
                let bytes = fs::read(&part).expect("the file can be read");
                let text = part.extension().is_some_and(|e| e == "txt");
                // Files coded into the text are files here.
                if text && String::from_utf8_lossy(&bytes).contains("begin 644 ") {
                    continue;
                }
                count += 1;
                let name = part.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if text {
                    let wanted = words(&String::from_utf8_lossy(&bytes));
                    let missing: Vec<&String> = wanted.iter().filter(|w| !read.contains(*w)).collect();
                    if missing.len() * 20 > wanted.len() {
                        wrong.push(format!(
                            "{name}: {} of {} words missing: {:?}",
                            missing.len(),
                            wanted.len(),
                            &missing[..missing.len().min(6)]
                        ));
                    }
                } else if parsed.documents.len() < 2 && parsed.problems.is_empty() && !bytes.is_empty() {
                    wrong.push(format!("{name}: neither a document nor a problem"));
                }
            }
        }
    }
    eprintln!("{} of {count} decoded parts came out", count - wrong.len());
    assert!(count > 100, "{count} parts");
    assert!(wrong.len() * 20 <= count, "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}
