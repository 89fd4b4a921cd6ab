//! Pages as a person sees them, as pixels: what is drawn here came through the walls of a reading process, and nothing of
//! the file's own objects is left in it. It reads no text and judges nothing.

use super::reading::Reading;
use super::scan;
use crate::model::{Delivery, Limits};
use serde::{Deserialize, Serialize};

/// Where drawn pages go.
pub(crate) type Show<'a> = &'a mut dyn FnMut(SheetInfo, Vec<u8>);

/// An order to draw pages.
pub(crate) struct Drawing<'a> {
    /// Pixels to an inch.
    pub dpi: u32,
    /// Pages that could not be drawn.
    pub missing: usize,
    /// Where the pages go.
    pub show: Show<'a>,
}

/// What is known of a drawn page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetInfo {
    /// The document it belongs to, numbered as in `Parsed`.
    pub document: usize,
    /// Page number from 0.
    pub page: usize,
    /// Width of the page in points.
    pub points_wide: f32,
    /// Height of the page in points.
    pub points_high: f32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pixels to an inch.
    pub dpi: f32,
    /// Three bytes to a pixel (red, green, blue) where true, one (grey) where not.
    pub colour: bool,
    /// Words that are in the file and that nobody sees on the page.
    pub unseen: Vec<UnseenWord>,
}

/// A word that is in the file and not on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnseenWord {
    /// The word.
    pub text: String,
    /// Left, top, right and bottom edge in points.
    pub rect: [f32; 4],
    /// True where it was drawn in a way that shows, and something hides it: a box, a picture, its own colour.
    pub covered: bool,
}

/// A drawn page.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What is known of it.
    pub info: SheetInfo,
    /// Its pixels, row by row from the top left.
    pub pixels: Vec<u8>,
}

/// Why pages could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The reading process failed.
    #[error("drawing the pages failed: {0}")]
    Reader(&'static str),
    /// Some pages are of a size or a make that cannot be drawn.
    #[error("{0} of its pages could not be drawn")]
    Pages(usize),
}

impl Sheet {
    /// False where the pixels do not fit the size they state.
    pub fn fits(&self) -> bool {
        let bytes = if self.info.colour { 3 } else { 1 };
        let pixels = u64::from(self.info.width) * u64::from(self.info.height);
        pixels > 0 && pixels * bytes == self.pixels.len() as u64
    }

    /// The page in grey.
    pub fn grey(&self) -> Vec<u8> {
        if self.info.colour { self.pixels.chunks_exact(3).map(luminance).collect() } else { self.pixels.clone() }
    }
}

/// Draws every page of an item; gives back how many could not be drawn.
pub(crate) fn pages(delivery: &Delivery, limits: &Limits, dpi: u32, show: Show<'_>) -> usize {
    let mut refuse = |_, _| true;
    let mut reading = Reading::new(limits, &mut refuse);
    reading.draw = Some(Drawing { dpi, missing: 0, show });
    reading.read_all(delivery)
}

/// Hands over a page of a picture as it lies.
pub(crate) fn picture(drawing: &mut Drawing<'_>, document: usize, page: usize, sheet: scan::Sheet) {
    let flat = scan::flat(sheet);
    let scale = 72.0 / flat.dpi;
    let (width, height) = (flat.grey.width as u32, flat.grey.height as u32);
    let info = SheetInfo {
        document,
        page,
        points_wide: width as f32 * scale,
        points_high: height as f32 * scale,
        width,
        height,
        dpi: flat.dpi,
        colour: false,
        unseen: Vec::new(),
    };
    (drawing.show)(info, flat.grey.pixels);
}

/// Grey of a pixel, by the weights of ITU-R BT.601.
pub(crate) fn luminance(pixel: &[u8]) -> u8 {
    let part = |n: usize| u32::from(pixel.get(n).copied().unwrap_or_default());
    ((part(0) * 299 + part(1) * 587 + part(2) * 114) / 1000) as u8
}
