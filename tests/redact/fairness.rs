//! Names of every origin are found alike: the same sentences with names of nine origins, in capitals, small letters and beside
//! nothing that helps. No group may fall more than three points below the mean.

use super::{covered, item, run};
use postroom::model::Span;
use postroom::redact::Declaration;

/// Origin, forenames, surnames.
const ORIGINS: &[(&str, &str, &str)] = &[
    (
        "English",
        "Margaret Kenneth Doreen Geoffrey Tracey Craig Hazel Nigel Beryl Wayne",
        "Thackray Barraclough Sugden Ogden Murgatroyd Dyson Hirst Crabtree Busfield Illingworth",
    ),
    (
        "South Asian",
        "Amandeep Fatima Imran Priti Rukhsana Harjit Nasreen Sandeep Shazia Gurpreet",
        "Hussain Sandhu Begum Patel Chaudhry Akhtar Bhandari Kaur Mahmood Virk",
    ),
    (
        "Polish",
        "Wojciech Agnieszka Zbigniew Grazyna Jerzy Malgorzata Kacper Danuta Slawomir Halina",
        "Kowalczyk Wisniewska Szymanski Zielinski Nowak Wojcik Dabrowska Kaczmarek Lewandowski Pawlak",
    ),
    (
        "Ukrainian",
        "Oksana Vasyl Yevhen Iryna Mykola Halyna Taras Svitlana Andriy Lyudmyla",
        "Kovalenko Shevchuk Bondarenko Tkachenko Kravchenko Melnyk Marchenko Lysenko Savchenko Hrytsenko",
    ),
    (
        "Irish",
        "Siobhan Brigid Niamh Padraig Aoife Declan Orla Fionnuala Cormac Dympna",
        "O'Hanlon Gallagher McKeever Corrigan Quigg Fitzgibbon O'Sullivan Kinsella Brennan Mulhern",
    ),
    (
        "African",
        "Oluwaseun Folasade Chinedu Ngozi Kwame Adwoa Tendai Wanjiku Bukola Obinna",
        "Adeyemi Okonkwo Nwachukwu Boateng Mensah Nyambura Ajayi Asante Mbeki Antwi",
    ),
    (
        "Caribbean",
        "Winston Marcia Delroy Shanice Hyacinth Errol Beverley Leroy Marlene Desmond",
        "Brathwaite Campbell Facey Grant Thompson Lovelace Joseph Pinnock Gayle Bogle",
    ),
    (
        "Kurdish",
        "Rezan Shilan Dilovan Berivan Azad Rojin Hiwa Gulsen Karwan Zilan",
        "Barzani Demir Talabani Yildiz Karim Aydin Rashid Ozturk Hama Celik",
    ),
    (
        "names that are words",
        "Grace Hope Joy Patience Will Rose Faith Ivy Mark Jack",
        "Young Field Stone Wood Cook Hill Day Moss Marsh Bell",
    ),
];

/// Sentences with a forename, a surname or both.
const FRAMES: &[&str] = &[
    "I spoke to {f} {l} about the bill on Monday.",
    "The carer, {f}, left early and nobody told us.",
    "Mrs {l} from the office rang twice.",
    "My neighbour {f} {l} has no heating.",
    "Nobody has seen {f} since Friday and we are worried.",
    "{f} came at nine. She was kind.",
    "please ask {sf} {sl} to ring me about the money",
    "my friend {sf} has been left without any help",
    "I WANT {cf} {cl} TO RING ME TODAY.",
    "Yours sincerely\n\n{f} {l}",
];

#[test]
fn no_origin_is_found_less_often() {
    let mut shares = Vec::new();
    for (origin, first, last) in ORIGINS {
        let (mut right, mut all) = (0, 0);
        for (f, l) in first.split(' ').zip(last.split(' ')) {
            for frame in FRAMES {
                let (text, spans) = filled(frame, f, l);
                let redacted =
                    run(&item(Some(("Ann Other", "ann@mailbox.example")), &text), "foi", &Declaration::default());
                for span in spans {
                    all += 1;
                    let found = covered(&redacted, &text, span, |_| true);
                    right += usize::from(found);
                    if !found {
                        println!("missed: {:?} in {text:?}", span.of(&text));
                    }
                }
            }
        }
        shares.push((origin, right as f64 / f64::from(all), all));
    }
    let mean = shares.iter().map(|(_, share, _)| share).sum::<f64>() / shares.len() as f64;
    for (origin, share, all) in &shares {
        println!("{origin:<22} {share:.3} of {all}");
    }
    println!("{:<22} {mean:.3}", "mean");
    let behind: Vec<_> = shares.iter().filter(|(_, share, _)| *share < mean - 0.03).collect();
    assert!(mean > 0.97 && behind.is_empty(), "mean {mean:.3}, behind: {behind:?}");
}

/// The sentence with a name in it, and where each part stands.
fn filled(frame: &str, first: &str, last: &str) -> (String, Vec<Span>) {
    let (mut text, mut spans, mut rest) = (String::new(), Vec::new(), frame);
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').expect("a slot ends");
        text.push_str(before);
        let start = text.len();
        text.push_str(&match slot {
            "f" => first.to_string(),
            "l" => last.to_string(),
            "sf" => first.to_lowercase(),
            "sl" => last.to_lowercase(),
            "cf" => first.to_uppercase(),
            _ => last.to_uppercase(),
        });
        spans.push(Span::new(start, text.len()));
        rest = after;
    }
    text.push_str(rest);
    (text, spans)
}
