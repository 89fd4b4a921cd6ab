//! Counting what was found by category, queue, month and so on. Counts come from the index that was searched, over
//! everything that the query met and not over one page.

use super::schema::day_of;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

/// One facet with its values, most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// Name of the field; `month` for months of receipt.
    pub field: &'static str,
    /// The values that were met.
    pub values: Vec<FacetValue>,
}

/// One value and how many of the items found have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// The value; for months `2026-04`.
    pub value: String,
    /// Number of items.
    pub items: u64,
    /// What to add to the query to see only these.
    pub narrow: String,
}

/// The facets, in the order in which they are shown.
const FIELDS: [&str; 9] = ["category", "kind", "queue", "flag", "provider", "place", "medium", "status", "has"];
/// Most values of one facet that are shown; months are shown in full.
const MOST_VALUES: usize = 20;

/// Counts by field and value, and by day of receipt.
#[derive(Debug, Default)]
pub(super) struct FacetCounts {
    words: HashMap<(usize, String), u64>,
    days: HashMap<i64, u64>,
}

impl FacetCounts {
    /// Adds the counts of another segment.
    pub fn add(&mut self, other: Self) {
        other.words.into_iter().for_each(|(word, n)| *self.words.entry(word).or_default() += n);
        other.days.into_iter().for_each(|(day, n)| *self.days.entry(day).or_default() += n);
    }

    /// As they are shown.
    pub fn facets(&self) -> Vec<Facet> {
        let mut made: Vec<Facet> = FIELDS.iter().enumerate().map(|(number, field)| self.facet(number, field)).collect();
        made.push(self.months());
        made.retain(|facet| !facet.values.is_empty());
        made
    }

    fn facet(&self, number: usize, field: &'static str) -> Facet {
        let words = self.words.iter().filter(|((n, _), _)| *n == number);
        let mut values: Vec<FacetValue> = words
            .map(|((_, value), items)| FacetValue { value: value.clone(), items: *items, narrow: narrow(field, value) })
            .collect();
        values.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.value.cmp(&b.value)));
        values.truncate(MOST_VALUES);
        Facet { field, values }
    }

    fn months(&self) -> Facet {
        let mut months: BTreeMap<String, u64> = BTreeMap::new();
        for (day, items) in &self.days {
            if let Some(day) = day_of(*day) {
                *months.entry(format!("{:04}-{:02}", day.year(), day.month())).or_default() += items;
            }
        }
        let value = |(value, items): (String, u64)| {
            let narrow = format!("received:{value}");
            FacetValue { value, items, narrow }
        };
        Facet { field: "month", values: months.into_iter().rev().map(value).collect() }
    }
}

fn narrow(field: &str, value: &str) -> String {
    let bare = value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if bare { format!("{field}:{value}") } else { format!("{field}:\"{value}\"") }
}

/// Counts within one segment.
pub(super) struct Counter {
    words: Vec<(usize, StrColumn, Vec<u64>)>,
    received: Column<i64>,
    days: HashMap<i64, u64>,
}

impl Counter {
    /// For one segment.
    pub fn new(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let mut words = Vec::new();
        for (number, field) in FIELDS.iter().enumerate() {
            if let Some(column) = columns.str(field)? {
                let counts = vec![0; column.num_terms()];
                words.push((number, column, counts));
            }
        }
        Ok(Self { words, received: columns.i64("received")?, days: HashMap::new() })
    }

    /// Counts one item.
    pub fn count(&mut self, doc: DocId) {
        for (_, column, counts) in &mut self.words {
            for ordinal in column.term_ords(doc) {
                if let Some(count) = usize::try_from(ordinal).ok().and_then(|o| counts.get_mut(o)) {
                    *count += 1;
                }
            }
        }
        if let Some(day) = self.received.first(doc) {
            *self.days.entry(day).or_default() += 1;
        }
    }

    /// The counts with their words.
    pub fn harvest(self) -> FacetCounts {
        let mut made = FacetCounts { words: HashMap::new(), days: self.days };
        for (number, column, counts) in self.words {
            let ordinals: Vec<u64> = (0..).zip(&counts).filter(|(_, count)| **count > 0).map(|(o, _)| o).collect();
            let mut counts = counts.into_iter().filter(|count| *count > 0);
            // One pass over the words: each by itself would unpack its neighbours again.
            let read = column.dictionary().sorted_ords_to_term_cb(&ordinals, |word| {
                if let (Some(count), Ok(word)) = (counts.next(), std::str::from_utf8(word)) {
                    made.words.insert((number, word.to_string()), count);
                }
            });
            debug_assert!(read.is_ok_and(|all| all), "an ordinal of a column is a word of its dictionary");
        }
        made
    }
}
