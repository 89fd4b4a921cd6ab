//! Joins the trained second opinion to what the rules decided. It lifts and lowers what they
//! found within the limits of `decide.yaml`, shows the sentences it goes by, and leaves a machine's message alone.

use super::decide::Decision;
use super::features::{self, Sentence, case_name};
use super::view::View;
use crate::model::{
    Category, Evidence, Flag, FlagKind, Kind, NearMiss, Problem, ProblemCode, ProposedCase, Severity, Span, Tier,
};
use crate::rules::classify::ClassifyRules;
use crate::rules::classify::model::{Model, likely};
use crate::rules::classify::weights::RulesSay;

/// The name under which its evidence stands.
pub const NAME: &str = "second-opinion";
/// So many sentences are shown for one answer.
const SHOWN: usize = 2;
/// With fewer words that the table knows, one of them would decide.
const FEWEST_WORDS: usize = 6;
/// A case that only the second opinion sees is given so much score for certainty.
const FULL_SCORE: f32 = 5.0;
/// What the rules say counts as it is weighed from this score; half or twice as much at most.
const USUAL_SCORE: f32 = 4.0;
/// The rules' own reading of the kind counts so much more when a kind is chosen.
const RULES_SAY: f32 = 0.25;

/// A case as it is compared.
type CaseName = (Category, Option<Kind>);

/// What the second opinion makes of one item.
pub struct Opinion<'a> {
    model: &'a Model,
    answers: Vec<f32>,
    sentences: &'a [Sentence],
}

impl<'a> Opinion<'a> {
    /// Asks every question; none where there is too little to read. What the rules found counts with the weights of the settings: letters
    /// that the rules were written after would teach too much trust in them.
    pub fn form(model: &'a Model, sentences: &'a [Sentence], found: &Found<'_>, weights: RulesSay) -> Option<Self> {
        let singles = sentences.iter().flat_map(|s| &s.singles).filter(|(_, place)| model.knows(*place));
        if singles.take(FEWEST_WORDS).count() < FEWEST_WORDS {
            return None;
        }
        let mut sums = model.sums(&model.weighed(&features::words(sentences)));
        for (question, weight) in found.questions(weights) {
            if let Some(sum) = model.question(&question).and_then(|number| sums.get_mut(number)) {
                *sum += weight;
            }
        }
        Some(Self { model, answers: sums.into_iter().map(likely).collect(), sentences })
    }

    /// How likely the answer is yes; none where it was never taught.
    pub fn likely(&self, question: &str) -> Option<f32> {
        self.answers.get(self.model.question(question)?).copied()
    }

    fn case(&self, name: CaseName) -> f32 {
        self.likely(&format!("case:{}", case_name(name.0, name.1))).unwrap_or(0.0)
    }

    fn main(&self, category: Category) -> f32 {
        self.likely(&format!("main:{category}")).unwrap_or(0.0)
    }

    /// The sentences that speak most for an answer.
    fn evidence(&self, view: &View<'_>, question: &str) -> Vec<Evidence> {
        let Some(number) = self.model.question(question) else { return Vec::new() };
        let speaks = |s: &Sentence| s.places.iter().map(|place| self.model.weight(*place, number)).sum::<f32>();
        let mut ranked: Vec<(f32, &Sentence)> = self.sentences.iter().map(|s| (speaks(s), s)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = ranked.into_iter().take_while(|(sum, _)| *sum > 0.0).take(SHOWN);
        best.filter_map(|(_, sentence)| quote(view, sentence)).collect()
    }

    /// The single words that speak most for an answer.
    fn words(&self, view: &View<'_>, question: &str) -> String {
        let Some(number) = self.model.question(question) else { return String::new() };
        let mut ranked: Vec<(f32, &Sentence, usize)> = self
            .sentences
            .iter()
            .flat_map(|s| s.singles.iter().map(move |(at, place)| (self.model.weight(*place, number), s, *at)))
            .filter(|(weight, ..)| *weight > 0.0)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut words: Vec<String> = Vec::new();
        for (_, sentence, at) in ranked {
            let one = Sentence { first: at, last: at + 1, ..sentence.clone() };
            let Some(word) = quote(view, &one).map(|e| format!("\"{}\"", e.text.to_lowercase())) else { continue };
            if !words.contains(&word) && words.len() < 4 {
                words.push(word);
            }
        }
        words.join(", ")
    }
}

/// What the rules found.
pub struct Found<'a> {
    /// The cases they open, main purpose first.
    pub cases: &'a [ProposedCase],
    /// The flags they raise.
    pub flags: &'a [Flag],
}

