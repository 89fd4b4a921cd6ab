//! What stands around an identifier in its document: letterhead, signature, sentence, pronouns, other people. It answers
//! questions; it never says whose an identifier is.

use super::company::{Company, at_work};
use super::people::Person;
use super::{Owned, Read};
use crate::model::{DataKind, Medium, Parsed, Role, Span};
use crate::redact::cues;
use crate::redact::names::{Mention, Relation};
use crate::redact::text::{Case, Gap};

/// Bytes of the longest paragraph that is looked through for people; more is no paragraph, and nothing in it is kept for it.
pub(super) const LONGEST: usize = 8_000;

/// Everything needed to find an owner.
pub(super) struct Scene<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) read: &'a Read<'a>,
    pub(super) document: usize,
    pub(super) people: &'a [Person],
    pub(super) names: Vec<&'a Owned<Mention>>,
    pub(super) writer: Option<usize>,
    /// True where nobody is met to whom numbers could belong but the writer.
    pub(super) alone: bool,
    /// True where the writer speaks of nobody as their own and nobody for whom they write.
    pub(super) unclaimed: bool,
    /// True where the writer writes for somebody else.
    pub(super) by_proxy: bool,
    /// True where the writer writes for nobody else and speaks of no kin or client of their own.
    pub(super) standing: bool,
    /// The same, and the writer speaks of no man or woman at all.
    pub(super) quiet: bool,
    /// True where somebody is spoken of by a word for people.
    pub(super) spoken_of: bool,
    /// The same as `standing`, and the writer names a matter of their own.
    pub(super) own_matter: bool,
    /// True where the writer writes at work.
    pub(super) professional: bool,
    pub(super) signature: Option<usize>,
    pub(super) greeting: usize,
}

pub(super) fn scene<'a>(
    parsed: &'a Parsed,
    read: &'a Read<'a>,
    document: usize,
    people: &'a [Person],
    names: &'a [Owned<Mention>],
    company: Company,
) -> Scene<'a> {
    let writer = people.iter().position(|p| p.role == Role::Requester && p.proved);
    let here: Vec<&Owned<Mention>> = names.iter().filter(|n| n.document == document).collect();
    let ours: Vec<&&Owned<Mention>> = here
        .iter()
        .filter(|n| n.party == writer && writer.is_some() && n.finding.span.start < read.written_end)
        .collect();
    let opens_line = |n: &&&&Owned<Mention>| {
        let at = read.tokens.at_byte(n.finding.span.start);
        n.certain
            && read.tokens.get(at).is_some_and(|t| t.gap >= Gap::Line)
            && n.finding.span.start * 2 > read.written_end
    };
    let signs =
        ours.iter().find(|n| n.finding.relation == Relation::Signs).or_else(|| ours.iter().rev().find(opens_line));
    let signature = signs.map(|n| n.finding.span.start);
    let professional = signature.is_some_and(|at| works(read, at));
    let greeting = greeting(read);
    let Company { alone, unclaimed, by_proxy, standing, quiet, spoken_of, own_matter } = company;
    let (alone, unclaimed) = (alone && !professional, unclaimed && !professional);
    let names = here;
    Scene {
        parsed,
        read,
        document,
        people,
        names,
        writer,
        alone,
        unclaimed,
        by_proxy,
        standing: standing && !professional,
        quiet: quiet && !professional,
        spoken_of,
        own_matter: own_matter && !professional,
        professional,
        signature,
        greeting,
    }
}

/// True where the signature gives a job or a body: the writer writes at work.
pub(super) fn works(read: &Read<'_>, signature: usize) -> bool {
    let tokens = &read.tokens;
    let at = tokens.at_byte(signature);
    let (_, end) = tokens.line(at);
    let (_, below) = tokens.line(end.min(tokens.len().saturating_sub(1)));
    (at..below.min(at + 16)).any(|i| {
        let capital = tokens.get(i).is_some_and(|t| matches!(t.case, Case::Capital | Case::Upper));
        // "NHS No" below a name is a label and no body.
        let label = tokens.fold(i) == "nhs" && matches!(tokens.fold(i + 1), "no" | "number" | "num" | ":" | "id" | "#");
        let label = label || tokens.fold(i) == "nhs" && tokens.get(i + 1).is_some_and(|t| t.case == Case::Digit);
        capital
            && !label
            && tokens.has(i, cues::ORG | cues::STAFF_JOB)
            && !tokens.has(i, cues::SURNAME_TOO | cues::STREET)
    })
}

