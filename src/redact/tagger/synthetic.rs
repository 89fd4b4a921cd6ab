//! Makes council sentences with invented people out of templates and the name lists: any origin, any casing, with the slips of
//! readers of scans. The same seed makes the same sentences. It holds no sentence that anybody wrote to a council.

use super::train::{Example, Random};
use super::words::*;
use crate::model::Span;
use crate::redact::lexicon;

/// One template a line; `¶` is a line break, `{f}` a forename, `{l}` a surname, `{n}` a whole name, `{pf}` and `{pl}` names
/// that name a place or a firm; the rest are things.
const TEMPLATES: &str = include_str!("../data/sentences.txt");

/// The lists that names are drawn from.
struct Names {
    forenames: [Vec<String>; 4],
    words: Vec<String>,
    surnames: [Vec<String>; 4],
    towns: Vec<String>,
}

/// So many sentences.
pub fn sentences(count: usize, seed: u64) -> Vec<Example> {
    let names = names();
    let templates: Vec<&str> = TEMPLATES.lines().filter(|l| !l.is_empty()).collect();
    let mut random = Random::new(seed);
    (0..count).filter_map(|_| Some(letter(&names, &templates, &mut random)).filter(|e| !e.text.is_empty())).collect()
}

fn names() -> Names {
    let mut names =
        Names { forenames: Default::default(), words: Vec::new(), surnames: Default::default(), towns: Vec::new() };
    lexicon::each(|word, entry| {
        if word.contains(' ') || word.len() < 3 {
            return;
        }
        if entry.forename >= 3 && entry.word >= 1 {
            names.words.push(word.to_string());
        } else if let Some(list) = names.forenames.get_mut((entry.forename as usize).wrapping_sub(1)) {
            list.push(word.to_string());
        }
        if let Some(list) = names.surnames.get_mut((entry.surname as usize).wrapping_sub(1)) {
            list.push(word.to_string());
        }
        if entry.place >= 1 && entry.forename < 2 && entry.surname < 3 {
            names.towns.push(word.to_string());
        }
    });
    names
}

/// One to three sentences as one text, in one of the ways people write.
fn letter(names: &Names, templates: &[&str], random: &mut Random) -> Example {
    let mut example = Example { text: String::new(), names: Vec::new(), weight: 1.0 };
    let scanned = random.chance(8);
    for part in 0..1 + random.below(3) {
        if part > 0 {
            example.text.push_str(if random.chance(25) { "\n" } else { " " });
        }
        if let Some(template) = random.pick(templates) {
            fill(names, template, scanned, random, &mut example);
        }
    }
    match random.below(100) {
        0..=21 => example.text.make_ascii_lowercase(),
        22..=29 => example.text.make_ascii_uppercase(),
        _ => {}
    }
    example
}

fn fill(names: &Names, template: &str, scanned: bool, random: &mut Random, out: &mut Example) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        add(&before.replace('¶', "\n"), scanned, random, &mut out.text);
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        let slot = slot.trim_end_matches(|c: char| c.is_ascii_digit());
        let start = out.text.len();
        add(&value(names, slot, random), scanned, random, &mut out.text);
        if matches!(slot, "f" | "l" | "n") {
            let span = Span::new(start, out.text.len());
            match out.names.last_mut() {
                Some(last) if last.end + 1 == start && before == " " => last.end = span.end,
                _ => out.names.push(span),
            }
        }
        rest = after;
    }
    add(&rest.replace('¶', "\n"), scanned, random, &mut out.text);
}

/// Adds text, with slips where it was scanned.
fn add(text: &str, scanned: bool, random: &mut Random, out: &mut String) {
    for c in text.chars() {
        if !scanned || !random.chance(3) {
            out.push(c);
            continue;
        }
        match c {
            'm' => out.push_str("rn"),
            'l' => out.push('1'),
            'I' => out.push('l'),
            'o' | 'O' => out.push('0'),
            'e' => out.push('c'),
            'h' => out.push('b'),
            'w' => out.push_str("vv"),
            's' => out.push('5'),
            c => out.push(c),
        }
    }
}

