//! From an approved item to the blocks of its transcript: letter form for mails, reflowed paragraphs for pages, a section
//! for each attachment. Only kept stretches and labels enter; what was hidden is never looked at.

use super::font::Fonts;
use super::typeset::{Block, Run};
use crate::model::{Document, DocumentRole, Parsed, Severity, TextFrom};
use crate::redact::Piece;
use crate::review::Approved;
use unicode_normalization::UnicodeNormalization;

/// Name of the document that holds a mail's header lines.
pub(super) const HEADERS: &str = "header lines";

/// Marks the start of a label inside a running text.
const OPEN: char = '\u{e000}';
/// Marks its end.
const SHUT: char = '\u{e001}';
/// Kept words in the average line from which a block is prose, and its lines are joined.
const PROSE: usize = 5;

/// What one file holds.
#[derive(Debug)]
pub(super) struct Paper {
    /// Its title.
    pub title: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// What of it is of our own making.
    pub furniture: Vec<String>,
}

/// The transcript of an item.
pub(super) fn transcript(approved: &Approved, parsed: &Parsed, fonts: &Fonts) -> Paper {
    let mut writer = Writer { approved, parsed, fonts, blocks: Vec::new() };
    let mail = parsed.documents.iter().any(|d| d.name == HEADERS);
    let title = if mail { "Redacted copy of an e-mail" } else { "Redacted copy of a document" };
    writer.blocks.push(Block::Title(title.into()));
    if mail {
        writer.header_lines();
    }
    let mut attachment = 0;
    for document in &parsed.documents {
        if document.name == HEADERS || mail && document.role == DocumentRole::Subject && document.parent == Some(0) {
            continue;
        }
        if unseen(parsed, document) {
            continue;
        }
        if document.id > 0 && document.role != DocumentRole::Subject {
            attachment += 1;
            writer.blocks.push(Block::Heading(format!("Attachment {attachment}: {}", kind(document))));
        }
        writer.document(document);
    }
    let kept = writer.blocks.len();
    writer.reasons();
    let furniture = writer.blocks.iter().enumerate().flat_map(|(n, block)| of_our_making(block, n >= kept)).collect();
    Paper { title: title.into(), blocks: writer.blocks, furniture }
}

/// The stretches of a block that say nothing of the item but what it is; `whole` for one that holds nothing of the item.
fn of_our_making(block: &Block, whole: bool) -> Vec<String> {
    let ours = |runs: &[Run]| runs.iter().filter(|r| r.label || whole).map(|r| r.text.clone()).collect::<Vec<_>>();
    match block {
        Block::Title(text) | Block::Heading(text) | Block::Note(text) => vec![text.clone()],
        Block::Paragraph(runs) => ours(runs),
        Block::Field(name, runs) => [vec![name.clone()], ours(runs)].concat(),
        Block::Rule => Vec::new(),
    }
}

struct Writer<'a> {
    approved: &'a Approved,
    parsed: &'a Parsed,
    fonts: &'a Fonts,
    blocks: Vec<Block>,
}

