//! PDFs: structure, text with its places, what is unseen, forms and notes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postroom_fuzz::read("case.pdf", bytes));
