//! Pictures of pages: decodes PNG, JPEG and TIFF (many pages, fax codes), makes them grey, sets them straight and sends
//! them to recognition. The picture itself is never changed.

use super::deskew::{Grey, straighten};
use super::draft::{DraftPage, PageImage};
use super::kind::{Kind, Picture};
use super::reading::{Part, Reading};
use super::{ink, paper};
use crate::model::{ProblemCode, Severity};
use image::{DynamicImage, ImageDecoder, ImageFormat};
use std::io::Cursor;

/// Long side of A4 in inches, to reckon the resolution where a picture does not state a credible one.
const A4_LONG: f32 = 11.69;
/// Pictures in running text with fewer pixels a side than this are logos and dividers.
const SMALL: usize = 180;
/// Scans finer than this are made smaller: recognition gains nothing and pays by the pixel.
const FINEST: f32 = 450.0;

/// Scans coarser than this are enlarged: recognition wants letters of twenty pixels.
const COARSE: f32 = 180.0;
/// What they are enlarged to.
const FINE: f32 = 300.0;
/// Scans up to this are smoothed before they are enlarged: what is jagged costs commas and thin letters.
const JAGGED: f32 = 250.0;
/// By this at most; more adds nothing that was not there.
const MOST_ENLARGED: f32 = 2.0;

/// A decoded page and its stated resolution.
pub(crate) struct Sheet {
    /// The picture.
    pub grey: Grey,
    /// Pixels to an inch, where stated.
    pub dpi: Option<f32>,
}

/// Reads a picture as a document of pages.
pub(crate) fn read(reading: &mut Reading<'_>, part: Part<'_>, picture: Picture) {
    let id = reading.document(part, Kind::Picture(picture));
    let sheets = match picture {
        Picture::Tiff => super::tiff::sheets(part.bytes, reading.limits.page_pixels),
        Picture::Png => one(part.bytes, ImageFormat::Png, png_dpi(part.bytes), reading.limits.page_pixels),
        Picture::Jpeg => one(part.bytes, ImageFormat::Jpeg, jpeg_dpi(part.bytes), reading.limits.page_pixels),
        Picture::Bmp => one(part.bytes, ImageFormat::Bmp, bmp_dpi(part.bytes), reading.limits.page_pixels),
        Picture::Gif => one(part.bytes, ImageFormat::Gif, None, reading.limits.page_pixels),
        Picture::WebP => one(part.bytes, ImageFormat::WebP, None, reading.limits.page_pixels),
    };
    if let Some(drawing) = &mut reading.draw {
        for (number, sheet) in sheets.into_iter().enumerate() {
            match sheet {
                Ok(sheet) => super::draw::picture(drawing, id, number, sheet),
                Err(_) => drawing.missing += 1,
            }
        }
        return;
    }
    note_moving(reading, id, part, picture);
    let mut pages = Vec::new();
    let mut images = Vec::new();
    for (number, sheet) in sheets.into_iter().enumerate() {
        match sheet {
            Ok(sheet) => {
                if part.inline && sheet.grey.width.min(sheet.grey.height) < SMALL {
                    reading.note(
                        id,
                        ProblemCode::NoText,
                        Severity::Note,
                        "A small picture in the running text (a logo or the like) was not sent to recognition. It is kept \
                         with the original."
                            .into(),
                    );
                    continue;
                }
                let (page, image) = prepare(sheet, id, number);
                pages.push(page);
                images.extend(reading.room_for_page(id, number).then_some(image));
            }
            Err(what) => {
                pages.push(DraftPage::default());
                reading.note_part(
                    id,
                    part,
                    what.code(),
                    what.words(),
                    "Open the original and see whether it is whole.",
                );
            }
        }
    }
    reading.set_pages(id, pages);
    for (image, grey) in images {
        send(reading, image, grey);
    }
}

/// Says that of a picture that moves only its first picture is read.
fn note_moving(reading: &mut Reading<'_>, id: usize, part: Part<'_>, picture: Picture) {
    let marks: &[&[u8]] = match picture {
        Picture::Gif => &[b"NETSCAPE2.0", b"ANIMEXTS1.0"],
        Picture::WebP => &[b"ANIM"],
        _ => return,
    };
    let head = part.bytes.get(..4096).unwrap_or(part.bytes);
    if !marks.iter().any(|mark| memchr::memmem::find(head, mark).is_some()) {
        return;
    }
    let severity = if part.inline { Severity::Note } else { Severity::NeedsPerson };
    let message =
        "The picture moves: only the first of its pictures was read. The original is kept; look at it for the rest.";
    reading.note(id, ProblemCode::ReadInPart, severity, message.into());
}

/// Why a picture gave no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not hold to its format.
    Damaged,
    /// It has more pixels than allowed.
    TooLarge,
}

impl Fault {
    fn code(self) -> ProblemCode {
        match self {
            Fault::Damaged => ProblemCode::Damaged,
            Fault::TooLarge => ProblemCode::LimitReached,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Fault::Damaged => "is a picture that is damaged or incomplete",
            Fault::TooLarge => "is a picture with more pixels than are read (limits.page_pixels)",
        }
    }
}

/// Sends a picture to recognition where it bears enough ink to hold a line; otherwise it is blank and is said to be so.
pub(crate) fn send(reading: &mut Reading<'_>, image: PageImage, grey: Grey) {
    if ink::inked(&image, &grey) {
        reading.recognise(image, grey.pixels);
        return;
    }
    reading.note(
        image.document,
        ProblemCode::NoText,
        Severity::Note,
        format!("Page {} is blank or nearly so. Nothing was read from it; the original is kept.", image.page + 1),
    );
}

