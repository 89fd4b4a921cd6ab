//! Searching an index. The answer comes from the index alone, so that staff are never shown more than the staff index
//! holds; no hits and a mistake are different answers.

use super::cursor::Cursor;
use super::error::IndexError;
use super::facets::Facet;
use super::folder::{self, Answering, Which};
use super::hit::{Hit, hit};
use super::like;
use super::likeness::{self, Collapse};
use super::lookup::{MOST_BEGINNINGS, engine_query, text_fields};
use super::matching::Matcher;
use super::notices;
use super::query::{
    Alternative, Leaf, Mode, Node, Pattern, Query, QueryError, Sort, TextField, What, open_to_slips, patterns,
    understand,
};
use super::ranking::{Ranked, Ranking};
use super::record::Record;
use super::schema::Fields;
use super::spelling;
use super::statistics::Steady;
use super::turns::Turn;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::collector::{Count, DocSetCollector};
use tantivy::query::BooleanQuery;
use tantivy::schema::Value;
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

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
    /// Where the next page begins, for `after`; none on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Number of hits after items were drawn together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<usize>,
    /// What was found, counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Vec<Facet>>,
    /// Where nothing was found: what was probably meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<String>,
}

/// An index, open for searching.
pub struct Reader {
    dir: PathBuf,
    which: Which,
    pub(super) index: Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    older: bool,
    /// Whether what is searched now holds all that it should.
    complete: AtomicBool,
}

/// Answers one query; `root` is the folder that holds `staff/` and `full/`. The caller has made sure that the person may
/// search the full index and has recorded why.
pub fn search(root: &Path, query: &Query) -> Result<SearchResult, IndexError> {
    open(root, query)?.search(query)
}

/// Opens the index that a query asks, once the query makes sense: a mistake is told even where there is no index.
pub fn open(root: &Path, query: &Query) -> Result<Reader, IndexError> {
    understand(asked(query))?;
    Reader::open(&root.join(query.index.word()), query.index)
}

/// What is asked; beside `like` a query may be left out.
fn asked(query: &Query) -> &str {
    if query.like.is_some() && query.text.trim().is_empty() { "*" } else { &query.text }
}

impl Reader {
    /// Opens the index in `dir` for searching; one of an earlier version too, where it can still answer.
    pub fn open(dir: &Path, which: Which) -> Result<Self, IndexError> {
        match Self::open_now(dir, which) {
            // A new index may just have taken the place of the one that was named a moment ago.
            Err(IndexError::Damaged { .. }) => Self::open_now(dir, which),
            done => done,
        }
    }

    fn open_now(dir: &Path, which: Which) -> Result<Self, IndexError> {
        let Answering { index, fields, older } = folder::open_answering(dir, which)?;
        let open =
            || index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(16).try_into();
        let reader = folder::guarded(open).map_err(|why| IndexError::Damaged { dir: dir.to_path_buf(), why })?;
        let complete = AtomicBool::new(folder::is_complete(&index));
        Ok(Self { dir: dir.to_path_buf(), which, index, reader, fields, older, complete })
    }

    /// Makes what was committed since visible to the next search.
    pub fn reload(&self) -> Result<(), IndexError> {
        self.guarded(|| self.reader.reload())?;
        self.complete.store(folder::is_complete(&self.index), Ordering::Relaxed);
        Ok(())
    }

    /// Compares every file with its checksum; an empty list says that all is well.
    pub fn verify(&self) -> Vec<String> {
        folder::damage(&self.index)
    }

