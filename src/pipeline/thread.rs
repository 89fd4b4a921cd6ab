//! Replies: what follows an earlier item joins its cases instead of opening the same ones again, and a new matter in it
//! opens a case all the same. Our own letters that come back open nothing.

use super::Pipeline;
use crate::model::{Category, Classification, Item, ProposedCase, Thread};
use crate::register::{Found, Register, RegisterError};

/// What an item follows. `sent` says that its source holds what we sent. None where it must wait for an item before it.
pub fn look_up(
    pipeline: &Pipeline,
    register: &Register,
    number: i64,
    item: &Item,
    sent: bool,
) -> Result<Option<Thread>, RegisterError> {
    let Found::Thread(mut thread) = register.thread_of(number, item)? else { return Ok(None) };
    let config = &pipeline.config;
    let from = item.from.as_ref().map(|a| a.address.to_lowercase()).unwrap_or_default();
    let own_address = [&config.council.mailbox, &config.mail.from].iter().any(|own| own.to_lowercase() == from);
    let own_message = item.message_id.as_ref().map_or(Ok(false), |id| register.has_message(id))?;
    // A sender's address can be made up: by itself it silences nothing.
    thread.ours = sent || own_message || (own_address && !thread.earlier.is_empty());
    Ok(Some(thread))
}

/// Leaves those cases that are new.
pub fn join(classification: &mut Classification, thread: &Thread) {
    if thread.ours {
        classification.cases.clear();
        classification.flags.clear();
        return;
    }
    if thread.trusted().next().is_some() {
        classification.cases.retain(|case| is_new(case, thread));
    }
}

/// A request under the law of information starts a clock of its own each time it is made; so does what comes from a court
/// or a regulator. Anything else of a category that is open already is the same matter, until a person says otherwise.
fn is_new(case: &ProposedCase, thread: &Thread) -> bool {
    if case.evidence.is_empty() {
        return false;
    }
    let statutory = matches!(case.category, Category::Foi | Category::DataProtection | Category::Other);
    statutory || thread.trusted().flat_map(|e| &e.cases).all(|earlier| earlier.category != case.category)
}
