//! From rules as written to rules as run: phrases numbered, regular expressions built, references resolved. Every
//! mistake is collected with its rule, so that a rule writer sees all of them at once; nothing half-compiled leaves here.

use super::phrase::{Lists, PhraseReader, Step};
use super::schema::{ConditionFields, ConditionText, Negation, Place, RuleStatus, RuleText};
use super::trie::{PhraseId, TrieBuilder};
use super::vocabulary::{FastMap, Vocabulary};
use super::{Condition, Outcome, Places, Rule};
use crate::model::FlagKind;
use regex::{Regex, RegexBuilder};
use std::collections::HashMap;

/// A longer regular expression is unreadable and slow to build.
const LONGEST_REGEX: usize = 400;
/// Memory of one compiled regular expression; beyond it counted repetitions have multiplied out.
const REGEX_BYTES: usize = 1 << 20;
/// The rights a writer may state, as the case list knows them.
pub const AUTHORITIES: &[&str] = &[
    "consent",
    "lasting_power_of_attorney",
    "lasting_power_of_attorney_health",
    "lasting_power_of_attorney_property",
    "enduring_power_of_attorney",
    "deputy",
    "appointee",
    "parental_responsibility",
    "executor",
    "advocate",
    "solicitor",
    "councillor",
    "mp",
    "none_stated",
];

/// Numbers phrases and gathers their rows.
pub struct Compiler<'a> {
    /// The word lists.
    pub lists: &'a Lists,
    /// All words of all rules.
    pub vocabulary: &'a mut Vocabulary,
    /// All phrases of all rules.
    pub trie: &'a mut TrieBuilder,
    /// Numbers of rules by id.
    pub numbers: &'a HashMap<String, usize>,
    /// Rows of plain phrases already numbered.
    pub known: FastMap<Vec<Vec<Step>>, PhraseId>,
}

/// What one rule needs while it is compiled.
struct Scope {
    phrases: Vec<PhraseId>,
    needs: Vec<usize>,
    unprompted: bool,
}

