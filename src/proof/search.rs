//! Where a removed string still stands. A hit is defined here: more places in a view of the file than were kept on
//! purpose. Places are counted, never waved through.

use super::fold::Folded;
use super::{Claim, Removed};
use std::collections::{HashMap, HashSet};

/// Letters from which a string is also looked for with all spaces and marks taken out: shorter ones stand inside ordinary
/// words by chance.
const SQUEEZED_FROM: usize = 6;
/// Letters from which the squeezed form counts even where it begins or ends inside a word.
const ANYWHERE_FROM: usize = 10;
/// Letters from which a word one slip away counts.
const FUZZY_FROM: usize = 6;

/// A way of looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Word by word.
    Words,
    /// With everything between the letters taken out.
    Squeezed,
    /// The same, backwards.
    Backwards,
    /// One letter off.
    Fuzzy,
}

/// The forms that are looked for.
const FORMS: [Form; 4] = [Form::Words, Form::Squeezed, Form::Backwards, Form::Fuzzy];

/// A removed string made ready, with how often each form of it may stand.
#[derive(Debug)]
pub(super) struct Needle {
    folded: Folded,
    reversed: String,
    allowed: [usize; 4],
    strict: bool,
    /// True where a decision keeps it somewhere.
    kept: bool,
    /// Times it stands in what is kept without a decision that keeps it.
    pub left: usize,
}

/// The needles of a claim, and what helps to tell a misread word from a real one.
#[derive(Debug)]
pub(super) struct Search {
    needles: Vec<Needle>,
    between: HashMap<(String, String), HashSet<String>>,
}

impl Search {
    /// Makes the strings of a claim ready.
    pub fn new(claim: &Claim) -> Self {
        let kept = Folded::of(&claim.shown);
        let folded = |texts: &[String]| texts.iter().map(|text| Folded::of(text)).collect::<Vec<_>>();
        let (decided, furniture) = (folded(&claim.decided), folded(&claim.furniture));
        let needles = claim.removed.iter().filter_map(|r| Needle::new(r, &kept, &decided, &furniture)).collect();
        let mut between: HashMap<(String, String), HashSet<String>> = HashMap::new();
        for three in kept.words.windows(3) {
            let [before, middle, after] = three else { continue };
            between.entry((before.clone(), after.clone())).or_default().insert(middle.clone());
        }
        Self { needles, between }
    }

    /// Number of removed strings looked for.
    pub fn len(&self) -> usize {
        self.needles.len()
    }

    /// Strings that stand in what is kept although nobody decided to keep them there.
    pub fn left(&self) -> usize {
        self.needles.iter().filter(|n| n.left > 0).count()
    }

    /// Strings that stand in this text more often than they may.
    pub fn hits(&self, text: &str) -> usize {
        let view = Folded::of(text);
        let over = |n: &&Needle| FORMS.iter().any(|form| n.count(*form, &view) > n.allowed[*form as usize]);
        self.needles.iter().filter(over).count()
    }

    /// Strings that stand in this text at all.
    pub fn stands(&self, text: &str) -> usize {
        let view = Folded::of(text);
        self.needles.iter().filter(|n| FORMS.iter().any(|form| n.count(*form, &view) > 0)).count()
    }

    /// The same as `hits` for what recognition read, which takes some words for others: a word between two kept words that is near
    /// the kept word which stands there is a misreading. `upright` is false for pages turned on their side, where short
    /// words come up by chance.
    pub fn hits_in_recognised(&self, text: &str, upright: bool) -> usize {
        let view = Folded::of(text);
        let mended = Folded { words: self.mended(&view.words), ..Folded::default() };
        let squeezed = mended.words.concat();
        let mended = Folded { squeezed, ..mended };
        let over = |n: &&Needle| {
            let long = upright || n.folded.squeezed.chars().count() >= SQUEEZED_FROM;
            let forms = if upright { &FORMS[..] } else { &FORMS[..2] };
            let over = |form: Form| match form {
                // A kept place that was misread by a letter is one place less and one near miss more: both are one sum.
                Form::Fuzzy => n.places(&mended) > n.allowed[Form::Words as usize] + n.allowed[Form::Fuzzy as usize],
                _ => n.count(form, &mended) > n.allowed[form as usize],
            };
            long && forms.iter().any(|form| over(*form))
        };
        self.needles.iter().filter(over).count()
    }

    fn mended(&self, words: &[String]) -> Vec<String> {
        let mut out = words.to_vec();
        for at in 1..words.len().saturating_sub(1) {
            let Some(kept) = self.between.get(&(words[at - 1].clone(), words[at + 1].clone())) else { continue };
            if !kept.contains(&words[at])
                && let Some(near) = kept.iter().find(|k| strsim::osa_distance(k, &words[at]) <= 2)
            {
                out[at] = near.clone();
            }
        }
        out
    }

