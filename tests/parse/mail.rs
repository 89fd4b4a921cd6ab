//! Mails: the body a person reads, what is attached, and how damage shows. Adding a case is adding text.

use super::{codes, read, squeezed};
use postroom::model::{DocumentRole, Medium, ProblemCode, Severity, TextFrom};

const HEAD: &str = "From: Ann Archer <ann@home.example>\r\nTo: sscu@penmoor.example\r\nSubject: Care\r\n\
    Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n";

/// A mail with these further headers and body, its line ends made right.
fn mail(rest: &str) -> Vec<u8> {
    format!("{HEAD}{}", rest.replace('\n', "\r\n")).into_bytes()
}

/// Reads each mail and compares its body.
fn check_bodies(cases: &[(&str, &[u8], &str)]) {
    assert!(!cases.is_empty());
    for (name, bytes, body) in cases {
        let parsed = read("case.eml", bytes);
        assert_eq!(parsed.item.medium, Medium::Email, "{name}");
        assert_eq!(squeezed(&parsed.documents[0].text), *body, "{name}");
        assert_eq!(parsed.documents[0].role, DocumentRole::Body, "{name}");
        assert_eq!(parsed.documents[1].text, "Care", "{name}");
    }
}

#[test]
fn bodies() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("plain", &mail("Content-Type: text/plain; charset=utf-8\n\nNobody came.\n"), "Nobody came."),
        ("no charset", &[&mail("\n")[..], b"It cost \xa35 at the caf\xe9.\r\n"].concat(), "It cost £5 at the café."),
        (
            "wrong charset",
            &[&mail("Content-Type: text/plain; charset=utf-8\n\n")[..], b"It cost \xa35.\r\n"].concat(),
            "It cost £5.",
        ),
        (
            "UTF-8 declared as Latin",
            &mail("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\nIt cost £5.\n"),
            "It cost £5.",
        ),
        (
            "flowed",
            &mail("Content-Type: text/plain; format=flowed\n\nMy mother Ann \nArcher fell.\n"),
            "My mother Ann Archer fell.",
        ),
        (
            "HTML, hidden parts left out",
            &mail(
                "Content-Type: text/html\n\n<style>p{}</style><div style='display:none'>no</div><p>Seen &pound;5</p><!-- no -->",
            ),
            "Seen £5",
        ),
        (
            "quoted-printable",
            &mail("Content-Transfer-Encoding: quoted-printable\n\nA long =\nline with 2+2=3D4.\n"),
            "A long line with 2+2=4.",
        ),
        (
            "a damaged letter in base64",
            &mail("Content-Transfer-Encoding: base64\n\nTm9ib2R5!IGNhbWUu\n"),
            "Nobody came.",
        ),
    ];
    check_bodies(cases);
}

#[test]
fn bodies_of_several_parts() {
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "a stub beside HTML",
            &mail(
                "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nYour program cannot show this.\n--b\n\
                   Content-Type: text/html\n\n<p>Nobody came to get mum up on Sunday.</p>\n--b--\n",
            ),
            "Nobody came to get mum up on Sunday.",
        ),
        (
            "text after an attachment",
            &mail(
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nFirst.\n--b\nContent-Type: text/plain; name=a.txt\n\
                   Content-Disposition: attachment\n\nattached\n--b\n\nLast.\n--b--\n",
            ),
            "First. Last.",
        ),
        (
            "an mbox line before the headers",
            &[b"From ann@home.example  Mon Mar  2 09:00:00 2026\n".as_slice(), &mail("\nNobody came.\n")].concat(),
            "Nobody came.",
        ),
        (
            "a boundary that never comes",
            &mail("Content-Type: multipart/mixed; boundary=never\n\nNobody came.\n"),
            "Nobody came.",
        ),
        ("only line feeds", &HEAD.replace('\r', "").into_bytes(), ""),
    ];
    check_bodies(cases);
}

/// Reads each mail and looks for its problem.
fn check_trouble(cases: &[(&str, Vec<u8>, ProblemCode, Severity)]) {
    assert!(!cases.is_empty());
    for (name, bytes, code, severity) in cases {
        let parsed = read("case.eml", bytes);
        let found = parsed.problems.iter().find(|p| p.code == *code);
        assert_eq!(found.map(|p| p.severity), Some(*severity), "{name}: {:?}", parsed.problems);
    }
}

#[test]
fn trouble_with_what_is_attached_shows() {
    use ProblemCode::*;
    // name, declared type, coding, content, problem
    let cases = [
        ("an attachment without bytes", "application/pdf", "7bit", "", Empty),
        ("a program", "text/plain", "base64", "f0VMRgIBAQA=", UnsupportedFormat),
        ("not a PDF", "application/pdf", "base64", "JVBERi0xLjQKeHh4", Damaged),
        ("a cut picture", "image/png", "base64", "iVBORw0KGgoAAAANSUhE", Damaged),
        ("base64 cut short", "text/plain", "base64", "Tm9ib2R5IGNhbWUuI", ReadInPart),
    ];
    check_trouble(&cases.map(|(name, kind, coding, content, code)| {
        let bytes = mail(&format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee attached.\n--b\nContent-Type: {kind}\n\
             Content-Disposition: attachment; filename=letter\nContent-Transfer-Encoding: {coding}\n\n{content}\n--b--\n"
        ));
        (name, bytes, code, Severity::NeedsPerson)
    }));
}

