//! Recognition of page images by tesseract: pictures of our own making go in, words with boxes come out. A page read
//! only in part, or with doubt, is always a problem; where the program is missing the item says how to install it.

use super::deskew::Grey;
use super::draft::{Draft, DraftPage, DraftWord, PageImage};
use super::pdf::letters;
use super::slots::Slots;
use super::tool::{self, Bounds, ToolError};
use super::{ink, paper};
use crate::model::{Limits, Parsed, Problem, ProblemCode, Severity, TextFrom};
use std::sync::{Mutex, PoisonError};
use std::thread::Scope;
use std::time::Duration;

/// Below this mean confidence a page goes to a person.
const LOW_CONFIDENCE: f32 = 0.70;
/// A page that is read with less than this mean confidence may lie upside down or on its side.
const LIES_WELL: f32 = 0.62;
/// On pages with fewer letters than this the program cannot tell how they lie, and reads nonsense with confidence.
const FEW_LETTERS: usize = 100;
/// Mean confidence from which a page is taken to lie upright.
const SURE_PAGE: f32 = 0.85;
/// A mark without letter or figure is kept only where recognition is this sure of it; specks are not text.
const SURE_MARK: f32 = 0.50;

/// The recognition of one item's pages.
#[derive(Debug)]
pub(crate) struct Recognition<'a> {
    limits: &'a Limits,
    slots: &'a Slots<()>,
    pages: Mutex<Vec<(PageImage, Result<Recognised, ToolError>)>>,
}

/// What was read on a page.
#[derive(Debug, Default)]
pub(crate) struct Recognised {
    pub(crate) text: String,
    /// Boxes in pixels of the picture.
    pub(crate) words: Vec<DraftWord>,
    confidence: Option<f32>,
    /// Share of the page's ink that no word covers, 0 to 1; none where there is hardly any ink.
    missed: Option<f32>,
}

impl<'a> Recognition<'a> {
    /// Nothing recognised yet.
    pub(crate) fn new(limits: &'a Limits, slots: &'a Slots<()>) -> Self {
        Self { limits, slots, pages: Mutex::new(Vec::new()) }
    }

    /// Starts to recognise a page, waiting until a place is free.
    pub(crate) fn page<'scope, 'env>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        image: PageImage,
        pixels: Vec<u8>,
    ) {
        self.slots.take();
        scope.spawn(move || {
            let result = recognise(&image, pixels, self.limits);
            self.slots.give(());
            self.pages.lock().unwrap_or_else(PoisonError::into_inner).push((image, result));
        });
    }

    /// Puts what was read into the draft and finishes it.
    pub(crate) fn complete(self, mut draft: Draft, limits: &Limits) -> Parsed {
        let mut pages = self.pages.into_inner().unwrap_or_else(PoisonError::into_inner);
        pages.sort_by_key(|(image, _)| (image.document, image.page));
        for (image, result) in pages {
            fill(&mut draft, &image, result);
        }
        draft.finish(limits)
    }
}

/// Puts one page into its document, with its problems.
fn fill(draft: &mut Draft, image: &PageImage, result: Result<Recognised, ToolError>) {
    let Some(document) = draft.documents.get_mut(image.document) else { return };
    let name = document.name.clone();
    let doubt = if document.inline { Severity::Note } else { Severity::NeedsPerson };
    let Some(page) = document.pages.get_mut(image.page) else { return };
    let mut note = |code, severity, message: String| {
        draft.problems.push(Problem::document(code, severity, image.document, message));
    };
    let place = format!("page {} of \"{name}\"", image.page + 1);
    let read = match result {
        Ok(read) => read,
        Err(error) => {
            let (code, remedy) = remedy(&error);
            note(
                code,
                Severity::NeedsPerson,
                format!(
                    "The scan on {place} was not read: {error}. The item is filed and the original is kept. {remedy}"
                ),
            );
            return;
        }
    };
    // Where the page has text of its own, only its pictures were in question.
    let sure = read.confidence.is_some_and(|c| c >= LOW_CONFIDENCE);
    let instead = page.unsure && sure && letters::taken_instead(&read.text, &page.text);
    if !page.text.is_empty() && !instead {
        if page.pictured {
            super::beside::add(page, &read.text, &placed(&read.words, image));
        }
        return;
    }
    if instead {
        let message = format!(
            "The letters that the file gives for {place} are not those that it shows: its fonts do not tell them. The page was \
             recognised from its picture, and the original is kept."
        );
        note(ProblemCode::UndecodableText, Severity::Note, message);
    }
    for (code, severity, message) in doubts(page, &read, &place, doubt) {
        note(code, severity, message);
    }
    place_words(page, read, image);
}

