//! All integration tests, one binary. Each module says what it keeps.

mod bad_input;
mod crash;
mod index;
mod redact_score;
mod run;
mod samples;
mod support;
mod tidy;
