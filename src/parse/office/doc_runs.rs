//! How the characters of an old Word document are formatted, as far as that hides them ([MS-DOC] 2.4.6, 2.6.1): read from
//! the pages of formatted runs. What is torn there hides nothing.

use crate::parse::flow::Unseen;

/// Pages of runs; each covers at least one run of text.
const MOST_PAGES: usize = 200_000;
const PAGE: usize = 512;
/// Letters smaller than three points (six half points) are not read by anybody.
const TINY: u16 = 6;

/// Stretches of the main stream that are not seen, in their order.
#[derive(Debug, Default)]
pub(super) struct Runs {
    stretches: Vec<(usize, usize, Unseen)>,
}

impl Runs {
    /// Reads the runs of a document.
    pub(super) fn read(main: &[u8], table: &[u8]) -> Self {
        let mut runs = Self::default();
        let numbers = || {
            let (at, length) = (u32_at(main, 0xfa)? as usize, u32_at(main, 0xfe)? as usize);
            let list = table.get(at..at.checked_add(length)?)?;
            let count = (length.checked_sub(4)? / 8).min(MOST_PAGES);
            Some((0..count).filter_map(|n| u32_at(list, (count + 1) * 4 + n * 4)).collect::<Vec<u32>>())
        };
        for number in numbers().unwrap_or_default() {
            let start = (number & 0x3f_ffff) as usize * PAGE;
            if let Some(page) = main.get(start..start + PAGE) {
                runs.page(page);
            }
        }
        runs.stretches.sort_unstable_by_key(|(from, ..)| *from);
        runs
    }

    fn page(&mut self, page: &[u8]) {
        let count = usize::from(page.last().copied().unwrap_or(0));
        for n in 0..count {
            let (Some(from), Some(to)) = (u32_at(page, n * 4), u32_at(page, n * 4 + 4)) else { return };
            let Some(at) = page.get((count + 1) * 4 + n).map(|b| usize::from(*b) * 2).filter(|at| *at > 0) else {
                continue;
            };
            let length = page.get(at).copied().map_or(0, usize::from);
            let properties = page.get(at + 1..(at + 1 + length).min(PAGE)).unwrap_or_default();
            if let Some(kind) = unseen(properties) {
                self.stretches.push((from as usize, to as usize, kind));
            }
        }
    }

    /// How what stands here is hidden, if it is.
    pub(super) fn at(&self, offset: usize) -> Option<Unseen> {
        let after = self.stretches.partition_point(|(from, ..)| *from <= offset);
        let (_, to, kind) = self.stretches.get(after.checked_sub(1)?)?;
        (offset < *to).then_some(*kind)
    }

    /// The next place where that changes.
    pub(super) fn next_change(&self, offset: usize) -> usize {
        let after = self.stretches.partition_point(|(from, ..)| *from <= offset);
        let end =
            after.checked_sub(1).and_then(|n| self.stretches.get(n)).map(|(_, to, _)| *to).filter(|to| *to > offset);
        let start = self.stretches.get(after).map(|(from, ..)| *from);
        end.or(start).unwrap_or(usize::MAX)
    }
}

/// What a list of property changes says about being seen.
fn unseen(mut list: &[u8]) -> Option<Unseen> {
    let mut found = None;
    while let Some(code) = u16_at(list, 0) {
        let value = list.get(2..)?;
        let length = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ => usize::from(*value.first()?) + 1,
        };
        let value = value.get(..length)?;
        let first = value.first().copied().unwrap_or(0);
        found = match code {
            0x0800 if first == 1 => return Some(Unseen::Deleted),
            0x083c if first & 1 == 1 => return Some(Unseen::Text),
            // Colour 8 of the old palette is white; the newer form states red, green and blue.
            0x2a42 if first == 8 => Some(Unseen::White),
            0x6870 if value.iter().take(3).all(|v| *v >= 0xf8) && value.get(3) == Some(&0) => Some(Unseen::White),
            0x4a43 if u16_at(value, 0).is_some_and(|size| size > 0 && size < TINY) => Some(Unseen::Tiny),
            _ => found,
        };
        list = list.get(2 + length..)?;
    }
    found
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
