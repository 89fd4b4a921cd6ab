//! A document: one readable thing inside an item, with its text, its zones and, where it has pages, the place of each
//! word. The text is never shortened or cleaned in silence: spans of every later stage point into it.

use super::Span;
use serde::{Deserialize, Serialize};

/// One readable thing inside an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Position in `Parsed::documents`.
    pub id: usize,
    /// The document this one was found in.
    pub parent: Option<usize>,
    /// What part it plays.
    pub role: DocumentRole,
    /// File name or a plain description.
    pub name: String,
    /// Media type by content, not by claim.
    pub media_type: String,
    /// How the text was had.
    pub text_from: TextFrom,
    /// Mean confidence of the recognised words, 0 to 1; none where nothing was guessed.
    pub confidence: Option<f32>,
    /// The text, lines separated by `\n`. Empty where nothing could be read, which is then a problem.
    pub text: String,
    /// Parts of the text that the writer did not write now; what no zone covers is written.
    pub zones: Vec<Zone>,
    /// Pages in order; empty where the document has none.
    pub pages: Vec<Page>,
    /// Where each word stands on its page, in text order; empty where the document has no pages.
    pub words: Vec<Word>,
}

/// What part a document plays in its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentRole {
    /// The body of a mail, or the letter itself.
    Body,
    /// The subject line of a mail.
    Subject,
    /// Something attached.
    Attachment,
    /// A message inside a message; its text starts with its own header lines.
    Message,
}

/// How the text of a document was had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextFrom {
    /// Plain text.
    Text,
    /// HTML turned into text.
    Html,
    /// The glyphs of a PDF.
    Pdf,
    /// Optical character recognition.
    Ocr,
    /// An office document.
    Office,
    /// There is no text.
    None,
}

/// A stretch of text with a part of its own in a letter or mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Which bytes.
    pub span: Span,
    /// What they are.
    pub kind: ZoneKind,
}

/// What a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneKind {
    /// Earlier mail, quoted below or between; somebody else's words, or the writer's own of another day.
    Quoted,
    /// A mail that the writer passes on.
    Forwarded,
    /// "Dear Sir or Madam".
    Salutation,
    /// From the closing phrase to the end of the name block.
    Signature,
    /// Confidentiality notes and unsubscribe lines.
    Disclaimer,
    /// Sender's and addressee's address blocks, dates and references above the salutation of a letter.
    Letterhead,
    /// What a person who opens the file does not see: hidden columns, deleted text, comments, properties. It stands at the
    /// end of the text. Redaction searches it, rules look at it only where they say so, a released copy never carries it.
    Hidden,
}

/// One page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Width in points (1/72 inch) as a person sees the page.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Where the page's text came from.
    pub text_from: TextFrom,
    /// Mean confidence of recognised words, 0 to 1.
    pub confidence: Option<f32>,
    /// The part of the document's text that stands on this page.
    pub span: Span,
}

/// The place of one word.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Its bytes in the text.
    pub span: Span,
    /// Page number from 0.
    pub page: usize,
    /// Left, top, right and bottom edge in points from the page's top left corner.
    pub rect: [f32; 4],
    /// Confidence of recognition, 0 to 1; none where the glyphs were known.
    pub confidence: Option<f32>,
}

/// What may be shown of a document once third parties are hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedDocument {
    /// The id of the document it was made from.
    pub id: usize,
    /// The document it was found in.
    pub parent: Option<usize>,
    /// What part it plays.
    pub role: DocumentRole,
    /// Name with what is hidden replaced.
    pub name: String,
    /// Media type of the original.
    pub media_type: String,
    /// How the original's text was had.
    pub text_from: TextFrom,
    /// Text with labels in the place of what is hidden.
    pub text: String,
    /// Parts of this text that the writer did not write now.
    pub zones: Vec<Zone>,
}

impl Document {
    /// The zone that covers this byte, if any; where zones nest, the innermost (shortest) counts.
    pub fn zone_at(&self, offset: usize) -> Option<ZoneKind> {
        self.zones
            .iter()
            .filter(|z| z.span.start <= offset && offset < z.span.end)
            .min_by_key(|z| z.span.len())
            .map(|z| z.kind)
    }
}
