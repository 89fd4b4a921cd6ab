//! Replies join the case they belong to, whatever the order of work; a new matter in one opens a case; what we sent
//! ourselves is filed and tells nobody.

use crate::support::{House, mail};

const HERS: &str = "Marta Kowalik <marta.kowalik@post.example>";
const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";
const COMPLAINT: &str =
    "Dear Sir or Madam,\n\nNobody came to get my mother up on Sunday and I want to make a formal complaint.";

fn with(mail: String, header: &str) -> String {
    mail.replacen("MIME-Version", &format!("{header}\nMIME-Version"), 1)
}

fn show(house: &House, reference: &str) -> serde_json::Value {
    house.json(&["show", reference, "--json"]).remove(0)
}

fn categories(shown: &serde_json::Value) -> Vec<String> {
    let cases = shown["cases"].as_array().cloned().unwrap_or_default();
    cases.iter().map(|c| c["category"].as_str().unwrap_or_default().to_string()).collect()
}

fn first(list: &serde_json::Value) -> &str {
    list[0]["reference"].as_str().unwrap_or("nothing")
}

#[test]
fn replies_join_their_case_in_one_run_or_in_many() {
    let house = House::new();
    house.write("in/1.eml", mail(HERS, "Care visits", "1@post.example", DATE, COMPLAINT));
    let chaser = format!("{COMPLAINT} I wrote to you about it before and nobody has answered.");
    house.write(
        "in/2.eml",
        with(mail(HERS, "Re: Care visits", "2@post.example", DATE, &chaser), "In-Reply-To: <1@post.example>"),
    );
    let new = "Under the Freedom of Information Act, how many care visits were missed in 2025?";
    house.write(
        "in/3.eml",
        with(
            mail(HERS, "Re: Care visits", "3@post.example", DATE, new),
            "References: <1@post.example> <2@post.example>",
        ),
    );
    house.write("in/4.eml", mail(HERS, "Your reference PR-000001/1", "4@post.example", DATE, &chaser));
    house.run(&["run", "in"]);
    assert_eq!(categories(&show(&house, "PR-000001")), ["complaint"]);
    let chased = show(&house, "PR-000002");
    assert_eq!((categories(&chased), first(&chased["follows"])), (vec![], "PR-000001"));
    let asked = show(&house, "PR-000003");
    assert!(categories(&asked).iter().any(|c| c == "foi"), "a new matter opens a case: {asked}");
    let named = show(&house, "PR-000004");
    assert_eq!((categories(&named), first(&named["follows"])), (vec![], "PR-000001"));
    let parent = show(&house, "PR-000001");
    assert_eq!(parent["followed_by"].as_array().map(Vec::len), Some(3), "{parent}");
    let text = house.run(&["show", "PR-000001"]);
    assert!(text.out.contains("followed  PR-000002 (by reply)"), "{}", text.out);

    let notice = std::fs::read_dir(house.path("var/outbox"))
        .unwrap()
        .flatten()
        .map(|e| std::fs::read_to_string(e.path()).unwrap());
    let joined: Vec<String> = notice.filter(|n| n.contains("Subject: PR-000002: follows PR-000001")).collect();
    assert_eq!(joined.len(), 1, "the queue of the case is told of the reply");
    let id = joined[0].lines().find_map(|l| l.strip_prefix("Message-ID: ")).unwrap().trim().to_string();
    house.write(
        "in/5.eml",
        with(mail(HERS, "Re: a notice", "5@post.example", DATE, "Thank you."), &format!("In-Reply-To: {id}")),
    );
    house.run(&["run", "in"]);
    assert_eq!(
        first(&show(&house, "PR-000005")["follows"]),
        "PR-000002",
        "an answer to a notice of ours is one to its item"
    );
}

#[test]
fn a_stranger_who_names_a_reference_opens_a_case_all_the_same() {
    let house = House::new();
    house.write("in/1.eml", mail(HERS, "Care visits", "1@post.example", DATE, COMPLAINT));
    let other = "Odd Fellow <odd@elsewhere.example>";
    house.write("in/2.eml", mail(other, "PR-000001", "2@elsewhere.example", DATE, COMPLAINT));
    house.run(&["run", "in"]);
    let shown = show(&house, "PR-000002");
    assert_eq!((categories(&shown), first(&shown["follows"])), (vec!["complaint".to_string()], "PR-000001"));
}

#[test]
fn what_we_sent_is_filed_and_tells_nobody() {
    let house = House::new();
    house.write("in/1.eml", mail(HERS, "Care visits", "1@post.example", DATE, COMPLAINT));
    let ours =
        "Dear Ms Kowalik,\n\nWe are sorry that nobody came, and look into your complaint about the missed visit.";
    let answer =
        mail("Feedback team <sscu@northmoor.example>", "Re: Care visits PR-000001", "9@northmoor.example", DATE, ours);
    house.write("sent/2.eml", with(answer, "In-Reply-To: <1@post.example>"));
    let thanks = "Dear team,\n\nThank you, I am glad that you look into it.";
    house.write(
        "in/3.eml",
        with(mail(HERS, "Re: Care visits", "3@post.example", DATE, thanks), "In-Reply-To: <9@northmoor.example>"),
    );
    house.settings("sources:\n  - { name: in, kind: folder, path: in, settle_seconds: 0 }\n  - { name: sent, kind: folder, path: sent, sent: true, settle_seconds: 0 }\n");
    house.run(&["run"]);
    let sent = show(&house, "PR-000003");
    assert_eq!((categories(&sent), first(&sent["follows"])), (vec![], "PR-000001"), "{sent}");
    let notices: Vec<String> = std::fs::read_dir(house.path("var/outbox"))
        .unwrap()
        .flatten()
        .map(|e| std::fs::read_to_string(e.path()).unwrap())
        .collect();
    assert!(notices.iter().all(|n| !n.contains("Subject: PR-000003")), "nobody is told of our own letter");
    // A spoofed sender alone silences nothing.
    house.write("in/4.eml", mail("sscu@northmoor.example", "Care", "4@elsewhere.example", DATE, COMPLAINT));
    house.run(&["run"]);
    assert_eq!(categories(&show(&house, "PR-000004")), ["complaint"]);
}
