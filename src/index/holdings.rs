//! What an index holds, for comparing it with the register and for looking after an erasure. It answers no search.

use super::error::IndexError;
use super::schema::Fields;
use super::search::Reader;
use std::collections::HashMap;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED, Term};

impl Reader {
    /// The number of the last commit: what an answer was given from.
    pub fn generation(&self) -> Result<u64, IndexError> {
        self.guarded(|| self.index.load_metas()).map(|metas| metas.opstamp)
    }

    /// The ids of every item that the index holds, sorted: for comparing it with the register.
    pub fn item_ids(&self) -> Result<Vec<String>, IndexError> {
        let searcher = self.reader.searcher();
        let mut ids = self.guarded(|| held_ids(&searcher, &self.fields))?;
        ids.sort_unstable();
        Ok(ids)
    }

    /// Number of items that can be found.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// True where nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Words, in small letters, that stand in these items and in no other: what to look for when they were erased.
    pub fn words_only_in(&self, item_ids: &[&str]) -> Result<Vec<String>, IndexError> {
        /// Shorter words stand in compressed bytes by chance.
        const SHORTEST: usize = 7;
        let searcher = self.reader.searcher();
        let mut held: HashMap<String, u64> = HashMap::new();
        for id in item_ids {
            let term = Term::from_field_text(self.fields.item_id, id);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            for at in self.guarded(|| searcher.search(&query, &DocSetCollector))? {
                for word in self.record(&searcher, at)?.words().filter(|w| w.chars().count() >= SHORTEST) {
                    *held.entry(word).or_default() += 1;
                }
            }
        }
        let fields = [self.fields.body, self.fields.quoted, self.fields.subject, self.fields.from, self.fields.file];
        let mut words = Vec::new();
        for (word, here) in held {
            let count = |field| searcher.doc_freq(&Term::from_field_text(field, &word));
            let most = self.guarded(|| fields.into_iter().map(count).try_fold(0, |most, n| Ok(most.max(n?))))?;
            if most <= here {
                words.push(word);
            }
        }
        words.sort_unstable();
        Ok(words)
    }
}

fn held_ids(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<String>> {
    let mut ids = Vec::new();
    for segment in searcher.segment_readers() {
        let terms = segment.inverted_index(fields.item_id)?;
        let mut stream = terms.terms().stream()?;
        while stream.advance() {
            let mut postings = terms.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            let mut alive = false;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                alive |= !segment.is_deleted(doc);
                doc = postings.advance();
            }
            if alive {
                ids.push(String::from_utf8_lossy(stream.key()).into_owned());
            }
        }
    }
    Ok(ids)
}
