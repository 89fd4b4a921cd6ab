//! The frames between a reading process and ours: a kind, a length of JSON, a length of bytes, then both. Lengths are
//! checked before memory is taken; a frame out of bounds ends the talk.

use super::anatomy::{Anatomy, Piece};
use super::draft::{Draft, PageImage};
use super::draw::SheetInfo;
use super::sandbox::Sandbox;
use crate::model::{Delivery, Limits};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{self, Read, Write};

/// JSON of one frame; a draft holds at most the text and the words of one item.
const MAX_JSON: u64 = 1 << 30;
/// Bytes beside it: an item, or the pixels of a page.
const MAX_BLOB: u64 = 1 << 30;

/// What we say to a reading process.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// First of all: the limits it must set for itself.
    Start(Limits),
    /// An item to read; its bytes are beside it.
    Read(Envelope),
    /// An item whose pages are to be drawn, at so many dots per inch; its bytes are beside it.
    Draw(Envelope, u32),
    /// A PDF that is to be taken apart; its bytes are beside it.
    TakeApart(Envelope),
}

/// Everything about a delivery but its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    source: String,
    locator: String,
    file_name: String,
    arrived: Timestamp,
    stated: Option<Date>,
}

/// What a reading process answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// Ready, with these layers of protection on.
    Ready(Sandbox),
    /// A page to be recognised; its grey pixels are beside it.
    Page(PageImage),
    /// A page as a person sees it; its pixels are beside it.
    Sheet(SheetInfo),
    /// All pages are drawn; how many could not be.
    Drawn(usize),
    /// A piece of a PDF; its bytes are beside it.
    Piece(Piece),
    /// The PDF is taken apart.
    TakenApart(Box<Anatomy>),
    /// The item is read.
    Done(Box<Draft>),
    /// A fault of ours, caught.
    Panicked,
}

impl Envelope {
    /// The envelope of a delivery.
    pub(crate) fn of(delivery: &Delivery) -> Self {
        Self {
            source: delivery.source.clone(),
            locator: delivery.locator.clone(),
            file_name: delivery.file_name.clone(),
            arrived: delivery.arrived,
            stated: delivery.stated,
        }
    }

    /// The delivery again.
    pub(crate) fn with(self, bytes: Vec<u8>) -> Delivery {
        Delivery {
            bytes,
            source: self.source,
            locator: self.locator,
            file_name: self.file_name,
            arrived: self.arrived,
            stated: self.stated,
        }
    }
}

/// Writes one frame.
pub(crate) fn write<T: Serialize>(to: &mut impl Write, message: &T, blob: &[u8]) -> io::Result<()> {
    let json = serde_json::to_vec(message).map_err(io::Error::other)?;
    to.write_all(&(json.len() as u64).to_le_bytes())?;
    to.write_all(&(blob.len() as u64).to_le_bytes())?;
    to.write_all(&json)?;
    to.write_all(blob)?;
    to.flush()
}

/// Reads one frame; none where the other side has ended between frames.
pub(crate) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut head = [0u8; 16];
    match from.read(&mut head[..1])? {
        0 => return Ok(None),
        _ => from.read_exact(&mut head[1..])?,
    }
    let (json, blob) = head.split_at(8);
    let length = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).map_err(io::Error::other);
    let (json, blob) = (length(json)?, length(blob)?);
    if json > MAX_JSON || blob > MAX_BLOB {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is longer than any may be"));
    }
    let (json, blob) = (exactly(from, json)?, exactly(from, blob)?);
    let message = serde_json::from_slice(&json).map_err(io::Error::other)?;
    Ok(Some((message, blob)))
}

/// Reads so many bytes, taking memory only as they come.
fn exactly(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        return Ok(bytes);
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests {
    use super::{Ask, read, write};
    use crate::model::Limits;

    #[test]
    fn a_cut_or_lying_frame_is_an_error_and_takes_no_memory() {
        let mut whole = Vec::new();
        write(&mut whole, &Ask::Start(Limits::default()), b"abc").expect("writing to memory");
        let back = read::<Ask>(&mut whole.as_slice()).expect("whole frame").expect("one frame");
        assert_eq!(back.1, b"abc");
        for cut in 1..whole.len() {
            assert!(read::<Ask>(&mut &whole[..cut]).is_err(), "cut at {cut}");
        }
        let lying = [u64::MAX.to_le_bytes(), 0u64.to_le_bytes()].concat();
        assert!(read::<Ask>(&mut lying.as_slice()).is_err());
        assert!(read::<Ask>(&mut [].as_slice()).expect("end").is_none());
    }
}