    /// Answers one query. Its `index` must be the one that is open.
    pub fn search(&self, query: &Query) -> Result<SearchResult, IndexError> {
        let mut understood = understand(asked(query))?;
        bounded(query)?;
        let _turn = Turn::take();
        let searcher = self.reader.searcher();
        self.guarded(|| self.too_many_beginnings(&searcher, &patterns(&understood.node)))?.map_or(Ok(()), Err)?;
        self.guarded(|| self.add_slips(&searcher, &mut understood.node))?;
        let mut shown = patterns(&understood.node);
        let mut wanted = engine_query(&understood.node, &self.fields);
        let mut without = None;
        if let Some(reference) = &query.like {
            let record = self.by_reference(&searcher, reference)?;
            let words = self.guarded(|| like::telling(&searcher, &self.fields, &record))?;
            without = Some(record.number());
            shown.extend(like::patterns(&words));
            wanted = Box::new(BooleanQuery::intersection(vec![wanted, like::like_query(&self.fields, &words)]));
        }
        let page = self.page(&searcher, &*wanted, query, without)?;
        let mut matcher = Matcher::new(&shown);
        let mut hits = Vec::with_capacity(page.hits.len());
        for (first, with) in &page.hits {
            let score = (query.sort == Sort::Relevance).then(|| first.key.score());
            let mut made = hit(self.record(&searcher, first.at)?, self.which, score, &mut matcher);
            for other in with {
                made.with.push(self.record(&searcher, other.at)?.reference);
            }
            hits.push(made);
        }
        understood.notices.extend(notices::about_index(self.complete.load(Ordering::Relaxed), self.older));
        understood.notices.extend(notices::about_values(&searcher, &self.fields, &leaves(&understood.node)));
        understood.notices.extend(page.notice);
        let meant = match page.total {
            0 => self.guarded(|| self.meant(&searcher, &understood.node, &query.text))?,
            _ => Vec::new(),
        };
        Ok(SearchResult {
            schema: "postroom.search/1",
            query: query.text.clone(),
            index: self.which,
            sort: query.sort,
            total: page.total,
            offset: page.offset,
            hits,
            notices: understood.notices,
            next: page.next,
            groups: page.groups,
            facets: page.facets,
            suggestions: meant,
        })
    }

    fn by_reference(&self, searcher: &Searcher, reference: &str) -> Result<Record, IndexError> {
        let unknown = || IndexError::Page { message: format!("No item {reference} is in this index.") };
        let understood = understand(&format!("ref:\"{}\"", reference.replace('"', " ")))?;
        let query = engine_query(&understood.node, &self.fields);
        let found = self.guarded(|| searcher.search(&*query, &DocSetCollector))?;
        let records = found.into_iter().map(|at| self.record(searcher, at)).collect::<Result<Vec<_>, _>>()?;
        let wanted = reference.trim().to_uppercase();
        let named = |r: &Record| r.references().contains(&wanted);
        records.into_iter().find(named).ok_or_else(unknown)
    }

    fn add_slips(&self, searcher: &Searcher, node: &mut Node) -> tantivy::Result<()> {
        for (word, slips) in open_to_slips(node) {
            *slips = spelling::slips(searcher, &self.fields, &word)?;
        }
        Ok(())
    }

    /// The query with one word of it replaced by one that finds something.
    fn meant(&self, searcher: &Searcher, node: &Node, text: &str) -> tantivy::Result<Vec<String>> {
        /// Words tried in the place of one.
        const TRIED: usize = 5;
        /// Suggestions made.
        const MOST: usize = 3;
        let mut made = Vec::new();
        for leaf in leaves(node) {
            let What::Text { text: word, mode: Mode::Plain, .. } = &leaf.what else { continue };
            for near in spelling::meant(searcher, &self.fields, &word.to_lowercase())?.into_iter().take(TRIED) {
                let mut changed = text.to_string();
                let Some(start) = text.get(leaf.at.clone()).and_then(|t| t.find(word.as_str())) else { continue };
                let at = leaf.at.start + start;
                changed.replace_range(at..at + word.len(), &near);
                let found = understand(&changed).ok().map(|u| engine_query(&u.node, &self.fields));
                let found = found.map(|query| searcher.search(&*query, &Count)).transpose()?;
                if found.is_some_and(|n| n > 0) && made.len() < MOST && !made.contains(&changed) {
                    made.push(changed);
                }
            }
        }
        Ok(made)
    }

