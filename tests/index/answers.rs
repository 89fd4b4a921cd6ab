//! What stands beside and between the hits: facets, what is drawn together, what is like an item, pages that hold while
//! items arrive, suggestions, slips of recognition, and an old index that answers while a new one is filled.

use super::world::{Case, ask, mail, mailbox, staff_index};
use jiff::civil::date;
use postroom::index::{Collapse, Query, Reader, SearchResult, Sort, StaffIndex, Which};
use postroom::model::{Parsed, TextFrom};
use std::path::Path;

/// An item that arrived as the `n`th.
fn case(n: usize, parsed: Parsed) -> Case {
    let (id, reference) = (format!("{n:08x}").leak(), format!("PR-{n:06}").leak());
    Case { id, reference, parsed, cases: Vec::new(), flags: Vec::new() }
}

fn letter(n: usize, body: &str) -> Case {
    case(n, mail(("Ada Penhaligon", "ada@mail.example"), date(2026, 4, 1), "Hello", body, None))
}

fn search(root: &Path, query: &Query) -> SearchResult {
    Reader::open(&root.join("staff"), Which::Staff).and_then(|r| r.search(query)).expect("an answer")
}

fn references(answer: &SearchResult) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.reference.clone()).collect()
}

#[test]
fn facets_count_what_was_found() {
    const EXPECTED: &[(&str, &str)] = &[
        ("category", "complaint 2, concern 1, data_protection 1, foi 1"),
        ("kind", "foi 1, subject_access 1"),
        ("queue", "complaints 2, information 2, safeguarding 1"),
        ("flag", "safeguarding 1"),
        ("place", "hx8 2"),
        ("medium", "email 4"),
        ("status", "ok 4"),
        ("has", "case 4, due 4, attachment 2, flag 1"),
        ("month", "2026-10 1, 2026-09 1, 2026-05 1, 2026-04 1"),
    ];
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    for text in ["*", "visits", "carer OR bruised"] {
        // A page of one hit: facets count everything that was found.
        let answer = search(root.path(), &Query { facets: true, limit: 1, ..Query::new(text, Which::Staff) });
        let facets = answer.facets.expect("they were asked for");
        for facet in &facets {
            for value in &facet.values {
                let narrowed = ask(root.path(), &format!("({text}) {}", value.narrow)).total;
                assert_eq!(narrowed as u64, value.items, "{text}: {value:?}");
            }
        }
        for (field, expected) in EXPECTED.iter().filter(|_| text == "*") {
            let values = facets.iter().filter(|f| f.field == *field).flat_map(|f| &f.values);
            let told: Vec<String> = values.map(|v| format!("{} {}", v.value, v.items)).collect();
            assert_eq!(told.join(", "), *expected, "{field}");
        }
    }
}