impl Found<'_> {
    fn questions(&self, weights: RulesSay) -> impl Iterator<Item = (String, f32)> {
        let spoken = self.cases.iter().filter(|case| !case.evidence.is_empty());
        let firm = |case: &ProposedCase| (case.score / USUAL_SCORE).clamp(0.5, 2.0);
        let main = spoken.clone().take(1);
        let main = main.map(move |case| (format!("main:{}", case.category), weights.main * firm(case)));
        let cases = spoken
            .map(move |case| (format!("case:{}", case_name(case.category, case.kind)), weights.case * firm(case)));
        main.chain(cases).chain(self.flags.iter().map(move |flag| (format!("flag:{}", flag.flag.word()), weights.flag)))
    }
}

/// Lifts and lowers the cases of a decision.
pub fn join_cases(view: &View<'_>, rules: &ClassifyRules, opinion: &Opinion<'_>, decision: &mut Decision) {
    let limits = &rules.weights.second_opinion;
    let Some((first, kind)) = decision.cases.first().map(|case| (case.category, case.kind)) else { return };
    if decision.cases.iter().any(|case| case.kind == Some(Kind::Automated)) {
        return;
    }
    let firm = |case: &ProposedCase| is_statutory(case.category) && case.score >= limits.firm_statutory;
    let firmly_theirs = decision.cases.first().is_some_and(firm);
    // What no case of it is likely in, and no rule found, is no main purpose: a text unlike all letters has none.
    let found = |category: Category| decision.cases.iter().any(|c| c.category == category && !c.evidence.is_empty());
    let each: Vec<(CaseName, f32)> = all_cases().map(|name| (name, opinion.case(name))).collect();
    let floor = |category: Category| {
        let sure = !is_statutory(category) || opinion.main(category) >= limits.main_statutory;
        if sure { limits.main } else { limits.open_statutory }
    };
    let likely = |category: Category| each.iter().any(|(n, likely)| n.0 == category && *likely >= floor(category));
    let barred = |category: Category| firmly_theirs && category == Category::Other;
    let possible = Category::ALL.into_iter().filter(|c| (found(*c) || likely(*c)) && !barred(*c));
    let Some(best) = possible.max_by(|a, b| opinion.main(*a).total_cmp(&opinion.main(*b))) else { return };
    let spoke = decision.cases.iter().any(|case| !case.evidence.is_empty());
    let mut cases = Vec::new();
    for case in std::mem::take(&mut decision.cases) {
        let likely = opinion.case((case.category, case.kind));
        let statutory = is_statutory(case.category);
        let floor = if statutory { limits.veto_statutory } else { limits.veto };
        let breach = case.kind == Some(Kind::Breach);
        if likely >= floor || breach || firm(&case) || (case.category == best && !statutory) {
            cases.push(case);
        } else {
            let why = format!("the second opinion finds too little for it ({likely:.2})");
            let ProposedCase { category, kind, score, evidence, .. } = case;
            decision.near.push(NearMiss { category, kind, score, why, evidence });
        }
    }
    for &(name, likely) in &each {
        let open = if is_statutory(name.0) { limits.open_statutory } else { limits.open };
        if likely >= open
            && may_open(name)
            && !barred(name.0)
            && !cases.iter().any(|case| (case.category, case.kind) == name)
        {
            cases.push(proposed(view, opinion, name));
        }
    }
    if !cases.iter().any(|case| case.category == best) {
        let kinds = each.iter().filter(|(name, _)| name.0 == best && may_open(*name));
        let likeliest = kinds.max_by(|a, b| a.1.total_cmp(&b.1));
        cases.extend(likeliest.map(|(name, _)| proposed(view, opinion, *name)));
    }
    rank_cases(&mut cases, opinion, best, spoke.then_some((first, kind)));
    decision.cases = cases;
    ask(view, opinion, decision, (first, best, spoke), limits.margin);
}

/// Puts the main purpose first: the best category, in it what the rules put first, then the likeliest.
fn rank_cases(cases: &mut [ProposedCase], opinion: &Opinion<'_>, best: Category, rules_say: Option<CaseName>) {
    let from_rules = |case: &ProposedCase| case.evidence.iter().any(|e| e.rule != NAME);
    let rank = |case: &ProposedCase| {
        let main = if case.category == best { 4.0 } else { 0.0 };
        // Where both read the same main purpose, its kind is the rules' to say.
        let same = rules_say.is_some_and(|says| says.0 == best && says == (case.category, case.kind));
        let theirs = if same { 2.0 } else { 0.0 };
        main + theirs + opinion.case((case.category, case.kind)) + if from_rules(case) { RULES_SAY } else { 0.0 }
    };
    cases.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
}

