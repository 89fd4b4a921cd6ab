//! What is signed, locked, wrapped, split or hidden in a mail is read or named. Adding a case is adding text.

use super::{codes, read, squeezed};
use postroom::model::{Parsed, ProblemCode, Severity};
use proptest::prelude::*;

const HEAD: &str = "From: Ann Archer <ann@home.example>\nTo: sscu@penmoor.example\nSubject: Care\n\
    Date: Mon, 02 Mar 2026 09:00:00 +0000\nMIME-Version: 1.0\n";

fn mail(rest: &str) -> Parsed {
    read("case.eml", format!("{HEAD}{rest}"))
}

/// All that was read, as one text.
fn all(parsed: &Parsed) -> String {
    squeezed(&parsed.documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>().join("\n"))
}

/// A mail, words that must be read, and the problem that must be told, if any.
const CASES: &[(&str, &str, &[&str], Option<(ProblemCode, Severity)>)] = &[
    (
        "clear PGP",
        "Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nNobody came.\n- -- \nAnn\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n-----END PGP SIGNATURE-----\n",
        &["Nobody came."],
        Some((ProblemCode::UnsupportedFormat, Severity::Note)),
    ),
    (
        "locked PGP in the text",
        "Content-Type: text/plain\n\nSee below.\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
        &["See below."],
        Some((ProblemCode::Encrypted, Severity::NeedsPerson)),
    ),
    (
        "locked PGP/MIME",
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n--b--\n",
        &[],
        Some((ProblemCode::Encrypted, Severity::NeedsPerson)),
    ),
    (
        "signed PGP/MIME",
        "Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n\n--b\nContent-Type: text/plain\n\nNobody came.\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n--b--\n",
        &["Nobody came."],
        Some((ProblemCode::UnsupportedFormat, Severity::Note)),
    ),
    (
        "opaque S/MIME, called something else",
        "Content-Type: application/octet-stream; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMEUGCSqGSIb3DQEHAqA4MDYCAQExADAvBgkqhkiG9w0BBwGgIgQgQ29udGVudC1UeXBlOiB0ZXh0L3BsYWluDQoNCkhpDQo=\n",
        &["Hi"],
        Some((ProblemCode::UnsupportedFormat, Severity::Note)),
    ),
    (
        "a uuencoded file in the text",
        "Content-Type: text/plain\n\nSee below.\n\nbegin 644 note.txt\n,3F]B;V1Y(&-A;64N\n`\nend\nYours\n",
        &["See below.", "Nobody came.", "Yours"],
        None,
    ),
    (
        "a delivery report with the mail it is about",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt could not be delivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.x.example\nX-Queue-ID: 1\n\nFinal-Recipient: rfc822; bob@x.example\nAction: failed\nStatus: 5.1.1\n--b\nContent-Type: message/rfc822\n\nFrom: a@x.example\nTo: bob@x.example\nSubject: Visit\n\nShall we come?\n--b--\n",
        &["could not be delivered", "Final-Recipient: rfc822; bob@x.example", "Status: 5.1.1", "Shall we come?"],
        None,
    ),
    (
        "an invitation",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the invitation.\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Review of care\nDTSTART:20260302T090000Z\nLOCATION:14 Hazel Court\nEND:VEVENT\nEND:VCALENDAR\n--b--\n",
        &["What: Review of care", "From: 2026-03-02 09:00 UTC", "Where: 14 Hazel Court"],
        None,
    ),
    (
        "content that is elsewhere",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\nContent-Type: message/external-body; access-type=URL; URL=\"http://x.example/a\"\n\nContent-Type: image/png\n\n--b--\n",
        &["See the file."],
        Some((ProblemCode::ReadInPart, Severity::NeedsPerson)),
    ),
    (
        "one piece of several",
        "Content-Type: message/partial; id=\"a@x.example\"; number=1; total=2\n\nFrom: a@x.example\nSubject: x\n\nFirst half.\n",
        &["First half."],
        Some((ProblemCode::ReadInPart, Severity::NeedsPerson)),
    ),
    (
        "words before and behind the parts",
        "Content-Type: multipart/mixed; boundary=b\n\nShe was hurt on Sunday.\n--b\n\nFirst.\n--b--\nHe did it again on Monday.\n",
        &["First.", "She was hurt on Sunday.", "He did it again on Monday."],
        Some((ProblemCode::HiddenText, Severity::Note)),
    ),
    (
        "HTML that says more than the plain text",
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe carer did not come on Monday and nobody rang me about it at all that day.\n--b\nContent-Type: text/html\n\n<p>The carer did not come on Monday and nobody rang me about it at all that day.</p><p>He also hit her twice.</p>\n--b--\n",
        &["He also hit her twice."],
        None,
    ),
    (
        "plain text that says more than the HTML",
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe carer did not come. He also hit her twice.\n--b\nContent-Type: text/html\n\n<p>The carer did not come.</p>\n--b--\n",
        &["He also hit her twice."],
        None,
    ),
    (
        "two versions that say different things",
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nEverything is well and we thank you.\n--b\nContent-Type: text/html\n\n<p>Nobody came to her and she is on the floor.</p>\n--b--\n",
        &["Everything is well", "Nobody came to her"],
        Some((ProblemCode::HiddenText, Severity::Note)),
    ),
];

