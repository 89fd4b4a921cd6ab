//! Collecting what a query met: the best of it in order, its number, and counts for facets, in one pass. The order is
//! total, so that a page can go on exactly where the one before ended.

use super::facets::{Counter, FacetCounts};
use super::query::Sort;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Where a hit stands; greater comes first. No two items of one register have the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(pub u64, pub i64, pub u64);

/// One hit that was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ranked {
    pub key: Key,
    pub at: DocAddress,
    pub sketch: u64,
    pub thread: u64,
}

/// What is to be collected.
#[derive(Debug, Clone)]
pub(super) struct Ranking {
    pub sort: Sort,
    /// How many of the first are wanted.
    pub first: usize,
    /// Only what stands behind this.
    pub after: Option<Key>,
    /// Only what arrived up to here.
    pub newest: u64,
    /// Not this one.
    pub without: Option<u64>,
    pub facets: bool,
    /// Whether sketch and thread are wanted.
    pub likeness: bool,
}

/// What was collected.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// All that was met, on earlier pages too.
    pub total: usize,
    /// The last arrival among it.
    pub newest: u64,
    pub first: Vec<Ranked>,
    pub facets: FacetCounts,
}

/// Steps in which scores count: sums of floats may differ in their last bits with the order of adding.
const SCORE_STEPS: f32 = 1_024.0;
/// Days before this number have passed.
const FAR_DAY: i64 = 1 << 32;

impl Key {
    /// The score that a key was made of.
    pub fn score(self) -> f32 {
        self.0 as f32 / SCORE_STEPS
    }
}

impl Collector for Ranking {
    type Fruit = Collected;
    type Child = Segment;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = reader.fast_fields();
        Ok(Segment {
            ranking: self.clone(),
            ordinal,
            received: columns.i64("received")?,
            due: (self.sort == Sort::Due).then(|| columns.i64("due")).transpose()?,
            number: columns.u64("number")?,
            sketch: self.likeness.then(|| columns.u64("sketch")).transpose()?,
            thread: self.likeness.then(|| columns.u64("thread")).transpose()?,
            counter: self.facets.then(|| Counter::new(reader)).transpose()?,
            total: 0,
            newest: 0,
            best: Vec::new(),
            beaten: None,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut all = Collected::default();
        for fruit in fruits {
            all.total += fruit.total;
            all.newest = all.newest.max(fruit.newest);
            all.first.extend(fruit.first);
            all.facets.add(fruit.facets);
        }
        all.first.sort_unstable_by_key(|hit| (std::cmp::Reverse(hit.key), hit.at));
        all.first.truncate(self.first);
        Ok(all)
    }
}

/// One segment of an index.
pub(super) struct Segment {
    ranking: Ranking,
    ordinal: SegmentOrdinal,
    received: Column<i64>,
    due: Option<Column<i64>>,
    number: Column<u64>,
    sketch: Option<Column<u64>>,
    thread: Option<Column<u64>>,
    counter: Option<Counter>,
    total: usize,
    newest: u64,
    best: Vec<(Key, DocId)>,
    /// What does not come before this is not among the first.
    beaten: Option<Key>,
}

impl Segment {
    fn key(&self, doc: DocId, score: Score, number: u64) -> Key {
        let received = self.received.first(doc).unwrap_or_default();
        match self.ranking.sort {
            Sort::Relevance => Key((score.max(0.0) * SCORE_STEPS) as u64, received, number),
            Sort::Newest => Key(0, received, number),
            Sort::Oldest => Key(0, -received, u64::MAX - number),
            Sort::Due => {
                let left = |due: i64| u64::try_from(FAR_DAY - due).unwrap_or_default();
                let due = self.due.as_ref().and_then(|due| due.first(doc));
                Key(due.map_or(0, left), received, number)
            }
        }
    }

    fn keep_best(&mut self) {
        let first = self.ranking.first;
        if self.best.len() > first {
            let (_, beaten, _) = self.best.select_nth_unstable_by_key(first, |entry| std::cmp::Reverse(*entry));
            self.beaten = Some(beaten.0);
            self.best.truncate(first);
        }
    }
}

impl SegmentCollector for Segment {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        let number = self.number.first(doc).unwrap_or_default();
        if number > self.ranking.newest || self.ranking.without == Some(number) {
            return;
        }
        self.total += 1;
        self.newest = self.newest.max(number);
        if let Some(counter) = &mut self.counter {
            counter.count(doc);
        }
        if self.ranking.first == 0 {
            return;
        }
        let key = self.key(doc, score, number);
        if self.ranking.after.is_some_and(|after| key >= after) || self.beaten.is_some_and(|beaten| key <= beaten) {
            return;
        }
        self.best.push((key, doc));
        if self.best.len() >= 2 * self.ranking.first.max(64) {
            self.keep_best();
        }
    }

    fn harvest(mut self) -> Collected {
        self.keep_best();
        let likeness =
            |column: &Option<Column<u64>>, doc| column.as_ref().and_then(|c| c.first(doc)).unwrap_or_default();
        let ranked = |(key, doc): &(Key, DocId)| Ranked {
            key: *key,
            at: DocAddress::new(self.ordinal, *doc),
            sketch: likeness(&self.sketch, *doc),
            thread: likeness(&self.thread, *doc),
        };
        Collected {
            total: self.total,
            newest: self.newest,
            first: self.best.iter().map(ranked).collect(),
            facets: self.counter.map(Counter::harvest).unwrap_or_default(),
        }
    }
}
