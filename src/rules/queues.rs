//! Queues: where cases are worked, read from `rules/route/*.yaml`. Every category has a queue, or the rules do not load: a
//! case without a queue would be lost in plain sight.

use super::RuleError;
use crate::model::{Category, FlagKind, Kind};
use crate::yaml;
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
}

/// What the people of a queue may see in a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clearance {
    /// References, clocks and reasons; no text.
    Notice,
    /// The redacted text too.
    Redacted,
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
