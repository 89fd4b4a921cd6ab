//! The notes that mail systems and employers add: confidentiality, viruses, monitoring, registration, warnings about mail
//! from outside. They are marked sentence by sentence, and never a sentence in which somebody speaks of their own life.

use super::lines::Lines;
use super::speech::is_personal;
use crate::model::{Span, Zone, ZoneKind};
use regex::Regex;
use std::sync::LazyLock;

/// Phrases that nobody but a lawyer or a mail system writes; one is enough.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b (?: intended \s+ (?:only|solely|exclusively|strictly|purely)? \s* (?:for|to \s+ be \s+ (?:read|used|seen) (?:\s+ only)? \s+ by) \s+ (?:the \s+)? (?:\w+ \s+){0,3} (?:use|attention|information|recipients?|addressees?|individuals?|persons?|people|named|entity|organi[sz]ation|whom|above)
           | (?:if|unless|should|where|are) \s+ (?:you \s+)? (?:are|be|is)? \s* (?:not|the) \s+ (?:(?:an?|the) \s+)? (?:intended|named|correct|proper|addressed) \s+ (?:recipient|addressee|person)
           | (?:if|where|should) \s+ (?:this|the|you|it) \b [^.;]{0,80} \b (?:in|by) \s+ (?:error|mistake)
           | not \s+ the \s+ (?:person|addressee|recipient) \s+ (?:to \s+ whom | for \s+ whom | named)
           | (?:is|are|be) \s+ (?:strictly \s+)? (?:prohibited|forbidden|unauthori[sz]ed|not \s+ permitted) [\s,.] .{0,40} (?:unlawful|e-?mail|sender|$)
           | (?:any|un-?authori[sz]ed) \s+ (?:\w+ \s+)? (?:use|disclosure|review|dissemination|copying|distribution|reading|forwarding|printing) \b [^.;]{0,80} \b (?:prohibited|forbidden|unlawful|permitted|unauthori[sz]ed)
           | legally \s+ privileged | (?:legal \s+)? professional \s+ privilege | consider \s+ the \s+ environment | (?:think|thought) \s+ (?:of \s+ the \s+ environment \s+)? before \s+ (?:you \s+)? print(?:ing)? | (?:before|need \s+ to) \s+ print(?:ing)? \s+ this \s+ (?:e-?mail|message)
           | (?:views|opinions|statements) [^.;]{0,60} \b (?:those \s+ of|of \s+ the \s+ (?:author|sender|individual)|do \s+ not \s+ (?:necessarily \s+)? (?:represent|reflect)|personal \s+ to|may \s+ not \s+ (?:represent|reflect)|not \s+ necessarily)
           | (?:no|any|accepts?|accepted) \s+ (?:\w+ \s+){0,2} (?:liability|responsibility) \s+ (?:\w+ \s+){0,3} (?:for|is \s+ accepted|in \s+ respect|can|whatsoever) \b .{0,80} (?:virus|loss|damage|e-?mail|content|attachment|error|omission|transmission|message)
           | (?:scanned|checked|swept|screened|tested) \s+ (?:for|by) \s+ [^.;]{0,40} \b (?:virus(?:es)?|malware|mimecast|messagelabs|symantec|sophos|trend|barracuda|proofpoint|content|spam) | (?:free|clear) \s+ (?:of|from) \s+ (?:any \s+)? (?:known \s+)? virus
           | (?:registered \s+ (?:in|office|address|charity|company|under|provider|number|with \s+ the)) \b .{0,80} (?:\bno\b|number|\d{4}|england|wales|scotland|ireland|office)
           | authori[sz]ed \s+ and \s+ regulated \s+ by | regulated \s+ by \s+ the \s+ (?:solicitors|sra|fca|financial|law) | (?:do(?:es)? \s+ not|not) \s+ accept \s+ service \s+ (?:of|by) | service \s+ (?:of \s+ \w+ \s+)? (?:by|via) \s+ (?:e-?mail|fax) \s+ (?:is|will|cannot)
           | (?:e-?mails?|messages?|communications?|correspondence|calls|replies) [^.;]{0,60} \b (?:may|might|will|are|could|can|is) \s+ (?:be \s+)? (?:\w+ \s+){0,3} (?:monitored|intercepted|recorded|subject \s+ to \s+ (?:monitoring|disclosure|interception|release|the \s+ freedom)|disclosed \s+ (?:under|in \s+ (?:response|accordance))|disclosable|released \s+ under)
           | (?:e-?mail|message) \s+ (?:originated|came|comes|has \s+ come|was \s+ sent|has \s+ been \s+ (?:sent|received)|is) \s+ from \s+ (?:an? \s+)? (?:outside|external|someone \s+ outside|sender \s+ outside|outside)
           | do \s+ not \s+ (?:click|open) \s+ (?:on \s+)? (?:any \s+)? (?:links?|attachments?) | you \s+ don['’]t \s+ often \s+ get \s+ e-?mail \s+ from | learn \s+ why \s+ this \s+ is \s+ important | (?:external|outside) \s+ (?:e-?mail|sender|message) \s* [:!-]
           | unsubscribe \b .{0,60} (?:click|link|list|here|mailing|e-?mails?|newsletter|preferences) | (?:click|reply|link|here|wish|want|like|option) \s+ (?:\w+ \s+){0,3} (?:to \s+)? unsubscribe | ^ \s* unsubscribe \s* (?:here)? \s* [.|]? \s* $ | (?:manage|update|change) \s+ (?:your \s+)? (?:e-?mail \s+|subscription \s+|communication \s+)? (?:preferences|subscriptions?)
           | ^ \S+ \s+ mailing \s+ list $ | you(?:['’]re)? \s+ (?:are \s+ receiv|receiv|received|have \s+ received) \w* \s+ this \s+ (?:e-?mail|message|newsletter)? \s* because
           | nhs\s?mail \s+ is \s+ (?:the \s+ secure|approved) | confidentiality \s+ (?:notice|note|warning|statement|caution|:) | (?:e-?mail|legal|important) \s+ (?:disclaimer|notice) \s* : | ^ \s* disclaimer \s* :? \s* $ | disclaimer \s* : | (?:this|the) \s+ (?:mailbox|inbox|e-?mail \s+ (?:address|account|box)) \s+ is \s+ (?:not|un) \s*-?monitored
           | do \s+ not \s+ reply \s+ (?:directly \s+)? to \s+ this \s+ (?:automated \s+)? (?:e-?mail|message|address) | (?:privacy|data \s+ protection) \s+ (?:notice|policy|statement) \b .{0,80} (?:www\.|https?:|website|web \s+ site|visit|available|at:?) | (?:www\.|https?:|visit|website|see) .{0,80} (?:privacy|data \s+ protection) \s+ (?:notice|policy|statement)
           | (?:secured?|encrypted|protected|sent) \s+ (?:by|with|via|through|using) \s+ (?:egress|mimecast|messagelabs|zix|proofpoint|barracuda|nhs\s?mail \s+ secure|symantec)
           | diese \s+ e-?mail \s+ (?:enthält|ist|und) .{0,60} (?:vertraulich|bestimmt) | ce \s+ (?:message|courriel|mail) \b .{0,80} (?:confidentiel|destinataire|destinés?) | este \s+ (?:mensaje|correo) \b .{0,80} confidencial | gall(?:ai)? \s+ yr \s+ e-?bost \s+ hwn | (?:yr \s+ e-?bost|neges) \s+ hon? \b .{0,80} (?:gyfrinachol|cyfrinachol|fwriad) | croesaw(?:u|ir|n) \s+ gohebiaeth ) ",
    )
    .expect("the pattern is fixed")
});
/// Phrases of such notes that people use of their own mail too; two of them, or one beside a strong one, are a note.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b (?: (?:e-?mail|message|communication|transmission|correspondence|document|information|contents?) \b [^.;]{0,80} \b (?:is|are|may \s+ be|may \s+ (?:also \s+)? contain|contains?|include) \s+ (?:\w+ \s+){0,3} (?:private|confidential|privileged|sensitive|proprietary|personal \s+ data|copyright)
           | please \s+ (?:\w+ \s+){0,3} (?:notify|inform|advise|contact|tell) \s+ (?:the \s+ (?:sender|originator|author|postmaster)|us|me|\S+@\S+) | (?:delete|destroy|remove) \s+ (?:this|the|it|all|any) \s* (?:\w+ \s+){0,3} (?:e-?mail|message|cop(?:y|ies)|system|material|from \s+ your)? | private \s+ and \s+ confidential
           | (?:in|by) \s+ error,? \s+ please \s+ (?:notify|delete|contact|inform|tell) | (?:copy|forward|disclose|distribute|rely|act) \b [^.;]{0,40} \b (?:contents?|e-?mail|message|information|copy|person) | freedom \s+ of \s+ information \s+ act \s+ 2000 .{0,80} (?:disclos|unless|exempt) | data \s+ protection \s+ (?:act|legislation) .{0,60} (?:process|comply|held|accordance)
           | security \s+ of \s+ (?:e-?mail|the \s+ internet|internet) | (?:e-?mail|internet) \s+ (?:is \s+ not|cannot \s+ be) \s+ (?:\w+ \s+)? (?:secure|guaranteed) | employees? \s+ of \s+ the \s+ (?:council|trust|company) | virus(?:es)? | contract(?:ual(?:ly)?)? \b .{0,40} (?:binding|e-?mail|signed) | vat \s+ (?:reg|no|number) | caution \s* : | warning \s* : ) ",
    )
    .expect("the pattern is fixed")
});
/// Words of which such notes are made.
static LEGAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)e-?mail|message|communicat|transmi|attach|information|recipient|addressee|sender|originator|council|authority|trust\b|compan|liab|respons|virus|cop(?:y|ies|ied)|delet|destroy|notif|disclos|confidential|privileg|\blaw|\bact\b|legislation|monitor|register|partners?\b|links?\b|website|www\.|https?:|privacy|preferences|employer|opinion|views|contract|secur|mimecast|software|scan|mailing list|co-?operation|nhs\s?mail|listinfo|@lists?\.|unsubscribe|e-?bost|print",
    )
    .expect("the pattern is fixed")
});
/// Letters of a line that its writer ended; longer ones were broken by a program.
const ENDED: usize = 60;

