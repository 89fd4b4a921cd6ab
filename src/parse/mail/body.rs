//! Which of several versions of a body is the one to read. Versions that say different things are both kept: a person
//! sees the HTML, a program the plain text, and neither may hide what the other says.

use crate::model::TextFrom;

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
        (Some(plain), Some(html)) => {
            let said = share(&versions[html].text, &versions[plain].text);
            // A plain part that is a stub, or leaves out much of what a person sees.
            if said < 0.75 { html } else { plain }
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => versions.len() - 1,
    };
    let best = versions.remove(best);
    let others = versions.into_iter().filter(|v| has_words(&v.text) && share(&v.text, &best.text) < 0.75).collect();
    (Some(best), others)
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The share of the different words of `text` that `other` has too.
fn share(text: &str, other: &str) -> f32 {
    use std::collections::HashSet;
    let words = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (text, other) = (words(text), words(other));
    if text.is_empty() {
        return 1.0;
    }
    text.intersection(&other).count() as f32 / text.len() as f32
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
