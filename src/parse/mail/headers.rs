//! What the headers of a mail say, decoded. Headers are claims by whoever sent the mail; nothing here believes them.

use crate::model::{Address, Problem, ProblemCode, Severity};
use jiff::Timestamp;
use mail_parser::{HeaderName, HeaderValue, Message, MimeHeaders};

/// The headers that the product uses.
#[derive(Debug, Default)]
pub(in crate::parse) struct Headers {
    pub message_id: Option<String>,
    pub from: Option<Address>,
    /// Every address that stands in a `From`, of which there should be one.
    pub senders: Vec<Address>,
    pub reply_to: Option<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: Option<String>,
    /// `Date` as RFC 3339 in its own zone.
    pub date: Option<String>,
    pub date_at: Option<Timestamp>,
    /// True where there is no `Date`, or none that can be read.
    pub date_unread: bool,
    /// The newest `Received`.
    pub received_at: Option<Timestamp>,
    pub references: Vec<String>,
    pub others: Vec<(String, String)>,
}

/// Headers that tell automated mail, lists and spam apart, in lower case; names ending in `*` are beginnings.
const KEPT: [&str; 28] = [
    "auto-submitted",
    "precedence",
    "list-*",
    "x-auto*",
    "x-autoreply*",
    "x-autorespond*",
    "return-path",
    "content-type",
    "x-spam*",
    "x-mailer",
    "user-agent",
    "sender",
    "importance",
    "x-priority",
    "feedback-id",
    "x-failed-recipients",
    "x-loop",
    "authentication-results",
    "x-ms-exchange-*",
    "delivered-to",
    "received-spf",
    "bcc",
    "x-mailing-list",
    "mailing-list",
    "x-beenthere",
    "x-google-group-id",
    "x-cron-env",
    "x-csa-complaints",
];
/// Values longer than this are cut; they tell nothing more.
const LONGEST: usize = 1_000;
/// More headers of the kept kinds than this come from no honest program.
const MOST: usize = 200;

impl Headers {
    /// Reads the headers of a message.
    pub(in crate::parse) fn of(message: &Message<'_>) -> Self {
        let list = |value: Option<&mail_parser::Address<'_>>| value.map(addresses).unwrap_or_default();
        let date = message.date().filter(|d| d.is_valid());
        let date_at = date.and_then(|d| Timestamp::from_second(d.to_timestamp()).ok());
        let mut headers = Self {
            message_id: message.message_id().map(bare_id).filter(|id| !id.is_empty()),
            senders: senders(message),
            from: list(message.from()).into_iter().next().or_else(|| list(message.sender()).into_iter().next()),
            reply_to: list(message.reply_to()).into_iter().next(),
            to: list(message.to()),
            cc: list(message.cc()),
            subject: message.subject().map(one_line).filter(|s| !s.is_empty()),
            date: date_at.and(date).map(mail_parser::DateTime::to_rfc3339),
            date_at,
            date_unread: date_at.is_none(),
            received_at: newest_received(message),
            references: references(message),
            others: others(message),
        };
        headers.reply_to = headers.reply_to.filter(|r| headers.from.as_ref().is_none_or(|f| f.address != r.address));
        headers
    }

    /// The header lines with which the text of a message inside a message begins.
    pub(in crate::parse) fn as_text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                text.push_str(&format!("{name}: {value}\n"));
            }
        };
        let all = |list: &[Address]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        line("From", &self.from.as_ref().map(ToString::to_string).unwrap_or_default());
        line("To", &all(&self.to));
        line("Cc", &all(&self.cc));
        line("Date", self.date.as_deref().unwrap_or_default());
        line("Subject", self.subject.as_deref().unwrap_or_default());
        text
    }
}

