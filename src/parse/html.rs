//! HTML to the text a person sees: scripts, styles, comments and what is not displayed are left out, table cells stay
//! apart. The size of the tree is bounded by a flat scan before one is built.

use super::reading::Reading;
use super::text::{self, Decoded};
use crate::model::{ProblemCode, Severity};

/// Tags beyond which no tree is built: each costs the converter about half a kilobyte.
const MAX_TAGS: usize = 150_000;
/// Wide enough that no line is broken that the writer did not break.
const WIDTH: usize = 20_000;

/// Decodes HTML, asking its own `meta` tag where no charset is declared from outside.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if declared.is_some() {
        return text::decode(bytes, declared);
    }
    let head = String::from_utf8_lossy(bytes.get(..2048).unwrap_or(bytes)).to_ascii_lowercase();
    let label = head.split("charset=").nth(1).map(|rest| {
        rest.trim_start_matches(['"', '\'', ' '])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect::<String>()
    });
    text::decode(bytes, label.as_deref().filter(|l| !l.is_empty()))
}

/// The text of a page of HTML; what is too large or too deep for a tree is read flat, which is noted.
pub(crate) fn to_text(reading: &mut Reading<'_>, id: usize, html: &str) -> String {
    let shape = shape(html);
    let limits = reading.limits;
    if html.len() <= limits.html_bytes
        && shape.depth <= limits.html_depth
        && shape.tags <= MAX_TAGS
        && let Some((text, unseen)) = by_tree(&super::html_marks::marked(html))
    {
        if unseen > 0 {
            reading.note(
                id,
                ProblemCode::HiddenText,
                Severity::Note,
                format!(
                    "The HTML holds {unseen} words that its style keeps a person from seeing. They were not read; the original \
                     is kept. Look into the original if it matters."
                ),
            );
        }
        return text;
    }
    reading.note(
        id,
        ProblemCode::LimitReached,
        Severity::NeedsPerson,
        format!(
            "The HTML here is larger or nested deeper than is laid out (limits.html_bytes {}, limits.html_depth {}). All \
             its text was read without layout, hidden text included, and the original is kept. Compare with the original.",
            limits.html_bytes, limits.html_depth
        ),
    );
    tidy(&flat(html))
}

/// The text, and how many words were left out because nobody sees them.
fn by_tree(html: &str) -> Option<(String, usize)> {
    let config = html2text::config::with_decorator(super::html_style::Seen)
        .use_doc_css()
        .no_table_borders()
        .allow_width_overflow()
        .no_link_wrapping();
    let (seen, unseen) = super::html_unseen::without(html);
    let seen = super::html_unseen::with_fields(&seen);
    let unseen = flat(&unseen).split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
    config.string_from_read(seen.as_bytes(), WIDTH).ok().map(|text| (tidy(&text), unseen))
}

/// How large and deep a tree would be.
struct Shape {
    tags: usize,
    depth: usize,
}

/// Elements that never hold others.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Counts tags and nesting without building anything. What is left open counts as nested, which errs on the careful side.
fn shape(html: &str) -> Shape {
    let (mut tags, mut depth, mut deepest) = (0usize, 0usize, 0usize);
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let Some(rest) = html.get(at + 1..) else { continue };
        let closing = rest.strip_prefix('/');
        let name = tag_name(closing.unwrap_or(rest));
        if name.is_empty() {
            continue;
        }
        tags += 1;
        let levels = levels(&name);
        if closing.is_some() {
            depth = depth.saturating_sub(levels);
        } else {
            depth += levels;
            deepest = deepest.max(depth);
        }
    }
    Shape { tags, depth: deepest }
}

/// By how many levels an element makes the tree deeper. Elements that the next of their kind closes, whether or not
/// their end is written, are reckoned with what holds them: a table with its body, rows and cells.
fn levels(name: &str) -> usize {
    match name {
        "p" | "li" | "option" | "dt" | "dd" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "colgroup" => 0,
        "table" => 4,
        "ul" | "ol" | "dl" | "select" => 2,
        name if VOID.contains(&name) => 0,
        _ => 1,
    }
}

