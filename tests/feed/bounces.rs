//! Reports that a mail of ours did not arrive: each puts its notice before a person and opens no case, in whatever form mail
//! servers write it; what people and holiday replies write about our notices is no such report.

use crate::support::{House, mail};

const COMPLAINT: &str = "Dear Sir or Madam,\n\nNobody came to get my mother up on Sunday and I want to make a formal complaint about the carer.\n\nYours faithfully\n\nMarta Kowalik";

/// A report as servers write it: its headers, and its body, in which ID stands for the Message-ID and TO for the recipient.
struct Form {
    name: &'static str,
    headers: &'static str,
    body: &'static str,
    failed: bool,
}

const FAILED: &[Form] = &[
    Form {
        name: "Postfix",
        headers: "From: MAILER-DAEMON@mx.north.example (Mail Delivery System)\nReturn-Path: <>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n boundary=\"B/mx\"",
        body: "--B/mx\nContent-Description: Notification\nContent-Type: text/plain; charset=utf-8\n\nI'm sorry to have to inform you that your message could not be delivered.\n\n<TO>: host mx said: 550 5.1.1 User unknown\n\n--B/mx\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.north.example\n\nFinal-Recipient: rfc822; TO\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--B/mx\nContent-Description: Undelivered Message\nContent-Type: message/rfc822\n\nFrom: postroom@northmoor.example\nTo: TO\nSubject: PR\nMessage-ID: <ID>\n\nI want to make a formal complaint.\n\n--B/mx--\n",
        failed: true,
    },
    Form {
        name: "Exchange, which names our message in its headers alone",
        headers: "From: Microsoft Outlook <postmaster@north.example>\nAuto-Submitted: auto-replied\nIn-Reply-To: <ID>\nReferences: <ID>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"_x_\"",
        body: "--_x_\nContent-Type: text/html; charset=us-ascii\n\n<p>Your message to TO couldn't be delivered. The group only accepts messages from people in its organisation.</p>\n\n--_x_\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;x.prod.example\n\nFinal-recipient: rfc822;TO\naction: failed\nstatus: 5.7.124\n\n--_x_--\n",
        failed: true,
    },
    Form {
        name: "headers only, returned message in base64",
        headers: "From: MAILER-DAEMON@south.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=yy",
        body: "--yy\n\nMailbox full.\n\n--yy\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; s.example\n\nFinal-Recipient: rfc822; TO\nAction: FAILED\nStatus: 5.2.2\n\n--yy\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nBASE64\n--yy--\n",
        failed: true,
    },
    Form {
        name: "Exim",
        headers: "From: Mail Delivery System <Mailer-Daemon@exim.example>\nX-Failed-Recipients: TO\nAuto-Submitted: auto-replied",
        body: "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients.\n\n  TO\n    SMTP error from remote mail server: 550 no such person\n\n------ This is a copy of the message, including all the headers. ------\n\nMessage-Id: <ID>\nSubject: PR\n\nI want to make a formal complaint.\n",
        failed: true,
    },
    Form {
        name: "qmail",
        headers: "From: MAILER-DAEMON@qmail.example\nReturn-Path: <>",
        body: "Hi. This is the qmail-send program at qmail.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<TO>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <ID>\n\nI want to make a formal complaint.\n",
        failed: true,
    },
    Form {
        name: "late",
        headers: "From: MAILER-DAEMON@mx.north.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=zz",
        body: "--zz\n\nTHIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\n--zz\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; TO\nAction: delayed\nStatus: 4.4.1\n\n--zz\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ID>\n\n--zz--\n",
        failed: false,
    },
];

