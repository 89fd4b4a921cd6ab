//! Handing over what the outbox holds. Several conversations at once, each queue in one at most: a queue whose mail is
//! refused, or whose server is slow, holds up no other. What is not accepted waits; what is refused for good is put before a
//! person; nothing is dropped.

use super::smtp::{Conversation, Refusal, Server};
use super::stop::Stop;
use super::{PipelineError, Progress, Report, Stage};
use crate::config::{Config, Send};
use crate::register::{AcceptedNotes, Message, Register, RegisterError};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet, VecDeque};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wait after the first refusal; doubled at each further one (Postfix: 300 s to 4,000 s).
const FIRST_WAIT: i64 = 300;
/// Longest wait between two tries.
const LONGEST_WAIT: i64 = 4_000;
/// The same for what cannot wait.
const URGENT_WAITS: (i64, i64) = (30, 300);
/// Times in a row that the server cannot be reached, after which it is left alone for this pass.
const GIVE_UP_AFTER: usize = 3;
/// Refusals in a row after which the rest of a queue waits too.
const QUEUE_WAITS_AFTER: usize = 2;
/// Notices taken from the register at once.
const TOGETHER: usize = 500;
/// How often lanes that have nothing to do look for new notices while another is still at its own.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// What became of notices in one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// Accepted.
    pub sent: usize,
    /// To be tried again.
    pub deferred: usize,
    /// Refused for good.
    pub refused: usize,
    /// Sent again because an earlier run stopped while handing them over.
    pub repeated: usize,
    /// What the server said last, where it did not accept.
    pub answer: Option<String>,
    /// True where the server could not be reached.
    pub unreachable: bool,
}

/// How notices leave, made ready before anything is taken in: a missing password stops the run at its start.
pub struct Carrier {
    way: Way,
    lanes: usize,
    /// Time between two messages.
    pace: Duration,
}

enum Way {
    /// Into files.
    File(PathBuf),
    /// Over SMTP.
    Smtp(Box<Server>),
}

/// One way out with its own conversation.
enum Lane<'a> {
    File(&'a Path),
    Smtp(Box<Conversation<'a>>),
}

/// What the lanes share.
struct Shared<'a> {
    register: &'a mut Register,
    due: VecDeque<Message>,
    busy: HashSet<String>,
    /// Refusals in a row of each queue.
    refusals: HashMap<String, usize>,
    unreachable: usize,
    next: Instant,
    sent: Sent,
    done: usize,
    total: usize,
    fault: Option<RegisterError>,
}

/// What a lane does next.
enum Next {
    /// Hands this over, not before that time.
    Send(Box<Message>, Instant),
    /// Looks again in a moment.
    Wait,
    /// Ends: nothing is left, or nothing more may be done.
    Nothing,
}

impl Carrier {
    /// Reads password and certificates; nothing is sent yet.
    pub fn new(config: &Config) -> Result<Self, PipelineError> {
        let mail = &config.mail;
        match (mail.send, &mail.smtp) {
            (Send::Smtp, Some(smtp)) => {
                let server = Server::new(smtp, &mail.from, &config.folders.data).map_err(PipelineError::Setup)?;
                let pace = if smtp.per_minute == 0 { Duration::ZERO } else { Duration::from_mins(1) / smtp.per_minute };
                Ok(Self { way: Way::Smtp(Box::new(server)), lanes: smtp.connections.clamp(1, 16), pace })
            }
            _ => Ok(Self { way: Way::File(mail.folder.clone()), lanes: 1, pace: Duration::ZERO }),
        }
    }

    /// Connects and signs in, and sends nothing.
    pub fn try_out(&self) -> Result<String, String> {
        match &self.way {
            Way::File(folder) => Ok(format!("notices are written to {}", folder.display())),
            Way::Smtp(server) => server.try_out(),
        }
    }

    fn lane(&self) -> Lane<'_> {
        match &self.way {
            Way::File(folder) => Lane::File(folder),
            Way::Smtp(server) => Lane::Smtp(Box::new(server.conversation())),
        }
    }
}

