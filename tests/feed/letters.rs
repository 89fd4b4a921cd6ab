//! Acknowledgements: none to a machine, one to everybody who deserves it, no more than one a day, and nothing in it of what
//! was written. And authority: asked for, waited for, recorded.

use crate::support::{House, mail, shared};

const COMPLAINT: &str = "Dear Sir or Madam,\n\nNobody came to get my mother, Ada Thwaite, up on Sunday and I want to make a formal complaint about the carer.\n\nYours faithfully\n\nMarta Kowalik";
const ON: &str = "acknowledge: { categories: [complaint, foi, data_protection, concern, request_for_assistance, compliment, comment] }\n";

fn today() -> String {
    jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

fn house() -> House {
    let house = House::new();
    house.settings(ON);
    house
}

/// Every letter to a writer that was made.
fn letters(house: &House) -> Vec<(String, String)> {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let mut query =
        db.prepare("SELECT recipient, message FROM outbox WHERE queue = 'acknowledgement' ORDER BY rowid").unwrap();
    let rows = query
        .query_map([], |r| Ok((r.get(0)?, String::from_utf8_lossy(&r.get::<_, Vec<u8>>(1)?).into_owned())))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// Name, sender, and a header more.
const MACHINES: &[(&str, &str, &str)] = &[
    ("an automatic reply", "ada@post.example", "Auto-Submitted: auto-replied"),
    ("a generated mail", "ada@post.example", "Auto-Submitted: auto-generated; type=x"),
    ("bulk", "ada@post.example", "Precedence: bulk"),
    ("junk", "ada@post.example", "Precedence: junk"),
    ("a list by precedence", "ada@post.example", "Precedence: list"),
    ("a list by id", "ada@post.example", "List-Id: Carers <carers.post.example>"),
    ("a newsletter", "news@post.example", "List-Unsubscribe: <mailto:out@post.example>"),
    ("list help", "ada@post.example", "List-Help: <mailto:help@post.example>"),
    ("Exchange asks for none", "ada@post.example", "X-Auto-Response-Suppress: All"),
    ("Exchange asks for none, in a list", "ada@post.example", "X-Auto-Response-Suppress: DR, OOF, AutoReply"),
    ("an empty return path", "ada@post.example", "Return-Path: <>"),
    ("a return path of a list", "ada@post.example", "Return-Path: <carers-bounces@post.example>"),
    ("a return path of a mass mailer", "ada@post.example", "Return-Path: <b-sscu=northmoor.example@send.example>"),
    ("an old autoresponder", "ada@post.example", "X-Autoreply: yes"),
    ("another", "ada@post.example", "X-Autorespond: away"),
    ("a loop", "ada@post.example", "X-Loop: ada@post.example"),
    ("mass mail by feedback id", "shop@post.example", "Feedback-ID: 1:2:3:x"),
    ("a cron job", "ada@post.example", "X-Cron-Env: <SHELL=/bin/sh>"),
    ("a mailing list manager", "ada@post.example", "X-BeenThere: carers@post.example"),
    ("a failed delivery", "ada@post.example", "X-Failed-Recipients: x@post.example"),
    ("mailer daemon", "MAILER-DAEMON@post.example", "X-A: b"),
    ("no reply", "no-reply@post.example", "X-A: b"),
    ("no reply with a tag", "NoReply+12@post.example", "X-A: b"),
    ("do not reply", "do_not_reply@post.example", "X-A: b"),
    ("postmaster", "postmaster@post.example", "X-A: b"),
    ("ourselves", "sscu@northmoor.example", "X-A: b"),
    ("a queue of ours", "foi@northmoor.example", "X-A: b"),
    ("marked as spam", "ada@post.example", "X-Spam-Flag: YES"),
    ("sent by a list", "ada@post.example", "Sender: owner-carers@post.example"),
    ("an address that is none", "ada@localhost", "X-A: b"),
];

/// The same for people.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("says it is no machine", "p1@post.example", "Auto-Submitted: no"),
    ("first class", "p2@post.example", "Precedence: first-class"),
    ("the same return path", "p3@post.example", "Return-Path: <p3@post.example>"),
    ("forwarded with SRS", "p4@post.example", "Return-Path: <SRS0=ab=cd=post.example=p4@forward.example>"),
    ("signed by BATV", "p5@post.example", "Return-Path: <prvs=1234ab=p5@post.example>"),
    ("another return path of a person", "p6@post.example", "Return-Path: <p6@post.onmicrosoft.example>"),
    ("suppresses read receipts only", "p7@post.example", "X-Auto-Response-Suppress: RN, NRN"),
    ("a name like a machine's", "norah.reply@post.example", "X-Mailer: Outlook"),
    ("works at a list's domain", "root.vegetables@lists.example", "Importance: high"),
    ("not spam", "p8@post.example", "X-Spam-Status: No, score=0.1"),
];

#[test]
fn machines_get_no_answer_and_people_do() {
    let house = house();
    for (n, (_, from, header)) in MACHINES.iter().chain(PEOPLE).enumerate() {
        let text = COMPLAINT.replace("Sunday", &format!("Sunday {n}"));
        let whole = mail(from, "Care", &format!("{n}@post.example"), &today(), &text);
        house.write(&format!("in/{n:03}.eml"), format!("{header}\n{whole}"));
    }
    house.run(&["run", "in"]);
    let mut wanted: Vec<&str> = PEOPLE.iter().map(|(_, from, _)| *from).collect();
    let mut got: Vec<String> = letters(&house).into_iter().map(|(to, _)| to).collect();
    wanted.sort_unstable();
    got.sort_unstable();
    assert_eq!(got, wanted);
}

#[test]
fn bounces_and_replies_of_machines_from_real_mail_get_no_answer() {
    let Some(folder) = shared("mail-real") else { return };
    let house = house();
    let mut count = 0;
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|e| e.file_type().is_file()) {
        let Ok(bytes) = std::fs::read(entry.path()) else { continue };
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(20_000)]).to_lowercase();
        let head =
            head.split("\n\n").next().unwrap_or_default().split("\r\n\r\n").next().unwrap_or_default().to_string();
        let of_machine =
            ["\nlist-", "\nprecedence: bulk", "\nprecedence: list", "\nauto-submitted: auto", "multipart/report"];
        if of_machine.iter().any(|mark| head.contains(mark)) && count < 150 {
            house.write(&format!("in/{count}.eml"), bytes);
            count += 1;
        }
    }
    house.run(&["run", "in", "--received", &postroom::model::london_date(jiff::Timestamp::now()).to_string()]);
    eprintln!("{count} real mails of lists and machines");
    assert_eq!(letters(&house).len(), 0);
}

