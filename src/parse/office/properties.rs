//! Document properties of office files since 2007: who wrote it, who saved it last, for which body, and what else was
//! put there. Dates and counts say nothing about people and are left out.

use super::package::Package;
use super::xml::Node;
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::Reading;

/// Properties that can hold words of people, by their element names in the three parts.
const KEPT: [&str; 16] = [
    "creator",
    "lastModifiedBy",
    "title",
    "subject",
    "description",
    "keywords",
    "category",
    "contentStatus",
    "Company",
    "Manager",
    "HyperlinkBase",
    // OpenDocument.
    "initial-creator",
    "printed-by",
    "keyword",
    "user-defined",
    "template",
];

/// Reads the properties of a package.
pub(super) fn read(reading: &mut Reading<'_>, package: &mut Package<'_>, flow: &mut Flow) {
    for part in ["docProps/core.xml", "docProps/app.xml", "meta.xml"] {
        simple(reading, package, part, flow);
    }
    custom(reading, package, flow);
}

fn simple(reading: &mut Reading<'_>, package: &mut Package<'_>, part: &str, flow: &mut Flow) {
    let mut open: Option<String> = None;
    package.walk(reading, part, &mut |node| {
        match node {
            Node::Open(tag) => {
                let label = tag.get("name").filter(|_| tag.name() == "user-defined");
                open = KEPT.contains(&tag.name()).then(|| label.unwrap_or_else(|| plain(tag.name())));
            }
            Node::Text(text) => {
                if let Some(name) = open.as_ref().filter(|_| !text.trim().is_empty()) {
                    flow.unseen(Unseen::Property, &format!("{name}: {}", text.trim()));
                }
            }
            Node::Close(_) => open = None,
        }
        true
    });
}

fn custom(reading: &mut Reading<'_>, package: &mut Package<'_>, flow: &mut Flow) {
    let mut name = String::new();
    package.walk(reading, "docProps/custom.xml", &mut |node| {
        match node {
            Node::Open(tag) if tag.name() == "property" => name = tag.get("name").unwrap_or_default(),
            Node::Text(text) if !text.trim().is_empty() => {
                flow.unseen(Unseen::Property, &format!("{name}: {}", text.trim()));
            }
            _ => {}
        }
        true
    });
}

/// What a person calls it.
fn plain(element: &str) -> String {
    match element {
        "creator" | "initial-creator" => "author".into(),
        "lastModifiedBy" => "last saved by".into(),
        "printed-by" => "printed by".into(),
        "contentStatus" => "status".into(),
        "HyperlinkBase" => "base of links".into(),
        other => other.to_lowercase(),
    }
}
