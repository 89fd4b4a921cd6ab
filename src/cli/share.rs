//! `postroom share`: a pack for a partner body, of filed items and no others. Recipient, purpose, legal basis and why no less
//! would do are asked for first and stand in the audit before anything is made. Either the whole pack is made or nothing of it
//! is left. It sends nothing.

use super::redact::{As, Declared, Order, make};
use super::{Ending, actor, output, pipeline};
use crate::disclose::Released;
use crate::model::Delivery;
use crate::pipeline::Pipeline;
use crate::register::{AuditRow, Register};
use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What was typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  postroom share PR-000042 --recipient 'Registered manager, Harbour Home Care, care@harbour.example' --body provider \\
    --purpose 'to answer the complaint about the visits in October' --basis 'UK GDPR Art 6(1)(e), Care Act 2014 s.6(2)' \\
    --necessary 'the letter alone; its enclosures are not about the visits' --subject 'Ada Thwaite' -o packs/2026-114")]
pub struct Args {
    /// References of the items, such as PR-000042: these and no others.
    #[arg(required = true)]
    items: Vec<String>,
    /// Who gets it: name, body and address.
    #[arg(long, value_name = "TEXT")]
    recipient: String,
    /// What kind of body that is.
    #[arg(long, value_name = "KIND", value_enum)]
    body: Body,
    /// What it is for.
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// The law that allows or requires it.
    #[arg(long, value_name = "TEXT")]
    basis: String,
    /// Why no less would do.
    #[arg(long, value_name = "TEXT")]
    necessary: String,
    /// Redaction profile; `ombudsman` for the Ombudsman and `partner` for all others where none is named.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[command(flatten)]
    declared: Declared,
    /// What the files look like: typed out anew, or the pages with boxes.
    #[arg(long = "as", value_name = "FORM", value_enum, default_value_t = As::Transcript)]
    form: As,
    /// Why authority of the writer is not needed, where none is recorded.
    #[arg(long, value_name = "TEXT")]
    without_authority: Option<String>,
    /// Who shares it; the user of this session where nobody is named.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// A folder that does not exist yet.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Print JSON (schema postroom.share/1).
    #[arg(long)]
    json: bool,
}

/// Kinds of bodies that are shared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Body {
    /// A care provider acting for the council.
    Provider,
    /// A body of the NHS.
    Nhs,
    /// The Local Government and Social Care Ombudsman, or another.
    Ombudsman,
    /// The Care Quality Commission.
    Cqc,
    /// The police.
    Police,
    /// Another council, or a safeguarding adults board.
    Council,
}

/// An item of the pack.
struct Chosen {
    reference: String,
    item_id: String,
    delivery: Delivery,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    for (name, text) in [
        ("recipient", &args.recipient),
        ("purpose", &args.purpose),
        ("basis", &args.basis),
        ("necessary", &args.necessary),
    ] {
        ensure!(!text.trim().is_empty(), "--{name} must say something: the audit keeps it.");
    }
    ensure!(!args.output.exists(), "{} exists already: name a new folder for each pack.", args.output.display());
    let pipeline = pipeline(settings)?;
    let mut register = Register::open_existing(&pipeline.config.folders.data)?;
    let by = args.by.clone().unwrap_or_else(actor);
    let chosen = choose(args, &register)?;
    let profile = args.profile.as_deref().unwrap_or(if args.body == Body::Ombudsman { "ombudsman" } else { "partner" });
    let terms = terms(args, profile);
    for item in &chosen {
        tell(&mut register, &by, "share.begun", item, terms.clone())?;
    }
    let made = make_all(args, &pipeline, profile, &by, &chosen);
    let all = match made.and_then(|all| finish(args, &pipeline, &all).map(|()| all)) {
        Ok(all) => all,
        Err(error) => {
            // Nothing of a pack that is not whole is left; the folder was not there before.
            let left = std::fs::remove_dir_all(&args.output).err().filter(|_| args.output.exists());
            for item in &chosen {
                tell(&mut register, &by, "share.refused", item, error.to_string())?;
            }
            eprintln!("postroom: no pack was made. {}", output::shown(&output::whole(&error)));
            if let Some(why) = left {
                eprintln!(
                    "postroom: {} could not be removed ({why}). Remove it by hand: it is no pack.",
                    args.output.display()
                );
            }
            return Ok(Ending::NeedsPerson);
        }
    };
    for (item, files) in chosen.iter().zip(&all) {
        let files: Vec<String> = files.iter().map(|f| format!("{} sha256 {}", f.file, f.sha256)).collect();
        tell(&mut register, &by, "share.made", item, format!("for {}: {}", args.recipient.trim(), files.join(", ")))?;
    }
    report(args, &chosen, &all)
}

