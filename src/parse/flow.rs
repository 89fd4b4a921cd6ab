//! Text of office files as it is gathered: what a person sees runs on, what nobody sees is set apart below it, named
//! and counted. It never quotes in a problem and never lets the hidden run into the seen.

use super::reading::Reading;
use crate::model::{ProblemCode, Severity};
use std::collections::BTreeMap;

/// A kind of content that a person who opens a file does not see, or does not see as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unseen {
    /// Text deleted while changes were tracked.
    Deleted,
    /// Text inserted while changes were tracked: it is seen, and counted only.
    Inserted,
    /// Text that is formatted as hidden.
    Text,
    /// Text in the colour of the paper.
    White,
    /// Text too small to be read.
    Tiny,
    /// Comments and notes.
    Comment,
    /// What a speaker reads from.
    SpeakerNotes,
    /// A hidden slide.
    Slide,
    /// A hidden sheet.
    Sheet,
    /// A hidden row.
    Row,
    /// A hidden column.
    Column,
    /// Values kept for a pivot table, of rows that may be gone.
    PivotCache,
    /// Names given to cells and formulas.
    Name,
    /// Other files that this one takes values from, and the values taken.
    ExternalLink,
    /// Addresses behind links.
    LinkTarget,
    /// Text that stands in for a picture.
    AltText,
    /// Author, company and the like.
    Property,
    /// A program inside the file.
    Macro,
    /// Something embedded that could not be taken out.
    Embedded,
}

impl Unseen {
    /// What it is called in a count: one, many.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Unseen::Deleted => ("tracked deletion", "tracked deletions"),
            Unseen::Inserted => ("tracked insertion", "tracked insertions"),
            Unseen::Text => ("stretch of hidden text", "stretches of hidden text"),
            Unseen::White => {
                ("stretch of text in the colour of the paper", "stretches of text in the colour of the paper")
            }
            Unseen::Tiny => ("stretch of text too small to read", "stretches of text too small to read"),
            Unseen::Comment => ("comment", "comments"),
            Unseen::SpeakerNotes => ("page of speaker notes", "pages of speaker notes"),
            Unseen::Slide => ("hidden slide", "hidden slides"),
            Unseen::Sheet => ("hidden sheet", "hidden sheets"),
            Unseen::Row => ("hidden row", "hidden rows"),
            Unseen::Column => ("hidden column", "hidden columns"),
            Unseen::PivotCache => ("pivot cache", "pivot caches"),
            Unseen::Name => ("defined name", "defined names"),
            Unseen::ExternalLink => ("link to another file", "links to other files"),
            Unseen::LinkTarget => ("address behind a link", "addresses behind links"),
            Unseen::AltText => ("text behind a picture", "texts behind pictures"),
            Unseen::Property => ("document property", "document properties"),
            Unseen::Macro => ("macro", "macros"),
            Unseen::Embedded => ("embedded object that was not taken out", "embedded objects that were not taken out"),
        }
    }

    /// True where almost every file has it, or the words are seen after all: worth knowing, not worth a person's time.
    fn common(self) -> bool {
        matches!(self, Unseen::Inserted | Unseen::Name | Unseen::LinkTarget | Unseen::AltText | Unseen::Property)
    }
}

/// Text in the making.
#[derive(Debug)]
pub(super) struct Flow {
    /// What a person sees.
    pub text: String,
    unseen: BTreeMap<Unseen, (usize, String)>,
    most: usize,
}

impl Flow {
    /// An empty flow that keeps a little more than `most` bytes, so that the cap shows.
    pub(super) fn new(most: usize) -> Self {
        Self { text: String::new(), unseen: BTreeMap::new(), most }
    }

    /// Adds text that is seen.
    pub(super) fn push(&mut self, text: &str) {
        if !self.full() {
            self.text.push_str(text);
        }
    }

    /// True where more would only be cut off again.
    pub(super) fn full(&self) -> bool {
        self.text.len() > self.most
    }

