//! Names that a word beside them gives away: titles, kin, jobs, "called", "my name is", greetings, and what people do.

use super::super::cues;
use super::super::text::{Case, Gap};
use super::{Ground, Mention, Relation};

/// Finds names beside telling words.
pub fn find(ground: &Ground<'_>, found: &mut Vec<Mention>) {
    for at in 0..ground.tokens.len() {
        let carried = ground.tokens.cues(at);
        if carried & cues::TITLE != 0 {
            titled(ground, at, found);
        }
        if carried & (cues::KIN | cues::STAFF_JOB | cues::CARE_JOB) != 0 {
            related(ground, at, found);
        }
        if carried & cues::GREETING != 0 {
            greeted(ground, at, found);
        }
        if carried & cues::POSSESSIVE != 0 {
            mine(ground, at, found);
        }
        named(ground, at, found);
    }
}

/// Titles that are ordinary words where they are written small.
const WORDS_TOO: [&str; 21] = [
    "miss",
    "sister",
    "brother",
    "father",
    "lord",
    "lady",
    "master",
    "judge",
    "constable",
    "canon",
    "ds",
    "hon",
    "nurse",
    "doctor",
    "dame",
    "inspector",
    "madam",
    "sir",
    "rabbi",
    "imam",
    "pastor",
];

/// Titles that only people at work carry.
const OF_OFFICE: [&str; 13] =
    ["dr", "doctor", "prof", "professor", "cllr", "councillor", "pc", "dc", "ds", "di", "sgt", "insp", "inspector"];

fn titled(ground: &Ground<'_>, at: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    if tokens.get(at).is_none_or(|t| t.possessive) {
        return;
    }
    let small = tokens.get(at).is_some_and(|t| t.case == Case::Lower);
    let word = tokens.fold(at);
    let ordinary = small && WORDS_TOO.contains(&word);
    let next = at + 1 + usize::from(tokens.word(at + 1) == ".");
    let Some(first) = tokens.get(next) else { return };
    let apart = first.gap > Gap::Line || first.gap == Gap::Line && tokens.get(at).is_some_and(|t| t.gap >= Gap::Line);
    if apart || tokens.cues(next) & cues::OFFICE != 0 && first.entry.surname < 2 {
        return;
    }
    let (first, extra) = if tokens.has(next, cues::TITLE) && !tokens.get(next).is_some_and(|t| t.possessive) {
        (next + 1, true)
    } else {
        (next, false)
    };
    let first = first + usize::from(extra && tokens.word(first) == ".");
    if tokens.has(first, cues::AFTER_NAME | cues::STAFF_JOB)
        && tokens.get(first).is_some_and(|t| t.cues & cues::SURNAME_TOO == 0)
    {
        return;
    }
    let taken = ground.take(first, !ordinary || ground.capital(first), 4);
    let Some(last) = taken.or_else(|| lone_initial(ground, first).filter(|_| !ordinary)) else { return };
    let confidence = if ordinary { 0.8 } else { 0.97 };
    let mut mention = ground.mention(first, last, confidence, "beside a title");
    mention.titled = true;
    mention.gender = tokens.cues(at) & (cues::HE | cues::SHE);
    let kin = tokens.has(at, cues::KIN) && small;
    if tokens.has(at, cues::STAFF_JOB) && !kin || OF_OFFICE.contains(&word) {
        mention.relation = Relation::Staff(tokens.word(at).to_string());
    } else if at > 0 && tokens.has(at - 1, cues::GREETING) {
        mention.relation = Relation::Greeted;
    }
    found.push(mention);
}

/// "Miss A." stands for a name; "Mr X" is how a report hides one.
fn lone_initial(ground: &Ground<'_>, at: usize) -> Option<usize> {
    let tokens = ground.tokens;
    let initial = tokens.get(at).is_some_and(|t| t.case == Case::Initial && t.gap == Gap::Space);
    (initial && !matches!(tokens.fold(at), "x" | "y" | "z" | "i")).then_some(at)
}

