//! The first act: reads every document of an item and finds identifiers and names, then follows each name through all of
//! them. It decides nothing.

use super::Declaration;
use super::attribute::{Read, form};
use super::cues;
use super::identifiers;
use super::lexicon;
use super::names::{self, Ground, Known, Mention, headers, signature, spread};
use super::tagger;
use super::text::{Case, Gap, Tokens};
use crate::model::{DataKind, Document, Parsed, Span, ZoneKind};
use std::collections::HashSet;

/// Names less sure than this do not spread.
const SPREADS_FROM: f32 = 0.52;

/// Cuts every document into tokens and finds its identifiers.
pub fn read(parsed: &Parsed) -> Vec<Read<'_>> {
    let year = parsed.item.received.date.year();
    parsed.documents.iter().map(|document| read_one(document, year)).collect()
}

fn read_one(document: &Document, year: i16) -> Read<'_> {
    let tokens = Tokens::new(&document.text);
    let identifiers = identifiers::find(&tokens, year);
    let quoted =
        document.zones.iter().filter(|z| matches!(z.kind, ZoneKind::Quoted | ZoneKind::Forwarded | ZoneKind::Hidden));
    let zone = quoted.map(|z| z.span.start).min().unwrap_or(usize::MAX);
    let written_end = signature::written_end(&document.text).min(zone);
    let form = form::read(&document.text, written_end);
    Read { tokens, identifiers, written_end, form }
}

