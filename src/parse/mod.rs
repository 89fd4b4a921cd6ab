//! From bytes to text: reads a delivery into an item and its documents. What cannot be read is a problem on the item,
//! never an error and never silence. Nothing here judges what the writer wants.
//!
//! `pool` hands deliveries to reading processes (`reader`, walled in by `sandbox`); there `reading` sends each part to
//! the reader of its `kind`; page images come back and are recognised here (`ocr`); `draft` puts the result together
//! and `zones` marks what the writer did not write now.

mod anatomy;
mod archive;
mod beside;
mod codepage;
mod deskew;
mod draft;
mod draw;
mod english;
mod explain;
mod flow;
mod html;
mod html_marks;
mod html_style;
mod html_unseen;
mod ink;
mod kind;
mod language;
mod mail;
mod ocr;
mod office;
mod outlook;
mod outside;
mod packed;
mod paper;
mod pdf;
mod pool;
mod reader;
mod reading;
mod ready;
mod received;
mod rtf;
mod sandbox;
mod scan;
mod slots;
mod text;
mod tidy;
mod tiff;
mod tiff_fax;
mod tool;
mod wire;
mod zones;

pub use anatomy::{Anatomy, Beside, PageMark, Piece, Place, TakeApartError};
pub use draft::with_pages_read_again;
pub use draw::{DrawError, Sheet, SheetInfo, UnseenWord};
pub use english::learn_letters;
pub use outside::{OutsideError, ReadSheet, ReadWord, program_is_there, read_sheet, run_on_bytes, run_on_file};
pub use pool::Pool;
pub use reader::reader_main;
pub use ready::ocr_ready;
pub use sandbox::Sandbox;

use crate::model::{Delivery, Limits, Parsed};

/// Why reading cannot start at all.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// The reading process cannot be started.
    #[error(
        "cannot start a reading process: {0}. Check that the program file can be executed, then run `postroom check`."
    )]
    Start(std::io::Error),
}

/// Reads a delivery in this process, without walls and without recognition: for tests and fuzzing only. Scanned pages
/// come back as problems.
pub fn parse(delivery: &Delivery, limits: &Limits) -> Parsed {
    let mut refuse = |_, _| false;
    reading::Reading::new(limits, &mut refuse).read(delivery).finish(limits)
}
