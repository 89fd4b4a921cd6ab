//! Archives: every member a document of its own, every bomb bounded, every lock named.

use super::pack::{gzip, tar, zip};
use super::{codes, read, start};
use postroom::model::{Limits, Parsed, ProblemCode, Status};
use postroom::parse::parse;

fn names(parsed: &Parsed) -> Vec<&str> {
    parsed.documents.iter().map(|d| d.name.as_str()).collect()
}

#[test]
fn members_are_documents_of_their_own() {
    let members: [(&str, &[u8]); 2] = [("letters/one.txt", b"Nobody came."), ("../../etc/two.txt", b"Nobody rang.")];
    let packed = tar(&members);
    let cases = [
        ("a.zip", zip(&members)),
        ("a.tar", packed.clone()),
        ("a.tgz", gzip(&packed)),
        ("a.zip", zip(&[("letters/one.txt", members[0].1), ("inner.zip", &zip(&members[1..]))])),
    ];
    for (name, bytes) in cases {
        let parsed = read(name, bytes);
        let texts: Vec<&str> = parsed.documents.iter().map(|d| d.text.as_str()).filter(|t| !t.is_empty()).collect();
        assert_eq!(texts, ["Nobody came.", "Nobody rang."], "{name}: {:?}", parsed.problems);
        assert!(names(&parsed).contains(&"letters/one.txt"), "{:?}", names(&parsed));
        assert_eq!(parsed.status(), Status::Ok, "{name}: {:?}", parsed.problems);
    }
    let parsed = read("letter.txt.gz", gzip(b"Nobody came."));
    assert_eq!((names(&parsed)[1], parsed.documents[1].text.as_str()), ("letter.txt", "Nobody came."));
}

#[test]
fn an_archive_in_a_mail_is_read_to_the_bottom() {
    let mail = "From: a@x.example\r\nTo: b@x.example\r\nSubject: inside\r\nMessage-ID: <1@x.example>\r\n\r\nThe inner mail.\r\n";
    let packed = zip(&[("old.eml", mail.as_bytes()), (".DS_Store", b"x"), ("__MACOSX/._old.eml", b"x")]);
    let coded: String = packed
        .iter()
        .map(|b| format!("={b:02X}"))
        .collect::<Vec<_>>()
        .chunks(20)
        .map(|c| c.concat() + "=\r\n")
        .collect();
    let outer = format!(
        "From: a@x.example\r\nTo: b@x.example\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\n\r\nSee attached.\r\n--b\r\nContent-Type: application/octet-stream; name=mails.zip\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{coded}\r\n--b--\r\n"
    );
    let parsed = read("a.eml", outer);
    assert!(parsed.documents.iter().any(|d| d.text.contains("The inner mail.")), "{:?}", parsed.problems);
    assert_eq!(names(&parsed).iter().filter(|n| n.contains("old.eml")).count(), 1, "{:?}", names(&parsed));
}

/// A zip whose member says that it is encrypted.
fn locked_zip() -> Vec<u8> {
    let mut bytes = zip(&[("letter.txt", b"Nobody came.")]);
    let local = 6;
    let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").expect("a directory") + 8;
    bytes[local] |= 1;
    bytes[central] |= 1;
    bytes
}

#[test]
fn what_cannot_be_unpacked_is_named() {
    let whole = zip(&[("letter.txt", &b"Nobody came. ".repeat(500))]);
    let mut torn = whole.clone();
    torn[60] ^= 0xff;
    torn[61] ^= 0xff;
    let cases: Vec<(&str, Vec<u8>, ProblemCode)> = vec![
        ("locked.zip", locked_zip(), ProblemCode::Encrypted),
        ("empty.zip", zip(&[]), ProblemCode::Empty),
        ("cut.zip", whole[..whole.len() - 30].to_vec(), ProblemCode::Damaged),
        ("torn.zip", torn, ProblemCode::Damaged),
        ("cut.gz", gzip(&b"Nobody came. ".repeat(500))[..40].to_vec(), ProblemCode::Damaged),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), ProblemCode::UnsupportedFormat),
        ("a.rar", b"Rar!\x1a\x07\x01\0".to_vec(), ProblemCode::UnsupportedFormat),
        ("a.tar.bz2", b"BZh91AY&SY\0\0".to_vec(), ProblemCode::UnsupportedFormat),
        ("a.xz", b"\xfd7zXZ\0\0\x04".to_vec(), ProblemCode::UnsupportedFormat),
    ];
    for (name, bytes, code) in cases {
        let parsed = read(name, bytes);
        assert!(codes(&parsed).contains(&code), "{name}: {:?}", parsed.problems);
        assert_ne!(parsed.status(), Status::Ok, "{name}");
    }
}

#[test]
fn bombs_are_bounded_and_their_neighbours_read() {
    let zeros = vec![0u8; 40 << 20];
    let bomb = zip(&[("good.txt", b"Nobody came."), ("bomb.bin", &zeros), ("also.txt", b"Nobody rang.")]);
    let parsed = read("bomb.zip", bomb);
    assert!(codes(&parsed).contains(&ProblemCode::LimitReached), "{:?}", parsed.problems);
    assert!(parsed.documents.iter().any(|d| d.text == "Nobody rang."), "{:?}", parsed.problems);
    let layers = (0..12).fold(zip(&[("zeros.bin", &zeros[..1 << 20])]), |inner, _| zip(&[("inner.zip", &inner)]));
    assert!(codes(&read("layers.zip", layers)).contains(&ProblemCode::LimitReached));
    let many: Vec<(String, Vec<u8>)> = (0..3_000).map(|n| (format!("{n}.txt"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let parsed = read("many.zip", zip(&many));
    assert!(codes(&parsed).contains(&ProblemCode::LimitReached));
    assert!(parsed.documents.len() <= Limits::default().archive_entries + 1);
}

#[test]
fn limits_of_archives_show_when_they_are_passed_and_not_before() {
    let limits = Limits { archive_depth: 2, archive_entries: 5, expanded_bytes: 100_000, ..Limits::default() };
    let nested = |n: usize| (1..n).fold(zip(&[("a.txt", b"text")]), |inner, _| zip(&[("inner.zip", &inner)]));
    let many = |n: usize| {
        let names: Vec<String> = (0..n).map(|n| format!("{n}.txt")).collect();
        zip(&names.iter().map(|name| (name.as_str(), b"text".as_slice())).collect::<Vec<_>>())
    };
    let large = |n: usize| zip(&[("a.txt", &b"word ".repeat(n / 5))]);
    let cases = [
        ("archive_depth", nested(2), nested(3)),
        ("archive_entries", many(5), many(6)),
        ("expanded_bytes", large(100_000), large(100_010)),
    ];
    for (name, within, beyond) in cases {
        let reached = |bytes: Vec<u8>| {
            codes(&parse(&super::delivery("a.zip", bytes), &limits)).contains(&ProblemCode::LimitReached)
        };
        assert!(!reached(within), "{name}: within the limit");
        assert!(reached(beyond), "{name}: beyond the limit");
    }
    let pool = start(Limits { expansion_ratio: 10, ..Limits::default() });
    let zeros = vec![b' '; 17 << 20];
    let parsed = pool.parse(&super::delivery("a.zip", zip(&[("a.txt", &zeros)])));
    assert!(parsed.problems.iter().any(|p| p.message.contains("limits.expansion_ratio")), "{:?}", parsed.problems);
}
