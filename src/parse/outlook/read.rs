//! From a message taken apart to documents: the body in the version that carries its content, everything attached judged
//! by its own content, and a problem for whatever could not be had.

use super::lzfu;
use super::message::{Attached, Content, Message};
use crate::model::{ProblemCode, Severity, TextFrom};
use crate::parse::draft::DraftDocument;
use crate::parse::flow::Flow;
use crate::parse::kind::{self, Kind};
use crate::parse::mail::{Version, choose, one_line};
use crate::parse::office::object;
use crate::parse::reading::{Part, Reading};
use crate::parse::{codepage, html, rtf, text};

/// Reads body and attachments into document `id`, whose text begins with `head`.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, message: &Message, id: usize, head: String) {
    let (body, html) = body(reading, part, message, id);
    let empty = body.trim().is_empty();
    if let Some(document) = reading.documents.get_mut(id) {
        document.text = head + &body;
        document.text_from = Some(if html { TextFrom::Html } else { TextFrom::Text });
        if !document.message && html {
            document.media_type = "text/html".into();
        }
    }
    note_class(reading, id, message);
    attachments(reading, part, message, id);
    note_damage(reading, id, message);
    if empty {
        note_bodyless(reading, id);
    }
}

/// Reads what came wrapped with a mail: its attachments hang below the wrapping, its body is kept where it has one.
pub(super) fn read_wrapped(reading: &mut Reading<'_>, part: Part<'_>, message: &Message, id: usize) {
    let (body, html) = body(reading, part, message, id);
    if let Some(document) = reading.documents.get_mut(id) {
        document.message = !body.trim().is_empty();
        document.text_from = document.message.then_some(if html { TextFrom::Html } else { TextFrom::Text });
        document.text = body;
    }
    note_class(reading, id, message);
    attachments(reading, part, message, id);
    note_damage(reading, id, message);
    if !reading.documents.iter().any(|d| d.parent == Some(id)) {
        let what = "is a winmail.dat of Outlook with nothing attached";
        let has_text = reading.documents.get(id).is_some_and(|d| !d.text.trim().is_empty());
        if !has_text {
            reading.note(
                id,
                ProblemCode::Empty,
                Severity::Note,
                format!("\"{}\" {what} and no text. Nothing is missing.", part.name),
            );
        }
    }
}

/// The body and whether it came from HTML. Versions that say something else become documents of their own.
fn body(reading: &mut Reading<'_>, part: Part<'_>, message: &Message, id: usize) -> (String, bool) {
    let props = &message.props;
    let mut versions = Vec::new();
    if let Some(plain) = message.plain.clone().or_else(|| props.text(0x1000)) {
        versions.push(Version { text: text::unix_lines(&plain), from: TextFrom::Text });
    }
    if let Some(page) = html_body(message) {
        let plain = html::to_text(reading, id, &page);
        versions.push(Version { text: plain, from: TextFrom::Html });
    }
    let mut lossy = None;
    let has_html = versions.iter().any(|v| v.from == TextFrom::Html);
    if let Some(packed) = props.bytes(0x1009).filter(|p| !p.is_empty()) {
        let version = rich(reading, part, packed, id, has_html);
        lossy = version.as_ref().filter(|(_, lossy)| *lossy).map(|(v, _)| v.text.clone());
        versions.extend(version.map(|(v, _)| v));
    }
    versions.retain(|v| !v.text.trim().is_empty());
    let (best, others) = choose(versions);
    reading.note_undecodable(id, best.as_ref().is_some_and(|v| Some(&v.text) == lossy.as_ref()));
    for other in others {
        keep(reading, id, other);
    }
    best.map_or((String::new(), false), |v| (v.text, v.from == TextFrom::Html))
}

/// HTML kept as such: bytes in a code page of their own, or text.
fn html_body(message: &Message) -> Option<String> {
    let props = &message.props;
    let bytes = match props.bytes(0x1013) {
        Some(bytes) if !bytes.is_empty() => bytes,
        _ => return props.text(0x1013),
    };
    let page = props.number(0x3fde).and_then(|n| u32::try_from(n).ok());
    match page.and_then(codepage::encoding) {
        Some(encoding) => Some(text::decode(bytes, Some(encoding.name())).text),
        None => Some(html::decode(bytes, None).text),
    }
}