/// What is doubtful about a page that was read.
fn doubts(
    page: &DraftPage,
    read: &Recognised,
    place: &str,
    severity: Severity,
) -> Vec<(ProblemCode, Severity, String)> {
    let mut doubts = Vec::new();
    if let Some(confidence) = read.confidence.filter(|c| *c < LOW_CONFIDENCE) {
        let why = if confidence < LIES_WELL { " It may be handwriting, or too poor a scan to be read." } else { "" };
        let message = format!(
            "Recognition was unsure of {place}: {:.0} % on the average word.{why} What was read is filed and the original is \
             kept. Compare the text with the original.",
            confidence * 100.0
        );
        doubts.push((ProblemCode::LowConfidence, severity, message));
    }
    if let Some(missed) = read.missed.filter(|m| *m > ink::MOST_MISSED) {
        let message = format!(
            "On {place} {:.0} % of the ink lies outside the words that were read: a picture, handwriting or lines that \
             recognition missed. What was read is filed and the original is kept. Look at the original.",
            missed * 100.0
        );
        doubts.push((ProblemCode::PageReadInPart, severity, message));
    }
    if !page.unseen.is_empty() && differ(&page.unseen, &read.text) {
        let message = format!(
            "The unseen text layer on {place} says something other than the picture shows. The picture was read, the layer \
             was not used, and the original is kept. Compare both before anything is released."
        );
        doubts.push((ProblemCode::HiddenText, Severity::NeedsPerson, message));
    }
    doubts
}

fn remedy(error: &ToolError) -> (ProblemCode, &'static str) {
    match error {
        ToolError::Missing => (
            ProblemCode::OcrFailed,
            "Install it with `apt install tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd` and read the item again.",
        ),
        ToolError::TimedOut => (
            ProblemCode::TimedOut,
            "Look at the original; if it is a page of text, raise limits.ocr_page_seconds and read the item again.",
        ),
        _ => (ProblemCode::OcrFailed, "Run `postroom check` to test recognition, then read the item again."),
    }
}

/// Gives a page the text that was read on it.
fn place_words(page: &mut DraftPage, read: Recognised, image: &PageImage) {
    page.words = placed(&read.words, image);
    page.text = read.text;
    page.text_from = Some(TextFrom::Ocr);
    page.confidence = read.confidence;
}

/// Words with their boxes turned from pixels of the straightened picture into points on the page as it lies.
fn placed(words: &[DraftWord], image: &PageImage) -> Vec<DraftWord> {
    let scale = 72.0 / image.dpi.max(1.0);
    words.iter().map(|word| DraftWord { rect: image.unturned(word.rect).map(|edge| edge * scale), ..*word }).collect()
}

impl PageImage {
    /// A box of the straightened picture as the smallest upright box around it in the picture as it came.
    fn unturned(&self, rect: [f32; 4]) -> [f32; 4] {
        if self.angle == 0.0 {
            return rect;
        }
        let (sin, cos) = self.angle.sin_cos();
        let (cx, cy) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let (ox, oy) = (self.flat_width as f32 / 2.0, self.flat_height as f32 / 2.0);
        // The box is shrunk to its middle line first, so that a long word does not gain height by the turn.
        let [left, top, right, bottom] = rect;
        let turn = |x: f32, y: f32| (ox + (x - cx) * cos - (y - cy) * sin, oy + (x - cx) * sin + (y - cy) * cos);
        let corners = [turn(left, top), turn(right, top), turn(left, bottom), turn(right, bottom)];
        let edge = |pick: fn(f32, f32) -> f32, of: fn(&(f32, f32)) -> f32, start: f32| {
            corners.iter().map(of).fold(start, pick)
        };
        [
            edge(f32::min, |c| c.0, f32::MAX),
            edge(f32::min, |c| c.1, f32::MAX),
            edge(f32::max, |c| c.0, f32::MIN),
            edge(f32::max, |c| c.1, f32::MIN),
        ]
    }
}

