//! Bad redactions in PDFs that others made: text under boxes and pictures, text nobody sees, marks that were never applied,
//! dark highlights, bookmarks that say what no page shows; and everything else a file can carry unseen.

use super::fold::Folded;
use super::views::delivery;
use crate::model::{Delivery, Status};
use crate::parse::{Anatomy, PageMark, Place, Pool, Sheet, UnseenWord, read_sheet};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Something in a file that a reader of its pages does not see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Page number from 1; none where it concerns the file.
    pub page: Option<usize>,
    /// What it is, in fixed words.
    pub kind: &'static str,
    /// True for a redaction that does not hold; false for what is worth a look before a file is released.
    pub serious: bool,
    /// How many of them.
    pub count: usize,
    /// Left, top, right and bottom edges in points of the first places.
    pub places: Vec<[f32; 4]>,
    /// The words, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why something could not be done; it quotes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Places listed of one finding.
const MOST_PLACES: usize = 50;
/// Words of a picture that recognition must share with an unseen text layer for it to be the layer of a scan.
const SHARED: f32 = 0.6;
/// Brightness, 0 to 1, below which a highlight blackens.
const DARK: f32 = 0.35;

/// Looks through a PDF; words are told only with `show`. Nothing of it is parsed outside the walls of reading processes; where
/// one of them gives up, that is a finding.
pub fn look(bytes: &[u8], pool: &Pool, show: bool) -> Vec<Finding> {
    let delivery = delivery(bytes);
    let parsed = pool.parse(&delivery);
    let text: Vec<&str> = parsed.documents.iter().filter(|d| d.id == 0).map(|d| d.text.as_str()).collect();
    let seen = Seen::of(&text.join("\n"));
    let mut findings = Vec::new();
    if parsed.status() == Status::Quarantined {
        let worst = parsed.problems.iter().max_by_key(|p| p.severity).map(|p| p.message.clone());
        findings.push(Finding { reason: worst, ..finding(None, "a file that cannot be read", true, 1) });
    }
    pages(&delivery, pool, show, &mut findings);
    match pool.take_apart(&delivery, &mut |_, _| {}) {
        Ok(file) => {
            marks(&file, &mut findings);
            words_beside(&file, &seen, show, &mut findings);
            carried(&file, &mut findings);
        }
        Err(error) => {
            let reason = Some(format!("{error}. What it carries beside its pages was not looked at."));
            findings.push(Finding { reason, ..finding(None, "a file that cannot be taken apart", true, 1) });
        }
    }
    findings.sort_by_key(|f| (!f.serious, f.page));
    findings
}

/// What the pages show.
struct Seen {
    words: HashSet<String>,
    squeezed: String,
}

impl Seen {
    fn of(text: &str) -> Self {
        let folded = Folded::of(text);
        Self { squeezed: folded.squeezed, words: folded.words.into_iter().collect() }
    }

    /// True for words of which no page shows every one. A part of a word, as replacement text has it for a ligature, is
    /// shown where the word is; from four letters on only whole words are.
    fn lacks(&self, text: &str) -> bool {
        let stray = |word: &String| match word.chars().count() {
            0..=2 => false,
            3 => !self.squeezed.contains(word.as_str()),
            _ => !self.words.contains(word),
        };
        Folded::of(text).words.iter().any(stray)
    }
}

fn finding(page: Option<usize>, kind: &'static str, serious: bool, count: usize) -> Finding {
    Finding { page, kind, serious, count, places: Vec::new(), text: None, reason: None }
}

/// Words that are on a page and do not show.
fn pages(delivery: &Delivery, pool: &Pool, show: bool, findings: &mut Vec<Finding>) {
    let drawn = pool.draw(delivery, 150, &mut |sheet| {
        if sheet.info.document != 0 || sheet.info.unseen.is_empty() {
            return;
        }
        let (covered, never): (Vec<_>, Vec<_>) = sheet.info.unseen.iter().partition(|w| w.covered);
        let page = Some(sheet.info.page + 1);
        let mut add = |kind, words: &[&UnseenWord]| {
            let words: Vec<&&UnseenWord> = words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).collect();
            if !words.is_empty() {
                let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
                let places = words.iter().take(MOST_PLACES).map(|w| w.rect).collect();
                let text = show.then_some(text);
                findings.push(Finding { places, text, ..finding(page, kind, true, words.len()) });
            }
        };
        add("text under a box or picture, or in the colour of its ground", &covered);
        if !never.is_empty() && !layer_of_scan(&sheet, &never, pool) {
            add("text drawn so that nobody sees it", &never);
        }
    });
    if let Err(error) = drawn {
        let reason = Some(error.to_string());
        findings.push(Finding { reason, ..finding(None, "pages that cannot be drawn", true, 1) });
    }
}

