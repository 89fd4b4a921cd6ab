//! Names by origin and by what stands beside them, and capitalised words that are no names. A new case is a new line.

use super::{covered, letter, marked};
use postroom::model::Action;

/// What stands between « and » must be found whole and hidden.
const FOUND: &[(&str, &str)] = &[
    ("South Asian", "I spoke to «Farida Begum» and «Gurdeep» about it."),
    ("South Asian", "My neighbour «Mohinder Singh Sandhu» helps."),
    ("South Asian", "The visit by «Nasreen Iqbal» was late and «Tariq» was rude."),
    ("South Asian", "Ask Mr «Bashir» or «Lakshmi Venkataraman»."),
    ("Polish", "We met «Agnieszka Wiśniewska» and «Wojciech»."),
    ("Polish", "Mrs «Wróblewska» told «Paweł Szymański»."),
    ("Ukrainian", "«Olena Shevchenko» came with «Oleksandr»."),
    ("Ukrainian", "The lodger, «Vasyl Kovalenko», saw it."),
    ("Irish", "«Siobhán Ní Bhriain» and Sister «O'Hanlon» were kind."),
    ("Irish", "I told «Aoife» and «Declan Murphy» so."),
    ("African", "«Oluwaseun Adeyemi» rang, then «Chidi Okafor»."),
    ("African", "Nurse «Oyelaran» and «Kwabena Asante-Boateng» came."),
    ("African", "My aunt «Wanjiku Nyambura» is 80."),
    ("Caribbean", "«Delroy Facey» and Miss «Hyacinth Brathwaite» wrote."),
    ("Caribbean", "My friend «Winston» was there."),
    ("Kurdish", "My son «Rezan» and «Baran Demir» were there."),
    ("Kurdish", "He met «Yusuf Barzani» outside."),
    ("English", "I rang «Doreen Battersby» and Mr «Murgatroyd»."),
    ("English", "«Norman Sykes» has four calls a day."),
    ("a word", "The carer, «Blessing», came with «Joy»."),
    ("a word", "I told «Grace» and she said «Mark» would look at it."),
    ("a word", "«Rose» did the meds and «Will» came late."),
    ("a word", "Sister «Ward» and Dr «Field» spoke with Mrs «Price»."),
    ("a word", "There was a carer called «Comfort», who is kind."),
    ("a word", "My brother «Bill Pope» is not the Pope."),
    (
        "small letters",
        "my dad «abdul hussain» is 76 and my sister «zaynab» was there. the worker is called «jan» and mr «bashir» saw it all happen.",
    ),
    ("small letters", "i spoke to «wojciech» and my brother «haroon» about the bill and nobody rang back."),
    ("small letters", "i have looked after «frank» 14 years and nobody ever asked how i am, my back is bad."),
    ("small letters", "i am so sorry about tuesday. «peter» is not himself since it was found. he shouts."),
    ("a text's end", "same chair, same legs that don't work.\n\n«kit»"),
    ("all capitals", "WOMAN CALLED «PRUDENCE» SAID SHE HAD THEM. THEN MRS «AKHTAR» SAID NO."),
    ("forms", "Name: «Derrick Osei»     Known as: «Del»\nAllocated worker: «Wojciech Baran»"),
    ("forms", "Service user: «Mavis Price»\nNext of kin: «Chantelle Price»"),
    ("headers", "From: «Craig Hanson» <craig.hanson@mailbox.example>\nSent: today\n\nHello"),
    ("greeting", "Dear Ms «Ackroyd-Singh»,\n\nThank you."),
    ("greeting", "Hi «Nikki»,\n\nthanks for that."),
    ("spread", "I met «Rob Field». Mr «Feild» sat. «Field»'s letter. «R. Field» wrote."),
    ("spread", "My mother «Halina Wiśniewska». Mrs «Wisniewska» is well; «HALINA» sleeps."),
    ("spread", "Sister «Bernadette\nCross» came. Mrs «Cross» left. «Bernadette»'s coat."),
    ("misread", "I write about «lvanka». Ivanka is here."),
    ("initials", "Complaint for «K.O.» and Mr «Okoro» wrote."),
];

/// Nothing here is anybody's name.
const SPARED: &[&str] = &[
    "Dear Sir or Madam,\n\nI write to Adult Social Care about the Care Act 2014.",
    "She attends Rose Court and Grace House near Will Street.",
    "Bracken Vale Home Care and the Royal Infirmary were told in May and June.",
    "He has Parkinson's and Alzheimer's, she has Down's syndrome.",
    "It will be done in march, may be later. Hope this helps. Bill us then.",
    "On Monday and at Easter the Freedom of Information Act was cited.",
    "Kind regards, the Customer Standards Team",
    "The Polish club and the Turkish shop speak English and Urdu.",
    "we had no joy at all and the grace period was long, by dawn it rose.",
];

#[test]
fn names_of_every_origin_are_found_and_hidden() {
    let mut tried = 0;
    let mut missed = Vec::new();
    for (origin, text) in FOUND {
        let (plain, spans) = marked(text);
        let redacted = letter(&plain);
        for span in spans {
            tried += 1;
            if !covered(&redacted, &plain, span, |m| m.action != Action::Keep) {
                let marks: Vec<_> = redacted.marks().iter().map(|m| (m.action, m.text.as_str())).collect();
                missed.push(format!("{origin}: {:?} in {plain:?}: {marks:?}", span.of(&plain)));
            }
        }
    }
    assert!(tried > FOUND.len() && missed.is_empty(), "{} of {tried} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn words_that_are_no_names_are_left_alone() {
    let mut wrong = Vec::new();
    for text in SPARED {
        wrong.extend(letter(text).marks().iter().map(|m| format!("{text:?}: {:?} ({})", m.text, m.detector)));
    }
    assert!(!SPARED.is_empty() && wrong.is_empty(), "{}", wrong.join("\n"));
}
