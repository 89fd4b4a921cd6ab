//! Questions to the register: the account, what is due, what needs a person, and everything about one item. Reads only.

use super::{Register, RegisterError, from_json};
use crate::model::{Category, Classification, Document, Item, Kind, Mark, Parsed, Party, Problem};
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

/// The account of everything ever received. It must balance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Deliveries taken in.
    pub received: i64,
    /// Items read and filed.
    pub filed: i64,
    /// Deliveries whose bytes were here already.
    pub duplicates: i64,
    /// Items kept whole for a person.
    pub quarantined: i64,
    /// Items that wait for their stages.
    pub waiting: i64,
}

/// Numbers of cases and people's work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Cases by category.
    pub cases: Vec<(String, i64)>,
    /// Filed items with a problem that a person must look at.
    pub needs_person: i64,
}

/// One line of the list of deadlines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueRow {
    /// Reference of the case.
    pub reference: String,
    /// The last day on which the duty is met.
    pub due: Date,
    /// Name of the clock.
    pub clock: String,
    /// Category of the case.
    pub category: Category,
    /// Queue of the case.
    pub queue: String,
}

/// One item, for lists.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemRow {
    /// Its reference.
    pub reference: String,
    /// Its id.
    pub item_id: String,
    /// Name of the file it came in.
    pub file_name: String,
    /// `received`, `filed` or `quarantined`.
    pub state: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A case as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseRow {
    /// Its number within the item, from 1.
    pub number: i64,
    /// What it is.
    pub category: Category,
    /// The kind below.
    pub kind: Option<Kind>,
    /// Who works on it.
    pub queue: String,
    /// Name, due day and basis of each clock.
    pub clocks: Vec<crate::model::Clock>,
    /// How it ended; none while it is open.
    pub closed: Option<super::Closed>,
}

/// One time the bytes of an item were met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// Source.
    pub source: String,
    /// Where in the source.
    pub locator: String,
    /// When.
    pub seen: String,
}

/// Everything about one item.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its row in lists.
    pub row: ItemRow,
    /// The item as read; none while it waits or where nothing could be read.
    pub parsed: Option<Parsed>,
    /// Cases, flags, authority.
    pub classification: Option<Classification>,
    /// Cases with their queues.
    pub cases: Vec<CaseRow>,
    /// Profile applied at intake.
    pub profile: Option<String>,
    /// Everybody met.
    pub parties: Vec<Party>,
    /// What is hidden and kept.
    pub marks: Vec<Mark>,
    /// Every time it was met.
    pub occurrences: Vec<Occurrence>,
}

impl Account {
    /// True where every delivery is accounted for.
    pub fn balances(&self) -> bool {
        self.received == self.filed + self.duplicates + self.quarantined + self.waiting
    }
}

/// The reference people use for an item.
pub fn reference(number: i64) -> String {
    format!("PR-{number:06}")
}

impl Register {
    /// The account of everything ever received.
    pub fn account(&self) -> Result<Account, RegisterError> {
        self.db
            .query_row(
                "SELECT (SELECT COUNT(*) FROM occurrence), COUNT(*), COALESCE(SUM(state = 'filed'), 0),
                        COALESCE(SUM(state = 'quarantined'), 0), COALESCE(SUM(state = 'received'), 0) FROM item",
                [],
                |r| {
                    let (received, items): (i64, i64) = (r.get(0)?, r.get(1)?);
                    let duplicates = received - items;
                    Ok(Account { received, filed: r.get(2)?, duplicates, quarantined: r.get(3)?, waiting: r.get(4)? })
                },
            )
            .map_err(|e| self.fault(e))
    }

