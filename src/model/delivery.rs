//! What a source hands over: the bytes of one item and where they came from. A delivery has not been read yet; nothing
//! here may depend on what its bytes mean.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// One item as it arrived.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The bytes exactly as received.
    pub bytes: Vec<u8>,
    /// Name of the source in config.yaml, or `command line`.
    pub source: String,
    /// Where in the source: a path, with `#N` behind it for message N (from 1) of an mbox.
    pub locator: String,
    /// The file's own name, used to tell formats apart and to find a date that a scanner wrote into it.
    pub file_name: String,
    /// When the bytes came to rest where the source found them (file modification time).
    pub arrived: Timestamp,
    /// The date of receipt, where a person stated it; it beats every other.
    pub stated: Option<Date>,
}

/// Bytes of the head of a mail in which its Message-ID is looked for.
const HEAD: usize = 256 << 10;

impl Delivery {
    /// The Message-ID, read from the head of a mail without parsing it, so that replies can find it before it is worked on.
    pub fn message_id(&self) -> Option<String> {
        let head = self.bytes.get(..HEAD.min(self.bytes.len()))?;
        let mut value: Option<String> = None;
        for line in head.split(|&b| b == b'\n') {
            let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
            match &mut value {
                // A folded header goes on in a line that begins with white space.
                Some(value) if line.starts_with([' ', '\t']) && !line.trim().is_empty() => value.push_str(line.trim()),
                Some(_) => break,
                None if line.is_empty() => break,
                None => {
                    let (name, rest) = line.split_at_checked("message-id:".len()).unwrap_or(("", ""));
                    value = name.eq_ignore_ascii_case("message-id:").then(|| rest.trim().to_string());
                }
            }
        }
        let value = value?;
        let inside = value.split_once('<')?.1.split_once('>')?.0.trim();
        (!inside.is_empty()).then(|| inside.to_string())
    }
}

/// When an item was received and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The day in Europe/London.
    pub date: Date,
    /// The moment, where one is known.
    pub at: Option<Timestamp>,
    /// How it is known.
    pub basis: ReceivedBasis,
}

/// How the date of receipt is known, most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceivedBasis {
    /// A person stated it.
    Stated,
    /// The newest `Received` header.
    ReceivedHeader,
    /// The `Date` header.
    DateHeader,
    /// A date at the start of the file's name, as scanners write it.
    FileName,
    /// The file's modification time.
    FileTime,
}

/// The day on the wall calendar in London, where every clock of the law is read.
pub fn london_date(at: Timestamp) -> Date {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    zone.to_datetime(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_ids_are_found_in_heads_only() {
        let cases = [
            ("From: a\r\nMessage-ID: <1@b.example>\r\n\r\nx", Some("1@b.example")),
            ("message-id:\n <2@b.example>\nTo: c\n\nx", Some("2@b.example")),
            ("To: c\n\nMessage-ID: <3@b.example>\n", None),
            ("Message-ID: none\n\n", None),
            ("%PDF-1.7 ...", None),
            ("", None),
        ];
        for (bytes, wanted) in cases {
            let delivery = Delivery {
                bytes: bytes.into(),
                source: String::new(),
                locator: String::new(),
                file_name: String::new(),
                arrived: Timestamp::UNIX_EPOCH,
                stated: None,
            };
            assert_eq!(delivery.message_id().as_deref(), wanted, "{bytes:?}");
        }
    }
}
