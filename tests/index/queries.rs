//! What a query finds, as a table: adding a case is adding a line. Mistakes stand in a table of their own with what is said
//! about them.

use super::world::{found, mailbox, staff_index};
use postroom::index::{IndexError, Query, Which, search};

/// Query, and the ids it must find, no more and no fewer.
const FINDS: &[(&str, &str)] = &[
    // Words, their forms, and joining them.
    ("carer", "a1 d4"),
    ("visits", "a1 c3"),
    ("visiting", "a1 c3"),
    ("\"visits\"", "a1 c3"),
    ("\"visit\"", ""),
    ("carer visits", "a1"),
    ("carer AND visits", "a1"),
    ("café OR bruised", "b2 c3"),
    ("carer -sunday", "d4"),
    ("carer NOT sunday", "d4"),
    ("-carer", "b2 c3"),
    ("(café OR bruised) -mother", "b2"),
    ("*", "a1 b2 c3 d4"),
    ("nothingofthekind", ""),
    // Names, with and without apostrophes, accents and hyphens.
    ("O'Sullivan", "a1 d4"),
    ("O\u{2019}Sullivan", "a1 d4"),
    ("osullivan", "a1 d4"),
    ("OSullivan", "a1 d4"),
    ("o sullivan", "a1 d4"),
    ("from:O'Sullivan", "a1"),
    ("Zieliński", "b2"),
    ("zielinski", "b2"),
    ("Lukasz Zielinski", "b2"),
    ("Łukasz", "b2"),
    ("cafe", "b2"),
    ("McDonald", "d4"),
    ("Mc Donald", "d4"),
    ("Smith-Jones", "b2"),
    ("smithjones", "b2"),
    ("\"smith jones\"", "b2"),
    ("jones", "b2"),
    ("didn't", "a1"),
    ("didnt", "a1"),
    // Hyphens and words parted at the end of a line.
    ("complete-medical-history", "b2"),
    ("complete history", "b2"),
    ("\"complete medical history\"", "b2"),
    ("medical", "b2"),
    ("email", "c3"),
    ("\"email me\"", "c3"),
    ("\"e-mail me\"", "c3"),
    ("e-mail", "c3"),
    ("pressure sore", "c3"),
    ("\"pressure sore\"", "c3"),
    // References, numbers and addresses, however spaced.
    ("PR-2026-000123", "a1"),
    ("pr 2026 000123", "a1"),
    ("PR2026000123", "a1"),
    ("PR-2026-123", "a1"),
    ("ref:000124", "b2"),
    ("ref:0124", "b2"),
    ("ref:124", "b2"),
    ("ref:PR-2026-00012*", "a1 b2"),
    ("ref:PR-2026-124", "b2"),
    ("CCG/12/345", "a1"),
    ("ccg 12 345", "a1"),
    ("CCG12345", "a1"),
    ("01632 960123", "a1"),
    ("01632960123", "a1"),
    ("(01632) 960 123", "a1"),
    ("+44 1632 960123", "a1"),
    ("01632 960456", "c3"),
    ("\"+44 1632 960 456\"", "c3"),
    ("HX8 1QS", "a1"),
    ("hx81qs", "a1"),
    ("hx8 1qt", "d4"),
    ("hx8*", "a1 d4"),
    ("999 123 4551", "b2"),
    ("9991234551", "b2"),
    ("999-123-4551", "b2"),
    ("9991234578", "d4"),
    ("QQ123456C", "b2"),
    ("qq 12 34 56 c", "b2"),
    ("\"qq 12 34 56 c\"", "b2"),
    ("ZZ654321D", "c3"),
    ("zz654321d", "c3"),
    ("zz 65 43 21 d", "c3"),
    ("ZZ 654321 D", "c3"),
    ("\"ZZ65 4321D\"", "c3"),
    ("mary.osullivan@mail.example", "a1"),
    ("@mail.example", "a1"),
    // Phrases, nearness, beginnings, slips.
    ("\"turn up\"", "a1"),
    ("\"up turn\"", ""),
    ("\"carer turn\"~2", "a1"),
    ("\"carer Monday\"~2", ""),
    ("physio*", "c3"),
    ("complete-med*", "b2"),
    ("o'sul*", "a1 d4"),
    ("Brathwate~", "c3"),
    ("zeilinski~", "b2"),
    ("Sulivan~1", "a1 d4"),
    ("Sulivan~", "a1 c3 d4"),
    // Fields.
    ("from:zielinski", "b2"),
    ("from:post.example", "c3"),
    ("subject:visits", "a1"),
    ("place:hx8", "a1 d4"),
    ("place:HX81QS", "a1 d4"),
    ("place:\"hx8 1qs\"", "a1 d4"),
    ("body:visits", "c3"),
    ("subject:(visits OR records)", "a1 b2"),
    ("subject:\"missed visits\"", "a1"),
    ("file:agency-spend", "d4"),
    ("file:xlsx", "d4"),
    ("category:complaint", "a1 c3"),
    ("Category: complaint", "a1 c3"),
    ("category:data-protection", "b2"),
    ("category:(foi OR data_protection)", "b2 d4"),
    ("kind:subject_access", "b2"),
    ("queue:complaints", "a1 c3"),
    ("flag:safeguarding", "c3"),
    ("medium:email -has:attachment", "a1 c3"),
    ("has:attachment", "b2 d4"),
    ("status:ok category:foi", "d4"),
    // Days.
    ("received:2026-04", "a1"),
    ("received:2026-04..2026-09", "a1 b2 c3"),
    ("date:2026-09-30", "c3"),
    ("received:30/09/2026", "c3"),
    ("received:>2026-09", "d4"),
    ("received:>=2026-09-30", "c3 d4"),
    ("received:..2026-05-02", "a1 b2"),
    ("received:2026", "a1 b2 c3 d4"),
    ("due:<2026-06-02", "a1"),
    ("due:<=2026-06-02", "a1 b2"),
    ("due:2026-10", "c3 d4"),
    ("visits received:2026-09 category:complaint", "c3"),
    // Odd signs that are no mistake.
    ("Re: visits", ""),
    ("\u{201c}turn up\u{201d}", "a1"),
    ("visits?", "a1 c3"),
    ("12:30", ""),
    ("2025/26", "d4"),
];

