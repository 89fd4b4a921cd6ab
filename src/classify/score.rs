//! Measures the rules against labelled items: what was recognised, what was missed, what was taken for what. It reads
//! labels, never changes rules, and keeps each miss with the rules that spoke.

use crate::model::{Category, Classification, FlagKind, Kind, Parsed};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One labelled item; keys it does not know are ignored, since case lists hold more than classification needs.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    /// Its name in the list of misses.
    #[serde(default)]
    pub id: String,
    /// The body.
    pub text: String,
    /// The category of the main purpose.
    pub primary: Category,
    /// Its kind; words that are no kind of law (a subject such as `charging`) are ignored.
    #[serde(default)]
    pub kind: Option<String>,
    /// The other cases.
    #[serde(default)]
    pub also: Vec<LabelledCase>,
    /// Flags as `flag` or `flag:tier`.
    #[serde(default)]
    pub flags: Vec<String>,
    /// The right stated.
    #[serde(default)]
    pub authority: Option<String>,
    /// The clocks.
    #[serde(default)]
    pub clocks: Vec<LabelledClock>,
    /// Headers by name; null values are no headers.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// The date of receipt.
    #[serde(default)]
    pub received: Option<Date>,
    /// For training: `flags` where it says nothing about cases.
    #[serde(default)]
    pub teaches: Option<String>,
    /// Texts attached.
    #[serde(default)]
    pub attachments: Vec<LabelledAttachment>,
}

/// Another case of a labelled item.
#[derive(Debug, Clone, Deserialize)]
pub struct LabelledCase {
    /// Its category.
    pub category: Category,
    /// Its kind.
    #[serde(default)]
    pub kind: Option<String>,
}

/// A clock of a labelled item.
#[derive(Debug, Clone, Deserialize)]
pub struct LabelledClock {
    /// Its name.
    pub name: String,
    /// Its due date.
    pub due: Date,
}

/// A text attached to a labelled item.
#[derive(Debug, Clone, Deserialize)]
pub struct LabelledAttachment {
    /// File name.
    pub name: String,
    /// What it says.
    #[serde(default)]
    pub text: String,
}

/// A case as it is compared.
pub type CaseName = (Category, Option<Kind>);

/// Right out of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many were right.
    pub right: usize,
    /// Out of how many.
    pub of: usize,
}

/// What the rules make of labelled items.
#[derive(Debug, Default)]
pub struct ScoreReport {
    /// Items whose main purpose was recognised.
    pub primary: Share,
    /// Labelled cases that were opened.
    pub cases_recalled: Share,
    /// Opened cases that were labelled.
    pub cases_precise: Share,
    /// Labelled cases of information law that were opened.
    pub statutory: Share,
    /// Labelled safeguarding flags that were raised.
    pub safeguarding: Share,
    /// Items without that label that raised none.
    pub safeguarding_quiet: Share,
    /// Other labelled flags that were raised.
    pub flags_recalled: Share,
    /// Other raised flags that were labelled.
    pub flags_precise: Share,
    /// Labelled clocks that were set on the same day.
    pub clocks: Share,
    /// Items whose stated authority was recognised.
    pub authority: Share,
    /// Labelled against recognised main purpose.
    pub confusion: BTreeMap<(Category, Category), usize>,
    /// Every difference.
    pub misses: Vec<Miss>,
}

/// One difference between label and result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The item.
    pub id: String,
    /// What differs, in words.
    pub what: String,
    /// The rules that spoke for a case or a flag.
    pub rules: Vec<String>,
}

/// Measures `classify` on labelled items; `parse` makes an item of each, so that the real reader can be used.
pub fn score(
    items: &[Labelled],
    parse: impl Fn(&Labelled) -> Parsed,
    classify: impl Fn(&Parsed) -> Classification,
) -> ScoreReport {
    let mut report = ScoreReport::default();
    for item in items {
        report.add(item, &classify(&parse(item)));
    }
    report
}

/// Reads labelled items, one JSON object a line; an error names the line.
pub fn read_lines(text: &str) -> Result<Vec<Labelled>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| serde_json::from_str(line).map_err(|e| format!("line {}: {e}", at + 1))).collect()
}

impl Labelled {
    /// The labelled cases, the primary one first.
    pub fn cases(&self) -> Vec<CaseName> {
        let primary = (self.primary, kind_of(self.primary, self.kind.as_deref()));
        let also = self.also.iter().map(|case| (case.category, kind_of(case.category, case.kind.as_deref())));
        std::iter::once(primary).chain(also).collect()
    }
}

/// The kind of law below a category; none for the subjects that case lists note below complaints and the like.
fn kind_of(category: Category, kind: Option<&str>) -> Option<Kind> {
    category.kinds().iter().copied().find(|known| Some(known.word()) == kind)
}

fn is_statutory(case: &CaseName) -> bool {
    matches!(case.0, Category::Foi | Category::DataProtection)
}

