//! A small invented mailbox, and an index of it.

use jiff::civil::{Date, date};
use postroom::index::{Entry, FullIndex, IndexedCase, Query, Reader, SearchResult, StaffIndex, State, Which};
use postroom::model::{
    Action, Address, Category, DataKind, Document, DocumentRole, FlagKind, Item, Kind, Mark, Medium, Parsed, Party,
    PartyEvidence, Received, ReceivedBasis, Role, Span, Status, TextFrom,
};
use postroom::redact::{Redacted, restore};
use std::path::Path;

/// One item with what the register would say of it.
pub struct Case {
    pub id: &'static str,
    pub reference: &'static str,
    pub parsed: Parsed,
    pub cases: Vec<IndexedCase>,
    pub flags: Vec<FlagKind>,
}

impl Case {
    /// The entry that the pipeline would pass.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            item_id: self.id,
            reference: self.reference,
            item: &self.parsed.item,
            cases: &self.cases,
            flags: &self.flags,
            status: Status::Ok,
        }
    }

    /// As redaction leaves it where nobody but the writer is met.
    pub fn open(&self) -> Redacted {
        restore(&self.parsed, "third_party", writer(&self.parsed), Vec::new())
    }
}

/// A document of an item.
pub fn document(id: usize, role: DocumentRole, name: &str, text: &str) -> Document {
    Document {
        id,
        parent: None,
        role,
        name: name.into(),
        media_type: "text/plain".into(),
        text_from: TextFrom::Text,
        confidence: None,
        text: text.into(),
        zones: Vec::new(),
        pages: Vec::new(),
        words: Vec::new(),
    }
}

/// A mail with a body, a subject line and perhaps an attachment.
pub fn mail(from: (&str, &str), received: Date, subject: &str, body: &str, attachment: Option<(&str, &str)>) -> Parsed {
    let mut documents =
        vec![document(0, DocumentRole::Body, "body", body), document(1, DocumentRole::Subject, "subject", subject)];
    documents.extend(attachment.map(|(name, text)| document(2, DocumentRole::Attachment, name, text)));
    let item = Item {
        medium: Medium::Email,
        message_id: None,
        from: Some(Address { name: Some(from.0.into()), address: from.1.into() }),
        reply_to: None,
        to: vec![Address { name: None, address: "sscu@penmoor.example".into() }],
        cc: Vec::new(),
        subject: Some(subject.into()),
        date: None,
        received: Received { date: received, at: None, basis: ReceivedBasis::ReceivedHeader },
        references: Vec::new(),
        headers: Vec::new(),
    };
    Parsed { item, documents, problems: Vec::new() }
}

/// The writer as a party, vouched for by the header.
pub fn writer(parsed: &Parsed) -> Vec<Party> {
    let name = parsed.item.from.as_ref().and_then(|a| a.name.clone()).unwrap_or_default();
    let evidence = vec![PartyEvidence { document: None, reason: "writes as From".into(), certain: true }];
    vec![Party { id: 0, name, aliases: Vec::new(), role: Role::Requester, label: "requester".into(), evidence }]
}

/// Marks on every occurrence of `hidden` in every document, for a third party with id 1.
pub fn hide(parsed: &Parsed, hidden: &str, kind: DataKind) -> Vec<Mark> {
    let in_document = |d: &Document| {
        let id = d.id;
        let starts: Vec<usize> = d.text.match_indices(hidden).map(|(at, _)| at).collect();
        starts.into_iter().map(move |at| Mark {
            document: id,
            span: Span::new(at, at + hidden.len()),
            text: hidden.into(),
            kind,
            party: Some(1),
            action: Action::Redact,
            confidence: 1.0,
            detector: "test".into(),
            reason: "third party".into(),
        })
    };
    parsed.documents.iter().flat_map(in_document).collect()
}

/// The writer and one third party.
pub fn parties(parsed: &Parsed, third: &str) -> Vec<Party> {
    let mut parties = writer(parsed);
    parties.push(Party {
        id: 1,
        name: third.into(),
        aliases: Vec::new(),
        role: Role::ThirdParty,
        label: "third party 1".into(),
        evidence: Vec::new(),
    });
    parties
}

fn case(category: Category, kind: Option<Kind>, queue: &str, due: Option<Date>) -> IndexedCase {
    IndexedCase { category, kind, queue: queue.into(), due }
}

