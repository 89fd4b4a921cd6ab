//! The conversation: one command at a time, each ended by its own tagged answer or an error. An answer that ends early is
//! an error, never a shorter answer.

use super::answers::{Met, body, capability, met, refused, set, text_of, uid};
use super::wire::Wire;
use super::{ImapError, names};
use imap_proto::{MailboxDatum, RequestId, Response, ResponseCode, Status};
use std::time::{Duration, Instant};

/// Time for a command that moves no mail.
const COMMAND: Duration = Duration::from_secs(180);

/// Time for a batch of mails, beside the limit on silence.
const FETCH: Duration = Duration::from_secs(1_800);

/// Mails listed with one command.
const PAGE: u32 = 1_000;

/// RFC 2177: IDLE is begun anew at least every 29 minutes; many firewalls forget a connection sooner.
const LONGEST_IDLE: Duration = Duration::from_secs(4 * 60);

/// A signed-in conversation with a server.
pub struct Session {
    wire: Wire,
    tag: u32,
    capabilities: Vec<String>,
    delimiter: Option<String>,
    /// The server told of mails, in whatever answer, since they were listed last. It tells once only.
    told: bool,
}

/// A folder that is open.
#[derive(Debug, Clone, Default)]
pub struct Selected {
    /// Changes when the server numbers its mails anew.
    pub uid_validity: u32,
    /// Mails in it.
    pub exists: u32,
    /// True where flags of our own may be set.
    pub own_flags: bool,
}

impl Session {
    /// A conversation over a fresh connection.
    pub(super) fn over(wire: Wire) -> Self {
        Self { wire, tag: 0, capabilities: Vec::new(), delimiter: None, told: false }
    }

    pub(super) fn into_wire(self) -> Wire {
        self.wire
    }

    pub(super) fn greeting(&mut self) -> Result<(), ImapError> {
        self.wire.allow(COMMAND);
        let answer = self.wire.answer(0)?;
        if answer.starts_with(b"* OK") || answer.starts_with(b"* PREAUTH") {
            return Ok(());
        }
        Err(ImapError::Garbage(text_of(&answer)))
    }

    pub(super) fn ask_capabilities(&mut self) -> Result<(), ImapError> {
        let mut found = Vec::new();
        self.ask("CAPABILITY", COMMAND, 0, |response| {
            if let Response::Capabilities(list) = response {
                found = list.iter().map(capability).collect();
            }
            Ok(())
        })?;
        self.capabilities = found;
        Ok(())
    }

    pub(super) fn ask_delimiter(&mut self) -> Result<(), ImapError> {
        let mut found = None;
        self.ask("LIST \"\" \"\"", COMMAND, 0, |response| {
            if let Response::MailboxData(MailboxDatum::List(list)) = response {
                found = list.delimiter.as_ref().map(ToString::to_string);
            }
            Ok(())
        })?;
        self.delimiter = found;
        Ok(())
    }

    /// True where the server has this capability.
    pub fn has(&self, name: &str) -> bool {
        self.capabilities.iter().any(|c| c.eq_ignore_ascii_case(name))
    }

    /// Opens a folder; to read only where `writes` is false, so that nothing in it can change by our being there.
    pub fn select(&mut self, folder: &str, writes: bool) -> Result<Selected, ImapError> {
        let verb = if writes { "SELECT" } else { "EXAMINE" };
        let name = names::folder(folder, self.delimiter.as_deref())?;
        let mut selected = Selected::default();
        self.ask(&format!("{verb} {name}"), COMMAND, 0, |response| {
            match response {
                Response::MailboxData(MailboxDatum::Exists(n)) => selected.exists = *n,
                Response::Data { outcome, .. } => match &outcome.code {
                    Some(ResponseCode::UidValidity(n)) => selected.uid_validity = *n,
                    Some(ResponseCode::PermanentFlags(flags)) => selected.own_flags = flags.iter().any(|f| f == "\\*"),
                    _ => {}
                },
                _ => {}
            }
            Ok(())
        })?;
        self.told = false;
        if selected.uid_validity == 0 {
            // RFC 3501 6.3.1: without it the numbers mean nothing tomorrow.
            return Err(ImapError::Folder(format!(
                "folder `{folder}` has no UIDVALIDITY; the server cannot be followed"
            )));
        }
        Ok(selected)
    }

