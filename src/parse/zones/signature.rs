//! Greeting, closing and name block. Only what has the shape of such a thing, stands where such things stand and says
//! nothing is marked: a name block that is missed does no harm, a sentence taken for one does.

use super::lines::Lines;
use super::speech::speaks;
use super::{Context, notes};
use crate::model::{Zone, ZoneKind};
use regex::Regex;
use std::sync::LazyLock;

static SALUTATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ (?: (?:my \s+)? dear(?:est)? \b (?P<dear> .{0,60}) | (?:hi|hello|hiya|hey|helo|hallo|bonjour|hola|witam|cześć|annwyl|sehr \s+ geehrte[rs]?|szanowni?|estimad[oa]s?|chère?|madame|monsieur|stimat[ăe]|salam|assalamu \s+ alaikum|greetings|morning|afternoon|evening) (?P<hi> (?: \s+ [\w'’.&/-]+ ){0,4}) \s* [,!.:–-]*
           | (?:a \s+)? (?:very \s+)? good \s+ (?:morning|afternoon|evening|day) (?P<day> .{0,40}) | to \s+ whom(?:soever|ever)? \s+ it \s+ (?:may|might) \s+ concern .{0,5} | f\.?a\.?o\.? \b (?P<fao> .{0,50})
           | (?:sir|madam|sirs) (?: \s+ or \s+ madam | \s* / \s* madam)? [,.:]? ) $",
    )
    .expect("the pattern is fixed")
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ (?:(?:with|and) \s+)? (?:(?:very|my|our|many|kind|kindest|best|warm|warmest|all|most|sincere|every|good) \s+ (?:the \s+)?)*
           (?: (?:yours (?: \s+ (?:very \s+)? (?:sincerely|sincerly|sincerley|faithfully|faithfuly|truly|respectfully|ever|etc|hopefully|gratefully|aye) )? | (?:your's|your) \s+ (?:sincerely|sincerly|sincerley|faithfully|faithfuly|truly|respectfully)) (?:,? \s+ [\w\s'.,-]{0,45})?
           | (?:sincerely|respectfully|gratefully|faithfully) (?:\s+ yours)? | regards | wishes | thanks (?:\s+ (?:again|in \s+ (?:advance|anticipation)|and \s+ (?:kind \s+|best \s+)? (?:regards|wishes)|a \s+ lot|so \s+ much|very \s+ much))?
           | thank \s+ you (?:\s+ (?:again|in \s+ (?:advance|anticipation)|very \s+ much|so \s+ much|kindly|for \s+ your \s+ (?:help|time|assistance|attention|support)))? | cheers | rgds | best | love | ta | kr | br | signed
           | (?:good \s+)? respects | mit \s+ freundlichen \s+ gr[üu](?:ß|ss)en | (?:viele|beste|liebe|herzliche) \s+ gr[üu](?:ß|ss)e | mfg | (?:bien \s+)? cordialement | bien \s+ à \s+ (?:vous|toi) | (?:un \s+ (?:cordial \s+)?)? saludos? (?:\s+ cordiales)? | atentamente | (?:cordiali|distinti) \s+ saluti
           | met \s+ vriendelijke \s+ groet(?:en)? | z \s+ poważaniem | pozdrawiam (?:\s+ serdecznie)? | cofion (?:\s+ \w+)? | yn \s+ (?:gywir|bur) (?:\s+ iawn)? | diolch (?:\s+ yn \s+ fawr)? | cu \s+ (?:stimă|respect) | з \s+ повагою | с \s+ уважением | atenciosamente | cumprimentos )
           (?:\s+ (?:and|to|from) \s+ [\w\s'.&-]{1,30})? \s* [,.!;:-]* $",
    )
    .expect("the pattern is fixed")
});
static SENT_FROM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ [*_(\[]* (?: sent \s+ (?:from|via|with|by|using|on) \s+ [^,.]{0,40} \b (?: iphone | ipad | ipod | android | mobile | phone | blackberry | samsung | galaxy
           | huawei | pixel | xiaomi | redmi | oppo | oneplus | motorola | nokia | sony | xperia | htc | lg | wiko | smartphone | tablet | device | handheld | outlook | mail | e-?mail | gmail | yahoo | aol | windows | hotmail | kindle
           | surface | proton | bluemail | talktalk | virgin \s+ media | bt \s+ mail | ee | [\w]+ \s+ app ) \b .{0,80}
           | sent \s+ from \s+ (?:my|an?) \s+ \S+ (?:\s+ \S+){0,4}
           | (?:get|download|try) \s+ (?:the \s+)? (?:bluemail|outlook|yahoo) \b .{0,80} (?:android|ios|iphone|mobile|app) .{0,60} | yahoo \s+ mail: .{0,60}
           | (?:diese \s+ nachricht \s+ wurde \s+)? von \s+ mein(?:em|er) \s+ .{0,40} gesendet .{0,20} | gesendet \s+ (?:von|mit) \s+ .{0,50} | envoyé \s+ (?:de|depuis|à \s+ partir \s+ de) \s+ .{0,50} | enviado \s+ (?:desde|do|a \s+ partir \s+ do|de) \s+ (?:mi|meu|el|o) \s+ .{0,40} | inviato \s+ da(?:l)? \s+ .{0,40}
           | verzonden \s+ (?:vanaf|met|via) \s+ (?:mijn \s+)? .{0,40} | wysłan[eo] \s+ (?:z|ze) \s+ .{0,40} | trimis \s+ de \s+ pe \s+ .{0,40} | skickat \s+ från \s+ .{0,40} | sendt \s+ fra \s+ .{0,40} | lähetetty \s+ .{0,40} | odesl(?:áno|ané) \s+ z \s+ .{0,40} | отправлено \s+ (?:с|из) \s+ .{0,40} | надіслано \s+ з \s+ .{0,40}
           | anfonwyd \s+ o.?(?:m|r|i) \s+ .{0,40} | .{0,30} (?:iphone|ipad)['’]?\w* \s+ gönderildi | 发自我的 .{0,20} ) [)\]*_]* $",
    )
    .expect("the pattern is fixed")
});
/// Things that stand in name blocks and hardly ever alone on a line of prose.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\S@\S+\.\S|\b(?:tel|telephone|phone|mob|mobile|fax|direct|ext|skype|t|m|e|w|f)\b\s*[:.]|www\.|https?://|\b0\d{3,4}[\s)]*\d{3}|\+44|\(\d{3}\)\s*\d{3}|\b[A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2}\b")
        .expect("the pattern is fixed")
});