impl Compiler<'_> {
    /// Compiles one rule, or says everything that is wrong with it.
    pub fn rule(&mut self, text: &RuleText, file: &str) -> Result<Rule, Vec<String>> {
        let mut mistakes = shape_mistakes(text);
        let mut scope = Scope { phrases: Vec::new(), needs: Vec::new(), unprompted: false };
        let any = self.group(&text.any, &mut scope, &mut mistakes);
        let all = self.group(&text.all, &mut scope, &mut mistakes);
        let spoken = scope.phrases.len();
        let not = self.group(&text.not, &mut scope, &mut mistakes);
        let unless = self.group(&text.unless, &mut scope, &mut mistakes);
        // Exclusions nominate no rule.
        scope.phrases.truncate(spoken);
        if spoken == 0 && scope.needs.is_empty() && !scope.unprompted && mistakes.is_empty() {
            mistakes.push(
                "it has nothing but a length and would never speak. Put a phrase, a rule or a header beside it."
                    .to_string(),
            );
        }
        let outcome = outcome(text, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut parts = all;
        if !any.is_empty() {
            parts.push(Condition::Any(any));
        }
        Ok(Rule {
            id: text.id.clone(),
            status: text.status,
            outcome: outcome.ok_or_else(Vec::new)?,
            beside_automated: text.beside_automated,
            because: text.because.clone(),
            condition: Condition::All { parts, together: false },
            not,
            unless,
            places: text.places.iter().fold(Places::NONE, |sum, place| sum | Places::of(*place)),
            score: text.score,
            heeds_negation: text.negation == Negation::Heed,
            phrases: scope.phrases,
            needs: scope.needs,
            unprompted: scope.unprompted,
            examples: text.tests.clone(),
            file: file.to_string(),
        })
    }

    /// Numbers a phrase that stands for itself, such as the negators.
    pub fn phrase(&mut self, texts: &[String]) -> Result<PhraseId, String> {
        let mut rows = Vec::new();
        for text in texts {
            rows.extend(PhraseReader { lists: self.lists, vocabulary: self.vocabulary }.rows(text)?);
        }
        rows.sort_unstable();
        let next = PhraseId::try_from(self.known.len()).map_err(|_| "there are too many phrases".to_string())?;
        let id = *self.known.entry(rows.clone()).or_insert(next);
        if id == next {
            rows.iter().for_each(|row| self.trie.add(row, id));
        }
        Ok(id)
    }

    /// Compiles a list of conditions; its plain phrases become one.
    fn group(&mut self, texts: &[ConditionText], scope: &mut Scope, mistakes: &mut Vec<String>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for text in texts {
            match self.condition(text, scope) {
                Ok(condition) => conditions.push(condition),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        conditions
    }

    fn condition(&mut self, text: &ConditionText, scope: &mut Scope) -> Result<Condition, String> {
        let fields = match text {
            ConditionText::Phrase(phrase) => return self.noted(phrase, scope).map(Condition::Phrase),
            ConditionText::Full(fields) => fields.as_ref(),
        };
        one_main_key(fields)?;
        if let Some(phrase) = &fields.phrase {
            return self.noted(phrase, scope).map(Condition::Phrase);
        }
        if let Some(words) = &fields.words {
            let parts = words.iter().map(|word| self.noted(word, scope)).collect::<Result<Vec<_>, _>>()?;
            if parts.len() < 2 {
                return Err("`words` needs two entries or more; for one, write a phrase.".to_string());
            }
            return Ok(Condition::Words { parts, within: fields.within.unwrap_or(usize::MAX) });
        }
        if let Some(pattern) = &fields.regex {
            let Some(literal) = &fields.literal else {
                return Err(format!(
                    "the regex `{pattern}` needs a `literal`: words that stand in each sentence it can match."
                ));
            };
            return Ok(Condition::Regex { regex: build(pattern)?, literal: self.noted(literal, scope)? });
        }
        if let Some(id) = &fields.rule {
            let number = self.reference(id)?;
            scope.needs.push(number);
            return Ok(Condition::Rule(number));
        }
        if let Some(name) = &fields.header {
            scope.unprompted = true;
            return Ok(Condition::Header {
                name: name.to_lowercase(),
                regex: build(fields.matches.as_deref().unwrap_or("(?s)^."))?,
            });
        }
        if let Some(pattern) = &fields.sender {
            scope.unprompted = true;
            return Ok(Condition::Sender(build(pattern)?));
        }
        if let Some(pattern) = &fields.attachment {
            scope.unprompted = true;
            return Ok(Condition::Attachment(build(pattern)?));
        }
        if fields.words_at_most.is_some() || fields.words_at_least.is_some() {
            return Ok(Condition::Length(
                fields.words_at_least.unwrap_or(0),
                fields.words_at_most.unwrap_or(usize::MAX),
            ));
        }
        self.nested(fields, scope)
    }

    fn nested(&mut self, fields: &ConditionFields, scope: &mut Scope) -> Result<Condition, String> {
        let texts = fields.any.as_ref().or(fields.all.as_ref()).map(Vec::as_slice).unwrap_or_default();
        let mut mistakes = Vec::new();
        let parts = self.group(texts, scope, &mut mistakes);
        match mistakes.into_iter().next() {
            Some(mistake) => Err(mistake),
            None if fields.any.is_some() => Ok(Condition::Any(parts)),
            None => Ok(Condition::All { parts, together: fields.together }),
        }
    }

    fn noted(&mut self, phrase: &str, scope: &mut Scope) -> Result<PhraseId, String> {
        let id = self.phrase(&[phrase.to_string()])?;
        scope.phrases.push(id);
        Ok(id)
    }

    fn reference(&self, id: &str) -> Result<usize, String> {
        self.numbers.get(id).copied().ok_or_else(|| {
            let near = crate::yaml::nearest(id, self.numbers.keys().map(String::as_str));
            let hint = near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
            format!("`rule: {id}` names no rule in force.{hint}")
        })
    }
}

/// A case-blind regular expression on a linear-time engine, within caps.
pub fn build(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > LONGEST_REGEX {
        return Err(format!(
            "the regex has {} bytes; {LONGEST_REGEX} are allowed. Split it, or use phrases.",
            pattern.len()
        ));
    }
    if pattern.contains('\u{8}') {
        return Err(
            "the regex holds a backspace: in double quotes YAML reads \\b as one. Use single quotes.".to_string()
        );
    }
    let regex = RegexBuilder::new(pattern).case_insensitive(true).size_limit(REGEX_BYTES).build();
    let regex = regex.map_err(|e| format!("the regex `{pattern}` does not work: {e}"))?;
    if regex.is_match("") {
        return Err(format!(
            "the regex `{pattern}` matches nothing at all, so it would match everywhere. Make a part of it required."
        ));
    }
    Ok(regex)
}

fn one_main_key(fields: &ConditionFields) -> Result<(), String> {
    let length = fields.words_at_most.is_some() || fields.words_at_least.is_some();
    let main = [
        fields.phrase.is_some(),
        fields.words.is_some(),
        fields.regex.is_some(),
        fields.rule.is_some(),
        fields.header.is_some(),
        fields.sender.is_some(),
        fields.attachment.is_some(),
        fields.any.is_some(),
        fields.all.is_some(),
        length,
    ];
    match main.iter().filter(|given| **given).count() {
        1 => no_idle_key(fields),
        count => Err(format!(
            "a condition needs exactly one of phrase, words, regex, rule, header, sender, attachment, any, all and \
             words_at_most/words_at_least; this one has {count}."
        )),
    }
}

/// A key that its condition would pass over in silence is a mistake of the writer's.
fn no_idle_key(fields: &ConditionFields) -> Result<(), String> {
    let idle = [
        ("within", fields.within.is_some(), "words", fields.words.is_some()),
        ("literal", fields.literal.is_some(), "regex", fields.regex.is_some()),
        ("matches", fields.matches.is_some(), "header", fields.header.is_some()),
        ("together", fields.together, "all", fields.all.is_some()),
    ];
    match idle.into_iter().find(|(_, given, _, has_main)| *given && !has_main) {
        Some((key, _, main, _)) => {
            Err(format!("`{key}` goes with `{main}`, and does nothing here. Take it out, or write `{main}`."))
        }
        None => Ok(()),
    }
}

fn shape_mistakes(text: &RuleText) -> Vec<String> {
    let mut mistakes = Vec::new();
    if text.any.is_empty() && text.all.is_empty() {
        mistakes.push("it has no condition. Give it `any` or `all`.".to_string());
    }
    if text.tests.matching.is_empty() || text.tests.no_match.is_empty() {
        mistakes.push(
            "it has no `match` or no `no_match` example under `tests`. A rule without both does not load.".to_string(),
        );
    }
    if text.because.trim().is_empty() {
        mistakes.push("`because` is empty. Say in a sentence why the rule speaks.".to_string());
    }
    if !text.score.is_finite() || text.score <= 0.0 || text.score > 20.0 {
        mistakes.push(format!("the score {} is out of range. Use a number above 0 and up to 20.", text.score));
    }
    if text.places.is_empty() {
        mistakes.push("`where` is empty. Leave it out, or name a place.".to_string());
    }
    if text.status == RuleStatus::Draft && text.id.is_empty() {
        mistakes.push("`id` is empty.".to_string());
    }
    mistakes
}

fn outcome(text: &RuleText, mistakes: &mut Vec<String>) -> Option<Outcome> {
    let given = [text.category.is_some(), text.flag.is_some(), text.authority.is_some(), text.helper];
    if given.iter().filter(|g| **g).count() != 1 {
        mistakes.push("it needs exactly one of `category`, `flag`, `authority` and `helper: true`.".to_string());
        return None;
    }
    if text.category.is_none() && (text.kind.is_some() || text.beside_automated) {
        mistakes.push("`kind` and `beside_automated` go with `category`, and only there.".to_string());
    }
    if text.flag.is_none() && text.tier.is_some() {
        mistakes.push("`tier` goes with `flag: safeguarding`, and only there.".to_string());
    }
    if let Some(category) = text.category {
        let kinds = category.kinds();
        let fits = text.kind.map_or(kinds.is_empty(), |kind| kinds.contains(&kind));
        if !fits {
            let known: Vec<&str> = kinds.iter().map(|k| k.word()).collect();
            mistakes.push(match known.as_slice() {
                [] => format!("`{category}` has no kinds. Leave `kind` out."),
                _ => format!("`{category}` needs a `kind`, one of {}.", known.join(", ")),
            });
        }
        return Some(Outcome::Case(category, text.kind));
    }
    if let Some(flag) = text.flag {
        if (flag == FlagKind::Safeguarding) != text.tier.is_some() {
            mistakes.push("`tier` (immediate or same_day) goes with `flag: safeguarding`, and only there.".to_string());
        }
        return Some(Outcome::Flag(flag, text.tier));
    }
    if let Some(authority) = &text.authority {
        if !AUTHORITIES.contains(&authority.as_str()) {
            let near = crate::yaml::nearest(authority, AUTHORITIES.iter().copied());
            let hint = near
                .map_or_else(|| format!("Known are {}.", AUTHORITIES.join(", ")), |n| format!("Did you mean `{n}`?"));
            mistakes.push(format!("`authority: {authority}` is not known. {hint}"));
        }
        return Some(Outcome::Authority(authority.clone()));
    }
    Some(Outcome::Helper)
}

impl Places {
    /// The place as a set.
    pub fn of(place: Place) -> Places {
        match place {
            Place::Body => Places::BODY,
            Place::Subject => Places::SUBJECT,
            Place::Attachment => Places::ATTACHMENT,
            Place::Quoted => Places::QUOTED,
            Place::Forwarded => Places::FORWARDED,
            Place::Signature => Places::SIGNATURE,
            Place::Disclaimer => Places::DISCLAIMER,
            Place::Salutation => Places::SALUTATION,
            Place::Letterhead => Places::LETTERHEAD,
            Place::Hidden => Places::HIDDEN,
            Place::Everywhere => Places::EVERYWHERE,
        }
    }
}