#[test]
fn queries_find_exactly_what_they_should() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let mut wrong = Vec::new();
    for (query, expected) in FINDS {
        let ids = found(root.path(), query).join(" ");
        if ids != *expected {
            wrong.push(format!("{query}: expected [{expected}], found [{ids}]"));
        }
    }
    assert!(FINDS.len() > 100, "the table was not read");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), FINDS.len(), wrong.join("\n"));
}

/// Query, what the error must say, the characters it points at, and what it suggests.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("", "nothing to search for", "", ""),
    ("   ", "nothing to search for", "", ""),
    ("&&& ---", "nothing to search for", "", ""),
    ("categroy:complaint", "There is no field `categroy`", "categroy:", "category:"),
    ("form:smith", "There is no field `form`", "form:", "from:"),
    ("wibble:smith", "There is no field `wibble`", "wibble:", ""),
    (
        "category:complain",
        "`complain` is not one of the words of this field: complaint, concern",
        "complain",
        "complaint",
    ),
    ("kind:subject-acess", "not one of the words", "subject-acess", "subject_access"),
    ("carer \"turn up", "never closed", "\"", ""),
    ("(carer OR nurse", "never closed", "(", ""),
    ("carer)", "closes nothing", ")", ""),
    ("carer ()", "nothing between these brackets", "(", ""),
    ("carer OR", "OR needs something behind it", "OR", ""),
    ("OR carer", "OR needs something before it", "OR", ""),
    ("carer AND OR nurse", "AND needs something behind it", "AND", ""),
    ("AND", "AND needs something before it", "AND", ""),
    ("carer NOT", "NOT needs something behind it", "NOT", ""),
    ("c*rer", "only at the end of a word", "c*rer", ""),
    ("*arer", "only at the end of a word", "*arer", ""),
    ("c*", "at least 2 letters", "c*", ""),
    ("ab~", "at least 3 letters", "ab~", ""),
    ("carer~7", "only 1 or 2", "carer~7", ""),
    ("\"carer late\"~999", "up to 100", "\"carer late\"~999", ""),
    ("\"carer la\"*", "cannot follow a phrase", "\"carer la\"*", ""),
    ("\"...\"", "no letter or digit", "\"...\"", ""),
    ("received:2026-13", "no day, month or year", "2026-13", ""),
    ("received:2026-02-30", "no day, month or year", "2026-02-30", ""),
    ("received:yesterday", "no day, month or year", "yesterday", ""),
    ("received:2026-09..2026-04", "ends (2026-04-30) before it starts (2026-09-01)", "2026-09..2026-04", ""),
    ("received:..", "neither a first nor a last day", "..", ""),
    ("received:>", "This is no day", ">", ""),
    ("received:[2026-01 TO 2026-02]", "no day, month or year", "[2026-01", ""),
    ("provider:lar*", "`*` does not work in this field", "lar*", ""),
    ("place:hx~", "`~` does not work in this field", "hx~", ""),
    ("due:", "This field has no value", "due:", ""),
    ("subject:(from:smith)", "inside the brackets of another field", "from:", ""),
    ("(((((((((((carer)))))))))))", "deeper than 10", "(", ""),
];

