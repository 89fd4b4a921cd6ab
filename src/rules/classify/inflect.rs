//! The forms of an English word: turn, turns, turned, turning. It makes forms too many rather than too few, since a form
//! that is no word is met in no text; it never touches the small words whose form is their meaning.

/// Words a reader may take for a misspelling of another, and that are words of their own.
pub const EASILY_MISTAKEN: &[&str] = &["compliant", "complement", "complements", "compliance", "personnel", "casualty"];

/// Words whose endings are no inflection ("evening" is not a form of "even"), or whose form is their meaning.
const FIXED: &[&str] = &[
    "about",
    "across",
    "addresses",
    "again",
    "against",
    "always",
    "anything",
    "are",
    "because",
    "been",
    "before",
    "being",
    "bed",
    "bus",
    "ceiling",
    "could",
    "didnt",
    "does",
    "doesnt",
    "dont",
    "during",
    "else",
    "even",
    "evening",
    "ever",
    "every",
    "everything",
    "feed",
    "from",
    "gas",
    "has",
    "hasnt",
    "havent",
    "her",
    "here",
    "hers",
    "his",
    "how",
    "hundred",
    "indeed",
    "into",
    "its",
    "just",
    "less",
    "morning",
    "need",
    "never",
    "news",
    "none",
    "not",
    "nothing",
    "now",
    "once",
    "only",
    "other",
    "our",
    "ours",
    "perhaps",
    "please",
    "really",
    "shall",
    "she",
    "should",
    "some",
    "something",
    "speed",
    "such",
    "than",
    "thanks",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "this",
    "those",
    "though",
    "thus",
    "too",
    "under",
    "unless",
    "until",
    "very",
    "was",
    "wasnt",
    "wedding",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whose",
    "why",
    "will",
    "with",
    "without",
    "wont",
    "would",
    "yes",
    "your",
    "yours",
    "and",
    "but",
    "for",
    "had",
    "him",
    "if",
    "any",
    "all",
    "off",
    "out",
    "over",
    "own",
    "you",
    "well",
    "one",
    "two",
    "can",
];

/// Irregular families; every member stands for all.
const FAMILIES: &[&[&str]] = &[
    &["break", "breaks", "broke", "broken", "breaking"],
    &["bring", "brings", "brought", "bringing"],
    &["buy", "buys", "bought", "buying"],
    &["child", "children", "childs", "childrens"],
    &["choose", "chooses", "chose", "chosen", "choosing"],
    &["come", "comes", "came", "coming"],
    &["die", "dies", "died", "dying"],
    &["do", "does", "did", "doing", "done"],
    &["drive", "drives", "drove", "driven", "driving"],
    &["eat", "eats", "ate", "eaten", "eating"],
    &["fall", "falls", "fell", "fallen", "falling"],
    &["feel", "feels", "felt", "feeling"],
    &["find", "finds", "found", "finding"],
    &["forget", "forgets", "forgot", "forgotten", "forgetting"],
    &["freeze", "freezes", "froze", "frozen", "freezing"],
    &["get", "gets", "got", "gotten", "getting"],
    &["give", "gives", "gave", "given", "giving"],
    &["go", "goes", "went", "gone", "going"],
    &["grow", "grows", "grew", "grown", "growing"],
    &["hear", "hears", "heard", "hearing"],
    &["hide", "hides", "hid", "hidden", "hiding"],
    &["hit", "hits", "hitting"],
    &["hold", "holds", "held", "holding"],
    &["hurt", "hurts", "hurting"],
    &["keep", "keeps", "kept", "keeping"],
    &["know", "knows", "knew", "known", "knowing"],
    &["lay", "lays", "laid", "laying"],
    &["leave", "leaves", "left", "leaving"],
    &["lie", "lies", "lied", "lying"],
    &["lose", "loses", "lost", "losing"],
    &["make", "makes", "made", "making"],
    &["man", "men", "mans", "mens"],
    &["meet", "meets", "met", "meeting"],
    &["pay", "pays", "paid", "payed", "paying"],
    &["put", "puts", "putting"],
    &["read", "reads", "reading"],
    &["ring", "rings", "rang", "rung", "ringing"],
    &["run", "runs", "ran", "running"],
    &["say", "says", "said", "saying"],
    &["see", "sees", "saw", "seen", "seeing"],
    &["send", "sends", "sent", "sending"],
    &["shake", "shakes", "shook", "shaken", "shaking"],
    &["show", "shows", "showed", "shown", "showing"],
    &["shut", "shuts", "shutting"],
    &["sit", "sits", "sat", "sitting"],
    &["sleep", "sleeps", "slept", "sleeping"],
    &["speak", "speaks", "spoke", "spoken", "speaking"],
    &["spend", "spends", "spent", "spending"],
    &["stand", "stands", "stood", "standing"],
    &["steal", "steals", "stole", "stolen", "stealing"],
    &["stick", "sticks", "stuck", "sticking"],
    &["take", "takes", "took", "taken", "taking"],
    &["tell", "tells", "told", "telling"],
    &["think", "thinks", "thought", "thinking"],
    &["throw", "throws", "threw", "thrown", "throwing"],
    &["tie", "ties", "tied", "tying"],
    &["try", "tries", "tried", "trying"],
    &["understand", "understands", "understood", "understanding"],
    &["wear", "wears", "wore", "worn", "wearing"],
    &["win", "wins", "won", "winning"],
    &["woman", "women", "womans", "womens"],
    &["write", "writes", "wrote", "written", "writing", "writting"],
];

