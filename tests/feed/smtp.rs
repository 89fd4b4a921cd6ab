//! Mail servers that are strict, slow, moody or broken: what is accepted is sent once, what is not waits and is recognised
//! when it comes again, nothing leaves over a wire that was to be protected and is not, and one bad queue delays no other.

use super::daemon::Daemon;
use super::sign_in::certificates;
use super::{letter, within};
use crate::support::{House, Receiver, mail};
use std::path::Path;
use std::time::{Duration, Instant};

/// An installation with `letters` mails that sends to this server.
fn house(letters: usize, server: &Receiver, host: &str, more: &str) -> House {
    let house = House::new();
    house.settings(&settings(server, host, more));
    for n in 0..letters {
        house.write(&format!("in/{n}.eml"), letter(n));
    }
    house
}

fn settings(server: &Receiver, host: &str, more: &str) -> String {
    format!(
        "mail:\n  from: postroom@northmoor.example\n  send: smtp\n  smtp: {{ host: {host}, port: {}, {more} }}\n",
        server.port
    )
}

/// Notices that wait, and that were refused for good.
fn states(house: &House) -> (i64, i64, i64) {
    let states = house.register().message_states().unwrap();
    (states.sent, states.waiting, states.refused)
}

/// Lets the time for another try come.
fn let_time_pass(house: &House) {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    db.execute("UPDATE outbox SET not_before = '2026-01-01T00:00:00Z' WHERE state = 'waiting'", []).unwrap();
}

fn self_signed(dir: &Path) {
    let status = std::process::Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "own.key", "-out", "own.pem", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .current_dir(dir)
        .stderr(std::process::Stdio::null())
        .status();
    assert!(status.expect("openssl").success());
}

#[test]
fn nothing_leaves_but_to_a_server_that_proves_its_name() {
    let dir = tempfile::tempdir().unwrap();
    certificates(dir.path());
    self_signed(dir.path());
    let place = dir.path().display();
    let ca = format!(", ca_file: {place}/ca.pem");
    // Host, what the server speaks, its certificate, what we ask for; whether the notice leaves, and what is said if not.
    let cases = [
        ("localhost", "starttls", "cert", "starttls", ca.as_str(), true, ""),
        ("localhost", "tls", "cert", "tls", ca.as_str(), true, ""),
        ("127.0.0.1", "starttls", "cert", "starttls", ca.as_str(), false, "certificate"),
        ("127.0.0.1", "tls", "cert", "tls", ca.as_str(), false, "certificate"),
        ("localhost", "starttls", "cert", "starttls", "", false, "certificate"),
        ("localhost", "starttls", "own", "starttls", ca.as_str(), false, "certificate"),
        ("localhost", "tls", "own", "tls", "", false, "certificate"),
        ("localhost", "", "cert", "starttls", ca.as_str(), false, "STARTTLS"),
    ];
    for (host, speaks, certificate, security, ca, leaves, said) in cases {
        let key = if certificate == "own" { "own.key" } else { "key.pem" };
        let tls = match speaks {
            "" => String::new(),
            speaks => {
                format!("\"tls\": \"{speaks}\", \"cert\": \"{place}/{certificate}.pem\", \"key\": \"{place}/{key}\"")
            }
        };
        let logs = tempfile::tempdir().unwrap();
        let server = Receiver::with(logs.path(), "accept", &format!("{{ {tls} }}"));
        let house = house(1, &server, host, &format!("security: {security}{ca}"));
        let ran = house.run(&["run", "in"]);
        let what = format!("{host} {speaks} {certificate} {security}{ca}: {}{}", ran.out, ran.err);
        assert_eq!(states(&house), (i64::from(leaves), i64::from(!leaves), 0), "{what}");
        assert_eq!(server.received().len(), usize::from(leaves), "{what}");
        assert!(ran.out.contains(said), "{what}");
    }
}