/// "my mother Hilda", "her son, Danny", "the nurse in charge, Florin", "social worker Tariq Mehmood".
fn related(ground: &Ground<'_>, at: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let kin_title = tokens.has(at, cues::KIN_TITLE);
    let mut next = at + 1;
    let mut linked = false;
    for _ in 0..4 {
        match tokens.fold(next) {
            "," | "(" | ":" | "-" | "\u{2013}" => linked = true,
            "is" | "was" | "are" | "were" | "called" | "named" | "name" | "names" | "in" | "law" | "charge"
            | "who's" | "duty" | "on"
                if linked || at + 3 > next =>
            {
                linked |= matches!(tokens.fold(next), "called" | "named" | "name" | "names");
            }
            _ => break,
        }
        next += 1;
    }
    let plural = tokens.fold(at).ends_with('s') && tokens.fold(at) != "ms";
    let Some(first) = tokens.get(next) else { return };
    if first.gap > Gap::Line || plural && !linked && !ground.capital(next) {
        return;
    }
    let named = first.entry.plain_forename() && first.case == Case::Capital && next == at + 1;
    if tokens.get(at).is_some_and(|t| t.possessive) && !named {
        return;
    }
    let Some(last) = ground.take(next, kin_title || linked && named_before(ground, next), 3) else { return };
    let comma = next > at + 1;
    let slang = ground.caseless(next) && first.entry.unknown() && (!tokens.has(at, cues::KIN) || first.span.len() < 4);
    let weak = comma && first.entry.word >= 1 && first.entry.forename < 2
        || slang
        || ground.is_body(next, last)
        || tokens.has(next, cues::OFFICE)
            && first.entry.word >= 1
            && first.gap != Gap::None
            && first.entry.forename < 2;
    if weak || comma && first.entry.unknown() && first.starts {
        return;
    }
    let confidence = match (comma, first.entry.is_name()) {
        (false, true) => 0.95,
        (false, false) | (true, true) => 0.85,
        (true, false) => 0.55,
    };
    let mut mention = ground.mention(next, last, confidence, "beside a word for a tie or a job");
    mention.gender = tokens.cues(at) & (cues::HE | cues::SHE);
    mention.relation = relation(ground, at);
    found.push(mention);
    listed(ground, last, mention_relation(found), found);
}

fn named_before(ground: &Ground<'_>, next: usize) -> bool {
    (next.saturating_sub(2)..next).any(|i| matches!(ground.tokens.fold(i), "called" | "named" | "name" | "names"))
}

fn mention_relation(found: &[Mention]) -> Relation {
    found.last().map_or(Relation::None, |m| m.relation.clone())
}

/// "Joy, Blessing and Danuta": what is joined to a name by commas and "and" is a name.
fn listed(ground: &Ground<'_>, last: usize, relation: Relation, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let mut at = last + 1;
    for _ in 0..6 {
        let joined = matches!(tokens.fold(at), "," | "and" | "&");
        let next = at + 1 + usize::from(tokens.fold(at) == "," && tokens.fold(at + 1) == "and");
        if !joined
            || !(ground.capital(next) || ground.caseless(next))
            || tokens.get(next).is_some_and(|t| t.entry.word >= 2 && t.entry.forename < 2)
        {
            return;
        }
        let Some(end) = ground.take(next, false, 3) else { return };
        if tokens.get(next).is_some_and(|t| !t.entry.is_name() && !t.entry.unknown()) {
            return;
        }
        let mut mention = ground.mention(next, end, 0.7, "listed with a name");
        mention.relation = relation.clone();
        found.push(mention);
        at = end + 1;
    }
}

fn relation(ground: &Ground<'_>, at: usize) -> Relation {
    let tokens = ground.tokens;
    let word = tokens.word(at).to_lowercase();
    let carried = tokens.cues(at);
    if carried & cues::CARE_JOB != 0 {
        return Relation::Care(word);
    }
    let nun = carried & cues::KIN != 0
        && (tokens.get(at).is_some_and(|t| t.case == Case::Lower) || tokens.has(at.wrapping_sub(1), cues::POSSESSIVE));
    if carried & cues::STAFF_JOB != 0 && !nun {
        return Relation::Staff(word);
    }
    let mine = (at.saturating_sub(3)..at).any(|i| matches!(tokens.fold(i), "my" | "our"));
    Relation::Kin { word, mine: mine || carried & cues::KIN_TITLE != 0 }
}

/// "Dear Helen", "Hi Ms Demir": greetings of offices are no names.
fn greeted(ground: &Ground<'_>, at: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let starts = tokens.get(at).is_some_and(|t| t.gap >= Gap::Line || t.starts);
    let next = at + 1;
    let Some(first) = tokens.get(next) else { return };
    if !starts
        || first.gap != Gap::Space
        || first.cues & (cues::OFFICE | cues::ORG | cues::TITLE) != 0
        || ground.places.contains(tokens.fold(next))
    {
        return;
    }
    let Some(last) = ground.take(next, false, 3) else { return };
    let (_, line_end) = tokens.line(at);
    let closes = last + 1 >= line_end || matches!(tokens.word(last + 1), "," | "!" | "." | "-" | "\u{2013}" | ":");
    let body = (next..line_end.min(last + 3))
        .any(|i| tokens.has(i, cues::ORG | cues::OFFICE) && tokens.get(i).is_some_and(|t| t.entry.surname < 3));
    if body || first.entry.word >= 1 && first.entry.forename < 2 {
        return;
    }
    if ground.is_body(next, last) {
        return;
    }
    let confidence = if first.entry.is_name() { 0.9 } else { 0.55 };
    let mut mention = ground.mention(next, last, if closes { confidence } else { confidence - 0.1 }, "greeted");
    mention.relation = Relation::Greeted;
    found.push(mention);
    listed(ground, last, Relation::Greeted, found);
}

