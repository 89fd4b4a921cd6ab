//! Numbers that an authority gives to one person: NHS, National Insurance, passport, driving licence, vehicle marks, and
//! references of cases and accounts. Numbers of laws, firms and products are left alone.

use super::{Context, Identifier, alone, checks, pattern, says};
use crate::model::{DataKind, Span};
use regex::Regex;
use std::sync::LazyLock;

static TEN_DIGITS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)[0-9OlI](?:[ \-.\u{a0}]{0,2}\n?[0-9OolI|]){9}"));
static NHS_CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bNHS(?: ?(?:no|num|number|nurnber|id|#))?\b(?:[ .:=_]{0,48}|\.? {0,3}(?:is|was) {0,3})((?-i:[0-9OlI](?:[ \-.]{0,2}\n?[0-9OlI]){7,10}))",
    )
});
static NI: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)[A-Za-z]{2}[ \-]?[0-9](?:[ \-]?[0-9OlI]){5}[ \-]?[A-Da-d]\b"));
static NI_CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:NI|N\.I\.|NINO|national insurance)(?: ?(?:no|num|number))?(?:[ .:=_]{0,48}|\.? {0,3}is {0,3})([A-Z]{2}(?-i:(?:[ \-]?[0-9OlI]){5,7})(?:[ \-]?[A-Z]\b)?)",
    )
});
static PASSPORT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bpassport\b[^0-9\n;?!]{0,48}?((?:[A-Z]{1,2} ?)?[0-9](?: ?[0-9]){6,8})\b"));
static LICENCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Z9]{5} ?[0-9]{6} ?[A-Z9]{2} ?[0-9A-Z]{3}(?: ?[0-9]{2})?"));
static VEHICLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)[A-Z]{2}[0-9]{2} ?[A-Z]{3}"));
static VEHICLE_OLD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3} ?[A-Z]|[A-Z]{3} ?[0-9]{1,4}"));
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[A-Z]{1,6}(?:[-/ ][A-Z]{1,6}){0,2}[-/ ][0-9]{2,4}(?:[-/][0-9A-Z]{1,10}){1,3}|[A-Z]{2,6}(?:[-/][A-Z]{1,6}){0,2}[-/ ]?[0-9]{4,10}(?:[-/][0-9A-Z]{1,8}){0,3}|[A-Z]{1,4}-[0-9]{4,9}(?:-[A-Z0-9]{1,5})?|[A-Z]{2,4}/[A-Z]{2,4}/[0-9]{2,8}|[A-Z]{2,4}/[0-9]{3,8}/[A-Z0-9]{2,6}",
    )
});
static MIXED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Z0-9]{1,10}(?:[-/][A-Z0-9]{1,10}){1,4}"));
static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:number|no\.?|nurnber|id)[ :]{1,2}([0-9]{5,12})\b"));
static GROUPED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{3,6}(?:-[0-9]{3,6}){2,3}|20[0-9]{2}/[0-9]{3,6}"));
static PAYROLL: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Z]{1,2}[0-9]{6,8}"));
static TWELVE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{4} [0-9]{4} [0-9]{4}"));
static LETTERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bref(?:erence)?s?\b[.:]{0,2} {0,8}((?-i:[A-Z]{1,6}(?:[/.-][A-Za-z0-9]{1,8}){1,5}))")
});
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:our|your|my|crime|case|claim|complaint|social care|client|customer|patient|hospital|account|application|booking|incident|invoice|council tax|tenancy|blue badge|policy|membership|care|service user|log|request)[ ]+)?(?:ref(?:erence|s)?|ticket|job|order|permit|pension|hospital|patient|case|account|a/c|file|record|claim|incident|application|invoice|client|customer|council tax|tenancy|badge|policy|URN|UPRN|hospital|crime|MRN)(?: ?(?:no|num|number|nurnber|id|ref|code|reference))?\b[.:#]{0,2} {0,8}(?:is|was|:|=|-)? {0,3}#?((?:(?-i:[A-Z]{2,5}) )?[A-Z0-9/._-]*[0-9][A-Z0-9/._-]*(?: (?-i:[A-Z]{0,2})[0-9][A-Z0-9/-]*){0,3})",
    )
});

/// Words before a number which say that it belongs to a firm, a law or a product.
const NO_PERSON: &[&str] = &[
    "charity",
    "company",
    "registered",
    "cpv",
    "iso",
    "en",
    "bs",
    "vat",
    "act",
    "regulations",
    "form",
    "article",
    "section",
    "schedule",
    "wales",
    "cqc",
    "sra",
    "dc",
    "pc",
];
/// Words that may stand between such a word and the number.
const BETWEEN: &[&str] = &[
    "number",
    "numbers",
    "no",
    "nos",
    "nr",
    "num",
    "in",
    "england",
    "scotland",
    "and",
    "with",
    "under",
    "the",
    "of",
    "reg",
    "registration",
    "office",
    "code",
    "id",
    "location",
    "provider",
];
/// Letters that open a code of no person.
pub(super) const NO_CODE: &[&str] = &[
    "CPV", "ISO", "BS", "EN", "VAT", "SI", "UK", "GB", "COVID", "WINDOWS", "OFFICE", "MP", "HTTP", "UTF", "DC", "PC",
    "DS", "SRA",
];

