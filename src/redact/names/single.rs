//! One capitalised word judged by the lists and its neighbours, and plain forenames in text without capitals. A word that no
//! list knows goes to a person rather than through unseen.

use super::super::cues;
use super::super::lexicon;
use super::super::text::{Case, Gap, Token};
use super::{Ground, Mention};

/// Words of these kinds are no name when they stand alone.
const NEVER_ALONE: cues::Cues = cues::STOP
    | cues::ORG
    | cues::OFFICE
    | cues::GREETING
    | cues::STAFF_JOB
    | cues::CARE_JOB
    | cues::ILLNESS
    | cues::TITLE;

/// One capitalised word.
pub(super) fn single(ground: &Ground<'_>, at: usize, place: u8) -> Option<(f32, &'static str)> {
    let tokens = ground.tokens;
    let token = tokens.get(at)?;
    let entry = token.entry;
    let folded = tokens.fold(at);
    let label = tokens.word(at + 1) == ":" && token.gap >= Gap::Line;
    if label
        || matches!(token.case, Case::Initial)
        || token.span.len() < 2
        || ground.places.contains(folded)
        || token.case == Case::Upper && entry.forename < 2
    {
        return None;
    }
    let placed = tokens.has(at.wrapping_sub(1), cues::PLACE_PREPOSITION)
        || matches!(tokens.fold(at.wrapping_sub(1)), "the" | "a" | "an" | "this")
        || tokens.fold(at.wrapping_sub(1)) == "of" && (place >= 1 || !entry.is_name());
    let verb = tokens.has(at + 1, cues::VERB) && !token.possessive;
    let acts = verb && !matches!(tokens.fold(at + 1), "is" | "was" | "has" | "had" | "did" | "does");
    if entry.forename >= 2 && in_list(ground, at) {
        return Some((0.62, "in a list of names"));
    }
    let calendar = token.cues & cues::CALENDAR != 0;
    if calendar || token.cues & NEVER_ALONE != 0 {
        let named = entry.forename >= 3 && acts
            || entry.forename >= 3 && !token.starts && !calendar && token.cues & cues::STOP == 0;
        return (named && !placed).then_some((0.6, "name that is also a word"));
    }
    if token.cues & cues::KIN != 0 {
        return kin(folded, verb);
    }
    let family = folded.strip_suffix('s').map(lexicon::lookup).is_some_and(|e| e.surname >= 1 && e.word == 0)
        && entry.word == 0
        && entry.place == 0;
    if family && tokens.fold(at.wrapping_sub(1)) == "the" {
        return Some((0.5, "family name in the plural"));
    }
    let article = matches!(tokens.fold(at.wrapping_sub(1)), "the" | "a" | "an") && !token.possessive;
    if article && entry.forename >= 1 {
        return (entry.word == 0 && place == 0).then_some((0.4, "listed name behind an article"));
    }
    if entry.plain_forename() && !(placed && place >= 2 && entry.forename < 4) {
        return Some((0.88, "forename"));
    }
    if entry.forename >= 2 && entry.word >= 1 && (entry.forename >= 3 || entry.word == 1 || acts) {
        return word_too(token, acts, verb, placed);
    }
    if place == 3 && entry.forename < 3 && !acts
        || place >= 1 && (placed || entry.surname < 2)
        || entry.word >= 1 && (token.starts || entry.surname < 3)
    {
        return None;
    }
    if entry.surname >= 2 && !placed {
        return Some((if entry.word == 0 { 0.65 } else { 0.45 }, "surname"));
    }
    unknown(ground, at, placed)
}

/// A kin word that stands for a name: "Nan said so".
fn kin(folded: &str, verb: bool) -> Option<(f32, &'static str)> {
    let called = verb && !matches!(folded, "mum" | "dad" | "mother" | "father" | "mam" | "mummy" | "daddy" | "mom")
        || folded == "nan"
        || folded == "ammi";
    called.then_some((0.5, "kin word used as a name"))
}

/// A forename that is a word too: where it stands and what it does decide.
fn word_too(token: &Token, acts: bool, verb: bool, placed: bool) -> Option<(f32, &'static str)> {
    let entry = token.entry;
    match (token.starts, acts) {
        (_, true) => Some((0.7, "name that is also a word, doing something")),
        (false, _) if !placed => Some((0.62, "name that is also a word, capital inside a sentence")),
        (true, _) if verb || token.possessive => (entry.forename >= 3).then_some((0.5, "name that is also a word")),
        _ => None,
    }
}

