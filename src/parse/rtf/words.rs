//! RTF cut into its words (Rich Text Format specification 1.9.1): groups, control words, coded bytes and plain bytes. It
//! copies nothing and knows no meaning.

/// One piece of an RTF file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'r> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\word` or `\wordN`, or `\` and one sign.
    Word(&'r [u8], Option<i32>),
    /// `\'xx`
    Coded(u8),
    /// Bytes that stand for themselves.
    Plain(&'r [u8]),
    /// What follows `\bin`.
    Binary(&'r [u8]),
}

/// Cuts bytes into tokens.
#[derive(Debug)]
pub(super) struct Words<'r> {
    rest: &'r [u8],
}

impl<'r> Words<'r> {
    pub(super) fn new(bytes: &'r [u8]) -> Self {
        Self { rest: bytes }
    }

    fn skip(&mut self, count: usize) -> &'r [u8] {
        let (head, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        head
    }

    /// A token that begins with a backslash, which is taken already.
    fn control(&mut self) -> Token<'r> {
        match self.rest {
            [b'\'', high, low, ..] => {
                let digit = |b: u8| char::from(b).to_digit(16);
                let value = digit(*high).zip(digit(*low)).map(|(h, l)| (h << 4 | l) as u8);
                self.skip(if value.is_some() { 3 } else { 1 });
                value.map_or(Token::Plain(&[]), Token::Coded)
            }
            [first, ..] if first.is_ascii_alphabetic() => self.word(),
            [_, ..] => Token::Word(self.skip(1), None),
            [] => Token::Plain(&[]),
        }
    }

    fn word(&mut self) -> Token<'r> {
        // The specification bounds words at 32 letters.
        let length = self.rest.iter().take(40).take_while(|b| b.is_ascii_alphabetic()).count();
        let name = self.skip(length);
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(sign).take(10).take_while(|b| b.is_ascii_digit()).count();
        let mut value = None;
        if digits > 0 {
            let number = std::str::from_utf8(self.skip(sign + digits)).unwrap_or_default();
            value = number.parse::<i64>().ok().map(|n| n.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32);
        }
        if self.rest.first() == Some(&b' ') {
            self.skip(1);
        }
        if name == b"bin" {
            let length = usize::try_from(value.unwrap_or(0)).unwrap_or(0);
            return Token::Binary(self.skip(length));
        }
        Token::Word(name, value)
    }
}

impl<'r> Iterator for Words<'r> {
    type Item = Token<'r>;

    fn next(&mut self) -> Option<Token<'r>> {
        loop {
            match self.rest.first()? {
                b'{' => {
                    self.skip(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.skip(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.skip(1);
                    return Some(self.control());
                }
                // Line ends in the file mean nothing.
                b'\r' | b'\n' | 0 => {
                    self.skip(1);
                }
                _ => {
                    let end = self
                        .rest
                        .iter()
                        .position(|b| matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0))
                        .unwrap_or(self.rest.len());
                    return Some(Token::Plain(self.skip(end)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Words};

    #[test]
    fn rtf_is_cut_into_words() {
        let tokens: Vec<Token<'_>> = Words::new(b"{\\rtf1\\b0 a\\'e9\\~\r\nb\\u-10179?\\bin3 }{x}").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word(b"rtf", Some(1)),
                Token::Word(b"b", Some(0)),
                Token::Plain(b"a"),
                Token::Coded(0xe9),
                Token::Word(b"~", None),
                Token::Plain(b"b"),
                Token::Word(b"u", Some(-10_179)),
                Token::Plain(b"?"),
                Token::Binary(b"}{x"),
                Token::Close,
            ]
        );
        for odd in [b"\\".as_slice(), b"\\'", b"\\'g", b"\\'ag", b"\\bin99999999999 x", b"{\\u"] {
            let _ = Words::new(odd).count();
        }
    }
}
