//! The staff index's promise: what redaction hid cannot be found, counted, shown or read from the files.

use super::world::{Case, ask, found, hide, mail, parties, writer};
use jiff::civil::date;
use postroom::index::{IndexError, Query, Reader, StaffIndex, Which};
use postroom::model::{Address, DataKind, Parsed};
use postroom::redact::{Redacted, restore};
use std::path::Path;

/// What is hidden, its kind, and queries that a curious person would try.
const SECRETS: &[(&str, DataKind, &[&str])] = &[
    (
        "Wilhelmina Quackenbush",
        DataKind::Person,
        &[
            "Wilhelmina",
            "quackenbush",
            "quack*",
            "Quackenbus~",
            "\"Wilhelmina Quackenbush\"",
            "\"neighbour Wilhelmina\"",
            "from:quackenbush",
        ],
    ),
    (
        "07700 900456",
        DataKind::Phone,
        &["07700 900456", "07700900456", "0770*", "+447700900456", "900456", "\"on 07700\""],
    ),
    ("ZX9 7QW", DataKind::Postcode, &["ZX9 7QW", "zx97qw", "zx9*", "7qw", "\"at ZX9\""]),
    ("999 418 0223", DataKind::NhsNumber, &["999 418 0223", "9994180223", "999418*", "0223"]),
    ("w.quack@hidden.example", DataKind::Email, &["w.quack@hidden.example", "hidden.example", "hidden", "quack"]),
];

fn item(secret: &str, attachment: &str) -> Parsed {
    let body = format!("My neighbour {secret} told me on {secret} at {secret}, and that is all.");
    let mut parsed =
        mail(("Ada Penhaligon", "ada@mail.example"), date(2026, 4, 1), &format!("About {secret}"), &body, None);
    parsed.documents.push(super::world::document(2, postroom::model::DocumentRole::Attachment, "note.txt", attachment));
    // Others in the headers must never get in.
    parsed.item.cc.push(Address { name: Some(secret.into()), address: "w.quack@hidden.example".into() });
    parsed.item.headers.push(("x-original-to".into(), secret.into()));
    parsed.item.reply_to = Some(Address { name: Some(secret.into()), address: "reply@elsewhere.example".into() });
    parsed
}

fn redacted(parsed: &Parsed, secret: &str, kind: DataKind) -> Redacted {
    restore(parsed, "third_party", parties(parsed, "somebody"), hide(parsed, secret, kind))
}

fn put(root: &Path, id: &'static str, parsed: Parsed, redacted: &Redacted) {
    let case = Case { id, reference: "PR-2026-000001", parsed, cases: Vec::new(), flags: Vec::new() };
    let (mut index, _) = StaffIndex::open_or_create(&root.join("staff")).expect("open");
    index.put_staff(&case.entry(), redacted).expect("put");
    index.complete().expect("complete");
}

#[test]
fn nothing_hidden_is_found_shown_or_in_the_files() {
    let mut tried = 0;
    for (secret, kind, queries) in SECRETS {
        let root = tempfile::tempdir().expect("a folder");
        let parsed = item(secret, &format!("Written by {secret}."));
        let redacted = redacted(&parsed, secret, *kind);
        put(root.path(), "a1", parsed, &redacted);
        assert_eq!(found(root.path(), "neighbour"), ["a1"], "the item itself is found");
        for query in *queries {
            assert_eq!(ask(root.path(), query).total, 0, "{query} tells of {secret}");
            tried += 1;
        }
        let shown = serde_json::to_string(&ask(root.path(), "*").hits).expect("json");
        for part in secret.split(' ') {
            assert!(!shown.contains(part), "{part} of {secret} is shown: {shown}");
            assert!(!in_files(root.path(), part), "{part} of {secret} is in the files");
        }
        assert!(!in_files(root.path(), "elsewhere.example"), "a header got in unread");
    }
    assert!(tried > 20);
}

#[test]
fn two_secrets_make_one_index() {
    let answers = ["Wilhelmina Quackenbush", "Bo Li"].map(|secret| {
        let root = tempfile::tempdir().expect("a folder");
        let parsed = item(secret, "A note without anybody.");
        let redacted = redacted(&parsed, secret, DataKind::Person);
        put(root.path(), "a1", parsed, &redacted);
        let queries = [
            "*",
            "neighbour",
            "\"third party\"",
            "wilhelmina",
            "li",
            "bo*",
            "quackenbush~",
            "received:2026-04",
            "-wilhelmina",
            "has:attachment",
        ];
        queries.map(|query| serde_json::to_string(&ask(root.path(), query)).expect("json"))
    });
    assert_eq!(answers[0], answers[1], "an answer depends on what is hidden");
}