/// Small words that stand between the capitals of names, titles and addresses, and what people call themselves below
/// their name.
#[rustfmt::skip]
const SMALL: &[&str] = &[
    "of", "and", "the", "for", "to", "de", "la", "le", "van", "von", "bin", "al", "el", "ap", "y", "der", "den",
    "du", "di", "da", "in", "on", "at", "behalf", "by", "with", "from", "via", "or", "a", "an", "nee", "née",
    "daughter", "son", "wife", "husband", "mother", "father", "sister", "brother", "niece", "nephew", "parent",
    "grandson", "granddaughter", "friend", "neighbour", "carer", "advocate", "resident", "tenant", "manager",
    "assistant", "officer", "worker", "social", "mobile", "tel", "phone", "telephone", "fax", "email", "e-mail",
    "home", "work", "office", "direct", "ext", "ref", "enc", "encs", "cc", "pp", "mr", "mrs", "ms", "miss", "dr",
    "rev", "iphone", "sent", "team", "department", "ltd", "limited",
];

/// Lines of a name block after the closing phrase.
const BLOCK: usize = 14;
/// Letters in a line of a name block; sentences are longer.
const SHORT: usize = 110;
/// Words in a line of a name block.
const FEW: usize = 12;

/// Marks greeting, closing and notes among the first `end` lines.
pub(super) fn mark(lines: &Lines<'_>, start: usize, end: usize, context: &Context<'_>, zones: &mut Vec<Zone>) {
    if !context.letter {
        let first: Vec<usize> = (start..end).filter(|n| !lines.blank(*n)).take(4).collect();
        if let Some(at) = first.into_iter().find(|n| is_salutation(lines.get(*n))) {
            zones.extend(lines.zone(at, at + 1, ZoneKind::Salutation));
        }
    }
    let mut tail = notes::mark(lines, start, end, zones);
    for number in (start..tail).rev().filter(|n| is_sent_from(lines.get(*n))) {
        zones.extend(lines.zone(number, number + 1, ZoneKind::Signature));
        if lines.next_written(number + 1, tail).is_none() {
            tail = number;
        }
    }
    if let Some((from, to)) = signature(lines, start, tail, context) {
        zones.extend(lines.zone(from, to, ZoneKind::Signature));
    } else {
        hinted(lines, tail, context, zones);
    }
}

