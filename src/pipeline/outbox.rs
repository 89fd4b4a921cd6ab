//! Notices as mail: written once, in the transaction that files the item, under a Message-ID that follows from item and
//! queue. Sending is done elsewhere.

use super::Pipeline;
use crate::config::Config;
use crate::register::Message;
use crate::route::Notice;
use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, SinglePart};
use std::time::{Duration, SystemTime};

/// A plain mail to be composed.
pub struct Mail<'a> {
    /// To whom.
    pub recipient: &'a str,
    /// Subject: references only.
    pub subject: &'a str,
    /// Body as plain text.
    pub text: &'a str,
    /// Without angle brackets.
    pub message_id: &'a str,
}

/// Writes notices as mail. The Message-ID follows from item and queue: made again, the notice is the same one.
pub fn messages(pipeline: &Pipeline, item_id: &str, now: Timestamp, notices: &[Notice]) -> Vec<Message> {
    let config = &pipeline.config;
    notices
        .iter()
        .map(|notice| {
            let head = item_id.get(..24).unwrap_or(item_id);
            let message_id = message_id(config, &format!("{head}.{}.1", notice.queue));
            let mail = Mail {
                recipient: &notice.recipient,
                subject: &notice.subject,
                text: &notice.text,
                message_id: &message_id,
            };
            Message {
                message: compose(config, &mail, now),
                message_id: message_id.clone(),
                item_id: Some(item_id.to_string()),
                queue: notice.queue.clone(),
                recipient: notice.recipient.clone(),
                subject: notice.subject.clone(),
                urgent: notice.urgent,
                not_before: if notice.urgent { now } else { opening(pipeline, &notice.queue, now) },
                tries: 0,
                interrupted: false,
            }
        })
        .collect()
}

/// When a routine notice to a queue may leave.
fn opening(pipeline: &Pipeline, queue: &str, now: Timestamp) -> Timestamp {
    let queue = pipeline.rules.queues.all().iter().find(|q| q.name == queue);
    let hours = queue.and_then(|q| q.hours.as_ref());
    hours.map_or(now, |h| h.next(now, pipeline.rules.clocks.holidays()))
}

/// A Message-ID of ours.
pub fn message_id(config: &Config, left: &str) -> String {
    format!("{left}@{}", domain(config))
}

/// The domain of our Message-IDs.
pub fn domain(config: &Config) -> &str {
    config.mail.from.rsplit('@').next().unwrap_or("localhost")
}

/// The mail in its final form. Should an address not be one, the bare text is kept, and sending says what is wrong with it.
pub fn compose(config: &Config, mail: &Mail<'_>, now: Timestamp) -> Vec<u8> {
    let build = || -> Result<Vec<u8>, String> {
        let from: Mailbox = config.mail.from.parse().map_err(|e| format!("{}: {e}", config.mail.from))?;
        let to: Mailbox = mail.recipient.parse().map_err(|e| format!("{}: {e}", mail.recipient))?;
        let built = lettre::Message::builder()
            .from(from)
            .to(to)
            .subject(mail.subject.replace(['\r', '\n'], " "))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0)))
            .message_id(Some(format!("<{}>", mail.message_id)))
            .header(AutoSubmitted("auto-generated"))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(mail.text.to_string()))
            .map_err(|e| e.to_string())?;
        Ok(built.formatted())
    };
    build().unwrap_or_else(|fault| format!("X-Postroom-Fault: {fault}\r\n\r\n{}", mail.text).into_bytes())
}

/// RFC 3834: what a machine sends says so, and nothing answers it by machine.
#[derive(Debug, Clone)]
pub struct AutoSubmitted(pub &'static str);

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + std::marker::Send + Sync>> {
        Ok(Self("auto-generated"))
    }
    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), self.0.to_string())
    }
}
