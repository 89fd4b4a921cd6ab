//! What can be read out of a file: by our own reader behind its walls, by poppler and qpdf where they are installed, and by
//! recognition of every page and every picture. Each is searched for what was removed; the text is also held against what
//! should be kept.

use super::fold::Folded;
use super::ours::is_title;
use super::search::Search;
use super::{Claim, Report};
use crate::model::{Delivery, Status};
use crate::parse::{Anatomy, Piece, Pool, Sheet, program_is_there, read_sheet, run_on_file};
use std::collections::HashSet;
use std::path::Path;

/// Pixels to an inch at which pages are drawn for recognition.
const DPI: u32 = 200;
/// Pictures of one file that are recognised each on their own.
const MOST_PICTURES: usize = 2_000;

/// The means to read files with.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Reading processes.
    pub pool: &'a Pool,
    /// False leaves out recognition; a file proved so is never released.
    pub recognise: bool,
}

/// The pictures of a file, each read on its own, whether a page shows it, shows a part of it, or none.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    read: usize,
    closed: usize,
    hits: usize,
}

impl Pictures {
    /// Reads one.
    pub fn piece(&mut self, piece: Piece, grey: &[u8], search: &Search, reader: &Reader<'_>) {
        let Piece::Picture { width, height } = piece else {
            self.closed += usize::from(piece == Piece::ClosedPicture);
            return;
        };
        if self.read == MOST_PICTURES {
            self.closed += 1;
            return;
        }
        self.read += 1;
        match recognised(width, height, 200.0, grey, reader) {
            Ok(text) => self.hits += search.hits_in_recognised(&text, true),
            Err(_) => self.closed += 1,
        }
    }

    fn close(&self, claim: &Claim, report: &mut Report) {
        let Self { read, closed, hits } = self;
        let detail = format!("{read} read alone, {closed} that could not be; {hits} removed strings in them");
        report.add("pictures", *hits > 0 || claim.ours && *closed > 0, detail);
    }
}

/// Reads the file in every way and searches what comes out.
pub(super) fn check(
    delivery: &Delivery,
    path: &Path,
    (file, pictures): (&Anatomy, &Pictures),
    claim: &Claim,
    search: &Search,
    reader: &Reader<'_>,
    report: &mut Report,
) {
    own(delivery, file, claim, search, reader, report);
    outside(path, claim, search, reader, report);
    if !reader.recognise {
        report.skip("recognition", "left out");
        return;
    }
    pages(delivery, claim, search, reader, report);
    pictures.close(claim, report);
}

/// A file as what the readers take.
pub(super) fn delivery(bytes: &[u8]) -> Delivery {
    Delivery {
        bytes: bytes.to_vec(),
        source: "proof".into(),
        locator: "proof".into(),
        file_name: "proof.pdf".into(),
        arrived: jiff::Timestamp::UNIX_EPOCH,
        stated: None,
    }
}

fn own(delivery: &Delivery, file: &Anatomy, claim: &Claim, search: &Search, reader: &Reader<'_>, report: &mut Report) {
    let parsed = reader.pool.parse(delivery);
    let constant = |text: &&str| claim.ours && is_title(text);
    let text: Vec<&str> = parsed.documents.iter().map(|d| d.text.as_str()).filter(|t| !constant(t)).collect();
    let text = text.join("\n");
    let hits = if claim.pictures { search.hits_in_recognised(&text, true) } else { search.hits(&text) };
    // What our own reader gave up on was not searched.
    let unread = parsed.status() == Status::Quarantined;
    let detail = format!("{} characters read; {hits} removed strings in them", text.chars().count());
    report.add("text", hits > 0 || unread, if unread { "it could not be read".into() } else { detail });
    // Of pages that are pictures the reader takes what it recognises; the layer is read by the file's own tables.
    let hits = search.hits(&file.layer);
    report.add("text layer", hits > 0, format!("{hits} removed strings in it"));
    kept("kept words", if claim.pictures { &file.layer } else { &text }, claim, report);
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
        // The pictures of a facsimile were read upright already, alone and by our own reader.
        let turns = if !claim.pictures { 0..1 } else { usize::from(claim.ours)..4 };
        for turns in turns {
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
    let turns = match (claim.pictures, claim.ours) {
        (true, true) => "on their sides and upside down",
        (true, false) => "in four turns",
        (false, _) => "upright",
    };
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
