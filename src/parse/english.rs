//! How English letters look, by which letter follows which two. It tells other languages, ciphers and what recognition makes
//! of both from English; it knows no words, names no language and judges no text by itself.

use std::collections::HashMap;

/// Signs that are told apart: the edge of a word, the letters a to z, and any other letter.
const SIGNS: usize = 28;
/// The edge of a word.
const EDGE: usize = 0;
/// Steps to a bit in the table.
const STEPS: f32 = 16.0;
/// No sign costs more bits than this.
const MOST: f32 = 12.0;
/// Times that a shorter context counts as seen where a longer one was seen rarely.
const TRUST: f32 = 5.0;

/// Sixteenths of a bit that each sign costs after two others.
const TABLE: &[u8] = include_bytes!("data/english.letters");

/// Words of a block that make a judgement on it possible, and letters in them.
const FEWEST: (usize, usize) = (8, 40);
/// Bits a letter from which a block is not English. Of 1,667 blocks of letters that the table was not learnt from none has
/// more than 3.7, one in a thousand 3.5; half of the blocks in French have 3.8 and most in other languages 4 to 7.
const ODD: f32 = 3.8;
/// Bits a letter from which short lines that belong to different things are not English together.
const ODD_LINES: f32 = 4.1;

/// What words of a text cost.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    bits: f32,
    signs: usize,
    /// Words that were weighed.
    pub words: usize,
}

impl Look {
    /// Looks at a run of text.
    pub(crate) fn of(text: &str) -> Self {
        let mut look = Self::default();
        for word in telling(text) {
            look.words += 1;
            triples(word, |one, two, three| {
                look.bits += TABLE.get(place(one, two, three)).map_or(MOST, |n| f32::from(*n) / STEPS);
                look.signs += 1;
            });
        }
        look
    }

    /// Bits a sign.
    pub(crate) fn cost(self) -> f32 {
        self.bits / self.signs.max(1) as f32
    }

    /// True where there is enough to judge.
    pub(crate) fn tells(self) -> bool {
        self.words >= FEWEST.0 && self.signs >= FEWEST.1 + self.words
    }

    /// True where this is enough text and costs more than that.
    fn is_above(self, bits: f32) -> bool {
        self.tells() && self.cost() > bits
    }
}

/// Words of a text that are not English by their letters, and all that were weighed. Each block between blank lines is judged
/// by itself, short ones together.
pub(crate) fn odd_words(text: &str) -> (usize, usize) {
    let (mut odd, mut all, mut loose) = (0, 0, String::new());
    let mut judge = |look: Look, bits: f32| {
        all += look.words;
        odd += if look.is_above(bits) { look.words } else { 0 };
    };
    for block in text.split("\n\n") {
        let look = Look::of(block);
        if look.tells() {
            judge(look, ODD);
        } else {
            loose.push_str(block);
            loose.push('\n');
        }
    }
    judge(Look::of(&loose), ODD_LINES);
    (odd, all)
}

/// The words that tell: plain words in small letters, and long ones in capitals. Names, codes and addresses look like no
/// language.
fn telling(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| {
        let letters = word.chars().count();
        let name = word.starts_with(char::is_uppercase) && (letters <= 5 || word.chars().any(char::is_lowercase));
        letters > 1 && !name && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
    })
}

/// Goes through a word sign by sign, each with the two before it.
fn triples(word: &str, mut take: impl FnMut(usize, usize, usize)) {
    let (mut one, mut two) = (EDGE, EDGE);
    let signs = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).map(sign);
    for three in signs.chain([EDGE]) {
        take(one, two, three);
        (one, two) = (two, three);
    }
}

fn sign(c: char) -> usize {
    if c.is_ascii_lowercase() { usize::from(c as u8 - b'a') + 1 } else { SIGNS - 1 }
}

fn place(one: usize, two: usize, three: usize) -> usize {
    (one * SIGNS + two) * SIGNS + three
}

/// Learns the table from English texts; nothing but how often letters follow each other is kept of them.
pub fn learn_letters<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<u8> {
    let mut counts: HashMap<[usize; 3], f32> = HashMap::new();
    for word in texts.into_iter().flat_map(telling) {
        triples(word, |one, two, three| {
            for context in [[one, two, three], [SIGNS, two, three], [SIGNS, SIGNS, three]] {
                *counts.entry(context).or_default() += 1.0;
            }
        });
    }
    let of = |one, two, three| counts.get(&[one, two, three]).copied().unwrap_or_default();
    let all = |one, two| (0..SIGNS).map(|three| of(one, two, three)).sum::<f32>();
    let mut table = Vec::with_capacity(SIGNS * SIGNS * SIGNS);
    for one in 0..SIGNS {
        for two in 0..SIGNS {
            let (after_both, after_one, after_none) = (all(one, two), all(SIGNS, two), all(SIGNS, SIGNS));
            for three in 0..SIGNS {
                let alone = (of(SIGNS, SIGNS, three) + 1.0) / (after_none + SIGNS as f32);
                let pair = (of(SIGNS, two, three) + TRUST * alone) / (after_one + TRUST);
                let triple = (of(one, two, three) + TRUST * pair) / (after_both + TRUST);
                table.push(((-triple.log2()).min(MOST) * STEPS).round() as u8);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Look, ODD, odd_words};

    #[test]
    fn english_is_told_from_what_looks_otherwise() {
        let cases = [
            ("Nobody came on Monday and she was left on the floor until her neighbour found her at nine", false),
            ("plz com quik mum fell agen she is on da floor an nobody pick up da fone it is a disgrase", false),
            ("raised toilet seat, bath board, grab rails, key safe, pendant alarm, perching stool, bed lever", false),
            (
                "Mrs Wójcik, Mr Adeyemi, Ms Nguyen, Dr Okonkwo, Siân Llwyd, Zsófia Kovács, José Núñez, Małgorzata Dąbrowska",
                false,
            ),
            (
                "Vazeny pane, v pondéli nikdo nepfigel k mé matce, zije sama a nemé nikoho jiného, kdo by ji uvafil obéd",
                true,
            ),
            (
                "W poniedziatek nikt nie przyszedt do mojej mamy, bardzo prosze o odpowiedz, poniewaz to sie powtarza",
                true,
            ),
            ("Maalintii Isniinta cidna uma iman hooyaday, way keli tahay oo waxaan ka walaacsanahay iyada", true),
            ("Abobql pnzr ba Zbaqnl naq fur jnf yrsg ba gur sybbe hagvy ure arvtuobhe sbhaq ure ng avar", true),
        ];
        for (text, odd) in cases {
            assert_eq!(Look::of(text).is_above(ODD), odd, "{} bits: {text}", Look::of(text).cost());
        }
    }

    #[test]
    fn blocks_are_judged_by_themselves() {
        let english = "Nobody came on Monday and she was left on the floor until her neighbour found her at nine.";
        let other = "v pondeli nikdo neprisel k me matce, zije sama a nema nikoho jineho, kdo by ji uvaril obed";
        let (odd, all) = odd_words(&format!("{english}\n\n{other}\n\n{english}\n\n{english}"));
        assert!(odd > 10 && odd * 3 < all, "{odd} of {all}");
        assert_eq!(odd_words(english).0, 0);
    }
}
