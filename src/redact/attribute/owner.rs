//! Whose number, address or date it is: by the mail address itself, by the writer's letterhead and signature, and by the
//! nearest name and pronoun. What is certain needs two facts; a guess is never certain.

use super::company;
use super::form::{Field, Form, Side};
use super::opinion::Opinion;
use super::people::Person;
use super::scene::{Scene, contact, scene, told_of_oneself};
use super::{Owned, Read};
use crate::model::{DataKind, Parsed, Span};
use crate::redact::identifiers::Identifier;
use crate::redact::names::{Mention, Relation};

/// Why the writer's, where it is the address that the mail came from.
pub(super) const OWN_ADDRESS: &str = "the writer's own address";

/// Party, whether two facts tie the finding to it, and why.
pub(super) type Owner = (Option<usize>, bool, &'static str);

/// Owners of all identifiers; mail addresses of strangers make new people.
pub fn owners(
    parsed: &Parsed,
    reads: &[Read<'_>],
    people: &mut Vec<Person>,
    names: &[Owned<Mention>],
    opinion: &dyn Opinion,
) -> Vec<Owned<Identifier>> {
    let mut owned: Vec<Owned<Identifier>> = Vec::new();
    let company = company::company(parsed, reads, people, names);
    for (document, read) in reads.iter().enumerate() {
        let scene = scene(parsed, read, document, people, names, company);
        let signs = scene.signs();
        for identifier in &read.identifiers {
            if identifier.kind == DataKind::Phone && scene.of_body(identifier.span) {
                continue;
            }
            let (party, certain, why) = match owned.last().filter(|h| follows(h, document, identifier)) {
                Some(house) => (house.party, house.certain, house.why),
                None => scene.owner(identifier),
            };
            let before = owned.last().filter(|o| o.document == document);
            let (party, certain, why) = match before.filter(|o| !certain && scene.chained(o, identifier)) {
                Some(own) => (own.party, true, "straight behind other data of the writer"),
                None => scene.weighed((party, certain, why), &signs, identifier, opinion),
            };
            owned.push(Owned { finding: identifier.clone(), document, party, certain, why });
        }
    }
    for one in owned.iter_mut().filter(|o| o.party.is_none() && o.finding.kind == DataKind::Email) {
        let address = reads.get(one.document).map_or("", |r| one.finding.span.of(r.tokens.text));
        let known = people.iter().position(|p| p.emails.contains(&address.to_lowercase()));
        one.party = known.or_else(|| {
            people.push(stranger(address));
            Some(people.len() - 1)
        });
    }
    same_everywhere(&mut owned, reads);
    owned
}

/// A postcode behind an address belongs to whom the address belongs to.
fn follows(house: &Owned<Identifier>, document: usize, identifier: &Identifier) -> bool {
    house.document == document
        && house.finding.kind == DataKind::Address
        && identifier.kind == DataKind::Postcode
        && identifier.span.start.saturating_sub(house.finding.span.end) < 5
}

/// A number that is certain in one place is certain wherever the same number stands and is nobody else's. Postcodes and dates
/// are shared by many and prove nothing.
fn same_everywhere(owned: &mut [Owned<Identifier>], reads: &[Read<'_>]) {
    let plain = |one: &Owned<Identifier>| -> String {
        let text = reads.get(one.document).map_or("", |r| one.finding.span.of(r.tokens.text));
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let certain: Vec<(String, Option<usize>, &'static str)> =
        owned.iter().filter(|o| o.certain).map(|o| (plain(o), o.party, o.why)).collect();
    let disputed = |text: &str, party: Option<usize>| certain.iter().any(|(t, p, _)| t == text && *p != party);
    let shared = |kind| matches!(kind, DataKind::Postcode | DataKind::DateOfBirth | DataKind::DateOfDeath);
    for one in owned.iter_mut().filter(|o| !o.certain && !shared(o.finding.kind)) {
        let text = plain(one);
        let fits = |party: Option<usize>| one.party.is_none() || one.party == party;
        if let Some((_, party, why)) = certain.iter().find(|(t, p, _)| *t == text && fits(*p) && !disputed(t, *p)) {
            (one.party, one.certain, one.why) = (*party, true, *why);
        }
    }
}

fn stranger(address: &str) -> Person {
    let mut person = Person::new(vec![address.to_lowercase()], address.to_string());
    person.emails.push(address.to_lowercase());
    person
}

impl Scene<'_> {
    fn owner(&self, identifier: &Identifier) -> Owner {
        if identifier.kind == DataKind::Email
            && let Some(owner) = self.by_address(identifier)
        {
            return owner;
        }
        let span = identifier.span;
        if identifier.kind == DataKind::Username && self.own_handle(span) {
            return (self.writer, true, "the name of the writer's own address");
        }
        if !self.written(span) {
            return self.by_words(identifier);
        }
        if let Some(field) = self.field(span) {
            return self.by_field(field, identifier);
        }
        let contact = contact(identifier.kind);
        if self.in_signature(span) {
            let work_number = identifier.kind == DataKind::Reference && self.professional;
            let second = contact && !self.beside_intimate(span) && !self.among_intimate(span)
                || self.alone && self.own_voice() && self.signature.is_some_and(|at| span.start >= at)
                || self.first_person(span, identifier.kind)
                || self.on_name(span)
                || self.standing
                    && identifier.kind == DataKind::Reference
                    && self.nobody_since(self.paragraph(span), span.start)
                || self.told(identifier).is_some();
            if second && !work_number {
                return (self.writer, true, "under the writer's signature");
            }
        } else if (contact || self.own_matter && told_of_oneself(identifier.kind) && self.greeting > 0)
            && !self.professional
            && self.in_letterhead(span)
        {
            return (self.writer, true, "at the head of the writer's letter");
        }
        match self.told(identifier) {
            Some(why) => (self.writer, true, why),
            None => self.by_words(identifier),
        }
    }

    /// A field of a form: its label, the heading above it or the form's own answer must say that it is the writer's.
    fn by_field(&self, field: Field, identifier: &Identifier) -> Owner {
        let form = self.read.form.as_ref();
        let another = self.speaks_of_another(identifier.span, true)
            || self.others_between(field.value.start, identifier.span.start);
        match field.side {
            Side::Writer if !another => (self.writer, true, "a field about who fills the form in"),
            Side::Unsaid if !another && form.is_some_and(Form::bare_is_writer) => {
                (self.writer, true, "a form that says it is about the writer")
            }
            Side::Unsaid if !another && self.alone && !form.is_some_and(Form::tells_of_another) => {
                (self.writer, true, "a form that speaks of nobody but the writer")
            }
            Side::Unsaid if !another && self.under_own_name(identifier) => {
                (self.writer, true, "under the writer's name, in a form that speaks of nobody else")
            }
            Side::Unsaid => (self.writer, false, "a field that does not say whose it is"),
            _ => {
                (self.named_before(identifier.span).filter(|p| Some(*p) != self.writer), false, "a field about another")
            }
        }
    }

    /// True where the last name field above holds the name of the writer whom header or signature prove, and nobody else is
    /// met; a way to reach somebody may stand in a form that speaks of kin.
    fn under_own_name(&self, identifier: &Identifier) -> bool {
        let Some(form) = self.read.form.as_ref().filter(|f| f.about_writer != Some(false) && !self.by_proxy) else {
            return false;
        };
        let Some(field) = form.name_before(identifier.span.start) else { return false };
        let own = field.side == Side::Writer && !form.turns_between(field.value.end, identifier.span.start);
        if form.tells_of_another() && !own {
            return false;
        }
        let named =
            self.names.iter().any(|n| n.party == self.writer && n.certain && field.value.contains(n.finding.span));
        let text = self.read.tokens.text;
        let between = text.get(field.value.end.min(identifier.span.start)..identifier.span.start).unwrap_or_default();
        let block = !between.contains("\n\n") && between.lines().count() < 9;
        named && (contact(identifier.kind) || self.alone || block && told_of_oneself(identifier.kind))
    }

    /// True where a number of a kind that may be somebody else's stands on the same line or the next: a person's particulars.
    pub(super) fn beside_intimate(&self, span: Span) -> bool {
        let text = self.read.tokens.text;
        let start = text.get(..span.start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
        let ends = text.get(span.end..).unwrap_or_default().match_indices('\n').nth(1);
        let end = ends.map_or(text.len(), |(at, _)| span.end + at);
        let near = |i: &Identifier| i.span.start >= start && i.span.end <= end;
        let name = self.signature.is_some_and(|at| at >= start && at < span.start);
        !name && self.read.identifiers.iter().any(|i| near(i) && told_of_oneself(i.kind))
    }

    /// Above the signature, in a paragraph that holds a number which may be somebody else's.
    pub(super) fn among_intimate(&self, span: Span) -> bool {
        let start = self.paragraph(span);
        let above = self.signature.is_some_and(|at| span.end <= at);
        let inside = |i: &Identifier| i.span.start >= start && i.span.start < span.start && told_of_oneself(i.kind);
        above && self.read.identifiers.iter().any(inside)
    }

    /// The party of the last name before a span.
    fn named_before(&self, span: Span) -> Option<usize> {
        self.names.iter().filter(|n| n.finding.span.end <= span.start).max_by_key(|n| n.finding.span.start)?.party
    }

    fn by_address(&self, identifier: &Identifier) -> Option<Owner> {
        let address = identifier.span.of(self.read.tokens.text).to_lowercase();
        let from = self.parsed.item.from.as_ref().is_some_and(|f| f.address.eq_ignore_ascii_case(&address));
        if from && self.writer.is_some() && !self.passed_on() {
            return Some((self.writer, true, OWN_ADDRESS));
        }
        if let Some(index) = self.people.iter().position(|p| p.emails.contains(&address)) {
            return Some((Some(index), Some(index) == self.writer, "beside the name in a header"));
        }
        let local = crate::redact::lexicon::fold(address.split('@').next().unwrap_or_default());
        let holds = |p: &Person| p.words.iter().filter(|w| w.len() > 2 && local.contains(w.as_str())).count();
        let best = self
            .people
            .iter()
            .enumerate()
            .map(|(i, p)| (holds(p), i))
            .filter(|(n, _)| *n > 0)
            .max_by_key(|(n, i)| (*n, std::cmp::Reverse(*i)));
        let (words, index) = best?;
        let unique = self.people.iter().filter(|p| holds(p) == words).count() == 1;
        let span = identifier.span;
        let another = self.speaks_of_another(span, false);
        let placed = self.written(span) && (self.in_signature(span) || self.in_letterhead(span));
        let field = self
            .field(span)
            .is_some_and(|f| f.side == Side::Writer || f.side == Side::Unsaid && (self.alone || self.form_is_own()));
        let own = words >= 2
            || placed
            || field
            || self.alone
            || self.written(span) && self.first_person(span, identifier.kind);
        let certain = own && unique && !another && Some(index) == self.writer;
        unique.then_some((Some(index), certain, "the name in the address"))
    }

    /// True where the form says that it is about the writer.
    fn form_is_own(&self) -> bool {
        self.read.form.as_ref().is_some_and(Form::bare_is_writer)
    }

    /// The nearest name before in the same paragraph, turned by pronouns.
    fn by_words(&self, identifier: &Identifier) -> Owner {
        let span = identifier.span;
        let text = self.read.tokens.text;
        let paragraph = self.paragraph(span);
        let before = self
            .names
            .iter()
            .filter(|n| n.finding.span.end <= span.start && n.finding.span.start >= paragraph)
            .max_by_key(|n| n.finding.span.start);
        let claim = self.claim(span, identifier.kind).filter(|_| !self.other_follows(span));
        let claimed = claim.and_then(|i| self.read.tokens.get(i)).map_or(0, |t| t.span.start);
        let another = self.speaks_of_another(span, false);
        let before = before.filter(|n| !self.is_agent(n, identifier.kind));
        if claim.is_some() && self.writer.is_some() && self.written(span) {
            let sentence = sentence_start(text.get(..span.start).unwrap_or_default());
            let near = before.is_none_or(|n| {
                n.party == self.writer && (n.certain || n.finding.words.len() == 1)
                    || n.finding.span.start < sentence
                    || self.alone
                        && (n.finding.span.end <= claimed || n.finding.confidence < 0.75 || self.aside(n, span))
                    || self.turned(n.finding.span.end, span.start)
            });
            if near {
                return (self.writer, true, "the writer speaks of themselves");
            }
        }
        if let Some(name) = before {
            let between = text.get(name.finding.span.end..span.start).unwrap_or_default();
            let theirs = name.party == self.writer && !another;
            if between.len() < 200 && (name.party != self.writer || theirs) {
                let says_so = name.finding.relation == Relation::Own
                    || self.alone
                    || self.own_voice() && told_of_oneself(identifier.kind)
                    || self.names_themselves(name, identifier)
                    || contact(identifier.kind)
                    || self.unclaimed && !between.contains('\n');
                let plain = self.own_voice()
                    || name.finding.relation == Relation::Own
                    || !self.beside_intimate(span)
                    || self.names_themselves(name, identifier);
                let beside = apposed(between) && says_so && plain && self.written(span) && !self.other_follows(span);
                return (name.party, theirs && name.certain && beside, "after the name");
            }
        }
        if self.alone && !another && !self.other_follows(span) && !self.rung(span) {
            let plain = self.voiced(span) && !self.spoken_of;
            let certain = told_of_oneself(identifier.kind) && self.written(span) && plain;
            return (self.writer, certain, "nobody but the writer is met in the item");
        }
        let others: Vec<usize> = self.kin();
        match others.as_slice() {
            [one] if another => (Some(*one), false, "the only person spoken of"),
            _ => (None, false, "nobody it can be tied to"),
        }
    }
}

/// Where the sentence begins that a text ends in. A line break ends one only behind a short line: running text is wrapped.
fn sentence_start(text: &str) -> usize {
    let stop = text.rfind(". ").map_or(0, |at| at + 1);
    let mut end = text.len();
    while let Some(at) = text.get(..end).and_then(|t| t.rfind('\n')).filter(|at| *at > stop) {
        let line = text.get(..at).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
        if line.trim().len() < 45 {
            return at + 1;
        }
        end = at;
    }
    stop
}

/// True where nothing but marks, numbers and words that label numbers stands between a name and what follows it.
pub(super) fn apposed(between: &str) -> bool {
    let labels = [
        "daytime",
        "evening",
        "evenings",
        "days",
        "contact",
        "full",
        "name",
        "is",
        "nino",
        "aged",
        "living",
        "tel",
        "telephone",
        "phone",
        "mob",
        "mobile",
        "of",
        "at",
        "dob",
        "born",
        "ref",
        "no",
        "nhs",
        "number",
        "email",
        "e-mail",
        "address",
        "h",
        "m",
        "t",
        "e",
        "home",
        "work",
        "on",
        "flat",
        "and",
        "post",
        "code",
        "postcode",
        "date",
        "birth",
        "d.o.b",
        "client",
        "account",
        "national",
        "insurance",
        "dial",
        "here",
        "ni",
    ];
    let sentence = between.contains(". ") || between.contains("\n\n");
    let words = between.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty());
    let bare = |w: &str| w.bytes().any(|b| b.is_ascii_digit()) || labels.contains(&w.to_lowercase().as_str());
    !sentence && between.len() < 120 && words.take(16).all(bare)
}