impl Headers {
    /// Takes the subject that the signed or decrypted content carries (protected headers, RFC 9788) where the outer one says
    /// nothing, and tells where both say something and differ.
    pub(super) fn protect(&mut self, message: &Message<'_>) -> Option<Problem> {
        let shielded = |part: &&mail_parser::MessagePart<'_>| {
            part.content_type()
                .is_some_and(|t| t.attribute("protected-headers").is_some() || t.attribute("hp").is_some())
        };
        let inner = message.parts.iter().skip(1).find(shielded).or_else(|| message.parts.first().filter(shielded))?;
        let text = inner.headers.iter().find(|h| h.name == HeaderName::Subject).and_then(|h| h.value.as_text())?;
        let (inner, outer) = (one_line(text), self.subject.clone().unwrap_or_default());
        if inner.is_empty() || inner == outer {
            return None;
        }
        self.subject = Some(inner);
        let dummy = outer.chars().all(|c| !c.is_alphanumeric()) || outer.eq_ignore_ascii_case("encrypted message");
        (!dummy).then(|| {
            Problem::item(
                ProblemCode::SeveralSenders,
                Severity::Note,
                "The subject inside the signed content differs from the one outside of it. The inner one was taken; the outer \
                 one may have been changed on the way. Look at the original if it matters.",
            )
        })
    }

    /// Tells that the mail names more than one sender.
    pub(super) fn several_senders(&self) -> Option<Problem> {
        let count = self.senders.len();
        (count > 1).then(|| {
            Problem::item(
                ProblemCode::SeveralSenders,
                Severity::NeedsPerson,
                format!(
                    "The mail names {count} senders in its From. The first was taken as the writer; the item is filed. Look at the \
                     original and find out who writes before anything is answered."
                ),
            )
        })
    }
}

/// All addresses of all `From` headers, each once.
fn senders(message: &Message<'_>) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    for header in message.headers().iter().filter(|h| h.name == HeaderName::From) {
        if let HeaderValue::Address(value) = &header.value {
            for address in addresses(value) {
                if !address.address.is_empty()
                    && found.iter().all(|f| !f.address.eq_ignore_ascii_case(&address.address))
                {
                    found.push(address);
                }
            }
        }
    }
    found
}

fn addresses(value: &mail_parser::Address<'_>) -> Vec<Address> {
    value
        .iter()
        .filter_map(|a| {
            let name = a.name().map(one_line).filter(|n| !n.is_empty());
            let address = a.address().map(one_line).unwrap_or_default();
            (name.is_some() || !address.is_empty()).then_some(Address { name, address })
        })
        .collect()
}

fn newest_received(message: &Message<'_>) -> Option<Timestamp> {
    // Each server adds its line on top, so the first is the newest.
    message
        .received_all()
        .filter_map(|received| received.date())
        .find(|date| date.is_valid())
        .and_then(|date| Timestamp::from_second(date.to_timestamp()).ok())
}

fn references(message: &Message<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for value in [message.references(), message.in_reply_to()] {
        for id in texts(value) {
            let id = bare_id(id);
            if !id.is_empty() && !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

fn texts<'m>(value: &'m HeaderValue<'_>) -> Vec<&'m str> {
    match value {
        HeaderValue::Text(text) => vec![text.as_ref()],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    }
}

fn others(message: &Message<'_>) -> Vec<(String, String)> {
    let mut others = Vec::new();
    let mut received = 0usize;
    for header in message.headers() {
        let name = header.name.as_str().to_ascii_lowercase();
        received += usize::from(matches!(header.name, HeaderName::Received));
        let kept = KEPT.iter().any(|kept| match kept.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *kept,
        });
        if kept && others.len() < MOST {
            others.push((name, raw_value(message, header)));
        }
    }
    others.push(("received-count".into(), received.to_string()));
    others
}

/// The value as it stands, unfolded and decoded.
fn raw_value(message: &Message<'_>, header: &mail_parser::Header<'_>) -> String {
    if let Some(text) = header.value.as_text() {
        return cut(one_line(text));
    }
    let raw = message.raw_message.get(header.offset_start as usize..header.offset_end as usize).unwrap_or_default();
    cut(one_line(&String::from_utf8_lossy(raw)))
}

fn cut(value: String) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((at, _)) => value.get(..at).unwrap_or_default().to_owned(),
        None => value,
    }
}

fn bare_id(id: &str) -> String {
    one_line(id.trim().trim_start_matches('<').trim_end_matches('>'))
}

/// On one line, without control characters, white space squeezed.
pub(in crate::parse) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
