//! From a leaf of a query to the terms that satisfy it. The same list serves the index and the highlighting of snippets, so
//! that what is found and what is shown as found cannot differ.

use super::{Leaf, Mode, Node, TextField, What};
use crate::index::analysis::{Analysed, Form, NUMBER, STEM, stem};

/// What a part of a query looks for in texts.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::index) struct Pattern {
    /// As it was typed.
    pub typed: String,
    /// Only there, if anywhere in particular.
    pub field: Option<TextField>,
    /// Any of these will do.
    pub alternatives: Vec<Alternative>,
}

/// One way to satisfy a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::index) enum Alternative {
    /// This term.
    Term(String, How),
    /// These terms at these distances, within so many words.
    Phrase(Vec<(usize, String)>, u32),
    /// These terms at these distances, the last only as a beginning.
    PhrasePrefix(Vec<(usize, String)>),
    /// A term that begins so.
    Prefix(String),
    /// A term with so many slips.
    Fuzzy(String, u8),
    /// This term, on recognised pages only.
    Slip(String),
}

/// In what respect a text agrees with a query; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A number, however spaced.
    Number,
    /// The words one after the other.
    Phrase,
    /// The word itself.
    Exact,
    /// The word in another spelling: joined, apart, without its apostrophe.
    Spelling,
    /// Another English form of the word.
    Form,
    /// The beginning of a word.
    Prefix,
    /// A word that differs by a letter or two.
    Fuzzy,
    /// A word of a recognised page that was probably misread.
    Scan,
}

/// Every pattern of a condition whose presence speaks for an item; what stands under NOT does not.
pub(in crate::index) fn patterns(node: &Node) -> Vec<Pattern> {
    match node {
        Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(patterns).collect(),
        Node::Not(_) => Vec::new(),
        Node::Leaf(leaf) => leaf.pattern().into_iter().collect(),
    }
}

impl Leaf {
    /// What it looks for in texts; nothing where it asks for something else.
    pub(in crate::index) fn pattern(&self) -> Option<Pattern> {
        let What::Text { field, text, mode, beside, slips } = &self.what else { return None };
        let analysed = Analysed::of_query(text);
        let mut alternatives = match mode {
            Mode::Plain if analysed.words() == 1 => word(&analysed, true),
            Mode::Phrase { .. } if analysed.words() == 1 => word(&analysed, false),
            Mode::Plain => phrase(&analysed, 0),
            Mode::Phrase { slop } => phrase(&analysed, *slop),
            Mode::Prefix => prefix(&analysed),
            Mode::Fuzzy { distance } => {
                first_words(&analysed).into_iter().map(|(_, t)| Alternative::Fuzzy(t, *distance)).collect()
            }
        };
        beside.iter().for_each(|squeezed| whole(squeezed, &mut alternatives));
        alternatives.extend(slips.iter().cloned().map(Alternative::Slip));
        Some(Pattern { typed: self.typed.clone(), field: *field, alternatives })
    }
}

impl Alternative {
    /// The beginning that the last of several words must have, if it is such.
    pub fn last_beginning(&self) -> Option<&str> {
        match self {
            Alternative::PhrasePrefix(words) => words.last().map(|(_, word)| word.as_str()),
            _ => None,
        }
    }

    /// In what respect it agrees.
    pub fn how(&self) -> How {
        match self {
            Alternative::Term(_, how) => *how,
            Alternative::Phrase(..) | Alternative::PhrasePrefix(_) => How::Phrase,
            Alternative::Prefix(_) => How::Prefix,
            Alternative::Fuzzy(..) => How::Fuzzy,
            Alternative::Slip(_) => How::Scan,
        }
    }
}

