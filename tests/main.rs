//! All integration tests, one binary. Each module says what it keeps.

mod samples;
mod support;
mod tidy;
