//! From a condition to the engine's own query, with the weights that order hits. It adds no condition and drops none.

use super::query::{Alternative, DateField, How, Leaf, Node, TextField, What, WordField};
use super::schema::{Fields, day_number};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query,
    RangeQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Most words that the last word of a phrase may begin. The engine sets memory aside for each and leaves out the others in
/// silence, so that a query must be refused before it comes to that.
pub(super) const MOST_BEGINNINGS: u32 = 2_000;

/// What a word misread by recognition says: below any word that is there as it was typed.
const SLIP: f32 = 0.01;

/// The engine's query for a condition.
pub(super) fn engine_query(node: &Node, fields: &Fields) -> Box<dyn Query> {
    match node {
        Node::And(parts) => {
            let mut clauses: Vec<(Occur, Box<dyn Query>)> = parts
                .iter()
                .map(|part| match part {
                    Node::Not(inner) => (Occur::MustNot, engine_query(inner, fields)),
                    other => (Occur::Must, engine_query(other, fields)),
                })
                .collect();
            if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                clauses.push((Occur::Must, everything()));
            }
            Box::new(BooleanQuery::new(clauses))
        }
        Node::Or(parts) => Box::new(BooleanQuery::union(parts.iter().map(|p| engine_query(p, fields)).collect())),
        Node::Not(inner) => Box::new(BooleanQuery::new(vec![
            (Occur::Must, everything()),
            (Occur::MustNot, engine_query(inner, fields)),
        ])),
        Node::Leaf(leaf) => leaf_query(leaf, fields),
    }
}

/// The engine's field for a list of words.
pub(super) fn word_field(fields: &Fields, field: WordField) -> Field {
    match field {
        WordField::Category => fields.category,
        WordField::Kind => fields.kind,
        WordField::Queue => fields.queue,
        WordField::Flag => fields.flag,
        WordField::Medium => fields.medium,
        WordField::Status => fields.status,
        WordField::Has => fields.has,
        WordField::Provider => fields.provider,
        WordField::Place => fields.place,
    }
}

/// The engine's query for one thing to look up.
pub(super) fn leaf_query(leaf: &Leaf, fields: &Fields) -> Box<dyn Query> {
    match &leaf.what {
        What::All => everything(),
        What::Word(WordField::Provider, name) => filter(provider_query(fields, name)),
        What::Word(field, word) => {
            let term = Term::from_field_text(word_field(fields, *field), word);
            filter(TermQuery::new(term, IndexRecordOption::Basic))
        }
        What::Days(field, from, to) => {
            let field = match field {
                DateField::Received => fields.received,
                DateField::Written => fields.written,
                DateField::Due => fields.due,
            };
            let bound = |day: &Option<_>| match day {
                Some(day) => Bound::Included(Term::from_field_i64(field, day_number(*day))),
                None => Bound::Unbounded,
            };
            filter(RangeQuery::new(bound(from), bound(to)))
        }
        What::Text { .. } => {
            let Some(pattern) = leaf.pattern() else { return everything() };
            let places = TextField::ALL.into_iter().filter(|f| pattern.field.is_none_or(|only| only == *f));
            let mut clauses: Vec<Box<dyn Query>> = Vec::new();
            for (field, weight) in places.clone().flat_map(|place| text_fields(fields, place)) {
                for a in pattern.alternatives.iter().filter(|a| !matches!(a, Alternative::Slip(_))) {
                    clauses.push(Box::new(BoostQuery::new(alternative(a, field), weight * agreement(a.how()))));
                }
            }
            let slips = pattern.alternatives.iter().filter(|a| matches!(a, Alternative::Slip(_)));
            clauses.extend(slips.map(|a| alternative(a, fields.scan)));
            Box::new(BooleanQuery::union(clauses))
        }
    }
}

/// The engine's fields, and how much a match in each says. What a writer quotes says less than what he wrote.
pub(super) fn text_fields(fields: &Fields, field: TextField) -> Vec<(Field, f32)> {
    match field {
        TextField::Body => vec![(fields.body, 1.0), (fields.quoted, 0.4)],
        TextField::Subject => vec![(fields.subject, 2.0)],
        TextField::From => vec![(fields.from, 2.0)],
        TextField::File => vec![(fields.file, 1.0)],
        TextField::Ref => vec![(fields.reference, 4.0)],
    }
}

/// How much a match of this sort says beside an exact one.
fn agreement(how: How) -> f32 {
    match how {
        How::Number => 3.0,
        How::Phrase => 1.5,
        How::Exact => 1.0,
        How::Spelling => 0.9,
        How::Form => 0.5,
        How::Prefix => 0.4,
        How::Fuzzy => 0.2,
        How::Scan => SLIP,
    }
}

/// Providers whose name holds these words.
fn provider_query(fields: &Fields, name: &str) -> Box<dyn Query> {
    let pattern = format!("(.* )?{}( .*)?", regex::escape(name));
    match RegexQuery::from_pattern(&pattern, fields.provider) {
        Ok(query) => Box::new(query),
        Err(_) => Box::new(TermQuery::new(Term::from_field_text(fields.provider, name), IndexRecordOption::Basic)),
    }
}

fn alternative(alternative: &Alternative, field: Field) -> Box<dyn Query> {
    let term = |text: &str| Term::from_field_text(field, text);
    let terms = |words: &[(usize, String)]| words.iter().map(|(at, text)| (*at, term(text))).collect::<Vec<_>>();
    match alternative {
        Alternative::Term(text, _) => Box::new(TermQuery::new(term(text), IndexRecordOption::WithFreqs)),
        Alternative::Phrase(words, slop) => Box::new(PhraseQuery::new_with_offset_and_slop(terms(words), *slop)),
        Alternative::PhrasePrefix(words) => {
            let mut query = PhrasePrefixQuery::new_with_offset(terms(words));
            query.set_max_expansions(MOST_BEGINNINGS);
            Box::new(query)
        }
        Alternative::Prefix(text) => Box::new(FuzzyTermQuery::new_prefix(term(text), 0, true)),
        Alternative::Slip(text) => {
            let query = TermQuery::new(term(text), IndexRecordOption::Basic);
            Box::new(ConstScoreQuery::new(Box::new(query), SLIP))
        }
        Alternative::Fuzzy(text, distance) => Box::new(FuzzyTermQuery::new(term(text), *distance, true)),
    }
}

fn everything() -> Box<dyn Query> {
    filter(AllQuery)
}

/// A condition that says nothing about how good a match is.
fn filter(query: impl Query) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}
