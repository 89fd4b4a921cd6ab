//! The files a council writes: classification rules, clocks, profiles, queues, settings. They may be refused with a
//! message and never with a fault.
#![no_main]

use postroom::config::Config;
use postroom::rules::{classify::ClassifyRules, clocks::ClockRules, profile::Profiles, queues::Queues};
use std::path::Path;
use std::sync::OnceLock;

/// Files that the first byte chooses among.
const FILES: [&str; 5] =
    ["classify/case.yaml", "clocks.yaml", "redact/case.yaml", "route/case.yaml", "holidays.yaml"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&first, text)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let dir = folder();
    let choice = usize::from(first) % (FILES.len() + 1);
    let Some(name) = FILES.get(choice) else {
        drop(postroom::yaml::parse::<Config>(Path::new("config.yaml"), text));
        return;
    };
    std::fs::write(dir.join(name), text).expect("the folder is ours");
    match choice {
        0 => drop(ClassifyRules::load_without_model(dir)),
        1 | 4 => drop(ClockRules::load(dir)),
        2 => drop(Profiles::load(dir)),
        _ => drop(Queues::load(dir)),
    }
});

/// A folder with the files in their places, each good until it is written over.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let dir = FOLDER.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["classify", "redact", "route"] {
            std::fs::create_dir(dir.path().join(name)).expect("a folder");
        }
        for name in ["clocks.yaml", "holidays.yaml"] {
            let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules").join(name);
            std::fs::copy(good, dir.path().join(name)).expect("the rules of the project");
        }
        dir
    });
    dir.path()
}
