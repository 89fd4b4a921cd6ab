//! Excel workbooks since 2007 (ECMA-376 part 1, 18): sheets in their order with cells apart; hidden sheets, rows and
//! columns, comments, names, links and pivot caches set apart.

use super::gather;
use super::package::{Package, Relations};
use super::sheet::{self, Sheet};
use super::sheet_styles::Formats;
use super::xml::Node;
use super::{embedded, properties};
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::{Part, Reading};

/// What the workbook says of itself.
#[derive(Debug, Default)]
struct Book {
    sheets: Vec<Listed>,
    names: Vec<String>,
    since_1904: bool,
}

/// A sheet in the list of sheets.
#[derive(Debug)]
struct Listed {
    name: String,
    relation: String,
    hidden: bool,
}

/// Reads a workbook.
pub(super) fn read(reading: &mut Reading<'_>, part: Part<'_>, id: usize) {
    let Some(mut package) = Package::open(reading, part, id) else { return };
    let package = &mut package;
    let main = package.beginning("xl/workbook").into_iter().find(|n| n.ends_with(".xml"));
    let main = main.unwrap_or_else(|| "xl/workbook.xml".into());
    let book = book(reading, package, &main);
    let links = package.relations(reading, &main);
    let formats = Formats::read(reading, package);
    let strings = sheet::strings(reading, package);
    let mut flow = Flow::new(reading.limits.text_bytes);
    let mut cells = reading.limits.sheet_cells;
    for listed in &book.sheets {
        let Some(target) = links.get(&listed.relation).map(|r| r.target.clone()) else { continue };
        let mut sheet = Sheet::new(&listed.name, listed.hidden, &strings, &formats, book.since_1904);
        let whole = sheet.read(reading, package, &target, &mut flow, &mut cells);
        sheet.close(&mut flow);
        beside(reading, package, &target, &mut flow);
        if !whole {
            sheet::note_cells(reading, id, part.name);
            break;
        }
    }
    for name in &book.names {
        flow.unseen(Unseen::Name, name);
    }
    other_parts(reading, package, &mut flow);
    properties::read(reading, package, &mut flow);
    let files = embedded::read(reading, package, &mut flow);
    package.close(reading);
    flow.finish(reading, id);
    embedded::read_files(reading, package, &files);
}

fn book(reading: &mut Reading<'_>, package: &mut Package<'_>, main: &str) -> Book {
    let mut book = Book::default();
    let mut name: Option<String> = None;
    package.walk(reading, main, &mut |node| {
        match node {
            Node::Open(tag) => match tag.name() {
                "sheet" => book.sheets.push(Listed {
                    name: tag.get("name").unwrap_or_default(),
                    relation: tag.get("id").unwrap_or_default(),
                    hidden: tag.get("state").is_some_and(|s| s != "visible"),
                }),
                "workbookPr" => book.since_1904 = tag.is_on("date1904"),
                // Names of print areas and filters are made by the program.
                "definedName" => name = tag.get("name").filter(|n| !n.starts_with("_xlnm.")),
                _ => {}
            },
            Node::Text(text) => {
                if let Some(name) = name.as_ref().filter(|_| !text.trim().is_empty()) {
                    book.names.push(format!("{name} = {}", text.trim()));
                }
            }
            Node::Close(tag) if tag.name() == "definedName" => name = None,
            Node::Close(_) => {}
        }
        true
    });
    book
}

/// What belongs to a sheet and stands in parts of its own: comments, text boxes, addresses behind links.
fn beside(reading: &mut Reading<'_>, package: &mut Package<'_>, sheet: &str, flow: &mut Flow) {
    let links: Relations = package.relations(reading, sheet);
    let mut related: Vec<_> = links.into_values().collect();
    related.sort_by(|a, b| a.target.cmp(&b.target));
    for relation in related {
        match relation.kind.as_str() {
            "hyperlink" if relation.outside => flow.unseen(Unseen::LinkTarget, &relation.target),
            "comments" => {
                for comment in gather::elements(reading, package, &relation.target, "comment") {
                    flow.unseen(Unseen::Comment, &comment);
                }
            }
            "threadedComment" => {
                for comment in gather::elements(reading, package, &relation.target, "threadedComment") {
                    flow.unseen(Unseen::Comment, &comment);
                }
            }
            "drawing" => drawing(reading, package, &relation.target, flow),
            // The same comments once more, for older programs, and their places.
            "vmlDrawing" => package.pass(&relation.target),
            _ => {}
        }
    }
}

/// Text boxes of a sheet, and what stands behind its pictures.
fn drawing(reading: &mut Reading<'_>, package: &mut Package<'_>, part: &str, flow: &mut Flow) {
    let mut letters = false;
    flow.gap();
    package.walk(reading, part, &mut |node| {
        match node {
            Node::Open(tag) => match tag.name() {
                "t" => letters = true,
                "cNvPr" => {
                    if let Some(words) = tag.get("descr").filter(|w| !w.trim().is_empty()) {
                        flow.unseen(Unseen::AltText, &words);
                    }
                }
                _ => {}
            },
            Node::Close(tag) => match tag.name() {
                "t" => letters = false,
                "p" => flow.line(),
                _ => {}
            },
            Node::Text(text) if letters => flow.push(&text),
            Node::Text(_) => {}
        }
        !flow.full()
    });
    flow.gap();
}

/// Parts that belong to the workbook as a whole.
fn other_parts(reading: &mut Reading<'_>, package: &mut Package<'_>, flow: &mut Flow) {
    for name in package.unread() {
        let lower = name.to_lowercase();
        if !lower.ends_with(".xml") {
            continue;
        }
        if lower.starts_with("xl/pivotcache/") {
            gather::pivot_cache(reading, package, &name, flow);
        } else if lower.starts_with("xl/pivottables/") || lower.starts_with("xl/persons/") {
            package.pass(&name);
        } else if lower.starts_with("xl/externallinks/externallink") {
            let links = package.relations(reading, &name);
            let mut targets: Vec<String> = links.values().map(|r| r.target.clone()).collect();
            targets.extend(gather::elements(reading, package, &name, "sheetData"));
            targets.extend(gather::elements(reading, package, &name, "ddeLink"));
            flow.unseen(Unseen::ExternalLink, &targets.join("\n"));
        } else if lower.starts_with("xl/tables/")
            || lower.starts_with("xl/connections")
            || lower.starts_with("xl/querytables/")
        {
            package.pass(&name);
        } else if lower.starts_with("xl/worksheets/sheet") || lower.starts_with("xl/chartsheets/") {
            // A sheet that no list names is as hidden as can be.
            for rows in gather::elements(reading, package, &name, "sheetData") {
                flow.unseen(Unseen::Sheet, &rows);
            }
        }
    }
}
