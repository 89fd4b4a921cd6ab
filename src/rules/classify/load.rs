//! Reads the files of `rules/classify` and turns them into compiled rules, or into a list of everything that is wrong
//! with them. It never stops at the first mistake and never loads rules in part.

use super::compile::Compiler;
use super::model::Model;
use super::phrase::Lists;
use super::schema::{RuleStatus, RuleText, WordsText};
use super::trie::{PhraseId, TrieBuilder};
use super::vocabulary::{FastMap, Vocabulary};
use super::weights::Weights;
use super::{ClassifyRules, Context, Rule};
use crate::rules::RuleError;
use crate::yaml::{self, YamlError};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const WORDS_FILE: &str = "words.yaml";
const WEIGHTS_FILE: &str = "decide.yaml";
/// The trained second opinion.
pub const MODEL_FILE: &str = "second-opinion.bin";

/// A rule as written, and where.
#[derive(Debug, Clone)]
pub struct Written {
    /// The rule.
    pub rule: RuleText,
    /// Its file.
    pub path: PathBuf,
    /// Line of its id, from 1.
    pub line: usize,
}

/// Everything in `rules/classify`, as written.
#[derive(Debug)]
pub struct Sources {
    /// The rules in file order.
    pub rules: Vec<Written>,
    /// Word lists and spellings.
    pub words: WordsText,
    /// The numbers of the decision.
    pub weights: Weights,
}

/// Reads and compiles `dir/classify/*.yaml`.
pub fn load(dir: &Path) -> Result<ClassifyRules, RuleError> {
    let mut rules = load_without_model(dir)?;
    let path = dir.join("classify").join(MODEL_FILE);
    if rules.weights.second_opinion.in_use {
        let fault = |message| RuleError::content(path.display().to_string(), message);
        rules.model = Some(Model::read(&path).map_err(fault)?);
    }
    Ok(rules)
}

/// Reads and compiles the rules, and leaves the second opinion out.
pub fn load_without_model(dir: &Path) -> Result<ClassifyRules, RuleError> {
    let sources = read(dir).map_err(RuleError::together)?;
    compile(&sources).map_err(RuleError::together)
}

/// Reads `dir/classify/*.yaml` without compiling it.
pub fn read(dir: &Path) -> Result<Sources, Vec<RuleError>> {
    let folder = dir.join("classify");
    let mut mistakes = Vec::new();
    let mut rules = Vec::new();
    for path in rule_files(&folder)? {
        match read_rules(&path) {
            Ok(read) => rules.extend(read),
            Err(error) => mistakes.push(error.into()),
        }
    }
    let words = yaml::load::<WordsText>(&folder.join(WORDS_FILE)).map_err(RuleError::from);
    let weights = yaml::load::<Weights>(&folder.join(WEIGHTS_FILE)).map_err(RuleError::from);
    match (words, weights) {
        (Ok(words), Ok(weights)) if mistakes.is_empty() => Ok(Sources { rules, words, weights }),
        (words, weights) => {
            mistakes.extend(words.err());
            mistakes.extend(weights.err());
            Err(mistakes)
        }
    }
}

/// Compiles what was read.
pub fn compile(sources: &Sources) -> Result<ClassifyRules, Vec<RuleError>> {
    let mut mistakes: Vec<RuleError> =
        sources.weights.mistakes().into_iter().map(|m| RuleError::content(WEIGHTS_FILE.to_string(), m)).collect();
    mistakes.extend(duplicates(&sources.rules));
    let in_force: Vec<&Written> = sources.rules.iter().filter(|w| w.rule.status != RuleStatus::Retired).collect();
    let numbers: HashMap<String, usize> = in_force.iter().enumerate().map(|(at, w)| (w.rule.id.clone(), at)).collect();
    let (mut vocabulary, mut trie) = (Vocabulary::new(), TrieBuilder::default());
    spell(&sources.words, &mut vocabulary);
    let lists = &sources.words.lists;
    let known = FastMap::default();
    let mut compiler = Compiler { lists, vocabulary: &mut vocabulary, trie: &mut trie, numbers: &numbers, known };
    let mut rules = Vec::new();
    for written in &in_force {
        let file = written.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match compiler.rule(&written.rule, &file) {
            Ok(rule) => rules.push(rule),
            Err(found) => mistakes.extend(found.into_iter().map(|message| written.mistake(message))),
        }
    }
    let context =
        read_context(&mut compiler, lists).map_err(|m| mistakes.push(RuleError::content(WORDS_FILE.to_string(), m)));
    let phrases = compiler.known.len();
    let ordered = if mistakes.is_empty() { order(rules, &in_force) } else { Err(Vec::new()) };
    match (ordered, context) {
        (Ok(rules), Ok(context)) => {
            vocabulary.seal();
            let trie = trie.build(vocabulary.len(), &vocabulary.numbers());
            Ok(finish(
                rules,
                phrases,
                ClassifyRules {
                    rules: Vec::new(),
                    trie,
                    vocabulary,
                    weights: sources.weights.clone(),
                    model: None,
                    context,
                    nominates: Vec::new(),
                    unprompted: Vec::new(),
                    dependents: Vec::new(),
                },
            ))
        }
        (ordered, _) => {
            mistakes.extend(ordered.err().unwrap_or_default());
            Err(mistakes)
        }
    }
}

