//! The type that released pages are set in: Noto Sans, embedded with no more glyphs than the kept text needs, so that a
//! font can never tell which letters were in a name. It knows nothing of pages.

use super::DiscloseError;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::collections::{BTreeMap, BTreeSet};
use subsetter::GlyphRemapper;

const REGULAR: &[u8] = include_bytes!("data/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("data/NotoSans-Bold.ttf");
const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A weight of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// For running text.
    Regular,
    /// For headings and labels.
    Bold,
}

/// The type in both weights.
pub(super) struct Fonts {
    regular: Face,
    bold: Face,
}

/// One weight.
struct Face {
    data: &'static [u8],
    units: f32,
    glyphs: BTreeMap<char, (u16, f32)>,
    ascent: f32,
    descent: f32,
    cap_height: f32,
    bounds: [f32; 4],
}

/// The glyphs that one file needs of one weight, and how they are numbered in it.
pub(super) struct Subset {
    weight: Weight,
    used: BTreeSet<char>,
    remapper: GlyphRemapper,
}

/// Numbers of the five objects that make a font.
#[derive(Clone, Copy)]
pub(super) struct FontRefs {
    /// The font that pages name.
    pub font: Ref,
    /// The four below it.
    pub below: [Ref; 4],
}

impl Fonts {
    /// Reads the type that is built in.
    pub fn new() -> Result<Self, DiscloseError> {
        Ok(Self { regular: Face::new(REGULAR)?, bold: Face::new(BOLD)? })
    }

    /// True where the type has a glyph for this character.
    pub fn has(&self, c: char) -> bool {
        self.regular.glyphs.contains_key(&c) && self.bold.glyphs.contains_key(&c)
    }

    /// Width of a text in points.
    pub fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let face = self.face(weight);
        let units: f32 = text.chars().filter_map(|c| face.glyphs.get(&c)).map(|(_, advance)| advance).sum();
        units / face.units * size
    }

    fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The glyphs needed for these characters; the numbering depends on nothing but which characters they are.
    pub fn subset(&self, weight: Weight, used: BTreeSet<char>) -> Subset {
        let face = self.face(weight);
        let mut glyphs: Vec<u16> = used.iter().filter_map(|c| face.glyphs.get(c)).map(|(glyph, _)| *glyph).collect();
        glyphs.sort_unstable();
        glyphs.dedup();
        Subset { weight, used, remapper: GlyphRemapper::new_from_glyphs_sorted(&glyphs) }
    }

    /// Two bytes for each character, as the embedded font numbers it.
    pub fn encode(&self, subset: &Subset, text: &str) -> Vec<u8> {
        let face = self.face(subset.weight);
        let glyph = |c: char| face.glyphs.get(&c).and_then(|(glyph, _)| subset.remapper.get(*glyph)).unwrap_or(0);
        text.chars().flat_map(|c| glyph(c).to_be_bytes()).collect()
    }

    /// Writes the font into a file.
    pub fn embed(&self, subset: &Subset, pdf: &mut Pdf, refs: FontRefs) -> Result<(), DiscloseError> {
        let face = self.face(subset.weight);
        let [cid, descriptor, file, unicode] = refs.below;
        let name = match subset.weight {
            Weight::Regular => Name(b"KEPTAA+NotoSans"),
            Weight::Bold => Name(b"KEPTAB+NotoSans-Bold"),
        };
        pdf.type0_font(refs.font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        let mut font = pdf.cid_font(cid);
        font.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
        font.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let widths: BTreeMap<u16, f32> = subset
            .used
            .iter()
            .filter_map(|c| face.glyphs.get(c))
            .filter_map(|(glyph, advance)| Some((subset.remapper.get(*glyph)?, face.thousandths(*advance))))
            .collect();
        let mut list = font.widths();
        for (glyph, width) in widths {
            list.consecutive(glyph, [width]);
        }
        list.finish();
        font.finish();
        let [left, bottom, right, top] = face.bounds.map(|n| face.thousandths(n));
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(face.thousandths(face.ascent))
            .descent(face.thousandths(face.descent))
            .cap_height(face.thousandths(face.cap_height))
            .stem_v(if subset.weight == Weight::Bold { 140.0 } else { 80.0 })
            .font_file2(file);
        let cut = subsetter::subset(face.data, 0, &subset.remapper).map_err(|_| DiscloseError::Font)?;
        let packed = super::pdf::deflate(&cut);
        let mut stream = pdf.stream(file, &packed);
        stream.filter(pdf_writer::Filter::FlateDecode);
        stream.pair(Name(b"Length1"), i32::try_from(cut.len()).unwrap_or(i32::MAX));
        stream.finish();
        let mut map = UnicodeCmap::new(Name(b"Kept"), IDENTITY);
        let mut mapped = BTreeMap::new();
        for c in &subset.used {
            if let Some(glyph) = face.glyphs.get(c).and_then(|(glyph, _)| subset.remapper.get(*glyph)) {
                mapped.entry(glyph).or_insert(*c);
            }
        }
        for (glyph, c) in mapped {
            map.pair(glyph, c);
        }
        pdf.cmap(unicode, &map.finish());
        Ok(())
    }
}

impl Face {
    fn new(data: &'static [u8]) -> Result<Self, DiscloseError> {
        let font = FontRef::new(data).map_err(|_| DiscloseError::Font)?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let advances = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let glyphs = font
            .charmap()
            .mappings()
            .filter_map(|(code, glyph)| {
                let c = char::from_u32(code)?;
                Some((c, (u16::try_from(glyph.to_u32()).ok()?, advances.advance_width(glyph)?)))
            })
            .collect();
        let bounds = metrics.bounds.map_or([0.0; 4], |b| [b.x_min, b.y_min, b.x_max, b.y_max]);
        Ok(Self {
            data,
            units: f32::from(metrics.units_per_em),
            glyphs,
            ascent: metrics.ascent,
            descent: metrics.descent,
            cap_height: metrics.cap_height.unwrap_or(714.0),
            bounds,
        })
    }

    fn thousandths(&self, units: f32) -> f32 {
        units * 1000.0 / self.units
    }
}
