//! The heads that mail programs set above an earlier mail: "On ... wrote:", "-----Original Message-----" and blocks of
//! From, Sent, To, Subject, in the languages that people's programs speak. A head needs what only a program writes, since
//! all that follows it is taken from the writer.

use super::fields::{Field, field};
use super::lines::Lines;
use super::speech::speaks;
use regex::Regex;
use std::sync::LazyLock;

/// How an earlier mail begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// "On ... wrote:".
    Wrote,
    /// A block of From, Sent, To, Subject, or a line that says "Original Message".
    Block,
    /// A line that says that the mail is forwarded.
    Forward,
}

/// "Wrote" as mail programs say it.
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bwrote\b|>wrote:|\bwrites\b|a\s+[ée]crit|[ée]crivait|\bschrieb|geschrieben|escribi[óo]|escreveu|ha\s+scritto|\bschreef\b|napisa[łl]|\bpisze\b|\bskrev\b|kirjoitti|napsal|nap[íi]sal|[íi]rta|a\s+scris|yazd[ıi]|пише|писа[лвх]|έγραψε|写道|寫道|さんは書きました|viết|menulis|rašė|rakstīja|kirjutas|ysgrifennodd|va\s+escriure|كتب|نوشت|لکھا|ने\s+लिखा|লিখেছেন|ਲਿਖਿਆ|લખ્યું|כתב",
    )
    .expect("the pattern is fixed")
});
/// An address, as programs set it.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\S@[\w-]+\.\w").expect("the pattern is fixed"));
/// A time of day, or a full date.
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b.{0,40},|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b")
        .expect("the pattern is fixed")
});
/// Date and time as a program writes them, then a comma and the name of the writer.
static MACHINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:\b\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\b\d{1,2}\.?\s+(?:de\s+)?\p{L}{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d|\p{L}{3,10}\s+\d{1,2},?\s+(?:19|20)\d\d),?\s+(?:at\s+|à\s+|um\s+|a\s+las\s+|alle(?:\s+ore)?\s+|om\s+|kl\.?\s+|o\s+)?\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s+(?:Uhr|[A-Z]{2,5}|\(?[+-]\d{4}\)?))*\s*[,;]",
    )
    .expect("the pattern is fixed")
});
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) ^ [>\s]* (?: [-_=*~]{2,} \s* (?: (?P<fwd> (?:begin \s+)? (?:forwarded|fwd) \s+ (?:message|mail|e-?mail|by \b.*) | message \s+ transf[ée]r[ée]
           | weitergeleitete \s+ (?:nachricht|e-?mail) | mensaje \s+ reenviado | mensagem \s+ (?:encaminhada|reencaminhada) | messaggio \s+ inoltrato | doorgestuurd \s+ bericht
           | wiadomość \s+ przekazana | przekazana \s+ wiadomość | vidarebefordrat \s+ meddelande | mesaj \s+ redirecționat | пересылаемое \s+ сообщение | переслане \s+ повідомлення
           | neges \s+ (?:a \s+ )?anfonwyd \s+ ymlaen | 转发的邮件 )
           | (?: original \s+ (?:message|e?-?mail|appointment) | reply \s+ message | (?:urspr[üu]ngliche|original) [\s-]* nachricht | message \s+ (?:d'origine|original) | (?:e-?mail|mail) \s+ (?:original|d'origine)
           | mensaje \s+ original | mensagem \s+ original | messaggio \s+ originale | oorspronkelijk \s+ bericht | wiadomość \s+ oryginalna | oryginalna \s+ wiadomość
           | ursprungligt \s+ meddelande | (?:oprindelig|opprinnelig) \s+ (?:meddelelse|melding|besked) | alkuperäinen \s+ viesti | původní \s+ (?:zpráva|e-mail) | eredeti \s+ üzenet
           | mesaj \s+ original | mesajul \s+ original | orijinal \s+ (?:mesaj|ileti) | (?:исходное|оригинальное) \s+ (?:сообщение|письмо) | оригінальне \s+ повідомлення | αρχικό \s+ μήνυμα
           | neges \s+ wreiddiol | 原始邮件 | 原始郵件 ) ) .{0,60}
         | (?P<fwd2> begin \s+ forwarded \s+ message | start \s+ of \s+ forwarded \s+ message | début \s+ du \s+ message \s+ (?:réexpédié|transféré) | anfang \s+ der \s+ weitergeleiteten \s+ nachricht
           | inizio \s+ messaggio \s+ inoltrato | inicio \s+ del \s+ mensaje \s+ reenviado | início \s+ da \s+ mensagem \s+ reencaminhada ) \s* :? ) $",
    )
    .expect("the pattern is fixed")
});