impl Written {
    /// A mistake at this rule, with its place.
    pub fn mistake(&self, message: impl std::fmt::Display) -> RuleError {
        let place = format!("{}:{}:3", self.path.display(), self.line);
        RuleError::content(place, format!("rule `{}`: {message}", self.rule.id))
    }
}

fn rule_files(folder: &Path) -> Result<Vec<PathBuf>, Vec<RuleError>> {
    let unreadable = |source| vec![RuleError::from(YamlError::Read { path: folder.to_path_buf(), source })];
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".yaml") && name != WORDS_FILE && name != WEIGHTS_FILE {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read_rules(path: &Path) -> Result<Vec<Written>, YamlError> {
    let text = yaml::read(path)?;
    let rules: Vec<RuleText> = yaml::parse(path, &text)?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| line.starts_with("- id:")).map(|(at, _)| at + 1);
    Ok(rules
        .into_iter()
        .map(|rule| Written { rule, path: path.to_path_buf(), line: lines.next().unwrap_or(1) })
        .collect())
}

fn duplicates(rules: &[Written]) -> Vec<RuleError> {
    let mut seen: HashMap<&str, &Written> = HashMap::new();
    let mut mistakes = Vec::new();
    for written in rules {
        if let Some(first) = seen.insert(&written.rule.id, written) {
            let place = format!("{}:{}", first.path.display(), first.line);
            mistakes.push(
                written.mistake(format!("this id is taken at {place}. Choose a new one; an id is never used again.")),
            );
        }
    }
    mistakes
}

fn spell(words: &WordsText, vocabulary: &mut Vocabulary) {
    let plain = |text: &str| text.to_lowercase().replace(['\'', '\u{2019}'], "");
    for (canonical, variants) in &words.spellings {
        variants.iter().for_each(|variant| vocabulary.alias(&plain(canonical), &plain(variant)));
    }
}

fn read_context(compiler: &mut Compiler<'_>, lists: &Lists) -> Result<Context, String> {
    let mut list = |name: &str| -> Result<PhraseId, String> {
        let phrases =
            lists.get(name).ok_or_else(|| format!("the word list `{name}` is missing; the reader needs it."))?;
        compiler.phrase(phrases)
    };
    Ok(Context {
        negators: list("negators")?,
        false_negators: list("false_negators")?,
        turns: list("turns")?,
        past: list("past")?,
        supposed: list("supposed")?,
        passes_on: list("passes_on")?,
    })
}

/// Puts each rule behind those it refers to.
fn order(rules: Vec<Rule>, written: &[&Written]) -> Result<Vec<Rule>, Vec<RuleError>> {
    let mut place: Vec<Option<usize>> = vec![None; rules.len()];
    let mut sequence: Vec<usize> = Vec::new();
    loop {
        let ready: Vec<usize> = (0..rules.len())
            .filter(|&at| place.get(at).is_some_and(Option::is_none))
            .filter(|&at| {
                rules.get(at).is_some_and(|r| r.needs.iter().all(|&need| place.get(need).is_some_and(Option::is_some)))
            })
            .collect();
        if ready.is_empty() {
            break;
        }
        for at in ready {
            if let Some(slot) = place.get_mut(at) {
                *slot = Some(sequence.len());
            }
            sequence.push(at);
        }
    }
    if sequence.len() < rules.len() {
        let stuck = place.iter().zip(written).filter(|(p, _)| p.is_none());
        return Err(stuck
            .map(|(_, w)| w.mistake("it refers to itself through other rules. Break the circle."))
            .collect());
    }
    let new_place = |old: usize| place.get(old).copied().flatten().unwrap_or(old);
    let mut ordered: Vec<(usize, Rule)> =
        rules.into_iter().enumerate().map(|(old, rule)| (new_place(old), rule)).collect();
    ordered.sort_by_key(|(at, _)| *at);
    Ok(ordered
        .into_iter()
        .map(|(_, mut rule)| {
            rule.needs.iter_mut().for_each(|need| *need = new_place(*need));
            rule.condition.renumber(&new_place);
            rule.not.iter_mut().chain(&mut rule.unless).for_each(|condition| condition.renumber(&new_place));
            rule
        })
        .collect())
}

fn finish(rules: Vec<Rule>, phrases: usize, mut compiled: ClassifyRules) -> ClassifyRules {
    compiled.nominates = vec![Vec::new(); phrases];
    compiled.dependents = vec![Vec::new(); rules.len()];
    for (at, rule) in rules.iter().enumerate() {
        if rule.status == RuleStatus::Draft {
            continue;
        }
        for phrase in &rule.phrases {
            if let Some(list) = compiled.nominates.get_mut(*phrase as usize).filter(|list| list.last() != Some(&at)) {
                list.push(at);
            }
        }
        for need in &rule.needs {
            if let Some(list) = compiled.dependents.get_mut(*need) {
                list.push(at);
            }
        }
        if rule.unprompted {
            compiled.unprompted.push(at);
        }
    }
    compiled.rules = rules;
    compiled
}

impl super::Condition {
    /// Changes references to other rules to their new numbers.
    fn renumber(&mut self, new_place: &impl Fn(usize) -> usize) {
        match self {
            Self::Rule(number) => *number = new_place(*number),
            Self::Any(parts) | Self::All { parts, .. } => parts.iter_mut().for_each(|part| part.renumber(new_place)),
            _ => {}
        }
    }
}