/// Reads a page; where that goes badly, once more with its paper made white, and turned by quarters where it may lie so. The
/// best reading is kept.
fn recognise(image: &PageImage, pixels: Vec<u8>, limits: &Limits) -> Result<Recognised, ToolError> {
    let page = Grey::new(image.width as usize, image.height as usize, pixels)
        .ok_or_else(|| std::io::Error::other("the picture does not have the size it states"))?;
    // Most pages lie upright. Mode 3 reads those and nothing else; what it does not read well, mode 1 turns first.
    let upright = tesseract(image, &page, "3", limits)?;
    if upright.is_sure() {
        return Ok(upright);
    }
    let better = |best: Recognised, next: Recognised| if next.worth() > best.worth() { next } else { best };
    let mut best = better(upright, tesseract(image, &page, "1", limits)?);
    let few = best.letters() < FEW_LETTERS;
    if !(best.poor() || few) {
        return Ok(best);
    }
    let white = paper::whitened(page, image.dpi);
    best = better(best, tesseract(image, &white, "1", limits)?);
    // A page with few words does not show the program how it lies.
    for quarters in [2, 1, 3] {
        if !few && best.confidence.is_some_and(|c| c >= LIES_WELL) {
            break;
        }
        best = better(best, quartered(image, &white, quarters, limits)?);
    }
    Ok(best)
}

/// Reads the page turned by quarters; the boxes are those of the page as it lies.
fn quartered(image: &PageImage, page: &Grey, quarters: u8, limits: &Limits) -> Result<Recognised, ToolError> {
    let (w, h) = (image.width as f32, image.height as f32);
    let turned = page.quartered(quarters);
    let image = PageImage { width: turned.width as u32, height: turned.height as u32, ..image.clone() };
    let mut read = tesseract(&image, &turned, "3", limits)?;
    for word in &mut read.words {
        let [left, top, right, bottom] = word.rect;
        word.rect = match quarters {
            1 => [top, h - right, bottom, h - left],
            2 => [w - right, h - bottom, w - left, h - top],
            _ => [w - bottom, left, w - top, right],
        };
    }
    Ok(read)
}

/// Runs tesseract on one grey picture.
fn tesseract(image: &PageImage, page: &Grey, mode: &str, limits: &Limits) -> Result<Recognised, ToolError> {
    let header = format!("P5\n{} {}\n255\n", image.width, image.height);
    let dpi = format!("{:.0}", image.dpi.clamp(70.0, 1200.0));
    let bounds = Bounds {
        time: Duration::from_secs(limits.ocr_page_seconds),
        output: 64 << 20,
        memory: limits.parse_memory_mib.saturating_mul(2 << 20),
    };
    let arguments = ["stdin", "stdout", "-l", "eng", "--psm", mode, "--dpi", &dpi, "tsv"];
    let output = tool::run("tesseract", &arguments, &[header.as_bytes(), &page.pixels], bounds)?;
    let mut read = from_tsv(&String::from_utf8_lossy(&output));
    let boxes: Vec<[f32; 4]> = read.words.iter().map(|w| w.rect).collect();
    read.missed = ink::missed(image, page, &boxes);
    Ok(read)
}

impl Recognised {
    /// True where nothing was read of ink that is there, or too little, or with doubt.
    fn poor(&self) -> bool {
        self.missed.is_some_and(|m| m > ink::MOST_MISSED) || self.confidence.is_some_and(|c| c < LOW_CONFIDENCE)
    }

    /// True where a whole page was read with confidence, as none that lies any other way is.
    fn is_sure(&self) -> bool {
        !self.poor() && self.letters() >= FEW_LETTERS && self.confidence.is_some_and(|c| c >= SURE_PAGE)
    }

    /// Letters and figures read.
    fn letters(&self) -> usize {
        self.text.chars().filter(|c| c.is_alphanumeric()).count()
    }

    /// Letters read, by how surely.
    fn worth(&self) -> f32 {
        let sure = |w: &DraftWord| (w.confidence.unwrap_or(0.0) - 0.3).max(0.0) * (w.end - w.start) as f32;
        self.words.iter().map(sure).sum()
    }
}

