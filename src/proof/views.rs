//! What can be read out of a file: by our own reader behind its walls, by poppler and qpdf where they are installed, and by
//! recognition of every page and every picture. Each is searched for what was removed; the text is also held against what
//! should be kept.

use super::fold::Folded;
use super::search::Search;
use super::structure::File;
use super::{Claim, Report};
use crate::model::Delivery;
use crate::parse::{Pool, Sheet, program_is_there, read_sheet, run_on_file};
use lopdf::{Object, Stream};
use std::collections::HashSet;
use std::path::Path;

/// Pixels to an inch at which pages are drawn for recognition.
const DPI: u32 = 200;
/// Pictures with a shorter side than this hold no words.
const SMALL: i64 = 24;

/// The means to read files with.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Reading processes.
    pub pool: &'a Pool,
    /// False leaves out recognition; a file proved so is never released.
    pub recognise: bool,
}

/// Reads the file in every way and searches what comes out.
pub(super) fn check(
    bytes: &[u8],
    path: &Path,
    file: &File,
    claim: &Claim,
    search: &Search,
    reader: &Reader<'_>,
    report: &mut Report,
) {
    let delivery = delivery(bytes);
    own(&delivery, file, claim, search, reader, report);
    outside(path, claim, search, reader, report);
    if !reader.recognise {
        report.skip("recognition", "left out");
        return;
    }
    pages(&delivery, claim, search, reader, report);
    pictures(file, claim, search, reader, report);
}

fn delivery(bytes: &[u8]) -> Delivery {
    Delivery {
        bytes: bytes.to_vec(),
        source: "proof".into(),
        locator: "proof".into(),
        file_name: "proof.pdf".into(),
        arrived: jiff::Timestamp::UNIX_EPOCH,
        stated: None,
    }
}

fn own(delivery: &Delivery, file: &File, claim: &Claim, search: &Search, reader: &Reader<'_>, report: &mut Report) {
    let parsed = reader.pool.parse(delivery);
    let text: Vec<&str> = parsed.documents.iter().map(|d| d.text.as_str()).collect();
    let text = text.join("\n");
    let hits = if claim.pictures { search.hits_in_recognised(&text, true) } else { search.hits(&text) };
    report.add("text", hits > 0, format!("{} characters read; {hits} removed strings in them", text.chars().count()));
    // Of pages that are pictures the reader takes what it recognises; the layer is read by the file's own tables.
    let layer = file.document.as_ref().map(|document| {
        let pages: Vec<u32> = document.get_pages().keys().copied().collect();
        document.extract_text(&pages).unwrap_or_default()
    });
    let hits = layer.as_deref().map_or(0, |layer| search.hits(layer));
    report.add("text layer", hits > 0, format!("{hits} removed strings in it"));
    kept("kept words", if claim.pictures { layer.as_deref().unwrap_or_default() } else { &text }, claim, report);
}

fn outside(path: &Path, claim: &Claim, search: &Search, reader: &Reader<'_>, report: &mut Report) {
    let limits = reader.pool.limits();
    if program_is_there("pdftotext") {
        match run_on_file("pdftotext", &["-q", "-layout", "-enc", "UTF-8", "{}", "-"], path, limits) {
            Ok(text) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                let hits = search.hits(&text);
                report.add("poppler", hits > 0, format!("{hits} removed strings in its text"));
                kept("poppler, kept words", &text, claim, report);
            }
            Err(error) => report.add("poppler", true, error.to_string()),
        }
    } else {
        report.skip("poppler", "pdftotext is not installed");
    }
    if !claim.ours {
        return;
    }
    if program_is_there("qpdf") {
        let fault = run_on_file("qpdf", &["--check", "{}"], path, limits).err();
        report.add("qpdf", fault.is_some(), fault.map_or("no complaint".into(), |e| e.to_string()));
    } else {
        report.skip("qpdf", "qpdf is not installed");
    }
}

/// Every line or word that should be kept must be found again, letter by letter.
fn kept(name: &'static str, text: &str, claim: &Claim, report: &mut Report) {
    if claim.lines.is_empty() {
        return;
    }
    let view = Folded::of(text);
    let words: HashSet<&String> = view.words.iter().collect();
    let stands = |line: &String| {
        let line = Folded::of(line);
        line.words.iter().all(|w| words.contains(w)) || view.squeezed.contains(&line.squeezed)
    };
    let lost = claim.lines.iter().filter(|line| !stands(line)).count();
    report.add(name, lost > 0, format!("{} looked for, {lost} lost", claim.lines.len()));
}

