//! Pictures: decoding and setting straight; recognition is an outside program and has no part in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postroom_fuzz::read("case.tif", bytes));
