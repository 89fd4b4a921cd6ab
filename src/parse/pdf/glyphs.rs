//! What stands on a page: each glyph with its place, apart from those that a person does not see, and how much of the
//! page is picture. It draws nothing.

use hayro::hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};

/// One glyph on a page, in points from its top left corner.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// The characters it stands for.
    pub text: String,
    /// Where its baseline begins.
    pub origin: Point,
    /// Where the next glyph is due.
    pub end: Point,
    /// Height of the type.
    pub size: f64,
    /// The smallest upright box around it.
    pub rect: Rect,
    /// Drawn in a colour near that of paper, or outside of what is let through.
    pub pale: bool,
}

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    /// Width in points as a person sees the page.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Glyphs that are drawn on the page, in the order of drawing.
    pub seen: Vec<Glyph>,
    /// Glyphs drawn invisibly or beside the page.
    pub hidden: Vec<Glyph>,
    /// Area covered by pictures, in square points.
    pub pictures: f32,
    /// The finest of the large pictures, in dots to an inch as it lies on the page; 0 where there is none.
    pub finest: f32,
    /// Lines and areas drawn.
    pub strokes: usize,
    /// Areas and pictures, each with the number of glyphs that were there before it.
    covers: Vec<(Rect, usize)>,
    /// Filled areas with their grey, on which letters of the same grey do not show.
    grounds: Vec<(Rect, u8)>,
}

/// Areas beyond which every glyph is suspect.
const MOST_COVERS: usize = 3_000;

impl PageContent {
    /// For each glyph that is drawn on the page, whether it may be out of sight all the same: pale, or drawn over.
    pub(super) fn suspects(&self) -> Vec<bool> {
        let many = self.covers.len() >= MOST_COVERS;
        let covered = |number: usize, glyph: &Glyph| {
            let middle = glyph.rect.center();
            self.covers.iter().any(|(area, before)| *before > number && area.contains(middle))
        };
        self.seen.iter().enumerate().map(|(number, glyph)| many || glyph.pale || covered(number, glyph)).collect()
    }
}

/// Glyphs of a page beyond which no more are taken: a full page of small print has under 20,000.
const MOST_GLYPHS: usize = 400_000;

/// Type smaller than this, in points, is a speck to a person: the smallest print of contracts has four.
const TINY: f64 = 1.2;

/// Share of the page from which a picture is a large one.
const LARGE: f64 = 0.2;

/// Interprets a page for what stands on it.
pub(super) fn content<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>) -> PageContent {
    let (width, height) = page.render_dimensions();
    let transform = page.initial_transform(true).to_kurbo();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, bounds, cache, page.xref(), InterpreterSettings::default());
    let mut collector = Collector {
        content: PageContent { width, height, ..PageContent::default() },
        bounds,
        clips: Vec::new(),
        veils: Vec::new(),
    };
    interpret_page(page, &mut context, &mut collector);
    collector.content
}

struct Collector {
    content: PageContent,
    bounds: Rect,
    /// Boxes around the clips in force, and whether each is more than a box.
    clips: Vec<(Rect, bool)>,
    /// For each group in force, whether it may make its content vanish.
    veils: Vec<bool>,
}

/// Filled areas of which the latest are remembered as grounds.
const MOST_GROUNDS: usize = 200;
/// Difference of grey between letters and the area they stand on below which they may not show.
const LIKE_GROUND: u8 = 60;

impl Collector {
    fn push_clip(&mut self, area: Rect, odd: bool) {
        let (outer, around) = self.clips.last().copied().unwrap_or((self.bounds, false));
        self.clips.push((outer.intersect(area), odd || around));
    }

    /// Remembers an area drawn on the page, with what lies under it.
    fn cover(&mut self, area: Rect) {
        self.content.strokes += 1;
        let worth = area.width() > 3.0 && area.height() > 3.0 && !self.content.seen.is_empty();
        if worth && self.content.covers.len() < MOST_COVERS {
            self.content.covers.push((area, self.content.seen.len()));
        }
    }

    /// Remembers an area that letters may be drawn on.
    fn ground(&mut self, area: Rect, paint: &Paint<'_>) {
        if let (Some(grey), true) = (grey(paint), area.width() > 3.0 && area.height() > 3.0) {
            if self.content.grounds.len() >= MOST_GROUNDS {
                self.content.grounds.remove(0);
            }
            self.content.grounds.push((area, grey));
        }
    }

