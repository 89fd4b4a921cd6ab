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
    let floors = [
        ("tuned", &score.tuned, [0.995, 0.995, 0.99, 0.83, 0.90]),
        ("aside", &score.aside, [0.985, 0.985, 0.97, 0.75, 0.88]),
    ];
    for (name, part, [names, identifiers, hidden, kept, precision]) in floors {
        assert!(part.items > 20, "{name}: too few items");
        assert!(part.names.rate() >= names, "{name}: names {}", part.names);
        assert!(part.identifiers.rate() >= identifiers, "{name}: identifiers {}", part.identifiers);
        assert!(part.hidden.rate() >= hidden, "{name}: third parties hidden {}", part.hidden);
        assert!(part.kept.rate() >= kept, "{name}: the writer's own data kept {}", part.kept);
        assert!(part.precision.rate() >= precision, "{name}: precision {}", part.precision);
        assert_eq!(part.wrong_keeps, 0, "{name}: somebody else's data is kept");
    }
}
