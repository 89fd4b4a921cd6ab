//! From the parts of a query to a condition. Words side by side must all be there; AND binds tighter than OR; brackets
//! bind tightest. It never guesses where an operator or a bracket is missing.

use super::fields::AnyField;
use super::lexer::{Token, TokenKind};
use super::{DEEPEST, Leaf, Mode, Node, QueryError, TextField, What, WordField, dates, error};
use crate::index::analysis::{Analysed, Form};
use crate::index::named;
use std::ops::Range;

/// Reads the parts of `text`.
pub(super) fn parse(text: &str, tokens: &[Token]) -> Result<Node, QueryError> {
    if tokens.is_empty() {
        return Err(QueryError::whole(
            "There is nothing to search for. Write a word, a name, a reference, or a field such as category:complaint; `*` alone lists everything.",
        ));
    }
    let mut parser = Parser { text, tokens, next: 0 };
    let node = parser.any(None, 0)?;
    match parser.peek() {
        None => Ok(node),
        Some(token) => {
            Err(parser.error(&token.at, "This bracket closes nothing. Take it away, or open one before it."))
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    next: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    fn error(&self, at: &Range<usize>, message: impl Into<String>) -> QueryError {
        QueryError::at(self.text, at.clone(), message)
    }

    /// Parts joined by OR.
    fn any(&mut self, field: Option<AnyField>, depth: usize) -> Result<Node, QueryError> {
        let mut parts = vec![self.all(field, depth)?];
        while let Some(Token { at, kind: TokenKind::Or }) = self.peek() {
            self.next += 1;
            self.operand(at, "OR")?;
            parts.push(self.all(field, depth)?);
        }
        Ok(one_or(parts, Node::Or))
    }

    /// Parts joined by AND, or just standing side by side.
    fn all(&mut self, field: Option<AnyField>, depth: usize) -> Result<Node, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                Some(Token { at, kind: TokenKind::And }) => {
                    if parts.is_empty() {
                        return Err(self.error(
                            at,
                            "AND needs something before it. To search for the word, put it in quotation marks.",
                        ));
                    }
                    self.next += 1;
                    self.operand(at, "AND")?;
                }
                Some(Token { at, kind: TokenKind::Or }) if parts.is_empty() => {
                    return Err(self.error(
                        at,
                        "OR needs something before it. To search for the word, put it in quotation marks.",
                    ));
                }
                None | Some(Token { kind: TokenKind::Or | TokenKind::Close, .. }) => break,
                Some(_) => parts.push(self.part(field, depth)?),
            }
        }
        join_neighbours(self.text, &mut parts);
        if parts.is_empty() {
            let at = self.peek().map_or(self.text.len()..self.text.len(), |t| t.at.clone());
            return Err(self.error(&at, "There is nothing to search for here."));
        }
        Ok(one_or(parts, Node::And))
    }

    fn operand(&self, at: &Range<usize>, operator: &str) -> Result<(), QueryError> {
        match self.peek().map(|t| &t.kind) {
            None | Some(TokenKind::Close | TokenKind::And | TokenKind::Or) => {
                let message =
                    format!("{operator} needs something behind it. To search for the word, put it in quotation marks.");
                Err(self.error(at, message))
            }
            Some(_) => Ok(()),
        }
    }

    fn part(&mut self, field: Option<AnyField>, depth: usize) -> Result<Node, QueryError> {
        let Some(token) = self.peek() else {
            return Err(QueryError::whole("The query ends where something should follow."));
        };
        self.next += 1;
        match &token.kind {
            TokenKind::Not => {
                let operator = self.text.get(token.at.clone()).unwrap_or("NOT");
                self.operand(&token.at, operator)?;
                Ok(Node::Not(Box::new(self.part(field, depth)?)))
            }
            TokenKind::Open => self.group(token, field, depth),
            TokenKind::Field(named) => {
                if field.is_some() {
                    return Err(self.error(&token.at, "A field cannot stand inside the brackets of another field."));
                }
                match self.peek().map(|t| &t.kind) {
                    Some(TokenKind::Word(_) | TokenKind::Phrase(..) | TokenKind::Open) => {
                        self.part(Some(*named), depth)
                    }
                    _ => Err(self.error(&token.at, "This field has no value. Write it behind the colon.")),
                }
            }
            TokenKind::Word(word) => self.word(token, word, field),
            TokenKind::Phrase(phrase, slop) => self.leaf(token, phrase, Mode::Phrase { slop: *slop }, field),
            TokenKind::And | TokenKind::Or | TokenKind::Close => {
                Err(self.error(&token.at, "Something should stand before this."))
            }
        }
    }

    fn group(&mut self, open: &Token, field: Option<AnyField>, depth: usize) -> Result<Node, QueryError> {
        if depth >= DEEPEST {
            return Err(self.error(&open.at, format!("Brackets are nested deeper than {DEEPEST}.")));
        }
        if matches!(self.peek(), Some(Token { kind: TokenKind::Close, .. })) {
            return Err(self.error(&open.at, "There is nothing between these brackets."));
        }
        let node = self.any(field, depth + 1)?;
        match self.peek() {
            Some(Token { kind: TokenKind::Close, .. }) => {
                self.next += 1;
                Ok(node)
            }
            _ => Err(self.error(&open.at, "This bracket is never closed.")),
        }
    }

    fn word(&self, token: &Token, word: &str, field: Option<AnyField>) -> Result<Node, QueryError> {
        if word == "*" && field.is_none() {
            return Ok(Node::Leaf(Leaf { at: token.at.clone(), typed: word.into(), what: What::All }));
        }
        if !matches!(field, None | Some(AnyField::Text(_))) {
            return self.leaf(token, word, Mode::Plain, field);
        }
        let (text, mode) = self.mode(token, word)?;
        if text.contains('*') {
            let message =
                "`*` can stand only at the end of a word. For a word that may be misspelt write `~` behind it.";
            return Err(self.error(&token.at, message));
        }
        self.leaf(token, text, mode, field)
    }

    /// Takes `*`, `~`, `~1` and `~2` off the end of a word.
    fn mode<'w>(&self, token: &Token, word: &'w str) -> Result<(&'w str, Mode), QueryError> {
        /// Fewer letters begin nearly every word there is.
        const SHORTEST_PREFIX: usize = 2;
        /// Fewer letters are one slip away from any other short word.
        const SHORTEST_FUZZY: usize = 3;
        /// From here on two slips are forgiven.
        const LONG: usize = 6;
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        if let Some(text) = word.strip_suffix('*') {
            if letters(text) < SHORTEST_PREFIX {
                return Err(self.error(&token.at, format!("`*` needs at least {SHORTEST_PREFIX} letters before it.")));
            }
            return Ok((text, Mode::Prefix));
        }
        let Some((text, distance)) = word.rsplit_once('~') else { return Ok((word, Mode::Plain)) };
        let distance = match distance {
            "" if letters(text) < LONG => 1,
            "" => 2,
            "1" => 1,
            "2" => 2,
            _ => {
                return Err(self.error(
                    &token.at,
                    "Behind `~` at the end of a word only 1 or 2 can stand: the number of wrong letters.",
                ));
            }
        };
        let words = Analysed::of_query(text).words();
        if letters(text) < SHORTEST_FUZZY || words != 1 {
            let message = format!("`~` needs one word of at least {SHORTEST_FUZZY} letters before it.");
            return Err(self.error(&token.at, message));
        }
        Ok((text, Mode::Fuzzy { distance }))
    }

    fn leaf(&self, token: &Token, text: &str, mode: Mode, field: Option<AnyField>) -> Result<Node, QueryError> {
        let what = match field {
            Some(AnyField::Word(list)) => What::Word(list, self.list_word(token, list, text)?),
            Some(AnyField::Date(days)) => {
                let (from, to) = dates::parse(text.trim()).map_err(|message| self.error(&token.at, message))?;
                What::Days(days, from, to)
            }
            _ if Analysed::of_query(text).words() == 0 => {
                return Err(self.error(&token.at, "There is no letter or digit here to search for."));
            }
            // References are known with all their zeros and without.
            Some(AnyField::Text(field @ TextField::Ref)) if text.bytes().all(|b| b.is_ascii_digit()) => {
                let text = text.trim_start_matches('0').into();
                What::Text { field: Some(field), text, mode, beside: Vec::new(), slips: Vec::new() }
            }
            Some(AnyField::Text(field)) => {
                What::Text { field: Some(field), text: text.into(), mode, beside: Vec::new(), slips: Vec::new() }
            }
            None => What::Text { field: None, text: text.into(), mode, beside: Vec::new(), slips: Vec::new() },
        };
        let typed = self.text.get(token.at.clone()).unwrap_or_default().to_string();
        Ok(Node::Leaf(Leaf { at: token.at.clone(), typed, what }))
    }

    fn list_word(&self, token: &Token, field: WordField, typed: &str) -> Result<String, QueryError> {
        let Some(words) = field.words() else {
            if let Some(sign) = ["*", "~"].into_iter().find(|sign| typed.ends_with(sign)) {
                let message =
                    format!("`{sign}` does not work in this field. Write whole words, or leave the field out.");
                return Err(self.error(&token.at, message));
            }
            return Ok(match field {
                WordField::Provider => named::wanted_provider(typed),
                WordField::Place => named::wanted_place(typed),
                _ => typed.trim().to_lowercase(),
            });
        };
        let word = typed.trim().to_lowercase().replace([' ', '-'], "_");
        if words.contains(&word.as_str()) {
            return Ok(word);
        }
        let near = error::nearest(&word, &words).map(str::to_string);
        let message = format!("`{typed}` is not one of the words of this field: {}.", words.join(", "));
        Err(self.error(&token.at, message).or_rather(near))
    }
}

