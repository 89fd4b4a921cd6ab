//! From cases to people: which queue works on each case, who else must be told, and what the notice to each says. A notice
//! carries the redacted text at most, and never a name in its subject. Pure: sending is not done here.

mod automated;
mod letter;
mod notice;

pub use automated::answerable;
pub use letter::{Letter, Manners, acknowledge};
pub use notice::Notice;

use crate::model::{Category, Classification, FlagKind, Parsed, Problem, Thread};
use crate::redact::Redacted;
use crate::rules::RuleSet;

/// Where the cases of an item go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routing {
    /// The queue of each case, in the order of the cases.
    pub queues: Vec<String>,
    /// One notice to each queue that must be told.
    pub notices: Vec<Notice>,
}

/// Finds the queue of each case and writes the notices. `reference` is the item's own. Nobody is told of what we wrote
/// ourselves.
pub fn route(
    reference: &str,
    parsed: &Parsed,
    classification: &Classification,
    redacted: &Redacted,
    problems: &[Problem],
    rules: &RuleSet,
    thread: &Thread,
) -> Routing {
    let queues: Vec<String> =
        classification.cases.iter().map(|case| rules.queues.of_case(case.category, case.kind).name.clone()).collect();
    let item = notice::About { reference, parsed, classification, redacted, problems, rules, thread };
    let notices = told(classification, &queues, rules, thread)
        .into_iter()
        .filter_map(|name| rules.queues.all().iter().find(|q| q.name == name))
        .map(|queue| notice::write(&item, queue, &queues))
        .collect();
    Routing { queues, notices }
}

/// Names of the queues to tell, the queues of flags first: they are the ones that cannot wait.
fn told(classification: &Classification, queues: &[String], rules: &RuleSet, thread: &Thread) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if thread.ours {
        return names;
    }
    let joined = thread.trusted().flat_map(|e| &e.cases).map(|c| c.queue.clone());
    let flags = classification.flags.iter().filter(|f| f.flag != FlagKind::Automated);
    let of_flags = flags.filter_map(|f| rules.queues.of_flag(f.flag)).map(|q| q.name.clone());
    for name in of_flags.chain(queues.iter().cloned()).chain(joined) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        // It follows something that has no case, and opens none: it must not go by unseen.
        names.push(rules.queues.of_case(Category::Other, None).name.clone());
    }
    names
}
