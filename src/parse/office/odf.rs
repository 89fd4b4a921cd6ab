//! OpenDocument files (ODF 1.3): text, tables and slides share one content part and are read by one walk. What is hidden
//! by a style, deleted while changes were tracked, or noted beside the text is set apart.

use super::odf_styles::{Look, Styles};
use super::package::Package;
use super::sheet::note_cells;
use super::word::trim;
use super::xml::{Node, Tag};
use super::{embedded, properties};
use crate::model::ProblemCode;
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};

/// Spaces that one element may stand for.
const MOST_SPACES: usize = 200;
/// Cells that one repeated cell with content may stand for.
const MOST_REPEATED: usize = 1_000;

/// Reads a file.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let Some(mut package) = Package::open(reading, part, id) else { return };
    let package = &mut package;
    if is_locked(reading, package) {
        let next = "Ask the sender for the password, or for a copy without one.";
        return reading.note_part(id, part, ProblemCode::Encrypted, "is locked with a password", next);
    }
    let mut styles = Styles::default();
    styles.read(reading, package, "styles.xml");
    styles.read(reading, package, "content.xml");
    let mut flow = Flow::new(reading.limits.text_bytes);
    let cells = reading.limits.sheet_cells;
    let mut whole = true;
    // Headers and footers stand among the styles.
    for (name, only) in [("styles.xml", Some("master-styles")), ("content.xml", Some("body"))] {
        let mut walker = Walker::new(&styles, &mut flow, only, cells);
        package.walk(reading, name, &mut |node| {
            walker.take(node);
            walker.cells > 0 && !walker.flow.full()
        });
        whole &= walker.cells > 0;
        flow.gap();
    }
    if !whole {
        note_cells(reading, id, part.name);
    }
    inner_documents(reading, package, &styles, &mut flow);
    properties::read(reading, package, &mut flow);
    let files = embedded::read(reading, package, &mut flow);
    package.close(reading);
    flow.finish(reading, id);
    embedded::read_files(reading, package, &files);
}

fn is_locked(reading: &mut Reading<'_>, package: &mut Package<'_>) -> bool {
    let mut locked = false;
    package.walk(reading, "META-INF/manifest.xml", &mut |node| {
        if let Node::Open(tag) = node {
            locked |= matches!(tag.name(), "encryption-data" | "encrypted-key");
        }
        !locked
    });
    locked
}

/// Charts, formulas and tables that lie in the file as files of their own.
fn inner_documents(reading: &mut Reading<'_>, package: &mut Package<'_>, styles: &Styles, flow: &mut Flow) {
    for name in package.unread() {
        if name.contains('/') && name.ends_with("/content.xml") {
            flow.gap();
            let mut walker = Walker::new(styles, flow, Some("body"), reading.limits.sheet_cells);
            package.walk(reading, &name, &mut |node| {
                walker.take(node);
                walker.cells > 0 && !walker.flow.full()
            });
        } else if name.contains('/')
            && (name.ends_with("/styles.xml") || name.ends_with("/meta.xml") || name.ends_with("/settings.xml"))
        {
            package.pass(&name);
        }
    }
}

/// Something around the text that decides where it goes, with the elements inside it that are still open.
#[derive(Debug, Clone, Copy)]
struct Around {
    kind: Option<Unseen>,
    depth: usize,
}

struct Walker<'w> {
    styles: &'w Styles,
    flow: &'w mut Flow,
    /// The only element whose content is read.
    only: Option<&'static str>,
    inside: usize,
    depth: usize,
    around: Vec<Around>,
    /// The looks of the paragraph and of the stretches inside it.
    looks: Vec<Look>,
    hidden_columns: Vec<(usize, usize)>,
    met_columns: Vec<usize>,
    column: usize,
    column_end: usize,
    repeated: usize,
    cell_start: usize,
    /// Cells that may still be read.
    cells: usize,
    going_on: Option<Unseen>,
    paragraphs: usize,
}

