//! The reading of one item: what has been found so far, and the one place that sends bytes to the reader of their
//! kind. Every byte of an item ends in a document, a header or a problem.

use super::draft::{Draft, DraftDocument, DraftPage, PageImage};
use super::draw::Drawing;
use super::kind::{self, Kind};
use super::{archive, html, mail, office, outlook, pdf, received, rtf, scan, text};
use crate::model::{Delivery, Item, Limits, Problem, ProblemCode, Severity, TextFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Takes a page to recognition; false where there is none.
pub(crate) type Send<'a> = &'a mut dyn FnMut(PageImage, Vec<u8>) -> bool;

/// How a file begins that PGP encrypted and wrote in letters.
const PGP_MESSAGE: &[u8] = b"-----BEGIN PGP MESSAGE";

/// The state of one reading.
pub(crate) struct Reading<'a> {
    /// The caps.
    pub limits: &'a Limits,
    /// The documents found so far.
    pub documents: Vec<DraftDocument>,
    /// What went wrong so far.
    pub problems: Vec<Problem>,
    /// Parts of mails met so far.
    pub parts: usize,
    /// Containers around what is being read.
    pub containers: usize,
    /// Members of containers met so far.
    pub members: usize,
    /// Bytes unpacked so far.
    pub expanded: u64,
    /// Where the pages are to be drawn and not read: by whom, and how finely.
    pub draw: Option<Drawing<'a>>,
    send: Send<'a>,
    sent: usize,
}

/// A part of an item that is to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'p> {
    /// Its bytes, decoded.
    pub bytes: &'p [u8],
    /// Its name, or a plain description.
    pub name: &'p str,
    /// The document it was found in.
    pub parent: Option<usize>,
    /// Its declared charset.
    pub charset: Option<&'p str>,
    /// Messages around it.
    pub depth: usize,
    /// True where it was shown in the running text of a mail, as pictures in signatures are.
    pub inline: bool,
}

impl<'a> Reading<'a> {
    /// Nothing read yet.
    pub(crate) fn new(limits: &'a Limits, send: Send<'a>) -> Self {
        Self {
            limits,
            documents: Vec::new(),
            problems: Vec::new(),
            parts: 0,
            containers: 0,
            members: 0,
            expanded: 0,
            draw: None,
            send,
            sent: 0,
        }
    }

    /// Reads one delivery.
    pub(crate) fn read(mut self, delivery: &Delivery) -> Draft {
        let kind = kind::sniff(&delivery.bytes, &delivery.file_name);
        let item = match kind {
            Kind::Mail => mail::read_item(&mut self, delivery),
            Kind::Outlook | Kind::Tnef => outlook::read_item(&mut self, delivery, kind),
            kind => self.read_letter(delivery, kind),
        };
        Draft { item, documents: self.documents, problems: self.problems }
    }

    /// Goes through a delivery as `read` does; gives back how many pages could not be drawn.
    pub(crate) fn read_all(mut self, delivery: &Delivery) -> usize {
        match kind::sniff(&delivery.bytes, &delivery.file_name) {
            Kind::Mail => drop(mail::read_item(&mut self, delivery)),
            kind @ (Kind::Outlook | Kind::Tnef) => drop(outlook::read_item(&mut self, delivery, kind)),
            kind => drop(self.read_letter(delivery, kind)),
        }
        self.draw.map_or(0, |drawing| drawing.missing)
    }

    pub(crate) fn read_letter(&mut self, delivery: &Delivery, kind: Kind) -> Item {
        let part = Part {
            bytes: &delivery.bytes,
            name: &delivery.file_name,
            parent: None,
            charset: None,
            depth: 0,
            inline: false,
        };
        self.read_as(part, kind);
        received::bare_item(delivery)
    }

    /// Reads a part of a mail, whatever it is.
    pub(crate) fn read_part(&mut self, part: Part<'_>) {
        self.read_as(part, kind::sniff(part.bytes, part.name));
    }