/// True beside a comma or "and" with another forename on its other side: "Charity, Patience and young Prince".
pub(super) fn in_list(ground: &Ground<'_>, at: usize) -> bool {
    let tokens = ground.tokens;
    let name = |i: usize| {
        tokens.get(i).is_some_and(|t| {
            t.case == Case::Capital
                && t.entry.forename >= 2
                && t.gap == Gap::Space
                && t.cues & (cues::CALENDAR | cues::STOP) == 0
        })
    };
    let joint = |i: usize| matches!(tokens.fold(i), "," | "and" | "&");
    let skip = |i: usize| i + usize::from(matches!(tokens.fold(i), "young" | "little" | "old" | "and"));
    let after = joint(at + 1) && name(skip(at + 2));
    let back = at.wrapping_sub(usize::from(matches!(tokens.fold(at.wrapping_sub(1)), "young" | "little" | "old")));
    let before = at >= 2
        && joint(back.wrapping_sub(1))
        && (name(back.wrapping_sub(2)) || tokens.fold(back.wrapping_sub(2)) == "," && name(back.wrapping_sub(3)));
    let own = tokens.get(at).is_some_and(|t| t.cues & (cues::CALENDAR | cues::STOP) == 0 && !t.starts);
    own && (after || before)
}

/// A capitalised word that no list knows: a person must look, unless the words around make it a place or a thing.
pub(super) fn unknown(ground: &Ground<'_>, at: usize, placed: bool) -> Option<(f32, &'static str)> {
    let tokens = ground.tokens;
    let token = tokens.get(at)?;
    let word = tokens.word(at);
    let inner = camel(word);
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    let parts_known = word.contains('-') && word.split('-').any(|p| lexicon::lookup(&lexicon::fold(p)).word >= 1);
    let long_enough = token.span.len() >= 3;
    let could_be = token.case == Case::Capital
        && token.entry.word == 0
        && token.entry.place == 0
        && long_enough
        && !placed
        && !inner
        && !digits
        && !parts_known;
    let towards = matches!(tokens.fold(at.wrapping_sub(1)), "to" | "from" | "for");
    let nicknamed = tokens.word(at + 1) == "(" && tokens.get(at + 2).is_some_and(|t| t.entry.plain_forename());
    let person = nicknamed || token.possessive || tokens.has(at + 1, cues::VERB) || !token.starts;
    (could_be && person).then_some((if towards { 0.3 } else { 0.4 }, "capitalised word no list knows"))
}

/// A capital inside a word is the mark of a brand, but for "McKay", "O'Hara" and "Smith-Jones".
pub(super) fn camel(word: &str) -> bool {
    let inner = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    inner
        && !word.contains(['\'', '\u{2019}', '-'])
        && !["Mc", "Mac", "De", "Le", "La", "Di", "Fitz"].iter().any(|p| word.starts_with(p))
}

/// In text without capitals a forename counts that is no word, with the surname behind it.
pub(super) fn small(ground: &Ground<'_>, at: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let Some(token) = tokens.get(at) else { return };
    let between =
        tokens.word(at.wrapping_sub(1)) == "," && tokens.word(at + 1) == "," && tokens.has(at + 2, cues::VERB);
    if between && token.entry.forename >= 3 && token.cues & (cues::STOP | cues::CALENDAR) == 0 {
        found.push(ground.mention(at, at, 0.62, "forename between commas"));
        return;
    }
    let cared_for = tokens.fold(at.wrapping_sub(1)) == "after"
        && matches!(tokens.fold(at.wrapping_sub(2)), "look" | "looks" | "looked" | "looking");
    if cared_for && token.entry.forename >= 3 && token.cues & (cues::STOP | cues::CALENDAR) == 0 {
        found.push(ground.mention(at, at, 0.62, "forename of somebody looked after"));
        return;
    }
    let subject = token.entry.forename >= 4 && token.starts && tokens.has(at + 1, cues::VERB);
    let word = u8::from(subject);
    let plain = token.entry.forename >= 2 && token.entry.word <= word && token.entry.place < 3 && token.span.len() >= 3;
    let free = token.cues & !(cues::PARTICLE) == 0 && !ground.places.contains(ground.tokens.fold(at));
    let next = ground.tokens.get(at + 1);
    let surname = next.is_some_and(|n| {
        n.gap == Gap::Space
            && n.case == token.case
            && n.cues == 0
            && n.entry.word == 0
            && n.entry.place == 0
            && n.span.len() > 3
            && (n.entry.surname >= 1 || n.entry.unknown())
    });
    let paired = token.entry.forename >= 3 && token.entry.word <= 2 && surname && free;
    if paired && !plain {
        found.push(ground.mention(at, at + 1, 0.62, "forename that is a word, with a surname behind it"));
        return;
    }
    if !plain || !free {
        return;
    }
    if let Some(last) = ground.take(at, false, 3) {
        let closes = |i: usize| {
            tokens.get(i).is_none_or(|t| t.gap >= Gap::Line)
                || matches!(tokens.word(i), "," | "." | "(")
                || ground.is_taken(i)
        };
        let surname = tokens
            .get(last + 1)
            .is_some_and(|t| t.gap == Gap::Space && t.case == token.case && t.entry.surname >= 2 && t.cues == 0)
            && closes(last + 2);
        let last = last + usize::from(surname && last == at);
        found.push(ground.mention(at, last, 0.75, "forename in text without capitals"));
    }
}
