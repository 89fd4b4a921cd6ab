//! The form in which Outlook wraps the parts of a mail, winmail.dat ([MS-OXTNEF]): a run of attributes, some of which
//! hold MAPI properties. Lengths are checked before bytes are taken; checksums are not asked, since what is torn is
//! still worth reading.

use super::message::{Attached, Content, Message};
use super::props::{Props, Value, file_time, wide};
use crate::parse::codepage;

/// Properties of one block, recipients of one table: more than this is no message.
const MOST: u32 = 20_000;

/// Takes a message apart; none where it does not begin as one.
pub(super) fn message(bytes: &[u8], most_depth: usize) -> Option<Message> {
    let mut input = Input { rest: bytes };
    (input.u32()? == 0x223e_9f78).then_some(())?;
    input.take(2)?;
    let mut message = Message::default();
    // Some programs end the file with a line end or fill it up.
    while !input.rest.iter().all(|b| matches!(b, 0 | b'\r' | b'\n')) {
        if attribute(&mut input, &mut message, most_depth).is_none() {
            message.damaged = true;
            break;
        }
    }
    message.props.page = message.props.page.or_else(|| message.props.stated_page());
    let page = message.props.page;
    message.recipients.iter_mut().for_each(|r| r.page = page);
    message.attachments.iter_mut().for_each(|a| a.props.page = page);
    Some(message)
}

/// Bytes that are taken from the front.
struct Input<'t> {
    rest: &'t [u8],
}

impl<'t> Input<'t> {
    fn take(&mut self, count: usize) -> Option<&'t [u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// A value with its length before it, filled up to a multiple of four.
    fn sized(&mut self) -> Option<&'t [u8]> {
        let length = self.u32()? as usize;
        let value = self.take(length)?;
        let _ = self.take((4 - length % 4) % 4);
        Some(value)
    }
}

/// One attribute into the message.
fn attribute(input: &mut Input<'_>, message: &mut Message, most_depth: usize) -> Option<()> {
    input.take(1)?;
    let id = input.u32()? as u16;
    let length = input.u32()? as usize;
    let value = match input.take(length) {
        Some(value) => value,
        // The last attribute may be cut short; what there is of it counts.
        None if id == 0x800f => {
            message.damaged = true;
            std::mem::take(&mut input.rest)
        }
        None => return None,
    };
    // The checksum; a file that ends before it lost nothing else.
    let _ = input.take(2);
    match id {
        0x9002 => message.attachments.push(Attached { props: Props::default(), content: Content::Nothing }),
        0x800f => open(message).content = Content::Bytes(value.to_vec()),
        0x8010 => open(message).props.set(0x3704, Value::Narrow(value.to_vec())),
        0x9005 => {
            let inner = properties(&mut Input { rest: value }, &mut open(message).props, most_depth);
            if let Some(content) = inner.flatten() {
                open(message).content = content;
            }
        }
        0x9003 => {
            let whole = properties(&mut Input { rest: value }, &mut message.props, most_depth);
            message.damaged |= whole.is_none();
        }
        0x9004 => message.damaged |= recipients(value, message, most_depth).is_none(),
        _ => plain(message, id, value),
    }
    Some(())
}

/// The attachment that is being described; there is none in a file that leaves out its beginning.
fn open(message: &mut Message) -> &mut Attached {
    if message.attachments.is_empty() {
        message.attachments.push(Attached { props: Props::default(), content: Content::Nothing });
    }
    let last = message.attachments.len() - 1;
    &mut message.attachments[last]
}

