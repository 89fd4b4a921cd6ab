//! Heads of earlier mail in the words of many programs and languages, and the notes that councils, the NHS and law firms
//! put below theirs. Adding a case is adding text.

use super::read;
use super::zones::outside;

fn left(body: &str) -> String {
    let mail = format!(
        "From: Ann Archer <ann@x.example>\nTo: b@x.example\nSubject: Re: Visit\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    );
    outside(&read("case.eml", mail).documents[0], &[])
}

/// Each stands between the writer's words and an earlier mail.
const HEADS: &[&str] = &[
    "On Mon, 2 Mar 2026 at 09:00, Bob Bell <bob@x.example> wrote:\n",
    "On 02/03/2026 09:00, Bob Bell wrote:\n",
    "On 2 Mar 2026, at 09:00, Bob Bell <bob@x.example> wrote:\n\n",
    "Le lun. 2 mars 2026 à 09:00, Bob Bell <bob@x.example> a écrit :\n",
    "Am 02.03.2026 um 09:00 schrieb Bob Bell <bob@x.example>:\n",
    "Am Mo., 2. März 2026 um 09:00 Uhr schrieb Bob Bell <bob@x.example>:\n",
    "El lun, 2 mar 2026 a las 9:00, Bob Bell (<bob@x.example>) escribió:\n",
    "Il giorno lun 2 mar 2026 alle ore 09:00 Bob Bell <bob@x.example> ha scritto:\n",
    "Op ma 2 mrt 2026 om 09:00 schreef Bob Bell <bob@x.example>:\n",
    "pon., 2 mar 2026 o 09:00 Bob Bell <bob@x.example> napisał(a):\n",
    "W dniu 2.03.2026 o 09:00, Bob Bell pisze:\n",
    "Den mån 2 mars 2026 kl 09:00 skrev Bob Bell <bob@x.example>:\n",
    "Em seg., 2 de mar. de 2026 às 09:00, Bob Bell <bob@x.example> escreveu:\n",
    "În lun., 2 mar. 2026 la 09:00, Bob Bell <bob@x.example> a scris:\n",
    "пн, 2 мар. 2026 г. в 09:00, Bob Bell <bob@x.example>:\n",
    "пн, 2 бер. 2026 р. о 09:00 Bob Bell <bob@x.example> пише:\n",
    "2 Mar 2026 Pzt, saat 09:00 tarihinde Bob Bell <bob@x.example> şunu yazdı:\n",
    "Ar Llun, 2 Maw 2026 am 09:00, ysgrifennodd Bob Bell <bob@x.example>:\n",
    "-----Original Message-----\nFrom: Bob Bell\n\n",
    "-------- Original Message --------\nSubject: Visit\nFrom: Bob Bell <bob@x.example>\n\n",
    "________________________________\nFrom: Bob Bell <bob@x.example>\nSent: 02 March 2026 09:00\nTo: Ann\nSubject: Visit\n\n",
    "From: Bob Bell\nSent: Monday, March 2, 2026 9:00 AM\nTo: Ann Archer <ann@x.example>; Carol Cole <carol@x.example>;\n Dan Dale <dan@x.example>\nCc: Eve\nSubject: RE: Visit\nImportance: High\n\n",
    "*From:* Bob Bell <bob@x.example>\n*Sent:* 02 March 2026 09:00\n*To:* Ann\n*Subject:* Visit\n\n",
    "Von: Bob Bell <bob@x.example>\nGesendet: Montag, 2. März 2026 09:00\nAn: Ann\nBetreff: Visit\n\n",
    "De : Bob Bell <bob@x.example>\nEnvoyé : lundi 2 mars 2026 09:00\nÀ : Ann\nObjet : Visit\n\n",
    "De: Bob Bell <bob@x.example>\nEnviado el: lunes, 2 de marzo de 2026 9:00\nPara: Ann\nAsunto: Visit\n\n",
    "Da: Bob Bell <bob@x.example>\nInviato: lunedì 2 marzo 2026 09:00\nA: Ann\nOggetto: Visit\n\n",
    "Van: Bob Bell <bob@x.example>\nVerzonden: maandag 2 maart 2026 09:00\nAan: Ann\nOnderwerp: Visit\n\n",
    "Od: Bob Bell <bob@x.example>\nWysłano: poniedziałek, 2 marca 2026 09:00\nDo: Ann\nTemat: Visit\n\n",
    "Från: Bob Bell <bob@x.example>\nSkickat: den 2 mars 2026 09:00\nTill: Ann\nÄmne: Visit\n\n",
    "Fra: Bob Bell <bob@x.example>\nSendt: 2. mars 2026 09:00\nTil: Ann\nEmne: Visit\n\n",
    "De la: Bob Bell <bob@x.example>\nTrimis: luni, 2 martie 2026 09:00\nCătre: Ann\nSubiect: Visit\n\n",
    "Від: Bob Bell <bob@x.example>\nНадіслано: 2 березня 2026 09:00\nКому: Ann\nТема: Visit\n\n",
    "От: Bob Bell <bob@x.example>\nОтправлено: 2 марта 2026 09:00\nКому: Ann\nТема: Visit\n\n",
    "发件人: Bob Bell <bob@x.example>\n发送时间: 2026年3月2日 9:00\n收件人: Ann\n主题: Visit\n\n",
    "Oddi wrth: Bob Bell <bob@x.example>\nAnfonwyd: 02 Mawrth 2026 09:00\nAt: Ann\nPwnc: Visit\n\n",
    "---------- Forwarded message ---------\nFrom: Bob Bell <bob@x.example>\nDate: Mon, 2 Mar 2026 at 09:00\nSubject: Visit\nTo: Ann\n\n",
    "Begin forwarded message:\n\nFrom: Bob Bell <bob@x.example>\nSubject: Visit\nDate: 2 March 2026 at 09:00:00 GMT\nTo: Ann\n\n",
    "-----Ursprüngliche Nachricht-----\nVon: Bob Bell\n\n",
    "-----Message d'origine-----\nDe : Bob Bell\n\n",
    "-----Mensaje original-----\nDe: Bob Bell\n\n",
    "-----Oryginalna wiadomość-----\nOd: Bob Bell\n\n",
];

#[test]
fn heads_of_many_programs_and_languages_begin_an_earlier_mail() {
    let mut wrong = Vec::new();
    for head in HEADS {
        for quote in ["Shall I come on Monday?\nBob", "> Shall I come on Monday?\n> Bob"] {
            let found = left(&format!("Nobody came to see her.\n\n{head}{quote}"));
            if found != "Nobody came to see her." {
                wrong.push(format!("{head}{quote}\n  left: {found}"));
            }
        }
    }
    eprintln!("{} of {} heads", HEADS.len() * 2 - wrong.len(), HEADS.len() * 2);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Notes as employers word them.
const NOTES: &[&str] = &[
    "This email and any attachments are confidential and intended solely for the use of the individual to whom it is addressed. Any views or opinions expressed are those of the author and do not necessarily represent those of Penmoor Council. If you are not the intended recipient, you must take no action based upon them, nor must you copy or show them to anyone. Please contact the sender if you believe you have received this email in error.",
    "The information in this email is confidential and may be legally privileged. It is intended for the addressee only. Access to this email by anyone else is unauthorised.",
    "This message may contain confidential information. If you are not the intended recipient please:\ni) inform the sender that you have received the message in error before deleting it; and\nii) do not disclose, copy or distribute information in this e-mail or take any action in relation to its content (to do so is strictly prohibited and may be unlawful).\nThank you for your co-operation.",
    "NHSmail is the secure email, collaboration and directory service available for all NHS staff in England. NHSmail is approved for exchanging patient data and other sensitive information with NHSmail and other accredited email services.",
    "Bell & Cole Solicitors LLP is authorised and regulated by the Solicitors Regulation Authority (SRA No. 123456). Registered in England and Wales No. OC123456. Registered office: 1 High Street, Penmoor. We do not accept service of documents by email.",
    "Emails sent to and from Penmoor Council may be monitored and recorded in accordance with the law. Communications may be disclosed under the Freedom of Information Act 2000.",
    "Please consider the environment before printing this email.",
    "This email has been scanned for viruses by Mimecast. No liability is accepted for any loss or damage caused by a virus in this email.",
    "Confidentiality Notice: The contents of this transmission are intended for the named recipient only.",
    "You are receiving this email because you signed up at our website. Click here to unsubscribe or update your preferences.",
    "Please do not reply to this email. This mailbox is not monitored.",
    "For details of how we use your information see our privacy notice at www.penmoor.example/privacy",
    "Registered charity number 1234567. Registered company in England and Wales number 7654321.",
];

#[test]
fn notes_of_employers_and_mail_systems_are_no_words_of_the_writer() {
    let mut wrong = Vec::new();
    for note in NOTES {
        for between in ["\n\n", "\n\nKind regards\n\nAnn Archer\nPenmoor Council\n\n"] {
            let found = left(&format!("Nobody came to see her.{between}{note}"));
            if found != "Nobody came to see her." {
                wrong.push(format!("{note}\n  left: {found}"));
            }
        }
    }
    let count = NOTES.len() * 2;
    eprintln!("{} of {count} notes", count - wrong.len());
    assert!(wrong.len() * 20 <= count * 2, "{}", wrong.join("\n"));
}

/// Closings and name blocks.
const SIGNATURES: &[&str] = &[
    "Kind regards\n\nAnn Archer",
    "Many thanks,\nAnn",
    "thanks\nann",
    "Yours faithfully,\n\n\nAnn Archer (Mrs)",
    "Yours sincerely\n\nA. Archer\n14 Hazel Court\nPenmoor\nHX8 4TD",
    "Best wishes\n\nAnn Archer\nSocial Worker\nAdult Social Care | Penmoor Council\nTel: 01632 960123 | Mob: 07700 900123\nwww.penmoor.example",
    "-- \nAnn Archer\nann@x.example",
    "Ann Archer\n01632 960123",
    "Mit freundlichen Grüßen\nAnn Archer",
    "Z poważaniem\nAnn Archer",
    "Cofion gorau\nAnn Archer",
    "Regards\nAnn Archer (daughter of Mrs Smith)\nSent from my iPhone",
    "Sent from Yahoo Mail on Android",
    "Get Outlook for iOS",
    "Sent from Outlook for Android",
    "Enviado desde mi iPhone",
    "Wysłane z iPhone'a",
    "Thank you in anticipation.\n\nAnn Archer\n(on behalf of Mr J Archer)",
];

#[test]
fn closings_and_name_blocks_are_no_words_of_the_writer() {
    for signature in SIGNATURES {
        assert_eq!(left(&format!("Nobody came to see her.\n\n{signature}")), "Nobody came to see her.", "{signature}");
    }
}
