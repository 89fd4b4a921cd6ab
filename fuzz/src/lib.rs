//! What the fuzz targets share: reading bytes as a file of some name, and what must hold of whatever comes out. It must
//! never forgive a fault: reading may refuse anything and fall over nothing.

use postroom::model::{Delivery, Limits, Parsed};
use postroom::parse::parse;
use std::sync::Once;

/// Reads the bytes as a reading process would, without its walls, and checks the result.
pub fn read(name: &str, bytes: &[u8]) {
    static THREADS: Once = Once::new();
    // As in a reading process: one thread, so that faults stay where they arise.
    THREADS.call_once(|| drop(rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()));
    let delivery = Delivery {
        bytes: bytes.to_vec(),
        source: "fuzz".into(),
        locator: name.into(),
        file_name: name.into(),
        arrived: "2026-11-20T10:00:00Z".parse().expect("a time"),
        stated: None,
    };
    check(&parse(&delivery, &Limits::default()));
}

/// Documents are numbered in their order, places lie in the text, and an item without text has a problem.
fn check(parsed: &Parsed) {
    assert!(!parsed.documents.is_empty(), "no document");
    for (number, document) in parsed.documents.iter().enumerate() {
        assert_eq!(document.id, number, "ids are positions");
        assert!(document.parent.is_none_or(|p| p < number), "a parent comes first");
        let fits = |start: usize, end: usize| start <= end && document.text.get(start..end).is_some();
        assert!(document.zones.iter().all(|z| fits(z.span.start, z.span.end)), "zones lie in the text");
        assert!(document.words.iter().all(|w| fits(w.span.start, w.span.end)), "words lie in the text");
        assert!(document.pages.iter().all(|p| fits(p.span.start, p.span.end)), "pages lie in the text");
        assert!(document.words.iter().all(|w| w.page < document.pages.len()), "words stand on pages");
    }
    let text = parsed.documents.iter().any(|d| d.text.chars().any(char::is_alphanumeric));
    assert!(text || !parsed.problems.is_empty(), "neither text nor a problem");
}
