//! IMAP servers that misbehave. Whatever they say, the run ends in time, says what is wrong, takes in nothing that is not
//! whole, and succeeds once the server is well again.

use super::{letter, within};
use crate::support::House;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// What a server does with a command: an answer in which `@` stands for the tag, or an end.
enum Does {
    Says(String),
    SaysAndCloses(String),
    SaysForEver(&'static str),
    KeepsSilent,
}
use Does::{KeepsSilent, Says, SaysAndCloses, SaysForEver};

/// A server that is well but for what `odd` does.
#[allow(clippy::disallowed_methods, reason = "the thread ends with the test's own process")]
fn server(odd: fn(&str) -> Option<Does>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || talk(stream, odd));
        }
    });
    port
}

fn talk(stream: TcpStream, odd: fn(&str) -> Option<Does>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines();
    act(&mut out, odd("greeting").unwrap_or(Says("* OK ready\r\n".into())), "")?;
    while let Some(Ok(line)) = lines.next() {
        let (tag, command) = line.split_once(' ')?;
        act(&mut out, odd(command).unwrap_or_else(|| Says(usual(command))), tag)?;
    }
    Some(())
}

fn act(out: &mut TcpStream, does: Does, tag: &str) -> Option<()> {
    match does {
        Says(text) => out.write_all(text.replace('@', tag).as_bytes()).ok(),
        SaysAndCloses(text) => {
            let _ = out.write_all(text.replace('@', tag).as_bytes());
            let _ = out.shutdown(std::net::Shutdown::Both);
            None
        }
        SaysForEver(text) => loop {
            out.write_all(text.as_bytes()).ok()?;
        },
        KeepsSilent => {
            std::thread::sleep(Duration::from_secs(60));
            None
        }
    }
}

/// One mailbox with one mail.
fn usual(command: &str) -> String {
    let mail = letter(1).replace('\n', "\r\n").replace('@', " at ");
    let listed =
        format!("* 1 FETCH (UID 7 RFC822.SIZE {} INTERNALDATE \"02-Nov-2026 09:00:00 +0000\")\r\n@ OK\r\n", mail.len());
    match command {
        "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n@ OK\r\n".into(),
        "LIST \"\" \"\"" => "* LIST (\\Noselect) \"/\" \"\"\r\n@ OK\r\n".into(),
        c if c.starts_with("EXAMINE") => "* 1 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n@ OK\r\n".into(),
        c if c.starts_with("FETCH") => listed,
        c if c.contains("BODY.PEEK[]") => format!("* 1 FETCH (UID 7 BODY[] {{{}}}\r\n{mail})\r\n@ OK\r\n", mail.len()),
        c if c.starts_with("UID FETCH 7 (UID)") => "* 1 FETCH (UID 7)\r\n@ OK\r\n".into(),
        _ => "@ OK\r\n".into(),
    }
}

fn house(port: u16) -> House {
    let house = House::new();
    house.write("imap-password", "secret\n");
    house.settings(&format!(
        "sources:\n  - {{ name: box, kind: imap, host: 127.0.0.1, port: {port}, security: none, user: sscu, password_file: imap-password, timeout_seconds: 1, largest_mib: 1 }}\n"
    ));
    house
}

fn on(command: &str, wanted: &str, does: Does) -> Option<Does> {
    command.contains(wanted).then_some(does)
}

