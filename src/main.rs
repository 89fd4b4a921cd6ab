//! The program: hands over to `cli` and does nothing else.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    postroom::cli::main()
}
