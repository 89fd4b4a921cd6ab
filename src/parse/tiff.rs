//! The pages of a TIFF, fax codes included. Sizes are checked before memory is taken.

use super::deskew::Grey;
use super::scan::{Fault, Sheet};
use std::io::Cursor;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

/// Pages beyond this in one file are a sign of a loop or a bomb.
const MOST_PAGES: usize = 2_000;

/// Every page, or why it could not be read.
pub(crate) fn sheets(bytes: &[u8], most_pixels: u64) -> Vec<Result<Sheet, Fault>> {
    let Ok(decoder) = Decoder::new(Cursor::new(bytes)) else { return vec![Err(Fault::Damaged)] };
    let mut limits = Limits::default();
    let most = usize::try_from(most_pixels).unwrap_or(usize::MAX);
    limits.decoding_buffer_size = most.saturating_mul(4);
    limits.intermediate_buffer_size = most.saturating_mul(4);
    let mut decoder = decoder.with_limits(limits);
    let mut sheets = Vec::new();
    loop {
        sheets.push(sheet(&mut decoder, bytes, most_pixels));
        if !decoder.more_images() || sheets.len() >= MOST_PAGES {
            return sheets;
        }
        if decoder.next_image().is_err() {
            sheets.push(Err(Fault::Damaged));
            return sheets;
        }
    }
}

fn sheet(decoder: &mut Decoder<Cursor<&[u8]>>, bytes: &[u8], most_pixels: u64) -> Result<Sheet, Fault> {
    let (width, height) = decoder.dimensions().map_err(|_| Fault::Damaged)?;
    if u64::from(width) * u64::from(height) > most_pixels {
        return Err(Fault::TooLarge);
    }
    let dpi = resolution(decoder, Tag::XResolution);
    let colour = decoder.colortype().map_err(|_| Fault::Damaged)?;
    let turn = decoder.find_tag_unsigned::<u16>(Tag::Orientation).ok().flatten().unwrap_or(1);
    let pixels = match super::tiff_fax::pixels(decoder, bytes, width, height) {
        Some(pixels) => pixels,
        None => {
            let data = decoder.read_image().map_err(|_| Fault::Damaged)?;
            let samples = bytes_of(data, colour).ok_or(Fault::Damaged)?;
            to_grey(&samples, colour, width as usize, height as usize).ok_or(Fault::Damaged)?
        }
    };
    let (width, height) = (width as usize, height as usize);
    let grey = Grey::new(width, height, pixels).ok_or(Fault::Damaged)?;
    let grey = square(on_paper(grey), dpi, resolution(decoder, Tag::YResolution), most_pixels);
    Ok(Sheet { grey: turned(grey, turn), dpi })
}

/// Samples of eight bits, or the packed bits as they are.
fn bytes_of(data: DecodingResult, colour: ColorType) -> Option<Vec<u8>> {
    match data {
        DecodingResult::U8(bytes) => Some(bytes),
        DecodingResult::U16(words) if colour.bit_depth() == 16 => Some(words.iter().map(|w| (w >> 8) as u8).collect()),
        _ => None,
    }
}

/// One grey byte to a pixel.
fn to_grey(samples: &[u8], colour: ColorType, width: usize, height: usize) -> Option<Vec<u8>> {
    let count = width.checked_mul(height)?;
    let mix = |r: u8, g: u8, b: u8| ((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000) as u8;
    let channels = usize::from(colour.num_samples());
    match colour {
        ColorType::Gray(bits @ (1 | 2 | 4)) => unpacked(samples, bits, width, height),
        _ if samples.len() < count.checked_mul(channels)? => None,
        ColorType::Gray(_) => Some(samples.to_vec()),
        ColorType::GrayA(_) => Some(samples.chunks_exact(2).map(|p| p[0]).collect()),
        ColorType::RGB(_) | ColorType::RGBA(_) => {
            Some(samples.chunks_exact(channels).map(|p| mix(p[0], p[1], p[2])).collect())
        }
        ColorType::CMYK(_) => {
            let light = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) / 255) as u8;
            let grey = |p: &[u8]| mix(light(p[0], p[3]), light(p[1], p[3]), light(p[2], p[3]));
            Some(samples.chunks_exact(4).map(grey).collect())
        }
        ColorType::YCbCr(_) => Some(samples.chunks_exact(3).map(|p| p[0]).collect()),
        _ => None,
    }
}

