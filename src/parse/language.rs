//! The language of a text, by its script and its commonest small words. It names what is surely not English and stays
//! silent otherwise: an English letter called foreign would send everything to a person.

use super::english::odd_words;
use crate::model::{Document, DocumentRole, Problem, ProblemCode, Severity, TextFrom, ZoneKind};
use std::collections::BTreeMap;

/// Small words of languages in Latin letters, none of them common in English. The lists hold the commonest words of each
/// that its neighbours do not share.
#[rustfmt::skip]
const SMALL: &[(&str, &str)] = &[
    ("Welsh", "yn y yr mae ac ei i'r o'r a'r wedi bod nid oedd ar gyfer fy chi rwy rwyf eich hyn sydd gan gyda heb iawn ond pan bydd eu fel dydy nad nhw ddim"),
    ("Polish", "nie się jest na że do jak ale przez tak był była są dla po już który która które od czy mnie mój moja mojej moim tym bardzo proszę jestem pan pani żeby"),
    ("Romanian", "și nu este că pentru cu din care sunt ce mai în pe mi am fost foarte sau dacă despre mea meu dumneavoastră vă rog acest această către după când să îmi îi"),
    ("Portuguese", "não que uma está são muito para com os mais foi ela ele você minha meu por favor isso mas também já tem quando obrigado obrigada estou senhor"),
    ("Spanish", "que el los las una por con está pero más muy para mi como no es fue ella él usted gracias señor señora cuando porque también desde hasta mis"),
    ("French", "le les des une est pas vous je que dans pour avec mon ma mes nous elle sur mais très plus qui ce cette sont été votre monsieur madame depuis j'ai n'est c'est"),
    ("German", "der die und das nicht ist ich sie ein eine mit für auf dem den von zu wir haben habe wurde sehr aber meine mein auch bei nach bitte sehr geehrte"),
    ("Italian", "il che non una per sono è di con mia mio ma anche della del gli questo questa molto più perché quando grazie signora signor ho stato stata"),
    ("Dutch", "het een niet van ik en dat zijn voor met mijn maar ook heeft zij wij wordt naar geen deze graag bij heb"),
    ("Lithuanian", "ir yra kad ne su į iš mano labai bet kaip buvo prašau nuo jau jis ji apie savo aš už man"),
    ("Latvian", "un ir nav ka ar no par mana mans ļoti bet kā bija lūdzu es viņa viņš tas uz pie man"),
    ("Slovak", "je nie som že na sa moja môj veľmi ale ako bol bola prosím pre keď už ktorý ktorá mi"),
    ("Czech", "je není jsem že na se moje můj velmi ale jak byl byla prosím pro když už který která mi jsou"),
    ("Hungarian", "és nem hogy egy az van volt meg csak már de mert kérem nagyon anyám amikor vagyok ezt azt még"),
    ("Bulgarian", "и на не да се че за от си съм"),
    ("Albanian", "dhe nuk është në për me një që të unë ime im shumë por kur jam kam ju lutem ka janë"),
    ("Somali", "iyo waa in ka ku oo waxaan aan hooyaday loo uu ay lama maanta fadlan waxa ayaa"),
    ("Turkish", "ve bir bu için çok değil annem ben ama ile gibi daha lütfen var yok olarak kadar bana"),
    ("Kurdish", "û ne ku di bi ji min ez wî wê ye pir xwe dê li ser dayika na be got hatin çawa zor"),
    ("Vietnamese", "là của và không cho tôi có được người với này một các trong đã rất mẹ"),
    ("Tagalog", "ang ng sa na ay mga ko hindi po ako siya kung ito lang niya nang"),
    ("Swahili", "na ya wa kwa ni katika yangu mama sana lakini hakuna siku alikuwa huyu tafadhali"),
    ("Croatian or Serbian", "je nije da se na su sam što moja moj vrlo ali kako bio bila molim za kad već koji koja mi"),
    ("Swedish", "och inte det att är jag för med som har min mycket men på till ett den av"),
    ("Danish or Norwegian", "og ikke det at er jeg for med som har min meget men på til et den af av"),
    ("Finnish", "ja ei on että se hän minun äiti hyvin mutta kun ovat oli olen tämä"),
    ("Slovene", "je ni da se na so sem moja moj zelo ampak kako bil bila prosim za ko že ki mi"),
    ("Estonian", "ja ei on et see ta minu ema väga aga kui olid oli olen"),
];

