//! Pages of a TIFF in the older fax codes (ITU-T T.4 in one or two dimensions, and its form without ends of lines), which the
//! TIFF reader does not know. A page that breaks off is none.

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use std::io::Cursor;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

/// Where a TIFF says how T.4 was used (TIFF 6.0, tag 292).
const T4_OPTIONS: Tag = Tag::Unknown(292);
/// Tenths of the lines that must be there for a page.
const LEAST_TENTHS: usize = 9;

/// Rows of a page, one byte to a pixel.
struct Rows {
    width: usize,
    pixels: Vec<u8>,
}

impl hayro_ccitt::Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        let start = self.pixels.len();
        self.pixels.resize(start + self.width, 255);
        for run in changes.chunks(2) {
            let from = (run[0] as usize).min(self.width);
            let to = run.get(1).map_or(self.width, |to| *to as usize).min(self.width);
            if let Some(black) = self.pixels.get_mut(start + from..start + to.max(from)) {
                black.fill(0);
            }
        }
    }
}

/// The pixels of the present page where it is in one of these codes and whole.
pub(super) fn pixels(decoder: &mut Decoder<Cursor<&[u8]>>, bytes: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    let mut tag = |tag: Tag| decoder.find_tag_unsigned::<u32>(tag).ok().flatten();
    let code = tag(Tag::Compression)?;
    let options = tag(T4_OPTIONS).unwrap_or(0);
    let (turned, rows) =
        (tag(Tag::FillOrder) == Some(2), tag(Tag::RowsPerStrip).unwrap_or(height).clamp(1, height.max(1)));
    if !matches!(code, 2 | 3) {
        return None;
    }
    let offsets = decoder.get_tag_u64_vec(Tag::StripOffsets).ok()?;
    let counts = decoder.get_tag_u64_vec(Tag::StripByteCounts).ok()?;
    let most = (width as usize).checked_mul(height as usize)?;
    let mut page = Rows { width: width as usize, pixels: Vec::with_capacity(most) };
    for (number, (offset, count)) in offsets.iter().zip(&counts).enumerate() {
        let left = height.saturating_sub(u32::try_from(number).ok()?.saturating_mul(rows)).min(rows);
        if left == 0 {
            break;
        }
        let (from, length) = (usize::try_from(*offset).ok()?, usize::try_from(*count).ok()?);
        let mut strip = bytes.get(from..from.checked_add(length)?.min(bytes.len()))?.to_vec();
        if turned {
            strip.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
        }
        let settings = DecodeSettings {
            columns: width,
            rows: left,
            end_of_block: true,
            end_of_line: code == 3,
            rows_are_byte_aligned: code == 2 || options & 4 != 0,
            encoding: if code == 3 && options & 1 != 0 { EncodingMode::Group3_2D } else { EncodingMode::Group3_1D },
            strict: false,
        };
        // What was read before a fault stays; whether it is enough is asked below.
        let _ = hayro_ccitt::decode(&strip, &mut page, &mut DecoderContext::new(settings));
    }
    let read = page.pixels.len() / page.width.max(1);
    page.pixels.resize(most, 255);
    (read * 10 >= height as usize * LEAST_TENTHS).then_some(page.pixels)
}
