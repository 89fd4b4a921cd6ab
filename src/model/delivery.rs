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
