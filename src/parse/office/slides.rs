//! PowerPoint presentations since 2007 (ECMA-376 part 1, 19): slides in their order; hidden slides and shapes, speaker
//! notes and comments set apart.

use super::package::Package;
use super::xml::{Node, Tag};
use super::{embedded, gather, properties};
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};

/// Letters smaller than three points (in hundredths of a point) are not read by anybody.
const TINY: u32 = 300;

/// Reads a presentation.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let Some(mut package) = Package::open(reading, part, id) else { return };
    let package = &mut package;
    let mut flow = Flow::new(reading.limits.text_bytes);
    let slides = order(reading, package);
    for name in &slides {
        slide(reading, package, name, &mut flow);
    }
    if slides.is_empty() {
        package.close(reading);
    }
    for name in package.unread() {
        let lower = name.to_lowercase();
        if lower.starts_with("ppt/slides/slide") && lower.ends_with(".xml") {
            // A slide that no list names is as hidden as can be.
            let text = shapes(reading, package, &name).text();
            flow.unseen(Unseen::Slide, &text);
        } else if lower.starts_with("ppt/comments/") && lower.ends_with(".xml") {
            for comment in gather::elements(reading, package, &name, "cm") {
                flow.unseen(Unseen::Comment, &comment);
            }
        } else if lower.starts_with("ppt/commentauthors") || lower.starts_with("ppt/authors") {
            package.pass(&name);
        }
    }
    properties::read(reading, package, &mut flow);
    let files = embedded::read(reading, package, &mut flow);
    package.close(reading);
    flow.finish(reading, id);
    embedded::read_files(reading, package, &files);
}

/// The parts of the slides in the order they are shown.
fn order(reading: &mut Reading<'_>, package: &mut Package<'_>) -> Vec<String> {
    let main = "ppt/presentation.xml";
    let links = package.relations(reading, main);
    let mut slides = Vec::new();
    package.walk(reading, main, &mut |node| {
        if let Node::Open(tag) = node
            && tag.name() == "sldId"
            && let Some(link) = tag.get_full("r:id").and_then(|id| links.get(&id))
        {
            slides.push(link.target.clone());
        }
        true
    });
    if slides.is_empty() {
        slides = package.beginning("ppt/slides/slide").into_iter().filter(|n| n.ends_with(".xml")).collect();
    }
    slides
}

fn slide(reading: &mut Reading<'_>, package: &mut Package<'_>, name: &str, flow: &mut Flow) {
    let links = package.relations(reading, name);
    let shapes = shapes(reading, package, name);
    if shapes.hidden_slide {
        flow.unseen(Unseen::Slide, &shapes.text());
    } else {
        flow.gap();
        flow.push(&shapes.seen);
        flow.gap();
        for (kind, text) in &shapes.apart {
            flow.unseen(*kind, text);
        }
    }
    for words in &shapes.described {
        flow.unseen(Unseen::AltText, words);
    }
    let mut related: Vec<_> = links.into_values().collect();
    related.sort_by(|a, b| a.target.cmp(&b.target));
    for relation in related {
        match relation.kind.as_str() {
            "notesSlide" => {
                let notes = self::shapes(reading, package, &relation.target).text();
                if notes.chars().any(char::is_alphabetic) {
                    flow.unseen(Unseen::SpeakerNotes, &notes);
                }
            }
            "hyperlink" if relation.outside => flow.unseen(Unseen::LinkTarget, &relation.target),
            _ if relation.outside => flow.unseen(Unseen::ExternalLink, &relation.target),
            _ => {}
        }
    }
}

/// The text of a slide or of its notes.
#[derive(Debug, Default)]
struct Shapes {
    seen: String,
    apart: Vec<(Unseen, String)>,
    described: Vec<String>,
    hidden_slide: bool,
}

impl Shapes {
    /// All of it, seen or not.
    fn text(&self) -> String {
        let apart: Vec<&str> = self.apart.iter().map(|(_, text)| text.as_str()).collect();
        format!("{}\n{}", self.seen.trim_end(), apart.join("\n")).trim().to_owned()
    }
}

/// Where the walk over a slide stands.
#[derive(Debug, Default)]
struct Walk {
    found: Shapes,
    letters: bool,
    /// Elements inside one that is passed over.
    skipped: usize,
    /// Elements inside a shape that is hidden.
    hidden_shape: usize,
    hidden_name: bool,
    run: Option<Unseen>,
    cells: usize,
    most: usize,
}

fn shapes(reading: &mut Reading<'_>, package: &mut Package<'_>, name: &str) -> Shapes {
    let mut walk = Walk { most: reading.limits.text_bytes, ..Walk::default() };
    package.walk(reading, name, &mut |node| {
        walk.take(node);
        walk.found.seen.len() <= walk.most
    });
    walk.found
}

impl Walk {
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
            "Fallback" => self.skipped = 1,
            "sld" => self.found.hidden_slide = tag.get("show").is_some_and(|s| s == "0" || s == "false"),
            "sp" | "grpSp" | "graphicFrame" | "pic" => {
                self.hidden_name = true;
                self.hidden_shape += usize::from(self.hidden_shape > 0);
            }
            "cNvPr" => {
                if std::mem::take(&mut self.hidden_name) && tag.is_on("hidden") && self.hidden_shape == 0 {
                    self.hidden_shape = 1;
                }
                if let Some(words) = tag.get("descr").filter(|w| !w.trim().is_empty()) {
                    self.found.described.push(words);
                }
            }
            "t" => self.letters = true,
            "r" | "fld" => self.run = None,
            "rPr" if tag.get("sz").and_then(|s| s.parse::<u32>().ok()).is_some_and(|s| s < TINY) => {
                self.run = Some(Unseen::Tiny);
            }
            "br" => self.text("\n"),
            "tc" => self.cells += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.letters = false,
            "r" | "fld" => self.run = None,
            "p" => self.text("\n"),
            "tc" => {
                self.cells = self.cells.saturating_sub(1);
                let kept = self.found.seen.trim_end_matches('\n').len();
                self.found.seen.truncate(kept);
                self.found.seen.push('\t');
            }
            "tr" => {
                let kept = self.found.seen.trim_end_matches('\t').len();
                self.found.seen.truncate(kept);
                self.found.seen.push('\n');
            }
            "sp" | "grpSp" | "graphicFrame" | "pic" => {
                self.hidden_shape = self.hidden_shape.saturating_sub(1);
                self.found.seen.push('\n');
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let kind = if self.hidden_shape > 0 { Some(Unseen::Text) } else { self.run };
        match kind {
            Some(kind) if !text.trim().is_empty() => self.found.apart.push((kind, text.to_owned())),
            Some(_) => {}
            None => self.found.seen.push_str(text),
        }
    }
}