#[test]
fn trouble_with_a_message_shows() {
    let smime =
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\nMIAG\n";
    let pgp = "Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\
        --b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n";
    let dateless = b"From: ann@home.example\r\nTo: b@c.example\r\nSubject: x\r\n\r\nNobody came.\r\n";
    check_trouble(&[
        ("no text and nothing attached", mail("\n\n"), ProblemCode::Empty, Severity::NeedsPerson),
        ("S/MIME", mail(smime), ProblemCode::Encrypted, Severity::NeedsPerson),
        ("PGP/MIME", mail(pgp), ProblemCode::Encrypted, Severity::NeedsPerson),
        ("no date", dateless.to_vec(), ProblemCode::NoDate, Severity::NeedsPerson),
    ]);
}

#[test]
fn a_message_inside_a_message_is_a_document_with_its_own_attachments() {
    let inner = "From: Bob Bell <bob@work.example>\nTo: ann@home.example\nSubject: Visit\nDate: Sun, 01 Mar 2026 08:00:00 +0000\n\
        MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nI came at nine.\n--i\n\
        Content-Type: text/plain; name=notes.txt\nContent-Disposition: attachment\n\nMy notes.\n--i--\n";
    let parsed = read(
        "case.eml",
        mail(&format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee his mail.\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
        )),
    );
    let message = parsed.documents.iter().find(|d| d.role == DocumentRole::Message).expect("the message is a document");
    assert!(message.text.starts_with("From: Bob Bell <bob@work.example>\nTo: ann@home.example\n"), "{}", message.text);
    assert!(message.text.contains("\n\nI came at nine."));
    let notes = parsed.documents.iter().find(|d| d.name == "notes.txt").expect("its attachment is a document");
    assert_eq!((notes.parent, notes.text.trim()), (Some(message.id), "My notes."));
    assert!(parsed.documents[0].text.trim() == "See his mail.", "nothing of it stands in the body");
}

#[test]
fn versions_of_a_body_that_differ_are_both_read() {
    let parsed = read(
        "case.eml",
        mail(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nEverything is fine, thank you for your kind help.\n--b\n\
              Content-Type: text/html\n\n<p>The carer has stolen money from my mother again.</p>\n--b--\n",
        ),
    );
    assert_eq!(parsed.documents[0].text_from, TextFrom::Html);
    assert!(parsed.documents.iter().any(|d| d.text.contains("Everything is fine")));
    assert!(codes(&parsed).contains(&ProblemCode::HiddenText));
}

#[test]
fn headers() {
    let parsed = read(
        "case.eml",
        "From: \"Archer, Ann\" <ann@home.example>\r\nReply-To: ann@other.example\r\nTo: a@x.example, B <b@x.example>\r\n\
         Cc: c@x.example\r\nSubject: =?utf-8?Q?My_caf=C3=A9?=\r\n visit\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n\
         Message-ID: <one@home.example>\r\nReferences: <a@x.example> <b@x.example>\r\nIn-Reply-To: <b@x.example>\r\n\
         Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\nList-Id: News <news.x.example>\r\n\r\nText.\r\n",
    );
    let item = &parsed.item;
    assert_eq!(item.from.as_ref().and_then(|f| f.name.as_deref()), Some("Archer, Ann"));
    assert_eq!(item.reply_to.as_ref().map(|r| r.address.as_str()), Some("ann@other.example"));
    assert_eq!(item.to.len(), 2);
    assert_eq!(item.cc.len(), 1);
    assert_eq!(item.subject.as_deref(), Some("My café visit"));
    assert_eq!(item.message_id.as_deref(), Some("one@home.example"));
    assert_eq!(item.references, ["a@x.example", "b@x.example"]);
    assert_eq!(item.header("auto-submitted"), Some("auto-replied"));
    assert_eq!(item.header("precedence"), Some("bulk"));
    assert!(item.header("list-id").is_some_and(|v| v.contains("news.x.example")));
    // Raw bytes of a western charset, which no header may hold and many do.
    let raw = [b"From: a@x.example\r\nSubject: Caf\xe9\r\nTo: b@x.example\r\n\r\nText.\r\n".as_slice()].concat();
    assert_eq!(read("case.eml", raw).item.subject.as_deref(), Some("Café"));
}

#[test]
fn a_letter_is_not_a_mail_and_a_mail_is_not_a_letter() {
    let letter =
        "From: Mary Marsh\nTo: The Council\nDate: 3 March 2026\nSubject: my mother\n\nDear Sirs,\n\nNobody came.\n";
    let machine =
        "Received: from a by b; Mon, 02 Mar 2026 09:00:00 +0000\nFrom: a@x.example\nSubject: s\n\nNobody came.\n";
    let cases = [
        ("letter.txt", letter, Medium::Letter),
        ("mail.txt", machine, Medium::Email),
        ("00123.abcdef", machine, Medium::Email),
        ("mail.eml", letter, Medium::Email),
        ("note.txt", "Note: nobody came.\nTime: nine.\n", Medium::Letter),
        ("letter", "Dear Sirs,\n\nNobody came.\n", Medium::Letter),
    ];
    for (name, text, medium) in cases {
        let parsed = read(name, text);
        assert_eq!(parsed.item.medium, medium, "{name}");
        if medium == Medium::Letter {
            assert_eq!(parsed.documents[0].text, text, "a letter's text is the file, {name}");
        }
    }
}