impl<'w> Walker<'w> {
    fn new(styles: &'w Styles, flow: &'w mut Flow, only: Option<&'static str>, cells: usize) -> Self {
        Self {
            styles,
            flow,
            only,
            inside: 0,
            depth: 0,
            around: Vec::new(),
            looks: Vec::new(),
            hidden_columns: Vec::new(),
            met_columns: Vec::new(),
            column: 0,
            column_end: 0,
            repeated: 1,
            cell_start: 0,
            cells,
            going_on: None,
            paragraphs: 0,
        }
    }

    fn take(&mut self, node: Node<'_>) {
        match node {
            Node::Open(tag) => {
                self.depth += 1;
                if self.only.is_some_and(|only| only == tag.name()) {
                    self.inside += 1;
                }
                if self.inside > 0 {
                    self.open(&tag);
                }
            }
            Node::Close(tag) => {
                if self.inside > 0 {
                    self.close(tag.name());
                }
                if self.only.is_some_and(|only| only == tag.name()) {
                    self.inside = self.inside.saturating_sub(1);
                }
                self.depth = self.depth.saturating_sub(1);
            }
            Node::Text(text) if self.inside > 0 && self.paragraphs > 0 => self.text(&text),
            Node::Text(_) => {}
        }
    }

    /// From here to the end of the element text is not seen.
    fn set_apart(&mut self, kind: Option<Unseen>) {
        if self.apart().is_none() {
            self.going_on = None;
        }
        self.around.push(Around { kind, depth: self.depth });
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let look = |name: &str| self.styles.look(tag.get(name).as_deref());
        match tag.name() {
            "p" | "h" => {
                self.paragraphs += 1;
                self.looks.push(look("style-name"));
                if tag.get("is-hidden").is_some_and(|v| v == "true") {
                    self.set_apart(Some(Unseen::Text));
                }
            }
            "span" => self.looks.push(look("style-name")),
            "s" => self.text(&" ".repeat(tag.get("c").and_then(|c| c.parse().ok()).unwrap_or(1).min(MOST_SPACES))),
            "tab" => self.text("\t"),
            "line-break" => self.text("\n"),
            "annotation" => self.set_apart(Some(Unseen::Comment)),
            "deletion" => self.set_apart(Some(Unseen::Deleted)),
            "insertion" => self.flow.unseen(Unseen::Inserted, ""),
            "notes" => self.set_apart(Some(Unseen::SpeakerNotes)),
            "hidden-text" => {
                let words = tag.get("string-value").unwrap_or_default();
                self.flow.unseen(Unseen::Text, &words);
            }
            "hidden-paragraph" => self.set_apart(Some(Unseen::Text)),
            "section" if tag.get("display").is_some_and(|d| d != "true") || look("style-name").hides() => {
                self.set_apart(Some(Unseen::Text));
            }
            "title" | "desc" if self.paragraphs > 0 || tag.name() == "desc" => self.set_apart(Some(Unseen::AltText)),
            "a" => {
                if let Some(target) = tag.get("href").filter(|t| !t.starts_with('#')) {
                    self.flow.unseen(Unseen::LinkTarget, &target);
                }
            }
            "page" if look("style-name").hides() => self.set_apart(Some(Unseen::Slide)),
            "database-range" | "named-range" | "named-expression" => {
                let words = [tag.get("name"), tag.get("cell-range-address").or_else(|| tag.get("expression"))];
                let words: Vec<String> = words.into_iter().flatten().collect();
                self.flow.unseen(Unseen::Name, &words.join(" = "));
            }
            _ => self.open_table(tag),
        }
        if matches!(tag.name(), "title" | "desc") {
            self.paragraphs += 1;
        }
    }

