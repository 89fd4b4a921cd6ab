//! Reports of mail servers that a mail of ours did not arrive. Such a report opens no case and is answered by nobody; it puts
//! the notice before a person. A mail is only taken for one where it names a message of ours and looks as machines write
//! it: a person's reply and a holiday reply name our messages too.

use crate::model::{Parsed, Problem, ProblemCode, Severity};
use crate::register::Returned;
use memchr::memmem;

/// Most Message-IDs that are looked up.
const MOST: usize = 50;

/// Longest reason that is kept.
const LONGEST: usize = 300;

/// Local parts that mail servers write reports under.
const SERVERS: &[&str] = &["mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon"];

/// A report of a mail server.
#[derive(Debug, PartialEq, Eq)]
pub struct Bounce {
    /// What it may be about: Message-IDs of our domain, each once.
    pub about: Vec<String>,
    /// True where the mail will not arrive; else it is late, or it has arrived.
    pub failed: bool,
    /// The reason it gives.
    pub said: String,
}

/// Reads a report; none where the mail is no such thing. `domain` is the domain of our Message-IDs.
pub fn read(parsed: &Parsed, bytes: &[u8], domain: &str) -> Option<Bounce> {
    let item = &parsed.item;
    let kind = item.header("content-type").unwrap_or_default().to_lowercase();
    if kind.contains("disposition-notification") || kind.contains("feedback-report") {
        return None;
    }
    let report = kind.starts_with("multipart/report");
    let listed = item.header("x-failed-recipients").is_some();
    let local = item.from.as_ref().and_then(|a| a.address.rsplit_once('@')).map(|(local, _)| local.to_lowercase());
    let server = local.is_some_and(|local| SERVERS.contains(&local.as_str()));
    if !(report || listed || server) {
        return None;
    }
    let mut about = Vec::new();
    let texts = parsed.documents.iter().map(|d| d.text.as_bytes());
    for text in texts.chain(std::iter::once(bytes)).chain(item.references.iter().map(String::as_bytes)) {
        own_ids(text, domain, &mut about);
    }
    if about.is_empty() {
        return None;
    }
    let field = |name: &str| fields(parsed, name);
    let actions = field("action");
    let failed = actions.is_empty() || actions.iter().any(|a| a.to_lowercase().starts_with("failed"));
    let said = field("diagnostic-code").into_iter().chain(field("status")).next();
    let said: String = said.unwrap_or("no reason given").chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    Some(Bounce { about, failed, said: format!("returned: {said}") })
}

/// What a person is told of a notice that came back, or of one that is late.
pub fn problem(returned: &Returned, failed: bool) -> Problem {
    let about = returned.reference.as_ref().map(|r| format!(" about {r}")).unwrap_or_default();
    let queue = &returned.queue;
    if failed {
        let message = format!(
            "The notice to {queue}{about} came back undelivered. The report is filed and opens no case. See `postroom notices`: put the address right and send it again, or tell them another way."
        );
        Problem::item(ProblemCode::NoticeReturned, Severity::NeedsPerson, message)
    } else {
        let message = format!(
            "A mail server tells of the notice to {queue}{about}: late, or arrived. Nothing is to be done yet."
        );
        Problem::item(ProblemCode::NoticeReturned, Severity::Note, message)
    }
}

/// Servers send the headers of our mail back without its text: nothing is missing there.
pub fn lessen(problems: &mut [Problem]) {
    problems.iter_mut().filter(|p| p.code == ProblemCode::Empty).for_each(|p| p.severity = Severity::Note);
}

/// Values of a field in the parts that servers write for machines (RFC 3464).
fn fields<'a>(parsed: &'a Parsed, name: &str) -> Vec<&'a str> {
    let lines = parsed.documents.iter().flat_map(|d| d.text.lines());
    lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(field, _)| field.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
        .collect()
}

fn own_ids(bytes: &[u8], domain: &str, found: &mut Vec<String>) {
    let end = format!("@{domain}");
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    for at in memmem::find_iter(bytes, end.as_bytes()) {
        let (before, behind) = (bytes.get(..at).unwrap_or_default(), bytes.get(at + end.len()..).unwrap_or_default());
        let length = before.iter().rev().take_while(|b| in_name(b)).count();
        let name = String::from_utf8_lossy(before.get(before.len() - length..).unwrap_or_default());
        let id = format!("{name}{end}");
        if length > 0 && !behind.first().is_some_and(in_name) && found.len() < MOST && !found.contains(&id) {
            found.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::own_ids;

    #[test]
    fn our_ids_are_found_in_any_text() {
        let cases: [(&str, &[&str]); 5] = [
            ("Message-ID: <ab.c.1@north.example>\r\n", &["ab.c.1@north.example"]),
            ("(ab@north.example) ab@north.example, x-y@north.example", &["ab@north.example", "x-y@north.example"]),
            ("ab@north.example.org ab@northa.example", &[]),
            ("@north.example", &[]),
            ("<é1@north.example>", &["1@north.example"]),
        ];
        for (text, wanted) in cases {
            let mut found = Vec::new();
            own_ids(text.as_bytes(), "north.example", &mut found);
            assert_eq!(found, wanted, "{text}");
        }
    }
}
