//! MAPI properties ([MS-OXPROPS]) as both forms of an Outlook message carry them: by number, with texts in Unicode or in
//! the code page of the message. What a property means is told where it is used.

use crate::parse::codepage;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The value of a property.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A number or a truth.
    Number(i64),
    /// Text in Unicode.
    Text(String),
    /// Text in the code page of the message.
    Narrow(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A moment.
    Time(Timestamp),
}

/// The properties of a message, recipient or attachment.
#[derive(Debug, Clone, Default)]
pub(super) struct Props {
    values: BTreeMap<u16, Value>,
    /// The code page of its narrow texts, where it is known.
    pub page: Option<u32>,
}

impl Props {
    /// Sets a property; of several with one number the one in Unicode counts.
    pub(super) fn set(&mut self, id: u16, value: Value) {
        if matches!((&value, self.values.get(&id)), (Value::Narrow(_), Some(Value::Text(_)))) {
            return;
        }
        self.values.insert(id, value);
    }

    /// A text, without what ends it.
    pub(super) fn text(&self, id: u16) -> Option<String> {
        let text = match self.values.get(&id)? {
            Value::Text(text) => text.clone(),
            Value::Narrow(bytes) => self.decoded(bytes),
            _ => return None,
        };
        let text = text.trim_end_matches('\0').to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// A number.
    pub(super) fn number(&self, id: u16) -> Option<i64> {
        match self.values.get(&id)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Bytes; of a text its bytes as they came.
    pub(super) fn bytes(&self, id: u16) -> Option<&[u8]> {
        match self.values.get(&id)? {
            Value::Bytes(bytes) | Value::Narrow(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A moment.
    pub(super) fn time(&self, id: u16) -> Option<Timestamp> {
        match self.values.get(&id)? {
            Value::Time(time) => Some(*time),
            _ => None,
        }
    }

    /// True where bytes or a text are there, even if they are empty.
    pub(super) fn has(&self, id: u16) -> bool {
        self.values.contains_key(&id)
    }

    /// The code page that the message states: of the message, else of its locale, else of its HTML, which may be another.
    pub(super) fn stated_page(&self) -> Option<u32> {
        let known = |id: u16| {
            let page = self.number(id).and_then(|n| u32::try_from(n).ok())?;
            codepage::encoding(page).map(|_| page)
        };
        let locale = || self.number(0x3ff1).and_then(|n| u32::try_from(n).ok()).map(codepage::of_locale);
        known(0x3ffd).or_else(locale).or_else(|| known(0x3fde))
    }

    /// Text in the code page; UTF-8 is told by itself, since messages made by programs often state another page.
    fn decoded(&self, bytes: &[u8]) -> String {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return text.to_owned();
        }
        codepage::decode(bytes, self.page.unwrap_or(1252)).0
    }
}

/// A Windows file time: tenths of a microsecond since 1601.
pub(super) fn file_time(ticks: u64) -> Option<Timestamp> {
    const TO_1970: i64 = 11_644_473_600;
    let seconds = i64::try_from(ticks / 10_000_000).ok()?.checked_sub(TO_1970)?;
    // Unset times are nought, or far away.
    Timestamp::from_second(seconds).ok().filter(|_| seconds > -TO_1970 + 86_400 && seconds < 64_092_211_200)
}

/// Text from UTF-16, little end first.
pub(super) fn wide(bytes: &[u8]) -> String {
    encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.trim_end_matches('\0').to_owned()
}
