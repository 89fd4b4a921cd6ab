//! Five hundred items with a secret each, asked twenty thousand times: no answer, count, facet, suggestion, group or page
//! tells whether the secrets are these or others.

use super::world::{Case, hide, mail, parties};
use jiff::civil::date;
use postroom::index::{Collapse, Query, Reader, Sort, StaffIndex, Which};
use postroom::model::DataKind;
use postroom::redact::restore;
use std::path::Path;

const ITEMS: usize = 500;
const QUERIES: usize = 20_000;

/// A made-up name that depends on the side; those of the second side are longer.
fn secret(side: usize, n: usize) -> String {
    const PARTS: [[&str; 8]; 2] = [
        ["Za", "Qui", "Bro", "Vel", "Dra", "Mox", "Tul", "Wex"],
        ["Pento", "Krill", "Osbar", "Yvess", "Grund", "Fjell", "Hasto", "Ibrun"],
    ];
    let part = |shift: usize| PARTS[side][(n >> shift) & 7].to_lowercase();
    let capital = |text: String| text[..1].to_uppercase() + &text[1..];
    format!("{} {}", capital(part(0) + "ina"), capital(part(3) + &part(6) + "otz"))
}

fn fill(side: usize, root: &Path) -> Reader {
    let (mut index, _) = StaffIndex::open_or_create(&root.join("staff")).expect("a new index");
    for n in 0..ITEMS {
        let secret = secret(side, n);
        let body = format!("On day {n} {secret} of Larch House came late. {secret}'s carer was told of the hoist.");
        let day = date(2026, 1, 1).checked_add(jiff::Span::new().days((n % 300) as i64)).expect("a day");
        let note = format!("{secret} signed this at number {n}.");
        let parsed = mail(
            ("Ada Penhaligon", "ada@mail.example"),
            day,
            &format!("About {secret}"),
            &body,
            Some(("note.txt", &note)),
        );
        let marks = hide(&parsed, &secret, DataKind::Person);
        let redacted = restore(&parsed, "third_party", parties(&parsed, &secret), marks);
        let (id, reference) = (format!("{side}{n:07x}").leak(), format!("PR-{:06}", n + 1).leak());
        let case = Case { id, reference, parsed, cases: Vec::new(), flags: Vec::new() };
        index.put_staff(&case.entry(), &redacted).expect("put");
    }
    index.complete().expect("complete");
    drop(index);
    Reader::open(&root.join("staff"), Which::Staff).expect("open")
}

fn attempt(n: usize) -> Query {
    let name = secret(n % 2, n / 2 % ITEMS);
    let (first, last) = name.split_once(' ').expect("two parts");
    let start = &last[..4];
    let text = match n / (2 * ITEMS) % 20 {
        0 => name.clone(),
        1 => format!("\"{name}\""),
        2 => format!("{start}*"),
        3 => format!("{last}~"),
        4 => format!("\"{last}'s carer\""),
        5 => format!("\"day {} {first}\"", n / 2 % ITEMS),
        6 => format!("subject:{last} OR file:{last}"),
        7 => format!("from:{first}"),
        8 => format!("hoist -{last}"),
        9 => format!("provider:larch {first}"),
        10 => format!("received:2026-01..2026-03 {last}"),
        11 => format!("hoist OR {last}"),
        12 => format!("\"about {first}\"~3"),
        13 => format!("has:attachment NOT \"{name}\""),
        14 => format!("{}x", &last[..last.len() - 1]),
        15 => format!("ref:{last} OR hoist"),
        16 => format!("({first} OR carer) late"),
        17 => format!("body:{first}~2"),
        18 => "larch".into(),
        _ => format!("\"{first} {start}\"~2 OR late"),
    };
    let sort = [Sort::Relevance, Sort::Newest, Sort::Oldest, Sort::Due][n % 4];
    let collapse = [None, None, Some(Collapse::Alike), Some(Collapse::Thread)][n / 4 % 4].filter(|_| n % 16 == 4);
    let like = (n % 50 == 7).then(|| format!("PR-{:06}", n % ITEMS + 1));
    Query { sort, collapse, like, facets: n.is_multiple_of(3), limit: 3, ..Query::new(text, Which::Staff) }
}

#[test]
fn nothing_tells_the_secrets_apart() {
    let roots = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let readers = [0, 1].map(|side| fill(side, roots[side].path()));
    let mut asked = 0;
    for query in (0..QUERIES).map(attempt) {
        let answers = [0, 1].map(|side| {
            let answer = readers[side].search(&query);
            answer.map(|a| serde_json::to_string(&a).expect("json")).map_err(|e| e.to_string())
        });
        assert_eq!(answers[0], answers[1], "{query:?} tells them apart");
        asked += 1;
    }
    assert_eq!(asked, QUERIES);
}
