//! Earlier mail below or between the writer's own words: quoted lines, the heads that mail programs set above an
//! earlier mail, and mail that is passed on.

use super::Hints;
use super::heads::{Head, head_at};
use super::lines::Lines;
use super::speech::speaks;
use crate::model::{DocumentRole, Zone, ZoneKind};
use regex::Regex;
use std::sync::LazyLock;

/// Words in a note above a mail that is passed on.
const NOTE_WORDS: usize = 60;
/// Lines of such a note, blank ones and a signature included.
const NOTE_LINES: usize = 60;

/// What people write above a mail that they pass on.
static PASSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:see|read|as|note) (?:the )?(?:\w+ ){0,3}(?:below|beneath|under|attached|trail|chain|thread)\b|\bbelow\b|\bf\.?y\.?i\b|\bf\.?a\.?o\b|\bforward|\bpass(?:ed|ing)? (?:\w+ ){0,2}(?:on|along)\b|\bfor (?:your|you) (?:attention|info|information|action|reply|response)\b|\bcan you (?:deal|pick|look|help|respond|reply)\b|\bplease (?:deal|action|respond|reply|log|advise)\b|\bone for you\b|\bover to you\b",
    )
    .expect("the pattern is fixed")
});
/// What people write above a mail that they answer between its lines. Where no sign tells their words from the others,
/// all of them are left as written.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:my|our|some|the) (?:\w+ ){0,2}(?:comments?|answers?|repl(?:y|ies)|responses?|notes?|remarks?|words|points) (?:\w+ ){0,3}(?:below|inline|in[- ]line|in (?:red|blue|green|bold|italics?|capitals?|caps|purple|pink|colour|between)|between|underneath|under each|after each|beside|alongside|against each|within|to each)\b|\b(?:answer(?:ed)?|repl(?:y|ied)|respond(?:ed)?|comment(?:ed)?|writ(?:e|ten)|typed) (?:\w+ ){0,4}(?:below|inline|in[- ]line|in (?:red|blue|green|bold|italics?|capitals?|caps|purple|pink)|between the lines|underneath|under each|after each|against each)\b|\bsee (?:\w+ ){0,3}in (?:red|blue|green|bold|capitals?|caps)\b",
    )
    .expect("the pattern is fixed")
});
/// How subjects of mail that is passed on begin.
const FORWARDS: [&str; 14] =
    ["fw:", "fwd:", "[fwd", "fw ", "tr:", "wg:", "rv:", "enc:", "vs:", "pd:", "vb:", "fs:", "i:", "doorst:"];

/// Marks earlier mail; gives back the lines between which the writer's own words above it stand.
pub(super) fn mark(
    lines: &Lines<'_>,
    role: DocumentRole,
    subject: &str,
    hints: &Hints,
    zones: &mut Vec<Zone>,
) -> (usize, usize) {
    // A message inside a message begins with its own header lines.
    let start = if role == DocumentRole::Message { own_head(lines) } else { 0 };
    let mut own_end = lines.len();
    let mut at = start;
    while at < lines.len() {
        if let Some((head, first, body)) = head_or_hint(lines, at, hints) {
            let quoted_below = lines.next_written(body, lines.len()).filter(|n| lines.get(*n).starts_with('>'));
            let kind = kind(lines, start, first, head, subject);
            if let Some(quote) = quoted_below.filter(|_| head == Head::Wrote) {
                let end = end_of_quote(lines, quote);
                zones.extend(lines.zone(first, end, kind));
                own_end = own_end.min(if rest_is_blank(lines, end) { first } else { own_end });
                at = end;
                continue;
            }
            if (start..first).any(|n| BETWEEN.is_match(lines.get(n))) {
                zones.extend(lines.zone(first, body, ZoneKind::Quoted));
            } else {
                zones.extend(lines.zone(first, lines.len(), kind));
            }
            return (start, own_end.min(first));
        }
        if lines.get(at).starts_with('>') && is_quote(lines, at) {
            let end = end_of_quote(lines, at);
            zones.extend(lines.zone(at, end, ZoneKind::Quoted));
            if rest_is_blank(lines, end) {
                own_end = own_end.min(at);
            }
            at = end;
            continue;
        }
        at += 1;
    }
    (start, own_end)
}

/// The head at this line, by its words or by what the mail's HTML says of it.
fn head_or_hint(lines: &Lines<'_>, at: usize, hints: &Hints) -> Option<(Head, usize, usize)> {
    head_at(lines, at).or_else(|| {
        let hinted = hints.heads.iter().any(|offset| lines.number_at(*offset) == at);
        (hinted && !lines.blank(at)).then_some((Head::Block, at, at + 1))
    })
}

/// Where the header lines end that stand at the top of a message inside a message.
fn own_head(lines: &Lines<'_>) -> usize {
    (0..lines.len()).find(|n| lines.blank(*n)).unwrap_or(0)
}

/// Quoted for an answer; forwarded where the writer adds nothing of their own, or says that they pass it on.
fn kind(lines: &Lines<'_>, start: usize, first: usize, head: Head, subject: &str) -> ZoneKind {
    let subject = subject.trim_start().to_lowercase();
    if head == Head::Forward || FORWARDS.iter().any(|f| subject.starts_with(f)) {
        return ZoneKind::Forwarded;
    }
    // A covering note is short; of a longer text no more is looked at than shows that it is one.
    if first - start > NOTE_LINES {
        return ZoneKind::Quoted;
    }
    let own: Vec<&str> = (start..first).map(|n| lines.get(n)).filter(|l| !l.is_empty()).collect();
    let words: usize = own.iter().map(|l| l.split_whitespace().count()).sum();
    let passing = words <= NOTE_WORDS && own.iter().any(|l| PASSING.is_match(l));
    if words == 0 || passing { ZoneKind::Forwarded } else { ZoneKind::Quoted }
}

/// A line that begins with ">" is a quotation where it is not an arrow or a sum: more such lines, or text behind it.
fn is_quote(lines: &Lines<'_>, at: usize) -> bool {
    let rest = lines.get(at).trim_start_matches(['>', ' ']);
    rest.chars().any(char::is_alphabetic) || lines.get(at + 1).starts_with('>')
}

/// The line after a run of quoted lines; single lines that a program wrapped, and blank lines, do not end it.
fn end_of_quote(lines: &Lines<'_>, from: usize) -> usize {
    let quoted = |n: usize| lines.get(n).starts_with('>');
    let mut end = from + 1;
    while end < lines.len() {
        let next = lines.next_written(end, lines.len()).filter(|n| quoted(*n));
        let one_blank = lines.blank(end) && next == Some(end + 1);
        if quoted(end) || one_blank || (quoted(end - 1) && is_wrapped(lines, end)) {
            end += 1;
        } else {
            break;
        }
    }
    end
}

/// The last words of a long quoted line, which the sender's program wrapped. A short answer between two quoted lines
/// looks alike; what speaks, or follows a finished sentence, is an answer.
fn is_wrapped(lines: &Lines<'_>, at: usize) -> bool {
    let (above, line) = (lines.get(at - 1), lines.get(at));
    let unfinished = above.chars().count() > 60 && !above.ends_with(['.', '?', '!', ':', ';']);
    let goes_on = line.chars().next().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    unfinished && goes_on && !speaks(line) && line.split_whitespace().count() <= 3 && lines.get(at + 1).starts_with('>')
}

fn rest_is_blank(lines: &Lines<'_>, from: usize) -> bool {
    lines.next_written(from, lines.len()).is_none()
}
