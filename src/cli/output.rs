//! How text reaches a terminal: everything from outside is made harmless in this one place, data goes to standard output
//! and messages to standard error.

use anyhow::Result;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// Text from outside, safe for a terminal: control and direction characters are shown as their escapes, so that a
/// subject line can neither move the cursor nor turn words around.
pub fn shown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '\n' | '\t' => out.push(c),
            c if c.is_control() || is_direction(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
        out
    })
}

/// Prints a line of data.
pub fn line(text: &str) -> Result<()> {
    line_to(&mut io::stdout().lock(), text)
}

/// Many lines of data at once: they are written together when it is dropped or flushed.
pub fn lines() -> impl Write {
    io::BufWriter::new(io::stdout().lock())
}

/// Prints a line of data among others.
pub fn line_to(out: &mut impl Write, text: &str) -> Result<()> {
    writeln!(out, "{}", shown(text))?;
    Ok(())
}

/// Prints one JSON value on a line of its own.
pub fn json<T: Serialize>(value: &T) -> Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// True where standard output is a terminal that wants colour (<https://no-color.org>).
pub fn wants_colour() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// `1 item`, `2 items`.
pub fn count(n: impl Into<i128>, what: &str) -> String {
    let n = n.into();
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// An error with its causes, each told once: our own messages name their cause themselves.
pub fn whole(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |told, cause| {
        let cause = cause.to_string();
        match told.as_str() {
            "" => cause,
            told if told.contains(&cause) => told.to_string(),
            told => format!("{told}: {cause}"),
        }
    })
}

/// The day it is in London.
pub fn today() -> jiff::civil::Date {
    crate::model::london_date(jiff::Timestamp::now())
}

/// True where the reader of our output went away, as `head` does; that is no error.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}

/// Marks, overrides and isolates of Unicode's bidirectional algorithm, and other characters that are not seen.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_reaches_the_terminal_as_a_command() {
        let cases = [
            ("plain é", "plain é"),
            ("two\nlines", "two\nlines"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\rover", "\\rover"),
            ("a\u{202e}b", "a\\u{202e}b"),
        ];
        for (from, to) in cases {
            assert_eq!(shown(from), to);
        }
    }
}
