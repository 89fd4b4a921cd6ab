//! The one way YAML is read: a size cap, a byte order mark forgiven, unknown keys refused with the nearest known key,
//! and errors that show file, line, column and the line itself. It knows nothing of what the YAML means.

use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// Larger files are refused: hand-written settings are small, and deep nesting costs the reader time.
const MAX_BYTES: u64 = 1 << 20;

/// Why a YAML file could not be used. Its message names the place and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum YamlError {
    /// The file could not be read.
    #[error("cannot read {}: {source}. Check that the file exists and that you may read it.", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is larger than one mebibyte.
    #[error("{} has {bytes} bytes; settings and rules files may have {MAX_BYTES}. Split it into several files.", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// The file is empty.
    #[error("{} is empty. Remove it, or write what it is for.", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// The content does not fit.
    #[error("{place}: {message}{excerpt}{hint}")]
    Content {
        /// `file:line:column`.
        place: String,
        /// What does not fit.
        message: String,
        /// The line with a caret under the column, or nothing.
        excerpt: String,
        /// What was probably meant, or nothing.
        hint: String,
    },
}

/// Reads a YAML file into `T`.
pub fn load<T: DeserializeOwned>(path: &Path) -> Result<T, YamlError> {
    let text = read(path)?;
    parse(path, &text)
}

/// Reads the text of a YAML file, within the size cap and without its byte order mark.
pub fn read(path: &Path) -> Result<String, YamlError> {
    let read_error = |source| YamlError::Read { path: path.to_path_buf(), source };
    let bytes = std::fs::metadata(path).map_err(read_error)?.len();
    if bytes > MAX_BYTES {
        return Err(YamlError::TooLarge { path: path.to_path_buf(), bytes });
    }
    let text = std::fs::read_to_string(path).map_err(read_error)?;
    Ok(text.trim_start_matches('\u{feff}').to_string())
}

/// Reads YAML text into `T`; `path` is only used to name the place of an error.
pub fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, YamlError> {
    if text.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with('#')) {
        return Err(YamlError::Empty { path: path.to_path_buf() });
    }
    serde_yaml::from_str(text).map_err(|error| explain(path, text, &error))
}

/// An error of our own about a place in a YAML text, in the same form as the reader's.
pub fn error_at(path: &Path, text: &str, line: usize, column: usize, message: impl Into<String>) -> YamlError {
    YamlError::Content {
        place: format!("{}:{line}:{column}", path.display()),
        message: message.into(),
        excerpt: excerpt(text, line, column),
        hint: String::new(),
    }
}

/// The known word nearest to a mistyped one, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .filter(|(distance, k)| *distance <= 1 + k.len().min(word.len()) / 3)
        .min()
        .map(|(_, k)| k)
}

fn explain(path: &Path, text: &str, error: &serde_yaml::Error) -> YamlError {
    let raw = error.to_string();
    let message = plainly(raw.split(" at line ").next().unwrap_or(&raw));
    let hint = unknown_word(&message)
        .and_then(|(word, known)| nearest(word, known.iter().copied()))
        .map(|near| format!("\n  Did you mean `{near}`?"))
        .or_else(|| LAYOUT.iter().any(|l| message.contains(l)).then(|| LAYOUT_HINT.to_string()))
        .unwrap_or_default();
    let (place, excerpt) = match error.location() {
        Some(at) => {
            (format!("{}:{}:{}", path.display(), at.line(), at.column()), excerpt(text, at.line(), at.column()))
        }
        None => (path.display().to_string(), String::new()),
    };
    YamlError::Content { place, message, excerpt, hint }
}

/// What the reader says where indentation, quotes or brackets do not fit.
const LAYOUT: &[&str] = &[
    "did not find expected",
    "found character that cannot start",
    "mapping values are not allowed",
    "unexpected end",
    "could not find expected",
];

const LAYOUT_HINT: &str = "\n  Here or just above, an indentation, a colon, a quote or a bracket is missing or too many. Tabs are not allowed.";

/// The reader's words without its types and its counting from nought.
fn plainly(message: &str) -> String {
    let mut told = message.to_string();
    for (kind, plain) in [
        ("usize", "a whole number"),
        ("u64", "a whole number"),
        ("u32", "a whole number"),
        ("u16", "a whole number"),
        ("u8", "a whole number"),
        ("f32", "a number"),
        ("f64", "a number"),
    ] {
        if let Some(rest) = told.strip_suffix(&format!("expected {kind}")) {
            told = format!("{rest}expected {plain}");
        }
    }
    if let Some((number, rest)) =
        told.strip_prefix(".[").or_else(|| told.strip_prefix('[')).and_then(|r| r.split_once(']'))
        && let Ok(number) = number.parse::<usize>()
    {
        told = format!(
            "entry {} of the list{}",
            number + 1,
            rest.strip_prefix('.').map_or_else(|| rest.to_string(), |r| format!(", {r}"))
        );
    }
    told
}

/// Takes apart serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown_word(message: &str) -> Option<(&str, Vec<&str>)> {
    let (_, rest) = message.split_once("unknown field `").or_else(|| message.split_once("unknown variant `"))?;
    let (word, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).collect();
    Some((word, known))
}

fn excerpt(text: &str, line: usize, column: usize) -> String {
    match text.lines().nth(line.saturating_sub(1)) {
        Some(source) => {
            let caret = " ".repeat(column.saturating_sub(1));
            format!("\n  {line:>4} | {source}\n       | {caret}^")
        }
        None => String::new(),
    }
}