impl ScoreReport {
    /// Compares one item.
    pub fn add(&mut self, item: &Labelled, found: &Classification) {
        let mut notes = Vec::new();
        self.primary.count(found.primary == item.primary);
        *self.confusion.entry((item.primary, found.primary)).or_default() += 1;
        if found.primary != item.primary {
            notes.push(format!("is {}, taken for {}", item.primary, found.primary));
        }
        self.add_cases(item, found, &mut notes);
        self.add_flags(item, found, &mut notes);
        for clock in &item.clocks {
            let set =
                found.cases.iter().flat_map(|case| &case.clocks).any(|c| c.name == clock.name && c.due == clock.due);
            self.clocks.count(set);
            if !set {
                notes.push(format!("clock {} to {} not set", clock.name, clock.due));
            }
        }
        let authority = found.authority.stated == item.authority;
        self.authority.count(authority);
        if !authority {
            notes.push(format!("authority is {:?}, taken for {:?}", item.authority, found.authority.stated));
        }
        if !notes.is_empty() {
            self.misses.push(Miss { id: item.id.clone(), what: notes.join("; "), rules: spoken(found) });
        }
    }

    fn add_cases(&mut self, item: &Labelled, found: &Classification, notes: &mut Vec<String>) {
        let wanted: BTreeSet<CaseName> = item.cases().into_iter().collect();
        let opened: BTreeSet<CaseName> = found.cases.iter().map(|case| (case.category, case.kind)).collect();
        for case in &wanted {
            let met = opened.contains(case);
            self.cases_recalled.count(met);
            if is_statutory(case) {
                self.statutory.count(met);
            }
            if !met {
                notes.push(format!("case {} not opened", name(case)));
            }
        }
        for case in &opened {
            self.cases_precise.count(wanted.contains(case));
            if !wanted.contains(case) {
                notes.push(format!("case {} opened", name(case)));
            }
        }
    }

    fn add_flags(&mut self, item: &Labelled, found: &Classification, notes: &mut Vec<String>) {
        let word = |text: &str| text.split(':').next().unwrap_or(text).to_string();
        let wanted: BTreeSet<String> = item.flags.iter().map(|flag| word(flag)).collect();
        let raised: BTreeSet<String> = found.flags.iter().map(|flag| flag.flag.word().to_string()).collect();
        let safeguarding = FlagKind::Safeguarding.word();
        if wanted.contains(safeguarding) {
            self.safeguarding.count(raised.contains(safeguarding));
        } else {
            self.safeguarding_quiet.count(!raised.contains(safeguarding));
        }
        for flag in wanted.union(&raised) {
            let (is, was) = (wanted.contains(flag), raised.contains(flag));
            if flag != safeguarding {
                if is {
                    self.flags_recalled.count(was);
                }
                if was {
                    self.flags_precise.count(is);
                }
            }
            if is != was {
                notes.push(format!("flag {flag} {}", if is { "not raised" } else { "raised" }));
            }
        }
        for tiered in item.flags.iter().filter(|flag| flag.ends_with(":immediate")) {
            let immediate = found.flags.iter().any(|f| f.tier == Some(crate::model::Tier::Immediate));
            if !immediate {
                notes.push(format!("{tiered} not raised as immediate"));
            }
        }
    }
}

impl Share {
    /// Counts one.
    pub fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// As a share of one; one where there was nothing to count.
    pub fn value(self) -> f64 {
        if self.of == 0 { 1.0 } else { f64::from(self.right as u32) / f64::from(self.of as u32) }
    }
}

fn spoken(found: &Classification) -> Vec<String> {
    let cases =
        found.cases.iter().flat_map(|case| case.evidence.iter().map(move |e| format!("{}:{}", case.category, e.rule)));
    let flags = found
        .flags
        .iter()
        .flat_map(|flag| flag.evidence.iter().map(move |e| format!("{}:{}", flag.flag.word(), e.rule)));
    let near = found
        .near
        .iter()
        .flat_map(|near| near.evidence.iter().map(move |e| format!("nearly {}:{}", near.category, e.rule)));
    let all: BTreeSet<String> = cases.chain(flags).chain(near).collect();
    all.into_iter().collect()
}

fn name(case: &CaseName) -> String {
    case.1.map_or_else(|| case.0.to_string(), |kind| format!("{}/{kind}", case.0))
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} ({} of {})", self.value(), self.right, self.of)
    }
}

impl fmt::Display for ScoreReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "main purpose            {}", self.primary)?;
        writeln!(f, "cases recalled          {}", self.cases_recalled)?;
        writeln!(f, "cases precise           {}", self.cases_precise)?;
        writeln!(f, "information law         {}", self.statutory)?;
        writeln!(f, "safeguarding            {}", self.safeguarding)?;
        writeln!(f, "quiet where there is none {}", self.safeguarding_quiet)?;
        writeln!(f, "other flags recalled    {}", self.flags_recalled)?;
        writeln!(f, "other flags precise     {}", self.flags_precise)?;
        writeln!(f, "clocks                  {}", self.clocks)?;
        writeln!(f, "authority               {}", self.authority)?;
        writeln!(f, "\nlabelled (down) taken for (across)")?;
        let short = |c: &Category| c.word().chars().take(8).collect::<String>();
        write!(f, "{:24}", "")?;
        for across in &Category::ALL {
            write!(f, "{:>9}", short(across))?;
        }
        writeln!(f)?;
        for down in &Category::ALL {
            write!(f, "{:24}", down.word())?;
            for across in &Category::ALL {
                write!(f, "{:>9}", self.confusion.get(&(*down, *across)).copied().unwrap_or(0))?;
            }
            writeln!(f)?;
        }
        for miss in &self.misses {
            writeln!(f, "\n{}: {}\n    rules: {}", miss.id, miss.what, miss.rules.join(", "))?;
        }
        Ok(())
    }
}
