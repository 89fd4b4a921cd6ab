//! An acknowledgement as mail: text and HTML of the same words, marked as sent by a machine, and never sent twice to an
//! address within a day.

use super::{Pipeline, outbox};
use crate::model::{Classification, Item, Thread};
use crate::register::{Acknowledgement, Message};
use crate::route::{Letter, Manners, acknowledge};
use jiff::{Span, Timestamp};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::time::{Duration, SystemTime};

/// Longest line of the text form.
const WIDTH: usize = 76;

/// The acknowledgement of an item, or why there is none.
pub fn acknowledgement(
    pipeline: &Pipeline,
    item_id: &str,
    reference: &str,
    item: &Item,
    classification: &Classification,
    thread: &Thread,
    now: Timestamp,
) -> Result<Acknowledgement, String> {
    let config = &pipeline.config;
    let mut ours: Vec<&str> = vec![&config.council.mailbox, &config.mail.from];
    ours.extend(pipeline.rules.queues.all().iter().map(|q| q.address.as_str()));
    ours.extend(config.acknowledge.own_addresses.iter().map(String::as_str));
    let today = crate::model::london_date(now);
    let manners = Manners {
        categories: &config.acknowledge.categories,
        council: &config.council.name,
        mailbox: &config.council.mailbox,
        ours: &ours,
        not_before: today.checked_sub(Span::new().days(config.acknowledge.newer_than_days.max(0))).unwrap_or(today),
    };
    let letter = acknowledge(reference, item, classification, &pipeline.rules, thread, &manners)?;
    let head = item_id.get(..24).unwrap_or(item_id);
    let message_id = outbox::message_id(config, &format!("{head}.acknowledgement.1"));
    let bytes = compose(pipeline, &letter, &message_id, now)?;
    Ok(Acknowledgement {
        address: one_address(&letter.recipient),
        message: Message {
            message_id,
            item_id: Some(item_id.to_string()),
            queue: "acknowledgement".into(),
            recipient: letter.recipient,
            subject: letter.subject,
            message: bytes,
            urgent: false,
            not_before: now,
            tries: 0,
            interrupted: false,
        },
    })
}

fn compose(pipeline: &Pipeline, letter: &Letter, message_id: &str, now: Timestamp) -> Result<Vec<u8>, String> {
    let config = &pipeline.config;
    let mailbox = |address: &str, name: Option<String>| -> Result<Mailbox, String> {
        Ok(Mailbox::new(name, address.parse().map_err(|e| format!("{address}: {e}"))?))
    };
    let mut builder = lettre::Message::builder()
        .from(mailbox(&config.mail.from, Some(config.council.name.clone()))?)
        .reply_to(mailbox(&config.council.mailbox, None)?)
        .to(mailbox(&letter.recipient, None)?)
        .subject(letter.subject.clone())
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0)))
        .message_id(Some(format!("<{message_id}>")))
        .header(outbox::AutoSubmitted("auto-replied"));
    let answers = letter.answers.as_ref().filter(|id| id.bytes().all(|b| b.is_ascii_graphic()));
    if let Some(id) = answers {
        builder = builder.in_reply_to(format!("<{id}>")).references(format!("<{id}>"));
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new(&letter.markdown));
    let html = format!("<!DOCTYPE html>\n<html lang=\"en-GB\"><body>\n{html}</body></html>\n");
    let body = MultiPart::alternative_plain_html(plain(&letter.markdown), html);
    let mut mail = builder.multipart(body).map_err(|e| e.to_string())?;
    let suppress = HeaderName::new_from_ascii_str("X-Auto-Response-Suppress");
    mail.headers_mut().insert_raw(HeaderValue::new(suppress, "All".into()));
    Ok(mail.formatted())
}

/// One address for all its tags: `a+x@b` and `A@b` are one person.
fn one_address(address: &str) -> String {
    let lower = address.to_lowercase();
    match lower.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
        None => lower,
    }
}

/// Markdown as plain text.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut link = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push('\n'),
            Event::Start(Tag::Item) => out.push_str("\n- "),
            Event::Start(Tag::Link { dest_url, .. }) => link = Some(dest_url.to_string()),
            Event::End(TagEnd::Link) => out.extend(link.take().map(|url| format!(" ({url})"))),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::List(_)) => out.push_str("\n\n"),
            _ => {}
        }
    }
    wrapped(out.trim_end())
}

fn wrapped(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut width = 0;
        for word in line.split(' ') {
            let long = word.chars().count();
            if width > 0 && width + 1 + long > WIDTH {
                out.push('\n');
                width = 0;
            } else if width > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += long;
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{one_address, plain};

    #[test]
    fn markdown_reads_well_as_text() {
        let text = plain("**One** two.\nThree.\n\n- a\n- [b](https://c.example)\n");
        assert_eq!(text, "One two. Three.\n\n\n- a\n- b (https://c.example)\n");
    }

    #[test]
    fn tags_of_an_address_are_one_person() {
        assert_eq!(one_address("Ada+x@Post.example"), "ada@post.example");
    }
}
