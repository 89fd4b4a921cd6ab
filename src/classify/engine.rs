//! Runs the rules over one item: which speak, on which words, and how strongly. It decides nothing about cases.

use super::view::{Found, View};
use crate::model::{Address, DocumentRole};
use crate::rules::classify::schema::RuleStatus;
use crate::rules::classify::trie::PhraseId;
use crate::rules::classify::{ClassifyRules, Condition, Outcome, Places, Rule};
use regex::Regex;

/// How many words before a hit a "not" may stand and still mean it ("there was no sign of any bruise").
const NEGATION_REACH: usize = 8;
/// So many places of one phrase are looked at; a text that repeats itself more often says nothing new.
const MOST_PLACES: usize = 64;

/// What one rule found.
#[derive(Debug)]
pub struct Spoken {
    /// Its number in the rule set.
    pub rule: usize,
    /// Where, strongest first.
    pub hits: Vec<Hit>,
}

/// One place where a rule speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Where.
    pub at: At,
    /// 1 where the words stand as they are; less where they are negated, past or supposed.
    pub strength: f32,
    /// Why less, in words.
    pub lowered: Option<&'static str>,
}

/// Where a condition is met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// Words of a document, `last` excluded.
    Words {
        /// Document.
        document: usize,
        /// First word.
        first: usize,
        /// One past the last word.
        last: usize,
    },
    /// A header or an attachment's name, in words.
    Header(String),
    /// The item as a whole, with nothing to show.
    Item,
}

/// All rules that speak on this item, in the order of the rule set.
pub fn run(view: &View<'_>, rules: &ClassifyRules) -> Vec<Spoken> {
    let mut nominated = vec![false; rules.rules.len()];
    let by_phrase = view.phrases().filter_map(|phrase| rules.nominates.get(phrase as usize)).flatten();
    for &rule in by_phrase.chain(&rules.unprompted) {
        if let Some(slot) = nominated.get_mut(rule) {
            *slot = true;
        }
    }
    let mut engine = Engine { view, rules, spoken: (0..rules.rules.len()).map(|_| Vec::new()).collect() };
    for (number, rule) in rules.rules.iter().enumerate() {
        if !nominated.get(number).copied().unwrap_or(false) {
            continue;
        }
        let hits = engine.speak(rule);
        if hits.is_empty() {
            continue;
        }
        for &dependent in rules.dependents.get(number).into_iter().flatten() {
            if let Some(slot) = nominated.get_mut(dependent) {
                *slot = true;
            }
        }
        if let Some(slot) = engine.spoken.get_mut(number) {
            *slot = hits;
        }
    }
    let all = engine.spoken.into_iter().enumerate();
    all.filter(|(_, hits)| !hits.is_empty()).map(|(rule, hits)| Spoken { rule, hits }).collect()
}

struct Engine<'a> {
    view: &'a View<'a>,
    rules: &'a ClassifyRules,
    spoken: Vec<Vec<Hit>>,
}