    /// Reads a part as what it is known to be. A fault of ours in one part costs that part and not the item around it.
    pub(crate) fn read_as(&mut self, part: Part<'_>, kind: Kind) {
        if part.parent.is_none() {
            return self.read_kind(part, kind);
        }
        let (next, containers) = (self.documents.len(), self.containers);
        if catch_unwind(AssertUnwindSafe(|| self.read_kind(part, kind))).is_ok() {
            return;
        }
        self.containers = containers;
        let id = if next < self.documents.len() { next } else { self.document(part, kind) };
        let what = "could not be read in full because of a fault in Postroom";
        let remedy = "Open the original, and report the fault with the file if it may be shared.";
        self.note_part(id, part, ProblemCode::Internal, what, remedy);
    }

    fn read_kind(&mut self, part: Part<'_>, kind: Kind) {
        match kind {
            Kind::Mail => mail::read_message(self, part),
            Kind::Pdf => pdf::read(self, part),
            Kind::Picture(picture) => scan::read(self, part, picture),
            Kind::Outlook | Kind::Tnef => outlook::read_message(self, part, kind),
            Kind::Rtf => rtf::read(self, part),
            Kind::Office(office) => office::read(self, part, office),
            Kind::Archive(archive) => archive::read(self, part, archive),
            Kind::Locked(_, plain) => {
                let id = self.document(part, kind);
                let next = "Ask the sender for the password, or for a copy without one.";
                self.note_part(id, part, ProblemCode::Encrypted, &format!("is {plain}"), next);
            }
            Kind::Html => {
                let decoded = html::decode(part.bytes, part.charset);
                let id = self.text_document(part, kind, TextFrom::Html, String::new());
                self.note_undecodable(id, decoded.lossy);
                let plain = html::to_text(self, id, &decoded.text);
                self.set_text(id, plain);
            }
            Kind::Text => {
                let decoded = text::decode(part.bytes, part.charset);
                let id = self.text_document(part, kind, TextFrom::Text, decoded.text);
                self.note_undecodable(id, decoded.lossy);
                self.name_table(id, part.name);
                if part.bytes.trim_ascii_start().starts_with(PGP_MESSAGE) {
                    let what = "is a PGP message, which only the key it was written for opens";
                    let next = "Open it with that key, or ask the sender for a copy that is not encrypted.";
                    self.note_part(id, part, ProblemCode::Encrypted, what, next);
                }
            }
            Kind::Empty => {
                let id = self.document(part, kind);
                self.note_part(id, part, ProblemCode::Empty, "has no content at all", "Ask the sender for it again.");
            }
            Kind::Unread(_, plain) => {
                let id = self.document(part, kind);
                let what = format!("is {plain}, which is not read yet");
                self.note_part(
                    id,
                    part,
                    ProblemCode::UnsupportedFormat,
                    &what,
                    "Open the original and file what it says.",
                );
            }
            Kind::Unknown => {
                let id = self.document(part, kind);
                let what = "is of a kind that is not known";
                self.note_part(
                    id,
                    part,
                    ProblemCode::UnsupportedFormat,
                    what,
                    "Find out what it is before opening it.",
                );
            }
        }
    }

    /// Adds a document without text and gives back its number.
    pub(crate) fn document(&mut self, part: Part<'_>, kind: Kind) -> usize {
        self.add(DraftDocument {
            parent: part.parent,
            inline: part.inline,
            name: part.name.to_owned(),
            media_type: kind.media_type().to_owned(),
            ..DraftDocument::default()
        })
    }

    fn text_document(&mut self, part: Part<'_>, kind: Kind, from: TextFrom, text: String) -> usize {
        let id = self.document(part, kind);
        if let Some(document) = self.documents.get_mut(id) {
            document.text_from = Some(from);
            document.text = text;
        }
        id
    }

    /// A table in plain text is told by its name only.
    fn name_table(&mut self, id: usize, name: &str) {
        let lower = name.to_ascii_lowercase();
        let media_type = match () {
            () if lower.ends_with(".csv") => "text/csv",
            () if lower.ends_with(".tsv") || lower.ends_with(".tab") => "text/tab-separated-values",
            () => return,
        };
        if let Some(document) = self.documents.get_mut(id) {
            document.media_type = media_type.into();
        }
    }