/// Small words of English; a text that has its share of them is English, whatever else is in it.
#[rustfmt::skip]
const ENGLISH: &str = "the of and to a in is it that for was on with as you my he she they his her their we i not be at this have from but had by are or an which were been has will would there what who when if no so can me them our your do did about out up all any some because please thank thanks dear regards sincerely hello hi am get got just how why where then than too very after before again only also into over could should im dont u ur pls";

/// Words of a paragraph that make a judgement on it possible.
const FEWEST: usize = 4;
/// Words in another language that make a document one for a person.
const ENOUGH: usize = 15;

/// Notes the documents that are not in English, or in good part not.
pub(crate) fn note(documents: &[Document], problems: &mut Vec<Problem>) {
    for document in documents.iter().filter(|d| d.role != DocumentRole::Subject && d.text_from != TextFrom::None) {
        if let Some((language, whole)) = of(document) {
            let part = if whole { "is not in English but in" } else { "is in part not in English but in" };
            problems.push(Problem::document(
                ProblemCode::OtherLanguage,
                Severity::NeedsPerson,
                document.id,
                format!(
                    "\"{}\" {part} {language}, as far as can be told. The rules read English only: the item is filed and nothing \
                     was concluded from that text. Have it read by somebody who knows the language.",
                    document.name
                ),
            ));
        } else if let Some(pages) = pages_hardly_english(document) {
            problems.push(Problem::document(
                ProblemCode::OtherLanguage,
                Severity::NeedsPerson,
                document.id,
                format!(
                    "Part of what recognition read of \"{}\" on page {pages} is hardly English. It knows no other language and makes \
                     wrong words of one, and of drawings and tables too: nothing should be concluded from that text. The item is filed \
                     and the original is kept. Have the original read by somebody who knows its language.",
                    document.name
                ),
            ));
        } else if hardly_english(document) {
            problems.push(Problem::document(
                ProblemCode::OtherLanguage,
                Severity::NeedsPerson,
                document.id,
                format!(
                    "\"{}\" is hardly English by its letters: another language that could not be told, a code, or text without sense. \
                     The rules read English only: the item is filed and nothing should be concluded from that text. Have it read by \
                     somebody who knows what it is.",
                    document.name
                ),
            ));
        }
    }
}

/// The recognised pages of which a part is hardly English, counted from 1 and separated by commas; none where all are.
fn pages_hardly_english(document: &Document) -> Option<String> {
    let recognised = document.pages.iter().enumerate().filter(|(_, page)| page.text_from == TextFrom::Ocr);
    let odd = recognised.filter(|(_, page)| odd_words(page.span.of(&document.text)).0 > 0);
    let numbers: Vec<String> = odd.map(|(number, _)| (number + 1).to_string()).collect();
    (!numbers.is_empty()).then(|| numbers.join(", "))
}

/// True where most of the text that is the writer's own is hardly English.
fn hardly_english(document: &Document) -> bool {
    let own: Vec<&str> = own_paragraphs(document).collect();
    let own = own.join("\n\n");
    // Tables of settings, reports of machines and programs are words and names by halves.
    let (odd, _) = odd_words(&own);
    let words = own.split_whitespace().filter(|w| w.chars().filter(|c| c.is_alphanumeric()).count() > 1).count();
    odd >= ENOUGH && odd * 5 >= words * 2
}

/// The language of a document that is not English, and whether all of it is.
fn of(document: &Document) -> Option<(&'static str, bool)> {
    let mut words: BTreeMap<&'static str, usize> = BTreeMap::new();
    let (mut english, mut loose) = (0usize, String::new());
    for paragraph in own_paragraphs(document) {
        if paragraph.split_whitespace().count() < 12 {
            loose.push_str(paragraph);
            loose.push('\n');
        } else {
            tally(paragraph, &mut words, &mut english);
        }
    }
    // Short paragraphs are judged together.
    tally(&loose, &mut words, &mut english);
    let (language, count) = words.into_iter().max_by_key(|(_, count)| *count)?;
    let whole = count >= english * 4;
    (count >= ENOUGH || (whole && count >= FEWEST)).then_some((language, whole))
}

/// Paragraphs that do not begin in a zone that other people or machines wrote.
fn own_paragraphs(document: &Document) -> impl Iterator<Item = &str> {
    let other = |at: usize| {
        matches!(
            document.zone_at(at),
            Some(ZoneKind::Quoted | ZoneKind::Disclaimer | ZoneKind::Letterhead | ZoneKind::Signature)
        )
    };
    let mut next = 0;
    document.text.split("\n\n").filter(move |paragraph| {
        let at = next;
        next += paragraph.len() + 2;
        !paragraph.trim().is_empty() && !other(at + paragraph.len() - paragraph.trim_start().len())
    })
}

