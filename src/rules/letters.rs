//! The words of letters to writers, read from `rules/route/letters/acknowledgement.yaml`: Markdown with words to fill in. A
//! letter with a word that cannot be filled in does not load; a case is never acknowledged with a hole in the text.

use super::RuleError;
use crate::model::{Category, Kind};
use crate::yaml;
use serde::Deserialize;
use std::path::Path;

/// The letter that says that something arrived.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Addresses that publish what they receive; `*` stands for anything.
    #[serde(default)]
    pub public_addresses: Vec<String>,
    /// Subject; a reference at most.
    pub subject: String,
    /// First paragraph.
    pub opening: String,
    /// One for each sort of case.
    pub sections: Vec<Section>,
    /// What is said where the writer acts for another person.
    pub authority: String,
    /// Last paragraph.
    pub closing: String,
}

/// What is said about a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Categories and kinds (`foi`, `foi/eir`) it is for.
    #[serde(rename = "for")]
    pub cases: Vec<String>,
    /// True where it may be read by everybody.
    #[serde(default)]
    pub public: bool,
    /// The law or practice behind it.
    pub because: String,
    /// The words.
    pub text: String,
}

/// Words that can be filled in everywhere, and in sections.
const EVERYWHERE: [&str; 4] = ["council", "mailbox", "reference", "received"];

impl Letter {
    /// Reads the letter.
    pub fn load(dir: &Path, clocks: &[&str]) -> Result<Self, RuleError> {
        let path = dir.join("route/letters/acknowledgement.yaml");
        let letter: Self = yaml::load(&path)?;
        letter.check(clocks).map_err(|message| RuleError::content(path.display().to_string(), message))?;
        Ok(letter)
    }

    /// What is said about such a case: the section of its kind, else of its category.
    pub fn section(&self, category: Category, kind: Option<Kind>) -> Option<&Section> {
        let named = |name: &str| self.sections.iter().find(|s| s.cases.iter().any(|c| c == name));
        kind.and_then(|k| named(&format!("{category}/{k}"))).or_else(|| named(category.word()))
    }

    /// True where what is sent to this address is read by everybody.
    pub fn is_public(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        self.public_addresses.iter().any(|pattern| fits(&pattern.to_lowercase(), &address))
    }

    /// Refuses a setting that switches on what there are no words for.
    pub fn check_switched_on(&self, categories: &[String]) -> Result<(), String> {
        let known: Vec<&String> = self.sections.iter().flat_map(|s| &s.cases).collect();
        for category in categories {
            let whole = category.split('/').next().unwrap_or(category);
            let exists = known_cases().contains(category);
            if !exists || !known.iter().any(|k| *k == category || *k == whole || k.starts_with(&format!("{category}/")))
            {
                let near = yaml::nearest(category, known.iter().map(|k| k.as_str()));
                let hint = near.map(|n| format!(" Did you mean `{n}`?")).unwrap_or_default();
                return Err(format!("`acknowledge: categories`: no letter has words for `{category}`.{hint}"));
            }
        }
        Ok(())
    }

    fn check(&self, clocks: &[&str]) -> Result<(), String> {
        let known = known_cases();
        for section in &self.sections {
            if section.because.trim().is_empty() {
                return Err("a section says nothing under `because`. Name the law or practice behind it.".into());
            }
            for case in &section.cases {
                if !known.contains(case) {
                    let near = yaml::nearest(case, known.iter().map(String::as_str));
                    let hint = near.map(|n| format!(" Did you mean `{n}`?")).unwrap_or_default();
                    return Err(format!("`for: [{case}]` is no category or kind.{hint}"));
                }
            }
            check_words(&section.text, |word| match word.strip_prefix("due:") {
                Some(clock) => clocks.contains(&clock),
                None => word == "case" || EVERYWHERE.contains(&word),
            })?;
        }
        [&self.subject, &self.opening, &self.authority, &self.closing]
            .into_iter()
            .try_for_each(|text| check_words(text, |word| EVERYWHERE.contains(&word)))
    }
}

/// The words in braces.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word)
}

fn check_words(text: &str, known: impl Fn(&str) -> bool) -> Result<(), String> {
    match words(text).find(|word| !known(word)) {
        Some(word) => Err(format!(
            "`{{{word}}}` cannot be filled in here. Known are {{council}}, {{mailbox}}, {{reference}}, {{received}}, and in sections {{case}} and {{due:CLOCK}} with a clock of rules/clocks.yaml or of the law."
        )),
        None => Ok(()),
    }
}

fn known_cases() -> Vec<String> {
    let kinds = |c: &Category| c.kinds().iter().map(|k| format!("{c}/{k}")).collect::<Vec<_>>();
    Category::ALL.iter().flat_map(|c| std::iter::once(c.word().to_string()).chain(kinds(c))).collect()
}

/// True where `text` fits a pattern with any number of `*`.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|tail| {
            (0..=tail.len())
                .filter(|at| tail.is_char_boundary(*at))
                .any(|at| fits(rest, tail.get(at..).unwrap_or_default()))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_of_addresses() {
        let cases = [
            ("*@whatdotheyknow.com", "request-12-ab@whatdotheyknow.com", true),
            ("*@*.whatdotheyknow.com", "request-12-ab@cy.whatdotheyknow.com", true),
            ("*@whatdotheyknow.com", "a@whatdotheyknow.com.example", false),
            ("a@b.example", "a@b.example", true),
        ];
        for (pattern, address, wanted) in cases {
            assert_eq!(fits(pattern, address), wanted, "{pattern} {address}");
        }
    }
}