    /// True where a letter of this grey may not show although nothing covers it.
    fn veiled(&self, rect: Rect, grey: Option<u8>) -> bool {
        let middle = rect.center();
        let on_ground = || {
            let like = |ground: u8| grey.is_none_or(|g| g.abs_diff(ground) < LIKE_GROUND);
            self.content.grounds.iter().any(|(area, ground)| like(*ground) && area.contains(middle))
        };
        self.veils.contains(&true) || self.clips.last().is_some_and(|(_, odd)| *odd) || on_ground()
    }

    fn glyph(&mut self, glyph: &PdfGlyph<'_>, transform: Affine, hidden: bool, (pale, grey): (bool, Option<u8>)) {
        if self.content.seen.len() + self.content.hidden.len() >= MOST_GLYPHS {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(s)) => s,
            None => '\u{fffd}'.to_string(),
        };
        let advance = match glyph {
            PdfGlyph::Outline(outline) => outline.advance_width(),
            PdfGlyph::Type3(type3) => type3.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0));
        let origin = transform * Point::ORIGIN;
        let end = transform * Point::new(advance, 0.0);
        let size = (transform * Point::new(0.0, 1000.0)).distance(origin);
        let rect = transform.transform_rect_bbox(Rect::new(0.0, -220.0, advance.max(1.0), 780.0));
        if ![origin.x, origin.y, end.x, end.y, size].iter().all(|n| n.is_finite()) {
            return;
        }
        let clipped = self.clips.last().is_some_and(|(clip, _)| !clip.contains(rect.center()));
        let pale = pale || self.veiled(rect, grey);
        let glyph = Glyph { text: expand(&text), origin, end, size, rect, pale };
        if hidden || clipped || !self.bounds.overlaps(rect) || size < TINY {
            self.content.hidden.push(glyph);
        } else {
            self.content.seen.push(glyph);
        }
    }
}

/// True for a colour so near to that of paper, or so see-through, that letters in it may not show.
fn is_pale(paint: &Paint<'_>) -> bool {
    let Paint::Color(colour) = paint else { return true };
    let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
    alpha < 40 || [red, green, blue].iter().all(|part| *part > 215)
}

/// The grey of a plain colour, none for patterns and what is see-through.
fn grey(paint: &Paint<'_>) -> Option<u8> {
    let Paint::Color(colour) = paint else { return None };
    let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
    let grey = (u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000;
    (alpha > 200).then(|| u8::try_from(grey).unwrap_or(u8::MAX))
}

/// Ligatures as letters, so that words are found; soft hyphens out.
fn expand(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            '\u{ad}' => out.push('-'),
            '\u{a0}' | '\u{2002}'..='\u{200a}' | '\t' => out.push(' '),
            '\u{200b}'..='\u{200d}' | '\u{feff}' | '\0' => {}
            c => out.push(c),
        }
    }
    out
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                let area = props.transform.transform_rect_bbox(path.bounding_box());
                self.cover(area);
                self.ground(area, &props.paint);
            }
            _ => self.content.strokes += 1,
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                let area = props.transform.transform_rect_bbox(*rect);
                self.cover(area);
                self.ground(area, &props.paint);
            }
            _ => self.content.strokes += 1,
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let area = clip.path.bounding_box();
        let odd = (clip.path.area().abs() - area.area()).abs() > 0.02 * area.area() + 1.0;
        self.push_clip(area, odd);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect, false);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.veils.push(opacity < 0.5 || mask.is_some() || blend != BlendMode::Normal);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let hidden = matches!(mode, DrawMode::Invisible);
        let look = (is_pale(&props.paint), grey(&props.paint));
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform(), hidden, look);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let area = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let on_page = props.transform.transform_rect_bbox(area).intersect(self.bounds);
        let share = on_page.area().max(0.0) / self.bounds.area().max(1.0);
        self.content.pictures += on_page.area().max(0.0) as f32;
        if share > LARGE {
            // The longer sides are set against each other, since a picture may lie on its side.
            let (dots, points) = (f64::from(image.width().max(image.height())), on_page.width().max(on_page.height()));
            self.content.finest = self.content.finest.max((dots / points.max(1.0) * 72.0) as f32);
        }
        self.cover(on_page);
        // A picture is counted as one by its area.
        self.content.strokes -= 1;
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.veils.pop();
    }
}
