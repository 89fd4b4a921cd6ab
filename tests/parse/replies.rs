//! Splitting replies, scored on the mails that three other projects test theirs with. The expectation is what those
//! projects publish about these mails: words that must be left as the writer's own, and words that must not.

use super::zones::outside;
use super::{read, read_file, shared};
use postroom::model::{DocumentRole, ZoneKind};
use std::path::Path;

/// A file, words of the writer, words of somebody else or of a signature.
type Case = (&'static str, &'static [&'static str], &'static [&'static str]);

fn score(folder: &Path, cases: &[Case]) -> (usize, Vec<String>) {
    let mut wrong = Vec::new();
    for (file, own, other) in cases {
        let path = folder.join(file);
        let parsed = if file.ends_with(".eml") {
            read_file(&path)
        } else {
            let body = std::fs::read_to_string(&path).expect("the file can be read");
            read(
                "case.eml",
                format!(
                    "From: a@x.example\nTo: b@x.example\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{body}"
                ),
            )
        };
        let body = parsed.documents.iter().find(|d| d.role == DocumentRole::Body).expect("a body");
        // A greeting is the writer's own here.
        let left = outside(body, &[ZoneKind::Salutation]);
        let missing = own.iter().find(|w| !left.contains(**w));
        let extra = other.iter().find(|w| left.contains(**w));
        if missing.is_some() || extra.is_some() {
            wrong.push(format!("{file}: lost {missing:?}, left {extra:?}"));
        }
    }
    (cases.len(), wrong)
}

const ERP: &[Case] = &[
    ("email_1_1.txt", &["Hi folks", "Java HTTP API"], &["mailing list"]),
    ("email_1_2.txt", &["Hi,", "You can list the keys"], &["What is the best way to clear a Riak"]),
    ("email_1_3.txt", &["Oh thanks.", "Having the function would be great."], &["You can list the keys"]),
    ("email_1_4.txt", &["Awesome! I haven't had another problem with it."], &["Loader will be creating"]),
    ("email_1_5.txt", &["One: Here's what I've got."], &["Two files that"]),
    ("email_1_6.txt", &["I get proper rendering as well."], &["Was this caching"]),
    ("email_1_7.txt", &[":+1:"], &["steps"]),
    ("email_2_1.txt", &["Outlook with a reply"], &["Google Apps Sync Team"]),
    ("email_2_2.txt", &["Outlook with a reply directly above line"], &["Bob Smith"]),
    ("email_BlackBerry.txt", &["Here is another email"], &["Sent from my BlackBerry"]),
    ("email_iPhone.txt", &["Here is another email"], &["Sent from my iPhone"]),
    ("email_multi_word_sent_from_my_mobile_device.txt", &["Here is another email"], &["Sent from my Verizon"]),
    ("email_sent_from_my_not_signature.txt", &["Sent from my desk, is much easier then my mobile phone."], &[]),
    (
        "email_one_is_not_on.txt",
        &["Thank, this is really helpful.", "One outstanding question I had"],
        &["The new API"],
    ),
    ("correct_sig.txt", &["this is an email with a correct -- signature."], &["rick"]),
    ("email_bullets.txt", &["test 2 this should list second"], &["test 1"]),
    ("greedy_on.txt", &["On your remote host you can run", "This should connect"], &["odd issue"]),
];

const TALON: &[Case] = &[
    ("android.eml", &["Hello"], &["Hi"]),
    ("aol.eml", &["Hello"], &["wrote", "Original Message"]),
    ("apple_mail.eml", &["Hello"], &["wrote", "Hi"]),
    ("apple_mail_2.eml", &["Hello"], &["wrote"]),
    ("comcast.eml", &["Hello"], &["Original Message"]),
    ("gmail.eml", &["Hello"], &["wrote", "Hi"]),
    ("hotmail.eml", &["Hello"], &["Subject"]),
    ("iphone.eml", &["Hello"], &["Sent from my iPhone", "wrote"]),
    ("outlook.eml", &["Hello"], &["Subject"]),
    ("sparrow.eml", &["Hello"], &["wrote"]),
    ("thunderbird.eml", &["Hello"], &["wrote"]),
    ("yahoo.eml", &["Hello"], &["Subject"]),
];

const WILLDURAND: &[Case] = &[
    ("email_3.txt", &["Oh thanks."], &["You can list the keys"]),
    ("email_11.txt", &["Fusce bibendum"], &["Etiam non sagittis"]),
    ("email_12.txt", &["Fusce bibendum"], &["Etiam non sagittis"]),
    ("email_14.txt", &["Fusce bibendum"], &["Etiam non sagittis"]),
    ("email_17.txt", &["Fusce bibendum"], &["Etiam non sagittis"]),
    ("email_18.txt", &["Fusce bibendum"], &["Etiam non sagittis"]),
    ("email_19.txt", &["On Thursday, I get proper rendering."], &["Was this caching"]),
    ("email_20.txt", &["On Thursday."], &["When will you fix"]),
    ("email_21.txt", &["On Thursday:", "Lorem ipsum"], &[]),
    ("email_23.txt", &["Fusce bibendum"], &["Ticket answered"]),
    ("email_23_1.txt", &["Something wrote:", "Duis ut libero"], &["Ticket answered"]),
    ("email_custom_quote_header.txt", &["Thank you!"], &["I really like your products"]),
    ("email_norwegian_gmail.txt", &["Fusce bibendum"], &["skrev", "Thanks."]),
    ("email_thread.txt", &["This is new email reply in thread"], &["Ok. Thanks."]),
    ("email_w10_mail.txt", &[], &["wrote:"]),
    ("email_zimbra_free_en.txt", &[], &["Original Mail"]),
    ("email_zimbra_free_fr.txt", &[], &["Mail original"]),
    ("sig_no_empty_line.txt", &[], &["rick"]),
];

#[test]
fn replies_are_split_as_others_expect() {
    let (mut count, mut wrong) = (0, Vec::new());
    let sets: [(&str, &[Case]); 3] = [
        ("mail-replies/email_reply_parser", ERP),
        ("mail-replies/talon/standard_replies", TALON),
        ("mail-replies/willdurand", WILLDURAND),
    ];
    for (folder, cases) in sets {
        let Some(folder) = shared(folder) else { return };
        let (tried, failed) = score(&folder, cases);
        count += tried;
        wrong.extend(failed);
    }
    eprintln!("{} of {count} replies split as expected", count - wrong.len());
    assert!(wrong.len() * 20 <= count, "{}", wrong.join("\n"));
}
