//! The head of a letter: address blocks, date and references above the salutation.

use super::lines::Lines;
use super::signature::is_salutation;
use super::speech::speaks;
use crate::model::{Zone, ZoneKind};

/// Lines above a salutation that can be a head; more is a text of its own.
const MOST: usize = 40;
/// Letters in a line of a head.
const LONGEST: usize = 90;

/// Marks letterhead and salutation; gives back the line after them.
pub(super) fn mark(lines: &Lines<'_>, zones: &mut Vec<Zone>) -> usize {
    let Some(at) = (0..lines.len().min(MOST + 20)).find(|n| is_salutation(lines.get(*n))) else { return 0 };
    let above: Vec<&str> = (0..at).map(|n| lines.get(n)).filter(|l| !l.is_empty()).collect();
    let head = above.len() <= MOST && above.iter().all(|line| line.chars().count() <= LONGEST && !is_sentence(line));
    if !head {
        return 0;
    }
    // A paragraph up there in which the writer speaks ("Please do not ring the house") is theirs.
    let (mut from, mut number) = (0, 0);
    while number < at {
        let end = (number..at).find(|n| lines.blank(*n)).unwrap_or(at);
        if (number..end).any(|n| speaks(lines.get(n))) {
            zones.extend(lines.zone(from, number, ZoneKind::Letterhead));
            from = end;
        }
        number = end + 1;
    }
    zones.extend(lines.zone(from, at, ZoneKind::Letterhead));
    zones.extend(lines.zone(at, at + 1, ZoneKind::Salutation));
    at + 1
}

/// True for a line of prose: many words, and lower-case ones most of them.
fn is_sentence(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let lower = words.iter().filter(|w| w.chars().next().is_some_and(char::is_lowercase)).count();
    words.len() >= 8 && lower * 10 >= words.len() * 7
}
