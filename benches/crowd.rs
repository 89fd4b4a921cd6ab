//! An index of a million short letters, and fifty people who search it at once: how fast it is made, how large it is, how
//! much memory it takes and how long an answer takes. Letters and queries come from word lists and a fixed seed, so that
//! two runs measure the same. It measures and asserts nothing.
//!
//! `cargo bench --bench crowd`; `POSTROOM_LETTERS=100000` for fewer letters, `POSTROOM_CROWD=10` for fewer people.

mod item;
mod letters;

use letters::{Asked, Letter, Letters};
use postroom::index::{Entry, FullIndex, IndexedCase, Query, Reader, Which};
use postroom::model::{FlagKind, Status};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Queries that each person asks.
const EACH: usize = 100;

fn main() {
    let letters = number("POSTROOM_LETTERS", 1_000_000);
    let people = number("POSTROOM_CROWD", 50);
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    fill(dir.path(), letters);
    println!("index: {} MiB on disk", size(dir.path()) >> 20);
    println!("memory: {} MiB at most while it was made", status("VmHWM:") >> 10);
    let began = Instant::now();
    let reader = Reader::open(dir.path(), Which::Full).expect("open");
    println!("opened in {:.1?}", began.elapsed());
    one_by_one(&reader, letters);
    at_once(&reader, letters, people);
    println!("memory: {} MiB of its own after the searches, files aside", status("RssAnon:") >> 10);
}

fn fill(dir: &Path, count: usize) {
    let words = Letters::new();
    let began = Instant::now();
    let made: usize =
        (0..count).map(|n| words.letter(n).parsed.documents.iter().map(|d| d.text.len()).sum::<usize>()).sum();
    let making = began.elapsed();
    let (began, cpu) = (Instant::now(), processor_time());
    let mut index = FullIndex::rebuild(dir).expect("a new index");
    for n in 0..count {
        let Letter { parsed, category } = words.letter(n);
        let (id, reference) = (format!("{n:016x}"), format!("PR-{n:07}"));
        let due = parsed.item.received.date.checked_add(jiff::Span::new().days(20)).ok();
        let cases = [IndexedCase { category, kind: None, queue: category.word().into(), due }];
        let flags: &[FlagKind] = if n % 17 == 0 { &[FlagKind::Safeguarding] } else { &[] };
        let entry =
            Entry { item_id: &id, reference: &reference, item: &parsed.item, cases: &cases, flags, status: Status::Ok };
        index.put_full(&entry, &parsed).expect("put");
    }
    index.complete().expect("complete");
    let took = (began.elapsed() - making).as_secs_f64();
    let cpu = processor_time() - cpu;
    let (rate, speed) = (count as f64 / took, made as f64 / took / 1e6);
    println!(
        "index: {count} letters of {} bytes in {took:.1} s, {rate:.0} a second, {speed:.1} MB/s, {cpu:.1} s of processor time, making the letters included",
        made / count.max(1)
    );
}

/// Each kind of query by itself, nobody else at work.
fn one_by_one(reader: &Reader, letters: usize) {
    let words = Letters::new();
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for n in 0..50 * Asked::KINDS {
        let asked = words.asked(n, letters);
        times.entry(asked.kind).or_default().push(ask(reader, &asked));
    }
    println!("{:<28} {:>10} {:>10}", "one person", "median", "longest");
    for (kind, mut times) in times {
        times.sort_unstable();
        println!("{kind:<28} {:>10.2?} {:>10.2?}", times[times.len() / 2], times[times.len() - 1]);
    }
}

/// Everybody asks, and asks again as soon as the answer is there.
fn at_once(reader: &Reader, letters: usize, people: usize) {
    let words = Letters::new();
    let (began, cpu) = (Instant::now(), processor_time());
    let person = |number: usize| {
        let asked = (0..EACH).map(|n| words.asked(number * EACH + n, letters));
        asked.map(|asked| ask(reader, &asked)).collect::<Vec<_>>()
    };
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let crowd: Vec<_> = (0..people).map(|number| scope.spawn(move || person(number))).collect();
        crowd.into_iter().flat_map(|p| p.join().expect("a person")).collect()
    });
    let (took, cpu, count) = (began.elapsed(), processor_time() - cpu, times.len());
    times.sort_unstable();
    let at = |part: f64| times[((count - 1) as f64 * part) as usize];
    println!(
        "{people} at once: {count} queries, {:.0} a second, {:.2} ms of processor time each; p50 {:.1?}, p90 {:.1?}, p99 {:.1?}, longest {:.1?}",
        count as f64 / took.as_secs_f64(),
        cpu * 1e3 / count as f64,
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
}

fn ask(reader: &Reader, asked: &Asked) -> Duration {
    let mut query = Query::new(asked.text.as_str(), Which::Full);
    (query.sort, query.facets) = (asked.sort, asked.facets);
    let began = Instant::now();
    let answer = reader.search(&query).unwrap_or_else(|error| panic!("{}: {error}", asked.text));
    std::hint::black_box(answer);
    began.elapsed()
}

/// Seconds that the processors have worked for this process.
fn processor_time() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn size(dir: &Path) -> u64 {
    let files = walkdir::WalkDir::new(dir).into_iter().filter_map(Result::ok);
    files.filter_map(|f| f.metadata().ok()).filter(|m| m.is_file()).map(|m| m.len()).sum()
}

/// A line of what the system says of this process, in KiB.
fn status(line: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = text.lines().find_map(|l| l.strip_prefix(line)).unwrap_or_default();
    value.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}