fn tally(text: &str, words: &mut BTreeMap<&'static str, usize>, english: &mut usize) {
    let count = text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    match language(text) {
        Some("Chinese" | "Japanese" | "Thai" | "Khmer" | "Lao" | "Burmese") => {
            // Written without spaces: two letters make a word.
            let letters = text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
            *words.entry(language(text).unwrap_or_default()).or_default() += letters / 2;
        }
        Some(name) => *words.entry(name).or_default() += count,
        None => *english += count,
    }
}

/// The language of a run of text where it is surely not English.
pub(crate) fn language(text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let foreign = letters.iter().filter(|c| script(**c).is_some()).count();
    if foreign >= 6 && foreign * 3 >= letters.len() {
        return by_script(text, &letters);
    }
    let words: Vec<String> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .map(|w| w.to_lowercase().replace('’', "'"))
        .filter(|w| w.chars().any(char::is_alphabetic))
        .collect();
    if words.len() < FEWEST {
        return None;
    }
    let share = |list: &str| {
        words.iter().filter(|w| list.split(' ').any(|s| s == w.as_str())).count() as f32 / words.len() as f32
    };
    let english = share(ENGLISH);
    let (name, most) = SMALL
        .iter()
        .map(|(name, list)| (*name, share(list)))
        .fold(("", 0.0f32), |best, next| if next.1 > best.1 { next } else { best });
    let hits = (most * words.len() as f32).round() as usize;
    (most >= 0.16 && hits >= 3 && most >= english * 1.6).then_some(name)
}

/// The script of a letter that English does not use, by its Unicode block.
fn script(c: char) -> Option<&'static str> {
    Some(match u32::from(c) {
        0x370..=0x3ff | 0x1f00..=0x1fff => "Greek",
        0x400..=0x52f => "Cyrillic",
        0x530..=0x58f => "Armenian",
        0x590..=0x5ff => "Hebrew",
        0x600..=0x6ff | 0x750..=0x77f | 0xfb50..=0xfdcf | 0xfe70..=0xfefe => "Arabic",
        0x900..=0x97f => "Hindi",
        0x980..=0x9ff => "Bengali",
        0xa00..=0xa7f => "Punjabi",
        0xa80..=0xaff => "Gujarati",
        0xb00..=0xb7f => "Odia",
        0xb80..=0xbff => "Tamil",
        0xc00..=0xc7f => "Telugu",
        0xc80..=0xcff => "Kannada",
        0xd00..=0xd7f => "Malayalam",
        0xd80..=0xdff => "Sinhala",
        0xe00..=0xe7f => "Thai",
        0xe80..=0xeff => "Lao",
        0xf00..=0xfff => "Tibetan",
        0x1000..=0x109f => "Burmese",
        0x10a0..=0x10ff => "Georgian",
        0x1100..=0x11ff | 0xac00..=0xd7af => "Korean",
        0x1200..=0x137f => "Amharic or Tigrinya",
        0x1780..=0x17ff => "Khmer",
        0x3040..=0x30ff => "Japanese",
        0x3400..=0x9fff | 0x20000..=0x2ffff => "Chinese",
        _ => return None,
    })
}

/// Languages that share a script are told apart by letters that only one of them has.
fn by_script(text: &str, letters: &[char]) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for name in letters.iter().filter_map(|c| script(*c)) {
        *counts.entry(name).or_default() += 1;
    }
    let has = |signs: &str| text.chars().filter(|c| signs.contains(*c)).count();
    // Japanese is written with Chinese signs for the most part.
    if counts.get("Japanese").is_some_and(|n| *n * 8 >= letters.len()) {
        return Some("Japanese");
    }
    let (name, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    Some(match name {
        "Arabic" if has("ڕڵۆێە") >= 2 => "Kurdish",
        "Arabic" if has("ښځڅډړې") >= 2 => "Pashto",
        "Arabic" if has("ٹڈڑںےہ") >= 2 => "Urdu",
        "Arabic" if has("گچپژ") >= 2 => "Persian",
        "Cyrillic" if has("іїєґІЇЄҐ") >= 2 => "Ukrainian",
        "Cyrillic" if has("ђјљњћџ") >= 2 => "Serbian or Macedonian",
        "Cyrillic" if has("ыэёЫЭЁ") == 0 && has("ъщ") >= 1 => "Bulgarian",
        "Cyrillic" => "Russian",
        "Hindi" if text.contains("छ") && text.contains("हरू") => "Nepali",
        "Hindi" if text.contains("आहे") => "Marathi",
        name => name,
    })
}
