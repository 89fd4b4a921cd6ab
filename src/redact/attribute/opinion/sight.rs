//! What the trained opinion can see of a text: traits, kept as hashes only, and for each token what it stands for, with people
//! and numbers made general. It knows no rule and keeps no word.

use crate::model::{DataKind, Span};
use crate::redact::attribute::form::{self, Side};
use crate::redact::identifiers::Identifier;
use crate::redact::text::Tokens;
use std::collections::HashMap;

/// Lines above in which a heading is looked for,
const HEADING_LINES: usize = 14;
/// and the most words of one.
const HEADING_WORDS: usize = 10;

/// The traits of one finding.
#[derive(Debug, Clone)]
pub struct Traits {
    /// A second form of each trait, for this group alone.
    group: &'static str,
    list: Vec<u32>,
}

impl Traits {
    /// No trait yet; `group` is what traits are also counted for apart.
    pub fn new(group: &'static str) -> Self {
        Self { group, list: Vec::with_capacity(200) }
    }

    /// Notes a trait, once for all findings and once for those of the group.
    pub fn both(&mut self, parts: &[&str]) {
        self.put(parts);
        let hash = parts.iter().fold(part(START, self.group), |hash, text| part(hash, text));
        self.list.push(mix(hash));
    }

    /// Notes a trait for all findings.
    pub fn put(&mut self, parts: &[&str]) {
        self.list.push(mix(parts.iter().fold(START, |hash, text| part(hash, text))));
    }

    /// Notes a trait where it is so.
    pub fn when(&mut self, name: &str, so: bool) {
        if so {
            self.both(&[name]);
        }
    }

    /// The same with each trait once: some come twice and count once.
    pub fn once(mut self) -> Self {
        self.list.sort_unstable();
        self.list.dedup();
        self
    }

    /// The hashes.
    pub fn hashes(&self) -> impl Iterator<Item = u32> + '_ {
        self.list.iter().copied()
    }
}

/// FNV-1a, 32 bits.
const START: u32 = 0x811c_9dc5;

fn part(hash: u32, text: &str) -> u32 {
    text.bytes().chain([0x1f]).fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn mix(hash: u32) -> u32 {
    hash ^ (hash >> 15)
}

/// For tokens of a document what they stand for, where that is not their own word.
#[derive(Debug, Default)]
pub struct Signs(HashMap<usize, &'static str>);

impl Signs {
    /// People first, then identifiers.
    pub fn new(
        tokens: &Tokens<'_>,
        names: impl Iterator<Item = (Span, &'static str)>,
        identifiers: &[Identifier],
    ) -> Self {
        let mut signs = HashMap::new();
        let mut mark = |span: Span, sign: &'static str| {
            let first = tokens.at_byte(span.start);
            let inside = |at: &usize| tokens.get(*at).is_some_and(|t| span.contains(t.span));
            (first..).take_while(inside).for_each(|at| {
                signs.entry(at).or_insert(sign);
            });
        };
        names.for_each(|(span, sign)| mark(span, sign));
        identifiers.iter().for_each(|one| mark(one.span, general(one.kind)));
        Self(signs)
    }

    /// What a token stands for: a sign that begins with `#`, or its own word.
    pub fn text<'a>(&self, tokens: &'a Tokens<'_>, at: usize) -> &'a str {
        match (self.0.get(&at), tokens.get(at)) {
            (_, None) => "#end",
            (Some(sign), _) => sign,
            (None, Some(token)) if token.numbered => "#digits",
            (None, Some(_)) => tokens.fold(at),
        }
    }
}

/// The words of the line before a token, and the line above where it is short: what may be its label.
pub fn labels(traits: &mut impl FnMut(&[&str]), tokens: &Tokens<'_>, signs: &Signs, at: usize) {
    let (first, _) = tokens.line(at.min(tokens.len().saturating_sub(1)));
    if first < at && at - first < 7 {
        let label: Vec<&str> =
            (first..at).map(|i| signs.text(tokens, i)).filter(|w| !matches!(*w, ":" | "." | "*")).collect();
        traits(&["label", &label.join(" ")]);
        traits(&["first of label", label.first().copied().unwrap_or_default()]);
    }
    if first == 0 {
        return;
    }
    let (above, _) = tokens.line(first - 1);
    if first - above < 6 {
        let words: Vec<&str> =
            (above..first).map(|i| signs.text(tokens, i)).filter(|w| !matches!(*w, ":" | "." | "*")).collect();
        traits(&["line above", if first == at { "opens" } else { "inside" }, &words.join(" ")]);
    }
    traits(&["heading", heading(tokens, first)]);
}

/// Of whom the nearest short line above speaks, as a heading of a form does.
fn heading(tokens: &Tokens<'_>, mut first: usize) -> &'static str {
    for _ in 0..HEADING_LINES {
        if first == 0 {
            break;
        }
        let (above, past) = tokens.line(first - 1);
        let side = (above..past).find_map(|i| form::side_of(tokens.fold(i)));
        match side.filter(|_| past - above <= HEADING_WORDS) {
            Some(Side::Writer) => return "writer",
            Some(_) => return "other",
            None => first = above,
        }
    }
    "none"
}

fn general(kind: DataKind) -> &'static str {
    match kind {
        DataKind::Phone => "#phone",
        DataKind::Address | DataKind::Postcode => "#place",
        DataKind::Email => "#email",
        DataKind::DateOfBirth => "#birth",
        _ => "#number",
    }
}

/// A number made coarse.
pub fn coarse(number: usize) -> &'static str {
    match number {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=5 => "3",
        6..=12 => "6",
        _ => "13",
    }
}
