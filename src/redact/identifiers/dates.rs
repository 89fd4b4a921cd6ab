//! Dates of birth and of death, told from other dates by the words around and by how long ago they are. A date that
//! nothing speaks for is left alone: letters are full of dates.

use super::{Context, Identifier, alone, pattern};
use crate::model::{DataKind, Span};
use regex::Regex;
use std::sync::LazyLock;

const MONTH: &str = "jan(?:uary|urary|uray|-\\s?uary)?|feb(?:ruary|uary|urary|-\\s?ruary)?|mar(?:ch)?|apr(?:il|ill)?|may|june?|july?|aug(?:ust)?|sept?(?:e(?:m|rn)ber)?|oct(?:ober)?|nov(?:e(?:m|rn)ber)?|dec(?:e(?:m|rn)ber)?";

static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[0-9OlI]{1,2} ?[./\-] ?(?:[0-9OlI]{1,2}|[IVX]{1,4}|[ivx]{1,4}) ?[./\-] ?(?:[12][0-9O]{3}|[0-9]{2})|(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-3]?[0-9] [01]?[0-9] (?:19|20)[0-9]{2})",
    )
});
static WORDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:(?:the )?[0-9lIO]{{1,2}} ?(?:st|nd|rd|th)?(?: day)?(?: of)?[ -]{{0,2}}(?:{MONTH})\b\.?,?(?:[ -]{{1,2}}(?:(?:19|20|l9|2O)[0-9O]{{2}}|'?[0-9]{{2}}\b|(?:this|last) year))?|(?:{MONTH}) [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{{2}}|(?:19|20)[0-9]{{2}},? (?:{MONTH}) [0-9]{{1,2}})"
    ))
});
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first) (?:day )?(?:of )?(?:{MONTH})\b(?:,? (?:(?:19|20)[0-9]{{2}}|(?:nineteen|two thousand|twenty)(?:[ -](?:and|hundred|oh|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine))*))?"
    ))
});
static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[0-9]{1,2}\.?(?: de)? (?:stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrze[s\u{15b}]nia|pa[z\u{17a}]dziernika|listopada|grudnia|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr|janeiro|fevereiro|mar[c\u{e7}]o|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|I{1,3}|I?V|VI{0,3}|I?X|XI{1,2})(?: de)?,? (?:19|20)[0-9]{2}|[0-9]{1,2}(?:st|nd|rd|th) of the [0-9]{1,2}(?:st|nd|rd|th),? (?:(?:19|20)|['\u{2019}])?[0-9]{2}",
    )
});
static FEAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:Bonfire Night|Hallowe['\u{2019}]?en|Hogmanay|(?:Boxing|Christmas|(?:St|Saint) [A-Z][a-z]+['\u{2019}]s|All Saints['\u{2019}]?|Midsummer|May|New Year['\u{2019}]s|Mother['\u{2019}]s|Father['\u{2019}]s|Valentine['\u{2019}]s|Easter) (?:Day|Eve|Sunday|Monday))(?:,? (?:19|20)[0-9]{2}| last year| this year)?|Good Friday",
    )
});
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:dob|d\.o\.b\.?|date of birth)[ :.-]{0,4}([0-3][0-9][01][0-9](?:19|20)?[0-9]{2})\b")
});
static SPACED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-3]?[0-9] [01]?[0-9] [0-9]{2}(?:[0-9]{2})?"));
static DIED_LATER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^,?\s(?:\w+\s){1,4}(?:after|before)\s(?:she|he|they|mum|dad|my\s\w+|her|his)(?:\shad)?\s+(?:died|passed|death)",
    )
});
static PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i)(?:\b(?:{MONTH}) )?(?:19[0-9]{{2}}|20[0-2][0-9])")));
static BORN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\bd\.? ?[o0]\.? ?b\b\.?|\bdate of birth\b|\bbirth ?dates?\b|\bbirthdays?\b|\bborn\b|\bbirth\b|\bb\.)[^.;?!]{0,32}$|(?i)\b(?:birthdays?|birth)\b[^;?!\n]{0,40}$",
    )
});
static TURNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:turn(?:s|ed|ing)?|is|be|was) (?:[0-9]{1,3}|(?:[a-z]+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ][a-z]{3,5})?|(?:a|one) hundred)(?: years? old)?,? on (?:the )?$",
    )
});
static BORN_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[ ,(]{0,3}(?:born\b|d\.?o\.?b|date of birth|is (?:my|his|her|their|mum's|dad's) (?:birthday|date of birth|dob))",
    )
});
static DIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:died|dies|dead (?:since|from)|pass(?:es)? (?:away|on)|passed (?:away|on|over|peacefully)|passed|death|deceased|d\.?o\.?d\b|passing|lost (?:my|our|her|his|mum|dad|him|nan|gran)|taken from us|slipped away|end came|left us|left me|went to (?:god|his rest|her rest|heaven)|fell asleep|lost him|lost her|last breath)\b(?:[^.;?!]|\.[0-9]){0,80}$",
    )
});
static DIED_PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:died|dead|deceased|lost (?:him|her|mum|dad))(?: [a-z]+){0,2}|passed(?: away| on| over)?)(?: in| since| of)? $",
    )
});
static DIED_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:died|passed(?: away)?|dead since)\b(?: [a-z]{1,5}){0,2}[ (]{1,2}((?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )(?:the )?(?:[0-3]?[0-9]/[01]?[0-9]|[0-3]?[0-9](?:st|nd|rd|th))|[0-3]?[0-9]/[01]?[0-9])\b",
    )
});
static LIFE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:19|20)[0-9]{2} ?[\u{2013}\u{2014}-] ?$"));
static DIED_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[, ]{0,2}(?:when |that |our |my |his |her |the |mum |dad |mother |father |wife |husband |he |she |they |nan |gran ){0,4}(?:sadly |suddenly |peacefully )?(?:died|passed away|passed on)\b",
    )
});

