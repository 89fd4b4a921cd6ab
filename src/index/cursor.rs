//! The place where a page ends, as text that the next question brings along. It holds what the first page saw (the last
//! arrival, the counts behind the scores), so that pages neither overlap nor leave anything out while items arrive.

use super::likeness::hash;
use super::query::Query;
use super::ranking::Key;

/// Where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// What was asked: the place makes sense for no other question.
    pub question: u64,
    /// The last hit of the page before.
    pub key: Key,
    /// The last arrival that the first page saw.
    pub newest: u64,
    /// Hits on the pages before.
    pub seen: u64,
    /// The counts that the first page was scored with.
    pub counts: Vec<u8>,
}

/// Raise it whenever the form changes.
const FORM: u8 = 1;
/// Form, six numbers and a check over all.
const HEAD: usize = 1 + 6 * 8;

impl Cursor {
    /// What identifies a question: everything that decides which items come in which order.
    pub fn question(query: &Query) -> u64 {
        let collapse = query.collapse;
        hash(format!("{:?} {:?} {collapse:?} {:?} {}", query.index, query.sort, query.like, query.text).as_bytes())
    }

    /// As text: digits and letters only.
    pub fn to_text(&self) -> String {
        use std::fmt::Write;
        let numbers = [self.question, self.key.0, self.key.1 as u64, self.key.2, self.newest, self.seen];
        let mut bytes = vec![FORM];
        numbers.iter().for_each(|n| bytes.extend(n.to_be_bytes()));
        bytes.extend(&self.counts);
        let check = hash(&bytes);
        bytes.extend(check.to_be_bytes());
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
            text
        })
    }

    /// Reads it back; nothing where it is none, was cut or belongs to another question.
    pub fn read(text: &str, query: &Query) -> Option<Self> {
        let digits = text.trim().as_bytes();
        let pairs = digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        let bytes = pairs.collect::<Option<Vec<u8>>>()?;
        let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(8)?)?;
        if hash(body).to_be_bytes() != check || body.first() != Some(&FORM) {
            return None;
        }
        let number = |at: usize| -> Option<u64> {
            let bytes = body.get(1 + at * 8..9 + at * 8)?;
            Some(u64::from_be_bytes(bytes.try_into().ok()?))
        };
        let found = Self {
            question: number(0)?,
            key: Key(number(1)?, number(2)? as i64, number(3)?),
            newest: number(4)?,
            seen: number(5)?,
            counts: body.get(HEAD..)?.to_vec(),
        };
        (found.question == Self::question(query)).then_some(found)
    }
}
