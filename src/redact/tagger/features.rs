//! What the tagger looks at: each token's form, lists and cues and those of its neighbours, as hashes. Training and
//! tagging share this file, so that they cannot differ; no word leaves it as a word.

use crate::redact::cues;
use crate::redact::text::{Case, Gap, Token, Tokens};

/// Most features a token has.
pub const MOST: usize = 40;

/// What one token gives to the features of itself and of its neighbours, worked out once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Atom {
    word: u32,
    suffix: [u32; 3],
    prefix: [u32; 2],
    lists: u32,
    cues: u32,
    shape: u32,
    gap: u32,
}

/// Beyond the edge of the text.
const EDGE: Atom = Atom { word: 1, suffix: [1; 3], prefix: [1; 2], lists: 1 << 20, cues: 1 << 30, shape: 99, gap: 9 };

/// The atoms of a run of tokens, in a text with or without capitals.
pub fn atoms(tokens: &Tokens<'_>, from: usize, to: usize, caseless: bool, out: &mut Vec<Atom>) {
    out.clear();
    out.extend((from..to).filter_map(|at| Some(atom(tokens, at, tokens.get(at)?, caseless))));
}

fn atom(tokens: &Tokens<'_>, at: usize, token: &Token, caseless: bool) -> Atom {
    let fold = if token.case == Case::Digit { "0" } else { tokens.fold(at) };
    let bytes = fold.as_bytes();
    let tail = |n: usize| hash(bytes.get(bytes.len().saturating_sub(n)..).unwrap_or_default());
    let head = |n: usize| hash(bytes.get(..n.min(bytes.len())).unwrap_or_default());
    let entry = token.entry;
    let lists = u32::from(entry.forename)
        | u32::from(entry.surname) << 3
        | u32::from(entry.word) << 6
        | u32::from(entry.place) << 8;
    Atom {
        word: hash(bytes),
        suffix: [tail(2), tail(3), tail(4)],
        prefix: [head(2), head(3)],
        lists,
        cues: token.cues,
        shape: shape(token, tokens.word(at), caseless),
        gap: token.gap as u32 | u32::from(token.starts) << 3 | u32::from(token.possessive) << 4,
    }
}

/// How a token is written, in few classes; where a text has no capitals its letters' case says nothing.
fn shape(token: &Token, word: &str, caseless: bool) -> u32 {
    let inner = word.bytes().any(|b| b == b'-' || b == b'\'');
    let class = match token.case {
        Case::Lower if caseless => 7,
        Case::Lower => 0,
        Case::Capital if token.shouted || caseless => 7,
        Case::Capital => 1,
        Case::Upper if token.shouted || caseless => 7,
        Case::Upper => 2,
        Case::Initial if token.shouted => 7,
        Case::Initial => 3,
        Case::Digit => 4,
        Case::Mark => 5,
    };
    class | u32::from(inner) << 4 | u32::from(token.numbered) << 5 | (token.span.len().min(7) as u32) << 6
}

/// The features of one token among its atoms, as hashes that are never nought.
pub fn features(atoms: &[Atom], at: usize, out: &mut [u32; MOST]) -> usize {
    let near = |by: isize| at.checked_add_signed(by).and_then(|i| atoms.get(i)).copied().unwrap_or(EDGE);
    let (p2, p1, own, n1, n2) = (near(-2), near(-1), near(0), near(1), near(2));
    let case = |a: Atom| a.shape & 15;
    let tier = |a: Atom| a.lists | case(a) << 12;
    let told = |a: Atom| a.cues & TELLING;
    let list = [
        mix(1, own.word, 0),
        mix(2, own.word, case(own)),
        mix(3, p1.word, 0),
        mix(4, n1.word, 0),
        mix(5, p2.word, p1.word),
        mix(6, n1.word, n2.word),
        mix(7, p1.word, case(own)),
        mix(8, n1.word, case(own)),
        mix(9, p1.word, own.word),
        mix(10, own.word, n1.word),
        mix(11, own.suffix[0], case(own)),
        mix(12, own.suffix[1], case(own)),
        mix(13, own.suffix[2], case(own)),
        mix(14, own.prefix[0], case(own)),
        mix(15, own.prefix[1], case(own)),
        mix(16, tier(own), 0),
        mix(17, tier(own), tier(p1)),
        mix(18, tier(own), tier(n1)),
        mix(19, tier(p1), 0),
        mix(20, tier(n1), 0),
        mix(21, told(own), case(own)),
        mix(22, told(p1), tier(own)),
        mix(23, told(n1), tier(own)),
        mix(24, told(p2), told(p1) ^ case(own) << 24),
        mix(25, own.shape, 0),
        mix(26, case(p1) | case(own) << 4 | case(n1) << 8, 0),
        mix(27, case(p2) | case(p1) << 4 | case(own) << 8, 0),
        mix(28, own.gap, case(own)),
        mix(29, own.gap & 7 | (n1.gap & 7) << 4, tier(own)),
        mix(30, own.lists & 7, p1.lists & 7 | (n1.lists >> 3 & 7) << 4),
        mix(31, told(p1), told(n1)),
        mix(32, p1.word, tier(own)),
        mix(33, n1.word, tier(own)),
        mix(34, p2.word, case(own)),
        mix(35, n2.word, case(own)),
        mix(36, own.gap >> 3, tier(own)),
    ];
    out[..list.len()].copy_from_slice(&list);
    list.len()
}

/// Cues that tell of people, bodies and places.
const TELLING: u32 = cues::TITLE
    | cues::KIN
    | cues::KIN_TITLE
    | cues::STAFF_JOB
    | cues::CARE_JOB
    | cues::ORG
    | cues::CALENDAR
    | cues::STOP
    | cues::STREET
    | cues::GREETING
    | cues::VERB
    | cues::PLACE_PREPOSITION
    | cues::PARTICLE
    | cues::POSSESSIVE
    | cues::ILLNESS
    | cues::OFFICE;

/// True where a gap ends the run that is tagged as one.
pub fn parts(gap: Gap) -> bool {
    gap == Gap::Paragraph
}

/// FNV-1a over bytes.
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193))
}

/// One feature out of its kind and two values.
fn mix(kind: u32, a: u32, b: u32) -> u32 {
    let mut h = a ^ kind.wrapping_mul(0x9e37_79b1);
    h = (h ^ h >> 15).wrapping_mul(0x85eb_ca6b);
    h ^= b.wrapping_mul(0xc2b2_ae35);
    h = (h ^ h >> 13).wrapping_mul(0x27d4_eb2f);
    (h ^ h >> 16).max(1)
}
