//! Reads texts with labelled names for training: columns of words and labels (CoNLL, CoNLL-U with entities), and labelled
//! letters. It skips what is no name of a person and never changes a word.

use super::train::Example;
use crate::model::Span;

/// Sentences of a file with one word and its label a line; the label is the last column, `B-PER` or `I-person`.
pub fn columns(text: &str, weight: f32) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut sentence = Sentence::default();
    for line in text.lines() {
        let columns: Vec<&str> = line.split(['\t', ' ']).filter(|c| !c.is_empty()).collect();
        match columns.as_slice() {
            [word, .., label] if !line.starts_with("-DOCSTART-") && !(line.starts_with("# ")) => {
                sentence.add(word, kind(label));
            }
            _ => examples.extend(sentence.take(weight)),
        }
    }
    examples.extend(sentence.take(weight));
    examples
}

/// Sentences of a CoNLL-U file: the proper nouns inside an entity of the kind `person` are its name.
pub fn entities(text: &str, weight: f32) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut sentence = Sentence::default();
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, word, _, class, .., notes] = columns.as_slice() else {
            if line.is_empty() {
                examples.extend(sentence.take(weight));
                inside = false;
            }
            continue;
        };
        if id.contains(['-', '.']) {
            continue;
        }
        let marks = notes.split('|').find_map(|n| n.strip_prefix("Entity=")).unwrap_or_default();
        opened(marks, &mut open);
        let person = open.last().is_some_and(|(_, person)| *person);
        let named = *class == "PROPN" && person;
        sentence.add(word, named.then_some(!inside));
        inside = named;
        closed(marks, &mut open);
    }
    examples.extend(sentence.take(weight));
    examples
}

/// Takes note of the entities that open at a word: `(3-person-...`.
fn opened(marks: &str, open: &mut Vec<(String, bool)>) {
    for part in marks.split('(').skip(1) {
        let inner = part.split(')').next().unwrap_or_default();
        let mut fields = inner.split('-');
        let (Some(id), kind) = (fields.next(), fields.next()) else { continue };
        open.push((id.to_string(), kind == Some("person")));
    }
}

/// Closes entities: `)` alone closes what opened here, `3)` the one of that name.
fn closed(marks: &str, open: &mut Vec<(String, bool)>) {
    for part in marks.split_inclusive(')').filter(|p| p.ends_with(')')) {
        let id = part.trim_end_matches(')').rsplit(['(', ')']).next().unwrap_or_default();
        let id = id.split('-').next().unwrap_or_default();
        match open.iter().rposition(|(o, _)| o == id) {
            Some(at) => drop(open.remove(at)),
            None => drop(open.pop()),
        }
    }
}

/// True for the first word of a person's name, false for a later one, nothing for other labels.
fn kind(label: &str) -> Option<bool> {
    let (place, kind) = label.split_once('-')?;
    let person = matches!(kind.to_ascii_lowercase().as_str(), "per" | "person");
    person.then_some(place == "B")
}

#[derive(Default)]
struct Sentence {
    text: String,
    names: Vec<Span>,
    named: bool,
}

impl Sentence {
    /// Adds a word with the space before it that plain writing would have.
    fn add(&mut self, word: &str, name: Option<bool>) {
        let glued = word.starts_with(['.', ',', ';', ':', '!', '?', ')', '\'', '\u{2019}', '%'])
            || word == "n't"
            || self.text.ends_with(['(', '\u{201c}', '#']);
        if !self.text.is_empty() && !glued {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(word);
        let span = Span::new(start, self.text.len());
        match (name, self.names.last_mut()) {
            (Some(false), Some(last)) if self.named => last.end = span.end,
            (Some(_), _) => self.names.push(span),
            (None, _) => {}
        }
        self.named = name.is_some();
    }

    fn take(&mut self, weight: f32) -> Option<Example> {
        let sentence = std::mem::take(self);
        (!sentence.text.is_empty()).then_some(Example { text: sentence.text, names: sentence.names, weight })
    }
}
