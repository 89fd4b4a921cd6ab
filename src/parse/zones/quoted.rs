//! Earlier mail below or between the writer's own words: quoted lines, the heads that mail programs set above an
//! earlier mail, and mail that is passed on.

use super::lines::Lines;
use crate::model::{DocumentRole, Zone, ZoneKind};
use regex::Regex;
use std::sync::LazyLock;

/// Words in a note above a mail that is passed on.
const NOTE_WORDS: usize = 60;
/// Lines of such a note, blank ones and a signature included.
const NOTE_LINES: usize = 60;

/// How an earlier mail begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// "On ... wrote:".
    Wrote,
    /// A block of From, Sent, To, Subject, or a line that says "Original Message".
    Block,
    /// A line that says that the mail is forwarded.
    Forward,
}

/// "On Mon, 3 Nov 2026 at 10:15, Ann Smith <ann@x.example> wrote:" in the languages of common programs.
static WROTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ (?: on \b .{6,300} \b wrote | le \b .{6,300} \b a \s+ [ée]crit | am \b .{6,300} \b schrieb .{0,80}
           | el \b .{6,300} \b escribi[óo] | op \b .{6,300} \b schreef .{0,80} | il \b .{6,300} \b ha \s+ scritto
           | w \s+ dniu \b .{6,300} \b napisa[łl](?:\(a\))? | .{6,200} \d{1,2}:\d\d .{0,80} <[^<>\s]+@[^<>\s]+> \s* (?:wrote)?
           ) \s* : $",
    )
    .expect("the pattern is fixed")
});
/// What tells such a line from a sentence: an address, or a time of day.
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\S@\S|\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b.{0,40},").expect("the pattern is fixed")
});
static ORIGINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ [>\s]* [-_=*~]{2,} \s* (?: (?P<fwd> (?:begin\ )? forwarded \s+ (?:message|mail|by.*) | message \s+ transféré
           | weitergeleitete \s+ nachricht) | original \s+ (?:message|e?-?mail|appointment) | reply \s+ message
           | ursprüngliche \s+ nachricht | message \s+ d'origine | mensaje \s+ original | oorspronkelijk \s+ bericht ) \b .{0,60} $
         | ^ \s* (?P<fwd2> begin \s+ forwarded \s+ message ) \s* :? $",
    )
    .expect("the pattern is fixed")
});
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[>*\s]*(from|sent|date|to|cc|subject|reply-to|importance|de|von|van|an|aan|gesendet|verzonden|betreff|onderwerp|envoyé|objet|à)(?:\s+le)?\s*\*?\s*:\*?\s*(.*)$")
        .expect("the pattern is fixed")
});
/// What people write above a mail that they pass on.
static PASSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:see|read|as|note) (?:the )?(?:\w+ ){0,3}(?:below|beneath|under|attached|trail|chain|thread)\b|\bbelow\b|\bf\.?y\.?i\b|\bf\.?a\.?o\b|\bforward|\bpass(?:ed|ing)? (?:\w+ ){0,2}(?:on|along)\b|\bfor (?:your|you) (?:attention|info|information|action|reply|response)\b|\bcan you (?:deal|pick|look|help|respond|reply)\b|\bplease (?:deal|action|respond|reply|log|advise)\b|\bone for you\b|\bover to you\b",
    )
    .expect("the pattern is fixed")
});

