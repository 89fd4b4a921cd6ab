//! `postroom person`: everything that may be about one person, with what speaks for it. It searches original text: it
//! asks for a reason and leaves a row in the audit before it looks.

use super::{Ending, actor, output};
use crate::config::Config;
use crate::index::{Reader, Which};
use crate::pipeline::{PersonAnswer, Subject, Sureness, find_person};
use crate::register::{AuditRow, Register, SearchRecord};
use crate::rules::fingerprint::fingerprint;
use anyhow::{Result, bail};
use jiff::{Timestamp, civil::Date};
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  postroom person --name 'Margaret O\u{27}Sullivan' --name 'Maggie O\u{27}Sullivan' --nhs '999 123 4567' --reason 'SAR 2026/114'")]
pub struct Args {
    /// A name: first names, then surname. Give every form that is known: maiden name, short name.
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,
    /// An NHS number.
    #[arg(long, value_name = "NUMBER")]
    nhs: Vec<String>,
    /// A National Insurance number, case reference or other number of this person.
    #[arg(long, value_name = "NUMBER")]
    number: Vec<String>,
    /// A telephone number.
    #[arg(long, value_name = "NUMBER")]
    phone: Vec<String>,
    /// A mail address.
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A postal address, a part of it, or a postcode.
    #[arg(long, value_name = "TEXT")]
    address: Vec<String>,
    /// Day of birth, as 1950-04-17.
    #[arg(long, value_name = "DATE")]
    born: Option<Date>,
    /// Why; kept in the audit.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Keep the search as evidence, for this purpose.
    #[arg(long, value_name = "PURPOSE")]
    record: Option<String>,
    /// Print JSON (schema postroom.person/1).
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let subject = Subject {
        names: args.names.clone(),
        numbers: args.nhs.iter().chain(&args.number).cloned().collect(),
        phones: args.phone.clone(),
        emails: args.email.clone(),
        addresses: args.address.clone(),
        born: args.born,
    };
    if subject == Subject::default() {
        bail!("say what is known of the person: --name, --nhs, --number, --phone, --email, --address or --born");
    }
    let config = Config::load(settings)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    let known = format!("{:?}", subject.names);
    let detail = format!("{}; person search: {known}", args.reason);
    let action = "search.person";
    register.audit(AuditRow { at: Timestamp::now(), actor: &actor(), action, item_id: None, detail })?;
    let reader = Reader::open(&config.folders.index.join("full"), Which::Full)?;
    let answer = find_person(&reader, &register, &subject)?;
    if args.json {
        output::json(&answer)?;
    } else {
        print(&answer)?;
    }
    if let Some(purpose) = &args.record {
        let number = register.record_search(&record(&answer, purpose, &config)?, Timestamp::now())?;
        eprintln!("Kept as search record {number}: postroom search --recorded {number}");
    }
    Ok(Ending::Done)
}

fn record(answer: &PersonAnswer, purpose: &str, config: &Config) -> Result<SearchRecord> {
    Ok(SearchRecord {
        schema: "postroom.search_record/1".into(),
        number: 0,
        at: String::new(),
        actor: actor(),
        purpose: purpose.into(),
        query: answer.clues.iter().map(|c| c.query.clone()).collect(),
        index: Which::Full.word().into(),
        searched: answer.searched,
        generation: answer.generation,
        rules: fingerprint(&config.folders.rules)?,
        version: env!("CARGO_PKG_VERSION").into(),
        total: answer.items.len(),
        hits: answer.items.iter().map(|i| i.reference.clone()).collect(),
        not_searched: answer.not_searched.clone(),
    })
}

fn print(answer: &PersonAnswer) -> Result<()> {
    for (sureness, title) in [
        (Sureness::Strong, "Strong: a number or address of this person, or the whole name"),
        (Sureness::Likely, "Likely: the name with a slip or in part, a day of birth, an address"),
        (Sureness::Possible, "Possible: a surname alone, or something near it"),
    ] {
        let items: Vec<_> = answer.items.iter().filter(|i| i.sureness == sureness).collect();
        if items.is_empty() {
            continue;
        }
        output::line(&format!("{title} ({})", output::count(items.len() as i64, "item")))?;
        for item in items {
            let subject = item.subject.as_deref().unwrap_or_default();
            output::line(&format!("  {}  {}  {subject}", item.reference, item.received))?;
            output::line(&format!("      by {}", item.clues.join("; ")))?;
            if let Some(text) = &item.text {
                output::line(&format!("      … {text} …"))?;
            }
        }
    }
    output::line(&format!("{} in {} searched", output::count(answer.items.len() as i64, "item"), answer.searched))?;
    super::search::print_not_searched(&answer.not_searched)
}
