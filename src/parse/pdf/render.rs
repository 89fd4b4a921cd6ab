//! Draws a page in grey for recognition. The size is bounded before anything is drawn: a page that states a side of a
//! kilometre would otherwise take all memory or end the process.

use super::glyphs::{self, Glyph};
use super::{layout, sight};
use crate::model::Limits;
use crate::parse::deskew::Grey;
use crate::parse::draw::{Drawing, SheetInfo, UnseenWord, luminance};
use crate::parse::scan::Sheet;
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Pixels of one side of a page (Dangerzone: 10,000).
const MOST_SIDE: f32 = 10_000.0;
/// Pixels that are drawn: drawing takes several bytes to each.
const MOST_DRAWN: u64 = 36_000_000;
/// Coarser than this nothing can be recognised.
const COARSEST: f32 = 72.0;

/// The page as a grey picture, or none where it is of a size that cannot be drawn finely enough.
pub(super) fn sheet(page: &Page<'_>, limits: &Limits) -> Option<Sheet> {
    let (pixmap, scale) = pixels(page, limits, limits.ocr_dpi)?;
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let pixels = pixmap.data_as_u8_slice().chunks_exact(4).map(luminance).collect();
    Some(Sheet { grey: Grey::new(width, height, pixels)?, dpi: Some(scale * 72.0) })
}

/// Draws a page as a person sees it and hands it over; in grey where it has no colour.
pub(super) fn draw<'a>(
    drawing: &mut Drawing<'_>,
    (document, number): (usize, usize),
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    limits: &Limits,
) {
    let Some((pixmap, scale)) = pixels(page, limits, drawing.dpi) else {
        drawing.missing += 1;
        return;
    };
    let (points_wide, points_high) = page.render_dimensions();
    let data = pixmap.data_as_u8_slice();
    let colour = data.chunks_exact(4).any(|p| p[0].abs_diff(p[1]) > TINT || p[1].abs_diff(p[2]) > TINT);
    let pixels = if colour {
        data.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect()
    } else {
        data.chunks_exact(4).map(luminance).collect()
    };
    let info = SheetInfo {
        document,
        page: number,
        points_wide,
        points_high,
        width: u32::from(pixmap.width()),
        height: u32::from(pixmap.height()),
        dpi: scale * 72.0,
        colour,
        unseen: unseen(page, cache, &pixmap, scale),
    };
    (drawing.show)(info, pixels);
}

/// Words of the page that do not show in its picture.
fn unseen<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, pixmap: &Pixmap, scale: f32) -> Vec<UnseenWord> {
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let grey = pixmap.data_as_u8_slice().chunks_exact(4).map(luminance).collect();
    let Some(grey) = Grey::new(width, height, grey) else { return Vec::new() };
    let content = glyphs::content(page, cache);
    let out_of_sight = |glyph: &Glyph| !glyph.text.trim().is_empty() && !sight::visible(&grey, glyph, f64::from(scale));
    let covered: Vec<Glyph> = content.seen.into_iter().filter(out_of_sight).collect();
    [(covered, true), (content.hidden, false)]
        .into_iter()
        .flat_map(|(glyphs, covered)| {
            let laid = layout::layout(&glyphs);
            let word = move |text: &str, rect: [f32; 4]| UnseenWord { text: text.to_string(), rect, covered };
            laid.words.iter().filter_map(|w| Some(word(laid.text.get(w.start..w.end)?, w.rect))).collect::<Vec<_>>()
        })
        .collect()
}

/// Difference between the parts of a colour up to which it counts as grey.
const TINT: u8 = 12;

/// The page drawn on white, and the pixels to a point.
fn pixels(page: &Page<'_>, limits: &Limits, dpi: u32) -> Option<(Pixmap, f32)> {
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0) {
        return None;
    }
    let by_side = MOST_SIDE / width.max(height);
    let by_area = (limits.page_pixels.min(MOST_DRAWN) as f32 / (width * height)).sqrt();
    let scale = (dpi as f32 / 72.0).min(by_side).min(by_area);
    if scale * 72.0 < COARSEST {
        return None;
    }
    let pixmap = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    Some((pixmap, scale))
}
