//! The words of a notice to a queue: references, clocks and reasons, and the text where the queue may see it: redacted, or
//! the original where the queue is named for that. Its subject holds references only: subjects are shown on lock screens.

use crate::model::{
    Classification, DocumentRole, Flag, FollowsBy, Medium, Parsed, Problem, ProposedCase, Severity, Thread, Tier,
};
use crate::redact::Redacted;
use crate::rules::RuleSet;
use crate::rules::queues::{Clearance, Queue};
use jiff::civil::Date;
use std::fmt::Write;

/// A message to the people of a queue, not yet in mail form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Name of the queue.
    pub queue: String,
    /// Its address.
    pub recipient: String,
    /// Subject: references only.
    pub subject: String,
    /// Body as plain text.
    pub text: String,
    /// True where somebody may be in danger: it goes before all others and keeps no hours.
    pub urgent: bool,
}

/// What a notice is about.
pub struct About<'a> {
    /// Reference of the item.
    pub reference: &'a str,
    /// The item as read; its text is told only where the queue's clearance is `original`.
    pub parsed: &'a Parsed,
    /// Its cases and flags.
    pub classification: &'a Classification,
    /// Its text as it may be shown.
    pub redacted: &'a Redacted,
    /// What needs a person.
    pub problems: &'a [Problem],
    /// For the reasons behind rules and queues.
    pub rules: &'a RuleSet,
    /// What it follows.
    pub thread: &'a Thread,
}

/// Writes the notice to one queue. `queues` holds the queue of each case.
pub fn write(about: &About<'_>, queue: &Queue, queues: &[String]) -> Notice {
    let own: Vec<(usize, &ProposedCase)> =
        about.classification.cases.iter().enumerate().filter(|(i, _)| queues.get(*i) == Some(&queue.name)).collect();
    Notice {
        queue: queue.name.clone(),
        recipient: queue.address.clone(),
        subject: subject(about, &own),
        text: text(about, queue, &own, queues),
        urgent: safeguarding(about.classification).is_some(),
    }
}

fn subject(about: &About<'_>, own: &[(usize, &ProposedCase)]) -> String {
    let urgent = match safeguarding(about.classification).and_then(|f| f.tier) {
        Some(Tier::Immediate) => "SAFEGUARDING NOW ",
        Some(Tier::SameDay) => "SAFEGUARDING TODAY ",
        None => "",
    };
    let cases: Vec<String> = own.iter().map(|(_, case)| what(case)).collect();
    let due = own.iter().flat_map(|(_, case)| &case.clocks).map(|c| c.due).min();
    let due = due.map(|d| format!(", due {}", day(d))).unwrap_or_default();
    let joined = about.thread.earlier.first().map(|e| format!("follows {}", e.reference));
    let cases = match (cases.is_empty(), joined) {
        (true, Some(joined)) => joined,
        (true, None) => "for your information".to_string(),
        (false, joined) => cases.into_iter().chain(joined).collect::<Vec<_>>().join(" and "),
    };
    format!("{urgent}{}: {cases}{due}", about.reference)
}

fn text(about: &About<'_>, queue: &Queue, own: &[(usize, &ProposedCase)], queues: &[String]) -> String {
    let mut out = String::new();
    let item = &about.parsed.item;
    let medium = if item.medium == Medium::Email { "mail" } else { "letter" };
    let _ = writeln!(out, "{} for {}\n{}\n", about.reference, queue.label, queue.because);
    let _ = writeln!(out, "Received: {}, by {medium}", day(item.received.date));
    for flag in &about.classification.flags {
        let _ = writeln!(out, "Flag: {}{}", flag.flag.word().replace('_', " "), tier(flag));
        reasons(&mut out, about, flag.evidence.iter().map(|e| e.rule.as_str()));
    }
    for (index, case) in own {
        let _ = writeln!(out, "\nCase {}/{}: {}", about.reference, index + 1, what(case));
        for clock in &case.clocks {
            let _ = writeln!(out, "  due {} ({}): {}", day(clock.due), clock.name, clock.basis);
        }
        reasons(&mut out, about, case.evidence.iter().map(|e| e.rule.as_str()));
    }
    follows(&mut out, about);
    let elsewhere = about.classification.cases.iter().enumerate().filter(|(i, _)| own.iter().all(|(o, _)| o != i));
    for (index, case) in elsewhere {
        let other = queues.get(index).map(String::as_str).unwrap_or_default();
        let _ = writeln!(out, "\nAlso open: {}/{}, {}, with queue {other}", about.reference, index + 1, what(case));
    }
    needs(&mut out, about);
    match queue.clearance {
        Clearance::Redacted => shown_text(&mut out, about),
        Clearance::Original => original_text(&mut out, about),
        Clearance::Notice => {
            let _ =
                writeln!(out, "\nThe text is not part of this notice. Read it with: postroom show {}", about.reference);
        }
    }
    out
}

