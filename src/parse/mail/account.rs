//! The account of a mail's bytes: what belongs to no header and no part. Mail programs do not show it, and nothing that
//! somebody wrote may be lost for it.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// Words up to which a note of a mail program to old programs goes ("This is a multi-part message in MIME format.").
const NOTE: usize = 40;

/// The text that stands before, between or behind the parts, or none.
pub(super) fn left_over(message: &Message<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    let mut taken: Vec<(usize, usize)> = message.parts.iter().map(range).collect();
    taken.sort_unstable();
    let boundaries: Vec<&str> =
        message.parts.iter().filter_map(|p| p.content_type().and_then(|t| t.attribute("boundary"))).collect();
    let mut found = Vec::new();
    let mut at = 0;
    for (start, end) in taken.into_iter().chain([(raw.len(), raw.len())]) {
        if start > at {
            gather(raw.get(at..start).unwrap_or_default(), &boundaries, &mut found);
        }
        at = at.max(end);
    }
    found.iter().any(u8::is_ascii_alphanumeric).then_some(found)
}

/// The bytes that a part answers for: a multipart for its headers, any other for all of it.
fn range(part: &MessagePart<'_>) -> (usize, usize) {
    let end = if matches!(part.body, PartType::Multipart(_)) { part.offset_body } else { part.offset_end };
    (part.offset_header as usize, end as usize)
}

/// Keeps what is neither a boundary nor the usual note to programs that know no MIME.
fn gather(gap: &[u8], boundaries: &[&str], found: &mut Vec<u8>) {
    let is_boundary = |line: &[u8]| {
        let line = line.trim_ascii_end();
        let rest = line.strip_prefix(b"--").unwrap_or_default();
        line == b"--"
            || boundaries.iter().any(|b| rest == b.as_bytes() || rest.strip_suffix(b"--") == Some(b.as_bytes()))
    };
    let lines: Vec<&[u8]> = gap.split_inclusive(|b| *b == b'\n').filter(|line| !is_boundary(line)).collect();
    let text = lines.concat();
    let plain = String::from_utf8_lossy(&text).to_lowercase();
    let words = plain.split_whitespace().count();
    let usual =
        words <= NOTE && ["mime", "multi-part message", "multipart message"].iter().any(|sign| plain.contains(sign));
    if words > 0 && !usual {
        found.extend_from_slice(&text);
    }
}
