//! Every kind of identifier in many writings, and what looks like one and is none. A new writing is a new line.

use super::{covered, letter, marked};
use postroom::model::DataKind;

/// What stands between « and » must be found whole as this kind.
const FOUND: &[(DataKind, &str)] = &[
    (DataKind::NhsNumber, "Her NHS number is «999 821 9930»."),
    (DataKind::NhsNumber, "NHS no. «9998219930», please."),
    (DataKind::NhsNumber, "(NHS «999-821-9930»)"),
    (DataKind::NhsNumber, "NHS number: «999.821.9930»"),
    (DataKind::NhsNumber, "NHS Number\n«999 821 9930»"),
    (DataKind::NhsNumber, "nhs num «9998 219 930»"),
    (DataKind::NhsNumber, "NHS nurnber «999 82l 993O»"),
    (DataKind::NhsNumber, "NHS number «999 821 9931» is what they wrote"),
    (DataKind::NiNumber, "My NI number is «JM 20 44 18 B»."),
    (DataKind::NiNumber, "NINO: «JM204418B»"),
    (DataKind::NiNumber, "national insurance «jm 204418 b»"),
    (DataKind::NiNumber, "N.I. «JM-20-44-18-B»"),
    (DataKind::NiNumber, "NI «QQ 12 34 56 C» as on the form"),
    (DataKind::Phone, "Ring «01632 960 123» after two."),
    (DataKind::Phone, "Ring «01632960123»."),
    (DataKind::Phone, "Tel: «(01632) 960123»"),
    (DataKind::Phone, "«+44 (0)7700 900123»"),
    (DataKind::Phone, "«+44 7700 900 123»"),
    (DataKind::Phone, "«0044 7700 900123» from Spain"),
    (DataKind::Phone, "mobile «07700-900-123»"),
    (DataKind::Phone, "mobile «07700.900.123»"),
    (DataKind::Phone, "mob «077 00 90 01 23» thanks"),
    (DataKind::Phone, "«01632/960123»"),
    (DataKind::Phone, "«01632 960 123 ext 45»"),
    (DataKind::Phone, "«01632 960123 x45»"),
    (DataKind::Phone, "phone «O1632 96O 123»"),
    (DataKind::Phone, "my number is «07700\n900123»"),
    (DataKind::Phone, "«020 7946 0123»"),
    (DataKind::Phone, "tel. «960123» in town"),
    (DataKind::Phone, "my sister in Poland, «+48 601 234 567»"),
    (DataKind::Email, "Write to «ann.other@mailbox.example»."),
    (DataKind::Email, "<«ann_other+care@mail.example»>"),
    (DataKind::Email, "ann (at) mailbox: «ann.other (at) mailbox (dot) example»"),
    (DataKind::Email, "it is «ann.other at mailbox dot example»"),
    (DataKind::Email, "«ann.other@\nmailbox.example»"),
    (DataKind::Email, "Email: «ANN.OTHER@MAILBOX.EXAMPLE»"),
    (DataKind::Postcode, "She lives in «HX8 4TT»."),
    (DataKind::Postcode, "postcode «HX84TT»"),
    (DataKind::Postcode, "postcode «hx8 4tt»"),
    (DataKind::Postcode, "«M1 1AA» and «EC1A 1BB»"),
    (DataKind::Address, "She lives at «14 Hawthorn Avenue, Penmoor» HX8 1QS."),
    (DataKind::Address, "She lives at «14 Hawthorn Avenue»."),
    (DataKind::Address, "at «Flat 3b, 14 Hawthorn Avenue, Penmoor»"),
    (DataKind::Address, "at «Flat 20, Tanyard House, Thornlee» HX8 5PW"),
    (DataKind::Address, "of «Quarry Cottage, 2 Delph Lane, Netherbrough»"),
    (DataKind::Address, "«The Bungalow, Chapel Fold\nDenby Royd» HD10 4BF\n\nDear Sirs"),
    (DataKind::Address, "«Ivy Bank Farm\nDenby Royd Lane\nHollinthwaite»\nHX8 2ZA\n\nDear Sirs"),
    (DataKind::Address, "«Rose Cottage, Back Lane, Slaithby» HX8 2PQ"),
    (DataKind::Address, "who lives at «number 12», no relation"),
    (DataKind::Address, "my neighbour at «number 31 Cross Lane»"),
    (DataKind::Address, "he is at «12 moss lane»"),
    (DataKind::Address, "FLAT: «FLAT 9 WEAVERS COURT, CRAGFORD»"),
    (DataKind::Address, "«9 Rowan Gardens»\n14 January 2026\n\nDear All,"),
    (DataKind::Address, "Address line 1: «41b Station Parade»"),
    (DataKind::DateOfBirth, "She was born on «17th May 1936»."),
    (DataKind::DateOfBirth, "DOB «17/05/1936»"),
    (DataKind::DateOfBirth, "d.o.b. «17.5.36»"),
    (DataKind::DateOfBirth, "D.O.B: «17-05-1936»"),
    (DataKind::DateOfBirth, "Date of birth: «17 May 1936»"),
    (DataKind::DateOfBirth, "date of birth «May 17, 1936»"),
    (DataKind::DateOfBirth, "born «17.V.1936» in Lodz"),
    (DataKind::DateOfBirth, "born on the «seventeenth of May nineteen thirty-six»"),
    (DataKind::DateOfBirth, "Kathleen Ogden, «3.3.38», is at the home"),
    (DataKind::DateOfBirth, "(Luke Earnshaw, «02.06.2001», PMLD)"),
    (DataKind::DateOfBirth, "born «29th Febuary 1956»"),
    (DataKind::DateOfBirth, "dob «170536»"),
    (DataKind::DateOfDeath, "My wife died on the «3rd of Febuary»."),
    (DataKind::DateOfDeath, "He passed away at home on the «28th of December», as he wished."),
    (DataKind::DateOfDeath, "She passed away on «11 May this year»."),
    (DataKind::DateOfDeath, "date of death «09/01/2026»"),
    (DataKind::DateOfDeath, "On «9 January 2026» my mother died."),
    (DataKind::DateOfDeath, "He died on «Boxing Day»."),
    (DataKind::Bank, "sort code «20-00-00» account «5577 9911»"),
    (DataKind::Bank, "Sort Code: «200000», Account No: «55779911»"),
    (DataKind::Bank, "a/c «55779911», s/c «20 00 00»"),
    (DataKind::Bank, "card «4111 1111 1111 1111»"),
    (DataKind::Bank, "IBAN «GB33 BUKB 2020 1555 5555 55»"),
    (DataKind::Bank, "into «GB33BUKB20201555555555» please"),
    (DataKind::Reference, "Our ref: «BL/AKE/3391»"),
    (DataKind::Reference, "your reference «P-771300-ASC»"),
    (DataKind::Reference, "(«LAS 553017»)"),
    (DataKind::Reference, "Case «25 019 772» is closed"),
    (DataKind::Reference, "crime ref «13260077/26»"),
    (DataKind::Reference, "council tax account «5002193846»"),
    (DataKind::Reference, "application number «BB-2026-003318»"),
    (DataKind::Reference, "Complaint ref. «ASC/2026/0417»"),
    (DataKind::Vehicle, "the red fiesta «YK66 ZTO»"),
    (DataKind::Vehicle, "his car, reg «yk66zto»"),
    (DataKind::Vehicle, "registration «P123 ABC»"),
    (DataKind::Passport, "passport number «533401372»"),
    (DataKind::DrivingLicence, "licence «MORGA 657054 SM9IJ»"),
    (DataKind::Username, "she is «@big_kev77» on there"),
    (DataKind::Username, "username: «kezza_99»"),
    (DataKind::IpAddress, "from «81.2.69.142» last night"),
    (DataKind::Url, "see «https://www.facebook.com/ann.other.5»"),
];

