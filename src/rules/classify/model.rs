//! The trained second opinion: for each question ("is this a request for access?") a weight for each hashed word and pair of
//! words. It is a table of numbers, holds no words, and neither reads items nor decides.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// Words share so many places of the table. Two words in one place cost a little accuracy and keep the table small.
const WORDS: u32 = 1 << 18;
/// Parts of words share so many places, which follow those of the words.
const PARTS: u32 = 1 << 16;
/// All places.
const PLACES: u32 = WORDS + PARTS;
/// The form of the file; another form is refused.
const FORM: u32 = 3;
/// A larger file is not one of ours.
const MOST_BYTES: u64 = 8 << 20;
/// What to do about a file that does not fit.
const AGAIN: &str = "Train it again (`postroom rules train --help`), or switch `second_opinion` off.";

/// All words of a text together are as long as this, whatever their number.
const LENGTH: f32 = 3.0;
/// All parts of words together are as long as this: they know of spelling and endings, and less than words do.
const LENGTH_OF_PARTS: f32 = 2.1;
/// Rarity is kept in steps of a twentieth.
const RARITY_STEPS: f32 = 20.0;

/// One thing seen in an item: its row in the table and how much it counts.
pub type Feature = (u32, f32);

/// The second opinion: the weights of several questions.
#[derive(Debug, Clone)]
pub struct Model {
    questions: Vec<String>,
    /// What one step of each question's weights is worth.
    steps: Vec<f32>,
    biases: Vec<f32>,
    known: Known,
    /// Row by row, one weight for each question.
    weights: Vec<i8>,
}

/// The places about which something was learnt.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// For each place its row.
    rows: Vec<Option<u32>>,
    /// Row by row, how rare it is among what was learnt from.
    rarity: Vec<u8>,
}

/// What one question learnt.
#[derive(Debug, Clone)]
pub struct Learnt {
    /// The question.
    pub question: String,
    /// What speaks for it before anything is read.
    pub bias: f32,
    /// One weight for each row.
    pub weights: Vec<f32>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    form: u32,
    places: u32,
    questions: Vec<String>,
    steps: Vec<f32>,
    biases: Vec<f32>,
}

/// The place of a word or a pair of words in the table.
pub fn place(text: &[u8]) -> u32 {
    hash(text) % WORDS
}

/// The place of a part of a word.
pub fn place_of_part(text: &[u8]) -> u32 {
    WORDS + hash(text) % PARTS
}

