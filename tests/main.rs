//! All integration tests, one binary. Each module says what it keeps.

mod samples;
mod support;
mod tidy;
/// Redaction's figures on the labelled development set never fall below their floors.
mod redact_score;
