//! Redaction measured on the labelled development set, where it is present, against floors that may only rise.

use postroom::redact::score;
use postroom::rules::profile::Profiles;
use std::path::Path;

#[test]
fn development_set_stays_above_its_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let items = root.join("../shared/data/correspondence/items.jsonl");
    if !items.exists() {
        eprintln!("SKIPPED: {} is not here, so redaction was not measured", items.display());
        return;
    }
    let profiles = Profiles::load(&root.join("rules")).expect("the profiles load");
    let score = score(&items, profiles.get("third_party").expect("it is there")).expect("the labels are well formed");
    println!("{score}");
    for (part, name) in [(&score.tuned, "tuned"), (&score.aside, "aside")] {
        assert!(part.items > 20, "{name}: too few items");
        assert_eq!(part.wrong_keeps, 0, "{name}: {:#?}", part.misses);
    }
}