/// Finds dates of birth and of death.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    let hits = NUMERIC
        .find_iter(text)
        .chain(WORDED.find_iter(text))
        .chain(SPELLED.find_iter(text))
        .chain(FOREIGN.find_iter(text))
        .chain(FEAST.find_iter(text));
    for hit in hits {
        let trimmed = hit.as_str().trim_end_matches(" and").trim_end_matches([',', ' ', '.', '-']);
        let span = Span::new(hit.start(), hit.start() + trimmed.len());
        if alone(text, span) {
            judge(context, span, found);
        }
    }
    for hit in SPACED.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        if alone(text, span) && BORN.is_match(context.before(span.start, 24)) {
            push(found, span, DataKind::DateOfBirth, 0.8, "numbers beside a word for birth");
        }
    }
    for hit in COMPACT.captures_iter(text).filter_map(|c| c.get(1)) {
        push(found, Span::new(hit.start(), hit.end()), DataKind::DateOfBirth, 0.85, "digits beside a word for birth");
    }
    for hit in PART.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        if !alone(text, span) {
            continue;
        }
        let near = context.before(span.start, 24);
        if BORN.is_match(near) {
            push(found, span, DataKind::DateOfBirth, 0.62, "year of birth");
        } else if DIED_PART.is_match(near) {
            push(found, span, DataKind::DateOfDeath, 0.62, "month or year of death");
        }
    }
    for hit in DIED_DAY.captures_iter(text).filter_map(|c| c.get(1)) {
        push(found, Span::new(hit.start(), hit.end()), DataKind::DateOfDeath, 0.7, "day beside a word for death");
    }
}

fn judge(context: Context<'_>, span: Span, found: &mut Vec<Identifier>) {
    let before = context.before(span.start, 110);
    let after = context.after(span.end, 60);
    let near = without_leaders(context.before(span.start, 90));
    let near = near.as_str();
    let span = with_weekday(context, span);
    if BORN.is_match(near) && !DIED.is_match(near) || BORN_AFTER.is_match(after) || TURNS.is_match(near) {
        push(found, span, DataKind::DateOfBirth, 0.95, "date beside a word for birth");
    } else if DIED.is_match(before) || before.ends_with(" d. ") || before.ends_with("(d. ") || before.ends_with(" d.") {
        push(found, span, DataKind::DateOfDeath, 0.85, "date beside a word for death");
    } else if DIED_AFTER.is_match(after) {
        push(found, span, DataKind::DateOfDeath, 0.7, "date before a word for death");
    } else if DIED_LATER.is_match(after) {
        push(found, span, DataKind::DateOfDeath, 0.62, "date reckoned from a death");
    } else if years_ago(context, span, 2) && beside_name(near) && closes(after) {
        push(found, span, DataKind::DateOfBirth, 0.65, "date of earlier years, set beside a name");
    } else if years_ago(context, span, 16) && in_apposition(near) {
        push(found, span, DataKind::DateOfBirth, 0.75, "date long ago, set beside a name");
    } else if LIFE.is_match(near) && !years_ago(context, span, 16) {
        push(found, span, DataKind::DateOfDeath, 0.65, "second of two dates with a dash between");
    } else if years_ago(context, span, 60) {
        push(found, span, DataKind::DateOfBirth, 0.5, "day of sixty years ago and more");
    }
}

