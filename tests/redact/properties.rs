//! What holds for every text: marks are sorted and apart, hiding is complete and repeatable, and what is hidden leaves no
//! trace of itself, not even its length.

use super::{document, item, run};
use postroom::model::{Action, DocumentRole};
use postroom::redact::{Declaration, restore};
use proptest::prelude::*;

/// Bits of letters; names and numbers among them.
const BITS: &[&str] = &[
    "Dear Sirs,\n\n",
    "I spoke to ",
    "Mrs Sandhu",
    " and ",
    "Tom Young",
    "'s carer, Blessing, ",
    "rang 01632 960 123. ",
    "NHS 999 821 9930\n",
    "Ł\u{a0}é ",
    "\n\n",
    "> quoted\n",
    "my mother Hilda Clough ",
    "14 Hawthorn Avenue\nPenmoor HX8 1QS\n",
    "DOB 3.3.38, ",
    "<ann@mailbox.example> ",
    "Yours\n",
    "Ethel Thackray\n",
    "\u{200b}",
    "(ref LAS 553017) ",
    "died on 3 May ",
    "O'Hanlon-Ní ",
    "MR BASHIR SAID ",
    "| am ",
    "¿…😀 ",
];

fn letters() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(BITS), 0..30).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn marks_are_sorted_apart_and_exact(text in letters()) {
        let redacted = run(&item(None, &text), "third_party", &Declaration::default());
        for pair in redacted.marks().windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for mark in redacted.marks() {
            prop_assert_eq!(text.get(mark.span.start..mark.span.end), Some(mark.text.as_str()));
            prop_assert!(!mark.reason.is_empty() && mark.party.is_none_or(|p| p < redacted.parties().len()));
        }
    }

    #[test]
    fn any_text_at_all_is_taken(text in "\\PC{0,200}") {
        run(&item(None, &text), "third_party", &Declaration::default());
    }

    #[test]
    fn decisions_kept_make_the_same_text_again(text in letters()) {
        let parsed = item(Some(("Ethel Thackray", "ethel@mailbox.example")), &text);
        let first = run(&parsed, "third_party", &Declaration::default());
        let again = restore(&parsed, first.profile(), first.parties().to_vec(), first.marks().to_vec());
        prop_assert_eq!(&first, &again);
        prop_assert_eq!(&first, &run(&parsed, "third_party", &Declaration::default()));
    }

    #[test]
    fn what_is_asked_to_be_hidden_does_not_survive(text in letters(), at in 0usize..5) {
        let name = ["Quenby", "Zuleika", "Ferdinand", "Ottoline", "Xanthe"][at];
        let text = format!("{text} {name} {text} {}, {name}'s", name.to_uppercase());
        let declaration = Declaration { redact: vec![name.to_string()], ..Declaration::default() };
        let redacted = run(&item(None, &text), "none", &declaration);
        prop_assert!(!redacted.documents()[0].text.to_lowercase().contains(&name.to_lowercase()));
    }

    #[test]
    fn a_hidden_name_leaves_no_trace_of_itself(pair in prop::sample::select(NAMES), frame in prop::sample::select(FRAMES)) {
        let texts: Vec<String> = [pair.0, pair.1].iter().map(|name| {
            let (first, last) = name.split_once(' ').expect("two names");
            let text = frame.replace("{first}", first).replace("{last}", last).replace("{caps}", &name.to_uppercase());
            run(&item(Some(("Ethel Thackray", "ethel@mailbox.example")), &text), "third_party", &Declaration::default()).documents()[0].text.clone()
        }).collect();
        prop_assert_eq!(&texts[0], &texts[1]);
    }
}

/// Names of other length and origin that must be exchangeable.
const NAMES: &[(&str, &str)] = &[
    ("Tom Sykes", "Christopher Murgatroyd"),
    ("Ian Wu", "Oluwaseun Adeyemi"),
    ("Raj Rao", "Wojciech Kowalczyk"),
    ("Ian Holt", "Mohinder Sandhu"),
];
const FRAMES: &[&str] = &[
    "I met {first} {last} and told {first} about it.\n\nEthel Thackray",
    "My neighbour, {first} {last}, rang on 07700 900 111. Mr {last} is deaf.\n\nEthel Thackray",
    "Dear {first},\n\nthe bill is for {first} {last}.\n\nEthel Thackray",
];

#[test]
fn attachments_subject_and_file_names_are_followed() {
    let mut parsed = item(
        Some(("Ethel Thackray", "ethel@mailbox.example")),
        "Please see about my son Rezan Barzani.\n\nEthel Thackray",
    );
    parsed.documents.push(document(1, DocumentRole::Subject, "subject", "About Rezan"));
    parsed.documents.push(document(
        2,
        DocumentRole::Attachment,
        "rezan_barzani_plan.txt",
        "Barzani needs help. REZAN sleeps.",
    ));
    let redacted = run(&parsed, "third_party", &Declaration::default());
    for made in redacted.documents() {
        let all = format!("{} {}", made.name, made.text).to_lowercase();
        assert!(!all.contains("rezan") && !all.contains("barzani"), "{all}");
    }
    let labels: std::collections::BTreeSet<_> =
        redacted.marks().iter().filter(|m| m.action != Action::Keep).map(|m| m.party).collect();
    assert_eq!(labels.len(), 1, "one person, one label: {:?}", redacted.documents());
}
