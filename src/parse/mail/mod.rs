//! Mails: headers, the body a person reads, and everything attached, each judged by its content. mail-parser finds the
//! parts; their bytes are decoded here, because a broken code or a wrong charset must cost characters and not a part.

mod account;
mod armour;
mod body;
mod cards;
mod cms;
mod decode;
mod empty;
mod encoded;
mod flowed;
mod headers;
mod parts;
mod special;

use super::kind::Kind;
use super::reading::{Part, Reading};
use super::received::received;
use crate::model::{Delivery, Item, Medium, Problem, ProblemCode, Severity, TextFrom};
pub(super) use body::{Version, choose};
pub(super) use headers::{Headers, one_line};

use mail_parser::{Message, MessagePart, PartType};
use std::borrow::Cow;

/// Reads a delivery that is a mail: document 0 is its body, document 1 its subject line where it has one.
pub(crate) fn read_item(reading: &mut Reading<'_>, delivery: &Delivery) -> Item {
    let bytes = prepared(&delivery.bytes);
    let message = split(&bytes);
    let mut headers = Headers::of(&message);
    reading.problems.extend(headers.protect(&message));
    let body = reading.begin_mail(headers.subject.clone());
    parts::read(reading, &message, &bytes, body, 0, String::new());
    reading.problems.extend(headers.several_senders());
    if headers.date_unread && headers.received_at.is_none() {
        reading.problems.push(no_date());
    }
    Item {
        medium: Medium::Email,
        received: received(delivery, headers.received_at, headers.date_at),
        message_id: headers.message_id,
        from: headers.from,
        reply_to: headers.reply_to,
        to: headers.to,
        cc: headers.cc,
        subject: headers.subject,
        date: headers.date,
        references: headers.references,
        headers: headers.others,
    }
}

/// Reads a message inside a message: a document whose text begins with its own header lines; what is attached to it
/// hangs below it.
pub(crate) fn read_message(reading: &mut Reading<'_>, part: Part<'_>) {
    let id = reading.document(part, Kind::Mail);
    if let Some(document) = reading.documents.get_mut(id) {
        document.message = true;
        document.text_from = Some(TextFrom::Text);
    }
    if part.depth >= reading.limits.message_depth {
        let what = format!("is a message inside {} others, deeper than is read (limits.message_depth)", part.depth);
        reading.note_part(id, part, ProblemCode::LimitReached, &what, "Open the original.");
        return;
    }
    let bytes = prepared(part.bytes);
    let message = split(&bytes);
    let headers = Headers::of(&message);
    let mut head = headers.as_text();
    if !head.is_empty() {
        head.push('\n');
    }
    parts::read(reading, &message, &bytes, id, part.depth + 1, head);
}

/// What a block of headers says that came without its message, as Outlook keeps it.
pub(crate) fn headers_of(block: &[u8]) -> Headers {
    let bytes = prepared(block);
    Headers::of(&split(&bytes))
}

/// The parts of a mail. Bytes without any header are one part, their text; mail-parser gives up on them.
fn split(bytes: &[u8]) -> Message<'_> {
    let parsed = mail_parser::MessageParser::default().parse(bytes).filter(|message| !message.parts.is_empty());
    parsed.unwrap_or_else(|| {
        let end = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let part = MessagePart { offset_end: end, body: PartType::Text(Cow::Borrowed("")), ..MessagePart::default() };
        Message { parts: vec![part], raw_message: Cow::Borrowed(bytes), ..Message::default() }
    })
}

pub(super) fn no_date() -> Problem {
    Problem::item(
        ProblemCode::NoDate,
        Severity::NeedsPerson,
        "The mail has no date that can be read. A date in the file's name, or else the time of the file, was taken as the \
         day of receipt. Compare it with the original; if it came on another day, run it with --again and --received.",
    )
}

/// The bytes with what stands before the first header taken off, and header bytes that are not UTF-8 read as western
/// text, since mail-parser would drop them.
fn prepared(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = match super::text::bom(bytes) {
        Some((encoding, skip)) if encoding == encoding_rs::UTF_8 => bytes.get(skip..).unwrap_or_default(),
        // A mail saved as UTF-16 by an editor.
        Some(_) => return Cow::Owned(super::text::decode(bytes, None).text.into_bytes()),
        None => bytes,
    };
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let bytes = without_envelope(bytes.get(start..).unwrap_or_default());
    let end = end_of_head(bytes);
    let (head, body) = bytes.split_at(end);
    if std::str::from_utf8(head).is_ok() {
        return empty::ended(Cow::Borrowed(bytes));
    }
    let (head, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(head);
    empty::ended(Cow::Owned([head.as_bytes(), body].concat()))
}

/// Leaves out the `From ` line of an mbox, and the `>From ` that some programs put after it.
fn without_envelope(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while rest.starts_with(b"From ") || rest.starts_with(b">From ") {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        rest = rest.get(end..).unwrap_or_default();
    }
    rest
}

/// Where the header block ends: after the first empty line.
fn end_of_head(bytes: &[u8]) -> usize {
    let unix = memchr::memmem::find(bytes, b"\n\n").map(|at| at + 2);
    let dos = memchr::memmem::find(bytes, b"\n\r\n").map(|at| at + 3);
    unix.into_iter().chain(dos).min().unwrap_or(bytes.len())
}
