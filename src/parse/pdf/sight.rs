//! Which glyphs of a page a person sees. Text in the colour of its ground, or under a box or a picture drawn over it,
//! is in the file and not on the page: the common way in which a badly blacked-out PDF betrays what it hides.

use super::glyphs::{Glyph, PageContent};
use super::render;
use crate::model::Limits;
use crate::parse::deskew::Grey;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Rect;

/// Pixels to an inch at which the page is looked at: letters of six points are nine pixels high.
const FINE: u32 = 110;
/// Difference of grey between the darkest and the lightest spot around a glyph, below which there is nothing to see.
const FAINT: u8 = 22;

/// Moves glyphs that cannot be seen from `seen` to `hidden`. Draws the page only where some are suspect.
pub(super) fn sort_out(page: &Page<'_>, content: &mut PageContent, limits: &Limits) {
    let suspect = content.suspects();
    if !suspect.contains(&true) {
        return;
    }
    let looked_at = Limits { ocr_dpi: FINE, ..limits.clone() };
    let Some(sheet) = render::sheet(page, &looked_at) else { return };
    let scale = f64::from(sheet.dpi.unwrap_or(FINE as f32)) / 72.0;
    let glyphs = std::mem::take(&mut content.seen);
    for (glyph, suspect) in glyphs.into_iter().zip(suspect) {
        if suspect && !glyph.text.trim().is_empty() && !visible(&sheet.grey, &glyph, scale) {
            content.hidden.push(glyph);
        } else {
            content.seen.push(glyph);
        }
    }
}

/// True where the picture of the page shows something in the glyph's place. Of a letter only the middle is looked at: the
/// edge of a box that is drawn tightly over it would pass for ink.
pub(super) fn visible(picture: &Grey, glyph: &Glyph, scale: f64) -> bool {
    let Rect { x0, y0, x1, y1 } = if glyph.text.chars().any(char::is_alphanumeric) { core(glyph) } else { glyph.rect };
    let pixel = |edge: f64, most: usize| ((edge * scale).max(0.0) as usize).min(most);
    let (left, right) = (pixel(x0, picture.width), pixel(x1, picture.width) + 1);
    let (top, bottom) = (pixel(y0, picture.height), pixel(y1, picture.height) + 1);
    let (mut darkest, mut lightest) = (255u8, 0u8);
    for y in top..bottom.min(picture.height) {
        let row = picture.pixels.get(y * picture.width + left..y * picture.width + right.min(picture.width));
        for pixel in row.unwrap_or_default() {
            darkest = darkest.min(*pixel);
            lightest = lightest.max(*pixel);
        }
    }
    lightest.saturating_sub(darkest) >= FAINT
}

/// The part of a letter's box between baseline and the height of small letters, across its whole width.
fn core(glyph: &Glyph) -> Rect {
    let Rect { x0, y0, x1, y1 } = glyph.rect;
    let upright = (glyph.end.y - glyph.origin.y).abs() < 0.1 * glyph.size && y1 - y0 < 1.2 * glyph.size;
    let base = glyph.origin.y;
    if upright && base > y0 && base <= y1 {
        return Rect::new(x0, base - 0.48 * glyph.size, x1, base - 0.02 * glyph.size);
    }
    let (wide, high) = ((x1 - x0) * 0.2, (y1 - y0) * 0.2);
    Rect::new(x0 + wide, y0 + high, x1 - wide, y1 - high)
}
