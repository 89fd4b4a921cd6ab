//! Signatures, scored on the mails that three other projects test theirs with: what they call the signature must be out
//! of the writer's words, and the words above it must be left whole.

use super::zones::outside;
use super::{read, shared, squeezed};
use postroom::model::ZoneKind;
use std::fs;

/// A body without the lines of its signature, and the signature: from talon's pairs of files.
fn stripped(folder: &std::path::Path, name: &str) -> (String, String, String) {
    let part = |kind: &str| fs::read_to_string(folder.join(format!("{name}_{kind}"))).expect("the file can be read");
    (part("body"), part("signature"), part("sender"))
}

#[test]
fn signatures_are_found_as_others_expect() {
    let Some(folder) = shared("mail-replies") else { return };
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut judge = |name: &str, sender: &str, body: &str, own: &[String], signature: &[String]| {
        count += 1;
        let mail = format!(
            "From: {sender} <a@x.example>\nTo: b@x.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{body}"
        );
        let left = outside(&read("case.eml", mail).documents[0], &[ZoneKind::Salutation]);
        let lost = own.iter().find(|words| !left.contains(words.as_str()));
        let kept = signature.iter().find(|words| left.contains(words.as_str()));
        if lost.is_some() || kept.is_some() {
            wrong.push(format!("{name}: lost {lost:?}, left {kept:?}"));
        }
    };
    let talon = folder.join("talon/signature/emails/stripped");
    for name in ["camel_case", "jeff", "long", "short_url", "sparse", "johndoeexamplecom"] {
        let (body, signature, sender) = stripped(&talon, name);
        let marked = body.find(signature.trim()).filter(|_| !signature.trim().is_empty());
        let own = squeezed(body.get(..marked.unwrap_or(body.len())).unwrap_or_default());
        let lines: Vec<String> = signature.lines().filter(|l| l.contains(' ')).map(squeezed).collect();
        let sender = if sender.contains('@') { String::new() } else { sender.trim().to_owned() };
        judge(name, &sender, &body, &[own], &lines);
    }
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("email_reply_parser/email_1_1.txt", &["Java HTTP API"], &["Abhishek Kona", "mailing list"]),
        ("email_reply_parser/correct_sig.txt", &["a correct -- signature."], &["rick"]),
        ("email_reply_parser/email_BlackBerry.txt", &["Here is another email"], &["BlackBerry"]),
        ("email_reply_parser/email_iPhone.txt", &["Here is another email"], &["iPhone"]),
        ("email_reply_parser/email_multi_word_sent_from_my_mobile_device.txt", &["another email"], &["Verizon"]),
        ("email_reply_parser/email_sent_from_my_not_signature.txt", &["Sent from my desk, is much easier"], &[]),
        ("email_reply_parser/email_sig_delimiter_in_middle_of_line.txt", &["not a signature.", "kthxbai"], &[]),
        ("email_reply_parser/email_1_5.txt", &["- Here is another bullet point", "for a while."], &[]),
        ("email_reply_parser/email_1_7.txt", &[":+1:"], &[]),
        ("willdurand/sig_no_empty_line.txt", &["no empty line above."], &["rick"]),
        ("willdurand/email_1.txt", &["Java HTTP API"], &["Abhishek Kona"]),
        ("willdurand/email_6.txt", &["I get proper rendering as well."], &["magnificent torch"]),
        ("willdurand/email_blackberry.txt", &["Here is another email"], &["BlackBerry"]),
        ("willdurand/email_iphone.txt", &["Here is another email"], &["iPhone"]),
        ("willdurand/email_w10_mail.txt", &["going for a test now."], &["Mail for Windows"]),
        ("willdurand/email_15.txt", &["Fusce bibendum"], &["Wiko"]),
    ];
    for (file, own, signature) in cases {
        let body = fs::read_to_string(folder.join(file)).expect("the file can be read");
        let strings = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        judge(file, "", &body, &strings(own), &strings(signature));
    }
    eprintln!("{} of {count} signatures found as expected", count - wrong.len());
    assert!(wrong.len() * 20 <= count, "{}", wrong.join("\n"));
}
