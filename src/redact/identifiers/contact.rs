//! Ways to reach a person: mail addresses, telephone numbers, user names, IP addresses, profile pages. Shared
//! mailboxes and public service numbers belong to nobody and are left alone.

use super::{Context, Identifier, alone, checks, pattern, says};
use crate::model::{DataKind, Span};
use regex::Regex;
use std::sync::LazyLock;

static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"[^\s@<>(),;:"\[\]|{}]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"#));
static EMAIL_BROKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[A-Za-z0-9._%+-]{2,}(?: ?\n>? ?@ ?|@ ?\n>? ?| @ ?|@ )[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9._%+-]{2,}@[A-Za-z0-9-]+\.?\n[a-z0-9-]*\.[a-z]{2,}",
    )
});
static EMAIL_SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[a-z0-9][a-z0-9._-]*(?: (?:dot|\(dot\)|\[dot\]) [a-z0-9-]+)* ?(?:\(at\)|\[at\]|\{at\}| at ) ?[a-z0-9-]+(?: ?(?: dot |\(dot\)|\[dot\]|\{dot\}) ?[a-z0-9-]+)+",
    )
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:\+|00) ?44[ \-.\u{a0}]*(?:\(0\))?[ \-.\u{a0}]*\(?[1-9]|\(?[0O] ?[1-9])(?:[ \-.()/\u{a0}\u{2011}\u{2013}]{0,3}\n?>? ?[0-9OlI]){8,9}(?:,? ?(?:x|ext\.?|extension|extn\.?) ?[0-9]{1,5})?",
    )
});
static PHONE_ABROAD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\+|\b00)[1-9][0-9]{0,2}(?:[ \-.()]{0,2}[0-9]){7,12}"));
static PHONE_LOCAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:tel|telephone|phone|mob|mobile|ring|rang|call|text|dial|landline)\b[.:]? {0,3}(?:no\.?|number|on|me on|him on|her on|is|it's)?[.:]? {0,3}([0-9](?:[ -]?[0-9]){4,9})",
    )
});
static HANDLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"@[A-Za-z][A-Za-z0-9_.]{2,29}"));
static ACCOUNT_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:user(?: ?name)?|user ?id|log ?in(?: name)?|screen ?name|skype|snapchat|insta|instagram|tik ?tok|twitter|handle|gamertag)(?: ?(?:name|id|handle))?(?: (?:for|on|at) [a-z ]{2,30}?)?(?: is |[:=] ?| as | )(@?[a-z0-9][a-z0-9_.-]{2,29})",
    )
});
static SNAKE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]*[A-Za-z0-9]"));
static POSTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b([a-z][a-z0-9_.-]*[0-9][a-z0-9_-]*) on (?:twitter|x|facebook|insta(?:gram)?|snapchat|tik ?tok|youtube|reddit|mumsnet|the forum|nextdoor|whatsapp)\b",
    )
});
static DOTTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[a-z]{2,}(?:\.[a-z]{2,})?[._]?[a-z]*[0-9]{1,4}"));
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\(([a-z]{2,8}[0-9]{1,4}[a-z]{0,6})\)"));
static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:https?://)?(?:[a-z]{1,3}\.)?(?:facebook|fb|twitter|x|instagram|linkedin|tiktok|youtube|snapchat|threads|pinterest)\.(?:com|net)/[^\s<>()]*[a-z0-9/]",
    )
});
static PAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:https?://|www\.)[^\s<>()]{4,200}"));
static IP4: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"));
static IP6: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}"));

/// Words that call a number of a public range one person's.
const OF_ONE: &[&str] = &["my", "mine", "his", "her", "direct", "mobile", "home", "me on"];
/// Networks whose user names have a shape of their own where one is spoken of.
const NETWORKS: &[&str] =
    &["facebook", "instagram", "tiktok", "tik tok", "snapchat", "twitter", "mumsnet", "nextdoor", "reddit"];

/// Mailboxes that stand for a function and not for a person.
const SHARED: &[&str] = &[
    "admin",
    "accounts",
    "asc",
    "adults",
    "bookings",
    "care",
    "chair",
    "clerk",
    "complaints",
    "contact",
    "customer",
    "customerservices",
    "customerservice",
    "dpo",
    "enquiries",
    "enquiry",
    "feedback",
    "finance",
    "foi",
    "forms",
    "hello",
    "help",
    "helpdesk",
    "hr",
    "info",
    "information",
    "legal",
    "mail",
    "mailbox",
    "mailer-daemon",
    "manager",
    "media",
    "news",
    "newsletter",
    "no-reply",
    "noreply",
    "donotreply",
    "office",
    "pals",
    "postmaster",
    "press",
    "privacy",
    "reception",
    "records",
    "referrals",
    "safeguarding",
    "sales",
    "secretary",
    "service",
    "services",
    "sscu",
    "support",
    "team",
    "web",
    "webmaster",
    "abuse",
    "bounce",
    "notifications",
    "adults.duty",
    "duty",
    "mash",
    "gateway",
    "brokerage",
    "commissioning",
    "contracts",
    "reviews",
    "allocations",
    "payments",
    "billing",
    "invoices",
    "socialcare",
    "social",
    "council",
    "members",
    "democratic",
    "benefits",
    "housing",
    "licensing",
    "payroll",
    "recruitment",
    "marketing",
    "subscriptions",
    "unsubscribe",
    "customers",
    "customercare",
];

