//! The bytes of a part as it stands in the mail and with its transfer encoding undone.

use super::decode::{base64, quoted_printable};
use mail_parser::{ContentType, Encoding, MessagePart, MimeHeaders};
use std::borrow::Cow;

/// `type/subtype` in lower case.
pub(super) fn full_type(content_type: &ContentType<'_>) -> String {
    format!("{}/{}", content_type.ctype(), content_type.subtype().unwrap_or("*")).to_ascii_lowercase()
}

/// The coded bytes of a part.
pub(super) fn slice<'m>(part: &MessagePart<'_>, raw: &'m [u8]) -> &'m [u8] {
    raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default()
}

/// The bytes of a part with its transfer encoding undone, and whether that code was damaged. The header is asked: of a
/// part whose code it could not undo, mail-parser says that it has none.
pub(super) fn undone<'m>(part: &MessagePart<'_>, raw: &'m [u8]) -> (Cow<'m, [u8]>, bool) {
    let coded = slice(part, raw);
    let stated = part.content_transfer_encoding().map(|e| e.trim().to_ascii_lowercase()).unwrap_or_default();
    let undone = match (part.encoding, stated.as_str()) {
        (Encoding::Base64, _) | (_, "base64") => base64(coded),
        (Encoding::QuotedPrintable, _) | (_, "quoted-printable") => quoted_printable(coded),
        (Encoding::None, _) => return (Cow::Borrowed(coded), false),
    };
    (Cow::Owned(undone.bytes), undone.damaged)
}
