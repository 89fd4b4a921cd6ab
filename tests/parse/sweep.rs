//! Every file of the shared data: nothing falls over, nothing is silent, none takes ten seconds of the processor or a gigabyte
//! in its reading process. Recognition has tests of its own and is capped here, so that this takes seconds; with
//! `POSTROOM_SWEEP=all` it is on, and its processor time is told for each file that takes long.

use super::hostile::check;
use super::{codes, delivery, shared};
use postroom::model::{Limits, ProblemCode};
use postroom::parse::Pool;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// Processor time of one file in its reading process.
const LONGEST: Duration = Duration::from_secs(10);
/// Memory of a reading process at its highest, in KiB.
const LARGEST: u64 = 1 << 20;

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// A pool of one reading process whose number is known: a script notes it before it becomes the program.
struct Watched {
    pool: Pool,
    numbers: PathBuf,
}

impl Watched {
    fn start(folder: &Path, limits: Limits) -> Self {
        let (script, numbers) = (folder.join("postroom"), folder.join("numbers"));
        let program = env!("CARGO_BIN_EXE_postroom");
        let text = format!("#!/bin/sh\necho $$ >> '{}'\nexec '{program}' \"$@\"\n", numbers.display());
        std::fs::write(&script, text).expect("the script can be written");
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("its mode can be set");
        Self { pool: Pool::start(script, 1, limits).expect("the reading process starts"), numbers }
    }

    /// The reading process and what it used so far: processor time, and memory at its highest in KiB.
    fn used(&self) -> Option<(u32, Duration, u64)> {
        let numbers = std::fs::read_to_string(&self.numbers).ok()?;
        let number = numbers.lines().last()?.parse().ok()?;
        let status = std::fs::read_to_string(format!("/proc/{number}/status")).ok()?;
        let highest =
            status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()?;
        Some((number, processor_time(&format!("/proc/{number}/stat"), 13)?, highest))
    }
}

/// User and system time, which stand side by side from this field on, in hundredths of a second.
fn processor_time(stat: &str, field: usize) -> Option<Duration> {
    let stat = std::fs::read_to_string(stat).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    // The name in brackets is the second field and holds spaces; what follows it counts from the third.
    let ticks: u64 = fields.get(field - 2..field)?.iter().filter_map(|n| n.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// Reads a file and gives back what it took in the reading process; where that was replaced, what the new one used.
fn take(watched: &Watched, path: &Path) -> (Duration, u64) {
    let before = watched.used();
    let name = path.to_string_lossy();
    let parsed = watched.pool.parse(&delivery(&name, std::fs::read(path).expect("the file can be read")));
    check(&parsed, &name);
    let fault = [ProblemCode::Internal, ProblemCode::ReaderFailed, ProblemCode::TimedOut];
    assert!(!codes(&parsed).iter().any(|c| fault.contains(c)), "{name}: {:?}", parsed.problems);
    match (before, watched.used()) {
        (Some((one, used, _)), Some((other, now, highest))) if one == other => (now.saturating_sub(used), highest),
        (_, Some((_, now, highest))) => (now, highest),
        _ => (Duration::ZERO, 0),
    }
}

#[test]
fn every_file_is_read_or_refused() {
    let mut paths = Vec::new();
    for folder in
        ["mail-fixtures", "mail-real", "mail-replies", "pdf", "ocr", "correspondence", "outlook-msg", "outlook-tnef"]
    {
        if let Some(folder) = shared(folder) {
            files(&folder, &mut paths);
        }
    }
    let all = std::env::var("POSTROOM_SWEEP").is_ok_and(|v| v == "all");
    let limits = Limits { ocr_pages: if all { 500 } else { 0 }, ..Limits::default() };
    let waiting = Mutex::new(paths.clone());
    let taken = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..if all { 1 } else { 2 } {
            scope.spawn(|| {
                let folder = tempfile::tempdir().expect("a folder");
                let watched = Watched::start(folder.path(), limits.clone());
                while let Some(path) = { waiting.lock().expect("a lock").pop() } {
                    let outside = processor_time("/proc/self/stat", 15);
                    let (time, highest) = take(&watched, &path);
                    let outside =
                        processor_time("/proc/self/stat", 15).unwrap_or_default() - outside.unwrap_or_default();
                    if all && outside > Duration::from_secs(5) {
                        eprintln!("{}: {outside:?} in recognition", path.display());
                    }
                    taken.lock().expect("a lock").push((time, highest, path));
                }
            });
        }
    });
    let mut taken = taken.into_inner().expect("a lock");
    taken.sort();
    assert!(taken.iter().filter(|(time, ..)| !time.is_zero()).count() * 100 >= taken.len(), "nothing was measured");
    let largest = taken.iter().map(|(_, highest, _)| *highest).max().unwrap_or(0);
    let slowest: Vec<_> = taken.iter().rev().take(5).map(|(time, _, path)| (time, path)).collect();
    eprintln!("{} files; at most {} MiB; the slowest: {slowest:#?}", paths.len(), largest >> 10);
    let over: Vec<_> = taken.iter().filter(|(time, highest, _)| *time > LONGEST || *highest > LARGEST).collect();
    assert!(over.is_empty(), "{over:#?}");
}
