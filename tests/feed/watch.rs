//! The daemon: mail that arrives is worked on and told within seconds, folders are watched, health is shown, and a wish to
//! stop is heard.

use super::daemon::Daemon;
use super::dovecot::{Dovecot, free_port};
use super::{house, letter, within};
use crate::support::{House, Receiver};
use postroom::index::{Query, Which, search};
use std::io::Write;
use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

fn filed(house: &House) -> i64 {
    house.register().account().map_or(0, |a| a.filed)
}

#[test]
fn from_arrival_to_notice_it_takes_a_moment() {
    let server = Dovecot::start();
    let receiver = Receiver::start(server.path("").as_path(), "accept");
    let house = house(&server, server.port, ", after: move", &receiver.settings());
    server.deliver(&letter(0));
    let daemon = Daemon::start(&house);
    assert!(within(30, || receiver.received().len() == 1), "{}", daemon.said());
    let mut times = Vec::new();
    for n in 1..=7 {
        let (before, began) = (receiver.received().len(), Instant::now());
        server.deliver(&letter(n));
        assert!(within(30, || receiver.received().len() > before), "{}", daemon.said());
        times.push(began.elapsed());
    }
    times.sort();
    eprintln!("from arrival to notice: median {:?}, longest {:?}", times[times.len() / 2], times[times.len() - 1]);
    assert!(within(20, || server.mails("Postroom.Filed").len() == 8), "{:?}", server.mails("Postroom.Filed"));
    assert!(within(20, || server.mails("").is_empty()), "{:?}", server.mails(""));
    assert_eq!(daemon.stop(), Some(0));
    assert_eq!(filed(&house), 8);
}

#[test]
fn folders_are_watched_and_half_written_files_wait() {
    let house = House::new();
    for folder in ["in", "box/new", "box/cur", "box/tmp"] {
        std::fs::create_dir_all(house.path(folder)).unwrap();
    }
    house.settings(
        "sources:\n  - { name: drop, kind: folder, path: in, after: move, settle_seconds: 1 }\n  - { name: box, kind: maildir, path: box, after: move, settle_seconds: 0 }\nwatch: { sweep_seconds: 5 }\n",
    );
    let daemon = Daemon::start(&house);
    assert!(within(20, || daemon.said().contains("watching")), "{}", daemon.said());
    house.write("box/tmp/1.host", letter(1));
    std::fs::rename(house.path("box/tmp/1.host"), house.path("box/new/1.host")).unwrap();
    assert!(within(20, || filed(&house) == 1), "{}", daemon.said());
    let mut slow = std::fs::File::create(house.path("in/slow.eml")).unwrap();
    for part in letter(2).as_bytes().chunks(40) {
        slow.write_all(part).unwrap();
        slow.flush().unwrap();
        std::thread::sleep(Duration::from_millis(250));
        assert_eq!(filed(&house), 1, "half a letter was taken");
    }
    assert!(within(20, || filed(&house) == 2), "{}", daemon.said());
    assert!(within(5, || house.path("in/done/slow.eml").exists() && house.path("box/cur/1.host:2,").exists()));
    let second = house.run(&["run"]);
    assert_eq!(second.code, Some(2));
    assert!(second.err.contains("another run is at work"), "{}", second.err);
    assert_eq!(daemon.stop(), Some(0));
    assert_eq!(house.json(&["show", "PR-000002", "--json"])[0]["state"], "filed");
}

/// From the moment in which a mail lies in the folder to the moment in which staff find it.
#[test]
fn what_arrives_can_be_found_within_two_seconds() {
    const WORDS: [&str; 7] = ["marmalade", "umbrella", "lanterns", "cupboard", "bicycle", "telescope", "pancakes"];
    let house = House::new();
    for folder in ["box/new", "box/cur", "box/tmp"] {
        std::fs::create_dir_all(house.path(folder)).unwrap();
    }
    house.settings("sources:\n  - { name: box, kind: maildir, path: box, after: move, settle_seconds: 0 }\n");
    let daemon = Daemon::start(&house);
    assert!(within(20, || daemon.said().contains("watching")), "{}", daemon.said());
    let mut times = Vec::new();
    for (n, word) in WORDS.iter().enumerate() {
        let body = format!("Dear Sir or Madam,\n\nThe carer did not come, and the {word} fell on my mother's foot.");
        let id = format!("{n}@post.example");
        let mail =
            crate::support::mail("Tom Zielak <t@post.example>", "Care", &id, "Mon, 02 Nov 2026 09:00:00 +0000", &body);
        house.write("box/tmp/next", mail);
        let began = Instant::now();
        std::fs::rename(house.path("box/tmp/next"), house.path(&format!("box/new/{n}.host"))).unwrap();
        let query = Query::new(*word, Which::Staff);
        let found = || search(&house.path("index"), &query).is_ok_and(|answer| answer.total == 1);
        assert!(within(30, found), "{word}: {}", daemon.said());
        times.push(began.elapsed());
    }
    times.sort();
    eprintln!("from arrival to being found: median {:?}, longest {:?}", times[3], times[6]);
    assert!(times[3] < Duration::from_secs(2), "{times:?}");
    assert_eq!(daemon.stop(), Some(0));
}

