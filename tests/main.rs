//! All integration tests, one binary. Each module says what it keeps.

mod bad_input;
mod classify;
mod cli;
mod clocks;
mod corrections;
mod crash;
mod disclose;
mod erasure;
mod feed;
mod index;
mod licences;
mod parse;
mod redact;
mod rule_bench;
mod rule_schema;
mod rules;
mod run;
mod samples;
mod share;
mod support;
mod tidy;
