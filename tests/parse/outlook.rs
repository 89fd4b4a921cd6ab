//! Outlook's own forms: `.msg` and winmail.dat. What the public files hold is told by the tests of the projects they
//! come from (Apache POI and Tika): their facts stand here as tables.

use super::pack::{Prop, Storage, msg, tnef, tnef_attribute};
use super::{codes, read, read_file, shared, squeezed};
use postroom::model::{DocumentRole, Medium, Parsed, ProblemCode, Status};

/// All text of an item.
fn text(parsed: &Parsed) -> String {
    squeezed(&parsed.documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>().join("\n"))
}

/// The names of what hangs below document 0, the subject line left out.
fn attached(parsed: &Parsed) -> Vec<&str> {
    let below = |d: &&postroom::model::Document| d.parent == Some(0) && d.role != DocumentRole::Subject;
    parsed.documents.iter().filter(below).map(|d| d.name.as_str()).collect()
}

/// File, sender's name, subject, a recipient, words of the body, what is attached. From TestBasics,
/// TestOutlookTextExtractor, TestFileWithAttachmentsRead (Apache POI) and OutlookParserTest (Apache Tika).
const MESSAGES: &[(&str, &str, &str, &str, &str, &[&str])] = &[
    (
        "poi-hsmf/simple_test_msg.msg",
        "Travis Ferguson",
        "test message",
        "travis@overwrittenstack.com",
        "This is a test message.",
        &[],
    ),
    (
        "poi-hsmf/quick.msg",
        "Kevin Roast",
        "Test the content transformer",
        "kevin.roast@alfresco.org",
        "The quick brown fox jumps over the lazy dog",
        &[],
    ),
    (
        "poi-hsmf/outlook_30_msg.msg",
        "",
        "IN-SPIRE servers going down for a bit, back up around 8am",
        "Michelle.Hart@pnl.gov",
        "I am shutting down the IN-SPIRE servers now for 30ish minutes.",
        &[],
    ),
    (
        "poi-hsmf/attachment_test_msg.msg",
        "Nicolas1",
        "test pièce jointe 1",
        "nicolas1.23456@free.fr",
        "contenu",
        &["test-unicode.doc", "pj1.txt"],
    ),
    ("poi-hsmf/attachment_msg_pdf.msg", "", "", "", "", &["Test Attachment", "smbprn.00009008.KdcPjl.pdf"]),
    ("poi-hsmf/no_recipient_address.msg", "Microsoft Outlook 2003 Team", "", "New Outlook User", "", &[]),
    (
        "poi-hsmf/example_sent_regular.msg",
        "Mike Farman",
        "This is a test message please ignore",
        "paul.hh@alfresco.com",
        "The quick brown fox jumps over the lazy dog",
        &[],
    ),
    (
        "poi-hsmf/example_sent_unicode.msg",
        "Mike Farman",
        "This is a test message please ignore",
        "ashutosh.dandavate@alfresco.com",
        "The quick brown fox jumps over the lazy dog",
        &[],
    ),
    (
        "poi-hsmf/example_received_regular.msg",
        "Mike Farman",
        "This is a test message please ignore",
        "roy.wetherall@alfresco.com",
        "The quick brown fox jumps over the lazy dog",
        &[],
    ),
    (
        "poi-hsmf/example_received_unicode.msg",
        "Mike Farman",
        "This is a test message please ignore",
        "mikef@alfresco.com",
        "The quick brown fox jumps over the lazy dog",
        &[],
    ),
    ("poi-hsmf/chinese-traditional.msg", "Tests Chang@FT", "", "", "( MSG 格式測試 )", &[]),
    ("poi-hsmf/chinese-traditional.msg", "張毓倫", "", "", "中文測試", &[]),
    ("tika/test-outlook.msg", "", "Microsoft Outlook Express 6", "", "Outlook Express 6", &[]),
    ("tika/testMSG_att_doc.msg", "", "", "", "", &["test-unicode.doc", "pj1.txt"]),
    ("tika/testMSG_chinese.msg", "Tests Chang@FT", "", "", "格式測試", &[]),
];