/// Lines of a block, long lists of recipients included.
const BLOCK: usize = 24;

/// The head of an earlier mail at this line: what it is, its first line, and the line after it.
pub(super) fn head_at(lines: &Lines<'_>, at: usize) -> Option<(Head, usize, usize)> {
    let line = lines.get(at);
    if line.is_empty() || line.len() > 1_000 {
        return None;
    }
    let may_mark = line.starts_with(['-', '_', '=', '*', '~', '>', 'b', 'B', 's', 'S', 'd', 'D', 'a', 'A', 'i', 'I']);
    if let Some(found) = may_mark.then(|| MARKER.captures(line)).flatten() {
        let forward = found.name("fwd").is_some() || found.name("fwd2").is_some();
        return Some((if forward { Head::Forward } else { Head::Block }, at, at + 1));
    }
    if let Some(end) = wrote_at(lines, at) {
        return Some((Head::Wrote, at, end));
    }
    let rule = line.len() >= 5 && line.chars().all(|c| matches!(c, '_' | '-' | '=' | '─' | '*'));
    let block = if rule { lines.next_written(at + 1, at + 4)? } else { at };
    let end = block_at(lines, block)?;
    Some((Head::Block, at, end))
}

/// The line after "On ... wrote:", which programs break over up to four lines.
fn wrote_at(lines: &Lines<'_>, at: usize) -> Option<usize> {
    if !opens(lines.get(at)) {
        return None;
    }
    let mut joined = String::new();
    for count in 1..=4 {
        let line = lines.get(at + count - 1);
        let quoted = line.starts_with('>') && line.len() > 3;
        if line.is_empty() || quoted || joined.len() + line.len() > 600 {
            return None;
        }
        if count > 1 {
            joined.push(' ');
        }
        joined.push_str(line);
        if line.ends_with([':', '：']) {
            // Where a later line would do as the first one, this line is the writer's own.
            let later = (at + 1..at + count).any(|n| dated(lines.get(n)) && wrote_at(lines, n).is_some());
            return (!later && is_attribution(lines, &joined, at + count)).then_some(at + count);
        }
    }
    None
}

/// True for the line that names who wrote what follows, as a program sets it; people introduce a quotation so too ("On 3
/// March the manager wrote:"), and what they write after it is theirs.
fn is_attribution(lines: &Lines<'_>, joined: &str, after: usize) -> bool {
    let next = lines.next_written(after, lines.len()).map(|n| lines.get(n)).unwrap_or_default();
    let (verb, address, stamp) = (VERB.find(joined), ADDRESS.is_match(joined), STAMP.is_match(joined));
    // Before quoted lines any language will do, so long as it names a time or an address.
    if next.starts_with('>') {
        return stamp || (address && verb.is_some());
    }
    if address {
        // Some programs name the sender and no verb: `26.06.2014, 14:41, "Ann Archer" <ann@x.example>:`.
        let bare = joined.trim_end_matches([':', '：', ' ']).ends_with('>') || joined.contains(">:");
        return stamp && (verb.is_some() || bare) || verb.is_some() && !says_more(joined, verb);
    }
    verb.is_some()
        && MACHINE.is_match(joined)
        && !says_more(joined, verb)
        && !next.starts_with(['"', '“', '\'', '‘', '«'])
}

