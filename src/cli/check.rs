//! `postroom check`: the doctor. One line for each thing that must work here, with what to do where it does not. It changes
//! nothing.

use super::{Ending, output, this_program};
use crate::config::Config;
use crate::parse::Pool;
use crate::pipeline::{Carrier, Sources};
use crate::register::Register;
use crate::rules::RuleSet;
use crate::source::Source;
use anyhow::Result;
use serde::Serialize;
use std::path::Path;
use std::time::Duration;

/// What was typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// One JSON object for each line.
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    ok: bool,
    detail: String,
}

pub fn run(args: &Args, settings: &Path) -> Result<Ending> {
    let config = Config::load(settings)?;
    let mut findings = vec![finding("settings", Ok(format!("{} read", settings.display())))];
    let rules = RuleSet::load(&config.folders.rules);
    findings.push(finding("rules", rules.as_ref().map(rules_detail).map_err(ToString::to_string)));
    if let Ok(rules) = &rules {
        findings.push(finding("rule tests", rule_tests(rules)));
        findings.push(finding("calendar", calendar(rules)));
        let profile = rules.profiles.get(&config.profile);
        findings.push(finding("profile", profile.map(|p| p.name.clone()).map_err(|e| e.to_string())));
    }
    findings.extend(config.sources.iter().map(|source| finding("source", source_detail(source, &config))));
    let mail = Carrier::new(&config).map_err(|e| e.to_string()).and_then(|c| c.try_out());
    findings.push(finding(
        "mail",
        mail.map_err(|e| format!("{e}. Correct `mail` in config.yaml; notices wait until then.")),
    ));
    findings.push(finding("disk", disk(&config)));
    findings.extend(register(&config));
    findings.push(finding("readers", readers(&config)));
    findings.push(finding("scans", crate::parse::ocr_ready()));
    for f in &findings {
        if args.json {
            output::json(f)?;
        } else {
            output::line(&format!("{:<8} {:<12} {}", if f.ok { "ok" } else { "PROBLEM" }, f.what, f.detail))?;
        }
    }
    Ok(if findings.iter().all(|f| f.ok) { Ending::Done } else { Ending::NeedsPerson })
}

fn finding(what: &'static str, result: Result<String, String>) -> Finding {
    let ok = result.is_ok();
    Finding { what, ok, detail: result.unwrap_or_else(|fault| fault) }
}

fn rules_detail(rules: &RuleSet) -> String {
    format!("{} classification rules, {} queues", rules.classify.rules.len(), rules.queues.all().len())
}

fn rule_tests(rules: &RuleSet) -> Result<String, String> {
    let report = crate::classify::trial::try_rules(&rules.classify);
    match report.failures.len() {
        0 => Ok(format!("{} examples pass", report.examples)),
        n => Err(format!("{} fail. Run `postroom rules test`.", output::count(n as i64, "example"))),
    }
}

fn calendar(rules: &RuleSet) -> Result<String, String> {
    let today = output::today();
    let (_, last) = rules.clocks.holidays().covered();
    if last < today.saturating_add(jiff::Span::new().months(12)) {
        return Err(format!(
            "bank holidays end on {last}, less than a year ahead. Bring rules/holidays.yaml up to date."
        ));
    }
    Ok(format!("bank holidays are known until {last}"))
}

fn source_detail(source: &crate::config::SourceConfig, config: &Config) -> Result<String, String> {
    let Some(path) = &source.path else {
        let mailboxes = Sources::configured(config, None).mailboxes;
        let own = mailboxes.iter().filter(|m| m.source == source.name);
        let looked = own.map(|m| {
            let count = m.try_out().map_err(|e| format!("{}: {}: {e}", source.name, m.address()))?;
            Ok(format!("{} in {}", output::count(i64::from(count), "mail"), m.address()))
        });
        let looked: Vec<String> = looked.collect::<Result<_, String>>()?;
        return Ok(format!("{}: {}", source.name, looked.join(", ")));
    };
    let looked = Source { settle: Duration::ZERO, ..Source::at(path) };
    let findings = looked.find(&config.ignore).map_err(|e| e.to_string())?;
    match findings.faults.first() {
        Some(fault) => Err(format!("{}: {} {}", source.name, fault.path.display(), fault.message)),
        None => {
            Ok(format!("{}: {} in {}", source.name, output::count(findings.files.len() as i64, "file"), path.display()))
        }
    }
}

