//! XML of office files, read as a stream with bounded depth. Entities other than the five of XML and numbers are not
//! resolved, so that nothing here can grow; what is damaged is read up to the damage.

use crate::parse::text;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;

/// One step in a stream of XML.
#[derive(Debug)]
pub(super) enum Node<'x> {
    /// An element begins; an empty one ends at once.
    Open(Tag<'x>),
    /// An element ends.
    Close(Ending<'x>),
    /// Text between tags.
    Text(Cow<'x, str>),
}

/// The beginning of an element.
#[derive(Debug)]
pub(super) struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// The value of an attribute, by its name without prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).filter_map(Result::ok).find(|a| local(a.key.0) == name)?;
        Some(
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.clone().into_owned(), Cow::into_owned),
        )
    }

    /// The value of an attribute, by its whole name.
    pub(super) fn get_full(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).filter_map(Result::ok).find(|a| a.key.0 == name)?;
        Some(
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.clone().into_owned(), Cow::into_owned),
        )
    }

    /// True where an attribute says yes (`1`, `true`, `on`).
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| matches!(v.as_str(), "1" | "true" | "on"))
    }

    /// The meaning of a switch of Word (`<w:vanish/>`, `<w:vanish w:val="0"/>`).
    pub(super) fn switch(&self) -> bool {
        self.get("val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off"))
    }
}

/// The end of an element.
#[derive(Debug)]
pub(super) struct Ending<'x>(BytesEnd<'x>);

impl Ending<'_> {
    /// The element's name without prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().0)
    }
}

/// How reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At the end.
    Whole,
    /// At something that is no XML.
    Damaged,
    /// Deeper than allowed.
    TooDeep,
}

/// A stream of XML.
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
    deepest: usize,
    /// How it ended, once it has.
    pub end: Option<End>,
}

impl<'x> Xml<'x> {
    /// Reads text; see [`decoded`] for bytes.
    pub(super) fn new(text: &'x str, deepest: usize) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0, deepest, end: None }
    }

    /// The next step; none at the end, wherever that is.
    pub(super) fn next(&mut self) -> Option<Node<'x>> {
        while self.end.is_none() {
            match self.reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    self.depth += 1;
                    if self.depth > self.deepest {
                        self.end = Some(End::TooDeep);
                        return None;
                    }
                    return Some(Node::Open(Tag(tag)));
                }
                Ok(Event::End(tag)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Some(Node::Close(Ending(tag)));
                }
                Ok(Event::Text(text)) => return Some(Node::Text(text.into_inner())),
                Ok(Event::CData(text)) => return Some(Node::Text(text.into_inner())),
                Ok(Event::GeneralRef(name)) => {
                    let known = match name.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        _ => entity(&name.into_inner()),
                    };
                    return Some(Node::Text(Cow::Owned(known)));
                }
                Ok(Event::Eof) => self.end = Some(if self.depth == 0 { End::Whole } else { End::Damaged }),
                Ok(_) => {}
                Err(_) => self.end = Some(End::Damaged),
            }
        }
        None
    }
}

/// The text of an XML file, whatever its encoding.
pub(super) fn decoded(bytes: &[u8]) -> String {
    text::decode(bytes, Some("utf-8")).text
}

/// The five entities of XML; what is not known stands as it was written.
fn entity(name: &str) -> String {
    match name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::{End, Node, Xml};

    fn told(xml: &str) -> (String, Option<End>) {
        let mut reader = Xml::new(xml, 100);
        let mut out = String::new();
        while let Some(node) = reader.next() {
            match node {
                Node::Open(tag) => out.push_str(&format!("<{}{}>", tag.name(), tag.get("a").unwrap_or_default())),
                Node::Close(tag) => out.push_str(&format!("</{}>", tag.name())),
                Node::Text(text) => out.push_str(&text),
            }
        }
        (out, reader.end)
    }

    #[test]
    fn xml_is_read_up_to_its_damage() {
        let cases = [
            ("<w:p w:a=\"1&amp;2\">x &amp; &#163;5<w:br/></w:p>", "<p1&2>x & £5<br></br></p>", End::Whole),
            ("<p>one<b>two</p>", "<p>one<b>two</p>", End::Damaged),
            ("<p>one", "<p>one", End::Damaged),
            ("<!DOCTYPE x [<!ENTITY a \"b\">]><p>&a;</p>", "<p>&a;</p>", End::Whole),
        ];
        for (xml, wanted, end) in cases {
            assert_eq!(told(xml), (wanted.to_owned(), Some(end)), "{xml}");
        }
        assert_eq!(told(&"<a>".repeat(1_000)).1, Some(End::TooDeep));
    }
}