/// True where the words before the verb are not a bare name: "the manager wrote".
fn says_more(joined: &str, verb: Option<regex::Match<'_>>) -> bool {
    let before = joined.get(..verb.map_or(0, |v| v.start())).unwrap_or_default();
    let name = before.rsplit([',', ';']).next().unwrap_or_default();
    name.split_whitespace().any(|word| {
        let word = word.to_lowercase();
        matches!(
            word.as_str(),
            "the" | "my" | "your" | "his" | "her" | "their" | "our" | "a" | "an" | "then" | "also" | "who"
        )
    }) || speaks(name)
}

/// True for a line with which "On ... wrote:" can begin: one of its first words, or a time or an address.
fn opens(line: &str) -> bool {
    dated(line) || (!line.starts_with('>') && ADDRESS.is_match(line))
}

/// True for a line that begins as programs begin such a line, or names a time.
fn dated(line: &str) -> bool {
    let word = line.trim_start_matches(['-', ' ', '*']).split_whitespace().next().unwrap_or_default().to_lowercase();
    matches!(
        word.as_str(),
        "on" | "le"
            | "am"
            | "el"
            | "op"
            | "il"
            | "w"
            | "dnia"
            | "em"
            | "den"
            | "på"
            | "ar"
            | "pe"
            | "în"
            | "dne"
            | "ons"
            | "at"
    ) || (!line.starts_with('>') && STAMP.is_match(line))
}

/// The line after a block of mail headers: a sender, and at least two of date, recipient and subject close to it.
fn block_at(lines: &Lines<'_>, at: usize) -> Option<usize> {
    field(lines.get(at)).filter(|(f, _)| *f != Field::Other)?;
    let mut seen: Vec<(Field, &str)> = Vec::new();
    let (mut end, mut loose, mut number) = (at, 0, at);
    while number < (at + BLOCK).min(lines.len()) {
        let line = lines.get(number);
        if line.is_empty() {
            // HTML sets each line of a block as a paragraph.
            let next = lines.next_written(number, number + 3).filter(|n| field(lines.get(*n)).is_some());
            match next {
                Some(next) if seen.iter().any(|(f, _)| *f == Field::Subject) && is_second_block(lines, next) => break,
                Some(next) => number = next,
                None => break,
            }
            continue;
        }
        match field(line) {
            Some(found) => {
                seen.push(found);
                loose = 0;
                end = number + 1;
            }
            // A long list of recipients runs over several lines, a subject over two.
            None => {
                let list = ADDRESS.is_match(line) || line.contains(';') || line.starts_with('<');
                loose += usize::from(!list) + usize::from(speaks(line));
                if loose > 1 || seen.is_empty() {
                    break;
                }
                end = number + 1;
            }
        }
        number += 1;
    }
    is_block(&seen).then_some(end)
}

/// True where a new block begins below a finished one: its own From.
fn is_second_block(lines: &Lines<'_>, at: usize) -> bool {
    matches!(field(lines.get(at)), Some((Field::From, _)))
}

/// True where the fields are those of a mail and no prose stands where its sender should.
fn is_block(seen: &[(Field, &str)]) -> bool {
    let value = |wanted: Field| seen.iter().find(|(f, _)| *f == wanted).map(|(_, value)| *value);
    let Some(from) = value(Field::From) else { return false };
    if speaks(from) && !ADDRESS.is_match(from) {
        return false;
    }
    let others = [Field::Sent, Field::To, Field::Subject].into_iter().filter(|f| value(*f).is_some()).count();
    let dated = value(Field::Sent).is_some_and(|sent| sent.chars().any(|c| c.is_ascii_digit()));
    others >= 2 && (dated || others == 3 || ADDRESS.is_match(from)) || (dated && ADDRESS.is_match(from))
}
