//! A text as rules see it: a row of word numbers with the bytes each stands on, cut into sentences. Case, apostrophes,
//! white space, line breaks and the faults of scanned print are gone; nothing is judged here.

use super::vocabulary::{BOUNDARY, QUESTION, Vocabulary, WordId};

/// Longer runs of letters are no words of ours.
const LONGEST_WORD: usize = 40;
/// A line shorter than this that is followed by a capital is a heading or a field, not a broken sentence.
const SHORT_LINE: usize = 44;
/// A text without full stops is cut after so many words, so that no work grows with the square of its length.
const LONGEST_SENTENCE: usize = 150;
/// Words after which a full stop ends no sentence.
const ABBREVIATIONS: &[&[u8]] = &[
    b"mr", b"mrs", b"ms", b"miss", b"dr", b"st", b"rev", b"prof", b"cllr", b"ref", b"no", b"tel", b"eg", b"ie",
    b"approx", b"re", b"c", b"p", b"e", b"i", b"g", b"dept", b"ext",
];

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Which word form, or one of the fixed numbers.
    pub word: WordId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A text cut into words and sentences.
#[derive(Debug, Default, Clone)]
pub struct Tokens {
    /// The words; a boundary stands behind each sentence.
    pub words: Vec<Token>,
    /// How many real words there are.
    pub count: usize,
}

/// Reads a text.
pub fn tokenise(text: &str, vocabulary: &Vocabulary) -> Tokens {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        vocabulary,
        at: 0,
        line_start: 0,
        in_sentence: 0,
        tokens: Tokens::default(),
    };
    reader.tokens.words.reserve(text.len() / 5 + 2);
    reader.run();
    if vocabulary.has_joins() {
        reader.join();
    }
    reader.tokens
}

impl Tokens {
    /// The range of words that make the sentence around this word, without its boundary.
    pub fn sentence(&self, word: usize) -> std::ops::Range<usize> {
        let is_boundary = |t: &Token| t.word == BOUNDARY;
        let before = self.words.get(..word).unwrap_or_default();
        let start = before.iter().rposition(is_boundary).map_or(0, |at| at + 1);
        let after = self.words.get(word..).unwrap_or_default();
        let end = after.iter().position(is_boundary).map_or(self.words.len(), |at| word + at);
        start..end
    }