impl Writer<'_> {
    fn header_lines(&mut self) {
        let (approved, parsed) = (self.approved, self.parsed);
        let Some(document) = parsed.documents.iter().find(|d| d.name == HEADERS) else { return };
        let text = self.marked(document, &approved.redacted().pieces(document));
        for line in text.lines() {
            let (name, value) = line.split_once(": ").unwrap_or((line, ""));
            let runs = runs(value, self.fonts);
            self.blocks.push(Block::Field(name.to_string(), runs));
        }
        let subject = parsed.documents.iter().find(|d| d.role == DocumentRole::Subject && d.parent == Some(0));
        if let Some(subject) = subject {
            let text = self.marked(subject, &approved.redacted().pieces(subject));
            let runs = runs(&text.replace('\n', " "), self.fonts);
            self.blocks.push(Block::Field("Subject".into(), runs));
        }
        self.blocks.push(Block::Rule);
    }

    fn document(&mut self, document: &Document) {
        if inside_pdf(self.parsed, document) {
            let why = "A file inside the PDF, which its pages do not show. Release it on its own if it is wanted.";
            self.blocks.push(Block::Note(format!("Not in this copy. {why}")));
            return;
        }
        let worst = self.parsed.problems.iter().filter(|p| p.document == Some(document.id)).map(|p| p.severity).max();
        let empty = !document.text.chars().any(char::is_alphanumeric);
        if empty {
            let why = self
                .parsed
                .problems
                .iter()
                .find(|p| p.document == Some(document.id))
                .map_or("It holds no text.", |p| p.code.words());
            self.blocks.push(Block::Note(format!("Not in this copy. {why}")));
            return;
        }
        let pieces = self.approved.redacted().pieces(document);
        let text = self.marked(document, &pieces);
        for paragraph in paragraphs(&text, matches!(document.text_from, TextFrom::Pdf | TextFrom::Ocr)) {
            self.blocks.push(Block::Paragraph(runs(&paragraph, self.fonts)));
        }
        if document.text_from == TextFrom::Ocr {
            self.blocks.push(Block::Note("Read from a picture by machine; single letters may be wrong.".into()));
        }
        if worst > Some(Severity::Note) {
            self.blocks.push(Block::Note("Not everything on the original could be read for this copy.".into()));
        }
    }

    /// The text with labels between marks, made fit to be set.
    fn marked(&self, document: &Document, pieces: &[Piece]) -> String {
        let mut out = String::new();
        for piece in pieces {
            match &piece.label {
                Some(label) => {
                    out.push(OPEN);
                    out.push_str(label);
                    out.push(SHUT);
                }
                None => {
                    let text = clean(document.text.get(piece.span.start..piece.span.end).unwrap_or_default());
                    out.push_str(&text);
                }
            }
        }
        out
    }

    fn reasons(&mut self) {
        if self.approved.reasons().is_empty() {
            return;
        }
        self.blocks.push(Block::Heading("What was withheld, and why".into()));
        for (label, reason) in self.approved.reasons() {
            let runs = vec![Run { text: label.clone(), label: true }, Run { text: format!(" {reason}"), label: false }];
            self.blocks.push(Block::Paragraph(runs));
        }
        let note = "Each label stands in the place of words that were taken out. Its length says nothing about them. \
                    This is a new document: nothing of the original file is in it but the words you can read here.";
        self.blocks.push(Block::Note(note.into()));
    }
}

/// What stands beside the pages of a PDF and was left out whole, because no page shows it: nothing to head a section with.
pub(super) fn unseen(parsed: &Parsed, document: &Document) -> bool {
    document.media_type == "text/plain" && document.text.trim().is_empty() && inside_pdf(parsed, document)
}

/// True for what was embedded in a PDF: nobody sees it on a page.
pub(super) fn inside_pdf(parsed: &Parsed, document: &Document) -> bool {
    let mut parent = document.parent.and_then(|p| parsed.document(p));
    while let Some(above) = parent {
        if above.media_type == "application/pdf" {
            return true;
        }
        parent = above.parent.filter(|p| *p < above.id).and_then(|p| parsed.document(p));
    }
    false
}

/// What an attachment is, in words that name nobody.
fn kind(document: &Document) -> String {
    let kind = match (document.role, document.media_type.as_str()) {
        (DocumentRole::Message, _) => "a message",
        (_, "application/pdf") => "PDF",
        (_, "text/plain") => "text",
        (_, "text/html") => "web page",
        (_, media) if media.starts_with("image/") => "picture",
        (_, media) if media.starts_with("audio/") => "sound recording",
        (_, media) if media.starts_with("video/") => "film",
        (_, media) if media.contains("spreadsheet") || media.contains("excel") => "spreadsheet",
        (_, media) if media.contains("word") || media.contains("office") || media.contains("opendocument") => {
            "office document"
        }
        _ => "file",
    };
    match document.pages.len() {
        0 => kind.to_string(),
        1 => format!("{kind}, 1 page"),
        n => format!("{kind}, {n} pages"),
    }
}

