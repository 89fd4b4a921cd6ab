//! From blocks of text to lines on pages. What goes in is kept text and labels alone, so no break, gap or page count can
//! depend on what was removed.

use super::font::{Fonts, Weight};

/// Width of A4 in points.
pub(super) const WIDE: f32 = 595.28;
/// Height of A4 in points.
pub(super) const HIGH: f32 = 841.89;
/// White at the left and right.
pub(super) const SIDE: f32 = 68.0;
const TOP: f32 = 92.0;
const BOTTOM: f32 = 76.0;
/// Where the values of a list of fields begin.
const FIELD: f32 = 84.0;

/// A piece of the text of a page to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// The text; `\n` ends a line.
    pub text: String,
    /// True for what stands in the place of something withheld or not shown.
    pub label: bool,
}

/// A block of text and what it is to a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// The title of the file.
    Title(String),
    /// A heading below it.
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A name and its value, as "From" and who.
    Field(String, Vec<Run>),
    /// A paragraph in small type, of our own.
    Note(String),
    /// A line across.
    Rule,
}

/// What a stretch of a page is, for a screen reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// First heading.
    H1,
    /// Second heading.
    H2,
    /// Paragraph.
    P,
}

/// Text set on a page.
#[derive(Debug, Clone)]
pub(super) struct Set {
    /// From the left edge.
    pub x: f32,
    /// Baseline from the top edge.
    pub y: f32,
    /// Type size.
    pub size: f32,
    /// Weight.
    pub weight: Weight,
    /// The text.
    pub text: String,
    /// The block it belongs to.
    pub element: usize,
    /// True for a label, which stands on a grey ground.
    pub label: bool,
}

/// A page as set.
#[derive(Debug, Clone, Default)]
pub(super) struct SetPage {
    /// Its text in reading order.
    pub texts: Vec<Set>,
    /// Distances of lines across from the top edge.
    pub rules: Vec<f32>,
}

/// A whole text as set.
#[derive(Debug, Default)]
pub(super) struct SetText {
    /// Its pages, at least one.
    pub pages: Vec<SetPage>,
    /// What each block is; texts point here.
    pub elements: Vec<Tag>,
}

/// How a block looks.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    lead: f32,
    weight: Weight,
    before: f32,
    left: f32,
    tag: Tag,
}

const BODY: Style = Style { size: 10.5, lead: 15.5, weight: Weight::Regular, before: 7.0, left: SIDE, tag: Tag::P };

/// Sets blocks on pages.
pub(super) fn set(blocks: &[Block], fonts: &Fonts) -> SetText {
    let mut setter = Setter { fonts, out: SetText::default(), y: TOP };
    setter.out.pages.push(SetPage::default());
    for block in blocks {
        setter.block(block);
    }
    setter.out
}

struct Setter<'f> {
    fonts: &'f Fonts,
    out: SetText,
    y: f32,
}

/// A word, or a piece of one, that is not broken.
struct Atom<'t> {
    text: &'t str,
    label: bool,
    /// A space stands before it.
    spaced: bool,
    /// It starts a line.
    breaks: bool,
}