    /// Every mail in the folder, page by page. No mail is removed from under a listing by number (RFC 3501 7.4.1).
    pub fn list(&mut self, exists: u32) -> Result<Vec<Met>, ImapError> {
        let mut all = Vec::new();
        let mut first = 1_u32;
        while first <= exists && first < u32::MAX {
            let last = first.saturating_add(PAGE - 1).min(exists);
            let before = all.len();
            self.listing(&format!("FETCH {first}:{last} (UID RFC822.SIZE INTERNALDATE)"), &mut all)?;
            if all.len() == before {
                // Else a count that is made up would be walked through to its end.
                return Err(ImapError::Garbage(format!("it tells of {exists} mails and does not list them")));
            }
            first = last.saturating_add(1);
        }
        all.sort_by_key(|m| m.uid);
        all.dedup_by_key(|m| m.uid);
        Ok(all)
    }

    /// Every mail from this number on.
    pub fn list_from(&mut self, uid: u32) -> Result<Vec<Met>, ImapError> {
        let mut all = Vec::new();
        self.told = false;
        self.listing(&format!("UID FETCH {uid}:* (UID RFC822.SIZE INTERNALDATE)"), &mut all)?;
        // `n:*` names the last mail even where its number is below n.
        all.retain(|m| m.uid >= uid);
        all.sort_by_key(|m| m.uid);
        all.dedup_by_key(|m| m.uid);
        Ok(all)
    }

    fn listing(&mut self, command: &str, all: &mut Vec<Met>) -> Result<(), ImapError> {
        self.ask(command, COMMAND, 0, |response| {
            if let Response::Fetch(_, attributes) = response {
                all.extend(met(attributes));
            }
            Ok(())
        })
    }

    /// Those of `uids` that are still in the folder.
    pub fn still_there(&mut self, uids: &[u32]) -> Result<Vec<u32>, ImapError> {
        let mut there = Vec::new();
        self.ask(&format!("UID FETCH {} (UID)", set(uids)), COMMAND, 0, |response| {
            if let Response::Fetch(_, attributes) = response {
                there.extend(uid(attributes));
            }
            Ok(())
        })?;
        Ok(there)
    }

    /// Fetches mails whole, without marking them as read, and hands each on as it comes.
    pub fn fetch(
        &mut self,
        uids: &[u32],
        largest: u64,
        mut take: impl FnMut(u32, &[u8]) -> Result<(), ImapError>,
    ) -> Result<(), ImapError> {
        self.ask(&format!("UID FETCH {} (UID BODY.PEEK[])", set(uids)), FETCH, largest, |response| {
            let Response::Fetch(_, attributes) = response else { return Ok(()) };
            match (uid(attributes), body(attributes)) {
                (Some(uid), Some(body)) if uids.contains(&uid) => take(uid, body),
                _ => Ok(()),
            }
        })
    }

    /// Sets a flag of our own on mails.
    pub fn flag(&mut self, uids: &[u32], flag: &str) -> Result<(), ImapError> {
        self.command(&format!("UID STORE {} +FLAGS.SILENT ({flag})", set(uids)))
    }

    /// Makes a folder where it is missing.
    pub fn make_folder(&mut self, folder: &str) -> Result<(), ImapError> {
        let name = names::folder(folder, self.delimiter.as_deref())?;
        if self.command(&format!("CREATE {name}")).is_ok() {
            // A folder that mail programs do not show is not worth failing over.
            let _ = self.command(&format!("SUBSCRIBE {name}"));
        }
        Ok(())
    }