/// Raises and lowers flags.
pub fn join_flags(
    view: &View<'_>,
    rules: &ClassifyRules,
    opinion: &Opinion<'_>,
    flags: &mut Vec<Flag>,
) -> Vec<NearMiss> {
    let limits = &rules.weights.second_opinion;
    let mut near = Vec::new();
    for (name, raise) in &limits.raise {
        let question = format!("flag:{name}");
        let Some(likely) = opinion.likely(&question) else { continue };
        let Some(kind) = FlagKind::ALL.into_iter().find(|flag| flag.word() == name) else { continue };
        let raised = flags.iter().any(|flag| flag.flag == kind);
        if !raised && likely >= *raise && kind != FlagKind::AuthorityNeeded {
            let tier = (kind == FlagKind::Safeguarding).then_some(Tier::SameDay);
            flags.push(Flag { flag: kind, tier, evidence: opinion.evidence(view, &question) });
        }
        let floor = limits.lower.get(name).copied().unwrap_or(0.0);
        if raised && likely < floor {
            for flag in flags.extract_if(.., |flag| flag.flag == kind && flag.tier != Some(Tier::Immediate)) {
                let why =
                    format!("the flag {name} is not raised: the second opinion finds too little for it ({likely:.2})");
                let (category, kind) = super::flags::case_of(flag.flag);
                near.push(NearMiss { category, kind, score: likely, why, evidence: flag.evidence });
            }
        }
    }
    near
}

/// Asks a person where rules and second opinion differ and neither is clear; takes the rules' doubt back where both agree.
fn ask(
    view: &View<'_>,
    opinion: &Opinion<'_>,
    decision: &mut Decision,
    (rules_say, best, spoke): (Category, Category, bool),
    margin: f32,
) {
    let (likely, other) = (opinion.main(best), if spoke { opinion.main(rules_say) } else { 0.0 });
    let clear = likely - if rules_say == best { 0.0 } else { other } >= margin;
    if clear && (rules_say == best || !spoke) {
        decision.problems.retain(|problem| problem.code != ProblemCode::Unsure);
        return;
    }
    if rules_say == best {
        return;
    }
    let words = opinion.words(view, &format!("main:{best}"));
    let message = format!(
        "The rules read this as {rules_say}, the second opinion as {best} ({likely:.2}, by the words {words}). Read it and \
         confirm or correct the case."
    );
    decision.problems.retain(|problem| problem.code != ProblemCode::Unsure);
    if !clear {
        decision.problems.push(Problem::item(ProblemCode::Unsure, Severity::NeedsPerson, message));
        return;
    }
    decision.near.push(NearMiss { category: rules_say, kind: None, score: other, why: message, evidence: Vec::new() });
}

fn proposed(view: &View<'_>, opinion: &Opinion<'_>, name: CaseName) -> ProposedCase {
    let mut evidence = opinion.evidence(view, &format!("case:{}", case_name(name.0, name.1)));
    if evidence.is_empty() {
        evidence = opinion.evidence(view, &format!("main:{}", name.0));
    }
    let score = opinion.case(name) * FULL_SCORE;
    ProposedCase { category: name.0, kind: name.1, score, evidence, clocks: Vec::new() }
}

/// Every case there may be.
fn all_cases() -> impl Iterator<Item = CaseName> {
    Category::ALL.into_iter().flat_map(|category| {
        let kinds: Vec<Option<Kind>> = match category.kinds() {
            [] => vec![None],
            kinds => kinds.iter().copied().map(Some).collect(),
        };
        kinds.into_iter().map(move |kind| (category, kind))
    })
}

/// A person's letter taken for a machine's is answered by nobody: that a machine wrote is for headers and rules to say.
fn may_open(name: CaseName) -> bool {
    name.1 != Some(Kind::Automated)
}

fn is_statutory(category: Category) -> bool {
    matches!(category, Category::Foi | Category::DataProtection)
}

fn quote(view: &View<'_>, sentence: &Sentence) -> Option<Evidence> {
    let (start, end) = view.documents.get(sentence.document)?.tokens.bytes(sentence.first..sentence.last)?;
    let text = view.parsed.documents.get(sentence.document)?.text.get(start..end)?.to_string();
    Some(Evidence { document: sentence.document, span: Span::new(start, end), text, rule: NAME.to_string() })
}
