//! Telling texts that are nearly the same: a sketch of 64 bits (simhash, Charikar 2002) over pairs of words. Sketches are
//! made of what an index may hold and of nothing else, so that what is hidden cannot make two items alike or unlike.

use super::analysis::Analysed;
use super::ranking::Ranked;
use std::collections::HashMap;

/// What is drawn together under one hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collapse {
    /// Items whose text is nearly the same.
    Alike,
    /// Mails of one thread.
    Thread,
}

/// Bits in which the sketches of near-duplicates may differ. Unrelated letters differ in 32, give or take 4.
const NEAR: u32 = 8;
/// Texts with fewer words say too little: only the very same words make them alike.
const FEW_WORDS: usize = 24;
/// Hits that are compared with one another; the rest are left as they are.
pub(super) const MOST_COMPARED: usize = 5_000;

/// The sketch of some texts. Without a word it is the item's own number: nothing is like it.
pub(super) fn sketch<'a>(texts: impl Iterator<Item = &'a str>, number: u64) -> u64 {
    let mut words: Vec<u64> = Vec::new();
    for text in texts {
        Analysed::each_word(text, |word| words.push(hash(word.as_bytes())));
    }
    if words.is_empty() {
        return hash(&number.to_be_bytes());
    }
    if words.len() < FEW_WORDS {
        return words.iter().fold(hash(b"few"), |all, word| mix(all ^ word.rotate_left(7)));
    }
    // Digit `n` of how many pairs have a bit is that bit of number `n` here: adding a pair to 64 counts takes a few steps.
    let mut digits = [0u64; 32];
    for pair in words.windows(2) {
        let mut carried = pair.iter().fold(0, |all: u64, word| mix(all.rotate_left(21) ^ word));
        for digit in &mut digits {
            (*digit, carried) = (*digit ^ carried, *digit & carried);
            if carried == 0 {
                break;
            }
        }
    }
    let having = |bit: u32| digits.iter().rev().fold(0u64, |count, digit| count << 1 | digit >> bit & 1);
    let half = words.len() as u64 - 1;
    (0..u64::BITS).filter(|bit| 2 * having(*bit) > half).fold(0, |all, bit| all | 1 << bit)
}

/// FNV-1a, then mixed: it depends on nothing but the bytes, today and after a rebuild.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    mix(bytes.iter().fold(0xcbf2_9ce4_8422_2325, |all, b| (all ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3)))
}

/// The first of each group of hits, in their order, with the numbers of those that go with it.
pub(super) fn collapse(hits: Vec<Ranked>, by: Collapse) -> Vec<(Ranked, Vec<Ranked>)> {
    let mut groups: Vec<(Ranked, Vec<Ranked>)> = Vec::new();
    let mut threads: HashMap<u64, usize> = HashMap::new();
    for (at, hit) in hits.into_iter().enumerate() {
        let group = match by {
            Collapse::Thread => threads.get(&hit.thread).copied(),
            Collapse::Alike if at >= MOST_COMPARED => None,
            Collapse::Alike => groups.iter().position(|(first, _)| (first.sketch ^ hit.sketch).count_ones() <= NEAR),
        };
        match group.and_then(|g| groups.get_mut(g)) {
            Some((_, others)) => others.push(hit),
            None => {
                threads.insert(hit.thread, groups.len());
                groups.push((hit, Vec::new()));
            }
        }
    }
    groups
}

/// The finalizer of splitmix64.
fn mix(mut value: u64) -> u64 {
    value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}