fn disk(config: &Config) -> Result<String, String> {
    let folder = &config.folders.data;
    let there = folder.ancestors().find(|p| p.exists()).unwrap_or(folder);
    let free = fs4::available_space(there).map_err(|e| format!("{}: {e}", there.display()))? >> 20;
    if free < config.free_disk_mib {
        return Err(format!(
            "only {free} MiB free at {}; {} are kept in reserve. Free some space.",
            there.display(),
            config.free_disk_mib
        ));
    }
    Ok(format!("{free} MiB free at {}", there.display()))
}

fn register(config: &Config) -> Vec<Finding> {
    if !config.folders.data.join("register.sqlite").exists() {
        return vec![finding("register", Ok("none yet: the first run makes it".into()))];
    }
    let register = match Register::open(&config.folders.data) {
        Ok(register) => register,
        Err(error) => return vec![finding("register", Err(error.to_string()))],
    };
    let account = register.account().map_err(|e| e.to_string()).and_then(|a| {
        let sum = format!(
            "{} received = {} filed + {} duplicates + {} quarantined + {} waiting",
            a.received, a.filed, a.duplicates, a.quarantined, a.waiting
        );
        if a.balances() { Ok(sum) } else { Err(format!("{sum} does not balance. Keep the data folder and report it.")) }
    });
    let audit = match register.verify_audit() {
        Ok((rows, None)) => Ok(format!("{} in an unbroken chain", output::count(rows, "row"))),
        Ok((_, Some(t))) => {
            Err(format!("row {}: {}. Somebody changed the audit: compare with a backup.", t.number, t.fault))
        }
        Err(error) => Err(error.to_string()),
    };
    let outbox = register.message_states().map_err(|e| e.to_string()).and_then(|s| {
        let states = format!("{} sent, {} waiting, {} refused", s.sent, s.waiting, s.refused);
        if s.refused > 0 {
            Err(format!("{states}. Correct the address of the queue in rules/route."))
        } else {
            Ok(states)
        }
    });
    let store = register.missing_originals().map_err(|e| e.to_string()).and_then(|missing| match missing.as_slice() {
        [] => Ok("every original is there".into()),
        [first, ..] => Err(format!(
            "{} missing, first {first}. Restore the store from a backup.",
            output::count(missing.len() as i64, "original")
        )),
    });
    let index = register.needs_index(usize::MAX).map_err(|e| e.to_string()).map(|left| match left.len() {
        0 => "holds everything that is filed".to_string(),
        n => format!("{} to be put in at the next run", output::count(n as i64, "item")),
    });
    vec![
        finding("register", account),
        finding("audit", audit),
        finding("outbox", outbox),
        finding("mailboxes", left_on_servers(&register)),
        finding("store", store),
        finding("index", index),
    ]
}

fn left_on_servers(register: &Register) -> Result<String, String> {
    register.mail_troubles().map_err(|e| e.to_string()).and_then(|troubles| match troubles.as_slice() {
        [] => Ok("no mail had to be left on a server".into()),
        [first, ..] => Err(format!(
            "{} left on a server, first: {} {} mail {} {}",
            output::count(troubles.len() as i64, "mail"),
            first.source,
            first.folder,
            first.uid,
            first.note
        )),
    })
}

fn readers(config: &Config) -> Result<String, String> {
    let program = this_program().map_err(|e| e.to_string())?;
    let pool = Pool::start(program, 1, config.limits.clone()).map_err(|e| e.to_string())?;
    let missing = pool.sandbox().missing();
    if missing.is_empty() {
        return Ok("shut in: limits, no files, no sockets, no programs".into());
    }
    Err(format!(
        "this kernel lacks {}. Reading goes on with what it has; a newer kernel shuts it in fully.",
        missing.join(" and ")
    ))
}