/// The last 48 bytes of a window, with dotted and ruled leaders of forms taken out.
fn without_leaders(window: &str) -> String {
    let mut out = String::with_capacity(window.len());
    for c in window.chars() {
        let leader = matches!(c, '.' | '_' | '\u{2026}') && out.ends_with(['.', '_', '\u{2026}', ' ']);
        if leader {
            out.truncate(out.trim_end_matches(['.', '_', '\u{2026}', ' ']).len());
            out.push(' ');
        } else if !(c == ' ' && out.ends_with(' ')) {
            out.push(c);
        }
    }
    let from = (out.len().saturating_sub(48)..=out.len()).find(|at| out.is_char_boundary(*at)).unwrap_or(0);
    out.split_off(from)
}

/// Takes in "Sunday" before the day.
fn with_weekday(context: Context<'_>, span: Span) -> Span {
    let tokens = context.tokens;
    let at = tokens.at_byte(span.start);
    let comma = usize::from(at > 1 && tokens.word(at - 1) == ",");
    let Some(before) = at.checked_sub(1 + comma) else { return span };
    let day = tokens.fold(before).ends_with("day") && tokens.has(before, super::super::cues::CALENDAR);
    let near = tokens.get(at).is_some_and(|t| t.gap <= crate::redact::text::Gap::Space);
    match tokens.get(before) {
        Some(token) if day && near => Span::new(token.span.start, span.end),
        _ => span,
    }
}

/// True directly behind a name with a comma or bracket.
fn beside_name(before: &str) -> bool {
    let Some(before) = before.strip_suffix([' ', '(']) else { return false };
    let Some(before) = before.trim_end().strip_suffix(',').or(before.strip_suffix(' ')) else { return false };
    let word = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    let folded = super::super::lexicon::fold(word);
    let entry = super::super::lexicon::lookup(&folded);
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    capital && super::super::cues::of(&folded) == 0 && (entry.is_name() && entry.word < 2 || entry.unknown())
}

/// True where a mark or the end of the line stands behind.
fn closes(after: &str) -> bool {
    after.chars().next().is_none_or(|c| ",.;:)\n".contains(c))
}

/// True for a full date at least so many years before receipt; letters tell of events of the last years.
fn years_ago(context: Context<'_>, span: Span, years: i16) -> bool {
    let words = span.of(context.tokens.text).replace('O', "0");
    let parts: Vec<&str> = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let year = parts.iter().find(|p| p.len() == 4 && p.bytes().all(|b| b.is_ascii_digit())).or(parts.last());
    let Some(year) = year.and_then(|y| y.parse::<i16>().ok()) else { return false };
    let year = match year {
        0..=99 if parts.len() >= 3 && year > context.year % 100 => 1900 + year,
        0..=99 if parts.len() >= 3 => 2000 + year,
        _ => year,
    };
    (1900..=context.year - years).contains(&year)
}

/// True where the date follows a comma, a bracket, a line start or a name, and no word that tells of an event.
fn in_apposition(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\u{a0}', '\t']);
    let last = before.chars().next_back();
    if last.is_none_or(|c| ",(;:\n/|-=~>\u{2013}\u{2014}\u{b7}\u{2022}".contains(c)) {
        return true;
    }
    let mut words = before.rsplit(|c: char| c.is_whitespace());
    let word = words.next().unwrap_or_default();
    let folded = super::super::lexicon::fold(word);
    let entry = super::super::lexicon::lookup(&folded);
    let full = words.next().is_some_and(|w| {
        w.starts_with(char::is_uppercase)
            && super::super::lexicon::lookup(&super::super::lexicon::fold(w)).forename >= 2
    }) && word.starts_with(char::is_uppercase);
    full && entry.surname > 0
        || super::super::cues::of(&folded) == 0
            && entry.word < 2
            && (entry.is_name() || word.chars().next().is_some_and(char::is_uppercase))
}

fn push(found: &mut Vec<Identifier>, span: Span, kind: DataKind, confidence: f32, detector: &'static str) {
    found.push(Identifier { span, kind, confidence, detector });
}