/// Marks notes among these lines; gives back the line from which on there is nothing but notes.
pub(super) fn mark(lines: &Lines<'_>, start: usize, end: usize, zones: &mut Vec<Zone>) -> usize {
    let paragraphs = paragraphs(lines, start, end);
    let found: Vec<Vec<Found>> = paragraphs.iter().map(|(from, to)| sentences(lines, *from, *to)).collect();
    let strong = |n: usize| found.get(n).is_some_and(|p| p.iter().any(|s| s.strong));
    let weak = |n: usize| found.get(n).map_or(0, |p| p.iter().filter(|s| s.weak).count());
    let mut tail = end;
    let mut open = true;
    for (number, (from, to)) in paragraphs.iter().enumerate().rev() {
        let beside = strong(number) || (number > 0 && strong(number - 1)) || strong(number + 1);
        let counts = strong(number) || (weak(number) > 0 && beside) || weak(number) > 1;
        let spans = if counts { runs(&found[number]) } else { Vec::new() };
        let text = lines.stretch(*from, *to).map_or("", |(_, text)| text);
        let only_rule = text.chars().all(|c| !c.is_alphanumeric());
        let first = spans.first().map(|span| lines.number_at(span.start));
        let to_the_end = spans.last().is_some_and(|span| lines.number_at(span.end) + 1 >= *to);
        zones.extend(spans.into_iter().map(|span| Zone { span, kind: ZoneKind::Disclaimer }));
        if open && (only_rule || to_the_end) {
            tail = first.unwrap_or(*from);
        }
        open &= only_rule || (to_the_end && first == Some(*from));
    }
    tail
}

