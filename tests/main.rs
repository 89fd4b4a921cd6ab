//! All integration tests, one binary. Each module says what it keeps.

mod bad_input;
mod classify;
// Deadlines: worked examples of the law, and random dates against a slow reckoning.
mod clocks;
// The rules as shipped: they load, their examples hold, and wrong files are answered with their place.
mod rules;
// Redaction: what is found in many writings, whose it is, what is hidden, and that hiding holds.
mod redact;
mod run;
mod samples;
mod support;
mod tidy;
