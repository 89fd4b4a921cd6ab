//! The small language of phrases: `nobody (came|turned up) ~ $when`. A phrase becomes rows of steps, each a set of word
//! forms or a gap; how rows are met in a text is the business of `trie`.
//!
//! - a word stands for all its forms; `=word` for this form only
//! - `(a|b c|)` is any of these, or nothing after the last bar
//! - `$name` is any entry of a word list
//! - `~` is a gap of up to three words, `~5` of up to five, `*` exactly one word
//! - `#` is a number in digits, `?` a question mark

use super::inflect;
use super::vocabulary::{Vocabulary, WordId};
use std::collections::BTreeMap;

/// More rows than this from one phrase means that its alternatives multiply out of hand.
const MOST_ROWS: usize = 3_000;
/// Word lists may hold other lists, this deep.
const LIST_DEPTH: usize = 4;
/// The widest gap.
const WIDEST_GAP: u8 = 12;

/// One step of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// One of these word forms, sorted.
    Words(Vec<WordId>),
    /// Between so many and so many words of any kind, in the same sentence.
    Gap(u8, u8),
}

/// Named word lists, each a list of phrases.
pub type Lists = BTreeMap<String, Vec<String>>;

/// Reads phrases against word lists and a vocabulary that grows.
pub struct PhraseReader<'a> {
    /// The word lists.
    pub lists: &'a Lists,
    /// The vocabulary that takes the words.
    pub vocabulary: &'a mut Vocabulary,
}

#[derive(Debug)]
enum Part {
    Word(String),
    Gap(u8, u8),
    Choice(Vec<Vec<Part>>),
}

