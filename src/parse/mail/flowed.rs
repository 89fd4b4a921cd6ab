//! Flowed text (RFC 3676): puts together again the lines that the sender's program broke, so that no name is split.

/// Joins flowed lines; `delete_space` is the `DelSp=yes` parameter.
pub(super) fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let content = line.get(depth..).unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        if open != Some(depth) {
            if open.is_some() || !out.is_empty() {
                end_line(&mut out);
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        // The line before a signature never flows (RFC 3676 4.3).
        let flows = content.ends_with(' ') && content != "-- ";
        let kept = if flows && delete_space { content.strip_suffix(' ').unwrap_or(content) } else { content };
        out.push_str(kept);
        open = flows.then_some(depth);
        if !flows {
            out.push('\n');
        }
    }
    // Splitting at line ends gives one line more than there are line ends.
    if out.ends_with('\n') {
        out.pop();
    }
    out
}

/// Ends a line that is still open.
fn end_line(out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::unflow;

    #[test]
    fn lines_are_joined_as_the_sender_wrote_them() {
        let cases = [
            ("My mother Ann \nSmith fell.\nShe is well.", false, "My mother Ann Smith fell.\nShe is well."),
            ("one \ntwo", true, "onetwo"),
            ("> quoted text \n> goes on\nanswer", false, "> quoted text goes on\nanswer"),
            ("> quoted \nanswer", false, "> quoted \nanswer"),
            ("text\n-- \nAnn", false, "text\n-- \nAnn"),
            (" >stuffed", false, ">stuffed"),
            ("a\n\nb\n", false, "a\n\nb\n"),
            ("", false, ""),
        ];
        for (flowed, delete, wanted) in cases {
            assert_eq!(unflow(flowed, delete), wanted, "{flowed:?}");
        }
    }
}
