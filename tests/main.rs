//! All integration tests, one binary. Each module says what it keeps.

/// Redaction's figures on the labelled development set never fall below their floors.
/// Redaction: what is found in many writings, whose it is, what is hidden, and that hiding holds.
mod redact;
