//! False alarms on published comments about health services, from which names were taken out before they were published: what is
//! marked there is nearly always wrong. Skipped aloud where the comments are not present.

use super::{item, run};
use postroom::model::{Action, ProblemCode};
use postroom::redact::{Declaration, cautions};
use std::path::Path;

/// Comments looked at: every so many.
const EVERY: usize = 5;

#[test]
fn comments_hold_few_false_marks() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/classify/nhs-fft-phase1/text_data.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} is not here, so false alarms were not measured", path.display());
        return;
    };
    let (mut words, mut marks, mut comments, mut hints) = (0, 0, 0, 0);
    for row in rows(&text).into_iter().skip(1).step_by(EVERY) {
        let Some(comment) = row.get(3).filter(|c| !c.is_empty()) else { continue };
        let parsed = item(None, comment);
        let redacted = run(&parsed, "third_party", &Declaration::default());
        hints += cautions(&parsed).iter().filter(|p| p.code == ProblemCode::IndirectIdentity).count();
        comments += 1;
        words += comment.split_whitespace().count();
        marks += redacted.marks().iter().filter(|m| m.action != Action::Keep).count();
    }
    let rate = marks as f64 * 1000.0 / words as f64;
    println!("{marks} marks in {words} words of {comments} comments: {rate:.1} in a thousand");
    println!("{hints} comments in which words may tell who somebody is");
    assert!(hints * 1000 < words, "{hints} hints in {words} words");
    assert!(comments > 1000 && rate < 15.0, "{marks} marks in {words} words: {rate:.1} in a thousand");
}

/// The fields of a table with commas and quotation marks.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    rows
}
