//! Bank details: sort codes, account numbers, cards and IBANs. Sort codes and account numbers look like dates and other
//! numbers, so a word or a neighbour must speak for them.

use super::{Context, Identifier, alone, checks, pattern, says};
use crate::model::{DataKind, Span};
use regex::Regex;
use std::sync::LazyLock;

static SORT_CODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[0-9OlI]{2}[- \u{2013}.]?[0-9OlI]{2}[- \u{2013}.]?[0-9OlI]{2}"));
static ACCOUNT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[0-9OlI]{4}[ -]?[0-9OlI]{4}|[0-9]{7}|[0-9]{2} ?[0-9]{3} ?[0-9]{3}"));
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)([0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{2})(?:[ ,;:/&]|and|acc(?:ount|t)?|a/c|no|number|\.){1,8}([0-9]{4} ?[0-9]{4})\b",
    )
});
static CARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[3-6](?:[ -]?[0-9]){12,18}"));
static IBAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"));

/// Finds bank details.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    let from = found.len();
    for hit in SORT_CODE.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let before = context.before(span.start, 28);
        let hyphens = hit.as_str().len() == 8 && !hit.as_str().contains('.');
        let cued = says(before, &["sort", "s/c", "sc", "sortcode"])
            || hyphens && says(before, &["bank", "bank details", "account"]) && !says(before, &["born", "dob"]);
        if !alone(text, span) || checks::digits(hit.as_str()).len() != 6 {
            continue;
        }
        if cued {
            push(found, span, 0.95, "sort code");
        } else if hyphens && hit.as_str().matches('-').count() == 2 {
            let money = says(context.before(span.start, 90), &["account", "bank", "paid", "building society"]);
            if money || !could_be_date(hit.as_str()) {
                push(found, span, if money { 0.7 } else { 0.6 }, "shaped like a sort code");
            }
        }
    }
    for hit in ACCOUNT.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let cued = says(context.before(span.start, 36), &["account", "acc", "a/c", "acct", "account no", "bank"]);
        let beside = found
            .iter()
            .skip(from)
            .any(|f| f.detector == "sort code" && span.start >= f.span.end && span.start - f.span.end < 30);
        let part = text.get(..span.start).is_some_and(|t| t.ends_with(['-', '/']));
        if alone(text, span) && !part && (cued || beside) && !date_like(hit.as_str()) {
            push(found, span, if beside { 0.95 } else { 0.9 }, "bank account");
        }
    }
    for (code, account) in PAIR.captures_iter(text).filter_map(|c| c.get(1).zip(c.get(2))) {
        let (code, account) = (Span::new(code.start(), code.end()), Span::new(account.start(), account.end()));
        if alone(text, code) && alone(text, account) {
            push(found, code, 0.9, "sort code");
            push(found, account, 0.9, "bank account");
        }
    }
    for hit in CARD.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let cued = says(context.before(span.start, 40), &["card", "visa", "mastercard", "debit", "credit"]);
        if alone(text, span) && checks::luhn(&checks::digits(hit.as_str())) {
            push(found, span, 0.93, "card number");
        } else if cued && alone(text, span) {
            push(found, span, 0.5, "beside the word card, check digit wrong");
        }
    }
    for hit in IBAN.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let cued = says(context.before(span.start, 24), &["iban"]);
        if alone(text, span) && checks::iban(hit.as_str()) {
            push(found, span, 0.97, "IBAN");
        } else if (cued || british(hit.as_str())) && alone(text, span) {
            push(found, span, 0.5, "shaped like an IBAN, check digits wrong");
        }
    }
}

/// A British account in the shape of an IBAN: two letters, two digits, four letters, fourteen digits.
fn british(text: &str) -> bool {
    let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let (bank, digits) = (compact.get(4..8).unwrap_or_default(), compact.get(8..).unwrap_or_default());
    compact.to_ascii_uppercase().starts_with("GB")
        && compact.len() == 22
        && bank.bytes().all(|b| b.is_ascii_alphabetic())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// "03-04-26" may be a day; "99-35-02" is none.
fn could_be_date(value: &str) -> bool {
    let parts: Vec<u32> = value.split('-').filter_map(|p| p.parse().ok()).collect();
    matches!(parts.as_slice(), [day, month, year] if (1..=31).contains(day) && (1..=12).contains(month)
        || (1..=12).contains(day) && (1..=31).contains(month)
        || (1..=12).contains(month) && (1..=31).contains(year))
}

/// Eight digits in the shape of a year range or a compact date are no account.
fn date_like(value: &str) -> bool {
    value.len() == 9 && value.contains('-') && (value.starts_with("19") || value.starts_with("20"))
}

fn push(found: &mut Vec<Identifier>, span: Span, confidence: f32, detector: &'static str) {
    found.push(Identifier { span, kind: DataKind::Bank, confidence, detector });
}
