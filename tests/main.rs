//! All integration tests, one binary. Each module says what it keeps.

/// What parsing reads, and that hostile bytes cost one item and no more.
mod parse;
