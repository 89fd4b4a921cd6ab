//! Parts of a mail that are neither body nor plain attachment: signed, encrypted, wrapped in text, reports, invitations,
//! pointers, and what stands outside of every part. Each is read or named; none is dropped.

use super::body::Version;
use super::cms::{self, Cms};
use super::decode::base64;
use super::parts::Walk;
use super::{account, armour, cards};
use crate::model::{ProblemCode, Severity, TextFrom};
use crate::parse::draft::DraftDocument;
use crate::parse::reading::Part;
use crate::parse::text;
use mail_parser::ContentType;

impl Walk<'_, '_, '_> {
    /// True where the part only vouches for others, which is noted.
    pub(super) fn is_signature(&mut self, main: &str) -> bool {
        let vouches = matches!(
            main,
            "application/pkcs7-signature" | "application/x-pkcs7-signature" | "application/pgp-signature"
        );
        if vouches {
            self.note_signature(main);
        }
        vouches
    }

    fn note_signature(&mut self, what: &str) {
        self.note(
            ProblemCode::UnsupportedFormat,
            Severity::Note,
            format!(
                "A digital signature ({what}) came with the message. It was not checked; it is kept with the original."
            ),
        );
    }

    /// True where the part is S/MIME by content or by claim: what is signed is read, what is encrypted is said to be so.
    pub(super) fn cms(
        &mut self,
        bytes: &[u8],
        main: &str,
        declared: Option<&ContentType<'_>>,
        body: &mut Vec<Version>,
    ) -> bool {
        let claimed = main.ends_with("pkcs7-mime");
        let pem = bytes.trim_ascii_start().starts_with(b"MII").then(|| base64(bytes).bytes).filter(|_| claimed);
        match cms::open(pem.as_deref().unwrap_or(bytes)) {
            Some(Cms::Signed(content)) if self.depth < self.reading.limits.message_depth => {
                self.note_signature("S/MIME");
                let message = super::split(&content);
                let (raw, id, depth) = (content.as_slice(), self.id, self.depth + 1);
                let mut inner = Walk { reading: &mut *self.reading, message: &message, raw, id, depth, stopped: false };
                inner.part(0, 0, body);
                inner.left_over();
                true
            }
            Some(Cms::Encrypted) => {
                self.encrypted("S/MIME");
                true
            }
            Some(Cms::Signed(_) | Cms::Compressed) => {
                self.note(ProblemCode::ReadInPart, Severity::NeedsPerson, "The message is packed as S/MIME in a way that is not read (compressed, or too deep). The item is filed and the original is kept. Open the original in a mail program.".into());
                true
            }
            Some(Cms::Bare) => {
                self.note_signature("S/MIME");
                true
            }
            None if claimed => {
                let kind = declared.and_then(|t| t.attribute("smime-type")).unwrap_or_default();
                if kind.eq_ignore_ascii_case("signed-data") {
                    self.note_damage(true, "the signed content");
                } else {
                    self.encrypted("S/MIME");
                }
                true
            }
            None => false,
        }
    }

    /// True where the part is read apart from the rules for bodies and attachments: reports, invitations and cards, and
    /// parts that only point at content elsewhere.
    pub(super) fn apart(&mut self, bytes: &[u8], main: &str, name: &str, declared: Option<&ContentType<'_>>) -> bool {
        let report = matches!(
            main,
            "message/delivery-status"
                | "message/disposition-notification"
                | "message/global-delivery-status"
                | "message/feedback-report"
        );
        let pointer = matches!(main, "message/external-body" | "message/partial");
        let card =
            matches!(main, "text/calendar" | "text/vcard" | "text/x-vcard" | "text/directory" | "application/ics")
                || bytes.trim_ascii_start().get(..6).is_some_and(|b| b.eq_ignore_ascii_case(b"BEGIN:"));
        if !(report || pointer || card) {
            return false;
        }
        let decoded = text::decode(bytes, declared.and_then(|t| t.attribute("charset")));
        let is_card = card && cards::is_card(&decoded.text);
        if card && !is_card {
            return false;
        }
        let id = self.reading.add(DraftDocument {
            parent: Some(self.id),
            name: name.into(),
            media_type: if is_card { main.into() } else { "text/plain".into() },
            text_from: Some(TextFrom::Text),
            text: if is_card { cards::as_text(&decoded.text) } else { decoded.text },
            ..DraftDocument::default()
        });
        self.reading.note_undecodable(id, decoded.lossy);
        if pointer {
            let what = if main == "message/partial" {
                "is one piece of a message that was sent in several; the other pieces are not here"
            } else {
                "only says where its content is to be had from; the content itself did not come with the message"
            };
            self.reading.note(
                id,
                ProblemCode::ReadInPart,
                Severity::NeedsPerson,
                format!("\"{name}\" {what}. What is here was read; the item is filed. Ask the sender for the whole."),
            );
        }
        true
    }

    /// What stands between the parts is read as a document of its own.
    pub(super) fn left_over(&mut self) {
        let Some(bytes) = account::left_over(self.message, self.raw) else { return };
        let decoded = text::decode(&bytes, None);
        let id = self.reading.add(DraftDocument {
            parent: Some(self.id),
            name: "text outside of the parts".into(),
            media_type: "text/plain".into(),
            text_from: Some(TextFrom::Text),
            text: decoded.text,
            ..DraftDocument::default()
        });
        self.reading.note(
            id,
            ProblemCode::HiddenText,
            Severity::Note,
            "Text stands before, between or behind the parts of the message, where mail programs do not show it. It was read \
             as a document of its own."
                .into(),
        );
    }

    /// Plain text without what is wrapped in it: PGP armour, uuencoded and yEnc files.
    pub(super) fn unwrapped(&mut self, bytes: &[u8], charset: Option<&str>) -> text::Decoded {
        if !armour::wraps(bytes) {
            let decoded = text::decode(bytes, charset);
            self.reading.note_undecodable(self.id, decoded.lossy);
            return decoded;
        }
        let mut lossy = false;
        let found = armour::unwrap(bytes, &mut |plain| {
            let decoded = text::decode(plain, charset);
            lossy |= decoded.lossy;
            decoded.text
        });
        self.reading.note_undecodable(self.id, lossy);
        if found.signed {
            self.note_signature("PGP");
        }
        if found.locked {
            self.encrypted("PGP");
        }
        self.note_damage(found.damaged, "a file in the text");
        for (name, bytes) in &found.files {
            let name = super::headers::one_line(name);
            let part =
                Part { bytes, name: &name, parent: Some(self.id), charset: None, depth: self.depth, inline: false };
            self.reading.read_part(part);
        }
        text::Decoded { text: found.text, lossy }
    }
}
