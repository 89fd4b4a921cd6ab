//! `postroom redact`: redacted files with their proof, or redacted text; and the score of the redactor on labelled
//! correspondence. Who runs it with declarations is the reviewer and answers for the release.

use super::{Ending, actor, explain, output, pipeline};
use crate::disclose::{Desk, DiscloseError, Form, Released, first_free, prepared};
use crate::model::{Delivery, Status};
use crate::pipeline::Pipeline;
use crate::redact::{self, Declaration};
use crate::register::{AuditRow, Register, RegisterError};
use crate::review::approve_hiding_doubts;
use crate::rules::profile::Profile;
use anyhow::Result;
use rayon::prelude::*;
use std::cell::Cell;
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Files and folders.
    paths: Vec<PathBuf>,
    /// Redaction profile; the one of config.yaml where none is named.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[command(flatten)]
    declared: Declared,
    /// What released files look like: typed out anew, or the pages with boxes.
    #[arg(long = "as", value_name = "FORM", value_enum, default_value_t = As::Transcript)]
    form: As,
    /// Folder for the released files and their proofs; neither is written unless the proof holds.
    #[arg(short, long, value_name = "DIR", required_unless_present_any = ["text", "json"])]
    output: Option<PathBuf>,
    /// Why authority of the writer is not needed, where the profile asks for it and none is recorded.
    #[arg(long, value_name = "TEXT", requires = "output")]
    without_authority: Option<String>,
    /// Print the redacted text; no file is written.
    #[arg(long, conflicts_with = "output")]
    text: bool,
    /// Print JSON: with -o a line for each item with its files and proofs, without it redacted documents, parties and marks.
    #[arg(long)]
    json: bool,
}

/// What the person who answers for a release declares.
#[derive(Debug, clap::Args)]
pub struct Declared {
    /// Somebody it is about; may be given again.
    #[arg(long, value_name = "NAME")]
    pub subject: Vec<String>,
    /// Words to hide wherever they stand, in every variant; may be given again.
    #[arg(long, value_name = "TEXT")]
    pub redact: Vec<String>,
    /// Words to keep wherever they stand; may be given again.
    #[arg(long, value_name = "TEXT")]
    pub keep: Vec<String>,
}

impl Declared {
    /// The same as the redactor takes it.
    pub fn declaration(&self) -> Declaration {
        Declaration { subjects: self.subject.clone(), redact: self.redact.clone(), keep: self.keep.clone() }
    }
}

/// Forms of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum As {
    /// Typed out anew from what is kept.
    Transcript,
    /// The pages as they look, from pixels, with boxes.
    Facsimile,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Score the redactor on labelled correspondence (JSON Lines).
    Score {
        /// Lines with `text`, `headers`, `spans`, `parties`, `must_not_redact`.
        file: PathBuf,
        /// Redaction profile scored.
        #[arg(long, value_name = "NAME", default_value = "third_party")]
        profile: String,
    },
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    if let Some(Command::Score { file, profile }) = &args.command {
        return score(file, profile, settings);
    }
    let pipeline = pipeline(settings)?;
    let profile = match &args.profile {
        Some(name) => pipeline.rules.profiles.get(name)?.clone(),
        None => pipeline.profile.clone(),
    };
    let declared = args.declared.declaration();
    let next = Cell::new(args.output.as_deref().map_or(1, first_free));
    let needs = explain::for_each_delivery(&args.paths, None, &pipeline, |deliveries| match &args.output {
        Some(folder) => {
            let first = next.replace(next.get() + deliveries.len());
            let desk = Work { args, folder, pipeline: &pipeline, profile: &profile, declared: &declared };
            desk.release_all(deliveries, first)
        }
        None => print_all(args, deliveries, &pipeline, &profile, &declared),
    })?;
    Ok(if needs { Ending::NeedsPerson } else { Ending::Done })
}

