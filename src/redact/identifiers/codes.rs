//! Codes and numbers of one person's case, account or badge in any shape: behind a word that calls them a number, in a list of such,
//! or alone. What nothing speaks for is left to a person; numbers of firms, laws and roads are left alone.

use super::official::{NO_CODE, in_address, looks_like_date, no_person};
use super::{Context, Identifier};
use crate::model::{DataKind, Span};
use crate::redact::cues::CALENDAR;
use crate::redact::text::{Case, Gap, Tokens};

/// Words that call what follows a number of somebody's.
const CALLS: &[&str] = &[
    "number",
    "numbers",
    "no",
    "num",
    "nr",
    "ref",
    "refs",
    "reference",
    "references",
    "id",
    "ids",
    "urn",
    "uprn",
    "pcn",
    "cnf",
    "dbs",
    "pip",
    "account",
    "acct",
    "badge",
    "permit",
    "claim",
    "payroll",
    "membership",
    "policy",
    "bill",
    "invoice",
    "log",
    "certificate",
    "ticket",
    "registered",
    "mine",
    "code",
    "roll",
    "survey",
    "prison",
    "file",
    "case",
    "quote",
    "quoting",
];
/// Words that may stand between.
const BETWEEN: &[&str] = &[
    "is", "was", "it's", "its", "it", "if", "you", "want", "need", "any", "as", "under", "number", "no", "id", "ref",
    "disabled", "blind", "him", "her", "me", "them", "too", "again", "being", "of",
];
/// Capitals that are a label and no part of the code behind them.
const LABELS: &[&str] =
    &["id", "ref", "refs", "no", "nos", "nr", "num", "urn", "uprn", "tel", "fax", "mob", "dob", "nhs", "ni", "dbs"];
/// Most tokens between a word and its number.
const REACH: usize = 7;

/// A code: its tokens, and how many digits and capitals they hold.
struct Code {
    first: usize,
    last: usize,
    digits: usize,
    letters: usize,
}

/// Finds codes.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    let tokens = context.tokens;
    let settled: Vec<(Span, DataKind)> = found.iter().map(|f| (f.span, f.kind)).collect();
    let (mut at, mut called_until) = (0, 0);
    while at < tokens.len() {
        let Some(code) = read(tokens, at) else {
            at += 1;
            continue;
        };
        let span = tokens.span(code.first, code.last);
        let listed = called_until > 0 && continues(tokens, called_until, code.first);
        let called = listed || called(tokens, code.first);
        at = code.last + 1;
        let Some((sure, detector)) = judge(context, &code, span, called) else { continue };
        if called {
            called_until = code.last;
        }
        let other = |kind: DataKind| !matches!(kind, DataKind::Reference | DataKind::Bank | DataKind::Username);
        if !settled.iter().any(|(taken, kind)| taken.overlaps(span) && other(*kind)) {
            found.push(Identifier { span, kind: DataKind::Reference, confidence: sure, detector });
        }
    }
}

/// The code that starts at this token: "M2208", "HB-ABI-112", "PIP 81 2203 67", "26/3390".
fn read(tokens: &Tokens<'_>, at: usize) -> Option<Code> {
    let token = tokens.get(at)?;
    let follows =
        tokens.get(at + 1).is_some_and(|t| t.numbered && t.gap <= Gap::Space || matches!(tokens.word(at + 1), "/"));
    let prefix = matches!(token.case, Case::Upper | Case::Initial)
        && !token.numbered
        && token.span.len() <= 5
        && follows
        && !LABELS.contains(&tokens.fold(at));
    if !prefix && !token.numbered {
        return None;
    }
    let mut last = at;
    loop {
        let joined = matches!(tokens.word(last + 1), "/" | "-" | ".")
            && tokens.get(last + 1).is_some_and(|t| t.gap == Gap::None)
            && tokens.get(last + 2).is_some_and(|t| t.gap == Gap::None && t.case != Case::Mark);
        let spaced = (last == at && prefix || group(tokens, last)) && last < at + 6 && group_behind(tokens, last + 1)
            || last == at && prefix && tokens.get(at + 1).is_some_and(|t| t.numbered && t.case == Case::Upper);
        if joined {
            last += 2;
        } else if spaced {
            last += 1;
        } else {
            break;
        }
    }
    let bytes = tokens.span(at, last).of(tokens.text).bytes();
    let (digits, letters) = bytes.fold((0, 0), |(digits, letters), b| {
        (digits + usize::from(b.is_ascii_digit()), letters + usize::from(b.is_ascii_uppercase()))
    });
    Some(Code { first: at, last, digits, letters })
}

