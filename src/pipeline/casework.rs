//! Cases by hand: a person names what a matter is, and queue and clocks follow from the rules as they do for the machine's
//! own cases. The queue that gets it is told.

use super::{PipelineError, outbox};
use crate::config::Config;
use crate::model::{Category, Kind};
use crate::register::{CaseByHand, Decider, Message, Register, RegisterError};
use crate::rules::RuleSet;
use std::fmt::Write;

/// What a decision about a case is made with.
pub struct Casework<'a> {
    /// For the sender and the form of Message-IDs.
    pub config: &'a Config,
    /// For queues and clocks.
    pub rules: &'a RuleSet,
    /// Where it is kept.
    pub register: &'a mut Register,
}

impl Casework<'_> {
    /// Opens a case of an item and tells its queue. Returns its reference.
    pub fn open(
        &mut self,
        item_id: &str,
        what: (Category, Option<Kind>),
        who: Decider<'_>,
    ) -> Result<String, PipelineError> {
        let (case, reference) = self.by_hand(item_id, what)?;
        let number = self.register.open_case(item_id, &case, who)?;
        let reference = format!("{reference}/{number}");
        self.tell(item_id, &reference, &case, who)?;
        Ok(reference)
    }

    /// Makes a case another one and tells the queue that gets it. Returns what it was.
    pub fn correct(
        &mut self,
        item_id: &str,
        number: i64,
        what: (Category, Option<Kind>),
        who: Decider<'_>,
    ) -> Result<String, PipelineError> {
        let (case, reference) = self.by_hand(item_id, what)?;
        let before = self.register.correct_case(item_id, number, &case, who)?;
        self.tell(item_id, &format!("{reference}/{number}"), &case, who)?;
        Ok(before)
    }

    fn by_hand(
        &self,
        item_id: &str,
        (category, kind): (Category, Option<Kind>),
    ) -> Result<(CaseByHand, String), PipelineError> {
        let record = self.register.record(item_id)?;
        let name = &record.row.reference;
        let unread = || RegisterError::NotFound(format!("{name} was not read: a case needs an item that was."));
        let received = &record.parsed.as_ref().ok_or_else(unread)?.item.received;
        let queue = self.rules.queues.of_case(category, kind).name.clone();
        let clocks = self.rules.clocks.of_case(category, kind, received);
        Ok((CaseByHand { category, kind, queue, clocks }, record.row.reference))
    }

    fn tell(
        &mut self,
        item_id: &str,
        reference: &str,
        case: &CaseByHand,
        who: Decider<'_>,
    ) -> Result<(), PipelineError> {
        let Some(queue) = self.rules.queues.all().iter().find(|q| q.name == case.queue) else { return Ok(()) };
        let word = case.kind.map_or(case.category.word(), Kind::word).replace('_', " ");
        let due = case.clocks.iter().map(|c| c.due).min();
        let due = due.map(|d| format!(", due {}", d.strftime("%-d %B %Y"))).unwrap_or_default();
        let subject = format!("{reference}: {word}{due}");
        let mut text = format!("{reference} for {}\n{}\n\nA person put it here.\n", queue.label, queue.because);
        for clock in &case.clocks {
            // Writing to memory cannot fail.
            let _ = writeln!(text, "  due {} ({}): {}", clock.due.strftime("%-d %B %Y"), clock.name, clock.basis);
        }
        let _ = writeln!(text, "\nRead it with: postroom show {reference}");
        let head = item_id.get(..24).unwrap_or(item_id);
        let left = format!("{head}.{}.by-hand.{}", queue.name, who.at.as_millisecond());
        let message_id = outbox::message_id(self.config, &left);
        let mail = outbox::Mail { recipient: &queue.address, subject: &subject, text: &text, message_id: &message_id };
        let message = Message {
            message: outbox::compose(self.config, &mail, who.at),
            message_id: message_id.clone(),
            item_id: Some(item_id.to_string()),
            queue: queue.name.clone(),
            recipient: queue.address.clone(),
            subject,
            urgent: false,
            not_before: who.at,
            tries: 0,
            interrupted: false,
        };
        self.register.post(&message, who.at)?;
        Ok(())
    }
}
