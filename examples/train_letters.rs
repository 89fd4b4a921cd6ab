//! Learns how English letters follow each other (`src/parse/data/english.letters`) from texts: the field `text` of each line.
//! Nothing but numbers is kept of them.
//!
//! ```text
//! cargo run --example train_letters -- OUT.letters LETTERS.jsonl...
//! ```

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, files @ ..] = arguments.as_slice() else { bail!("usage: train_letters OUT.letters LETTERS.jsonl...") };
    if files.is_empty() {
        bail!("no letters are named");
    }
    let mut texts = Vec::new();
    for file in files {
        let lines = std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
        for line in lines.lines() {
            let record: serde_json::Value =
                serde_json::from_str(line).with_context(|| format!("{file} is not JSON"))?;
            texts.extend(record.get("text").and_then(|t| t.as_str()).map(str::to_owned));
        }
    }
    let table = postroom::parse::learn_letters(texts.iter().map(String::as_str));
    std::fs::write(out, &table).with_context(|| format!("cannot write {out}"))?;
    println!("{} bytes written to {out}, learnt from {} texts", table.len(), texts.len());
    Ok(())
}