/// Attributes of the older kind, which stand in for properties that are not there.
fn plain(message: &mut Message, id: u16, value: &[u8]) {
    let text = || value.strip_suffix(b"\0").unwrap_or(value).to_vec();
    let mut stand_in = |id: u16, value: Value| {
        if !message.props.has(id) {
            message.props.set(id, value);
        }
    };
    match id {
        0x8004 => stand_in(0x0037, Value::Narrow(text())),
        0x800c => stand_in(0x1000, Value::Narrow(text())),
        0x8008 => stand_in(0x001a, Value::Narrow(text())),
        0x8000 => {
            if let Some((name, address)) = triple(value) {
                stand_in(0x0c1a, Value::Narrow(name));
                stand_in(0x0c1f, Value::Narrow(address));
            }
        }
        0x9007 => {
            let page = value.get(..4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
            message.props.page = page.filter(|p| codepage::encoding(*p).is_some());
        }
        _ => {}
    }
}

/// Name and address of a sender of the older kind: four numbers, then the name, then the address after its kind.
fn triple(value: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut input = Input { rest: value };
    input.take(4)?;
    let name_length = usize::from(input.u16()?);
    let address_length = usize::from(input.u16()?);
    let cut = |bytes: &[u8]| bytes.split(|b| *b == 0).next().unwrap_or_default().to_vec();
    let name = cut(input.take(name_length)?);
    let address = cut(input.take(address_length.min(input.rest.len()))?);
    Some((name, address))
}

fn recipients(value: &[u8], message: &mut Message, most_depth: usize) -> Option<()> {
    let mut input = Input { rest: value };
    for _ in 0..input.u32()?.min(MOST) {
        let mut props = Props::default();
        let whole = properties(&mut input, &mut props, most_depth);
        message.recipients.push(props);
        whole?;
    }
    Some(())
}

/// A block of properties; gives back the message or object that the data property of an attachment holds. None where the
/// block is torn; what came before is kept.
fn properties(input: &mut Input<'_>, props: &mut Props, most_depth: usize) -> Option<Option<Content>> {
    let mut content = None;
    for _ in 0..input.u32()?.min(MOST) {
        let kind = input.u16()?;
        let id = input.u16()?;
        if id >= 0x8000 {
            input.take(16)?;
            if input.u32()? == 0 {
                input.take(4)?;
            } else {
                input.sized()?;
            }
        }
        let several = kind & 0x1000 != 0;
        let base = kind & 0x0fff;
        let long = matches!(base, 0x001e | 0x001f | 0x0102 | 0x000d);
        let count = if several || long { input.u32()?.min(MOST) } else { 1 };
        for _ in 0..count {
            let value = match base {
                _ if long => input.sized()?,
                0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => input.take(8)?,
                0x0048 => input.take(16)?,
                _ => input.take(4)?,
            };
            if base == 0x000d && id == 0x3701 {
                content = Some(object(value, most_depth));
            } else if id < 0x8000 {
                set(props, id, base, value);
            }
        }
    }
    Some(content)
}

fn set(props: &mut Props, id: u16, kind: u16, value: &[u8]) {
    let number = || value.iter().take(8).rev().fold(0u64, |n, b| n << 8 | u64::from(*b));
    match kind {
        0x0002 => props.set(id, Value::Number(i64::from(number() as u16 as i16))),
        0x0003 => props.set(id, Value::Number(i64::from(number() as u32 as i32))),
        0x000b => props.set(id, Value::Number(i64::from(number() as u16 != 0))),
        0x0040 => {
            if let Some(time) = file_time(number()) {
                props.set(id, Value::Time(time));
            }
        }
        0x001e => props.set(id, Value::Narrow(value.strip_suffix(b"\0").unwrap_or(value).to_vec())),
        0x001f => props.set(id, Value::Text(wide(value))),
        0x0102 => props.set(id, Value::Bytes(value.to_vec())),
        _ => {}
    }
}

/// The interface that a message inside is reached by; what is reached by another is an object.
const MESSAGE: [u8; 4] = [0x07, 0x03, 0x02, 0x00];

fn object(value: &[u8], most_depth: usize) -> Content {
    let inner = value.get(16..).unwrap_or_default();
    if value.starts_with(&MESSAGE) && most_depth > 0 {
        return message(inner, most_depth - 1).map_or(Content::Nothing, |m| Content::Message(Box::new(m)));
    }
    Content::Bytes(inner.to_vec())
}
