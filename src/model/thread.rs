//! What an item follows: earlier items that it names or answers, and whether it is our own letter that came back. Found by
//! references and Message-IDs only, never by likeness.

use super::{Category, Kind};
use serde::{Deserialize, Serialize};

/// What an item follows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// Earlier items, the nearest first.
    pub earlier: Vec<Earlier>,
    /// True where we wrote it ourselves.
    pub ours: bool,
}

/// An earlier item that this one follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its id.
    pub item_id: String,
    /// Its reference.
    pub reference: String,
    /// How that is known.
    pub how: FollowsBy,
    /// True where both were written by the same address, or to each other.
    pub same_people: bool,
    /// The cases it opened, or that it follows itself.
    pub cases: Vec<EarlierCase>,
}

/// A case of an earlier item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierCase {
    /// Its reference.
    pub reference: String,
    /// What it is.
    pub category: Category,
    /// The kind below.
    pub kind: Option<Kind>,
    /// Who works on it.
    pub queue: String,
}

/// How it is known that an item follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowsBy {
    /// It answers a mail of that item, or one of ours about it.
    Reply,
    /// Its subject names the reference.
    Reference,
}

impl FollowsBy {
    /// The word kept and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Reference => "reference",
        }
    }
}

impl Thread {
    /// Earlier items that can speak for this one: a stranger who writes a reference into a subject does not make it the
    /// same matter.
    pub fn trusted(&self) -> impl Iterator<Item = &Earlier> {
        self.earlier.iter().filter(|e| e.how == FollowsBy::Reply || e.same_people)
    }
}
