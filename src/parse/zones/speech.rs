//! Tells words that say something from names, addresses and set phrases. It is the guard that no greeting, name block
//! or legal note swallows a sentence of the writer: one word of it is enough to leave a line alone.

/// Words of people who say something. None of them stands in a name, an address, a job title or a set phrase, or so
/// rarely that a name block is left unmarked for it, which does no harm.
#[rustfmt::skip]
const SPEECH: &[&str] = &[
    "i", "i'm", "im", "i've", "ive", "i'd", "i'll", "me", "my", "mine", "we", "we're", "we've", "us", "you", "he",
    "he's", "hes", "she", "she's", "shes", "they", "they're", "them", "him", "his", "hers", "it", "it's", "that",
    "that's", "this", "these", "those", "there", "there's", "who", "what", "when", "where", "why", "how", "which",
    "am", "is", "isn't", "isnt", "are", "aren't", "was", "wasn't", "wasnt", "were", "weren't", "be", "been", "being",
    "has", "hasn't", "hasnt", "have", "haven't", "havent", "had", "hadn't", "do", "don't", "dont", "does", "doesn't",
    "doesnt", "did", "didn't", "didnt", "done", "can", "can't", "cant", "cannot", "could", "couldn't", "would",
    "wouldn't", "should", "shouldn't", "won't", "wont", "must", "not", "never", "no", "nobody", "nothing", "none",
    "yes", "but", "because", "if", "then", "so", "again", "still", "already", "now", "today", "yesterday", "tonight",
    "tomorrow", "please", "pls", "plz", "help", "need", "needs", "needed", "want", "wants", "wanted", "came", "come",
    "comes", "coming", "went", "gone", "going", "go", "goes", "gave", "given", "give", "got", "get", "getting",
    "took", "take", "taken", "told", "tell", "tells", "said", "says", "say", "saw", "see", "seen", "heard", "hear",
    "rang", "ring", "called", "calling", "asked", "ask", "left", "lost", "stole", "stolen", "missed", "missing",
    "hit", "hits", "hitting", "hurt", "hurts", "hurting", "slapped", "pushed", "punched", "kicked", "grabbed",
    "shouted", "shouts", "bruise", "bruises", "bruised", "bleeding", "fell", "fallen", "died", "dying", "dead",
    "killed", "kill", "abused", "abuse", "abusing", "raped", "threatened", "threatens", "locked", "starving",
    "starved", "hungry", "scared", "afraid", "frightened", "unsafe", "alone", "ill", "sick", "worse", "wrong",
    "upset", "worried", "angry", "unhappy", "mum", "mum's", "mums", "mummy", "dad", "dad's", "dads", "nan", "nan's",
    "gran", "granny", "grandad", "about", "since", "until", "every", "always", "just", "only", "very", "too", "also",
    "any", "anyone", "anything", "someone", "somebody", "something", "everything", "think", "know", "knew",
    "believe", "feel", "feels", "felt", "wish", "hope", "let", "make", "makes", "made", "keep", "keeps", "kept",
    "stop", "stopped", "start", "started", "wait", "waiting", "waited", "pay", "paid", "refused", "ignored",
    "happened", "happens", "happening", "disgusting", "disgraceful", "terrible", "awful", "urgent", "emergency",
    "police", "ambulance", "999", "suicide", "suicidal",
];

/// Words of one person about their own life; a legal note has none of them.
#[rustfmt::skip]
const PERSONAL: &[&str] = &[
    "i", "i'm", "im", "i've", "ive", "i'd", "i'll", "me", "my", "mine", "myself", "he", "he's", "hes", "she",
    "she's", "shes", "him", "her", "his", "hers", "mum", "mum's", "mums", "mom", "mother", "mother's", "dad",
    "dad's", "dads", "father", "father's", "son", "daughter", "husband", "wife", "partner", "brother", "sister",
    "nan", "gran", "grandma", "grandad", "aunt", "auntie", "uncle", "carer", "carers", "neighbour", "hit", "hits",
    "hurt", "fell", "died",
];

/// True where a line says something, as opposed to naming, addressing or closing.
pub(super) fn speaks(line: &str) -> bool {
    words(line).any(|word| SPEECH.contains(&word.as_str()))
}

/// True where a sentence is about somebody's own life. "His or her" of a legal note is not.
pub(super) fn is_personal(sentence: &str) -> bool {
    let plain = sentence.to_lowercase().replace('’', "'");
    // The numbers of a list.
    let number = |word: &&str| word.ends_with(')') && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | '(' | ')'));
    let plain = plain.split_whitespace().filter(|word| !number(word)).collect::<Vec<_>>().join(" ");
    let paired = ["his or her", "his/her", "he or she", "he/she", "him or her", "him/her", "her or his", "she or he"];
    let plain = paired.iter().fold(plain, |text, pair| text.replace(pair, " "));
    words(&plain).any(|word| PERSONAL.contains(&word.as_str()))
}

/// The words of a text in lower case, apostrophes inside them kept.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '_')))
        .map(|word| word.trim_matches(['\'', '’']).to_lowercase().replace('’', "'"))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{is_personal, speaks};

    #[test]
    fn names_and_addresses_do_not_speak_and_people_do() {
        for quiet in
            ["Ann Archer", "14 Hazel Court, Penmoor", "Head of Adult Social Care", "Tel: 01632 960123", "Dr Shah"]
        {
            assert!(!speaks(quiet), "{quiet}");
        }
        for said in ["Mum was hit", "he’s gone", "HELP ME", "carer hit Nan", "Nobody came", "please ring 01632 960123"]
        {
            assert!(speaks(said), "{said}");
        }
        assert!(is_personal("This email is private, do not tell my husband"));
        assert!(!is_personal("The views are those of the author and not of his or her employer"));
    }
}