    /// Numbers of cases and of items that need a person.
    pub fn totals(&self) -> Result<Totals, RegisterError> {
        let cases =
            self.rows("SELECT category, COUNT(*) FROM matter GROUP BY category ORDER BY 2 DESC, 1", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?;
        let needs_person = self
            .db
            .query_row("SELECT COUNT(*) FROM item WHERE state = 'filed' AND needs_person = 1", [], |r| r.get(0))
            .map_err(|e| self.fault(e))?;
        Ok(Totals { cases, needs_person })
    }

    /// The next deadlines from `from` on, earliest first.
    pub fn due(&self, from: Date, limit: usize) -> Result<Vec<DueRow>, RegisterError> {
        self.due_rows(">=", from, limit)
    }

    /// Deadlines that have passed, earliest first.
    pub fn overdue(&self, today: Date, limit: usize) -> Result<Vec<DueRow>, RegisterError> {
        self.due_rows("<", today, limit)
    }

    /// How many deadlines have passed.
    pub fn overdue_count(&self, today: Date) -> Result<i64, RegisterError> {
        self.db
            .query_row(&format!("SELECT COUNT(*) FROM clock c WHERE c.due < ?1 AND {OPEN}"), [today.to_string()], |r| {
                r.get(0)
            })
            .map_err(|e| self.fault(e))
    }

    /// Items in quarantine, in order of arrival.
    pub fn quarantine(&self) -> Result<Vec<ItemRow>, RegisterError> {
        self.rows(&format!("{ITEM_ROW} WHERE state = 'quarantined' ORDER BY number"), [], item_row)
    }

    /// Filed items that need a person, in order of arrival.
    pub fn needs_person(&self) -> Result<Vec<ItemRow>, RegisterError> {
        self.rows(&format!("{ITEM_ROW} WHERE state = 'filed' AND needs_person = 1 ORDER BY number"), [], item_row)
    }

    /// Ids of filed items that the index lacks, in order of arrival.
    pub fn needs_index(&self, limit: usize) -> Result<Vec<String>, RegisterError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.rows("SELECT id FROM item WHERE needs_index = 1 ORDER BY number LIMIT ?1", [limit], |r| r.get(0))
    }

    /// References of items whose original is not in the store.
    pub fn missing_originals(&self) -> Result<Vec<String>, RegisterError> {
        let items: Vec<(i64, String)> =
            self.rows("SELECT number, id FROM item ORDER BY number", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(items.into_iter().filter(|(_, id)| !self.store.path(id).exists()).map(|(n, _)| reference(n)).collect())
    }

    /// Ids of every filed item, in order of arrival.
    pub fn filed(&self) -> Result<Vec<String>, RegisterError> {
        self.rows("SELECT id FROM item WHERE state = 'filed' ORDER BY number", [], |r| r.get(0))
    }

    /// Marks these items for the index: they are put in, or taken out where they are not filed.
    pub fn mark_for_index(&mut self, items: &[String]) -> Result<(), RegisterError> {
        self.transact(|t| {
            let mut update = t.prepare_cached("UPDATE item SET needs_index = 1 WHERE id = ?1")?;
            items.iter().try_for_each(|id| update.execute([id]).map(drop))
        })
    }

    /// Marks every filed item for the index, for a rebuild.
    pub fn mark_all_for_index(&mut self) -> Result<usize, RegisterError> {
        self.transact(|t| t.execute("UPDATE item SET needs_index = 1 WHERE state = 'filed'", []))
    }

    /// Records that the index holds these items; to be called after the index was committed.
    pub fn indexed(&mut self, items: &[String]) -> Result<(), RegisterError> {
        self.transact(|t| {
            let mut update = t.prepare_cached("UPDATE item SET needs_index = 0 WHERE id = ?1")?;
            items.iter().try_for_each(|id| update.execute([id]).map(drop))
        })
    }

    /// The item whose original has exactly these bytes, if one was filed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn item_of(&self, bytes: &[u8]) -> Result<Option<String>, RegisterError> {
        let id = super::store::name_of(bytes);
        let found = self.db.query_row("SELECT id FROM item WHERE id = ?1", [id], |r| r.get(0)).optional();
        found.map_err(|e| self.fault(e))
    }

