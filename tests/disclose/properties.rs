//! What holds for every release, with documents and names made at random: nothing removed survives, everything else does,
//! what was removed leaves no mark of its length, and redacting twice is the same as once. Judged by lopdf and poppler, never
//! by the proof. POSTROOM_CASES sets how many cases are tried.

use super::paper::{Paper, text};
use super::release::{delivery, everything, pool};
use crate::redact::{profile, run};
use crate::support::mail;
use postroom::disclose::{Desk, Form, prepared};
use postroom::model::Delivery;
use postroom::parse::Pool;
use postroom::redact::Declaration;
use postroom::review::approve_hiding_doubts;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use std::sync::OnceLock;

/// Words that stay; none is near a name that is made here.
const KEPT: &[&str] = &[
    "asked",
    "because",
    "bus",
    "carer",
    "chair",
    "clinic",
    "council",
    "day",
    "evening",
    "garden",
    "hot",
    "hospital",
    "key",
    "kitchen",
    "lamp",
    "letter",
    "meal",
    "meeting",
    "morning",
    "nurse",
    "plan",
    "rail",
    "ramp",
    "report",
    "shower",
    "stairs",
    "tablet",
    "telephone",
    "visit",
    "waited",
    "walk",
    "week",
    "window",
    "8",
    "14",
    "2025",
    "late",
    "again",
    "never",
];
/// Parts that names are made of: no English word begins so.
const HEADS: &[&str] = &["Zy", "Xho", "Qua", "Vuk", "Jyx", "Wro", "Zbi", "Kxa"];
const TAILS: &[&str] = &["qor", "zendrix", "vukov", "jjan", "xandru", "wyczek", "kqui", "zhenovar"];

fn cases() -> Config {
    let cases = std::env::var("POSTROOM_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let kept = Box::new(FileFailurePersistence::Off);
    Config { cases, failure_persistence: Some(kept), max_shrink_iters: 8, ..Config::default() }
}

/// Readers shared by all cases.
fn readers() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(pool)
}

fn name() -> impl Strategy<Value = String> {
    let part = || (prop::sample::select(HEADS), prop::sample::select(TAILS)).prop_map(|(a, b)| format!("{a}{b}"));
    (part(), part()).prop_map(|(first, last)| format!("{first} {last}"))
}

/// Lines of words; `None` is the place of a name.
fn lines() -> impl Strategy<Value = Vec<Vec<Option<&'static str>>>> {
    let word = prop_oneof![5 => prop::sample::select(KEPT).prop_map(Some), 1 => Just(None)];
    prop::collection::vec(prop::collection::vec(word, 1..7), 2..7)
}

fn written(lines: &[Vec<Option<&'static str>>], name: &str) -> Vec<String> {
    let line = |words: &Vec<Option<&str>>| words.iter().map(|w| w.unwrap_or(name)).collect::<Vec<_>>().join(" ");
    lines.iter().map(line).collect()
}

/// The document as one of the kinds of files.
fn file(kind: usize, lines: &[String]) -> Delivery {
    let (bytes, name) = match kind {
        0 => (lines.join("\n\n").into_bytes(), "letter.txt"),
        1 => {
            let body = lines.join("\n\n");
            let date = "Tue, 3 Nov 2026 09:14:00 +0000";
            (mail("Ann Other <ann@mail.example>", "visits", "1@mail.example", date, &body).into_bytes(), "mail.eml")
        }
        _ => {
            let shown = lines.iter().enumerate().map(|(n, l)| text(l, 20, 196 - n as i32 * 24)).collect::<String>();
            let mut bytes = Paper { bare: true, ..Paper::showing(&shown) }.bytes();
            let size = memchr::memmem::find(&bytes, b"[0 0 360 ").expect("the size of the page");
            // Wide enough for every line.
            bytes.splice(size..size + 9, b"[0 0 999 ".iter().copied());
            (bytes, "letter.pdf")
        }
    };
    Delivery { file_name: name.into(), locator: name.into(), ..delivery(bytes) }
}

/// Releases a file without these words.
fn release(file: &Delivery, hidden: &[String], form: Form) -> Vec<u8> {
    let pool = readers();
    let prepared = prepared(pool.parse(file), file, pool).expect("it is read");
    let declared = Declaration { redact: hidden.to_vec(), ..Declaration::default() };
    let redacted = run(&prepared.parsed, "none", &declared);
    let approved =
        approve_hiding_doubts(&prepared.parsed, &redacted, &profile("none"), "a test", jiff::Timestamp::UNIX_EPOCH);
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk { pool, council: "Northmoor Council", folder: folder.path(), number: 1 };
    let released = desk.release(&approved, &prepared, form, hidden);
    let released = released.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&file.bytes)));
    std::fs::read(folder.path().join(&released[0].file)).expect("a released file")
}

