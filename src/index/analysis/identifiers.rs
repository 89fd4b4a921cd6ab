//! Numbers that people space as they like: telephone and NHS numbers, postcodes, references. Each run of groups that
//! may be one is also indexed squeezed, so that it is found however either side spaced it. It judges no number: what
//! looks like one is findable, whether or not its check digit is right.

use super::words::{Link, Word, Words};

/// Shortest squeezed form worth an entry of its own: `M11AA`.
const SHORTEST: usize = 5;
/// Longest: an IBAN written in groups, with room.
const LONGEST: usize = 36;
/// Most groups in one number: ten digits written one by one, with a prefix.
const GROUPS: usize = 12;

/// Calls `found(last word, squeezed)` for every run of groups that starts at word `i` and may be a number. With
/// `lenient`, as for queries, small letters may be part of it too.
pub(super) fn starting_at(
    words: &Words,
    i: usize,
    lenient: bool,
    scratch: &mut String,
    mut found: impl FnMut(usize, &str),
) {
    let lenient = lenient || is_insurance_number(words, i);
    scratch.clear();
    let mut digits = 0;
    let mut previous = Link::Break;
    for (j, word) in words.list.iter().enumerate().skip(i).take(GROUPS) {
        let tight = matches!(word.link, Link::Tight | Link::Hyphen) || matches!(previous, Link::Tight | Link::Hyphen);
        if !may_be_group(word, tight, lenient) {
            break;
        }
        scratch.extend(words.folded(word).chars().filter(|c| *c != '\''));
        digits += word.digits;
        if scratch.len() > LONGEST {
            break;
        }
        if digits >= 2 && scratch.len() >= SHORTEST {
            if j > i {
                found(j, scratch);
            }
            if let Some(national) = national(scratch) {
                found(j, &national);
            }
        }
        if word.link == Link::Break {
            break;
        }
        previous = word.link;
    }
}

/// True for two letters, six digits and a letter or none, the letters in whichever case: `qq 12 34 56 c`.
fn is_insurance_number(words: &Words, i: usize) -> bool {
    const DIGITS: usize = 6;
    let head = words.list.get(i).filter(|w| w.letters == 2 && w.digits == 0);
    if head.is_none_or(|w| w.link == Link::Break) {
        return false;
    }
    let mut digits = 0;
    for word in words.list.iter().skip(i + 1).take(DIGITS) {
        digits += word.digits;
        let suffix = digits == DIGITS && word.letters == 1 && words.folded(word).ends_with(char::is_alphabetic);
        if digits > DIGITS || (word.letters > 0 && !suffix) {
            return false;
        }
        if digits == DIGITS {
            return true;
        }
        if word.link == Link::Break {
            return false;
        }
    }
    false
}

/// A letters-only group is short and in capitals (`PR`, `QQ`), or a single letter, or tied to its neighbour by a sign.
fn may_be_group(word: &Word, tight: bool, lenient: bool) -> bool {
    if word.digits > 0 {
        return word.letters <= 8;
    }
    word.letters == 1 || (word.letters <= 5 && (word.upper || lenient)) || (tight && word.letters <= 8)
}

/// A UK telephone number written for callers from abroad, as it is dialled at home: `+44 (0)1632 960123` and
/// `0044 1632 960123` are `01632960123`.
fn national(squeezed: &str) -> Option<String> {
    if !squeezed.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let rest = squeezed.strip_prefix("0044").or_else(|| squeezed.strip_prefix("44"))?;
    let rest = rest.strip_prefix('0').unwrap_or(rest);
    matches!(rest.len(), 9 | 10).then(|| format!("0{rest}"))
}
