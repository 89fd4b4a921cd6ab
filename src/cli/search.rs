//! `postroom search`: what was filed, with the words that were found. The staff index holds redacted text only; the full
//! one asks for a reason and leaves a row in the audit before it is searched.

use super::{Ending, output};
use crate::config::Config;
use crate::index::{self, Collapse, Hit, Query, SearchResult, Snippet, Sort, Which};
use crate::register::{AuditRow, Register};
use anyhow::Result;
use jiff::Timestamp;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Queries:
  hoist                     a word, whatever its ending        \"grab rail\"       these words together
  pressur*                  words that begin so                katarzina~         nearly this word
  category:complaint        in a field                         received:2026-04..2026-09
  hoist AND NOT stairlift   with and without                   due:<2026-12-01")]
pub struct Args {
    /// What to look for.
    #[arg(required_unless_present = "like")]
    query: Vec<String>,
    /// Which index: redacted text for staff, or the full original text.
    #[arg(long, default_value = "staff")]
    index: IndexName,
    /// Why the full text is searched; kept in the audit.
    #[arg(long, value_name = "TEXT", required_if_eq("index", "full"))]
    reason: Option<String>,
    /// How many hits to print.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// How many hits to leave out first.
    #[arg(long, default_value_t = 0)]
    offset: usize,
    /// In which order.
    #[arg(long, default_value = "relevance")]
    sort: SortName,
    /// Go on where an earlier page ended: the text printed below it.
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    /// Count what was found by category, queue, provider, place, month and so on.
    #[arg(long)]
    facets: bool,
    /// Draw together under one hit what is nearly the same, or the mails of a thread.
    #[arg(long, value_name = "BY")]
    collapse: Option<CollapseName>,
    /// Find what is like this item.
    #[arg(long, value_name = "REFERENCE")]
    like: Option<String>,
    /// Print JSON (schema postroom.search/1).
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum IndexName {
    Staff,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CollapseName {
    Alike,
    Thread,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SortName {
    Relevance,
    Newest,
    Oldest,
    Due,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let query = Query {
        text: args.query.join(" "),
        index: if args.index == IndexName::Full { Which::Full } else { Which::Staff },
        limit: args.limit,
        offset: args.offset,
        sort: match args.sort {
            SortName::Relevance => Sort::Relevance,
            SortName::Newest => Sort::Newest,
            SortName::Oldest => Sort::Oldest,
            SortName::Due => Sort::Due,
        },
        after: args.after.clone(),
        facets: args.facets,
        collapse: args.collapse.map(|by| match by {
            CollapseName::Alike => Collapse::Alike,
            CollapseName::Thread => Collapse::Thread,
        }),
        like: args.like.clone(),
    };
    if let (Which::Full, Some(reason)) = (query.index, &args.reason) {
        let mut register = Register::open_existing(&config.folders.data)?;
        let actor = std::env::var("USER").unwrap_or_else(|_| "unknown".into());
        let detail = format!("{reason}; query: {}", query.text);
        register.audit(AuditRow {
            at: Timestamp::now(),
            actor: &actor,
            action: "search.full",
            item_id: None,
            detail,
        })?;
    }
    let result = index::search(&config.folders.index, &query)?;
    if args.json {
        output::json(&result)?;
    } else {
        print(&result)?;
    }
    Ok(Ending::Done)
}

fn print(result: &SearchResult) -> Result<()> {
    for hit in &result.hits {
        print_hit(hit)?;
    }
    for notice in &result.notices {
        eprintln!("{}", output::shown(notice));
    }
    let range = match result.hits.len() {
        0 => String::new(),
        n if n == result.total => String::new(),
        n => format!(", {} to {} shown", result.offset + 1, result.offset + n),
    };
    output::line(&format!("{} for {}{range}", output::count(result.total as i64, "result"), result.query))
}

fn print_hit(hit: &Hit) -> Result<()> {
    let categories: Vec<&str> = hit.categories.iter().map(|c| c.word()).collect();
    let from = hit.from.as_deref().map(|f| format!("  {f}")).unwrap_or_default();
    let due = hit.due.map(|d| format!("  due {d}")).unwrap_or_default();
    output::line(&format!("{}  {}  {}{from}{due}", hit.reference, hit.received, categories.join("+")))?;
    if let Some(subject) = &hit.subject {
        output::line(&format!("    {subject}"))?;
    }
    for snippet in &hit.snippets {
        // The highlight is ours and follows the escaping of what is not ours.
        println!("    {}", highlighted(snippet, output::wants_colour()));
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
