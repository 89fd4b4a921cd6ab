//! Searching an index. The answer comes from the index alone, so that staff are never shown more than the staff index
//! holds; no hits and a mistake are different answers.

use super::error::IndexError;
use super::folder::{self, Which};
use super::hit::{Hit, hit};
use super::lookup::{MOST_BEGINNINGS, engine_query, text_field, word_field};
use super::query::{
    Alternative, Leaf, Node, Pattern, Query, QueryError, Sort, TextField, What, WordField, patterns, understand,
};
use super::record::Record;
use super::schema::Fields;
use serde::Serialize;
use std::path::{Path, PathBuf};
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::schema::Value;
use tantivy::{DocAddress, Index, IndexReader, Order, ReloadPolicy, Searcher, TantivyDocument, Term};

/// Most hits on one page.
pub const MOST_HITS: usize = 500;
/// Farthest page; beyond it a narrower query serves better.
pub const FARTHEST: usize = 100_000;

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchResult {
    /// `postroom.search/1`.
    pub schema: &'static str,
    /// What was asked.
    pub query: String,
    /// Where.
    pub index: Which,
    /// In which order.
    pub sort: Sort,
    /// Number of items that were found.
    pub total: usize,
    /// How many of them stand before the first of `hits`.
    pub offset: usize,
    /// One page of them.
    pub hits: Vec<Hit>,
    /// What the person should know about the question or the answer.
    pub notices: Vec<String>,
}

/// An index, open for searching.
pub struct Reader {
    dir: PathBuf,
    which: Which,
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

/// Answers one query; `root` is the folder that holds `staff/` and `full/`. The caller has made sure that the person may
/// search the full index and has recorded why.
pub fn search(root: &Path, query: &Query) -> Result<SearchResult, IndexError> {
    // A mistake in the query is told even where there is no index.
    understand(&query.text)?;
    Reader::open(&root.join(query.index.word()), query.index)?.search(query)
}

impl Reader {
    /// Opens the index in `dir` for searching.
    pub fn open(dir: &Path, which: Which) -> Result<Self, IndexError> {
        let index = folder::open(dir, which)?;
        let open =
            || index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(16).try_into();
        let reader = folder::guarded(open).map_err(|why| IndexError::Damaged { dir: dir.to_path_buf(), why })?;
        Ok(Self { dir: dir.to_path_buf(), which, index, reader, fields: Fields::new().1 })
    }

    /// Makes what was committed since visible to the next search.
    pub fn reload(&self) -> Result<(), IndexError> {
        self.guarded(|| self.reader.reload())
    }

    /// Compares every file with its checksum; an empty list says that all is well.
    pub fn verify(&self) -> Vec<String> {
        folder::damage(&self.index)
    }

    /// The ids of every item that the index holds, sorted: for comparing it with the register.
    pub fn item_ids(&self) -> Result<Vec<String>, IndexError> {
        let searcher = self.reader.searcher();
        let all = self.guarded(|| searcher.search(&tantivy::query::AllQuery, &tantivy::collector::DocSetCollector))?;
        let mut ids = all
            .into_iter()
            .map(|at| Ok(self.record(&searcher, at)?.item_id))
            .collect::<Result<Vec<_>, IndexError>>()?;
        ids.sort_unstable();
        Ok(ids)
    }

    /// Answers one query. Its `index` must be the one that is open.
    pub fn search(&self, query: &Query) -> Result<SearchResult, IndexError> {
        let mut understood = understand(&query.text)?;
        if query.limit > MOST_HITS || query.offset > FARTHEST {
            let message = format!(
                "A page holds up to {MOST_HITS} hits and starts at hit {FARTHEST} at the latest. Narrow the query down."
            );
            return Err(IndexError::Page { message });
        }
        let searcher = self.reader.searcher();
        let patterns = patterns(&understood.node);
        self.guarded(|| self.too_many_beginnings(&searcher, &patterns))?.map_or(Ok(()), Err)?;
        let wanted = engine_query(&understood.node, &self.fields);
        let (total, page) = self.guarded(|| page(&searcher, &*wanted, query))?;
        let mut hits = Vec::with_capacity(page.len());
        for (score, address) in page {
            hits.push(hit(self.record(&searcher, address)?, score, &patterns));
        }
        self.add_notices(&searcher, &understood.node, &mut understood.notices);
        Ok(SearchResult {
            schema: "postroom.search/1",
            query: query.text.clone(),
            index: self.which,
            sort: query.sort,
            total,
            offset: query.offset,
            hits,
            notices: understood.notices,
        })
    }