/// A sentence with what speaks for its being part of a note.
struct Found {
    span: Span,
    strong: bool,
    weak: bool,
    legal: bool,
}

/// Paragraphs as first line and the line after the last.
fn paragraphs(lines: &Lines<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some(first) = lines.next_written(at, end) {
        let last = (first..end).find(|n| lines.blank(*n)).unwrap_or(end);
        found.push((first, last));
        at = last;
    }
    found
}

/// The sentences of a paragraph; a short line ends one as a full stop does.
fn sentences(lines: &Lines<'_>, from: usize, to: usize) -> Vec<Found> {
    let Some((offset, text)) = lines.stretch(from, to) else { return Vec::new() };
    let mut cuts = vec![0];
    for (at, c) in text.char_indices() {
        let before = text.get(..at).unwrap_or_default();
        let ended = match c {
            '\n' => before.rsplit('\n').next().is_some_and(|line| line.trim().chars().count() < ENDED),
            // "No. 123456" and "e.g. this" go on.
            ' ' => {
                before.ends_with(['.', '!', '?'])
                    && !before.ends_with("No.")
                    && !text.get(at + 1..).is_some_and(goes_on)
            }
            _ => false,
        };
        if ended || (c == '\n' && before.ends_with(['.', '!', '?'])) {
            cuts.push(at + 1);
        }
    }
    cuts.push(text.len());
    cuts.windows(2)
        .filter_map(|cut| {
            let sentence = text.get(cut[0]..cut[1])?;
            let lead = sentence.len() - sentence.trim_start().len();
            let plain = sentence.trim();
            if plain.is_empty() {
                return None;
            }
            let span = Span::new(offset + cut[0] + lead, offset + cut[0] + lead + plain.len());
            let flat = plain.replace('\n', " ");
            let open = !is_personal(&flat);
            Some(Found {
                span,
                strong: open && STRONG.is_match(&flat),
                weak: open && WEAK.is_match(&flat),
                legal: open && (LEGAL.is_match(&flat) || !flat.contains(char::is_alphanumeric)),
            })
        })
        .collect()
}

/// True for text with which no sentence begins.
fn goes_on(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_ascii_digit() || c.is_lowercase())
}

/// Runs of sentences about a hit: those before and behind it that are made of the same words.
fn runs(sentences: &[Found]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let hit = |s: &Found| s.strong || s.weak;
    let mut number = 0;
    while number < sentences.len() {
        let stretch = sentences.get(number..).unwrap_or_default().iter().take_while(|s| hit(s) || s.legal).count();
        let run = sentences.get(number..number + stretch).unwrap_or_default();
        if let (true, Some(first), Some(last)) = (run.iter().any(hit), run.first(), run.last()) {
            spans.push(Span::new(first.span.start, last.span.end));
        }
        number += stretch.max(1);
    }
    spans
}
