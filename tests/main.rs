//! All integration tests, one binary. Each module says what it keeps.

// Classification: floors on labelled items, and what holds for any text.
mod classify;
// Deadlines: worked examples of the law, and random dates against a slow reckoning.
mod clocks;
// The rules as shipped: they load, their examples hold, and wrong files are answered with their place.
mod rules;
