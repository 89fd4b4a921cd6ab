//! Who signs: the name behind the closing phrase, or the last line that is a name. It looks at what the writer wrote, not
//! at what is quoted, and never at lines of copies ("Copy to").

use super::super::cues;
use super::super::text::{Case, Gap};
use super::{Ground, Mention, Relation, tagged};

/// Words that open a closing phrase.
const CLOSINGS: &[&str] = &[
    "yours",
    "regards",
    "kind",
    "best",
    "sincerely",
    "faithfully",
    "thanks",
    "thank",
    "many",
    "cheers",
    "warm",
    "warmest",
    "with",
    "respectfully",
    "love",
    "god",
    "ta",
    "respect",
    "gratefully",
    "kindest",
    "dziekujemy",
    "sorry",
];

/// Where quoted text starts: at the first quoted or forwarded zone, or at the marks mail programs put before it.
pub fn written_end(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let lower = trimmed.to_ascii_lowercase();
        let original = lower.starts_with("-----original message")
            || lower.starts_with("---------- forwarded")
            || lower.starts_with("begin forwarded message");
        let wrote = lower.starts_with("on ") && lower.ends_with("wrote:");
        // A line "From: Name <address>" below words of one's own opens a mail that is passed on.
        let addressed = at > 0 && trimmed.contains('@') && trimmed.ends_with('>');
        let header = lower.starts_with("from:")
            && (addressed
                || text.get(at + line.len()..).is_some_and(|rest| {
                    let next: String = rest.lines().take(2).collect::<Vec<_>>().join("\n").to_ascii_lowercase();
                    next.contains("sent:")
                        || next.contains("date:")
                        || next.contains("to:")
                        || next.contains("subject:")
                }));
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
    let closings =
        lines.iter().enumerate().rev().filter(|(_, (first, last))| is_closing(ground, *first, *last)).map(|(at, _)| at);
    let below =
        |at: usize| lines.iter().skip(at + 1).take(4).find_map(|(first, last)| name_line(ground, *first, *last));
    let after_closing = closings.take(4).find_map(below);
    let signed = after_closing
        .map(|(f, l)| (f, l, 0.95))
        .or_else(|| closing.and_then(|c| inline(ground, lines.get(c).copied())));
    let known = |(first, last): (usize, usize)| {
        (first..=last).any(|i| ground.writer.iter().flatten().any(|w| w.len() > 2 && w == tokens.fold(i)))
    };
    let whole = |(first, last): (usize, usize)| {
        let met =
            |words: &Vec<String>| words.len() > 1 && words.iter().all(|w| (first..=last).any(|i| w == tokens.fold(i)));
        ground.writer.iter().any(met)
    };
    let named = || lines.iter().rev().take(14).filter_map(|(first, last)| name_line(ground, *first, *last));
    // "Stubbs Joinery" below "Gareth Stubbs" shares a word with the header and signs nothing.
    let by_header = named().take(4).find(|line| whole(*line)).or_else(|| named().find(|line| known(*line)));
    let signed = by_header.map(|(f, l)| (f, l, 0.95)).or(signed);
    let signed = signed.or_else(|| {
        let tail = lines.iter().rev().take(8).take_while(|(first, last)| !is_prose(ground, *first, *last));
        let tail = tail.filter(|(first, _)| *first > 0 || lines.len() == 1);
        tail.filter_map(|(first, last)| name_line(ground, *first, *last)).map(|(f, l)| (f, l, 0.85)).next()
    });
    let signed = signed.or_else(|| set_off(ground, &lines));
    let signed = signed.or_else(|| lines.last().and_then(|line| inline(ground, Some(*line))));
    let signed = signed.or_else(|| lines.last().and_then(|line| lone(ground, *line)));
    let signed = signed
        .map(|(f, l, c)| (f == l).then(|| fuller(ground, &lines, f)).flatten().map_or((f, l, c), |(f, l)| (f, l, c)));
    if let Some((first, last, confidence)) = signed {
        let mut mention = ground.mention(first, last, confidence, "signature");
        mention.relation = Relation::Signs;
        found.push(mention);
    }
}

