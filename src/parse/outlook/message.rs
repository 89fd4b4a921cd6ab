//! An Outlook message as both of its forms give it: properties, recipients, attachments; and what they say as headers.
//! Addresses of Exchange (X.500 paths) are resolved to mail addresses where the message itself knows them.

use super::props::Props;
use crate::model::Address;
use crate::parse::mail::{Headers, headers_of, one_line};
use jiff::{Timestamp, tz::TimeZone};

/// A message.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// Its own properties.
    pub props: Props,
    /// Those of each recipient.
    pub recipients: Vec<Props>,
    /// What is attached.
    pub attachments: Vec<Attached>,
    /// Text of the body that came beside the properties.
    pub plain: Option<String>,
    /// True where parts of it could not be read.
    pub damaged: bool,
}

/// Something attached.
#[derive(Debug)]
pub(super) struct Attached {
    /// Its properties.
    pub props: Props,
    /// What it is.
    pub content: Content,
}

/// What is attached.
#[derive(Debug)]
pub(super) enum Content {
    /// A file.
    Bytes(Vec<u8>),
    /// A message.
    Message(Box<Message>),
    /// An object (OLE) that was taken apart into the message: its streams by name.
    Object(Vec<(String, Vec<u8>)>),
    /// Only a reference to a file elsewhere.
    Elsewhere,
    /// Nothing that can be read.
    Nothing,
}

impl Message {
    /// The class, which says what kind of item it was in Outlook.
    pub(super) fn class(&self) -> String {
        self.props.text(0x001a).unwrap_or_default()
    }

    /// Subject, on one line.
    pub(super) fn subject(&self) -> Option<String> {
        let subject = self.props.text(0x0037).or_else(|| {
            let normal = self.props.text(0x0e1d).or_else(|| self.props.text(0x0070))?;
            Some(self.props.text(0x003d).unwrap_or_default() + &normal)
        })?;
        // Outlook once put a mark and the length of the prefix before it.
        let mut rest = subject.chars();
        let subject = if rest.next() == Some('\u{1}') { rest.skip(1).collect() } else { subject };
        Some(one_line(&subject)).filter(|s| !s.is_empty())
    }

