//! What the trained opinion sees of a name: how it fits the header, what the words beside it say, where it stands between
//! greeting and end, and what else is said of the same person.

use super::Opinion;
use super::sight::{Signs, Traits, coarse, labels};
use crate::model::{Medium, Parsed};
use crate::redact::attribute::people::Person;
use crate::redact::attribute::{Owned, Read, scene};
use crate::redact::names::{Mention, Relation};
use crate::redact::text::Gap;
use std::collections::HashMap;

/// For each name how likely it is the writer's.
pub fn likely(
    parsed: &Parsed,
    reads: &[Read<'_>],
    people: &[Person],
    names: &[Owned<Mention>],
    opinion: &dyn Opinion,
) -> Vec<f32> {
    let roll = Roll::new(parsed, reads, people, names);
    names.iter().map(|name| opinion.of_name(name.document, name.finding.span, &roll.traits(name))).collect()
}

/// Names, for each of its relations to the words around, whether a party has one.
const RELATIONS: [&str; 6] =
    ["party is kin", "party signs", "party is greeted", "party works", "party names itself", "party in header"];

/// All names of an item, as far as the traits of one depend on the others.
pub struct Roll<'a> {
    parsed: &'a Parsed,
    reads: &'a [Read<'a>],
    people: &'a [Person],
    headed: bool,
    /// For each party what is said of any mention of it.
    said: HashMap<usize, [bool; RELATIONS.len()]>,
    /// For each document its signs, its greeting, and where its first and last written names begin.
    documents: Vec<Seen>,
}

struct Seen {
    signs: Signs,
    greeting: usize,
    first: usize,
    last: usize,
}

/// A trait for all names, and the same for names that fit the header in this way.
struct Both<'a> {
    traits: &'a mut Traits,
    tie: &'static str,
}

impl Both<'_> {
    fn put(&mut self, parts: &[&str]) {
        self.traits.put(parts);
        let tied: Vec<&str> = [self.tie].into_iter().chain(parts.iter().copied()).collect();
        self.traits.put(&tied);
    }
}

