//! Walks the parts of a mail: gathers the body, reads what is attached, and leaves no part unaccounted for.

use super::armour;
use super::body::{Version, choose};
use super::encoded::{full_type, slice, undone};
use super::flowed::unflow;
use crate::model::{ProblemCode, Severity, TextFrom};
use crate::parse::draft::DraftDocument;
use crate::parse::kind::{self, Kind};
use crate::parse::reading::{Part, Reading};
use crate::parse::{html, text};
use mail_parser::{ContentType, Message, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

/// Multiparts inside multiparts that are followed (Postfix and Dovecot stop at 100).
const MOST_NESTED: usize = 100;

/// The walk over one message.
pub(super) struct Walk<'r, 'a, 'm> {
    pub(super) reading: &'r mut Reading<'a>,
    pub(super) message: &'m Message<'m>,
    pub(super) raw: &'m [u8],
    /// The document that the body's text goes to, below which attachments hang.
    pub(super) id: usize,
    pub(super) depth: usize,
    /// True once it was said that parts were left out.
    pub(super) stopped: bool,
}

/// Reads the parts of a message into document `id`, whose text begins with `head`.
pub(super) fn read(
    reading: &mut Reading<'_>,
    message: &Message<'_>,
    raw: &[u8],
    id: usize,
    depth: usize,
    head: String,
) {
    let mut walk = Walk { reading, message, raw, id, depth, stopped: false };
    let mut body = Vec::new();
    walk.part(0, 0, &mut body);
    walk.left_over();
    let body = joined(body);
    let empty = body.text.trim().is_empty();
    if let Some(document) = reading.documents.get_mut(id) {
        document.text = head + &body.text;
        document.text_from = Some(body.from);
        if !document.message {
            document.media_type = if body.from == TextFrom::Html { "text/html".into() } else { "text/plain".into() };
        }
    }
    if empty {
        note_bodyless(reading, id);
    }
}

/// A mail whose body is empty is no fault where something is attached; it is one where nothing is.
fn note_bodyless(reading: &mut Reading<'_>, id: usize) {
    let attached = reading.documents.iter().any(|d| d.parent == Some(id) && !d.subject);
    let (severity, next) = if attached {
        (Severity::Note, "What is attached was read.")
    } else {
        (Severity::NeedsPerson, "Nothing is attached either. Look at the original, and ask the sender what was meant.")
    };
    reading.note(id, ProblemCode::Empty, severity, format!("The message has no text of its own. It is filed. {next}"));
}

/// Pieces of a body as one.
fn joined(pieces: Vec<Version>) -> Version {
    let from = if pieces.iter().any(|p| p.from == TextFrom::Html) { TextFrom::Html } else { TextFrom::Text };
    let texts: Vec<&str> = pieces.iter().map(|p| p.text.trim_matches('\n')).filter(|t| !t.trim().is_empty()).collect();
    Version { text: texts.join("\n\n"), from }
}

impl<'m> Walk<'_, '_, 'm> {
    /// Reads one part; text of the body goes to `body`.
    pub(super) fn part(&mut self, number: u32, nesting: usize, body: &mut Vec<Version>) {
        let message = self.message;
        let Some(part) = message.parts.get(number as usize) else { return };
        self.reading.parts += 1;
        if self.reading.parts > self.reading.limits.mail_parts || nesting > MOST_NESTED {
            self.too_many();
            return;
        }
        match &part.body {
            PartType::Multipart(children) => self.multipart(part, children, nesting, body),
            _ => self.leaf(part, body),
        }
    }

    fn multipart(&mut self, part: &MessagePart<'m>, children: &[u32], nesting: usize, body: &mut Vec<Version>) {
        let subtype = part.content_type().and_then(|t| t.subtype()).unwrap_or_default().to_ascii_lowercase();
        if subtype == "alternative" {
            let versions = children.iter().filter_map(|child| {
                let mut pieces = Vec::new();
                self.part(*child, nesting + 1, &mut pieces);
                (!pieces.is_empty()).then(|| joined(pieces))
            });
            let (best, others) = choose(versions.collect());
            body.extend(best);
            self.keep_others(others);
            return;
        }
        if subtype == "encrypted" {
            self.encrypted("PGP/MIME");
        }
        for child in children {
            self.part(*child, nesting + 1, body);
        }
        if children.is_empty() && part.offset_end > part.offset_body {
            self.unsplit(part, body);
        }
    }

    /// A multipart whose boundary never comes: its bytes are still text that somebody wrote.
    fn unsplit(&mut self, part: &MessagePart<'m>, body: &mut Vec<Version>) {
        let bytes = slice(part, self.raw);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        body.push(Version { text: text::decode(bytes, None).text, from: TextFrom::Text });
        self.note(
            ProblemCode::Damaged,
            Severity::NeedsPerson,
            "The parts of the message could not be told apart. Everything was read as text and the original is kept. \
             Compare the text with the original."
                .into(),
        );
    }

