//! PDF: the text that a person sees on each page, with the place of each word. A page whose glyphs do not tell is
//! rendered and recognised. Zero pages, zero letters and a password are never a success.

mod columns;
mod extras;
mod glyphs;
mod layout;
pub(super) mod letters;
mod render;
mod sight;
mod structure;

use super::draft::DraftPage;
use super::kind::Kind;
use super::reading::{Part, Reading};
use super::scan;
use crate::model::{Limits, ProblemCode, Severity, TextFrom};
use glyphs::PageContent;
use hayro::hayro_interpret::InterpreterCache;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

/// Letters on a page that has pictures, below which the pictures are taken to be the page.
const FEW_LETTERS: usize = 200;
/// Share of the page that pictures cover from which they may be the page.
const MUCH_PICTURE: f32 = 0.40;
/// Share of the page that pictures cover from which they may hold text beside the page's own.
const SOME_PICTURE: f32 = 0.12;
/// Dots to an inch below which no page is drawn.
const COARSEST: u32 = 200;
/// Words out of sight from which a person is asked; a printer's mark is fewer.
const HIDDEN_WORDS: usize = 3;

/// Reads a PDF as a document with pages, and what is embedded in it as documents below.
pub(crate) fn read(reading: &mut Reading<'_>, part: Part<'_>) {
    let id = reading.document(part, Kind::Pdf);
    let pdf = match Pdf::new(part.bytes.to_vec()) {
        Ok(pdf) => pdf,
        Err(error) => return unreadable(reading, id, part, error),
    };
    let pages = pdf.pages();
    if pages.is_empty() {
        let what = "is a PDF in which not one page can be found";
        reading.note_part(id, part, ProblemCode::Damaged, what, "Open the original and see whether it is whole.");
        return;
    }
    let most = reading.limits.pdf_pages;
    if pages.len() > most {
        reading.note(
            id,
            ProblemCode::LimitReached,
            Severity::NeedsPerson,
            format!(
                "\"{}\" has {} pages; {most} are read (limits.pdf_pages). The pages after that were not read; the item is \
                 filed and the original is kept. Open the original, or raise the limit and read the item again.",
                part.name,
                pages.len()
            ),
        );
    }
    if let Some(drawing) = &mut reading.draw {
        let cache = InterpreterCache::new();
        for (number, page) in pages.iter().enumerate().take(most) {
            render::draw(drawing, (id, number), page, &cache, reading.limits);
        }
        structure::read(reading, id, part, pages.len());
        return;
    }
    let cache = InterpreterCache::new();
    let mut drafts = Vec::new();
    let mut to_render = std::collections::BTreeMap::new();
    for (number, page) in pages.iter().enumerate().take(most) {
        let mut content = glyphs::content(page, &cache);
        sight::sort_out(page, &mut content, reading.limits);
        let dpi = fineness(&content, reading.limits.ocr_dpi);
        let (draft, recognise) = judge(reading, id, number, content);
        if recognise {
            to_render.insert(number, dpi);
        }
        drafts.push(draft);
    }
    reading.set_pages(id, drafts);
    for (number, dpi) in to_render {
        if let Some(page) = pages.get(number) {
            recognise(reading, id, number, page, dpi);
        }
    }
    structure::read(reading, id, part, pages.len());
}

fn unreadable(reading: &mut Reading<'_>, id: usize, part: Part<'_>, error: LoadPdfError) {
    let (code, what, next) = match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => (
            ProblemCode::Encrypted,
            "is a PDF that is locked with a password",
            "Ask the sender for the password or for a copy without one.",
        ),
        LoadPdfError::Decryption(_) => (
            ProblemCode::Encrypted,
            "is a PDF that is encrypted in a way that cannot be undone",
            "Ask the sender for a copy that is not encrypted.",
        ),
        LoadPdfError::Invalid => (
            ProblemCode::Damaged,
            "calls itself a PDF and cannot be read as one",
            "Open the original and see whether it is whole.",
        ),
    };
    reading.note_part(id, part, code, what, next);
}

/// Decides whether the glyphs of a page tell what stands on it; true asks for recognition.
fn judge(reading: &mut Reading<'_>, id: usize, number: usize, content: PageContent) -> (DraftPage, bool) {
    let text = layout::layout(&content.seen);
    let hidden = layout::layout(&content.hidden);
    let letters = text.text.chars().filter(|c| c.is_alphanumeric()).count();
    let pictures = content.pictures / (content.width * content.height).max(1.0);
    let picture_page = letters < FEW_LETTERS && pictures >= MUCH_PICTURE;
    let empty = letters == 0 && (content.pictures > 0.0 || content.strokes > 0);
    let recognise = picture_page || empty || !letters::plausible(&text.text);
    let mut page = DraftPage { width: content.width, height: content.height, ..DraftPage::default() };
    if recognise {
        page.unseen = hidden.text;
        return (page, true);
    }
    if hidden.text.chars().any(char::is_alphanumeric) && !contains_words(&text.text, &hidden.text) {
        let many = hidden.words.len() >= HIDDEN_WORDS;
        reading.note(
            id,
            ProblemCode::HiddenText,
            if many { Severity::NeedsPerson } else { Severity::Note },
            format!(
                "Page {} carries text that a person does not see. It was not read; the page as seen was read and the \
                 original is kept. Look into the original before anything is released.",
                number + 1
            ),
        );
    }
    page.text_from = Some(TextFrom::Pdf);
    page.unsure = letters::doubtful(&text.text);
    page.text = text.text;
    page.words = text.words;
    page.pictured = pictures >= SOME_PICTURE;
    let recognise = page.unsure || page.pictured;
    (page, recognise)
}

/// True where nearly every word of the one text is in the other.
fn contains_words(text: &str, words: &str) -> bool {
    let all: std::collections::HashSet<&str> = text.split_whitespace().collect();
    let (mut known, mut count) = (0usize, 0usize);
    for word in words.split_whitespace() {
        count += 1;
        known += usize::from(all.contains(word));
    }
    known * 10 >= count * 9
}

/// Dots to an inch at which a page is drawn for recognition: those of its picture, since more hold nothing more and cost by
/// the dot; never fewer than letters of usual size need.
fn fineness(content: &PageContent, most: u32) -> u32 {
    let own = content.finest.ceil() as u32;
    if own == 0 || content.strokes > 0 { most } else { own.clamp(COARSEST.min(most), most) }
}

fn recognise(
    reading: &mut Reading<'_>,
    id: usize,
    number: usize,
    page: &hayro::hayro_syntax::page::Page<'_>,
    dpi: u32,
) {
    if !reading.room_for_page(id, number) {
        return;
    }
    let limits = Limits { ocr_dpi: dpi, ..reading.limits.clone() };
    let Some(sheet) = render::sheet(page, &limits) else {
        reading.note(
            id,
            ProblemCode::PageReadInPart,
            Severity::NeedsPerson,
            format!(
                "Page {} is of a size that cannot be drawn for recognition (limits.page_pixels). The item is filed and the \
                 original is kept. Look at the original.",
                number + 1
            ),
        );
        return;
    };
    let (_, (image, grey)) = scan::prepare(sheet, id, number);
    scan::send(reading, image, grey);
}
