//! The trained tagger: a linear-chain conditional random field over hashed features that says of each token how likely it is
//! part of a person's name. It nominates with a probability and must never be the only reason to leave a word bare.

mod corpus;
pub mod features;
mod learn;
mod synthetic;
mod train;
mod words;

pub use learn::{Learnt, Tally, check, learn};

use super::text::Tokens;
use features::{Atom, MOST};
use std::sync::LazyLock;

/// Labels: outside a name, its first word, a later word.
pub const LABELS: usize = 3;

/// Slots searched for one feature.
const SLOTS: usize = 4;
/// First bytes of a model file.
const MAGIC: &[u8; 8] = b"PRNAMES1";

/// A model file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    /// It is no model, or one of another form.
    #[error("this is no name model of this version of Postroom; train it again: cargo run --example train_names")]
    Form,
    /// It ends too early.
    #[error("the name model is cut short; train it again: cargo run --example train_names")]
    Short,
}

/// Weights of a trained tagger.
#[derive(Clone)]
pub struct Model {
    slots: Vec<Slot>,
    mask: u32,
    scale: f32,
    moves: [[f32; LABELS]; LABELS],
    first: [f32; LABELS],
}

/// A feature's check value and its weights for the first and for later words of a name; that of "outside" is nought.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    check: u16,
    weights: [i8; 2],
}

/// What trained weights are made of: scale, moves between labels, weights of the first token, and features.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// What one step of a weight is worth.
    pub scale: f32,
    /// Weight of going from a label to another.
    pub moves: [[f32; LABELS]; LABELS],
    /// Weight of a label at the start of a run.
    pub first: [f32; LABELS],
    /// Hash of each feature with its two weights in steps.
    pub features: Vec<(u32, [i8; 2])>,
}

static BUILT_IN: LazyLock<Model> =
    LazyLock::new(|| Model::read(include_bytes!("../data/names.model")).expect("the built-in name model is whole"));

/// The model that ships.
pub fn built_in() -> &'static Model {
    &BUILT_IN
}

