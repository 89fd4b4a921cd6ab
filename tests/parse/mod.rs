//! Parsing: what comes out of mails, letters, PDFs and scans, how trouble shows, and that hostile bytes cost one item
//! and no more. Everything here reads through the real program's reading processes unless it says otherwise.

mod account;
mod archives;
mod dev_set;
mod formats;
mod heads;
mod hostile;
mod languages;
mod mail;
mod make;
mod monsters;
mod office;
mod oracles;
mod outlook;
pub(crate) mod pack;
mod pdf;
mod received;
mod replies;
mod rich;
mod scans;
mod signatures;
mod swallow;
mod sweep;
mod wrapped;
mod zones;

use postroom::model::{Delivery, Limits, Parsed, ProblemCode};
use postroom::parse::Pool;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Readers shared by all tests.
fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| start(Limits::default()))
}

/// Readers with limits of their own.
fn start(limits: Limits) -> Pool {
    Pool::start(env!("CARGO_BIN_EXE_postroom").into(), 2, limits).expect("the reading process starts")
}

/// A delivery as a file of this name.
fn delivery(name: &str, bytes: impl AsRef<[u8]>) -> Delivery {
    Delivery {
        bytes: bytes.as_ref().to_vec(),
        source: "test".into(),
        locator: name.into(),
        file_name: name.into(),
        arrived: "2026-11-20T10:00:00Z".parse().expect("a time"),
        stated: None,
    }
}

/// Reads a file of this name.
fn read(name: &str, bytes: impl AsRef<[u8]>) -> Parsed {
    pool().parse(&delivery(name, bytes))
}

fn codes(parsed: &Parsed) -> Vec<ProblemCode> {
    parsed.problems.iter().map(|p| p.code).collect()
}

/// White space squeezed to single spaces.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folder of the shared data, or none, said aloud.
fn shared(path: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there", folder.display());
    None
}

/// Reads a file from disk.
fn read_file(path: &Path) -> Parsed {
    let bytes = std::fs::read(path).expect("the file can be read");
    read(&path.file_name().unwrap_or_default().to_string_lossy(), bytes)
}
