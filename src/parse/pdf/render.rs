//! Draws a page in grey for recognition. The size is bounded before anything is drawn: a page that states a side of a
//! kilometre would otherwise take all memory or end the process.

use crate::model::Limits;
use crate::parse::deskew::Grey;
use crate::parse::scan::Sheet;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
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
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0) {
        return None;
    }
    let by_side = MOST_SIDE / width.max(height);
    let by_area = (limits.page_pixels.min(MOST_DRAWN) as f32 / (width * height)).sqrt();
    let scale = (limits.ocr_dpi as f32 / 72.0).min(by_side).min(by_area);
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
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let grey = |p: &[u8]| ((u32::from(p[0]) * 299 + u32::from(p[1]) * 587 + u32::from(p[2]) * 114) / 1000) as u8;
    let pixels = pixmap.data_as_u8_slice().chunks_exact(4).map(grey).collect();
    Some(Sheet { grey: Grey::new(width, height, pixels)?, dpi: Some(scale * 72.0) })
}
