//! Redacted files for release. Never edits an input: each file is made anew from what an approval keeps, written under a
//! temporary name, proved, and only then given its own. What cannot be done safely leaves no file.

mod cover;
mod engines;
mod facsimile;
mod font;
mod letter;
mod pdf;
mod picture;
mod release;
mod sight;
mod typeset;

pub use release::{Desk, Form, Released, first_free, prepared};

use crate::parse::DrawError;
use std::path::PathBuf;

/// Why an item was not released. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DiscloseError {
    /// It could not be read, or not wholly.
    #[error("not released: {0}")]
    Unread(String),
    /// Its pages could not be drawn.
    #[error("not released: {0}. Ask for the transcript, or for another copy of the file.")]
    Draw(#[from] DrawError),
    /// Its pages could not be recognised.
    #[error("not released: {0}. A release is proved by recognition: run `postroom check`.")]
    Recognition(String),
    /// The writer acts for another, and nobody has recorded by what right. Holds the reference.
    #[error(
        "not released: the writer of {0} acts for another person, and no authority is recorded. Record it (`postroom authority {0} ...`), or say with --without-authority why none is needed."
    )]
    Authority(String),
    /// The proof failed.
    #[error(
        "not released: the proof found a fault ({0}). Look at what is hidden and kept, and give what is missing with --redact or --keep."
    )]
    Proof(String),
    /// Who released it could not be written down.
    #[error("not released: the audit could not be written ({0}). The files were taken away again.")]
    Audit(String),
    /// The type that is built in cannot be read.
    #[error("not released: the type that is built in is damaged. This is a fault of Postroom: report it.")]
    Font,
    /// A file could not be written.
    #[error("not released: cannot write {}: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}
