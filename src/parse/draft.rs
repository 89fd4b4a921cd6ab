//! What has been read of an item before recognition of its scanned pages is done. A draft crosses the border from the
//! reading process to ours as data; nothing in it is trusted to be well formed until `finish` has put it together.

use crate::model::{
    Delivery, Document, DocumentRole, Item, Limits, Page, Parsed, Problem, ProblemCode, Severity, Span, TextFrom, Word,
    Zone, ZoneKind,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// An item as far as it has been read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// Headers and date.
    pub item: Item,
    /// The documents so far.
    pub documents: Vec<DraftDocument>,
    /// What went wrong so far.
    pub problems: Vec<Problem>,
}

/// A document whose pages may still wait for their text.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct DraftDocument {
    /// The document this one was found in.
    pub parent: Option<usize>,
    /// True for a subject line.
    pub subject: bool,
    /// True for a message inside a message.
    pub message: bool,
    /// True for a picture in the running text of a mail, which is a logo more often than a page.
    pub inline: bool,
    /// File name or a plain description.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// How the text was had; `None` where there is none yet.
    pub text_from: Option<TextFrom>,
    /// The text of a document without pages.
    pub text: String,
    /// Where in the text begins what a person who opens the file does not see; it runs to the end.
    pub hidden_from: Option<usize>,
    /// The pages of a document that has pages.
    pub pages: Vec<DraftPage>,
}

/// One page with its own text; offsets of its words count from the start of that text.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct DraftPage {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// How the text was had.
    pub text_from: Option<TextFrom>,
    /// The text of the page.
    pub text: String,
    /// Where its words stand.
    pub words: Vec<DraftWord>,
    /// Mean confidence of recognised words.
    pub confidence: Option<f32>,
    /// True where the file may give wrong letters for what the page shows; recognition decides.
    pub unsure: bool,
    /// True where pictures take so much of the page that they may hold text beside the page's own.
    pub pictured: bool,
    /// Text that the page carries unseen: kept apart, compared with what recognition reads.
    pub unseen: String,
}

/// A word of a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct DraftWord {
    /// First byte in the page's text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Left, top, right, bottom in points.
    pub rect: [f32; 4],
    /// Confidence of recognition.
    pub confidence: Option<f32>,
}

/// A page image on its way to recognition; the pixels travel beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PageImage {
    /// Which document it belongs to.
    pub document: usize,
    /// Which page of it.
    pub page: usize,
    /// Width in pixels of the picture sent.
    pub width: u32,
    /// Height in pixels of the picture sent.
    pub height: u32,
    /// Pixels to an inch.
    pub dpi: f32,
    /// How far the picture was turned to set it straight, in radians.
    pub angle: f32,
    /// Width in pixels before it was turned.
    pub flat_width: u32,
    /// Height in pixels before it was turned.
    pub flat_height: u32,
}

impl Draft {
    /// Puts the pages together, marks zones, and adds the problems that only show at the end.
    pub(crate) fn finish(self, limits: &Limits) -> Parsed {
        let mut problems = self.problems;
        let holders: HashSet<usize> = self.documents.iter().filter(|d| !d.subject).filter_map(|d| d.parent).collect();
        let mut documents = Vec::with_capacity(self.documents.len());
        for (id, mut draft) in self.documents.into_iter().enumerate() {
            let inline = draft.inline;
            let hidden_from = draft.hidden_from;
            let hints = match draft.text_from {
                Some(TextFrom::Html) => super::html_marks::taken(&mut draft.text),
                _ => super::zones::Hints::default(),
            };
            let mut document = draft.assemble(id);
            cap_text(&mut document, limits, &mut problems);
            let hidden = cut_hidden(&mut document, hidden_from);
            // What only holds others says its say through them.
            let holds = matches!(document.text_from, TextFrom::Office | TextFrom::None) && holders.contains(&id);
            if !holds {
                note_empty(&document, inline, &mut problems);
            }
            document.zones = super::zones::zones(&document, &self.item, &hints);
            mark_hidden(&mut document, &hidden);
            documents.push(document);
        }
        super::language::note(&documents, &mut problems);
        Parsed { item: self.item, documents, problems }
    }
}

/// A document with some of its pages taken from recognition: pages of which the file's own text says something other than
/// what a person sees. `read` gives the text of a page, and its words as spans of that text with boxes in points.
pub fn with_pages_read_again(
    document: &Document,
    item: &Item,
    read: &BTreeMap<usize, (String, Vec<(Span, [f32; 4])>)>,
) -> Document {
    let pages = document.pages.iter().enumerate().map(|(number, page)| {
        let again = read.get(&number);
        let text = again.map_or_else(|| page.span.of(&document.text).to_string(), |(text, _)| text.clone());
        let own = document.words.iter().filter(|w| w.page == number && page.span.contains(w.span)).map(|w| DraftWord {
            start: w.span.start - page.span.start,
            end: w.span.end - page.span.start,
            rect: w.rect,
            confidence: w.confidence,
        });
        let seen = |(span, rect): &(Span, [f32; 4])| DraftWord {
            start: span.start,
            end: span.end,
            rect: *rect,
            confidence: None,
        };
        DraftPage {
            width: page.width,
            height: page.height,
            text_from: Some(if again.is_some() { TextFrom::Ocr } else { page.text_from }),
            text,
            words: again.map_or_else(|| own.collect(), |(_, words)| words.iter().map(seen).collect()),
            confidence: page.confidence,
            ..DraftPage::default()
        }
    });
    let pages = pages.collect();
    let mut out = Document { text: String::new(), pages: Vec::new(), words: Vec::new(), ..document.clone() };
    join_pages(pages, &mut out);
    out.zones = super::zones::zones(&out, item, &super::zones::Hints::default());
    out
}