fn pages(delivery: &Delivery, claim: &Claim, search: &Search, reader: &Reader<'_>, report: &mut Report) {
    let (mut upright, mut turned) = (String::new(), String::new());
    let mut fault = None;
    let mut count = 0;
    let drawn = reader.pool.draw(delivery, DPI, &mut |sheet| {
        count += 1;
        let grey = sheet.grey();
        for turns in 0..if claim.pictures { 4 } else { 1 } {
            match read_turned(&sheet, &grey, turns, reader) {
                Ok(text) if turns == 0 => upright.push_str(&text),
                Ok(text) => turned.push_str(&text),
                Err(error) => fault = Some(error),
            }
        }
    });
    let fault = fault.or_else(|| drawn.err().map(|e| e.to_string()));
    if let Some(fault) = fault {
        report.add("recognition", true, fault);
        return;
    }
    let hits = search.hits_in_recognised(&upright, true) + search.hits_in_recognised(&turned, false);
    let turns = if claim.pictures { "in four turns" } else { "upright" };
    report.add("recognition", hits > 0, format!("{count} pages read {turns}; {hits} removed strings in them"));
}

fn read_turned(sheet: &Sheet, grey: &[u8], turns: usize, reader: &Reader<'_>) -> Result<String, String> {
    let (wide, high) = (sheet.info.width as usize, sheet.info.height as usize);
    let at = |x: usize, y: usize| grey.get(y * wide + x).copied().unwrap_or(255);
    let (width, height) = if turns.is_multiple_of(2) { (wide, high) } else { (high, wide) };
    let pixel = |x: usize, y: usize| match turns {
        1 => at(y, high - 1 - x),
        2 => at(wide - 1 - x, high - 1 - y),
        3 => at(wide - 1 - y, x),
        _ => at(x, y),
    };
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| pixel(x, y)).collect();
    recognised(width as u32, height as u32, sheet.info.dpi, &pixels, reader)
}

fn recognised(width: u32, height: u32, dpi: f32, grey: &[u8], reader: &Reader<'_>) -> Result<String, String> {
    match read_sheet(width, height, dpi, grey, false, reader.pool.limits()) {
        Ok(read) => Ok(read.text + "\n"),
        Err(error) => Err(error.to_string()),
    }
}

/// Every picture of the file on its own, whether a page shows it, shows a part of it, or none.
fn pictures(file: &File, claim: &Claim, search: &Search, reader: &Reader<'_>, report: &mut Report) {
    let Some(document) = &file.document else { return };
    let (mut read, mut closed, mut hits) = (0, 0, 0);
    for stream in document.objects.values().filter_map(|o| o.as_stream().ok()) {
        let number = |key: &[u8]| stream.dict.get(key).and_then(Object::as_i64).unwrap_or(0);
        let picture = stream.dict.get(b"Subtype").is_ok_and(|s| s.as_name().is_ok_and(|n| n == b"Image"));
        if !picture || number(b"Width").min(number(b"Height")) < SMALL {
            continue;
        }
        let Some((width, height, grey)) = decoded(stream, number(b"Width"), number(b"Height")) else {
            closed += 1;
            continue;
        };
        read += 1;
        match recognised(width, height, 200.0, &grey, reader) {
            Ok(text) => hits += search.hits_in_recognised(&text, true),
            Err(_) => closed += 1,
        }
    }
    let detail = format!("{read} read alone, {closed} that could not be; {hits} removed strings in them");
    report.add("pictures", hits > 0 || claim.ours && closed > 0, detail);
}

/// A picture in grey: JPEG, or plain pixels of one, three or four parts with eight bits, or one bit.
fn decoded(stream: &Stream, width: i64, height: i64) -> Option<(u32, u32, Vec<u8>)> {
    let filters = stream.filters().unwrap_or_default();
    if filters.last().is_some_and(|f| matches!(*f, b"DCTDecode" | b"DCT")) {
        let bytes = if filters.len() == 1 { stream.content.clone() } else { return None };
        let picture = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).ok()?.into_luma8();
        return Some((picture.width(), picture.height(), picture.into_raw()));
    }
    let plain = if filters.is_empty() { stream.content.clone() } else { stream.decompressed_content().ok()? };
    let (wide, high) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    let bits = stream.dict.get(b"BitsPerComponent").and_then(Object::as_i64).unwrap_or(1);
    let grey: Vec<u8> = if bits == 1 {
        let row = wide.div_ceil(8);
        (0..high * wide)
            .map(|n| (n / wide, n % wide))
            .map(|(y, x)| plain.get(y * row + x / 8).is_some_and(|b| b >> (7 - x % 8) & 1 == 1))
            .map(|on| if on { 255 } else { 0 })
            .collect()
    } else {
        let parts = plain.len() / (wide * high).max(1);
        if bits != 8 || !matches!(parts, 1 | 3 | 4) {
            return None;
        }
        let mean = |p: &[u8]| (p.iter().take(3).map(|v| u32::from(*v)).sum::<u32>() / parts.min(3) as u32) as u8;
        plain.chunks_exact(parts).take(wide * high).map(mean).collect()
    };
    (grey.len() == wide * high).then_some((u32::try_from(width).ok()?, u32::try_from(height).ok()?, grey))
}
