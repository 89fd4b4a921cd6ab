//! Who is met in an item besides the writer: what decides whether a number can be anybody's but the writer's. It looks at the
//! whole item and never at one number.

use super::people::Person;
use super::{Owned, Read};
use crate::model::{Parsed, Role};
use crate::redact::cues;
use crate::redact::names::{Mention, Relation};
use crate::redact::text::{Case, Tokens};

/// Who is met in an item besides the writer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Company {
    /// Nobody is met to whom numbers could belong but the writer.
    pub(super) alone: bool,
    /// The writer speaks of nobody as their own and writes for nobody else.
    pub(super) unclaimed: bool,
    /// The writer writes for somebody else.
    pub(super) by_proxy: bool,
    /// The writer writes for nobody else and speaks of no kin or client of their own.
    pub(super) standing: bool,
    /// The same, and the writer speaks of no man or woman at all.
    pub(super) quiet: bool,
    /// Somebody is spoken of by a word for people: kin, a neighbour, a lady.
    pub(super) spoken_of: bool,
    /// The same as `standing`, and the writer names a matter of their own.
    pub(super) own_matter: bool,
}

/// Looks whether an item speaks of anybody to whom numbers could belong but the writer: kin, named or not, clients, people of
/// forms, and whoever the writer writes for.
pub(super) fn company(parsed: &Parsed, reads: &[Read<'_>], people: &[Person], names: &[Owned<Mention>]) -> Company {
    let writer = people.iter().position(|p| p.role == Role::Requester && p.proved);
    let could_own = |n: &Owned<Mention>| {
        let relation = matches!(n.finding.relation, Relation::Kin { .. } | Relation::Field(_));
        let header = n.document == 0 && n.finding.relation == Relation::None && n.finding.titled;
        n.party != writer && (relation || header && !at_work(names, n.party))
    };
    let by_proxy = reads.iter().any(|r| writes_for_another(&r.tokens));
    let kin = reads.iter().any(|r| speaks_of_kin(&r.tokens));
    let forms = reads.iter().any(|r| r.form.as_ref().is_some_and(super::form::Form::tells_of_another));
    let attached = parsed.documents.iter().any(|d| d.role == crate::model::DocumentRole::Attachment);
    let doubtful = names.iter().any(|n| n.party == writer && !n.certain && n.finding.words.len() > 1);
    let own_kin = reads.iter().any(|r| speaks_of_own_kin(&r.tokens));
    let unclaimed = !by_proxy && !own_kin && !forms && !attached && !names.iter().any(could_own);
    let standing = writer.is_some() && !by_proxy && !own_kin && !forms && !attached;
    let own_matter = standing && reads.first().is_some_and(|r| tells_of_own_matter(&r.tokens));
    let spoken_of = reads.iter().any(|r| speaks_of_people(&r.tokens));
    let quiet = standing && !reads.first().is_some_and(|r| speaks_of_anybody(&r.tokens, r.written_end));
    Company {
        alone: writer.is_some() && unclaimed && !kin && !doubtful,
        unclaimed,
        by_proxy,
        standing,
        quiet,
        spoken_of,
        own_matter,
    }
}

/// Kin or clients, named or not.
fn speaks_of_kin(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).any(|at| {
        let title = tokens.has(at, cues::TITLE) && tokens.get(at).is_some_and(|t| t.case != Case::Lower);
        let user = matches!(tokens.fold(at), "user" | "constituent" | "customer" | "lady" | "gentleman" | "deceased");
        tokens.has(at, cues::KIN) && !title || user
    })
}

/// "my mother", "our client": somebody the letter may be about.
fn speaks_of_own_kin(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).any(|at| {
        let before = |words: &[&str]| (at.saturating_sub(3)..at).any(|i| words.contains(&tokens.fold(i)));
        let client = matches!(tokens.fold(at), "client" | "patient" | "resident" | "tenant" | "user" | "constituent");
        let distant =
            matches!(tokens.fold(at), "friend" | "friends" | "neighbour" | "mate" | "pal" | "landlord" | "flatmate");
        let tied = tokens.has(at, cues::KIN) && !client && !distant && before(&["my", "our"]);
        tied || client && before(&["my", "our", "the", "this", "service"])
            || matches!(tokens.fold(at), "mum" | "dad" | "mam" | "nan")
    })
}

