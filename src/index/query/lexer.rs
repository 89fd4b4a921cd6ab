//! Cutting a query into its parts. It refuses what is too long or no text at all before it looks at anything else.

use super::fields::{self, AnyField};
use super::{LONGEST, MOST_PARTS, QueryError, error};
use crate::index::analysis::Analysed;
use std::ops::Range;

/// One part of a query and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub at: Range<usize>,
    pub kind: TokenKind,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A field's name and its colon.
    Field(AnyField),
    /// Letters without white space.
    Word(String),
    /// The text between quotation marks, and how far apart its words may stand.
    Phrase(String, u32),
}

/// Refuses a text that is too long or holds control characters.
pub(super) fn bounded(text: &str) -> Result<(), QueryError> {
    // Counting stops soon, because the text may be of any size.
    if text.chars().nth(LONGEST).is_some() {
        let message = format!("The query is longer than {LONGEST} characters. Search for a few telling words of it.");
        return Err(QueryError::whole(message));
    }
    if let Some((at, c)) = text.char_indices().find(|(_, c)| c.is_control() && !c.is_whitespace()) {
        let message = format!("The query holds a control character (U+{:04X}). Type it again without.", u32::from(c));
        return Err(QueryError::at(text, at..at + c.len_utf8(), message));
    }
    Ok(())
}

