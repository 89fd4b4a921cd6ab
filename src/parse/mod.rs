//! From bytes to text: reads a delivery into an item and its documents. What cannot be read is a problem on the item,
//! never an error and never silence. Nothing here judges what the writer wants.

use crate::model::{Delivery, Limits, Parsed};
use std::path::PathBuf;

/// Reads deliveries in limited child processes.
#[derive(Debug)]
pub struct Pool {}

/// Why reading cannot start at all.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// The reading process cannot be started.
    #[error("cannot start a reading process: {0}")]
    Start(std::io::Error),
}

impl Pool {
    /// A pool of `size` readers, each a child process of `program` started as `program reader`.
    pub fn start(_program: PathBuf, _size: usize, _limits: Limits) -> Result<Self, ParseError> {
        Ok(Self {})
    }

    /// Reads one delivery; may be called from many threads at once.
    pub fn parse(&self, _delivery: &Delivery) -> Parsed {
        unreachable!()
    }
}

/// The body of the hidden command `postroom reader`: reads deliveries from standard input until it ends.
pub fn reader_main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
