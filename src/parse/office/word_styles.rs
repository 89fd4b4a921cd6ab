//! Which styles of a Word document hide their text: by the hidden attribute, the colour of paper, or a size that nobody
//! reads.

use super::package::Package;
use super::xml::{Node, Tag};
use crate::parse::flow::Unseen;
use crate::parse::reading::Reading;
use std::collections::HashMap;

/// Letters smaller than three points (six half points) are not read by anybody.
const TINY: u32 = 6;
/// A chain of styles that is longer goes in a circle.
const LONGEST_CHAIN: usize = 20;

/// What formatting says about being seen; none where it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    vanish: Option<bool>,
    white: Option<bool>,
    tiny: Option<bool>,
    shaded: Option<bool>,
}

impl Look {
    /// Hears one element of run properties.
    pub(super) fn hear(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "vanish" => self.vanish = Some(tag.switch()),
            "color" => self.white = tag.get("val").map(|v| is_white(&v)),
            "sz" => self.tiny = tag.get("val").and_then(|v| v.parse::<u32>().ok()).map(|size| size < TINY),
            "shd" => {
                let plain = tag.get("fill").is_none_or(|f| f == "auto" || is_white(&f));
                let pattern = tag.get("val").is_none_or(|v| v == "clear" || v == "nil");
                self.shaded = Some(!(plain && pattern));
            }
            "highlight" => self.shaded = Some(tag.get("val").is_some_and(|v| v != "none" && v != "white")),
            _ => {}
        }
    }

    /// What this says, and where it says nothing what `below` says.
    pub(super) fn over(self, below: Look) -> Look {
        Look {
            vanish: self.vanish.or(below.vanish),
            white: self.white.or(below.white),
            tiny: self.tiny.or(below.tiny),
            shaded: self.shaded.or(below.shaded),
        }
    }

    /// How text that looks so is hidden, if it is.
    pub(super) fn unseen(self, shaded_around: bool) -> Option<Unseen> {
        if self.vanish == Some(true) {
            return Some(Unseen::Text);
        }
        if self.tiny == Some(true) {
            return Some(Unseen::Tiny);
        }
        (self.white == Some(true) && self.shaded != Some(true) && !shaded_around).then_some(Unseen::White)
    }

    /// True where it has a background of its own.
    pub(super) fn is_shaded(self) -> bool {
        self.shaded == Some(true)
    }
}

/// White, or so near that it makes no difference on paper.
pub(super) fn is_white(colour: &str) -> bool {
    let digits = colour.trim_start_matches('#');
    if !digits.is_ascii() || digits.len() != 6 {
        return colour.eq_ignore_ascii_case("white");
    }
    (0..3).all(|n| digits.get(n * 2..n * 2 + 2).and_then(|d| u8::from_str_radix(d, 16).ok()).is_some_and(|v| v >= 0xf8))
}

/// The looks of all styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    looks: HashMap<String, (Look, Option<String>)>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub(super) fn read(reading: &mut Reading<'_>, package: &mut Package<'_>) -> Self {
        let mut styles = Self::default();
        let mut open: Option<(String, Look, Option<String>)> = None;
        let mut in_run = false;
        package.walk(reading, "word/styles.xml", &mut |node| {
            match node {
                Node::Open(tag) => match tag.name() {
                    "style" => open = Some((tag.get("styleId").unwrap_or_default(), Look::default(), None)),
                    "basedOn" => {
                        if let Some((.., base)) = open.as_mut() {
                            *base = tag.get("val");
                        }
                    }
                    "rPr" => in_run = true,
                    _ => {
                        if let Some((_, look, _)) = open.as_mut().filter(|_| in_run) {
                            look.hear(&tag);
                        }
                    }
                },
                Node::Close(tag) => match tag.name() {
                    "rPr" => in_run = false,
                    "style" => {
                        if let Some((id, look, base)) = open.take() {
                            styles.looks.insert(id, (look, base));
                        }
                    }
                    _ => {}
                },
                Node::Text(_) => {}
            }
            true
        });
        styles
    }

    /// The look of a style with what it is based on.
    pub(super) fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut next = Some(id);
        for _ in 0..LONGEST_CHAIN {
            let Some((own, base)) = next.and_then(|id| self.looks.get(id)) else { break };
            look = look.over(*own);
            next = base.as_deref();
        }
        look
    }
}