fn choose(args: &Args, register: &Register) -> Result<Vec<Chosen>> {
    let today = output::today();
    let mut chosen: Vec<Chosen> = Vec::new();
    for name in &args.items {
        let item_id = register.find(name)?;
        let row = register.record(&item_id)?.row;
        ensure!(row.state == "filed", "{} is not filed ({}): nothing of it can be shared.", row.reference, row.state);
        if args.without_authority.is_none() && !register.may_disclose(&item_id, today)? {
            bail!(
                "the writer of {0} acts for another person, and no authority is recorded. Record it (`postroom authority {0} ...`), or say with --without-authority why none is needed.",
                row.reference
            );
        }
        if chosen.iter().any(|c| c.item_id == item_id) {
            continue;
        }
        let delivery = Delivery {
            bytes: register.store.get(&item_id)?,
            source: "register".into(),
            locator: row.reference.clone(),
            file_name: row.file_name,
            arrived: Timestamp::now(),
            stated: None,
        };
        chosen.push(Chosen { reference: row.reference, item_id, delivery });
    }
    Ok(chosen)
}

fn terms(args: &Args, profile: &str) -> String {
    let mut text = format!(
        "for {} ({}); purpose: {}; legal basis: {}; no less would do because: {}; profile {profile}",
        args.recipient.trim(),
        body(args.body),
        args.purpose.trim(),
        args.basis.trim(),
        args.necessary.trim()
    );
    let declared = &args.declared;
    for (what, words) in [("subject", &declared.subject), ("hidden", &declared.redact), ("kept", &declared.keep)] {
        if !words.is_empty() {
            // Writing to memory cannot fail.
            let _ = write!(text, "; {what}: {}", words.join(", "));
        }
    }
    if let Some(why) = &args.without_authority {
        let _ = write!(text, "; without authority: {why}");
    }
    text
}

fn make_all(
    args: &Args,
    pipeline: &Pipeline,
    profile: &str,
    by: &str,
    chosen: &[Chosen],
) -> Result<Vec<Vec<Released>>> {
    let profile = pipeline.rules.profiles.get(profile)?;
    let declared = args.declared.declaration();
    let folder = args.output.join("send");
    let order = Order { pipeline, folder: &folder, profile, declared: &declared, form: args.form, by };
    let each =
        |(n, item): (usize, &Chosen)| make(&order, &item.delivery, n + 1).with_context(|| item.reference.clone());
    chosen.iter().enumerate().map(each).collect()
}

/// Puts the proofs apart from what may be sent, and writes the cover.
fn finish(args: &Args, pipeline: &Pipeline, all: &[Vec<Released>]) -> Result<()> {
    let (send, record) = (args.output.join("send"), args.output.join("record"));
    std::fs::create_dir_all(&record)?;
    for file in all.iter().flatten() {
        let name = Path::new(&file.file).with_extension("proof.json");
        std::fs::rename(send.join(&name), record.join(&name))?;
    }
    std::fs::write(send.join("cover.txt"), cover(args, pipeline, all))?;
    Ok(())
}

fn cover(args: &Args, pipeline: &Pipeline, all: &[Vec<Released>]) -> String {
    let council = &pipeline.config.council;
    let today = output::today().strftime("%-d %B %Y");
    let mut out = format!(
        "{}\n{today}\n\nFor: {}\nPurpose: {}\nLegal basis: {}\n\nFiles:\n",
        council.name,
        args.recipient.trim(),
        args.purpose.trim(),
        args.basis.trim()
    );
    for file in all.iter().flatten() {
        let _ = writeln!(out, "  {}  SHA-256 {}", file.file, file.sha256);
    }
    let _ = write!(
        out,
        "\nWhat is not needed for this purpose was hidden. Use it for this purpose only, show it to nobody who does not work\n\
         on it, keep it no longer than that takes, and tell us at once ({}) should it be lost, seen by\n\
         others, or asked for by somebody else.\n",
        council.mailbox
    );
    out
}

fn tell(register: &mut Register, by: &str, action: &str, item: &Chosen, detail: String) -> Result<()> {
    let row = AuditRow { at: Timestamp::now(), actor: by, action, item_id: Some(&item.item_id), detail };
    Ok(register.audit(row)?)
}

fn report(args: &Args, chosen: &[Chosen], all: &[Vec<Released>]) -> Result<Ending> {
    if args.json {
        output::json(&serde_json::json!({
            "schema": "postroom.share/1", "recipient": args.recipient.trim(), "body": body(args.body),
            "purpose": args.purpose.trim(), "basis": args.basis.trim(), "necessary": args.necessary.trim(),
            "items": chosen.iter().zip(all).map(|(item, files)| serde_json::json!({ "reference": item.reference, "files": files })).collect::<Vec<_>>(),
        }))?;
        return Ok(Ending::Done);
    }
    for (item, files) in chosen.iter().zip(all) {
        for file in files {
            output::line(&format!("{} -> {}", item.reference, args.output.join("send").join(&file.file).display()))?;
        }
    }
    output::line(
        "Read every page before it leaves the house. Send what is in `send`; `record` is for the council alone.",
    )?;
    Ok(Ending::Done)
}

fn body(body: Body) -> &'static str {
    match body {
        Body::Provider => "provider",
        Body::Nhs => "nhs",
        Body::Ombudsman => "ombudsman",
        Body::Cqc => "cqc",
        Body::Police => "police",
        Body::Council => "council",
    }
}
