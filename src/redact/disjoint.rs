//! Spans of an item that do not overlap, asked quickly. It keeps places only and knows nothing of what stands there.

use crate::model::Span;
use std::collections::BTreeMap;

/// Places taken so far, each with the index of what took it.
#[derive(Debug, Default)]
pub struct Disjoint {
    places: BTreeMap<(usize, usize), (usize, usize)>,
}

impl Disjoint {
    /// The index of what overlaps a span, if anything does.
    pub fn overlapping(&self, document: usize, span: Span) -> Option<usize> {
        let (start, (end, index)) = self.places.range((document, 0)..(document, span.end)).next_back()?;
        Span::new(start.1, *end).overlaps(span).then_some(*index)
    }

    /// Takes a place; it must not overlap another.
    pub fn take(&mut self, document: usize, span: Span, index: usize) {
        debug_assert!(self.overlapping(document, span).is_none(), "places may not overlap");
        self.places.insert((document, span.start), (span.end, index));
    }
}
