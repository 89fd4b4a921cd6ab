//! Hostile and broken bytes: each costs its own item and no more, every cap that is reached shows, and the readers
//! stand behind walls.

use super::{codes, delivery, make, pool, start};
use lopdf::dictionary;
use postroom::model::{Limits, Parsed, ProblemCode, Status};
use postroom::parse::parse;
use proptest::prelude::*;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// What must hold of anything that was read.
pub(super) fn check(parsed: &Parsed, name: &str) {
    assert!(!parsed.documents.is_empty(), "{name}: no document");
    for (number, document) in parsed.documents.iter().enumerate() {
        assert_eq!(document.id, number, "{name}: ids are positions");
        assert!(document.parent.is_none_or(|p| p < number), "{name}: a parent comes first");
        let fits = |start: usize, end: usize| start <= end && document.text.get(start..end).is_some();
        assert!(document.zones.iter().all(|z| fits(z.span.start, z.span.end)), "{name}: zones lie in the text");
        assert!(document.words.iter().all(|w| fits(w.span.start, w.span.end)), "{name}: words lie in the text");
        assert!(document.pages.iter().all(|p| fits(p.span.start, p.span.end)), "{name}: pages lie in the text");
        assert!(document.words.iter().all(|w| w.page < document.pages.len()), "{name}: words stand on pages");
    }
    let text = parsed.documents.iter().any(|d| d.text.chars().any(char::is_alphanumeric));
    assert!(text || !parsed.problems.is_empty(), "{name}: neither text nor a problem");
    assert!(parsed.problems.iter().all(|p| p.message.len() > 40 && !p.message.contains("  ")), "{name}: wording");
}

/// A PDF of forms that draw each other ten times, twenty deep: it never ends.
fn endless_pdf() -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>".to_owned(),
        "<< /Length 4 >>\nstream\n/X Do\nendstream".to_owned(),
    ];
    for depth in 0..11 {
        let content = "/X Do ".repeat(20);
        objects.push(format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {} 0 R >> >> /Length {} >>\nstream\n{content}\nendstream",
            6 + depth,
            content.len()
        ));
    }
    objects[3] = "<< /Length 5 >>\nstream\n/X Do\nendstream".to_owned();
    let leaf = "BT ET 0 0 1 1 re f ".repeat(50);
    objects.push(format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {} >>\nstream\n{leaf}\nendstream",
        leaf.len()
    ));
    make::pdf_of(&objects)
}

/// A PDF whose page unpacks to a quarter of a gibibyte.
fn bomb_pdf() -> Vec<u8> {
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), vec![b' '; 384 << 20]);
    stream.compress().expect("it can be packed");
    let mut pdf = lopdf::Document::with_version("1.5");
    let content = pdf.add_object(stream);
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    pdf.objects.insert(
        pages,
        lopdf::Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let catalogue = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).expect("it can be written");
    bytes
}

#[test]
fn a_poisoned_item_costs_itself_only() {
    let good = "From: a@x.example\r\nTo: b@x.example\r\nMessage-ID: <1@x.example>\r\n\r\nNobody came.\r\n";
    let poison = [
        ("endless.pdf", endless_pdf(), 2, ProblemCode::TimedOut),
        ("bomb.pdf", bomb_pdf(), 60, ProblemCode::LimitReached),
    ];
    for (name, bytes, parse_seconds, code) in poison {
        let pool = start(Limits { parse_seconds, parse_memory_mib: 512, ..Limits::default() });
        let parsed = pool.parse(&delivery(name, bytes));
        assert_eq!((codes(&parsed), parsed.status()), (vec![code], Status::Quarantined), "{name}");
        assert!(parsed.problems[0].message.contains("kept whole in quarantine"), "{name}");
        for _ in 0..3 {
            let next = pool.parse(&delivery("good.eml", good));
            assert_eq!(next.documents[0].text.trim(), "Nobody came.", "after {name}");
        }
    }
}

#[test]
fn a_killed_reader_is_replaced_and_the_item_read() {
    let pool = start(Limits::default());
    let good = delivery("letter.txt", "Nobody came.");
    assert_eq!(pool.parse(&good).documents[0].text, "Nobody came.");
    let mut killed = 0;
    for entry in std::fs::read_dir("/proc").expect("/proc").flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse::<i32>().ok()) else { continue };
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        let command = std::fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default();
        if parent == Some(std::process::id()) && command.ends_with("\0reader\0") {
            let pid = rustix::process::Pid::from_raw(pid).expect("a process id");
            killed += usize::from(rustix::process::kill_process(pid, rustix::process::Signal::KILL).is_ok());
        }
    }
    assert!(killed > 0);
    assert_eq!(pool.parse(&good).documents[0].text, "Nobody came.");
}

