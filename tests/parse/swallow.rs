//! No zone ever covers what the writer wrote now: a false "quoted", "signature" or "disclaimer" over it would silence an
//! alert. Sentences of people in trouble are set into every odd place of a mail or letter and must be left as written.

use super::{read, squeezed};
use postroom::model::{Document, ZoneKind};
use proptest::prelude::*;

/// What people write, much of it in the shape of something else.
const SAID: &[&str] = &[
    "The carer hit my mother.",
    "mum was hit again",
    "She has bruises on her arms",
    "Nobody came on Monday",
    "HELP ME PLEASE",
    "he locks her in at night",
    "I am frightened of my son and this email is private, please do not ring the house.",
    "This email is confidential, please do not tell my husband, he reads my post.",
    "My mother was given the wrong tablets in error, please contact me.",
    "Please ring me on 01632 960123 because he took her phone",
    "On Monday the carer wrote: all well. It was not.",
    "On 3 March 2026 the manager wrote:",
    "From: the day he moved in she has not eaten.",
    "Dear God he hit her",
    "Thanks for nothing, she is still on the floor.",
    "Your staff left her on the floor",
    "Yours is the third letter that I have had and nobody has come",
    "Sent from hospital to an empty house, she fell",
    "Best thing would be if you came today",
    "Love is not what he calls it, he hurts me",
    "To be honest she was left alone all weekend",
    "He said if you tell them I will kill you",
    "If you are not able to come I do not know what I will do.",
    "They have opened my letters and the views of my family were never asked.",
    "I want to end my life",
    "We were sent a letter meant for another family, we should not have it",
];

/// What stands before the sentence. `\n` ends a line.
const BEFORE: &[&str] = &[
    "",
    "Dear Sir or Madam,\n\n",
    "Hi\n",
    "Thank you for your letter.\n\n",
    "Thanks\n\n",
    "Thanks,\n",
    "Kind regards\n",
    "--\n",
    "__\n",
    "----------\n",
    "I write about the home care.\n\nKind regards\n\nAnn Archer\n\n",
    "Yours sincerely\nAnn Archer\nPS\n",
    "> Did anybody come on Sunday evening or on Monday morning as it was planned with you\n",
    "> Did he come?\n",
    "CAUTION: This email originated from outside of the organisation. Do not click links or open attachments.\n\n",
    "Sent from my iPhone\n\n",
    "Please see my answers below in red.\n\nFrom: Bob Bell <bob@x.example>\nSent: 02 March 2026 09:00\nTo: Ann\nSubject: Visit\n\nDid he come?\n",
];

/// What stands after it.
const AFTER: &[&str] = &[
    "",
    "\n",
    "\n\nAnn Archer",
    "\n\nKind regards\n\nAnn Archer\nTel: 01632 960123",
    "\nthanks\nann",
    "\n\nOn Mon, 2 Mar 2026 at 09:00, Bob Bell <bob@x.example> wrote:\n> Shall I come?",
    "\n\nSent from my iPhone",
    "\n> And on Tuesday?\n> Bob",
    "\n\nThis email and any attachments are confidential and intended solely for the use of the individual to whom they are addressed. If you are not the intended recipient you must not copy it.",
    "\n\n-----Original Message-----\nFrom: Bob\n\nShall I come?",
];

/// The zone other than the body that covers a part of these words, if any.
fn swallowed(document: &Document, said: &str) -> Option<ZoneKind> {
    let at = document.text.find(said)?;
    (at..at + said.len()).find_map(|byte| document.zone_at(byte))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_the_writer_says_is_left(
        before in proptest::sample::select(BEFORE),
        said in proptest::sample::select(SAID),
        second in proptest::sample::select(SAID),
        after in proptest::sample::select(AFTER),
        apart in proptest::sample::select(&["\n", "\n\n", " "][..]),
    ) {
        let body = format!("{before}{said}{apart}{second}{after}");
        let mail = format!("From: Ann Archer <ann@x.example>\nTo: b@x.example\nSubject: Care\nContent-Type: text/plain; charset=utf-8\n\n{body}\n");
        for (name, bytes) in [("case.eml", mail), ("case.txt", body.clone())] {
            let document = read(name, bytes).documents.remove(0);
            for words in [said, second] {
                prop_assert!(document.text.contains(words), "{name}: the words are not there\n{}", document.text);
                prop_assert_eq!(swallowed(&document, words), None, "{}: {:?}\n---\n{}\n{:?}", name, words, body, document.zones);
            }
        }
    }

    /// Zones begin and end at characters, lie inside the text and in order, whatever the text.
    #[test]
    fn zones_fit_any_text(lines in proptest::collection::vec(
        proptest::string::string_regex("(>|> >|--|From: |On .{0,20} wrote:|Dear .{0,10}|Thanks|.{0,60}|\u{e9}\u{4e2d}.{0,9})").expect("a pattern"), 0..30)
    ) {
        let body = lines.join("\n");
        let document = read("case.txt", format!("x\n{body}")).documents.remove(0);
        let mut last = 0;
        for zone in &document.zones {
            prop_assert!(document.text.get(zone.span.start..zone.span.end).is_some_and(|t| !t.is_empty()));
            prop_assert!(zone.span.start >= last);
            last = zone.span.start;
        }
    }
}

#[test]
fn html_that_only_moves_words_in_or_into_a_signature_leaves_them_as_written() {
    let cases = [
        (
            "<p>Hello</p><blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">The carer hit my mother.</blockquote>",
            "The carer hit my mother.",
        ),
        (
            "<p>Hello</p><div id=\"Signature\"><p>Ann Archer</p><p>She was left on the floor all night.</p></div>",
            "She was left on the floor",
        ),
        (
            "<blockquote type=cite>Did he come?</blockquote><p>No, he hit her.</p><blockquote type=cite>And then?</blockquote><p>He left.</p>",
            "No, he hit her.",
        ),
        (
            "<p>Hello</p><div class=gmail_quote>On Mon, 2 Mar 2026 at 09:00, Bob &lt;b@x.example&gt; wrote:<blockquote class=gmail_quote>Did he come?</blockquote><div>He hit her.</div></div>",
            "He hit her.",
        ),
        ("<table><tr><td>Message</td><td>He hit her again on Monday</td></tr></table>", "He hit her again on Monday"),
    ];
    for (html, said) in cases {
        let mail = format!(
            "From: a@x.example\nTo: b@x.example\nSubject: Care\nContent-Type: text/html; charset=utf-8\n\n{html}\n"
        );
        let document = read("case.eml", mail).documents.remove(0);
        assert!(squeezed(&document.text).contains(said), "{html}\n{}", document.text);
        assert_eq!(swallowed(&document, said), None, "{html}\n{}\n{:?}", document.text, document.zones);
    }
}