/// Every form of a word, itself first. A word with `=` before it has this form only.
pub fn forms(word: &str) -> Vec<String> {
    if let Some(exact) = word.strip_prefix('=') {
        return vec![exact.to_string()];
    }
    if let Some(family) = FAMILIES.iter().find(|family| family.contains(&word)) {
        let rest = family.iter().filter(|form| **form != word).map(|form| (*form).to_string());
        return std::iter::once(word.to_string()).chain(rest).collect();
    }
    let mut all = vec![word.to_string()];
    let plain = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_lowercase());
    if plain && !FIXED.contains(&word) {
        for lemma in lemmas(word) {
            add_inflections(&lemma, &mut all);
        }
    }
    all.sort_by(|a, b| (a != word, a).cmp(&(b != word, b)));
    all.dedup();
    all
}

/// The words this one may be a form of, itself included.
fn lemmas(word: &str) -> Vec<String> {
    let mut lemmas = vec![word.to_string()];
    for ending in ["ed", "ing"] {
        let Some(stem) = word.strip_suffix(ending).filter(|s| is_stem(s)) else { continue };
        let undoubled =
            stem.strip_suffix(|c: char| stem.len() > 3 && stem.ends_with(&format!("{c}{c}")) && !"ls".contains(c));
        match undoubled {
            Some(shorter) => lemmas.push(shorter.to_string()),
            None => lemmas.extend([stem.to_string(), format!("{stem}e")]),
        }
    }
    if let Some(stem) = word.strip_suffix("ies").or_else(|| word.strip_suffix("ied")).filter(|s| s.len() > 1) {
        lemmas.push(format!("{stem}y"));
    } else if let Some(stem) = word.strip_suffix('s').filter(|s| s.len() >= 3 && !s.ends_with(['s', 'u', 'i'])) {
        lemmas.push(stem.to_string());
    }
    lemmas
}

fn is_stem(stem: &str) -> bool {
    stem.len() >= 3 && stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

fn add_inflections(lemma: &str, all: &mut Vec<String>) {
    all.push(lemma.to_string());
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| lemma.ends_with(end));
    all.push(if sibilant { format!("{lemma}es") } else { format!("{lemma}s") });
    if let Some(stem) = lemma.strip_suffix('e') {
        all.extend([format!("{lemma}d"), format!("{stem}ing")]);
        return;
    }
    if let Some(stem) = lemma.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        all.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{lemma}ing")]);
        return;
    }
    all.extend([format!("{lemma}ed"), format!("{lemma}ing")]);
    if let Some(last) = doubled(lemma) {
        all.extend([format!("{lemma}{last}ed"), format!("{lemma}{last}ing")]);
    }
}

/// The last letter where one vowel and one consonant end the word ("stop").
fn doubled(lemma: &str) -> Option<char> {
    let tail: Vec<char> = lemma.chars().rev().take(3).collect();
    let vowel = |c: &char| "aeiou".contains(*c);
    match tail.as_slice() {
        [last, middle, first] if !vowel(last) && !"wxy".contains(*last) && vowel(middle) && !vowel(first) => {
            Some(*last)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::forms;

    #[test]
    fn a_word_stands_for_its_forms_and_for_no_other_word() {
        for (word, is, is_not) in [
            ("turn", "turned", "tur"),
            ("missed", "miss", "mis"),
            ("stop", "stopped", "top"),
            ("carry", "carried", "car"),
            ("left", "leave", "lefted"),
            ("his", "his", "hi"),
            ("evening", "evening", "even"),
            ("=thanks", "thanks", "thank"),
            ("charges", "charged", "char"),
            ("worries", "worried", "worry's"),
        ] {
            let forms = forms(word);
            assert!(forms.iter().any(|f| f == is), "{word} should stand for {is}: {forms:?}");
            assert!(!forms.iter().any(|f| f == is_not), "{word} should not stand for {is_not}: {forms:?}");
        }
    }
}
