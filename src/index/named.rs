//! Providers and postcode districts that a text names, for facets and for `provider:` and `place:`. They are read from what
//! the index may hold and from nothing else. Only the form of a name is judged: `Larch House`, `Beechwood Care Home`,
//! `Brightway Homecare Ltd`; whether there is such a provider is not known here.

use regex::Regex;
use std::sync::LazyLock;

/// Up to three words with capitals, then a word that homes and agencies have in their names. The ends of words are those of
/// plain letters: for others the engine falls back to a search that costs more than all the rest of indexing.
static PROVIDER: LazyLock<Regex> = LazyLock::new(|| {
    let kind = "(?:Care|Nursing|Residential|Retirement)(?: and Nursing)?[ \u{a0}](?:Home|Centre|Village|Services|Agency|Group)|Home[ \u{a0}]?[Cc]are|Domiciliary[ \u{a0}]Care|Day[ \u{a0}]Centre|Care|House|Lodge|Court|Grange|Manor|Hospice|Hospital";
    let word = "[A-Z][A-Za-z'\u{2019}-]+";
    Regex::new(&format!(
        "(?-u:\\b)((?:{word}[ \u{a0}]){{1,3}}(?:{kind}))(?-u:\\b)(?:[ \u{a0}](?:Ltd|Limited|LLP|plc))?"
    ))
    .expect("a constant pattern")
});

/// A word that every such name ends with, alone or with others: where none stands there is no name to look for.
static KIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("Home|Centre|Village|Services|Agency|Group|Care|House|Lodge|Court|Grange|Manor|Hospice|Hospital")
        .expect("a constant pattern")
});

/// A whole postcode. Only its district is kept.
static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)([A-Z]{1,2}[0-9][0-9A-Z]?) ?[0-9][ABD-HJLNP-UW-Z]{2}(?-u:\b)").expect("a constant pattern")
});

/// Words with which a sentence, not a name, begins.
const NO_NAME: &[&str] = &[
    "the",
    "a",
    "an",
    "at",
    "in",
    "of",
    "from",
    "to",
    "and",
    "or",
    "but",
    "for",
    "with",
    "when",
    "while",
    "our",
    "my",
    "your",
    "his",
    "her",
    "their",
    "this",
    "that",
    "adult",
    "social",
    "health",
    "dear",
    "re",
    "subject",
    "primary",
    "urgent",
    "intensive",
    "palliative",
    "respite",
    "personal",
    "day",
    "home",
    "continuing",
    "community",
    "county",
    "town",
    "city",
    "crown",
    "high",
    "white",
    "full",
    "open",
    "magistrates",
    "supreme",
    "family",
    "council",
];

/// Most values kept of one item.
const MOST: usize = 40;

/// The providers named, in small letters, without the words for their legal form.
pub(super) fn providers<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found = Vec::new();
    for text in texts.filter(|text| KIND.is_match(text)) {
        for name in PROVIDER.captures_iter(text).filter_map(|c| c.get(1)) {
            let mut words: Vec<String> = name.as_str().split([' ', '\u{a0}']).map(provider_word).collect();
            let idle = words.iter().take_while(|w| NO_NAME.contains(&w.as_str())).count();
            words.drain(..idle);
            if words.len() > 1 {
                keep(&mut found, words.join(" "));
            }
        }
    }
    found
}

/// The postcode districts named: `HX8` of `HX8 1QS`.
pub(super) fn places<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    // What every postcode ends with: a digit and two capitals.
    let inward = |text: &&str| {
        let bytes = text.as_bytes();
        let capitals =
            bytes.iter().zip(bytes.iter().skip(1)).map(|(a, b)| a.is_ascii_uppercase() && b.is_ascii_uppercase());
        bytes.iter().zip(capitals.skip(1)).any(|(digit, capitals)| capitals && digit.is_ascii_digit())
    };
    let mut found = Vec::new();
    for text in texts.filter(inward) {
        POSTCODE.captures_iter(text).filter_map(|c| c.get(1)).for_each(|d| keep(&mut found, d.as_str().to_lowercase()));
    }
    found
}

/// What of a typed name is compared: as names are kept, without an article before and a legal form behind.
pub(super) fn wanted_provider(typed: &str) -> String {
    const LEGAL: [&str; 4] = ["ltd", "limited", "llp", "plc"];
    let words: Vec<String> = typed.split_whitespace().map(provider_word).collect();
    let idle = words.iter().take_while(|w| NO_NAME.contains(&w.as_str())).count();
    let legal = words.iter().rev().take_while(|w| LEGAL.contains(&w.as_str())).count();
    match words.get(idle..words.len() - legal) {
        Some(telling) if !telling.is_empty() => telling.join(" "),
        _ => words.join(" "),
    }
}

/// The district that was typed; of a whole postcode its district.
pub(super) fn wanted_place(typed: &str) -> String {
    let squeezed: String = typed.split_whitespace().collect();
    let whole = squeezed.to_uppercase();
    let district = POSTCODE.captures(&whole).filter(|c| c.get(0).is_some_and(|m| m.len() == whole.len()));
    district.and_then(|c| c.get(1)).map_or(squeezed.to_lowercase(), |d| d.as_str().to_lowercase())
}

/// As it is compared: small letters, one sort of apostrophe.
fn provider_word(word: &str) -> String {
    word.to_lowercase().replace('\u{2019}', "'")
}

fn keep(found: &mut Vec<String>, value: String) {
    if found.len() < MOST && !found.contains(&value) {
        found.push(value);
    }
}