#[test]
fn a_letter_holds_its_law_and_nothing_of_what_was_written() {
    let house = house();
    house.write(
        "in/1.eml",
        mail("Marta Kowalik <marta@post.example>", "My mother Ada Thwaite", "1@post.example", &today(), COMPLAINT),
    );
    house.run(&["run", "in"]);
    let all = letters(&house);
    assert_eq!(all.len(), 1);
    let (to, text) = (&all[0].0, all[0].1.replace("=\r\n", ""));
    assert_eq!(to, "marta@post.example");
    for wanted in [
        "Auto-Submitted: auto-replied",
        "In-Reply-To: <1@post.example>",
        "PR-000001/1",
        "Ombudsman",
        "text/html",
        "text/plain",
        "ring 999",
        "X-Auto-Response-Suppress: All",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing: {text}");
    }
    for word in ["Thwaite", "Kowalik", "mother", "carer", "Sunday"] {
        assert!(!text.contains(word), "{word} stands in it: {text}");
    }
    // Again within a day, by the same person under a tag: no second letter.
    let again = COMPLAINT.replace("Sunday", "Monday");
    house.write("in/2.eml", mail("marta+care@post.example", "Another", "2@post.example", &today(), &again));
    // What is old is not answered: somebody reads in an archive.
    house.write(
        "in/3.eml",
        mail("old@post.example", "Old", "3@post.example", "Mon, 02 Mar 2026 09:00:00 +0000", COMPLAINT),
    );
    house.run(&["run", "in"]);
    assert_eq!(letters(&house).len(), 1);
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let mut query =
        db.prepare("SELECT detail FROM audit WHERE action = 'item.not_acknowledged' ORDER BY number").unwrap();
    let why: Vec<String> = query.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(why.iter().any(|w| w.contains("within a day")) && why.iter().any(|w| w == "it is old"), "{why:?}");
}

