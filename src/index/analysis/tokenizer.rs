//! The door through which tantivy asks for the terms of a text. It adds nothing of its own.

use super::Analysed;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Makes the terms of a text for the index.
#[derive(Clone, Default)]
pub(in crate::index) struct TextTokenizer {
    analysed: Analysed,
    token: Token,
}

/// The terms of one text, one after the other.
pub(in crate::index) struct TermStream<'a> {
    analysed: &'a Analysed,
    token: &'a mut Token,
    next: usize,
}

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        self.analysed.analyse(text, false);
        self.token.reset();
        TermStream { analysed: &self.analysed, token: &mut self.token, next: 0 }
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((term, text)) = self.analysed.get(self.next) else { return false };
        self.next += 1;
        self.token.offset_from = term.at.start;
        self.token.offset_to = term.at.end;
        self.token.position = term.position;
        self.token.text.clear();
        self.token.text.push_str(text);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