/// Finds the names of all documents and spreads them through the item.
pub fn names(parsed: &Parsed, reads: &[Read<'_>], declaration: &Declaration) -> Vec<Mention> {
    let places = places(parsed, reads);
    let spans: Vec<(Vec<Span>, Vec<Span>)> = reads.iter().map(taken).collect();
    let from = parsed.item.from.as_ref().and_then(|f| f.name.as_deref()).unwrap_or_default();
    let writer = headers::display_names(from);
    let odds: Vec<Vec<[f32; 2]>> = reads.iter().map(odds).collect();
    let grounds: Vec<Ground<'_>> = reads
        .iter()
        .zip(&spans)
        .enumerate()
        .map(|(document, (read, (taken, emails)))| Ground {
            document,
            odds: odds.get(document).map_or(&[], Vec::as_slice),
            tokens: &read.tokens,
            taken,
            emails,
            places: &places,
            writer: &writer,
            written_end: read.written_end,
            small: writes_small(&read.tokens, 0, read.written_end),
            small_quoted: writes_small(&read.tokens, read.written_end, usize::MAX),
        })
        .collect();
    let mut found: Vec<Mention> = grounds.iter().flat_map(names::find).collect();
    for _ in 0..2 {
        let known = known(parsed, &found, declaration);
        for ground in &grounds {
            spread::find(ground, &known, &mut found);
        }
        found = names::settle(found);
    }
    found
}

/// The tagger's odds for each token of a document.
fn odds(read: &Read<'_>) -> Vec<[f32; 2]> {
    let tokens = &read.tokens;
    let small = [writes_small(tokens, 0, read.written_end), writes_small(tokens, read.written_end, usize::MAX)];
    tagger::built_in().tag(tokens, |at| {
        let quoted = tokens.get(at).is_some_and(|t| t.span.start >= read.written_end);
        if quoted { small[1] } else { small[0] }
    })
}

fn known(parsed: &Parsed, found: &[Mention], declaration: &Declaration) -> Known {
    let item = &parsed.item;
    let addresses = item.from.iter().chain(&item.reply_to).chain(&item.to).chain(&item.cc);
    let headed: Vec<Vec<String>> =
        addresses.filter_map(|a| a.name.as_deref()).flat_map(headers::display_names).collect();
    let declared: Vec<Vec<String>> = declaration.subjects.iter().map(|s| Known::words_of(s)).collect();
    let met = found.iter().filter(|m| m.confidence >= SPREADS_FROM).map(|m| m.words.as_slice());
    Known::learn(met.chain(headed.iter().map(Vec::as_slice)).chain(declared.iter().map(Vec::as_slice)))
}

/// Words that are places or bodies in this item: towns of addresses, and the names of domains that are no person's.
fn places(parsed: &Parsed, reads: &[Read<'_>]) -> HashSet<String> {
    let mut places = HashSet::new();
    for to in &parsed.item.to {
        let domain = to.address.rsplit('@').next().unwrap_or_default();
        places.extend(domain.split(['.', '-']).filter(|w| w.len() > 3).map(lexicon::fold));
    }
    for read in reads {
        places.extend(bodies(&read.tokens));
        let postcodes = super::identifiers::towns(&read.tokens);
        places.extend(postcodes);
        for address in read.identifiers.iter().filter(|i| i.kind == DataKind::Address && i.confidence >= 0.7) {
            let words = address.span.of(read.tokens.text);
            let town = words.rsplit([',', '\n']).next().unwrap_or_default();
            let parts: Vec<String> = town.split_whitespace().map(lexicon::fold).collect();
            if words.contains([',', '\n']) && parts.len() <= 2 {
                places.extend(parts.into_iter().filter(|p| p.len() > 3 && lexicon::lookup(p).forename < 3));
            }
        }
    }
    places
}

/// Words of the names of bodies that no list knows as forenames: "Bracken Vale Home Care" makes "Bracken" no person.
fn bodies(tokens: &Tokens<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for at in 0..tokens.len() {
        let body = tokens.has(at, cues::ORG)
            && tokens.get(at).is_some_and(|t| t.case == Case::Capital && t.entry.surname < 3 && !t.starts);
        let mut before = at;
        while body
            && before > 0
            && tokens.get(before).is_some_and(|t| t.gap == Gap::Space)
            && tokens.get(before - 1).is_some_and(|t| t.case == Case::Capital)
        {
            before -= 1;
            let token = tokens.get(before);
            if token.is_some_and(|t| {
                t.entry.forename < 3 && t.entry.surname < 3 && t.cues & (cues::TITLE | cues::STOP) == 0
            }) {
                words.push(tokens.fold(before).to_string());
            }
        }
    }
    words
}

fn taken(read: &Read<'_>) -> (Vec<Span>, Vec<Span>) {
    let emails = mail_addresses(read.tokens.text);
    let identifiers = read.identifiers.iter().map(|i| i.span);
    let mut all: Vec<Span> = identifiers.chain(emails.iter().copied()).chain(web_addresses(read.tokens.text)).collect();
    all.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(all.len());
    for span in all {
        match apart.last_mut() {
            Some(last) if last.overlaps(span) => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    (apart, emails)
}

/// Spans of everything shaped like a mail address, shared mailboxes too.
fn mail_addresses(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (at, _) in text.match_indices('@') {
        let edge = |c: char| c.is_whitespace() || "<>()[],;:\"|".contains(c);
        let start = text
            .get(..at)
            .and_then(|t| t.rfind(edge))
            .map_or(0, |i| i + text.get(i..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
        let end = text.get(at..).and_then(|t| t.find(edge)).map_or(text.len(), |i| at + i);
        if start < at && at + 1 < end {
            spans.push(Span::new(start, end));
        }
    }
    spans
}

/// Spans of web addresses; a name inside one is marked with the whole of it or not at all.
fn web_addresses(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (at, _) in text.match_indices("www.").chain(text.match_indices("://")) {
        let start = text
            .get(..at)
            .and_then(|t| t.rfind(|c: char| c.is_whitespace() || c == '<' || c == '('))
            .map_or(0, |i| i + 1);
        let end = text
            .get(at..)
            .and_then(|t| t.find(|c: char| c.is_whitespace() || c == '>' || c == ')'))
            .map_or(text.len(), |i| at + i);
        if text.is_char_boundary(start) {
            spans.push(Span::new(start, end));
        }
    }
    spans
}

/// True where the writer does not use capitals: most sentences and most "I" are small, or hardly a capital is met.
pub fn writes_small(tokens: &Tokens<'_>, from: usize, to: usize) -> bool {
    let (mut starts, mut small, mut capitals, mut words) = (0, 0, 0, 0);
    for token in tokens.list.iter().filter(|t| from <= t.span.start && t.span.start < to) {
        if matches!(token.case, Case::Mark | Case::Digit) {
            continue;
        }
        words += 1;
        capitals += usize::from(token.case == Case::Capital);
        if token.starts {
            starts += 1;
            small += usize::from(token.case == Case::Lower);
        }
    }
    words > 3 && (capitals * 40 < words || starts > 1 && small * 10 > starts * 6 && capitals * 12 < words)
}
