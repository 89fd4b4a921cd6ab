//! Turns hits into evidence: the sentence that holds the words, with its bytes in the document. It quotes and never
//! rewords.

use super::engine::{At, Hit};
use super::view::View;
use crate::model::{Evidence, Span};

/// A longer sentence is shown from some words before the hit to some words behind it.
const LONGEST: usize = 400;
/// So many words around the hit are shown of a long sentence.
const AROUND: usize = 25;
/// So many places are shown for one rule.
const MOST: usize = 5;

/// The evidence of one rule: each sentence once, in the order of the item.
pub fn sentences(view: &View<'_>, rule: &str, hits: &[Hit]) -> Vec<Evidence> {
    let mut shown: Vec<Evidence> = hits.iter().filter_map(|hit| sentence(view, rule, &hit.at)).collect();
    shown.sort_by_key(|e| (e.document, e.span));
    shown.dedup();
    shown.truncate(MOST);
    shown
}

/// The very words of one rule's hits.
pub fn exact(view: &View<'_>, rule: &str, hits: &[Hit]) -> Vec<Evidence> {
    let mut shown: Vec<Evidence> = hits.iter().filter_map(|hit| words(view, rule, &hit.at)).collect();
    shown.sort_by_key(|e| (e.document, e.span));
    shown.dedup();
    shown.truncate(MOST);
    shown
}

/// The sentence around a hit; for a header its line, with an empty span since it stands in no document.
fn sentence(view: &View<'_>, rule: &str, at: &At) -> Option<Evidence> {
    let At::Words { document, first, last } = at else { return words(view, rule, at) };
    let tokens = &view.documents.get(*document)?.tokens;
    let mut range = tokens.sentence(*first);
    range.end = range.end.max(*last);
    let (start, end) = tokens.bytes(range.clone())?;
    if end - start > LONGEST {
        range = range.start.max(first.saturating_sub(AROUND))..range.end.min(last + AROUND);
    }
    quote(view, rule, *document, range)
}

fn words(view: &View<'_>, rule: &str, at: &At) -> Option<Evidence> {
    match at {
        At::Words { document, first, last } => quote(view, rule, *document, *first..*last),
        At::Header(line) => {
            Some(Evidence { document: 0, span: Span::new(0, 0), text: line.clone(), rule: rule.to_string() })
        }
        At::Item => None,
    }
}

fn quote(view: &View<'_>, rule: &str, document: usize, range: std::ops::Range<usize>) -> Option<Evidence> {
    let (start, end) = view.documents.get(document)?.tokens.bytes(range)?;
    let text = view.parsed.documents.get(document)?.text.get(start..end)?.to_string();
    Some(Evidence { document, span: Span::new(start, end), text, rule: rule.to_string() })
}