#[test]
fn a_sign_in_that_is_refused_is_told_and_nothing_is_lost() {
    let logs = tempfile::tempdir().unwrap();
    let server = Receiver::with(logs.path(), "accept", "{ \"password\": \"correct-horse\" }");
    let house = house(2, &server, "127.0.0.1", "security: none, user: postroom, password_file: password");
    house.write("password", "wrong-pony\n");
    let ran = house.run(&["run", "in"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("sign-in refused") && !ran.out.contains("wrong-pony"), "{}", ran.out);
    assert_eq!((states(&house), server.received().len()), ((0, 2, 0), 0));
    house.write("password", "correct-horse\n");
    let_time_pass(&house);
    house.run(&["run", "in"]);
    assert_eq!((states(&house), server.received().len()), ((2, 0, 0), 2));
    // A password goes nowhere in the open.
    let open = "security: none, user: postroom, password_file: password";
    house.settings(&settings(&server, "relay.northmoor.example", open));
    let ran = house.run(&["run", "in"]);
    assert!(ran.code == Some(2) && ran.err.contains("open to be read"), "{}", ran.err);
}

#[test]
fn a_moody_server_gets_each_notice_until_it_takes_it() {
    // What the server does; how many it has taken after the first try of eight, after the second, and in all with repeats.
    let cases = [
        ("busy_once", "{}", 0, 8),
        // It took them and hung up: nobody can know, so they come again, each under its own id.
        ("cut_once", "{}", 8, 16),
        ("accept", "{ \"bits\": true }", 8, 8),
        ("accept", "{ \"most\": 1 }", 8, 8),
        ("accept", "{ \"most\": 3, \"bits\": true }", 8, 8),
    ];
    for (answer, options, least_first, in_all) in cases {
        let logs = tempfile::tempdir().unwrap();
        let server = Receiver::with(logs.path(), answer, options);
        let house = house(8, &server, "127.0.0.1", "security: none, timeout_seconds: 10");
        house.run(&["run", "in"]);
        let first = server.received().len();
        assert!(
            if options.contains("most") { first >= 4 } else { first <= least_first },
            "{answer} {options}: {first}"
        );
        for _ in 0..6 {
            if states(&house).1 == 0 {
                break;
            }
            let_time_pass(&house);
            house.run(&["run", "in"]);
        }
        let mut got = server.received();
        assert_eq!((states(&house), got.len()), ((8, 0, 0), in_all), "{answer} {options}");
        got.sort();
        got.dedup();
        assert_eq!(got.len(), 8, "{answer} {options}: every notice came, under an id of its own");
        assert!(house.register().verify_audit().unwrap().1.is_none());
    }
}

#[test]
fn a_server_that_falls_silent_costs_its_time_and_nothing_else() {
    for at in ["rcpt", "data", "dot"] {
        let logs = tempfile::tempdir().unwrap();
        let server = Receiver::with(logs.path(), "accept", &format!("{{ \"stall\": \"@\", \"at\": \"{at}\" }}"));
        let house = house(2, &server, "127.0.0.1", "security: none, timeout_seconds: 1");
        let began = Instant::now();
        let ran = house.run(&["run", "in"]);
        assert!(began.elapsed() < Duration::from_secs(30), "{at}: {:?}", began.elapsed());
        assert_eq!(ran.code, Some(1), "{at}: {}", ran.out);
        assert_eq!(states(&house), (0, 2, 0), "{at}");
    }
}

#[test]
fn the_pace_that_is_allowed_is_kept() {
    let logs = tempfile::tempdir().unwrap();
    let server = Receiver::with(logs.path(), "accept", "{}");
    let house = house(8, &server, "127.0.0.1", "security: none, per_minute: 300");
    let began = Instant::now();
    house.run(&["run", "in"]);
    assert!(began.elapsed() >= Duration::from_millis(7 * 200), "{:?}", began.elapsed());
    assert_eq!(server.received().len(), 8);
}

#[test]
fn one_bad_queue_delays_no_other() {
    let logs = tempfile::tempdir().unwrap();
    let server = Receiver::with(logs.path(), "accept", "{ \"stall\": \"asc-complaints\" }");
    let house = House::new();
    std::fs::create_dir_all(house.path("in")).unwrap();
    let sources = "sources:\n  - { name: drop, kind: folder, path: in, settle_seconds: 0 }\n";
    // Ten minutes of patience, as in the settings that come with it: the test does not last so long.
    house.settings(&format!("{}{sources}", settings(&server, "127.0.0.1", "security: none")));
    house.write("in/0.eml", letter(0));
    let daemon = Daemon::start(&house);
    let sending = || {
        let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
        let sql = "SELECT COUNT(*) FROM outbox WHERE state = 'sending' AND queue = 'complaints'";
        db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap_or(0)
    };
    assert!(within(20, || house.path("var/register.sqlite").exists() && sending() == 1), "{}", daemon.said());
    // The server holds on to the complaint. What arrives afterwards is told meanwhile, the urgent and the ordinary.
    let danger = "My neighbour Mrs Ada Thwaite is locked in her house now. Her son hits her and she is bleeding. Please help at once.";
    let date = "Mon, 02 Nov 2026 09:00:00 +0000";
    for n in 1..=3 {
        let before = server.received().len();
        house.write(&format!("in/{n}.eml"), letter(n));
        assert!(within(10, || server.received().len() > before), "letter {n}: {}", daemon.said());
    }
    let before = server.received().len();
    house.write("in/d.eml", mail("Tom Zielak <t@post.example>", "Help", "d@post.example", date, danger));
    assert!(within(10, || server.received().len() > before), "{}", daemon.said());
    assert_eq!(sending(), 1, "the complaint is still being handed over");
    daemon.kill();
    // Another day the server is well.
    let well = Receiver::with(house.dir.path(), "accept", "{}");
    house.settings(&format!("{}{sources}", settings(&well, "127.0.0.1", "security: none")));
    house.run(&["run"]);
    let (sent, waiting, refused) = states(&house);
    assert_eq!((waiting, refused), (0, 0));
    let mut all = [server.received(), well.received()].concat();
    assert_eq!(all.len() as i64, sent, "nothing was sent twice");
    all.sort();
    all.dedup();
    assert_eq!(all.len() as i64, sent);
}
