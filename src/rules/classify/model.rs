//! The trained second opinion: for each question ("is this a request for access?") a weight for each hashed word, pair of
//! words and finding of the rules. It is a table of numbers, holds no words, and neither reads items nor decides.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// Words share so many places of the table. Two words in one place cost a little accuracy and keep the table small.
pub const PLACES: u32 = 1 << 15;
/// The form of the file; another form is refused.
const FORM: u32 = 1;
/// A larger file is not one of ours.
const MOST_BYTES: u64 = 8 << 20;
/// What to do about a file that does not fit.
const AGAIN: &str = "Train it again (`postroom rules train --help`), or switch `second_opinion` off.";

/// One thing seen in an item: its place in the table and how much it counts.
pub type Feature = (u32, f32);

/// The second opinion: what is said in single sentences, and what an item as a whole says, given that.
#[derive(Debug, Clone)]
pub struct Model {
    /// Asked of each sentence by itself.
    pub sentence: Table,
    /// Asked of the item.
    pub item: Table,
}

/// The weights of several questions.
#[derive(Debug, Clone)]
pub struct Table {
    questions: Vec<String>,
    /// What one step of each question's weights is worth.
    steps: Vec<f32>,
    biases: Vec<f32>,
    /// For each place its row in `weights`, or none where nothing was learnt about it.
    rows: Vec<Option<u32>>,
    /// Row by row, one weight for each question.
    weights: Vec<i8>,
}

/// What one question learnt.
#[derive(Debug, Clone)]
pub struct Learnt {
    /// The question.
    pub question: String,
    /// What speaks for it before anything is read.
    pub bias: f32,
    /// One weight for each place.
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

/// The place of a word or a finding in the table (FNV-1a, 32 bits, folded).
pub fn place(text: &[u8]) -> u32 {
    let hash = text.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) % PLACES
}

impl Learnt {
    /// How strongly it says yes; 0 is even.
    pub fn says(&self, features: &[Feature]) -> f32 {
        let weight = |place: u32| self.weights.get(place as usize).copied().unwrap_or(0.0);
        features.iter().map(|(place, value)| weight(*place) * value).sum::<f32>() + self.bias
    }
}

impl Model {
    /// The file: the length of the first table in eight bytes, and both tables.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let (sentence, item) = (self.sentence.to_bytes()?, self.item.to_bytes()?);
        Ok([(sentence.len() as u64).to_le_bytes().as_slice(), &sentence, &item].concat())
    }

    /// Reads the file's bytes; a wrong length or form is an error that says what to do.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let cut = || format!("it is cut short. {AGAIN}");
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
        let (sentence, item) = rest.split_at_checked(length).ok_or_else(cut)?;
        Ok(Self { sentence: Table::from_bytes(sentence)?, item: Table::from_bytes(item)? })
    }

    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let about = std::fs::metadata(path).map_err(|e| e.to_string())?;
        if about.len() > MOST_BYTES {
            return Err(format!("it has {} bytes, more than any such file.", about.len()));
        }
        Self::from_bytes(&std::fs::read(path).map_err(|e| e.to_string())?)
    }
}

impl Table {
    /// Packs what was learnt into a table of small numbers; what is too small to matter falls away.
    pub fn pack(learnt: &[Learnt]) -> Self {
        let largest = |l: &Learnt| l.weights.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
        let steps: Vec<f32> = learnt.iter().map(|l| (largest(l) / 127.0).max(f32::MIN_POSITIVE)).collect();
        let (mut rows, mut weights) = (Vec::new(), Vec::new());
        for place in 0..PLACES as usize {
            let small = |(l, step): (&Learnt, &f32)| {
                let steps = (l.weights.get(place).copied().unwrap_or(0.0) / step).round();
                // The largest weight is 127 steps by construction, so the cast cannot cut anything off.
                steps.clamp(-127.0, 127.0) as i8
            };
            let row: Vec<i8> = learnt.iter().zip(&steps).map(small).collect();
            if row.iter().all(|w| w.unsigned_abs() < 2) {
                rows.push(None);
                continue;
            }
            rows.push(u32::try_from(weights.len() / learnt.len().max(1)).ok());
            weights.extend(row);
        }
        let questions = learnt.iter().map(|l| l.question.clone()).collect();
        let biases = learnt.iter().map(|l| l.bias).collect();
        Self { questions, steps, biases, rows, weights }
    }

    /// How likely each question is to be answered with yes, 0 to 1, in the order of `questions`.
    pub fn answers(&self, features: &[Feature]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.questions.len()];
        for &(place, value) in features {
            for (sum, weight) in sums.iter_mut().zip(self.row(place)) {
                *sum += value * f32::from(*weight);
            }
        }
        let likely = |((sum, step), bias): ((f32, &f32), &f32)| 1.0 / (1.0 + (-(sum * step + bias)).exp());
        sums.into_iter().zip(&self.steps).zip(&self.biases).map(likely).collect()
    }

    /// What one place says for a question.
    pub fn weight(&self, place: u32, question: usize) -> f32 {
        let step = self.steps.get(question).copied().unwrap_or(0.0);
        self.row(place).get(question).map_or(0.0, |weight| f32::from(*weight) * step)
    }

    /// The questions, such as `main:complaint`, `case:foi/eir` and `flag:breach`.
    pub fn questions(&self) -> &[String] {
        &self.questions
    }

    /// The number of a question.
    pub fn question(&self, name: &str) -> Option<usize> {
        self.questions.iter().position(|q| q == name)
    }

    /// One line of JSON, a bit for each place that has a row, and the rows.
    fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let head = Head {
            form: FORM,
            places: PLACES,
            questions: self.questions.clone(),
            steps: self.steps.clone(),
            biases: self.biases.clone(),
        };
        let mut bytes = serde_json::to_vec(&head).map_err(|e| e.to_string())?;
        bytes.push(b'\n');
        for eight in self.rows.chunks(8) {
            bytes.push(eight.iter().enumerate().fold(0, |byte, (at, row)| byte | (u8::from(row.is_some()) << at)));
        }
        bytes.extend(self.weights.iter().map(|w| w.to_le_bytes()[0]));
        Ok(bytes)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
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
        let weights: Vec<i8> =
            rest.get(bits.len()..).unwrap_or_default().iter().map(|b| i8::from_le_bytes([*b])).collect();
        if weights.len() != count as usize * width {
            return Err(format!("it is cut short. {AGAIN}"));
        }
        Ok(Self { questions: head.questions, steps: head.steps, biases: head.biases, rows, weights })
    }

    fn row(&self, place: u32) -> &[i8] {
        let width = self.questions.len();
        let row = self.rows.get(place as usize).copied().flatten();
        row.and_then(|row| self.weights.get(row as usize * width..(row as usize + 1) * width)).unwrap_or_default()
    }
}