/// Finds every way to reach a person.
pub fn find(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    if text.contains('@') {
        emails(text, found);
        handles(context, found);
    }
    for hit in EMAIL_SPOKEN.find_iter(text) {
        push(found, hit.start(), hit.end(), DataKind::Email, 0.8, "spoken mail address");
    }
    phones(context, found);
    internet(context, found);
    pages(text, found);
}

/// True where a mail address stands for a function ("office@").
pub fn shared_mailbox(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let stem = local.trim_end_matches(|c: char| c.is_ascii_digit());
    SHARED.contains(&local.as_str())
        || SHARED.contains(&stem)
        || local.split(['.', '-', '_']).all(|p| SHARED.contains(&p))
}

fn emails(text: &str, found: &mut Vec<Identifier>) {
    for hit in EMAIL.find_iter(text).chain(EMAIL_BROKEN.find_iter(text)) {
        let lead = hit.as_str().len() - hit.as_str().trim_start_matches(['\'', '.', '*', '=', '-', '/', '!']).len();
        if !shared_mailbox(hit.as_str().get(lead..).unwrap_or_default()) {
            push(found, hit.start() + lead, hit.end(), DataKind::Email, 0.97, "mail address");
        }
    }
}

fn handles(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    for hit in HANDLE.find_iter(text) {
        let before = text.get(..hit.start()).and_then(|t| t.chars().next_back());
        if before.is_none_or(|c| c.is_whitespace() || "(:,\"'".contains(c)) {
            let trimmed = hit.as_str().trim_end_matches('.');
            push(found, hit.start(), hit.start() + trimmed.len(), DataKind::Username, 0.75, "handle");
        }
    }
}

fn phones(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    let mut from = 0;
    while let Some(hit) = PHONE.find_at(text, from) {
        let open = usize::from(hit.as_str().starts_with('(') && !hit.as_str().contains(')'));
        let span = Span::new(hit.start() + open, hit.end());
        let number = hit.as_str().split(['x', 'e', ',']).next().unwrap_or_default();
        let after = text.get(span.end..).and_then(|t| t.chars().next());
        let national = checks::uk_phone(number)
            .filter(|_| !after.is_some_and(|c| c.is_ascii_digit()) && stands_before(text, span.start));
        let Some(national) = national else {
            // What is no number may have begun inside the code before one.
            let run = hit.as_str().bytes().take_while(u8::is_ascii_alphanumeric).count();
            from = hit.start() + run.max(1);
            continue;
        };
        from = hit.end();
        if !checks::public_phone(&national) {
            push(found, span.start, span.end, DataKind::Phone, 0.95, "telephone");
        } else if says(context.before(span.start, 24), OF_ONE) {
            push(found, span.start, span.end, DataKind::Phone, 0.62, "number of a public range, called somebody's own");
        }
    }
    for hit in
        PHONE_ABROAD.find_iter(text).filter(|h| !h.as_str().starts_with("+44") && !h.as_str().starts_with("0044"))
    {
        let plus = hit.as_str().starts_with('+');
        if plus || says(context.before(hit.start(), 30), &["tel", "phone", "ring", "call", "mobile", "whatsapp"]) {
            push(found, hit.start(), hit.end(), DataKind::Phone, 0.9, "telephone abroad");
        }
    }
    for hit in PHONE_LOCAL.captures_iter(text).filter_map(|c| c.get(1)) {
        let digits = hit.as_str().bytes().filter(u8::is_ascii_digit).count();
        let span = Span::new(hit.start(), hit.end());
        if digits < 11 && alone(text, span) && !hit.as_str().starts_with("08") && !hit.as_str().starts_with("03") {
            push(
                found,
                span.start,
                span.end,
                DataKind::Phone,
                if digits >= 6 { 0.65 } else { 0.45 },
                "local telephone",
            );
        }
    }
}

/// True where a number may start: not in the middle of a longer number or code.
fn stands_before(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    match before.next() {
        Some(c) if c.is_alphanumeric() => false,
        Some('-' | '.' | '/') => !before.next().is_some_and(|c| c.is_ascii_digit()),
        _ => true,
    }
}

