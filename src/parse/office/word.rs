//! Word documents since 2007 (ECMA-376 part 1, 17): headers, body, text boxes, notes and footers as a person reads them;
//! deleted, hidden and white text, comments and the rest set apart.

use super::package::{Package, Relations};
use super::word_styles::{Look, Styles};
use super::xml::{Node, Tag};
use super::{embedded, gather, properties};
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};

/// Reads a document.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let Some(mut package) = Package::open(reading, part, id) else { return };
    let package = &mut package;
    let main = package.beginning("word/document").into_iter().find(|n| n.ends_with(".xml"));
    let main = main.unwrap_or_else(|| "word/document.xml".into());
    let styles = Styles::read(reading, package);
    let mut flow = Flow::new(reading.limits.text_bytes);
    blocks(reading, package, &styles, "word/header", &mut flow);
    body(reading, package, &styles, &main, &mut flow);
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        flow.gap();
        body(reading, package, &styles, part, &mut flow);
    }
    blocks(reading, package, &styles, "word/footer", &mut flow);
    for comments in package.beginning("word/comments").into_iter().filter(|n| n == "word/comments.xml") {
        for comment in gather::elements(reading, package, &comments, "comment") {
            flow.unseen(Unseen::Comment, &comment);
        }
    }
    properties::read(reading, package, &mut flow);
    let files = embedded::read(reading, package, &mut flow);
    package.close(reading);
    flow.finish(reading, id);
    embedded::read_files(reading, package, &files);
}

/// Headers or footers: a file has several that mostly say the same; each is read once.
fn blocks(reading: &mut Reading<'_>, package: &mut Package<'_>, styles: &Styles, start: &str, flow: &mut Flow) {
    let mut said: Vec<String> = Vec::new();
    for name in package.beginning(start).into_iter().filter(|n| n.ends_with(".xml")) {
        let before = flow.text.len();
        flow.gap();
        body(reading, package, styles, &name, flow);
        let block = flow.text.get(before..).unwrap_or_default().trim().to_owned();
        if said.contains(&block) {
            flow.text.truncate(before);
        }
        said.push(block);
    }
    flow.gap();
}

/// One part of running text.
fn body(reading: &mut Reading<'_>, package: &mut Package<'_>, styles: &Styles, name: &str, flow: &mut Flow) {
    let links = package.relations(reading, name);
    let mut walker = Walker::new(styles, &links, flow);
    package.walk(reading, name, &mut |node| {
        walker.take(node);
        !walker.flow.full()
    });
    for relation in links.values().filter(|r| r.outside && r.kind != "hyperlink") {
        flow.unseen(Unseen::ExternalLink, &relation.target);
    }
}

/// The formatting of a paragraph that is open.
#[derive(Debug, Clone, Copy, Default)]
struct Paragraph {
    look: Look,
    shaded: bool,
}

struct Walker<'w> {
    styles: &'w Styles,
    links: &'w Relations,
    flow: &'w mut Flow,
    /// Elements inside one that is passed over.
    skipped: usize,
    deleted: usize,
    inserted: usize,
    /// Paragraphs around the one that is open: text boxes stand inside paragraphs.
    around: Vec<Paragraph>,
    paragraph: Paragraph,
    run: Look,
    in_run_look: bool,
    in_paragraph_look: bool,
    /// Cells that are open, each with whether it has a background.
    cells: Vec<bool>,
    /// True inside an element that holds letters.
    letters: bool,
    /// Fields that are open, innermost last; each with its instruction until its result begins.
    fields: Vec<Option<String>>,
    going_on: Option<Unseen>,
}

impl<'w> Walker<'w> {
    fn new(styles: &'w Styles, links: &'w Relations, flow: &'w mut Flow) -> Self {
        Self {
            styles,
            links,
            flow,
            skipped: 0,
            deleted: 0,
            inserted: 0,
            around: Vec::new(),
            paragraph: Paragraph::default(),
            run: Look::default(),
            in_run_look: false,
            in_paragraph_look: false,
            cells: Vec::new(),
            letters: false,
            fields: Vec::new(),
            going_on: None,
        }
    }

    fn take(&mut self, node: Node<'_>) {
        match node {
            Node::Open(_) if self.skipped > 0 => self.skipped += 1,
            Node::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Node::Open(tag) => self.open(&tag),
            Node::Close(tag) => self.close(tag.name()),
            Node::Text(text) if self.letters => self.text(&text),
            Node::Text(_) => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            // The same content again, for programs that do not know the newer form.
            "Fallback" => self.skipped = 1,
            "p" => {
                self.around.push(self.paragraph);
                self.paragraph = Paragraph::default();
                self.going_on = None;
            }
            "pPr" => self.in_paragraph_look = true,
            "r" => self.run = Look::default(),
            "rPr" => self.in_run_look = true,
            "t" | "delText" | "instrText" | "delInstrText" => self.letters = true,
            "tab" if !self.in_paragraph_look => self.text("\t"),
            "br" | "cr" => self.text("\n"),
            "noBreakHyphen" => self.text("-"),
            "sym" => self.symbol(tag),
            "del" | "moveFrom" if !self.in_run_look => self.deleted += 1,
            "ins" | "moveTo" if !self.in_run_look => {
                self.inserted += 1;
                self.flow.unseen(Unseen::Inserted, "");
            }
            "tc" => self.cells.push(false),
            "txbxContent" => self.flow.line(),
            "textpath" => self.text(&format!("{}\n", tag.get("string").unwrap_or_default())),
            "fldSimple" => self.field(&tag.get("instr").unwrap_or_default()),
            "fldChar" => self.field_mark(&tag.get("fldCharType").unwrap_or_default()),
            "hyperlink" => self.link(tag),
            "docPr" | "cNvPr" | "shape" => self.described(tag),
            _ => self.format(tag),
        }
    }

