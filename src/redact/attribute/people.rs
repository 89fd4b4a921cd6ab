//! Gathers mentions into people: the same full name, a surname with a fitting title, an initial with a surname, a single
//! name only where it can be but one person. Two people who share a name are never made one.

use super::{Owned, Read, nicknames};
use crate::model::{Address, Parsed, PartyEvidence, Role};
use crate::redact::cues;
use crate::redact::lexicon::{fold_scan, lookup};
use crate::redact::names::{Mention, Relation, headers};

/// A person met in an item.
#[derive(Debug, Clone)]
pub struct Person {
    /// The fullest form, folded.
    pub words: Vec<String>,
    /// The fullest form as written.
    pub name: String,
    /// Forms as written.
    pub forms: Vec<String>,
    /// `HE`, `SHE` or 0.
    pub gender: u32,
    /// True where a title beside the full name or the signature told the sex.
    pub signed_gender: bool,
    /// What the forename says of the sex, where nearly all who bear it are of one.
    pub usual_gender: u32,
    /// Mail addresses, in lower case.
    pub emails: Vec<String>,
    /// True where a From header names the person.
    pub from_header: bool,
    /// True where the person is tied to the council's own domain.
    pub council: bool,
    /// Role as far as it is known.
    pub role: Role,
    /// True where the role is proved and not guessed.
    pub proved: bool,
    /// Reasons.
    pub evidence: Vec<PartyEvidence>,
}

impl Person {
    /// A person known by these words.
    pub fn new(words: Vec<String>, name: String) -> Self {
        let usual_gender = sex_of(&words);
        Self {
            words,
            forms: if name.is_empty() { Vec::new() } else { vec![name.clone()] },
            name,
            gender: 0,
            signed_gender: false,
            usual_gender,
            emails: Vec::new(),
            from_header: false,
            council: false,
            role: Role::ThirdParty,
            proved: false,
            evidence: Vec::new(),
        }
    }

    /// First word of the name, if it has more than a surname with initials.
    pub fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Last word of the name, if it has two or more.
    pub fn last(&self) -> &str {
        if self.words.len() > 1 { self.words.last().map_or("", String::as_str) } else { "" }
    }

    /// Adds a reason once.
    pub fn because(&mut self, document: Option<usize>, reason: impl Into<String>, certain: bool) {
        let reason = reason.into();
        if self.evidence.iter().all(|e| e.reason != reason) {
            self.evidence.push(PartyEvidence { document, reason, certain });
        }
    }
}

fn sex_of(words: &[String]) -> u32 {
    match words.first().map(|w| lookup(w).sex) {
        Some(1) => cues::HE,
        Some(2) => cues::SHE,
        _ => 0,
    }
}

/// The people that the item's headers name.
pub fn from_headers(parsed: &Parsed) -> Vec<Person> {
    let item = &parsed.item;
    let council = council_domain(parsed);
    let mut people: Vec<Person> = Vec::new();
    let mut add = |address: &Address, from: bool, reason: &str| {
        for words in headers::display_names(address.name.as_deref().unwrap_or_default()) {
            let name = address.name.clone().unwrap_or_default();
            let known = people.iter().position(|p| p.words == words);
            let mut person = Person::new(words.clone(), title_case(&words, &name));
            person.forms.clear();
            let index = known.unwrap_or_else(|| {
                people.push(person);
                people.len() - 1
            });
            let Some(person) = people.get_mut(index) else { continue };
            person.from_header |= from;
            person.emails.push(address.address.to_lowercase());
            person.council |= council.as_deref().is_some_and(|d| at_domain(&address.address, d));
            person.because(None, reason, true);
        }
    };
    if let Some(from) = &item.from {
        add(from, true, "writes as From");
    }
    if let Some(reply) = &item.reply_to {
        add(reply, false, "named in Reply-To");
    }
    for to in &item.to {
        add(to, false, "written to");
    }
    for cc in &item.cc {
        add(cc, false, "copied in");
    }
    people
}

/// The domain the item was sent to, without a first label such as `mx2`.
pub fn council_domain(parsed: &Parsed) -> Option<String> {
    parsed.item.to.first().and_then(|a| a.address.rsplit_once('@')).map(|(_, d)| d.to_lowercase())
}

/// True where a mail address is at a domain or below it.
pub fn at_domain(address: &str, domain: &str) -> bool {
    let host = address.rsplit('@').next().unwrap_or_default().to_lowercase();
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.') && !rest.contains("members") && !rest.contains("forms"))
}