/// The full name on one of the lines below a forename that signs: "Nige", and below it "Nigel Crowther, Crowther Roofing Ltd".
fn fuller(ground: &Ground<'_>, lines: &[(usize, usize)], signed: usize) -> Option<(usize, usize)> {
    let short = ground.tokens.fold(signed);
    let akin = |first: usize| {
        let word = ground.tokens.fold(first);
        word.chars().take(3).eq(short.chars().take(3)) && short.len() > 2
    };
    let below = lines.iter().filter(|(first, _)| *first > signed).take(3);
    below
        .filter_map(|(first, last)| name_line(ground, *first, *last))
        .find(|(first, last)| last > first && akin(*first))
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
    let apart = tokens.get(first).is_some_and(|t| t.gap == Gap::Paragraph);
    let comma = matches!(tokens.word(last), "," | "!");
    opens && (apart && words <= 8 || comma && words <= 6)
}

/// Words of the lines that mail systems and firms put below a signature.
const FOOTERS: &[&str] = &[
    "email",
    "e-mail",
    "message",
    "confidential",
    "intended",
    "unsubscribe",
    "receiving",
    "received",
    "virus",
    "viruses",
    "disclaimer",
    "privacy",
    "registered",
    "recipient",
    "addressee",
    "accredited",
    "monitored",
    "consider",
    "printing",
    "regulated",
    "authorised",
    "gdpr",
    "sent",
];

/// True for a line of running text: no signature stands above it.
fn is_prose(ground: &Ground<'_>, first: usize, last: usize) -> bool {
    let small = (first..=last).filter(|i| ground.tokens.get(*i).is_some_and(|t| t.case == Case::Lower)).count();
    small >= 6 && !(first..=last).any(|i| FOOTERS.contains(&ground.tokens.fold(i)))
}

/// The name that a line consists of: "Mrs R. Delroy", "Wendy Illingworth, Chair", "Vasyl (caretaker)".
fn name_line(ground: &Ground<'_>, first: usize, last: usize) -> Option<(usize, usize)> {
    let tokens = ground.tokens;
    let initial = |at: usize| tokens.get(at).is_some_and(|t| t.case == Case::Initial) && tokens.word(at + 1) == ".";
    let other = [
        "copy", "cc", "copies", "enc", "encl", "encs", "ps", "p", "sent", "dear", "signed", "re", "ref", "born",
        "aged", "date",
    ];
    if other.contains(&tokens.fold(first)) && !(initial(first) && tokens.fold(first + 2) != "s") {
        return None;
    }
    let mut from = first;
    while from <= last
        && (tokens.has(from, cues::TITLE) && tokens.get(from).is_some_and(|t| t.entry.forename < 4)
            || from == first && tokens.fold(from) == "from"
            || matches!(tokens.word(from), "(" | "-" | "\u{2013}" | "." | "*" | "_"))
    {
        from += 1;
    }
    while from <= last && (tokens.get(from).is_some_and(|t| t.case == Case::Digit)) && from < first + 3 {
        from += 1;
    }
    let token = tokens.get(from)?;
    let entry = token.entry;
    let initials = token.case == Case::Initial;
    let barred = token.cues & (cues::STOP | cues::OFFICE | cues::ORG | cues::KIN) != 0 && !initials;
    let tagged = tagged_end(ground, from, last);
    if from > last || barred && entry.forename < 3 && tagged.is_none() {
        return None;
    }
    let ordinary = entry.word >= 2 && entry.forename < 3 && !initials;
    let taken = ground.take(from, !ordinary && (ground.capital(from) || ground.caseless(from)), 4);
    let end = taken.max(tagged)?.min(last);
    let surname = tokens
        .get(end + 1)
        .is_some_and(|t| t.gap == Gap::Space && t.entry.surname >= 2 && ground.caseless(end + 1) && end < last);
    let end = end + usize::from(surname);
    let next = end + 1;
    let closed = next > last
        || matches!(tokens.word(next), "," | "(" | "|" | "-" | "\u{2013}" | "/" | ")" | "." | ";" | "&" | "<")
        || tokens.get(next).is_some_and(|t| t.gap == Gap::Wide || t.case == Case::Digit)
        || ground.is_taken(next)
        || tokens.has(next, cues::AFTER_NAME)
        || matches!(tokens.fold(next), "and" | "for" | "from" | "on" | "mrs" | "mr" | "miss" | "ms" | "o" | "p");
    let words = end + 1 - from;
    let believable = tagged.is_some() || entry.is_name() || entry.word == 0 || initials && words > 1;
    let body = (from..=last.min(end + 3))
        .any(|i| tokens.has(i, cues::ORG) && i <= end && tokens.get(i).is_some_and(|t| t.entry.surname < 3));
    let acts = (end + 1..=last).any(|i| tokens.has(i, cues::VERB)) && !matches!(tokens.word(next), "," | "|" | "(");
    let small = (end + 1..=last).filter(|i| tokens.get(*i).is_some_and(|t| t.case == Case::Lower)).count();
    let prose = acts
        || small > 4 && !ground.caseless(from)
        || last - first > 14 && !matches!(tokens.word(next), "," | "|" | "(");
    (closed && believable && !body && !prose && !ground.is_taken(from)).then_some((from, end))
}

