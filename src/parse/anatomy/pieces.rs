//! The streams, strings and pictures of a PDF, found twice: by its tables and by its bytes alone, so that what nothing refers
//! to is found too.

use super::{Anatomy, MOST_UNPACKED, Piece, decode};
use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use memchr::memmem;
use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};

/// Depth of objects inside objects.
const DEEPEST: usize = 200;
/// Pictures with a shorter side than this hold no words.
const SMALL: i64 = 24;

/// Where pieces go.
type Hand<'a> = &'a mut dyn FnMut(Piece, Vec<u8>);

/// Every `stream ... endstream`, whatever the tables say.
pub(super) fn by_bytes(bytes: &[u8], anatomy: &mut Anatomy, hand: Hand<'_>) {
    for at in memmem::find_iter(bytes, b"stream") {
        if bytes.get(at.saturating_sub(3)..at) == Some(b"end") {
            continue;
        }
        let rest = bytes.get(at + 6..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        let mut plain = Vec::new();
        let ended = ZlibDecoder::new(rest).take(MOST_UNPACKED as u64).read_to_end(&mut plain);
        // A cut stream still gives what stands before the cut; one that is too large for us is not searched to its end.
        let short = ended.is_err_and(|error| error.kind() == ErrorKind::OutOfMemory);
        anatomy.closed += usize::from(short || plain.len() == MOST_UNPACKED);
        if !plain.is_empty() {
            hand(Piece::Stream, plain);
        }
    }
}

/// Everything that the tables list.
pub(super) fn by_tables(document: &Document, anatomy: &mut Anatomy, hand: Hand<'_>) {
    let mut reached = BTreeSet::new();
    for (_, value) in &document.trailer {
        reach(document, value, &mut reached, 0);
    }
    anatomy.objects = document.objects.len();
    anatomy.reached = reached.len();
    for object in document.objects.values() {
        object_in(object, anatomy, 0);
    }
    dictionary_in(&document.trailer, anatomy, 0);
    for stream in document.objects.values().filter_map(|o| o.as_stream().ok()) {
        match unpack(stream) {
            Unpacked::Plain(plain) => hand(Piece::Stream, plain),
            Unpacked::Picture => {}
            Unpacked::Closed => anatomy.closed += 1,
        }
        picture(stream, hand);
    }
}

fn object_in(object: &Object, anatomy: &mut Anatomy, depth: usize) {
    if depth > DEEPEST {
        anatomy.closed += 1;
        return;
    }
    match object {
        Object::String(bytes, _) => anatomy.strings.push(decode(bytes)),
        Object::Name(name) => {
            anatomy.names.insert(String::from_utf8_lossy(name).into_owned());
        }
        Object::Array(items) => items.iter().for_each(|item| object_in(item, anatomy, depth + 1)),
        Object::Dictionary(entries) => dictionary_in(entries, anatomy, depth + 1),
        Object::Stream(stream) => dictionary_in(&stream.dict, anatomy, depth + 1),
        _ => {}
    }
}

fn dictionary_in(entries: &Dictionary, anatomy: &mut Anatomy, depth: usize) {
    for (key, value) in entries {
        *anatomy.keys.entry(String::from_utf8_lossy(key).into_owned()).or_default() += 1;
        object_in(value, anatomy, depth + 1);
    }
}

fn reach(document: &Document, object: &Object, reached: &mut BTreeSet<ObjectId>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let mut inside = |o: &Object| reach(document, o, reached, depth + 1);
    match object {
        Object::Reference(id) => {
            if reached.insert(*id)
                && let Ok(target) = document.get_object(*id)
            {
                reach(document, target, reached, depth + 1);
            }
        }
        Object::Array(items) => items.iter().for_each(inside),
        Object::Dictionary(entries) => entries.iter().for_each(|(_, v)| inside(v)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, v)| inside(v)),
        _ => {}
    }
}

/// What became of a stream.
enum Unpacked {
    Plain(Vec<u8>),
    Picture,
    Closed,
}

fn unpack(stream: &Stream) -> Unpacked {
    let filters = stream.filters().unwrap_or_default();
    let picture =
        |f: &[u8]| matches!(f, b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode");
    if filters.iter().any(|f| picture(f)) {
        return Unpacked::Picture;
    }
    if filters.is_empty() {
        return Unpacked::Plain(stream.content.clone());
    }
    match stream.decompressed_content_with_limit(MOST_UNPACKED) {
        Ok(plain) => Unpacked::Plain(plain),
        Err(_) if stream.content.is_empty() => Unpacked::Plain(Vec::new()),
        Err(_) => Unpacked::Closed,
    }
}

/// Hands over a picture, whether a page shows it, shows a part of it, or none.
fn picture(stream: &Stream, hand: Hand<'_>) {
    let number = |key: &[u8]| stream.dict.get(key).and_then(Object::as_i64).unwrap_or(0);
    let is_picture = stream.dict.get(b"Subtype").is_ok_and(|s| s.as_name().is_ok_and(|n| n == b"Image"));
    let (width, height) = (number(b"Width"), number(b"Height"));
    if !is_picture || width.min(height) < SMALL {
        return;
    }
    match grey(stream, width, height) {
        Some((width, height, grey)) => hand(Piece::Picture { width, height }, grey),
        None => hand(Piece::ClosedPicture, Vec::new()),
    }
}

/// A picture in grey: JPEG, or plain pixels of one, three or four parts with eight bits, or one bit.
fn grey(stream: &Stream, width: i64, height: i64) -> Option<(u32, u32, Vec<u8>)> {
    let filters = stream.filters().unwrap_or_default();
    if filters.last().is_some_and(|f| matches!(*f, b"DCTDecode" | b"DCT")) {
        let bytes = if filters.len() == 1 { stream.content.as_slice() } else { return None };
        let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).ok()?.into_luma8();
        return Some((picture.width(), picture.height(), picture.into_raw()));
    }
    let Unpacked::Plain(plain) = unpack(stream) else { return None };
    let (wide, high) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    let pixels = wide.checked_mul(high).filter(|p| *p <= MOST_UNPACKED)?;
    let bits = stream.dict.get(b"BitsPerComponent").and_then(Object::as_i64).unwrap_or(1);
    let grey: Vec<u8> = if bits == 1 {
        let row = wide.div_ceil(8);
        (0..pixels)
            .map(|n| (n / wide, n % wide))
            .map(|(y, x)| plain.get(y * row + x / 8).is_some_and(|b| b >> (7 - x % 8) & 1 == 1))
            .map(|on| if on { 255 } else { 0 })
            .collect()
    } else {
        let parts = plain.len() / pixels.max(1);
        if bits != 8 || !matches!(parts, 1 | 3 | 4) {
            return None;
        }
        let mean = |p: &[u8]| (p.iter().take(3).map(|v| u32::from(*v)).sum::<u32>() / parts.min(3) as u32) as u8;
        plain.chunks_exact(parts).take(pixels).map(mean).collect()
    };
    (grey.len() == pixels).then_some((u32::try_from(width).ok()?, u32::try_from(height).ok()?, grey))
}
