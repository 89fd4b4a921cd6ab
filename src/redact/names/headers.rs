//! Names in headers: the item's own (From, To, Cc, Reply-To) and those that stand beside a mail address in the text. A
//! display name may be a firm, a mailbox or a joke, so it must look like a person's name.

use super::super::cues;
use super::super::lexicon;
use super::super::text::{Case, Gap, Tokens};
use super::{Ground, Mention, Relation};

/// The names of people in a display name: none for bodies, two for "Maureen & Ted Lockwood".
pub fn display_names(display: &str) -> Vec<Vec<String>> {
    let display = display.trim_matches(['"', '\'', ' ']);
    let display = display.split(['(', '|', '<']).next().unwrap_or_default();
    let display = display.split(" - ").next().unwrap_or_default();
    let display = display.split(" at ").next().unwrap_or_default();
    let display = display.split(" via ").next().unwrap_or_default();
    let ordered = match display.split_once(',') {
        Some((last, first)) if !first.contains(',') => format!("{first} {last}"),
        _ => display.to_string(),
    };
    let only_title =
        |part: &&str| part.split_whitespace().all(|w| cues::of(&lexicon::fold(w.trim_matches('.'))) & cues::TITLE != 0);
    let joined = ordered.replace('&', " and ");
    let mut people: Vec<Vec<String>> = joined.split(" and ").filter(|p| !only_title(p)).map(person).collect();
    if people.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let shared = people.last().filter(|p| p.len() > 1).and_then(|p| p.last()).cloned();
    if let Some(surname) = shared {
        for one in people.iter_mut().filter(|p| p.len() == 1) {
            one.push(surname.clone());
        }
    }
    people
}

/// Folded words of one person's name, or nothing where the words are no name.
fn person(text: &str) -> Vec<String> {
    let tokens = Tokens::new(text);
    let mut words = Vec::new();
    let display_mixed = tokens.list.iter().any(|t| t.case == Case::Capital);
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at) else { continue };
        if matches!(token.case, Case::Mark | Case::Digit) || token.cues & cues::TITLE != 0 && token.entry.forename < 3 {
            continue;
        }
        let letters = token.case == Case::Upper && token.cues & cues::AFTER_NAME != 0 && !words.is_empty();
        if letters && display_mixed {
            continue;
        }
        let named =
            token.entry.is_name() && (token.entry.word == 0 || token.entry.forename >= 2 || token.entry.surname >= 2);
        let acronym = token.case == Case::Upper && display_mixed && token.span.len() <= 5 && !token.entry.is_name();
        if acronym || token.cues & cues::STOP != 0 && token.entry.forename < 3 {
            return Vec::new();
        }
        let barred = token.cues & (cues::ORG | cues::OFFICE | cues::STAFF_JOB | cues::CARE_JOB | cues::STOP) != 0
            && token.entry.surname < 3
            && token.entry.forename < 3;
        if barred || token.entry.word >= 1 && !named && token.span.len() > 1 {
            return Vec::new();
        }
        words.push(tokens.fold(at).to_string());
        if token.possessive {
            break;
        }
    }
    let odd = words.len() > 5
        || words.iter().all(|w| w.len() < 2)
        || words.iter().any(|w| w.chars().any(|c| c.is_ascii_digit()));
    let known = words.iter().any(|w| lexicon::lookup(w).is_name()) || words.len() >= 2;
    if odd || !known { Vec::new() } else { words }
}

/// "Craig Hanson <craig.hanson@...>", "Lynne Sugden [mailto:...]", "On ..., Lynne Sugden <...> wrote".
pub fn beside_addresses(ground: &Ground<'_>, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    for email in ground.emails {
        let mut at = tokens.at_byte(email.start);
        let opened = matches!(tokens.word(at.wrapping_sub(1)), "<" | "[" | "(" | ":");
        if !opened || at == 0 {
            continue;
        }
        at -= 1;
        while at > 0 && matches!(tokens.word(at), "<" | "[" | "(" | ":" | "\"" | "'" | "mailto") {
            at -= 1;
        }
        let last = at;
        let mut first = at + 1;
        while name_part(tokens, at) && tokens.word(at + 1) != ":" && last - at < 5 {
            first = at;
            if at == 0 || tokens.get(at).is_some_and(|t| t.gap >= Gap::Line) {
                break;
            }
            at -= 1;
        }
        if first > last {
            continue;
        }
        let words = tokens.span(first, last).of(tokens.text);
        if let Some(skip) = display_names(words).first().and_then(|p| first_word(ground, first, last, p)) {
            let mut mention = ground.mention(skip, last, 0.95, "beside a mail address");
            mention.relation = Relation::Header(email.of(tokens.text).to_ascii_lowercase());
            found.push(mention);
        }
    }
}

fn first_word(ground: &Ground<'_>, first: usize, last: usize, person: &[String]) -> Option<usize> {
    (first..=last).find(|i| person.iter().any(|w| w == ground.tokens.fold(*i)))
}

fn name_part(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.get(at).is_some_and(|t| !matches!(t.case, Case::Digit | Case::Mark) || tokens.word(at) == ".")
        && tokens.fold(at) != "on"
        && tokens.cues(at) & cues::CALENDAR == 0
}