#[test]
fn readers_are_replaced_after_their_share() {
    let pool = start(Limits { items_per_reader: 2, ..Limits::default() });
    for number in 0..7 {
        let text = format!("Letter {number}.");
        assert_eq!(pool.parse(&delivery("letter.txt", &text)).documents[0].text, text);
    }
}

#[test]
fn readers_stand_behind_walls() {
    let walls = pool().sandbox();
    assert!(walls.limits && walls.calls && walls.follows_parent, "{walls:?}");
    if !walls.files {
        eprintln!("SKIPPED: this kernel has no Landlock");
    }
    let mut reader = Command::new(env!("CARGO_BIN_EXE_postroom"))
        .arg("reader")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the reader starts");
    let start = serde_json::json!({ "Start": Limits::default() }).to_string();
    let mut input = reader.stdin.take().expect("its input");
    let frame = [&(start.len() as u64).to_le_bytes()[..], &0u64.to_le_bytes(), start.as_bytes()].concat();
    input.write_all(&frame).expect("the frame is taken");
    let mut output = reader.stdout.take().expect("its output");
    output.read_exact(&mut [0; 20]).expect("it answers");
    let status = std::fs::read_to_string(format!("/proc/{}/status", reader.id())).expect("its status");
    let field = |name: &str| status.lines().find_map(|l| l.strip_prefix(name)).map(str::trim).map(str::to_owned);
    assert_eq!(field("Seccomp:").as_deref(), Some("2"));
    assert_eq!(field("NoNewPrivs:").as_deref(), Some("1"));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", reader.id())).expect("its limits");
    let memory = (Limits::default().parse_memory_mib << 20).to_string();
    for (name, value) in [("Max address space", memory.as_str()), ("Max core file size", "0"), ("Max open files", "16")]
    {
        let line = limits.lines().find(|l| l.starts_with(name)).expect("the limit is listed");
        assert_eq!(line.strip_prefix(name).and_then(|l| l.split_whitespace().next()), Some(value), "{name}");
    }
    // It ends by itself when nobody speaks to it any more.
    drop(input);
    assert!(reader.wait().expect("it ends").success());
}

#[test]
fn hostile_shapes_are_read_or_refused() {
    let head = "From: a@x.example\r\nTo: b@x.example\r\n";
    let nested_parts: String =
        (0..5_000).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
    let nested_mails: String =
        (0..3_000).map(|_| "Content-Type: message/rfc822\r\n\r\nFrom: a@x.example\r\n".to_owned()).collect();
    let html = |body: String| format!("{head}Content-Type: text/html\r\n\r\n{body}");
    let arrays = make::pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R /X ".to_owned() + &"[".repeat(200_000),
        "<< /Type /Pages >>".into(),
    ]);
    let huge_page =
        String::from_utf8(make::pdf(&[""])).expect("text").replace("[0 0 595 842]", "[0 0 9999999 9999999]");
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing.eml", Vec::new()),
        ("blank.txt", b" \r\n\t".to_vec()),
        ("nul.txt", vec![0; 10_000]),
        ("one.eml", b"F".to_vec()),
        ("head.eml", head.into()),
        ("parts.eml", format!("{head}{nested_parts}").into()),
        ("mails.eml", format!("{head}{nested_mails}\r\ntext").into()),
        ("header.eml", format!("{head}X-Long: {}\r\n\r\ntext", "x".repeat(5 << 20)).into()),
        ("words.eml", format!("{head}Subject: {}\r\n\r\ntext", "=?utf-8?q?a?= ".repeat(50_000)).into()),
        ("parameters.eml", format!("{head}Content-Type: text/plain{}\r\n\r\ntext", "; a=b".repeat(100_000)).into()),
        ("addresses.eml", format!("From: a@x.example\r\nTo: {}\r\n\r\ntext", "a@x.example,".repeat(50_000)).into()),
        ("divs.eml", html("<div>".repeat(100_000) + "text").into()),
        ("cells.eml", html("<table><tr>".to_owned() + &"<td>text".repeat(400_000)).into()),
        ("entities.eml", html("&amp".repeat(1 << 20)).into()),
        ("tags.eml", html("<".repeat(3 << 20)).into()),
        ("comments.eml", html("<!--".repeat(100_000) + "text").into()),
        ("quotes.txt", ">".repeat(1 << 20).into()),
        ("names.txt", ("Ann Archer\n".repeat(60_000) + "she was hit").into()),
        ("wrote.txt", "On a wrote\n".repeat(100_000).into()),
        ("arrays.pdf", arrays),
        ("page.pdf", huge_page.into()),
        (
            "loop.pdf",
            make::pdf_of(&[
                "<< /Type /Catalog /Pages 2 0 R >>".into(),
                "<< /Type /Pages /Kids [2 0 R] /Count 1 >>".into(),
            ]),
        ),
        (
            "empty.pdf",
            make::pdf_of(&["<< /Type /Catalog /Pages 2 0 R >>".into(), "<< /Type /Pages /Kids [] /Count 0 >>".into()]),
        ),
        ("cut.pdf", make::pdf(&[&make::lines("Nobody came.")])[..300].to_vec()),
        ("cut.tif", b"II*\0\x08\0\0\0\xff\xff".to_vec()),
    ];
    for (name, bytes) in cases {
        // The readers bound the time themselves; how long a busy machine takes is no matter here.
        let parsed = pool().parse(&delivery(name, bytes));
        check(&parsed, name);
        assert!(!codes(&parsed).contains(&ProblemCode::Internal), "{name}: {:?}", parsed.problems);
    }
}

