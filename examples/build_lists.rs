//! Builds the word and name lists that the redact stage carries (`src/redact/data/lexicon.fst`) from lawful public lists.
//! Run it again whenever a list changes; it must never read anything about real correspondence.
//!
//! ```text
//! cargo run --example build_lists -- GAZETTEER_DIR WORDS_FILE COMMENTS_CSV OUT.fst
//! ```
//! `GAZETTEER_DIR` holds the lists named in NOTICE, `WORDS_FILE` is Debian's `wbritish` list (SCOWL), `COMMENTS_CSV` the
//! published NHS comments (MIT), from which only counts of ordinary lower-case words are taken.

use anyhow::{Context, Result};
use deunicode::deunicode;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Default, Clone, Copy)]
struct Entry {
    forename: u64,
    surname: u64,
    place: u64,
    word: u64,
    male: u64,
    female: u64,
}

type Lexicon = BTreeMap<String, Entry>;

/// Words seen less often than this in the comments are not thought common.
const SEEN: u32 = 3;
/// Words seen at least this often are very common.
const COMMON: u32 = 60;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [gazetteer, words, comments, out] = arguments.as_slice() else {
        anyhow::bail!("usage: build_lists GAZETTEER_DIR WORDS_FILE COMMENTS_CSV OUT.fst");
    };
    let mut lexicon = Lexicon::new();
    add_words(&mut lexicon, &read(words)?, &read(comments)?);
    let gazetteer = Path::new(gazetteer);
    add_forenames(&mut lexicon, gazetteer)?;
    for form in include_str!("../src/redact/data/nicknames.txt").split_whitespace() {
        add_forename(&mut lexicon, form, 3);
    }
    add_surnames(&mut lexicon, gazetteer)?;
    add_places(&mut lexicon, gazetteer)?;
    add_proper_words(&mut lexicon, &read(words)?);
    write(&lexicon, out)
}