/// Matters of a person that a council deals with.
const MATTERS: &[&str] = &[
    "account",
    "adaptation",
    "adaptations",
    "application",
    "appointment",
    "appeal",
    "assessment",
    "assessments",
    "badge",
    "bill",
    "bills",
    "budget",
    "call",
    "calls",
    "care",
    "carer",
    "carers",
    "case",
    "charge",
    "charges",
    "complaint",
    "complaints",
    "correspondence",
    "data",
    "disability",
    "documents",
    "equipment",
    "file",
    "files",
    "grant",
    "hours",
    "information",
    "invoice",
    "invoices",
    "needs",
    "notes",
    "package",
    "paperwork",
    "papers",
    "pass",
    "payment",
    "payments",
    "permit",
    "personal",
    "plan",
    "record",
    "records",
    "reference",
    "referral",
    "rehab",
    "request",
    "review",
    "situation",
    "statement",
    "statements",
    "support",
    "visit",
    "visits",
    "wheelchair",
    "worker",
];

/// "a gentleman", "my neighbour": somebody who may be whom it is about. "I am a tenant" says it of the writer.
fn speaks_of_people(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).any(|at| {
        let own = matches!(tokens.fold(at.wrapping_sub(1)), "a" | "an")
            && matches!(tokens.fold(at.wrapping_sub(2)), "am" | "been" | "as" | "i'm" | "was");
        let title = tokens.has(at, cues::TITLE) && tokens.get(at).is_some_and(|t| t.case != Case::Lower);
        let noun = matches!(
            tokens.fold(at),
            "man"
                | "woman"
                | "lady"
                | "gentleman"
                | "bloke"
                | "chap"
                | "girl"
                | "boy"
                | "couple"
                | "friend"
                | "neighbours"
        );
        !own && (noun || tokens.has(at, cues::KIN) && !title)
    })
}

/// "he", "her": somebody is spoken of.
fn speaks_of_anybody(tokens: &Tokens<'_>, end: usize) -> bool {
    let anybody =
        |at: usize| matches!(tokens.fold(at), "he" | "she" | "him" | "his" | "her" | "hers" | "he's" | "she's");
    (0..tokens.len()).take_while(|at| tokens.get(*at).is_some_and(|t| t.span.start < end)).any(anybody)
}

/// "my records", "what you hold about me": the writer asks or complains for themselves.
fn tells_of_own_matter(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).any(|at| match tokens.fold(at) {
        "my" => {
            let thing = (at + 1..at + 5).find(|i| MATTERS.contains(&tokens.fold(*i)));
            thing.is_some_and(|t| {
                (at + 1..t).all(|i| {
                    !tokens.has(i, cues::KIN | cues::VERB)
                        && tokens.get(i).is_some_and(|k| k.case != Case::Mark && !k.possessive)
                })
            })
        }
        "me" => {
            let on = matches!(tokens.fold(at.wrapping_sub(1)), "about" | "on" | "regarding" | "concerning");
            on && (at.saturating_sub(9)..at).any(|i| {
                matches!(
                    tokens.fold(i),
                    "hold"
                        | "holds"
                        | "held"
                        | "have"
                        | "records"
                        | "information"
                        | "data"
                        | "files"
                        | "file"
                        | "notes"
                        | "got"
                        | "keep"
                )
            })
        }
        _ => false,
    })
}

/// "on behalf of", "we act for", "her attorney": the writer is not whom it is about.
fn writes_for_another(tokens: &Tokens<'_>) -> bool {
    (0..tokens.len()).any(|at| {
        let next = tokens.fold(at + 1);
        match tokens.fold(at) {
            "behalf" => !matches!(tokens.fold(at.wrapping_sub(1)), "my" | "our" | "own"),
            "attorney" | "executor" | "executrix" | "executors" | "appointee" | "deputy" | "deputyship" | "lpa"
            | "guardian" | "probate" => true,
            "act" | "acting" | "instructed" | "write" | "writing" => next == "for",
            _ => false,
        }
    })
}

/// True where some mention of the party speaks of somebody at work, or greeted by the writer.
pub(super) fn at_work(names: &[Owned<Mention>], party: Option<usize>) -> bool {
    let works = |n: &Owned<Mention>| match n.finding.relation {
        Relation::Staff(_) | Relation::Care(_) => true,
        Relation::Greeted => !n.finding.quoted,
        _ => false,
    };
    names.iter().any(|n| n.party == party && works(n))
}
