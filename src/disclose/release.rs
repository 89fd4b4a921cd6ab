//! The desk where releases are made: an item is read, looked at as a person would, approved elsewhere, set, proved and only
//! then given its name. Names of files say nothing of what is in them.

use super::DiscloseError;
use super::engines;
use super::facsimile;
use super::font::Fonts;
use super::letter::{self, HEADERS, Paper};
use super::pdf::{self, Furniture};
use super::sight::{self, Look, Looks};
use super::typeset;
use crate::model::{
    Action, Address, DataKind, Delivery, Document, DocumentRole, Medium, Parsed, Problem, ProblemCode, Severity,
    Status, TextFrom,
};
use crate::parse::{Pool, Sheet, read_sheet};
use crate::proof::{Claim, Reader, Removed, Report, prove};
use crate::review::Approved;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Pixels to an inch at which pages are looked at and shown.
const DPI: u32 = 200;

/// What a release looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Typed out anew.
    Transcript,
    /// The pages as they look, covered.
    Facsimile,
}

/// Makes releases.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Reading processes.
    pub pool: &'a Pool,
    /// Name of the council, on every page.
    pub council: &'a str,
    /// Where files go.
    pub folder: &'a Path,
    /// Number of the item in names of files.
    pub number: usize,
}

/// An item read and looked at, ready to be redacted and approved.
#[derive(Debug)]
pub struct Prepared {
    /// The item as a person sees it; a mail's header lines are a document of their own.
    pub parsed: Parsed,
    /// What a person should know, without content.
    pub notes: Vec<String>,
    looks: Looks,
}

/// A released file and the record of its proof.
#[derive(Debug, Serialize)]
pub struct Released {
    /// `postroom.disclosure/1`.
    pub schema: &'static str,
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Transcript or facsimile.
    pub form: Form,
    /// The profile.
    pub profile: String,
    /// Who approved it.
    pub approved_by: String,
    /// When, RFC 3339.
    pub approved_at: String,
    /// What a person should know, without content.
    pub notes: Vec<String>,
    /// The proof.
    pub proof: Report,
}

/// A file ready to be proved.
struct Made {
    form: Form,
    bytes: Vec<u8>,
    claim: Claim,
    notes: Vec<String>,
}

/// Looks at an item as a person would: pages are drawn and recognised, and where the file's own text says something other
/// than its pages show, the pages count.
///
/// # Errors
/// Where the item cannot be read, or its pages cannot be drawn or recognised.
pub fn prepared(parsed: Parsed, delivery: &Delivery, pool: &Pool) -> Result<Prepared, DiscloseError> {
    if parsed.status() == Status::Quarantined {
        let worst = parsed.problems.iter().max_by_key(|p| p.severity);
        return Err(DiscloseError::Unread(worst.map(|p| p.message.clone()).unwrap_or_default()));
    }
    let partly = |p: &&Problem| p.document == Some(0) && p.code == ProblemCode::ReadInPart;
    if let Some(problem) = parsed.problems.iter().find(partly) {
        let way_out = "Ask the sender for a plain copy, or print it to an image and redact that.";
        return Err(DiscloseError::Unread(format!("{} {way_out}", problem.message)));
    }
    let mut looks = Looks::new();
    if parsed.documents.iter().any(|d| !d.pages.is_empty()) {
        looks = look(delivery, pool)?;
        let first = parsed.documents.first().filter(|d| d.media_type == "application/pdf");
        if let Some(page) = first.and_then(|_| engines::disagreement(&delivery.bytes, &looks, pool.limits())) {
            return Err(DiscloseError::Unread(format!(
                "page {} looks different in two engines, so that nobody can say what a reader sees. Print the original to \
                 paper or to an image, look at it, and redact that.",
                page + 1
            )));
        }
    }
    let (mut parsed, mut notes) = sight::agreed(&parsed, &looks);
    if sight::without_hidden(&mut parsed) > 0 {
        notes.push("It holds content that nobody sees who opens it; that was left out.".into());
    }
    notes.extend(parsed.problems.iter().filter(|p| p.severity > Severity::Note).map(|p| p.code.words().to_string()));
    notes.extend(crate::redact::cautions(&parsed).iter().map(|p| p.code.words().to_string()));
    notes.dedup();
    add_headers(&mut parsed);
    if !parsed.documents.iter().any(|d| d.text.chars().any(char::is_alphanumeric)) {
        return Err(DiscloseError::Unread("not a single letter could be read in it. Look at the original.".into()));
    }
    Ok(Prepared { parsed, notes, looks })
}

fn look(delivery: &Delivery, pool: &Pool) -> Result<Looks, DiscloseError> {
    let mut sheets: Vec<Sheet> = Vec::new();
    pool.draw(delivery, DPI, &mut |sheet| sheets.push(sheet))?;
    let mut looks = Looks::new();
    for sheet in sheets {
        let info = &sheet.info;
        let read = read_sheet(info.width, info.height, info.dpi, &sheet.grey(), false, pool.limits())
            .map_err(|error| DiscloseError::Recognition(error.to_string()))?;
        looks.insert((info.document, info.page), Look { read, sheet });
    }
    Ok(looks)
}

