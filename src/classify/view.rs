//! An item as rules see it: each document cut into words, each word with its sentence and its place, and every phrase
//! that any rule asks for already found. One pass over the text; no rule is judged here.

use crate::model::{Document, DocumentRole, Parsed, ZoneKind};
use crate::rules::classify::text::{Tokens, tokenise};
use crate::rules::classify::trie::PhraseId;
use crate::rules::classify::vocabulary::BOUNDARY;
use crate::rules::classify::{ClassifyRules, Places};

/// An item ready for rules.
pub struct View<'a> {
    /// The item.
    pub parsed: &'a Parsed,
    /// Its documents, in the same order.
    pub documents: Vec<Seen>,
    /// Every phrase met, sorted.
    pub found: Vec<Found>,
    /// How many words the writer wrote now.
    pub written: usize,
}

/// One document as rules see it.
pub struct Seen {
    /// Its words.
    pub tokens: Tokens,
    /// For each word, the number of its sentence.
    pub sentences: Vec<u32>,
    /// For each word, its place in the item.
    pub places: Vec<Places>,
}

/// A phrase met in a document: words from `first` up to, not including, `last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Which phrase.
    pub phrase: PhraseId,
    /// Which document.
    pub document: usize,
    /// First word.
    pub first: usize,
    /// One past the last word.
    pub last: usize,
}

impl<'a> View<'a> {
    /// Reads an item.
    pub fn new(parsed: &'a Parsed, rules: &ClassifyRules) -> Self {
        let mut documents: Vec<Seen> = parsed.documents.iter().map(|document| Seen::new(document, rules)).collect();
        let mut found = Vec::new();
        for (document, seen) in documents.iter().enumerate() {
            rules.trie.walk(&seen.tokens, |m| {
                found.push(Found { phrase: m.phrase, document, first: m.first as usize, last: m.last as usize });
            });
        }
        found.sort_unstable();
        found.dedup();
        let written = documents.iter().map(|seen| seen.count(Places::BODY)).sum();
        let mut view = Self { parsed, documents: Vec::new(), found, written };
        if written < rules.weights.thin_words || view.passes_on(rules, &documents) {
            documents.iter_mut().for_each(Seen::let_others_speak);
        }
        view.documents = documents;
        view
    }

    /// All places where a phrase stands.
    pub fn of(&self, phrase: PhraseId) -> &[Found] {
        let start = self.found.partition_point(|f| f.phrase < phrase);
        let end = self.found.partition_point(|f| f.phrase <= phrase);
        self.found.get(start..end).unwrap_or_default()
    }

    /// The places where a phrase begins in this stretch of a document.
    pub fn within(&self, phrase: PhraseId, document: usize, words: std::ops::Range<usize>) -> &[Found] {
        let all = self.of(phrase);
        let start = all.partition_point(|f| (f.document, f.first) < (document, words.start));
        let end = all.partition_point(|f| (f.document, f.first) < (document, words.end));
        all.get(start..end.max(start)).unwrap_or_default()
    }

    /// The phrases met, each once.
    pub fn phrases(&self) -> impl Iterator<Item = PhraseId> + '_ {
        self.found.chunk_by(|a, b| a.phrase == b.phrase).filter_map(|group| group.first()).map(|f| f.phrase)
    }

    /// The writer says that what stands below or is attached is the matter itself.
    fn passes_on(&self, rules: &ClassifyRules, documents: &[Seen]) -> bool {
        self.of(rules.context.passes_on).iter().any(|f| {
            documents.get(f.document).is_some_and(|seen| seen.place(f.first).meets(Places::BODY | Places::SUBJECT))
        })
    }
}

impl Seen {
    fn new(document: &Document, rules: &ClassifyRules) -> Self {
        let tokens = tokenise(&document.text, &rules.vocabulary);
        let mut sentences = Vec::with_capacity(tokens.words.len());
        let mut sentence = 0;
        for token in &tokens.words {
            sentences.push(sentence);
            sentence += u32::from(token.word == BOUNDARY);
        }
        let base = match document.role {
            DocumentRole::Body => Places::BODY,
            DocumentRole::Subject => Places::SUBJECT,
            DocumentRole::Attachment => Places::ATTACHMENT,
            DocumentRole::Message => Places::FORWARDED,
        };
        let mut places = vec![base; tokens.words.len()];
        paint(document, &tokens, &mut places);
        Self { tokens, sentences, places }
    }

    /// The place of a word.
    pub fn place(&self, word: usize) -> Places {
        self.places.get(word).copied().unwrap_or(Places::NONE)
    }

    /// The number of a word's sentence.
    pub fn sentence(&self, word: usize) -> u32 {
        self.sentences.get(word).copied().unwrap_or(u32::MAX)
    }

    fn count(&self, place: Places) -> usize {
        self.tokens
            .words
            .iter()
            .zip(&self.places)
            .filter(|(token, at)| token.word != BOUNDARY && at.meets(place))
            .count()
    }

    /// What is attached or passed on speaks for a writer who says nothing of their own.
    fn let_others_speak(&mut self) {
        let others = Places::ATTACHMENT | Places::FORWARDED;
        self.places.iter_mut().filter(|place| place.meets(others)).for_each(|place| *place = *place | Places::BODY);
    }
}

/// Writes the zones over the places; where zones nest the innermost, painted last, counts.
fn paint(document: &Document, tokens: &Tokens, places: &mut [Places]) {
    let mut zones: Vec<_> = document.zones.iter().collect();
    zones.sort_by_key(|zone| std::cmp::Reverse(zone.span.len()));
    for zone in zones {
        let place = match zone.kind {
            ZoneKind::Quoted => Places::QUOTED,
            ZoneKind::Forwarded => Places::FORWARDED,
            ZoneKind::Salutation => Places::SALUTATION,
            ZoneKind::Signature => Places::SIGNATURE,
            ZoneKind::Disclaimer => Places::DISCLAIMER,
            ZoneKind::Letterhead => Places::LETTERHEAD,
            ZoneKind::Hidden => Places::HIDDEN,
        };
        let start = tokens.words.partition_point(|t| (t.start as usize) < zone.span.start);
        let end = tokens.words.partition_point(|t| (t.start as usize) < zone.span.end);
        places.get_mut(start..end.max(start)).unwrap_or_default().fill(place);
    }
}