    fn format(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "shd" if self.in_paragraph_look && !self.in_run_look => {
                let mut look = Look::default();
                look.hear(tag);
                self.paragraph.shaded = look.is_shaded();
            }
            "shd" if !self.in_run_look => {
                let mut look = Look::default();
                look.hear(tag);
                if let Some(cell) = self.cells.last_mut() {
                    *cell = look.is_shaded();
                }
            }
            "pStyle" => self.paragraph.look = tag.get("val").map(|s| self.styles.look(&s)).unwrap_or_default(),
            "rStyle" if !self.in_paragraph_look => {
                self.run = self.run.over(tag.get("val").map(|s| self.styles.look(&s)).unwrap_or_default());
            }
            // The look of a paragraph's own mark is nobody's text.
            _ if self.in_run_look && !self.in_paragraph_look => self.run.hear(tag),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                self.flow.push("\n");
                self.paragraph = self.around.pop().unwrap_or_default();
                self.going_on = None;
            }
            "pPr" => self.in_paragraph_look = false,
            "rPr" => self.in_run_look = false,
            "r" => self.run = Look::default(),
            "t" | "delText" | "instrText" | "delInstrText" => self.letters = false,
            "del" | "moveFrom" if !self.in_run_look => self.deleted = self.deleted.saturating_sub(1),
            "ins" | "moveTo" if !self.in_run_look => self.inserted = self.inserted.saturating_sub(1),
            "tc" => {
                self.cells.pop();
                trim(self.flow, '\n');
                self.flow.push("\t");
            }
            "tr" => {
                trim(self.flow, '\t');
                self.flow.push("\n");
            }
            "txbxContent" | "tbl" => self.flow.line(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        // The result of a field inside an instruction is part of that instruction.
        if let Some(instruction) = self.fields.iter_mut().rev().find_map(Option::as_mut) {
            instruction.push_str(text);
            return;
        }
        let shaded = self.paragraph.shaded || self.paragraph.look.is_shaded() || self.cells.contains(&true);
        let unseen = match () {
            () if self.deleted > 0 => Some(Unseen::Deleted),
            () if text.chars().all(char::is_whitespace) => self.going_on,
            () => self.run.over(self.paragraph.look).unseen(shaded),
        };
        match unseen {
            Some(kind) => {
                self.flow.unseen_piece(kind, text, self.going_on == Some(kind));
                self.going_on = Some(kind);
            }
            None => {
                self.going_on = None;
                self.flow.push(text);
            }
        }
    }

    /// A sign of a font; those of symbol fonts stand in a private area and mean nothing outside of it.
    fn symbol(&mut self, tag: &Tag<'_>) {
        let code =
            tag.get("char").and_then(|c| u32::from_str_radix(&c, 16).ok()).filter(|c| !(0xf000..=0xf0ff).contains(c));
        if let Some(c) = code.and_then(char::from_u32) {
            self.text(c.encode_utf8(&mut [0; 4]));
        }
    }

    /// The instruction of a field stands between its beginning and its separator.
    fn field_mark(&mut self, kind: &str) {
        let instruction = match kind {
            "begin" => {
                self.fields.push(Some(String::new()));
                None
            }
            "separate" => self.fields.last_mut().and_then(Option::take),
            _ => self.fields.pop().flatten(),
        };
        if let Some(instruction) = instruction {
            self.field(&instruction);
        }
    }

    fn field(&mut self, instruction: &str) {
        let instruction = instruction.trim();
        if let Some(target) = instruction.strip_prefix("HYPERLINK") {
            self.flow.unseen(Unseen::LinkTarget, target.trim().trim_matches('"'));
        } else if ["DATABASE", "DDE", "INCLUDE", "MERGEFIELD", "LINK", "COMMENTS"]
            .iter()
            .any(|f| instruction.starts_with(f))
        {
            self.flow.unseen(Unseen::ExternalLink, instruction);
        }
    }

    fn link(&mut self, tag: &Tag<'_>) {
        if let Some(relation) = tag.get("id").and_then(|id| self.links.get(&id)).filter(|r| r.outside) {
            self.flow.unseen(Unseen::LinkTarget, &relation.target);
        }
    }

    /// Text that stands in for a picture.
    fn described(&mut self, tag: &Tag<'_>) {
        for name in ["descr", "title", "alt"] {
            if let Some(words) = tag.get(name).filter(|w| !w.trim().is_empty()) {
                self.flow.unseen(Unseen::AltText, &words);
            }
        }
    }
}

/// Takes signs off the end of a cell or row.
pub(super) fn trim(flow: &mut Flow, sign: char) {
    let kept = flow.text.trim_end_matches(sign).len();
    flow.text.truncate(kept);
}