/// A mail's header lines as a document, so that they are searched and redacted like the rest.
fn add_headers(parsed: &mut Parsed) {
    if parsed.item.medium != Medium::Email {
        return;
    }
    let mut text = String::new();
    let list = |all: &[Address]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let from: Vec<Address> = parsed.item.from.iter().cloned().collect();
    for (name, value) in [("From", list(&from)), ("To", list(&parsed.item.to)), ("Cc", list(&parsed.item.cc))] {
        if !value.is_empty() {
            // Writing to memory cannot fail.
            let _ = writeln!(text, "{name}: {}", value.replace('\n', " "));
        }
    }
    if let Some(date) = &parsed.item.date {
        let _ = writeln!(text, "Date: {}", spoken(date));
    }
    parsed.documents.push(Document {
        id: parsed.documents.len(),
        parent: None,
        role: DocumentRole::Message,
        name: HEADERS.into(),
        media_type: "text/plain".into(),
        text_from: TextFrom::Text,
        confidence: None,
        text,
        zones: Vec::new(),
        pages: Vec::new(),
        words: Vec::new(),
    });
}

/// A date header as people write it; as it stands where it cannot be read.
fn spoken(date: &str) -> String {
    match date.parse::<jiff::Timestamp>() {
        Ok(at) => {
            at.in_tz("Europe/London").map_or_else(|_| date.into(), |at| at.strftime("%-d %B %Y, %H:%M").to_string())
        }
        Err(_) => date.to_string(),
    }
}

impl Desk<'_> {
    /// Makes, proves and writes the files of one approved item. Either all of them are written or none.
    ///
    /// # Errors
    /// Where anything keeps a file from being safe; nothing is left behind then.
    pub fn release(
        &self,
        approved: &Approved,
        prepared: &Prepared,
        form: Form,
        given: &[String],
    ) -> Result<Vec<Released>, DiscloseError> {
        let made = self.make(approved, prepared, form, given)?;
        let mut waiting: Vec<(PathBuf, PathBuf, Released)> = Vec::new();
        let written = made.iter().try_for_each(|made| {
            let name = match waiting.len() {
                0 => format!("disclosure-{:04}.pdf", self.number),
                n => format!("disclosure-{:04}-{}.pdf", self.number, n + 1),
            };
            waiting.push(self.write(made, approved, prepared, name)?);
            Ok(())
        });
        let renamed = written.and_then(|()| waiting.iter().try_for_each(|(part, path, _)| rename(part, path)));
        if let Err(error) = renamed {
            for (part, path, _) in &waiting {
                let _ = std::fs::remove_file(part);
                let _ = std::fs::remove_file(path);
            }
            return Err(error);
        }
        for (_, path, released) in &waiting {
            let json = serde_json::to_vec_pretty(released).unwrap_or_default();
            let path = path.with_extension("proof.json");
            std::fs::write(&path, json).map_err(|source| DiscloseError::Write { path, source })?;
        }
        Ok(waiting.into_iter().map(|(_, _, released)| released).collect())
    }

    fn make(
        &self,
        approved: &Approved,
        prepared: &Prepared,
        form: Form,
        given: &[String],
    ) -> Result<Vec<Made>, DiscloseError> {
        let fonts = Fonts::new()?;
        let parsed = &prepared.parsed;
        let paged = |d: &&Document| form == Form::Facsimile && !d.pages.is_empty() && !letter::inside_pdf(parsed, d);
        let mut made = Vec::new();
        let typed = prepared
            .parsed
            .documents
            .iter()
            .any(|d| !paged(&d) && d.name != HEADERS && !letter::unseen(&prepared.parsed, d));
        if typed {
            let parsed = without_pages(&prepared.parsed, form);
            made.push(self.transcript(approved, &parsed, given, &fonts)?);
        }
        for document in prepared.parsed.documents.iter().filter(paged) {
            refuse_unsafe_pages(document, &prepared.parsed.problems)?;
            let pages = facsimile::make(approved, document, &prepared.looks, given, &fonts)?;
            let claim = Claim { removed: removed(approved, given), ..pages.claim };
            made.push(Made { form: Form::Facsimile, bytes: pages.bytes, claim, notes: pages.notes });
        }
        Ok(made)
    }

    fn transcript(
        &self,
        approved: &Approved,
        parsed: &Parsed,
        given: &[String],
        fonts: &Fonts,
    ) -> Result<Made, DiscloseError> {
        let Paper { title, blocks, mut furniture } = letter::transcript(approved, parsed, fonts);
        let text = typeset::set(&blocks, fonts);
        let bytes = pdf::write(&text, Furniture { council: self.council, title: &title }, fonts)?;
        let lines: Vec<String> = text.pages.iter().flat_map(|p| &p.texts).map(|t| t.text.clone()).collect();
        let mut shown = lines.join("\n");
        for page in 1..=text.pages.len() {
            let frame = format!("\n{}\n{title} page {page} of {}\n", self.council, text.pages.len());
            shown.push_str(&frame);
            furniture.push(frame);
        }
        let claim = Claim {
            removed: removed(approved, given),
            shown,
            furniture,
            decided: decided(approved, None),
            lines,
            ours: true,
            pictures: false,
        };
        Ok(Made { form: Form::Transcript, bytes, claim, notes: Vec::new() })
    }

    fn write(
        &self,
        made: &Made,
        approved: &Approved,
        prepared: &Prepared,
        name: String,
    ) -> Result<(PathBuf, PathBuf, Released), DiscloseError> {
        let fault = |path: &Path| {
            let path = path.to_path_buf();
            move |source| DiscloseError::Write { path, source }
        };
        std::fs::create_dir_all(self.folder).map_err(fault(self.folder))?;
        let path = self.folder.join(&name);
        let part = self.folder.join(format!(".{name}.part"));
        std::fs::write(&part, &made.bytes).map_err(fault(&part))?;
        let proof = prove(&made.bytes, &part, &made.claim, &Reader { pool: self.pool, recognise: true });
        if !proof.passed {
            let _ = std::fs::remove_file(&part);
            return Err(DiscloseError::Proof(proof.faults()));
        }
        let sha256 = Sha256::digest(&made.bytes).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let released = Released {
            schema: "postroom.disclosure/1",
            file: name,
            sha256,
            form: made.form,
            profile: approved.profile().to_string(),
            approved_by: approved.by().to_string(),
            approved_at: approved.at().to_string(),
            notes: prepared.notes.iter().chain(&made.notes).cloned().collect(),
            proof,
        };
        Ok((part, path, released))
    }
}

