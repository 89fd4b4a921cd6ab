//! Greeting, closing and name block, and the notes that mail systems add. Only what has the shape of such a thing and
//! stands where such things stand is marked.

use super::lines::Lines;
use crate::model::{Span, Zone, ZoneKind};
use regex::Regex;
use std::sync::LazyLock;

static SALUTATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ (?: dear \b .{0,60} | (?:hi|hello|hiya|hey|greetings) (?: \s+ [\w'’.&/-]+ ){0,4} \s* [,!.:–-]*
           | good \s+ (?:morning|afternoon|evening|day) \b .{0,40} | to \s+ whom(?:soever)? \s+ it \s+ (?:may|might) \s+ concern .{0,5}
           | (?:sir|madam|sirs) (?: \s+ or \s+ madam | \s* / \s* madam)? [,.:]? ) $",
    )
    .expect("the pattern is fixed")
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ (?:(?:with|and) \s+)? (?:(?:very|my|our|many|kind|kindest|best|warm|warmest|all|most|sincere|every) \s+ (?:the \s+)?)*
           (?: (?:yours|your's|your) (?: \s+ (?:very \s+)? (?:sincerely|sincerly|sincerley|faithfully|faithfuly|truly|respectfully|ever|etc|hopefully|gratefully) )? (?:,? \s+ [\w\s'.,-]{0,45})?
           | (?:sincerely|respectfully|gratefully|faithfully) (?:\s+ yours)? | regards | wishes | thanks (?:\s+ (?:again|in \s+ advance|and \s+ (?:kind \s+)? regards|a \s+ lot|so \s+ much|very \s+ much))?
           | thank \s+ you (?:\s+ (?:again|in \s+ advance|very \s+ much|so \s+ much|for \s+ your \s+ (?:help|time)))? | cheers | rgds | best | love | ta | kr | br
           | (?:good \s+)? respects ) (?:\s+ (?:and|to|from) \s+ [\w\s'.&-]{1,30})? \s* [,.!]* $",
    )
    .expect("the pattern is fixed")
});
static SENT_FROM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ [(\[]? (?: sent \s+ (?:from|via|with|by|using) \s+ [^,.]{0,40} \b (?: iphone | ipad | android | mobile | phone | blackberry | samsung | galaxy
           | huawei | pixel | xiaomi | nokia | smartphone | tablet | device | handheld | outlook | mail | e-?mail | gmail | aol | windows | hotmail | kindle
           | surface | talktalk | virgin \s+ media | [\w]+ \s+ app ) \b [^,]{0,60}
           | get \s+ (?:the \s+)? (?:bluemail|outlook) \s+ for \s+ .{0,40}
           | (?:von|envoyé \s+ de|enviado \s+ desde|verzonden \s+ vanaf) \s+ (?:meinem|mon|mi|mijn) \s+ .{0,40} ) [)\]]? $",
    )
    .expect("the pattern is fixed")
});
static DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b (?: intended \s+ (?:only|solely)? \s* for \s+ (?:the|use|named) | intended \s+ recipient | (?:e-?mail|message|communication|transmission) \s+ (?:and|or|including|together)? [\w\s,()]{0,60} \b (?:is|are|may \s+ be|may \s+ contain|contains?) \s+ (?:strictly \s+)? (?:private|confidential|privileged)
           | (?:in|by) \s+ error,? \s+ please \s+ (?:notify|delete|contact|inform|tell) | legally \s+ privileged | consider \s+ the \s+ environment
           | (?:scanned|checked|swept) \s+ (?:for|by) \s+ [\w\s]{0,30} (?:virus|malware|mimecast) | do \s+ not \s+ (?:necessarily \s+)? (?:represent|reflect) \s+ (?:the|those) \s+ (?:views|of)
           | views \s+ (?:expressed|or \s+ opinions) .{0,60} (?:author|sender|individual) | registered \s+ (?:in|office) .{0,60} (?:no|number|england|wales)
           | unsubscribe | _{20,} \s+ \S+ \s+ mailing \s+ list | you \s+ (?:are \s+ receiv|received|have \s+ received) \w* \s+ this \s+ (?:e-?mail|message|newsletter)? \s* because | confidentiality \s+ notice | disclaimer: ) ",
    )
    .expect("the pattern is fixed")
});
/// Things that stand in name blocks and hardly ever alone on a line of prose.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\S@\S+\.\S|\b(?:tel|telephone|phone|mob|mobile|fax|direct|ext|t|m|e|w)\b\s*[:.]|www\.|https?://|\b0\d{3,4}[\s)]*\d{3}|\+44")
        .expect("the pattern is fixed")
});

