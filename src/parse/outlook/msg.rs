//! The compound file form of an Outlook message ([MS-OXMSG]): storages for recipients and attachments, a stream for each
//! long property, a table of the short ones. Streams are taken out under the item's budget.

use super::message::{Attached, Content, Message};
use super::props::{Props, Value, file_time, wide};
use crate::parse::archive::unpack;
use crate::parse::reading::Reading;
use cfb::CompoundFile;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// Length of what stands before the table of short properties: of the message itself, of one inside, of the rest.
const HEAD: [usize; 3] = [32, 24, 8];

type File<'b> = CompoundFile<Cursor<&'b [u8]>>;

/// What is left of the walk.
struct Walk<'r, 'a, 'b> {
    reading: &'r mut Reading<'a>,
    file: File<'b>,
}

/// Takes a message apart; none where the file cannot be opened.
pub(super) fn message(reading: &mut Reading<'_>, bytes: &[u8]) -> Option<Message> {
    let file = CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut walk = Walk { reading, file };
    Some(walk.message(Path::new("/"), HEAD[0], 0))
}

impl Walk<'_, '_, '_> {
    fn message(&mut self, at: &Path, head: usize, depth: usize) -> Message {
        let mut message = Message { props: self.props(at, head), ..Message::default() };
        message.props.page = message.props.stated_page();
        let page = message.props.page;
        for (name, storage) in self.entries(at) {
            if !storage {
                continue;
            }
            let inner = at.join(&name);
            if name.starts_with("__recip_version1.0_") {
                let mut props = self.props(&inner, HEAD[2]);
                props.page = page;
                message.recipients.push(props);
            } else if name.starts_with("__attach_version1.0_") {
                let attached = self.attachment(&inner, page, depth);
                message.attachments.push(attached);
            }
        }
        message
    }

    fn attachment(&mut self, at: &Path, page: Option<u32>, depth: usize) -> Attached {
        let mut props = self.props(at, HEAD[2]);
        props.page = page;
        let inner = at.join("__substg1.0_3701000D");
        let content = match props.number(0x3705) {
            _ if self.file.is_storage(&inner) => self.inner(&inner, depth),
            Some(2..=4 | 7) => Content::Elsewhere,
            _ => match props.bytes(0x3701) {
                Some(bytes) => Content::Bytes(bytes.to_vec()),
                None if props.has(0x3701) => Content::Bytes(Vec::new()),
                None => Content::Nothing,
            },
        };
        Attached { props, content }
    }

    /// A storage in the place of bytes: a message, or an object.
    fn inner(&mut self, at: &Path, depth: usize) -> Content {
        if self.file.is_stream(at.join("__properties_version1.0")) {
            if depth > self.reading.limits.message_depth {
                return Content::Message(Box::default());
            }
            return Content::Message(Box::new(self.message(at, HEAD[1], depth + 1)));
        }
        let names: Vec<String> = self.entries(at).into_iter().filter(|(_, storage)| !storage).map(|(n, _)| n).collect();
        let streams = names.into_iter().filter_map(|n| self.stream(&at.join(&n)).map(|bytes| (n, bytes))).collect();
        Content::Object(streams)
    }

    /// What a storage holds, each with whether it is a storage, in the order of their names.
    fn entries(&self, at: &Path) -> Vec<(String, bool)> {
        let most = self.reading.limits.archive_entries.saturating_mul(100);
        let Ok(entries) = self.file.read_storage(at) else { return Vec::new() };
        entries.take(most).map(|e| (e.name().to_owned(), e.is_storage())).collect()
    }

    fn stream(&mut self, at: &Path) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(at).ok()?;
        let length = stream.len();
        unpack(self.reading, stream, length).ok()
    }

    fn props(&mut self, at: &Path, head: usize) -> Props {
        let mut props = Props::default();
        if let Some(table) = self.stream(&at.join("__properties_version1.0")) {
            table.get(head..).unwrap_or_default().chunks_exact(16).for_each(|entry| short(&mut props, entry));
        }
        for (name, storage) in self.entries(at) {
            let Some((id, kind)) = name.strip_prefix("__substg1.0_").filter(|_| !storage).and_then(tag) else {
                continue;
            };
            if !matches!(kind, 0x001e | 0x001f | 0x0102) {
                continue;
            }
            let path: PathBuf = at.join(&name);
            if let Some(bytes) = self.stream(&path) {
                let value = match kind {
                    0x001e => Value::Narrow(bytes),
                    0x001f => Value::Text(wide(&bytes)),
                    _ => Value::Bytes(bytes),
                };
                props.set(id, value);
            }
        }
        props
    }
}

/// Number and type from the name of a stream.
fn tag(digits: &str) -> Option<(u16, u16)> {
    let part = |from: usize| digits.get(from..from + 4).and_then(|d| u16::from_str_radix(d, 16).ok());
    (digits.len() == 8).then(|| part(0).zip(part(4)))?
}

/// One entry of the table of short properties.
fn short(props: &mut Props, entry: &[u8]) {
    let number = |from: usize, to: usize| {
        entry.get(from..to).unwrap_or_default().iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b))
    };
    let (kind, id) = (number(0, 2), number(2, 4) as u16);
    match kind {
        0x0002 => props.set(id, Value::Number(i64::from(number(8, 10) as u16 as i16))),
        0x0003 => props.set(id, Value::Number(i64::from(number(8, 12) as u32 as i32))),
        0x000b => props.set(id, Value::Number(i64::from(number(8, 10) != 0))),
        0x0040 => {
            if let Some(time) = file_time(number(8, 16)) {
                props.set(id, Value::Time(time));
            }
        }
        _ => {}
    }
}
