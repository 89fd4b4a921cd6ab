//! A facsimile: the pages of one document as a person sees them, from pixels, with boxes burned in and a fresh layer of the
//! kept words. Of the file that came in nothing but those pixels is used.

use super::DiscloseError;
use super::cover::{self, Cover, Placed};
use super::font::{FontRefs, Fonts, Subset, Weight};
use super::letter::clean;
use super::pdf::{Numbers, finish};
use super::picture::{Packed, Picture};
use super::release::decided;
use super::sight::{self, Look, Looks};
use crate::model::{Document, Span};
use crate::proof::Claim;
use crate::redact::find_given;
use crate::review::Approved;
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeSet;

/// Title of every facsimile.
const TITLE: &str = "Redacted copy of a document";
/// What stands in a box over words that only recognition saw.
const SEEN_ONLY: &str = "[withheld]";

/// A facsimile ready to be proved.
pub(super) struct Pages {
    /// The file.
    pub bytes: Vec<u8>,
    /// What is claimed of it; the removed strings are still to be set.
    pub claim: Claim,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// One page.
struct Page {
    picture: Picture,
    width: f32,
    height: f32,
    words: Vec<Placed>,
    covers: Vec<Cover>,
    /// Words that only recognition saw and that stay.
    beside: Vec<String>,
    only_seen: usize,
}

/// Makes the facsimile of one document.
pub(super) fn make(
    approved: &Approved,
    document: &Document,
    looks: &Looks,
    given: &[String],
    fonts: &Fonts,
) -> Result<Pages, DiscloseError> {
    let wanted = wanted(approved, given);
    let hidden: Vec<(Span, String)> =
        approved.redacted().pieces(document).into_iter().filter_map(|piece| Some((piece.span, piece.label?))).collect();
    let mut pages = Vec::new();
    for number in 0..document.pages.len() {
        let look = looks.get(&(document.id, number)).ok_or_else(|| {
            DiscloseError::Unread(format!("page {} of document {} was not drawn.", number + 1, document.id + 1))
        })?;
        pages.push(page(document, number, look, &hidden, &wanted));
    }
    let bytes = write(&pages, fonts)?;
    let mut notes = Vec::new();
    let only_seen: usize = pages.iter().map(|p| p.only_seen).sum();
    if only_seen > 0 {
        notes.push(format!("{only_seen} words to be hidden stood in pictures alone; they were covered."));
    }
    let kept = |p: &Page| p.words.iter().filter(|w| w.label.is_none()).map(|w| w.text.clone()).collect::<Vec<_>>();
    let lines: Vec<String> = pages.iter().flat_map(kept).collect();
    let mut shown: Vec<String> = lines.clone();
    let furniture: Vec<String> = pages.iter().flat_map(|p| &p.covers).map(|c| c.label.clone()).collect();
    shown.extend(furniture.iter().cloned().chain(pages.iter().flat_map(|p| p.beside.iter().cloned())));
    let claim = Claim {
        shown: shown.join(" "),
        furniture,
        decided: decided(approved, Some(document.id)),
        lines,
        ours: true,
        pictures: true,
        ..Claim::default()
    };
    Ok(Pages { bytes, claim, notes })
}

/// What is looked for in what recognition read.
fn wanted(approved: &Approved, given: &[String]) -> Vec<String> {
    let marks = approved.redacted().marks().iter().filter(|m| m.action != crate::model::Action::Keep);
    let all: BTreeSet<String> = marks.map(|m| m.text.clone()).chain(given.iter().cloned()).collect();
    all.into_iter().collect()
}

fn page(document: &Document, number: usize, look: &Look, hidden: &[(Span, String)], wanted: &[String]) -> Page {
    let info = &look.sheet.info;
    let grey = look.sheet.grey();
    let mut words: Vec<Placed> = document
        .words
        .iter()
        .filter(|w| w.page == number && sight::shows(look, &grey, w.rect))
        .map(|w| Placed {
            text: clean(w.span.of(&document.text)),
            span: w.span,
            rect: w.rect,
            label: hidden.iter().find(|(span, _)| span.overlaps(w.span)).map(|(_, label)| label.clone()),
        })
        .collect();
    let layer = words.len();
    let only_seen = add_seen(&mut words, look, wanted);
    let covers = cover::covers(&mut words, info.points_wide, info.points_high);
    words.truncate(layer);
    let scale = info.dpi / 72.0;
    let mut picture =
        Picture { width: info.width, height: info.height, colour: info.colour, pixels: look.sheet.pixels.clone() };
    for cover in &covers {
        picture.fill(cover.rect.map(|edge| edge * scale));
    }
    let beside = beside(&words, &covers, look);
    let (width, height) = (info.points_wide, info.points_high);
    Page { picture, width, height, words, covers, beside, only_seen }
}

/// Adds what must be hidden among the words that recognition read; gives back how many places only recognition saw.
fn add_seen(words: &mut Vec<Placed>, look: &Look, wanted: &[String]) -> usize {
    let scale = 72.0 / look.sheet.info.dpi;
    let mut only = 0;
    for span in find_given(&look.read.text, wanted) {
        for seen in look.read.words.iter().filter(|w| span.overlaps(Span::new(w.start, w.start + w.text.len()))) {
            let rect = seen.rect.map(|edge| edge * scale);
            let there: Vec<&Placed> = words.iter().filter(|w| share(rect, w.rect) > 0.5).collect();
            let hidden = there.iter().any(|w| w.label.is_some());
            // A word that the layer has too, and that was kept by decision, stays; one that only pixels have does not.
            let decided =
                there.iter().any(|w| alike(&w.text, &seen.text)) && !span_is_whole(&span, wanted, &look.read.text);
            if hidden || decided {
                continue;
            }
            only += 1;
            let label = Some(SEEN_ONLY.to_string());
            words.push(Placed { text: seen.text.clone(), span: Span::new(0, 0), rect, label });
        }
    }
    only
}

/// True where a place holds all of something wanted that has several words or digits, and not a part of a name.
fn span_is_whole(span: &Span, wanted: &[String], text: &str) -> bool {
    let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let here = plain(span.of(text));
    let several = |w: &&String| w.split_whitespace().count() > 1 || w.chars().any(|c| c.is_ascii_digit());
    wanted.iter().filter(several).any(|w| plain(w) == here)
}

fn alike(one: &str, other: &str) -> bool {
    let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    strsim::normalized_levenshtein(&plain(one), &plain(other)) > 0.7
}

/// Share of the smaller box that both cover.
fn share(a: [f32; 4], b: [f32; 4]) -> f32 {
    let area = |r: [f32; 4]| ((r[2] - r[0]) * (r[3] - r[1])).max(0.1);
    let wide = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
    let high = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
    wide * high / area(a).min(area(b))
}

/// Words that recognition read, that no box covers and that the layer does not have.
fn beside(words: &[Placed], covers: &[Cover], look: &Look) -> Vec<String> {
    let scale = 72.0 / look.sheet.info.dpi;
    let place = |w: &crate::parse::ReadWord| w.rect.map(|edge| edge * scale);
    look.read
        .words
        .iter()
        .filter(|w| !covers.iter().any(|c| share(place(w), c.rect) > 0.1))
        .filter(|w| !words.iter().any(|k| share(place(w), k.rect) > 0.5))
        .map(|w| w.text.clone())
        .collect()
}

/// Objects of the file that pages name.
struct Parts {
    kept: Subset,
    label: Subset,
    kept_refs: FontRefs,
    label_refs: FontRefs,
}

fn write(pages: &[Page], fonts: &Fonts) -> Result<Vec<u8>, DiscloseError> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    let mut numbers = Numbers::default();
    let refs: [Ref; 4] = [numbers.next(), numbers.next(), numbers.next(), numbers.next()];
    let kept: BTreeSet<char> = pages
        .iter()
        .flat_map(|p| p.words.iter().filter(|w| w.label.is_none()))
        .flat_map(|w| w.text.chars())
        .chain(" ".chars())
        .collect();
    let labels: BTreeSet<char> = pages.iter().flat_map(|p| &p.covers).flat_map(|c| c.label.chars()).collect();
    let parts = Parts {
        kept: fonts.subset(Weight::Regular, kept),
        label: fonts.subset(Weight::Bold, labels),
        kept_refs: numbers.font(),
        label_refs: numbers.font(),
    };
    let mut kids = Vec::new();
    for page in pages {
        let (sheet, stream, image) = (numbers.next(), numbers.next(), numbers.next());
        kids.push(sheet);
        write_picture(&mut pdf, image, &page.picture)?;
        let packed = super::pdf::deflate(&content(page, fonts, &parts));
        pdf.stream(stream, &packed).filter(Filter::FlateDecode);
        let mut out = pdf.page(sheet);
        out.parent(refs[1]).media_box(Rect::new(0.0, 0.0, page.width, page.height)).contents(stream);
        let mut resources = out.resources();
        resources.x_objects().pair(Name(b"I"), image);
        resources.fonts().pair(Name(b"R"), parts.kept_refs.font).pair(Name(b"B"), parts.label_refs.font);
    }
    fonts.embed(&parts.kept, &mut pdf, parts.kept_refs)?;
    fonts.embed(&parts.label, &mut pdf, parts.label_refs)?;
    pdf.pages(refs[1]).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids);
    finish(&mut pdf, TITLE, refs, None);
    Ok(pdf.finish())
}

