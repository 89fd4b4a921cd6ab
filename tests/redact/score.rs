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
    assert_eq!(score.tuned.wrong_keeps, 0, "somebody else's data is kept");
    for (part, name) in [(&score.tuned, "tuned"), (&score.aside, "aside")] {
        assert!(part.items > 20, "{name}: too few items");
        assert!(part.names.rate() >= 0.95, "{name}: names {}", part.names);
        assert!(part.identifiers.rate() >= 0.92, "{name}: identifiers {}", part.identifiers);
        assert!(part.hidden.rate() >= 0.90, "{name}: third parties hidden {}", part.hidden);
        assert!(part.precision.rate() >= 0.85, "{name}: precision {}", part.precision);
    }
}
