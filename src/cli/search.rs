//! `postroom search`: what was filed, with the words that were found. The staff index holds redacted text only; the full
//! one asks for a reason and leaves a row in the audit before it is searched.

mod printed;

pub use printed::print_not_searched;

use super::{Ending, actor, output};
use crate::config::Config;
use crate::index::{Collapse, Query, Reader, Sort, Which};
use crate::pipeline::search_for_record;
use crate::register::{AuditRow, Register, SavedSearch, SearchRecord};
use crate::rules::fingerprint::fingerprint;
use anyhow::Result;
use jiff::Timestamp;
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Queries:
  hoist                     a word, whatever its ending        \"grab rail\"       these words together
  pressur*                  words that begin so                katarzina~         nearly this word
  category:complaint        in a field                         received:2026-04..2026-09
  hoist AND NOT stairlift   with and without                   due:<2026-12-01
  @name                     a saved search                     provider:larch     a provider that is named")]
pub struct Args {
    /// What to look for; `@NAME` for a saved search.
    #[arg(required_unless_present_any = ["like", "saved", "records", "recorded"])]
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
    /// Go on where an earlier page ended: `next` of its JSON.
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
    /// Keep this search as evidence, for this purpose.
    #[arg(long, value_name = "PURPOSE")]
    record: Option<String>,
    /// List the searches kept as evidence.
    #[arg(long)]
    records: bool,
    /// Show one of them.
    #[arg(long, value_name = "NUMBER")]
    recorded: Option<i64>,
    /// Keep this query by name; `postroom search @NAME` asks it again.
    #[arg(long, value_name = "NAME")]
    save: Option<String>,
    /// List the saved searches.
    #[arg(long)]
    saved: bool,
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
    let data = &config.folders.data;
    if args.saved {
        printed::saved(&Register::open_existing(data)?.saved_searches()?, args.json)?;
        return Ok(Ending::Done);
    }
    if args.records {
        printed::records(&Register::open_existing(data)?.search_records()?, args.json)?;
        return Ok(Ending::Done);
    }
    if let Some(number) = args.recorded {
        printed::record(&Register::open_existing(data)?.search_record(number)?, args.json)?;
        return Ok(Ending::Done);
    }
    let query = query(args, &config)?;
    if let (Which::Full, Some(reason)) = (query.index, &args.reason) {
        let detail = format!("{reason}; query: {}", query.text);
        let action = "search.full";
        let mut register = Register::open_existing(data)?;
        register.audit(AuditRow { at: Timestamp::now(), actor: &actor(), action, item_id: None, detail })?;
    }
    let reader = crate::index::open(&config.folders.index, &query)?;
    let result = reader.search(&query)?;
    if args.json {
        output::json(&result)?;
    } else {
        printed::result(&result)?;
    }
    if let Some(name) = &args.save {
        let saved = SavedSearch {
            name: name.clone(),
            query: query.text.clone(),
            actor: actor(),
            at: Timestamp::now().to_string(),
        };
        Register::open_existing(data)?.save_search(&saved)?;
        eprintln!("Saved: postroom search @{}", output::shown(name));
    }
    if let Some(purpose) = &args.record {
        keep(purpose, &reader, &query, &config)?;
    }
    Ok(Ending::Done)
}

/// What is asked. `@name` stands for what was saved; more may stand beside it.
fn query(args: &Args, config: &Config) -> Result<Query> {
    let mut words = Vec::new();
    for word in &args.query {
        match word.strip_prefix('@').filter(|name| !name.contains(['.', ' '])) {
            Some(name) => {
                let saved = Register::open_existing(&config.folders.data)?.saved_search(name)?.query;
                words.push(if args.query.len() > 1 { format!("({saved})") } else { saved });
            }
            None => words.push(word.clone()),
        }
    }
    Ok(Query {
        text: words.join(" "),
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
    })
}

/// Keeps a search as evidence, with everything it found and not one page only.
fn keep(purpose: &str, reader: &Reader, query: &Query, config: &Config) -> Result<()> {
    let mut register = Register::open_existing(&config.folders.data)?;
    let hits = search_for_record(reader, query)?;
    let mut asked = vec![query.text.clone()];
    asked.extend(query.like.iter().map(|reference| format!("like {reference}")));
    let record = SearchRecord {
        schema: "postroom.search_record/1".into(),
        number: 0,
        at: String::new(),
        actor: actor(),
        purpose: purpose.into(),
        query: asked,
        index: query.index.word().into(),
        searched: reader.len(),
        generation: reader.generation()?,
        rules: fingerprint(&config.folders.rules)?,
        version: env!("CARGO_PKG_VERSION").into(),
        total: hits.len(),
        hits,
        not_searched: register.not_searched()?,
    };
    let number = register.record_search(&record, Timestamp::now())?;
    eprintln!("Kept as search record {number}: postroom search --recorded {number}");
    Ok(())
}