impl Model {
    /// Reads a model file.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let (head, rest) = bytes.split_at_checked(MAGIC.len()).ok_or(ModelError::Form)?;
        if head != MAGIC {
            return Err(ModelError::Form);
        }
        let mut floats = rest.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]]));
        let mut next = || floats.next().ok_or(ModelError::Short);
        let mut weights = Weights { scale: next()?, ..Weights::default() };
        for from in 0..LABELS {
            for to in 0..LABELS {
                weights.moves[from][to] = next()?;
            }
        }
        for label in 0..LABELS {
            weights.first[label] = next()?;
        }
        let list = rest.get(4 * (1 + LABELS * LABELS + LABELS)..).ok_or(ModelError::Short)?;
        let (count, list) = list.split_at_checked(4).ok_or(ModelError::Short)?;
        let count = u32::from_le_bytes([count[0], count[1], count[2], count[3]]) as usize;
        if list.len() != count * 6 {
            return Err(ModelError::Short);
        }
        weights.features = list
            .chunks_exact(6)
            .map(|c| (u32::from_le_bytes([c[0], c[1], c[2], c[3]]), [c[4] as i8, c[5] as i8]))
            .collect();
        Ok(Self::new(&weights))
    }

    /// A model out of weights. Of features that fall into a full place the last are lost.
    pub fn new(weights: &Weights) -> Self {
        let size = (weights.features.len() / 2).next_power_of_two().max(16);
        let mut slots = vec![Slot::default(); size * SLOTS];
        let mask = size as u32 - 1;
        for (hash, steps) in &weights.features {
            let start = (hash & mask) as usize * SLOTS;
            let free = slots.iter_mut().skip(start).take(SLOTS).find(|s| s.check == 0);
            if let Some(slot) = free {
                *slot = Slot { check: check_of(*hash), weights: *steps };
            }
        }
        Self { slots, mask, scale: weights.scale, moves: weights.moves, first: weights.first }
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|s| s.check != 0).count()
    }

    /// True for a model without features.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// For each token the probabilities of being the first and a later word of a name.
    pub fn tag(&self, tokens: &Tokens<'_>, caseless: impl Fn(usize) -> bool) -> Vec<[f32; 2]> {
        let mut out = vec![[0.0; 2]; tokens.len()];
        let mut room = Room::default();
        let mut first = 0;
        while first < tokens.len() {
            let mut end = first + 1;
            while tokens.get(end).is_some_and(|t| !features::parts(t.gap)) {
                end += 1;
            }
            features::atoms(tokens, first, end, caseless(first), &mut room.atoms);
            self.run(&mut room, out.get_mut(first..end).unwrap_or_default());
            first = end;
        }
        out
    }

    /// Forward and backward over one run, scaled at each token.
    fn run(&self, room: &mut Room, out: &mut [[f32; 2]]) {
        let moves = self.moves.map(|row| row.map(f32::exp));
        room.own.clear();
        room.forward.clear();
        let mut list = [0u32; MOST];
        for at in 0..room.atoms.len() {
            let n = features::features(&room.atoms, at, &mut list);
            let (mut b, mut i) = (0i32, 0i32);
            for feature in list.iter().take(n) {
                let [x, y] = self.steps(*feature);
                b += i32::from(x);
                i += i32::from(y);
            }
            let (b, i) = (b as f32 * self.scale, i as f32 * self.scale);
            let top = b.max(i).max(0.0);
            room.own.push([(-top).exp(), (b - top).exp(), (i - top).exp()]);
        }
        let mut last = [0.0; LABELS];
        for (at, own) in room.own.iter().enumerate() {
            let mut now = [0.0; LABELS];
            for (to, slot) in now.iter_mut().enumerate() {
                let before = if at == 0 {
                    self.first[to].exp()
                } else {
                    (0..LABELS).map(|from| last[from] * moves[from][to]).sum()
                };
                *slot = before * own[to];
            }
            last = normal(now);
            room.forward.push(last);
        }
        let mut behind = [1.0; LABELS];
        for at in (0..room.own.len()).rev() {
            let both = normal([0, 1, 2].map(|l| room.forward[at][l] * behind[l]));
            if let Some(slot) = out.get_mut(at) {
                *slot = [both[1], both[2]];
            }
            let own = room.own[at];
            behind = normal([0, 1, 2].map(|from| (0..LABELS).map(|to| moves[from][to] * own[to] * behind[to]).sum()));
        }
    }

    fn steps(&self, hash: u32) -> [i8; 2] {
        let start = (hash & self.mask) as usize * SLOTS;
        let check = check_of(hash);
        let place = self.slots.get(start..start + SLOTS).unwrap_or_default();
        place.iter().find(|s| s.check == check).map_or([0; 2], |s| s.weights)
    }
}

impl Weights {
    /// The bytes of a model file.
    pub fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let floats = std::iter::once(self.scale).chain(self.moves.into_iter().flatten()).chain(self.first);
        out.extend(floats.flat_map(f32::to_le_bytes));
        out.extend((self.features.len() as u32).to_le_bytes());
        for (hash, [b, i]) in &self.features {
            out.extend(hash.to_le_bytes());
            out.extend([*b as u8, *i as u8]);
        }
        out
    }
}

/// Memory used again for each run.
#[derive(Debug, Default)]
struct Room {
    atoms: Vec<Atom>,
    own: Vec<[f32; LABELS]>,
    forward: Vec<[f32; LABELS]>,
}

fn check_of(hash: u32) -> u16 {
    ((hash >> 16) as u16).max(1)
}

fn normal(values: [f32; LABELS]) -> [f32; LABELS] {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 { values.map(|v| v / sum) } else { [1.0, 0.0, 0.0] }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("features", &self.len()).finish()
    }
}