#[test]
fn every_cap_shows_when_it_is_passed_and_not_before() {
    let limits = Limits {
        item_bytes: 20_000,
        message_depth: 3,
        mail_parts: 10,
        html_depth: 20,
        text_bytes: 500,
        pdf_pages: 3,
        ocr_pages: 2,
        ..Limits::default()
    };
    let head = "From: a@x.example\r\nTo: b@x.example\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n";
    let messages =
        |n: usize| format!("{head}{}\r\ntext", format!("Content-Type: message/rfc822\r\n\r\n{head}").repeat(n));
    let parts = |n: usize| {
        let part = "--b\r\n\r\ntext\r\n".repeat(n - 1);
        format!("{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}--b--\r\n")
    };
    let divs = |n: usize| format!("{head}Content-Type: text/html\r\n\r\n{}text", "<div>".repeat(n));
    let pages = |n: usize| make::pdf(&vec!["BT /F1 12 Tf 60 700 Td (Nobody came.) Tj ET"; n]);
    let scans = |n: usize| make::pdf(&vec!["60 100 400 600 re 80 120 360 560 re f* 100 300 300 9 re f"; n]);
    let text = |n: usize| "x".repeat(n).into_bytes();
    let cases: Vec<(&str, Vec<u8>, Vec<u8>)> = vec![
        ("item_bytes.txt", text(500), text(20_001)),
        ("message_depth.eml", messages(3).into(), messages(4).into()),
        ("mail_parts.eml", parts(10).into(), parts(11).into()),
        ("html_depth.eml", divs(20).into(), divs(21).into()),
        ("text_bytes.txt", text(500), text(501)),
        ("pdf_pages.pdf", pages(3), pages(4)),
        ("ocr_pages.pdf", scans(2), scans(3)),
    ];
    for (name, within, beyond) in cases {
        let reached = |bytes: Vec<u8>| {
            let item = delivery(name, bytes);
            if item.bytes.len() as u64 > limits.item_bytes {
                return codes(&start(limits.clone()).parse(&item)).contains(&ProblemCode::LimitReached);
            }
            codes(&parse(&item, &limits)).contains(&ProblemCode::LimitReached)
        };
        assert!(!reached(within), "{name}: within the limit");
        assert!(reached(beyond), "{name}: beyond the limit");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2_000), name in "[a-z]{1,4}\\.(eml|txt|pdf|tif)") {
        check(&parse(&delivery(&name, bytes), &Limits::default()), &name);
    }

    #[test]
    fn any_mail_with_holes_is_read_or_refused(at in 0usize..600, byte in any::<u8>(), cut in 0usize..600) {
        let mail = b"From: a@x.example\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
            Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>On Monday, a@x.example wrote:</p>=20\r\n--b\r\n\
            Content-Type: message/rfc822\r\n\r\nFrom: b@x.example\r\nSubject: s\r\n\r\n> quoted\r\n\r\nRegards,\r\nAnn\r\n--b--\r\n";
        let mut mail = mail.to_vec();
        if let Some(hit) = mail.get_mut(at) {
            *hit = byte;
        }
        mail.truncate(mail.len().saturating_sub(cut));
        check(&parse(&delivery("case.eml", mail), &Limits::default()), "mutated mail");
    }
}
