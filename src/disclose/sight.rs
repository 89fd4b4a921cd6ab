//! What a person sees on a page against what the file says stands there. Words that do not show are never carried over; a
//! page whose own text disagrees with its picture is taken from the picture, and that is said.

use crate::model::{Document, Item, Parsed, Span, TextFrom, Word, ZoneKind};
use crate::parse::{ReadSheet, Sheet, with_pages_read_again};
use std::collections::BTreeMap;

/// Difference of grey within a word's box below which there is nothing to see.
const FAINT: u8 = 22;
/// Recognition is believed against the file's own text from here on.
const SURE: f32 = 0.80;
/// Letters a word must have for the two to be compared.
const LETTERS: usize = 4;
/// Type of less height than this, in points, is not read by anybody.
const READABLE: f32 = 3.0;

/// A page as drawn and as recognised.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// The drawn page.
    pub sheet: Sheet,
    /// What recognition reads in it.
    pub read: ReadSheet,
}

/// Every page of an item that has pages, by document and number.
pub(super) type Looks = BTreeMap<(usize, usize), Look>;

/// What became of a word of the text layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Seen,
    /// There is nothing in its place.
    Unseen,
    /// The picture surely shows another word in its place.
    Other,
}

/// The item with every page taken from its picture where the two disagree, and a note for each.
pub(super) fn agreed(parsed: &Parsed, looks: &Looks) -> (Parsed, Vec<String>) {
    let mut notes = Vec::new();
    let mut out = parsed.clone();
    for document in &mut out.documents {
        let mut again = BTreeMap::new();
        for number in 0..document.pages.len() {
            let Some(look) = looks.get(&(document.id, number)) else { continue };
            if document.pages[number].text_from == TextFrom::Pdf && disagrees(document, number, look) {
                again.insert(number, as_read(look));
                notes.push(format!(
                    "Page {} of document {}: the file's own text is not what the page shows. The page was read from its \
                     picture, and what nobody can see was left out.",
                    number + 1,
                    document.id + 1
                ));
            }
        }
        if !again.is_empty() {
            *document = reread(document, &parsed.item, &again);
        }
    }
    (out, notes)
}

/// Takes out of an item what a person who opens it does not see; gives back how many documents held any.
pub(super) fn without_hidden(parsed: &mut Parsed) -> usize {
    let mut found = 0;
    for document in &mut parsed.documents {
        let hidden = document.zones.iter().filter(|z| z.kind == ZoneKind::Hidden).map(|z| z.span.start).min();
        let Some(start) = hidden.filter(|at| document.text.is_char_boundary(*at)) else { continue };
        found += 1;
        document.text.truncate(start);
        document.words.retain(|w| w.span.end <= start);
        document.zones.retain(|z| z.span.end <= start);
    }
    found
}

fn reread(document: &Document, item: &Item, again: &BTreeMap<usize, (String, Vec<(Span, [f32; 4])>)>) -> Document {
    with_pages_read_again(document, item, again)
}

fn as_read(look: &Look) -> (String, Vec<(Span, [f32; 4])>) {
    let scale = 72.0 / look.sheet.info.dpi;
    let word =
        |w: &crate::parse::ReadWord| (Span::new(w.start, w.start + w.text.len()), w.rect.map(|edge| edge * scale));
    (look.read.text.clone(), look.read.words.iter().map(word).collect())
}

fn disagrees(document: &Document, number: usize, look: &Look) -> bool {
    let grey = look.sheet.grey();
    let words = document.words.iter().filter(|w| w.page == number && w.confidence.is_none());
    words.into_iter().any(|word| verdict(word, word.span.of(&document.text), look, &grey) != Verdict::Seen)
}

fn verdict(word: &Word, text: &str, look: &Look, grey: &[u8]) -> Verdict {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters == 0 {
        return Verdict::Seen;
    }
    let [left, top, right, bottom] = word.rect;
    if (bottom - top).min(right - left) < READABLE && letters > 1 || !shows(look, grey, word.rect) {
        return Verdict::Unseen;
    }
    let scale = look.sheet.info.dpi / 72.0;
    let place = word.rect.map(|edge| edge * scale);
    let other = |seen: &&crate::parse::ReadWord| {
        let count = seen.text.chars().filter(|c| c.is_alphanumeric()).count();
        seen.confidence >= SURE && count >= LETTERS && overlap(place, seen.rect) > 0.6 && unlike(text, &seen.text)
    };
    if letters >= LETTERS && look.read.words.iter().any(|w| other(&w)) { Verdict::Other } else { Verdict::Seen }
}

/// True where the picture shows something in a box in points.
pub(super) fn shows(look: &Look, grey: &[u8], rect: [f32; 4]) -> bool {
    let info = &look.sheet.info;
    let scale = info.dpi / 72.0;
    let pixel = |edge: f32, most: u32| ((edge * scale).max(0.0) as usize).min(most as usize);
    let (left, right) = (pixel(rect[0], info.width), pixel(rect[2], info.width) + 1);
    let (top, bottom) = (pixel(rect[1], info.height), pixel(rect[3], info.height) + 1);
    let (mut darkest, mut lightest) = (255u8, 0u8);
    for y in top..bottom.min(info.height as usize) {
        let row = y * info.width as usize;
        for value in grey.get(row + left..row + right.min(info.width as usize)).unwrap_or_default() {
            darkest = darkest.min(*value);
            lightest = lightest.max(*value);
        }
    }
    lightest.saturating_sub(darkest) >= FAINT
}

/// Share of the smaller box that both cover.
fn overlap(a: [f32; 4], b: [f32; 4]) -> f32 {
    let area = |r: [f32; 4]| ((r[2] - r[0]) * (r[3] - r[1])).max(1.0);
    let wide = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
    let high = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
    wide * high / area(a).min(area(b))
}

/// True where two words share too little to be the same one, misread.
fn unlike(one: &str, other: &str) -> bool {
    let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (one, other) = (plain(one), plain(other));
    // A word of the picture may be part of a longer one of the layer, or the other way round.
    !one.contains(&other) && !other.contains(&one) && strsim::normalized_levenshtein(&one, &other) < 0.5
}
