//! Mails from a list into the store and the register, in batches. What a cut connection leaves of a batch is kept; the rest
//! comes with the next connection. A mail that cannot be fetched is tried again by itself, and holds up no other.

use super::FeedError;
use super::mailbox::{Feeder, Mailbox, Open};
use crate::model::Delivery;
use crate::pipeline::intake::check_space;
use crate::register::{Intake, KeptMail, Register, RegisterError};
use crate::source::imap::{ImapError, Met};
use jiff::Timestamp;
use std::collections::HashMap;

/// Mails fetched with one command.
const TOGETHER: usize = 64;

/// Bytes fetched with one command, by the server's reckoning; a larger mail comes alone.
const BYTES_TOGETHER: u64 = 8 << 20;

/// What looks at mailboxes came to.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::pipeline) struct Tally {
    /// Bytes not met before.
    pub received: usize,
    /// Bytes met before.
    pub duplicates: usize,
}

impl Tally {
    /// Mails taken in.
    pub fn all(self) -> usize {
        self.received + self.duplicates
    }

    /// What came after an earlier tally.
    pub fn since(self, earlier: Self) -> Self {
        Self { received: self.received - earlier.received, duplicates: self.duplicates - earlier.duplicates }
    }
}

/// Takes in those of the listed mails that the ledger does not know.
pub fn take(
    feeder: &mut Feeder<'_>,
    open: &mut Open,
    met: &[Met],
    register: &mut Register,
    tally: &mut Tally,
) -> Result<(), FeedError> {
    let from = met.first().map_or(0, |m| m.uid);
    let known = register.known_mails(&open.place, from, feeder.mailbox.largest)?;
    let now = Timestamp::now();
    let is_due = |m: &&Met| known.get(&m.uid).is_none_or(|again| again.is_some_and(|t| t <= now));
    let (large, due): (Vec<Met>, Vec<Met>) = met.iter().filter(is_due).partition(|m| m.bytes > feeder.mailbox.largest);
    for mail in large {
        register.mail_too_large(&open.place, mail.uid, mail.bytes, feeder.mailbox.largest)?;
    }
    let alone = |feeder: &Feeder<'_>, m: &Met| known.contains_key(&m.uid) || feeder.doubtful.contains(&m.uid);
    let (single, sound): (Vec<Met>, Vec<Met>) = due.into_iter().partition(|m| alone(feeder, m));
    for batch in batches(&sound).chain(single.iter().map(std::slice::from_ref)) {
        if feeder.pipeline().stop.asked() {
            return Ok(());
        }
        check_space(feeder.pipeline())?;
        take_batch(feeder, open, batch, register, tally)?;
    }
    remember(feeder, open, met, from, register)
}

/// What is settled need not be listed again; a mail that failed is listed when its time comes.
fn remember(
    feeder: &mut Feeder<'_>,
    open: &Open,
    met: &[Met],
    from: u32,
    register: &Register,
) -> Result<(), FeedError> {
    let known = register.known_mails(&open.place, from, feeder.mailbox.largest)?;
    let there = |uid: &u32| met.iter().any(|m| m.uid == *uid);
    let failing: HashMap<u32, Timestamp> =
        known.iter().filter_map(|(uid, again)| again.map(|t| (*uid, t))).filter(|(uid, _)| there(uid)).collect();
    let last = met.iter().map(|m| m.uid).max().unwrap_or(0).max(feeder.settled);
    let unmet = met.iter().map(|m| m.uid).filter(|uid| !known.contains_key(uid)).min();
    feeder.next_try = failing.values().min().copied();
    feeder.settled = failing.keys().copied().chain(unmet).min().map_or(last, |uid| uid - 1);
    feeder.doubtful.retain(|uid| *uid > feeder.settled && !known.contains_key(uid));
    Ok(())
}

