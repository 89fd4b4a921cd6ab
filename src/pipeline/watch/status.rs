//! How the daemon fares: what it did, what is wrong now, and both as numbers that a monitor can read (Prometheus text
//! format 0.0.4). It holds counts and names of sources, never anything of an item.

use crate::pipeline::feed::Tally;
use crate::pipeline::{Report, Sent};
use crate::register::{Account, MessageState, Register, RegisterError};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Work that shows no sign of life for so long is stuck: the longest single step is recognising the pages of one item.
const STUCK: Duration = Duration::from_secs(25 * 60);

/// Shared by all threads of the daemon.
#[derive(Debug)]
pub struct Status {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    started: Instant,
    beat: Instant,
    feeds: BTreeMap<String, Feed>,
    filed: usize,
    quarantined: usize,
    sent: Sent,
    fault: Option<String>,
    outbox_fault: Option<String>,
    account: Account,
    balanced: bool,
    notices: MessageState,
    needs_person: i64,
    overdue: i64,
    left: usize,
}

#[derive(Debug, Default)]
struct Feed {
    taken: usize,
    repeated: usize,
    failures: usize,
    fault: Option<String>,
}

impl Status {
    pub fn new() -> Self {
        let now = Instant::now();
        Self {
            inner: Mutex::new(Inner {
                started: now,
                beat: now,
                feeds: BTreeMap::new(),
                filed: 0,
                quarantined: 0,
                sent: Sent::default(),
                fault: None,
                outbox_fault: None,
                account: Account::default(),
                balanced: true,
                notices: MessageState::default(),
                needs_person: 0,
                overdue: 0,
                left: 0,
            }),
        }
    }

    /// The work goes on.
    pub fn beat(&self) {
        self.lock().beat = Instant::now();
    }

    /// True where the work went on not long ago.
    pub fn lives(&self) -> bool {
        self.lock().beat.elapsed() < STUCK
    }

    /// What a look at a source came to, and what is wrong with it now.
    pub fn feed(&self, name: &str, tally: Tally, fault: Option<String>) {
        let mut inner = self.lock();
        let feed = inner.feeds.entry(name.to_string()).or_default();
        feed.taken += tally.all();
        feed.repeated += tally.duplicates;
        feed.failures += usize::from(fault.is_some());
        feed.fault = fault;
    }

    /// What the stages did.
    pub fn worked(&self, report: &Report) {
        let mut inner = self.lock();
        inner.filed += report.filed;
        inner.quarantined += report.quarantined;
    }

    /// What the outbox did.
    pub fn sent(&self, sent: &Sent) {
        let mut inner = self.lock();
        inner.sent.sent += sent.sent;
        inner.sent.deferred += sent.deferred;
        inner.sent.refused += sent.refused;
        inner.sent.repeated += sent.repeated;
    }

    /// What keeps the work from going on.
    pub fn fault(&self, fault: Option<String>) {
        self.lock().fault = fault;
    }

    /// What keeps notices from leaving.
    pub fn outbox_fault(&self, fault: Option<String>) {
        self.lock().outbox_fault = fault;
    }

    /// Takes the numbers of the register.
    pub fn account(&self, register: &Register, today: Date) -> Result<(), RegisterError> {
        let (account, notices) = (register.account()?, register.message_states()?);
        let (needs_person, overdue) = (register.totals()?.needs_person, register.overdue_count(today)?);
        let left = register.mail_troubles()?.len();
        let mut inner = self.lock();
        inner.account = account;
        inner.balanced = account.balances();
        inner.notices = notices;
        inner.needs_person = needs_person;
        inner.overdue = overdue;
        inner.left = left;
        Ok(())
    }