fn internet(context: Context<'_>, found: &mut Vec<Identifier>) {
    let text = context.tokens.text;
    for hit in ACCOUNT_NAME.captures_iter(text).filter_map(|c| c.get(1)) {
        let trimmed = hit.as_str().trim_end_matches(['.', '-', '_']);
        let told = hit.as_str().bytes().any(|b| b.is_ascii_digit() || b == b'_' || b == b'.');
        let colon = context.before(hit.start(), 3).contains([':', '=']);
        let ordinary = trimmed.bytes().all(|b| b.is_ascii_digit())
            || super::super::lexicon::lookup(&trimmed.to_ascii_lowercase()).word > 0;
        if (told || colon) && !ordinary && trimmed.len() > 2 {
            push(found, hit.start(), hit.start() + trimmed.len(), DataKind::Username, 0.8, "user name");
        }
    }
    for hit in BRACKETED.captures_iter(text).filter_map(|c| c.get(1)) {
        push(found, hit.start(), hit.end(), DataKind::Username, 0.55, "letters and digits in brackets");
    }
    for hit in SNAKE.find_iter(text).chain(POSTED.captures_iter(text).filter_map(|c| c.get(1))) {
        let span = Span::new(hit.start(), hit.end());
        let file = text
            .get(span.end..)
            .is_some_and(|t| t.starts_with(['.', '@', '/', '=']) && !t.starts_with(". ") && !t.starts_with(".\n"));
        let inside = text.get(..span.start).and_then(|t| t.chars().next_back()).is_some_and(|c| "/@._-=&?".contains(c));
        if alone(text, span) && !file && !inside {
            push(found, span.start, span.end, DataKind::Username, 0.65, "shaped like a user name");
        }
    }
    let lower = text.to_ascii_lowercase();
    if NETWORKS.iter().any(|n| lower.contains(n)) {
        for hit in DOTTED.find_iter(text) {
            let span = Span::new(hit.start(), hit.end());
            let edge = |c: Option<char>| c.is_some_and(|c| "/@._-=&?".contains(c));
            let before = edge(text.get(..span.start).and_then(|t| t.chars().next_back()));
            let after = text.get(span.end..).is_some_and(|t| t.starts_with(['@', '/', '=', '_', '-']));
            if hit.as_str().contains(['.', '_']) && alone(text, span) && !before && !after {
                push(found, span.start, span.end, DataKind::Username, 0.65, "shaped like a user name");
            }
        }
    }
    for hit in IP4.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let octets = hit.as_str().split('.').all(|o| o.parse::<u16>().is_ok_and(|n| n < 256));
        let machine = says(context.before(hit.start(), 24), &["host", "mta", "relay", "server", "version", "v"]);
        if octets && !machine && alone(text, span) {
            push(found, span.start, span.end, DataKind::IpAddress, 0.8, "IP address");
        }
    }
    for hit in IP6.find_iter(text) {
        let span = Span::new(hit.start(), hit.end());
        let hex = hit.as_str().bytes().any(|b| b.is_ascii_alphabetic());
        if hex && hit.as_str().matches(':').count() >= 4 && alone(text, span) {
            push(found, span.start, span.end, DataKind::IpAddress, 0.7, "IP address");
        }
    }
}

/// Pages that are a person's or name one in their address.
fn pages(text: &str, found: &mut Vec<Identifier>) {
    for hit in PROFILE.find_iter(text) {
        push(found, hit.start(), hit.end(), DataKind::Url, 0.85, "profile page");
    }
    for hit in PAGE.find_iter(text) {
        let address = hit.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '"']);
        if names_person(address) {
            push(
                found,
                hit.start(),
                hit.start() + address.len(),
                DataKind::Url,
                0.65,
                "page with a name in its address",
            );
        }
    }
}

/// True where a forename and a surname stand side by side in the path: "/news/ann-other-turns-100".
fn names_person(address: &str) -> bool {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
    path.split('/').any(|part| {
        let words: Vec<String> = part.split(['-', '_', '.', '+']).map(super::super::lexicon::fold).collect();
        words.windows(2).any(|pair| {
            let (first, last) = (super::super::lexicon::lookup(&pair[0]), super::super::lexicon::lookup(&pair[1]));
            let name = last.surname > 0 || last.unknown() && pair[1].len() > 3;
            first.forename >= 2 && first.word < 2 && name && last.word < 2 && super::super::cues::of(&pair[1]) == 0
        })
    })
}

fn push(
    found: &mut Vec<Identifier>,
    start: usize,
    end: usize,
    kind: DataKind,
    confidence: f32,
    detector: &'static str,
) {
    found.push(Identifier { span: Span::new(start, end), kind, confidence, detector });
}
