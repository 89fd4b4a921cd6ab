//! Which items follow which. Looked up before an item is worked on, kept with its results, shown from both ends.

use super::query::{reference, word};
use super::{Register, RegisterError};
use crate::model::{Earlier, EarlierCase, FollowsBy, Item, Thread};
use rusqlite::{Transaction, params};
use serde::Serialize;

pub(super) const TABLES: &str = "
CREATE TABLE follows (                             -- replies, and letters that name a reference
    item_id TEXT NOT NULL REFERENCES item (id),
    earlier TEXT NOT NULL REFERENCES item (id),
    how     TEXT NOT NULL CHECK (how IN ('reply', 'reference')),
    PRIMARY KEY (item_id, earlier)
) STRICT;
CREATE INDEX follows_earlier ON follows (earlier);
";

/// Most Message-IDs of a mail that are looked up: the nearest ones.
const MOST: usize = 50;

/// An item at the other end of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relative {
    /// Its reference.
    pub reference: String,
    /// `reply` or `reference`.
    pub how: String,
}

/// What a look for the thread of an item came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// What it follows, perhaps nothing.
    Thread(Thread),
    /// It follows an item that waits for its stages itself.
    Later,
}

impl Register {
    /// What item number `number` follows. Only earlier items count, so that the order of work changes nothing.
    pub fn thread_of(&self, number: i64, item: &Item) -> Result<Found, RegisterError> {
        let mut thread = Thread::default();
        let mut add = |rows: Vec<Row>, how| -> Result<bool, RegisterError> {
            for row in rows {
                if row.state == "received" {
                    return Ok(false);
                }
                if thread.earlier.iter().all(|e| e.item_id != row.item_id) {
                    thread.earlier.push(self.earlier(row, how, item)?);
                }
            }
            Ok(true)
        };
        for id in item.references.iter().rev().take(MOST) {
            if !add(self.by_message_id(id, number)?, FollowsBy::Reply)? {
                return Ok(Found::Later);
            }
        }
        for named in references_in(item.subject.as_deref().unwrap_or_default()) {
            if named < number && !add(self.by_number(named)?, FollowsBy::Reference)? {
                return Ok(Found::Later);
            }
        }
        Ok(Found::Thread(thread))
    }

    /// What an item follows, and what follows it.
    pub fn relatives(&self, item_id: &str) -> Result<(Vec<Relative>, Vec<Relative>), RegisterError> {
        let read = |mine: &str, other: &str| {
            let sql = format!(
                "SELECT i.number, f.how FROM follows f JOIN item i ON i.id = f.{other} WHERE f.{mine} = ?1 ORDER BY i.number"
            );
            self.rows(&sql, [item_id], |r| Ok(Relative { reference: reference(r.get(0)?), how: r.get(1)? }))
        };
        Ok((read("item_id", "earlier")?, read("earlier", "item_id")?))
    }

    fn by_message_id(&self, id: &str, number: i64) -> Result<Vec<Row>, RegisterError> {
        self.rows(
            "SELECT id, number, state, item FROM item WHERE number < ?2
             AND (message_id = ?1 OR id = (SELECT item_id FROM outbox WHERE message_id = ?1)) ORDER BY number LIMIT 1",
            params![id, number],
            row,
        )
    }

    fn by_number(&self, number: i64) -> Result<Vec<Row>, RegisterError> {
        self.rows("SELECT id, number, state, item FROM item WHERE number = ?1", [number], row)
    }

    fn earlier(&self, row: Row, how: FollowsBy, item: &Item) -> Result<Earlier, RegisterError> {
        let mut cases = self.cases_of(&row.item_id)?;
        if cases.is_empty() {
            // A reply that opened nothing belongs to the cases of what it follows.
            let before: Vec<String> =
                self.rows("SELECT earlier FROM follows WHERE item_id = ?1", [&row.item_id], |r| r.get(0))?;
            for id in before {
                cases.extend(self.cases_of(&id)?);
            }
        }
        let address = |a: &Option<crate::model::Address>| a.as_ref().map(|a| a.address.to_lowercase());
        let writer = row.item.as_ref().and_then(|i| address(&i.from));
        let same_people = writer.is_some()
            && (writer == address(&item.from) || item.to.iter().any(|a| Some(a.address.to_lowercase()) == writer));
        Ok(Earlier { reference: reference(row.number), item_id: row.item_id, how, same_people, cases })
    }

    fn cases_of(&self, item_id: &str) -> Result<Vec<EarlierCase>, RegisterError> {
        self.rows(
            "SELECT i.number, m.number, m.category, m.kind, m.queue FROM matter m JOIN item i ON i.id = m.item_id
             WHERE m.item_id = ?1 ORDER BY m.number",
            [item_id],
            |r| {
                let kind: Option<String> = r.get(3)?;
                Ok(EarlierCase {
                    reference: format!("{}/{}", reference(r.get(0)?), r.get::<_, i64>(1)?),
                    category: word(2, &r.get::<_, String>(2)?)?,
                    kind: kind.map(|k| word(3, &k)).transpose()?,
                    queue: r.get(4)?,
                })
            },
        )
    }
}

/// Keeps what an item follows, within the transaction that files it.
pub(super) fn keep(t: &Transaction<'_>, item_id: &str, thread: &Thread) -> rusqlite::Result<()> {
    t.execute("DELETE FROM follows WHERE item_id = ?1", [item_id])?;
    let mut insert = t.prepare_cached("INSERT INTO follows (item_id, earlier, how) VALUES (?1, ?2, ?3)")?;
    thread.earlier.iter().try_for_each(|e| insert.execute(params![item_id, e.item_id, e.how.word()]).map(drop))
}

struct Row {
    item_id: String,
    number: i64,
    state: String,
    item: Option<Item>,
}

fn row(r: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let item: Option<String> = r.get(3)?;
    Ok(Row {
        item_id: r.get(0)?,
        number: r.get(1)?,
        state: r.get(2)?,
        item: item.and_then(|json| serde_json::from_str(&json).ok()),
    })
}

/// Numbers of references in a text: `PR-000042`, in either case, with or without a case behind it.
fn references_in(text: &str) -> Vec<i64> {
    let upper = text.to_ascii_uppercase();
    let mut found = Vec::new();
    for (at, _) in upper.match_indices("PR-") {
        let before = upper.get(..at).and_then(|t| t.chars().next_back());
        let digits: String =
            upper.get(at + 3..).unwrap_or_default().chars().take_while(char::is_ascii_digit).take(12).collect();
        if digits.len() >= 6 && !before.is_some_and(char::is_alphanumeric) {
            found.extend(digits.parse::<i64>().ok());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::references_in;

    #[test]
    fn references_are_found_in_subjects() {
        let cases: [(&str, &[i64]); 6] = [
            ("Re: PR-000042/1: complaint, due 3 December 2026", &[42]),
            ("AW: [pr-000007] and PR-000008", &[7, 8]),
            ("PR-42", &[]),
            ("XPR-000042", &[]),
            ("PR-0000421234", &[421234]),
            ("no reference", &[]),
        ];
        for (text, numbers) in cases {
            assert_eq!(references_in(text), numbers, "{text}");
        }
    }
}
