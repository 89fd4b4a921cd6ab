//! Mails: headers, parts, codes, zones, and whatever is attached.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postroom_fuzz::read("case.eml", bytes));
