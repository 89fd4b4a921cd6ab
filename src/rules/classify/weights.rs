//! The numbers of the decision, read from `rules/classify/decide.yaml`: how much a case needs to open, which case goes
//! first, what silences what. No number of the decision stands in code.

use crate::model::{Category, FlagKind, Kind};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `decide.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// What each case needs, by `category` or `category/kind`.
    pub cases: BTreeMap<String, CaseWeights>,
    /// What each flag needs, by name of the flag.
    pub flags: BTreeMap<String, f32>,
    /// How much of a flag's score is left where the words are negated, past or supposed.
    pub lowered: Lowered,
    /// A hit in the subject line counts so many times.
    pub subject: f32,
    /// Each further sentence on which a rule speaks adds this share of its score, three times at most.
    pub repeat: f32,
    /// What a case gains for being spoken of first.
    pub first: f32,
    /// Fewer words than this from the writer, and what is forwarded or attached speaks for them.
    pub thin_words: usize,
    /// Cases never taken on a weak reading: they start a clock of law, or take an item out of the ordinary.
    pub only_when_open: Vec<String>,
    /// Two readings closer than this are shown to a person.
    pub margin: f32,
    /// Which cases ask by what right the writer acts for another.
    pub authority: AuthorityWeights,
    /// What the trained second opinion may do.
    #[serde(default)]
    pub second_opinion: SecondOpinion,
    /// Which cases are silenced by which.
    #[serde(default)]
    pub silences: Vec<Silence>,
}

/// What the trained second opinion may do; all numbers are likelihoods from 0 to 1.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondOpinion {
    /// False: the rules decide alone, and no model is read.
    #[serde(rename = "use", default)]
    pub in_use: bool,
    /// What the rules say counts beside what the words say.
    pub rules_say: RulesSay,
    /// A category is the main purpose on its word alone where one of its cases is at least so likely.
    pub main: f32,
    /// For information law that likelihood is enough only where the main purpose itself is at least so likely; else
    /// `open_statutory` is needed.
    pub main_statutory: f32,
    /// A case opens on its word alone from here.
    pub open: f32,
    /// The same for information law.
    pub open_statutory: f32,
    /// A case of the rules falls away below here.
    pub veto: f32,
    /// The same for information law.
    pub veto_statutory: f32,
    /// A case of information law that the rules open with at least this score stays, and "other" does not take its place.
    pub firm_statutory: f32,
    /// Where it and the rules read the main purpose differently and its two readings lie closer than this, a person is asked.
    pub margin: f32,
    /// By flag: raised on its word alone from here.
    pub raise: BTreeMap<String, f32>,
    /// By flag: what the rules raise falls away below here.
    pub lower: BTreeMap<String, f32>,
}

/// What it adds to what the words say (the logarithm of the odds: 1 makes even odds nearly three to one) that the rules say so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesSay {
    /// That this is the main purpose.
    pub main: f32,
    /// That this case is open.
    pub case: f32,
    /// That this flag is raised.
    pub flag: f32,
}

/// What a case needs.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseWeights {
    /// Opens by itself from this score.
    pub open: f32,
    /// Opens beside another case from this score.
    pub beside: f32,
    /// Its score counts so many times when the main purpose is chosen.
    pub weight: f32,
}

/// What is left of a lowered flag.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lowered {
    /// "no bruises".
    pub negated: f32,
    /// "back in 1998".
    pub past: f32,
    /// "if he were to fall".
    pub supposed: f32,
}

/// Which cases ask for a right to act, as `category` or `category/kind`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityWeights {
    /// The right must be checked before anything is told.
    pub needed_for: Vec<String>,
    /// The right must be checked where the person asked about has died.
    #[serde(default)]
    pub needed_for_the_dead: Vec<String>,
    /// A right that is stated is worth recording.
    pub stated_for: Vec<String>,
    /// That none is stated is worth recording.
    pub silent_for: Vec<String>,
}

/// Cases that do not open beside another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// The case that silences, as `category` or `category/kind`.
    pub when: String,
    /// Those it silences.
    pub drop: Vec<String>,
    /// Only those that score less than this times the silencing case; all where not given.
    pub below: Option<f32>,
    /// Why, for people.
    pub because: String,
}

/// The number of a flag that opens at any score.
const ALWAYS: f32 = 0.0;

impl Weights {
    /// What a case needs: the kind's own entry, else its category's.
    pub fn case(&self, category: Category, kind: Option<Kind>) -> CaseWeights {
        let own = kind.and_then(|kind| self.cases.get(&format!("{category}/{kind}")));
        let found = own.or_else(|| self.cases.get(category.word()));
        found.copied().unwrap_or(CaseWeights { open: ALWAYS, beside: ALWAYS, weight: 1.0 })
    }

    /// What a flag needs.
    pub fn flag(&self, flag: FlagKind) -> f32 {
        self.flags.get(flag.word()).copied().unwrap_or(ALWAYS)
    }

    /// What does not fit the closed lists of categories, kinds and flags.
    pub fn mistakes(&self) -> Vec<String> {
        let silences = self.silences.iter().flat_map(|s| s.drop.iter().chain([&s.when]));
        let asks = self
            .authority
            .needed_for
            .iter()
            .chain(&self.authority.needed_for_the_dead)
            .chain(&self.authority.stated_for)
            .chain(&self.authority.silent_for);
        let cases =
            self.cases.keys().chain(silences).chain(asks).chain(&self.only_when_open).filter(|name| !is_case(name));
        let missing = Category::ALL.iter().filter(|c| !self.cases.contains_key(c.word()));
        cases
            .map(|name| format!("`{name}` is no category and no category/kind.{}", hint(name)))
            .chain(missing.map(|c| format!("`cases` has no entry for `{c}`. Add one.")))
            .chain(
                self.flags
                    .keys()
                    .chain(self.second_opinion.raise.keys())
                    .chain(self.second_opinion.lower.keys())
                    .filter(|name| !is_flag(name))
                    .map(|name| format!("`{name}` under `flags` is no flag.")),
            )
            .collect()
    }
}

/// True where `name` (`category` or `category/kind`) names this case.
pub fn names(name: &str, category: Category, kind: Option<Kind>) -> bool {
    match name.split_once('/') {
        Some((c, k)) => c == category.word() && kind.is_some_and(|kind| kind.word() == k),
        None => name == category.word(),
    }
}

/// True where `name` is a `category` or `category/kind`.
pub fn is_case(name: &str) -> bool {
    let (category, kind) = name.split_once('/').map_or((name, None), |(c, k)| (c, Some(k)));
    Category::ALL
        .iter()
        .filter(|c| c.word() == category)
        .any(|c| kind.is_none_or(|kind| c.kinds().iter().any(|k| k.word() == kind)))
}

fn is_flag(name: &str) -> bool {
    FlagKind::ALL.iter().any(|flag| flag.word() == name)
}

/// What was probably meant by a wrong `category/kind`, as a sentence with a space before it.
pub fn hint(name: &str) -> String {
    let known: Vec<String> = Category::ALL
        .iter()
        .flat_map(|c| std::iter::once(c.word().to_string()).chain(c.kinds().iter().map(move |k| format!("{c}/{k}"))))
        .collect();
    let near = crate::yaml::nearest(name, known.iter().map(String::as_str));
    near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"))
}