/// The mailbox.
pub fn mailbox() -> Vec<Case> {
    vec![
        Case {
            id: "a1",
            reference: "PR-2026-000123",
            parsed: mail(
                ("Mary O'Sullivan", "mary.osullivan@mail.example"),
                date(2026, 4, 17),
                "Missed visits again",
                "Nobody came on Sunday and the carer didn't turn up on Monday.\nYour letter CCG/12/345 says otherwise. Ring me on 01632 960 123.\n\
                 Mary O\u{2019}Sullivan\n4 Elm Row, Penmoor HX8 1QS",
                None,
            ),
            cases: vec![case(Category::Complaint, None, "complaints", Some(date(2026, 4, 22)))],
            flags: vec![],
        },
        Case {
            id: "b2",
            reference: "PR-2026-000124",
            parsed: mail(
                ("Łukasz Zieliński", "lukasz@zielinski.example"),
                date(2026, 5, 2),
                "Copy of my records",
                "Please send my complete-medical-history. My NHS number is 999 123 4551 and I was at the caf\u{e9} when you rang.",
                Some((
                    "proof_of_identity.pdf",
                    "Passport office, Smith-Jones & Partners. National Insurance QQ 12 34 56 C",
                )),
            ),
            cases: vec![case(
                Category::DataProtection,
                Some(Kind::SubjectAccess),
                "information",
                Some(date(2026, 6, 2)),
            )],
            flags: vec![],
        },
        Case {
            id: "c3",
            reference: "PR-2026-001240",
            parsed: mail(
                ("Hyacinth Brathwaite", "h.brathwaite@post.example"),
                date(2026, 9, 30),
                "My mother at Bracken Vale",
                "She has a pres-\nsure sore and is bruised. The physiotherapist is visiting. E-mail me or ring +44 (0)1632 960456.\nThe Sullivans' visits were late. My insurance number is zz 65 43 21 d.",
                None,
            ),
            cases: vec![
                case(Category::Concern, None, "safeguarding", None),
                case(Category::Complaint, None, "complaints", Some(date(2026, 10, 5))),
            ],
            flags: vec![FlagKind::Safeguarding],
        },
        Case {
            id: "d4",
            reference: "PR-2026-000777",
            parsed: mail(
                ("Jo Mc Donald", "jo@press.example"),
                date(2026, 10, 1),
                "Freedom of information: spending",
                "Under the Act, how much was spent on agency carers in 2025/26? Copy to Mr O Sullivan, HX81QT. NHS 9 9 9 1 2 3 4 5 7 8.",
                Some(("agency-spend_2026.xlsx", "total 1234567, invoices 42")),
            ),
            cases: vec![case(Category::Foi, Some(Kind::Foi), "information", Some(date(2026, 10, 29)))],
            flags: vec![],
        },
    ]
}

/// An index of the mailbox with nothing hidden, in a new folder.
pub fn staff_index(cases: &[Case], root: &Path) {
    let (mut index, state) = StaffIndex::open_or_create(&root.join("staff")).expect("a new index");
    assert_ne!(state, State::Ready);
    for case in cases {
        index.put_staff(&case.entry(), &case.open()).expect("put");
    }
    index.complete().expect("complete");
}

/// The full index of the mailbox, in a new folder.
pub fn full_index(cases: &[Case], root: &Path) {
    let (mut index, _) = FullIndex::open_or_create(&root.join("full")).expect("a new index");
    for case in cases {
        index.put_full(&case.entry(), &case.parsed).expect("put");
    }
    index.complete().expect("complete");
}

/// The answer to a query in the staff index.
pub fn ask(root: &Path, text: &str) -> SearchResult {
    let reader = Reader::open(&root.join("staff"), Which::Staff).expect("open");
    reader.search(&Query::new(text, Which::Staff)).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The ids found by a query, sorted.
pub fn found(root: &Path, text: &str) -> Vec<String> {
    let mut ids: Vec<String> = ask(root, text).hits.iter().map(|h| id_of(&h.reference)).collect();
    ids.sort();
    ids
}

/// The id under which an item of the mailbox was put; answers for staff do not hold it.
pub fn id_of(reference: &str) -> String {
    let known = mailbox().into_iter().find(|case| case.reference == reference);
    known.map_or("a1", |case| case.id).to_string()
}