/// Lines of a name block after the closing phrase.
const BLOCK: usize = 14;
/// Letters in a line of a name block; sentences are longer.
const SHORT: usize = 70;

/// Marks greeting, closing and notes among the first `end` lines.
pub(super) fn mark(lines: &Lines<'_>, start: usize, end: usize, letter: bool, zones: &mut Vec<Zone>) {
    if !letter {
        let first: Vec<usize> = (start..end).filter(|n| !lines.blank(*n)).take(3).collect();
        if let Some(at) = first.into_iter().find(|n| is_salutation(lines.get(*n))) {
            zones.extend(lines.zone(at, at + 1, ZoneKind::Salutation));
        }
    }
    let notes = disclaimers(lines, start, end, zones);
    let end = sent_from(lines, start, notes, zones);
    if let Some((from, to)) = signature(lines, start, end) {
        zones.extend(lines.zone(from, to, ZoneKind::Signature));
    }
}

/// True for "Dear Sir or Madam" and its like.
pub(super) fn is_salutation(line: &str) -> bool {
    line.len() < 80 && SALUTATION.is_match(line)
}

/// Marks legal notes at the end, from the sentence that shows what they are; gives back the line at which the first of
/// them begins.
fn disclaimers(lines: &Lines<'_>, start: usize, end: usize, zones: &mut Vec<Zone>) -> usize {
    let mut from = end;
    while let Some(last) = lines.last_written(from).filter(|n| *n >= start) {
        let first = (start..=last).rev().take_while(|n| !lines.blank(*n)).last().unwrap_or(last);
        let Some((offset, text)) = lines.stretch(first, last + 1) else { break };
        if text.chars().all(|c| !c.is_alphanumeric()) {
            // A rule between notes.
            from = first;
            continue;
        }
        let hits = DISCLAIMER.find_iter(text).count();
        let words = text.split_whitespace().count();
        let Some(hit) = DISCLAIMER.find(text) else { break };
        // One phrase in a long paragraph may be the writer's own; a note is little but such phrases.
        if words > 60 * hits + 40 {
            break;
        }
        let at = sentence_start(text, hit.start());
        let span = Span::new(offset + at, offset + text.trim_end().len());
        zones.push(Zone { span, kind: ZoneKind::Disclaimer });
        from = first + text.get(..at).unwrap_or_default().matches('\n').count();
        if at > 0 {
            break;
        }
    }
    from
}

/// Where the sentence begins in which this byte stands.
fn sentence_start(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or_default();
    let full_stop = before
        .rmatch_indices(['.', '!', '?'])
        .find(|(at, _)| before.get(at + 1..).is_some_and(|r| r.starts_with([' ', '\n'])));
    let start = full_stop.map_or(0, |(at, _)| at + 2);
    // A name block above has no full stops: there a note begins on its own line.
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let above_short = before.get(start..line).is_some_and(|part| part.lines().all(|l| l.chars().count() <= SHORT));
    if line > start && above_short { line } else { start }
}

/// Marks "Sent from my iPhone" at the end; gives back the line at which it begins.
fn sent_from(lines: &Lines<'_>, start: usize, end: usize, zones: &mut Vec<Zone>) -> usize {
    match lines.last_written(end).filter(|n| *n >= start && SENT_FROM.is_match(lines.get(*n))) {
        Some(last) => {
            zones.extend(lines.zone(last, last + 1, ZoneKind::Signature));
            last
        }
        None => end,
    }
}