#[test]
fn health_and_metrics_are_shown_and_systemd_is_told() {
    let mut server = Dovecot::start();
    let port = free_port();
    let house = house(&server, server.port, "", &format!("watch: {{ listen: \"127.0.0.1:{port}\" }}\n"));
    let socket = UnixDatagram::bind(house.path("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let notify = house.path("notify").display().to_string();
    let daemon = Daemon::with(&house, &[("NOTIFY_SOCKET", notify), ("WATCHDOG_USEC", "600000".into())]);
    let mut heard = String::new();
    let mut block = [0; 500];
    while !(heard.contains("READY=1") && heard.contains("WATCHDOG=1")) {
        let n = socket.recv(&mut block).expect("systemd is told");
        heard.push_str(&String::from_utf8_lossy(&block[..n]));
    }
    server.deliver(&letter(0));
    let metric = |name: &str| {
        let body = Daemon::page(port, "/metrics").map(|p| p.1).unwrap_or_default();
        body.lines().find_map(|l| l.strip_prefix(name)).and_then(|v| v.trim().parse::<f64>().ok())
    };
    assert!(within(30, || metric("postroom_deliveries{state=\"filed\"}") == Some(1.0)), "{}", daemon.said());
    assert_eq!(metric("postroom_account_balances"), Some(1.0));
    assert!(Daemon::page(port, "/health").is_some_and(|p| p.0.contains("200")), "{:?}", Daemon::page(port, "/health"));
    assert!(Daemon::page(port, "/secret").is_some_and(|p| p.0.contains("404")));
    server.down();
    assert!(
        within(20, || Daemon::page(port, "/health").is_some_and(|p| p.0.contains("503") && p.1.contains("imap://")))
    );
    server.up();
    assert!(within(30, || Daemon::page(port, "/health").is_some_and(|p| p.0.contains("200"))), "{}", daemon.said());
    // What was not read meanwhile fills the socket, and nobody waits for it to be read.
    socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    while socket.recv(&mut block).is_ok() {}
    assert_eq!(daemon.stop(), Some(0));
    let mut last = String::new();
    while let Ok(n) = socket.recv(&mut block) {
        last = String::from_utf8_lossy(&block[..n]).into_owned();
        if last.contains("STOPPING=1") {
            break;
        }
    }
    assert!(last.contains("STOPPING=1"), "{last}");
}

fn sheet_name() -> String {
    format!("sheet-{}@northmoor.example.eml", postroom::model::london_date(jiff::Timestamp::now()))
}

#[test]
fn the_morning_sheet_comes_once_a_day_and_names_nobody() {
    let house = House::new();
    house.write("in/a.eml", letter(0));
    let danger = "My neighbour Mrs Ada Thwaite, 01632 960123, is locked in her house now. Her son hits her. Please help at once.";
    house.write(
        "in/b.eml",
        crate::support::mail(
            "Tom Zielak <t@post.example>",
            "Ada Thwaite",
            "b@post.example",
            "Mon, 02 Nov 2026 09:00:00 +0000",
            danger,
        ),
    );
    house.write("in/c.eml", "");
    house.settings(
        "mail: { from: postroom@northmoor.example, morning_sheet: { to: team@northmoor.example, at: \"00:00\" } }\nsources:\n  - { name: drop, kind: folder, path: in, settle_seconds: 0 }\n",
    );
    house.run(&["run", "in"]);
    for turn in 1..=2 {
        let daemon = Daemon::start(&house);
        assert!(within(20, || daemon.said().matches("watching").count() == turn), "{}", daemon.said());
        assert!(within(20, || house.path("var/outbox").join(sheet_name()).exists()), "{}", daemon.said());
        assert!(within(20, || house.register().message_states().is_ok_and(|s| s.waiting == 0)));
        assert_eq!(daemon.stop(), Some(0));
    }
    let sheets: Vec<_> = std::fs::read_dir(house.path("var/outbox"))
        .unwrap()
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().starts_with("sheet-"))
        .collect();
    assert_eq!(sheets.len(), 1, "one a day");
    let text = std::fs::read_to_string(sheets[0].path()).unwrap().replace("=\r\n", "");
    for wanted in
        ["RED", "PR-000002  safeguarding", "Overdue", "Needs a person", "quarantine", "It balances.", "Auto-Submitted"]
    {
        assert!(text.contains(wanted), "{wanted} is missing: {text}");
    }
    for name in ["Thwaite", "Zielak", "Kowalik", "960123"] {
        assert!(!text.contains(name), "{name} stands in it: {text}");
    }
}

#[test]
fn an_interrupted_run_says_so_and_the_next_goes_on() {
    let house = House::new();
    for n in 0..300 {
        house.write(&format!("in/{n}.eml"), letter(n));
    }
    let child = house.command(&["run", "--quiet", "in"]).stdout(std::process::Stdio::null()).spawn().unwrap();
    assert!(within(20, || house.path("var/register.sqlite").exists() && filed(&house) > 0));
    let _ = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let ended = {
        let mut child = child;
        child.wait().unwrap()
    };
    let account = house.register().account().unwrap();
    assert!(account.balances());
    if account.waiting > 0 {
        assert_eq!(ended.code(), Some(130));
    }
    assert_eq!(account.quarantined, 0, "nothing in hand was spoilt");
    house.run(&["run", "in"]);
    assert_eq!(filed(&house), 300);
}
