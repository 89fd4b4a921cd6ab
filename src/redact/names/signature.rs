//! Who signs: the name behind the closing phrase, or the last line that is a name. It looks at what the writer wrote, not
//! at what is quoted, and never at lines of copies ("Copy to").

use super::super::cues;
use super::super::text::{Case, Gap};
use super::{Ground, Mention, Relation};

/// Words that open a closing phrase.
const CLOSINGS: &[&str] = &[
    "yours", "regards", "kind", "best", "sincerely", "faithfully", "thanks", "thank", "many", "cheers", "warm", "warmest", "with", "respectfully",
    "love", "god", "ta", "respect", "gratefully", "kindest", "dziekujemy", "sorry",
];

/// Where quoted text starts: at the first quoted or forwarded zone, or at the marks mail programs put before it.
pub fn written_end(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let lower = trimmed.to_ascii_lowercase();
        let original = lower.starts_with("-----original message") || lower.starts_with("---------- forwarded") || lower.starts_with("begin forwarded message");
        let wrote = lower.starts_with("on ") && lower.ends_with("wrote:");
        let header = lower.starts_with("from:") && text.get(at + line.len()..).is_some_and(|rest| {
            let next: String = rest.lines().take(2).collect::<Vec<_>>().join("\n").to_ascii_lowercase();
            next.contains("sent:") || next.contains("date:") || next.contains("to:") || next.contains("subject:")
        });
        if original || wrote || trimmed.starts_with('>') || header {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Finds the signature of the written text and, in its own line form, nothing else.
pub fn find(ground: &Ground<'_>, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let end = tokens.list.partition_point(|t| t.span.start < ground.written_end);
    let lines = lines(ground, end);
    let closing = lines.iter().rposition(|(first, last)| is_closing(ground, *first, *last));
    let after_closing = closing.and_then(|c| lines.iter().skip(c + 1).take(4).find_map(|(first, last)| name_line(ground, *first, *last)));
    let signed = after_closing.map(|(f, l)| (f, l, 0.95)).or_else(|| closing.and_then(|c| inline(ground, lines.get(c).copied())));
    let signed = signed.or_else(|| {
        lines.iter().rev().take(8).find_map(|(first, last)| name_line(ground, *first, *last)).map(|(f, l)| (f, l, 0.85))
    });
    let signed = signed.or_else(|| lines.last().and_then(|line| inline(ground, Some(*line))));
    if let Some((first, last, confidence)) = signed {
        let mut mention = ground.mention(first, last, confidence, "signature");
        mention.relation = Relation::Signs;
        found.push(mention);
    }
}

/// First and last token of each line before `end`.
fn lines(ground: &Ground<'_>, end: usize) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < end {
        let (first, past) = ground.tokens.line(at);
        lines.push((first, past.min(end) - 1));
        at = past.max(at + 1);
    }
    lines
}

fn is_closing(ground: &Ground<'_>, first: usize, last: usize) -> bool {
    let tokens = ground.tokens;
    let words = last + 1 - first;
    let opens = CLOSINGS.contains(&tokens.fold(first));
    let dear = tokens.has(first, cues::GREETING) && !opens;
    words <= 9 && opens && !dear
}

/// The name that a line consists of: "Mrs R. Delroy", "Wendy Illingworth, Chair", "Vasyl (caretaker)".
fn name_line(ground: &Ground<'_>, first: usize, last: usize) -> Option<(usize, usize)> {
    let tokens = ground.tokens;
    if matches!(tokens.fold(first), "copy" | "cc" | "copies" | "enc" | "encl" | "encs" | "ps" | "p" | "sent" | "dear" | "signed" | "re" | "ref") {
        return None;
    }
    let mut from = first;
    while from <= last && (tokens.has(from, cues::TITLE) && tokens.get(from).is_some_and(|t| t.entry.forename < 4) || matches!(tokens.word(from), "(" | "-" | "\u{2013}" | "." | "*" | "_")) {
        from += 1;
    }
    while from <= last && (tokens.get(from).is_some_and(|t| t.case == Case::Digit)) && from < first + 3 {
        from += 1;
    }
    let token = tokens.get(from)?;
    let entry = token.entry;
    let initials = token.case == Case::Initial;
    if from > last || token.cues & (cues::STOP | cues::OFFICE | cues::ORG | cues::KIN) != 0 && entry.forename < 3 {
        return None;
    }
    let ordinary = entry.word >= 2 && entry.forename < 3 && !initials;
    let end = ground.take(from, !ordinary && (ground.capital(from) || ground.caseless(from)), 4)?.min(last);
    let surname = tokens.get(end + 1).is_some_and(|t| t.gap == Gap::Space && t.entry.surname >= 2 && ground.caseless(end + 1) && end < last);
    let end = end + usize::from(surname);
    let next = end + 1;
    let closed = next > last || matches!(tokens.word(next), "," | "(" | "|" | "-" | "\u{2013}" | "/" | ")" | "." | ";" | "&" | "<")
        || tokens.get(next).is_some_and(|t| t.gap == Gap::Wide || t.case == Case::Digit) || ground.is_taken(next)
        || tokens.has(next, cues::AFTER_NAME) || matches!(tokens.fold(next), "and" | "for" | "from" | "on" | "mrs" | "mr" | "miss" | "ms" | "o" | "p");
    let words = end + 1 - from;
    let believable = entry.is_name() || entry.word == 0 || initials && words > 1;
    let body = (from..=last.min(end + 3)).any(|i| tokens.has(i, cues::ORG) && i <= end && tokens.get(i).is_some_and(|t| t.entry.surname < 3));
    let prose = last - first > 14 && !matches!(tokens.word(next), "," | "|" | "(");
    (closed && believable && !body && !prose && !ground.is_taken(from)).then_some((from, end))
}

/// "... timing out. ann marie", "cheers kev": the last words of the last line.
fn inline(ground: &Ground<'_>, line: Option<(usize, usize)>) -> Option<(usize, usize, f32)> {
    let tokens = ground.tokens;
    let (first, last) = line?;
    let mut end = last;
    while end > first && tokens.get(end).is_some_and(|t| t.case == Case::Mark || t.case == Case::Digit) {
        end -= 1;
    }
    let breaks = |i: usize| matches!(tokens.word(i), "." | "!" | "?" | ",") || CLOSINGS.contains(&tokens.fold(i)) || matches!(tokens.fold(i), "regards" | "thanks" | "x");
    let numbers = (first..=end).find(|i| ground.is_taken(*i) && end - i < 14).unwrap_or(end + 1);
    let end = if numbers > first { numbers - 1 } else { end };
    let start = (first..=end).rev().take(4).find(|i| breaks(*i)).map(|i| i + 1)?;
    if start > end || ground.is_taken(start) || end + 1 - start > 3 {
        return None;
    }
    let entry = tokens.get(start)?.entry;
    let likely = entry.forename >= 2 || ground.capital(start) && entry.word == 0 && entry.is_name();
    let cue = tokens.cues(start) & (cues::STOP | cues::ORG | cues::KIN | cues::CALENDAR | cues::VERB);
    let taken = ground.take(start, true, 3)?;
    (likely && cue == 0 && taken == end).then_some((start, end, 0.8))
}
