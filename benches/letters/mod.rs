//! Invented letters and the queries that people ask of them, by number: the same number gives the same letter on every
//! machine. Words are met as often as in English (the second most frequent half as often as the first, and so on).

use jiff::civil::date;
use postroom::index::Sort;
use postroom::model::{Address, Category, Medium, Parsed};
use std::fmt::Write;

const USUAL: &str = "the to and of a my in was she her he is that for not it with on they have has at had from be as but \
    me we this been are his when were who you your no by one or because there care would after day carers mother time home \
    said told visit could them morning father call nobody came letter please week again asked council late medication \
    husband never before since years two more bed night weeks need help support assessment social worker phone hours \
    called left house lunch hospital door plan review fall food staff manager complaint thank kind money bill invoice \
    pressure sore hoist rail stairs wheelchair shower bath washing dressing meals tablets insulin dementia stroke hip \
    discharge district nurse respite budget direct payment advocate neighbour daughter son wife brother sister agency \
    evening weekend missed rota gloves apron key safe alarm pendant bruise";
const SYLLABLES: &str = "ba be bi bo bra ca ce co cra da de di dor el en er fa fe fi for ga gen gra ha he hol in is ka ker la \
    le li lo ma me mi mon na ne ni nor o pa pe per pla ra re ri ro sa se si sol sta ta te ti tor un va ve vi vor wa we win";
const FIRST: &str = "Ada Agnes Albert Amina Anil Beryl Boris Carys Cedric Dilys Doreen Edith Elias Farah Fergus Gwen Hamid \
    Hilda Ines Iqbal Jarek Joan Kofi Kwame Leena Lionel Mabel Marek Nadia Nora Olga Omar Percy Priya Rafiq Rhona Samira \
    Sean Tamsin Umar Vera Winifred Yusuf Zofia";
const ENDS: &str = "ton by ley ford worth ham field wick stead more wood bury";
const KINDS_OF_HOME: &str = "House Lodge Court Grange Manor";
/// Different words in all.
const WORDS: usize = 40_000;

pub struct Letters {
    words: Vec<String>,
    first: Vec<&'static str>,
    last: Vec<String>,
}

pub struct Letter {
    pub parsed: Parsed,
    pub category: Category,
}

pub struct Asked {
    pub kind: &'static str,
    pub text: String,
    pub sort: Sort,
    pub facets: bool,
}

impl Asked {
    /// Kinds of query.
    pub const KINDS: usize = 14;
}

/// splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// A rank below `n`, each as likely as one over itself.
    fn rank(&mut self, n: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64).powf(part) as usize - 1).min(n - 1)
    }
}

impl Letters {
    pub fn new() -> Self {
        let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
        let syllable = |n: usize| syllables[n % syllables.len()];
        let mut words: Vec<String> = USUAL.split_whitespace().map(String::from).collect();
        let made = (0..).map(|n: usize| {
            let mut dice = Dice(n as u64 ^ 0xabcd);
            (0..2 + n % 3).map(|_| syllable(dice.below(1 << 20))).collect::<String>()
        });
        let mut seen: std::collections::HashSet<String> = words.iter().cloned().collect();
        words.extend(made.filter(|w| w.len() > 3 && seen.insert(w.clone())).take(WORDS - seen_already()));
        let ends: Vec<&str> = ENDS.split_whitespace().collect();
        let name = |n: usize| {
            let text = format!("{}{}{}", syllable(n), syllable(n / 7 + 3), ends[n % ends.len()]);
            text[..1].to_uppercase() + &text[1..]
        };
        Self { words, first: FIRST.split_whitespace().collect(), last: (0..3_000).map(name).collect() }
    }

