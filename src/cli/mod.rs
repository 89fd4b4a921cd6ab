//! The command line: one file per command, holding no logic of its own.

use std::process::ExitCode;

/// Runs the command line and turns its result into an exit code.
pub fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("reader") {
        return crate::parse::reader_main();
    }
    ExitCode::SUCCESS
}
