//! More like this: the words that set an item apart from the others, looked for in all of them. Words and counts come from
//! the index that is searched.

use super::analysis::{Analysed, Form};
use super::query::{Alternative, How, Pattern};
use super::record::Record;
use super::schema::Fields;
use std::collections::HashMap;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

/// Words that are looked for.
const WORDS: usize = 25;
/// Of them an item must have so many, where there are as many.
const AT_LEAST: usize = 4;
/// Shorter words say little.
const SHORTEST: usize = 4;

/// The words of an item that set it apart, most telling first.
pub(super) fn telling(searcher: &Searcher, fields: &Fields, record: &Record) -> tantivy::Result<Vec<String>> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for text in record.own_texts() {
        let analysed = Analysed::of_text(text);
        for (term, word) in analysed.terms() {
            let plain = word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
            if term.form == Form::Word && plain {
                *counts.entry(word.to_string()).or_default() += 1;
            }
        }
    }
    let all: u64 = searcher.segment_readers().iter().map(|s| u64::from(s.max_doc())).sum();
    let mut words = Vec::new();
    for (word, count) in counts {
        let held = searcher.doc_freq(&Term::from_field_text(fields.body, &word))?;
        // A word of one item leads to no other; one of half of them says nothing.
        if held > 1 && held * 2 <= all.max(4) {
            let rare = (all as f64 / held as f64).ln();
            words.push((f64::from(count.min(4)) * rare, word));
        }
    }
    words.sort_by(|(a, v), (b, w)| b.total_cmp(a).then_with(|| v.cmp(w)));
    Ok(words.into_iter().take(WORDS).map(|(_, word)| word).collect())
}

/// What has enough of these words.
pub(super) fn like_query(fields: &Fields, words: &[String]) -> Box<dyn Query> {
    let clause = |word: &String| -> (Occur, Box<dyn Query>) {
        let term = Term::from_field_text(fields.body, word);
        (Occur::Should, Box::new(BoostQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), 1.0)))
    };
    let clauses = words.iter().map(clause).collect();
    let mut query = BooleanQuery::new(clauses);
    query.set_minimum_number_should_match(AT_LEAST.min(words.len()));
    Box::new(query)
}

/// The words as patterns, to show where they stand.
pub(super) fn patterns(words: &[String]) -> Vec<Pattern> {
    let pattern = |word: &String| Pattern {
        typed: word.clone(),
        field: None,
        alternatives: vec![Alternative::Term(word.clone(), How::Exact)],
    };
    words.iter().map(pattern).collect()
}
