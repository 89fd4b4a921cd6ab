//! Which styles of an OpenDocument file (ODF 1.3) hide what they are given to: text, sections, rows, columns, sheets and
//! slides.

use super::package::Package;
use super::word_styles::is_white;
use super::xml::{Node, Tag};
use crate::parse::flow::Unseen;
use crate::parse::reading::Reading;
use std::collections::HashMap;

/// A chain of styles that is longer goes in a circle.
const LONGEST_CHAIN: usize = 20;
/// Letters smaller than three points are not read by anybody.
const TINY: f32 = 3.0;

/// What a style says about being seen; none where it says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    hidden: Option<bool>,
    white: Option<bool>,
    tiny: Option<bool>,
    shaded: Option<bool>,
}

/// The looks of all styles by their names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    looks: HashMap<String, (Look, Option<String>)>,
}

impl Styles {
    /// Hears the styles of a part.
    pub(super) fn read(&mut self, reading: &mut Reading<'_>, package: &mut Package<'_>, part: &str) {
        let mut open: Option<(String, Look, Option<String>)> = None;
        package.walk(reading, part, &mut |node| {
            match node {
                Node::Open(tag) => match tag.name() {
                    "style" => {
                        open =
                            Some((tag.get("name").unwrap_or_default(), Look::default(), tag.get("parent-style-name")));
                    }
                    _ => {
                        if let Some((_, look, _)) = open.as_mut() {
                            look.hear(&tag);
                        }
                    }
                },
                Node::Close(tag) if tag.name() == "style" => {
                    if let Some((name, look, parent)) = open.take() {
                        self.looks.insert(name, (look, parent));
                    }
                }
                _ => {}
            }
            true
        });
    }

    /// The look of a style with what it is based on.
    pub(super) fn look(&self, name: Option<&str>) -> Look {
        let mut look = Look::default();
        let mut next = name;
        for _ in 0..LONGEST_CHAIN {
            let Some((own, parent)) = next.and_then(|n| self.looks.get(n)) else { break };
            look = look.over(*own);
            next = parent.as_deref();
        }
        look
    }
}

impl Look {
    fn hear(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "text-properties" => {
                if let Some(display) = tag.get_full("text:display") {
                    self.hidden = Some(display == "none");
                }
                if let Some(colour) = tag.get_full("fo:color") {
                    self.white = Some(is_white(&colour));
                }
                if let Some(size) = tag.get_full("fo:font-size") {
                    self.tiny = size.strip_suffix("pt").and_then(|s| s.parse::<f32>().ok()).map(|s| s < TINY);
                }
                self.background(tag);
            }
            "paragraph-properties" | "table-cell-properties" => self.background(tag),
            "section-properties" | "table-properties" => {
                if let Some(display) = tag.get("display") {
                    self.hidden = Some(matches!(display.as_str(), "none" | "false"));
                }
            }
            "drawing-page-properties" => {
                if let Some(visibility) = tag.get("visibility") {
                    self.hidden = Some(visibility == "hidden");
                }
            }
            _ => {}
        }
    }

    fn background(&mut self, tag: &Tag<'_>) {
        if let Some(colour) = tag.get_full("fo:background-color") {
            self.shaded = Some(colour != "transparent" && !is_white(&colour));
        }
    }

    /// What this says, and where it says nothing what `below` says.
    pub(super) fn over(self, below: Look) -> Look {
        Look {
            hidden: self.hidden.or(below.hidden),
            white: self.white.or(below.white),
            tiny: self.tiny.or(below.tiny),
            shaded: self.shaded.or(below.shaded),
        }
    }

    /// True where it hides what it is given to.
    pub(super) fn hides(self) -> bool {
        self.hidden == Some(true)
    }

    /// How text that looks so is hidden, if it is.
    pub(super) fn unseen(self) -> Option<Unseen> {
        if self.hidden == Some(true) {
            return Some(Unseen::Text);
        }
        if self.tiny == Some(true) {
            return Some(Unseen::Tiny);
        }
        (self.white == Some(true) && self.shaded != Some(true)).then_some(Unseen::White)
    }
}