    /// Refuses a beginning that stands for more words than the engine looks at behind other words.
    fn too_many_beginnings(&self, searcher: &Searcher, patterns: &[Pattern]) -> tantivy::Result<Option<QueryError>> {
        for pattern in patterns {
            for start in pattern.alternatives.iter().filter_map(Alternative::last_beginning) {
                for field in TextField::ALL {
                    let field = text_field(&self.fields, field).0;
                    for segment in searcher.segment_readers() {
                        let terms = segment.inverted_index(field)?;
                        let mut stream = terms.terms().range().ge(start).into_stream()?;
                        let mut words = 0;
                        while words <= MOST_BEGINNINGS && stream.advance() && stream.key().starts_with(start.as_bytes())
                        {
                            words += 1;
                        }
                        if words > MOST_BEGINNINGS {
                            return Ok(Some(QueryError::too_many_beginnings(&pattern.typed)));
                        }
                    }
                }
            }
        }
        Ok(None)
    }

    fn add_notices(&self, searcher: &Searcher, node: &Node, notices: &mut Vec<String>) {
        if !folder::is_complete(&self.index) {
            notices.push("The index is still being filled: items may be missing from this answer.".into());
        }
        for leaf in leaves(node) {
            if let What::Word(WordField::Queue, queue) = &leaf.what {
                let term = Term::from_field_text(word_field(&self.fields, WordField::Queue), queue);
                if searcher.doc_freq(&term).is_ok_and(|n| n == 0) {
                    notices.push(format!("No item has ever been in a queue named `{queue}`."));
                }
            }
        }
    }

    fn record(&self, searcher: &Searcher, address: DocAddress) -> Result<Record, IndexError> {
        let stored: TantivyDocument = self.guarded(|| searcher.doc(address))?;
        let text = stored.get_first(self.fields.record).and_then(|v| v.as_str()).unwrap_or_default();
        serde_json::from_str(text).map_err(|e| self.damaged(format!("a stored record cannot be read: {e}")))
    }

    fn guarded<T>(&self, run: impl FnOnce() -> tantivy::Result<T>) -> Result<T, IndexError> {
        folder::guarded(run).map_err(|why| self.damaged(why))
    }

    fn damaged(&self, why: String) -> IndexError {
        IndexError::Damaged { dir: self.dir.clone(), why }
    }
}

type Page = Vec<(Option<f32>, DocAddress)>;

fn page(searcher: &Searcher, wanted: &dyn tantivy::query::Query, query: &Query) -> tantivy::Result<(usize, Page)> {
    if query.limit == 0 {
        return Ok((searcher.search(wanted, &Count)?, Vec::new()));
    }
    let top = TopDocs::with_limit(query.limit).and_offset(query.offset);
    let received = |order| (SortByStaticFastValue::<i64>::for_field("received"), order);
    let tie = (SortByStaticFastValue::<u64>::for_field("tie"), Order::Asc);
    let unscored = |addresses: Vec<DocAddress>| addresses.into_iter().map(|a| (None, a)).collect();
    Ok(match query.sort {
        Sort::Relevance => {
            let order = ((SortBySimilarityScore, Order::Desc), received(Order::Desc), tie);
            let (found, total) = searcher.search(wanted, &(top.order_by(order), Count))?;
            (total, found.into_iter().map(|((score, _, _), a)| (Some(score), a)).collect())
        }
        Sort::Newest | Sort::Oldest => {
            let direction = if query.sort == Sort::Newest { Order::Desc } else { Order::Asc };
            let (found, total) = searcher.search(wanted, &(top.order_by((received(direction), tie)), Count))?;
            (total, unscored(found.into_iter().map(|(_, a)| a).collect()))
        }
        Sort::Due => {
            let due = (SortByStaticFastValue::<i64>::for_field("due"), Order::Asc);
            let (found, total) = searcher.search(wanted, &(top.order_by((due, received(Order::Desc), tie)), Count))?;
            (total, unscored(found.into_iter().map(|(_, a)| a).collect()))
        }
    })
}

fn leaves(node: &Node) -> Vec<&Leaf> {
    match node {
        Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(leaves).collect(),
        Node::Not(inner) => leaves(inner),
        Node::Leaf(leaf) => vec![leaf],
    }
}
