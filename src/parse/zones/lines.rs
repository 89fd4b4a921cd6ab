//! The lines of a text with their byte offsets. A zone begins and ends at the edges of lines.

use crate::model::{Span, Zone, ZoneKind};

/// A text cut into lines.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    lines: Vec<(usize, &'t str)>,
    text: &'t str,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub(super) fn of(text: &'t str) -> Self {
        let mut at = 0;
        let mut lines = Vec::new();
        for line in text.split('\n') {
            lines.push((at, line));
            at += line.len() + 1;
        }
        Self { lines, text }
    }

    /// The number of the line in which this byte stands.
    pub(super) fn number_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|(start, _)| *start <= offset).saturating_sub(1)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line without white space at its ends; empty beyond the last one.
    pub(super) fn get(&self, number: usize) -> &'t str {
        self.lines.get(number).map_or("", |(_, line)| line.trim())
    }

    /// A line as it stands.
    pub(super) fn raw(&self, number: usize) -> &'t str {
        self.lines.get(number).map_or("", |(_, line)| line)
    }

    /// True for a line of white space, and beyond the last one.
    pub(super) fn blank(&self, number: usize) -> bool {
        self.get(number).is_empty()
    }

    /// The first line from `number` on, before `end`, that is not blank.
    pub(super) fn next_written(&self, number: usize, end: usize) -> Option<usize> {
        (number..end.min(self.len())).find(|n| !self.blank(*n))
    }

    /// The last line before `end` that is not blank.
    pub(super) fn last_written(&self, end: usize) -> Option<usize> {
        (0..end.min(self.len())).rev().find(|n| !self.blank(*n))
    }

    /// The text of these lines and where it begins.
    pub(super) fn stretch(&self, from: usize, to: usize) -> Option<(usize, &'t str)> {
        let start = self.lines.get(from)?.0;
        let (at, line) = self.lines.get(to.checked_sub(1)?)?;
        Some((start, self.text.get(start..at + line.len())?))
    }

    /// A zone over whole lines, from the first up to, not including, the last; blank lines at its ends are left out.
    pub(super) fn zone(&self, from: usize, to: usize, kind: ZoneKind) -> Option<Zone> {
        let first = self.next_written(from, to)?;
        let last = self.last_written(to).filter(|last| *last >= first)?;
        let start = self.lines.get(first)?.0;
        let (at, line) = self.lines.get(last)?;
        let end = (at + line.trim_end().len()).min(self.text.len());
        (start < end).then(|| Zone { span: Span::new(start, end), kind })
    }
}
