//! Leaves out of HTML what its own inline style keeps from being seen, where the converter does not know that style:
//! letters of no size, see-through or moved off the page. It looks at one element at a time and draws nothing.

use std::borrow::Cow;

/// Elements that end where they begin.
const VOID: [&str; 8] = ["area", "br", "col", "hr", "img", "input", "link", "meta"];

/// The HTML without elements that nobody sees, and those elements.
pub(super) fn without(html: &str) -> (Cow<'_, str>, String) {
    let small = html.to_ascii_lowercase();
    if !small.contains("style") && !small.contains("hidden") {
        return (Cow::Borrowed(html), String::new());
    }
    // White letters show on any other ground.
    let plain_ground = !small.contains("background") && !small.contains("bgcolor");
    let (mut out, mut unseen_part) = (String::new(), String::new());
    let mut from = 0;
    let mut at = 0;
    while let Some(open) = small.get(at..).and_then(|rest| rest.find('<')).map(|n| at + n) {
        let Some(tag) = tag(&small, open) else { break };
        at = tag.end;
        if tag.name.is_empty() || VOID.contains(&tag.name) || !unseen(tag.inside, plain_ground) {
            continue;
        }
        let end = closing(&small, tag.name, tag.end);
        out.push_str(html.get(from..open).unwrap_or_default());
        unseen_part.push_str(html.get(open..end).unwrap_or_default());
        (from, at) = (end, end);
    }
    if from == 0 {
        return (Cow::Borrowed(html), unseen_part);
    }
    out.push_str(html.get(from..).unwrap_or_default());
    (Cow::Owned(out), unseen_part)
}

struct Tag<'h> {
    name: &'h str,
    inside: &'h str,
    end: usize,
}

/// The tag that opens at a `<`; comments and closing tags have no name.
fn tag(small: &str, open: usize) -> Option<Tag<'_>> {
    let rest = small.get(open + 1..)?;
    if rest.starts_with("!--") {
        let end = rest.find("-->").map_or(small.len(), |n| open + 1 + n + 3);
        return Some(Tag { name: "", inside: "", end });
    }
    let mut quote: Option<char> = None;
    let close = rest.char_indices().find(|(_, c)| {
        match quote {
            Some(q) if q == *c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(*c),
            _ => {}
        }
        quote.is_none() && *c == '>'
    });
    let (length, _) = close?;
    let inside = rest.get(..length)?;
    let name = inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    Some(Tag { name, inside, end: open + 1 + length + 1 })
}

/// One past the element's own closing tag, or the end of the text.
fn closing(small: &str, name: &str, from: usize) -> usize {
    let (mut depth, mut at) = (1usize, from);
    while let Some(open) = small.get(at..).and_then(|rest| rest.find('<')).map(|n| at + n) {
        let Some(tag) = tag(small, open) else { break };
        at = tag.end;
        if tag.name == name {
            depth += 1;
        } else if small.get(open + 1..).is_some_and(|rest| {
            rest.strip_prefix('/')
                .and_then(|r| r.strip_prefix(name))
                .is_some_and(|r| !r.starts_with(char::is_alphanumeric))
        }) {
            depth -= 1;
        }
        if depth == 0 {
            return at;
        }
    }
    small.len()
}

/// Elements of forms, which stand apart from what is before and behind them.
const APART: [&str; 8] = ["button", "details", "input", "legend", "option", "select", "summary", "textarea"];

