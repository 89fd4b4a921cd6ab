//! What a PDF is made of, taken apart behind the walls of a reading process for whoever must prove what a file holds: every
//! stream unpacked, every string, every key, and what stands beside the pages. It believes nothing the file says of itself,
//! judges nothing, and what it cannot open it counts.

mod beside;
mod pieces;

use crate::model::Delivery;
use lopdf::{Document, LoadOptions};
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes that one stream may unpack to.
const MOST_UNPACKED: usize = 128 << 20;

/// A file taken apart; the bytes of its streams and pictures were handed over piece by piece.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Anatomy {
    /// False where its own tables cannot be read; then only what stands in its bytes is known.
    pub readable: bool,
    /// Pages.
    pub pages: usize,
    /// Every string.
    pub strings: Vec<String>,
    /// Every name that is a value.
    pub names: BTreeSet<String>,
    /// Every key, with the number of dictionaries that have it.
    pub keys: BTreeMap<String, usize>,
    /// Streams that could not be unpacked, or not within bounds.
    pub closed: usize,
    /// Ends of file.
    pub revisions: usize,
    /// Bytes before the header and after the last end.
    pub outside: usize,
    /// It is locked.
    pub encrypted: bool,
    /// Objects that the tables list.
    pub objects: usize,
    /// Objects that can be reached from the root.
    pub reached: usize,
    /// The text of its pages by its own tables, drawn or not.
    pub layer: String,
    /// What is hung on its pages.
    pub marks: Vec<PageMark>,
    /// Words that stand beside its pages.
    pub beside: Vec<Beside>,
}

/// An annotation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageMark {
    /// Page number from 1.
    pub page: usize,
    /// Its subtype.
    pub kind: String,
    /// Its corners in points, as the file states them.
    pub rect: Option<[f32; 4]>,
    /// Brightness of the darkest colour it is drawn in, 0 to 1; none where it states no colour.
    pub brightness: Option<f32>,
}

/// Words beside the pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Where.
    pub place: Place,
    /// The words.
    pub text: String,
}

/// Where words stand beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// Titles of the outline.
    Bookmark,
    /// What programs read out or copy in place of what is shown (ActualText, Alt, E).
    Replacement,
    /// Text of annotations.
    Annotation,
    /// Values and descriptions of form fields.
    FormValue,
    /// Targets of links.
    Link,
    /// What the file tells of itself.
    Metadata,
}

/// A piece that is handed over with its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// A stream, unpacked.
    Stream,
    /// A picture in grey, one byte to a pixel.
    Picture {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// A picture that could not be decoded; no bytes.
    ClosedPicture,
}

impl Piece {
    /// False where the bytes do not fit the size they state.
    pub(crate) fn fits(self, bytes: usize) -> bool {
        match self {
            Self::Stream => true,
            Self::Picture { width, height } => u64::from(width) * u64::from(height) == bytes as u64,
            Self::ClosedPicture => bytes == 0,
        }
    }
}

/// Why a file could not be taken apart.
#[derive(Debug, thiserror::Error)]
#[error("taking the file apart failed: {0}")]
pub struct TakeApartError(pub(crate) &'static str);

/// Takes a PDF apart. Never fails: what cannot be read is counted. `hand` gets each piece and its bytes.
pub(crate) fn take_apart(delivery: &Delivery, hand: &mut dyn FnMut(Piece, Vec<u8>)) -> Anatomy {
    let bytes = delivery.bytes.as_slice();
    let mut anatomy = Anatomy {
        revisions: memmem::find_iter(bytes, b"startxref").count(),
        outside: outside(bytes),
        ..Anatomy::default()
    };
    pieces::by_bytes(bytes, &mut anatomy, hand);
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let Ok(document) = Document::load_mem_with_options(bytes, options) else { return anatomy };
    let pages = document.get_pages();
    anatomy.readable = true;
    anatomy.pages = pages.len();
    anatomy.encrypted = document.trailer.has(b"Encrypt") || document.was_encrypted();
    pieces::by_tables(&document, &mut anatomy, hand);
    beside::look(&document, &pages, &mut anatomy);
    let numbers: Vec<u32> = pages.keys().copied().collect();
    // A font that it cannot read costs that stretch and not the rest; other readers look at the same pages.
    anatomy.layer = document.extract_text_chunks_with_limit(&numbers, MOST_UNPACKED).into_iter().flatten().collect();
    anatomy
}

/// Bytes before the header and after the last end of file, line ends apart.
fn outside(bytes: &[u8]) -> usize {
    let before = memmem::find(bytes, b"%PDF-").unwrap_or(bytes.len());
    let end = memmem::rfind(bytes, b"%%EOF").map_or(bytes.len(), |at| at + 5);
    before + bytes.get(end..).unwrap_or_default().iter().filter(|b| !b.is_ascii_whitespace()).count()
}

/// A string as text: UTF-16 or UTF-8 by its mark, else one letter a byte.
fn decode(bytes: &[u8]) -> String {
    if bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0xff, 0xfe]) {
        let big = bytes.first() == Some(&0xfe);
        let unit = |two: &[u8]| {
            let two = [two.first().copied().unwrap_or(0), two.get(1).copied().unwrap_or(0)];
            if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) }
        };
        let units: Vec<u16> = bytes.get(2..).unwrap_or_default().chunks(2).map(unit).collect();
        return String::from_utf16_lossy(&units);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}