    /// Adds the body of a mail, still empty, and its subject line where it has one; gives back the body's number.
    pub(crate) fn begin_mail(&mut self, subject: Option<String>) -> usize {
        let plain = |name: &str| DraftDocument {
            name: name.to_owned(),
            media_type: "text/plain".to_owned(),
            text_from: Some(TextFrom::Text),
            ..DraftDocument::default()
        };
        let body = self.add(plain("body"));
        if let Some(text) = subject {
            self.add(DraftDocument { parent: Some(body), subject: true, text, ..plain("subject") });
        }
        body
    }

    /// Adds a document and gives back its number.
    pub(crate) fn add(&mut self, document: DraftDocument) -> usize {
        self.documents.push(document);
        self.documents.len() - 1
    }

    /// Sets the text of a document.
    pub(crate) fn set_text(&mut self, id: usize, text: String) {
        if let Some(document) = self.documents.get_mut(id) {
            document.text = text;
        }
    }

    /// Sets the pages of a document.
    pub(crate) fn set_pages(&mut self, id: usize, pages: Vec<DraftPage>) {
        if let Some(document) = self.documents.get_mut(id) {
            document.pages = pages;
        }
    }

    /// True while the cap on recognised pages of one item leaves room for another; says so when it no longer does.
    pub(crate) fn room_for_page(&mut self, id: usize, page: usize) -> bool {
        let most = self.limits.ocr_pages;
        self.sent += 1;
        if self.sent == most + 1 {
            self.note(
                id,
                ProblemCode::LimitReached,
                Severity::NeedsPerson,
                format!(
                    "The item has more than {most} pages that need recognition (limits.ocr_pages). Those from page {} of this \
                     document on were not read; the item is filed and the original is kept. Open the original, or raise the \
                     limit and read the item again.",
                    page + 1
                ),
            );
        }
        self.sent <= most
    }

    /// Sends a page to recognition; says so where there is none.
    pub(crate) fn recognise(&mut self, image: PageImage, pixels: Vec<u8>) {
        let (id, page) = (image.document, image.page);
        if !(self.send)(image, pixels) {
            self.note(
                id,
                ProblemCode::OcrFailed,
                Severity::NeedsPerson,
                format!(
                    "Page {} is a scan, and it was read without recognition. The original is kept. Read the item again with \
                     `postroom run --again` and its reference.",
                    page + 1
                ),
            );
        }
    }

    /// Notes a problem of one document.
    pub(crate) fn note(&mut self, id: usize, code: ProblemCode, severity: Severity, message: String) {
        self.problems.push(Problem::document(code, severity, id, message));
    }

    /// Notes that a whole part could not be read: the item needs a person, or quarantine where the part is all of it.
    pub(crate) fn note_part(&mut self, id: usize, part: Part<'_>, code: ProblemCode, what: &str, next: &str) {
        let (severity, done) = match part.parent {
            // Logos and dividers in the running text are not worth a person's time.
            Some(_) if part.inline && code == ProblemCode::UnsupportedFormat => {
                (Severity::Note, "It was not read; it is kept with the original.")
            }
            None => (Severity::Quarantine, "Nothing of it was read; it is kept whole in quarantine."),
            Some(_) => (Severity::NeedsPerson, "It was not read; the item is filed and the original is kept."),
        };
        self.note(id, code, severity, format!("\"{}\" {what}. {done} {next}", part.name));
    }

    /// Notes that characters were lost in decoding.
    pub(crate) fn note_undecodable(&mut self, id: usize, lossy: bool) {
        if lossy {
            self.note(
                id,
                ProblemCode::UndecodableText,
                Severity::NeedsPerson,
                "Some characters could not be decoded and stand as \u{fffd}. The rest was read and the original is kept. \
                 Compare the text with the original."
                    .into(),
            );
        }
    }
}
