//! Nagging: while nobody takes a safeguarding case, somebody above is told, again and again, until a person has taken it.
//! Silence is never taken for an answer.

use super::{Pipeline, PipelineError, outbox};
use crate::model::{FlagKind, Tier, london_date};
use crate::register::{Alarm, Message, Register};
use jiff::{SignedDuration, Timestamp};

/// Posts what is due; returns how many alarms were escalated.
pub fn escalate(pipeline: &Pipeline, register: &mut Register, now: Timestamp) -> Result<usize, PipelineError> {
    let Some(queue) = pipeline.rules.queues.of_flag(FlagKind::Safeguarding) else { return Ok(0) };
    let Some(rule) = &queue.escalate else { return Ok(0) };
    let mut told = 0;
    for alarm in register.open_alarms()? {
        let minutes = if alarm.tier == Tier::Immediate { rule.immediate_minutes } else { rule.same_day_minutes };
        let due = alarm.last.unwrap_or(alarm.raised) + SignedDuration::from_mins(i64::from(minutes.max(1)));
        if due <= now {
            register.post(&message(pipeline, &alarm, &rule.to, now), now)?;
            register.alarm_escalated(&alarm, &queue.name, now)?;
            told += 1;
        }
    }
    Ok(told)
}

fn message(pipeline: &Pipeline, alarm: &Alarm, to: &str, now: Timestamp) -> Message {
    let (reference, count) = (&alarm.reference, alarm.escalations + 1);
    let word = if alarm.tier == Tier::Immediate { "NOW" } else { "TODAY" };
    let since = (now.duration_since(alarm.raised).as_mins()).max(0);
    let subject = format!("SAFEGUARDING {word} {reference}: nobody has taken it for {since} minutes");
    let text = format!(
        "Nobody has taken {reference}, in which an adult may be at risk.\n\n\
         Raised on {}, {since} minutes ago. This is message {count} about it; the next comes until somebody takes it.\n\n\
         Read it:   postroom show {reference}\n\
         Take it:   postroom take {reference} --by NAME\n",
        london_date(alarm.raised).strftime("%-d %B %Y"),
    );
    let head = alarm.item_id.get(..24).unwrap_or(&alarm.item_id);
    let message_id = outbox::message_id(&pipeline.config, &format!("{head}.escalation.{count}"));
    let mail = outbox::Mail { recipient: to, subject: &subject, text: &text, message_id: &message_id };
    Message {
        message: outbox::compose(&pipeline.config, &mail, now),
        message_id: message_id.clone(),
        item_id: Some(alarm.item_id.clone()),
        queue: "escalation".into(),
        recipient: to.to_string(),
        subject,
        urgent: true,
        not_before: now,
        tries: 0,
        interrupted: false,
    }
}
