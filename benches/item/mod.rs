//! A letter of one text, for measuring: what a bench is not about is left empty.

use jiff::civil::date;
use postroom::model::{Document, DocumentRole, Item, Medium, Parsed, Received, ReceivedBasis, TextFrom};

/// A letter received on 1 January 2026 that holds this text and nothing else.
pub fn letter(text: String) -> Parsed {
    let item = Item {
        medium: Medium::Letter,
        message_id: None,
        from: None,
        reply_to: None,
        to: Vec::new(),
        cc: Vec::new(),
        subject: None,
        date: None,
        received: Received { date: date(2026, 1, 1), at: None, basis: ReceivedBasis::Stated },
        references: Vec::new(),
        headers: Vec::new(),
    };
    let document = Document {
        id: 0,
        parent: None,
        role: DocumentRole::Body,
        name: "body".into(),
        media_type: "text/plain".into(),
        text_from: TextFrom::Text,
        confidence: None,
        text,
        zones: Vec::new(),
        pages: Vec::new(),
        words: Vec::new(),
    };
    Parsed { item, documents: vec![document], problems: Vec::new() }
}