    fn leaf(&mut self, part: &MessagePart<'m>, body: &mut Vec<Version>) {
        let declared = part.content_type();
        let main = declared.map_or_else(|| "text/plain".to_owned(), full_type);
        if main.starts_with("multipart/") {
            return self.unsplit(part, body);
        }
        if self.is_signature(&main) {
            return;
        }
        let (bytes, damaged) = undone(part, self.raw);
        let name = self.name(part, &main);
        if self.cms(&bytes, &main, declared, body) || self.apart(&bytes, &main, &name, declared) {
            return;
        }
        let message = matches!(main.as_str(), "message/rfc822" | "message/global" | "text/rfc822-headers")
            || matches!(part.body, PartType::Message(_));
        let shown = matches!(main.as_str(), "text/plain" | "text/html" | "text/enriched" | "text/richtext");
        let attached =
            part.content_disposition().is_some_and(ContentType::is_attachment) || part.attachment_name().is_some();
        // A whole part in one of the old codes for files, which its header names by chance only.
        let file = if attached || !shown { armour::only_file(&bytes) } else { None };
        let (bytes, damaged) = file.map_or((bytes, damaged), |(file, torn)| (Cow::Owned(file), damaged || torn));
        let kind = kind::sniff(&bytes, &name);
        let charset = declared.and_then(|t| t.attribute("charset"));
        self.note_damage(damaged, &name);
        if shown && !attached && matches!(kind, Kind::Text | Kind::Html | Kind::Empty | Kind::Mail) {
            let version = self.version(&bytes, &main, kind, declared);
            body.push(version);
            return;
        }
        let inline = part.content_id().is_some() || part.content_disposition().is_some_and(ContentType::is_inline);
        let found = Part { bytes: &bytes, name: &name, parent: Some(self.id), charset, depth: self.depth, inline };
        if message && kind != Kind::Empty {
            super::read_message(self.reading, found);
        } else {
            self.reading.read_part(found);
        }
    }

    /// One version of the body, as text.
    fn version(&mut self, bytes: &[u8], main: &str, kind: Kind, declared: Option<&ContentType<'_>>) -> Version {
        let attribute = |name: &str| declared.and_then(|t| t.attribute(name));
        if main == "text/html" || kind == Kind::Html {
            let decoded = html::decode(bytes, attribute("charset"));
            self.reading.note_undecodable(self.id, decoded.lossy);
            let text = html::to_text(self.reading, self.id, &decoded.text);
            return Version { text, from: TextFrom::Html };
        }
        let decoded = self.unwrapped(bytes, attribute("charset"));
        let flowed = attribute("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
        let delete_space = attribute("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"));
        let text = if flowed { unflow(&decoded.text, delete_space) } else { decoded.text };
        let text = crate::parse::html_marks::without(text);
        Version { text, from: TextFrom::Text }
    }

    /// Versions of the body that say something else become documents of their own.
    fn keep_others(&mut self, others: Vec<Version>) {
        for other in others {
            let html = other.from == TextFrom::Html;
            let id = self.reading.add(DraftDocument {
                parent: Some(self.id),
                name: if html { "body in HTML" } else { "body in plain text" }.into(),
                media_type: if html { "text/html" } else { "text/plain" }.into(),
                text_from: Some(other.from),
                text: other.text,
                ..DraftDocument::default()
            });
            self.reading.note(
                id,
                ProblemCode::HiddenText,
                Severity::Note,
                "The message carries two versions of its body that say different things. The one that a person sees was \
                 taken as the body and the other one was read beside it. Look at both if it matters."
                    .into(),
            );
        }
    }

    pub(super) fn encrypted(&mut self, how: &str) {
        self.note(
            ProblemCode::Encrypted,
            Severity::NeedsPerson,
            format!(
                "The message is encrypted ({how}). Its content was not read; the item is filed and the original is kept. \
                 Open it with the key it was written for, or ask the sender for a copy that is not encrypted."
            ),
        );
    }

    fn too_many(&mut self) {
        if self.stopped {
            return;
        }
        self.stopped = true;
        let most = self.reading.limits.mail_parts;
        self.note(
            ProblemCode::LimitReached,
            Severity::NeedsPerson,
            format!(
                "The message has more than {most} parts (limits.mail_parts), or more than {MOST_NESTED} inside each other. \
                 The parts up to there were read and the original is kept. Open the original for the rest."
            ),
        );
    }

    pub(super) fn note_damage(&mut self, damaged: bool, name: &str) {
        if damaged {
            self.note(
                ProblemCode::ReadInPart,
                Severity::NeedsPerson,
                format!(
                    "The transfer code of \"{name}\" is damaged or cut short. What could be decoded was read and the \
                     original is kept. Look at the original, and ask the sender for it again if something is missing."
                ),
            );
        }
    }

    pub(super) fn note(&mut self, code: ProblemCode, severity: Severity, message: String) {
        self.reading.note(self.id, code, severity, message);
    }

    /// The name of a part, or what it is.
    fn name(&self, part: &MessagePart<'m>, main: &str) -> String {
        let given = part.attachment_name().map(super::headers::one_line).filter(|n| !n.is_empty());
        given.unwrap_or_else(|| match main {
            "message/rfc822" | "message/global" => "message".into(),
            "text/rfc822-headers" => "headers of a message".into(),
            "message/delivery-status" => "delivery report".into(),
            "text/calendar" => "invitation".into(),
            "text/plain" | "text/html" => "body".into(),
            other => other.into(),
        })
    }
}
