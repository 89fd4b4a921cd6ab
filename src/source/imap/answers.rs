//! What is read out of the server's answers, and sets of numbers as they are written. Nothing here speaks to the server.

use super::ImapError;
use imap_proto::AttributeValue;
use jiff::Timestamp;

/// A mail as listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// Its number under the folder's UIDVALIDITY.
    pub uid: u32,
    /// Its size as the server reckons it.
    pub bytes: u64,
    /// When it reached the mailbox.
    pub arrived: Timestamp,
}

/// The error of a command that was answered with NO or BAD.
pub fn refused(command: &str, answer: &[u8]) -> ImapError {
    let command = command.split(' ').take(2).collect::<Vec<_>>().join(" ");
    ImapError::Refused { command, answer: text_of(answer) }
}

/// What the server said, short enough to be shown.
pub fn text_of(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).trim().chars().take(300).collect()
}

/// A capability in words.
pub fn capability(capability: &imap_proto::Capability<'_>) -> String {
    match capability {
        imap_proto::Capability::Imap4rev1 => "IMAP4rev1".into(),
        imap_proto::Capability::Auth(name) => format!("AUTH={name}"),
        imap_proto::Capability::Atom(name) => name.to_string(),
    }
}

/// The UID in an answer to FETCH.
pub fn uid(attributes: &[AttributeValue<'_>]) -> Option<u32> {
    attributes.iter().find_map(|a| if let AttributeValue::Uid(uid) = a { Some(*uid) } else { None })
}

/// The mail in an answer to FETCH.
pub fn body<'a>(attributes: &'a [AttributeValue<'_>]) -> Option<&'a [u8]> {
    attributes.iter().find_map(|a| match a {
        AttributeValue::BodySection { section: None, data: Some(data), .. } => Some(data.as_ref()),
        _ => None,
    })
}

/// A line of a listing.
pub fn met(attributes: &[AttributeValue<'_>]) -> Option<Met> {
    let bytes = attributes.iter().find_map(|a| if let AttributeValue::Rfc822Size(n) = a { Some(*n) } else { None });
    let arrived = attributes.iter().find_map(|a| match a {
        AttributeValue::InternalDate(text) => internal_date(text),
        _ => None,
    });
    // A server that gives no size or date is taken at its word for the rest; the fetch has bounds of its own.
    Some(Met {
        uid: uid(attributes)?,
        bytes: bytes.unwrap_or(0).into(),
        arrived: arrived.unwrap_or_else(Timestamp::now),
    })
}

/// ` 5-Nov-2026 09:00:00 +0000`, with a blank for the first digit of a day below ten.
fn internal_date(text: &str) -> Option<Timestamp> {
    let zoned = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()?;
    zoned.to_timestamp().ok()
}

/// `1,4:6` for 1, 4, 5 and 6.
pub fn set(uids: &[u32]) -> String {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == uid => *last = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let show = |(a, b): &(u32, u32)| if a == b { a.to_string() } else { format!("{a}:{b}") };
    ranges.iter().map(show).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_short() {
        let cases: [(&[u32], &str); 4] =
            [(&[1], "1"), (&[3, 1, 2], "1:3"), (&[1, 4, 5, 6, 9], "1,4:6,9"), (&[7, 7], "7")];
        for (uids, text) in cases {
            assert_eq!(set(uids), text);
        }
    }

    #[test]
    fn dates_of_servers_are_read() {
        let cases = [
            ("17-Jul-1996 02:44:25 -0700", "1996-07-17T09:44:25Z"),
            (" 5-Nov-2026 09:00:00 +0000", "2026-11-05T09:00:00Z"),
        ];
        for (text, wanted) in cases {
            assert_eq!(internal_date(text).map(|t| t.to_string()), Some(wanted.to_string()), "{text}");
        }
    }
}
