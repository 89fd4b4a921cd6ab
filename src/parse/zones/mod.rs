//! Marks the parts of a text that the writer did not write now. Careful in one direction: what is in doubt is left as
//! written, since a rule that misses the writer's own words does harm and one that reads a footer does little.

mod letter;
mod lines;
mod quoted;
mod signature;

use crate::model::{Document, DocumentRole, Medium, Zone};
use lines::Lines;

/// The zones of a document, in order of their start. `subject` is that of the mail it came with.
pub(crate) fn zones(document: &Document, medium: Medium, subject: &str) -> Vec<Zone> {
    if document.text.is_empty() || document.role == DocumentRole::Subject {
        return Vec::new();
    }
    let lines = Lines::of(&document.text);
    let mut zones = Vec::new();
    // Letters do not quote the way mails do, and "From:" lines stand in their heads.
    if medium == Medium::Letter || document.role == DocumentRole::Attachment {
        let start = letter::mark(&lines, &mut zones);
        signature::mark(&lines, start, lines.len(), true, &mut zones);
    } else {
        let (start, end) = quoted::mark(&lines, document.role, subject, &mut zones);
        signature::mark(&lines, start, end, false, &mut zones);
    }
    zones.sort_by_key(|z| (z.span.start, std::cmp::Reverse(z.span.end)));
    zones
}