/// A row of tesseract's table that holds a word: block, paragraph, line, box, confidence, text.
fn row(line: &str) -> Option<([u32; 3], [f32; 4], f32, &str)> {
    let mut fields = line.splitn(12, '\t');
    if fields.next()? != "5" {
        return None;
    }
    let mut numbers = [0.0f32; 10];
    for number in &mut numbers {
        *number = fields.next()?.parse().ok()?;
    }
    let text = fields.next()?.trim();
    let [_, block, paragraph, line, _, left, top, width, height, confidence] = numbers;
    let place = [block as u32, paragraph as u32, line as u32];
    (!text.is_empty()).then_some((place, [left, top, left + width, top + height], confidence / 100.0, text))
}

/// Words, lines and paragraphs from tesseract's table.
pub(crate) fn from_tsv(tsv: &str) -> Recognised {
    let mut read = Recognised::default();
    let mut last: Option<[u32; 3]> = None;
    let (mut sum, mut weight) = (0.0f32, 0.0f32);
    for (place, rect, confidence, text) in tsv.lines().filter_map(row) {
        let confidence = confidence.clamp(0.0, 1.0);
        if confidence < SURE_MARK && !text.chars().any(char::is_alphanumeric) {
            continue;
        }
        match last {
            None => {}
            Some(before) if before == place => read.text.push(' '),
            Some(before) if before[..2] == place[..2] => read.text.push('\n'),
            Some(_) => read.text.push_str("\n\n"),
        }
        last = Some(place);
        let start = read.text.len();
        read.text.push_str(text);
        read.words.push(DraftWord { start, end: read.text.len(), rect, confidence: Some(confidence) });
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count() as f32;
        sum += confidence * letters;
        weight += letters;
    }
    read.confidence = (weight > 0.0).then(|| sum / weight);
    bars_to_letters(&mut read);
    read
}

/// A bar that stands as a word before a word in small letters is the letter I, which recognition often takes for one.
fn bars_to_letters(read: &mut Recognised) {
    let bars: Vec<usize> = read
        .words
        .windows(2)
        .filter(|pair| {
            let between = read.text.get(pair[0].end..pair[1].start);
            let next = read.text.get(pair[1].start..).and_then(|rest| rest.chars().next());
            read.text.get(pair[0].start..pair[0].end) == Some("|")
                && between == Some(" ")
                && next.is_some_and(char::is_lowercase)
        })
        .map(|pair| pair[0].start)
        .collect();
    for at in bars {
        read.text.replace_range(at..at + 1, "I");
    }
}

/// True where two texts of the same page share too few of their words to be the same text.
fn differ(one: &str, other: &str) -> bool {
    let words = |text: &str| -> std::collections::BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    one.len() >= 5 && shared * 10 < one.len() * 6
}

#[cfg(test)]
mod tests {
    use super::from_tsv;

    #[test]
    fn a_table_of_words_becomes_lines_and_paragraphs() {
        let tsv = "level\tpage_num\n5\t1\t1\t1\t1\t1\t10\t10\t40\t12\t96.5\tDear\n5\t1\t1\t1\t1\t2\t60\t10\t40\t12\t90\tSir\n\
                   5\t1\t1\t1\t2\t1\t10\t30\t40\t12\t80\tI\n5\t1\t1\t1\t2\t2\t55\t30\t4\t12\t20\t~\n\
                   5\t1\t1\t2\t1\t1\t10\t70\t40\t12\t80\twrite\n4\t1\t1\t2\t1\t0\t10\t70\t40\t12\t-1\t\n";
        let read = from_tsv(tsv);
        assert_eq!(read.text, "Dear Sir\nI\n\nwrite");
        assert_eq!(read.words.len(), 4);
        assert_eq!(read.words[1].rect, [60.0, 10.0, 100.0, 22.0]);
        assert!(read.confidence.is_some_and(|c| (0.8..0.95).contains(&c)));
        assert!(from_tsv("").confidence.is_none());
        let bar = from_tsv("5\t1\t1\t1\t1\t1\t10\t10\t4\t12\t80\t|\n5\t1\t1\t1\t1\t2\t20\t10\t40\t12\t90\tam\n");
        assert_eq!(bar.text, "I am");
    }
}
