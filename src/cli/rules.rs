//! `postroom rules`: check, test and score the rules.

use super::{Ending, output, pipeline, rules_diff, train};
use crate::classify::score::{self, Labelled};
use crate::classify::{classify, trial};
use crate::config::Config;
use crate::model::{Delivery, Limits, Parsed};
use crate::parse;
use crate::pipeline::{Pipeline, suggest};
use crate::register::Register;
use crate::rules::RuleSet;
use crate::rules::classify::{check, editor};
use anyhow::{Context, Result, anyhow};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Load every rule and name every mistake with its place.
    Check,
    /// Run the examples of every rule.
    Test,
    /// Score the rules on labelled items (JSON Lines with `text`, `primary`, `also`, ...).
    Score {
        /// The labelled items.
        file: PathBuf,
        /// Print the figures only, without the misses.
        #[arg(long)]
        brief: bool,
    },
    /// Say which items would change under other rules, and which rules make the difference.
    Diff(rules_diff::Args),
    /// Print each item that people put right as a labelled letter, with the rules that spoke wrongly or nearly rightly.
    Suggest {
        /// With the notes of those who put it right, which stand as they were typed: they may name people.
        #[arg(long)]
        notes: bool,
        /// Leave out what today's rules already decide as people did.
        #[arg(long)]
        open: bool,
    },
    /// Print a JSON Schema of a rules file, for editors.
    Schema,
    /// Train the second opinion on labelled items, or check how well it would do on items it was not trained on.
    Train(train::Args),
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    match &args.command {
        Command::Check => check(settings),
        Command::Test => test(settings),
        Command::Score { file, brief } => score(file, *brief, &pipeline(settings)?),
        Command::Diff(args) => rules_diff::run(args, settings),
        Command::Suggest { notes, open } => suggested(settings, *notes, *open),
        Command::Schema => {
            output::line(&serde_json::to_string_pretty(&editor::schema())?)?;
            Ok(Ending::Done)
        }
        Command::Train(args) => train::run(args, settings),
    }
}

fn check(settings: &Path) -> Result<Ending> {
    let folder = Config::load(settings)?.folders.rules;
    let report = check::check(&folder);
    for found in report.mistakes.iter().chain(&report.oddities) {
        output::line(&found.to_string())?;
    }
    anyhow::ensure!(report.loads(), "the rules do not load; nothing runs until the mistakes above are mended");
    let rules = RuleSet::load(&folder)?;
    let (n, queues) = (rules.classify.rules.len(), rules.queues.all().len());
    let profiles = rules.profiles.names().collect::<Vec<_>>().join(", ");
    output::line(&format!("{n} classification rules, {queues} queues and the profiles {profiles} load."))?;
    Ok(Ending::Done)
}

fn test(settings: &Path) -> Result<Ending> {
    let rules = RuleSet::load(&Config::load(settings)?.folders.rules)?;
    let report = trial::try_rules(&rules.classify);
    output::line(report.to_string().trim_end())?;
    Ok(if report.passed() { Ending::Done } else { Ending::NeedsPerson })
}

fn score(file: &Path, brief: bool, pipeline: &Pipeline) -> Result<Ending> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let items = score::read_lines(&text).map_err(|e| anyhow!("{}: {e}", file.display()))?;
    let mut report =
        score::score(&items, |item| read(item, &pipeline.config.limits), |parsed| classify(parsed, &pipeline.rules));
    if brief {
        report.misses.clear();
    }
    output::line(report.to_string().trim_end())?;
    Ok(Ending::Done)
}

fn suggested(settings: &Path, notes: bool, open: bool) -> Result<Ending> {
    let config = Config::load(settings)?;
    let register = Register::open_existing(&config.folders.data)?;
    let rules = RuleSet::load(&config.folders.rules)?;
    for suggestion in suggest(&register, &rules, notes)?.iter().filter(|s| !(open && s.settled)) {
        output::json(suggestion)?;
    }
    Ok(Ending::Done)
}

/// The item that a labelled text stands for, read by the real reader, so that zones are what they are in a run.
pub fn read(item: &Labelled, limits: &Limits) -> Parsed {
    let is_mail = item.headers.values().any(Option::is_some);
    let delivery = Delivery {
        bytes: if is_mail { as_mail(item) } else { item.text.clone() }.into_bytes(),
        source: "labelled items".into(),
        locator: item.id.clone(),
        file_name: if is_mail { format!("{}.eml", item.id) } else { format!("{}.txt", item.id) },
        arrived: Timestamp::UNIX_EPOCH,
        stated: item.received,
    };
    parse::parse(&delivery, limits)
}

fn as_mail(item: &Labelled) -> String {
    const BOUNDARY: &str = "=_labelled_item";
    const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\n";
    let mut mail = String::from("MIME-Version: 1.0\n");
    for (name, value) in item.headers.iter().filter_map(|(name, value)| value.as_ref().map(|v| (name, v))) {
        mail.push_str(&format!("{name}: {}\n", value.replace(['\r', '\n'], " ")));
    }
    if item.attachments.is_empty() {
        return format!("{mail}{PLAIN}\n{}", item.text);
    }
    mail.push_str(&format!(
        "Content-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\n\n--{BOUNDARY}\n{PLAIN}\n{}",
        item.text
    ));
    for attachment in &item.attachments {
        let name = attachment.name.replace(['"', '\r', '\n'], " ");
        let head = format!("{PLAIN}Content-Disposition: attachment; filename=\"{name}.txt\"\n");
        mail.push_str(&format!("\n--{BOUNDARY}\n{head}\n{}", attachment.text));
    }
    mail.push_str(&format!("\n--{BOUNDARY}--\n"));
    mail
}