    /// Byte strings to look for in raw bytes: long enough that chance does not make them.
    pub fn raw(&self) -> Vec<String> {
        let long = |n: &&Needle| n.strict && !n.kept && n.folded.squeezed.len() >= 5;
        self.needles.iter().filter(long).map(|n| n.folded.words.join(" ")).collect()
    }
}

impl Needle {
    fn new(removed: &Removed, kept: &Folded, decided: &[Folded], furniture: &[Folded]) -> Option<Self> {
        let folded = Folded::of(&removed.text);
        if folded.squeezed.chars().count() < 2 {
            return None;
        }
        let reversed = folded.squeezed.chars().rev().collect();
        let strict = removed.strict && folded.squeezed.chars().count() >= 3;
        let mut needle = Self { folded, reversed, allowed: [0; 4], strict, kept: false, left: 0 };
        let counts = FORMS.map(|form| needle.count(form, kept));
        let times = |in_all: &[Folded]| FORMS.map(|form| in_all.iter().map(|d| needle.count(form, d)).sum::<usize>());
        let (decided, furniture) = (times(decided), times(furniture));
        let over = |form: usize| counts[form].saturating_sub(decided[form] + furniture[form]);
        let left = over(0).max(over(1));
        needle.kept = decided[0] > 0;
        needle.left = if strict { left } else { 0 };
        needle.allowed = counts;
        if strict {
            needle.allowed[0] = decided[0] + furniture[0];
            needle.allowed[1] = decided[1] + furniture[1];
        }
        Some(needle)
    }

    fn count(&self, form: Form, view: &Folded) -> usize {
        let wanted = &self.folded.words;
        let letters = self.folded.squeezed.chars().count();
        match form {
            Form::Words if wanted.is_empty() => 0,
            Form::Words => view.words.windows(wanted.len()).filter(|w| *w == wanted.as_slice()).count(),
            Form::Squeezed if letters >= ANYWHERE_FROM => view.squeezed.matches(&self.folded.squeezed).count(),
            Form::Squeezed if letters >= SQUEEZED_FROM => whole(&view.words, &self.folded.squeezed),
            // A word that reads the same both ways is found forwards.
            Form::Backwards if letters >= ANYWHERE_FROM && self.reversed != self.folded.squeezed => {
                view.squeezed.matches(&self.reversed).count()
            }
            Form::Fuzzy => self.near(view),
            _ => 0,
        }
    }

    /// Places where it stands word by word or one letter off.
    fn places(&self, view: &Folded) -> usize {
        self.count(Form::Words, view) + self.count(Form::Fuzzy, view)
    }

    fn near(&self, view: &Folded) -> usize {
        let [word] = self.folded.words.as_slice() else { return 0 };
        if word.chars().count() < FUZZY_FROM || word.chars().any(|c| c.is_ascii_digit()) {
            return 0;
        }
        let close = |w: &&String| w.len().abs_diff(word.len()) <= 2 && *w != word && strsim::osa_distance(w, word) == 1;
        view.words.iter().filter(close).count()
    }
}

/// Places where whole words, one after the other, make up a squeezed string ("Q u i l l").
fn whole(words: &[String], wanted: &str) -> usize {
    let makes_up = |from: usize| {
        let mut rest = wanted;
        for word in words.get(from..).unwrap_or_default() {
            match rest.strip_prefix(word.as_str()) {
                Some("") => return true,
                Some(more) => rest = more,
                None => return false,
            }
        }
        false
    };
    (0..words.len()).filter(|from| makes_up(*from)).count()
}

#[cfg(test)]
mod tests {
    use super::Search;
    use crate::proof::{Claim, Removed};

    #[test]
    fn a_kept_place_that_was_misread_is_no_hit_and_one_place_more_is() {
        let removed = vec![Removed { text: "document".into(), strict: false }];
        let shown = "copy of a document page one, and this document ends".to_string();
        let search = Search::new(&Claim { removed, shown, ..Claim::default() });
        // What recognition read, and how many strings are hit.
        let cases = [
            ("copy of a document page one, and this document ends", 0),
            ("copy of adocument page one, and this document ends", 0),
            ("copy of a page one, and this document ends", 0),
            ("copy of adocument page one, and this document ends, document", 1),
            ("copy of a document page one, and this document ends, docunent", 1),
            ("copy of adocument page one, and this document ends with a document", 1),
        ];
        for (read, hits) in cases {
            assert_eq!(search.hits_in_recognised(read, true), hits, "{read}");
        }
    }
}