/// The HTML with what stands in the fields of its forms as text behind them, where a person sees it, and fields set apart.
pub(super) fn with_fields(html: &str) -> Cow<'_, str> {
    let small = html.to_ascii_lowercase();
    let mut out = String::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(open) = small.get(at..).and_then(|rest| rest.find('<')).map(|n| at + n) {
        let rest = small.get(open + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        at = open + 1;
        if !APART.iter().any(|name| rest.starts_with(name)) {
            continue;
        }
        out.push_str(html.get(from..open).unwrap_or_default());
        out.push(' ');
        from = open;
        let Some(tag) = tag(&small, open) else { break };
        at = tag.end;
        let shown = !matches!(attribute(tag.inside, "type"), Some("hidden" | "password" | "image"));
        // The value itself keeps its case.
        let inside = html.get(open + 1..tag.end - 1).unwrap_or_default();
        if let Some(value) = attribute(inside, "value").filter(|_| tag.name == "input" && shown) {
            out.push_str(html.get(from..tag.end).unwrap_or_default());
            out.push_str(&format!(" {} ", value.replace('<', "&lt;")));
            from = tag.end;
        }
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

fn unseen(inside: &str, plain_ground: bool) -> bool {
    if inside.split_ascii_whitespace().skip(1).any(|word| word == "hidden") {
        return true;
    }
    let Some(style) = attribute(inside, "style") else { return false };
    style.split(';').filter_map(|part| part.split_once(':')).any(|(name, value)| {
        let value = value.trim().trim_end_matches("!important").trim();
        let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').parse::<f32>().ok();
        match name.trim() {
            "display" => value == "none",
            "visibility" => matches!(value, "hidden" | "collapse"),
            "mso-hide" => value == "all",
            "opacity" => number.is_some_and(|n| n < 0.1),
            "font-size" => number.is_some_and(|n| n <= 1.0) && !value.ends_with("em") || number == Some(0.0),
            "max-height" | "max-width" => number == Some(0.0),
            "text-indent" | "left" | "top" | "margin-left" => number.is_some_and(|n| n <= -999.0),
            "color" => plain_ground && matches!(value, "#fff" | "#ffffff" | "white" | "transparent"),
            _ => false,
        }
    })
}

/// The value of an attribute.
fn attribute<'h>(inside: &'h str, name: &str) -> Option<&'h str> {
    let mut from = 0;
    while let Some(at) = inside.get(from..)?.find(name).map(|n| from + n) {
        from = at + name.len();
        let starts = inside.get(..at)?.ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/'));
        let Some(value) = inside.get(from..)?.trim_start().strip_prefix('=').map(str::trim_start) else { continue };
        if starts {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            return match quote {
                Some(quote) => value.get(1..)?.split(quote).next(),
                None => value.split_ascii_whitespace().next(),
            };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{with_fields, without};

    #[test]
    fn fields_show_what_stands_in_them() {
        let html = "<p>Name<INPUT type=text value=\"Ann Archer\"><input type=hidden value=x><input value='5 < 6'></p>";
        let text = with_fields(html);
        assert!(
            text.starts_with("<p>Name <")
                && text.contains("> Ann Archer ")
                && text.contains("> 5 &lt; 6 ")
                && !text.contains("> x <"),
            "{text}"
        );
        let list = with_fields("<select><option>Yes<option>No</select><summary>More</summary>Text").into_owned();
        assert!(list.contains("Yes <option>No") && list.contains("More </summary>"), "{list}");
        assert_eq!(with_fields("<p>x</p>"), "<p>x</p>");
    }

    #[test]
    fn what_nobody_sees_is_left_out_whole() {
        let unseen = [
            "<span style=\"font-size:0\">x<span>y</span></span>",
            "<div hidden>x</div>",
            "<div style='visibility: hidden'>x<div>y</div>z</div>",
            "<p style=\"opacity:0 !important\">x</p>",
            "<p style=\"position:absolute; left:-9999px\">x</p>",
            "<font style=color:#ffffff>x</font>",
            "<div style=\"max-height:0;overflow:hidden\">x",
        ];
        for html in unseen {
            let whole = format!("<p>before</p>{html}");
            let (rest, unseen) = without(&whole);
            assert_eq!(rest, "<p>before</p>", "{html}");
            assert_eq!(unseen, html);
        }
        let seen = [
            "<p style=\"font-size:1em\">x</p>",
            "<td bgcolor=\"#000\"><p style=\"color:#fff\">x</p></td>",
            "<p data-style=\"font-size:0\">x</p>",
            "<!-- <p hidden> --><p style=\"margin:0\">hidden words</p>",
        ];
        for html in seen {
            assert_eq!(without(html).0, html);
        }
    }
}
