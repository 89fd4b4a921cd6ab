//! What a person names to be hidden or kept: every form of it, in any case, split over lines, with its parts where it is a
//! name. Hiding beats keeping.

use super::attribute::{Read, same_name};
use super::letters::Letters;
use super::lexicon;
use super::names::Known;
use super::text::{Case, Gap, Tokens};
use crate::model::{Action, DataKind, Mark, Span};
use std::collections::HashSet;

/// The detector of what a person asked to keep.
pub const KEPT: &str = "asked to be kept";

/// Marks every variant of what is to be hidden.
pub fn redact(marks: &mut Vec<Mark>, reads: &[Read<'_>], wanted: &[String]) {
    if wanted.is_empty() {
        return;
    }
    let letters: Vec<Letters> = reads.iter().map(|read| Letters::of(read.tokens.text)).collect();
    for text in wanted.iter().filter(|t| !t.trim().is_empty()) {
        for (document, (read, letters)) in reads.iter().zip(&letters).enumerate() {
            for span in variants_in(&read.tokens, letters, text) {
                marks.push(Mark {
                    document,
                    span,
                    text: span.of(read.tokens.text).to_string(),
                    kind: DataKind::Given,
                    party: None,
                    action: Action::Redact,
                    confidence: 1.0,
                    detector: "asked to be hidden".into(),
                    reason: "A person asked for this to be hidden.".into(),
                });
            }
        }
    }
}

/// Hides what is hidden in one place wherever else it stands and nobody decided otherwise: the same number or full name left
/// bare elsewhere would undo the first mark.
pub fn follow(marks: &mut Vec<Mark>, reads: &[Read<'_>]) {
    let hidden: Vec<Mark> = marks.iter().filter(|m| m.action != Action::Keep && is_telling(&m.text)).cloned().collect();
    if hidden.is_empty() {
        return;
    }
    let mut known: HashSet<String> = HashSet::new();
    let letters: Vec<Letters> = reads.iter().map(|read| Letters::of(read.tokens.text)).collect();
    for mark in hidden {
        if !known.insert(lexicon::fold(&mark.text)) {
            continue;
        }
        for (document, (read, letters)) in reads.iter().zip(&letters).enumerate() {
            for span in letters.places(&mark.text) {
                if !marks.iter().any(|m| m.document == document && m.span.overlaps(span)) {
                    let text = span.of(read.tokens.text).to_string();
                    marks.push(Mark { document, span, text, detector: "hidden elsewhere".into(), ..mark.clone() });
                }
            }
        }
    }
}

/// A text of several words or many digits, which means the same wherever it stands.
fn is_telling(text: &str) -> bool {
    text.split_whitespace().count() > 1 || text.chars().filter(char::is_ascii_digit).count() >= 4 || text.contains('@')
}

/// Turns marks that lie wholly in what is to be kept into kept ones.
pub fn keep(marks: &mut [Mark], reads: &[Read<'_>], wanted: &[String]) {
    for text in wanted.iter().filter(|t| !t.trim().is_empty()) {
        for (document, read) in reads.iter().enumerate() {
            let spans = exact(&read.tokens, &words(text));
            for mark in marks.iter_mut().filter(|m| m.document == document && spans.iter().any(|s| s.contains(m.span)))
            {
                mark.action = Action::Keep;
                mark.detector = KEPT.into();
                mark.reason = "A person asked for this to be kept.".into();
            }
        }
    }
}

/// Every place where a text stands in any of its forms.
pub fn variants(tokens: &Tokens<'_>, text: &str) -> Vec<Span> {
    variants_in(tokens, &Letters::of(tokens.text), text)
}

fn variants_in(tokens: &Tokens<'_>, letters: &Letters, text: &str) -> Vec<Span> {
    let all = words(text);
    let mut spans = exact(tokens, &all);
    spans.extend(letters.places(text));
    if is_name(text, &all) {
        let parts: Vec<&String> = all.iter().filter(|w| !is_title(w)).collect();
        for part in &parts {
            spans.extend(letters.disguised(part));
        }
        let name = Name::new(&all);
        spans.extend((0..tokens.len()).filter(|at| name.stands_at(tokens, *at)).map(|at| tokens.span(at, at)));
        spans = spans.into_iter().map(|span| with_title_and_initials(tokens, span)).collect();
    }
    spans
}

/// A name made ready to be found by its parts.
struct Name<'w> {
    all: Vec<&'w String>,
    known: Known,
    /// First letter and surname in one, as in mail addresses; initials.
    joined: Vec<String>,
    initials: String,
}

impl<'w> Name<'w> {
    fn new(words: &'w [String]) -> Self {
        let all: Vec<&String> = words.iter().filter(|w| !is_title(w)).collect();
        let known = Known::learn(std::iter::once(words));
        let mut joined = Vec::new();
        let initial = |w: &str| w.chars().next().map(String::from).unwrap_or_default();
        if let (Some(first), Some(last)) = (all.first(), all.last())
            && all.len() > 1
        {
            joined = vec![
                format!("{}{last}", initial(first)),
                format!("{last}{}", initial(first)),
                format!("{first}{}", initial(last)),
                format!("{first}{last}"),
                format!("{last}{first}"),
            ];
        }
        let initials = if all.len() > 1 { all.iter().map(|w| initial(w)).collect() } else { String::new() };
        Self { all, known, joined, initials }
    }

    fn stands_at(&self, tokens: &Tokens<'_>, at: usize) -> bool {
        let folded = tokens.fold(at);
        let Some(token) = tokens.get(at).filter(|_| folded.len() > 1) else { return false };
        let word = token.case == Case::Lower && token.entry.word > 0 && !token.shouted;
        // Beside a mail's @ or a dot there are no ordinary words.
        let address = tokens.word(at + 1) == "@" || tokens.word(at.wrapping_sub(1)) == "." && token.gap == Gap::None;
        if self.all.iter().any(|w| *w == folded) && self.all.len() == 1 {
            return true;
        }
        let part = self.has(folded)
            || folded.split('-').any(|p| self.has(p))
            || folded.strip_suffix('s').is_some_and(|p| p.len() > 2 && self.has(p));
        let near = self.all.iter().any(|w| {
            w.len() > 2 && lexicon::fold_scan(w) == lexicon::fold_scan(folded)
                || w.len() > 5 && folded.len() > 4 && strsim::osa_distance(w, folded) == 1
        });
        let pet = token.case != Case::Lower && self.all.first().is_some_and(|first| nickname(first, folded));
        let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        let local = folded.len() > 3 && self.all.iter().any(|w| w.len() > 3 && folded.contains(w.as_str()));
        let initials = token.case == Case::Upper && folded == self.initials && token.entry.word == 0;
        (part || near || pet) && (!word || address)
            || self.joined.iter().any(|j| j == bare && j.len() > 3)
            || local && address
            || initials && !token.shouted
    }

    fn has(&self, folded: &str) -> bool {
        !is_title(folded) && self.known.has(folded)
    }
}

/// True where a known short form stands for the other name.
fn nickname(first: &str, folded: &str) -> bool {
    first != folded && first.len() > 2 && same_name(first, folded) && lexicon::lookup(folded).word < 2
}

fn is_title(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "miss" | "mx" | "dr" | "sir" | "lady" | "dame" | "lord" | "rev" | "prof")
}

/// A title before a name tells the sex, and initials tell the forename: both go with it.
fn with_title_and_initials(tokens: &Tokens<'_>, span: Span) -> Span {
    let mut first = tokens.at_byte(span.start);
    if tokens.get(first).is_none_or(|t| t.span.start < span.start) {
        return span;
    }
    let mut start = span.start;
    while first > 0 && tokens.get(first).is_some_and(|t| t.gap <= Gap::Space) {
        let stop = tokens.word(first - 1) == ".";
        let Some(word) = first.checked_sub(if stop { 2 } else { 1 }) else { break };
        let initial =
            tokens.get(word).is_some_and(|t| t.case == Case::Initial && (stop || t.span.of(tokens.text) != "I"));
        let joined = !stop || tokens.get(first - 1).is_some_and(|t| t.gap == Gap::None);
        if !(joined && (initial || is_title(tokens.fold(word)))) {
            break;
        }
        start = tokens.get(word).map_or(start, |t| t.span.start);
        first = word;
    }
    Span::new(start, span.end)
}

/// The words of the text one after the other, whatever the case, spaces and line breaks between.
fn exact(tokens: &Tokens<'_>, wanted: &[String]) -> Vec<Span> {
    let mut spans = Vec::new();
    let Some(first) = wanted.first() else { return spans };
    for at in 0..tokens.len() {
        if tokens.fold(at) != first {
            continue;
        }
        let (mut last, mut i, mut met) = (at, at + 1, 1);
        while met < wanted.len() && tokens.get(i).is_some_and(|t| t.gap < Gap::Paragraph) {
            if Some(tokens.fold(i)) == wanted.get(met).map(String::as_str) {
                (last, met) = (i, met + 1);
            } else if tokens.get(i).is_none_or(|t| t.case != Case::Mark) {
                break;
            }
            i += 1;
        }
        if met == wanted.len() {
            spans.push(tokens.span(at, last));
        }
    }
    spans
}

fn words(text: &str) -> Vec<String> {
    let tokens = Tokens::new(text);
    (0..tokens.len())
        .filter(|i| tokens.get(*i).is_some_and(|t| t.case != Case::Mark))
        .map(|i| tokens.fold(i).to_string())
        .collect()
}

/// A name has no digits, up to four words, and capitals.
fn is_name(text: &str, words: &[String]) -> bool {
    let letters = text.chars().all(|c| c.is_alphabetic() || " '-.\u{2019}".contains(c));
    letters && words.len() <= 4 && text.split_whitespace().all(|w| w.chars().next().is_some_and(char::is_uppercase))
}
