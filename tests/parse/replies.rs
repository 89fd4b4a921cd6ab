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
            let kind = if file.ends_with(".html") { "html" } else { "plain" };
            read(
                "case.eml",
                format!(
                    "From: a@x.example\nTo: b@x.example\nSubject: Re: x\nContent-Type: text/{kind}; charset=utf-8\n\n{body}"
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
    (
        "email_1_8.txt",
        &["I will reply under this one", "and under this."],
        &["here's some stuff I can write", "hi there"],
    ),
    ("email_2_3.txt", &["Outlook with a reply directly above line"], &["A new comment has been added"]),
    ("email_long_quote.txt", &["What is the best way to clear a Riak"], &[]),
    ("email_sig_delimiter_in_middle_of_line.txt", &["this is not a signature.", "kthxbai"], &[]),
    ("pathological.txt", &["I think you're onto something."], &["I think your code is shortening"]),
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

const TALON_HTML: &[Case] = &[
    ("html_replies/gmail.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/hotmail.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/mail_ru.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/ms_outlook_2003.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/ms_outlook_2007.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/ms_outlook_2010.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/thunderbird.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/windows_mail.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("html_replies/yandex_ru.html", &["Hi. I am fine."], &["Hello! How are you?"]),
    ("OLK_SRC_BODY_SECTION.html", &["Reply"], &["Hi", "Subject"]),
    ("reply-separated-by-hr.html", &["there"], &["Hello"]),
    ("reply-quotations-share-block.eml", &["Sounds great."], &["New Booking Inquiry"]),
];

const WILLDURAND: &[Case] = &[
    ("email_1.txt", &["Hi folks", "Java HTTP API"], &["mailing list"]),
    ("email_2.txt", &["Hi,", "You can list the keys"], &["What is the best way to clear a Riak"]),
    ("email_2_1.txt", &["Outlook with a reply"], &["Google Apps Sync Team"]),
    ("email_4.txt", &["Awesome! I haven't had another problem with it."], &["Loader seems to be"]),
    ("email_5.txt", &["One: Here's what I've got.", "It goes on and on"], &[]),
    ("email_6.txt", &["I get proper rendering as well."], &["Was this caching"]),
    ("email_7.txt", &["Fusce bibendum"], &["ha scritto", "Maecenas tempor"]),
    ("email_8.txt", &["Fusce bibendum"], &["schreef", "Beste Praesent"]),
    ("email_9.txt", &["Fusce bibendum"], &["Message du", "Proin cursus"]),
    ("email_10.txt", &["Fusce bibendum"], &["Envoyé", "Etiam non sagittis"]),
    ("email_13.txt", &["Fusce bibendum"], &["Inviato", "Etiam non sagittis"]),
    ("email_16.txt", &["Fusce bibendum"], &["napisał", "Etiam non sagittis"]),
    ("email_22.txt", &["Fusce bibendum"], &["发送时间", "Etiam non sagittis"]),
    ("email_blackberry.txt", &["Here is another email"], &["Sent from my BlackBerry"]),
    ("email_iphone.txt", &["Here is another email"], &["Sent from my iPhone"]),
    ("email_multi_word_sent_from_my_mobile_device.txt", &["Here is another email"], &["Sent from my Verizon"]),
    ("email_sent_from_my_not_signature.txt", &["Sent from my desk, is much easier then my mobile phone."], &[]),
    ("email_one_is_not_on.txt", &["One outstanding question I had"], &["The new API"]),
    ("email_bullets.txt", &["test 2 this should list second"], &["Give us an example"]),
    ("correct_sig.txt", &["this is an email with a correct -- signature."], &["rick"]),
    ("email_customer_quote_header_2.txt", &["Thank you very much."], &["You have a new message"]),
    ("email_customer_quote_header_3.txt", &["je n'ai pas eu de retour"], &["ici dans la description"]),
    ("email_issue_77.txt", &["Text paragraph 1", "Text paragraph 2"], &["a écrit"]),
    ("email_ls-l.txt", &["here's some funny one", "sess_0gcjo35c35f330p4qm31c1ovv1"], &[]),
    // "On Nov 26, 2013 you wrote:" is how people quote a letter in their own: left as written, against that project.
    ("email_unquoted_reply.txt", &["This is my reply."], &["This is my quote."]),
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
    let sets: [(&str, &[Case]); 4] = [
        ("mail-replies/email_reply_parser", ERP),
        ("mail-replies/talon/standard_replies", TALON),
        ("mail-replies/talon", TALON_HTML),
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