fn write(form: &Form, id: &str, to: &str, number: usize) -> String {
    let encoded = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(format!("Message-ID: <{id}>\r\nSubject: PR\r\n"))
    };
    let whole = format!(
        "{}\nTo: postroom@northmoor.example\nSubject: Undelivered Mail Returned to Sender\nDate: Mon, 02 Nov 2026 09:10:00 +0000\nMessage-ID: <report-{number}@mx.example>\n\n{}",
        form.headers, form.body
    );
    whole.replace("BASE64", &encoded).replace("<ID>", &format!("<{id}>")).replace("TO", to)
}

/// Message-ID, recipient and state of the first notice to a queue.
fn notice(house: &House, queue: &str) -> (String, String, String) {
    notices(house, queue).swap_remove(0)
}

/// The same for all of them, in the order of their items.
fn notices(house: &House, queue: &str) -> Vec<(String, String, String)> {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let sql = "SELECT o.message_id, o.recipient, o.state FROM outbox o JOIN item i ON i.id = o.item_id WHERE o.queue = ?1 ORDER BY i.number";
    let mut query = db.prepare(sql).unwrap();
    query.query_map([queue], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap().map(Result::unwrap).collect()
}

fn count(house: &House, sql: &str) -> i64 {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    db.query_row(sql, [], |r| r.get(0)).unwrap()
}

/// An installation with so many complaints filed and told.
fn told(complaints: usize, settings: &str) -> House {
    let house = House::new();
    house.settings(settings);
    let today = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    for n in 0..complaints {
        let text = COMPLAINT.replace("Sunday", &format!("day {n}"));
        house.write(
            &format!("in/{n}.eml"),
            mail("Marta Kowalik <marta@post.example>", "Care", &format!("{n}@post.example"), &today, &text),
        );
    }
    house.run(&["run", "in"]);
    house
}

#[test]
fn a_notice_that_comes_back_is_put_before_a_person_and_opens_nothing() {
    let house = told(FAILED.len(), "");
    let before = notices(&house, "complaints");
    assert_eq!(before.len(), FAILED.len());
    assert!(before.iter().all(|(_, _, state)| state == "sent"));
    let cases = count(&house, "SELECT COUNT(*) FROM matter");
    for (number, (form, (id, to, _))) in FAILED.iter().zip(&before).enumerate() {
        house.write(&format!("in/report-{number}.eml"), write(form, id, to, number));
    }
    let ran = house.run(&["run", "in"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert_eq!(count(&house, "SELECT COUNT(*) FROM item WHERE state = 'filed'"), 2 * FAILED.len() as i64);
    assert_eq!(count(&house, "SELECT COUNT(*) FROM matter"), cases, "a report opens a case");
    assert_eq!(count(&house, "SELECT COUNT(*) FROM outbox"), FAILED.len() as i64, "a report is told to a queue");
    let listed = house.run(&["notices"]).out;
    let needs = house.run(&["show", "--needs-person"]).out;
    for (number, (form, after)) in FAILED.iter().zip(notices(&house, "complaints")).enumerate() {
        let (item, report) = (number + 1, number + 1 + FAILED.len());
        assert_eq!(after.2, if form.failed { "refused" } else { "sent" }, "{}", form.name);
        let line = listed.lines().find(|line| line.starts_with(&format!("PR-{item:06} to complaints")));
        assert_eq!(line.is_some_and(|line| line.contains("returned")), form.failed, "{}: {listed}", form.name);
        assert_eq!(needs.contains(&format!("PR-{report:06}")), form.failed, "{}: {needs}", form.name);
        let shown = house.run(&["show", &format!("PR-{report:06}")]).out;
        assert!(shown.contains(&format!("follows   PR-{item:06}")), "{}: {shown}", form.name);
    }
    assert!(house.register().verify_audit().unwrap().1.is_none());
}

#[test]
fn what_people_and_their_machines_write_is_no_failed_delivery() {
    let others = [
        (
            "a holiday reply",
            "From: Duty Desk <asc-complaints@northmoor.example>\nReturn-Path: <>\nAuto-Submitted: auto-replied\nIn-Reply-To: <ID>\nReferences: <ID>",
            "I am away until Monday.\n\n> Message-ID: <ID>\n",
        ),
        (
            "a reply",
            "From: Marta Kowalik <marta@post.example>\nIn-Reply-To: <ID>",
            "Thank you. Nobody came on Monday either.\n\n> Action: failed\n> Message-ID: <ID>\n",
        ),
        (
            "a read receipt",
            "From: Officer <asc-complaints@northmoor.example>\nReferences: <ID>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=r",
            "--r\n\nYour message was displayed.\n\n--r\nContent-Type: message/disposition-notification\n\nOriginal-Message-ID: <ID>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--r--\n",
        ),
        (
            "a report about another's mail",
            "From: MAILER-DAEMON@mx.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=o",
            "--o\n\nUndelivered.\n\n--o\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; x@y.example\nAction: failed\n\n--o\nContent-Type: text/rfc822-headers\n\nMessage-ID: <other@northmoor.example>\n\n--o--\n",
        ),
    ];
    let house = told(others.len(), "");
    let before = notices(&house, "complaints");
    for (number, ((name, headers, body), (id, to, _))) in others.into_iter().zip(&before).enumerate() {
        let form = Form { name, headers, body, failed: false };
        house.write(&format!("in/mail-{number}.eml"), write(&form, id, to, number));
    }
    house.run(&["run", "in"]);
    assert_eq!(count(&house, "SELECT COUNT(*) FROM item WHERE state = 'filed'"), 2 * others.len() as i64);
    assert!(count(&house, "SELECT COUNT(*) FROM outbox WHERE state <> 'sent'") == 0);
    // Each of them is told to somebody: nothing goes by unseen.
    assert_eq!(count(&house, "SELECT COUNT(DISTINCT item_id) FROM outbox"), 2 * others.len() as i64);
    assert_eq!(house.run(&["notices"]).code, Some(0));
}

#[test]
fn a_returned_letter_to_a_writer_is_sent_again_or_settled_by_a_person() {
    let house = told(1, "acknowledge: { categories: [complaint] }\n");
    let (id, to, state) = notice(&house, "acknowledgement");
    assert_eq!((to.as_str(), state.as_str()), ("marta@post.example", "sent"));
    house.write("in/report.eml", write(&FAILED[0], &id, &to, 1));
    house.run(&["run", "in"]);
    let listed = house.run(&["notices"]);
    assert_eq!(listed.code, Some(1));
    assert!(
        listed.out.contains("PR-000001 to acknowledgement") && listed.out.contains("User unknown"),
        "{}",
        listed.out
    );
    assert_eq!(count(&house, "SELECT COUNT(*) FROM outbox WHERE queue = 'acknowledgement'"), 1, "none to the server");
    assert_eq!(house.run(&["notices", "again", "PR-000009"]).code, Some(2));
    assert_eq!(house.run(&["notices", "again", "PR-000001"]).code, Some(0));
    house.run(&["run", "in"]);
    assert_eq!(notice(&house, "acknowledgement").2, "sent");
    // It comes back again, under another report.
    house.write("in/report-2.eml", write(&FAILED[3], &id, &to, 2));
    house.run(&["run", "in"]);
    assert_eq!(house.json(&["notices", "--json"])[0]["reference"], "PR-000001");
    let settled = house.run(&["notices", "settle", "all", "--note", "rang her on 3 December", "--by", "Officer Lamb"]);
    assert_eq!(settled.code, Some(0), "{}", settled.err);
    assert_eq!(house.run(&["notices"]).code, Some(0));
    assert_eq!(house.register().message_states().unwrap().refused, 0);
    let by: String = {
        let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
        db.query_row("SELECT actor || ': ' || detail FROM audit WHERE action = 'outbox.settled'", [], |r| r.get(0))
            .unwrap()
    };
    assert_eq!(by, "Officer Lamb: queue acknowledgement: rang her on 3 December");
}
