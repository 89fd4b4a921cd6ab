//! What a person should know about an answer beside the hits: that the index is not whole, or that a value was asked for
//! that nothing has. It tells what the index that was searched would tell by its hits, and no more.

use super::lookup::{leaf_query, word_field};
use super::query::{Leaf, What, WordField};
use super::schema::Fields;
use tantivy::collector::Count;
use tantivy::{Searcher, Term};

/// Whether the index holds all that it should.
pub(super) fn about_index(complete: bool, older: bool) -> Option<String> {
    let text = if !complete {
        "The index is still being filled: items may be missing from this answer."
    } else if older {
        "This index was made by an earlier version of Postroom. It answers until the next run, or `postroom reindex`, has made a new one: what was filed meanwhile is missing."
    } else {
        return None;
    };
    Some(text.into())
}

/// Values of open lists that nothing has, and of closed ones that nothing here can have.
pub(super) fn about_values(searcher: &Searcher, fields: &Fields, leaves: &[&Leaf]) -> Vec<String> {
    let nothing_in = |field, value: &str| {
        let term = Term::from_field_text(word_field(fields, field), value);
        searcher.doc_freq(&term).is_ok_and(|n| n == 0)
    };
    let about = |leaf: &&Leaf| {
        let What::Word(field, value) = &leaf.what else { return None };
        match field {
            WordField::Queue if nothing_in(*field, value) => {
                Some(format!("No item has ever been in a queue named `{value}`."))
            }
            WordField::Place if nothing_in(*field, value) => Some(format!(
                "No text names the postcode district `{value}`. A district is the first half of a postcode, such as DL18."
            )),
            WordField::Provider if searcher.search(&*leaf_query(leaf, fields), &Count).is_ok_and(|n| n == 0) => {
                Some(format!(
                    "No text names a provider with `{value}` in its name. Only whole words of a name are compared; without `provider:` the words are looked for anywhere."
                ))
            }
            WordField::Status if value == "quarantined" => Some(
                "What is in quarantine was not read and is in no index. `postroom show --quarantine` lists it.".into(),
            ),
            _ => None,
        }
    };
    leaves.iter().filter_map(about).collect()
}