/// Pixels of one, two or four bits; each row begins on a byte.
fn unpacked(samples: &[u8], bits: u8, width: usize, height: usize) -> Option<Vec<u8>> {
    let per_byte = usize::from(8 / bits);
    let row = width.div_ceil(per_byte);
    let top = (1u16 << bits) - 1;
    // Some decoders hand out one byte to a pixel even so.
    if samples.len() == width * height && row != width {
        let widest = samples.iter().copied().max().unwrap_or(0);
        let scale = if u16::from(widest) <= top { 255 / top as u8 } else { 1 };
        return Some(samples.iter().map(|s| s.saturating_mul(scale)).collect());
    }
    if samples.len() < row.checked_mul(height)? {
        return None;
    }
    let mut pixels = Vec::with_capacity(width * height);
    for line in samples.chunks_exact(row).take(height) {
        for x in 0..width {
            let byte = line.get(x / per_byte).copied().unwrap_or(0);
            let shift = 8 - bits as usize * (x % per_byte + 1);
            let value = (u16::from(byte) >> shift) & top;
            pixels.push((value * 255 / top) as u8);
        }
    }
    Some(pixels)
}

/// Paper is light: a page that is mostly dark was stored the other way round.
fn on_paper(mut grey: Grey) -> Grey {
    let dark = grey.pixels.iter().filter(|p| **p < 128).count();
    if dark * 10 > grey.pixels.len() * 7 {
        grey.pixels.iter_mut().for_each(|p| *p = 255 - *p);
    }
    grey
}

/// Undoes the orientation that the TIFF states (TIFF 6.0, tag 274).
fn turned(grey: Grey, orientation: u16) -> Grey {
    let (width, height) = (grey.width, grey.height);
    let from = |x: usize, y: usize| match orientation {
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (y, height - 1 - x),
        7 => (width - 1 - y, height - 1 - x),
        _ => (width - 1 - y, x),
    };
    if !(2..=8).contains(&orientation) {
        return grey;
    }
    let (w, h) = if orientation >= 5 { (height, width) } else { (width, height) };
    let mut pixels = Vec::with_capacity(w * h);
    for y in 0..h {
        for x in 0..w {
            let (sx, sy) = from(x, y);
            pixels.push(grey.pixels.get(sy * width + sx).copied().unwrap_or(255));
        }
    }
    Grey { width: w, height: h, pixels }
}

/// A fax of the usual fineness has half as many lines to an inch as dots in a line (ITU-T T.4): its lines are drawn apart, so
/// that letters have their shape.
fn square(grey: Grey, across: Option<f32>, down: Option<f32>, most_pixels: u64) -> Grey {
    let (Some(across), Some(down)) = (across, down) else { return grey };
    let ratio = across / down.max(1.0);
    let height = (grey.height as f32 * ratio) as usize;
    if !(1.2..=4.0).contains(&ratio) || (grey.width * height) as u64 > most_pixels {
        return grey;
    }
    grey.resized(grey.width, height)
}

/// Pixels to an inch, across or down.
fn resolution(decoder: &mut Decoder<Cursor<&[u8]>>, tag: Tag) -> Option<f32> {
    let value = decoder.get_tag(tag).ok()?;
    let resolution = match value {
        tiff::decoder::ifd::Value::Rational(top, bottom) => top as f32 / bottom.max(1) as f32,
        _ => return None,
    };
    match decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten() {
        Some(3) => Some(resolution * 2.54),
        Some(1) => None,
        _ => Some(resolution),
    }
}
