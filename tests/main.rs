//! All integration tests, one binary. Each module says what it keeps.

mod bad_input;
mod classify;
mod cli;
mod clocks;
mod crash;
mod index;
mod licences;
mod parse;
mod redact;
mod rules;
// Redaction: what is found in many writings, whose it is, what is hidden, and that hiding holds.
mod redact;
mod run;
mod samples;
mod support;
mod tidy;
