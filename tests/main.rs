//! All integration tests, one binary. Each module says what it keeps.

mod bad_input;
mod classify;
// Deadlines: worked examples of the law, and random dates against a slow reckoning.
mod clocks;
// The rules as shipped: they load, their examples hold, and wrong files are answered with their place.
mod rules;
mod run;
mod samples;
mod support;
mod tidy;