fn add_words(lexicon: &mut Lexicon, words: &str, comments: &str) {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for word in comments.split(|c: char| !c.is_ascii_alphabetic() && c != '\'') {
        if !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let ordinary = |w: &&str| w.len() > 1 && w.chars().all(char::is_lowercase);
    for word in words.lines().map(str::trim).filter(ordinary) {
        let tier = match counts.get(word).copied().unwrap_or(0) {
            n if n >= COMMON => 3,
            n if n >= SEEN => 2,
            _ => 1,
        };
        lexicon.entry(fold(word)).or_default().word = tier;
    }
}

/// Capitalised words of the dictionary that name no person ("Polish", "Easter") count as ordinary words.
fn add_proper_words(lexicon: &mut Lexicon, words: &str) {
    for word in words.lines().filter(|w| w.chars().next().is_some_and(char::is_uppercase) && !w.contains('\'')) {
        let entry = lexicon.entry(fold(word)).or_default();
        if entry.forename <= 1 && entry.surname <= 2 && entry.place < 3 {
            entry.word = entry.word.max(1);
        }
    }
}

fn add_forenames(lexicon: &mut Lexicon, gazetteer: &Path) -> Result<()> {
    for row in rows(&gazetteer.join("forenames-uk-1974-2020/forenames.csv"))? {
        let count: u32 = field(&row, 2).parse().unwrap_or(0);
        let tier = match count {
            5000.. => 4,
            500.. => 3,
            50.. => 2,
            _ => 1,
        };
        add_forename(lexicon, field(&row, 0), tier);
        add_sex(lexicon, field(&row, 0), field(&row, 1), u64::from(count));
    }
    for row in rows(&gazetteer.join("ons-first-names/first_names_1996_2005_2024.csv"))? {
        add_forename(lexicon, field(&row, 0), 1);
    }
    for row in rows(&gazetteer.join("ons-first-names/top100_by_decade_1904_2024.csv"))? {
        add_forename(lexicon, field(&row, 3), 3);
        add_sex(lexicon, field(&row, 3), field(&row, 1), 500);
    }
    for row in rows(&gazetteer.join("popular-names/common-forenames-by-country.csv"))? {
        add_forename(lexicon, field(&row, 11), 2);
        add_sex(lexicon, field(&row, 11), field(&row, 9), 20);
    }
    for row in rows(&gazetteer.join("names-by-locale/names.csv"))?.iter().filter(|r| field(r, 1) == "first") {
        add_forename(lexicon, field(row, 2), 2);
    }
    Ok(())
}

/// A rare name that is an everyday word is left out: it would mark the word more often than a person.
fn add_forename(lexicon: &mut Lexicon, name: &str, tier: u64) {
    for part in name.split([' ', '-']).map(fold).filter(|p| is_name(p)) {
        let entry = lexicon.entry(part).or_default();
        if entry.word < 2 || tier >= 2 {
            entry.forename = entry.forename.max(tier);
        }
    }
}

fn add_sex(lexicon: &mut Lexicon, name: &str, sex: &str, count: u64) {
    let entry = lexicon.entry(fold(name)).or_default();
    match sex {
        "M" => entry.male += count,
        "F" => entry.female += count,
        _ => {}
    }
}

/// 1 where nearly all bearers are men, 2 where nearly all are women.
fn sex(entry: &Entry) -> u64 {
    let all = entry.male + entry.female;
    match (entry.forename, all) {
        (0, _) | (_, 0) => 0,
        _ if entry.male * 50 > all * 49 => 1,
        _ if entry.female * 50 > all * 49 => 2,
        _ => 0,
    }
}

fn add_surnames(lexicon: &mut Lexicon, gazetteer: &Path) -> Result<()> {
    for row in rows(&gazetteer.join("surnames-us-1990/surnames.csv"))? {
        let percent: f64 = field(&row, 1).parse().unwrap_or(0.0);
        let tier = match percent {
            p if p >= 0.01 => 4,
            p if p >= 0.001 => 3,
            p if p > 0.0 => 2,
            _ => 1,
        };
        add_surname(lexicon, field(&row, 0), tier);
    }
    for row in rows(&gazetteer.join("surnames-en-gb/surnames.csv"))? {
        add_surname(lexicon, field(&row, 0), 3);
    }
    for row in rows(&gazetteer.join("popular-names/common-surnames-by-country.csv"))? {
        add_surname(lexicon, field(&row, 5), 2);
    }
    for row in rows(&gazetteer.join("names-by-locale/names.csv"))?.iter().filter(|r| field(r, 1) == "last") {
        add_surname(lexicon, field(row, 2), 2);
    }
    Ok(())
}

fn add_surname(lexicon: &mut Lexicon, name: &str, tier: u64) {
    for part in name.split([' ', '-']).map(fold).filter(|p| is_name(p)) {
        let entry = lexicon.entry(part).or_default();
        if entry.word < 2 || tier > entry.word {
            entry.surname = entry.surname.max(tier);
        }
    }
}

fn add_places(lexicon: &mut Lexicon, gazetteer: &Path) -> Result<()> {
    for row in rows(&gazetteer.join("british-placenames/places.csv"))? {
        let tier = match field(&row, 1) {
            "City" | "Town" => 3,
            "Village" | "Suburban Area" => 2,
            _ => 1,
        };
        let name = fold(field(&row, 0));
        if name.len() > 2 {
            let entry = lexicon.entry(name).or_default();
            entry.place = entry.place.max(tier);
        }
    }
    Ok(())
}

fn write(lexicon: &Lexicon, out: &str) -> Result<()> {
    let mut builder = fst::MapBuilder::new(std::io::BufWriter::new(std::fs::File::create(out)?))?;
    for (word, e) in lexicon {
        let value = e.forename | e.surname << 3 | e.place << 6 | e.word << 8 | sex(e) << 10;
        if value != 0 {
            builder.insert(word, value)?;
        }
    }
    builder.finish()?;
    eprintln!("{out}: {} entries, {} bytes", lexicon.len(), std::fs::metadata(out)?.len());
    Ok(())
}

fn fold(word: &str) -> String {
    deunicode(word).to_ascii_lowercase().replace(['`', '\u{2019}'], "'").trim().to_string()
}

fn is_name(part: &str) -> bool {
    part.len() > 1 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
}

fn read(path: &str) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Rows of a simple CSV file without its heading; quotes around a field are taken off.
fn rows(path: &Path) -> Result<Vec<Vec<String>>> {
    let text = read(&path.display().to_string())?;
    Ok(text.lines().skip(1).map(split).collect())
}

fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().expect("starts with one field").push(c),
        }
    }
    fields
}

fn field(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}