/// Cuts a bounded text; what means nothing is named in `notices`.
pub(super) fn tokens(text: &str, notices: &mut Vec<String>) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer { text, at: 0, found: Vec::new(), notices };
    while let Some(c) = lexer.peek() {
        let start = lexer.at;
        match c {
            _ if c.is_whitespace() => lexer.at += c.len_utf8(),
            '(' => lexer.sign(TokenKind::Open, 1),
            ')' => lexer.sign(TokenKind::Close, 1),
            _ if is_quote(c) => lexer.phrase()?,
            '-' if lexer.rest().chars().nth(1).is_some_and(|n| !n.is_whitespace() && n != '-') => {
                lexer.sign(TokenKind::Not, 1);
            }
            _ => lexer.chunk()?,
        }
        if lexer.found.len() > MOST_PARTS {
            let message = format!("The query has more than {MOST_PARTS} words and operators. Search for fewer.");
            return Err(QueryError::at(text, start..lexer.at, message));
        }
    }
    Ok(lexer.found)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    found: Vec<Token>,
    notices: &'a mut Vec<String>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn sign(&mut self, kind: TokenKind, bytes: usize) {
        self.found.push(Token { at: self.at..self.at + bytes, kind });
        self.at += bytes;
    }

    fn phrase(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let open = self.peek().map_or(0, char::len_utf8);
        let inner = self.rest().get(open..).unwrap_or_default();
        let Some((length, close)) = inner.char_indices().find(|(_, c)| is_quote(*c)) else {
            let message =
                "This quotation mark is never closed. Add one at the end of the phrase, or take this one away.";
            return Err(QueryError::at(self.text, start..start + open, message));
        };
        let phrase = inner.get(..length).unwrap_or_default().to_string();
        self.at += open + length + close.len_utf8();
        if Analysed::of_query(&phrase).words() == 0 {
            let message = "There is no letter or digit between these quotation marks.";
            return Err(QueryError::at(self.text, start..self.at, message));
        }
        let slop = self.slop(start)?;
        self.found.push(Token { at: start..self.at, kind: TokenKind::Phrase(phrase, slop) });
        Ok(())
    }

    /// `~5` behind a phrase.
    fn slop(&mut self, start: usize) -> Result<u32, QueryError> {
        /// tantivy counts the distance in one byte.
        const WIDEST: u32 = 100;
        let rest = self.rest();
        if rest.starts_with('*') {
            let message = "`*` cannot follow a phrase. Put it behind a word outside quotation marks.";
            return Err(QueryError::at(self.text, start..self.at + 1, message));
        }
        let Some(behind) = rest.strip_prefix('~') else { return Ok(0) };
        let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        self.at += 1 + digits;
        match behind.get(..digits).unwrap_or_default().parse() {
            Ok(slop) if slop <= WIDEST => Ok(slop),
            _ => {
                let message = format!(
                    "`~` behind a phrase needs the number of words that may stand between, up to {WIDEST}: \"carer late\"~5."
                );
                Err(QueryError::at(self.text, start..self.at, message))
            }
        }
    }

    fn chunk(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c)).unwrap_or(rest.len());
        let chunk = rest.get(..end).unwrap_or_default();
        if let Some((name, value)) = chunk.split_once(':')
            && let Some(field) = self.field(name, value)?
        {
            return {
                self.sign(TokenKind::Field(field), name.len() + 1);
                Ok(())
            };
        }
        self.at += end;
        let behind_field = matches!(self.found.last(), Some(Token { kind: TokenKind::Field(_), .. }));
        let kind = match chunk {
            "AND" => TokenKind::And,
            "OR" => TokenKind::Or,
            "NOT" => TokenKind::Not,
            _ => TokenKind::Word(chunk.to_string()),
        };
        if matches!(kind, TokenKind::Word(_)) && !behind_field {
            if matches!(chunk, "and" | "or" | "not") {
                let capitals = chunk.to_uppercase();
                self.notices.push(format!(
                    "`{chunk}` was searched for as a word. Write {capitals} in capitals to use it as an operator."
                ));
            }
            self.notices.extend(self.foreign(chunk));
            if chunk != "*" && Analysed::of_query(chunk).words() == 0 {
                let rather = if matches!(chunk, "|" | "||") { " Write OR to find either." } else { "" };
                self.notices.push(format!("`{chunk}` was left out: it holds no letter or digit.{rather}"));
                return Ok(());
            }
        }
        self.found.push(Token { at: start..self.at, kind });
        Ok(())
    }

    /// What means something in other query languages, and nothing here.
    fn foreign(&self, chunk: &str) -> Option<String> {
        let behind_days = || {
            let before: Vec<_> = self.found.iter().rev().take(2).map(|t| &t.kind).collect();
            matches!(before.as_slice(), [TokenKind::Word(_), TokenKind::Field(AnyField::Date(_))])
        };
        let sign = chunk.find(['?', '^']).filter(|at| {
            let next = chunk.get(at + 1..).and_then(|rest| rest.chars().next());
            *at > 0 && next.is_some_and(char::is_alphanumeric) && !chunk.contains("//")
        });
        if chunk == "TO" && behind_days() {
            return Some("`TO` was searched for as a word. Write a range of days as 2026-04..2026-09.".into());
        }
        if let Some(word) = chunk.strip_prefix('!').filter(|word| word.starts_with(char::is_alphanumeric)) {
            return Some(format!(
                "`!` means nothing here, and `{word}` was searched for. Write -{word} to leave it out."
            ));
        }
        let sign = chunk.get(sign?..)?.chars().next()?;
        Some(format!(
            "`{sign}` in `{chunk}` stands for nothing: the words on both sides were searched for side by side. Write `~` behind a word that may be misspelt."
        ))
    }

    /// The field that a colon ends, if it is one: not in `12:30`, `http://`, `Re:`.
    fn field(&self, name: &str, value: &str) -> Result<Option<AnyField>, QueryError> {
        if let Some(field) = fields::named(name) {
            return Ok(Some(field));
        }
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '_');
        if !is_name || value.starts_with("//") || (value.is_empty() && !self.quote_follows(name)) {
            return Ok(None);
        }
        let known: Vec<_> = fields::names().collect();
        let message = format!(
            "There is no field `{name}`. The fields are: {}. To search for the words themselves, put them in quotation marks.",
            known.join(", ")
        );
        let near = error::nearest(&name.to_lowercase(), &known).map(|near| format!("{near}:"));
        Err(QueryError::at(self.text, self.at..self.at + name.len() + 1, message).or_rather(near))
    }

    fn quote_follows(&self, name: &str) -> bool {
        self.rest().get(name.len() + 1..).and_then(|r| r.chars().next()).is_some_and(|c| is_quote(c) || c == '(')
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ff02}')
}