/// Words side by side may be one number or name that is written apart: each of them is then also found by the whole.
fn join_neighbours(text: &str, parts: &mut [Node]) {
    let mut start = 0;
    while start < parts.len() {
        let run = parts.get(start..).unwrap_or_default().iter().take_while(|n| plain_word(n).is_some()).count();
        if run > 1
            && let Some(words) = parts.get_mut(start..start + run)
        {
            join_run(text, words);
        }
        start += run.max(1);
    }
}

fn join_run(text: &str, words: &mut [Node]) {
    let places: Vec<Range<usize>> = words.iter().filter_map(plain_word).collect();
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
    let base = first.start;
    let analysed = Analysed::of_query(text.get(base..last.end).unwrap_or_default());
    for (term, squeezed) in analysed.terms().filter(|(t, _)| matches!(t.form, Form::Number | Form::Joined)) {
        let at = base + term.at.start..base + term.at.end;
        let inside = |place: &Range<usize>| at.start <= place.start && place.end <= at.end;
        if places.iter().filter(|p| inside(p)).count() < 2 {
            continue;
        }
        for node in words.iter_mut() {
            let covered = plain_word(node).is_some_and(|place| inside(&place));
            if covered
                && let Node::Leaf(Leaf { what: What::Text { beside, .. }, .. }) = node
                && !beside.iter().any(|b| b == squeezed)
            {
                beside.push(squeezed.to_string());
            }
        }
    }
}

/// Where the letters stand of a node that is a word without field or operator.
fn plain_word(node: &Node) -> Option<Range<usize>> {
    match node {
        Node::Leaf(Leaf { at, typed, what: What::Text { field: None, mode: Mode::Plain, .. } }) => {
            let sign = |c: char| !c.is_alphanumeric();
            let (behind, before) = (typed.trim_start_matches(sign).len(), typed.trim_end_matches(sign).len());
            Some(at.end - behind..at.start + before)
        }
        _ => None,
    }
}

fn one_or(mut parts: Vec<Node>, several: impl FnOnce(Vec<Node>) -> Node) -> Node {
    match parts.len() {
        1 => parts.remove(0),
        _ => several(parts),
    }
}
