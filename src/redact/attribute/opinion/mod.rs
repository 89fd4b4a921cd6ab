//! The trained opinion on whose a finding is: how likely a name, a number or an address is the writer's, by a weight for each
//! hashed trait of what stands around it. It is one fact beside those of the rules; alone it must never keep anything bare.

pub(super) mod name;
pub(super) mod number;
pub(super) mod sight;
pub mod train;

use crate::model::Span;
use sight::Traits;
use std::sync::LazyLock;

/// A name this likely to be the writer's is one fact for it. Chosen with `LIKELY` on letters left out by author: lower keeps
/// little more, higher hides much of the writer's own.
pub(super) const LIKELY_NAME: f32 = 0.7;
/// The same where it stands in running text and not where a signature does.
pub(super) const SURE_NAME: f32 = 0.9;
/// What is a name of the writer's by the rules and the opinion holds less likely than this, a person looks at.
pub(super) const UNLIKELY_NAME: f32 = 0.3;
/// A number, address or date this likely to be the writer's is one fact for it.
pub(super) const LIKELY: f32 = 0.7;
/// The same where the letter does not say: contact data behind somebody else a sentence before, or among particulars.
pub(super) const SURE: f32 = 0.85;
/// What the rules give to the writer and the opinion holds less likely than this, a person looks at.
pub(super) const UNLIKELY: f32 = 0.4;

/// First bytes of a table's file.
const MAGIC: &[u8; 8] = b"PROWNER1";

/// Who can be asked how likely a finding is the writer's.
pub trait Opinion {
    /// How likely the name at a place (document, bytes) is the writer's, 0 to 1.
    fn of_name(&self, document: usize, span: Span, traits: &Traits) -> f32;
    /// How likely the number, address or date at a place is the writer's, 0 to 1.
    fn of_number(&self, document: usize, span: Span, traits: &Traits) -> f32;
}

/// Two tables that were learnt from letters, one for names and one for everything else.
#[derive(Debug, Clone, Default)]
pub struct Learnt {
    /// For names.
    pub names: Table,
    /// For numbers, addresses and dates.
    pub numbers: Table,
}

/// Weights of traits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What speaks for the writer before anything is seen.
    bias: f32,
    /// What one step of a weight is worth.
    step: f32,
    /// Hash of each trait with its weight in steps, by hash.
    weights: Vec<(u32, i8)>,
}

/// A file of tables that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "these are no tables of owners of this version of Postroom; train them again: cargo run --example train_owners"
)]
pub struct TableError;

static BUILT_IN: LazyLock<Learnt> =
    LazyLock::new(|| Learnt::read(include_bytes!("../../data/owners.model")).expect("the built-in tables are whole"));

/// The opinion that ships.
pub fn built_in() -> &'static Learnt {
    &BUILT_IN
}

impl Opinion for Learnt {
    fn of_name(&self, _document: usize, _span: Span, traits: &Traits) -> f32 {
        self.names.likely(traits)
    }

    fn of_number(&self, _document: usize, _span: Span, traits: &Traits) -> f32 {
        self.numbers.likely(traits)
    }
}

impl Learnt {
    /// Reads the file's bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(TableError)?;
        let (names, rest) = Table::read(rest)?;
        let (numbers, rest) = Table::read(rest)?;
        if rest.is_empty() { Ok(Self { names, numbers }) } else { Err(TableError) }
    }

    /// The bytes of the file.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        self.names.write(&mut bytes);
        self.numbers.write(&mut bytes);
        bytes
    }
}

impl Table {
    /// Packs weights into small numbers; what rounds to nothing is dropped.
    fn pack(bias: f32, weights: impl Iterator<Item = (u32, f32)>) -> Self {
        let mut all: Vec<(u32, f32)> = weights.collect();
        all.sort_unstable_by_key(|(hash, _)| *hash);
        let largest = all.iter().fold(0.0_f32, |most, (_, weight)| most.max(weight.abs()));
        let step = (largest / 127.0).max(f32::MIN_POSITIVE);
        // The largest weight is 127 steps, so the cast cannot cut anything off.
        let small = |weight: f32| (weight / step).round().clamp(-127.0, 127.0) as i8;
        let weights = all.into_iter().map(|(hash, weight)| (hash, small(weight))).filter(|(_, w)| *w != 0).collect();
        Self { bias, step, weights }
    }

    /// How likely it is by these traits.
    fn likely(&self, traits: &Traits) -> f32 {
        let sum: i32 = traits.hashes().map(|hash| i32::from(self.weight(hash))).sum();
        1.0 / (1.0 + (-(sum as f32 * self.step + self.bias)).exp())
    }

    fn weight(&self, hash: u32) -> i8 {
        let at = self.weights.binary_search_by_key(&hash, |(h, _)| *h);
        at.ok().and_then(|at| self.weights.get(at)).map_or(0, |(_, weight)| *weight)
    }

    fn read(bytes: &[u8]) -> Result<(Self, &[u8]), TableError> {
        let mut at = bytes;
        let mut four = || -> Result<[u8; 4], TableError> {
            let (head, rest) = at.split_first_chunk::<4>().ok_or(TableError)?;
            at = rest;
            Ok(*head)
        };
        let (bias, step) = (f32::from_le_bytes(four()?), f32::from_le_bytes(four()?));
        let count = u32::from_le_bytes(four()?) as usize;
        let (list, rest) = at.split_at_checked(count.checked_mul(5).ok_or(TableError)?).ok_or(TableError)?;
        let row = |c: &[u8]| (u32::from_le_bytes([c[0], c[1], c[2], c[3]]), i8::from_le_bytes([c[4]]));
        Ok((Self { bias, step, weights: list.chunks_exact(5).map(row).collect() }, rest))
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.bias.to_le_bytes());
        bytes.extend(self.step.to_le_bytes());
        bytes.extend((self.weights.len() as u32).to_le_bytes());
        for (hash, weight) in &self.weights {
            bytes.extend(hash.to_le_bytes());
            bytes.extend(weight.to_le_bytes());
        }
    }
}
