//! Invitations (iCalendar, RFC 5545) and visiting cards (vCard, RFC 6350) as lines that a person reads: who, when, what.
//! Nothing is left out but the framing; a property that is not known stands with its own name.

/// Properties under the names that people know.
const NAMES: &[(&str, &str)] = &[
    ("SUMMARY", "What"),
    ("DESCRIPTION", "Text"),
    ("DTSTART", "From"),
    ("DTEND", "Until"),
    ("DUE", "Due"),
    ("DURATION", "For"),
    ("LOCATION", "Where"),
    ("ORGANIZER", "Organised by"),
    ("ATTENDEE", "With"),
    ("COMMENT", "Comment"),
    ("STATUS", "Status"),
    ("METHOD", "Kind"),
    ("FN", "Name"),
    ("N", "Name in parts"),
    ("ORG", "Organisation"),
    ("TITLE", "Title"),
    ("ROLE", "Role"),
    ("TEL", "Telephone"),
    ("EMAIL", "Email"),
    ("ADR", "Address"),
    ("LABEL", "Address"),
    ("NOTE", "Note"),
    ("BDAY", "Born"),
    ("URL", "Page"),
    ("RRULE", "Repeats"),
];
/// Framing that tells a person nothing.
const FRAMING: &[&str] = &[
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "CALSCALE",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "TZNAME",
    "SEQUENCE",
    "TRANSP",
    "REV",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "CLASS",
    "PRIORITY",
];

/// True where the text is an invitation or a card.
pub(super) fn is_card(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let start = start.get(..15).unwrap_or(start).to_ascii_uppercase();
    start.starts_with("BEGIN:VCALENDAR") || start.starts_with("BEGIN:VCARD")
}

/// The card as lines for people.
pub(super) fn as_text(text: &str) -> String {
    let mut out = String::new();
    let mut zone = false;
    for line in unfolded(text) {
        let Some((head, value)) = split(&line) else {
            if !line.trim().is_empty() {
                out.push_str(&line);
                out.push('\n');
            }
            continue;
        };
        let mut parts = head.split(';');
        let name = parts.next().unwrap_or_default().rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
        zone = match (name.as_str(), value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VTIMEZONE") => true,
            ("END", "VTIMEZONE") => false,
            _ => zone,
        };
        if zone || FRAMING.contains(&name.as_str()) || value.trim_matches([';', ' ']).is_empty() {
            continue;
        }
        let shown = NAMES.iter().find(|(known, _)| *known == name).map_or(name.as_str(), |(_, shown)| shown);
        let called = parts.find_map(|p| p.strip_prefix("CN=").or_else(|| p.strip_prefix("cn=")));
        let called = called.map(|n| format!("{} ", n.trim_matches('"'))).unwrap_or_default();
        out.push_str(&format!("{shown}: {called}{}\n", plain(value, &name)));
    }
    out
}

/// Lines put together again that were folded (RFC 5545 3.1), and quoted-printable lines of old cards.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let soft = lines
            .last()
            .is_some_and(|last| last.ends_with('=') && last.to_ascii_uppercase().contains("QUOTED-PRINTABLE"));
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            (None, Some(last)) if soft => {
                last.pop();
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
        .into_iter()
        .map(|line| {
            if !line.to_ascii_uppercase().contains("QUOTED-PRINTABLE") {
                return line;
            }
            String::from_utf8_lossy(&super::decode::quoted_printable(line.as_bytes()).bytes).into_owned()
        })
        .collect()
}

/// Name with parameters, and value: at the first colon outside of quotes.
fn split(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b':' && !quoted
    })?;
    Some((line.get(..at)?, line.get(at + 1..)?))
}

/// A value without its escapes; a time as people write it.
fn plain(value: &str, name: &str) -> String {
    let value =
        value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
    let value = value.trim();
    let value = value.strip_prefix("mailto:").or_else(|| value.strip_prefix("MAILTO:")).unwrap_or(value);
    if name.starts_with("DT") || name == "DUE" || name == "BDAY" {
        return time(value).unwrap_or_else(|| value.to_owned());
    }
    if matches!(name, "ADR" | "N" | "ORG") {
        return value.split(';').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    }
    value.to_owned()
}

/// `20260302T090000Z` as `2026-03-02 09:00`.
fn time(value: &str) -> Option<String> {
    let digits = |from: usize, to: usize| value.get(from..to).filter(|p| p.bytes().all(|b| b.is_ascii_digit()));
    let day = format!("{}-{}-{}", digits(0, 4)?, digits(4, 6)?, digits(6, 8)?);
    match (digits(9, 11), digits(11, 13)) {
        (Some(hour), Some(minute)) if value.as_bytes().get(8) == Some(&b'T') => {
            Some(format!("{day} {hour}:{minute}{}", if value.ends_with('Z') { " UTC" } else { "" }))
        }
        _ => Some(day),
    }
}

#[cfg(test)]
mod tests {
    use super::as_text;

    #[test]
    fn cards_are_read_as_people_read_them() {
        let invitation = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Review of Mrs Archer\\, at home\n\
            DTSTART;TZID=Europe/London:20260302T090000\nORGANIZER;CN=\"Bell, Bob\":mailto:bob@x.example\n\
            DESCRIPTION:Bring the\n  care plan.\\nThank you\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(
            as_text(invitation),
            "Kind: REQUEST\nWhat: Review of Mrs Archer, at home\nFrom: 2026-03-02 09:00\nOrganised by: Bell, Bob bob@x.example\n\
             Text: Bring the care plan.\nThank you\n"
        );
        let card = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:Archer;Zo=C3=AB;;;\nTEL;HOME:01632 960123\nEND:VCARD\n";
        assert_eq!(as_text(card), "Name in parts: Archer, Zoë\nTelephone: 01632 960123\n");
    }
}