    /// What is wrong now; empty where all is well.
    pub fn problems(&self) -> Vec<String> {
        let inner = self.lock();
        let mut problems: Vec<String> = inner.fault.iter().map(|f| format!("work: {f}")).collect();
        problems.extend(inner.outbox_fault.iter().map(|f| format!("outbox: {f}")));
        for (name, feed) in &inner.feeds {
            problems.extend(feed.fault.iter().map(|f| format!("source {name}: {f}")));
        }
        if inner.beat.elapsed() >= STUCK {
            problems.push("work: no sign of life for 25 minutes".into());
        }
        if !inner.balanced {
            problems.push("account: it does not balance".into());
        }
        if inner.notices.refused > 0 {
            problems.push(format!("outbox: {} notices were refused for good", inner.notices.refused));
        }
        if inner.left > 0 {
            problems.push(format!("mailboxes: {} mails had to be left on their servers", inner.left));
        }
        problems
    }

    /// One line for a status display.
    pub fn line(&self) -> String {
        let inner = self.lock();
        let a = inner.account;
        format!(
            "{} received, {} filed, {} waiting, {} notices waiting",
            a.received, a.filed, a.waiting, inner.notices.waiting
        )
    }

    /// All numbers in Prometheus' text format.
    pub fn metrics(&self) -> String {
        let healthy = self.problems().is_empty();
        let inner = self.lock();
        let mut out = String::new();
        let mut put = |name: &str, kind: &str, help: &str, rows: &[(String, f64)]| {
            let _ = writeln!(out, "# HELP postroom_{name} {help}\n# TYPE postroom_{name} {kind}");
            for (labels, value) in rows {
                let _ = writeln!(out, "postroom_{name}{labels} {value}");
            }
        };
        let one = |value: f64| vec![(String::new(), value)];
        put("healthy", "gauge", "1 where nothing is wrong.", &one(f64::from(u8::from(healthy))));
        put("uptime_seconds", "gauge", "Seconds since the start.", &one(inner.started.elapsed().as_secs_f64()));
        put(
            "last_beat_seconds",
            "gauge",
            "Seconds since the work showed life.",
            &one(inner.beat.elapsed().as_secs_f64()),
        );
        let a = inner.account;
        let states =
            [("filed", a.filed), ("duplicate", a.duplicates), ("quarantined", a.quarantined), ("waiting", a.waiting)];
        put("deliveries", "gauge", "Everything ever received, by what became of it.", &labelled("state", &states));
        put(
            "account_balances",
            "gauge",
            "1 where received is the sum of the others.",
            &one(f64::from(u8::from(inner.balanced))),
        );
        let n = inner.notices;
        let states = [("waiting", n.waiting), ("sent", n.sent), ("refused", n.refused)];
        put("notices", "gauge", "All messages of the outbox, by state.", &labelled("state", &states));
        put(
            "notices_deferred_total",
            "counter",
            "Hand-overs put off since the start.",
            &one(inner.sent.deferred as f64),
        );
        put(
            "notices_repeated_total",
            "counter",
            "Hand-overs repeated since the start.",
            &one(inner.sent.repeated as f64),
        );
        put("items_needing_person", "gauge", "Filed items a person must look at.", &one(inner.needs_person as f64));
        put("deadlines_overdue", "gauge", "Deadlines that have passed.", &one(inner.overdue as f64));
        put("mails_left_on_servers", "gauge", "Mails too large or impossible to fetch.", &one(inner.left as f64));
        let feeds = |number: fn(&Feed) -> usize| -> Vec<(String, f64)> {
            let label = |name: &str| {
                format!("{{source=\"{}\"}}", name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
            };
            inner.feeds.iter().map(|(name, feed)| (label(name), number(feed) as f64)).collect()
        };
        put("source_up", "gauge", "1 where the source works.", &feeds(|f| usize::from(f.fault.is_none())));
        put("source_taken_total", "counter", "Deliveries taken in since the start.", &feeds(|f| f.taken));
        put("source_duplicates_total", "counter", "Those of them that were here before.", &feeds(|f| f.repeated));
        put("source_failures_total", "counter", "Looks that failed since the start.", &feeds(|f| f.failures));
        out
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn labelled(label: &str, rows: &[(&str, i64)]) -> Vec<(String, f64)> {
    rows.iter().map(|(name, n)| (format!("{{{label}=\"{name}\"}}"), *n as f64)).collect()
}