fn write_picture(pdf: &mut Pdf, image: Ref, picture: &Picture) -> Result<(), DiscloseError> {
    let packed = picture.pack()?;
    let (bytes, filter) = match &packed {
        Packed::Deflated(bytes) => (bytes, Filter::FlateDecode),
        Packed::Jpeg(bytes) => (bytes, Filter::DctDecode),
    };
    let mut out = pdf.image_xobject(image, bytes);
    out.bits_per_component(8).filter(filter);
    out.width(i32::try_from(picture.width).unwrap_or(i32::MAX));
    out.height(i32::try_from(picture.height).unwrap_or(i32::MAX));
    if picture.colour {
        out.color_space().device_rgb()
    } else {
        out.color_space().device_gray()
    }
    out.finish();
    Ok(())
}

fn content(page: &Page, fonts: &Fonts, parts: &Parts) -> Vec<u8> {
    let mut out = Content::new();
    out.save_state().transform([page.width, 0.0, 0.0, page.height, 0.0, 0.0]);
    out.x_object(Name(b"I")).restore_state();
    out.begin_text().set_text_rendering_mode(TextRenderingMode::Invisible);
    for word in page.words.iter().filter(|w| w.label.is_none()) {
        let [left, top, right, bottom] = word.rect;
        let size = ((bottom - top) * 0.8).clamp(1.0, 200.0);
        // The space after it keeps words apart when the text is read back.
        let text = format!("{} ", word.text);
        let natural = fonts.width(&word.text, Weight::Regular, size);
        if natural <= 0.0 {
            continue;
        }
        let stretch = ((right - left) / natural * 100.0).clamp(5.0, 1000.0);
        out.set_font(Name(b"R"), size).set_horizontal_scaling(stretch);
        out.set_text_matrix([1.0, 0.0, 0.0, 1.0, left, page.height - bottom + (bottom - top) * 0.2]);
        out.show(Str(&fonts.encode(&parts.kept, &text)));
    }
    out.set_horizontal_scaling(100.0).set_text_rendering_mode(TextRenderingMode::Fill).set_fill_gray(1.0);
    for cover in &page.covers {
        let [left, top, right, bottom] = cover.rect;
        let full = fonts.width(&cover.label, Weight::Bold, 1.0).max(0.01);
        let size = ((right - left - 4.0) / full).min((bottom - top) * 0.62).min(9.0);
        let base = page.height - (top + bottom) / 2.0 - size * 0.35;
        out.set_font(Name(b"B"), size.max(1.0)).set_text_matrix([1.0, 0.0, 0.0, 1.0, left + 2.0, base]);
        out.show(Str(&fonts.encode(&parts.label, &cover.label)));
    }
    out.end_text();
    out.finish().to_vec()
}
