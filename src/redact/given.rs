//! What a person names to be hidden or kept: every form of it, in any case, split over lines, with its parts where it is a
//! name. Hiding beats keeping.

use super::attribute::Read;
use super::lexicon;
use super::names::Known;
use super::text::{Case, Gap, Tokens};
use crate::model::{Action, DataKind, Mark, Span};

/// The detector of what a person asked to keep.
pub const KEPT: &str = "asked to be kept";

/// Marks every variant of what is to be hidden.
pub fn redact(marks: &mut Vec<Mark>, reads: &[Read<'_>], wanted: &[String]) {
    for text in wanted.iter().filter(|t| !t.trim().is_empty()) {
        for (document, read) in reads.iter().enumerate() {
            for span in variants(&read.tokens, text) {
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
    let all = words(text);
    let mut spans = exact(tokens, &all);
    spans.extend(squeezed(tokens.text, text));
    if is_name(text, &all) {
        let known = Known::learn(std::iter::once(all.as_slice()));
        for at in 0..tokens.len() {
            let folded = tokens.fold(at);
            let part = folded.split('-').any(|p| known.has(p))
                || folded.strip_suffix('s').is_some_and(|p| known.has(p))
                || known.has(folded);
            let strong = all.iter().any(|w| {
                w.len() > 2
                    && (lexicon::fold_scan(w) == lexicon::fold_scan(folded)
                        || w.len() > 5 && folded.len() > 4 && strsim::osa_distance(w, folded) == 1)
            });
            let lower_word = tokens.get(at).is_some_and(|t| t.case == Case::Lower && t.entry.word > 0 && !t.shouted);
            if (part || strong) && folded.len() > 1 && !lower_word {
                spans.push(tokens.span(at, at));
            }
            let local = folded.len() > 3 && all.iter().filter(|w| w.len() > 3).any(|w| folded.contains(w.as_str()));
            if local && (tokens.word(at + 1) == "@" || tokens.word(at.wrapping_sub(1)) == ".") {
                spans.push(tokens.span(at, at));
            }
        }
    }
    spans
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

/// Places where the letters and digits of the text stand with other spaces, dots or hyphens between: numbers above all.
fn squeezed(text: &str, wanted: &str) -> Vec<Span> {
    let plain = |c: char| c.is_alphanumeric();
    let target: Vec<char> = wanted.chars().filter(|c| plain(*c)).flat_map(char::to_lowercase).collect();
    if target.len() < 4 {
        return Vec::new();
    }
    let letters: Vec<(usize, usize, char)> = text
        .char_indices()
        .filter(|(_, c)| plain(*c))
        .flat_map(|(at, c)| c.to_lowercase().map(move |l| (at, at + c.len_utf8(), l)))
        .collect();
    letters
        .windows(target.len())
        .filter(|window| window.iter().zip(&target).all(|((_, _, a), b)| a == b))
        .filter_map(|window| Some(Span::new(window.first()?.0, window.last()?.1)))
        .filter(|span| span.len() < wanted.len() * 2 + 8)
        .collect()
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
