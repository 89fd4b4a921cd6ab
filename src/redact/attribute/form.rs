//! Forms in text: lines of "Label: value", and whose each value is by the words of its label and of the heading above. A label
//! that says nothing is the writer's only where the form says that it is about the writer.

use crate::model::Span;

/// Whose a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Of who fills the form in.
    Writer,
    /// Of somebody else.
    Other,
    /// The form does not say.
    Unsaid,
}

/// One line of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// From behind the label to the line's end, or the line below it.
    pub value: Span,
    /// Whose it is.
    pub side: Side,
    /// True for a field of a name.
    pub name: bool,
}

/// A form met in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Its fields in order.
    pub fields: Vec<Field>,
    /// Where the part begins that a heading opened last.
    part: usize,
    /// True where the form is a carer's: then the carer is who fills it in.
    carers: bool,
    /// What the form answers to "who is it about": true for the writer.
    pub about_writer: Option<bool>,
}

/// Words of labels and headings that speak of who writes.
const WRITER: &[&str] = &[
    "your",
    "you",
    "my",
    "me",
    "complainant",
    "submitter",
    "sender",
    "applicant",
    "requester",
    "completed",
    "completing",
    "reporter",
    "referrer",
    "submitted",
    "enquirer",
    "caller",
    "correspondent",
    "reporting",
    "making",
    "yourself",
];
/// Words that speak of somebody else, whatever stands beside them.
const OTHER: &[&str] = &[
    "their",
    "them",
    "they",
    "his",
    "her",
    "person",
    "person's",
    "patient",
    "patient's",
    "client",
    "client's",
    "user",
    "user's",
    "resident",
    "resident's",
    "relationship",
    "relative",
    "cared",
    "cared-for",
    "subject",
    "behalf",
    "customer",
    "individual",
    "child",
    "adult",
    "kin",
    "gp",
    "doctor",
    "worker",
    "carer",
    "witness",
    "neighbour",
    "deceased",
    "else",
    "emergency",
    "someone",
    "tenant",
    "mother",
    "father",
    "parent",
    "husband",
    "wife",
    "son",
    "daughter",
    "partner",
    "spouse",
    "sister",
    "brother",
    "friend",
    "pa",
    "assistant",
    "employee",
];
/// Words that name a person by the part they play, as a whole label.
const NAMED: &[&str] =
    &["applicant", "complainant", "requester", "submitter", "enquirer", "client", "patient", "resident", "person"];
/// Words of a question who it is about.
const ABOUT: &[&str] = &["about", "affected", "behalf", "whose", "who", "concerns", "concerning", "yourself", "acting"];
/// Answers that mean the writer.
const SELF: &[&str] = &["myself", "me", "self", "yourself", "mine"];
/// Labels of letterheads and mail headers, which make no form.
const HEADERS: &[&str] = &["ref", "reference", "from", "to", "sent", "cc", "subject", "re"];
/// Most words of a label.
const LABEL_WORDS: usize = 9;
/// Fewer fields make no form.
const LEAST: usize = 3;

/// Whose side a word of a label or heading is on.
pub fn side_of(word: &str) -> Option<Side> {
    if OTHER.contains(&word) {
        return Some(Side::Other);
    }
    WRITER.contains(&word).then_some(Side::Writer)
}

/// Reads the form in a text up to a byte, if there is one.
pub fn read(text: &str, end: usize) -> Option<Form> {
    let lower = text.get(..end.min(text.len())).unwrap_or(text).to_lowercase();
    let carers = ["cared-for", "cared for", "you care for", "who you care"].iter().any(|words| lower.contains(words));
    let mut form = Form { carers, ..Form::default() };
    let (mut state, mut at) = (Side::Unsaid, 0);
    let mut above: Option<&str> = None;
    for line in text.get(..end.min(text.len())).unwrap_or(text).split_inclusive('\n') {
        let start = at;
        at += line.len();
        let shown = line.trim_end();
        match (label(shown), above) {
            (Some((label, value)), _) => form.field(label, shown, start, value, &mut state),
            (None, Some(label)) if !shown.is_empty() => form.field(label, shown, start, 0, &mut state),
            _ if let Some(side) = heading(shown, carers) => {
                state = side;
                form.part = form.fields.len();
            }
            _ => {}
        }
        // An empty line may stand between a label and its answer.
        above = asked_alone(shown).or(above.filter(|_| shown.is_empty()));
    }
    (form.fields.len() >= LEAST && form.fields.iter().any(|f| f.name)).then_some(form)
}

