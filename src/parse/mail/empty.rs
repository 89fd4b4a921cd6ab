//! Messages inside a message that hold nothing at all, as some programs forward them. Where the next boundary follows at once,
//! what stands behind it would be taken for what was forwarded; a line is set between. Nothing else is touched.

use std::borrow::Cow;

/// Lines of a part's header that are looked at.
const MOST_LINES: usize = 60;

/// The mail with a line set behind the header of each message part that a boundary follows at once.
pub(super) fn ended(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let mut cuts: Vec<usize> = [b"\n\n--".as_slice(), b"\n\r\n--"]
        .into_iter()
        .flat_map(|needle| memchr::memmem::find_iter(&bytes, needle).map(move |at| (at, at + needle.len() - 2)))
        .filter(|(at, _)| heads_message(bytes.get(..*at).unwrap_or_default()))
        .map(|(_, cut)| cut)
        .collect();
    if cuts.is_empty() {
        return bytes;
    }
    cuts.sort_unstable();
    let mut out = Vec::with_capacity(bytes.len() + cuts.len() * 2);
    let mut from = 0;
    for cut in cuts {
        out.extend_from_slice(bytes.get(from..cut).unwrap_or_default());
        out.extend_from_slice(b"\r\n");
        from = cut;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// True where the text ends in the header of a message part: lines without a gap, below a boundary.
fn heads_message(before: &[u8]) -> bool {
    let mut message = false;
    for line in before.rsplit(|b| *b == b'\n').take(MOST_LINES) {
        let line = line.trim_ascii_end();
        if line.starts_with(b"--") || line.is_empty() {
            return message && !line.is_empty();
        }
        let small = line.to_ascii_lowercase();
        message |= ["message/rfc822", "message/global"]
            .iter()
            .any(|kind| memchr::memmem::find(&small, kind.as_bytes()).is_some());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::ended;
    use std::borrow::Cow;

    #[test]
    fn only_empty_messages_get_a_line() {
        let mail = |part: &str| format!("Subject: x\n\n--q\nContent-Type: {part}\n--q--\n").into_bytes();
        let empty = mail("Message/RFC822\nContent-Disposition: attachment\n");
        assert_eq!(ended(Cow::Borrowed(&empty)).len(), empty.len() + 2);
        for whole in [mail("message/rfc822\n\nFrom: a@x.example\n\n"), mail("text/plain\n"), b"--\n\n--q".to_vec()] {
            assert_eq!(ended(Cow::Borrowed(&whole)), whole);
        }
    }
}