/// True for "Dear Sir or Madam" and its like, and not for "Dear God he hit her".
pub(super) fn is_salutation(line: &str) -> bool {
    if line.len() >= 80 {
        return false;
    }
    let Some(found) = SALUTATION.captures(line) else { return false };
    let rest = ["dear", "hi", "day", "fao"].into_iter().find_map(|name| found.name(name)).map_or("", |m| m.as_str());
    let plain = rest.trim().trim_end_matches([',', '.', '!', ':', '-', '–', ';', ' ']);
    let greeted = ["to you", "to you all", "there", "to you both", "how are you", "you"];
    greeted.contains(&plain.to_lowercase().as_str()) || !speaks(plain)
}

/// True for "Sent from my iPhone" and its like, and not where the line goes on to say something.
fn is_sent_from(line: &str) -> bool {
    line.split_whitespace().count() <= 16 && SENT_FROM.is_match(line) && {
        let rest = line.to_lowercase().replace(" my ", " ").replace(" get ", " ");
        !speaks(rest.strip_prefix("get ").unwrap_or(&rest))
    }
}

/// The lines of the closing phrase and the name block, first and one past the last.
fn signature(lines: &Lines<'_>, start: usize, end: usize, context: &Context<'_>) -> Option<(usize, usize)> {
    if let Some(found) = separated(lines, start, end, context) {
        return Some(found);
    }
    let closing = (start..end)
        .rev()
        .take(120)
        .find(|n| is_closing(lines.get(*n)) && block_end(lines, *n, end, context).is_some());
    if let Some(at) = closing {
        return block_end(lines, at, end, context).map(|to| (at, to));
    }
    name_block(lines, start, end, context)
}

/// A block below "-- ", the separator that mail programs set (RFC 3676 4.3), or below another rule where ways to reach
/// its bearer follow. It ends where somebody speaks.
fn separated(lines: &Lines<'_>, start: usize, end: usize, context: &Context<'_>) -> Option<(usize, usize)> {
    let at = (start..end)
        .rev()
        .take(60)
        .find(|n| matches!(lines.raw(*n), "-- " | "--" | "__" | "—") || is_rule(lines.get(*n)))?;
    // Below the sender's own name a block may hold words of any kind, so long as they say nothing.
    let named = (at + 1..end).filter(|n| !lines.blank(*n)).take(4).any(|n| names_sender(lines.get(n), context));
    let to = (at + 1..end)
        .find(|n| {
            let (line, first) = (lines.get(*n), lines.next_written(at + 1, end) == Some(*n));
            let near = named && !speaks(line) && line.split_whitespace().count() <= 8;
            !(line.is_empty() || near || of_block(line, context) || is_sent_from(line) || first && is_bare_name(line))
        })
        .unwrap_or(end);
    let written: Vec<usize> = (at + 1..to).filter(|n| !lines.blank(*n)).collect();
    let reach = written.iter().any(|n| CONTACT.is_match(lines.get(*n)));
    // Behind a plain rule, or where more text follows, a name alone is not enough.
    let sure = if is_rule(lines.get(at)) { reach } else { reach || to == end };
    if written.is_empty() || written.len() > BLOCK + 6 || !sure {
        return None;
    }
    let closing = lines.last_written(at).filter(|n| *n >= start && is_closing(lines.get(*n)));
    Some((closing.unwrap_or(at), to))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '─'))
}

/// What the HTML of a mail calls its signature, as far as it has the shape of one.
fn hinted(lines: &Lines<'_>, end: usize, context: &Context<'_>, zones: &mut Vec<Zone>) {
    for (from, to) in &context.hints.signatures {
        let (first, last) = (lines.number_at(*from), (lines.number_at(*to) + 1).min(end));
        let shaped = |n: usize| lines.blank(n) || of_block(lines.get(n), context);
        let stop = (first..last).find(|n| !shaped(*n)).unwrap_or(last);
        zones.extend(lines.zone(first, stop, ZoneKind::Signature));
    }
}

