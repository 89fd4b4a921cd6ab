//! The few lines of a document that show why it was found. A snippet is plain text with ranges; whatever could move a
//! cursor, hide or reverse text is taken out here, so that no later step has to think of it.

use super::matching::Met;
use crate::model::{DocumentRole, Span};
use serde::Serialize;
use std::ops::Range;

/// Part of a document, on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Which document of the item.
    pub document: usize,
    /// What part it plays.
    pub role: DocumentRole,
    /// Its name, redacted like its text.
    pub name: String,
    /// The text, white space drawn together.
    pub text: String,
    /// What was found: byte ranges of `text`, in order, not overlapping.
    pub ranges: Vec<Span>,
    /// True where the document has text before this.
    pub cut_before: bool,
    /// True where the document has text after this.
    pub cut_after: bool,
}

/// Bytes of text that a snippet shows, about three lines of a terminal.
const WIDTH: usize = 240;
/// Bytes of it before the first word that was found.
const LEAD: usize = 60;

impl Snippet {
    /// For a page: everything escaped, what was found in `<mark>`.
    pub fn html(&self) -> String {
        let escape = |text: &str| {
            let mut out = String::with_capacity(text.len());
            for c in text.chars() {
                match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    '"' => out.push_str("&quot;"),
                    '\'' => out.push_str("&#39;"),
                    c => out.push(c),
                }
            }
            out
        };
        self.render(escape, "<mark>", "</mark>")
    }

    /// For a terminal: what was found in bold, or plain where the terminal has no colours.
    pub fn terminal(&self, colours: bool) -> String {
        let (on, off) = if colours { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        self.render(str::to_string, on, off)
    }

    fn render(&self, escape: impl Fn(&str) -> String, on: &str, off: &str) -> String {
        let mut out = String::from(if self.cut_before { "… " } else { "" });
        let mut at = 0;
        for range in &self.ranges {
            out.push_str(&escape(self.text.get(at..range.start).unwrap_or_default()));
            out.push_str(on);
            out.push_str(&escape(range.of(&self.text)));
            out.push_str(off);
            at = range.end;
        }
        out.push_str(&escape(self.text.get(at..).unwrap_or_default()));
        out.push_str(if self.cut_after { " …" } else { "" });
        out
    }
}

/// The text and ranges of the best part of `text`, and how many patterns are met in it.
pub(super) fn best_part(text: &str, met: &[Met]) -> (Part, usize) {
    let (first, score) = best_place(met);
    let start = word_start(text, first.saturating_sub(LEAD));
    let end = word_end(text, start, start + WIDTH);
    (Part::new(text, start, end, met), score)
}

/// A text fit to be shown on one line, whole.
pub(super) fn one_line(text: &str) -> String {
    Part::new(text, 0, text.len(), &[]).text
}

/// Part of a text, on one line.
pub(super) struct Part {
    pub text: String,
    pub ranges: Vec<Span>,
    pub cut_before: bool,
    pub cut_after: bool,
}

impl Part {
    fn new(text: &str, start: usize, end: usize, met: &[Met]) -> Self {
        let mut made = Part {
            text: String::new(),
            ranges: Vec::new(),
            cut_before: text.get(..start).is_some_and(|t| !t.trim().is_empty()),
            cut_after: text.get(end..).is_some_and(|t| !t.trim().is_empty()),
        };
        let mut at = start;
        for place in joined(met.iter().map(|m| m.at.start.max(start)..m.at.end.min(end))) {
            made.push_all(text.get(at..place.start).unwrap_or_default());
            let from = made.text.len();
            made.push_all(text.get(place.clone()).unwrap_or_default());
            made.close(from);
            at = place.end;
        }
        made.push_all(text.get(at..end).unwrap_or_default());
        made.text.truncate(made.text.trim_end().len());
        made
    }

    fn push_all(&mut self, mut text: &str) {
        while let Some(c) = text.chars().next() {
            let plain = text.bytes().take_while(u8::is_ascii_graphic).count();
            let (shown, rest) = text.split_at(plain);
            self.text.push_str(shown);
            text = rest;
            if plain == 0 {
                self.push(c);
                text = text.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }

    fn push(&mut self, c: char) {
        let blank = c.is_whitespace() || moves_or_hides(c);
        match blank {
            true if self.text.is_empty() || self.text.ends_with(' ') => {}
            true => self.text.push(' '),
            false => self.text.push(c),
        }
    }

    fn close(&mut self, from: usize) {
        let to = self.text.trim_end().len();
        if from < to {
            self.ranges.push(Span::new(from, to));
        }
    }
}

/// Stretches in order, those that overlap as one; without those of no length.
fn joined(stretches: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut made: Vec<Range<usize>> = Vec::new();
    for next in stretches.filter(|s| s.start < s.end) {
        match made.last_mut() {
            Some(last) if next.start < last.end => last.end = last.end.max(next.end),
            _ => made.push(next),
        }
    }
    made
}

/// Control characters, and signs that change the direction of what follows or are not seen.
fn moves_or_hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Where the first of the stretches begins in which most patterns are met, and their number. What was met is in text order.
fn best_place(met: &[Met]) -> (usize, usize) {
    let mut seen = Vec::new();
    let most = distinct(met.iter(), &mut seen);
    let mut best = (0, 0);
    for (at, first) in met.iter().enumerate() {
        let to = first.at.start + WIDTH - LEAD;
        let near = met.get(at..).unwrap_or_default().iter().take_while(|m| m.at.start <= to);
        let count = distinct(near.filter(|m| m.at.end <= to), &mut seen);
        if count > best.1 || at == 0 {
            best = (first.at.start, count);
        }
        if count == most {
            break;
        }
    }
    best
}

/// Number of different patterns; `seen` is room for counting them.
fn distinct<'a>(met: impl Iterator<Item = &'a Met>, seen: &mut Vec<usize>) -> usize {
    seen.clear();
    for m in met {
        if !seen.contains(&m.pattern) {
            seen.push(m.pattern);
        }
    }
    seen.len()
}

/// The first beginning of a word at or after `at`, so that no word is cut; `at` itself where there is none near.
fn word_start(text: &str, at: usize) -> usize {
    let at = ceil(text, at);
    if at == 0 {
        return 0;
    }
    let near = text.get(at..).unwrap_or_default().char_indices().take(LEAD / 2);
    near.into_iter().find(|(_, c)| c.is_whitespace()).map_or(at, |(offset, c)| at + offset + c.len_utf8())
}

/// The last end of a word at or before `at`.
fn word_end(text: &str, start: usize, at: usize) -> usize {
    let at = ceil(text, at);
    if at >= text.len() {
        return text.len();
    }
    text.get(start..at).and_then(|t| t.rfind(char::is_whitespace)).map_or(at, |offset| start + offset)
}

fn ceil(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len())
}
