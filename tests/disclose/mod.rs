//! Releases: what must never come out of them, what must, and that the proof can tell.

mod constants;
mod hostile;
mod leaks;
mod paper;
mod parcels;
mod properties;
mod release;
