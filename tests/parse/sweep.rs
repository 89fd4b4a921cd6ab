//! Every file of the shared data: nothing falls over, nothing is silent. Recognition has tests of its own and is capped
//! here, so that this takes seconds.

use super::hostile::check;
use super::{codes, delivery, shared, start};
use postroom::model::{Limits, ProblemCode};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

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
    let pool = start(Limits { ocr_pages: 0, ..Limits::default() });
    let waiting = Mutex::new(paths.clone());
    let slowest = Mutex::new((Duration::ZERO, PathBuf::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = { waiting.lock().expect("a lock").pop() } {
                    let name = path.to_string_lossy();
                    let bytes = std::fs::read(&path).expect("the file can be read");
                    let begun = Instant::now();
                    let parsed = pool.parse(&delivery(&name, bytes));
                    let took = begun.elapsed();
                    check(&parsed, &name);
                    let fault = [ProblemCode::Internal, ProblemCode::ReaderFailed, ProblemCode::TimedOut];
                    assert!(!codes(&parsed).iter().any(|c| fault.contains(c)), "{name}: {:?}", parsed.problems);
                    let mut slowest = slowest.lock().expect("a lock");
                    if took > slowest.0 {
                        *slowest = (took, path);
                    }
                }
            });
        }
    });
    eprintln!("{} files; the slowest: {:?}", paths.len(), slowest.lock().expect("a lock"));
}
