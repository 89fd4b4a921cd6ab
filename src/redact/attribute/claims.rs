//! Which words of the first person claim what stands behind them. "My" or "me" alone is one fact: it must name a thing of
//! the writer's or ask somebody to get in touch, and nobody else may come between. A word that is not known claims nothing.

use crate::redact::text::{Case, Tokens};

/// Things that carry a number, a date or an address of their owner.
const THINGS: &[&str] = &[
    "account",
    "address",
    "apartment",
    "appeal",
    "application",
    "badge",
    "bathroom",
    "benefit",
    "bill",
    "birth",
    "birthday",
    "budget",
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
    "hospital",
    "house",
    "iban",
    "id",
    "instagram",
    "insurance",
    "invoice",
    "kitchen",
    "landline",
    "licence",
    "mail",
    "membership",
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
    "payment",
    "payments",
    "pension",
    "permit",
    "phone",
    "place",
    "plate",
    "policy",
    "postcode",
    "property",
    "record",
    "ref",
    "reference",
    "referral",
    "reg",
    "registration",
    "request",
    "room",
    "scooter",
    "skype",
    "sort",
    "tel",
    "telephone",
    "tenancy",
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
    "want",
    "need",
    "hold",
    "answer",
    "call",
    "catch",
    "come",
    "contact",
    "e-mail",
    "email",
    "find",
    "get",
    "have",
    "mail",
    "message",
    "phone",
    "post",
    "reach",
    "reply",
    "ring",
    "send",
    "speak",
    "talk",
    "telephone",
    "text",
    "write",
];

/// "my number", "my old work mobile": what "my" at `at` names is a thing of the writer's, not a person.
pub(super) fn names_own_thing(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let thing = (at + 1..end.min(at + 5)).find(|i| !BETWEEN.contains(&tokens.fold(*i)));
    let own = match thing {
        // "Registered on my name alone" claims no number that comes later.
        Some(i) if tokens.fold(i) == "name" => matches!(tokens.fold(i + 1), "is" | ":" | "'s" | "was"),
        // "My own is": the thing was named before.
        Some(i) if tokens.fold(i - 1) == "own" => matches!(tokens.fold(i), "is" | ":" | "on" | "at" | ","),
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

/// "your number for me", "the reference you have on me".
pub(super) fn filed_for_writer(tokens: &Tokens<'_>, at: usize) -> bool {
    let filed = ["number", "ref", "reference", "code", "address", "details", "hold", "have", "got", "file"];
    matches!(tokens.fold(at.wrapping_sub(1)), "for" | "on" | "with" | "gave" | "sent" | "about")
        && (at.saturating_sub(6)..at).any(|i| filed.contains(&tokens.fold(i)))
}

/// "my account", "I bank with": the claim is of money, and not of a house or a name.
pub(super) fn of_money(tokens: &Tokens<'_>, at: usize) -> bool {
    let money =
        ["account", "bank", "building", "card", "iban", "sort", "details", "payment", "payments", "with", "mine"];
    (at..at + 6).any(|i| money.contains(&tokens.fold(i)))
}

/// Papers and places on which a number stands: they hold it and own nothing.
const PAPERS: &[&str] = &[
    "badge",
    "book",
    "bottom",
    "card",
    "correspondence",
    "email",
    "envelope",
    "file",
    "form",
    "forms",
    "invoice",
    "letter",
    "letters",
    "office",
    "paper",
    "papers",
    "same",
    "page",
    "screen",
    "sheet",
    "statement",
    "system",
    "top",
];

/// "ring me or the warden on": a noun that is no thing of the writer's, with an article, stands between.
pub(super) fn tells_of_a_holder(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    (at + 1..end).any(|i| {
        let article = matches!(tokens.fold(i), "the" | "a" | "an" | "our");
        let held = matches!(tokens.fold(end.wrapping_sub(1)), "on" | "at" | "is" | ":" | "," | "(" | "number");
        article && held && {
            let noun = (i + 1..end).find(|j| !BETWEEN.contains(&tokens.fold(*j)));
            let thing = |j: usize| THINGS.contains(&tokens.fold(j)) || PAPERS.contains(&tokens.fold(j));
            let stranger = |j: usize| j + 3 > end && !thing(j) || owned_by_another(tokens, j);
            noun.is_some_and(stranger)
        }
    })
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

/// Words that call the writer by name: "it's Carol", "Carol here", or Carol in the mouth of somebody who speaks to her.
pub(super) fn calls_writer(tokens: &Tokens<'_>, span: crate::model::Span) -> bool {
    let at = tokens.at_byte(span.start);
    let next = tokens.at_byte(span.end.saturating_sub(1)) + 1;
    let before = tokens.fold(at.wrapping_sub(1));
    let opens = matches!(
        before,
        "it's"
            | "i'm"
            | "im"
            | "am"
            | "called"
            | "hi"
            | "hello"
            | "hey"
            | "from"
            | "love"
            | "cheers"
            | "thanks"
            | "regards"
    ) || before == "is" && matches!(tokens.fold(at.wrapping_sub(2)), "this" | "it" | "name");
    let mark = |i: usize| tokens.get(i).is_none_or(|t| t.case == Case::Mark);
    let called = at == 0
        || mark(at - 1)
        || matches!(
            before,
            "worry" | "sorry" | "well" | "yes" | "no" | "oh" | "now" | "you" | "morning" | "dear" | "please"
        );
    opens || tokens.fold(next) == "here" || in_speech(tokens.text, span.start) && mark(next) && called
}

/// "the Carol upstairs": an article before a name tells of another who bears it.
pub(super) fn told_apart(tokens: &Tokens<'_>, span: crate::model::Span) -> bool {
    let at = tokens.at_byte(span.start);
    matches!(tokens.fold(at.wrapping_sub(1)), "the" | "another" | "other" | "different")
}

/// True inside quotation marks that were opened in the same paragraph.
pub(in crate::redact::attribute) fn in_speech(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    // What is too long for a paragraph is not looked through for each number.
    let head =
        head.get(head.floor_char_boundary(head.len().saturating_sub(super::scene::LONGEST))..).unwrap_or_default();
    let paragraph = head.rfind("\n\n").map_or(head, |i| head.get(i..).unwrap_or_default());
    let plain = paragraph.matches('"').count() % 2 == 1;
    plain || paragraph.matches('\u{201c}').count() > paragraph.matches('\u{201d}').count()
}
