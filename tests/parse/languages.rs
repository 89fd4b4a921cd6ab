//! Correspondence that is not English is named; an English letter never is. Adding a case is adding text.

use super::{make, read, shared};
use postroom::model::{ProblemCode, Status};

const FOREIGN: &[(&str, &str)] = &[
    (
        "Welsh",
        "Annwyl Syr neu Fadam,\n\nNid oedd neb wedi dod i weld fy mam ddydd Llun. Mae hi yn byw ar ei phen ei hun ac rwy'n poeni yn fawr iawn am hyn.",
    ),
    (
        "Polish",
        "Dzień dobry,\n\nW poniedziałek nikt nie przyszedł do mojej mamy. Bardzo proszę o odpowiedź, ponieważ to się powtarza od trzech tygodni.",
    ),
    (
        "Romanian",
        "Bună ziua,\n\nNimeni nu a venit luni la mama mea. Vă rog să îmi răspundeți pentru că nu este prima dată când se întâmplă acest lucru.",
    ),
    (
        "Portuguese",
        "Bom dia,\n\nNinguém veio ver a minha mãe na segunda-feira. Ela não comeu e está muito fraca. Por favor, respondam a esta carta.",
    ),
    (
        "Spanish",
        "Buenos días:\n\nNadie vino a ver a mi madre el lunes. Ella no ha comido y está muy débil. Por favor, respondan a esta carta.",
    ),
    (
        "French",
        "Bonjour,\n\nPersonne n'est venu voir ma mère lundi. Elle n'a pas mangé et elle est très faible. Je vous prie de me répondre.",
    ),
    (
        "Kurdish",
        "Rojbaş,\n\nRoja duşemê kes nehat ba dayika min. Ew bi tenê ye û ez gelek ditirsim ji bo wê. Ji kerema xwe re bersiva min bidin ku ez bizanim çi dibe.",
    ),
    (
        "Somali",
        "Salaan,\n\nMaalintii Isniinta cidna uma iman hooyaday. Way keli tahay oo waxaan ka walaacsanahay iyada. Fadlan ii soo jawaab oo waa in la caawiyo.",
    ),
    (
        "Ukrainian",
        "Добрий день,\n\nУ понеділок ніхто не прийшов до моєї мами. Вона живе сама, і я дуже хвилююся. Прошу відповісти на цей лист.",
    ),
    ("Russian", "Здравствуйте,\n\nВ понедельник никто не пришёл к моей маме. Она живёт одна, и я очень беспокоюсь."),
    ("Urdu", "السلام علیکم، پیر کے دن میری والدہ کے پاس کوئی نہیں آیا۔ وہ اکیلی رہتی ہیں اور میں بہت پریشان ہوں۔"),
    ("Arabic", "السلام عليكم، لم يأت أحد إلى والدتي يوم الاثنين. إنها تعيش وحدها وأنا قلق جدا عليها."),
    ("Kurdish", "سڵاو، ڕۆژی دووشەممە کەس نەهات بۆ لای دایکم. ئەو بە تەنیا دەژی و من زۆر نیگەرانم."),
    ("Punjabi", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ, ਸੋਮਵਾਰ ਨੂੰ ਮੇਰੀ ਮਾਂ ਕੋਲ ਕੋਈ ਨਹੀਂ ਆਇਆ। ਉਹ ਇਕੱਲੀ ਰਹਿੰਦੀ ਹੈ।"),
    ("Gujarati", "નમસ્તે, સોમવારે મારી માતા પાસે કોઈ આવ્યું નથી. તે એકલી રહે છે."),
    ("Bengali", "নমস্কার, সোমবার আমার মায়ের কাছে কেউ আসেনি। তিনি একা থাকেন।"),
    ("Hindi", "नमस्ते, सोमवार को मेरी माँ के पास कोई नहीं आया। वह अकेली रहती हैं।"),
    ("Chinese", "您好，星期一没有人来看我母亲。她一个人住，我非常担心。请尽快回复。"),
    ("Tamil", "வணக்கம், திங்கட்கிழமை என் அம்மாவைப் பார்க்க யாரும் வரவில்லை."),
];

const ENGLISH: &[&str] = &[
    "Nobody came.",
    "Thx. Mr Patel came 2day ok",
    "Please ring Mrs Kowalska on 01632 960123.",
    "Dear Sir,\n\nCllr Siân Llwyd-Jones of Ynys Môn asked me to write.\n\nCofion\n\nAled",
    "mum fell agen she is on da floor plz com quik",
    "My mother Mrs Wójcik-Łukaszewska (née Dąbrowska) lives at 12 Rhodfa'r Môr, Aberystwyth. The agency is Café Señor Núñez Ltd.",
    "Ref: 12345 / AB-99\nInvoice 2026-03\nTotal £45.00",
    "Je ne regrette rien, as she used to say. She was a wonderful nurse and I thank you for all you did for her.",
    "The note on the door said 宋 and I do not know what that means. Nobody has told me.",
    "De Souza, Da Silva and El-Sayed were the carers on duty.",
];

#[test]
fn what_is_not_english_goes_to_a_person_with_its_language_named() {
    for (language, text) in FOREIGN {
        let parsed = read("letter.txt", text);
        let found = parsed.problems.iter().find(|p| p.code == ProblemCode::OtherLanguage);
        assert!(
            found.is_some_and(|p| p.message.contains(&format!("in {language},"))),
            "{language}: {:?}",
            parsed.problems
        );
        assert_eq!(parsed.status(), Status::NeedsPerson);
        let mail = format!(
            "From: a@x.example\nTo: b@x.example\nSubject: x\nDate: Mon, 02 Mar 2026 09:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        );
        assert!(super::codes(&read("case.eml", mail)).contains(&ProblemCode::OtherLanguage), "{language} by mail");
    }
}

#[test]
fn english_is_never_called_foreign() {
    for text in ENGLISH {
        let parsed = read("letter.txt", text);
        assert!(!super::codes(&parsed).contains(&ProblemCode::OtherLanguage), "{text}: {:?}", parsed.problems);
    }
    let Some(folder) = shared("correspondence") else { return };
    let items = std::fs::read_to_string(folder.join("items.jsonl")).expect("the labels");
    let mut wrong = Vec::new();
    for line in items.lines() {
        let label: serde_json::Value = serde_json::from_str(line).expect("a label is JSON");
        let text = label["text"].as_str().expect("a text");
        let parsed = read("letter.txt", text);
        if let Some(problem) = parsed.problems.iter().find(|p| p.code == ProblemCode::OtherLanguage) {
            wrong.push(format!("{}: {}\n{text}", label["file"], problem.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_letter_in_two_languages_is_told_too() {
    let text = "Dear Sir,\n\nMy mother writes below in her own language and I have not changed a word of it.\n\n\
        W poniedziałek nikt nie przyszedł do mojej mamy. Bardzo proszę o odpowiedź, ponieważ to się powtarza od trzech tygodni.\n\nYours faithfully,\n\nAnna Kowalska";
    let parsed = read("letter.txt", text);
    let found = parsed.problems.iter().find(|p| p.code == ProblemCode::OtherLanguage);
    assert!(found.is_some_and(|p| p.message.contains("in part")), "{:?}", parsed.problems);
}

#[test]
fn a_scan_that_is_in_part_another_language_goes_to_a_person_with_what_was_read() {
    let english =
        "Font sample\nThis page shows what the letters look like in print.\nIt was made for a test and may be copied.";
    // Recognised as English, other languages lose the marks on their letters; so they are set here.
    let cases = [
        "V pondeli nikdo neprisel k me matce.\nZije sama a nema nikoho jineho, kdo by ji uvaril obed.\nProsime o odpoved co nejdrive, protoze se to opakuje uz tyden.",
        "W poniedzialek nikt nie przyszedl do mojej mamy.\nMieszka sama i nie ma nikogo, kto by jej ugotowal obiad.\nProsze o szybka odpowiedz, poniewaz powtarza sie to tydzien.",
    ];
    for other in cases {
        let page = make::picture(make::pdf(&[&make::lines(&format!("{english}\n\n\n{other}"))]), 200.0);
        let parsed = read("scan.png", make::file(&page, image::ImageFormat::Png));
        let text = &parsed.documents[0].text;
        assert!(text.contains("was made for a test") && text.contains(&other[..6]), "{text}");
        assert!(super::codes(&parsed).contains(&ProblemCode::OtherLanguage), "{text} {:?}", parsed.problems);
    }
}

#[test]
fn text_in_no_language_that_is_known_is_told() {
    for text in [
        "Kaixo, astelehenean inor ez zen etorri nire ama ikustera, bakarrik bizi da eta oso kezkatuta nago, mesedez erantzun lehenbailehen",
        "Vazeny pane, v pondeli nikdo neprisel k me matce, zije sama a nema nikoho jineho, kdo by ji uvaril obed nebo vecere",
    ] {
        let parsed = read("letter.txt", text);
        assert!(super::codes(&parsed).contains(&ProblemCode::OtherLanguage), "{text}: {:?}", parsed.problems);
        assert_eq!(parsed.status(), Status::NeedsPerson);
    }
}
