//! The labelled development set: every body must be exactly the text that a person reads, white space aside.

use super::{read_file, shared, squeezed};
use serde_json::Value;

#[test]
fn bodies_and_dates_equal_the_labels() {
    let Some(folder) = shared("correspondence") else { return };
    let items = std::fs::read_to_string(folder.join("items.jsonl")).expect("the labels");
    let (mut count, mut wrong) = (0, Vec::new());
    for line in items.lines() {
        let label: Value = serde_json::from_str(line).expect("a label is JSON");
        let file = label["file"].as_str().expect("a file");
        let parsed = read_file(&folder.join(file));
        count += 1;
        if squeezed(&parsed.documents[0].text) != squeezed(label["text"].as_str().expect("a text")) {
            wrong.push(file.to_owned());
        }
        if file.ends_with(".eml") {
            assert_eq!(parsed.item.received.date.to_string(), label["received"], "{file}");
        }
    }
    assert!(count >= 100, "{count} items");
    assert_eq!(wrong, Vec::<String>::new(), "bodies that are not the text of the label");
}
