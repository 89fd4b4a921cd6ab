//! `postroom notices`: what was to be told and did not arrive, until a person sends it again or has told it another way.

use super::{Ending, actor, output};
use crate::config::Config;
use crate::register::{Register, Undelivered};
use crate::rules::RuleSet;
use anyhow::{Result, ensure};
use std::path::Path;

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print JSON, a line for each notice.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Send notices again, to the address that their queue has now.
    Again {
        /// References of items (PR-000042), Message-IDs, or `all`.
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Say what was done instead; they leave the list.
    Settle {
        /// References of items (PR-000042), Message-IDs, or `all`.
        #[arg(required = true)]
        names: Vec<String>,
        /// What was done.
        #[arg(long, value_name = "TEXT")]
        note: String,
        /// Who did it; the user of this session where nobody is named.
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut register = Register::open_existing(&config.folders.data)?;
    let now = jiff::Timestamp::now();
    match &args.command {
        None => list(&register.undelivered()?, args.json),
        Some(Command::Again { names }) => {
            let rules = RuleSet::load(&config.folders.rules)?;
            for notice in named(&register, names)? {
                let queue = rules.queues.all().iter().find(|q| q.name == notice.queue);
                let to = queue.map_or(&notice.recipient, |q| &q.address);
                register.send_again(&notice.message_id, to, &actor(), now)?;
                output::line(&format!(
                    "{} goes to {to} with the next run or at once with `postroom watch`.",
                    name(&notice)
                ))?;
            }
            Ok(Ending::Done)
        }
        Some(Command::Settle { names, note, by }) => {
            let by = by.clone().unwrap_or_else(actor);
            ensure!(
                !note.trim().is_empty() && !by.trim().is_empty(),
                "--note and --by must say something: the audit keeps them."
            );
            for notice in named(&register, names)? {
                register.settle_undelivered(&notice.message_id, by.trim(), note.trim(), now)?;
                output::line(&format!("{} is settled by {}.", name(&notice), by.trim()))?;
            }
            Ok(Ending::Done)
        }
    }
}

fn named(register: &Register, names: &[String]) -> Result<Vec<Undelivered>> {
    let all = register.undelivered()?;
    let fits = |notice: &Undelivered, name: &String| {
        name == "all"
            || *name == notice.message_id
            || notice.reference.as_ref().is_some_and(|r| r.eq_ignore_ascii_case(name))
    };
    for name in names {
        ensure!(
            all.iter().any(|notice| fits(notice, name)),
            "no notice under `{name}` failed to arrive. `postroom notices` lists those that did."
        );
    }
    Ok(all.into_iter().filter(|notice| names.iter().any(|name| fits(notice, name))).collect())
}

fn name(notice: &Undelivered) -> String {
    format!("{} to {}", notice.reference.as_deref().unwrap_or("A mail"), notice.queue)
}

fn list(all: &[Undelivered], json: bool) -> Result<Ending> {
    for notice in all {
        if json {
            output::json(notice)?;
        } else {
            output::line(&format!("{} ({}): {}", name(notice), notice.recipient, notice.answer))?;
            output::line(&format!("    {}", notice.message_id))?;
        }
    }
    if all.is_empty() && !json {
        output::line("Every notice that left has arrived, as far as anybody said.")?;
    }
    Ok(if all.is_empty() { Ending::Done } else { Ending::NeedsPerson })
}