    /// Moves mails to a folder. Without MOVE they are copied, then marked as deleted, then removed by number where the
    /// server can (UIDPLUS); a bare EXPUNGE would remove what others marked too, and is never sent.
    pub fn move_to(&mut self, uids: &[u32], folder: &str) -> Result<(), ImapError> {
        let (set, name) = (set(uids), names::folder(folder, self.delimiter.as_deref())?);
        if self.has("MOVE") {
            return self.command(&format!("UID MOVE {set} {name}"));
        }
        self.command(&format!("UID COPY {set} {name}"))?;
        self.command(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"))?;
        if self.has("UIDPLUS") { self.command(&format!("UID EXPUNGE {set}")) } else { Ok(()) }
    }

    /// Lets the server tell what changed.
    pub fn noop(&mut self) -> Result<(), ImapError> {
        self.command("NOOP")
    }

    /// Waits until the server tells of a change, `longest` is over, or `stop` says so.
    pub fn idle(&mut self, longest: Duration, stop: &dyn Fn() -> bool) -> Result<(), ImapError> {
        if self.told {
            return Ok(());
        }
        let until = Instant::now() + longest.min(LONGEST_IDLE);
        let tag = self.begin("IDLE")?;
        self.wire.allow(COMMAND);
        let mut changed = false;
        loop {
            let answer = self.wire.answer(0)?;
            if answer.starts_with(b"+") {
                break;
            }
            if answer.starts_with(tag.as_bytes()) {
                return Err(refused("IDLE", &answer));
            }
            // Told between the command and the go-ahead.
            changed = true;
        }
        if !changed {
            // What changed is asked for afterwards; that something did is enough.
            self.wire.wait(until, stop)?;
        }
        self.wire.send("DONE")?;
        self.finish(&tag, "IDLE", COMMAND, 0, |_| Ok(()))
    }

    /// Says goodbye.
    pub fn close(mut self) {
        // Everything was said before; whatever is answered changes nothing.
        let _ = self.command("LOGOUT");
    }

    pub(super) fn command(&mut self, command: &str) -> Result<(), ImapError> {
        self.ask(command, COMMAND, 0, |_| Ok(()))
    }

    /// A command whose text must not stand in an error.
    pub(super) fn secret_command(&mut self, name: &str, command: &str) -> Result<(), ImapError> {
        let tag = self.begin(command)?;
        self.finish(&tag, name, COMMAND, 0, |_| Ok(()))
    }

    /// SASL with one answer. A server that refuses a token sends its reason as another challenge, which an empty answer ends.
    pub(super) fn authenticate(&mut self, mechanism: &str, answer: &str) -> Result<(), ImapError> {
        let tag = self.begin(&format!("AUTHENTICATE {mechanism}"))?;
        self.wire.allow(COMMAND);
        let mut answers = [answer, ""].into_iter();
        loop {
            let heard = self.wire.answer(0)?;
            if heard.starts_with(b"+") {
                let next = answers.next().ok_or_else(|| ImapError::Garbage("it asks again and again".into()))?;
                self.wire.send(next)?;
            } else if heard.starts_with(tag.as_bytes()) {
                let good = heard.get(tag.len()..).is_some_and(|rest| rest.starts_with(b" OK"));
                return if good { Ok(()) } else { Err(refused("AUTHENTICATE", &heard)) };
            }
        }
    }

    fn ask(
        &mut self,
        command: &str,
        time: Duration,
        largest: u64,
        each: impl FnMut(&Response<'_>) -> Result<(), ImapError>,
    ) -> Result<(), ImapError> {
        let tag = self.begin(command)?;
        self.finish(&tag, command, time, largest, each)
    }

    fn begin(&mut self, command: &str) -> Result<String, ImapError> {
        self.tag += 1;
        let tag = format!("P{}", self.tag);
        self.wire.send(&format!("{tag} {command}"))?;
        Ok(tag)
    }

    /// Reads answers to the end of the command. What cannot be parsed is passed over: where it mattered, it is missed.
    fn finish(
        &mut self,
        tag: &str,
        command: &str,
        time: Duration,
        largest: u64,
        mut each: impl FnMut(&Response<'_>) -> Result<(), ImapError>,
    ) -> Result<(), ImapError> {
        self.wire.allow(time);
        let mut trouble = Ok(());
        loop {
            let answer = self.wire.answer(largest)?;
            if answer.starts_with(b"* BYE") && command != "LOGOUT" {
                return Err(ImapError::Lost(text_of(&answer)));
            }
            let Ok((_, response)) = Response::parse(&answer) else {
                let ended = answer.strip_prefix(tag.as_bytes()).is_some_and(|rest| rest.starts_with(b" "));
                if ended {
                    return trouble.and(Err(refused(command, &answer)));
                }
                continue;
            };
            self.told |= matches!(response, Response::MailboxData(MailboxDatum::Exists(_)));
            match response {
                Response::Done { tag: RequestId(done), status, .. } if done == tag => {
                    return match status {
                        Status::Ok => trouble,
                        _ => trouble.and(Err(refused(command, &answer))),
                    };
                }
                // The rest of the answer is read all the same, so that the conversation can go on.
                response if trouble.is_ok() => trouble = each(&response),
                _ => {}
            }
        }
    }
}