impl Engine<'_> {
    fn speak(&self, rule: &Rule) -> Vec<Hit> {
        let mut places = self.met(&rule.condition, rule.places);
        if places.is_empty() || rule.unless.iter().any(|c| !self.met(c, rule.places).is_empty()) {
            return Vec::new();
        }
        let excluded: Vec<At> = rule.not.iter().flat_map(|c| self.met(c, Places::EVERYWHERE)).collect();
        places.retain(|at| !excluded.iter().any(|other| self.same_sentence(at, other)));
        places.sort();
        places.dedup();
        let mut hits: Vec<Hit> =
            places.into_iter().map(|at| self.weigh(rule, at)).filter(|hit| hit.strength > 0.0).collect();
        hits.sort_by(|a, b| b.strength.total_cmp(&a.strength));
        hits
    }

    /// Where a condition is met; empty where it is not.
    fn met(&self, condition: &Condition, places: Places) -> Vec<At> {
        match condition {
            Condition::Phrase(phrase) => self.standing(*phrase, places).map(words).collect(),
            Condition::Words { parts, within } => self.near(parts, *within, places),
            Condition::Regex { regex, literal } => {
                self.standing(*literal, places).filter_map(|f| self.confirm(regex, f)).collect()
            }
            Condition::Rule(number) => {
                let hits = self.spoken.get(*number).into_iter().flatten();
                hits.filter(|hit| hit.lowered.is_none()).map(|hit| hit.at.clone()).collect()
            }
            Condition::Header { name, regex } => self.header(name, regex),
            Condition::Sender(regex) => self.sender(regex),
            Condition::Attachment(regex) => self.attachment(regex),
            Condition::Length(least, most) => {
                if (*least..=*most).contains(&self.view.written) {
                    vec![At::Item]
                } else {
                    Vec::new()
                }
            }
            Condition::Any(parts) => parts.iter().flat_map(|part| self.met(part, places)).collect(),
            Condition::All { parts, together } => self.all(parts, *together, places),
        }
    }

    fn standing(&self, phrase: PhraseId, places: Places) -> impl Iterator<Item = &Found> {
        let in_place =
            move |f: &&Found| self.view.documents.get(f.document).is_some_and(|seen| seen.place(f.first).meets(places));
        self.view.of(phrase).iter().filter(in_place).take(MOST_PLACES)
    }

    /// The closest stretches in which each of the phrases stands, in one sentence.
    fn near(&self, parts: &[PhraseId], within: usize, places: Places) -> Vec<At> {
        let Some((head, rest)) = parts.split_first() else { return Vec::new() };
        let mut met = Vec::new();
        for anchor in self.standing(*head, places) {
            let (mut first, mut last) = (anchor.first, anchor.last);
            let complete = rest.iter().all(|part| {
                let in_sentence =
                    self.standing(*part, places).filter(|f| self.same_sentence(&words(f), &words(anchor)));
                let apart = in_sentence.filter(|f| f.last <= anchor.first || f.first >= anchor.last);
                let nearest = apart.min_by_key(|f| f.first.abs_diff(anchor.first));
                nearest.is_some_and(|f| {
                    first = first.min(f.first);
                    last = last.max(f.last);
                    last - first <= within
                })
            });
            if complete {
                met.push(At::Words { document: anchor.document, first, last });
            }
        }
        met
    }

    /// Asks a regular expression about the sentence around its literal.
    fn confirm(&self, regex: &Regex, literal: &Found) -> Option<At> {
        let seen = self.view.documents.get(literal.document)?;
        let sentence = seen.tokens.sentence(literal.first);
        let (start, end) = seen.tokens.bytes(sentence.clone())?;
        let text = self.view.parsed.documents.get(literal.document)?.text.get(start..end)?;
        let found = regex.find(text)?;
        let row = seen.tokens.words.get(sentence.clone())?;
        let first = row.partition_point(|t| (t.end as usize) <= start + found.start());
        let last = row.partition_point(|t| (t.start as usize) < start + found.end());
        let first = sentence.start + first;
        Some(At::Words { document: literal.document, first, last: (sentence.start + last).max(first + 1) })
    }

    fn all(&self, parts: &[Condition], together: bool, places: Places) -> Vec<At> {
        let mut met: Vec<Vec<At>> = Vec::with_capacity(parts.len());
        for part in parts {
            let found = self.met(part, places);
            if found.is_empty() {
                return Vec::new();
            }
            met.push(found);
        }
        if together {
            let shared = |at: &At| met.iter().all(|part| part.iter().any(|other| self.same_sentence(at, other)));
            let kept: Vec<At> = met.iter().flatten().filter(|at| shared(at)).cloned().collect();
            return kept;
        }
        met.into_iter().flatten().collect()
    }

    fn header(&self, name: &str, regex: &Regex) -> Vec<At> {
        let item = &self.view.parsed.item;
        let values = item.headers.iter().filter(|(known, value)| known == name && regex.is_match(value));
        values.map(|(known, value)| At::Header(format!("{known}: {value}"))).collect()
    }

    fn sender(&self, regex: &Regex) -> Vec<At> {
        let from = self.view.parsed.item.from.iter();
        let matching = from
            .filter(|a: &&Address| regex.is_match(&a.address) || a.name.as_deref().is_some_and(|n| regex.is_match(n)));
        matching.map(|address| At::Header(format!("from: {address}"))).collect()
    }

    fn attachment(&self, regex: &Regex) -> Vec<At> {
        let attached =
            self.view.parsed.documents.iter().filter(|d| d.role == DocumentRole::Attachment && regex.is_match(&d.name));
        attached.map(|document| At::Header(format!("attachment: {}", document.name))).collect()
    }

    /// True where both stand in one sentence; what stands in no text goes with everything.
    fn same_sentence(&self, a: &At, b: &At) -> bool {
        let (At::Words { document: in_a, first: a, .. }, At::Words { document: in_b, first: b, .. }) = (a, b) else {
            return true;
        };
        in_a == in_b && self.view.documents.get(*in_a).is_some_and(|seen| seen.sentence(*a) == seen.sentence(*b))
    }

    /// How much a hit counts, by what stands around it.
    fn weigh(&self, rule: &Rule, at: At) -> Hit {
        let whole = |at| Hit { at, strength: 1.0, lowered: None };
        let At::Words { document, first, .. } = at else { return whole(at) };
        let lowered = &self.rules.weights.lowered;
        let is_flag = matches!(rule.outcome, Outcome::Flag(..));
        if rule.heeds_negation && self.negated(document, first) {
            let strength = if is_flag { lowered.negated } else { 0.0 };
            return Hit { at, strength, lowered: Some("the words are negated") };
        }
        let context = &self.rules.context;
        if is_flag && rule.heeds_negation {
            if self.in_sentence(context.past, document, first, usize::MAX) {
                return Hit { at, strength: lowered.past, lowered: Some("the words speak of the past") };
            }
            if self.in_sentence(context.supposed, document, first, first) {
                return Hit { at, strength: lowered.supposed, lowered: Some("the words suppose something") };
            }
        }
        whole(at)
    }

    fn negated(&self, document: usize, first: usize) -> bool {
        let context = &self.rules.context;
        let reach = first.saturating_sub(NEGATION_REACH)..first;
        self.view.within(context.negators, document, reach).iter().filter(|negator| negator.last <= first).any(
            |negator| {
                let sentence = self.same_sentence(&words(negator), &At::Words { document, first, last: first + 1 });
                let wide = negator.first.saturating_sub(NEGATION_REACH)..negator.first + 1;
                let covered =
                    self.view.within(context.false_negators, document, wide).iter().any(|f| negator.last <= f.last);
                let turned =
                    self.view.within(context.turns, document, negator.last..first).iter().any(|f| f.last <= first);
                sentence && !covered && !turned
            },
        )
    }

    /// True where the phrase stands in this word's sentence and begins before the limit.
    fn in_sentence(&self, phrase: PhraseId, document: usize, word: usize, limit: usize) -> bool {
        let Some(seen) = self.view.documents.get(document) else { return false };
        let sentence = seen.tokens.sentence(word);
        !self.view.within(phrase, document, sentence.start..sentence.end.min(limit)).is_empty()
    }
}

/// True for rules whose word counts.
pub fn counts(rule: &Rule) -> bool {
    rule.status == RuleStatus::Stable
}

fn words(found: &Found) -> At {
    At::Words { document: found.document, first: found.first, last: found.last }
}
