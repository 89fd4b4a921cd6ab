//! Whose data it is: the writer's own is kept on two facts, nobody else's ever; declarations of a person win.

use super::{item, run};
use postroom::model::{Action, Role};
use postroom::redact::Declaration;

/// Who writes, the text, what must be readable and what must not.
const CASES: &[(Option<(&str, &str)>, &str, &[&str], &[&str])] = &[
    (
        Some(("Janet Smith", "janet.smith@mailbox.example")),
        "My husband Roy Smith is ill. Mr Smith cannot walk. His phone is 01632 960 111, mine is 01632 960 222.\n\nRegards\nJanet Smith\n07700 900 333",
        &["Janet Smith", "01632 960 222", "07700 900 333"],
        &["Roy", "Mr Smith", "01632 960 111"],
    ),
    (
        Some(("Mohammed Arif Khan", "m.arif.khan@mailbox.example")),
        "You have me down as born 4/5/1961, that's not me, that's Mohammed Asif Khan. I am Mohammed Arif Khan, 14/5/1964.",
        &["Mohammed Arif Khan", "14/5/1964"],
        &["Asif", "4/5/1961,"],
    ),
    (
        None,
        "14 Hawthorn Avenue\nPenmoor HX8 1QS\n\n3 March 2026\n\nDear Sirs,\n\nMy neighbour Doris Battersby of 16 Hawthorn Avenue shouts.\n\nYours faithfully\n\nEthel Thackray",
        &["14 Hawthorn Avenue", "HX8 1QS", "Ethel Thackray"],
        &["Doris", "16 Hawthorn"],
    ),
    (
        Some(("Kev", "kevo77@mailbox.example")),
        "My NI is JM204418B and my wife's is CE 98 76 54 A. Ring me on 07700900222.\n\nKev",
        &["JM204418B", "07700900222", "Kev"],
        &["CE 98 76 54 A"],
    ),
    (
        Some(("Records", "records@solicitors.example")),
        "Our ref: BL/AKE/3391\n\nWe act for Toby Akers, born 31 May 2004.\n\nBeatrix Lamming\nPartner, Lamming Frost LLP",
        &["Beatrix Lamming"],
        &["BL/AKE/3391", "Toby", "31 May 2004"],
    ),
];

#[test]
fn the_writer_is_kept_and_nobody_else() {
    for (from, text, kept, hidden) in CASES {
        let redacted = run(&item(*from, text), "third_party", &Declaration::default());
        let out = &redacted.documents()[0].text;
        for words in *kept {
            assert!(out.contains(words), "{words:?} is hidden in:\n{out}");
        }
        for words in *hidden {
            assert!(!out.contains(words), "{words:?} is bare in:\n{out}");
        }
    }
    assert!(!CASES.is_empty());
}

#[test]
fn a_declared_subject_is_kept_by_full_name_only() {
    let text =
        "About Olive Metcalfe, born 17 May 1936. Her son Ronnie Metcalfe and Mrs Metcalfe agree.\n\nYours\nAlison Grey";
    let declaration = Declaration { subjects: vec!["Olive Metcalfe".into()], ..Declaration::default() };
    let redacted = run(&item(None, text), "subject_access", &declaration);
    let out = &redacted.documents()[0].text;
    assert!(out.contains("Olive Metcalfe") && out.contains("17 May 1936"), "{out}");
    assert!(!out.contains("Ronnie") && !out.contains("Alison"), "{out}");
    assert!(redacted.parties().iter().any(|p| p.role == Role::Subject && p.evidence.iter().any(|e| e.certain)));
    assert!(redacted.marks().iter().filter(|m| m.action == Action::Keep).all(|m| m.text != "Metcalfe"), "{out}");
}

#[test]
fn asked_to_hide_beats_asked_to_keep() {
    let text = "Call Doris Battersby or Ernest.\n\nYours\nEthel Thackray";
    let declaration = Declaration {
        redact: vec!["Thackray".into()],
        keep: vec!["Doris Battersby".into(), "Ethel Thackray".into()],
        ..Declaration::default()
    };
    let redacted = run(&item(None, text), "third_party", &declaration);
    let out = &redacted.documents()[0].text;
    assert!(out.contains("Doris Battersby"), "{out}");
    assert!(!out.contains("Thackray") && !out.contains("Ernest"), "{out}");
}

#[test]
fn only_what_is_named_is_hidden_without_a_profile_in_every_form() {
    let text = "Rosalind Ashworth rang. ROSALIND, Mrs Ashworth and R. Ashworth's dog; rosalind.ashworth@x.example; NHS 999 821 9930 or 9998219930. Tom stays.";
    let declaration =
        Declaration { redact: vec!["Rosalind Ashworth".into(), "9998219930".into()], ..Declaration::default() };
    let redacted = run(&item(None, text), "none", &declaration);
    let out = redacted.documents()[0].text.to_lowercase();
    assert!(!out.contains("ashworth") && !out.contains("rosalind") && !out.contains("9930"), "{out}");
    assert!(out.contains("tom stays"), "{out}");
}