fn value(names: &Names, slot: &str, random: &mut Random) -> String {
    let any = |list: &[&str], random: &mut Random| random.pick(list).map_or(String::new(), ToString::to_string);
    match slot {
        "f" | "pf" => forename(names, random),
        "l" | "pl" => surname(names, random),
        "n" => full(names, random),
        "t" => any(TITLES, random),
        "titleword" => any(&["Mrs", "Miss", "Mr", "Ms", "daughter", "son", "carer", "aged 84"], random),
        "kin" => any(KIN, random),
        "kinname" => any(&["Mum", "Dad", "mum", "dad", "Nan", "Mam", "my mother", "him", "her"], random),
        "job" => any(JOBS, random),
        "w" => one(&names.words, random).to_lowercase(),
        "day" => any(DAYS, random),
        "month" => any(MONTHS, random),
        "date" => date(random),
        "dob" => format!("{}.{}.{}", 1 + random.below(28), 1 + random.below(12), 1925 + random.below(80)),
        "time" => format!("{}.{:02}", 7 + random.below(12), random.below(60)),
        "age" => (18 + random.below(80)).to_string(),
        "small" => (1 + random.below(40)).to_string(),
        "num" => (1 + random.below(180)).to_string(),
        "phone" => format!("07700 900{:03}", random.below(1000)),
        "nhs" => format!("999 {:03} {:04}", random.below(1000), random.below(10_000)),
        "ref" => format!("ASC/{}/{:04}", 2020 + random.below(7), random.below(10_000)),
        "mail" => format!("{}@post.example", any(&["me", "home", "enquiries", "a.b", "office"], random)),
        "town" => town(names, random),
        "street" => street(names, random),
        "house" => house(names, random),
        "org" => body(names, random),
        "brand" => any(BRANDS, random),
        "illness" => any(ILLNESSES, random),
        _ => String::new(),
    }
}

fn date(random: &mut Random) -> String {
    let month = random.pick(MONTHS).copied().unwrap_or_default();
    let day = 1 + random.below(28);
    match random.below(3) {
        0 => format!("{day} {month}"),
        1 => format!("{day} {month} 2026"),
        _ => format!("{day}/{}/26", 1 + random.below(12)),
    }
}

fn town(names: &Names, random: &mut Random) -> String {
    if random.chance(55) { made(TOWN_HEADS, TOWN_TAILS, random) } else { one(&names.towns, random) }
}

fn street(names: &Names, random: &mut Random) -> String {
    let first = match random.below(10) {
        0..=3 => random.pick(TREES).copied().unwrap_or_default().to_string(),
        4..=6 => surname(names, random),
        7 => forename(names, random),
        _ => town(names, random),
    };
    format!("{first} {}", random.pick(STREETS).copied().unwrap_or_default())
}

fn house(names: &Names, random: &mut Random) -> String {
    format!("{} {}", thing(names, random), random.pick(HOUSES).copied().unwrap_or_default())
}

fn body(names: &Names, random: &mut Random) -> String {
    if random.chance(35) {
        return random.pick(FIRMS).copied().unwrap_or_default().to_string();
    }
    format!("{} {}", thing(names, random), random.pick(BODIES).copied().unwrap_or_default())
}

/// What houses and firms are named after.
fn thing(names: &Names, random: &mut Random) -> String {
    match random.below(6) {
        0 | 1 => town(names, random),
        2 => surname(names, random),
        3 => forename(names, random),
        4 => format!("St {}'s", forename(names, random)),
        _ => random.pick(TREES).copied().unwrap_or_default().to_string(),
    }
}

