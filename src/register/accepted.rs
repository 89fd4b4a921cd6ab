//! What mail servers have accepted, noted in the instant of their answer by whoever heard it: one line appended to a file,
//! which a killed program leaves behind without waiting for a disk, a lock or another conversation. The row of the outbox
//! follows; where it did not, it is made up from here before anything is sent again. Never a substitute for that row.

use super::audit::{self, AuditRow};
use super::{Register, RegisterError};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Longest answer that is kept; a line stays far below what is appended in one piece.
const LONGEST_ANSWER: usize = 300;

/// The file of notes, open for appending.
#[derive(Debug)]
pub struct AcceptedNotes {
    file: File,
}

impl AcceptedNotes {
    /// Notes that a message was accepted. May be called by many at once: each note is appended in one piece.
    pub fn note(&self, message_id: &str, answer: &str) -> std::io::Result<()> {
        let answer: String = answer.chars().filter(|c| !c.is_control()).take(LONGEST_ANSWER).collect();
        // It begins with a line break of its own: a note that a full disk cut off spoils none behind it.
        (&self.file).write_all(format!("\n{message_id}\t{answer}\n").as_bytes())
    }
}

impl Register {
    /// Opens the file of notes, after the outbox was brought up to what it says. Returns how many notices the register had
    /// missed. No message may be on its way meanwhile.
    pub fn open_accepted(&mut self, now: Timestamp) -> Result<(AcceptedNotes, usize), RegisterError> {
        let path = self.accepted_path();
        let fault = |source| RegisterError::File { path: path.clone(), source };
        let file = File::options().create(true).append(true).read(true).open(&path).map_err(fault)?;
        let mut made_up = 0;
        if file.metadata().map_err(fault)?.len() > 0 {
            let text = std::fs::read(&path).map_err(fault)?;
            made_up = self.make_up(&String::from_utf8_lossy(&text), now)?;
            // The rows are on the disk now; a death before this line makes them up once more, which changes nothing.
            file.set_len(0).map_err(fault)?;
        }
        Ok((AcceptedNotes { file }, made_up))
    }

    fn make_up(&mut self, notes: &str, now: Timestamp) -> Result<usize, RegisterError> {
        let notes: Vec<(&str, &str)> = notes.split_inclusive('\n').filter_map(whole).collect();
        self.transact(|t| {
            let mut made_up = 0;
            for (message_id, answer) in notes {
                let row: Option<(Option<String>, String)> = t
                    .prepare_cached("SELECT item_id, queue FROM outbox WHERE message_id = ?1 AND state = 'sending'")?
                    .query_row([message_id], |r| Ok((r.get(0)?, r.get(1)?)))
                    .optional()?;
                let Some((item_id, queue)) = row else { continue };
                t.prepare_cached(
                    "UPDATE outbox SET state = 'sent', not_before = ?2, answer = ?3 WHERE message_id = ?1",
                )?
                .execute(params![message_id, now.to_string(), answer])?;
                let detail = format!("queue {queue}: {answer} (the program stopped in the instant after this answer)");
                let item_id = item_id.as_deref();
                audit::append(t, &AuditRow { at: now, actor: "postroom", action: "outbox.sent", item_id, detail })?;
                made_up += 1;
            }
            Ok(made_up)
        })
    }

    fn accepted_path(&self) -> PathBuf {
        self.path.parent().unwrap_or(Path::new(".")).join("accepted")
    }
}

/// Message-ID and answer of a note that was written to its end.
fn whole(line: &str) -> Option<(&str, &str)> {
    line.strip_suffix('\n')?.split_once('\t')
}

#[cfg(test)]
mod tests {
    use super::super::{Message, Register};
    use jiff::Timestamp;
    use std::io::Write;

    fn message(id: &str) -> Message {
        Message {
            message_id: id.into(),
            item_id: None,
            queue: "complaints".into(),
            recipient: "a@b.example".into(),
            subject: String::new(),
            message: Vec::new(),
            urgent: false,
            not_before: Timestamp::UNIX_EPOCH,
            tries: 0,
            interrupted: false,
        }
    }

    #[test]
    fn what_was_noted_is_not_sent_again_and_what_was_not_is() {
        let dir = tempfile::tempdir().unwrap();
        let now = Timestamp::now();
        let mut register = Register::open(dir.path()).unwrap();
        for id in ["noted@x.example", "cut@x.example", "begun@x.example", "waiting@x.example", "behind@x.example"] {
            register.post(&message(id), now).unwrap();
            if !id.starts_with("waiting") {
                register.message_begun(id).unwrap();
            }
        }
        let (notes, none) = register.open_accepted(now).unwrap();
        assert_eq!(none, 0);
        notes.note("noted@x.example", "2.0.0 Ok:\r\n queued\tas 7").unwrap();
        // A note of a message that was never begun, rubbish, and a note cut off in its middle.
        notes.note("waiting@x.example", "ok").unwrap();
        notes.note("unknown@x.example", "ok").unwrap();
        (&notes.file).write_all(b"\n\0\0\xff\ncut@x.ex").unwrap();
        notes.note("behind@x.example", "ok").unwrap();
        (&notes.file).write_all(b"\nbegun@x.example\tno line break behind").unwrap();
        drop((notes, register));
        let mut register = Register::open(dir.path()).unwrap();
        assert_eq!(register.open_accepted(now).unwrap().1, 2);
        let mut due: Vec<String> =
            register.due_messages(now, 10, std::iter::empty()).unwrap().into_iter().map(|m| m.message_id).collect();
        due.sort();
        assert_eq!(due, ["begun@x.example", "cut@x.example", "waiting@x.example"]);
        assert_eq!(register.open_accepted(now).unwrap().1, 0);
        assert!(register.verify_audit().unwrap().1.is_none());
    }
}