/// Sends what is due, until nothing is, or the server cannot be reached.
pub fn send(
    carrier: &Carrier,
    register: &mut Register,
    progress: &dyn Progress,
    stop: &Stop,
    report: &mut Report,
) -> Result<(), PipelineError> {
    loop {
        let (notes, _) = register.open_accepted(Timestamp::now())?;
        let due = register.due_messages(Timestamp::now(), TOGETHER, std::iter::empty())?;
        if due.is_empty() || stop.asked() {
            return Ok(());
        }
        let sent = send_these(carrier, due, register, &notes, progress, stop)?;
        let goes_on = sent.sent + sent.deferred + sent.refused > 0 && !sent.unreachable;
        report.sent.add(sent);
        if !goes_on {
            return Ok(());
        }
    }
}

fn send_these(
    carrier: &Carrier,
    due: Vec<Message>,
    register: &mut Register,
    notes: &AcceptedNotes,
    progress: &dyn Progress,
    stop: &Stop,
) -> Result<Sent, PipelineError> {
    let total = due.len();
    let shared = Mutex::new(Shared {
        register,
        due: due.into(),
        busy: HashSet::new(),
        refusals: HashMap::new(),
        unreachable: 0,
        next: Instant::now(),
        sent: Sent::default(),
        done: 0,
        total,
        fault: None,
    });
    let settled = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..carrier.lanes {
            scope.spawn(|| Runner { carrier, shared: &shared, settled: &settled, notes, progress, stop }.run());
        }
    });
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    progress.at(Stage::Outbox, total, total);
    shared.fault.map_or(Ok(shared.sent), |fault| Err(fault.into()))
}

/// What each lane runs with.
struct Runner<'a, 'r> {
    carrier: &'a Carrier,
    shared: &'a Mutex<Shared<'r>>,
    /// Told whenever a lane is done with a message.
    settled: &'a Condvar,
    notes: &'a AcceptedNotes,
    progress: &'a dyn Progress,
    stop: &'a Stop,
}