/// Ways to reach somebody, which stand below a signature or at the head of a letter.
pub(super) fn contact(kind: DataKind) -> bool {
    use DataKind::*;
    matches!(kind, Phone | Email | Address | Postcode | Url)
}

/// Kinds that a person writes of themselves and seldom of a stranger.
pub(super) fn intimate(kind: DataKind) -> bool {
    use DataKind::*;
    matches!(kind, NhsNumber | NiNumber | DateOfBirth | Bank | Reference | Passport | DrivingLicence | Vehicle)
}

/// Of these, what in a letter that speaks of nobody else can only be the writer's own: not a vehicle, not an account.
pub(super) fn told_of_oneself(kind: DataKind) -> bool {
    intimate(kind) && !matches!(kind, DataKind::Vehicle | DataKind::Bank)
}

/// Start of "Dear ..." or of the first name greeted.
pub(super) fn greeting(read: &Read<'_>) -> usize {
    let tokens = &read.tokens;
    let opens = (0..tokens.len()).find(|i| {
        let line = tokens.get(*i).is_some_and(|t| t.gap >= Gap::Line);
        line && (tokens.fold(*i) == "dear" || matches!(tokens.fold(*i), "sirs" | "sir" | "hello" | "hi"))
    });
    opens.and_then(|i| tokens.get(i)).map_or(0, |t| t.span.start)
}

