//! Profiles: an unknown name is answered with the nearest, and a profile that keeps too easily does not load.

use super::profiles;
use postroom::rules::profile::Profiles;

#[test]
fn an_unknown_profile_names_the_nearest_and_all() {
    let error = profiles().get("third_part").expect_err("there is none").to_string();
    assert!(
        error.contains("third_party") && error.contains("subject_access") && error.contains("Did you mean"),
        "{error}"
    );
}

#[test]
fn a_profile_that_keeps_on_one_fact_does_not_load() {
    const BAD: &[(&str, &str)] = &[
        (
            "name: p\nbecause: x\nrules:\n  - { roles: [staff], action: keep, because: y }\notherwise: { action: redact, because: z }\n",
            "certain: true",
        ),
        ("name: p\nbecause: x\notherwise: { action: keep, because: z }\n", "may not keep"),
        ("name: q\nbecause: x\notherwise: { action: redact, because: z }\n", "name it `p`"),
        ("name: p\nbecause: x\nrulez: []\notherwise: { action: redact, because: z }\n", "rulez"),
        ("name: p\nbecause: ' '\notherwise: { action: redact, because: z }\n", "because"),
    ];
    for (text, expected) in BAD {
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(dir.path().join("redact")).expect("a folder");
        std::fs::write(dir.path().join("redact/p.yaml"), text).expect("a file");
        let error = Profiles::load(dir.path()).expect_err("must not load").to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
    assert!(!BAD.is_empty());
}