/// The body in rich text, or the HTML it was made from; and whether characters of it were lost.
fn rich(
    reading: &mut Reading<'_>,
    part: Part<'_>,
    packed: &[u8],
    id: usize,
    has_html: bool,
) -> Option<(Version, bool)> {
    let most = reading.limits.html_bytes.saturating_mul(4);
    let Some((bytes, torn)) = lzfu::unpack(packed, most) else {
        note_rich(reading, id, "could not be unpacked");
        return None;
    };
    if torn {
        note_rich(reading, id, "is cut short");
    }
    let content = rtf::content(&bytes, reading.limits);
    rtf::note_depth(reading, id, &content);
    let version = match &content.html {
        Some(_) if has_html => None,
        Some(page) => Some(Version { text: html::to_text(reading, id, page), from: TextFrom::Html }),
        None => Some(Version { text: seen(&content.flow), from: TextFrom::Text }),
    };
    rtf::read_embedded(reading, part, id, &content.pictures, &content.objects);
    version.map(|v| (v, content.lossy))
}

/// The text of rich text; hidden text in a mail is as good as none.
fn seen(flow: &Flow) -> String {
    crate::parse::tidy::office(&flow.text)
}

fn keep(reading: &mut Reading<'_>, id: usize, other: Version) {
    let html = other.from == TextFrom::Html;
    let kept = reading.add(DraftDocument {
        parent: Some(id),
        name: if html { "body in HTML" } else { "body in plain text" }.into(),
        media_type: if html { "text/html" } else { "text/plain" }.into(),
        text_from: Some(other.from),
        text: other.text,
        ..DraftDocument::default()
    });
    reading.note(
        kept,
        ProblemCode::HiddenText,
        Severity::Note,
        "The message carries several versions of its body that say different things. The one that a person sees was taken \
         as the body and the other one was read beside it. Look at both if it matters."
            .into(),
    );
}

fn attachments(reading: &mut Reading<'_>, part: Part<'_>, message: &Message, id: usize) {
    for (number, attached) in message.attachments.iter().enumerate() {
        reading.parts += 1;
        if reading.parts > reading.limits.mail_parts {
            return too_many(reading, id);
        }
        let name = name(attached, number);
        let inline = attached.props.number(0x3714).is_some_and(|flags| flags & 4 != 0)
            || attached.props.text(0x3712).is_some()
            || attached.props.number(0x7ffe) == Some(1);
        let inner = Part { bytes: &[], name: &name, parent: Some(id), charset: None, depth: part.depth, inline };
        read_attached(reading, inner, &attached.content);
    }
}

fn read_attached(reading: &mut Reading<'_>, part: Part<'_>, content: &Content) {
    match content {
        Content::Message(message) => super::inner(reading, part, message, Kind::Outlook),
        Content::Bytes(bytes) => object::read(reading, Part { bytes, ..part }),
        Content::Object(streams) => read_object(reading, part, streams),
        Content::Elsewhere => {
            let id = reading.document(part, Kind::Unknown);
            let what = "is only a reference to a file that stayed on the sender's side";
            reading.note_part(id, part, ProblemCode::UnsupportedFormat, what, "Ask the sender for the file itself.");
        }
        Content::Nothing => {
            let id = reading.document(part, Kind::Empty);
            reading.note_part(id, part, ProblemCode::Empty, "has no content at all", "Ask the sender for it again.");
        }
    }
}

/// An object that lies in the message in pieces: the picture or file it shows, where there is one.
fn read_object(reading: &mut Reading<'_>, part: Part<'_>, streams: &[(String, Vec<u8>)]) {
    let readable = streams.iter().find(|(name, bytes)| {
        let kind = kind::sniff(bytes, name);
        name == "CONTENTS" || name == "Package" || !matches!(kind, Kind::Unknown | Kind::Empty | Kind::Text)
    });
    match readable {
        Some((_, bytes)) => reading.read_part(Part { bytes, ..part }),
        None => {
            let kind = Kind::Unread("application/x-ole-storage", "an embedded object");
            let id = reading.document(part, kind);
            let what = "is an embedded object of a kind that is not read";
            reading.note_part(
                id,
                part,
                ProblemCode::UnsupportedFormat,
                what,
                "Open the original and see what it shows.",
            );
        }
    }
}

