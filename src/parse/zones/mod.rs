//! Marks the parts of a text that the writer did not write now. Careful in one direction: what is in doubt is left as
//! written, since a rule that misses the writer's own words does harm and one that reads a footer does little.

mod fields;
mod heads;
mod letter;
mod lines;
mod notes;
mod quoted;
mod signature;
mod speech;

use crate::model::{Document, DocumentRole, Item, Medium, Zone};
use lines::Lines;

/// What the HTML of a mail says of its own parts, as byte offsets into the text. It is a hint and never trusted alone.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Hints {
    /// Where the head of an earlier mail begins.
    pub heads: Vec<usize>,
    /// Where a signature begins and ends.
    pub signatures: Vec<(usize, usize)>,
}

/// What is known of a text beside its words.
struct Context<'a> {
    /// Words of the sender's name and address, in lower case.
    names: Vec<String>,
    hints: &'a Hints,
    letter: bool,
}

/// The zones of a document, in order of their start.
pub(crate) fn zones(document: &Document, item: &Item, hints: &Hints) -> Vec<Zone> {
    if document.text.is_empty() || document.role == DocumentRole::Subject {
        return Vec::new();
    }
    let lines = Lines::of(&document.text);
    let mut zones = Vec::new();
    // Letters do not quote the way mails do, and "From:" lines stand in their heads.
    let letter = item.medium == Medium::Letter || document.role == DocumentRole::Attachment;
    let context = Context { names: sender_names(item), hints, letter };
    if letter {
        let start = letter::mark(&lines, &mut zones);
        signature::mark(&lines, start, lines.len(), &context, &mut zones);
    } else {
        let subject = item.subject.as_deref().unwrap_or_default();
        let (start, end) = quoted::mark(&lines, document.role, subject, hints, &mut zones);
        signature::mark(&lines, start, end, &context, &mut zones);
    }
    zones.sort_by_key(|z| (z.span.start, std::cmp::Reverse(z.span.end)));
    zones
}

/// The words of the sender's name, and of the address before its `@`.
fn sender_names(item: &Item) -> Vec<String> {
    let Some(from) = &item.from else { return Vec::new() };
    let local = from.address.split('@').next().unwrap_or_default();
    let name = from.name.as_deref().unwrap_or_default();
    let words = [name, local].into_iter().flat_map(|text| text.split(|c: char| !c.is_alphabetic()));
    words.filter(|word| word.chars().count() > 1).map(str::to_lowercase).collect()
}