/// Marks earlier mail; gives back the lines between which the writer's own words above it stand.
pub(super) fn mark(lines: &Lines<'_>, role: DocumentRole, subject: &str, zones: &mut Vec<Zone>) -> (usize, usize) {
    // A message inside a message begins with its own header lines.
    let start = if role == DocumentRole::Message { own_head(lines) } else { 0 };
    let mut own_end = lines.len();
    let mut at = start;
    while at < lines.len() {
        if let Some((head, first, body)) = head_at(lines, at) {
            let quoted_below = lines.next_written(body, lines.len()).filter(|n| lines.get(*n).starts_with('>'));
            let kind = kind(lines, start, first, head, subject);
            if let Some(quote) = quoted_below.filter(|_| head == Head::Wrote) {
                let end = end_of_quote(lines, quote);
                zones.extend(lines.zone(first, end, kind));
                own_end = own_end.min(if rest_is_blank(lines, end) { first } else { own_end });
                at = end;
                continue;
            }
            zones.extend(lines.zone(first, lines.len(), kind));
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

/// Where the header lines end that stand at the top of a message inside a message.
fn own_head(lines: &Lines<'_>) -> usize {
    (0..lines.len()).find(|n| lines.blank(*n)).unwrap_or(0)
}

/// The head of an earlier mail at this line: what it is, its first line, and the line after it.
fn head_at(lines: &Lines<'_>, at: usize) -> Option<(Head, usize, usize)> {
    let line = lines.get(at);
    if line.is_empty() || line.len() > 1_000 {
        return None;
    }
    let may_mark = line.starts_with(['-', '_', '=', '*', '~', '>', 'b', 'B']);
    if let Some(found) = may_mark.then(|| ORIGINAL.captures(line)).flatten() {
        let forward = found.name("fwd").is_some() || found.name("fwd2").is_some();
        return Some((if forward { Head::Forward } else { Head::Block }, at, at + 1));
    }
    if let Some(end) = wrote_at(lines, at) {
        return Some((Head::Wrote, at, end));
    }
    let rule = line.len() >= 5 && line.chars().all(|c| matches!(c, '_' | '-'));
    let block = if rule { lines.next_written(at + 1, at + 4)? } else { at };
    let end = block_at(lines, block)?;
    Some((Head::Block, at, end))
}

/// The line after "On ... wrote:", which programs break over up to four lines.
fn wrote_at(lines: &Lines<'_>, at: usize) -> Option<usize> {
    if !opens(lines.get(at)) {
        return None;
    }
    let mut joined = String::new();
    for count in 1..=4 {
        let line = lines.get(at + count - 1);
        let quoted = line.starts_with('>') && line.len() > 3;
        if line.is_empty() || quoted || joined.len() + line.len() > 600 {
            return None;
        }
        if count > 1 {
            joined.push(' ');
        }
        joined.push_str(line);
        if line.ends_with(':') {
            let after = lines.next_written(at + count, lines.len());
            let quoted = after.is_some_and(|n| lines.get(n).starts_with('>'));
            // Before quoted lines any language will do, so long as it names a time or an address.
            let head =
                if quoted { WROTE.is_match(&joined) || STAMP.is_match(&joined) } else { WROTE.is_match(&joined) };
            let head = head && (quoted || STAMP.is_match(&joined));
            // Where a later line would do as the first one, this line is the writer's own.
            let later = (at + 1..at + count).any(|n| wrote_at(lines, n).is_some());
            return (head && !later).then_some(at + count);
        }
    }
    None
}

/// True for a line with which "On ... wrote:" can begin: one of its first words, or a time or an address.
fn opens(line: &str) -> bool {
    let word = line.trim_start_matches(['-', ' ']).split_whitespace().next().unwrap_or_default().to_lowercase();
    matches!(word.as_str(), "on" | "le" | "am" | "el" | "op" | "il" | "w")
        || (!line.starts_with('>') && STAMP.is_match(line))
}

/// The line after a block of mail headers: From, then at least two of Sent or Date, To, Subject close below.
fn block_at(lines: &Lines<'_>, at: usize) -> Option<usize> {
    let field = |n: usize| {
        let line = lines.get(n);
        let label = line.char_indices().take(40).any(|(_, c)| c == ':');
        label.then(|| FIELD.captures(line).map(|c| c[1].to_lowercase())).flatten()
    };
    if !matches!(field(at).as_deref(), Some("from" | "von" | "van" | "de")) {
        return None;
    }
    let (mut sent, mut to, mut subject, mut end) = (false, false, false, at + 1);
    // A list of recipients may run over many lines.
    for number in at + 1..(at + 14).min(lines.len()) {
        match field(number).as_deref() {
            Some("sent" | "date" | "gesendet" | "verzonden" | "envoyé") => sent = true,
            Some("to" | "an" | "aan" | "à" | "cc") => to = true,
            Some("subject" | "betreff" | "onderwerp" | "objet") => subject = true,
            Some(_) => {}
            None if lines.blank(number) && (subject || number > at + 8) => break,
            None => continue,
        }
        end = number + 1;
    }
    (usize::from(sent) + usize::from(to) + usize::from(subject) >= 2).then_some(end)
}

/// Quoted for an answer; forwarded where the writer adds nothing of their own, or says that they pass it on.
fn kind(lines: &Lines<'_>, start: usize, first: usize, head: Head, subject: &str) -> ZoneKind {
    let subject = subject.trim_start().to_lowercase();
    let marked =
        head == Head::Forward || ["fw:", "fwd:", "[fwd", "fw ", "tr:", "wg:"].iter().any(|f| subject.starts_with(f));
    if marked {
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
        if quoted(end) {
            end += 1;
            continue;
        }
        let next = lines.next_written(end, lines.len()).filter(|n| quoted(*n));
        let one_blank = lines.blank(end) && next == Some(end + 1);
        // The last words of a long quoted line, which the sender's program wrapped.
        let long_above = lines.get(end - 1).chars().count() > 60;
        let wrapped = !lines.blank(end) && lines.get(end).split_whitespace().count() <= 3 && quoted(end + 1);
        if one_blank || (long_above && wrapped) {
            end += 1;
        } else {
            break;
        }
    }
    end
}

fn rest_is_blank(lines: &Lines<'_>, from: usize) -> bool {
    lines.next_written(from, lines.len()).is_none()
}