/// A sheet as it lies, at a credible resolution that is no finer than need be.
pub(crate) struct Flat {
    /// The picture.
    pub grey: Grey,
    /// Pixels to an inch.
    pub dpi: f32,
    points: (f32, f32),
}

/// Finds the resolution of a sheet and makes it smaller where it is too fine.
pub(crate) fn flat(sheet: Sheet) -> Flat {
    let Sheet { mut grey, dpi } = sheet;
    let mut dpi = credible(dpi, &grey);
    let points = (grey.width as f32 / dpi * 72.0, grey.height as f32 / dpi * 72.0);
    if dpi > FINEST {
        let factor = (dpi / 300.0).round().max(2.0) as usize;
        grey = grey.shrunk(factor);
        dpi /= factor as f32;
    }
    if dpi < COARSE {
        let factor = (FINE / dpi).min(MOST_ENLARGED);
        let (wide, high) = ((grey.width as f32 * factor) as usize, (grey.height as f32 * factor) as usize);
        grey = grey.resized(wide, high);
        dpi *= factor;
    }
    Flat { grey, dpi, points }
}

/// Straightens a sheet and describes it; its page has no text yet.
pub(crate) fn prepare(sheet: Sheet, document: usize, page: usize) -> (DraftPage, (PageImage, Grey)) {
    let Flat { mut grey, mut dpi, points: (points_wide, points_high) } = flat(sheet);
    if paper::is_dim(&grey, dpi) {
        grey = paper::whitened(grey, dpi);
    }
    if (COARSE..JAGGED).contains(&dpi) {
        let factor = FINE / dpi;
        let (wide, high) = ((grey.width as f32 * factor) as usize, (grey.height as f32 * factor) as usize);
        grey = grey.smoothed().resized(wide, high);
        dpi = FINE;
    }
    let (flat_width, flat_height) = (grey.width as u32, grey.height as u32);
    let (grey, angle) = straighten(grey);
    let image = PageImage {
        document,
        page,
        width: grey.width as u32,
        height: grey.height as u32,
        dpi,
        angle,
        flat_width,
        flat_height,
    };
    let page = DraftPage { width: points_wide, height: points_high, ..DraftPage::default() };
    (page, (image, grey))
}

/// The stated resolution where the sheet would then have the size of paper; otherwise what A4 would give.
fn credible(stated: Option<f32>, grey: &Grey) -> f32 {
    let long = grey.width.max(grey.height) as f32;
    stated
        .filter(|dpi| (60.0..=2_400.0).contains(dpi) && (2.0..=60.0).contains(&(long / dpi)))
        .unwrap_or_else(|| (long / A4_LONG).clamp(70.0, 600.0))
}

fn one(bytes: &[u8], format: ImageFormat, dpi: Option<f32>, most: u64) -> Vec<Result<Sheet, Fault>> {
    let decode = || -> Result<Sheet, Fault> {
        let reader = image::ImageReader::with_format(Cursor::new(bytes), format);
        let mut decoder = reader.into_decoder().map_err(|_| Fault::Damaged)?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > most {
            return Err(Fault::TooLarge);
        }
        let turn = decoder.orientation().ok();
        let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Damaged)?;
        if let Some(turn) = turn {
            picture.apply_orientation(turn);
        }
        let grey = to_grey(picture).ok_or(Fault::Damaged)?;
        Ok(Sheet { grey, dpi })
    };
    vec![decode()]
}

/// Grey on white paper: what is see-through shows the paper.
pub(crate) fn to_grey(picture: DynamicImage) -> Option<Grey> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    if !picture.color().has_alpha() {
        return Grey::new(width, height, picture.into_luma8().into_raw());
    }
    let pixels = picture
        .into_luma_alpha8()
        .pixels()
        .map(|p| {
            let [grey, alpha] = p.0.map(u32::from);
            ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
        })
        .collect();
    Grey::new(width, height, pixels)
}

/// Pixels to an inch from a PNG's `pHYs` chunk (PNG specification 11.3.4.3).
fn png_dpi(bytes: &[u8]) -> Option<f32> {
    let at = memchr::memmem::find(bytes.get(..4096).unwrap_or(bytes), b"pHYs")?;
    let chunk = bytes.get(at + 4..at + 13)?;
    let per_metre = u32::from_be_bytes(chunk.get(..4)?.try_into().ok()?);
    (chunk.last() == Some(&1)).then_some(per_metre as f32 * 0.0254)
}

/// Pixels to an inch from a BMP's header, which counts them by the metre.
fn bmp_dpi(bytes: &[u8]) -> Option<f32> {
    let per_metre = u32::from_le_bytes(bytes.get(38..42)?.try_into().ok()?);
    (per_metre > 0).then_some(per_metre as f32 * 0.0254)
}

/// Pixels to an inch from a JPEG's JFIF header.
fn jpeg_dpi(bytes: &[u8]) -> Option<f32> {
    let at = memchr::memmem::find(bytes.get(..64).unwrap_or(bytes), b"JFIF\0")?;
    let header = bytes.get(at + 5..at + 10)?;
    let density = f32::from(u16::from_be_bytes(header.get(3..5)?.try_into().ok()?));
    match header.get(2)? {
        1 => Some(density),
        2 => Some(density * 2.54),
        _ => None,
    }
}