#[test]
fn public_messages_hold_what_their_projects_say() {
    let Some(folder) = shared("outlook-msg") else { return };
    let mut faults = Vec::new();
    for (name, from, subject, recipient, body, files) in MESSAGES {
        let parsed = read_file(&folder.join(name));
        let item = &parsed.item;
        let sender = item.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let everybody = item.to.iter().chain(&item.cc).map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let mut expect = |what: &str, right: bool, have: &str| {
            if !right {
                faults.push(format!("{name}: {what}: {have}"));
            }
        };
        expect("medium", item.medium == Medium::Email, "letter");
        expect("from", sender.contains(from), &sender);
        let has = item.subject.clone().unwrap_or_default();
        expect("subject", has.contains(subject), &has);
        expect("recipient", everybody.to_lowercase().contains(&recipient.to_lowercase()), &everybody);
        expect("body", text(&parsed).contains(body), &text(&parsed));
        let has = attached(&parsed);
        expect("attached", files.iter().all(|f| has.contains(f)), &has.join(", "));
        expect("status", parsed.status() != Status::Quarantined, &format!("{:?}", parsed.problems));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_public_message_is_a_mail_with_text_or_a_problem() {
    let Some(folder) = shared("outlook-msg") else { return };
    let (mut read, mut with_text) = (0, 0);
    for entry in walkdir::WalkDir::new(&folder)
        .into_iter()
        .flatten()
        .filter(|e| e.path().extension().is_some_and(|e| e == "msg"))
    {
        let parsed = read_file(entry.path());
        read += 1;
        assert_eq!(parsed.item.medium, Medium::Email, "{}", entry.path().display());
        with_text += usize::from(!text(&parsed).trim().is_empty());
    }
    assert!(read >= 50 && with_text >= read - 2, "{with_text} of {read} have text");
}

/// File, words of the body, what is attached: quick-contents beside the file, TestHMEFMessage, TestBugs (Apache POI).
const WRAPPED: &[(&str, &str, &[&str])] = &[
    (
        "quick-winmail.dat",
        "This is a test message",
        &["quick.txt", "quick.doc", "quick.html", "quick.pdf", "quick.xml"],
    ),
    ("bug52400-winmail-simple.dat", "This is the message body.", &[]),
    ("bug52400-winmail-with-attachments.dat", "There are also two attachments.", &["", ""]),
];

#[test]
fn public_wrappings_give_their_body_and_all_attachments() {
    let Some(folder) = shared("outlook-tnef/poi-hmef") else { return };
    for (name, body, files) in WRAPPED {
        let parsed = read_file(&folder.join(name));
        assert!(text(&parsed).contains(body), "{name}: {}", text(&parsed));
        let has = attached(&parsed);
        assert_eq!(has.len(), files.len(), "{name}: {has:?}");
        for file in files.iter().filter(|f| !f.is_empty()) {
            assert!(has.contains(file), "{name}: {file} in {has:?}");
        }
    }
}

fn person(name: &'static str, address: &'static str, kind: u32) -> Storage<'static> {
    let props = vec![Prop::Wide(0x3001, name), Prop::Wide(0x39fe, address), Prop::Number(0x0c15, kind)];
    Storage { props, inner: Vec::new() }
}

#[test]
fn a_message_with_all_its_parts() {
    let inner = Storage {
        props: vec![
            Prop::Wide(0x0037, "The first letter"),
            Prop::Wide(0x0c1a, "Ann Smith"),
            Prop::Wide(0x5d01, "ann@home.example"),
            Prop::Wide(0x1000, "Nobody came on Monday."),
        ],
        inner: Vec::new(),
    };
    let attached_message =
        Storage { props: vec![Prop::Number(0x3705, 5)], inner: vec![("__substg1.0_3701000D", inner)] };
    let file = Storage {
        props: vec![
            Prop::Number(0x3705, 1),
            Prop::Wide(0x3707, "note.txt"),
            Prop::Bytes(0x3701, b"Please ring me in the evening."),
        ],
        inner: Vec::new(),
    };
    let reference =
        Storage { props: vec![Prop::Number(0x3705, 2), Prop::Wide(0x3707, "plan.docx")], inner: Vec::new() };
    let message = Storage {
        props: vec![
            Prop::Wide(0x001a, "IPM.Note"),
            Prop::Wide(0x0037, "Complaint about visits"),
            Prop::Wide(0x0042, "Ann Smith"),
            Prop::Wide(0x0065, "/O=COUNCIL/OU=FIRST/CN=RECIPIENTS/CN=ASMITH"),
            Prop::Wide(0x5d02, "ann@home.example"),
            Prop::Wide(0x1035, "<1@home.example>"),
            Prop::Wide(0x1042, "<0@home.example>"),
            Prop::Bytes(0x1013, b"<p>The carer did not come.</p><p style='display:none'>x</p>"),
        ],
        inner: vec![
            ("__recip_version1.0_#00000000", person("Feedback", "sscu@northmoor.example", 1)),
            ("__recip_version1.0_#00000001", person("Bob Smith", "bob@home.example", 2)),
            ("__attach_version1.0_#00000000", attached_message),
            ("__attach_version1.0_#00000001", file),
            ("__attach_version1.0_#00000002", reference),
        ],
    };
    let bytes = msg(&message);
    let parsed = read("a.msg", &bytes);
    let item = &parsed.item;
    assert_eq!(item.from.as_ref().map(|a| a.address.as_str()), Some("ann@home.example"));
    assert_eq!(item.to[0].address, "sscu@northmoor.example");
    assert_eq!(item.cc[0].address, "bob@home.example");
    assert_eq!(
        (item.message_id.as_deref(), item.references.as_slice()),
        (Some("1@home.example"), &["0@home.example".to_owned()][..])
    );
    assert_eq!(parsed.documents[0].text.trim(), "The carer did not come.");
    assert_eq!(parsed.documents[1].role, DocumentRole::Subject);
    assert_eq!(attached(&parsed), ["The first letter", "note.txt", "plan.docx"]);
    let message = parsed.documents.iter().find(|d| d.role == DocumentRole::Message).expect("a message inside");
    assert!(message.text.starts_with("From: Ann Smith <ann@home.example>") && message.text.contains("Nobody came"));
    assert!(text(&parsed).contains("ring me in the evening"));
    assert!(parsed.problems.iter().any(|p| p.message.contains("stayed on the sender's side")), "{:?}", parsed.problems);
    // The same attached to a mail is a message inside a message, and in a zip too.
    let wrapped = super::pack::zip(&[("letters/a.msg", &bytes)]);
    let parsed = read("b.zip", wrapped);
    assert!(
        parsed.documents.iter().any(|d| d.role == DocumentRole::Message && d.text.contains("The carer did not come."))
    );
    assert!(parsed.documents.iter().any(|d| d.name == "note.txt"));
}

#[test]
fn narrow_texts_are_read_in_their_code_page() {
    let cases: [(u32, &[u8], &str); 3] =
        [(1251, b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"), (1252, b"caf\xe9", "café"), (1250, b"\x8e\xe1dost", "Žádost")];
    for (page, bytes, wanted) in cases {
        let props = vec![Prop::Narrow(0x0037, bytes), Prop::Narrow(0x1000, bytes), Prop::Number(0x3ffd, page)];
        let parsed = read("a.msg", msg(&Storage { props, inner: Vec::new() }));
        assert_eq!(parsed.item.subject.as_deref(), Some(wanted));
        assert_eq!(parsed.documents[0].text, wanted);
    }
}

#[test]
fn winmail_in_a_mail_gives_what_it_wraps() {
    let wrapped = tnef(&[
        tnef_attribute(0x0006_9007, &1252u32.to_le_bytes()),
        tnef_attribute(0x0001_8004, b"Lost keys\0"),
        tnef_attribute(0x0002_800c, b"The key safe was left open.\0"),
        tnef_attribute(0x0006_9002, &[0; 14]),
        tnef_attribute(0x0001_8010, b"letter.txt\0"),
        tnef_attribute(0x0006_800f, b"Nobody locked the door."),
        tnef_attribute(0x0006_9002, &[0; 14]),
        tnef_attribute(0x0001_8010, b"page.dat\0"),
        tnef_attribute(0x0006_800f, b"<html><body><p>Seen by nobody.</p></body></html>"),
    ]);
    let parsed = read("winmail.dat", &wrapped);
    assert_eq!(parsed.item.subject.as_deref(), Some("Lost keys"));
    assert_eq!(parsed.documents[0].text, "The key safe was left open.");
    assert_eq!(attached(&parsed), ["letter.txt", "page.dat"]);
    assert_eq!(parsed.documents[3].media_type, "text/html");
    let short = &wrapped[..wrapped.len() - 30];
    assert!(codes(&read("winmail.dat", short)).contains(&ProblemCode::ReadInPart));
}
