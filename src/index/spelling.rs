//! Words of the index that are nearly a given word: what recognition may have made of it on a scanned page, and what a
//! person who found nothing may have meant. It looks only into the words of the index that is searched.

use super::analysis::NUMBER;
use super::schema::Fields;
use levenshtein_automata::LevenshteinAutomatonBuilder;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Most slips that are looked for: `rn` for `m` counts as two.
static TWO: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, false));
static ONE: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));

/// Shorter words are a slip or two away from any other.
const SHORTEST: usize = 4;
/// Most words that one word may stand for.
const MOST: usize = 60;

/// Words of recognised pages that are probably `word` misread: alike in shape, or with one letter wrong, two in long
/// words. A word that born-digital text holds too is a word of its own and no slip.
pub(super) fn slips(searcher: &Searcher, fields: &Fields, word: &str) -> tantivy::Result<Vec<String>> {
    let letters = word.trim_start_matches(NUMBER);
    let length = letters.chars().count();
    if length < SHORTEST || !any_recognised(searcher, fields)? {
        return Ok(Vec::new());
    }
    let number = letters.bytes().any(|b| b.is_ascii_digit());
    let allowed = match length {
        _ if number => 0,
        ..=5 => 0,
        6..=9 => 1,
        _ => 2,
    };
    let shape = shape(letters);
    let mut found = Vec::new();
    for near in near(searcher, &[fields.scan], word, &TWO)?.into_keys() {
        let letters = near.trim_start_matches(NUMBER);
        let marked = near.starts_with(NUMBER) == word.starts_with(NUMBER);
        let control = letters.starts_with(char::is_control);
        if near == word || !marked || control || strsim::osa_distance(&self::shape(letters), &shape) > allowed {
            continue;
        }
        let count = |field| searcher.doc_freq(&Term::from_field_text(field, &near));
        if found.len() < MOST && count(fields.body)? + count(fields.quoted)? <= count(fields.scan)? {
            found.push(near);
        }
    }
    Ok(found)
}

/// Words that were probably meant by `word`, most frequent first.
pub(super) fn meant(searcher: &Searcher, fields: &Fields, word: &str) -> tantivy::Result<Vec<String>> {
    let length = word.chars().count();
    if length < SHORTEST || word.bytes().any(|b| b.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let builder = if length < 7 { &ONE } else { &TWO };
    let places = [fields.body, fields.subject, fields.from];
    let mut words: Vec<(String, u64)> = near(searcher, &places, word, builder)?.into_iter().collect();
    words.retain(|(near, _)| near != word && near.chars().all(char::is_alphabetic));
    words.sort_by(|(a, n), (b, m)| {
        let slips = |w: &str| strsim::osa_distance(w, word);
        slips(a).cmp(&slips(b)).then(m.cmp(n)).then_with(|| a.cmp(b))
    });
    Ok(words.into_iter().map(|(word, _)| word).collect())
}

/// True where a page was recognised at all; else there are no slips to look for.
fn any_recognised(searcher: &Searcher, fields: &Fields) -> tantivy::Result<bool> {
    for segment in searcher.segment_readers() {
        if segment.inverted_index(fields.scan)?.terms().num_terms() > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What recognition confuses, written one way.
fn shape(word: &str) -> String {
    let joined = word.replace("rn", "m").replace("vv", "w").replace("cl", "d").replace("ii", "u");
    let one = |c| match c {
        '0' => 'o',
        '1' | 'l' => 'i',
        '5' => 's',
        '8' => 'b',
        '2' => 'z',
        '6' => 'g',
        c => c,
    };
    joined.chars().map(one).collect()
}

/// Words near to one, with the number of items that hold them, removed ones that still stand in the files included.
fn near(
    searcher: &Searcher,
    places: &[Field],
    word: &str,
    builder: &LevenshteinAutomatonBuilder,
) -> tantivy::Result<BTreeMap<String, u64>> {
    /// Bounds the work where a word is near to very many.
    const MOST_LOOKED_AT: usize = 2_000;
    let automaton = builder.build_dfa(word);
    let mut found = BTreeMap::new();
    for segment in searcher.segment_readers() {
        for place in places {
            let terms = segment.inverted_index(*place)?;
            let mut stream = terms.terms().search(Dfa(&automaton)).into_stream()?;
            while found.len() < MOST_LOOKED_AT && stream.advance() {
                if let Ok(near) = std::str::from_utf8(stream.key()) {
                    *found.entry(near.to_string()).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
    }
    Ok(found)
}

/// The automaton as the engine's dictionaries ask for it.
struct Dfa<'a>(&'a levenshtein_automata::DFA);

impl tantivy_fst::Automaton for Dfa<'_> {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), levenshtein_automata::Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
