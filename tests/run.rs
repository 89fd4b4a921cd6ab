//! Whole runs: the account balances, a second run changes nothing, repeats are recorded, half-written files wait, and the
//! source is told only what is safely kept.

use crate::support::{House, Receiver, mail, shared};
use std::fs;
use std::io::Write;
use std::time::Duration;

const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";

fn complaint(n: usize) -> String {
    let body = format!(
        "Dear Sir or Madam,\n\nNobody came to help my mother get up on Monday {n}. I want to make a complaint.\n\nYours faithfully\n\nMarta Kowalik"
    );
    mail("Marta Kowalik <marta.kowalik@post.example>", "Care visits", &format!("{n}@post.example"), DATE, &body)
}

fn account(house: &House, args: &[&str]) -> serde_json::Value {
    let lines = house.json(&[&["run", "--json"], args].concat());
    assert_eq!(lines.len(), 1);
    lines[0].clone()
}

#[test]
fn a_second_run_changes_nothing() {
    let house = House::new();
    for n in 0..5 {
        house.write(&format!("in/{n}.eml"), complaint(n));
    }
    let first = account(&house, &["in"]);
    assert_eq!(first["run"]["received"], 5);
    assert_eq!(first["account"]["filed"], 5);
    assert_eq!(first["run"]["notices"]["sent"], 5);
    let second = account(&house, &["in"]);
    for what in ["received", "duplicates", "filed", "quarantined"] {
        assert_eq!(second["run"][what], 0, "{what}");
    }
    assert_eq!(second["run"]["known"], 5);
    assert_eq!(second["run"]["notices"]["sent"], 0);
    assert_eq!(first["account"], second["account"]);
}

#[test]
fn a_repeat_is_a_recorded_duplicate() {
    let house = House::new();
    house.write("in/a.eml", complaint(1));
    house.write("in/b.eml", complaint(1));
    let run = account(&house, &["in"]);
    assert_eq!(run["account"]["received"], 2);
    assert_eq!(run["account"]["duplicates"], 1);
    assert_eq!(run["account"]["filed"], 1);
    let shown = house.json(&["show", "PR-000001", "--json"]);
    assert_eq!(shown[0]["occurrences"].as_array().map(Vec::len), Some(2));
}

#[test]
fn an_mbox_and_a_maildir_are_read_message_by_message() {
    let house = House::new();
    let mbox: String =
        (0..3).map(|n| format!("From x@y.example Mon Nov  2 09:00:00 2026\n{}\n", complaint(n))).collect();
    house.write("old.mbox", mbox);
    for folder in ["cur", "tmp"] {
        fs::create_dir_all(house.path("Maildir").join(folder)).unwrap();
    }
    house.write("Maildir/new/1.host", complaint(7));
    house.write("Maildir/tmp/2.host", complaint(8));
    house.settings("sources: [ { name: box, kind: maildir, path: Maildir, after: move, settle_seconds: 0 } ]");
    let run = account(&house, &["old.mbox"]);
    assert_eq!(run["account"]["filed"], 3);
    let run = account(&house, &[]);
    assert_eq!(run["account"]["filed"], 4, "what is in tmp is not taken");
    assert!(house.path("Maildir/cur/1.host:2,").exists(), "moved on after it was kept");
    fs::rename(house.path("Maildir/cur/1.host:2,"), house.path("Maildir/cur/1.host:2,S")).unwrap();
    let run = account(&house, &[]);
    assert_eq!(run["run"]["known"], 1, "a flag set by a mail program makes no new item");
    assert_eq!(run["account"]["received"], 4);
}

#[test]
fn a_drop_folder_is_emptied_into_done_and_nothing_is_overwritten() {
    let house = House::new();
    house.settings("sources: [ { name: post, kind: folder, path: drop, after: move, settle_seconds: 0 } ]");
    house.write("drop/letter.txt", "Dear Council,\n\nThank you for the grab rail.\n\nA. Person\n");
    assert_eq!(account(&house, &[])["account"]["filed"], 1);
    house.write("drop/letter.txt", "Dear Council,\n\nThe grab rail came off the wall.\n\nA. Person\n");
    assert_eq!(account(&house, &[])["account"]["filed"], 2);
    let done: Vec<_> = fs::read_dir(house.path("drop/done")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(done.len(), 2, "{done:?}");
    assert_eq!(account(&house, &[])["run"]["received"], 0, "done/ is not looked into");
}

#[test]
fn a_file_that_is_still_being_written_is_left_until_it_settles() {
    let house = House::new();
    let path = house.write("in/slow.txt", "Dear Council,\n");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more of the letter\n").unwrap();
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let run = account(&house, &["in"]);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(run["run"]["unsettled"].as_array().map(Vec::len), Some(1), "{run}");
        assert_eq!(run["account"]["received"], 0);
    });
    let run = account(&house, &["in"]);
    assert_eq!(run["account"]["received"], 1);
    let original = house.register().store.get(&house.register().find("PR-000001").unwrap()).unwrap();
    assert_eq!(original, fs::read(&path).unwrap());
}