impl Form {
    /// The field that a span lies in.
    pub fn at(&self, span: Span) -> Option<Field> {
        self.fields.iter().copied().find(|f| f.value.contains(span))
    }

    /// True where a field without words of ownership is the writer's: the form says so.
    pub fn bare_is_writer(&self) -> bool {
        self.about_writer == Some(true) && self.fields.iter().all(|f| f.side != Side::Other)
    }

    /// The field of a name that stands last before a byte.
    pub fn name_before(&self, at: usize) -> Option<Field> {
        self.fields.iter().rev().copied().find(|f| f.name && f.value.end <= at)
    }

    /// True where a field of somebody else stands between two bytes.
    pub fn turns_between(&self, from: usize, to: usize) -> bool {
        self.fields.iter().any(|f| f.side == Side::Other && f.value.start >= from && f.value.start <= to)
    }

    /// True where the form holds data of somebody else, or may.
    pub fn tells_of_another(&self) -> bool {
        self.about_writer == Some(false) || self.fields.iter().any(|f| f.side == Side::Other)
    }

    /// A field with this label, whose answer begins at a byte of a line that begins at `start`.
    fn field(&mut self, label: &str, line: &str, start: usize, from: usize, state: &mut Side) {
        let label = label.to_lowercase();
        let value = Span::new(start + from, start + line.len());
        let words: Vec<&str> =
            label.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-')).filter(|w| !w.is_empty()).collect();
        let words: Vec<&str> = words.into_iter().map(|w| w.strip_suffix("'s").unwrap_or(w)).collect();
        let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
        let answer = line.get(from..).unwrap_or_default().trim().to_lowercase();
        let fills = asks_who_fills(&words);
        let asks =
            any(ABOUT) && !fills && !words.contains(&"name") && !answer.is_empty() && answer.split(' ').count() < 6;
        if asks && let Some(own) = about(&answer, words.contains(&"behalf") || words.contains(&"acting")) {
            self.about_writer = Some(own && self.about_writer != Some(false));
            return;
        }
        if any(HEADERS) {
            return;
        }
        let name =
            words.iter().any(|w| w.ends_with("name") || w.ends_with("names") || *w == "forename" || *w == "surname")
                || words.last().is_some_and(|w| NAMED.contains(w)) && words.len() < 4;
        let name = name || fills;
        let whole = name
            && !fills
            && !words.iter().any(|w| {
                w.contains("first") || w.contains("last") || *w != "name" && *w != "names" && w.contains("name")
            });
        let second = whole && self.fields.iter().skip(self.part).any(|f| f.name);
        let others = words.iter().any(|w| is_other(w, self.carers));
        let carer = self.carers && words.contains(&"carer");
        let side = match (others, any(WRITER) || carer) {
            (true, _) => Side::Other,
            _ if fills => Side::Writer,
            (_, true) => Side::Writer,
            _ if second && *state != Side::Other => Side::Unsaid,
            _ => *state,
        };
        if side == Side::Other || second && side != Side::Writer {
            *state = if name || *state == Side::Other { Side::Other } else { Side::Unsaid };
        }
        self.fields.push(Field { value, side, name });
    }
}

/// "Form completed by", "Who is filling this in?": the answer is the name of the writer.
fn asks_who_fills(words: &[&str]) -> bool {
    const FILLS: &[&str] = &["completed", "completing", "filled", "filling", "submitted", "reported", "making"];
    let fills = words.iter().any(|w| FILLS.contains(w)) && !words.contains(&"for");
    fills && (words.last() == Some(&"by") || words.first() == Some(&"who"))
}

/// What an answer to "who is it about" or "on whose behalf" says: true for the writer.
fn about(answer: &str, behalf: bool) -> Option<bool> {
    let words: Vec<&str> =
        answer.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty()).collect();
    let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
    match (any(OTHER), any(SELF)) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        _ if behalf && any(&["no", "n"]) => Some(true),
        _ if behalf && any(&["yes", "y"]) => Some(false),
        _ => None,
    }
}