    fn page(
        &self,
        searcher: &Searcher,
        wanted: &dyn tantivy::query::Query,
        query: &Query,
        without: Option<u64>,
    ) -> Result<Page, IndexError> {
        let cursor = query.after.as_deref().map(|text| Cursor::read(text, query).ok_or_else(foreign_cursor));
        let cursor = cursor.transpose()?;
        let seen = cursor.as_ref().map_or(0, |c| usize::try_from(c.seen).unwrap_or(usize::MAX));
        let collapse = query.collapse.filter(|_| query.limit > 0);
        let first = match collapse {
            Some(_) => FARTHEST,
            None => query.offset.saturating_add(query.limit),
        };
        let ranking = Ranking {
            sort: query.sort,
            first: if query.limit == 0 { 0 } else { first },
            after: cursor.as_ref().filter(|_| collapse.is_none()).map(|c| c.key),
            newest: cursor.as_ref().map_or(u64::MAX, |c| c.newest),
            without,
            facets: query.facets,
            likeness: collapse.is_some(),
        };
        let counts = cursor.as_ref().map(|c| c.counts.clone()).unwrap_or_default();
        let steady = Steady::new(searcher, &self.fields, counts);
        let found = self.guarded(|| searcher.search_with_statistics_provider(wanted, &ranking, &steady))?;
        let counts = cursor.as_ref().map_or_else(|| steady.told(), |c| c.counts.clone());
        let newest = cursor.as_ref().map_or(found.newest, |c| c.newest);
        let (skip, before) = if collapse.is_some() { (seen + query.offset, 0) } else { (query.offset, seen) };
        let compared = found.first.len();
        let groups = match collapse {
            Some(by) => likeness::collapse(found.first, by),
            None => found.first.into_iter().map(|hit| (hit, Vec::new())).collect(),
        };
        let (number, offset) = (groups.len(), before + skip);
        let hits: Vec<_> = groups.into_iter().skip(skip).take(query.limit).collect();
        let all = if collapse.is_some() { number } else { found.total };
        let next = hits.last().filter(|_| offset + hits.len() < all).map(|(last, _)| {
            let seen = (offset + hits.len()) as u64;
            Cursor { question: Cursor::question(query), key: last.key, newest, seen, counts }.to_text()
        });
        let notice = (collapse == Some(Collapse::Alike) && compared > likeness::MOST_COMPARED).then(|| {
            format!(
                "Only the first {} items were compared with one another. Narrow the query down.",
                likeness::MOST_COMPARED
            )
        });
        let groups = collapse.map(|_| number);
        let facets = query.facets.then(|| found.facets.facets());
        Ok(Page { total: found.total, offset, hits, next, groups, facets, notice })
    }

    /// Refuses a beginning that stands for more words than the engine looks at behind other words.
    fn too_many_beginnings(&self, searcher: &Searcher, patterns: &[Pattern]) -> tantivy::Result<Option<QueryError>> {
        for pattern in patterns {
            for start in pattern.alternatives.iter().filter_map(Alternative::last_beginning) {
                for (field, _) in TextField::ALL.into_iter().flat_map(|f| text_fields(&self.fields, f)) {
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

    pub(super) fn record(&self, searcher: &Searcher, address: DocAddress) -> Result<Record, IndexError> {
        let stored: TantivyDocument = self.guarded(|| searcher.doc(address))?;
        let text = stored.get_first(self.fields.record).and_then(|v| v.as_str()).unwrap_or_default();
        Record::from_stored(text).map_err(|e| match self.older {
            true => IndexError::OtherVersion { dir: self.dir.clone() },
            false => self.damaged(format!("a stored record cannot be read: {e}")),
        })
    }

    pub(super) fn guarded<T>(&self, run: impl FnOnce() -> tantivy::Result<T>) -> Result<T, IndexError> {
        folder::guarded(run).map_err(|why| self.damaged(why))
    }

    fn damaged(&self, why: String) -> IndexError {
        IndexError::Damaged { dir: self.dir.clone(), why }
    }
}

/// One page of what was found.
struct Page {
    total: usize,
    offset: usize,
    hits: Vec<(Ranked, Vec<Ranked>)>,
    next: Option<String>,
    groups: Option<usize>,
    facets: Option<Vec<Facet>>,
    notice: Option<String>,
}

fn bounded(query: &Query) -> Result<(), IndexError> {
    if query.limit <= MOST_HITS && query.offset <= FARTHEST {
        return Ok(());
    }
    let message = format!(
        "A page holds up to {MOST_HITS} hits and starts at hit {FARTHEST} at the latest. Go on from a page with --after, or narrow the query down."
    );
    Err(IndexError::Page { message })
}

fn foreign_cursor() -> IndexError {
    let message = "What stands behind --after does not belong to this query and order, or was cut. Take `next` of the page before, or leave it out to begin again.";
    IndexError::Page { message: message.into() }
}

fn leaves(node: &Node) -> Vec<&Leaf> {
    match node {
        Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(leaves).collect(),
        Node::Not(inner) => leaves(inner),
        Node::Leaf(leaf) => vec![leaf],
    }
}