impl Scene<'_> {
    /// Where the paragraph of a span begins; just beyond `LONGEST` before it where that is farther away.
    pub(super) fn paragraph(&self, span: Span) -> usize {
        let text = self.read.tokens.text;
        let from = text.floor_char_boundary(span.start.saturating_sub(LONGEST + 1));
        text.get(from..span.start).and_then(|t| t.rfind("\n\n")).map_or(from, |at| from + at + 2)
    }

    /// Where it ends, or just beyond `LONGEST` behind the span.
    pub(super) fn paragraph_end(&self, span: Span) -> usize {
        let text = self.read.tokens.text;
        let until = text.ceil_char_boundary((span.end + LONGEST + 1).min(text.len()));
        text.get(span.end..until).and_then(|t| t.find("\n\n")).map_or(until, |at| span.end + at)
    }

    /// True where nobody but the writer and people at work are named between two bytes; never in what is too long for a
    /// paragraph.
    pub(super) fn nobody_since(&self, from: usize, to: usize) -> bool {
        if to.saturating_sub(from) > LONGEST {
            return false;
        }
        let mut between = self.names.iter().filter(|n| n.finding.span.start >= from && n.finding.span.end <= to);
        between.all(|n| {
            let role = n.party.and_then(|i| self.people.get(i)).map(|p| p.role);
            n.party == self.writer && n.party.is_some() && (n.certain || n.finding.words.len() == 1)
                || role == Some(Role::Staff)
                || self
                    .names
                    .iter()
                    .any(|other| other.party == n.party && at_work(std::slice::from_ref(*other), n.party))
        })
    }

    /// True where the writer wrote this now.
    pub(super) fn written(&self, span: Span) -> bool {
        self.document == 0 && span.start < self.read.written_end
    }

    /// On the line of the writer's signature, behind the name, in a letter that speaks of nobody of the writer's.
    pub(super) fn on_name(&self, span: Span) -> bool {
        let behind = self.signature.and_then(|at| self.read.tokens.text.get(at..span.start));
        self.unclaimed && behind.is_some_and(|t| !t.contains('\n'))
    }

    /// The field of a form that a span lies in.
    pub(super) fn field(&self, span: Span) -> Option<super::form::Field> {
        self.read.form.as_ref().and_then(|f| f.at(span))
    }

    /// True where the writer wrote a mail that somebody else passed on.
    pub(super) fn passed_on(&self) -> bool {
        let writer = self.writer.and_then(|i| self.people.get(i));
        writer.is_some_and(|p| p.evidence.iter().any(|e| e.reason.contains("passed on")))
    }

    /// A user name that is also the local part of the sender's address.
    pub(super) fn own_handle(&self, span: Span) -> bool {
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let handle = plain(span.of(self.read.tokens.text));
        let local = self.parsed.item.from.as_ref().map(|f| plain(f.address.split('@').next().unwrap_or_default()));
        self.writer.is_some() && local.is_some_and(|l| l.len() > 3 && l == handle)
    }

    /// On the line of the writer's signature, or below it among lines of contact.
    pub(super) fn in_signature(&self, span: Span) -> bool {
        let text = self.read.tokens.text;
        let Some(start) = self.signature else {
            let rest = text.get(span.end..self.read.written_end).unwrap_or_default();
            let last = rest.trim().len() < 40 && self.parsed.item.medium == Medium::Email;
            return last && self.alone && self.alone_on_line(span) && !self.speaks_of_another(span, false);
        };
        let line = text.get(..start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
        let others = self.others_between(line, span.end);
        let between = text.get(start.min(span.start)..span.start).unwrap_or_default();
        let far = between.lines().count() > 9 || between.matches("\n\n\n").count() > 1;
        let above = line.saturating_sub(span.end) < 80
            && span.end <= line
            && self.alone_on_line(span)
            && !self.others_between(span.start, line);
        let told = self.turns_to_another(start, span.start);
        (span.start >= line && !others && !far && !told || above) && !self.speaks_of_another(span, true)
    }

    /// Above the greeting of a letter, with no other person named before.
    pub(super) fn in_letterhead(&self, span: Span) -> bool {
        let letter = self.parsed.item.medium == Medium::Letter || self.greeting > 0 && self.alone_on_line(span);
        let head = if self.greeting > 0 { self.greeting } else { self.first_prose().min(400) };
        let text = self.read.tokens.text;
        let block = text.get(span.end..).and_then(|t| t.find("\n\n")).map_or(text.len(), |at| span.end + at);
        letter
            && self.writer.is_some()
            && span.end <= head
            && !self.others_between(0, block)
            && !self.speaks_of_another(span, false)
    }

    /// Where the first line of running text begins; what stands above it may be a letterhead.
    fn first_prose(&self) -> usize {
        let tokens = &self.read.tokens;
        let mut first = 0;
        while tokens.get(first).is_some_and(|t| t.span.start < self.read.written_end) {
            let (_, past) = tokens.line(first);
            let small = (first..past).filter(|i| tokens.get(*i).is_some_and(|t| t.case == Case::Lower)).count();
            if small > 3 {
                return tokens.get(first).map_or(0, |t| t.span.start);
            }
            first = past.max(first + 1);
        }
        self.read.written_end
    }

    pub(super) fn alone_on_line(&self, span: Span) -> bool {
        let text = self.read.tokens.text;
        let before = text.get(..span.start).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
        let after = text.get(span.end..).and_then(|t| t.split('\n').next()).unwrap_or_default();
        before.trim().len() < 6 && after.trim().len() < 3
    }

    pub(super) fn others_between(&self, from: usize, to: usize) -> bool {
        self.names.iter().any(|n| {
            n.party != self.writer
                && n.finding.span.start >= from
                && n.finding.span.end <= to
                && n.finding.confidence >= 0.45
        })
    }

    /// Words before it, in its sentence or on its line, which say that it is somebody else's.
    pub(super) fn speaks_of_another(&self, span: Span, line_only: bool) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        let (line, _) = tokens.line(at.min(tokens.len().saturating_sub(1)));
        let from = if line_only || self.field(span).is_some() { line } else { self.sentence(at) };
        (from.max(at.saturating_sub(16))..at).any(|i| self.of_another(i))
    }

    /// First token of the sentence, the paragraph or the item of a list that holds a token.
    pub(super) fn sentence(&self, at: usize) -> usize {
        let tokens = &self.read.tokens;
        let mut first = at;
        while first > 0
            && tokens.get(first).is_some_and(|t| (!t.starts || tokens.word(first - 1) == ":") && t.gap < Gap::Paragraph)
            && tokens.word(first - 1) != ";"
        {
            first -= 1;
        }
        first
    }

    pub(super) fn kin(&self) -> Vec<usize> {
        let mut kin: Vec<usize> =
            self.names.iter().filter(|n| n.party != self.writer).filter_map(|n| n.party).collect();
        kin.sort_unstable();
        kin.dedup();
        kin
    }

    /// How many people but the writer are named, counted to `most`.
    pub(super) fn people_met(&self, most: usize) -> usize {
        let mut met: Vec<usize> = Vec::with_capacity(most);
        for party in self.names.iter().filter_map(|n| n.party).filter(|party| Some(*party) != self.writer) {
            if !met.contains(&party) {
                met.push(party);
            }
            if met.len() == most {
                break;
            }
        }
        met.len()
    }

    /// "Gary on 0.. or me on 0..": a word for the writer stands between the other's name and the number.
    pub(super) fn turned(&self, from: usize, to: usize) -> bool {
        let tokens = &self.read.tokens;
        let (first, last) = (tokens.at_byte(from), tokens.at_byte(to));
        (last.saturating_sub(5).max(first)..last).any(|i| {
            matches!(tokens.fold(i), "me" | "my" | "i'm" | "mine")
                || matches!(tokens.fold(i), "i" | "we") && matches!(tokens.fold(i + 1), "live" | "are")
        })
    }

    /// "done by Carmel": who does a thing does not own its number.
    pub(super) fn is_agent(&self, name: &Owned<Mention>, kind: DataKind) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(name.finding.span.start);
        let by = matches!(tokens.fold(at.wrapping_sub(1)), "by" | "told" | "dear")
            || name.finding.relation == Relation::Greeted;
        kind == DataKind::Reference && by && name.party != self.writer
    }

    /// Another person is named behind it in the same sentence: "born 4/5/1961, that's not me, that's ...".
    pub(super) fn other_follows(&self, span: Span) -> bool {
        let text = self.read.tokens.text;
        let rest = text.get(span.end..).unwrap_or_default();
        let end = span.end
            + rest.find(['\n', ';', '?', '!']).unwrap_or(rest.len()).min(rest.find(". ").unwrap_or(rest.len())).min(60);
        self.others_between(span.end, end)
    }

    /// A number behind the name of a body, with no person on the line.
    pub(super) fn of_body(&self, span: Span) -> bool {
        let tokens = &self.read.tokens;
        let at = tokens.at_byte(span.start);
        let (first, end) = tokens.line(at.min(tokens.len().saturating_sub(1)));
        let range = tokens.span(first, end.saturating_sub(1));
        let sentence = tokens
            .text
            .get(range.start..span.start)
            .and_then(|t| t.rfind(". "))
            .map_or(range.start, |i| range.start + i);
        let person = self.names.iter().any(|n| {
            n.finding.span.start >= sentence && n.finding.span.end <= range.end && n.finding.confidence >= 0.6
        });
        let from = at.saturating_sub(10).max(first);
        let body = (from..at).any(|i| {
            let capital = tokens.get(i).is_some_and(|t| !matches!(t.case, Case::Lower));
            // "Direct" names a way to reach somebody, not a body.
            tokens.has(i, cues::ORG) && capital && tokens.fold(i) != "direct"
                || matches!(tokens.fold(i), "switchboard" | "helpline" | "reception" | "hotline")
        });
        let close = (at.saturating_sub(5).max(first)..at).rev().find(|i| {
            tokens.has(*i, cues::ORG)
                && tokens.fold(*i) != "direct"
                && tokens.get(*i).is_some_and(|t| !matches!(t.case, Case::Lower))
        });
        let straight = close.is_some_and(|i| {
            !self
                .names
                .iter()
                .any(|n| n.finding.span.start >= tokens.span(i, i).start && n.finding.span.end <= span.start)
        });
        let own = (from..at)
            .any(|i| matches!(tokens.fold(i), "my" | "me" | "his" | "her" | "him" | "home" | "mobile" | "tel"));
        let opened =
            tokens.word(at.wrapping_sub(1)) == "(" || matches!(tokens.fold(at.wrapping_sub(1)), "on" | ":" | "at");
        let letterhead = span.end <= self.greeting && body;
        let helpline =
            (from..at).any(|i| matches!(tokens.fold(i), "switchboard" | "helpline" | "reception" | "hotline"));
        (body && !person && (helpline || letterhead) || straight && opened) && !own
    }
}