/// What releasing needs.
struct Work<'a> {
    args: &'a Args,
    folder: &'a Path,
    pipeline: &'a Pipeline,
    profile: &'a Profile,
    declared: &'a Declaration,
}

impl Work<'_> {
    /// Releases each item; true where any was refused.
    fn release_all(&self, deliveries: &[Delivery], first: usize) -> Result<bool> {
        let numbered: Vec<(usize, &Delivery)> = deliveries.iter().enumerate().collect();
        let all: Vec<_> =
            numbered.par_iter().with_max_len(1).map(|(n, delivery)| self.release(delivery, first + n)).collect();
        let mut refused = false;
        for (delivery, released) in deliveries.iter().zip(all) {
            refused |= released.is_err();
            self.tell(delivery, released)?;
        }
        Ok(refused)
    }

    fn tell(&self, delivery: &Delivery, released: Result<Vec<Released>, DiscloseError>) -> Result<()> {
        let (args, folder) = (self.args, self.folder);
        if args.json {
            let (files, error) = match &released {
                Ok(files) => (files.as_slice(), None),
                Err(error) => (&[][..], Some(error.to_string())),
            };
            output::json(&serde_json::json!({
                "schema": "postroom.release/1", "path": delivery.locator,
                "status": if error.is_none() { "released" } else { "refused" }, "reason": error, "files": files,
            }))?;
        }
        match released {
            Ok(files) => {
                for file in files.iter().filter(|_| !args.json) {
                    output::line(&format!("{} -> {}", delivery.locator, folder.join(&file.file).display()))?;
                }
                let mut notes: Vec<&String> = files.iter().flat_map(|f| &f.notes).collect();
                notes.sort();
                notes.dedup();
                for note in notes {
                    eprintln!("{}: {}", output::shown(&delivery.locator), output::shown(note));
                }
            }
            Err(error) => eprintln!("{}: {}", output::shown(&delivery.locator), output::shown(&error.to_string())),
        }
        Ok(())
    }

    fn release(&self, delivery: &Delivery, number: usize) -> Result<Vec<Released>, DiscloseError> {
        let Self { args, folder, pipeline, profile, declared } = self;
        if profile.needs_authority && args.without_authority.is_none() {
            authority(pipeline, delivery)?;
        }
        let by = actor();
        let order = Order { pipeline, folder, profile, declared, form: args.form, by: &by };
        let released = make(&order, delivery, number)?;
        if let Err(error) = self.record(delivery, &by, &released) {
            // What nobody will ever know of must not be there.
            for file in &released {
                let path = folder.join(&file.file);
                for path in [path.with_extension("proof.json"), path] {
                    std::fs::remove_file(&path).map_err(|source| DiscloseError::Write { path, source })?;
                }
            }
            return Err(DiscloseError::Audit(error.to_string()));
        }
        Ok(released)
    }

    /// Writes into the audit who released what, without a word of it. Where nothing is filed there is no audit, and the proof
    /// alone tells it.
    fn record(&self, delivery: &Delivery, by: &str, released: &[Released]) -> Result<(), RegisterError> {
        let mut register = match Register::open_existing(&self.pipeline.config.folders.data) {
            Ok(register) => register,
            Err(RegisterError::NotFound(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let item = register.item_of(&delivery.bytes)?;
        for file in released {
            let form = match file.form {
                Form::Transcript => "transcript",
                Form::Facsimile => "facsimile",
            };
            let mut detail = format!("{} sha256 {}; {form}; profile {}", file.file, file.sha256, file.profile);
            if item.is_none() {
                detail.push_str("; of a file that is not filed here");
            }
            if let Some(why) = &self.args.without_authority {
                detail.push_str(&format!("; without authority: {why}"));
            }
            let at = jiff::Timestamp::now();
            let action = "disclosure.released";
            register.audit(AuditRow { at, actor: by, action, item_id: item.as_deref(), detail })?;
        }
        Ok(())
    }
}

/// Refuses what nobody has the authority to receive. What was never filed here cannot be known to need it.
fn authority(pipeline: &Pipeline, delivery: &Delivery) -> Result<(), DiscloseError> {
    let unread = |error: RegisterError| DiscloseError::Unread(error.to_string());
    let register = match Register::open_existing(&pipeline.config.folders.data) {
        Ok(register) => register,
        Err(RegisterError::NotFound(_)) => return Ok(()),
        Err(error) => return Err(unread(error)),
    };
    match register.lacks_authority(&delivery.bytes, output::today()).map_err(unread)? {
        Some(reference) => Err(DiscloseError::Authority(reference)),
        None => Ok(()),
    }
}

/// How files are made of an item.
pub struct Order<'a> {
    /// Rules, readers and the name of the council.
    pub pipeline: &'a Pipeline,
    /// Where they go.
    pub folder: &'a Path,
    /// What is hidden from whom.
    pub profile: &'a Profile,
    /// What the person who answers for it has declared.
    pub declared: &'a Declaration,
    /// What they look like.
    pub form: As,
    /// Who answers for it.
    pub by: &'a str,
}

/// Makes and proves the files of one item; `number` tells them apart.
pub fn make(order: &Order<'_>, delivery: &Delivery, number: usize) -> Result<Vec<Released>, DiscloseError> {
    let Order { pipeline, folder, profile, declared, form, by } = order;
    let parsed = pipeline.readers().parse(delivery);
    let prepared = prepared(parsed, delivery, pipeline.readers())?;
    let worked = pipeline.work_on_parsed(prepared.parsed.clone(), "PR-000000", profile, declared);
    let Some(outcome) = &worked.outcome else {
        let worst = worked.problems.iter().max_by_key(|p| p.severity).map(|p| p.message.clone());
        return Err(DiscloseError::Unread(worst.unwrap_or_default()));
    };
    let now = jiff::Timestamp::now();
    let approved = approve_hiding_doubts(&prepared.parsed, &outcome.redacted, profile, by, now);
    let desk = Desk { pool: pipeline.readers(), council: &pipeline.config.council.name, folder, number };
    let form = match form {
        As::Transcript => Form::Transcript,
        As::Facsimile => Form::Facsimile,
    };
    desk.release(&approved, &prepared, form, &declared.redact)
}

/// Prints each item redacted; true where any needs a person.
fn print_all(
    args: &Args,
    deliveries: &[Delivery],
    pipeline: &Pipeline,
    profile: &Profile,
    declared: &Declaration,
) -> Result<bool> {
    let mut needs = false;
    for (delivery, worked) in deliveries.iter().zip(pipeline.work_on_many(deliveries, profile, declared)) {
        needs |= worked.status() != Status::Ok;
        let Some(outcome) = &worked.outcome else {
            eprintln!("{}: {}", output::shown(&delivery.locator), explain::summary(&worked));
            continue;
        };
        for problem in worked.problems.iter().filter(|p| p.is_told()) {
            eprintln!("{}: {}", output::shown(&delivery.locator), output::shown(&problem.message));
        }
        if args.json {
            output::json(&serde_json::json!({
                "schema": "postroom.redact/1", "path": delivery.locator, "profile": outcome.redacted.profile(),
                "documents": outcome.redacted.documents(), "parties": outcome.redacted.parties(), "marks": outcome.redacted.marks(),
            }))?;
            continue;
        }
        for document in outcome.redacted.documents() {
            output::line(&format!("--- {} ---\n{}\n", document.name, document.text.trim_end()))?;
        }
    }
    Ok(needs)
}

fn score(file: &Path, profile: &str, settings: &Path) -> Result<Ending> {
    let pipeline = pipeline(settings)?;
    let profile = pipeline.rules.profiles.get(profile)?;
    let score = redact::score(file, profile)?;
    output::line(&score.to_string())?;
    Ok(Ending::Done)
}
