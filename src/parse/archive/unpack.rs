//! Unpacking under a budget: bytes are counted as they come out, never believed as stated. The budget is one for the
//! whole item, so that a thousand small bombs are no better than a large one.

use crate::model::{ProblemCode, Severity};
use crate::parse::reading::{Part, Reading};
use std::io::Read;

/// Up to this size no ratio does harm.
const ANY_RATIO: u64 = 16 << 20;

/// Why a member could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Stop {
    /// Its packed bytes are damaged or cut short.
    Damaged,
    /// It is locked with a password.
    Encrypted,
    /// It is packed in a way that is not known here.
    Method,
    /// It unpacks to far more than any honest file.
    Bomb,
    /// The item's budget is used up.
    TooMuch,
}

/// Unpacks a source whose packed size is known.
pub(in crate::parse) fn unpack(reading: &mut Reading<'_>, source: impl Read, packed: u64) -> Result<Vec<u8>, Stop> {
    let limits = reading.limits;
    let left = limits.expanded_bytes.saturating_sub(reading.expanded);
    let ratio = packed.saturating_mul(limits.expansion_ratio).max(ANY_RATIO);
    let most = left.min(ratio);
    let mut bytes = Vec::new();
    let outcome = source.take(most.saturating_add(1)).read_to_end(&mut bytes);
    reading.expanded = reading.expanded.saturating_add(bytes.len() as u64);
    if bytes.len() as u64 > most {
        return Err(if most == left { Stop::TooMuch } else { Stop::Bomb });
    }
    outcome.map(|_| bytes).map_err(|_| Stop::Damaged)
}

impl Stop {
    /// What it is called in problems.
    pub(in crate::parse) fn code(self) -> ProblemCode {
        match self {
            Stop::Damaged => ProblemCode::Damaged,
            Stop::Encrypted => ProblemCode::Encrypted,
            Stop::Method => ProblemCode::UnsupportedFormat,
            Stop::Bomb | Stop::TooMuch => ProblemCode::LimitReached,
        }
    }

    /// Says that a part could not be had.
    pub(in crate::parse) fn note(self, reading: &mut Reading<'_>, id: usize, part: Part<'_>) {
        let limits = reading.limits;
        let what = match self {
            Stop::Damaged => "is damaged or cut short and could not be unpacked".to_owned(),
            Stop::Encrypted => "is locked with a password".to_owned(),
            Stop::Method => "is packed in a way that is not read".to_owned(),
            Stop::Bomb => format!(
                "unpacks to more than {} times its size (limits.expansion_ratio), as no honest file does",
                limits.expansion_ratio
            ),
            Stop::TooMuch => format!(
                "would take what the item unpacks to beyond {} bytes (limits.expanded_bytes)",
                limits.expanded_bytes
            ),
        };
        let next = match self {
            Stop::Damaged | Stop::Method => "Open the original, or ask the sender for it again in another form.",
            Stop::Encrypted => "Ask the sender for the password, or for a copy without one.",
            Stop::Bomb | Stop::TooMuch => {
                "Open the original with care: it may be made to do harm. If it is sound, raise the limit and read it again."
            }
        };
        reading.note_part(id, part, self.code(), &what, next);
    }
}

impl Reading<'_> {
    /// Reads what a container holds, unless too many containers are around it already.
    pub(in crate::parse) fn inside(&mut self, id: usize, part: Part<'_>, read: impl FnOnce(&mut Self)) {
        let most = self.limits.archive_depth;
        if self.containers >= most {
            let what =
                format!("lies inside {most} archives or office files, deeper than is read (limits.archive_depth)");
            self.note_part(
                id,
                part,
                ProblemCode::LimitReached,
                &what,
                "Open the original, or raise the limit and read it again.",
            );
            return;
        }
        self.containers += 1;
        read(self);
        self.containers -= 1;
    }

    /// True while the cap on members of one item leaves room for another; says so when it no longer does.
    pub(in crate::parse) fn room_for_member(&mut self, id: usize) -> bool {
        let most = self.limits.archive_entries;
        self.members += 1;
        if self.members == most + 1 {
            self.note(
                id,
                ProblemCode::LimitReached,
                Severity::NeedsPerson,
                format!(
                    "The item holds more than {most} files in archives and office files (limits.archive_entries). Those up to \
                     there were read, the others were not; the original is kept. Open the original for the rest, or raise the \
                     limit and read the item again."
                ),
            );
        }
        self.members <= most
    }
}
