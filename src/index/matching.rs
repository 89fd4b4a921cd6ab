//! Where in a text the patterns of a query are met. It works on the stored text of the index that was searched, with the
//! same terms, so that it can show nothing that the index does not hold.

use super::analysis::{Analysed, Form};
use super::query::{Alternative, How, Pattern};
use std::collections::HashMap;
use std::ops::Range;

/// A stretch of text that satisfies a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Met {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// Which pattern.
    pub pattern: usize,
    /// In what respect.
    pub how: How,
}

/// Every place where one of the patterns is met, in text order. Slips of recognition are looked for in recognised text only.
pub(super) fn met(patterns: &[Pattern], text: &str, recognised: bool) -> Vec<Met> {
    let analysed = Analysed::of_text(text);
    let mut found = Vec::new();
    for (number, pattern) in patterns.iter().enumerate() {
        for alternative in &pattern.alternatives {
            if matches!(alternative, Alternative::Slip(_)) && !recognised {
                continue;
            }
            let how = alternative.how();
            places(alternative, &analysed, |at| found.push(Met { at, pattern: number, how }));
        }
    }
    found.sort_by_key(|m| (m.at.start, m.at.end, m.how));
    found
}

fn places(alternative: &Alternative, analysed: &Analysed, mut found: impl FnMut(Range<usize>)) {
    let mut each = |fits: &dyn Fn(Form, &str) -> bool| {
        analysed.terms().filter(|(term, text)| fits(term.form, text)).for_each(|(term, _)| found(term.at.clone()));
    };
    match alternative {
        Alternative::Term(wanted, _) | Alternative::Slip(wanted) => each(&|_, text| text == wanted),
        Alternative::Prefix(start) => each(&|_, text| text.starts_with(start.as_str())),
        Alternative::Fuzzy(wanted, distance) => each(&|form, text| {
            !matches!(form, Form::Stem | Form::Number) && strsim::osa_distance(text, wanted) <= usize::from(*distance)
        }),
        Alternative::Phrase(words, slop) => phrase(words, *slop as usize, false, analysed, found),
        Alternative::PhrasePrefix(words) => phrase(words, 0, true, analysed, found),
    }
}

fn phrase(
    words: &[(usize, String)],
    slop: usize,
    last_begins: bool,
    analysed: &Analysed,
    mut found: impl FnMut(Range<usize>),
) {
    let mut at: Vec<HashMap<usize, Range<usize>>> = vec![HashMap::new(); words.len()];
    for (term, text) in analysed.terms() {
        for (i, (_, word)) in words.iter().enumerate() {
            let begins = last_begins && i + 1 == words.len() && text.starts_with(word.as_str());
            if begins || text == word {
                at.get_mut(i).map(|places| places.insert(term.position, term.at.clone()));
            }
        }
    }
    let (Some((first_offset, _)), Some(starts)) = (words.first(), at.first()) else { return };
    for (start, place) in starts {
        let places = words.iter().zip(&at).map(|((offset, _), places)| {
            let due = start + (offset - first_offset);
            nearest(places, due, slop)
        });
        let Some(places) = places.collect::<Option<Vec<_>>>() else { continue };
        if slop == 0 {
            let end = places.iter().map(|p| p.end).max().unwrap_or(place.end);
            found(place.start..end);
        } else {
            places.into_iter().for_each(&mut found);
        }
    }
}

/// The place nearest to where a word is due, no more than `slop` words away on either side, as the engine counts.
fn nearest(places: &HashMap<usize, Range<usize>>, due: usize, slop: usize) -> Option<Range<usize>> {
    (0..=slop).find_map(|away| {
        let before = due.checked_sub(away).and_then(|p| places.get(&p));
        before.or_else(|| places.get(&(due + away))).cloned()
    })
}