impl<'a> Roll<'a> {
    /// Looks once at all names.
    pub fn new(parsed: &'a Parsed, reads: &'a [Read<'a>], people: &'a [Person], names: &'a [Owned<Mention>]) -> Self {
        let mut said: HashMap<usize, [bool; RELATIONS.len()]> = HashMap::new();
        for name in names {
            let at = match name.finding.relation {
                Relation::Kin { .. } => 0,
                Relation::Signs => 1,
                Relation::Greeted => 2,
                Relation::Staff(_) | Relation::Care(_) => 3,
                Relation::Own => 4,
                Relation::Header(_) => 5,
                Relation::None | Relation::Field(_) | Relation::Alias => continue,
            };
            let party = name.party.map(|party| said.entry(party).or_default());
            if let Some(slot) = party.and_then(|all| all.get_mut(at)) {
                *slot = true;
            }
        }
        let seen = |(document, read): (usize, &Read<'_>)| {
            let here = || names.iter().filter(move |n| n.document == document).map(|n| n.finding.span);
            let written = || here().filter(|s| s.end <= read.written_end).map(|s| s.start);
            Seen {
                signs: Signs::new(&read.tokens, here().map(|span| (span, "#name")), &read.identifiers),
                greeting: scene::greeting(read),
                first: written().min().unwrap_or(usize::MAX),
                last: written().max().unwrap_or(usize::MAX),
            }
        };
        let documents = reads.iter().enumerate().map(seen).collect();
        let headed = people.iter().any(|p| p.from_header);
        Self { parsed, reads, people, headed, said, documents }
    }

    /// What is seen of one name.
    pub fn traits(&self, name: &Owned<Mention>) -> Traits {
        let mut traits = Traits::new("name");
        traits.put(&["any"]);
        let (Some(read), Some(seen)) = (self.reads.get(name.document), self.documents.get(name.document)) else {
            return traits;
        };
        let of_header = name.party.and_then(|i| self.people.get(i)).is_some_and(|p| p.from_header);
        let tie = match (self.headed, of_header) {
            (false, _) => "no header",
            (true, true) => "of the header",
            (true, false) => "not of the header",
        };
        let mut both = Both { traits: &mut traits, tie };
        self.itself(&mut both, name);
        words_around(&mut both, read, &seen.signs, &name.finding);
        place(&mut both, read, seen, &name.finding);
        traits.once()
    }

    /// Its form, what was found beside it, and what is said of the same person elsewhere.
    fn itself(&self, both: &mut Both<'_>, name: &Owned<Mention>) {
        let mention = &name.finding;
        let form = match mention.words.as_slice() {
            [] | [_] => "one word",
            words if words.iter().any(|w| w.len() == 1) => "with initials",
            _ => "full",
        };
        let relation = match &mention.relation {
            Relation::None => "none",
            Relation::Kin { mine: true, .. } => "my kin",
            Relation::Kin { .. } => "kin",
            Relation::Staff(_) => "staff",
            Relation::Care(_) => "care",
            Relation::Own => "own",
            Relation::Signs => "signs",
            Relation::Greeted => "greeted",
            Relation::Header(_) => "header",
            Relation::Field(_) => "field",
            Relation::Alias => "alias",
        };
        both.put(&["tie"]);
        both.put(&["form", form]);
        both.put(&["relation", relation]);
        both.put(&["relation", relation, form]);
        both.put(&["detector", mention.detector]);
        if let Relation::Field(label) = &mention.relation {
            both.put(&["label", label]);
        }
        let flags = [
            ("titled", mention.titled),
            ("acts", mention.acts),
            ("alone", mention.alone),
            ("quoted", mention.quoted),
            ("attached", name.document > 0),
            ("letter", self.parsed.item.medium == Medium::Letter),
        ];
        let said = name.party.and_then(|party| self.said.get(&party)).copied().unwrap_or_default();
        for (what, so) in flags.into_iter().chain(RELATIONS.into_iter().zip(said)) {
            if so {
                both.put(&[what]);
            }
        }
        both.put(&["people", coarse(self.people.len())]);
    }
}

/// The words before and behind it.
fn words_around(both: &mut Both<'_>, read: &Read<'_>, signs: &Signs, mention: &Mention) {
    let tokens = &read.tokens;
    let at = tokens.at_byte(mention.span.start);
    let end = tokens.at_byte(mention.span.end.saturating_sub(1)) + 1;
    let (line, _) = tokens.line(at.min(tokens.len().saturating_sub(1)));
    for (i, far) in (at.saturating_sub(4)..at).rev().zip(["1", "2", "3", "4"]) {
        let place = if i >= line { "before" } else { "above" };
        both.put(&[place, far, signs.text(tokens, i)]);
        both.put(&[place, signs.text(tokens, i)]);
    }
    if at > 1 {
        both.put(&["pair before", signs.text(tokens, at - 2), signs.text(tokens, at - 1)]);
    }
    for (i, far) in (end..end + 4).zip(["1", "2", "3", "4"]) {
        let Some(token) = tokens.get(i) else { break };
        let gap = match token.gap {
            Gap::Paragraph => "paragraph",
            Gap::Line => "line",
            _ => "",
        };
        if i < end + 2 {
            both.put(&["behind", far, gap, signs.text(tokens, i)]);
        }
        both.put(&["behind", signs.text(tokens, i)]);
    }
    both.put(&["pair behind", signs.text(tokens, end), signs.text(tokens, end + 1)]);
}

/// Where it stands on its line and on the page.
fn place(both: &mut Both<'_>, read: &Read<'_>, seen: &Seen, mention: &Mention) {
    let (tokens, span) = (&read.tokens, mention.span);
    let at = tokens.at_byte(span.start);
    let end = tokens.at_byte(span.end.saturating_sub(1)) + 1;
    let (line, past) = tokens.line(at.min(tokens.len().saturating_sub(1)));
    let opens = if line == at { "opens" } else { "inside" };
    let closes = if past <= end { "closes" } else { "goes on" };
    let apart = if tokens.get(line).is_some_and(|t| t.gap >= Gap::Paragraph) { "apart" } else { "close" };
    both.put(&["line", opens, closes]);
    labels(&mut |parts| both.put(parts), tokens, &seen.signs, at);
    both.put(&["line", opens, closes, apart]);
    if line > 0 {
        let (above, _) = tokens.line(line - 1);
        both.put(&["start of above", opens, seen.signs.text(tokens, above)]);
        both.put(&["end of above", opens, seen.signs.text(tokens, line - 1)]);
        both.put(&["length of above", opens, coarse(line - above)]);
    }
    let rest = tokens.text.get(span.end..read.written_end).unwrap_or_default();
    let left = coarse(rest.lines().filter(|l| !l.trim().is_empty()).take(13).count());
    both.put(&["lines left", left]);
    both.put(&["lines left", left, opens, closes]);
    both.put(&["lines left", left, if mention.words.len() > 1 { "full" } else { "one" }]);
    for (what, so) in [
        ("last name", seen.last == span.start),
        ("first name", seen.first == span.start),
        ("above greeting", span.end <= seen.greeting),
    ] {
        if so {
            both.put(&[what]);
        }
    }
}