fn full(names: &Names, random: &mut Random) -> String {
    let (first, last) = (forename(names, random), surname(names, random));
    let letter = |word: &str| word.chars().next().unwrap_or('A');
    match random.below(20) {
        0 => format!("{first} {} {last}", forename(names, random)),
        1 => format!("{first} {}. {last}", letter(&surname(names, random))),
        2 => format!("{}. {last}", letter(&first)),
        3 => format!("{} {last}", letter(&first)),
        4 => format!("{}. {}. {last}", letter(&first), letter(&forename(names, random))),
        5 => format!("{first} {last}-{}", surname(names, random)),
        6 => format!("{first}-{} {last}", forename(names, random)),
        _ => format!("{first} {last}"),
    }
}

fn forename(names: &Names, random: &mut Random) -> String {
    let [rare, few, usual, common] = &names.forenames;
    match random.below(100) {
        0..=9 => one(&names.words, random),
        10..=16 => made(MADE_HEADS, MADE_TAILS, random),
        17..=26 => one(rare, random),
        27..=46 => one(few, random),
        47..=71 => one(usual, random),
        _ => one(common, random),
    }
}

fn surname(names: &Names, random: &mut Random) -> String {
    let [rare, few, usual, common] = &names.surnames;
    match random.below(100) {
        0..=11 => made(MADE_HEADS, MADE_TAILS, random),
        12..=26 => one(rare, random),
        27..=46 => one(few, random),
        47..=71 => one(usual, random),
        _ => one(common, random),
    }
}

fn made(heads: &[&str], tails: &[&str], random: &mut Random) -> String {
    format!("{}{}", random.pick(heads).copied().unwrap_or_default(), random.pick(tails).copied().unwrap_or_default())
}

/// One of a list, with its capitals; now and then with an accent.
fn one(list: &[String], random: &mut Random) -> String {
    let word = random.pick(list).map_or("", String::as_str);
    let accent = random.chance(3);
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for c in word.chars() {
        let c = if accent && c == 'e' && !start { 'é' } else { c };
        if start {
            out.extend(c.to_uppercase())
        } else {
            out.push(c)
        }
        start = matches!(c, '-' | '\'') || out == "Mc";
    }
    out
}

/// A copy of a text in which every name is another, the same one for the same word, so that no name is learnt by heart.
pub fn renamed(text: &str, spans: &[Span], names: &Pool, random: &mut Random) -> Example {
    let mut given: std::collections::HashMap<String, String> = std::collections::HashMap::new();
    let mut out = Example { text: String::with_capacity(text.len()), names: Vec::new(), weight: 1.0 };
    let mut at = 0;
    for span in spans.iter().filter(|s| s.start < s.end) {
        if span.start < at {
            continue;
        }
        out.text.push_str(text.get(at..span.start).unwrap_or_default());
        let start = out.text.len();
        let words = span.of(text);
        let many = words.split_whitespace().count() > 1;
        let mut first = true;
        for part in words.split_inclusive(|c: char| !c.is_alphabetic()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
            if word.chars().count() < 2 {
                out.text.push_str(part);
                continue;
            }
            let last = many && !first;
            let new = given
                .entry(word.to_lowercase())
                .or_insert_with(|| if last { surname(&names.0, random) } else { forename(&names.0, random) });
            first = false;
            out.text.push_str(&cased(new, word));
            out.text.push_str(part.get(word.len()..).unwrap_or_default());
        }
        out.names.push(Span::new(start, out.text.len()));
        at = span.end;
    }
    out.text.push_str(text.get(at..).unwrap_or_default());
    out
}

/// A name written as another word is: small, with a capital, or all capitals.
fn cased(name: &str, like: &str) -> String {
    if like.chars().all(char::is_lowercase) {
        name.to_lowercase()
    } else if like.chars().all(char::is_uppercase) {
        name.to_uppercase()
    } else {
        name.to_string()
    }
}

/// Names to draw from.
pub struct Pool(Names);

impl Pool {
    /// The lists that ship.
    pub fn new() -> Self {
        Self(names())
    }
}
