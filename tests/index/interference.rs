//! Non-interference: two mailboxes that differ only in what is hidden give the same answers to everything that may be
//! asked, secrets themselves included.

use super::world::{Case, hide, mail, parties};
use jiff::civil::date;
use postroom::index::{Query, Reader, Sort, StaffIndex, Which};
use postroom::model::DataKind;
use postroom::redact::restore;
use std::path::Path;

/// Items in each mailbox.
const ITEMS: usize = 40;

/// The parts of invented names: 40 different pairs on each side, which share no part.
const FIRST: [&str; 16] = [
    "Ottoline",
    "Peregrine",
    "Marmaduke",
    "Clementina",
    "Thaddeus",
    "Philippa",
    "Barnaby",
    "Araminta",
    "Lysander",
    "Cordelia",
    "Ignatius",
    "Rosalba",
    "Fergus",
    "Wilhelmina",
    "Casimir",
    "Dorothea",
];
const LAST: [&str; 10] = [
    "Quackenbush",
    "Featherstone",
    "O'Shaughnessy",
    "Wojciechowski",
    "Smythe-Browne",
    "Abernathy",
    "Zellweger",
    "Papadakis",
    "McGillicuddy",
    "Vandersteen",
];

/// The secret of item `n` in one of the two mailboxes.
fn secret(side: usize, n: usize) -> String {
    let (first, last) = (FIRST[(n * 2 + side) % FIRST.len()], LAST[(n / 8 * 2 + side) % LAST.len()]);
    format!("{first} {last}")
}

fn mailbox(side: usize, root: &Path) {
    let (mut index, _) = StaffIndex::open_or_create(&root.join("staff")).expect("a new index");
    for n in 0..ITEMS {
        let secret = secret(side, n);
        let body =
            format!("Last week {secret} came to number {n} and {secret}'s car stood in the way. I told {secret} so.");
        let parsed = mail(
            ("Ada Penhaligon", "ada@mail.example"),
            date(2026, 1, 1).checked_add(jiff::Span::new().days(n as i64)).expect("a day"),
            &format!("About {secret}"),
            &body,
            Some(("note.txt", &format!("{secret} signed this."))),
        );
        let redacted =
            restore(&parsed, "third_party", parties(&parsed, &secret), hide(&parsed, &secret, DataKind::Person));
        let (id, reference) = (format!("{n:08x}").leak(), format!("PR-2026-{n:06}").leak());
        let case = Case { id, reference, parsed, cases: Vec::new(), flags: Vec::new() };
        index.put_staff(&case.entry(), &redacted).expect("put");
    }
    index.complete().expect("complete");
}

/// What somebody might try who suspects a name.
fn attempts(name: &str) -> Vec<String> {
    let (first, last) = name.split_once(' ').expect("two parts");
    let start: String = last.chars().take(4).collect();
    vec![
        name.to_string(),
        format!("\"{name}\""),
        format!("\"{last}'s car\""),
        format!("\"week {first}\""),
        format!("\"told {first}\"~5"),
        first.to_string(),
        format!("{start}*"),
        format!("{first}~"),
        format!("{first}~2"),
        format!("subject:{first}"),
        format!("from:{first} OR body:{first}"),
        format!("file:{first} OR ref:{first}"),
        format!("came -{first}"),
        format!("NOT \"{name}\""),
        format!("received:2026-01..2026-02 {first}"),
    ]
}

#[test]
fn answers_do_not_depend_on_what_is_hidden() {
    let roots = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let readers = [0, 1].map(|side| {
        mailbox(side, roots[side].path());
        Reader::open(&roots[side].path().join("staff"), Which::Staff).expect("open")
    });
    let mut asked = 0;
    for query in (0..ITEMS).flat_map(|n| [secret(0, n), secret(1, n)]).flat_map(|name| attempts(&name)) {
        for sort in [Sort::Relevance, Sort::Newest] {
            let answers = [0, 1].map(|side| {
                let answer =
                    readers[side].search(&Query { sort, limit: 50, ..Query::new(query.clone(), Which::Staff) });
                answer.map(|a| serde_json::to_string(&a).expect("json")).map_err(|e| e.to_string())
            });
            assert_eq!(answers[0], answers[1], "{query} tells the mailboxes apart");
            asked += 1;
        }
    }
    assert!(asked > 2_000, "only {asked} queries were tried");
}