#[test]
fn what_is_wrapped_is_read_or_named() {
    for (name, text, wanted, problem) in CASES {
        let parsed = mail(text);
        let read = all(&parsed);
        for words in *wanted {
            assert!(read.contains(words), "{name}: {words:?} is not in\n{read}\n{:?}", parsed.problems);
        }
        if let Some((code, severity)) = problem {
            let told = parsed.problems.iter().any(|p| p.code == *code && p.severity == *severity);
            assert!(told, "{name}: {:?}", parsed.problems);
        }
    }
}

#[test]
fn senders_and_subjects_that_contradict_each_other_are_told() {
    let two = read(
        "case.eml",
        "From: Ann <ann@x.example>\nFrom: Bob <bob@x.example>\nTo: c@x.example\nSubject: x\nDate: Mon, 02 Mar 2026 09:00:00 +0000\n\nNobody came.\n",
    );
    assert!(codes(&two).contains(&ProblemCode::SeveralSenders), "{:?}", two.problems);
    let list = read(
        "case.eml",
        "From: Ann <ann@x.example>, Bob <bob@x.example>\nTo: c@x.example\nSubject: x\nDate: Mon, 02 Mar 2026 09:00:00 +0000\n\nNobody came.\n",
    );
    assert!(codes(&list).contains(&ProblemCode::SeveralSenders), "{:?}", list.problems);
    let inner = "From: a@x.example\nTo: b@x.example\nSubject: ...\nDate: Mon, 02 Mar 2026 09:00:00 +0000\nContent-Type: multipart/mixed; boundary=b; protected-headers=v1\n\n--b\nContent-Type: text/plain; protected-headers=v1\nSubject: My mother's care\n\nNobody came.\n--b--\n";
    assert_eq!(read("case.eml", inner).item.subject.as_deref(), Some("My mother's care"));
}

