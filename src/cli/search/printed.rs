//! What searches print for people: hits with what was found marked, facets, saved searches, records.

use crate::cli::output;
use crate::index::{Facet, Hit, SearchResult, Snippet};
use crate::register::{NotSearched, SavedSearch, SearchRecord};
use anyhow::Result;
use std::io::Write;

/// The answer to a query.
pub fn result(result: &SearchResult) -> Result<()> {
    let (mut out, colour) = (output::lines(), output::wants_colour());
    for hit in &result.hits {
        print_hit(&mut out, hit, colour)?;
    }
    for facet in result.facets.iter().flatten() {
        print_facet(&mut out, facet)?;
    }
    out.flush()?;
    drop(out);
    for notice in &result.notices {
        eprintln!("{}", output::shown(notice));
    }
    let range = match result.hits.len() {
        0 => String::new(),
        n if n == result.total => String::new(),
        n => format!(", {} to {} shown", result.offset + 1, result.offset + n),
    };
    let groups = result.groups.map(|n| format!(" in {}", output::count(n as i64, "group"))).unwrap_or_default();
    let found = output::count(result.total as i64, "result");
    output::line(&format!("{found}{groups} for {}{range}", result.query))?;
    for suggestion in &result.suggestions {
        output::line(&format!("Did you mean: {suggestion}"))?;
    }
    match &result.next {
        Some(next) => output::line(&format!("Next page: the same with --after {next}")),
        None => Ok(()),
    }
}

/// Saved searches.
pub fn saved(saved: &[SavedSearch], json: bool) -> Result<()> {
    for search in saved {
        if json {
            output::json(search)?;
        } else {
            let day = search.at.get(..10).unwrap_or_default();
            output::line(&format!("@{:<20} {}  ({}, {day})", search.name, search.query, search.actor))?;
        }
    }
    Ok(())
}

/// The list of searches kept as evidence.
pub fn records(records: &[SearchRecord], json: bool) -> Result<()> {
    for record in records {
        if json {
            output::json(record)?;
        } else {
            let day = record.at.get(..10).unwrap_or_default();
            output::line(&format!(
                "{:>4}  {day}  {:<10} {} found in {} ({} index): {}",
                record.number, record.actor, record.total, record.searched, record.index, record.purpose
            ))?;
        }
    }
    Ok(())
}

/// One search kept as evidence.
pub fn record(record: &SearchRecord, json: bool) -> Result<()> {
    if json {
        return output::json(record);
    }
    output::line(&format!("Search record {}", record.number))?;
    let rows = [
        ("purpose", record.purpose.clone()),
        ("made", format!("{} by {}", record.at, record.actor)),
        ("asked", record.query.join("\n            ")),
        ("searched", format!("{} items of the {} index, commit {}", record.searched, record.index, record.generation)),
        ("rules", record.rules.clone()),
        ("version", record.version.clone()),
        ("found", format!("{}: {}", record.total, record.hits.join(", "))),
    ];
    for (name, value) in rows {
        output::line(&format!("{name:<10}  {value}"))?;
    }
    print_not_searched(&record.not_searched)
}

/// What a search may have missed.
pub fn print_not_searched(missed: &[NotSearched]) -> Result<()> {
    if missed.is_empty() {
        return output::line("Everything that is filed was searched.");
    }
    output::line(&format!("Not searched, or only in part ({}):", missed.len()))?;
    for item in missed {
        output::line(&format!("  {}  {:<8} {}", item.reference, item.extent, item.why))?;
    }
    Ok(())
}

fn print_facet(out: &mut impl Write, facet: &Facet) -> Result<()> {
    let values: Vec<String> = facet.values.iter().map(|v| format!("{} {}", v.value, v.items)).collect();
    output::line_to(out, &format!("{:<10} {}", facet.field, values.join(", ")))
}

fn print_hit(out: &mut impl Write, hit: &Hit, colour: bool) -> Result<()> {
    let categories: Vec<&str> = hit.categories.iter().map(|c| c.word()).collect();
    let from = hit.from.as_deref().map(|f| format!("  {f}")).unwrap_or_default();
    let due = hit.due.map(|d| format!("  due {d}")).unwrap_or_default();
    output::line_to(out, &format!("{}  {}  {}{from}{due}", hit.reference, hit.received, categories.join("+")))?;
    if let Some(subject) = &hit.subject {
        output::line_to(out, &format!("    {subject}"))?;
    }
    for snippet in &hit.snippets {
        // The highlight is ours and follows the escaping of what is not ours.
        writeln!(out, "    {}", highlighted(snippet, colour))?;
    }
    if !hit.with.is_empty() {
        let (shown, more) = hit.with.split_at(hit.with.len().min(5));
        let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        output::line_to(out, &format!("    with {}{more}", shown.join(", ")))?;
    }
    Ok(())
}

fn highlighted(snippet: &Snippet, colour: bool) -> String {
    let (on, off) = if colour { ("\u{1b}[1m", "\u{1b}[0m") } else { ("**", "**") };
    let mut out = String::from(if snippet.cut_before { "… " } else { "" });
    let mut at = 0;
    let flat = |text: &str| output::shown(&text.replace(['\n', '\t'], " "));
    for range in &snippet.ranges {
        out.push_str(&flat(snippet.text.get(at..range.start).unwrap_or_default()));
        out.push_str(on);
        out.push_str(&flat(snippet.text.get(range.start..range.end).unwrap_or_default()));
        out.push_str(off);
        at = range.end;
    }
    out.push_str(&flat(snippet.text.get(at..).unwrap_or_default()));
    out.push_str(if snippet.cut_after { " …" } else { "" });
    out
}