/// Last token of the words from `from` that the tagger holds to be a name.
fn tagged_end(ground: &Ground<'_>, from: usize, last: usize) -> Option<usize> {
    let stop = |i: usize| ground.tokens.word(i) == ".";
    (from..=last)
        .take_while(|i| tagged::odds(ground, *i) >= 0.5 || stop(*i) && *i > from)
        .filter(|i| !stop(*i))
        .last()
        .filter(|i| !ground.is_taken(*i))
}

/// A line near the end that is a whole name and nothing else, set off by an empty line: a signature with words behind it.
fn set_off(ground: &Ground<'_>, lines: &[(usize, usize)]) -> Option<(usize, usize, f32)> {
    let near = lines.iter().rev().take(5).filter(|(first, _)| *first > 0);
    let apart = near.filter(|(first, _)| ground.tokens.get(*first).is_some_and(|t| t.gap == Gap::Paragraph));
    let whole = |(first, last): &(usize, usize)| {
        let (from, end) = name_line(ground, *first, *last)?;
        let initials = ground.tokens.get(from).is_some_and(|t| t.case == Case::Initial);
        let full = end > from && (initials || tagged_end(ground, from, *last) >= Some(end));
        full.then_some((from, end, 0.85))
    };
    apart.filter_map(whole).next()
}

/// "... timing out. ann marie", "cheers kev": the last words of the last line.
fn inline(ground: &Ground<'_>, line: Option<(usize, usize)>) -> Option<(usize, usize, f32)> {
    let tokens = ground.tokens;
    let (first, last) = line?;
    let mut end = last;
    while end > first && tokens.get(end).is_some_and(|t| t.case == Case::Mark || t.case == Case::Digit) {
        end -= 1;
    }
    let closing = |i: usize| {
        matches!(
            tokens.fold(i),
            "regards" | "thanks" | "cheers" | "ta" | "from" | "love" | "x" | "sincerely" | "faithfully" | "truly"
        )
    };
    let breaks = |i: usize| matches!(tokens.word(i), "." | "!" | "?") || closing(i);
    if matches!(tokens.word(last), "." | "?" | "!") && last == end + 1 {
        return None;
    }
    let numbers = (first..=end).find(|i| ground.is_taken(*i) && end - i < 14).unwrap_or(end + 1);
    let mut end = if numbers > first { numbers - 1 } else { end };
    while end > first && tokens.get(end).is_some_and(|t| t.case == Case::Mark) {
        end -= 1;
    }
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

/// One word that ends the text on a line of its own or behind a number, and could be what somebody is called: "kit", "F".
fn lone(ground: &Ground<'_>, (first, last): (usize, usize)) -> Option<(usize, usize, f32)> {
    let tokens = ground.tokens;
    let kiss = |i: usize| {
        let word = tokens.fold(i);
        tokens.get(i).is_some_and(|t| t.case == Case::Mark) || !word.is_empty() && word.bytes().all(|b| b == b'x')
    };
    let at = (first..=last).rev().find(|i| !kiss(*i))?;
    let token = tokens.get(at)?;
    let apart = at == first && first > 0 || at > first && ground.is_taken(at - 1);
    let never = cues::STOP
        | cues::OFFICE
        | cues::ORG
        | cues::KIN
        | cues::CALENDAR
        | cues::GREETING
        | cues::TITLE
        | cues::VERB
        | cues::STAFF_JOB
        | cues::CARE_JOB;
    let initials = matches!(token.case, Case::Initial | Case::Upper) && token.span.len() <= 3;
    let entry = token.entry;
    let called = initials || entry.forename >= 1 || entry.unknown() && (3..=12).contains(&token.span.len());
    let word = !token.numbered && token.cues & never == 0 && !matches!(token.case, Case::Mark | Case::Digit);
    let closing = CLOSINGS.contains(&tokens.fold(at)) || FOOTERS.contains(&tokens.fold(at));
    (apart && called && word && !closing && !ground.is_taken(at)).then_some((at, at, 0.5))
}
