//! The command line: what was typed, one file per command below it, and the exit code. It holds no logic of its own: what
//! it prints was worked out elsewhere.
//!
//! Exit codes: 0 done; 1 done, but something needs a person; 2 could not start or go on; 130 interrupted.

mod authority;
mod case;
mod check;
mod clock;
mod completions;
mod config;
mod disclose;
mod explain;
mod notices;
mod output;
mod person;
mod purge;
mod redact;
mod reindex;
mod rules;
mod rules_diff;
mod run;
mod search;
mod share;
mod show;
mod take;
mod train;
mod watch;

use crate::config::Config;
use crate::pipeline::Pipeline;
use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const EXAMPLES: &str = "Examples:
  postroom run                          take in what the sources of config.yaml hold
  postroom run letters/ mailbox.mbox    take in just these
  postroom explain letter.pdf           say what would be done with a letter, and why; write nothing
  postroom search 'hoist AND received:2026-11'
  postroom show PR-000042
  postroom check                        say whether everything works here

Exit codes: 0 done; 1 done, but something needs a person; 2 could not start or go on; 130 interrupted.";

/// Reads a council's correspondence: classifies it, hides third parties, files, indexes and routes it.
#[derive(Debug, Parser)]
#[command(name = "postroom", version, about, after_help = EXAMPLES, arg_required_else_help = true, infer_subcommands = false)]
pub struct Cli {
    /// The settings file.
    #[arg(long, global = true, env = "POSTROOM_CONFIG", default_value = "config.yaml", value_name = "FILE")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take in, read, classify, redact, file, index and route correspondence.
    Run(run::Args),
    /// Watch the sources of config.yaml and do the same for all that arrives, until stopped.
    Watch(watch::Args),
    /// Say what would be done with a file, and why; write nothing.
    Explain(explain::Args),
    /// Make redacted files with their proof, or print redacted text.
    Redact(redact::Args),
    /// Check PDFs for what a redaction left behind.
    Disclose(disclose::Args),
    /// Make a pack of filed items for a partner body, and keep in the audit why.
    Share(Box<share::Args>),
    /// Search what was filed.
    Search(Box<search::Args>),
    /// Find everything that may be about one person.
    Person(person::Args),
    /// Show an item, or the lists of what is due and what needs a person.
    Show(show::Args),
    /// Take an item in hand, by name; a safeguarding alarm is escalated until somebody does.
    Take(take::Args),
    /// Record by what right somebody acts for another, or list the items that wait for it.
    Authority(authority::Args),
    /// Open, correct and close cases by hand.
    Case(case::Args),
    /// List notices that did not arrive, send them again, or say what was done instead.
    Notices(notices::Args),
    /// Check, test and score the rules.
    Rules(rules::Args),
    /// Print when a clock is due, and the day-by-day reason.
    Clock(clock::Args),
    /// Erase items for good, and look whether anything of them is left.
    Purge(purge::PurgeArgs),
    /// Keep items from being erased, or list what is on hold.
    Hold(purge::HoldArgs),
    /// Rebuild the search indexes from the register.
    Reindex(reindex::Args),
    /// Say whether settings, rules, folders, register, index and programs work here.
    Check(check::Args),
    /// Print the settings in force and where each came from.
    Config(config::Args),
    /// Print the completion script of a shell.
    Completions(completions::Args),
    /// Print the manual page.
    Man,
    /// Read deliveries from standard input; started by Postroom itself.
    #[command(hide = true)]
    Reader,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Done.
    Done,
    /// Done, but something needs a person.
    NeedsPerson,
    /// Stopped by a signal; what is in hand was finished, the rest waits.
    Interrupted,
}

/// Runs the command line and turns its result into an exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = cli.config.as_path();
    let result = match cli.command {
        Command::Run(args) => run::run(&args, settings),
        Command::Watch(args) => watch::run(&args, settings),
        Command::Explain(args) => explain::run(&args, settings),
        Command::Redact(args) => redact::run(&args, settings),
        Command::Disclose(args) => disclose::run(&args, settings),
        Command::Share(args) => share::run(&args, settings),
        Command::Search(args) => search::run(&args, settings),
        Command::Person(args) => person::run(&args, settings),
        Command::Purge(args) => purge::purge(&args, settings),
        Command::Hold(args) => purge::hold(&args, settings),
        Command::Show(args) => show::run(&args, settings),
        Command::Take(args) => take::run(&args, settings),
        Command::Authority(args) => authority::run(&args, settings),
        Command::Case(args) => case::run(&args, settings),
        Command::Notices(args) => notices::run(&args, settings),
        Command::Rules(args) => rules::run(&args, settings),
        Command::Clock(args) => clock::run(&args, settings),
        Command::Reindex(args) => reindex::run(&args, settings),
        Command::Check(args) => check::run(&args, settings),
        Command::Config(args) => config::run(&args, settings),
        Command::Completions(args) => completions::run(&args),
        Command::Man => completions::man(),
        Command::Reader => return crate::parse::reader_main(),
    };
    match result {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::NeedsPerson) => ExitCode::from(1),
        Ok(Ending::Interrupted) => {
            eprintln!("postroom: interrupted. What was in hand is filed, the rest waits; run again to go on.");
            ExitCode::from(130)
        }
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("postroom: {}", output::shown(&output::whole(&error)));
            ExitCode::from(2)
        }
    }
}

/// The settings and everything the stages need.
fn pipeline(settings: &Path) -> Result<Pipeline> {
    let config = Config::load(settings)?;
    Ok(Pipeline::start(config, this_program()?)?)
}

/// Who is at work here, by the system's word.
fn actor() -> String {
    std::env::var("USER").unwrap_or_else(|_| "unknown".into())
}

/// This very executable, which the readers are started from.
fn this_program() -> Result<PathBuf> {
    std::env::current_exe().context("cannot find this program's own file, from which the readers are started")
}
