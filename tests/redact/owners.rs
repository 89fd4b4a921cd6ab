//! Nothing is kept on one fact: letters in which somebody else's data stands where the writer's usually does, and the property
//! that no number without words about it is kept in a letter that speaks of another person.

use super::{item, run};
use postroom::model::Action;
use postroom::redact::Declaration;
use proptest::prelude::*;

/// Who writes, the text, and what must never be kept.
const TRAPS: &[(Option<(&str, &str)>, &str, &[&str])] = &[
    (
        Some(("Council forms", "noreply@forms.penmoor.example")),
        "Your name: Colin Sugden\nYour email: colin.sugden@mailbox.example\nRelationship: son\nName: Hilda Sugden\nDate of birth: 17/05/1936\nNHS number: 999 821 9930\nAddress: 14 Hawthorn Avenue, Penmoor\nPostcode: HX8 1QS\nPhone: 01632 960 123\nWhat happened: Nobody came to my mother.",
        &["Hilda Sugden", "17/05/1936", "999 821 9930", "14 Hawthorn Avenue, Penmoor", "HX8 1QS", "01632 960 123"],
    ),
    (
        Some(("", "noreply@forms.penmoor.example")),
        "About you\nName: Colin Sugden\nPhone: 07700 900 111\nAbout the person who needs help\nName: Hilda Sugden\nDate of birth: 17/05/1936\nAddress: 14 Hawthorn Avenue, Penmoor\nTelephone: 01632 960 123",
        &["Hilda Sugden", "17/05/1936", "14 Hawthorn Avenue, Penmoor", "01632 960 123"],
    ),
    (
        Some(("Colin Sugden", "colin.sugden@mailbox.example")),
        "Name: Hilda Sugden\nDOB: 17/05/1936\nNHS no: 999 821 9930\nAddress: 14 Hawthorn Avenue\n\nShe needs a bath lift.\n\nColin Sugden",
        &["Hilda Sugden", "17/05/1936", "999 821 9930", "14 Hawthorn Avenue"],
    ),
    (
        None,
        "3 March 2026\n\nDear Sirs,\n\nWe have lived here for forty years and the ramp is broken.\n\nYours faithfully\n\nEthel Thackray and Walter Busfield",
        &["Walter Busfield"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "There is a white van YK66 ZTO across my drive every morning.\n\nAnn Hirst",
        &["YK66 ZTO"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "I saw the red Fiesta YK66 ZTO hit the fence. I was told to report it.\n\nAnn Hirst",
        &["YK66 ZTO"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Please ring. My mother's number is 01632 960 123.\n\nAnn Hirst",
        &["01632 960 123"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Mum has had no visit. Her details are below.\n\nAnn Hirst\nNHS 999 821 9930\nDOB 17.5.36",
        &["999 821 9930", "17.5.36"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Please see to it.\n\nAnn Hirst\nfor Hilda Sugden, 14 Hawthorn Avenue, Penmoor, 01632 960 123",
        &["Hilda Sugden", "14 Hawthorn Avenue, Penmoor", "01632 960 123"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Thanks.\n\nAnn Hirst\n(mum: 14 Hawthorn Avenue, 01632 960 123)",
        &["14 Hawthorn Avenue", "01632 960 123"],
    ),
    (
        Some(("Nana Boateng", "nana.b@mailbox.example")),
        "My brother Kofi Antwi has died. Stop the bills.\n\nNana Boateng\n07700 900 736\nYour ref: EM/HC/004417/AN",
        &["Kofi Antwi", "EM/HC/004417/AN"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "yes that is fine\n\nOn Tue, 3 Mar 2026, Carol Dyson <carol.dyson@penmoor.example> wrote:\n> I will come to 14 Hawthorn Avenue.\n> Carol Dyson\n> 01632 960 917\n>\n>> Hilda Sugden\n>> 01632 960 123",
        &["Carol Dyson", "01632 960 917", "Hilda Sugden", "01632 960 123"],
    ),
    (
        Some(("June Tranter", "june.tranter@mailbox.example")),
        "I want to thank June. June Ogden came at nine.\n\nJune Tranter",
        &["June Ogden"],
    ),
    (
        Some(("Joiner", "info@roofing.example")),
        "We are doing the roof at 70 Cinder Hill, Cragford. The old man has no heating.\n\nNigel Crowther",
        &["70 Cinder Hill, Cragford"],
    ),
    (
        Some(("Beatrix Lamming", "b.lamming@lammingfrost.example")),
        "Our client was born on 31 May 2004.\nOur ref: BL/AKE/3391\n\nI act for him under NHS number 999 821 9930.\n\nBeatrix Lamming\nPartner, Lamming Frost LLP",
        &["31 May 2004", "BL/AKE/3391", "999 821 9930"],
    ),
    (
        None,
        "Information Commissioner's Office\nCase reference IC-448120-T7M2\n\n10 November 2026\n\nWe have a complaint about you.\n\nGwendolen Afolabi\nCase Officer",
        &["IC-448120-T7M2"],
    ),
    (None, "Siobhan Bhriain and Sister O'Hanlon were kind to all of them.", &["Siobhan Bhriain", "O'Hanlon"]),
    (
        Some(("Sue Booth", "sue.booth@mailbox.example")),
        "see below\n\nOn Tue, 27 Oct 2026, Lynne Sugden <lynne.sugden@penmoor.example> wrote:\n> Dear Mr Booth\n> We will see Mr Booth at 44 Quarry Bank.",
        &["Booth", "44 Quarry Bank"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "I am writing about my father. Born 17 May 1936, NI number JM 20 44 18 B, sort code 20-00-00, account 55779911.\n\nAnn Hirst",
        &["17 May 1936", "JM 20 44 18 B", "20-00-00", "55779911"],
    ),
    (
        None,
        "On the sheet I read: Adrian Hollis, born 1 January 1975, of Leeds. I am Adriano Hollis and it is not mine.\n\nYours faithfully\n\nAdriano Hollis",
        &["Adrian Hollis,", "1 January 1975"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "He is at home again.\n\nAnn Hirst 07700 900 940\nThe Nook, Kiln Lane, Marlingford, NHS 999 718 1476",
        &["The Nook, Kiln Lane", "999 718 1476"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "I was asked to pay Bracken Care. Sort code 20-00-00, account 55779911.\n\nAnn Hirst",
        &["20-00-00", "55779911"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Wayne heard it all. Wayne will back me up: 07700 900 693.\n\nAnn Hirst",
        &["07700 900 693"],
    ),
    (
        Some(("Hilda Sugden", "h.sugden@mailbox.example")),
        "Hilda Sugden has had no visit for a week. I asked the office twice.\n\nColin",
        &["Hilda Sugden"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Please ring me or the warden on 01632 960 123. My cleaner is at 14 Hawthorn Avenue.\n\nAnn Hirst",
        &["01632 960 123", "14 Hawthorn Avenue"],
    ),
    (
        Some(("Ken Lumb", "ken.lumb@mailbox.example")),
        "The payment is for my son, Ken Lumb junior. Ken Lumb was born on 19 August 1990.\n\nK Lumb",
        &["19 August 1990"],
    ),
    (None, "Please ring my nephew about it.\nDirect: 01632 960 123\n\nAnn Hirst", &["01632 960 123"]),
    (None, "Please ring my nephew about it.\n01632 960 123 is the one.\n\nAnn Hirst", &["01632 960 123"]),
    (Some(("Keith Lumb", "lumbs@mailbox.example")), "Keith Lumb cannot write.\n\nKenneth Lumb", &["Keith Lumb"]),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Please see to it.\n\nAnn Hirst\n\nPS the lady next door can be had on\n01632 960 123",
        &["01632 960 123"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "We are at 46 Cinder Hill, the people at 64 Cinder Hill get my letters.\n\nAnn Hirst",
        &["64 Cinder Hill"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "It was registered on my name alone, OPG reference 7004-8215-3360. Dad cannot sign.\n\nAnn Hirst",
        &["7004-8215-3360"],
    ),
    (
        Some(("", "noreply@forms.penmoor.example")),
        "Your name: Ann Hirst\nDate of birth: 22/08/1949\nPhone: 01632 960 509\nEmergency contact: Neil Hirst, 01632 960 123",
        &["Neil Hirst", "01632 960 123"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "I had a missed call from 07700 900 693 on Sunday. I was told to ring 01632 960 123 and I got nobody.\n\nAnn Hirst",
        &["07700 900 693", "01632 960 123"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "My neighbour Stan Croft is poorly. He is 88. Please ring 01632 960 123.\n\nAnn Hirst",
        &["Stan Croft", "01632 960 123"],
    ),
    (
        Some(("Carol Smith", "carol.smith@mailbox.example")),
        "I went with Carol from next door to see it. The gate was given to Carol.\n\nCarol Smith",
        &["Carol from", "Carol.\n"],
    ),
    (
        Some(("Carol Smith", "carol.smith@mailbox.example")),
        "My neighbour Carol fell. It was Carol they took in.\n\nCarol Smith",
        &["Carol fell", "Carol they"],
    ),
    (
        Some(("Ann Hirst", "ann.hirst@mailbox.example")),
        "Mum is on the list. Applicant: Ann Hirst\n\nApplicant: Ann Hirst\nDOB: 8/8/1972\nCared-for person: Luke Hirst\nDOB: 3/3/2001\nNHS: 999 821 9930\n\nAnn",
        &["Luke Hirst", "3/3/2001", "999 821 9930"],
    ),
];

/// The same for what a writer of the letter's own matter says of others: every text is by Ann Hirst.
const STRANGERS: &[(&str, &[&str])] = &[
    ("I am Mrs Croft's cleaner.\n\nIf I am out you can try 01632 960 123.", &["01632 960 123"]),
    (
        "I think the house is 14 High Lane, Skelby. I have a number for it, 01632 960 123.",
        &["14 High Lane", "01632 960 123"],
    ),
    ("My complaint is about the carers. I had to ring 07700 900 111 three times.", &["07700 900 111"]),
    (
        "I want to see my file. The last letter was meant for somebody else, with NHS number 999 821 9930 and date of birth 4 May 1950.",
        &["999 821 9930", "4 May 1950"],
    ),
    (
        "In my file there is a page about another man. DOB 4 May 1950, ref ASC-2019-00321.",
        &["4 May 1950", "ASC-2019-00321"],
    ),
    (
        "I look after Jean Oates.\n\nDate of birth 4 May 1930, NHS number 999 821 9930, 12 Oak Road, Skelby, 01632 960 123.\n\nI need \
         my own assessment too.",
        &["4 May 1930", "999 821 9930", "12 Oak Road", "01632 960 123"],
    ),
    (
        "Jean needs a bath board. The address is 12 Oak Road, Skelby. Ring before, 01632 960 123.",
        &["12 Oak Road", "01632 960 123"],
    ),
    ("I asked Bill Oates and was told to ring 01632 960 123, mornings.", &["01632 960 123"]),
    (
        "I act as a friend to a gentleman.\n\nI have the forms. Born 4 May 1940. NI JG 12 34 56 C. What else do I need?",
        &["4 May 1940", "JG 12 34 56 C"],
    ),
    (
        "Further to my call, the details.\n\n12 Oak Road, Skelby\nDOB 4/5/1930\nNHS 999 821 9930\n01632 960 123\n\nI have the key.",
        &["12 Oak Road", "4/5/1930", "999 821 9930", "01632 960 123"],
    ),
    (
        "There has been no light at 12 Oak Road and I can hear a dog. The phone there is 01632 960 123.",
        &["01632 960 123"],
    ),
    ("You wrote to me under the wrong reference, ASC-2019-00321. That is another lady's.", &["ASC-2019-00321"]),
    ("\"Ask Ann,\" they said, meaning the Ann upstairs.", &["Ann,", "Ann upstairs"]),
    ("\"I live at 12 Oak Road and my number is 01632 960 123,\" she says, so ring.", &["12 Oak Road", "01632 960 123"]),
    ("My client must not be rung at work, i.e. not on 01632 960 123.", &["01632 960 123"]),
    (
        "My aunt's name Oksana Marchenko, born 30/09/1942, NHS number 999 821 9930.",
        &["Oksana", "30/09/1942", "999 821 9930"],
    ),
    ("We are not at 12 Oak Road, that is my in-laws.", &["12 Oak Road"]),
];

#[test]
fn what_stands_where_the_writers_data_would_is_not_kept() {
    let mut wrong = Vec::new();
    let ann = Some(("Ann Hirst", "ann.hirst@mailbox.example"));
    let strangers = STRANGERS.iter().map(|(text, others)| (ann, format!("{text}\n\nAnn Hirst"), *others));
    let traps = TRAPS.iter().map(|(from, text, others)| (*from, text.to_string(), *others));
    for (from, text, others) in traps.chain(strangers) {
        let redacted = run(&item(from, &text), "third_party", &Declaration::default());
        for words in others {
            for (at, _) in text.match_indices(words) {
                let kept = |m: &&postroom::model::Mark| {
                    m.document == 0 && m.action == Action::Keep && m.span.start < at + words.len() && at < m.span.end
                };
                if let Some(mark) = redacted.marks().iter().find(kept) {
                    wrong.push(format!("{:?} kept: {} in {text:?}", mark.text, mark.reason));
                }
            }
        }
    }
    assert!(TRAPS.len() > 15 && wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Data that says of itself neither whose it is nor that it is anybody's in particular.
const BARE: &[&str] = &[
    "999 821 9930",
    "JM 20 44 18 B",
    "17/05/1936",
    "LAS 553017",
    "YK66 ZTO",
    "sort code 20-00-00 account 55779911",
    "passport 533401372",
];

/// Letters about somebody else with one place for a datum.
const PLACES: &[&str] = &[
    "{}\n\nDear Sirs,\n\nMy mother Hilda has had no visit.\n\nAnn Hirst",
    "Dear Sirs,\n\n{}\n\nMy mother Hilda has had no visit.\n\nAnn Hirst",
    "Dear Sirs,\n\nMy mother Hilda has had no visit. {}\n\nAnn Hirst",
    "Dear Sirs,\n\nMy mother has had no visit.\n\nAnn Hirst\n{}",
    "Dear Sirs,\n\nMy mother has had no visit.\n\nAnn Hirst, {}",
    "Dear Sirs,\n\nMy mother has had no visit.\n\nAnn Hirst\n\n{}",
    "Name: Hilda Sugden\nRelationship: mother\nNumber: {}\nWhat happened: no visit\n\nAnn Hirst",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_datum_is_kept_for_its_place_alone(
        bare in prop::sample::select(BARE),
        place in prop::sample::select(PLACES),
        letter in any::<bool>(),
        filler in prop::sample::select(&["", "It is cold. ", "We waited. ", "Nobody rang. "][..]),
    ) {
        let text = place.replace("{}", &format!("{filler}{bare}"));
        let from = (!letter).then_some(("Ann Hirst", "ann.hirst@mailbox.example"));
        let redacted = run(&item(from, &text), "third_party", &Declaration::default());
        for mark in redacted.marks().iter().filter(|m| m.action == Action::Keep) {
            prop_assert!(!mark.text.bytes().any(|b| b.is_ascii_digit()), "{:?} in {text:?}: {}", mark.text, mark.reason);
        }
    }

    #[test]
    fn a_word_of_the_first_person_alone_claims_nothing(
        whose in prop::sample::select(&["cleaner", "accountant", "hairdresser", "vicar", "bookkeeper", "tutor", "plumber"][..]),
        verb in prop::sample::select(&["will back me up", "told me", "saw me", "knows me well", "sold me a bed"][..]),
        frame in prop::sample::select(&[
            "My {w} is on {n}.", "You can have my {w} at {n}.", "My {w}: {n}", "Brigitta {v}: {n}", "Brigitta {v} on {n}",
            "Ring me or the {w} on {n}.", "Text me or the {w}, {n}",
        ][..]),
        number in prop::sample::select(&["01632 960 123", "07700 900 693", "14 Hawthorn Avenue, Penmoor"][..]),
        about in prop::sample::select(&["Nobody came to my mother. ", "Nobody came to my mother.\n\n", ""][..]),
    ) {
        let said = frame.replace("{w}", whose).replace("{v}", verb).replace("{n}", number);
        let text = format!("Dear Sirs,\n\n{about}{said}\n\nAnn Hirst");
        let redacted = run(&item(Some(("Ann Hirst", "ann.hirst@mailbox.example")), &text), "third_party", &Declaration::default());
        let kept = redacted.marks().iter().find(|m| m.action == Action::Keep && number.contains(m.text.as_str()));
        prop_assert!(kept.is_none(), "{kept:?} in {text:?}");
    }
}
