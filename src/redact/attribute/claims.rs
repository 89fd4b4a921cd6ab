//! Which words of the first person claim what stands behind them. "My" or "me" alone is one fact: it must name a thing of
//! the writer's or ask somebody to get in touch, and nobody else may come between. A word that is not known claims nothing.

use super::scene::of_another;
use crate::redact::text::{Case, Tokens};

/// Things that carry a number, a date or an address of their owner.
const THINGS: &[&str] = &[
    "account",
    "address",
    "apartment",
    "application",
    "badge",
    "bathroom",
    "birth",
    "birthday",
    "bungalow",
    "bus",
    "car",
    "card",
    "case",
    "cell",
    "claim",
    "client",
    "complaint",
    "contact",
    "cottage",
    "customer",
    "d.o.b",
    "date",
    "details",
    "dob",
    "door",
    "e-mail",
    "email",
    "facebook",
    "file",
    "flat",
    "garden",
    "gate",
    "handle",
    "home",
    "house",
    "iban",
    "id",
    "instagram",
    "insurance",
    "kitchen",
    "landline",
    "licence",
    "mail",
    "mob",
    "mobile",
    "mobility",
    "name",
    "national",
    "nhs",
    "ni",
    "nino",
    "no",
    "number",
    "pass",
    "passport",
    "patient",
    "phone",
    "place",
    "plate",
    "postcode",
    "property",
    "record",
    "ref",
    "reference",
    "reg",
    "registration",
    "request",
    "room",
    "scooter",
    "skype",
    "sort",
    "tel",
    "telephone",
    "twitter",
    "user",
    "username",
    "van",
    "vehicle",
    "website",
    "whatsapp",
];

/// Words that may stand between "my" and the thing, or before the thing in "the other number".
const BETWEEN: &[&str] = &[
    "above",
    "bank",
    "best",
    "blue",
    "building",
    "carer's",
    "correct",
    "council",
    "current",
    "daytime",
    "direct",
    "driving",
    "evening",
    "ex-directory",
    "first",
    "foi",
    "former",
    "full",
    "housing",
    "last",
    "main",
    "new",
    "old",
    "only",
    "other",
    "own",
    "permanent",
    "personal",
    "post",
    "present",
    "previous",
    "private",
    "proper",
    "real",
    "right",
    "second",
    "social",
    "society",
    "tax",
    "temporary",
    "usual",
    "work",
];

/// Words that ask somebody to get in touch.
const ASKS: &[&str] = &[
    "call",
    "catch",
    "contact",
    "e-mail",
    "email",
    "find",
    "get",
    "mail",
    "message",
    "phone",
    "post",
    "reach",
    "reply",
    "ring",
    "send",
    "telephone",
    "text",
    "write",
];

/// "my number", "my old work mobile": what "my" at `at` names is a thing of the writer's, not a person.
pub(super) fn names_own_thing(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let thing = (at + 1..end.min(at + 5)).find(|i| !BETWEEN.contains(&tokens.fold(*i)));
    let own = match thing {
        Some(i) => THINGS.contains(&tokens.fold(i)) && !owned_by_another(tokens, i),
        None => true,
    };
    own && !tells_of_a_holder(tokens, at, end)
}

/// "ring me on", "or me on": somebody is asked to get in touch with the writer. "Back me up" and "told me" ask for nothing.
pub(super) fn asks_for_writer(tokens: &Tokens<'_>, at: usize) -> bool {
    let asks = (at.saturating_sub(4)..at).any(|i| ASKS.contains(&tokens.fold(i)));
    let or = at > 0 && matches!(tokens.fold(at - 1), "or" | "and") && matches!(tokens.fold(at + 1), "on" | "at");
    asks || or
}

/// "ring me or the warden on": a noun that is no thing of the writer's, with an article, stands between.
pub(super) fn tells_of_a_holder(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    (at + 1..end).any(|i| {
        let article = matches!(tokens.fold(i), "the" | "a" | "an" | "our");
        let held = matches!(tokens.fold(end.wrapping_sub(1)), "on" | "at" | "is" | ":" | "," | "(" | "number");
        article && held && {
            let noun = (i + 1..end).find(|j| !BETWEEN.contains(&tokens.fold(*j)));
            let stranger = |j: usize| j + 3 > end && !THINGS.contains(&tokens.fold(j)) || owned_by_another(tokens, j);
            noun.is_some_and(stranger)
        }
    })
}

/// Below a signature, a word for somebody else or the beginning of a postscript stands before a span.
pub(super) fn turns_to_another(tokens: &Tokens<'_>, signature: usize, span: usize) -> bool {
    let (first, at) = (tokens.at_byte(signature), tokens.at_byte(span));
    (first.max(at.saturating_sub(24))..at).any(|i| of_another(tokens, i) || matches!(tokens.fold(i), "ps" | "p.s"))
}

/// "Ken Lumb junior", "the same name": two people bear one name, and a full name proves nothing.
pub(super) fn tells_of_namesake(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).any(|at| match tokens.fold(at) {
        "namesake" | "jnr" | "snr" => true,
        "junior" | "senior" => at > 0 && tokens.get(at - 1).is_some_and(|t| t.case != Case::Lower && !t.starts),
        "same" | "my" | "his" | "her" => {
            tokens.fold(at) == "same" && tokens.fold(at + 1) == "name"
                || tokens.fold(at + 1) == "name" && tokens.fold(at + 2) == "too"
        }
        _ => false,
    })
}

fn owned_by_another(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.word(at).ends_with("'s") || tokens.word(at).ends_with("\u{2019}s") || tokens.fold(at + 1) == "'s"
}