/// True where the unseen words are what recognition reads in the picture too: the layer of a scan.
fn layer_of_scan(sheet: &Sheet, words: &[&UnseenWord], pool: &Pool) -> bool {
    let info = &sheet.info;
    let Ok(read) = read_sheet(info.width, info.height, info.dpi, &sheet.grey(), false, pool.limits()) else {
        return false;
    };
    let read: HashSet<String> = Folded::of(&read.text).words.into_iter().collect();
    let words: Vec<String> = words.iter().flat_map(|w| Folded::of(&w.text).words).filter(|w| w.len() > 2).collect();
    let shared = words.iter().filter(|w| read.contains(*w)).count();
    !words.is_empty() && shared as f32 >= SHARED * words.len() as f32
}

/// Marks that a redaction was planned and never carried out, and highlights that only look like one.
fn marks(file: &Anatomy, findings: &mut Vec<Finding>) {
    let (mut notes, mut fields) = (0, 0);
    for mark in &file.marks {
        let dark = mark.brightness.is_some_and(|b| b < DARK);
        let mut add = |kind| findings.push(at(mark, finding(Some(mark.page), kind, true, 1)));
        match mark.kind.as_str() {
            "Redact" => add("mark for redaction, never applied"),
            "Highlight" | "Square" | "Ink" | "Polygon" | "Line" | "StrikeOut" if dark => {
                add("dark annotation laid over the page");
            }
            "Widget" => fields += 1,
            "Link" | "Popup" => {}
            _ => notes += 1,
        }
    }
    for (kind, count) in [("annotations", notes), ("form fields", fields)] {
        if count > 0 {
            findings.push(finding(None, kind, false, count));
        }
    }
}

fn at(mark: &PageMark, finding: Finding) -> Finding {
    Finding { places: mark.rect.into_iter().collect(), ..finding }
}

/// Strings beside the pages that hold words which no page shows.
fn words_beside(file: &Anatomy, seen: &Seen, show: bool, findings: &mut Vec<Finding>) {
    let mut strays: BTreeMap<Place, Vec<&str>> = BTreeMap::new();
    for words in file.beside.iter().filter(|w| seen.lacks(&w.text)) {
        strays.entry(words.place).or_default().push(&words.text);
    }
    for (place, texts) in strays {
        let (kind, serious) = match place {
            Place::Bookmark => ("bookmarks that say what no page shows", true),
            Place::Replacement => ("replacement text that says what no page shows", true),
            Place::Annotation => ("annotations that say what no page shows", false),
            Place::FormValue => ("form values that no page shows", false),
            Place::Link => ("links that say what no page shows", false),
            Place::Metadata => ("metadata that says what no page shows", false),
        };
        let text = show.then(|| texts.join(" | "));
        findings.push(Finding { text, ..finding(None, kind, serious, texts.len()) });
    }
}

/// What else a file carries.
fn carried(file: &Anatomy, findings: &mut Vec<Finding>) {
    let count = |key: &str| file.keys.get(key).copied().unwrap_or(0);
    let things: [(&'static str, usize); 10] = [
        ("embedded files", count("EF")),
        ("scripts", count("JS") + count("OpenAction") + count("AA")),
        ("layers", count("OCProperties")),
        ("page thumbnails", count("Thumb")),
        ("data of other programs", count("PieceInfo")),
        ("packets of form data", count("XFA")),
        ("metadata", count("Metadata") + usize::from(count("Info") > 0)),
        ("earlier revisions", file.revisions.saturating_sub(1)),
        ("bytes before the header or after the end", file.outside),
        ("objects that nothing refers to", file.objects.saturating_sub(file.reached)),
    ];
    findings.extend(things.into_iter().filter(|(_, n)| *n > 0).map(|(kind, n)| finding(None, kind, false, n)));
    if file.closed > 0 {
        findings.push(finding(None, "streams that cannot be unpacked", true, file.closed));
    }
    if !file.readable {
        findings.push(finding(None, "tables that cannot be read", true, 1));
    }
    if file.encrypted {
        findings.push(finding(None, "encryption", false, 1));
    }
}