    /// Ends the line, unless it is empty.
    pub(super) fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n");
        }
    }

    /// Leaves a blank line, unless nothing stands above.
    pub(super) fn gap(&mut self) {
        self.line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.push("\n");
        }
    }

    /// Adds one thing that is not seen, with its words on a line of their own; without words it is only counted.
    pub(super) fn unseen(&mut self, kind: Unseen, text: &str) {
        let most = self.most;
        let (count, so_far) = self.unseen.entry(kind).or_default();
        *count += 1;
        let text = text.trim();
        if !text.is_empty() && so_far.len() <= most {
            so_far.push_str(text);
            so_far.push('\n');
        }
    }

    /// The same for text that comes in pieces: `piece` goes on where the last one ended.
    pub(super) fn unseen_piece(&mut self, kind: Unseen, piece: &str, goes_on: bool) {
        let most = self.most;
        let (count, so_far) = self.unseen.entry(kind).or_default();
        if goes_on && so_far.ends_with('\n') {
            so_far.pop();
        } else if !goes_on {
            *count += 1;
        }
        if so_far.len() <= most {
            so_far.push_str(piece);
            so_far.push('\n');
        }
    }

    /// Gives the text to document `id` and says what is hidden in it.
    pub(super) fn finish(self, reading: &mut Reading<'_>, id: usize) {
        let mut text = super::tidy::office(&self.text);
        let name = reading.documents.get(id).map(|d| d.name.clone()).unwrap_or_default();
        if !self.unseen.is_empty() {
            let common = self.unseen.keys().all(|kind| kind.common());
            let counts: Vec<String> = self.unseen.iter().map(|(kind, (count, _))| counted(*kind, *count)).collect();
            let (severity, next) = if common {
                (Severity::Note, "Mind it when a copy is released.")
            } else {
                (
                    Severity::NeedsPerson,
                    "Look through it in the original: it may matter to the case, and it must not leave with a copy.",
                )
            };
            reading.note(
                id,
                ProblemCode::HiddenContent,
                severity,
                format!(
                    "\"{name}\" holds what a person who opens it may not see: {}. All of it was read and set apart; rules \
                     do not look at it, redaction does. {next}",
                    listed(&counts)
                ),
            );
        }
        let seen = text.len();
        for (kind, (_, words)) in &self.unseen {
            if !words.trim().is_empty() {
                let heading = if text.is_empty() { "" } else { "\n\n" };
                text.push_str(&format!("{heading}[Not seen: {}]\n{}", kind.words().1, words.trim_end()));
            }
        }
        if let Some(document) = reading.documents.get_mut(id) {
            document.hidden_from = (text.len() > seen).then_some(seen);
            document.text = text;
        }
    }
}

fn counted(kind: Unseen, count: usize) -> String {
    let (one, many) = kind.words();
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One, two and three.
fn listed(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Flow, Unseen, listed};
    use crate::model::{Limits, Severity};
    use crate::parse::draft::DraftDocument;
    use crate::parse::reading::Reading;

    #[test]
    fn the_hidden_stands_below_the_seen_and_is_counted() {
        let limits = Limits::default();
        let mut refuse = |_, _| false;
        let mut reading = Reading::new(&limits, &mut refuse);
        let id = reading.add(DraftDocument { name: "a.docx".into(), ..DraftDocument::default() });
        let mut flow = Flow::new(1_000);
        flow.push("Seen.");
        flow.unseen(Unseen::Comment, "first");
        flow.unseen(Unseen::Comment, "second");
        flow.unseen(Unseen::Deleted, "gone");
        flow.finish(&mut reading, id);
        let document = &reading.documents[id];
        assert_eq!(
            document.text,
            "Seen.\n\n[Not seen: tracked deletions]\ngone\n\n[Not seen: comments]\nfirst\nsecond"
        );
        assert_eq!(document.hidden_from, Some("Seen.".len()));
        assert_eq!(reading.problems.len(), 1);
        assert_eq!(reading.problems[0].severity, Severity::NeedsPerson);
        assert!(reading.problems[0].message.contains("1 tracked deletion and 2 comments"));
        assert!(!reading.problems[0].message.contains("second"));
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
