//! Rich text, with what is embedded in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postroom_fuzz::read("case.rtf", bytes));
