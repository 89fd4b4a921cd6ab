//! The words in which trouble with a whole item or an outside program is told: what happened, where, what was done,
//! what to do next. No message quotes the text of an item.

use super::pool::Failure;
use crate::model::{Delivery, Limits, Problem, ProblemCode, Severity};

const KEPT: &str = "It is kept whole in quarantine and the other items go on.";

/// An item larger than is read.
pub(crate) fn too_large(delivery: &Delivery, limits: &Limits) -> Problem {
    quarantine(
        ProblemCode::LimitReached,
        format!(
            "{} has {} bytes; items of up to {} bytes are read (limits.item_bytes). {KEPT} Open the original, or raise \
             the limit and read it again.",
            delivery.locator,
            delivery.bytes.len(),
            limits.item_bytes
        ),
    )
}

/// An item whose reading process failed.
pub(crate) fn reader_failed(delivery: &Delivery, failure: Failure, limits: &Limits) -> Problem {
    let place = &delivery.locator;
    match failure {
        Failure::TimedOut => quarantine(
            ProblemCode::TimedOut,
            format!(
                "Reading {place} took longer than {} seconds (limits.parse_seconds) and was stopped. {KEPT} Open the \
                 original with care: it may be damaged or made to do harm. If it is sound, raise the limit and read it again.",
                limits.parse_seconds
            ),
        ),
        Failure::Memory => quarantine(
            ProblemCode::LimitReached,
            format!(
                "Reading {place} needed more than {} MiB of memory (limits.parse_memory_mib) and was stopped. {KEPT} Open \
                 the original with care: it may be damaged or made to do harm. If it is sound, raise the limit and read it again.",
                limits.parse_memory_mib
            ),
        ),
        Failure::Stack => quarantine(
            ProblemCode::LimitReached,
            format!(
                "{place} nests its parts so deeply that the reading process ran out of stack and ended. {KEPT} Open the \
                 original with care: it may be damaged or made to do harm."
            ),
        ),
        Failure::Died => quarantine(
            ProblemCode::ReaderFailed,
            format!(
                "The reading process ended unexpectedly while it read {place}. {KEPT} Open the original with care: it may \
                 be damaged or made to do harm. Report the fault with the file if it may be shared."
            ),
        ),
        Failure::NotStarted => quarantine(
            ProblemCode::ReaderFailed,
            format!(
                "No reading process could be started for {place}. {KEPT} Run `postroom check`, free memory or processes, \
                 and read the item again."
            ),
        ),
        Failure::Panicked => quarantine(
            ProblemCode::Internal,
            format!(
                "A fault in Postroom stopped the reading of {place}. {KEPT} Open the original, and report the fault with \
                 the file if it may be shared."
            ),
        ),
    }
}

fn quarantine(code: ProblemCode, message: String) -> Problem {
    Problem::item(code, Severity::Quarantine, message)
}