/// Text fit to be set: composed letters, plain spaces, and no character that is not seen.
pub(super) fn clean(text: &str) -> String {
    text.nfc()
        .filter_map(|c| match c {
            '\n' => Some('\n'),
            OPEN | SHUT => Some('\u{fffd}'),
            '\t' => Some(' '),
            c if c.is_whitespace() => Some(' '),
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
            '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}' => None,
            '\u{2010}' | '\u{2011}' => Some('-'),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// Cuts a text into paragraphs; in a text from pages the lines of prose are joined, since where they broke depends on what
/// stood in them.
fn paragraphs(text: &str, from_pages: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for block in text.split("\n\n").map(|b| b.trim_matches('\n')).filter(|b| !b.trim().is_empty()) {
        let lines: Vec<&str> = block.lines().map(str::trim_end).filter(|l| !l.is_empty()).collect();
        let words: usize = lines.iter().map(|l| kept_words(l)).sum();
        if !from_pages || lines.len() < 2 || words < PROSE * lines.len() {
            out.push(lines.join("\n"));
            continue;
        }
        let mut joined = String::new();
        for line in &lines {
            let line = line.trim_start();
            if joined.is_empty() || starts_item(line) {
                joined.push_str(if joined.is_empty() { "" } else { "\n" });
            } else if joined.ends_with('-')
                && joined.trim_end_matches('-').ends_with(char::is_alphabetic)
                && line.starts_with(char::is_lowercase)
            {
                joined.pop();
            } else {
                joined.push(' ');
            }
            joined.push_str(line);
        }
        out.push(joined);
    }
    out
}

/// Words of a line; a label counts as one.
fn kept_words(line: &str) -> usize {
    let mut inside = false;
    let outside: String = line
        .chars()
        .filter_map(|c| match c {
            OPEN => {
                inside = true;
                Some('x')
            }
            SHUT => {
                inside = false;
                None
            }
            c => (!inside).then_some(c),
        })
        .collect();
    outside.split_whitespace().count()
}

/// True where a line starts an item of a list.
fn starts_item(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('\u{2022}' | '\u{25cf}' | '\u{2013}' | '*' | '\u{b7}') => true,
        Some('-') => line.starts_with("- "),
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.starts_with(". ") || rest.starts_with(") ")
        }
        _ => false,
    }
}

/// A marked text as runs; what the type has no letters for becomes a label that says so.
pub(super) fn runs(text: &str, fonts: &Fonts) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut label = false;
    let mut lacking: Option<&'static str> = None;
    let mut push = |text: String, label: bool| match runs.last_mut() {
        Some(last) if last.label == label && !label => last.text.push_str(&text),
        _ => runs.push(Run { text, label }),
    };
    for part in text.split_inclusive([OPEN, SHUT]) {
        let words = part.trim_end_matches([OPEN, SHUT]);
        if label {
            push(words.to_string(), true);
        } else {
            for c in words.chars() {
                if fonts.has(c) || c == '\n' {
                    // Spaces inside a stretch of another script do not end it.
                    if lacking.is_none() || !c.is_whitespace() || c == '\n' {
                        lacking = None;
                        push(c.to_string(), false);
                    }
                    continue;
                }
                let script = script(c);
                if lacking != Some(script) {
                    push(format!("[{script}: not shown]"), true);
                    lacking = Some(script);
                }
            }
        }
        label = part.ends_with(OPEN);
        lacking = if label { None } else { lacking };
    }
    runs.retain(|r| !r.text.is_empty());
    runs
}

/// What a character that the type lacks belongs to, by its block (Unicode 17).
fn script(c: char) -> &'static str {
    match u32::from(c) {
        0x0530..=0x058f => "Armenian text",
        0x0590..=0x05ff | 0xfb1d..=0xfb4f => "Hebrew text",
        0x0600..=0x06ff | 0x0750..=0x077f | 0x08a0..=0x08ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => "Arabic text",
        0x0900..=0x097f => "Devanagari text",
        0x0980..=0x09ff => "Bengali text",
        0x0a00..=0x0a7f => "Gurmukhi text",
        0x0a80..=0x0aff => "Gujarati text",
        0x0b80..=0x0bff => "Tamil text",
        0x0e00..=0x0e7f => "Thai text",
        0x10a0..=0x10ff => "Georgian text",
        0x3040..=0x30ff => "Japanese text",
        0x3400..=0x9fff | 0x20000..=0x3ffff => "Chinese text",
        0xac00..=0xd7af | 0x1100..=0x11ff => "Korean text",
        0x2190..=0x2bff | 0x1f000..=0x1faff | 0x1fb00..=0x1fbff => "sign",
        _ => "text in another script",
    }
}
