//! The mailbox that feeds it with nobody watching: a real Dovecot, a real SMTP receiver, servers that misbehave, and the
//! daemon between them.

mod alarms;
mod bounces;
mod cases;
mod daemon;
mod dovecot;
mod endurance;
mod hostile;
mod imap;
mod letters;
mod sign_in;
mod smtp;
mod threads;
mod watch;

use crate::support::{House, mail};
use std::time::{Duration, Instant};

/// A mail that opens a case, told apart by its number.
pub fn letter(n: usize) -> String {
    let wishes = [
        "Nobody came to get my mother out of bed on Sunday and I want to make a formal complaint.",
        "Under the Freedom of Information Act, how many care visits were missed in 2025?",
        "Thank you so much to the team, they were wonderful with my father.",
        "Please could somebody come and repair the hoist in the bathroom?",
    ];
    let body =
        format!("Dear Sir or Madam,\n\n{} This is letter {n}.\n\nYours\n\nMarta Kowalik", wishes[n % wishes.len()]);
    let date = format!("Mon, {:02} Nov 2026 09:00:00 +0000", 1 + n % 20);
    mail("Marta Kowalik <marta.kowalik@post.example>", "Care", &format!("{n}@post.example"), &date, &body)
}

/// An installation that reads this mailbox.
pub fn house(server: &dovecot::Dovecot, port: u16, more: &str, rest: &str) -> House {
    let house = House::new();
    house.write("imap-password", format!("{}\n", dovecot::PASSWORD));
    house.settings(&format!("{}{rest}", server.source(port, more)));
    house
}

/// Waits until something holds; false where it does not within `seconds`.
pub fn within(seconds: u64, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    holds()
}