    fn open_table(&mut self, tag: &Tag<'_>) {
        let count = |name: &str| tag.get(name).and_then(|v| v.parse::<usize>().ok()).unwrap_or(1);
        let hidden = tag.get("visibility").is_some_and(|v| matches!(v.as_str(), "collapse" | "filter"));
        match tag.name() {
            "table" => {
                (self.column_end, self.column) = (0, 0);
                self.hidden_columns.clear();
                self.met_columns.clear();
                if self.styles.look(tag.get("style-name").as_deref()).hides() {
                    self.set_apart(Some(Unseen::Sheet));
                }
                if self.paragraphs == 0 {
                    self.flow.gap();
                    if let Some(name) = tag.get("name") {
                        self.block(&name);
                    }
                }
            }
            "table-column" => {
                let start = self.column_end;
                self.column_end = start.saturating_add(count("number-columns-repeated"));
                if hidden {
                    self.hidden_columns.push((start, self.column_end));
                }
            }
            "table-row" => {
                self.column = 0;
                if hidden {
                    self.set_apart(Some(Unseen::Row));
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.repeated = count("number-columns-repeated");
                self.cell_start = self.flow.text.len();
                let column = self.column;
                if self.hidden_columns.iter().any(|(from, to)| (*from..*to).contains(&column)) {
                    self.set_apart(Some(Unseen::Column));
                    self.next_of_column(column);
                }
                self.looks.push(self.styles.look(tag.get("style-name").as_deref()));
            }
            _ => {}
        }
    }

    /// Further cells of a hidden column are lines of the one thing that it is.
    fn next_of_column(&mut self, column: usize) {
        if self.met_columns.contains(&column) {
            self.flow.unseen_piece(Unseen::Column, "\n", true);
            self.going_on = Some(Unseen::Column);
        } else {
            self.met_columns.push(column);
        }
    }

    /// A line of its own, such as the name of a sheet.
    fn block(&mut self, text: &str) {
        self.paragraphs += 1;
        self.text(text);
        self.paragraphs -= 1;
        match self.apart() {
            Some(_) => self.going_on = None,
            None => self.flow.line(),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.looks.pop();
                if self.apart().is_none() {
                    self.flow.push("\n");
                } else if let Some(kind) = self.going_on {
                    self.flow.unseen_piece(kind, "\n", true);
                }
            }
            "title" | "desc" => self.paragraphs = self.paragraphs.saturating_sub(1),
            "span" => {
                self.looks.pop();
            }
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" => {
                trim(self.flow, '\t');
                if self.flow.text.len() > self.cell_start {
                    self.flow.push("\n");
                }
                self.flow.line();
            }
            "header" | "footer" | "note-body" | "frame" | "text-box" | "page" if self.apart().is_none() => {
                self.flow.line();
            }
            _ => {}
        }
        while self.around.last().is_some_and(|a| a.depth >= self.depth) {
            self.around.pop();
            if self.apart().is_none() {
                self.going_on = None;
            }
        }
    }

    fn end_cell(&mut self) {
        self.looks.pop();
        self.column = self.column.saturating_add(self.repeated);
        let start = self.cell_start.min(self.flow.text.len());
        trim(self.flow, '\n');
        let content = self.flow.text.get(start..).unwrap_or_default().to_owned();
        if !content.trim().is_empty() {
            self.cells = self.cells.saturating_sub(1);
            for _ in 1..self.repeated.min(MOST_REPEATED) {
                self.flow.push("\t");
                self.flow.push(&content);
            }
        }
        if self.apart().is_none() && !self.flow.text.is_empty() && !self.flow.text.ends_with('\n') {
            self.flow.push("\t");
        }
    }

    /// Where text goes that is not seen; none where it is.
    fn apart(&self) -> Option<Unseen> {
        self.around.iter().find_map(|a| a.kind)
    }

    fn text(&mut self, text: &str) {
        let look = self.looks.iter().rev().fold(Look::default(), |look, below| look.over(*below));
        let blank = text.chars().all(char::is_whitespace);
        let kind = self.apart().or_else(|| if blank { self.going_on } else { look.unseen() });
        match kind {
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
}