/// Gives each mention its person, making people as needed. Full names go first, so that short forms find them.
pub fn gather(people: &mut Vec<Person>, mut mentions: Vec<Mention>, reads: &[Read<'_>]) -> Vec<Owned<Mention>> {
    let mut owners: Vec<(Option<usize>, bool)> = vec![(None, false); mentions.len()];
    for pass in 0..4 {
        for at in 0..mentions.len() {
            let Some(mention) = mentions.get(at) else { continue };
            if owners.get(at).is_some_and(|o| o.0.is_some()) || pass != pass_of(mention) {
                continue;
            }
            let before = at.checked_sub(1).and_then(|b| Some((mentions.get(b)?, *owners.get(b)?)));
            let joined = before
                .and_then(|(earlier, owner)| continues(people, earlier, mention, reads).then_some(owner))
                .filter(|o| o.0.is_some());
            let owner = joined.unwrap_or_else(|| place(people, mention));
            let alias = joined.is_some() && mention.relation == Relation::None;
            if let Some(mention) = mentions.get_mut(at).filter(|_| alias) {
                mention.relation = Relation::Alias;
            }
            if let Some(slot) = owners.get_mut(at) {
                *slot = owner;
            }
        }
    }
    let owned = |(mention, (party, certain)): (Mention, (Option<usize>, bool))| Owned {
        document: mention.document,
        finding: mention,
        party,
        certain,
        why: "",
    };
    mentions.into_iter().zip(owners).map(owned).collect()
}

/// True for another name of the person named just before: an alias, a surname in the field under the forename, or a short
/// name in brackets behind a signature.
fn continues(people: &mut [Person], earlier: &Mention, mention: &Mention, reads: &[Read<'_>]) -> bool {
    let near = earlier.document == mention.document && mention.span.start.saturating_sub(earlier.span.end) < 60;
    let alias = mention.relation == Relation::Alias;
    let text = reads.get(mention.document).map_or("", |r| r.tokens.text);
    let opened = text
        .get(earlier.span.end..mention.span.start)
        .is_some_and(|t| t.len() < 9 && t.contains(['(', '"', '\'', '\u{201c}', '\u{2018}']));
    let akin = mention.words.first().zip(earlier.words.first()).is_some_and(|(a, b)| nicknames::same(a, b));
    let initials = mention.words.len() > 1
        && mention.words.last() == earlier.words.last()
        && mention
            .words
            .first()
            .zip(earlier.words.first())
            .is_some_and(|(a, b)| a.len() == 1 && b.starts_with(a.as_str()));
    let bracket = opened && (mention.words.len() == 1 && akin || initials && earlier.relation == Relation::Signs);
    let fields = match (&earlier.relation, &mention.relation) {
        (Relation::Field(first), Relation::Field(last)) => {
            (first.contains("first name") || first.contains("forename"))
                && (last.contains("last name") || last.contains("surname") || last.contains("family name"))
        }
        _ => false,
    };
    if near
        && fields
        && let Some(person) = people.iter_mut().find(|p| p.words == earlier.words)
    {
        person.words.extend(mention.words.iter().cloned());
    }
    near && (alias || bracket || fields)
}

fn pass_of(mention: &Mention) -> u8 {
    if mention.relation == Relation::Alias {
        return 3;
    }
    match mention.words.as_slice() {
        [_] | [] => 2,
        [first, ..] if first.len() == 1 => 1,
        _ => 0,
    }
}

/// With more people than this, a slip in a name makes a new person: each would be held against each.
const MANY: usize = 500;

/// The person of a mention and whether the match is exact; a new person where none or more than one fits.
fn place(people: &mut Vec<Person>, mention: &Mention) -> (Option<usize>, bool) {
    let by_address = match &mention.relation {
        Relation::Header(email) => people.iter().position(|p| p.emails.contains(email) && shares_word(p, mention)),
        _ => None,
    };
    let signs = mention.relation == Relation::Signs && !mention.quoted && mention.document == 0;
    let signed = signs.then(|| people.iter().position(|p| p.from_header && fits_person(p, mention, false))).flatten();
    let exact = by_address.or(signed).map(|i| (i, true));
    let fitting = exact
        .or_else(|| fits(people, mention, false).map(|i| (i, true)))
        .or_else(|| (people.len() < MANY).then(|| fits(people, mention, true)).flatten().map(|i| (i, false)));
    let (index, sure) = match fitting {
        Some(found) => found,
        None => {
            people.push(Person::new(mention.words.clone(), String::new()));
            (people.len() - 1, true)
        }
    };
    if let Some(person) = people.get_mut(index) {
        note(person, mention, sure);
    }
    (Some(index), sure)
}

fn shares_word(person: &Person, mention: &Mention) -> bool {
    mention.words.iter().any(|w| person.words.contains(w))
}

fn note(person: &mut Person, mention: &Mention, sure: bool) {
    let fuller =
        mention.words.iter().filter(|w| w.len() > 1).count() > person.words.iter().filter(|w| w.len() > 1).count();
    if fuller && sure {
        person.words = mention.words.clone();
        person.usual_gender = sex_of(&person.words);
        person.name.clear();
    }
    if mention.gender != 0 {
        person.gender |= mention.gender;
        person.signed_gender |= mention.words.len() > 1 || mention.relation == Relation::Signs;
    }
    if let Relation::Header(email) = &mention.relation
        && sure
        && (mention.words.len() > 1 || person.words.len() == 1)
    {
        person.emails.push(email.clone());
    }
}

/// The one person whom a mention fits; `loose` forgives one slip in a word.
fn fits(people: &[Person], mention: &Mention, loose: bool) -> Option<usize> {
    let fitting: Vec<usize> =
        people.iter().enumerate().filter(|(_, p)| fits_person(p, mention, loose)).map(|(i, _)| i).collect();
    let of_gender = |i: &&usize| {
        mention.gender != 0 && people.get(**i).is_some_and(|p| (p.gender | p.usual_gender) & mention.gender != 0)
    };
    match fitting.as_slice() {
        [] => None,
        [one] => Some(*one),
        many => {
            let mut same = many.iter().filter(of_gender);
            match (same.next(), same.next()) {
                (Some(one), None) => Some(*one),
                _ => people.iter().position(|p| p.words == mention.words && fits_person(p, mention, loose)),
            }
        }
    }
}

fn fits_person(person: &Person, mention: &Mention, loose: bool) -> bool {
    let unlike = person.gender == 0
        && mention.gender != 0
        && person.usual_gender != 0
        && person.usual_gender & mention.gender == 0;
    let clash = unlike || person.gender != 0 && mention.gender != 0 && person.gender & mention.gender == 0;
    let own_kin = matches!(mention.relation, Relation::Kin { mine: true, .. }) && person.from_header;
    let self_greeting = mention.relation == Relation::Greeted && !mention.quoted && person.from_header;
    if clash || own_kin || self_greeting {
        return false;
    }
    let same = |a: &str, b: &str| a == b || loose && near(a, b);
    match mention.words.as_slice() {
        [] => false,
        [one] if mention.titled => same(one, person.last()) || person.words.len() == 1 && same(one, person.first()),
        [one] => person
            .words
            .iter()
            .filter(|w| w.len() > 1)
            .any(|w| same(w, one) || w.contains('-') && w.split('-').any(|p| p == one)),
        words => full_fits(&person.words, words, &same),
    }
}

/// Full names: last words the same, first words the same or one the initial of the other, no middle name against it.
fn full_fits(person: &[String], words: &[String], same: &dyn Fn(&str, &str) -> bool) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let [own_first, .., own_last] = person else {
        return person.first().is_some_and(|one| one.len() > 1 && (same(one, first) || same(one, last)));
    };
    let initial = |a: &str, b: &str| a.len() == 1 && b.starts_with(a) || b.len() == 1 && a.starts_with(b);
    let surname = same(own_last, last)
        || initial(own_last, last) && own_first == first
        || (own_last.split('-').any(|p| p == last) || last.split('-').any(|p| p == own_last)) && own_first == first;
    let forename =
        same(own_first, first) || initial(own_first, first) || own_last == last && nicknames::same(own_first, first);
    let middle = |w: &[String]| w.get(1..w.len().saturating_sub(1)).map(<[String]>::to_vec).unwrap_or_default();
    let (a, b) = (middle(person), middle(words));
    let against = !a.is_empty() && !b.is_empty() && a.iter().zip(&b).any(|(x, y)| !(same(x, y) || initial(x, y)));
    surname && forename && !against
}

/// One slip apart: a letter changed, missing, added or swapped, or misread by a scan.
pub fn near(a: &str, b: &str) -> bool {
    let long = a.len() >= 5 && b.len() >= 5;
    fold_scan(a) == fold_scan(b) && a.len() > 3
        || long && strsim::osa_distance(a, b) <= 1 + usize::from(a.len() > 6 && b.starts_with(a))
}

/// A name as a header wrote it where that is plain, else its words with capitals.
fn title_case(words: &[String], display: &str) -> String {
    let plain = display.trim_matches('"');
    if crate::redact::lexicon::fold(plain) == words.join(" ") {
        return plain.to_string();
    }
    let capital = |word: &String| {
        let mut chars = word.chars();
        chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
    };
    words.iter().map(capital).collect::<Vec<_>>().join(" ")
}

/// True where two people could be taken for each other by this word.
pub fn shared_word(people: &[Person], index: usize, word: &str) -> bool {
    people.iter().enumerate().any(|(i, p)| i != index && p.words.iter().any(|w| w == word || near(w, word)))
}

/// What a gender cue says.
pub fn opposite(a: u32, b: u32) -> bool {
    a & (cues::HE | cues::SHE) != 0 && b & (cues::HE | cues::SHE) != 0 && a & b == 0
}
