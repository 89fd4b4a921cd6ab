//! How good redaction is: runs a profile over labelled items and counts what was found, hidden and kept, by kind, role and
//! band, with every miss in its context. It reads labels only to count; nothing of them reaches the detectors.

pub mod labels;

use super::attribute::opinion::Opinion;
use super::{Declaration, Owners, Redacted, redact_by};
use crate::model::{Action, Mark, Span};
use crate::rules::profile::Profile;
use labels::{Item, Labelled};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why labelled items could not be scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line is no labelled item.
    #[error("{}:{line}: {message}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Line number from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// The file holds no item.
    #[error("{} holds no labelled item", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
}

/// Met and right out of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many were right.
    pub right: usize,
    /// How many there were.
    pub all: usize,
}

/// The figures of one part of the items.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Number of items.
    pub items: usize,
    /// Names covered whole by marks of any band.
    pub names: Share,
    /// Other identifiers covered whole by marks of any band.
    pub identifiers: Share,
    /// Labelled spans covered whole, by kind.
    pub by_kind: BTreeMap<String, Share>,
    /// Labelled spans covered whole, by the role of their party.
    pub by_role: BTreeMap<String, Share>,
    /// Labelled spans covered, by the action of the mark on their first letter.
    pub by_band: BTreeMap<String, usize>,
    /// Spans of third parties that are hidden whole.
    pub hidden: Share,
    /// Spans of the requester no letter of which is hidden.
    pub kept: Share,
    /// Letters of marks that lie in labelled spans.
    pub precision: Share,
    /// Strings that must not be hidden and were not.
    pub spared: Share,
    /// Spans of others than the requester that a mark keeps.
    pub wrong_keeps: usize,
    /// What went wrong, each in its context.
    pub misses: Vec<String>,
}

/// The figures of a run: the items used for tuning, and the third set aside by a hash of their id.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// Two thirds of the items.
    pub tuned: Part,
    /// The third that is set aside.
    pub aside: Part,
}

/// Scores a profile on a file of labelled items, one JSON object a line.
pub fn score(path: &Path, profile: &Profile) -> Result<Score, ScoreError> {
    score_by(path, profile, super::attribute::opinion::built_in())
}

/// The same with tables of owners that were learnt elsewhere.
pub fn score_owners(path: &Path, profile: &Profile, owners: &Owners) -> Result<Score, ScoreError> {
    score_by(path, profile, owners)
}

fn score_by(path: &Path, profile: &Profile, opinion: &dyn Opinion) -> Result<Score, ScoreError> {
    let items = labels::read(path)?;
    let mut score = Score::default();
    for item in &items {
        let redacted = redact_by(&item.parsed, profile, &Declaration::default(), opinion);
        let part = if set_aside(&item.id) { &mut score.aside } else { &mut score.tuned };
        part.add(item, &redacted);
    }
    Ok(score)
}

/// A third of all ids, the same at each run (FNV-1a, upper bits).
pub fn set_aside(id: &str) -> bool {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 33) % 3 == 0
}

impl Share {
    fn count(&mut self, right: bool) {
        self.all += 1;
        self.right += usize::from(right);
    }

    /// The share, 1 where there was nothing to count.
    pub fn rate(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.right as f64 / self.all as f64 }
    }
}

impl Part {
    fn add(&mut self, item: &Item, redacted: &Redacted) {
        self.items += 1;
        for label in &item.labels {
            self.add_label(item, label, redacted);
        }
        self.add_precision(item, redacted);
        self.add_spared(item, redacted);
    }

    fn add_label(&mut self, item: &Item, label: &Labelled, redacted: &Redacted) {
        let text = item.parsed.document(label.document).map_or("", |d| d.text.as_str());
        let marks: Vec<&Mark> =
            redacted.marks().iter().filter(|m| m.document == label.document && m.span.overlaps(label.span)).collect();
        let covered = |keep: bool| {
            label.span.of(text).char_indices().filter(|(_, c)| c.is_alphanumeric()).all(|(at, _)| {
                let at = label.span.start + at;
                marks.iter().any(|m| m.span.start <= at && at < m.span.end && (keep || m.action != Action::Keep))
            })
        };
        let (found, hidden) = (covered(true), covered(false));
        let shares = if label.kind == "PERSON" { &mut self.names } else { &mut self.identifiers };
        shares.count(found);
        self.by_kind.entry(label.kind.clone()).or_default().count(found);
        self.by_role.entry(label.role.clone()).or_default().count(found);
        let band = marks.first().map_or("missed".to_string(), |m| format!("{:?}", m.action).to_lowercase());
        *self.by_band.entry(band).or_default() += 1;
        if !found {
            self.miss("not found whole", item, label, text, &marks);
        }
        if label.role == "third_party" {
            self.hidden.count(hidden);
            if found && !hidden {
                self.miss("third party not hidden", item, label, text, &marks);
            }
        }
        if label.role == "requester" {
            let kept = marks.iter().all(|m| m.action == Action::Keep);
            self.kept.count(kept);
            if !kept {
                self.miss("requester hidden", item, label, text, &marks);
            }
        } else if marks.iter().any(|m| m.action == Action::Keep) {
            self.wrong_keeps += 1;
            self.miss("WRONG KEEP", item, label, text, &marks);
        }
    }