fn tag_name(rest: &str) -> String {
    rest.bytes().take(12).take_while(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase() as char).collect()
}

/// All text between tags, in order, with entities resolved: for what must not become a tree.
fn flat(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let name = tag_name(after.get(1..).unwrap_or_default());
        let skipped = match name.as_str() {
            "script" | "style" => skip_past(after, &format!("</{name}")).and_then(|r| skip_past(r, ">")),
            _ if after.starts_with("<!--") => skip_past(after, "-->"),
            _ => skip_past(after, ">"),
        };
        let inline = matches!(name.as_str(), "b" | "i" | "u" | "a" | "em" | "strong" | "span" | "font");
        let closes_inline = after.starts_with("</");
        if !(inline || closes_inline && out.ends_with('\n')) {
            out.push('\n');
        }
        match skipped {
            Some(next) => rest = next,
            // A tag that never ends: keep what it holds.
            None => {
                out.push_str(after.get(1..).unwrap_or_default());
                rest = "";
            }
        }
    }
    out.push_str(rest);
    entities(&out)
}

fn skip_past<'h>(html: &'h str, end: &str) -> Option<&'h str> {
    let at = memchr::memmem::find(html.as_bytes(), end.as_bytes())?;
    html.get(at + end.len()..)
}

/// The entities that matter for reading; others stay as written.
fn entities(text: &str) -> String {
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&pound;", "£"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

/// Trailing spaces off, no-break spaces to spaces, zero-width characters out, never more than one blank line.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0usize;
    for line in text.lines() {
        let line: String = line
            .chars()
            .filter(|c| !matches!(c, '\u{200b}' | '\u{200c}' | '\u{feff}' | '\u{ad}'))
            .map(|c| if c == '\u{a0}' { ' ' } else { c })
            .collect();
        let line = line.trim_end();
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        blank = 0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{by_tree, decode, flat, shape, tidy};

    #[test]
    fn a_person_sees_this() {
        let cases = [
            ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
            ("<style>p{color:red}</style><p>seen<!-- not --></p><script>x()</script>", "seen"),
            ("<p>a&nbsp;b &pound;5 caf&eacute;</p>", "a b £5 café"),
            ("<div style=\"display:none\">preheader</div><div>seen</div>", "seen"),
            ("<a href=\"https://x.example\">link</a>", "link"),
        ];
        for (html, wanted) in cases {
            assert_eq!(by_tree(html).map(|(text, _)| text).as_deref(), Some(wanted), "{html}");
        }
    }

    #[test]
    fn table_cells_stay_apart() {
        let text = by_tree("<table><tr><td>Name</td><td>Ann Smith</td></tr><tr><td>Ref</td><td>123</td></tr></table>");
        let (text, _) = text.expect("converts");
        let words: Vec<_> = text.split_whitespace().collect();
        assert_eq!(words, ["Name", "Ann", "Smith", "Ref", "123"]);
        assert!(text.lines().count() >= 2, "{text}");
    }

    #[test]
    fn depth_is_counted_before_a_tree_is_built() {
        assert!(shape(&"<div>".repeat(100_000)).depth >= 100_000);
        assert!(shape(&"<p>text".repeat(1_000)).depth <= 2);
        assert_eq!(shape("<div><b>x</b></div>").depth, 2);
        assert!(shape(&"<table><tr><td>".repeat(200)).depth >= 600);
        assert!(shape(&("<table>".to_owned() + &"<tr><td>x".repeat(900))).depth <= 4);
    }

    #[test]
    fn flat_reading_loses_no_text() {
        let text = tidy(&flat("<div>one<div>two</div><script>no()</script>three &amp; four<br>five<b"));
        for word in ["one", "two", "three & four", "five"] {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(!text.contains("no()"));
    }

    #[test]
    fn the_meta_charset_is_heard() {
        assert_eq!(
            decode(b"<meta charset=\"windows-1252\"><p>\xa35", None).text,
            "<meta charset=\"windows-1252\"><p>£5"
        );
    }
}