/// "my Winston", "our Karl".
fn mine(ground: &Ground<'_>, at: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let next = at + 1;
    let Some(first) = tokens.get(next) else { return };
    let named = first.entry.forename >= 2
        && (first.entry.word == 0 || first.entry.forename >= 3)
        && first.cues & (cues::CALENDAR | cues::ORG | cues::KIN) == 0;
    if first.gap > Gap::Line
        || !named
        || !(first.case == Case::Capital || ground.caseless(next) && first.entry.word == 0)
    {
        return;
    }
    if let Some(last) = ground.take(next, false, 3) {
        let mut mention = ground.mention(next, last, 0.9, "after a possessive");
        if matches!(tokens.fold(at), "my" | "our") {
            mention.relation = Relation::Kin { word: "own".into(), mine: true };
        }
        found.push(mention);
    }
}

/// "called Comfort", "her name is jan", "I am Yusuf", "Paweł here".
fn named(ground: &Ground<'_>, at: usize, found: &mut Vec<Mention>) {
    let tokens = ground.tokens;
    let word = tokens.fold(at);
    let (next, relation, sure) = match word {
        "called" | "named" | "nicknamed" => (at + 1, Relation::None, true),
        "name" | "names" | "name's" => name_is(ground, at),
        // "I, Florence Adeyemi, do not want".
        "i" if tokens.fold(at + 1) == "," => (at + 2, Relation::Own, false),
        "i'm" | "im" | "i" if matches!(tokens.fold(at + 1), "am" | "is") || word != "i" => {
            (at + 1 + usize::from(word == "i"), Relation::Own, false)
        }
        "it's" | "its"
            if ground.tokens.get(at + 1).is_some_and(|t| t.entry.is_name())
                && matches!(tokens.fold(at + 2), "here" | "from") =>
        {
            (at + 1, Relation::Own, false)
        }
        "this" if tokens.fold(at + 1) == "is" && ground.tokens.get(at).is_some_and(|t| t.starts) => {
            (at + 2, Relation::Own, false)
        }
        "known" if tokens.fold(at + 1) == "as" => (at + 2, Relation::Alias, true),
        "previously" | "formerly" | "nee" | "aka" | "alias" | "maiden" => {
            (at + 1 + usize::from(tokens.fold(at + 1) == "known") * 2, Relation::Alias, false)
        }
        "by" | "with" | "to" | "from" | "and" | "for" | "of" | "than" | "told" | "ask" | "asked" | "contact"
        | "tell" | "see" | "saw" | "met" | "flag" | "about"
            if ground.caseless(at + 1) =>
        {
            (at + 1, Relation::None, false)
        }
        _ => return,
    };
    let Some(first) = tokens.get(next) else { return };
    if first.gap > Gap::Line {
        return;
    }
    let plain = first.entry.forename >= 2 && first.entry.word == 0;
    let weak = !sure
        && !(plain
            || relation == Relation::Alias && ground.capital(next) && first.entry.is_name()
            || ground.capital(next) && first.entry.forename >= 2 && first.cues == 0
            || relation == Relation::Own && ground.capital(next) && first.entry.unknown()
            || relation == Relation::Own && ground.capital(next) && ground.capital(next + 1) && first.cues == 0);
    if weak {
        return;
    }
    let Some(last) = ground.take(next, sure, 4) else { return };
    let place = ground.places.contains(tokens.fold(next)) || first.entry.place == 3 && !first.entry.is_name();
    if place || first.entry.word >= 2 && !sure {
        return;
    }
    if ground.is_body(next, last) || tokens.has(last, cues::ORG) && first.entry.forename < 2 {
        return;
    }
    let mut mention = ground.mention(next, last, if sure { 0.9 } else { 0.75 }, "after a word for naming");
    // "I'm Irene Marsden's granddaughter" names somebody else.
    let owner = tokens.get(last).is_some_and(|t| t.possessive) || tokens.has(last + 1, cues::KIN);
    mention.relation = if relation == Relation::Own && owner { Relation::None } else { relation };
    found.push(mention);
}

/// "my name is", "her name is", "name me".
fn name_is(ground: &Ground<'_>, at: usize) -> (usize, Relation, bool) {
    let tokens = ground.tokens;
    let own = matches!(tokens.fold(at.wrapping_sub(1)), "my") || tokens.fold(at + 1) == "me";
    let which = ["first", "last", "full", "second", "middle", "family", "maiden", "married", "proper", "real", "own"];
    let first_or_last =
        at.checked_sub(2).is_some_and(|b| tokens.fold(b) == "my" && which.contains(&tokens.fold(b + 1)));
    let relation = if own || first_or_last { Relation::Own } else { Relation::None };
    let skip = usize::from(matches!(tokens.fold(at + 1), "is" | "was" | "me" | ":"));
    let sure = skip == 1 || tokens.fold(at) == "name's";
    (at + 1 + skip, relation, sure)
}
