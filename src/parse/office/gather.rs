//! All the text of a part, without asking what it means there: comments, charts, notes and whatever else stands beside
//! the body of an office file.

use super::package::Package;
use super::xml::Node;
use crate::parse::flow::{Flow, Unseen};
use crate::parse::reading::Reading;

/// The text of each element of this name in a part, with its author before it where it names one.
pub(super) fn elements(reading: &mut Reading<'_>, package: &mut Package<'_>, part: &str, element: &str) -> Vec<String> {
    let most = reading.limits.text_bytes;
    let (mut found, mut open, mut depth, mut size) = (Vec::new(), String::new(), 0usize, 0usize);
    package.walk(reading, part, &mut |node| {
        match node {
            Node::Open(tag) if tag.name() == element => {
                depth += 1;
                if let Some(author) = tag.get("author").filter(|a| !a.trim().is_empty()) {
                    open.push_str(&format!("{author}: "));
                }
            }
            Node::Open(tag) if depth > 0 && matches!(tag.name(), "tab" | "br") => open.push(' '),
            Node::Close(tag) if tag.name() == element => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let text = std::mem::take(&mut open);
                    size += text.len();
                    found.push(text.trim().to_owned());
                }
            }
            Node::Close(tag) if depth > 0 && matches!(tag.name(), "p" | "si" | "row") && !open.ends_with('\n') => {
                open.push('\n');
            }
            Node::Text(text) if depth > 0 => open.push_str(&text),
            _ => {}
        }
        size + open.len() <= most
    });
    found
}

/// What charts and diagrams show: their words and figures, a line for each.
pub(super) fn drawn(reading: &mut Reading<'_>, package: &mut Package<'_>, part: &str, flow: &mut Flow) {
    let mut inside = 0usize;
    flow.gap();
    package.walk(reading, part, &mut |node| {
        match node {
            Node::Open(tag) if matches!(tag.name(), "t" | "v") => inside += 1,
            Node::Close(tag) if matches!(tag.name(), "t" | "v") => {
                inside = inside.saturating_sub(1);
                if tag.name() == "v" {
                    flow.line();
                }
            }
            Node::Close(tag) if tag.name() == "p" => flow.line(),
            Node::Text(text) if inside > 0 => flow.push(&text),
            _ => {}
        }
        !flow.full()
    });
    flow.gap();
}

/// The values kept for pivot tables: every shared item and record.
pub(super) fn pivot_cache(reading: &mut Reading<'_>, package: &mut Package<'_>, part: &str, flow: &mut Flow) {
    let most = reading.limits.text_bytes;
    let mut values = String::new();
    package.walk(reading, part, &mut |node| {
        if let Node::Open(tag) = &node {
            match tag.name() {
                "cacheField" => values.push_str(&format!("\n{}:", tag.get("name").unwrap_or_default())),
                "r" => values.push('\n'),
                "s" | "n" | "d" | "b" | "e" => {
                    if let Some(value) = tag.get("v") {
                        values.push_str(&format!(" {value};"));
                    }
                }
                "worksheetSource" => {
                    if let Some(sheet) = tag.get("sheet").or_else(|| tag.get("name")) {
                        values.push_str(&format!("\nfrom {sheet}"));
                    }
                }
                _ => {}
            }
        }
        values.len() <= most
    });
    flow.unseen(Unseen::PivotCache, &values);
}