/// The name of an attachment: the long one, the short one, the one shown, the subject of a message.
fn name(attached: &Attached, number: usize) -> String {
    let named = [0x3707, 0x3704, 0x3001].into_iter().find_map(|id| attached.props.text(id)).map(|n| one_line(&n));
    if let Some(name) = named.filter(|n| !n.is_empty()) {
        return name;
    }
    match &attached.content {
        Content::Message(message) => message.subject().unwrap_or_else(|| "attached message".into()),
        _ => format!("attachment {}", number + 1),
    }
}

/// Signed and encrypted messages keep their content in an attachment; which of the two is told by the class.
fn note_class(reading: &mut Reading<'_>, id: usize, message: &Message) {
    let class = message.class().to_ascii_uppercase();
    let is_pgp =
        |a: &Attached| a.props.text(0x370e).is_some_and(|t| t.eq_ignore_ascii_case("application/pgp-encrypted"));
    if message.attachments.iter().any(is_pgp) {
        reading.note(
            id,
            ProblemCode::Encrypted,
            Severity::NeedsPerson,
            "The message is encrypted (PGP/MIME). Its content was not read; the item is filed and the original is kept. Open \
             it with the key it was written for, or ask the sender for a copy that is not encrypted."
                .into(),
        );
    }
    if !class.starts_with("IPM.NOTE.SMIME") {
        return;
    }
    let (code, severity, words) = if class.starts_with("IPM.NOTE.SMIME.MULTIPARTSIGNED") {
        (
            ProblemCode::UnsupportedFormat,
            Severity::Note,
            "The message is signed (S/MIME). The signature was not checked; it is kept with the original.",
        )
    } else {
        (
            ProblemCode::Encrypted,
            Severity::NeedsPerson,
            "The message is encrypted or signed as a whole (S/MIME). What could be opened without a key was read; the item is \
             filed and the original is kept. Open it with the key it was written for, or ask the sender for an open copy.",
        )
    };
    reading.note(id, code, severity, words.into());
}

fn note_damage(reading: &mut Reading<'_>, id: usize, message: &Message) {
    if message.damaged {
        reading.note(
            id,
            ProblemCode::ReadInPart,
            Severity::NeedsPerson,
            "The Outlook message is damaged or cut short. What could be read was read and the original is kept. Compare with \
             the original, or ask the sender for it again."
                .into(),
        );
    }
}

fn note_rich(reading: &mut Reading<'_>, id: usize, what: &str) {
    reading.note(
        id,
        ProblemCode::ReadInPart,
        Severity::NeedsPerson,
        format!(
            "The body in rich text {what}. The other versions of the body, if any, were read and the original is kept. \
             Compare with the original."
        ),
    );
}

/// A message whose body is empty is no fault where something is attached; it is one where nothing is.
fn note_bodyless(reading: &mut Reading<'_>, id: usize) {
    let attached = reading.documents.iter().any(|d| d.parent == Some(id) && !d.subject);
    let (severity, next) = if attached {
        (Severity::Note, "What is attached was read.")
    } else {
        (Severity::NeedsPerson, "Nothing is attached either. Look at the original, and ask the sender what was meant.")
    };
    reading.note(id, ProblemCode::Empty, severity, format!("The message has no text of its own. It is filed. {next}"));
}

fn too_many(reading: &mut Reading<'_>, id: usize) {
    let most = reading.limits.mail_parts;
    reading.note(
        id,
        ProblemCode::LimitReached,
        Severity::NeedsPerson,
        format!(
            "The message has more than {most} parts (limits.mail_parts). The parts up to there were read and the original is \
             kept. Open the original for the rest."
        ),
    );
}