#[test]
fn the_writer_is_found_only_where_redaction_kept_the_writer() {
    let parsed = mail(("Ada Penhaligon", "ada@mail.example"), date(2026, 4, 1), "Hello", "Nobody is named here.", None);
    let cases = [
        // Intake keeps the writer, a header vouches for who that is.
        ("third_party", writer(&parsed), Vec::new(), true),
        // Another profile has not said that it keeps the writer.
        ("foi", writer(&parsed), Vec::new(), false),
        // A writer whom only the wording names.
        ("third_party", uncertain(&parsed), Vec::new(), false),
        // Nobody was taken for the writer.
        ("third_party", Vec::new(), Vec::new(), false),
        // The same name belongs to somebody who is hidden.
        ("third_party", parties(&parsed, "Ada Penhaligon"), vec![hidden_name("Ada Penhaligon")], false),
    ];
    let mut ran = 0;
    for (profile, parties, marks, expected) in cases {
        let root = tempfile::tempdir().expect("a folder");
        let mut with_text = parsed.clone();
        if !marks.is_empty() {
            with_text.documents[0].text = "Ada Penhaligon is named here.".into();
        }
        let redacted = restore(&with_text, profile, parties, marks);
        put(root.path(), "a1", with_text, &redacted);
        let expected: &[&str] = if expected { &["a1"] } else { &[] };
        assert_eq!(found(root.path(), "from:penhaligon"), expected, "{profile}");
        assert_eq!(found(root.path(), "from:ada"), expected, "{profile}");
        assert_eq!(in_files(root.path(), "enhaligon"), !expected.is_empty(), "{profile}");
        ran += 1;
    }
    assert!(ran > 0);
}

#[test]
fn what_was_put_again_or_erased_leaves_no_byte() {
    let root = tempfile::tempdir().expect("a folder");
    let (mut index, _) = StaffIndex::open_or_create(&root.path().join("staff")).expect("open");
    let words = ["zanzibarine", "quixotrope", "vellichorus"];
    let cases: Vec<Case> = ["a1", "b2", "c3"].into_iter().zip(words).map(|(id, word)| one(id, word)).collect();
    for case in &cases {
        index.put_staff(&case.entry(), &case.open()).expect("put");
    }
    index.complete().expect("complete");
    assert!(words.iter().all(|w| in_files(root.path(), w)), "the test can see text in the files");
    index.erase(&["a1"]).expect("erase");
    assert!(!in_files(root.path(), words[0]), "erased text is still in the files");
    assert!(in_files(root.path(), words[1]) && in_files(root.path(), words[2]));
    index.erase(&["b2", "c3"]).expect("erase");
    assert!(!words.iter().any(|w| in_files(root.path(), w)), "erased text is still in the files");
    assert!(index.is_empty().expect("count"));
}

#[test]
fn the_staff_index_is_not_read_as_the_full_one() {
    let root = tempfile::tempdir().expect("a folder");
    super::world::full_index(&super::world::mailbox(), root.path());
    let opened = Reader::open(&root.path().join("full"), Which::Staff);
    assert!(matches!(opened, Err(IndexError::Damaged { .. })));
    let query = Query::new("carer", Which::Full);
    assert_eq!(postroom::index::search(root.path(), &query).expect("search").total, 2);
}

fn one(id: &'static str, word: &str) -> Case {
    let parsed = mail(
        ("Ada", "ada@mail.example"),
        date(2026, 4, 1),
        "Hello",
        &format!("A letter about {word} and no more."),
        None,
    );
    Case { id, reference: "PR-2026-000001", parsed, cases: Vec::new(), flags: Vec::new() }
}

fn uncertain(parsed: &Parsed) -> Vec<postroom::model::Party> {
    let mut parties = writer(parsed);
    parties[0].evidence[0].certain = false;
    parties
}

fn hidden_name(name: &str) -> postroom::model::Mark {
    let parsed = mail(("", ""), date(2026, 4, 1), "", &format!("{name} is named here."), None);
    hide(&parsed, name, DataKind::Person).remove(0)
}

/// True where the text is anywhere in the index: in the bytes of a file, in a term, in a stored record, deleted or not.
fn in_files(root: &Path, text: &str) -> bool {
    let lower = text.to_lowercase();
    let files = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    let in_bytes = files.into_iter().any(|entry| {
        let bytes = std::fs::read(entry.path()).expect("read");
        // Three letters may stand anywhere by chance.
        text.len() > 4 && [text, &lower].iter().any(|t| memchr::memmem::find(&bytes, t.as_bytes()).is_some())
    });
    in_bytes || decoded(&root.join("staff/data")).contains(&lower)
}

/// Every term and every stored value of every file of the index, in small letters.
pub fn decoded(data: &Path) -> String {
    let index = tantivy::Index::open_in_dir(data).expect("open");
    let live = index.load_metas().expect("metas").list_segment_files();
    for file in std::fs::read_dir(data).expect("list").map(|f| f.expect("file").path()) {
        let name = Path::new(file.file_name().expect("a name"));
        let engine = [".managed.json", "meta.json", ".tantivy-writer.lock", ".tantivy-meta.lock"]
            .iter()
            .any(|n| name == Path::new(n));
        assert!(engine || live.contains(name), "{} is left over", file.display());
    }
    let mut all = String::new();
    for segment in index.reader().expect("reader").searcher().segment_readers() {
        for (field, entry) in index.schema().fields().filter(|(_, e)| e.is_indexed()) {
            let terms = segment.inverted_index(field).expect("terms");
            let mut stream = terms.terms().stream().expect("stream");
            while stream.advance() {
                all.push_str(&format!("{}={}\n", entry.name(), String::from_utf8_lossy(stream.key())));
            }
        }
        let store = segment.get_store_reader(1).expect("store");
        for id in 0..segment.max_doc() {
            let stored: tantivy::TantivyDocument = store.get(id).expect("record");
            all.push_str(&tantivy::Document::to_json(&stored, &index.schema()));
        }
    }
    all.to_lowercase()
}
