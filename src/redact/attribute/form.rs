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
    /// From behind the label to the next label or the line's end.
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

/// Reads the form in a text up to a byte, if there is one.
pub fn read(text: &str, end: usize) -> Option<Form> {
    let mut form = Form::default();
    let (mut state, mut at) = (Side::Unsaid, 0);
    for line in text.get(..end.min(text.len())).unwrap_or(text).split_inclusive('\n') {
        let start = at;
        at += line.len();
        let shown = line.trim_end();
        match label(shown) {
            Some(colon) => form.field(shown, start, colon, &mut state),
            None => state = heading(shown).unwrap_or(state),
        }
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

    fn field(&mut self, line: &str, start: usize, colon: usize, state: &mut Side) {
        let label = line.get(..colon).unwrap_or_default().to_lowercase();
        let value = Span::new(start + colon + 1, start + line.len());
        let words: Vec<&str> =
            label.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-')).filter(|w| !w.is_empty()).collect();
        let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
        let answer = line.get(colon + 1..).unwrap_or_default().trim().to_lowercase();
        let asks = any(ABOUT) && !words.contains(&"name") && !answer.is_empty() && answer.split(' ').count() < 6;
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
        let whole = name
            && !words.iter().any(|w| {
                w.contains("first") || w.contains("last") || *w != "name" && *w != "names" && w.contains("name")
            });
        let second = whole && self.fields.iter().any(|f| f.name);
        let side = match (any(OTHER), any(WRITER)) {
            (true, _) => Side::Other,
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

/// Where the colon of a label stands: a few words without a digit before it, at the start of a line.
fn label(line: &str) -> Option<usize> {
    let colon = line.find(':').or_else(|| line.find("? ").filter(|at| line.len() - at < 30))?;
    let before = line.get(..colon)?.trim();
    let words = before.split_whitespace().count();
    let digits = before.bytes().filter(u8::is_ascii_digit).count();
    let plain = digits < 2 && before.chars().all(|c| c.is_alphanumeric() || " '\u{2019}/()-.?,&".contains(c));
    let link = line.get(colon..).is_some_and(|rest| rest.starts_with("://"));
    ((1..=LABEL_WORDS).contains(&words) && plain && !link).then_some(colon)
}

/// A short line without a full stop that speaks of one side opens that side's part.
fn heading(line: &str) -> Option<Side> {
    let words: Vec<String> = line
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() || words.len() > LABEL_WORDS || line.ends_with(['.', ',', ';']) {
        return None;
    }
    let any = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let part =
        any(&["details", "about", "information", "section", "part", "who", "contact", "complainant", "applicant"]);
    match (part && any(OTHER), part && any(WRITER)) {
        (true, _) => Some(Side::Other),
        (_, true) => Some(Side::Writer),
        _ => None,
    }
}
