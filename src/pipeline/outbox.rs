//! Notices on their way out: written as mail once, kept in the register, sent after the transaction that made them. A
//! notice is never dropped: what is not accepted waits, what is refused for good is put before a person.

use super::smtp::{Refusal, Server};
use super::{PipelineError, Progress, Report, Stage};
use crate::config::{Config, MailConfig, Send};
use crate::register::{Message, Register};
use crate::route::Notice;
use jiff::{SignedDuration, Timestamp};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, SinglePart};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Wait after the first refusal; doubled at each further one (Postfix: 300 s to 4,000 s).
const FIRST_WAIT: i64 = 300;
/// Longest wait between two tries.
const LONGEST_WAIT: i64 = 4_000;
/// Refusals in a row, with no notice accepted between, after which the server is left alone for this run.
const GIVE_UP_AFTER: usize = 3;

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
}

enum Outcome {
    Accepted(String),
    Deferred(String),
    Refused(String),
}

/// Writes notices as mail. The Message-ID follows from item and queue: made again, the notice is the same one.
pub fn messages(config: &Config, item_id: &str, now: Timestamp, notices: &[Notice]) -> Vec<Message> {
    notices
        .iter()
        .map(|notice| {
            let domain = config.mail.from.rsplit('@').next().unwrap_or("localhost");
            let message_id = format!("{}.{}.1@{domain}", item_id.get(..24).unwrap_or(item_id), notice.queue);
            let (message, subject) = (compose(config, notice, &message_id, now), notice.subject.clone());
            Message {
                message_id,
                item_id: item_id.to_string(),
                queue: notice.queue.clone(),
                recipient: notice.recipient.clone(),
                subject,
                message,
                tries: 0,
                interrupted: false,
            }
        })
        .collect()
}

/// Sends what is due. A refused notice delays no other; a silent server is left alone after a few tries.
pub fn send(
    carrier: &Carrier<'_>,
    register: &mut Register,
    progress: &dyn Progress,
    report: &mut Report,
) -> Result<(), PipelineError> {
    let due = register.due_messages(Timestamp::now(), usize::MAX)?;
    if due.is_empty() {
        return Ok(());
    }

    let mut refusals_in_a_row = 0;
    for (done, message) in due.iter().enumerate() {
        progress.at(Stage::Outbox, done, due.len());
        if refusals_in_a_row >= GIVE_UP_AFTER {
            report.sent.deferred += due.len() - done;
            break;
        }
        report.sent.repeated += usize::from(message.interrupted);
        register.message_begun(&message.message_id)?;
        let now = Timestamp::now();
        match carrier.hand_over(message) {
            Outcome::Accepted(answer) => {
                register.message_sent(message, &answer, now)?;
                report.sent.sent += 1;
                refusals_in_a_row = 0;
            }
            Outcome::Deferred(answer) => {
                register.message_deferred(message, &answer, now + wait(message.tries), now)?;
                report.sent.deferred += 1;
                report.sent.answer = Some(answer);
                refusals_in_a_row += 1;
            }
            Outcome::Refused(answer) => {
                register.message_refused(message, &answer, now)?;
                report.sent.refused += 1;
                report.sent.answer = Some(answer);
            }
        }
    }
    progress.at(Stage::Outbox, due.len(), due.len());
    Ok(())
}

/// The wait before the next try.
fn wait(tries: i64) -> SignedDuration {
    let doublings = u32::try_from(tries.clamp(0, 10)).unwrap_or(0);
    SignedDuration::from_secs((FIRST_WAIT << doublings).min(LONGEST_WAIT))
}

/// The notice in mail form. Should an address not be one, the bare text is kept, and sending says what is wrong with it.
fn compose(config: &Config, notice: &Notice, message_id: &str, now: Timestamp) -> Vec<u8> {
    let build = || -> Result<Vec<u8>, String> {
        let from: Mailbox = config.mail.from.parse().map_err(|e| format!("{}: {e}", config.mail.from))?;
        let to: Mailbox = notice.recipient.parse().map_err(|e| format!("{}: {e}", notice.recipient))?;
        let mail = lettre::Message::builder()
            .from(from)
            .to(to)
            .subject(notice.subject.replace(['\r', '\n'], " "))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0)))
            .message_id(Some(format!("<{message_id}>")))
            .header(AutoSubmitted)
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(notice.text.clone()))
            .map_err(|e| e.to_string())?;
        Ok(mail.formatted())
    };
    build().unwrap_or_else(|fault| format!("X-Postroom-Fault: {fault}\r\n\r\n{}", notice.text).into_bytes())
}

/// RFC 3834: what a machine sends says so, and nothing answers it by machine.
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + std::marker::Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_string())
    }
}

/// How notices leave, made ready before anything is taken in: a missing password stops the run at its start.
pub enum Carrier<'a> {
    /// Into files.
    File(&'a MailConfig),
    /// Over SMTP.
    Smtp(Box<Server<'a>>),
}

impl<'a> Carrier<'a> {
    /// Reads password and certificates; nothing is sent yet.
    pub fn new(mail: &'a MailConfig) -> Result<Self, PipelineError> {
        match (mail.send, &mail.smtp) {
            (Send::Smtp, Some(smtp)) => {
                Ok(Carrier::Smtp(Box::new(Server::new(smtp, &mail.from).map_err(PipelineError::Setup)?)))
            }
            _ => Ok(Carrier::File(mail)),
        }
    }

    fn hand_over(&self, message: &Message) -> Outcome {
        match self {
            Carrier::File(mail) => match write_file(&mail.folder, message) {
                Ok(()) => Outcome::Accepted("written to a file".into()),
                Err(error) => Outcome::Deferred(format!("{}: {error}", mail.folder.display())),
            },
            Carrier::Smtp(server) => match server.hand_over(&message.recipient, &message.message) {
                Ok(answer) => Outcome::Accepted(answer),
                Err(Refusal::Later(answer)) => Outcome::Deferred(answer),
                Err(Refusal::Never(answer)) => Outcome::Refused(answer),
            },
        }
    }
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