/// FNV-1a, 32 bits, folded.
fn hash(text: &[u8]) -> u32 {
    let hash = text.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

/// How likely a sum makes it.
pub fn likely(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

impl Known {
    /// The places that at least `fewest` of these texts hold, and how rare each is (inverse document frequency).
    pub fn of(texts: &[&[u32]], fewest: usize) -> Self {
        let mut holding = vec![0_usize; PLACES as usize];
        for place in texts.iter().copied().flatten() {
            if let Some(count) = holding.get_mut(*place as usize) {
                *count += 1;
            }
        }
        let (mut rows, mut rarity) = (Vec::with_capacity(PLACES as usize), Vec::new());
        for (place, count) in holding.into_iter().enumerate() {
            let fewest = if place < WORDS as usize { fewest } else { fewest * 2 };
            rows.push(u32::try_from(rarity.len()).ok().filter(|_| count >= fewest));
            if count >= fewest {
                let rare = ((1.0 + texts.len() as f32) / (1.0 + count as f32)).ln() + 1.0;
                rarity.push((rare * RARITY_STEPS).round().clamp(1.0, 255.0) as u8);
            }
        }
        Self { rows, rarity }
    }

    /// Words and parts with what each counts: the rarer, the more, and all words together the same, all parts together the
    /// same. What is not known falls away.
    pub fn weighed(&self, places: &[u32]) -> Vec<Feature> {
        let row = |place: &u32| self.rows.get(*place as usize).copied().flatten();
        let count = |row: u32| self.rarity.get(row as usize).map(|rare| (row, f32::from(*rare) / RARITY_STEPS));
        let mut all = Vec::with_capacity(places.len());
        for (of_words, wanted) in [(true, LENGTH), (false, LENGTH_OF_PARTS)] {
            let from = all.len();
            all.extend(places.iter().filter(|p| (**p < WORDS) == of_words).filter_map(|place| count(row(place)?)));
            let family = all.get_mut(from..).unwrap_or_default();
            let length = family.iter().map(|(_, value): &Feature| value * value).sum::<f32>().sqrt().max(1.0);
            family.iter_mut().for_each(|(_, value)| *value *= wanted / length);
        }
        all
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rarity.len()
    }
}

impl Model {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let about = std::fs::metadata(path).map_err(|e| e.to_string())?;
        if about.len() > MOST_BYTES {
            return Err(format!("it has {} bytes, more than any such file.", about.len()));
        }
        Self::from_bytes(&std::fs::read(path).map_err(|e| e.to_string())?)
    }

    /// Packs what was learnt into a table of small numbers.
    pub fn pack(learnt: &[Learnt], known: Known) -> Self {
        let largest = |l: &Learnt| l.weights.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
        let steps: Vec<f32> = learnt.iter().map(|l| (largest(l) / 127.0).max(f32::MIN_POSITIVE)).collect();
        let small = |row: usize, (l, step): (&Learnt, &f32)| {
            let steps = (l.weights.get(row).copied().unwrap_or(0.0) / step).round();
            // The largest weight is 127 steps by construction, so the cast cannot cut anything off.
            steps.clamp(-127.0, 127.0) as i8
        };
        let rows = 0..known.rarity.len();
        let weights = rows.flat_map(|row| learnt.iter().zip(&steps).map(move |l| small(row, l))).collect();
        let questions = learnt.iter().map(|l| l.question.clone()).collect();
        let biases = learnt.iter().map(|l| l.bias).collect();
        Self { questions, steps, biases, known, weights }
    }

    /// The words that the table knows, with what each counts.
    pub fn weighed(&self, words: &[u32]) -> Vec<Feature> {
        self.known.weighed(words)
    }

    /// What speaks for each question, in the order of `questions`; 0 is even.
    pub fn sums(&self, features: &[Feature]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.questions.len()];
        for &(row, value) in features {
            for (sum, weight) in sums.iter_mut().zip(self.row(row)) {
                *sum += value * f32::from(*weight);
            }
        }
        sums.into_iter().zip(&self.steps).zip(&self.biases).map(|((sum, step), bias)| sum * step + bias).collect()
    }

    /// What one place says for a question, its rarity included.
    pub fn weight(&self, place: u32, question: usize) -> f32 {
        let step = self.steps.get(question).copied().unwrap_or(0.0);
        let row = self.known.rows.get(place as usize).copied().flatten();
        let weights = row.map(|row| self.row(row)).unwrap_or_default();
        let rarity = row.and_then(|row| self.known.rarity.get(row as usize)).map_or(0.0, |rare| f32::from(*rare));
        weights.get(question).map_or(0.0, |weight| f32::from(*weight) * step * rarity / RARITY_STEPS)
    }

    /// True where something was learnt about a place.
    pub fn knows(&self, place: u32) -> bool {
        self.known.rows.get(place as usize).copied().flatten().is_some()
    }

    /// The questions, such as `main:complaint`, `case:foi/eir` and `flag:breach`.
    pub fn questions(&self) -> &[String] {
        &self.questions
    }

    /// The number of a question.
    pub fn question(&self, name: &str) -> Option<usize> {
        self.questions.iter().position(|q| q == name)
    }

    /// The file: one line of JSON, a bit for each place that has a row, how rare each of these is, and the rows.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let head = Head {
            form: FORM,
            places: PLACES,
            questions: self.questions.clone(),
            steps: self.steps.clone(),
            biases: self.biases.clone(),
        };
        let mut bytes = serde_json::to_vec(&head).map_err(|e| e.to_string())?;
        bytes.push(b'\n');
        for eight in self.known.rows.chunks(8) {
            bytes.push(eight.iter().enumerate().fold(0, |byte, (at, row)| byte | (u8::from(row.is_some()) << at)));
        }
        bytes.extend(&self.known.rarity);
        bytes.extend(self.weights.iter().map(|w| w.to_le_bytes()[0]));
        Ok(bytes)
    }

    /// Reads the file's bytes; a wrong length or form is an error that says what to do.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let line = bytes.iter().position(|b| *b == b'\n').ok_or_else(|| format!("it has no first line. {AGAIN}"))?;
        let (head, rest) = (bytes.get(..line).unwrap_or_default(), bytes.get(line + 1..).unwrap_or_default());
        let head: Head = serde_json::from_slice(head).map_err(|e| format!("its first line is wrong: {e}. {AGAIN}"))?;
        let width = head.questions.len();
        if head.form != FORM || head.places != PLACES || head.steps.len() != width || head.biases.len() != width {
            return Err(format!("it was made by another version. {AGAIN}"));
        }
        let bits = rest.get(..PLACES as usize / 8).ok_or_else(|| format!("it is cut short. {AGAIN}"))?;
        let mut rows = Vec::with_capacity(PLACES as usize);
        let mut count = 0_u32;
        for place in 0..PLACES as usize {
            let set = bits.get(place / 8).is_some_and(|byte| byte & (1 << (place % 8)) != 0);
            rows.push(set.then_some(count));
            count += u32::from(set);
        }
        let rarity = rest.get(bits.len()..bits.len() + count as usize).unwrap_or_default().to_vec();
        let weights: Vec<i8> = rest
            .get(bits.len() + count as usize..)
            .unwrap_or_default()
            .iter()
            .map(|b| i8::from_le_bytes([*b]))
            .collect();
        if weights.len() != count as usize * width {
            return Err(format!("it is cut short. {AGAIN}"));
        }
        Ok(Self {
            questions: head.questions,
            steps: head.steps,
            biases: head.biases,
            known: Known { rows, rarity },
            weights,
        })
    }

    fn row(&self, row: u32) -> &[i8] {
        let width = self.questions.len();
        self.weights.get(row as usize * width..(row as usize + 1) * width).unwrap_or_default()
    }
}