fn is_closing(line: &str) -> bool {
    line.len() <= 80 && line.split_whitespace().count() <= 11 && CLOSING.is_match(line) && {
        let plain = line.to_lowercase().replace("my ", "").replace("thank you", "").replace("your ", "");
        let plain = plain.replace("help", "");
        !speaks(plain.trim_end_matches([',', '.', '!']))
    }
}

/// Where the name block below a closing phrase ends, if what follows has the shape of one.
fn block_end(lines: &Lines<'_>, closing: usize, end: usize, context: &Context<'_>) -> Option<usize> {
    let mut to = closing + 1;
    let (mut written, mut gap, mut postscript) = (0, 0, false);
    for number in closing + 1..end {
        let line = lines.get(number);
        if line.is_empty() {
            gap += 1;
            continue;
        }
        postscript = is_postscript(line);
        let bare = written == 0 && is_bare_name(line);
        if postscript || gap > 4 || !(bare || of_block(line, context)) {
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

/// One word below a closing or a separator is a name even where it has no capital.
fn is_bare_name(line: &str) -> bool {
    !line.contains(' ') && !speaks(line) && line.chars().all(char::is_alphabetic)
}

fn is_postscript(line: &str) -> bool {
    let start = line.to_lowercase();
    ["p.s", "ps ", "ps.", "ps:", "ps-", "pps", "p.p.s"].iter().any(|p| start.starts_with(p))
}

/// True for a line that can stand in a name block: short, says nothing, and is made of names, titles, places and ways to
/// reach somebody.
fn of_block(line: &str, context: &Context<'_>) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    if names_sender(line, context) {
        return true;
    }
    if line.chars().count() > SHORT || words.len() > FEW + 4 || speaks(line) {
        return false;
    }
    if CONTACT.is_match(line) {
        return true;
    }
    words.len() <= FEW && words.iter().all(|word| is_block_word(word, context))
}

/// True for a line that is little but two names of the sender: "Me John Doe" (Maître).
fn names_sender(line: &str, context: &Context<'_>) -> bool {
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words = line.split_whitespace().count();
    words <= 4 && line.split_whitespace().filter(|w| context.names.contains(&plain(w))).count() >= 2
}

/// A word with a capital or a figure, a small word of names and titles, or one of the sender's names.
fn is_block_word(word: &str, context: &Context<'_>) -> bool {
    let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = plain.to_lowercase();
    plain.chars().next().is_none_or(|c| !c.is_lowercase())
        || plain.chars().any(|c| c.is_ascii_digit())
        || SMALL.contains(&lower.as_str())
        || context.names.contains(&lower)
}

/// A name block without a closing phrase: the last paragraph, begun by a name, with a way to reach its bearer.
fn name_block(lines: &Lines<'_>, start: usize, end: usize, context: &Context<'_>) -> Option<(usize, usize)> {
    let last = lines.last_written(end).filter(|n| *n >= start)?;
    let first = (start..=last).rev().take_while(|n| !lines.blank(*n)).last()?;
    // From below, so that a long paragraph is gone through once.
    let first = (first..=last).rev().take_while(|n| of_block(lines.get(*n), context)).last()?;
    let count = last + 1 - first;
    let above = lines.last_written(first).is_some_and(|n| n >= start);
    let contact = (first + 1..=last).any(|n| CONTACT.is_match(lines.get(n)) || is_sent_from(lines.get(n)));
    let begun = lines.get(first).trim_start_matches(['-', '–', '—', '~', ' ']);
    let own = begun.split_whitespace().all(|w| is_block_word(w, context))
        && begun.to_lowercase().split_whitespace().any(|w| context.names.iter().any(|name| name == w));
    let alone = count <= 3 && lines.blank(first.wrapping_sub(1)) && begun.split_whitespace().count() <= 3;
    (above && is_name(begun) && count <= BLOCK && (contact || alone || own)).then_some((first, last + 1))
}

/// One to four words with capitals and nothing else, as a name is written.
fn is_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) && !w.chars().any(|c| c.is_ascii_digit());
    let shouted = words.len() > 1 && line.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (1..=4).contains(&words.len())
        && words.iter().all(capital)
        && !shouted
        && !speaks(line)
        && !line.ends_with(['.', '?', '!', ':'])
}
