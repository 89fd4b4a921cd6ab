//! Where in a text the patterns of a query are met. It works on the stored text of the index that was searched, with the
//! same terms, so that it can show nothing that the index does not hold.

use super::analysis::{Analysed, Form, Kept, NUMBER, STEM};
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

/// Compares one text after the other with the patterns of a query.
pub(super) struct Matcher<'a> {
    pub patterns: &'a [Pattern],
    analysed: Analysed,
}

impl<'a> Matcher<'a> {
    pub fn new(patterns: &'a [Pattern]) -> Self {
        let alternatives = patterns.iter().flat_map(|p| &p.alternatives);
        Self { patterns, analysed: Analysed::keeping(kept(alternatives)) }
    }

    /// Every place where one of the patterns is met, in text order. Slips of recognition are looked for in recognised text
    /// only.
    pub fn met(&mut self, text: &str, recognised: bool) -> Vec<Met> {
        let mut found = Vec::new();
        if self.patterns.is_empty() {
            return found;
        }
        self.analysed.again(text);
        for (number, pattern) in self.patterns.iter().enumerate() {
            for alternative in &pattern.alternatives {
                if matches!(alternative, Alternative::Slip(_)) && !recognised {
                    continue;
                }
                let how = alternative.how();
                places(alternative, &self.analysed, |at| found.push(Met { at, pattern: number, how }));
            }
        }
        found.sort_by_key(|m| (m.at.start, m.at.end, m.how));
        found
    }
}

/// The terms that one of these can meet. What is met begins with the same byte, but where slips are allowed; stems and
/// numbers stand behind marks of their own, so that nothing else meets them.
fn kept<'a>(alternatives: impl Iterator<Item = &'a Alternative>) -> Kept {
    let (mut words, mut stems) = (Some(Vec::new()), Some(Vec::new()));
    let (mut numbers, mut slips) = (false, false);
    let mut wanted = |text: &str| {
        match (text.bytes().next(), &mut words) {
            (Some(first), Some(words)) => words.push(first),
            (None, words) => *words = None,
            _ => {}
        }
        numbers |= text.starts_with(NUMBER) || NUMBER.starts_with(text);
        match text.strip_prefix(STEM).map(|stem| stem.bytes().next()) {
            Some(Some(first)) => stems.iter_mut().for_each(|stems| stems.push(first)),
            Some(None) => stems = None,
            None if STEM.starts_with(text) => stems = None,
            None => {}
        }
    };
    for alternative in alternatives {
        match alternative {
            Alternative::Term(text, _) | Alternative::Slip(text) | Alternative::Prefix(text) => wanted(text),
            Alternative::Phrase(words, _) | Alternative::PhrasePrefix(words) => {
                words.iter().for_each(|(_, text)| wanted(text));
            }
            // Every word is compared with these, no stem and no number.
            Alternative::Fuzzy(..) => slips = true,
        }
    }
    Kept { words: words.filter(|_| !slips), stems, no_numbers: !numbers }
}

fn places(alternative: &Alternative, analysed: &Analysed, mut found: impl FnMut(Range<usize>)) {
    let mut each = |fits: &dyn Fn(Form, &str) -> bool| {
        analysed.terms().filter(|(term, text)| fits(term.form, text)).for_each(|(term, _)| found(term.at.clone()));
    };
    match alternative {
        Alternative::Term(wanted, _) | Alternative::Slip(wanted) => each(&|_, text| text == wanted),
        Alternative::Prefix(start) => each(&|_, text| text.starts_with(start.as_str())),
        Alternative::Fuzzy(wanted, distance) => {
            let (length, distance) = (wanted.chars().count(), usize::from(*distance));
            each(&|form, text| {
                !matches!(form, Form::Stem | Form::Number)
                    && text.chars().count().abs_diff(length) <= distance
                    && strsim::osa_distance(text, wanted) <= distance
            });
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::query::{patterns, understand};

    #[test]
    fn leaving_out_terms_changes_nothing_that_is_met() {
        let texts = [
            "The carers did not come; I rang 01632 960 123 and +44 (0)1632 960123, then 01632960123 again.",
            "Mrs O'Sullivan's e-mail of Smith-Jones & Smith Jones about PR-2026-000042, qq 12 34 56 c, DL18 1XX.",
            "Physiotherapy, physios; an assesment was assessed. Née Zieliński, ZIELINSKA. Sullivan wrote: it's a care-\nplan.",
            "",
        ];
        let queries = "carer;caring;did;\"did not come\";01632 960123;01632960123;o'sullivan;sullivan;osullivan;e-mail;email;\
            smith-jones;smithjones;\"smith jones\";PR-2026-42;PR-2026-000042;QQ123456C;dl18*;DL18 1XX;physio*;asessment~;\
            assessment~2;zielinski;zielinska*;its;care-plan;careplan;\"o sull*\";come NEAR/6 rang;carer OR plan OR 960";
        let mut met = 0;
        for query in queries.split(';').map(str::trim) {
            let Ok(understood) = understand(query) else { panic!("{query} is no query") };
            let patterns = patterns(&understood.node);
            let mut of_all = Matcher { patterns: &patterns, analysed: Analysed::default() };
            for text in texts {
                let found = Matcher::new(&patterns).met(text, true);
                assert_eq!(found, of_all.met(text, true), "{query} in {text}");
                met += found.len();
            }
        }
        assert!(met > 60, "only {met} places were met");
    }
}