    /// Finds an item by reference (`PR-000042`, `PR-000042/1`), or by its id or the first eight or more digits of it.
    pub fn find(&self, name: &str) -> Result<String, RegisterError> {
        let unknown =
            || RegisterError::NotFound(format!("nothing is filed under `{name}`. References look like PR-000042."));
        let number = name
            .strip_prefix("PR-")
            .or_else(|| name.strip_prefix("pr-"))
            .and_then(|n| n.split('/').next())
            .and_then(|n| n.parse::<i64>().ok());
        if let Some(number) = number {
            let found = self.db.query_row("SELECT id FROM item WHERE number = ?1", [number], |r| r.get(0)).optional();
            return found.map_err(|e| self.fault(e))?.ok_or_else(unknown);
        }
        if name.len() < 8 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        let pattern = format!("{}%", name.to_ascii_lowercase());
        let found: Vec<String> = self.rows("SELECT id FROM item WHERE id LIKE ?1 LIMIT 2", [pattern], |r| r.get(0))?;
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(unknown()),
            _ => Err(RegisterError::NotFound(format!("`{name}` fits more than one item. Give more digits."))),
        }
    }

    /// Everything about one item.
    pub fn record(&self, item_id: &str) -> Result<Record, RegisterError> {
        let row = self
            .rows(&format!("{ITEM_ROW} WHERE id = ?1"), [item_id], item_row)?
            .pop()
            .ok_or_else(|| RegisterError::NotFound(format!("no item {item_id} is kept here.")))?;
        let read: Vec<(Option<Item>, Option<Classification>, Option<String>)> =
            self.rows("SELECT item, classification, profile FROM item WHERE id = ?1", [item_id], |r| {
                Ok((optional_json(r, 0)?, optional_json(r, 1)?, r.get(2)?))
            })?;
        let (item, classification, profile) = read.into_iter().next().unwrap_or_default();
        let documents: Vec<Document> =
            self.rows("SELECT document FROM document WHERE item_id = ?1 ORDER BY id", [item_id], |r| from_json(r, 0))?;
        let problems = row.problems.clone();
        Ok(Record {
            parsed: item.map(|item| Parsed { item, documents, problems }),
            classification,
            cases: self.cases(item_id)?,
            profile,
            parties: self
                .rows("SELECT party FROM party WHERE item_id = ?1 ORDER BY id", [item_id], |r| from_json(r, 0))?,
            marks: self
                .rows("SELECT mark FROM mark WHERE item_id = ?1 ORDER BY number", [item_id], |r| from_json(r, 0))?,
            occurrences: self.rows(
                "SELECT source, locator, seen FROM occurrence WHERE item_id = ?1 ORDER BY rowid",
                [item_id],
                |r| Ok(Occurrence { source: r.get(0)?, locator: r.get(1)?, seen: r.get(2)? }),
            )?,
            row,
        })
    }

    fn cases(&self, item_id: &str) -> Result<Vec<CaseRow>, RegisterError> {
        let mut cases = self.rows(
            "SELECT number, category, kind, queue FROM matter WHERE item_id = ?1 ORDER BY number",
            [item_id],
            |r| {
                let kind: Option<String> = r.get(2)?;
                let kind = kind.map(|k| word(2, &k)).transpose()?;
                Ok(CaseRow {
                    number: r.get(0)?,
                    category: word(1, &r.get::<_, String>(1)?)?,
                    kind,
                    queue: r.get(3)?,
                    clocks: vec![],
                    closed: None,
                })
            },
        )?;
        for case in &mut cases {
            case.closed = self.closed(item_id, case.number)?;
            case.clocks = self.rows(
                "SELECT name, due, basis FROM clock WHERE item_id = ?1 AND number = ?2 ORDER BY due, name",
                params![item_id, case.number],
                |r| Ok(crate::model::Clock { name: r.get(0)?, due: date(r, 1)?, basis: r.get(2)? }),
            )?;
        }
        Ok(cases)
    }

    fn due_rows(&self, comparison: &str, day: Date, limit: usize) -> Result<Vec<DueRow>, RegisterError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.rows(
            &format!(
                "SELECT i.number, c.number, c.due, c.name, m.category, m.queue FROM clock c
                 JOIN matter m ON m.item_id = c.item_id AND m.number = c.number JOIN item i ON i.id = c.item_id
                 WHERE c.due {comparison} ?1 AND {OPEN} ORDER BY c.due, i.number, c.number LIMIT ?2"
            ),
            params![day.to_string(), limit],
            |r| {
                Ok(DueRow {
                    reference: format!("{}/{}", reference(r.get(0)?), r.get::<_, i64>(1)?),
                    due: date(r, 2)?,
                    clock: r.get(3)?,
                    category: word(4, &r.get::<_, String>(4)?)?,
                    queue: r.get(5)?,
                })
            },
        )
    }

    pub(super) fn rows<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, RegisterError> {
        let run = || -> rusqlite::Result<Vec<T>> { self.db.prepare_cached(sql)?.query_map(params, read)?.collect() };
        run().map_err(|e| self.fault(e))
    }
}

/// That the case of clock `c` was not closed by a person.
const OPEN: &str = "NOT EXISTS (SELECT 1 FROM decision d WHERE d.item_id = c.item_id AND d.number = c.number AND d.closed IS NOT NULL)";

const ITEM_ROW: &str = "SELECT number, id, file_name, state, problems FROM item";

fn item_row(r: &Row<'_>) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        reference: reference(r.get(0)?),
        item_id: r.get(1)?,
        file_name: r.get(2)?,
        state: r.get(3)?,
        problems: from_json(r, 4)?,
    })
}

fn optional_json<T: serde::de::DeserializeOwned>(r: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    match r.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => from_json(r, column).map(Some),
    }
}

fn date(r: &Row<'_>, column: usize) -> rusqlite::Result<Date> {
    word(column, &r.get::<_, String>(column)?)
}

/// Reads a word (a category, a kind, a date) that is kept as bare text.
pub(super) fn word<T: serde::de::DeserializeOwned>(column: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_value(serde_json::Value::String(text.to_string()))
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e)))
}