/// What poppler reads in a file; what our own reader does where there is no poppler.
fn read(bytes: &[u8]) -> String {
    let limits = readers().limits();
    match postroom::parse::run_on_bytes("pdftotext", &["-q", "-enc", "UTF-8", "-", "-"], bytes, limits) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => readers().parse(&delivery(bytes.to_vec())).documents.remove(0).text,
    }
}

/// All letters and digits of all that can be read of a file.
fn all_of(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.pdf");
    std::fs::write(&path, bytes).expect("written");
    everything(&path, readers()) + &read(bytes).to_lowercase()
}

/// How often each kept word stands in a text.
fn counts(text: &str) -> Vec<usize> {
    let words: Vec<&str> = text.split_whitespace().collect();
    KEPT.iter().map(|kept| words.iter().filter(|w| **w == *kept).count()).collect()
}

/// The picture of the first page.
fn pixels(bytes: &[u8]) -> Vec<u8> {
    let mut pixels = Vec::new();
    readers().draw(&delivery(bytes.to_vec()), 100, &mut |sheet| pixels = sheet.pixels.clone()).expect("it is drawn");
    pixels
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn nothing_removed_survives_and_everything_else_does(lines in lines(), name in name(), kind in 0usize..3) {
        let shown = written(&lines, &name);
        prop_assume!(counts(&shown.join(" ")).iter().sum::<usize>() > 0);
        let bytes = release(&file(kind, &shown), std::slice::from_ref(&name), Form::Transcript);
        let all = all_of(&bytes);
        for part in name.to_lowercase().split(' ') {
            let backwards: String = part.chars().rev().collect();
            prop_assert!(!all.contains(part) && !all.contains(&backwards), "{} is in the transcript of {:?}", part, shown);
        }
        // Our own words and a mail's header lines may add to them.
        let (before, after) = (counts(&shown.join(" ")), counts(&read(&bytes)));
        for (n, kept) in KEPT.iter().enumerate() {
            prop_assert!(after[n] >= before[n], "{} stands {} times of {} in {:?}", kept, after[n], before[n], shown);
        }
    }

    #[test]
    fn another_name_in_its_place_changes_no_byte(lines in lines(), one in name(), other in name(), kind in 0usize..3) {
        prop_assume!(counts(&written(&lines, "").join(" ")).iter().sum::<usize>() > 0);
        let both = [one.clone(), other.clone()];
        let made = both.each_ref().map(|name| release(&file(kind, &written(&lines, name)), &both, Form::Transcript));
        prop_assert!(made[0] == made[1], "{} and {} differ in {:?}", one, other, written(&lines, &one));
    }

    #[test]
    fn redacting_twice_is_the_same_as_once(lines in lines(), name in name(), kind in 0usize..3) {
        prop_assume!(counts(&written(&lines, "").join(" ")).iter().sum::<usize>() > 0);
        let bytes = release(&file(kind, &written(&lines, &name)), std::slice::from_ref(&name), Form::Transcript);
        let parsed = readers().parse(&delivery(bytes));
        let declared = Declaration { redact: vec![name], ..Declaration::default() };
        let again = run(&parsed, "none", &declared);
        prop_assert!(again.marks().is_empty(), "{:?}", again.marks());
        for (before, after) in parsed.documents.iter().zip(again.documents()) {
            prop_assert_eq!(&before.text, &after.text);
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: cases().cases.div_ceil(3), ..cases() })]

    /// A name at the end of its line: what follows a name moves with its length, and that is seen on any facsimile.
    #[test]
    fn another_name_of_the_same_step_changes_no_pixel(
        words in prop::collection::vec(prop::sample::select(KEPT), 2..5),
        pair in prop::sample::select(vec![("Zyqor", "Xhozen"), ("Quavuk Jjan", "Wroqor Zbi"), ("Kxa Vukov", "Zyq Xandru")]),
    ) {
        let both = [pair.0.to_string(), pair.1.to_string()];
        let made = both.each_ref().map(|name| {
            let shown = format!("{}{}{}", text("We met", 20, 150), text(name, 80, 150), text(&words.join(" "), 20, 100));
            let file = delivery(Paper::showing(&shown).bytes());
            pixels(&release(&file, &both, Form::Facsimile))
        });
        prop_assert!(made[0] == made[1], "{:?} differ", both);
    }
}
