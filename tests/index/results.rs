//! What an answer shows: snippets that highlight what was found and nothing else, reasons, order and pages.

use super::world::{Case, ask, mail, mailbox, staff_index};
use jiff::civil::date;
use postroom::index::{Query, Reader, Sort, Which};

/// Query, item, and the highlighted parts of its snippets, joined by a bar.
const HIGHLIGHTS: &[(&str, &str, &str)] = &[
    ("carer", "a1", "carer"),
    ("visit", "a1", "visits"),
    ("carers sunday", "a1", "Sunday|carer"),
    ("\"turn up\"", "a1", "turn up"),
    ("osullivan", "a1", "O\u{2019}Sullivan"),
    ("01632960123", "a1", "01632 960 123"),
    ("hx81qs", "a1", "HX8 1QS"),
    ("cafe", "b2", "caf\u{e9}"),
    ("\"complete medical history\"", "b2", "complete-medical-history"),
    ("smithjones", "b2", "Smith-Jones"),
    ("9991234551", "b2", "999 123 4551"),
    ("\"pressure sore\"", "c3", "pres- sure sore"),
    ("physio*", "c3", "physiotherapist"),
    ("fisiotherapist~", "c3", ""),
    ("phisiotherapist~", "c3", "physiotherapist"),
    ("category:complaint", "a1", ""),
    ("carer NOT parking", "a1", "carer"),
];

#[test]
fn snippets_highlight_what_was_found() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let mut ran = 0;
    for (query, item, expected) in HIGHLIGHTS {
        let answer = ask(root.path(), query);
        let hit = answer.hits.iter().find(|h| super::world::id_of(&h.reference) == *item);
        let parts: Vec<&str> =
            hit.iter().flat_map(|h| &h.snippets).flat_map(|s| s.ranges.iter().map(|r| r.of(&s.text))).collect();
        assert_eq!(parts.join("|"), *expected, "{query}: {hit:?}");
        ran += 1;
    }
    assert!(ran > 0);
}

#[test]
fn a_snippet_is_safe_in_a_terminal_and_on_a_page() {
    let root = tempfile::tempdir().expect("a folder");
    let text = "Before <b>\u{1b}[2J\u{202e}carer\u{7}\u{9b}31m</b> & \"after\"\n\n\n  all\u{200b}";
    let parsed = mail(("Ada", "ada@mail.example"), date(2026, 4, 1), "\u{1b}]0;Hello", text, None);
    let case = Case { id: "a1", reference: "PR-2026-000001", parsed, cases: Vec::new(), flags: Vec::new() };
    staff_index(&[case], root.path());
    let answer = ask(root.path(), "carer");
    let snippet = &answer.hits[0].snippets[0];
    insta::assert_snapshot!(snippet.terminal(false));
    insta::assert_snapshot!(snippet.html());
    let odd = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}');
    let hit = &answer.hits[0];
    assert!(!snippet.text.contains(odd) && !hit.subject.as_deref().unwrap_or_default().contains(odd), "{hit:?}");
}

#[test]
fn a_long_document_is_shown_where_the_words_stand_together() {
    let root = tempfile::tempdir().expect("a folder");
    let filler = "Nothing of note happened that day at all. ".repeat(200);
    let text = format!("The carer came. {filler}The carer had a late bus. {filler}");
    let parsed = mail(("Ada", "ada@mail.example"), date(2026, 4, 1), "Hello", &text, None);
    staff_index(
        &[Case { id: "a1", reference: "PR-2026-000001", parsed, cases: Vec::new(), flags: Vec::new() }],
        root.path(),
    );
    let answer = ask(root.path(), "carer bus");
    let snippet = &answer.hits[0].snippets[0];
    assert!(snippet.text.contains("The carer had a late bus."), "{snippet:?}");
    assert!(snippet.text.len() < 300 && snippet.cut_before && snippet.cut_after, "{snippet:?}");
}

#[test]
fn reasons_say_what_was_found_where() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let answer = ask(root.path(), "osullivan visiting PR-2026-123 -parking");
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer).expect("json"));
}

#[test]
fn hits_stand_in_the_order_asked_for() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
    let cases = [
        (Sort::Relevance, "visits", "a1 c3"),
        (Sort::Newest, "*", "d4 c3 b2 a1"),
        (Sort::Oldest, "*", "a1 b2 c3 d4"),
        (Sort::Due, "*", "a1 b2 c3 d4"),
        (Sort::Relevance, "*", "d4 c3 b2 a1"),
    ];
    for (sort, text, expected) in cases {
        let all = reader.search(&Query { sort, ..Query::new(text, Which::Staff) }).expect("search").hits;
        let ids: Vec<_> = all.iter().map(|h| super::world::id_of(&h.reference)).collect();
        assert_eq!(ids.join(" "), expected, "{sort:?} {text}");
        let paged: Vec<_> = (0..all.len())
            .flat_map(|offset| {
                reader.search(&Query { sort, offset, limit: 1, ..Query::new(text, Which::Staff) }).expect("page").hits
            })
            .collect();
        assert_eq!(paged, all, "{sort:?}: pages are not the whole");
    }
}
