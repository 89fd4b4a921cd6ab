//! Splits an mbox into its messages. A message begins only where a `From ` line follows an empty line and ends in a date:
//! letters say "From the moment..." too, and splitting there would tear a mail in two. `Content-Length` (mboxcl, mboxcl2)
//! is never trusted: the sender of a mail can write it, and it would swallow the mails behind.

use regex::bytes::Regex;
use std::sync::LazyLock;

/// RFC 4155 separator: `From `, an address, a date in the manner of asctime. The address may hold anything but a break.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^From \S.* (Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*\d{1,2}:\d{2}(:\d{2})?.* ?\d{4}")
        .expect("the pattern is fixed and tested")
});

/// True where the bytes begin with a separator line.
pub fn looks_like_mbox(bytes: &[u8]) -> bool {
    bytes.starts_with(b"From ") && SEPARATOR.is_match(first_line(bytes))
}

/// The messages without their separator lines, one `>` taken from `>From ` and `>>From ` lines (mboxrd). Bytes before the
/// first separator are a message too: nothing is dropped.
pub fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    let mut current: Option<Vec<u8>> = None;
    let mut after_blank = true;
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        if after_blank && line.starts_with(b"From ") && SEPARATOR.is_match(first_line(line)) {
            messages.extend(current.replace(Vec::new()).map(without_last_blank));
        } else {
            current.get_or_insert_default().extend_from_slice(unquoted(line));
        }
        after_blank = matches!(line, b"\n" | b"\r\n");
    }
    messages.extend(current);
    messages
}

fn first_line(bytes: &[u8]) -> &[u8] {
    bytes.split(|&b| b == b'\n').next().unwrap_or_default()
}

fn unquoted(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|&&b| b == b'>').count();
    let is_quoted = quotes > 0 && line.get(quotes..).is_some_and(|rest| rest.starts_with(b"From "));
    if is_quoted { line.get(1..).unwrap_or(line) } else { line }
}

/// The empty line before a separator belongs to the mbox, not to the message.
fn without_last_blank(mut message: Vec<u8>) -> Vec<u8> {
    if message.ends_with(b"\r\n\r\n") {
        message.truncate(message.len() - 2);
    } else if message.ends_with(b"\n\n") {
        message.truncate(message.len() - 1);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &[&str])] = &[
        ("From a@b.example Mon Jan  5 10:00:00 2026\nSubject: x\n\nhello\n", &["Subject: x\n\nhello\n"]),
        (
            "From a Mon Jan  5 10:00:00 2026\nA: 1\n\none\n\nFrom b Tue Jan  6 10:00:00 2026\nA: 2\n\ntwo\n",
            &["A: 1\n\none\n", "A: 2\n\ntwo\n"],
        ),
        (
            "From a Mon Jan  5 10:00:00 2026\nA: 1\n\nFirst.\n\nFrom the moment she came on Monday at 10:00 she was kind.\n",
            &["A: 1\n\nFirst.\n\nFrom the moment she came on Monday at 10:00 she was kind.\n"],
        ),
        (
            "From a Mon Jan  5 10:00:00 2026\nA: 1\n\n>From us\n>>From you\n> other\n",
            &["A: 1\n\nFrom us\n>From you\n> other\n"],
        ),
        ("A: 0\n\nlost\n\nFrom a Mon Jan  5 10:00:00 2026\nA: 1\n\none\n", &["A: 0\n\nlost\n", "A: 1\n\none\n"]),
        // mboxcl2 quotes nothing; a length that is too great swallows nobody's mail.
        (
            "From a Mon Jan  5 10:00:00 2026\nContent-Length: 28\n\nOne.\n\nFrom now on, no more.\n\nFrom b Tue Jan  6 10:00:00 2026\nA: 2\n\ntwo\n",
            &["Content-Length: 28\n\nOne.\n\nFrom now on, no more.\n", "A: 2\n\ntwo\n"],
        ),
        (
            "From a Mon Jan  5 10:00:00 2026\nContent-Length: 900\n\none\n\nFrom b Tue Jan  6 10:00:00 2026\nA: 2\n\ntwo\n",
            &["Content-Length: 900\n\none\n", "A: 2\n\ntwo\n"],
        ),
        ("", &[]),
    ];

    #[test]
    fn splits() {
        for (mbox, expected) in CASES {
            let found: Vec<String> =
                split(mbox.as_bytes()).iter().map(|m| String::from_utf8_lossy(m).into_owned()).collect();
            assert_eq!(&found, expected, "{mbox:?}");
        }
        assert!(!CASES.is_empty());
    }
}