/// Finds official numbers.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    nhs(context, found);
    insurance(context, found);
    papers(context, found);
    vehicles(context, found);
    references(context, found);
}

fn nhs(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    let mut from = 0;
    while let Some(hit) = TEN_DIGITS.find_at(text, from) {
        let span = Span::new(hit.start(), hit.end());
        let digits = checks::digits(hit.as_str());
        let real = hit.as_str().bytes().filter(u8::is_ascii_digit).count();
        let broken = hit.as_str().contains('\n') && !says(context.before(span.start, 40), &["nhs"]);
        if !alone(text, span) || real < 7 || broken || !checks::nhs(&digits) {
            let run = hit.as_str().bytes().take_while(u8::is_ascii_alphanumeric).count();
            from = hit.start() + run.max(1);
            continue;
        }
        from = hit.end();
        if says(context.before(span.start, 40), &["nhs"]) {
            push(found, span, DataKind::NhsNumber, 0.99, "NHS number");
        } else if !digits.starts_with('0') {
            push(found, span, DataKind::NhsNumber, 0.8, "NHS number by check digit");
        }
    }
    for hit in NHS_CUED.captures_iter(text).filter_map(|c| c.get(1)) {
        let span = Span::new(hit.start(), hit.end());
        if alone(text, span) {
            push(found, span, DataKind::NhsNumber, 0.5, "beside the words NHS, check digit wrong");
        }
    }
}

fn insurance(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    for hit in NI.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let word = super::super::cues::of(&hit.as_str().get(..2).unwrap_or_default().to_ascii_lowercase()) != 0;
        if alone(text, span) && checks::ni_prefix(hit.as_str().get(..2).unwrap_or_default()) {
            push(found, span, DataKind::NiNumber, 0.96, "National Insurance number");
        } else if alone(text, span) && !word {
            push(found, span, DataKind::NiNumber, 0.5, "shaped like a National Insurance number, prefix unused");
        }
    }
    for hit in NI_CUED.captures_iter(text).filter_map(|c| c.get(1)) {
        push(found, Span::new(hit.start(), hit.end()), DataKind::NiNumber, 0.55, "beside the words National Insurance");
    }
}

fn papers(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    for hit in PASSPORT.captures_iter(text).filter_map(|c| c.get(1)) {
        push(found, Span::new(hit.start(), hit.end()), DataKind::Passport, 0.85, "beside the word passport");
    }
    for hit in LICENCE.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        if alone(text, span) && hit.as_str().bytes().any(|b| b.is_ascii_digit()) {
            push(found, span, DataKind::DrivingLicence, 0.9, "driving licence");
        }
    }
}

fn vehicles(context: Context<'_>, found: &mut Vec<Identifier>) {
    const CUES: &[&str] = &[
        "reg",
        "registration",
        "reg.",
        "car",
        "van",
        "vehicle",
        "plate",
        "number plate",
        "parked",
        "drives",
        "driving",
        "bus",
        "motor",
    ];
    let text = context.tokens.text;
    for hit in VEHICLE.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let upper = !hit.as_str().bytes().any(|b| b.is_ascii_lowercase());
        let cued = says(context.before(span.start, 60), CUES);
        if alone(text, span) && (upper || cued) {
            push(found, span, DataKind::Vehicle, if cued { 0.95 } else { 0.8 }, "vehicle mark");
        }
    }
    for hit in VEHICLE_OLD.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let upper = !hit.as_str().bytes().any(|b| b.is_ascii_lowercase());
        if !upper || !alone(text, span) {
            continue;
        }
        let plate = ["reg", "registration", "plate", "number plate"];
        if says(context.before(span.start, 24), &plate) {
            push(found, span, DataKind::Vehicle, 0.8, "older vehicle mark");
        } else if says(
            context.before(span.start, 40),
            &["pick-up", "pickup", "truck", "lorry", "car", "van", "drove", "motor"],
        ) && hit.as_str().contains(' ')
        {
            push(found, span, DataKind::Vehicle, 0.65, "older vehicle mark beside a vehicle");
        }
    }
}