#[test]
fn names_of_files_are_read_however_they_are_coded() {
    let cases = [
        ("Content-Disposition: attachment; filename*=utf-8''care%20pl%C3%A1n.txt", "care plán.txt"),
        ("Content-Disposition: attachment; filename*0=\"care \"; filename*1=\"plan.txt\"", "care plan.txt"),
        ("Content-Disposition: attachment; filename*0*=utf-8''care%20; filename*1*=pl%C3%A1n.txt", "care plán.txt"),
        ("Content-Disposition: attachment; filename=\"=?utf-8?Q?care_pl=C3=A1n.txt?=\"", "care plán.txt"),
        ("Content-Type: text/plain; name=\"care plan.txt\"", "care plan.txt"),
    ];
    for (header, wanted) in cases {
        let parsed = mail(&format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\n{header}\n\nNobody came.\n--b--\n"
        ));
        let names: Vec<&str> = parsed.documents.iter().map(|d| d.name.as_str()).collect();
        assert!(names.contains(&wanted), "{header}: {names:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever stands where in a mail of several parts, every word of it belongs to a document, a header or a problem.
    #[test]
    fn no_word_of_a_mail_is_lost(
        kinds in proptest::collection::vec(0usize..9, 1..6),
        outer in proptest::sample::select(&["mixed", "related", "alternative", "signed", "report", "parallel", "x-odd"][..]),
        preamble in any::<bool>(),
        epilogue in any::<bool>(),
        closed in any::<bool>(),
    ) {
        let mut wanted = Vec::new();
        let mut word = |place: &str| {
            let word = format!("{place}word{}q", wanted.len());
            wanted.push(word.clone());
            // Versions of a body that differ by a word or two are one version.
            format!("Then {word} came {word}a {word}b {word}c to the house.")
        };
        let mut body = String::new();
        if preamble { body.push_str(&format!("{}\n", word("preamble"))); }
        for kind in &kinds {
            let part = match kind {
                0 => format!("Content-Type: text/plain\n\n{}", word("plain")),
                1 => format!("Content-Type: text/html\n\n<p>{}</p>", word("html")),
                2 => format!("Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=a.txt\n\n{}", word("attached")),
                3 => format!("Content-Type: message/rfc822\n\nFrom: c@x.example\nSubject: inner\n\n{}", word("message")),
                4 => format!("Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline\n\n{}", word("lying")),
                5 => format!("Content-Type: multipart/mixed; boundary=in\n\n{}\n--in\n\n{}\n--in--\n{}", word("inpre"), word("inner"), word("inepi")),
                6 => format!("\n{}", word("bare")),
                7 => format!("Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\nX-Note: {}", word("status")),
                _ => format!("Content-Type: text/plain; format=flowed\n\n{} \nand went on.", word("flowed")),
            };
            body.push_str(&format!("--b\n{part}\n"));
        }
        if closed { body.push_str("--b--\n"); }
        if epilogue && closed { body.push_str(&format!("{}\n", word("epilogue"))); }
        let parsed = mail(&format!("Content-Type: multipart/{outer}; boundary=b\n\n{body}"));
        let read = all(&parsed);
        for word in &wanted {
            prop_assert!(read.contains(word.as_str()), "{word} was lost\n{body}\n---\n{read}\n{:?}", parsed.problems);
        }
    }
}

#[test]
fn a_forwarded_message_of_no_bytes_is_told_and_takes_nothing_with_it() {
    for gap in ["\n", "\n\n"] {
        let mail = format!(
            "From: ann@x.example\nTo: b@y.example\nSubject: x\nDate: Mon, 02 Mar 2026 09:00:00 +0000\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=\"q\"\n\n--q\nContent-Type: text/plain\n\nForwarded.\n--q\n\
             Content-Type: message/rfc822\nContent-Disposition: attachment; filename=\"Complaint.eml\"\n{gap}--q\n\
             Content-Type: text/plain; name=\"n.txt\"\nContent-Disposition: attachment; filename=\"n.txt\"\n\nShe fell.\n--q--\n"
        );
        for mail in [mail.clone(), mail.replace('\n', "\r\n")] {
            let parsed = read("case.eml", &mail);
            let empty = parsed.problems.iter().find(|p| p.code == ProblemCode::Empty);
            assert!(
                empty.is_some_and(|p| p.severity == Severity::NeedsPerson && p.message.contains("Complaint.eml")),
                "{:?}",
                parsed.problems
            );
            let note = parsed.documents.iter().find(|d| d.name == "n.txt").expect("the note");
            assert_eq!((note.text.trim(), note.parent), ("She fell.", Some(0)));
        }
    }
}

#[test]
fn attached_files_in_old_codes_and_locked_ones() {
    let mail = |head: &str, body: &str| {
        format!(
            "From: ann@x.example\nTo: b@y.example\nSubject: x\nDate: Mon, 02 Mar 2026 09:00:00 +0000\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=\"q\"\n\n--q\nContent-Type: text/plain\n\nSee below.\n--q\n{head}\n\n{body}\n--q--\n"
        )
    };
    let coded = "begin 644 note.txt\n,3F]B;V1Y(&-A;64N\n`\nend";
    for head in [
        "Content-Type: application/octet-stream; name=\"note.txt\"\nContent-Transfer-Encoding: x-uuencode",
        "Content-Type: text/plain; name=\"note.uue\"\nContent-Disposition: attachment; filename=\"note.uue\"",
    ] {
        let parsed = read("case.eml", mail(head, coded));
        assert!(parsed.documents.iter().any(|d| d.text.trim() == "Nobody came."), "{head}: {:?}", parsed.documents);
    }
    let head = "Content-Type: application/octet-stream; name=\"letter.pgp\"\nContent-Disposition: attachment";
    let locked = "-----BEGIN PGP MESSAGE-----\n\nhQGMA8ZiTjhmymi5AQv+OfkqNwKq\n=abcd\n-----END PGP MESSAGE-----";
    let parsed = read("case.eml", mail(head, locked));
    let told = parsed.problems.iter().find(|p| p.code == ProblemCode::Encrypted);
    assert!(told.is_some_and(|p| p.severity == Severity::NeedsPerson), "{:?}", parsed.problems);
}
