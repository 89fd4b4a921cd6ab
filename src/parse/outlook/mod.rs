//! Outlook's own forms of a message: `.msg` files and the `winmail.dat` that it wraps the parts of a mail in. A file of
//! either kind on its own is a mail; attached to something it is a message inside, or the rest of the message around it.

mod lzfu;
mod message;
mod msg;
mod props;
mod read;
mod tnef;

use super::kind::Kind;
use super::mail;
use super::reading::{Part, Reading};
use super::received::received;
use crate::model::{Delivery, Item, Medium, ProblemCode, TextFrom};
use message::Message;

/// Reads a delivery that is a message on its own.
pub(super) fn read_item(reading: &mut Reading<'_>, delivery: &Delivery, kind: Kind) -> Item {
    let Some(message) = take_apart(reading, &delivery.bytes, kind) else { return reading.read_letter(delivery, kind) };
    let headers = message.headers();
    let body = reading.begin_mail(headers.subject.clone());
    let part = Part {
        bytes: &delivery.bytes,
        name: &delivery.file_name,
        parent: Some(body),
        charset: None,
        depth: 0,
        inline: false,
    };
    read::read(reading, part, &message, body, String::new());
    if headers.date_unread && headers.received_at.is_none() {
        reading.problems.push(mail::no_date());
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

/// Reads a message inside something else. The winmail.dat of a mail has no headers of its own worth showing: the mail
/// around it has them.
pub(super) fn read_message(reading: &mut Reading<'_>, part: Part<'_>, kind: Kind) {
    let Some(message) = take_apart(reading, part.bytes, kind) else {
        let id = reading.document(part, kind);
        let what = "is an Outlook message that is damaged or cut short";
        return reading.note_part(
            id,
            part,
            ProblemCode::Damaged,
            what,
            "Ask the sender for it again, best not as Outlook's own format.",
        );
    };
    if kind == Kind::Tnef {
        let id = reading.document(part, kind);
        return read::read_wrapped(reading, part, &message, id);
    }
    inner(reading, part, &message, kind);
}

/// A message inside a message: its text begins with its own header lines, and what is attached to it hangs below it.
fn inner(reading: &mut Reading<'_>, part: Part<'_>, message: &Message, kind: Kind) {
    let id = reading.document(part, kind);
    if let Some(document) = reading.documents.get_mut(id) {
        document.message = true;
        document.text_from = Some(TextFrom::Text);
    }
    if part.depth >= reading.limits.message_depth {
        let what = format!("is a message inside {} others, deeper than is read (limits.message_depth)", part.depth);
        return reading.note_part(id, part, ProblemCode::LimitReached, &what, "Open the original.");
    }
    let mut head = message.headers().as_text();
    if !head.is_empty() {
        head.push('\n');
    }
    read::read(reading, Part { depth: part.depth + 1, ..part }, message, id, head);
}

fn take_apart(reading: &mut Reading<'_>, bytes: &[u8], kind: Kind) -> Option<Message> {
    if kind == Kind::Tnef { tnef::message(bytes, reading.limits.message_depth) } else { msg::message(reading, bytes) }
}
