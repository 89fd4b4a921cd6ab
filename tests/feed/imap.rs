//! Mails from a real server: each is taken once, none is marked as read, the server is changed only for what is safe, and
//! what comes again is recorded as having come again.

use super::dovecot::{Dovecot, Extra, Wire};
use super::{house, letter};
use crate::support::House;
use std::sync::atomic::Ordering;

fn run(house: &House) -> serde_json::Value {
    let lines = house.json(&["run", "--json"]);
    lines.first().cloned().unwrap_or_else(|| panic!("nothing was reported: {}", house.run(&["run"]).err))
}

fn numbers(run: &serde_json::Value) -> [i64; 4] {
    ["received", "filed", "duplicates", "quarantined"].map(|k| run["account"][k].as_i64().unwrap_or(-1))
}

#[test]
fn left_alone_a_mailbox_is_read_once_and_not_changed() {
    let server = Dovecot::start();
    for n in 0..5 {
        server.deliver(&letter(n));
    }
    let house = house(&server, server.port, "", "");
    let before = server.mails("");
    assert_eq!(numbers(&run(&house)), [5, 5, 0, 0]);
    let again = run(&house);
    assert_eq!(numbers(&again), [5, 5, 0, 0]);
    assert_eq!(again["run"]["known"], 0, "nothing is fetched twice");
    server.deliver(&letter(5));
    assert_eq!(numbers(&run(&house)), [6, 6, 0, 0]);
    assert_eq!(server.mails("").len(), 6);
    for name in server.mails("") {
        assert!(!name.split(":2,").nth(1).unwrap_or_default().contains('S'), "{name} is marked as read");
    }
    // The server itself may move mails from new to cur; their names stay.
    let stem = |n: &String| n.split([':', ',']).next().unwrap_or_default().to_string();
    assert!(before.iter().map(stem).all(|n| server.mails("").iter().map(stem).any(|m| m == n)));
}

#[test]
fn a_mail_read_by_a_colleague_first_is_taken_all_the_same() {
    let server = Dovecot::start();
    server.deliver(&letter(1));
    let house = house(&server, server.port, "", "");
    let (name, folder) = (server.mails("")[0].clone(), server.path("mail/sscu"));
    std::fs::rename(folder.join("new").join(&name), folder.join("cur").join(format!("{name}:2,S"))).unwrap();
    assert_eq!(numbers(&run(&house)), [1, 1, 0, 0]);
}

#[test]
fn a_server_that_numbers_anew_makes_duplicates_and_no_new_items() {
    let mut server = Dovecot::start();
    for n in 0..4 {
        server.deliver(&letter(n));
    }
    let house = house(&server, server.port, "", "");
    assert_eq!(numbers(&run(&house)), [4, 4, 0, 0]);
    server.renumber();
    server.deliver(&letter(4));
    assert_eq!(numbers(&run(&house)), [9, 5, 4, 0]);
    assert_eq!(numbers(&run(&house)), [9, 5, 4, 0], "and once only");
}

#[test]
fn mails_are_moved_by_what_became_of_them_and_may_come_back() {
    for capability in [None, Some("IMAP4rev1 UIDPLUS IDLE"), Some("IMAP4rev1")] {
        let server = Dovecot::with(&Extra { capability, ..Extra::default() });
        server.deliver(&letter(0));
        server.deliver(&letter(1));
        server.deliver(&letter(1));
        server.deliver("");
        let house = house(&server, server.port, ", after: move", "");
        assert_eq!(numbers(&run(&house)), [4, 2, 1, 1], "{capability:?}");
        assert_eq!(server.mails("Postroom.Filed").len(), 2, "{capability:?}: {}", server.log());
        assert_eq!(server.mails("Postroom.Duplicates").len(), 1);
        assert_eq!(server.mails("Postroom.Quarantine").len(), 1);
        let left = server.mails("");
        match capability {
            // Without UIDPLUS nothing is removed by force: what others marked would go too.
            Some("IMAP4rev1") => assert!(left.iter().all(|n| n.contains(":2,T")), "{left:?}"),
            _ => assert_eq!(left, Vec::<String>::new()),
        }
        for name in server.mails("Postroom.Filed") {
            assert!(!name.split(":2,").nth(1).unwrap_or_default().contains('S'), "{name} is marked as read");
        }
        if capability.is_none() {
            assert_eq!(server.move_back("Postroom.Filed"), 2);
            assert_eq!(numbers(&run(&house)), [6, 2, 3, 1], "a mail that comes back is a recorded duplicate");
            assert_eq!(server.mails("Postroom.Duplicates").len(), 3, "and is not lost");
        }
    }
}

#[test]
fn a_mail_that_is_too_large_is_left_and_told_until_the_cap_allows_it() {
    let server = Dovecot::start();
    server.deliver(&letter(0));
    let large = format!("{}\n{}", letter(1), "A long story, told again and again.\n".repeat(40_000));
    server.deliver(&large);
    server.deliver(&letter(2));
    let house = house(&server, server.port, ", after: move, largest_mib: 1", "");
    let first = run(&house);
    assert_eq!(numbers(&first), [2, 2, 0, 0]);
    assert_eq!(first["run"]["left"].as_array().map(Vec::len), Some(1), "{first}");
    assert_eq!(server.mails("").len(), 1);
    let shown = house.run(&["run"]);
    assert!(shown.out.contains("left on the server"), "{}", shown.out);
    assert_eq!(shown.code, Some(1), "a person must look");
    let check = house.run(&["check"]);
    assert!(check.out.contains("largest_mib"), "{}", check.out);
    house.settings(&server.source(server.port, ", after: move, largest_mib: 2"));
    assert_eq!(numbers(&run(&house)), [3, 3, 0, 0]);
    assert_eq!(server.mails("").len(), 0);
}

#[test]
fn several_folders_are_read_and_a_missing_one_is_told() {
    let server = Dovecot::start();
    server.deliver(&letter(0));
    let house = house(&server, server.port, ", folders: [INBOX, Elsewhere]", "");
    let first = run(&house);
    assert_eq!(numbers(&first), [1, 1, 0, 0]);
    let fault = first["run"]["faults"][0]["message"].as_str().unwrap_or_default().to_string();
    assert!(fault.contains("EXAMINE"), "{first}");
}

#[test]
fn a_wire_that_is_cut_in_every_mail_still_brings_all() {
    let server = Dovecot::start();
    for n in 0..12 {
        server.deliver(&format!("{}\n{}", letter(n), "word ".repeat(400)));
    }
    let wire = Wire::to(server.port);
    let house = house(&server, wire.port, ", after: move", "");
    // Greeting, sign-in and listing pass; the batch of mails does not.
    wire.fuse.store(9_000, Ordering::SeqCst);
    for _ in 0..8 {
        house.run(&["run", "--quiet"]);
    }
    assert!(wire.cuts.load(Ordering::SeqCst) >= 3, "{} cuts", wire.cuts.load(Ordering::SeqCst));
    wire.fuse.store(0, Ordering::SeqCst);
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(numbers(&run(&house)), [12, 12, 0, 0], "each once");
    assert_eq!(server.mails("Postroom.Filed").len(), 12);
}