/// The label that a line begins with, a few words without a digit, and where the answer begins: behind a colon, a question
/// mark, a row of dots, a bar or the width of a column.
fn label(line: &str) -> Option<(&str, usize)> {
    let indent = line.len() - line.trim_start_matches([' ', '|', '[', '*', '\t']).len();
    let shown = line.get(indent..).unwrap_or_default();
    let colon = shown.find(':').map(|at| (at, at + 1));
    let asked = || shown.find("? ").filter(|at| shown.len() - at < 30).map(|at| (at, at + 1));
    let (label, from) = colon.or_else(asked).or_else(|| column(shown)).or_else(|| plain(shown))?;
    let before = shown.get(..label)?.trim();
    let words = before.split_whitespace().count();
    let digits = before.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits < 2 && before.chars().all(|c| c.is_alphanumeric() || " '\u{2019}/()-.?,&*".contains(c));
    // "Section 2: You" is a heading.
    let mut opening = before.split(' ');
    let numbered = matches!(opening.next().map(str::to_lowercase).as_deref(), Some("section" | "part"));
    let numbered = numbered && opening.next().is_some_and(|w| w.len() < 3) && opening.next().is_none();
    let link = numbered || shown.get(label..).is_some_and(|rest| rest.starts_with("://"));
    ((1..=LABEL_WORDS).contains(&words) && plain && !link).then_some((before, indent + from))
}

/// Where a label ends that dots, a bar, a bracket or a wide gap part from its answer, and where the answer begins.
fn column(line: &str) -> Option<(usize, usize)> {
    let parts = ["   ", "\t", " . . ", "...", "\u{2026}", " | ", "] ", " > "];
    let end = parts.iter().filter_map(|part| line.find(part)).min()?;
    let rest = line.get(end..).unwrap_or_default();
    let answer = rest.trim_start_matches([' ', '\t', '.', '\u{2026}', '|', ']', '>', '[', '_']);
    (!answer.is_empty()).then(|| (end, line.len() - answer.len()))
}

/// Words of labels that stand before their answer with no mark between: "Your name Dorota Kaminska".
const PLAIN: &[&str] = &[
    "your",
    "my",
    "full",
    "first",
    "last",
    "family",
    "home",
    "daytime",
    "mobile",
    "his",
    "her",
    "his/her",
    "their",
    "date",
    "of",
    "birth",
    "national",
    "insurance",
    "nhs",
    "number",
    "name",
    "address",
    "postcode",
    "phone",
    "telephone",
    "email",
    "contact",
];

/// Where such a label ends: its last word names what is asked for, and a short answer follows.
fn plain(line: &str) -> Option<(usize, usize)> {
    let mut end = 0;
    for word in line.split_inclusive(' ').take(5) {
        if !PLAIN.contains(&word.trim().to_lowercase().as_str()) {
            break;
        }
        end += word.len();
    }
    let last = line.get(..end)?.trim().rsplit(' ').next()?.to_lowercase();
    let asks = ["name", "address", "postcode", "phone", "telephone", "mobile", "email", "birth", "number", "contact"];
    (asks.contains(&last.as_str()) && end < line.len() && line.len() < 70 && !line.ends_with(['.', ',']))
        .then_some((end, end))
}

/// A line that is a label and nothing else, whose answer stands on the next.
fn asked_alone(line: &str) -> Option<&str> {
    let shown = line.trim().trim_matches(['*', ':', '?', '#', '[', ']']).trim();
    let plain = shown.chars().all(|c| c.is_alphabetic() || " '\u{2019}-()".contains(c));
    let last = shown.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let known = ["name", "names", "forename", "surname", "phone", "telephone", "mobile", "number", "email", "e-mail"];
    let known =
        known.contains(&last.as_str()) || matches!(last.as_str(), "address" | "postcode" | "birth" | "reference");
    (plain && known && shown.split(' ').count() < 6).then_some(shown)
}

/// True for a word of somebody else; in a carer's form the carer is the writer.
fn is_other(word: &str, carers: bool) -> bool {
    OTHER.contains(&word) && !(carers && word == "carer")
}

/// A short line without a full stop that speaks of one side opens that side's part.
fn heading(line: &str, carers: bool) -> Option<Side> {
    let words: Vec<String> = line
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() || words.len() > LABEL_WORDS || line.ends_with(['.', ',', ';']) {
        return None;
    }
    let any = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let part = words == ["you"]
        || any(&["details", "about", "information", "section", "part", "who", "contact", "complainant", "applicant"]);
    let others = words.iter().any(|w| is_other(w, carers));
    let carer = carers && words.iter().any(|w| w == "carer");
    match (part && others, part && (any(WRITER) || carer)) {
        (true, _) => Some(Side::Other),
        (_, true) => Some(Side::Writer),
        _ => None,
    }
}