    pub fn letter(&self, n: usize) -> Letter {
        let mut dice = Dice(n as u64);
        let (name, mail) = self.writer(&mut dice);
        let mut text = String::from("Dear Sir or Madam,\n\n");
        let mut sentence = 0;
        for _ in 0..60 + dice.below(41) {
            let word = &self.words[dice.rank(self.words.len())];
            let closes = sentence > 6 && dice.below(9) == 0;
            let _ = match sentence {
                0 => write!(text, "{}{}", word[..1].to_uppercase(), &word[1..]),
                _ => write!(text, " {word}"),
            };
            sentence = if closes { 0 } else { sentence + 1 };
            text.push_str(if closes { ". " } else { "" });
        }
        let homes: Vec<&str> = KINDS_OF_HOME.split_whitespace().collect();
        let home = format!("{} {}", self.last[dice.below(200)], homes[dice.below(homes.len())]);
        let _ = write!(
            text,
            ".\n\nThis is about {home}.\nYours faithfully\n{name}\n{} {} Road, DL{} {}XX\nTelephone {}\n",
            1 + n % 90,
            self.last[n % 500],
            1 + n % 17,
            n % 9,
            phone(n)
        );
        let category = Category::ALL[dice.rank(Category::ALL.len())];
        Letter { parsed: parsed(n, name, mail, format!("About {home}"), text), category }
    }

    /// Query number `n` of somebody who works with letters 0 to `letters`.
    pub fn asked(&self, n: usize, letters: usize) -> Asked {
        let mut dice = Dice(n as u64 ^ 0x5eed << 32);
        let about = dice.below(letters);
        let writer = self.writer(&mut Dice(about as u64)).0;
        let surname = writer.split(' ').next_back().unwrap_or_default().to_string();
        let rare = self.words[1_000 + dice.below(WORDS - 1_000)].clone();
        let known = self.words[60 + dice.below(100)].clone();
        let other = self.words[60 + dice.below(100)].clone();
        let month = format!("2026-{:02}", 1 + dice.below(11));
        let (mut sort, mut facets) = (Sort::Relevance, false);
        let (kind, text) = match n % Asked::KINDS {
            0 => ("whole name", writer),
            1 => ("surname", surname),
            2 => ("telephone number", phone(about).replace(' ', "")),
            3 => ("reference", format!("PR-{about:07}")),
            4 => ("rare word", rare),
            5 => ("two usual words", format!("{known} {other}")),
            6 => ("phrase", format!("\"{known} {other}\"")),
            7 => ("beginning of a word", format!("{}*", &rare[..4])),
            8 => ("name with a slip", format!("{}~", surname.to_lowercase())),
            9 => ("writer and month", format!("from:{surname} received:{month}")),
            10 => ("category and word", format!("category:complaint {known}")),
            11 => {
                sort = Sort::Newest;
                ("usual word, newest first", known)
            }
            12 => {
                facets = true;
                ("rare word with facets", rare)
            }
            _ => ("this or that, not those", format!("({rare} OR {surname}) -{other}")),
        };
        Asked { kind, text, sort, facets }
    }

    fn writer(&self, dice: &mut Dice) -> (String, String) {
        let (first, last) = (self.first[dice.below(self.first.len())], &self.last[dice.below(self.last.len())]);
        (format!("{first} {last}"), format!("{}.{}@post.example", first.to_lowercase(), last.to_lowercase()))
    }
}

fn seen_already() -> usize {
    USUAL.split_whitespace().count()
}

/// A number in areas that do not exist: those kept for drama are too few for a million letters.
fn phone(n: usize) -> String {
    format!("0{} {:06}", 1_000 + n / 1_000_000, n % 1_000_000)
}

fn parsed(n: usize, name: String, mail: String, subject: String, text: String) -> Parsed {
    let mut parsed = super::item::letter(text);
    let item = &mut parsed.item;
    item.medium = if n.is_multiple_of(3) { Medium::Letter } else { Medium::Email };
    item.message_id = Some(format!("<{n}@post.example>"));
    item.from = Some(Address { name: Some(name), address: mail });
    item.subject = Some(subject);
    item.received.date = date(2026, 1, 1) + jiff::Span::new().days((n % 330) as i64);
    parsed
}