#[test]
fn two_runs_at_once_are_refused_and_the_second_names_the_first() {
    let house = House::new();
    house.write("in/a.eml", complaint(1));
    let held = postroom::register::Lock::take(&house.path("var")).unwrap();
    let ran = house.run(&["run", "in"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains(&format!("process {}", std::process::id())), "{}", ran.err);
    drop(held);
    assert_eq!(account(&house, &["in"])["account"]["filed"], 1);
}

#[test]
fn a_dry_run_writes_nothing() {
    let house = House::new();
    house.write("in/a.eml", complaint(1));
    let ran = house.run(&["run", "--dry-run", "in"]);
    assert!(ran.out.contains("complaint"), "{}{}", ran.out, ran.err);
    assert!(!house.path("var").exists());
    assert!(!house.path("index").exists());
}

#[test]
fn notices_reach_a_real_smtp_server_once_with_references_and_no_names_in_the_subject() {
    let house = House::new();
    let receiver = Receiver::start(house.dir.path(), "accept");
    house.settings(&receiver.settings());
    for n in 0..20 {
        house.write(&format!("in/{n}.eml"), complaint(n));
    }
    assert_eq!(account(&house, &["in"])["run"]["notices"]["sent"], 20);
    account(&house, &["in"]);
    let mut received = receiver.received();
    assert_eq!(received.len(), 20);
    received.dedup();
    assert_eq!(received.len(), 20);
    let due = house.register().due_messages(jiff::Timestamp::MAX, 100, std::iter::empty()).unwrap();
    assert!(due.is_empty());
}

#[test]
fn a_deleted_or_damaged_index_is_filled_again_from_the_register() {
    let house = House::new();
    for n in 0..3 {
        house.write(&format!("in/{n}.eml"), complaint(n));
    }
    account(&house, &["in"]);
    let found = |house: &House| house.json(&["search", "--json", "complaint"])[0]["total"].clone();
    assert_eq!(found(&house), 3);
    fs::remove_dir_all(house.path("index")).unwrap();
    account(&house, &["in"]);
    assert_eq!(found(&house), 3);
    let ran = house.run(&["reindex"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(found(&house), 3);
}

#[test]
fn the_audit_is_a_chain_that_tells_a_changed_row() {
    let house = House::new();
    house.write("in/a.eml", complaint(1));
    account(&house, &["in"]);
    let (rows, tampering) = house.register().verify_audit().unwrap();
    assert!(rows >= 3, "received, filed, sent");
    assert_eq!(tampering, None);
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    assert!(db.execute("UPDATE audit SET actor = 'nobody' WHERE number = 2", []).is_err(), "append-only");
    db.execute_batch("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'nobody' WHERE number = 2").unwrap();
    let (_, tampering) = house.register().verify_audit().unwrap();
    assert_eq!(tampering.map(|t| t.number), Some(2));
}

#[test]
fn public_mail_of_every_make_is_accounted_for_and_a_second_run_does_nothing() {
    let folders = ["mail-fixtures", "mail-real", "mail-replies"].map(shared);
    let folders: Vec<String> = folders.into_iter().flatten().map(|p| p.display().to_string()).collect();
    if folders.len() < 3 {
        return;
    }
    let house = House::new();
    let args: Vec<&str> = folders.iter().map(String::as_str).collect();
    let first = account(&house, &args);
    let [received, filed, duplicates, quarantined, waiting] =
        ["received", "filed", "duplicates", "quarantined", "waiting"].map(|k| first["account"][k].as_i64().unwrap());
    assert!(received > 1_000, "{first}");
    assert_eq!((received, waiting), (filed + duplicates + quarantined, 0), "{first}");
    assert_eq!(first["run"]["faults"].as_array().map(Vec::len), Some(0), "{first}");
    for row in house.register().quarantine().unwrap() {
        let codes: Vec<_> = row.problems.iter().map(|p| p.code).collect();
        assert!(!codes.contains(&postroom::model::ProblemCode::Internal), "{}: {codes:?}", row.file_name);
    }
    let second = account(&house, &args);
    assert_eq!(second["run"]["received"], 0);
    assert_eq!(second["run"]["known"], received);
    assert_eq!(second["account"], first["account"]);
}
