//! Which of several versions of a body is the one to read. Versions that say different things are both kept: a person
//! sees the HTML, a program the plain text, and neither may hide what the other says.

use crate::model::TextFrom;
use std::collections::HashSet;

/// Words that plain text or HTML must lack of the other to be said to lack something.
const MISSING: usize = 2;

/// One version of a body.
#[derive(Debug, Clone)]
pub(in crate::parse) struct Version {
    /// Its text.
    pub text: String,
    /// Where it was had from.
    pub from: TextFrom,
}

/// The version to read, and the others that say something it does not.
pub(in crate::parse) fn choose(versions: Vec<Version>) -> (Option<Version>, Vec<Version>) {
    let mut versions = versions;
    if versions.len() < 2 {
        return (versions.pop(), Vec::new());
    }
    let plain = versions.iter().position(|v| v.from == TextFrom::Text && has_words(&v.text));
    let html = versions.iter().rposition(|v| v.from == TextFrom::Html && has_words(&v.text));
    let best = match (plain, html) {
        // The plain part is read unless a person who is shown the HTML would see more.
        (Some(plain), Some(html)) => {
            if lacks(&versions[plain], &versions[html]) {
                html
            } else {
                plain
            }
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => versions.len() - 1,
    };
    let best = versions.remove(best);
    let others = versions.into_iter().filter(|v| has_words(&v.text) && lacks(&best, v)).collect();
    (Some(best), others)
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// True where the one version lacks words of the other, and more than layout makes where one of them was HTML: addresses
/// of links, names of pictures and the like do not count.
fn lacks(one: &Version, other: &Version) -> bool {
    let few = if one.from == other.from { 1 } else { MISSING };
    let (one, other) = (words(&one.text), words(&other.text));
    other.difference(&one).count() >= few.max(other.len() / 50)
}

/// Different words, in lower case.
fn words(text: &str) -> HashSet<String> {
    let technical = |token: &&str| {
        token.contains("://") || token.contains('@') || token.contains("www.") || token.starts_with("[cid:")
    };
    text.split_whitespace()
        .filter(|token| !technical(token))
        .flat_map(|token| token.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Version, choose};
    use crate::model::TextFrom;

    #[test]
    fn the_version_that_carries_the_content_is_read() {
        let stub = "Please view this message in a browser that shows HTML.";
        let letter = "The carer did not come on Monday and nobody rang me about it.";
        let other = "Everything is fine, thank you very much indeed for your great help.";
        // plain, html, chosen, others kept
        let cases = [
            (letter, letter, TextFrom::Text, 0),
            (stub, letter, TextFrom::Html, 1),
            ("", letter, TextFrom::Html, 0),
            (letter, "", TextFrom::Text, 0),
            (letter, other, TextFrom::Html, 1),
            (
                letter,
                "The carer did not come on Monday and nobody rang me about it. My mother has bruises on both arms.",
                TextFrom::Html,
                0,
            ),
            (
                "The carer did not come on Monday and nobody rang me about it. My mother has bruises on both arms.",
                letter,
                TextFrom::Text,
                0,
            ),
        ];
        for (plain, html, wanted, kept) in cases {
            let version = |text: &str, from| Version { text: text.into(), from };
            let (best, others) = choose(vec![version(plain, TextFrom::Text), version(html, TextFrom::Html)]);
            assert_eq!(best.map(|b| b.from), Some(wanted), "{plain:?} {html:?}");
            assert_eq!(others.len(), kept, "{plain:?} {html:?}");
        }
        assert!(choose(Vec::new()).0.is_none());
    }
}
