//! What the HTML of a mail says of its own parts: where an earlier mail is quoted, where a signature stands. It is carried
//! through the conversion to text as characters that no text may hold (Unicode noncharacters) and taken out again
//! before anybody reads the text. Quotations that are only indented paragraphs of the writer are made plain here.

use super::zones::Hints;

/// The head of an earlier mail begins.
const HEAD: char = '\u{fdd0}';
/// A signature begins.
const SIGN: char = '\u{fdd1}';
/// A signature ends.
const SIGNED: char = '\u{fdd2}';
/// Ids and classes in which Outlook, Hotmail and their like set the earlier mail.
const HEADS: [&str; 5] = [
    "divrplyfwdmsg",
    "olk_src_body_section",
    "stopspelling",
    "outlook-mobile-reference-message",
    "mail-editor-reference-message",
];
/// Ids, classes and attributes of signatures.
const SIGNATURES: [&str; 7] = [
    "gmail_signature",
    "moz-signature",
    "outlook-mobile-signature",
    "data-signatureblock",
    "protonmail_signature",
    "id=\"signature\"",
    "id='signature'",
];

/// An element whose end is still to come: its name, what is set before that end, and the name the end is given.
struct Open<'h> {
    name: &'h str,
    /// Elements of the same name inside it.
    inside: usize,
    mark: Option<char>,
    renamed: bool,
}

/// The HTML with marks set and indented paragraphs made plain.
pub(super) fn marked(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 16);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag_on) = rest.split_at(at);
        push_clean(&mut out, before);
        let end = tag_end(tag_on);
        let (tag, after) = tag_on.split_at(end);
        rest = after;
        let closing = tag.starts_with("</");
        let name = tag.trim_start_matches(['<', '/']);
        let name =
            name.get(..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())).unwrap_or_default();
        if closing {
            close(&mut out, &mut open, name, tag);
        } else {
            start(&mut out, &mut open, name, tag);
        }
    }
    push_clean(&mut out, rest);
    out
}

fn start<'h>(out: &mut String, open: &mut Vec<Open<'h>>, name: &'h str, tag: &'h str) {
    if let Some(last) = open.iter_mut().rev().find(|o| o.name.eq_ignore_ascii_case(name)) {
        last.inside += 1;
    }
    let lower = tag.to_ascii_lowercase();
    if name.eq_ignore_ascii_case("blockquote") && !is_citation(&lower, out) {
        out.push_str("<div>");
        open.push(Open { name, inside: 0, mark: None, renamed: true });
        return;
    }
    push_clean(out, tag);
    if !name.is_empty() && HEADS.iter().any(|mark| lower.contains(mark)) {
        out.push(HEAD);
    } else if matches!(name.to_ascii_lowercase().as_str(), "div" | "pre" | "span" | "table" | "section")
        && SIGNATURES.iter().any(|mark| lower.contains(mark))
    {
        out.push(SIGN);
        open.push(Open { name, inside: 0, mark: Some(SIGNED), renamed: false });
    }
}

fn close(out: &mut String, open: &mut Vec<Open<'_>>, name: &str, tag: &str) {
    let Some(at) = open.iter().rposition(|o| o.name.eq_ignore_ascii_case(name)) else { return push_clean(out, tag) };
    if let Some(element) = open.get_mut(at).filter(|o| o.inside > 0) {
        element.inside -= 1;
        return push_clean(out, tag);
    }
    let element = open.remove(at);
    out.extend(element.mark);
    if element.renamed { out.push_str("</div>") } else { push_clean(out, tag) }
}

/// True for a quotation of an earlier mail, false for a paragraph that the writer moved in from the margin.
fn is_citation(tag: &str, before: &str) -> bool {
    if ["cite", "quote_", "_quote", "quoted", "border-left"].iter().any(|sign| tag.contains(sign)) {
        return true;
    }
    // A bare one below "Ann wrote:".
    let tail: String = before.chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect();
    let words: String = tail.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    words.trim_end().ends_with(':')
}

/// The length of a tag up to and with its `>`; one in a quoted value does not end it.
fn tag_end(tag: &str) -> usize {
    if tag.starts_with("<!--") {
        return tag.find("-->").map_or(tag.len(), |at| at + 3);
    }
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().take(20_000) {
        match (byte, quote) {
            (b'"' | b'\'', None) if tag.as_bytes().get(at.wrapping_sub(1)) == Some(&b'=') => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => return at + 1,
            _ => {}
        }
    }
    tag.find('>').map_or(tag.len(), |at| at + 1)
}

/// Text that is not ours cannot set our marks.
fn push_clean(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| !matches!(*c, HEAD | SIGN | SIGNED)));
}

/// A plain text in which nobody can have set marks: it may be joined with one that was HTML.
pub(super) fn without(text: String) -> String {
    if text.contains([HEAD, SIGN, SIGNED]) { text.replace([HEAD, SIGN, SIGNED], "\u{fffd}") } else { text }
}

/// Takes the marks out of a text and says where they stood.
pub(super) fn taken(text: &mut String) -> Hints {
    let mut hints = Hints::default();
    if !text.contains([HEAD, SIGN, SIGNED]) {
        return hints;
    }
    let mut out = String::with_capacity(text.len());
    let mut begun = None;
    let mut blank = true;
    for line in text.split('\n') {
        let marked = line.contains([HEAD, SIGN, SIGNED]);
        let start = out.len();
        for c in line.chars() {
            match c {
                HEAD => hints.heads.push(out.len()),
                SIGN => begun = Some(out.len()),
                SIGNED => hints.signatures.extend(begun.take().map(|from| (from, out.len()))),
                c => out.push(c),
            }
        }
        let empty = out.get(start..).unwrap_or_default().trim().is_empty();
        if empty && (marked || blank) {
            out.truncate(start);
            continue;
        }
        blank = empty;
        out.push('\n');
    }
    out.truncate(out.trim_end_matches('\n').len());
    hints.signatures.iter_mut().for_each(|(from, to)| (*from, *to) = ((*from).min(out.len()), (*to).min(out.len())));
    *text = out;
    hints
}

#[cfg(test)]
mod tests {
    use super::{marked, taken};

    #[test]
    fn indented_paragraphs_are_plain_and_citations_stay() {
        let cases = [
            ("<blockquote style=\"margin:0 0 0 40px\">mine</blockquote>", "<div>mine</div>"),
            ("<blockquote type=\"cite\">theirs</blockquote>", "<blockquote type=\"cite\">theirs</blockquote>"),
            ("Ann wrote:<br><blockquote>theirs</blockquote>", "Ann wrote:<br><blockquote>theirs</blockquote>"),
            (
                "<blockquote>a<blockquote class=gmail_quote>b</blockquote>c</blockquote>",
                "<div>a<blockquote class=gmail_quote>b</blockquote>c</div>",
            ),
        ];
        for (html, wanted) in cases {
            assert_eq!(marked(html), wanted);
        }
    }

    #[test]
    fn marks_are_taken_out_again() {
        let mut text = marked("one\n<div class=\"gmail_signature\"><div>Ann</div></div>\u{fdd0}two");
        assert_eq!(text.matches('\u{fdd0}').count(), 0);
        text = text.replace("<div class=\"gmail_signature\">", "").replace("<div>", "").replace("</div>", "");
        let hints = taken(&mut text);
        assert_eq!(text, "one\nAnntwo");
        assert_eq!(hints.signatures, [(4, 7)]);
    }
}
