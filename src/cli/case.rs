//! `postroom case`: what people decide about cases. Every decision needs a name and a word, and stands in the audit.

use super::{Ending, actor, output};
use crate::config::Config;
use crate::model::{Category, Kind};
use crate::pipeline::Casework;
use crate::register::{Decider, Register};
use crate::rules::RuleSet;
use anyhow::{Context, Result, ensure};
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  postroom case open PR-000042 complaint --note 'a new matter in the reply'
  postroom case correct PR-000042/1 foi/eir --note 'asks about emissions'
  postroom case close PR-000042/1 --outcome 'upheld, apology sent on 3 December'
  postroom case looked-at PR-000042 --note 'page 2 compared with the paper'")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Open a case that the rules did not see; its queue is told.
    Open(What),
    /// Make a case another one: queue and clocks follow, and the queue that gets it is told.
    Correct(What),
    /// Close a case: its deadlines are shown no more.
    Close {
        /// Reference of the case, such as PR-000042/1.
        case: String,
        /// How it ended.
        #[arg(long, value_name = "TEXT")]
        outcome: String,
        /// Who closes it; the user of this session where nobody is named.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Open a closed case again, with the clocks it had.
    Reopen(Noted),
    /// Say that a person has looked at what needed one; the item leaves that list.
    LookedAt(Noted),
}

#[derive(Debug, clap::Args)]
struct What {
    /// Reference of the item to open a case of (PR-000042), or of the case to put right (PR-000042/1).
    name: String,
    /// What it is: a category, or a category and its kind, such as complaint or foi/eir.
    #[arg(value_parser = what)]
    what: (Category, Option<Kind>),
    #[command(flatten)]
    decision: Decision,
}

#[derive(Debug, clap::Args)]
struct Noted {
    /// Reference of the case or item.
    name: String,
    #[command(flatten)]
    decision: Decision,
}

#[derive(Debug, clap::Args)]
struct Decision {
    /// Why.
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// Who decides; the user of this session where nobody is named.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    let (name, note, by) = match &args.command {
        Command::Open(what) | Command::Correct(what) => (&what.name, &what.decision.note, &what.decision.by),
        Command::Close { case, outcome, by } => (case, outcome, by),
        Command::Reopen(noted) | Command::LookedAt(noted) => (&noted.name, &noted.decision.note, &noted.decision.by),
    };
    let by = by.clone().unwrap_or_else(actor);
    let (note, by) = (note.trim(), by.trim());
    ensure!(!note.is_empty() && !by.is_empty(), "the note and the name must say something: the audit keeps them.");
    let item_id = register.find(name)?;
    let who = Decider { by, note, at: jiff::Timestamp::now() };
    let said = match &args.command {
        Command::Open(wanted) => {
            let rules = RuleSet::load(&config.folders.rules)?;
            let mut desk = Casework { config: &config, rules: &rules, register: &mut register };
            let case = desk.open(&item_id, wanted.what, who)?;
            format!("{case} is open. Its queue is told by the next run, or at once where `postroom watch` is at work.")
        }
        Command::Correct(wanted) => {
            let rules = RuleSet::load(&config.folders.rules)?;
            let mut desk = Casework { config: &config, rules: &rules, register: &mut register };
            let before = desk.correct(&item_id, number(name)?, wanted.what, who)?;
            format!("{name} was {before} and is corrected. The queue that gets it is told.")
        }
        Command::Close { .. } => {
            register.close_case(&item_id, number(name)?, who)?;
            format!("{name} is closed.")
        }
        Command::Reopen(_) => {
            register.reopen_case(&item_id, number(name)?, who)?;
            format!("{name} is open again.")
        }
        Command::LookedAt(_) => {
            register.looked_at(&item_id, who)?;
            format!("{name} needs a person no more.")
        }
    };
    output::line(&said)?;
    Ok(Ending::Done)
}

fn number(name: &str) -> Result<i64> {
    let number = name.split_once('/').and_then(|(_, n)| n.parse().ok());
    number.with_context(|| format!("`{name}` names no case. References of cases look like PR-000042/1."))
}

fn what(text: &str) -> Result<(Category, Option<Kind>), String> {
    let (category, kind) = text.split_once('/').map_or((text, None), |(c, k)| (c, Some(k)));
    let category = Category::ALL.iter().copied().find(|c| c.word() == category).ok_or_else(|| {
        let all: Vec<&str> = Category::ALL.iter().map(|c| c.word()).collect();
        format!("`{category}` is no category. There are: {}.", all.join(", "))
    })?;
    let Some(kind) = kind else { return Ok((category, None)) };
    let found = category.kinds().iter().copied().find(|k| k.word() == kind).ok_or_else(|| {
        let all: Vec<&str> = category.kinds().iter().map(|k| k.word()).collect();
        format!("`{kind}` is no kind of {}. There are: {}.", category.word(), all.join(", "))
    })?;
    Ok((category, Some(found)))
}
