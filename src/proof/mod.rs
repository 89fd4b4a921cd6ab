//! The proof of a file that is to be released: reads it back in every way there is and looks for what was removed. It
//! shares no code with the redactor, believes nothing it is told of the file, and its report quotes no content.

mod bytes;
mod fold;
mod forms;
mod ours;
mod search;
mod structure;
mod views;

pub mod bad;

pub use views::Reader;

use crate::parse::Piece;
use search::Search;
use serde::Serialize;

/// What is claimed of a file.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    /// What must not be in it.
    pub removed: Vec<Removed>,
    /// All that it shows, labels and page furniture included.
    pub shown: String,
    /// The part of it that is of our own making, each stretch as often as it is shown: labels, headings, reasons, what stands
    /// above and below. A removed string may stand there too, so often and not once more.
    pub furniture: Vec<String>,
    /// Stretches of it that a decision keeps although the same words are removed elsewhere.
    pub decided: Vec<String>,
    /// Lines or words of which each must be found when it is read back.
    pub lines: Vec<String>,
    /// True for files that we made: nothing may be in them that we do not write.
    pub ours: bool,
    /// True where pages are pictures, which are also read on their side and upside down.
    pub pictures: bool,
}

/// A removed string.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Removed {
    /// The words.
    pub text: String,
    /// True where no place may be left but those that a decision keeps; false for words that stand for other things too
    /// ("Hill", "Rose"): these may stand as often as in what is shown, and not once more.
    pub strict: bool,
}

/// The result of a proof: what was looked at, and what is wrong. It holds no word of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// True where the file may be released.
    pub passed: bool,
    /// Removed strings that were looked for.
    pub removed: usize,
    /// Pages.
    pub pages: usize,
    /// What was done, one line each.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What.
    pub name: &'static str,
    /// `passed`, `failed` or `not done`.
    pub result: Outcome,
    /// In words.
    pub detail: String,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing is wrong.
    Passed,
    /// The file must not be released.
    Failed,
    /// A program that is not installed would be needed.
    NotDone,
}

impl Report {
    pub(crate) fn add(&mut self, name: &'static str, failed: bool, detail: impl Into<String>) {
        let result = if failed { Outcome::Failed } else { Outcome::Passed };
        self.checks.push(Check { name, result, detail: detail.into() });
    }

    pub(crate) fn skip(&mut self, name: &'static str, detail: impl Into<String>) {
        self.checks.push(Check { name, result: Outcome::NotDone, detail: detail.into() });
    }

    pub(crate) fn close(mut self) -> Self {
        self.passed = self.checks.iter().all(|c| c.result != Outcome::Failed);
        self
    }

    /// The checks that failed, in words.
    pub fn faults(&self) -> String {
        let failed = self.checks.iter().filter(|c| c.result == Outcome::Failed);
        failed.map(|c| format!("{}: {}", c.name, c.detail)).collect::<Vec<_>>().join("; ")
    }
}

/// Proves a file. `path` is where it lies, for the outside programs.
pub fn prove(bytes: &[u8], path: &std::path::Path, claim: &Claim, reader: &Reader<'_>) -> Report {
    let search = Search::new(claim);
    let mut report = Report { removed: search.len(), ..Report::default() };
    if search.left() > 0 {
        let what = format!("{} of the removed strings still stand in what is kept, without a decision", search.left());
        report.add("kept text", true, what);
    } else {
        report.add("kept text", false, "no removed string stands in it without a decision that keeps it there");
    }
    let delivery = views::delivery(bytes);
    let mut hunt = bytes::Hunt::new(&search, claim);
    let mut pictures = views::Pictures::default();
    let taken = reader.pool.take_apart(&delivery, &mut |piece, bytes| match piece {
        Piece::Stream => hunt.stream(&bytes),
        _ if reader.recognise => pictures.piece(piece, &bytes, &search, reader),
        _ => {}
    });
    match taken {
        Ok(file) => {
            structure::check(&file, claim, &mut report);
            hunt.close(bytes, &file, &search, &mut report);
            views::check(&delivery, path, (&file, &pictures), claim, &search, reader, &mut report);
        }
        Err(error) => report.add("structure", true, error.to_string()),
    }
    report.close()
}