fn follows(out: &mut String, about: &About<'_>) {
    for earlier in &about.thread.earlier {
        let how = if earlier.how == FollowsBy::Reply { "it is a reply" } else { "its subject names it" };
        let cases: Vec<&str> = earlier.cases.iter().map(|c| c.reference.as_str()).collect();
        let cases = if cases.is_empty() { String::new() } else { format!(", cases {}", cases.join(", ")) };
        let _ = writeln!(out, "\nFollows {}{cases}: {how}.", earlier.reference);
        if earlier.how == FollowsBy::Reference && !earlier.same_people {
            let _ = writeln!(out, "Another address wrote that one: see whether it is the same matter.");
        }
    }
    if about.thread.trusted().next().is_some() && about.classification.cases.is_empty() {
        let _ = writeln!(out, "No new case was opened for it. Should it raise a new matter, open one by hand.");
    }
}

fn needs(out: &mut String, about: &About<'_>) {
    let needs: Vec<&Problem> = about.problems.iter().filter(|p| p.severity >= Severity::NeedsPerson).collect();
    if !needs.is_empty() {
        let _ = writeln!(out, "\nNeeds a person:");
        for problem in needs {
            // The message itself may quote a file's name, and so a person's: only fixed words leave here.
            let _ = writeln!(out, "  - {}", problem.code.words());
        }
    }
    let told: Vec<&Problem> =
        about.problems.iter().filter(|p| p.severity < Severity::NeedsPerson && p.is_told()).collect();
    if !told.is_empty() {
        let _ = writeln!(out, "\nBefore anything of it is shown to others:");
        let mut words: Vec<&str> = told.iter().map(|p| p.code.words()).collect();
        words.dedup();
        words.iter().for_each(|w| {
            let _ = writeln!(out, "  - {w}");
        });
    }
    if about.classification.authority.needed {
        let stated = about.classification.authority.stated.as_deref().unwrap_or("none");
        let _ = writeln!(out, "\nAuthority: the writer acts for another person; stated: {}.", stated.replace('_', " "));
        let _ = writeln!(out, "Disclose nothing about that person until the authority was checked.");
    }
}

/// One line for each rule that spoke, by its reason; the same reason is given once.
fn reasons<'a>(out: &mut String, about: &About<'_>, rules: impl Iterator<Item = &'a str>) {
    let mut told: Vec<&str> = Vec::new();
    for rule in rules {
        if !told.contains(&rule) {
            told.push(rule);
            let because =
                about.rules.classify.rule(rule).map_or("a rule that is no longer in force", |r| r.because.as_str());
            let _ = writeln!(out, "  because: {because} [{rule}]");
        }
    }
}

fn shown_text(out: &mut String, about: &About<'_>) {
    let _ = writeln!(
        out,
        "\nText, with other people's personal data hidden by machine. Read it as possibly incomplete in that."
    );
    for document in about.redacted.documents() {
        let title = match document.role {
            DocumentRole::Subject => "Subject",
            DocumentRole::Body => "Text",
            DocumentRole::Attachment | DocumentRole::Message => document.name.as_str(),
        };
        let _ = writeln!(out, "\n--- {title} ---\n{}", document.text.trim_end());
    }
}

fn original_text(out: &mut String, about: &About<'_>) {
    let _ = writeln!(out, "\nText as it was sent. NOTHING IS HIDDEN IN IT: it is for the people of this queue alone.");
    for document in &about.parsed.documents {
        let title = if document.name.is_empty() { "Text" } else { document.name.as_str() };
        let _ = writeln!(out, "\n--- {title} ---\n{}", document.text.trim_end());
    }
}

fn safeguarding(classification: &Classification) -> Option<&Flag> {
    classification.flags.iter().filter(|f| f.tier.is_some()).max_by_key(|f| f.tier)
}

fn tier(flag: &Flag) -> &'static str {
    match flag.tier {
        Some(Tier::Immediate) => ", act now",
        Some(Tier::SameDay) => ", act today",
        None => "",
    }
}

fn what(case: &ProposedCase) -> String {
    let category = case.category.word().replace('_', " ");
    match case.kind {
        Some(kind) if kind.word() != case.category.word() => format!("{category} ({})", kind.word().replace('_', " ")),
        _ => category,
    }
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
