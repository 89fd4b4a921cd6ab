//! The account of what is attached: whatever bytes stand in a mail or an archive, each file of it is a document that has
//! text, or has documents below it that do, or is named by a problem.

use super::{delivery, pack};
use base64::Engine;
use postroom::model::{Limits, Parsed};
use postroom::parse::parse;
use proptest::prelude::*;

/// Beginnings of the kinds that have readers of their own; what follows them here is rubbish.
const BEGINNINGS: [&[u8]; 18] = [
    b"",
    b"Nobody came on Monday.\n",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1 ",
    b"II*\0\x08\0\0\0",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"GIF89a",
    b"\x78\x9f\x3e\x22",
    b"\x1f\x8b\x08\0",
    b"<html><body>",
    b"From: a@x.example\r\nTo: b@x.example\r\nMessage-ID: <1@x.example>\r\n\r\n",
    b"BEGIN:VCARD\r\n",
    b"7z\xbc\xaf\x27\x1c",
    b"begin 644 a.txt\n",
];

fn mail_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut mail = "From: a@x.example\r\nTo: b@x.example\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n\
                    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee attached.\r\n"
        .to_owned();
    for (name, bytes) in files {
        let coded = base64::engine::general_purpose::STANDARD.encode(bytes);
        mail += &format!(
            "--b\r\nContent-Type: application/octet-stream; name={name}\r\nContent-Disposition: attachment; filename={name}\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{coded}\r\n"
        );
    }
    (mail + "--b--\r\n").into_bytes()
}

/// The document of this name, and those below it.
fn family(parsed: &Parsed, name: &str) -> Vec<usize> {
    let mut family: Vec<usize> = Vec::new();
    for document in &parsed.documents {
        if document.name == name || document.parent.is_some_and(|parent| family.contains(&parent)) {
            family.push(document.id);
        }
    }
    family
}

fn accounted_for(parsed: &Parsed, name: &str) -> bool {
    let family = family(parsed, name);
    let text = family.iter().any(|id| !parsed.documents[*id].text.trim().is_empty());
    let told = parsed.problems.iter().any(|p| p.document.is_some_and(|id| family.contains(&id)));
    !family.is_empty() && (text || told)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_file_in_a_mail_or_an_archive_is_accounted_for(
        rubbish in prop::collection::vec((0..BEGINNINGS.len(), prop::collection::vec(any::<u8>(), 0..300)), 1..6)
    ) {
        let files: Vec<(String, Vec<u8>)> = rubbish
            .into_iter()
            .enumerate()
            .map(|(number, (kind, rest))| (format!("file{number}.bin"), [BEGINNINGS[kind], &rest].concat()))
            .collect();
        let members: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        for (container, bytes) in [("case.eml", mail_of(&files)), ("case.zip", pack::zip(&members)), ("case.tar", pack::tar(&members))] {
            let parsed = parse(&delivery(container, bytes), &Limits::default());
            for (name, _) in &files {
                prop_assert!(accounted_for(&parsed, name), "{container}: {name}: {:?}", parsed.problems);
            }
        }
    }
}