/// The lines of the closing phrase and the name block, first and one past the last.
fn signature(lines: &Lines<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    // "-- " alone on a line is the separator that mail programs set (RFC 3676 4.3).
    let separator = (start..end).rev().find(|n| matches!(lines.raw(*n), "-- " | "--" | "__" | "—"));
    if let Some(at) = separator.filter(|at| written(lines, *at, end) <= BLOCK + 6) {
        let closing = lines.last_written(at).filter(|n| *n >= start && is_closing(lines.get(*n)));
        return Some((closing.unwrap_or(at), end));
    }
    let closing =
        (start..end).rev().take(120).find(|n| is_closing(lines.get(*n)) && block_end(lines, *n, end).is_some());
    if let Some(at) = closing {
        return block_end(lines, at, end).map(|to| (at, to));
    }
    name_block(lines, start, end)
}

fn is_closing(line: &str) -> bool {
    line.len() <= 70 && line.split_whitespace().count() <= 11 && CLOSING.is_match(line)
}

/// Where the name block below a closing phrase ends, if what follows has the shape of one.
fn block_end(lines: &Lines<'_>, closing: usize, end: usize) -> Option<usize> {
    let mut to = closing + 1;
    let (mut written, mut gap, mut postscript) = (0, 0, false);
    for number in closing + 1..end {
        let line = lines.get(number);
        if line.is_empty() {
            gap += 1;
            continue;
        }
        let start = line.to_lowercase();
        postscript = start.starts_with("p.s")
            || start.starts_with("ps ")
            || start.starts_with("ps.")
            || start.starts_with("ps:");
        if postscript || gap > 4 || !of_block(line) {
            break;
        }
        (written, gap, to) = (written + 1, 0, number + 1);
        if written > BLOCK {
            return None;
        }
    }
    // Words after the block may be an afterthought, but a whole letter after it means that this was no closing.
    let after = (to..end).map(|n| lines.get(n).split_whitespace().count()).sum::<usize>();
    // Without a name the phrase must stand last.
    let ends = written > 0 || after == 0 || postscript;
    (after <= 80 && ends).then_some(to)
}

/// True for a line that can stand in a name block: short, and no sentence.
fn of_block(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let sentence = line.ends_with(['.', '?', '!']) && words > 6 && !CONTACT.is_match(line);
    let prose = words > 9 && !CONTACT.is_match(line) && !line.contains('|') && line.matches(',').count() < 2;
    line.chars().count() <= SHORT + 40 && !sentence && !prose
}

/// A name block without a closing phrase: the last paragraph, begun by a name, with a way to reach its bearer.
fn name_block(lines: &Lines<'_>, start: usize, end: usize) -> Option<(usize, usize)> {
    let last = lines.last_written(end).filter(|n| *n >= start)?;
    let first = (start..=last).rev().take_while(|n| !lines.blank(*n)).last()?;
    let count = last + 1 - first;
    let above = lines.last_written(first).is_some_and(|n| n >= start);
    let block = (first..=last).all(|n| of_block(lines.get(n)));
    let contact = (first + 1..=last).any(|n| CONTACT.is_match(lines.get(n)));
    let alone = count == 1 && lines.get(first).split_whitespace().count() <= 3;
    (above && block && is_name(lines.get(first)) && count <= BLOCK && (contact || alone)).then_some((first, last + 1))
}

/// One to four words with capitals and nothing else, as a name is written.
fn is_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) && !w.chars().any(|c| c.is_ascii_digit());
    (1..=4).contains(&words.len()) && words.iter().all(capital) && !line.ends_with(['.', '?', '!', ':'])
}

fn written(lines: &Lines<'_>, from: usize, to: usize) -> usize {
    (from..to).filter(|n| !lines.blank(*n)).count()
}