#[test]
fn mistakes_are_told_with_place_and_way_out() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let mut told = 0;
    for (query, says, place, suggestion) in MISTAKES {
        let error = match search(root.path(), &Query::new(*query, Which::Staff)) {
            Err(IndexError::Query(error)) => error,
            other => panic!("{query}: expected a mistake, got {other:?}"),
        };
        assert!(error.message.contains(says), "{query}: {}", error.message);
        let at: String =
            error.place.clone().map_or(String::new(), |p| query.chars().skip(p.start).take(p.len()).collect());
        assert_eq!(at, *place, "{query}: {error}");
        assert_eq!(error.suggestion.as_deref().unwrap_or_default(), *suggestion, "{query}: {error}");
        told += 1;
    }
    assert!(told > 20);
}

#[test]
fn a_mistake_is_shown_under_the_query() {
    let error = search(std::path::Path::new("nowhere"), &Query::new("late categroy:complaint", Which::Staff))
        .expect_err("a mistake");
    insta::assert_snapshot!(error.to_string());
}

#[test]
fn what_is_taken_otherwise_than_meant_is_said() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let cases = [
        ("carer and visits", "`and` was searched for as a word"),
        ("carer & visits", "`&` was left out"),
        ("queue:nowhere", "No item has ever been in a queue named `nowhere`"),
        ("provider:nowhere", "No text names a provider with `nowhere` in its name"),
        ("place:zz9", "No text names the postcode district `zz9`"),
        ("place:hx", "first half of a postcode"),
        ("status:quarantined", "postroom show --quarantine"),
        ("carer || visits", "Write OR to find either"),
        ("!carer visits", "Write -carer to leave it out"),
        ("vis?ts", "`?` in `vis?ts` stands for nothing"),
        ("visits^2", "`^` in `visits^2` stands for nothing"),
        ("received:2026-01 TO 2026-02", "Write a range of days as 2026-04..2026-09"),
    ];
    for (query, notice) in cases {
        let answer = super::world::ask(root.path(), query);
        assert!(answer.notices.iter().any(|n| n.contains(notice)), "{query}: {:?}", answer.notices);
    }
    for plain in ["carer visits", "visits?", "http://post.example/a?b=1", "place:hx8", "place:\"HX8 1QS\""] {
        let notices = super::world::ask(root.path(), plain).notices;
        assert!(notices.is_empty(), "{plain}: {notices:?}");
    }
}
