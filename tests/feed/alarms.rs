//! Safeguarding alarms: escalated while nobody takes them, silent once somebody has, and never held back by office hours.

use super::within;
use crate::support::{House, mail};

const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";
const DANGER: &str = "My neighbour Mrs Ada Thwaite is locked in her house now. Her son hits her and she is bleeding. Please help at once.";

fn outbox(house: &House) -> Vec<(String, String, i64)> {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let mut query = db
        .prepare("SELECT queue, subject, not_before > strftime('%Y-%m-%dT%H:%M:%SZ') FROM outbox ORDER BY rowid")
        .unwrap();
    query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap().map(Result::unwrap).collect()
}

fn escalations(house: &House) -> usize {
    outbox(house).iter().filter(|(queue, ..)| queue == "escalation").count()
}

/// Makes the alarm as old as that.
fn let_time_pass(house: &House, minutes: i64) {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let then = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(minutes);
    db.execute("UPDATE alarm SET raised = ?1, last = CASE WHEN last IS NULL THEN NULL ELSE ?1 END", [then.to_string()])
        .unwrap();
}

#[test]
fn an_alarm_is_escalated_until_a_named_person_takes_it() {
    let house = House::new();
    house.write("in/1.eml", mail("Tom Zielak <t@post.example>", "Ada Thwaite", "1@post.example", DATE, DANGER));
    house.run(&["run", "in"]);
    assert_eq!(escalations(&house), 0, "there is time to take it");
    let_time_pass(&house, 31);
    house.run(&["run", "in"]);
    house.run(&["run", "in"]);
    assert_eq!(escalations(&house), 1, "{:?}", outbox(&house));
    let_time_pass(&house, 31);
    house.run(&["run", "in"]);
    assert_eq!(escalations(&house), 2, "and again");
    assert!(outbox(&house).iter().all(|(_, subject, _)| !subject.contains("Thwaite") && !subject.contains("Zielak")));
    let taken = house.run(&["take", "PR-000001/1", "--by", "Duty Officer Lamb", "--note", "police informed"]);
    assert_eq!(taken.code, Some(0), "{}", taken.err);
    let_time_pass(&house, 600);
    house.run(&["run", "in"]);
    assert_eq!(escalations(&house), 2, "silent once taken");
    let shown = house.run(&["show", "PR-000001"]);
    assert!(shown.out.contains("alarm     taken by Duty Officer Lamb"), "{}", shown.out);
    let db = rusqlite::Connection::open(house.path("var/register.sqlite")).unwrap();
    let told: String = db
        .query_row("SELECT actor || ': ' || detail FROM audit WHERE action = 'item.taken'", [], |r| r.get(0))
        .unwrap();
    assert_eq!(told, "Duty Officer Lamb: taken: police informed");
    assert!(house.register().verify_audit().unwrap().1.is_none());
    assert_eq!(house.run(&["take", "PR-000099"]).code, Some(2));
}

#[test]
fn office_hours_hold_back_routine_notices_only() {
    let house = House::new();
    house.copy_rules();
    let rules = house.path("rules/route/queues.yaml");
    let queues = std::fs::read_to_string(&rules).unwrap();
    // Open for one minute of a day that is not today: whatever the hour of the test, the office is closed.
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let today = postroom::model::london_date(jiff::Timestamp::now()).weekday().to_monday_zero_offset();
    let other = days[(usize::try_from(today).unwrap() + 2) % 7];
    let hours = format!("clearance: redacted\n    hours: {{ from: \"09:00\", to: \"09:01\", days: [{other}] }}");
    std::fs::write(&rules, queues.replace("clearance: redacted", &hours)).unwrap();
    house.write("in/1.eml", mail("Tom Zielak <t@post.example>", "Ada", "1@post.example", DATE, DANGER));
    let thanks = "Thank you so much to the team, they were wonderful with my father.";
    house.write("in/2.eml", mail("Tom Zielak <t@post.example>", "Thanks", "2@post.example", DATE, thanks));
    let ran = house.run(&["run", "in"]);
    assert_ne!(ran.code, Some(2), "{}", ran.err);
    let rows = outbox(&house);
    let held = |queue: &str| rows.iter().filter(|(q, ..)| q == queue).map(|(.., later)| *later).collect::<Vec<_>>();
    assert_eq!(held("safeguarding"), [0], "{rows:?}");
    assert_eq!(held("compliments"), [1], "{rows:?}");
    assert!(within(1, || house.register().message_states().is_ok_and(|s| s.waiting >= 1)));
}