/// The single words of a condition that may be looked for with slips of recognition, each with where to put them.
pub(in crate::index) fn open_to_slips(node: &mut Node) -> Vec<(String, &mut Vec<String>)> {
    match node {
        Node::And(parts) | Node::Or(parts) => parts.iter_mut().flat_map(open_to_slips).collect(),
        Node::Not(_) => Vec::new(),
        Node::Leaf(Leaf {
            what: What::Text { field: None | Some(TextField::Body), text, mode, slips, beside },
            ..
        }) => {
            let analysed = Analysed::of_query(text);
            let squeezed = covering(&analysed).chain(beside.iter().map(String::as_str)).find(|t| t.starts_with(NUMBER));
            let word = match squeezed {
                Some(number) => Some(number.to_string()),
                None if *mode == Mode::Plain && analysed.words() == 1 => first_words(&analysed).pop().map(|(_, w)| w),
                None => None,
            };
            word.map(|word| (word, slips)).into_iter().collect()
        }
        Node::Leaf(_) => Vec::new(),
    }
}

/// A single word: its spellings, its stem, and itself as a number that may be spaced in the text.
fn word(analysed: &Analysed, any_form: bool) -> Vec<Alternative> {
    let mut found = Vec::new();
    for (term, text) in analysed.terms() {
        match term.form {
            Form::Word => found.push(Alternative::Term(text.to_string(), How::Exact)),
            Form::Variant => found.push(Alternative::Term(text.to_string(), How::Spelling)),
            Form::Number => whole(text, &mut found),
            Form::Stem | Form::Joined => {}
        }
        if term.form == Form::Word && text.bytes().any(|b| b.is_ascii_digit()) {
            found.push(Alternative::Term(format!("{NUMBER}{text}"), How::Number));
        } else if term.form == Form::Word && any_form {
            forms(text, &mut found);
        }
    }
    found
}

/// The terms under which other forms of a word stand.
fn forms(word: &str, found: &mut Vec<Alternative>) {
    match stem(word) {
        Some(stem) => {
            found.push(Alternative::Term(format!("{STEM}{stem}"), How::Form));
            found.push(Alternative::Term(stem, How::Form));
        }
        None => found.push(Alternative::Term(format!("{STEM}{word}"), How::Form)),
    }
}

/// Several words: one after the other, or written as one.
fn phrase(analysed: &Analysed, slop: u32) -> Vec<Alternative> {
    let mut found = vec![Alternative::Phrase(first_words(analysed), slop)];
    for text in covering(analysed) {
        whole(text, &mut found);
    }
    found
}

fn prefix(analysed: &Analysed) -> Vec<Alternative> {
    let words = first_words(analysed);
    let mut found = match words.as_slice() {
        [(_, only)] => vec![Alternative::Prefix(only.clone())],
        _ => vec![Alternative::PhrasePrefix(words.clone())],
    };
    let squeezed: String = words.iter().map(|(_, w)| w.as_str()).collect();
    if squeezed.bytes().any(|b| b.is_ascii_digit()) {
        found.push(Alternative::Prefix(format!("{NUMBER}{squeezed}")));
    }
    found.extend(covering(analysed).filter(|t| !t.starts_with(NUMBER)).map(|t| Alternative::Prefix(t.to_string())));
    found
}

/// A term that stands for the whole: joined words, or a squeezed number and the same number written in one.
fn whole(text: &str, found: &mut Vec<Alternative>) {
    match text.strip_prefix(NUMBER) {
        Some(plain) => {
            found.push(Alternative::Term(text.to_string(), How::Number));
            found.push(Alternative::Term(plain.to_string(), How::Number));
        }
        None => found.push(Alternative::Term(text.to_string(), How::Spelling)),
    }
}

/// The word at each position.
fn first_words(analysed: &Analysed) -> Vec<(usize, String)> {
    analysed.terms().filter(|(t, _)| t.form == Form::Word).map(|(t, text)| (t.position, text.to_string())).collect()
}

/// Joined words and numbers that cover every word.
fn covering(analysed: &Analysed) -> impl Iterator<Item = &str> {
    let end = analysed.terms().map(|(t, _)| t.at.end).max();
    let covers = move |form: Form, position: usize, to: usize| {
        matches!(form, Form::Joined | Form::Number) && position == 0 && Some(to) == end
    };
    analysed.terms().filter(move |(t, _)| covers(t.form, t.position, t.at.end)).map(|(_, text)| text)
}
