//! What of an item goes into which index: the one place where the staff index's promise is kept. `staff` may read nothing
//! of the item's words but what `Redacted` holds; of the headers it takes the medium and the date of receipt.

use super::analysis::Analysed;
use super::entry::Entry;
use super::record::{Record, RecordDocument};
use crate::model::{Action, DataKind, DocumentRole, Parsed, Role, TextFrom};
use crate::redact::Redacted;

/// The profile under which the writer is somebody whom staff may know (intake hides third parties only).
const INTAKE_PROFILE: &str = "third_party";

/// What staff may find and see.
pub(super) fn staff(entry: &Entry<'_>, redacted: &Redacted) -> Record {
    let documents = redacted.documents().iter();
    let documents = documents.map(|d| RecordDocument::new(d.id, d.role, &d.name, d.text_from, &d.text, &d.zones));
    Record::new(entry, kept_writer(entry, redacted), documents.collect())
}

/// Everything, for those who may see originals.
pub(super) fn full(entry: &Entry<'_>, parsed: &Parsed) -> Record {
    let documents = parsed.documents.iter();
    let documents = documents.map(|d| RecordDocument::new(d.id, d.role, &d.name, d.text_from, &d.text, &d.zones));
    let mut documents: Vec<_> = documents.collect();
    let has_subject = documents.iter().any(|d| d.role == DocumentRole::Subject);
    if let Some(subject) = parsed.item.subject.as_ref().filter(|_| !has_subject) {
        let (id, role) = (documents.len(), DocumentRole::Subject);
        documents.push(RecordDocument::new(id, role, "subject", TextFrom::Text, subject, &[]));
    }
    let mut from: Vec<String> = parsed.item.from.iter().map(ToString::to_string).collect();
    from.extend(parsed.item.reply_to.iter().map(ToString::to_string));
    Record::new(entry, from, documents)
}

/// The writer's name and address, as far as the redaction kept them.
///
/// A name or address that the redacted text still shows is kept. One that stands only in the headers counts as kept
/// under the intake profile, where the party is the writer by a header and nothing of that writer was hidden. Whatever
/// contains a hidden word is dropped.
fn kept_writer(entry: &Entry<'_>, redacted: &Redacted) -> Vec<String> {
    let Some(writer) = redacted.parties().iter().find(|p| p.role == Role::Requester) else { return Vec::new() };
    let marks = || redacted.marks().iter().filter(|m| m.party == Some(writer.id));
    let shown: Vec<&str> = marks().filter(|m| m.action == Action::Keep).map(|m| m.text.as_str()).collect();
    let hides = |kinds: &[DataKind]| marks().any(|m| m.action != Action::Keep && kinds.contains(&m.kind));
    let by_header = writer.evidence.iter().any(|e| e.certain && e.document.is_none());
    let intake = redacted.profile() == INTAKE_PROFILE && by_header;

    let mut kept = Vec::new();
    let name = squeeze(&writer.name);
    if !hides(&[DataKind::Person]) && (intake || shown.iter().any(|t| squeeze(t) == name)) {
        kept.push(writer.name.clone());
    }
    let address = entry.item.from.as_ref().map(|a| a.address.as_str()).unwrap_or_default();
    let address_shown = shown.iter().any(|t| squeeze(t) == squeeze(address));
    if !address.is_empty()
        && !hides(&[DataKind::Email, DataKind::Username])
        && (address_shown || (intake && !kept.is_empty()))
    {
        kept.push(address.to_string());
    }
    kept.retain(|value| shown.iter().any(|t| squeeze(t) == squeeze(value)) || !holds_hidden(value, redacted));
    kept
}

/// True where a hidden text, or a word of a hidden name, is part of `value`.
fn holds_hidden(value: &str, redacted: &Redacted) -> bool {
    /// Shorter words ("Mr", "of") tell nothing.
    const TELLING: usize = 3;
    let words: Vec<String> = Analysed::of_text(value).terms().map(|(_, t)| t.to_string()).collect();
    let squeezed = squeeze(value);
    redacted.marks().iter().filter(|m| m.action != Action::Keep).any(|mark| {
        let hidden = squeeze(&mark.text);
        let whole = hidden.chars().count() >= TELLING && squeezed.contains(&hidden);
        let part = mark.kind == DataKind::Person
            && Analysed::of_text(&mark.text)
                .terms()
                .any(|(_, t)| t.chars().count() >= TELLING && words.iter().any(|w| w == t));
        whole || part
    })
}

/// Folded letters and digits only.
fn squeeze(text: &str) -> String {
    let analysed = Analysed::of_text(text);
    let words = analysed.terms().filter(|(t, _)| t.form == super::analysis::Form::Word);
    words.map(|(_, t)| t).collect()
}