impl DraftDocument {
    /// The finished document; its zones are still empty.
    fn assemble(self, id: usize) -> Document {
        let role = match (self.subject, self.message, self.parent, id) {
            (true, ..) => DocumentRole::Subject,
            (_, true, ..) => DocumentRole::Message,
            (_, _, None, 0) => DocumentRole::Body,
            _ => DocumentRole::Attachment,
        };
        let mut document = Document {
            id,
            parent: self.parent.filter(|p| *p < id),
            role,
            name: self.name,
            media_type: self.media_type,
            text_from: self.text_from.unwrap_or(TextFrom::None),
            confidence: None,
            text: self.text,
            zones: Vec::new(),
            pages: Vec::new(),
            words: Vec::new(),
        };
        if !self.pages.is_empty() {
            document.text.clear();
            join_pages(self.pages, &mut document);
        }
        document
    }
}

/// Sets the pages' texts one below the other with a blank line between.
fn join_pages(pages: Vec<DraftPage>, document: &mut Document) {
    let (mut sum, mut count) = (0.0f64, 0usize);
    for (number, page) in pages.into_iter().enumerate() {
        if !document.text.is_empty() && !page.text.is_empty() {
            document.text.push_str("\n\n");
        }
        let start = document.text.len();
        document.text.push_str(&page.text);
        let end = document.text.len();
        for word in &page.words {
            if word.start < word.end && page.text.get(word.start..word.end).is_some() {
                let span = Span::new(start + word.start, start + word.end);
                document.words.push(Word { span, page: number, rect: word.rect, confidence: word.confidence });
                if let Some(confidence) = word.confidence {
                    sum += f64::from(confidence);
                    count += 1;
                }
            }
        }
        let text_from = page.text_from.unwrap_or(TextFrom::None);
        document.text_from = wider(document.text_from, text_from);
        document.pages.push(Page {
            width: page.width,
            height: page.height,
            text_from,
            confidence: page.confidence,
            span: Span::new(start, end),
        });
    }
    if count > 0 {
        document.confidence = Some((sum / count as f64) as f32);
    }
}

/// What to call the source of a text that comes from two: the one that can be wrong.
fn wider(so_far: TextFrom, page: TextFrom) -> TextFrom {
    match (so_far, page) {
        (_, TextFrom::Ocr) | (TextFrom::Ocr, _) => TextFrom::Ocr,
        (so_far, TextFrom::None) => so_far,
        (_, page) => page,
    }
}

/// Keeps a text within its cap, saying so.
fn cap_text(document: &mut Document, limits: &Limits, problems: &mut Vec<Problem>) {
    if document.text.len() <= limits.text_bytes {
        return;
    }
    let cut = (0..=limits.text_bytes).rev().find(|at| document.text.is_char_boundary(*at)).unwrap_or(0);
    document.text.truncate(cut);
    document.words.retain(|word| word.span.end <= cut);
    for page in &mut document.pages {
        page.span = Span::new(page.span.start.min(cut), page.span.end.min(cut));
    }
    problems.push(Problem::document(
        ProblemCode::LimitReached,
        Severity::NeedsPerson,
        document.id,
        format!(
            "\"{}\" holds more than {} bytes of text (limits.text_bytes). The text up to there was read and the whole \
             original is kept. Open the original for the rest, or raise the limit and read the item again.",
            document.name, limits.text_bytes
        ),
    ));
}

/// Takes off what nobody sees, so that it cannot pass for what the writer wrote.
fn cut_hidden(document: &mut Document, from: Option<usize>) -> String {
    match from {
        Some(at) if at <= document.text.len() && document.text.is_char_boundary(at) => document.text.split_off(at),
        _ => String::new(),
    }
}

/// Puts back what nobody sees, marked as such.
fn mark_hidden(document: &mut Document, hidden: &str) {
    if hidden.is_empty() {
        return;
    }
    let start = document.text.len();
    document.text.push_str(hidden);
    document.zones.push(Zone { span: Span::new(start, document.text.len()), kind: ZoneKind::Hidden });
}

/// A document without a single letter is never a success in silence.
fn note_empty(document: &Document, inline: bool, problems: &mut Vec<Problem>) {
    if document.role == DocumentRole::Subject || document.text.chars().any(char::is_alphanumeric) {
        return;
    }
    let said = |p: &Problem| p.severity > Severity::Note || matches!(p.code, ProblemCode::NoText | ProblemCode::Empty);
    if problems.iter().any(|p| p.document == Some(document.id) && document.parent.is_some() && said(p))
        || problems.iter().any(|p| p.document == Some(document.id) && p.severity > Severity::Note)
    {
        return;
    }
    problems.push(Problem::document(
        ProblemCode::NoText,
        if inline { Severity::Note } else { Severity::NeedsPerson },
        document.id,
        format!(
            "\"{}\" was read without an error, but not a single letter came out. The item is filed and the original is \
             kept. Open the original and see what it shows.",
            document.name
        ),
    ));
}

/// An item of which nothing could be read: one document without text, and the problem that says why.
pub(crate) fn unread(delivery: &Delivery, problem: Problem) -> Parsed {
    let item = super::received::bare_item(delivery);
    let document = DraftDocument {
        name: delivery.file_name.clone(),
        media_type: "application/octet-stream".into(),
        ..DraftDocument::default()
    };
    Parsed { item, documents: vec![document.assemble(0)], problems: vec![problem] }
}
