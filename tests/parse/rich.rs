//! Rich text (RTF): letters as they are seen, what is hidden set apart, the HTML inside Outlook's rich text.

use super::{codes, read, squeezed};
use postroom::model::{ProblemCode, TextFrom, ZoneKind};

/// Text of an RTF, and the hidden part of it.
fn parts(rtf: &str) -> (String, String) {
    let parsed = read("a.rtf", rtf);
    let document = &parsed.documents[0];
    assert_eq!(document.text_from, TextFrom::Office, "{:?}", parsed.problems);
    let hidden =
        document.zones.iter().find(|z| z.kind == ZoneKind::Hidden).map_or(document.text.len(), |z| z.span.start);
    let (seen, hidden) = document.text.split_at(hidden);
    (seen.trim_end().to_owned(), squeezed(hidden))
}

#[test]
fn letters_are_read_as_they_are_seen() {
    let cases = [
        (r"{\rtf1\ansi one\par two\line three\tab four}", "one\ntwo\nthree\tfour"),
        (r"{\rtf1\ansi\ansicpg1252 caf\'e9 \'a35 \ldblquote a\rdblquote}", "café £5 “a”"),
        (r"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8}", "При"),
        (r"{\rtf1\ansi\uc1 \u8364?5 \u-10179?\u-8704?}", "€5 😀"),
        (r"{\rtf1\ansi{\uc2\u8364 ab}c}", "€c"),
        (r"{\rtf1\ansi\ansicpg932 \'83\'65}", "テ"),
        (r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f1 \'cf\f0 \'cf}", "ПÏ"),
        (r"{\rtf1\ansi{\*\unknown gone}seen}", "seen"),
        (r"{\rtf1\ansi\trowd a\cell b\cell\row c\cell d\cell\row}", "a\tb\nc\td"),
        (r"{\rtf1\ansi{\field{\*\fldinst PAGE}{\fldrslt 7}} of 8}", "7 of 8"),
        (r"{\rtf1\ansi{\field{\*\fldinst IF {\field{\*\fldinst PAGE}{\fldrslt 1}} = 2}{\fldrslt Shown}}.}", "Shown."),
        (r"{\rtf1\ansi a\~b\_c\{d\}}", "a b-c{d}"),
        (r"{\rtf1\ansi{\header Head\par}Body{\footnote Note}}", "Head\n\nBody\n\nNote"),
        (r"{\rtf1\ansi{\*\shppict{\pict\wmetafile8 0102}}seen}", "seen"),
        (r"{\rtf1\ansi\bin3 }}}seen}", "seen"),
        (r"{\rtf1\ansi no end", "no end"),
    ];
    for (rtf, wanted) in cases {
        assert_eq!(parts(rtf).0, wanted, "{rtf}");
    }
}

#[test]
fn what_nobody_sees_is_set_apart() {
    let cases = [
        (r"{\rtf1\ansi Seen.{\v secret}}", "secret"),
        (r"{\rtf1\ansi Seen.{\deleted secret}}", "secret"),
        (r"{\rtf1\ansi{\colortbl;\red255\green255\blue255;}Seen.{\cf1 secret}}", "secret"),
        (r"{\rtf1\ansi Seen.{\fs2 secret}}", "secret"),
        (r"{\rtf1\ansi Seen.{\*\annotation secret}}", "secret"),
        (r"{\rtf1\ansi{\info{\author secret}}Seen.}", "author"),
        (
            r#"{\rtf1\ansi Seen.{\field{\*\fldinst HYPERLINK "mailto:secret@x.example"}{\fldrslt }}}"#,
            "mailto:secret@x.example",
        ),
        (r"{\rtf1\ansi Seen.{\xe secret}}", "secret"),
    ];
    for (rtf, hidden) in cases {
        let (seen, has) = parts(rtf);
        assert_eq!(seen, "Seen.", "{rtf}");
        assert!(has.contains(hidden) || has.contains("secret"), "{rtf}: {has}");
    }
    assert_eq!(parts(r"{\rtf1\ansi{\colortbl;\red255\green255\blue255;}{\cb2\cf1 On blue}}").0, "On blue");
}

#[test]
fn html_comes_out_of_rich_text_as_it_went_in() {
    let rtf = r"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 One &amp; {\*\htmltag84 &pound;}\htmlrtf x\htmlrtf0 5\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag64 <p>}Two <3{\*\htmltag72 </p>}}";
    let parsed = read("a.rtf", rtf);
    let text = squeezed(&parsed.documents[0].text);
    assert!(text.contains("£5") && text.contains("Two <3") && !text.contains("<p>") && !text.contains('x'), "{text}");
}

#[test]
fn hostile_rich_text_ends() {
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("groups", "{".repeat(1_000_000).into()),
        ("groups with words", "{\\b x".repeat(300_000).into()),
        ("closes", [b"{\\rtf1 text".as_slice(), &b"}".repeat(1_000_000)].concat()),
        ("controls", format!("{{\\rtf1 {}}}", "\\b".repeat(2_000_000)).into()),
        ("bin", b"{\\rtf1\\bin2147483647 x".to_vec()),
        ("units", format!("{{\\rtf1 {}", "\\u55357?".repeat(200_000)).into()),
    ];
    for (name, mut bytes) in cases {
        if !bytes.starts_with(b"{\\rtf") {
            bytes.splice(0..0, b"{\\rtf1".iter().copied());
        }
        let begun = std::time::Instant::now();
        let parsed = read("a.rtf", bytes);
        super::hostile::check(&parsed, name);
        assert!(!codes(&parsed).contains(&ProblemCode::Internal), "{name}: {:?}", parsed.problems);
        assert!(begun.elapsed().as_secs() < 30, "{name}");
    }
}
