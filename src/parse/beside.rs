//! Pages that hold both text and pictures: what recognition reads in the pictures is set below the page's own text.
//! The text itself stays as the file gives it, which is surer than any recognition.

use super::draft::{DraftPage, DraftWord};
use crate::model::TextFrom;
use std::collections::HashSet;

/// Share of a recognised line's words that the page's own text must lack for the line to be taken from a picture.
const NEW: f32 = 0.6;
/// A line is taken where its words are this sure on the average; pictures give specks that look like words.
const SURE: f32 = 0.6;

/// Adds the lines that only recognition saw. Words are offsets into `text`, boxes in points on the page.
pub(super) fn add(page: &mut DraftPage, text: &str, words: &[DraftWord]) {
    let known: HashSet<String> = page.text.split_whitespace().map(plain).collect();
    let mut begun = false;
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let inside: Vec<&DraftWord> = words.iter().filter(|w| w.start >= start && w.end <= end).collect();
        if is_new(text, &inside, &known) {
            page.text.push_str(if begun || page.text.is_empty() { "\n" } else { "\n\n" });
            begun = true;
            let at = page.text.len();
            page.text.push_str(line);
            page.words.extend(inside.iter().map(|w| DraftWord {
                start: at + w.start - start,
                end: at + w.end - start,
                ..**w
            }));
        }
        start = end + 1;
    }
    if begun {
        page.text_from = Some(TextFrom::Ocr);
    }
}

fn is_new(text: &str, words: &[&DraftWord], known: &HashSet<String>) -> bool {
    let real: Vec<(String, f32)> = words
        .iter()
        .filter_map(|w| Some((plain(text.get(w.start..w.end)?), w.confidence.unwrap_or(0.0))))
        .filter(|(word, _)| word.chars().count() > 1)
        .collect();
    if real.is_empty() {
        return false;
    }
    let count = real.len() as f32;
    let unknown = real.iter().filter(|(word, _)| !known.contains(word)).count() as f32;
    let sure = real.iter().map(|(_, confidence)| confidence).sum::<f32>() / count;
    unknown >= NEW * count && sure >= SURE
}

/// A word without case and the signs around it.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::add;
    use crate::parse::draft::{DraftPage, DraftWord};

    #[test]
    fn only_lines_from_the_picture_are_added() {
        let mut page = DraftPage { text: "Dear Sir,\nsee my bill".into(), ..DraftPage::default() };
        let text = "Dear Sir,\nsee my bill\nInvoice total\nf1~";
        let word =
            |start: usize, end: usize, sure: f32| DraftWord { start, end, rect: [0.0; 4], confidence: Some(sure) };
        let words = [word(0, 4, 0.9), word(5, 9, 0.9), word(10, 13, 0.9), word(14, 16, 0.9), word(17, 21, 0.9)];
        let picture = [word(22, 29, 0.9), word(30, 35, 0.9), word(36, 39, 0.2)];
        add(&mut page, text, &[&words[..], &picture[..]].concat());
        assert_eq!(page.text, "Dear Sir,\nsee my bill\n\nInvoice total");
        let placed: Vec<&str> = page.words.iter().filter_map(|w| page.text.get(w.start..w.end)).collect();
        assert_eq!(placed, ["Invoice", "total"]);
    }
}
