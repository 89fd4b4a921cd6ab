//! The acknowledgement to a writer: whether one is due, and its words. It holds nothing of what the writer wrote and names
//! nobody, so that whoever reads the mailbox learns no more than that something was sent to the council.

use super::automated::answerable;
use crate::model::{Classification, Item, Thread};
use crate::rules::RuleSet;
use jiff::civil::Date;

/// A letter to a writer, in Markdown, not yet in mail form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub recipient: String,
    /// Subject: a reference at most.
    pub subject: String,
    /// Body in Markdown.
    pub markdown: String,
    /// The mail it answers, without angle brackets.
    pub answers: Option<String>,
    /// True where it asks for authority.
    pub asks_authority: bool,
}

/// What the settings say of acknowledgements.
#[derive(Debug, Clone)]
pub struct Manners<'a> {
    /// Categories and kinds that are acknowledged.
    pub categories: &'a [String],
    /// Name of the council.
    pub council: &'a str,
    /// Address of the feedback mailbox.
    pub mailbox: &'a str,
    /// All our own addresses.
    pub ours: &'a [&'a str],
    /// Mail received before this day is not acknowledged: an old mailbox that is read in must not write to people.
    pub not_before: Date,
}

/// The acknowledgement of an item, or why there is none.
pub fn acknowledge(
    reference: &str,
    item: &Item,
    classification: &Classification,
    rules: &RuleSet,
    thread: &Thread,
    manners: &Manners<'_>,
) -> Result<Letter, &'static str> {
    if manners.categories.is_empty() {
        return Err("acknowledgements are off");
    }
    if thread.ours {
        return Err("we wrote it ourselves");
    }
    if item.received.date < manners.not_before {
        return Err("it is old");
    }
    let to = answerable(item, classification, manners.ours)?;
    let public = rules.letter.is_public(&to.address);
    let general = |text: &str| fill(text, reference, item, manners);
    let mut parts = vec![general(&rules.letter.opening)];
    for (index, case) in classification.cases.iter().enumerate() {
        let kind = case.kind.map(|k| format!("{}/{k}", case.category));
        let on = |name: &str| manners.categories.iter().any(|c| c == name);
        if !(on(case.category.word()) || kind.as_deref().is_some_and(on)) {
            continue;
        }
        let Some(section) = rules.letter.section(case.category, case.kind).filter(|s| s.public || !public) else {
            continue;
        };
        let mut text = general(&section.text).replace("{case}", &format!("{reference}/{}", index + 1));
        for clock in &case.clocks {
            text = text.replace(&format!("{{due:{}}}", clock.name), &day(clock.due));
        }
        // A date that this case does not have leaves its section out: no letter with a hole in it.
        if !text.contains("{due:") {
            parts.push(text);
        }
    }
    if parts.len() == 1 {
        return Err("no case of it is acknowledged");
    }
    let asks_authority = classification.authority.needed && !public;
    if asks_authority {
        parts.push(general(&rules.letter.authority));
    }
    parts.push(general(&rules.letter.closing));
    Ok(Letter {
        recipient: to.address.clone(),
        subject: general(&rules.letter.subject).replace('\n', " "),
        markdown: parts.iter().map(|p| p.trim()).collect::<Vec<_>>().join("\n\n"),
        answers: item.message_id.clone(),
        asks_authority,
    })
}

fn fill(text: &str, reference: &str, item: &Item, manners: &Manners<'_>) -> String {
    text.replace("{reference}", reference)
        .replace("{received}", &day(item.received.date))
        .replace("{council}", manners.council)
        .replace("{mailbox}", manners.mailbox)
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