    /// The bytes from the first to the last of these words.
    pub fn bytes(&self, words: std::ops::Range<usize>) -> Option<(usize, usize)> {
        let row = self.words.get(words)?;
        Some((row.first()?.start as usize, row.last()?.end as usize))
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    vocabulary: &'a Vocabulary,
    at: usize,
    line_start: usize,
    in_sentence: usize,
    tokens: Tokens,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0x80.. => self.word(),
                b'.' | b'!' | b'?' => self.stop(byte),
                b'\n' => self.line_end(),
                _ => self.at += 1,
            }
        }
        self.boundary(self.at);
    }

    /// Reads one word: letters, digits and the apostrophes inside it.
    fn word(&mut self) {
        let start = self.at;
        let mut buffer = [0u8; LONGEST_WORD];
        let mut length = 0;
        let mut end = start;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => push(&mut buffer, &mut length, byte),
                b'A'..=b'Z' => push(&mut buffer, &mut length, byte + 32),
                b'\'' => {
                    self.at += 1;
                    continue;
                }
                b'-' if self.hyphenated() => continue,
                0x80.. => {
                    let Some(c) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else { break };
                    if !is_letter(c) && !matches!(c, '\u{2019}' | '\u{2018}' | '\u{ad}') {
                        if length == 0 {
                            self.at += c.len_utf8();
                            return;
                        }
                        break;
                    }
                    if is_letter(c) {
                        let mut utf8 = [0u8; 4];
                        c.to_lowercase().for_each(|l| {
                            l.encode_utf8(&mut utf8).bytes().for_each(|b| push(&mut buffer, &mut length, b))
                        });
                        end = self.at + c.len_utf8();
                    }
                    self.at += c.len_utf8();
                    continue;
                }
                _ => break,
            }
            self.at += 1;
            end = self.at;
        }
        if let Some(word) = buffer.get(..length).filter(|w| !w.is_empty()) {
            self.push(self.vocabulary.lookup(word), start, end);
            self.tokens.count += 1;
            self.in_sentence += 1;
            if self.in_sentence >= LONGEST_SENTENCE {
                self.boundary(end);
            }
        }
    }

    /// A word broken over two lines ("dis-" and "charged"): steps over the break and goes on reading.
    fn hyphenated(&mut self) -> bool {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let Some(line) = rest.iter().position(|b| *b != b' ' && *b != b'\r') else { return false };
        let joins = rest.get(line) == Some(&b'\n') && rest.get(line + 1).is_some_and(u8::is_ascii_lowercase);
        if joins {
            self.at += line + 2;
            self.line_start = self.at;
        }
        joins
    }

    fn stop(&mut self, byte: u8) {
        if byte == b'?' {
            self.push(QUESTION, self.at, self.at + 1);
        }
        self.at += 1;
        let ends = match self.bytes.get(self.at) {
            None | Some(b' ' | b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b')' | 0x80..) => true,
            Some(_) => byte == b'?',
        };
        if ends && !(byte == b'.' && self.after_abbreviation()) {
            self.boundary(self.at);
        }
    }

    fn after_abbreviation(&self) -> bool {
        let Some(last) = self.tokens.words.last().filter(|t| t.end as usize + 1 == self.at) else { return false };
        let word = self.bytes.get(last.start as usize..last.end as usize).unwrap_or_default();
        ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known))
    }

    /// A blank line ends a sentence; so does a short line before a capital, a number or a bullet.
    fn line_end(&mut self) {
        let length = self.at - self.line_start;
        self.at += 1;
        self.line_start = self.at;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'>')).count();
        let ends = match rest.get(blanks) {
            Some(b'\n' | b'-' | b'*' | b'(' | 0xE2) => true,
            Some(b'A'..=b'Z' | b'0'..=b'9') => length < SHORT_LINE,
            _ => false,
        };
        if ends {
            self.boundary(self.at - 1);
        }
    }

    fn boundary(&mut self, at: usize) {
        self.in_sentence = 0;
        if self.tokens.words.last().is_some_and(|t| t.word != BOUNDARY) {
            self.push(BOUNDARY, at, at);
        }
    }

    fn push(&mut self, word: WordId, start: usize, end: usize) {
        // Documents are capped at a few mebibytes (limits.text_bytes); the cast cannot lose anything below four gibibytes.
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { return };
        self.tokens.words.push(Token { word, start, end });
    }

    /// Puts split words together ("some body", "can not").
    fn join(&mut self) {
        let words = &mut self.tokens.words;
        let mut kept: Vec<Token> = Vec::with_capacity(words.len());
        for token in words.drain(..) {
            match kept.last_mut() {
                Some(last) if token.word > QUESTION && last.word > QUESTION => {
                    if let Some(joined) = self.vocabulary.join(last.word, token.word) {
                        last.word = joined;
                        last.end = token.end;
                        continue;
                    }
                    kept.push(token);
                }
                _ => kept.push(token),
            }
        }
        *words = kept;
    }
}

fn push(buffer: &mut [u8; LONGEST_WORD], length: &mut usize, byte: u8) {
    if let Some(place) = buffer.get_mut(*length) {
        *place = byte;
        *length += 1;
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_bytes_and_sentences_end_where_they_should() {
        let mut vocabulary = Vocabulary::new();
        for word in ["dont", "discharged", "mrs", "smith", "nobody", "came"] {
            vocabulary.intern(word);
        }
        vocabulary.alias("nobody", "no body");
        vocabulary.seal();
        let text = "I don\u{2019}t know Mrs. SMITH was dis-\ncharged. No  body\ncame?\n\n12";
        let tokens = tokenise(text, &vocabulary);
        let read: Vec<(&str, &str)> = tokens
            .words
            .iter()
            .map(|t| {
                (vocabulary.text(t.word), text.get(t.start as usize..t.end as usize).expect("on character boundaries"))
            })
            .filter(|(known, _)| !known.is_empty())
            .collect();
        let expected = [
            ("dont", "don\u{2019}t"),
            ("mrs", "Mrs"),
            ("smith", "SMITH"),
            ("discharged", "dis-\ncharged"),
            (".", ""),
            ("nobody", "No  body"),
            ("came", "came"),
            ("?", "?"),
            (".", ""),
            ("#", "12"),
            (".", ""),
        ];
        assert_eq!(read, expected);
        assert_eq!(tokens.sentence(8), 8..11);
    }
}
