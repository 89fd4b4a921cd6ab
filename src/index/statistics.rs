//! The statistics behind relevance, held steady: how many items hold a word is taken as the next power of two, and text
//! lengths as a constant. Scores then hardly move while items arrive, and the pages of one answer are scored by what the
//! first page saw. The counts come from one index alone.

use super::schema::Fields;
use std::cell::RefCell;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Words in a letter of middling length.
const BODY_WORDS: u64 = 250;
/// Words in a subject line, a name, a file name.
const LINE_WORDS: u64 = 8;

/// Counts for one query, each as a power of two.
pub(super) struct Steady<'a> {
    searcher: &'a Searcher,
    long: [Field; 2],
    /// Counts of an earlier page, in the order in which the engine asks.
    earlier: Vec<u8>,
    told: RefCell<Vec<u8>>,
}

impl<'a> Steady<'a> {
    /// Statistics as they are now, or as an earlier page saw them.
    pub fn new(searcher: &'a Searcher, fields: &Fields, earlier: Vec<u8>) -> Self {
        Self { searcher, long: [fields.body, fields.quoted], earlier, told: RefCell::default() }
    }

    /// What was told, for a later page.
    pub fn told(self) -> Vec<u8> {
        self.told.into_inner()
    }

    fn documents(&self) -> u8 {
        let now = || self.searcher.segment_readers().iter().map(|s| u64::from(s.max_doc())).sum::<u64>();
        // Twice as many, so that a word that nearly every item holds still counts for something.
        self.earlier.first().copied().unwrap_or_else(|| power(now()) + 1)
    }
}

impl Bm25StatisticsProvider for Steady<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let words = if self.long.contains(&field) { BODY_WORDS } else { LINE_WORDS };
        Ok(words << self.documents())
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(1 << self.documents())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let most = self.documents();
        let mut told = self.told.borrow_mut();
        if told.is_empty() {
            told.push(most);
        }
        let count = match self.earlier.get(told.len()) {
            Some(count) => *count,
            None => power(self.searcher.doc_freq(term)?),
        };
        let count = count.min(most);
        told.push(count);
        Ok(1 << count)
    }
}

/// The exponent of the smallest power of two that is not below `count`.
fn power(count: u64) -> u8 {
    u8::try_from(count.max(1).next_power_of_two().trailing_zeros()).unwrap_or(u8::MAX).min(40)
}
