//! Cases by hand: opened, put right, closed and opened again, each by a named person, with the clocks the rules give.

use crate::support::{House, mail};

const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";

#[test]
fn people_open_correct_and_close_cases() {
    let house = House::new();
    let thanks = "Thank you so much to the team, they were wonderful with my father.";
    house.write("in/1.eml", mail("Tom Zielak <t@post.example>", "Thanks", "1@post.example", DATE, thanks));
    house.run(&["run", "in"]);
    let due = |house: &House| -> Vec<String> {
        let rows = house.json(&["show", "--due", "--json"]);
        let by_hand = rows.iter().filter(|row| row["reference"] == "PR-000001/2");
        by_hand.map(|row| row["due"].as_str().unwrap().to_string()).collect()
    };
    let note = ["--note", "a request stands on page 2", "--by", "Officer Lamb"];
    let opened = house.run(&[&["case", "open", "PR-000001", "foi/eir"], &note[..]].concat());
    assert!(opened.out.contains("PR-000001/2 is open"), "{}{}", opened.out, opened.err);
    // Twenty working days after 2 November, of which St Andrew's Day is none.
    assert!(!due(&house).is_empty() && due(&house).iter().all(|day| day == "2026-12-01"), "{:?}", due(&house));
    house.run(&["run", "in"]);
    let sent = std::fs::read_dir(house.path("var/outbox")).unwrap().flatten();
    let texts: Vec<String> = sent.map(|e| std::fs::read_to_string(e.path()).unwrap()).collect();
    assert!(texts.iter().any(|t| t.contains("PR-000001/2: eir, due 1 December 2026")), "its queue is told");
    let found = house.json(&["search", "--json", "category:foi"]);
    assert!(found[0].to_string().contains("PR-000001"), "it is found as what it is: {found:?}");

    let corrected = house.run(&[&["case", "correct", "PR-000001/2", "complaint"], &note[..]].concat());
    assert!(corrected.out.contains("was foi/eir"), "{}{}", corrected.out, corrected.err);
    assert!(due(&house).iter().all(|day| day != "2026-12-01") && !due(&house).is_empty(), "{:?}", due(&house));
    let closed = house.run(&["case", "close", "PR-000001/2", "--outcome", "withdrawn", "--by", "Officer Lamb"]);
    assert_eq!(closed.code, Some(0), "{}", closed.err);
    assert_eq!(due(&house), Vec::<String>::new());
    assert!(house.run(&["show", "PR-000001"]).out.contains("closed by Officer Lamb: withdrawn"));
    assert_eq!(house.run(&[&["case", "reopen", "PR-000001/2"], &note[..]].concat()).code, Some(0));
    assert!(!due(&house).is_empty());

    let actions = house.register().verify_audit().unwrap();
    assert!(actions.1.is_none());
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let mut query = db.prepare("SELECT action FROM audit WHERE actor = 'Officer Lamb' ORDER BY number").unwrap();
    let told: Vec<String> = query.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(told, ["case.opened", "case.corrected", "case.closed", "case.reopened"]);
    // What a person decided is not worked over by the machine.
    let again = house.run(&["run", "--again", "PR-000001"]);
    assert_eq!(again.code, Some(2), "{}", again.out);
    assert!(again.err.contains("a person has decided"), "{}", again.err);
}

#[test]
fn wrong_decisions_are_refused_and_say_what_would_be_right() {
    let house = House::new();
    house.write("in/1.eml", mail("t@post.example", "Thanks", "1@post.example", DATE, "Thank you so much, wonderful."));
    house.write("in/2.eml", "");
    house.run(&["run", "in"]);
    let cases: [(&[&str], &str); 6] = [
        (&["case", "open", "PR-000001", "complain", "--note", "x"], "is no category"),
        (&["case", "open", "PR-000001", "foi/spam", "--note", "x"], "is no kind of foi"),
        (&["case", "open", "PR-000001", "foi", "--note", " "], "must say something"),
        (&["case", "open", "PR-000002", "foi", "--note", "x"], "not"),
        (&["case", "close", "PR-000001/7", "--outcome", "x"], "has no case 7"),
        (&["case", "close", "PR-000001", "--outcome", "x"], "names no case"),
    ];
    for (args, said) in cases {
        let ran = house.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn what_somebody_looked_at_leaves_the_list() {
    let house = House::new();
    // Without a date a person must look.
    let text = "From: t@post.example\nTo: sscu@northmoor.example\nSubject: Hoist\nMessage-ID: <1@post.example>\n\nPlease could somebody repair the hoist?\n";
    house.write("in/1.eml", text);
    house.run(&["run", "in"]);
    let listed = || house.run(&["show", "--needs-person"]).out;
    assert!(listed().contains("PR-000001"), "{}", listed());
    let ran = house.run(&["case", "looked-at", "PR-000001", "--note", "came by hand on 2 November"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!listed().contains("PR-000001"), "{}", listed());
}
