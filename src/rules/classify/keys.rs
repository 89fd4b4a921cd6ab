//! Which keys and words the reader of YAML knows, asked of the very types that it fills: a list kept beside them would part
//! from them. It reads no file.

use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::Cell;

/// The keys of a mapping, or the words of a closed list, that `T` is read from; none for other types.
pub fn known<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let told = Cell::new(&[][..]);
    // The answer is what was told on the way; the reading itself always fails, for there is nothing to read.
    let _ = T::deserialize(Asked { told: &told });
    told.get()
}

/// A reader with nothing to read that notes what it is asked for.
struct Asked<'a> {
    told: &'a Cell<&'static [&'static str]>,
}

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        self.told.set(fields);
        Err(Error::custom("nothing to read"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        self.told.set(variants);
        Err(Error::custom("nothing to read"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::custom("nothing to read"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map identifier ignored_any
    }
}
