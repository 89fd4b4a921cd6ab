//! Pixels of a page: filled, then packed anew as a whole. What was under a box is gone before anything is packed.

use super::DiscloseError;
use super::pdf::deflate;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// Packed pixels larger than this are packed again as a JPEG: scans and photographs.
const LARGE: usize = 500 << 10;
/// Quality of that JPEG.
const QUALITY: u8 = 82;

/// The pixels of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Three bytes to a pixel, or one.
    pub colour: bool,
    /// The pixels.
    pub pixels: Vec<u8>,
}

/// Packed pixels.
#[derive(Debug)]
pub(super) enum Packed {
    /// Every pixel as it was.
    Deflated(Vec<u8>),
    /// A JPEG.
    Jpeg(Vec<u8>),
}

impl Picture {
    /// Fills a box, in pixels, with black.
    pub fn fill(&mut self, [left, top, right, bottom]: [f32; 4]) {
        let bytes = if self.colour { 3 } else { 1 };
        let (wide, high) = (self.width as usize, self.height as usize);
        let edge = |n: f32, most: usize| (n.max(0.0) as usize).min(most);
        let (left, right) = (edge(left.floor(), wide), edge(right.ceil(), wide));
        for y in edge(top.floor(), high)..edge(bottom.ceil(), high) {
            let row = (y * wide + left) * bytes..(y * wide + right) * bytes;
            if let Some(row) = self.pixels.get_mut(row) {
                row.fill(0);
            }
        }
    }

    /// Packs the picture.
    pub fn pack(&self) -> Result<Packed, DiscloseError> {
        let deflated = deflate(&self.pixels);
        if deflated.len() <= LARGE {
            return Ok(Packed::Deflated(deflated));
        }
        let mut jpeg = Vec::new();
        let kind = if self.colour { ExtendedColorType::Rgb8 } else { ExtendedColorType::L8 };
        JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
            .write_image(&self.pixels, self.width, self.height, kind)
            .map_err(|error| DiscloseError::Unread(format!("its pages could not be packed: {error}")))?;
        Ok(if jpeg.len() < deflated.len() { Packed::Jpeg(jpeg) } else { Packed::Deflated(deflated) })
    }
}