/// No mark of this kind may be made.
const SPARED: &[(DataKind, &str)] = &[
    (DataKind::NhsNumber, "The tender 1234567890 was published."),
    (DataKind::NhsNumber, "Ring 01632 960 123."),
    (DataKind::NiNumber, "Room AB 12 is free."),
    (DataKind::Phone, "It cost 01632 pounds in 2026 and 12 3 45."),
    (DataKind::Phone, "Ring 0300 123 4567 or 0800 111 or 999."),
    (DataKind::Phone, "On 01.02.2026 and 03/04/2026."),
    (DataKind::Email, "Write to sscu@penmoor.example or info@bracken.example."),
    (DataKind::Postcode, "On the A629 at 4 PM, form QX8 1QS."),
    (DataKind::DateOfBirth, "He visited on 14 January 2026 and 03/02/2026."),
    (DataKind::DateOfBirth, "It opened on 1 May 1998."),
    (DataKind::DateOfDeath, "We met on 3 March 2026."),
    (DataKind::Bank, "We paid 2026-27 and 20-25 hours a week."),
    (DataKind::Reference, "the Care Act 2014, CPV 33195000-3, section 117"),
    (DataKind::Reference, "Registered charity 1099999"),
    (DataKind::Vehicle, "In JULY 2026 we had 12 DAYS."),
    (DataKind::IpAddress, "version 1.2.3.4 of the form"),
    (DataKind::Address, "We waited 20 minutes on 3 occasions."),
    (DataKind::Address, "In 2026 Easter Road closed."),
    (DataKind::Address, "Adult Social Care\nCivic Hall, Market Place\nPenmoor HX8 1AA"),
];

#[test]
fn identifiers_are_found_in_every_writing() {
    let mut tried = 0;
    let mut missed = Vec::new();
    for (kind, text) in FOUND {
        let (plain, spans) = marked(text);
        let redacted = letter(&plain);
        for span in spans {
            tried += 1;
            if !covered(&redacted, &plain, span, |m| m.kind == *kind) {
                let marks: Vec<_> = redacted.marks().iter().map(|m| (m.kind, m.text.as_str())).collect();
                missed.push(format!("{kind:?}: {text:?}: {marks:?}"));
            }
        }
    }
    assert!(tried >= FOUND.len() && missed.is_empty(), "{tried} tried, missed:\n{}", missed.join("\n"));
}

#[test]
fn look_alikes_are_left_alone() {
    let mut wrong = Vec::new();
    for (kind, text) in SPARED {
        let redacted = letter(text);
        wrong.extend(
            redacted.marks().iter().filter(|m| m.kind == *kind).map(|m| format!("{kind:?}: {text:?}: {:?}", m.text)),
        );
    }
    assert!(!SPARED.is_empty() && wrong.is_empty(), "{}", wrong.join("\n"));
}
