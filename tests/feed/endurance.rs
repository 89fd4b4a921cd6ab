//! Mail for a year in a minute: the wire is cut, Dovecot is restarted, mails are numbered anew and the daemon is killed, and
//! in the end every mail is filed once, every notice was sent and can be recognised, and the account balances.
//! `POSTROOM_ENDURANCE=5000,100,10,50` runs it with so many mails, cuts, restarts and kills.

use super::daemon::Daemon;
use super::dovecot::{Dovecot, Wire};
use super::{house, letter, within};
use crate::support::{House, Receiver};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

struct Scale {
    mails: usize,
    cuts: usize,
    restarts: usize,
    kills: usize,
}

fn scale() -> Scale {
    let numbers = std::env::var("POSTROOM_ENDURANCE").unwrap_or_else(|_| "300,10,2,5".into());
    let n: Vec<usize> = numbers.split(',').map(|n| n.trim().parse().expect("mails,cuts,restarts,kills")).collect();
    Scale { mails: n[0], cuts: n[1], restarts: n[2], kills: n[3] }
}

#[test]
fn every_mail_is_filed_once_whatever_happens_on_the_way() {
    let scale = scale();
    let mut server = Dovecot::start();
    let receiver = Receiver::start(server.path("").as_path(), "accept");
    let wire = Wire::to(server.port);
    let house = house(&server, wire.port, ", after: move, timeout_seconds: 10", &receiver.settings());
    let began = Instant::now();
    let mut daemon = Some(Daemon::start(&house));
    let steps = scale.cuts + scale.restarts + scale.kills + 1;
    let (mut delivered, mut ambiguous, mut cut, mut idle) = (0, 0, 0, 0);
    for step in 0..steps {
        let before = taken_in(&house);
        let goal = scale.mails * (step + 1) / steps;
        while delivered < goal {
            server.deliver(&letter(delivered));
            delivered += 1;
        }
        // A mishap meets work at its midst: something of this step was taken in, and the rest is on its way.
        idle += usize::from(!within(30, || taken_in(&house) > before));
        std::thread::sleep(Duration::from_millis((step as u64 * 137) % 400));
        // The mishaps are spread evenly over the whole, the renumbering in the middle.
        let part = |n: usize| (step + 1) * n / steps > step * n / steps;
        if step == steps / 2 {
            server.renumber();
        } else if part(scale.restarts) {
            server.down();
            server.up();
        } else if part(scale.kills) {
            daemon.take().expect("it was started").kill();
            ambiguous += sending(&house);
            daemon = Some(Daemon::start(&house));
        } else {
            cut += usize::from(within(10, || wire.cut()));
        }
    }
    let done = within(600, || {
        let account = house.register().account().expect("the register can be read");
        account.filed as usize == scale.mails
            && account.waiting == 0
            && server.mails("").is_empty()
            && sending(&house) == 0
    });
    let daemon = daemon.expect("it was started");
    assert!(done, "{:?} {:?} left\n{}", house.register().account(), server.mails("").len(), daemon.said());
    assert!(within(60, || house.register().message_states().is_ok_and(|s| s.waiting == 0)));
    let code = daemon.stop();
    check(&house, &server, &receiver, &scale, ambiguous);
    eprintln!(
        "{} mails, {idle} of {steps} steps brought nothing, {cut} cuts, {} restarts, 1 renumbering, {} kills in {:?}; exit {code:?}",
        scale.mails,
        scale.restarts,
        scale.kills,
        began.elapsed()
    );
    assert_eq!(code, Some(0));
    assert!(wire.cuts.load(Ordering::SeqCst) >= scale.cuts / 2, "{cut} cuts hit a living wire");
}

fn check(house: &House, server: &Dovecot, receiver: &Receiver, scale: &Scale, ambiguous: usize) {
    let account = house.register().account().unwrap();
    assert!(account.balances(), "{account:?}");
    assert_eq!(account.filed as usize, scale.mails, "every mail is filed");
    assert_eq!(account.quarantined, 0);
    let all = server.mails("Postroom.Filed").len() + server.mails("Postroom.Duplicates").len();
    assert!(all >= scale.mails, "{all} of {} mails are on the server", scale.mails);
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    for id in receiver.received() {
        *sent.entry(id).or_default() += 1;
    }
    let states = house.register().message_states().unwrap();
    assert_eq!(states.sent as usize, sent.len(), "every notice arrived, under an id of its own");
    assert!(sent.len() >= scale.mails, "{} notices", sent.len());
    let repeats: usize = sent.values().map(|n| n - 1).sum();
    eprintln!(
        "{} notices, {repeats} repeated, {ambiguous} were being handed over at a kill; {} duplicates",
        sent.len(),
        account.duplicates
    );
    assert!(repeats <= ambiguous, "{repeats} repeats for {ambiguous} hand-overs cut off");
}

fn taken_in(house: &House) -> i64 {
    let db = rusqlite::Connection::open(house.path("var/register.sqlite"));
    db.and_then(|db| db.query_row("SELECT COUNT(*) FROM item", [], |r| r.get(0))).unwrap_or(0)
}

/// Notices that are being handed over, as far as nobody has noted that they were accepted.
fn sending(house: &House) -> usize {
    crate::support::handing_over(house)
}