/// Name, what is odd, and words of the message that a person gets.
const CASES: &[(&str, fn(&str) -> Option<Does>, &str)] = &[
    ("no greeting", |c| on(c, "greeting", KeepsSilent), "in time"),
    ("closes at once", |c| on(c, "greeting", SaysAndCloses("* BYE busy\r\n".into())), "busy"),
    ("another protocol", |c| on(c, "greeting", Says("220 mail.example ESMTP\r\n".into())), "220"),
    ("an endless greeting", |c| on(c, "greeting", SaysForEver("x")), "a line of more than"),
    ("refuses the sign-in", |c| on(c, "LOGIN", Says("@ NO [AUTHENTICATIONFAILED] no\r\n".into())), "sign-in"),
    ("no UIDVALIDITY", |c| on(c, "EXAMINE", Says("* 1 EXISTS\r\n@ OK\r\n".into())), "UIDVALIDITY"),
    ("refuses the folder", |c| on(c, "EXAMINE", Says("@ NO no such folder\r\n".into())), "no such folder"),
    (
        "counts mails it does not have",
        |c| {
            on(c, "EXAMINE", Says("* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 5] ok\r\n@ OK\r\n".into()))
                .or_else(|| on(c, "FETCH", Says("@ OK\r\n".into())))
        },
        "does not list",
    ),
    (
        "a listing that breaks off",
        |c| on(c, "INTERNALDATE", SaysAndCloses("* 1 FETCH (UID 7 RFC822.SIZE".into())),
        "lost",
    ),
    (
        "a listing that never ends",
        |c| on(c, "INTERNALDATE", Says("* 1 FETCH (UID 7 RFC822.SIZE 100)\r\n".into())),
        "in time",
    ),
    ("nesting without end", |c| on(c, "INTERNALDATE", SaysForEver("(")), "a line of more than"),
    (
        "deep nesting",
        |c| on(c, "INTERNALDATE", Says(format!("* 1 FETCH (BODYSTRUCTURE {}\r\n@ OK\r\n", "(".repeat(5_000)))),
        "nested",
    ),
    (
        "a literal in a listing",
        |c| on(c, "INTERNALDATE", Says("* 1 FETCH (UID {4000000000}\r\n".into())),
        "larger than allowed",
    ),
    (
        "a mail that breaks off",
        |c| on(c, "BODY.PEEK", SaysAndCloses("* 1 FETCH (UID 7 BODY[] {500}\r\nSubject: half".into())),
        "lost",
    ),
    (
        "a mail that is larger than told",
        |c| on(c, "BODY.PEEK", Says("* 1 FETCH (UID 7 BODY[] {3000000000}\r\n".into())),
        "left on the server",
    ),
    (
        "a size beyond all numbers",
        |c| on(c, "BODY.PEEK", Says("* 1 FETCH (UID 7 BODY[] {99999999999999999999999}\r\n".into())),
        "left on the server",
    ),
    (
        "a mail that dribbles to a stop",
        |c| on(c, "BODY.PEEK", Says("* 1 FETCH (UID 7 BODY[] {500}\r\nSubj".into())),
        "in time",
    ),
    (
        "another mail than was asked for",
        |c| on(c, "BODY.PEEK", Says("* 1 FETCH (UID 8 BODY[] {3}\r\nabc)\r\n@ OK\r\n".into())),
        "could not be fetched",
    ),
    (
        "no body at all",
        |c| on(c, "BODY.PEEK", Says("* 1 FETCH (UID 7 BODY[] NIL)\r\n@ OK\r\n".into())),
        "could not be fetched",
    ),
    (
        "refuses to fetch",
        |c| on(c, "BODY.PEEK", Says("@ NO [SERVERBUG] internal error\r\n".into())),
        "could not be fetched",
    ),
];

#[test]
fn whatever_a_server_says_the_run_ends_and_tells_it() {
    // Most of the time is waiting for a server that says nothing.
    std::thread::scope(|scope| {
        for case in CASES {
            scope.spawn(move || try_case(case));
        }
    });
}

fn try_case((name, odd, words): &(&str, fn(&str) -> Option<Does>, &str)) {
    let house = house(server(*odd));
    // A mail is put before a person after a few tries, some seconds apart.
    let began = Instant::now();
    let told = within(40, || {
        let each = Instant::now();
        let ran = house.run(&["run"]);
        assert!(each.elapsed() < Duration::from_secs(60), "{name}: a run of {:?}", each.elapsed());
        assert_ne!(ran.code, Some(2), "{name}: {}", ran.err);
        assert!(ran.out.contains("Account: 0 received"), "{name}: {}", ran.out);
        ran.out.contains(words) && ran.code == Some(1)
    });
    assert!(told, "{name}: `{words}` was not told in {:?}: {}", began.elapsed(), house.run(&["run"]).out);
}

#[test]
fn words_from_nowhere_change_nothing() {
    let chatter = |c: &str| {
        on(
            c,
            "BODY.PEEK",
            Says(format!(
                "* 9 EXISTS\r\n* FLAGS (\\Seen)\r\n* 3 FETCH (FLAGS (\\Seen))\r\n* OK [ALERT] {{77}}\r\n* NONSENSE \x01\x02\r\n{}",
                usual("BODY.PEEK[]")
            )),
        )
    };
    let house = house(server(chatter));
    let ran = house.json(&["run", "--json"]);
    assert_eq!(ran[0]["account"]["filed"], 1, "{ran:?}");
}
