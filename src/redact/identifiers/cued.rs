//! Writings that only a word in front makes plain: an NHS number with strokes, a postcode with a hyphen, a mark over two
//! lines. Without that word the same signs are left alone, for they could be anything.

use super::{Context, Identifier, alone, pattern};
use crate::model::{DataKind, Span};
use regex::Regex;
use std::sync::LazyLock;

/// A kind, how sure, the detector's name, and a pattern whose first group is the datum.
type Cued = (DataKind, f32, &'static str, Regex);

static CUED: LazyLock<Vec<Cued>> = LazyLock::new(|| {
    let list: &[(DataKind, f32, &str, &str)] = &[
        (
            DataKind::NhsNumber,
            0.7,
            "NHS number in an odd writing",
            r"(?i)\bN\.?H\.?S\.?(?: ?(?:no|num|number|id|#))?\.?#? {0,3}(?:is|was|:|=|-|\u{2013})? {0,3}([0-9OlI](?:[ \-._/\u{2013}\t]{0,3}[0-9OlI]){9})\b",
        ),
        (
            DataKind::NiNumber,
            0.85,
            "National Insurance number in an odd writing",
            r"(?i)\b(?:N\.?I\.?|NINO|nat(?:ional|\.)? ?ins(?:urance|\.)?|insurance)(?: ?(?:no|num|number))?[.:]{0,2}\s{0,3}(?:is|=|-)?\s{0,3}([A-Z] ?[A-Z](?:[ \-./\t]{0,2}[0-9OlI]){6}(?:[ \-./\t]{0,2}[A-D]\b)?)",
        ),
        (
            DataKind::Phone,
            0.93,
            "number with the name of its exchange",
            r"\b(?i:tel|telephone|phone)\b[.:]? {0,3}(?i:no\.?|number)?[.:]? {0,3}((?-i:[A-Z][a-z]{3,15}) [0-9](?:[ -]?[0-9]){4,6})\b",
        ),
        (
            DataKind::Phone,
            0.9,
            "number in an odd writing",
            r"(?i)\b(?:tel|telephone|phone|mob|mobile|ring|call|text|number|landline|whatsapp)\b(?: (?:no\.?|number|is|me|him|her|on|at)){0,3}[.:]?\s{0,3}([0oO](?:[ \-._/\u{2013}]{0,3}[0-9OolI]){9,10})\b",
        ),
        (
            DataKind::Postcode,
            0.9,
            "postcode in an odd writing",
            r"(?i)\b(?:post ?code|postal code|pcode|p/code)\b(?: is)?[.:]?\s{0,3}([A-Z]{1,2}[0-9OlI][A-Z0-9]?[ \-.]{0,3}[0-9OlI][A-Z]{2})\b",
        ),
        (
            DataKind::Vehicle,
            0.9,
            "vehicle mark in an odd writing",
            r"(?i)\b(?:reg|registration|(?:number|licence) ?plate|plate|vrm|vehicle|car|van|motor|scooter|bike)\b(?: (?:no|number|reg|registration|is|was)\b){0,2}[.:,]{0,2}\s{0,3}((?-i:[A-Z]{2} ?[0-9I]{2}|[a-z]{2} ?[0-9]{2})[ \-\n]{0,2}(?-i:[A-Z]{3}|[a-z]{3})|(?-i:[A-Z]{3} ?[0-9]{1,3}[A-Z]))\b",
        ),
        (
            DataKind::Vehicle,
            0.6,
            "shaped like a vehicle mark, with spaces",
            r"(?i)\b(?:reg|registration|plate|vehicle|car|van|motor|scooter|bike)\b[^.;\n]{0,40}[ ,(]([A-Z]{2} [0-9]{2} (?-i:[A-Z]{3}))\b",
        ),
        (
            DataKind::Bank,
            0.8,
            "end of an account or a card",
            r"(?i)\b(?:account|a/c|card|acct)\b(?: (?:no\.?|number))? (?:ends|ending|that ends|which ends)(?: (?:in|with))? ([0-9]{3,4})\b",
        ),
        (
            DataKind::DateOfBirth,
            0.93,
            "date run together beside a word for birth",
            r"(?i)\b(?:d\.? ?o\.? ?b\.?|born(?: on)?|date of birth|birth ?date)\b[ :.\-]{0,4}([0-3]?[0-9](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}(?:19|20)?[0-9]{2})\b",
        ),
        (
            DataKind::DateOfBirth,
            0.96,
            "date with its weekday beside a word for birth",
            r"(?i)\b(?:d\.? ?o\.? ?b\.?|born(?: on)?(?: a)?|date of birth|birthday(?: is)?)\b[ :.\-]{0,4}((?:mon|tues|wednes|thurs|fri|satur|sun)day,?(?: the)? [0-3]?[0-9](?:st|nd|rd|th)?(?: of)? [a-z]{3,9},? (?:19|20)[0-9]{2})\b",
        ),
        (
            DataKind::Username,
            0.8,
            "name of an account",
            r"(?i)(?:\bskype\b|\bFB\b|\bfacebook\b)(?: ?(?:name|id|handle|is|as))?[ :=]{1,3}(live:[a-z0-9_.]{3,30}|[a-z][a-z0-9_]*[._][a-z0-9_.]*[a-z0-9])\b",
        ),
        (
            DataKind::Url,
            0.7,
            "page of a person's",
            r"(?i)\b(?:my|his|her) (?:own )?(?:web ?site|web ?page|blog|profile|page|channel)\b[^.;\n]{0,40}?[ :]((?:https?://|www\.)[^\s<>()]*[a-z0-9/])",
        ),
        (
            DataKind::Email,
            0.9,
            "mail address with its sign in words",
            r"(?i)\b([a-z0-9][a-z0-9._+-]* ?(?:\(at\)|\[at\]|\{at\}|<at>) ?[a-z0-9-]+(?:\.[a-z0-9-]+)+)",
        ),
        (
            DataKind::Email,
            0.98,
            "mail address cut after a stop",
            r"([A-Za-z0-9._%+-]{2,}@[A-Za-z0-9-]+\.\n>? ?(?:com|net|org|uk|co\.uk|org\.uk|gov\.uk|nhs\.net|example|info|me|ie|eu))\b",
        ),
        (
            DataKind::Email,
            0.6,
            "nearly a mail address",
            r"([A-Za-z0-9._%+-]{2,}@[A-Za-z0-9-]+(?: \.|,)(?:com|net|org|uk|co\.uk|org\.uk|example|info|me|ie|eu))\b",
        ),
    ];
    list.iter().map(|(kind, sure, name, text)| (*kind, *sure, *name, pattern(text))).collect()
});

/// Finds what a word in front makes plain. Shared mailboxes and public numbers stay alone, as in plain writing.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    for (kind, confidence, detector, pattern) in CUED.iter() {
        for hit in pattern.captures_iter(text).filter_map(|c| c.get(1)) {
            let span = Span::new(hit.start(), hit.end());
            let shared = *kind == DataKind::Email && super::shared_mailbox(&hit.as_str().replace([' ', '('], "@"));
            let local = hit.as_str().starts_with(|c: char| c.is_ascii_uppercase());
            let number: String = hit.as_str().chars().map(|c| if matches!(c, 'o' | 'O') { '0' } else { c }).collect();
            let public = *kind == DataKind::Phone
                && !local
                && super::checks::uk_phone(&number.replace(['_', '/', '\u{2013}'], " "))
                    .is_none_or(|national| super::checks::public_phone(&national));
            let name = local
                && *kind == DataKind::Phone
                && crate::redact::lexicon::lookup(&hit.as_str().split(' ').next().unwrap_or_default().to_lowercase())
                    .forename
                    > 1;
            if alone(text, span) && !name && !shared && !public {
                found.push(Identifier { span, kind: *kind, confidence: *confidence, detector });
            }
        }
    }
}