impl Setter<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => {
                self.words(&plain(text), Style { size: 18.0, lead: 24.0, weight: Weight::Bold, tag: Tag::H1, ..BODY });
            }
            Block::Heading(text) => {
                self.keep_together(70.0);
                let style = Style { size: 12.5, lead: 18.0, weight: Weight::Bold, before: 16.0, tag: Tag::H2, ..BODY };
                self.words(&plain(text), style);
            }
            Block::Paragraph(runs) => self.words(runs, BODY),
            Block::Field(name, runs) => {
                self.keep_together(BODY.lead);
                let (element, y) = self.element(Tag::P, 2.0);
                let baseline = y + BODY.lead * 0.75;
                self.put(name, SIDE, baseline, BODY.size, Weight::Bold, element, false);
                self.flow(runs, Style { left: SIDE + FIELD, ..BODY }, element);
            }
            Block::Note(text) => {
                let style = Style { size: 8.5, lead: 12.0, before: 5.0, ..BODY };
                self.words(&plain(text), style);
            }
            Block::Rule => {
                self.y += 8.0;
                if let Some(page) = self.out.pages.last_mut() {
                    page.rules.push(self.y);
                }
                self.y += 4.0;
            }
        }
    }

    fn words(&mut self, runs: &[Run], style: Style) {
        self.keep_together(style.before + style.lead);
        let (element, _) = self.element(style.tag, style.before);
        self.flow(runs, style, element);
    }

    /// Starts a block; gives back its number and where it starts.
    fn element(&mut self, tag: Tag, before: f32) -> (usize, f32) {
        self.out.elements.push(tag);
        if self.y > TOP {
            self.y += before;
        }
        (self.out.elements.len() - 1, self.y)
    }

    fn keep_together(&mut self, height: f32) {
        if self.y + height > HIGH - BOTTOM {
            self.new_page();
        }
    }

    fn new_page(&mut self) {
        self.out.pages.push(SetPage::default());
        self.y = TOP;
    }

    /// Breaks runs into lines and sets them.
    fn flow(&mut self, runs: &[Run], style: Style, element: usize) {
        let right = WIDE - SIDE;
        let space = self.fonts.width(" ", style.weight, style.size);
        let mut x = style.left;
        self.line(style);
        for atom in atoms(runs) {
            let (weight, size) = look(&atom, style);
            if atom.breaks {
                self.line(style);
                x = style.left;
            }
            let width = self.fonts.width(atom.text, weight, size);
            let gap = if atom.spaced && x > style.left { space } else { 0.0 };
            if x + gap + width <= right {
                // The space goes into the text, so that words stay apart when it is read back.
                let text = if gap > 0.0 { format!(" {}", atom.text) } else { atom.text.to_string() };
                self.set_atom(&text, x, &atom, style, element);
                x += gap + width;
                continue;
            }
            if x > style.left {
                self.line(style);
            }
            x = self.long(&atom, style, element, right);
        }
    }

    /// Sets a word at the start of a line, over several lines where it is longer than one; gives back where it ends.
    fn long(&mut self, atom: &Atom<'_>, style: Style, element: usize, right: f32) -> f32 {
        let (weight, size) = look(atom, style);
        let mut part = String::new();
        let mut x = style.left;
        for c in atom.text.chars() {
            let width = self.fonts.width(c.encode_utf8(&mut [0; 4]), weight, size);
            if x + width > right {
                self.set_atom(&part, style.left, atom, style, element);
                part.clear();
                self.line(style);
                x = style.left;
            }
            part.push(c);
            x += width;
        }
        self.set_atom(&part, style.left, atom, style, element);
        x
    }

    fn line(&mut self, style: Style) {
        if self.y + style.lead > HIGH - BOTTOM {
            self.new_page();
        }
        self.y += style.lead;
    }

    fn set_atom(&mut self, text: &str, x: f32, atom: &Atom<'_>, style: Style, element: usize) {
        let (weight, size) = look(atom, style);
        let baseline = self.y - style.lead * 0.25;
        self.put(text, x, baseline, size, weight, element, atom.label);
    }

    #[allow(clippy::too_many_arguments, reason = "a place and a look are what setting is about")]
    fn put(&mut self, text: &str, x: f32, y: f32, size: f32, weight: Weight, element: usize, label: bool) {
        let Some(page) = self.out.pages.last_mut() else { return };
        // Words of one line and look make one piece.
        if let Some(last) = page.texts.last_mut()
            && last.element == element
            && last.y == y
            && last.label == label
            && last.weight == weight
            && (last.x + self.fonts.width(&last.text, last.weight, last.size) - x).abs() < 0.01
        {
            last.text.push_str(text);
            return;
        }
        page.texts.push(Set { x, y, size, weight, text: text.to_string(), element, label });
    }
}

fn look(atom: &Atom<'_>, style: Style) -> (Weight, f32) {
    if atom.label { (Weight::Bold, style.size - 1.0) } else { (style.weight, style.size) }
}

fn plain(text: &str) -> Vec<Run> {
    vec![Run { text: text.to_string(), label: false }]
}

fn atoms(runs: &[Run]) -> Vec<Atom<'_>> {
    let mut atoms = Vec::new();
    let (mut spaced, mut breaks) = (false, false);
    for run in runs {
        let mut rest = run.text.as_str();
        while let Some(first) = rest.chars().next() {
            if first.is_whitespace() {
                spaced = true;
                breaks |= first == '\n';
                rest = &rest[first.len_utf8()..];
                continue;
            }
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            atoms.push(Atom { text: word, label: run.label, spaced, breaks });
            (spaced, breaks) = (false, false);
            rest = after;
        }
    }
    atoms
}