impl<'r> Runner<'_, 'r> {
    fn run(&self) {
        let mut lane = self.carrier.lane();
        while let Some((message, start)) = self.next() {
            if self.stop.wait(start.saturating_duration_since(Instant::now())) {
                return;
            }
            let begun = self.lock().begin(&message);
            if let Err(fault) = begun {
                return self.end_with(fault);
            }
            let result = lane.hand_over(&message);
            if let Ok(answer) = &result {
                // Before anything that waits: a death from here on repeats nothing. Where the note cannot be written, the
                // row below still is, or the run ends with its fault.
                let _ = self.notes.note(&message.message_id, answer);
            }
            let settled = self.lock().settle(&message, result);
            self.settled.notify_all();
            if let Err(fault) = settled {
                return self.end_with(fault);
            }
        }
    }

    /// The next message and when it may leave; none where this lane is done.
    fn next(&self) -> Option<(Box<Message>, Instant)> {
        let mut held = self.lock();
        loop {
            match held.next(self.stop, self.carrier.pace) {
                Ok(Next::Send(message, start)) => {
                    self.progress.at(Stage::Outbox, held.done, held.total);
                    return Some((message, start));
                }
                Ok(Next::Wait) => {
                    held = self.settled.wait_timeout(held, LOOK_AGAIN).unwrap_or_else(PoisonError::into_inner).0;
                }
                Ok(Next::Nothing) => return None,
                Err(fault) => {
                    held.fault = Some(fault);
                    return None;
                }
            }
        }
    }

    fn end_with(&self, fault: RegisterError) {
        self.lock().fault = Some(fault);
        self.settled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Shared<'r>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared<'_> {
    /// What a lane does next. While another lane is at a server that does not answer, new notices to other queues are
    /// looked for: they must not wait for it.
    fn next(&mut self, stop: &Stop, pace: Duration) -> Result<Next, RegisterError> {
        if stop.asked() || self.fault.is_some() || self.unreachable >= GIVE_UP_AFTER {
            return Ok(Next::Nothing);
        }
        let mut picked = self.pick();
        if picked.is_none() && self.busy.is_empty() {
            return Ok(Next::Nothing);
        }
        if picked.is_none() {
            // What is left belongs to queues that a lane is at, or that were put off and stand in the register.
            self.due.retain(|m| self.busy.contains(&m.queue));
            let busy = self.busy.iter().map(String::as_str);
            let new = self.register.due_messages(Timestamp::now(), TOGETHER, busy)?;
            self.total += new.len();
            self.due.extend(new);
            picked = self.pick();
        }
        Ok(picked.map_or(Next::Wait, |message| Next::Send(Box::new(message), self.slot(pace))))
    }

    /// The next message whose queue no other lane is at.
    fn pick(&mut self) -> Option<Message> {
        let free = |m: &Message| {
            !self.busy.contains(&m.queue)
                && (m.urgent || self.refusals.get(&m.queue).is_none_or(|n| *n < QUEUE_WAITS_AFTER))
        };
        let at = self.due.iter().position(free)?;
        let message = self.due.remove(at)?;
        self.busy.insert(message.queue.clone());
        Some(message)
    }

    /// When the next message may leave, at the pace that is allowed.
    fn slot(&mut self, pace: Duration) -> Instant {
        let slot = self.next.max(Instant::now());
        self.next = slot + pace;
        slot
    }

    fn begin(&mut self, message: &Message) -> Result<(), RegisterError> {
        self.sent.repeated += usize::from(message.interrupted);
        self.register.message_begun(&message.message_id)
    }

    fn settle(&mut self, message: &Message, result: Result<String, Refusal>) -> Result<(), RegisterError> {
        let now = Timestamp::now();
        self.busy.remove(&message.queue);
        self.done += 1;
        let wait = now + wait(message);
        let in_a_row = self.refusals.entry(message.queue.clone()).or_default();
        match result {
            Ok(answer) => {
                *in_a_row = 0;
                self.unreachable = 0;
                self.sent.sent += 1;
                return self.register.message_sent(message, &answer, now);
            }
            Err(Refusal::Never(answer)) => {
                self.unreachable = 0;
                self.register.message_refused(message, &answer, now)?;
                self.sent.refused += 1;
                self.sent.answer = Some(told(message, &answer));
            }
            Err(Refusal::Later(answer)) => {
                *in_a_row += 1;
                let queue_waits = *in_a_row >= QUEUE_WAITS_AFTER;
                self.unreachable = 0;
                self.register.message_deferred(message, &answer, wait, now)?;
                if queue_waits {
                    self.register.queue_deferred(&message.queue, wait)?;
                }
                self.sent.deferred += 1;
                self.sent.answer = Some(told(message, &answer));
            }
            Err(Refusal::Unreachable(answer)) => {
                self.unreachable += 1;
                self.register.message_deferred(message, &answer, wait, now)?;
                self.sent.deferred += 1;
                self.sent.unreachable |= self.unreachable >= GIVE_UP_AFTER;
                self.sent.answer = Some(told(message, &answer));
            }
        }
        Ok(())
    }
}

impl Lane<'_> {
    fn hand_over(&mut self, message: &Message) -> Result<String, Refusal> {
        match self {
            Lane::File(folder) => match write_file(folder, message) {
                Ok(()) => Ok("written to a file".into()),
                Err(error) => Err(Refusal::Later(format!("{}: {error}", folder.display()))),
            },
            Lane::Smtp(conversation) => conversation.hand_over(&message.recipient, &message.message),
        }
    }
}

impl Sent {
    fn add(&mut self, other: Sent) {
        self.sent += other.sent;
        self.deferred += other.deferred;
        self.refused += other.refused;
        self.repeated += other.repeated;
        self.unreachable |= other.unreachable;
        self.answer = other.answer.or(self.answer.take());
    }
}

/// What the server said, and about whose notice.
fn told(message: &Message, answer: &str) -> String {
    format!("{answer} (notice to {}, queue {})", message.recipient, message.queue)
}

/// The wait before the next try.
fn wait(message: &Message) -> SignedDuration {
    let (first, longest) = if message.urgent { URGENT_WAITS } else { (FIRST_WAIT, LONGEST_WAIT) };
    let doublings = u32::try_from(message.tries.clamp(0, 10)).unwrap_or(0);
    SignedDuration::from_secs((first << doublings).min(longest))
}

/// One file for each Message-ID: written again, it is the same file.
fn write_file(folder: &Path, message: &Message) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&message.message)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(format!("{}.eml", message.message_id)))?;
    std::fs::File::open(folder)?.sync_all()
}
