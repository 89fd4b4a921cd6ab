//! HTML pages: what a person sees, and what not.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postroom_fuzz::read("case.html", bytes));
