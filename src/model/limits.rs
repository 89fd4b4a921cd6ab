//! Every cap on what is read, in one place, each with its reason. A cap that is reached is always a problem on the item
//! and never a silent cut.

use serde::{Deserialize, Serialize};

/// Caps on reading. All can be set under `limits:` in config.yaml.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of one item that are parsed; larger ones are kept and quarantined.
    pub item_bytes: u64,
    /// Depth of messages inside messages (Postfix reads 100, mail in practice 5).
    pub message_depth: usize,
    /// Parts of one mail (Dovecot stops at 10,000).
    pub mail_parts: usize,
    /// Bytes of HTML turned into text; beyond it the converter's tree grows past the memory cap.
    pub html_bytes: usize,
    /// Nesting of HTML elements, counted before a tree is built.
    pub html_depth: usize,
    /// Containers inside containers: archives, office files, files embedded in them (a letter in a zip in a mail is one).
    pub archive_depth: usize,
    /// Members of all containers of one item. Each costs a document of its own, however small it is.
    pub archive_entries: usize,
    /// Bytes that all containers of one item may unpack to, counted while they unpack: a bomb states what it likes.
    pub expanded_bytes: u64,
    /// How many times its packed size a member may unpack to, once it is past 16 MiB. Letters and tables stay below 30;
    /// only what is made of nothing packs a hundredfold.
    pub expansion_ratio: u64,
    /// Nesting of elements in the XML of office files (Word itself stays below 60).
    pub xml_depth: usize,
    /// Cells of one workbook that are read; a table wider or longer than a person can have filled is a sign of a bomb.
    pub sheet_cells: usize,
    /// Bytes of text kept of one document.
    pub text_bytes: usize,
    /// Pages of one PDF read for text.
    pub pdf_pages: usize,
    /// Pages of one item sent to optical character recognition.
    pub ocr_pages: usize,
    /// Pixels of one page image (Dangerzone: 10,000 a side).
    pub page_pixels: u64,
    /// Resolution of pages rendered for recognition, in dots per inch.
    pub ocr_dpi: u32,
    /// Seconds one item may take to read, recognition excluded.
    pub parse_seconds: u64,
    /// Seconds one page may take to recognise.
    pub ocr_page_seconds: u64,
    /// Address space of a reading process, in MiB.
    pub parse_memory_mib: u64,
    /// Items a reading process takes before it is replaced.
    pub items_per_reader: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            item_bytes: 64 << 20,
            message_depth: 20,
            mail_parts: 1_000,
            html_bytes: 4 << 20,
            html_depth: 500,
            archive_depth: 3,
            archive_entries: 1_000,
            expanded_bytes: 200 << 20,
            expansion_ratio: 100,
            xml_depth: 256,
            sheet_cells: 1_000_000,
            text_bytes: 4 << 20,
            pdf_pages: 2_000,
            ocr_pages: 500,
            page_pixels: 100_000_000,
            ocr_dpi: 300,
            parse_seconds: 60,
            ocr_page_seconds: 60,
            parse_memory_mib: 1_024,
            items_per_reader: 300,
        }
    }
}
