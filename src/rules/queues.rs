//! Queues: where cases are worked, read from `rules/route/*.yaml`. Every category has a queue, or the rules do not load: a
//! case without a queue would be lost in plain sight.

use super::RuleError;
use super::clocks::calendar::{CalendarName, Holidays};
use crate::model::{Category, FlagKind, Kind};
use crate::yaml;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// All queues in force.
#[derive(Debug, Clone)]
pub struct Queues {
    list: Vec<Queue>,
}

/// Where cases are worked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Its name in JSON and on the command line.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Where its notices go.
    pub address: String,
    /// What it takes: `complaint`, `foi/internal_review`, `flag/safeguarding`.
    pub takes: Vec<String>,
    /// What its people may see.
    pub clearance: Clearance,
    /// Why this queue exists, for the people who read its notices.
    pub because: String,
    /// When its people work; notices wait for it unless somebody may be in danger.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// Who is told while nobody takes a safeguarding case of this queue.
    #[serde(default)]
    pub escalate: Option<Escalate>,
}

/// Working hours, on the clock of London; bank holidays of England and Wales are none.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// From when.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// On which days; Monday to Friday where nothing is said.
    #[serde(default = "weekdays")]
    pub days: Vec<Day>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Who is told, and after how long. It is told again after the same time, until somebody takes the case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// Who.
    pub to: String,
    /// Minutes where somebody must act now.
    #[serde(default = "immediate_minutes")]
    pub immediate_minutes: u32,
    /// Minutes where somebody must act today.
    #[serde(default = "same_day_minutes")]
    pub same_day_minutes: u32,
}

/// What the people of a queue may see in a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clearance {
    /// References, clocks and reasons; no text.
    Notice,
    /// The redacted text too.
    Redacted,
    /// The original text too. Only for a queue whose people may see everything that anybody sends.
    Original,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QueueFile {
    queues: Vec<Queue>,
}

impl Queues {
    /// Reads `dir/route/*.yaml`.
    pub fn load(dir: &Path) -> Result<Self, RuleError> {
        let folder = dir.join("route");
        let mut list = Vec::new();
        for path in super::yaml_files(&folder)? {
            let file: QueueFile = yaml::load(&path)?;
            list.extend(file.queues);
        }
        let queues = Self { list };
        queues.check().map_err(|message| RuleError::Content { place: folder.display().to_string(), message })?;
        Ok(queues)
    }

    /// Every queue, in the order of the files.
    pub fn all(&self) -> &[Queue] {
        &self.list
    }

    /// The queue of a case: one that takes its kind, else the one that takes its category.
    pub fn of_case(&self, category: Category, kind: Option<Kind>) -> &Queue {
        let by_kind = kind.and_then(|k| self.taking(&format!("{category}/{k}")));
        by_kind
            .or_else(|| self.taking(category.word()))
            .expect("loading refuses rules in which a category has no queue")
    }

    /// The queue that is told of a flag, if any is.
    pub fn of_flag(&self, flag: FlagKind) -> Option<&Queue> {
        self.taking(&format!("flag/{}", flag.word()))
    }

    fn taking(&self, word: &str) -> Option<&Queue> {
        self.list.iter().find(|q| q.takes.iter().any(|t| t == word))
    }

    fn check(&self) -> Result<(), String> {
        let known = known_words();
        for (index, queue) in self.list.iter().enumerate() {
            if self.list.iter().take(index).any(|q| q.name == queue.name) {
                return Err(format!("two queues are named `{}`. Give each a name of its own.", queue.name));
            }
            if !queue.address.contains('@') {
                return Err(format!("queue `{}`: `{}` is not a mail address.", queue.name, queue.address));
            }
            queue.check()?;
            for word in &queue.takes {
                if !known.contains(word) {
                    let near = yaml::nearest(word, known.iter().map(String::as_str));
                    let hint = near.map(|n| format!(" Did you mean `{n}`?")).unwrap_or_default();
                    return Err(format!(
                        "queue `{}` takes `{word}`, which is no category, kind or flag.{hint}",
                        queue.name
                    ));
                }
                if let Some(first) = self.taking(word).filter(|q| q.name != queue.name) {
                    return Err(format!(
                        "`{word}` is taken by queue `{}` and by `{}`. Only one may take it.",
                        first.name, queue.name
                    ));
                }
            }
        }
        match Category::ALL.iter().find(|c| self.taking(c.word()).is_none()) {
            Some(category) => Err(format!("no queue takes `{category}`. Add it to the `takes` of one queue.")),
            None => Ok(()),
        }
    }
}

impl Queue {
    fn check(&self) -> Result<(), String> {
        if let Some(to) = self.escalate.as_ref().map(|e| &e.to).filter(|to| !to.contains('@')) {
            return Err(format!("queue `{}`: escalate: `{to}` is not a mail address.", self.name));
        }
        match &self.hours {
            Some(hours) if hours.from >= hours.to => {
                Err(format!("queue `{}`: hours: `from` must be earlier than `to`.", self.name))
            }
            Some(hours) if hours.days.is_empty() => Err(format!("queue `{}`: hours: `days` names no day.", self.name)),
            _ => Ok(()),
        }
    }
}

impl Hours {
    /// The moment itself where it lies within the hours, else the next opening.
    pub fn next(&self, at: Timestamp, holidays: &Holidays) -> Timestamp {
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        let local = zone.to_datetime(at);
        let opens = |date: Date| {
            let named = self.days.iter().any(|d| *d as i8 == date.weekday().to_monday_zero_offset());
            named && holidays.closed(date, CalendarName::EnglandAndWales).is_none()
        };
        if opens(local.date()) && local.time() < self.to {
            let start = local.date().to_datetime(self.from);
            let opening = zone.to_timestamp(start).unwrap_or(at);
            return opening.max(at);
        }
        // Two weeks hold a working day whatever is closed; beyond them nothing is held back.
        let mut days = (1..15).filter_map(|n| local.date().checked_add(jiff::Span::new().days(n)).ok());
        let day = days.find(|date| opens(*date));
        let opening = day.and_then(|d| zone.to_timestamp(d.to_datetime(self.from)).ok());
        opening.unwrap_or(at)
    }
}

fn weekdays() -> Vec<Day> {
    vec![Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday]
}

fn immediate_minutes() -> u32 {
    30
}

fn same_day_minutes() -> u32 {
    240
}

/// Every word that may stand under `takes`.
fn known_words() -> Vec<String> {
    use FlagKind::{AuthorityNeeded, Automated, Breach, Deceased, Safeguarding, Threat};
    let cases = Category::ALL
        .iter()
        .flat_map(|c| std::iter::once(c.word().to_string()).chain(c.kinds().iter().map(move |k| format!("{c}/{k}"))));
    let flags =
        [Safeguarding, Breach, Threat, Deceased, Automated, AuthorityNeeded].map(|f| format!("flag/{}", f.word()));
    cases.chain(flags).collect()
}