fn references(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    for hit in CODE.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let letters: String = hit.as_str().chars().take_while(char::is_ascii_uppercase).collect();
        let barred = NO_CODE.contains(&letters.as_str()) || no_person(context.before(span.start, 28));
        if alone(text, span) && !barred && !in_address(text, span) && !is_spaced_word(hit.as_str()) {
            push(found, span, DataKind::Reference, 0.85, "case code");
        }
    }
    for hit in MIXED.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let code = hit.as_str();
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        let letters = code.bytes().filter(u8::is_ascii_uppercase).count();
        let opening: String = code.chars().take_while(char::is_ascii_uppercase).collect();
        let barred = NO_CODE.contains(&opening.as_str()) || no_person(context.before(span.start, 28));
        if alone(text, span) && digits >= 4 && letters >= 1 && !barred && !in_address(text, span) {
            push(found, span, DataKind::Reference, 0.7, "letters and digits like a reference");
        }
    }
    for hit in GROUPED.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        if alone(text, span) && !in_address(text, span) && !tax_year(hit.as_str()) {
            push(found, span, DataKind::Reference, 0.65, "groups of digits like a reference");
        }
    }
    numbers_of_registers(context, found);
    for hit in LETTERED.captures_iter(text).filter_map(|c| c.get(1)) {
        let span = Span::new(hit.start(), hit.end());
        if alone(text, span) && hit.as_str().bytes().any(|b| b.is_ascii_digit()) {
            push(found, span, DataKind::Reference, 0.86, "letters beside a word for reference");
        }
    }
    for hit in NUMBERED.captures_iter(text).filter_map(|c| c.get(1)) {
        let span = Span::new(hit.start(), hit.end());
        if !no_person(context.before(span.start, 36)) && alone(text, span) {
            push(found, span, DataKind::Reference, 0.62, "number called a number");
        }
    }
    for hit in CUED.captures_iter(text).filter_map(|c| c.get(1)) {
        let value = hit.as_str().trim_end_matches(['.', '-', '/', '_']);
        let span = Span::new(hit.start(), hit.start() + value.len());
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let barred = no_person(context.before(span.start, 36));
        let mixed = value.bytes().any(|b| b.is_ascii_alphabetic() || b == b'/' || b == b'-');
        if (digits >= 4 || digits >= 3 && mixed) && !barred && alone(text, span) && !looks_like_date(value) {
            push(found, span, DataKind::Reference, 0.88, "number beside a word for reference");
        }
    }
}

/// True where the sentence so far says that the number belongs to a firm, a law or a product: such a word directly before it, or
/// with nothing but "number", "registered in England" between.
pub(super) fn no_person(before: &str) -> bool {
    let number = |at: &usize| before.get(..*at).is_some_and(|b| b.ends_with("no") || b.ends_with("No"));
    let stop = before.rmatch_indices(". ").map(|(at, _)| at).find(|at| !number(at));
    let sentence = before.rfind(['?', '!']).or(stop).map_or(0, |at| at + 1);
    let clean = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    let words =
        before.get(sentence..).unwrap_or_default().split_whitespace().rev().map(clean).filter(|w| !w.is_empty());
    for word in words {
        if NO_PERSON.contains(&word.as_str()) {
            return true;
        }
        if !BETWEEN.contains(&word.as_str()) {
            return false;
        }
    }
    false
}

/// Numbers that a register or an employer gives: a letter and digits, or three groups of four.
fn numbers_of_registers(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    for hit in PAYROLL.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        if alone(text, span) && !in_address(text, span) && !no_person(context.before(span.start, 28)) {
            push(found, span, DataKind::Reference, 0.62, "a letter and digits like a number of staff or papers");
        }
    }
    for hit in TWELVE.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let cues = ["under", "number", "no", "ref", "registered", "case", "order", "file", "lpa", "opg", "reference"];
        if alone(text, span) && says(context.before(span.start, 36), &cues) {
            push(found, span, DataKind::Reference, 0.7, "groups of digits beside a word for a register");
        }
    }
}

/// "2025/2026" is a year and no case.
fn tax_year(code: &str) -> bool {
    let years = code.split_once('/').and_then(|(a, b)| Some((a.parse::<u32>().ok()?, b.parse::<u32>().ok()?)));
    years.is_some_and(|(a, b)| b == a + 1)
}

/// A code may not be part of a URL, a mail address or a file name.
pub(super) fn in_address(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).and_then(|t| t.chars().next_back());
    let after = text.get(span.end..).and_then(|t| t.chars().next());
    before.is_some_and(|c| "/@-_.=&?".contains(c)) || after.is_some_and(|c| "/@_=".contains(c))
}

/// "PAGE 2024" and "MAY 2026" are shaped like a code and are none.
fn is_spaced_word(code: &str) -> bool {
    let Some((letters, number)) = code.split_once(' ') else { return false };
    let folded = letters.to_ascii_lowercase();
    let year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    let short = number.bytes().filter(u8::is_ascii_digit).count() < 5;
    year || short
        && (super::super::cues::of(&folded) != 0 && folded.len() > 2
            || super::super::lexicon::lookup(&folded).word >= 1)
}

pub(super) fn looks_like_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['/', '.', '-']).collect();
    parts.len() == 3
        && parts.iter().all(|p| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit()))
        && parts.first().is_some_and(|p| p.len() <= 2)
}

fn push(found: &mut Vec<Identifier>, span: Span, kind: DataKind, confidence: f32, detector: &'static str) {
    found.push(Identifier { span, kind, confidence, detector });
}