impl PhraseReader<'_> {
    /// All rows of a phrase, or what is wrong with it and what to do.
    pub fn rows(&mut self, phrase: &str) -> Result<Vec<Vec<Step>>, String> {
        let parts = self.parse(phrase, 0)?;
        let rows: Vec<Vec<Step>> = self.expand(&parts)?.into_iter().map(merge_gaps).collect();
        if rows.is_empty() || rows.iter().any(|row| !row.iter().any(|step| matches!(step, Step::Words(_)))) {
            return Err(format!(
                "the phrase `{phrase}` can match nothing at all. Give it at least one word that must be there."
            ));
        }
        if rows.iter().any(|row| [row.first(), row.last()].iter().any(|end| matches!(end, Some(Step::Gap(..))))) {
            return Err(format!(
                "the phrase `{phrase}` can begin or end with a gap. Let it begin and end with a word."
            ));
        }
        Ok(rows)
    }

    fn parse(&self, phrase: &str, depth: usize) -> Result<Vec<Part>, String> {
        let lowered = phrase.to_lowercase();
        let mut pieces = Pieces { rest: &lowered };
        let parts = self.sequence(&mut pieces, phrase, depth)?;
        if !pieces.rest.is_empty() {
            return Err(format!("the phrase `{phrase}` has a `)` or `|` without its `(`."));
        }
        Ok(parts)
    }

    fn sequence(&self, pieces: &mut Pieces<'_>, phrase: &str, depth: usize) -> Result<Vec<Part>, String> {
        let mut parts = Vec::new();
        while let Some(c) = pieces.peek() {
            match c {
                ')' | '|' => break,
                '(' => parts.push(self.choice(pieces, phrase, depth)?),
                c if c.is_whitespace() || c == '-' || c == ',' || c == '/' => pieces.skip(c),
                _ => parts.push(self.word(pieces.word(), phrase, depth)?),
            }
        }
        Ok(parts)
    }

    fn choice(&self, pieces: &mut Pieces<'_>, phrase: &str, depth: usize) -> Result<Part, String> {
        pieces.skip('(');
        let mut options = vec![self.sequence(pieces, phrase, depth)?];
        while pieces.peek() == Some('|') {
            pieces.skip('|');
            options.push(self.sequence(pieces, phrase, depth)?);
        }
        if pieces.peek() != Some(')') {
            return Err(format!("the phrase `{phrase}` has a `(` without its `)`."));
        }
        pieces.skip(')');
        Ok(Part::Choice(options))
    }

    fn word(&self, word: &str, phrase: &str, depth: usize) -> Result<Part, String> {
        if let Some(name) = word.strip_prefix('$') {
            return self.list(name, phrase, depth);
        }
        if let Some(width) = word.strip_prefix('~') {
            let width = if width.is_empty() { Some(3) } else { width.parse().ok().filter(|w| *w <= WIDEST_GAP) };
            return width.map(|w| Part::Gap(0, w)).ok_or_else(|| {
                format!(
                    "`{word}` in the phrase `{phrase}` is no gap. Write `~`, or `~` and a number up to {WIDEST_GAP}."
                )
            });
        }
        match word {
            "*" => Ok(Part::Gap(1, 1)),
            "#" | "?" => Ok(Part::Word(word.to_string())),
            _ => {
                let (exact, letters) = word.strip_prefix('=').map_or((false, word), |rest| (true, rest));
                let letters: String = letters.chars().filter(|c| c.is_alphanumeric()).collect();
                if letters.is_empty() {
                    return Err(format!(
                        "`{word}` in the phrase `{phrase}` holds no letter. Leave punctuation out of phrases."
                    ));
                }
                Ok(Part::Word(if exact { format!("={letters}") } else { letters }))
            }
        }
    }

    fn list(&self, name: &str, phrase: &str, depth: usize) -> Result<Part, String> {
        if depth >= LIST_DEPTH {
            return Err(format!(
                "the word list `{name}` holds itself, or lists are nested more than {LIST_DEPTH} deep."
            ));
        }
        let Some(entries) = self.lists.get(name) else {
            let near = crate::yaml::nearest(name, self.lists.keys().map(String::as_str));
            let hint =
                near.map_or_else(|| "Define it in words.yaml.".to_string(), |near| format!("Did you mean `${near}`?"));
            return Err(format!("the phrase `{phrase}` names the word list `${name}`, which does not exist. {hint}"));
        };
        let options = entries.iter().map(|entry| self.parse(entry, depth + 1)).collect::<Result<_, _>>()?;
        Ok(Part::Choice(options))
    }

    fn expand(&mut self, parts: &[Part]) -> Result<Vec<Vec<Step>>, String> {
        let mut rows: Vec<Vec<Step>> = vec![Vec::new()];
        for part in parts {
            let options = match part {
                Part::Word(word) => vec![vec![Step::Words(self.ids(word))]],
                Part::Gap(least, most) => vec![vec![Step::Gap(*least, *most)]],
                Part::Choice(options) => self.options(options)?,
            };
            if rows.len() * options.len() > MOST_ROWS {
                return Err(format!("the phrase has more than {MOST_ROWS} readings. Split it into several phrases."));
            }
            rows =
                rows.iter().flat_map(|row| options.iter().map(|o| [row.as_slice(), o.as_slice()].concat())).collect();
        }
        Ok(rows)
    }

    /// The readings of a choice; all that are a single word become one step.
    fn options(&mut self, options: &[Vec<Part>]) -> Result<Vec<Vec<Step>>, String> {
        let mut single: Vec<WordId> = Vec::new();
        let mut longer = Vec::new();
        for option in options {
            for row in self.expand(option)? {
                match row.as_slice() {
                    [Step::Words(words)] => single.extend(words),
                    _ => longer.push(row),
                }
            }
        }
        if !single.is_empty() {
            single.sort_unstable();
            single.dedup();
            longer.push(vec![Step::Words(single)]);
        }
        Ok(longer)
    }

    fn ids(&mut self, word: &str) -> Vec<WordId> {
        let mut ids: Vec<WordId> = inflect::forms(word).iter().map(|form| self.vocabulary.intern(form)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Two gaps in a row are one wider gap.
fn merge_gaps(row: Vec<Step>) -> Vec<Step> {
    let mut merged: Vec<Step> = Vec::with_capacity(row.len());
    for step in row {
        match (merged.last_mut(), &step) {
            (Some(Step::Gap(least, most)), Step::Gap(more_least, more_most)) => {
                *least += more_least;
                *most += more_most;
            }
            _ => merged.push(step),
        }
    }
    merged
}

struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip(&mut self, c: char) {
        self.rest = self.rest.strip_prefix(c).unwrap_or(self.rest);
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| c.is_whitespace() || "(|)-,/".contains(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }
}
