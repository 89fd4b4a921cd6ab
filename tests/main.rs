//! All integration tests, one binary. Each module says what it keeps.

/// What staff and officers find, what staff never find, and what becomes of damaged indexes and hostile queries.
mod index;
