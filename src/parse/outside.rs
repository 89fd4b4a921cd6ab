//! Outside programs for those who look at files once more: recognition of one picture, and a program run over a file of
//! our own making. All of them go through `tool`, with its bounds.

use super::ocr;
use super::tool::{self, Bounds, ToolError};
use crate::model::Limits;
use std::path::Path;
use std::time::Duration;

/// What recognition reads in a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadSheet {
    /// Lines ended by `\n`.
    pub text: String,
    /// Its words.
    pub words: Vec<ReadWord>,
}

/// A recognised word.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadWord {
    /// The word.
    pub text: String,
    /// Where it starts in the text.
    pub start: usize,
    /// Left, top, right and bottom edge in pixels.
    pub rect: [f32; 4],
    /// How sure recognition is, 0 to 1.
    pub confidence: f32,
}

/// Why an outside program gave no result.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// It is not installed.
    #[error("{0} is not installed")]
    Missing(String),
    /// It failed, or took more than it may.
    #[error("{program} failed: {reason}")]
    Failed {
        /// Which.
        program: String,
        /// Why.
        reason: String,
    },
}

/// Recognises a grey picture; `spread` reads words wherever they stand, without looking for columns and lines first.
///
/// # Errors
/// Where tesseract is missing, fails or takes longer than `limits.ocr_page_seconds`.
pub fn read_sheet(
    width: u32,
    height: u32,
    dpi: f32,
    grey: &[u8],
    spread: bool,
    limits: &Limits,
) -> Result<ReadSheet, OutsideError> {
    let header = format!("P5\n{width} {height}\n255\n");
    let dpi = format!("{:.0}", dpi.clamp(70.0, 1200.0));
    let mode = if spread { "11" } else { "3" };
    let arguments = ["stdin", "stdout", "-l", "eng", "--psm", mode, "--dpi", &dpi, "tsv"];
    let output = tool::run("tesseract", &arguments, &[header.as_bytes(), grey], bounds(limits))
        .map_err(|error| explain("tesseract", &error))?;
    let read = ocr::from_tsv(&String::from_utf8_lossy(&output));
    let word = |w: &super::draft::DraftWord| {
        Some(ReadWord {
            text: read.text.get(w.start..w.end)?.to_string(),
            start: w.start,
            rect: w.rect,
            confidence: w.confidence.unwrap_or(0.0),
        })
    };
    Ok(ReadSheet { words: read.words.iter().filter_map(word).collect(), text: read.text })
}

/// Runs a program over a file and gives back what it writes; the file's path stands where `{}` does in the arguments.
///
/// # Errors
/// Where it is missing, ends with an error, or takes more time or memory than it may.
pub fn run_on_file(program: &str, arguments: &[&str], file: &Path, limits: &Limits) -> Result<Vec<u8>, OutsideError> {
    // Programs start in the root folder.
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf()).display().to_string();
    let arguments: Vec<&str> = arguments.iter().map(|a| if *a == "{}" { path.as_str() } else { *a }).collect();
    tool::run(program, &arguments, &[], bounds(limits)).map_err(|error| explain(program, &error))
}

/// Runs a program with these bytes as its input and gives back what it writes.
///
/// # Errors
/// As for `run_on_file`.
pub fn run_on_bytes(program: &str, arguments: &[&str], bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, OutsideError> {
    tool::run(program, arguments, &[bytes], bounds(limits)).map_err(|error| explain(program, &error))
}

/// True where a program can be started.
pub fn program_is_there(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

fn bounds(limits: &Limits) -> Bounds {
    Bounds {
        time: Duration::from_secs(limits.ocr_page_seconds),
        output: 256 << 20,
        memory: limits.parse_memory_mib.saturating_mul(2 << 20),
    }
}

fn explain(program: &str, error: &ToolError) -> OutsideError {
    match error {
        ToolError::Missing => OutsideError::Missing(program.into()),
        other => OutsideError::Failed { program: program.into(), reason: other.to_string() },
    }
}