    /// What headers would say: those that came with the message, and properties where there are none.
    pub(super) fn headers(&self) -> Headers {
        let block = self.props.text(0x007d).unwrap_or_default();
        let mut headers =
            if block.contains(':') { headers_of(transport(&block).as_bytes()) } else { Headers::default() };
        let stated = headers.from.take().filter(|a| a.address.contains('@'));
        headers.from = stated.or_else(|| self.sender());
        let had_recipients = !headers.to.is_empty() || !headers.cc.is_empty();
        if !had_recipients {
            headers.to = self.of_kind(1);
            headers.cc = self.of_kind(2);
        }
        if headers.to.is_empty() && headers.cc.is_empty() {
            headers.to = named(self.props.text(0x0e04));
            headers.cc = named(self.props.text(0x0e03));
        }
        let blind = self.of_kind(3);
        if !blind.is_empty() && !headers.others.iter().any(|(name, _)| name == "bcc") {
            let all: Vec<String> = blind.iter().map(ToString::to_string).collect();
            headers.others.push(("bcc".into(), all.join(", ")));
        }
        headers.subject = self.subject().or(headers.subject);
        let bare = |id: u16| {
            self.props.text(id).map(|t| one_line(t.trim().trim_matches(['<', '>']))).filter(|t| !t.is_empty())
        };
        headers.message_id = headers.message_id.or_else(|| bare(0x1035));
        if headers.references.is_empty() {
            let all =
                [self.props.text(0x1039), self.props.text(0x1042)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            for id in all.split(|c: char| c.is_whitespace() || c == ',').map(|id| id.trim_matches(['<', '>'])) {
                if !id.is_empty() && !headers.references.iter().any(|r| r == id) {
                    headers.references.push(id.to_owned());
                }
            }
        }
        self.date(&mut headers);
        self.automated(&mut headers);
        headers
    }

    fn date(&self, headers: &mut Headers) {
        if headers.date_at.is_none() {
            let sent = self.props.time(0x0039);
            headers.date_at = sent;
            headers.date = sent.map(london);
        }
        headers.received_at = headers.received_at.or_else(|| self.props.time(0x0e06));
        headers.date_unread = headers.date_at.is_none();
    }

    /// Exchange turns these classes into headers when it sends them on; rules ask for the headers.
    fn automated(&self, headers: &mut Headers) {
        let class = self.class().to_ascii_uppercase();
        let kind = match () {
            () if class.starts_with("IPM.NOTE.RULES.OOFTEMPLATE")
                || class.starts_with("IPM.NOTE.RULES.REPLYTEMPLATE") =>
            {
                "auto-replied"
            }
            () if class.starts_with("REPORT.") => "auto-generated",
            () => return,
        };
        if !headers.others.iter().any(|(name, _)| name == "auto-submitted") {
            headers.others.push(("auto-submitted".into(), kind.into()));
        }
    }

    /// On whose behalf it was sent, else who sent it.
    fn sender(&self) -> Option<Address> {
        let one = |name: u16, address: u16, smtp: u16| {
            let found = [self.props.text(smtp), self.props.text(address)];
            let name = self.props.text(name).map(|n| one_line(&n)).filter(|n| !n.is_empty());
            let address = self.resolved(found, name.as_deref());
            (name.is_some() || !address.is_empty()).then_some(Address { name, address })
        };
        one(0x0042, 0x0065, 0x5d02).or_else(|| one(0x0c1a, 0x0c1f, 0x5d01))
    }

    /// Recipients of a kind: 1 to, 2 copies, 3 blind copies.
    fn of_kind(&self, kind: i64) -> Vec<Address> {
        let of = |r: &&Props| r.number(0x0c15).unwrap_or(1) & 0x0f == kind;
        self.recipients.iter().filter(of).filter_map(|r| self.recipient(r)).collect()
    }

    fn recipient(&self, recipient: &Props) -> Option<Address> {
        let name = [0x3001, 0x5ff6, 0x3a20].into_iter().find_map(|id| recipient.text(id)).map(|n| one_line(&n));
        let found = [recipient.text(0x39fe), recipient.text(0x3003)];
        let address = self.resolved(found, name.as_deref());
        let name = name.map(|n| n.trim_matches('\'').to_owned()).filter(|n| !n.is_empty() && *n != address);
        (name.is_some() || !address.is_empty()).then_some(Address { name, address })
    }

    /// The mail address among these; a path of Exchange is looked up among the recipients, and stands as it is where
    /// nothing better is known.
    fn resolved(&self, found: [Option<String>; 2], name: Option<&str>) -> String {
        let clean = |text: &str| {
            let text = one_line(text);
            let bare = text.get(..5).filter(|p| p.eq_ignore_ascii_case("smtp:")).map_or(text.as_str(), |_| &text[5..]);
            bare.trim_matches(['\'', '<', '>', ' ']).to_owned()
        };
        let found: Vec<String> = found.into_iter().flatten().map(|t| clean(&t)).filter(|t| !t.is_empty()).collect();
        if let Some(mail) = found.iter().find(|a| a.contains('@') && !a.starts_with('/')) {
            return mail.clone();
        }
        let same = |r: &&Props| r.text(0x3003).is_some_and(|a| found.iter().any(|f| f.eq_ignore_ascii_case(&a)));
        let known = self.recipients.iter().filter(same).find_map(|r| r.text(0x39fe)).map(|a| clean(&a));
        if let Some(mail) = known.filter(|a| a.contains('@')) {
            return mail;
        }
        let named = name.map(clean).filter(|n| n.contains('@') && !n.contains(' '));
        named.or_else(|| found.first().cloned()).unwrap_or_default()
    }
}

/// The header block without the lines that Outlook puts before it.
fn transport(block: &str) -> String {
    let lines = block.replace("\r\n", "\n").replace('\r', "\n");
    let kept = lines.lines().skip_while(|l| !l.contains(':') || l.starts_with("Microsoft Mail Internet Headers"));
    kept.collect::<Vec<_>>().join("\n") + "\n\n"
}

/// Names in a list for show.
fn named(list: Option<String>) -> Vec<Address> {
    let list = list.unwrap_or_default();
    let names = list.split(';').map(one_line).filter(|n| !n.is_empty());
    let address = |n: String| {
        let n = n.trim_matches('\'').to_owned();
        if n.contains('@') && !n.contains(' ') {
            Address { name: None, address: n }
        } else {
            Address { name: Some(n), address: String::new() }
        }
    };
    names.map(address).collect()
}

/// A moment as `Date` would state it, on the clock of London: the message does not keep the zone of its writer.
fn london(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let offset = zone.to_offset(at);
    let shown = at.display_with_offset(offset).to_string();
    // Moments are kept to a tenth of a microsecond; `Date` headers know seconds.
    match (shown.find('.'), shown.get(19..)) {
        (Some(at), Some(rest)) => {
            let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
            format!("{}{zone}", shown.get(..at).unwrap_or_default())
        }
        _ => shown,
    }
}