/// Two to four digits and capitals: more may follow behind a space.
fn group(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// A group behind a space that opens no street.
fn group_behind(tokens: &Tokens<'_>, at: usize) -> bool {
    let digits = tokens.word(at).bytes().filter(u8::is_ascii_digit).count();
    let street = tokens.get(at + 1).is_some_and(|t| t.case == Case::Capital && t.gap == Gap::Space);
    tokens.get(at).is_some_and(|t| t.gap == Gap::Space && t.case == Case::Digit) && digits >= 2 && !street
}

/// How sure a code is one, or nothing where it is a date, a sum, a road or a firm's number.
fn judge(context: Context<'_>, code: &Code, span: Span, called: bool) -> Option<(f32, &'static str)> {
    let (tokens, text) = (context.tokens, context.tokens.text);
    let value = span.of(text);
    let opening: String = value.chars().take_while(char::is_ascii_uppercase).collect();
    let before = text.get(..span.start).and_then(|t| t.chars().next_back());
    let after = text.get(span.end..).unwrap_or_default();
    let sum = before.is_some_and(|c| "£$€.,".contains(c)) || after.starts_with(['%', '°']) || fraction(after);
    let year = code.letters == 0 && value.len() == 4 && (value.starts_with("19") || value.starts_with("20"));
    let small = value.bytes().any(|b| b.is_ascii_lowercase());
    if sum || year || looks_like_date(value) || in_address(text, span) || no_person(context.before(span.start, 40)) {
        return None;
    }
    if called && code.letters > 0 && !small && code.digits >= 2 {
        return Some((0.91, "letters and digits called a number"));
    }
    let divided = value.contains(['/', '-', ' ']);
    if called && (code.digits >= 4 && !value.contains('.') || small && code.digits >= 3) {
        return Some((if divided || code.digits > 4 { 0.72 } else { 0.62 }, "digits called a number"));
    }
    let folded = opening.to_ascii_lowercase();
    let word = crate::redact::lexicon::lookup(&folded).word > 0 || crate::redact::cues::of(&folded) & CALENDAR != 0;
    let rank = matches!(opening.as_str(), "DC" | "PC" | "DS" | "MP") && value.contains('/');
    if NO_CODE.contains(&opening.as_str()) && !rank || word && divided && opening.len() > 2 || small {
        return None;
    }
    let road = matches!(opening.as_str(), "A" | "B" | "M") && code.digits <= 4 && code.letters == 1;
    let single = code.first == code.last;
    if code.letters > 0
        && (single || !value.contains(' '))
        && !road
        && (code.digits >= 4 || code.letters >= 2 && divided && code.digits >= 3)
    {
        return Some((0.62, "letters and digits in one word"));
    }
    if code.letters >= 2 && !single && code.digits >= 5 {
        let lettered = tokens.get(code.first + 1).is_some_and(|t| t.case == Case::Upper);
        return Some((if lettered { 0.87 } else { 0.65 }, "letters before groups of digits"));
    }
    let whole = code.letters == 0 && single && value.bytes().all(|b| b.is_ascii_digit());
    let closes = after.is_empty() || after.starts_with([')', '\n', ']', ',', '.', ';']);
    let named =
        code.first.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| t.case == Case::Capital && t.cues == 0)
            || before.is_some_and(|c| "([".contains(c));
    let beside = named && closes;
    (whole && (6 - usize::from(beside)..=12).contains(&code.digits)).then_some(if beside {
        (0.65, "digits set beside a name")
    } else {
        (0.5, "a long number that nothing speaks for")
    })
}

/// ".5" and ",000" behind a number go on with it.
fn fraction(after: &str) -> bool {
    after.starts_with(['.', ',']) && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
}

/// A word that calls it a number, with nothing between but marks and small words.
fn called(tokens: &Tokens<'_>, first: usize) -> bool {
    for at in (first.saturating_sub(REACH)..first).rev() {
        let fold = tokens.fold(at);
        if tokens.get(at + 1).is_none_or(|t| t.gap == Gap::Paragraph) {
            return false;
        }
        if CALLS.contains(&fold) {
            let plain_no = fold == "no" && !matches!(tokens.word(at + 1), "." | ":") && at + 1 == first;
            return !plain_no || tokens.word(first).len() >= 5;
        }
        let mark = matches!(tokens.word(at), ":" | "," | "(" | ")" | "=" | "-" | "\u{2013}" | "\u{2014}" | "#" | ".");
        if !mark && !BETWEEN.contains(&fold) {
            return false;
        }
    }
    false
}

/// The next of a list of codes: ", 26/3390, SVB01".
fn continues(tokens: &Tokens<'_>, last: usize, first: usize) -> bool {
    first == last + 2 && matches!(tokens.fold(last + 1), "," | "and" | "or" | "/" | "&")
}