#[test]
fn an_address_that_publishes_gets_what_everybody_may_read() {
    let house = house();
    let foi = "Dear Northmoor Council,\n\nUnder the Freedom of Information Act, how many care visits were missed in 2025?\n\nYours faithfully,\n\nMarta Kowalik";
    house.write(
        "in/1.eml",
        mail("request-123-ab@whatdotheyknow.com", "Freedom of Information request", "1@w.example", &today(), foi),
    );
    house.write("in/2.eml", mail("request-124-ab@whatdotheyknow.com", "Complaint", "2@w.example", &today(), COMPLAINT));
    house.run(&["run", "in"]);
    let all = letters(&house);
    for (to, text) in &all {
        // Only what everybody may read: the request for information, never the complaint, never a name.
        for word in ["Kowalik", "Thwaite", "mother", "carer", "complaint (PR"] {
            assert!(!text.contains(word), "{to}: {word} stands in {text}");
        }
    }
    assert!(all.iter().any(|(to, _)| to.starts_with("request-123")), "the request was not acknowledged");
}

#[test]
fn off_is_off_and_a_wrong_switch_is_refused() {
    let house = House::new();
    house.write("in/1.eml", mail("marta@post.example", "Care", "1@post.example", &today(), COMPLAINT));
    house.run(&["run", "in"]);
    assert_eq!(letters(&house).len(), 0);
    house.settings("acknowledge: { categories: [complains] }\n");
    let ran = house.run(&["run", "in"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("complaint"), "{}", ran.err);
}

#[test]
fn authority_is_asked_for_waited_for_and_recorded() {
    let house = house();
    let asks = "I am writing on behalf of my mother, Ada Thwaite. Please send me a copy of all the personal information you hold about her. I have lasting power of attorney for her.";
    house.write("in/1.eml", mail("marta@post.example", "Records", "1@post.example", &today(), asks));
    house.run(&["run", "in"]);
    let item = house.register().find("PR-000001").unwrap();
    let today = postroom::model::london_date(jiff::Timestamp::now());
    assert!(!house.register().may_disclose(&item, today).unwrap(), "nothing goes out before");
    assert!(letters(&house)[0].1.contains("behalf of another"), "{:?}", letters(&house));
    let waiting = house.run(&["authority"]);
    assert!(waiting.out.contains("PR-000001") && waiting.out.contains("due "), "{}", waiting.out);
    assert_eq!(house.run(&["authority", "PR-000001"]).code, Some(2), "who, what and how far must be said");
    let recorded = house.run(&[
        "authority",
        "PR-000001",
        "--who",
        "Marta Kowalik",
        "--kind",
        "health_and_welfare_attorney",
        "--evidence",
        "certified copy seen on 24 November",
        "--scope",
        "care records",
        "--by",
        "Officer Lamb",
    ]);
    assert_eq!(recorded.code, Some(0), "{}", recorded.err);
    assert!(house.register().may_disclose(&item, today).unwrap());
    assert!(house.run(&["authority"]).out.contains("Nothing waits"));
    assert!(house.run(&["show", "PR-000001"]).out.contains("recorded by Officer Lamb"));
}