fn take_batch(
    feeder: &mut Feeder<'_>,
    open: &mut Open,
    batch: &[Met],
    register: &mut Register,
    tally: &mut Tally,
) -> Result<(), FeedError> {
    let uids: Vec<u32> = batch.iter().map(|m| m.uid).collect();
    let (mut kept, mut broken): (Vec<KeptMail>, Option<RegisterError>) = (Vec::new(), None);
    let mut erased = Vec::new();
    let result = open.session.fetch(&uids, feeder.mailbox.largest, |uid, body| {
        let Some(met) = batch.iter().find(|m| m.uid == uid) else { return Ok(()) };
        if broken.is_some() || kept.iter().any(|k| k.uid == uid) {
            return Ok(());
        }
        match register.erased(body) {
            Ok(None) => {}
            // What was erased stays on the server; the audit says once that it was met.
            Ok(Some(tombstone)) => {
                erased.push(tombstone);
                return Ok(());
            }
            Err(error) => {
                broken = Some(error);
                return Ok(());
            }
        }
        match register.store.put(body) {
            Ok(item_id) => {
                kept.push(KeptMail {
                    uid,
                    delivery: delivery(feeder.mailbox, open.place.uid_validity, met, body),
                    item_id,
                });
            }
            Err(error) => broken = Some(error),
        }
        Ok(())
    });
    for tombstone in &erased {
        register.met_erased(tombstone, &feeder.mailbox.source, Timestamp::now())?;
    }
    for intake in register.receive_mails(&open.place, &kept, Timestamp::now())? {
        match intake {
            Intake::New => tally.received += 1,
            Intake::Duplicate | Intake::Known => tally.duplicates += 1,
        }
    }
    if !kept.is_empty() {
        (feeder.kept)();
    }
    if let Some(error) = broken {
        return Err(error.into());
    }
    let missing: Vec<u32> = uids.iter().filter(|uid| kept.iter().all(|k| k.uid != **uid)).copied().collect();
    blame(feeder, open, &missing, uids.len() == 1, result, register)
}

/// Finds out why mails did not come, and whose fault it was.
fn blame(
    feeder: &mut Feeder<'_>,
    open: &mut Open,
    missing: &[u32],
    alone: bool,
    result: Result<(), ImapError>,
    register: &mut Register,
) -> Result<(), FeedError> {
    let (why, over) = match result {
        Ok(()) if missing.is_empty() => return Ok(()),
        Ok(()) => ("the server answered without it".to_string(), None),
        Err(error) if error.leaves_connection() => (error.to_string(), None),
        Err(error) => (error.to_string(), Some(error)),
    };
    let now = Timestamp::now();
    match (&over, missing) {
        (Some(ImapError::TooLarge { bytes }), [uid]) if alone => {
            register.mail_too_large(&open.place, *uid, *bytes, feeder.mailbox.largest)?;
        }
        (Some(_), [uid]) if alone => register.mail_failed(&open.place, *uid, &why, now)?,
        (Some(_), _) => feeder.doubtful.extend(missing),
        (None, _) => {
            let there = open.session.still_there(missing)?;
            match there.as_slice() {
                [uid] if alone => register.mail_failed(&open.place, *uid, &why, now)?,
                // Somebody moved or removed the others meanwhile.
                there => feeder.doubtful.extend(there),
            }
        }
    }
    over.map_or(Ok(()), |error| Err(error.into()))
}

fn batches(mails: &[Met]) -> impl Iterator<Item = &[Met]> {
    let mut rest = mails;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |m: &&Met| {
            bytes += m.bytes;
            bytes <= BYTES_TOGETHER
        };
        let count = rest.iter().take(TOGETHER).take_while(fits).count().max(1).min(rest.len());
        let (batch, left) = rest.split_at(count);
        rest = left;
        (!batch.is_empty()).then_some(batch)
    })
}

fn delivery(mailbox: &Mailbox, uid_validity: u32, met: &Met, body: &[u8]) -> Delivery {
    Delivery {
        bytes: body.to_vec(),
        source: mailbox.source.clone(),
        locator: format!("{};UIDVALIDITY={uid_validity}/;UID={}", mailbox.address(), met.uid),
        file_name: format!("mail-{}.eml", met.uid),
        arrived: met.arrived,
        stated: mailbox.stated,
    }
}