#[test]
fn providers_places_and_days_of_writing() {
    let root = tempfile::tempdir().expect("a folder");
    let mut first = mail(("Ada", "ada@mail.example"), date(2026, 4, 17), "Hello", "", None);
    first.documents[0].text = "My aunt lives at Larch House, Penmoor HX8 1QS. We saw Beechwood Care Home too.".into();
    first.item.date = Some("2026-04-15T10:00:00+01:00".into());
    let second = mail(("Bo", "bo@mail.example"), date(2026, 4, 18), "Hello", "A larch fell on the house.", None);
    staff_index(&[case(1, first), case(2, second)], root.path());
    let table = [
        ("larch", "PR-000001 PR-000002"),
        ("provider:larch", "PR-000001"),
        ("provider:\"larch house\"", "PR-000001"),
        ("provider:\"Beechwood Care Home\"", "PR-000001"),
        ("provider:\"the Larch House\"", "PR-000001"),
        ("provider:\"Larch House Ltd\"", "PR-000001"),
        ("provider:the", ""),
        ("provider:nowhere", ""),
        ("place:hx8", "PR-000001"),
        ("place:HX8", "PR-000001"),
        ("place:ls1", ""),
        ("written:2026-04-15", "PR-000001"),
        ("written:2026-04-17", ""),
        ("received:2026-04-17", "PR-000001"),
        ("written:..2026-04-15", "PR-000001"),
        ("written:>2026-04-15", ""),
        ("-written:2026", "PR-000002"),
    ];
    for (text, expected) in table {
        let mut found = references(&ask(root.path(), text));
        found.sort();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

#[test]
fn the_alike_and_threads_are_drawn_together() {
    let root = tempfile::tempdir().expect("a folder");
    let circular: String = (0..300).map(|n| format!("carer{} word{} ", n % 7, n * n % 311)).collect();
    let other: String = (0..300).map(|n| format!("carer3 thing{} ", n * n % 307)).collect();
    let mut cases: Vec<Case> = (1..=3).map(|n| letter(n, &format!("Dear number{n}, {circular}"))).collect();
    cases.extend([letter(4, &other), letter(5, "carer3"), letter(6, "carer3 late")]);
    for (n, of) in [(1, "m1"), (4, "m1"), (5, "m5"), (6, "m5")] {
        cases[n - 1].parsed.item.message_id = Some(format!("m{n}@mail.example"));
        cases[n - 1].parsed.item.references =
            if n == 1 || n == 5 { vec![] } else { vec![format!("{of}@mail.example")] };
    }
    staff_index(&cases, root.path());
    let table = [
        (None, None, "1 2 3 4 5 6"),
        (Some(Collapse::Alike), Some(4), "1+2+3 4 5 6"),
        (Some(Collapse::Thread), Some(4), "1+4 2 3 5+6"),
    ];
    for (collapse, groups, expected) in table {
        let answer = search(root.path(), &Query { collapse, sort: Sort::Oldest, ..Query::new("carer3", Which::Staff) });
        let number = |reference: &String| reference.trim_start_matches("PR-").trim_start_matches('0').to_string();
        let group = |hit: &postroom::index::Hit| {
            let mut all: Vec<String> = std::iter::once(&hit.reference).chain(&hit.with).map(number).collect();
            all.sort();
            all.join("+")
        };
        let mut told: Vec<String> = answer.hits.iter().map(group).collect();
        told.sort();
        assert_eq!(told.join(" "), expected, "{collapse:?}");
        assert_eq!((answer.groups, answer.total), (groups, 6), "{collapse:?}: items are counted, and groups");
    }
}

#[test]
fn what_is_like_an_item_comes_first() {
    let root = tempfile::tempdir().expect("a folder");
    let mut cases = vec![
        letter(1, "The ramp was built too steep and the plumber broke a trellis, a gasket and the lantern."),
        letter(2, "A steep ramp! Trellis, gasket and lantern are broken, and the plumber is gone."),
        letter(3, "The ramp is fine, thank you."),
    ];
    cases.extend((4..=10).map(|n| letter(n, "Nobody came on Monday and we waited until noon.")));
    staff_index(&cases, root.path());
    let like = |reference: &str, text: &str| Query { like: Some(reference.into()), ..Query::new(text, Which::Staff) };
    assert_eq!(references(&search(root.path(), &like("PR-000001", ""))), ["PR-000002"]);
    assert_eq!(references(&search(root.path(), &like("PR-000001", "steep"))), ["PR-000002"]);
    assert_eq!(search(root.path(), &like("PR-000001", "monday")).total, 0, "a query beside it narrows");
    let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
    let nothing = reader.search(&like("PR-999999", "")).expect_err("no such item is a mistake, not an empty answer");
    assert!(nothing.to_string().contains("PR-999999"), "{nothing}");
}

#[test]
fn pages_hold_while_items_arrive() {
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Due] {
        let root = tempfile::tempdir().expect("a folder");
        let body = |n: usize| format!("{}late on day {n}", "carer ".repeat(1 + n % 5));
        let first: Vec<Case> = (1..=30).map(|n| letter(n, &body(n))).collect();
        staff_index(&first, root.path());
        let query = Query { sort, limit: 4, ..Query::new("carer", Which::Staff) };
        let whole = references(&search(root.path(), &Query { limit: 100, ..query.clone() }));
        let (mut paged, mut after, mut arrived) = (Vec::new(), None, 30);
        loop {
            let page = search(root.path(), &Query { after: after.clone(), ..query.clone() });
            paged.extend(references(&page));
            after = page.next.clone();
            if after.is_none() {
                break;
            }
            let (mut index, _) = StaffIndex::open_or_create(&root.path().join("staff")).expect("open");
            for _ in 0..3 {
                arrived += 1;
                let new = letter(arrived, &body(arrived));
                index.put_staff(&new.entry(), &new.open()).expect("put");
            }
            index.commit().expect("commit");
            assert!(arrived < 100, "{sort:?}: pages never end");
        }
        assert_eq!(paged, whole, "{sort:?}: nothing twice, nothing left out");
        let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
        let broken = Query { after: Some("00ff".into()), ..query };
        assert!(reader.search(&broken).is_err(), "a place that is none is a mistake, not the first page");
    }
}

#[test]
fn suggestions_stand_where_nothing_was_found() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    for (text, meant) in [("brused", "bruised"), ("Brathwate", "brathwaite"), ("physiotherapyst", "physiotherapist")] {
        let answer = ask(root.path(), text);
        assert_eq!((answer.total, answer.suggestions.first().map(String::as_str)), (0, Some(meant)), "{text}");
    }
    for text in ["bruised", "xylophonist", "bruised OR brused"] {
        assert_eq!(ask(root.path(), text).suggestions, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn slips_of_recognition_are_found_below_the_word_itself() {
    let root = tempfile::tempdir().expect("a folder");
    let mut scan = letter(1, "The rnilkman and StanIey were sent horne from the 0rchard and lay on the fioor.");
    scan.parsed.documents[0].text_from = TextFrom::Ocr;
    let typed = letter(2, "The milkman of the orchard lay on the floor.");
    let mistyped = letter(3, "A rnilliner is no word at all.");
    staff_index(&[scan, typed, mistyped], root.path());
    let table = [
        ("milkman", "PR-000002 PR-000001"),
        ("orchard", "PR-000002 PR-000001"),
        ("floor", "PR-000002 PR-000001"),
        ("Stanley", "PR-000001"),
        ("home", "PR-000001"),
    ];
    assert_eq!(ask(root.path(), "milliner").total, 0, "what somebody typed was not misread");
    for (text, expected) in table {
        let answer = ask(root.path(), text);
        assert_eq!(references(&answer).join(" "), expected, "{text}: exact words first, pages that were read next");
        let slip = answer.hits.last().expect("a hit");
        let shown: Vec<&str> = slip.snippets.iter().flat_map(|s| s.ranges.iter().map(|r| r.of(&s.text))).collect();
        assert_eq!(shown.len(), 1, "{text}: the misread word is shown: {shown:?}");
    }
}

#[test]
fn the_old_index_answers_while_the_new_one_is_filled() {
    let root = tempfile::tempdir().expect("a folder");
    let cases = mailbox();
    staff_index(&cases[..2], root.path());
    let before = ask(root.path(), "*");
    let mut rebuilt = StaffIndex::rebuild(&root.path().join("staff")).expect("rebuild");
    for case in &cases {
        rebuilt.put_staff(&case.entry(), &case.open()).expect("put");
        rebuilt.commit().expect("commit");
        assert_eq!(ask(root.path(), "*"), before, "the old answers, whole and without a word about the new");
    }
    rebuilt.complete().expect("complete");
    assert_eq!(ask(root.path(), "*").total, cases.len());
    drop(rebuilt);
    // One that was cut off in the middle leaves nothing behind and takes nothing away.
    drop(StaffIndex::rebuild(&root.path().join("staff")).expect("rebuild"));
    assert_eq!(ask(root.path(), "*").total, cases.len());
}
