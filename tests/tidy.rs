//! What must hold of every source file: who imports whom, how a file opens, how long it is. A house rule that no test
//! keeps is a wish.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may name of the others. A stage never names another stage; `Redacted` is the one exception, because
/// that type is the proof that redaction ran.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("yaml", &[]),
    ("config", &["model", "yaml"]),
    ("rules", &["model", "yaml"]),
    ("source", &["model", "rules"]),
    ("parse", &["model", "rules"]),
    ("classify", &["model", "rules"]),
    ("redact", &["model", "rules"]),
    ("index", &["model", "rules", "redact::Redacted"]),
    ("route", &["model", "rules", "redact::Redacted"]),
    ("register", &["model"]),
    ("review", &["model", "rules", "redact", "register"]),
    // The proof may not name the redactor: a mistake in one must not be repeated by the other.
    ("proof", &["model", "parse"]),
    ("disclose", &["model", "rules", "parse", "redact", "register", "review", "proof"]),
    ("pipeline", &["model", "config", "rules", "source", "parse", "classify", "redact", "index", "route", "register"]),
];

/// Lines a file may have. Tests and data tables count like the rest: a reader meets them too.
const MOST_LINES: usize = 400;

/// Lines a function may have.
const MOST_FUNCTION_LINES: usize = 60;

#[test]
fn modules_import_only_what_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut faults = Vec::new();
    let mut seen = 0;
    for file in rust_files("src") {
        let module = module_of(&file);
        let Some(allowed) = allowed.get(module.as_str()) else { continue };
        seen += 1;
        let text = production(&read(&file));
        for name in names_of_ours(&text) {
            let own = name == module || name.starts_with(&format!("{module}::"));
            let fits = allowed.iter().any(|a| name == *a || name.starts_with(&format!("{a}::")));
            if !own && !fits {
                faults.push(format!("{} names crate::{name}", file.display()));
            }
        }
    }
    assert!(seen > 20, "only {seen} files were looked at");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_library_is_in_the_import_table_or_may_import_all() {
    let known: Vec<&str> = MAY_IMPORT.iter().map(|(m, _)| *m).chain(["cli"]).collect();
    let listed = read(Path::new("src/lib.rs"));
    let modules: Vec<&str> =
        listed.lines().filter_map(|l| l.strip_prefix("pub mod ")).filter_map(|l| l.strip_suffix(';')).collect();
    assert!(modules.len() > 10);
    for module in modules {
        assert!(known.contains(&module), "src/lib.rs lists `{module}`, which MAY_IMPORT does not know");
    }
}

#[test]
fn files_open_with_their_purpose_and_stay_short() {
    let mut faults = Vec::new();
    let files: Vec<PathBuf> =
        ["src", "tests", "benches", "examples", "fuzz"].into_iter().flat_map(rust_files).collect();
    assert!(files.len() > 40, "only {} files were looked at", files.len());
    for file in files {
        let text = read(&file);
        if !text.starts_with("//!") {
            faults.push(format!("{} does not open with //!", file.display()));
        }
        let lines = text.lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{} has {lines} lines, {MOST_LINES} are allowed", file.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn functions_stay_short() {
    let mut faults = Vec::new();
    let mut functions = 0;
    for file in rust_files("src") {
        for (name, lines) in functions_of(&read(&file)) {
            functions += 1;
            if lines > MOST_FUNCTION_LINES {
                faults.push(format!("{}: fn {name} has {lines} lines", file.display()));
            }
        }
    }
    assert!(functions > 200, "only {functions} functions were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn production_code_neither_unwraps_nor_leaves_notes() {
    let mut faults = Vec::new();
    for file in rust_files("src") {
        let text = production(&read(&file));
        for (number, line) in text.lines().enumerate() {
            for word in [".unwrap()", "todo!(", "unimplemented!(", "dbg!(", "TODO", "FIXME"] {
                if line.contains(word) {
                    faults.push(format!("{}:{}: {word}", file.display(), number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(root.join(folder))
        .into_iter()
        // What a build or a fuzz run leaves there is not ours.
        .filter_entry(|e| !["target", "corpus", "artifacts"].iter().any(|made| e.file_name() == *made))
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .filter_map(|p| p.strip_prefix(root).map(Path::to_path_buf).ok())
        .collect();
    files.sort();
    files
}

fn read(file: &Path) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the file was just listed")
}

/// `src/parse/mail.rs` and `src/parse.rs` both belong to `parse`.
fn module_of(file: &Path) -> String {
    let part = file.components().nth(1).map(|c| c.as_os_str().to_string_lossy().into_owned()).unwrap_or_default();
    part.trim_end_matches(".rs").to_string()
}

/// The text before the unit tests, without comments.
fn production(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let uncommented = |l: &str| l.find("//").map_or(l.to_string(), |at| l[..at].to_string());
    code.lines().map(uncommented).collect::<Vec<_>>().join("\n")
}

/// Everything named as `crate::...`, groups taken apart: `crate::a::{B, c::D}` names `a::B` and `a::c::D`.
fn names_of_ours(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        expand(rest, "", &mut names);
    }
    names
}

fn expand(rest: &str, prefix: &str, names: &mut Vec<String>) {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
    let path = format!("{prefix}{}", &rest[..end]);
    if !rest[end..].starts_with('{') {
        names.push(path.trim_end_matches(':').to_string());
        return;
    }
    let mut depth = 0;
    let mut start = end + 1;
    for (at, c) in rest[end..].char_indices().map(|(i, c)| (end + i, c)) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if (c == ',' && depth == 1) || depth == 0 {
            let part = rest[start..at].trim();
            if !part.is_empty() {
                expand(part, &path, names);
            }
            start = at + 1;
        }
        if depth == 0 {
            return;
        }
    }
}

/// Name and length of each function, told by the indentation that rustfmt keeps.
fn functions_of(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let head = code.trim_start_matches("pub ").trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ");
        let Some(rest) = head.strip_prefix("fn ").or_else(|| head.strip_prefix("const fn ")) else { continue };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let close = format!("{}}}", &line[..line.len() - code.len()]);
        let length = if line.ends_with('}') { Some(0) } else { lines[start..].iter().position(|l| *l == close) };
        if let Some(length) = length {
            found.push((name, length + 1));
        }
    }
    found
}

#[test]
fn the_import_reader_takes_groups_apart() {
    let names = names_of_ours("use crate::a::{B, c::{D, E}};\ncrate::f::g();");
    assert_eq!(names, ["a::B", "a::c::D", "a::c::E", "f::g"]);
}
