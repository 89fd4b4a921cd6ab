//! All integration tests, one binary. Each module says what it keeps.

/// Redaction's figures on the labelled development set never fall below their floors.
mod redact_score;
