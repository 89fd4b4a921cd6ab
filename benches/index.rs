//! How fast items go into an index and are found in it: a mailbox made of the invented correspondence, each item many
//! times with other numbers. It measures and asserts nothing.

mod item;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use item::letter;
use jiff::civil::date;
use postroom::index::{Entry, FullIndex, Query, Reader, Which};
use postroom::model::{Address, Medium, Parsed, Status};
use std::path::Path;

/// Words, a phrase, numbers, a name, a beginning, a slip, fields and days.
const QUERIES: [&str; 10] = [
    "carer late",
    "\"did not come\"",
    "01632 960123",
    "PR-2026-000042",
    "from:sender7",
    "physio*",
    "asessment~",
    "complaint OR concern -invoice",
    "received:2026-04..2026-05 mother",
    "*",
];

fn texts() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/correspondence/items.jsonl");
    match std::fs::read_to_string(&file) {
        Ok(lines) => {
            let items = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            items.filter_map(|item| Some(item.get("text")?.as_str()?.to_string())).collect()
        }
        Err(error) => {
            eprintln!("{}: {error}; a made-up letter is used instead", file.display());
            vec!["Dear Sir, the carer did not come on Monday and my mother waited until noon. ".repeat(20)]
        }
    }
}

fn mailbox(copies: usize) -> Vec<Parsed> {
    let texts = texts();
    let all = texts.iter().cycle().take(copies * texts.len()).enumerate();
    all.map(|(n, text)| parsed(n, format!("{text}\nOur number {n}, telephone 01632 96{:04}.", n % 10_000))).collect()
}

fn parsed(n: usize, text: String) -> Parsed {
    let mut parsed = letter(text);
    let item = &mut parsed.item;
    item.medium = Medium::Email;
    item.from = Some(Address { name: Some(format!("Sender{n}")), address: format!("sender{n}@mail.example") });
    item.subject = Some(format!("Letter {n}"));
    item.received.date = date(2026, 1, 1) + jiff::Span::new().days((n % 330) as i64);
    parsed
}

fn fill(dir: &Path, items: &[Parsed]) {
    let mut index = FullIndex::rebuild(dir).expect("a new index");
    for (n, parsed) in items.iter().enumerate() {
        let (id, reference) = (format!("{n:016x}"), format!("PR-2026-{n:06}"));
        let entry = Entry {
            item_id: &id,
            reference: &reference,
            item: &parsed.item,
            cases: &[],
            flags: &[],
            status: Status::Ok,
        };
        index.put_full(&entry, parsed).expect("put");
    }
    index.complete().expect("complete");
}

fn indexing(c: &mut Criterion) {
    let items = mailbox(20);
    let bytes: usize = items.iter().flat_map(|p| &p.documents).map(|d| d.text.len()).sum();
    let dir = tempfile::tempdir().expect("a folder");
    let mut group = c.benchmark_group("index");
    group.sample_size(10).throughput(Throughput::Bytes(bytes as u64));
    group.bench_function(format!("put {} items", items.len()), |b| b.iter(|| fill(dir.path(), &items)));
    group.finish();
}

fn searching(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a folder");
    fill(dir.path(), &mailbox(100));
    let reader = Reader::open(dir.path(), Which::Full).expect("open");
    let mut group = c.benchmark_group("search 12,000 items");
    for text in QUERIES {
        group.bench_function(text, |b| b.iter(|| reader.search(&Query::new(text, Which::Full)).expect("an answer")));
    }
    group.bench_function("open and search", |b| {
        b.iter(|| {
            Reader::open(dir.path(), Which::Full)
                .expect("open")
                .search(&Query::new("carer late", Which::Full))
                .expect("an answer")
        });
    });
    group.finish();
}

criterion_group!(benches, indexing, searching);
criterion_main!(benches);
