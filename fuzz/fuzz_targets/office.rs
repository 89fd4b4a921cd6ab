//! Office files and archives: zip, gzip, tar, Office Open XML, OpenDocument, and the formats before 2007.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| postroom_fuzz::read("case.docx", bytes));
