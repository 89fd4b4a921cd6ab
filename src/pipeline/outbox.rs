//! Notices on their way out: written as mail once, kept in the register, sent after the transaction that made them. A
//! notice is never dropped: what is not accepted waits, what is refused for good is put before a person.

use super::{PipelineError, Progress, Report, Stage};
use crate::config::{Config, MailConfig, Security, Send, SmtpConfig};
use crate::register::{Message, Register};
use crate::route::Notice;
use jiff::{SignedDuration, Timestamp};
use lettre::address::Envelope;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, SmtpTransport, Transport};
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
    /// Over SMTP, from this address.
    Smtp { transport: Box<SmtpTransport>, from: &'a str },
}

impl<'a> Carrier<'a> {
    /// Reads password and certificates, and sets up the connection; nothing is sent yet.
    pub fn new(mail: &'a MailConfig) -> Result<Self, PipelineError> {
        match (mail.send, &mail.smtp) {
            (Send::Smtp, Some(smtp)) => {
                let transport = transport(smtp).map_err(PipelineError::Setup)?;
                Ok(Carrier::Smtp { transport: Box::new(transport), from: &mail.from })
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
            Carrier::Smtp { transport, from } => match envelope(from, &message.recipient) {
                Err(fault) => Outcome::Refused(fault),
                Ok(envelope) => match transport.send_raw(&envelope, &message.message) {
                    Ok(answer) => Outcome::Accepted(answer.message().collect::<Vec<_>>().join(" ")),
                    Err(error) if error.is_permanent() => Outcome::Refused(with_causes(&error)),
                    Err(error) => Outcome::Deferred(with_causes(&error)),
                },
            },
        }
    }
}

fn transport(smtp: &SmtpConfig) -> Result<SmtpTransport, String> {
    let tls = || -> Result<TlsParameters, String> {
        let mut parameters = TlsParameters::builder(smtp.host.clone());
        if let Some(path) = &smtp.ca_file {
            let fault = |e: &dyn std::fmt::Display| {
                format!("`mail: smtp: ca_file`: {}: {e}. It must hold a certificate in PEM form.", path.display())
            };
            let pem = std::fs::read(path).map_err(|e| fault(&e))?;
            parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| fault(&e))?);
        }
        parameters.build().map_err(|e| format!("cannot set up TLS for {}: {e}", smtp.host))
    };
    let tls = match smtp.security {
        Security::Starttls => Tls::Required(tls()?),
        Security::Tls => Tls::Wrapper(tls()?),
        Security::None => Tls::None,
    };
    let mut builder = SmtpTransport::builder_dangerous(&smtp.host)
        .port(smtp.port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(smtp.timeout_seconds)));
    if let Some(user) = &smtp.user {
        let path = smtp.password_file.as_ref().ok_or("`mail: smtp: user` needs `password_file`.".to_string())?;
        let password = std::fs::read_to_string(path).map_err(|e| {
            format!("`mail: smtp: password_file`: {}: {e}. Create it, readable for this user only.", path.display())
        })?;
        builder = builder.credentials(Credentials::new(user.clone(), password.trim_end().to_string()));
    }
    Ok(builder.build())
}

fn envelope(from: &str, to: &str) -> Result<Envelope, String> {
    let address = |text: &str| text.parse::<Address>().map_err(|e| format!("`{text}` is not a mail address: {e}"));
    Envelope::new(Some(address(from)?), vec![address(to)?]).map_err(|e| e.to_string())
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

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let told = inner.to_string();
        if !text.contains(&told) {
            text.push_str(&format!(": {told}"));
        }
        cause = inner.source();
    }
    text
}