    fn add_precision(&mut self, item: &Item, redacted: &Redacted) {
        for mark in redacted.marks() {
            let labelled = |at: usize| {
                item.labels.iter().any(|l| l.document == mark.document && l.span.start <= at && at < l.span.end)
            };
            let role = item.parsed.document(mark.document).map(|d| d.role);
            if role == Some(crate::model::DocumentRole::Subject) {
                continue;
            }
            let letters: Vec<usize> = mark
                .text
                .char_indices()
                .filter(|(_, c)| c.is_alphanumeric())
                .map(|(at, _)| mark.span.start + at)
                .collect();
            let right = letters.iter().filter(|at| labelled(**at)).count();
            self.precision.right += right;
            self.precision.all += letters.len();
            if right * 2 < letters.len() {
                self.misses.push(format!(
                    "{}: marked, not labelled: {:?} {} ({})",
                    item.id,
                    mark.text,
                    mark.detector,
                    context(item, mark.document, mark.span)
                ));
            }
        }
    }

    fn add_spared(&mut self, item: &Item, redacted: &Redacted) {
        for words in &item.spare {
            let Some(text) = item.parsed.document(0).map(|d| d.text.as_str()) else { continue };
            for (at, _) in text.match_indices(words.as_str()) {
                let span = Span::new(at, at + words.len());
                if item.labels.iter().any(|l| l.document == 0 && l.span.overlaps(span)) {
                    continue;
                }
                let hidden = redacted
                    .marks()
                    .iter()
                    .any(|m| m.document == 0 && m.action != Action::Keep && m.span.overlaps(span));
                self.spared.count(!hidden);
            }
        }
    }

    fn miss(&mut self, what: &str, item: &Item, label: &Labelled, text: &str, marks: &[&Mark]) {
        let context = context(item, label.document, label.span);
        let first = marks.first().map_or(String::new(), |m| format!(" [{:?} {} {}]", m.action, m.detector, m.reason));
        self.misses.push(format!(
            "{}: {what}: {} {} {:?} ({context}){first}",
            item.id,
            label.kind,
            label.role,
            label.span.of(text)
        ));
    }
}

/// Up to 30 letters on both sides of a span.
fn context(item: &Item, document: usize, span: Span) -> String {
    let text = item.parsed.document(document).map_or("", |d| d.text.as_str());
    let before: String = text
        .get(..span.start)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(30)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let after: String = text.get(span.end..).unwrap_or_default().chars().take(30).collect();
    format!("...{before}[{}]{after}...", span.of(text)).replace('\n', " / ")
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} ({} of {})", self.rate(), self.right, self.all)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  items                      {}", self.items)?;
        writeln!(f, "  names found                {}", self.names)?;
        writeln!(f, "  identifiers found          {}", self.identifiers)?;
        writeln!(f, "  third parties hidden       {}", self.hidden)?;
        writeln!(f, "  requester's data kept      {}", self.kept)?;
        writeln!(f, "  precision of marked text   {}", self.precision)?;
        writeln!(f, "  look-alikes left alone     {}", self.spared)?;
        writeln!(f, "  wrong keeps                {}", self.wrong_keeps)?;
        for (kind, share) in &self.by_kind {
            writeln!(f, "    {kind:<18} {share}")?;
        }
        for (role, share) in &self.by_role {
            writeln!(f, "    {role:<18} {share}")?;
        }
        for (band, count) in &self.by_band {
            writeln!(f, "    first letter {band:<8} {count}")?;
        }
        for miss in &self.misses {
            writeln!(f, "  - {miss}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Two thirds of the items:")?;
        write!(f, "{}", self.tuned)?;
        writeln!(f, "The third set aside:")?;
        write!(f, "{}", self.aside)
    }
}