/// The item with the pages that go out as a facsimile taken out of the transcript.
fn without_pages(parsed: &Parsed, form: Form) -> Parsed {
    let mut parsed = parsed.clone();
    if form == Form::Facsimile {
        for document in parsed.documents.iter_mut().filter(|d| !d.pages.is_empty()) {
            document.text = String::new();
        }
    }
    parsed
}

/// Pages whose pixels could hold what nobody searched are not shown.
fn refuse_unsafe_pages(document: &Document, problems: &[Problem]) -> Result<(), DiscloseError> {
    let unsafe_codes = [
        ProblemCode::OcrFailed,
        ProblemCode::LimitReached,
        ProblemCode::ReadInPart,
        ProblemCode::LowConfidence,
        ProblemCode::TimedOut,
        ProblemCode::ReaderFailed,
    ];
    let found = problems.iter().find(|p| p.document == Some(document.id) && unsafe_codes.contains(&p.code));
    match found {
        Some(problem) => Err(DiscloseError::Unread(format!(
            "{} A facsimile would show what could not be searched: ask for the transcript.",
            problem.message
        ))),
        None => Ok(()),
    }
}

fn rename(part: &Path, path: &Path) -> Result<(), DiscloseError> {
    let fault = |source| DiscloseError::Write { path: path.to_path_buf(), source };
    std::fs::File::open(part).and_then(|file| file.sync_all()).map_err(fault)?;
    std::fs::rename(part, path).map_err(fault)
}

/// The first number from which no file in the folder has a name of ours.
pub fn first_free(folder: &Path) -> usize {
    let number = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.trim_start_matches('.').strip_prefix("disclosure-")?.get(..4)?.parse::<usize>().ok()
    };
    let names = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    names.filter_map(number).max().unwrap_or(0) + 1
}

/// What a decision keeps although the same words may be hidden elsewhere.
pub(super) fn decided(approved: &Approved, document: Option<usize>) -> Vec<String> {
    let marks = approved.redacted().marks().iter();
    marks
        .filter(|m| m.action == Action::Keep && document.is_none_or(|d| d == m.document))
        .map(|m| m.text.clone())
        .collect()
}

/// What must not be in the file: every hidden text, and each word of every hidden name.
pub(super) fn removed(approved: &Approved, given: &[String]) -> Vec<Removed> {
    let hidden = approved.redacted().marks().iter().filter(|m| m.action != Action::Keep);
    let named = |kind: DataKind| matches!(kind, DataKind::Person | DataKind::Given);
    let mut all: Vec<Removed> = Vec::new();
    for (text, name) in hidden.map(|m| (m.text.as_str(), named(m.kind))).chain(given.iter().map(|g| (g.as_str(), true)))
    {
        let words = text.split_whitespace().count();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        all.push(Removed { text: text.to_string(), strict: words > 1 || digits >= 4 || text.contains('@') });
        if name && words > 1 {
            let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 3);
            all.extend(parts.map(|w| Removed { text: w.to_string(), strict: false }));
        }
    }
    all.sort();
    all.dedup();
    all
}
