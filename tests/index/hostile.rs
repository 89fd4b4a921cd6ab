//! Query texts that mean harm: each is answered, soon, with hits or a mistake, and never ends the process.

use super::world::{mailbox, staff_index};
use postroom::index::{IndexError, Query, Reader, Sort, Which};
use proptest::prelude::*;

#[test]
fn hostile_texts_are_mistakes() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
    let texts = [
        "(".repeat(10_000),
        "(".repeat(499),
        "NOT ".repeat(120),
        "-".repeat(499),
        "a OR ".repeat(99),
        "x".repeat(1 << 20),
        "word ".repeat(1 << 18),
        "carer\u{0}".into(),
        "\u{1b}[31mcarer".into(),
        "\u{7f}\u{9b}2J".into(),
        "\"".repeat(499),
        "(-(-(-(-(-(-(-(-(-(-(-(-a)))))))))))))".into(),
    ];
    for text in &texts {
        let answer = reader.search(&Query::new(text.clone(), Which::Staff));
        let start: String = text.chars().take(20).collect();
        assert!(matches!(answer, Err(IndexError::Query(_))), "{start:?}: {answer:?}");
        let told = answer.expect_err("a mistake").to_string();
        assert!(told.len() < 3_000 && !told.contains(['\u{1b}', '\u{0}', '\u{9b}']), "{told:?}");
    }
}

#[test]
fn texts_at_the_limits_are_answered() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
    let texts = [
        "x".repeat(500),
        format!("{}carer{}", "(".repeat(10), ")".repeat(10)),
        "carer OR ".repeat(24) + "carer",
        "NOT ".repeat(40) + "carer",
        "1 2 3 4 5 6 7 8 9 0 ".repeat(5).trim_end().to_string(),
        format!("{}*", "ab".repeat(200)),
        format!("{}~2", "ab".repeat(200)),
        format!("\"{}\"", "a ".repeat(200)),
        "a-".repeat(240) + "a",
    ];
    for text in &texts {
        let answer = reader.search(&Query::new(text.clone(), Which::Staff));
        assert!(answer.is_ok(), "{text}: {answer:?}");
    }
}

#[test]
fn pages_are_bounded() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
    let query = |limit, offset| Query { limit, offset, sort: Sort::Newest, ..Query::new("*", Which::Staff) };
    assert!(matches!(reader.search(&query(usize::MAX, 0)), Err(IndexError::Page { .. })));
    assert!(matches!(reader.search(&query(10, usize::MAX)), Err(IndexError::Page { .. })));
    let counted = reader.search(&query(0, 0)).expect("a count");
    assert_eq!((counted.total, counted.hits.len()), (4, 0));
    assert_eq!(reader.search(&query(10, 10)).expect("beyond the end").hits.len(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Anything typed is answered, and whatever is answered can be written out.
    #[test]
    fn any_text_is_answered(text in "[a-zA-Z0-9 ()\"*~:<>=.\\-/'\u{2019}ąß中\u{301}]{0,80}") {
        let reader = shared();
        match reader.search(&Query::new(text, Which::Staff)) {
            Ok(answer) => prop_assert!(serde_json::to_string(&answer).is_ok()),
            Err(IndexError::Query(error)) => prop_assert!(!error.message.is_empty()),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

fn shared() -> &'static Reader {
    static SHARED: std::sync::OnceLock<(tempfile::TempDir, Reader)> = std::sync::OnceLock::new();
    let (_, reader) = SHARED.get_or_init(|| {
        let root = tempfile::tempdir().expect("a folder");
        staff_index(&mailbox(), root.path());
        let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
        (root, reader)
    });
    reader
}
