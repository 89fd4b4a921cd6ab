//! What happens when something is wrong: the message names the place and what to do, the exit code says so, and nothing is
//! lost.

use crate::support::{House, Receiver, mail, root};
use std::fs;
use std::path::Path;
use std::process::Command;

const RULE: &str = "- id: a-rule\n  status: stable\n  category: complaint\n  because: A reason.\n";
const EXAMPLES: &str = "  tests: { match: [\"a lamp post\"], no_match: [\"a door\"] }\n";

/// The project's rules with one file spoilt.
fn with_rules(house: &House, file: &str, content: &str) {
    house.copy_rules();
    house.write(file, content);
}

fn letter(house: &House) {
    house.write("in/a.txt", "Dear Council,\n\nPlease could someone repair the hoist?\n\nYours\n\nA. Person\n");
}

fn stops(house: &House, args: &[&str], needles: &[&str]) {
    let ran = house.run(args);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    for needle in needles {
        assert!(ran.err.contains(needle), "expected {needle:?} in:\n{}", ran.err);
    }
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

#[test]
fn settings_that_do_not_fit_are_refused_with_place_and_remedy() {
    let cases: &[(&str, &[&str])] = &[
        ("profil: third_party", &["config.yaml:4:1", "unknown field `profil`", "Did you mean `profile`?"]),
        ("limits: { ocr_page: 3 }", &["config.yaml:4", "unknown field `ocr_page`", "Did you mean `ocr_pages`?"]),
        ("profile: foy", &["foy", "foi"]),
        ("workers: many", &["config.yaml:4", "workers", "expected a whole number", "Nothing was taken in"]),
        (" bad: [", &["config.yaml:4", "a bracket is missing"]),
        (
            "sources: [ { name: a, kind: folder, path: nowhere } ]",
            &["source `a`", "nowhere", "does not exist", "under `sources`"],
        ),
        ("sources: [ { name: a, kind: foldr, path: in } ]", &["unknown variant `foldr`", "Did you mean `folder`?"]),
        (
            "sources: [ { name: a, kind: folder, path: in }, { name: a, kind: folder, path: in } ]",
            &["two sources are named `a`"],
        ),
        ("mail: { from: nobody }", &["`nobody` is not a mail address"]),
        ("mail: { from: a@b.example, send: smtp }", &["needs `mail: smtp:`"]),
    ];
    for (more, needles) in cases {
        let house = House::new();
        letter(&house);
        house.settings(more);
        stops(&house, &["run"], needles);
    }
    assert!(!cases.is_empty());
    let house = House::new();
    stops(&house, &["--config", "other.yaml", "run"], &["no settings at other.yaml", "--config"]);
    stops(&house, &["run", "not-there"], &["not-there", "does not exist", "from which folder you run this"]);
    stops(&house, &["run"], &["no sources"]);
}

#[test]
fn rules_that_do_not_fit_are_refused_with_place_and_remedy() {
    let cases: &[(&str, String, &[&str])] = &[
        (
            "bad regex",
            format!("{RULE}  any: [ {{ regex: 'lamp (post', literal: lamp }} ]\n  score: 1\n{EXAMPLES}"),
            &["extra.yaml", "a-rule", "regex"],
        ),
        (
            "no examples",
            format!("{RULE}  any: [ {{ phrase: lamp post }} ]\n  score: 1\n"),
            &["extra.yaml", "a-rule", "match"],
        ),
        (
            "unknown key",
            format!("{RULE}  anny: [ {{ phrase: lamp post }} ]\n  score: 1\n{EXAMPLES}"),
            &["extra.yaml:5", "anny", "Did you mean `any`?"],
        ),
        (
            "a word for a number",
            format!("{RULE}  any: [ {{ phrase: lamp post }} ]\n  score: many\n{EXAMPLES}"),
            &["extra.yaml:6", "entry 1 of the list, score", "expected a number", "Nothing was taken in"],
        ),
        (
            "unknown category",
            format!(
                "{}  any: [ {{ phrase: lamp post }} ]\n  score: 1\n{EXAMPLES}",
                RULE.replace("complaint", "complant")
            ),
            &["extra.yaml", "complant", "complaint"],
        ),
    ];
    for (what, content, needles) in cases {
        let house = House::new();
        letter(&house);
        with_rules(&house, "rules/classify/extra.yaml", content);
        eprintln!("case: {what}");
        stops(&house, &["run", "in"], needles);
        assert!(!house.path("var/register.sqlite").exists(), "{what}: nothing was begun");
    }
    let queues = fs::read_to_string(root().join("rules/route/queues.yaml")).unwrap();
    let house = House::new();
    with_rules(&house, "rules/route/queues.yaml", &queues.replace("takes: [compliment]", "takes: [complimant]"));
    stops(&house, &["run", "in"], &["complimant", "Did you mean `compliment`?"]);
}

#[test]
fn a_source_that_is_not_mounted_holds_up_no_other() {
    let house = House::new();
    letter(&house);
    house.settings("sources: [ { name: share, kind: folder, path: share }, { name: post, kind: folder, path: in } ]");
    let ran = house.run(&["run"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    for words in ["source `share`", "does not exist", "the other sources were", "1 received = 1 filed"] {
        assert!(ran.out.contains(words), "expected {words:?} in:\n{}", ran.out);
    }
}

#[test]
fn an_unreadable_file_is_named_and_the_rest_goes_on() {
    let house = House::new();
    letter(&house);
    std::os::unix::fs::symlink("/etc/hostname", house.path("in/link.txt")).unwrap();
    let fifo = house.path("in/pipe.txt");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let locked = house.write("in/locked.txt", "Dear Council, this cannot be read.");
    fs::set_permissions(&locked, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    let root_reads_all = fs::read(&locked).is_ok();
    if root_reads_all {
        eprintln!("SKIPPED in part: this user may read every file, so permissions cannot be tested");
    }
    let ran = house.run(&["run", "in"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for name in ["link.txt", "pipe.txt"] {
        assert!(ran.out.contains(name) && ran.out.contains("was not opened"), "{}", ran.out);
    }
    if !root_reads_all {
        assert!(ran.out.contains("locked.txt: could not be read"), "{}", ran.out);
    }
    assert!(ran.out.contains("1 filed") || root_reads_all, "{}", ran.out);
    assert!(fifo.exists() && locked.exists(), "nothing was touched");
}

#[test]
fn a_mail_server_that_refuses_or_is_away_loses_nothing() {
    for (answer, waiting, refused) in [("refuse", 0, 1), ("busy", 1, 0), ("away", 1, 0)] {
        let house = House::new();
        house.write(
            "in/a.eml",
            mail(
                "A. Person <a@post.example>",
                "Hoist",
                "1@post.example",
                "Mon, 02 Nov 2026 09:00:00 +0000",
                "Please could someone repair the hoist?",
            ),
        );
        let receiver = Receiver::start(house.dir.path(), if answer == "away" { "accept" } else { answer });
        house.settings(&receiver.settings());
        if answer == "away" {
            drop(receiver);
        }
        let ran = house.run(&["run", "in"]);
        assert_eq!(ran.code, Some(1), "{answer}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("1 received = 1 filed"), "{answer}: {}", ran.out);
        assert!(ran.out.contains("the mail server said"), "{answer}: {}", ran.out);
        assert!(ran.out.contains("queue access)"), "{answer}: whose notice it was: {}", ran.out);
        let way_out = if refused > 0 { "postroom notices again all" } else { "sent by a later run" };
        assert!(ran.out.contains(way_out), "{answer}: {}", ran.out);
        let states = house.register().message_states().unwrap();
        assert_eq!((states.waiting, states.refused), (waiting, refused), "{answer}");
    }
}

#[test]
fn a_full_disk_stops_the_run_and_the_next_one_finishes_it() {
    let house = House::new();
    let mount = house.path("var");
    fs::create_dir_all(&mount).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(&mount).status();
    if !mounted.is_ok_and(|s| s.success()) {
        eprintln!("SKIPPED: mounting a small tmpfs needs root");
        return;
    }
    let _unmount = Unmount(&mount);
    house.settings("free_disk_mib: 0");
    for n in 0..40 {
        let body = format!("Please could someone repair the hoist? {}", "It is number one of many. ".repeat(2_000));
        house.write(&format!("in/{n}.txt"), format!("{n} {body}"));
    }
    stops(&house, &["run", "in"], &["disk is full", "nothing is lost"]);
    assert_eq!(fs::read_dir(house.path("in")).unwrap().count(), 40, "every file is still at its source");
    house.settings("free_disk_mib: 64");
    stops(&house, &["run", "in"], &["MiB are free", "free_disk_mib", "Nothing more was taken in"]);
    house.settings("free_disk_mib: 0");
    assert!(Command::new("mount").args(["-o", "remount,size=400m"]).arg(&mount).status().unwrap().success());
    let run = house.json(&["run", "--json", "in"]);
    assert_eq!(run[0]["account"]["filed"], 40, "{run:?}");
    assert_eq!(run[0]["account"]["received"], 40, "{run:?}");
}

struct Unmount<'a>(&'a Path);

impl Drop for Unmount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}
