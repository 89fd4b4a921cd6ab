//! All phrases of all rules in one tree over word numbers, walked once along a text. Its cost grows with the text and
//! hardly with the number of rules, since most words of a text begin no phrase.

use super::phrase::Step;
use super::text::Tokens;
use super::vocabulary::{BOUNDARY, FastMap, NUMBER, WordId};

/// The number of a phrase.
pub type PhraseId = u32;

type Node = u32;
const ROOT: Node = 0;

/// Where a phrase stands in a text: words, last one excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Match {
    /// Which phrase.
    pub phrase: PhraseId,
    /// First word.
    pub first: u32,
    /// One past the last word.
    pub last: u32,
}

/// The tree while it grows.
#[derive(Debug)]
pub struct TrieBuilder {
    nodes: Vec<Growing>,
}

#[derive(Debug, Default)]
struct Growing {
    children: FastMap<Step, Node>,
    accepts: Vec<PhraseId>,
}

/// The tree ready to be walked.
#[derive(Debug, Default)]
pub struct Trie {
    /// For each word, the nodes it leads to from the root.
    roots: Vec<(u32, u32)>,
    /// From a node by a word to nodes.
    edges: FastMap<(Node, WordId), (u32, u32)>,
    /// The targets that `roots` and `edges` point into.
    targets: Vec<Node>,
    nodes: Vec<Rest>,
}

#[derive(Debug, Default)]
struct Rest {
    gaps: Vec<(u8, u8, Node)>,
    accepts: Vec<PhraseId>,
    leaf: bool,
    /// One bit for each word (modulo its width) that leads on from here: most words are turned away without a look-up.
    leads_on: u128,
}

impl Default for TrieBuilder {
    fn default() -> Self {
        Self { nodes: vec![Growing::default()] }
    }
}

impl TrieBuilder {
    /// Adds one row of a phrase.
    pub fn add(&mut self, row: &[Step], phrase: PhraseId) {
        let mut node = ROOT;
        for step in row {
            let next =
                Node::try_from(self.nodes.len()).expect("phrases are capped far below four thousand million steps");
            let known = self.nodes.get_mut(node as usize).map(|n| *n.children.entry(step.clone()).or_insert(next));
            node = known.expect("every node number was handed out by this tree");
            if node == next {
                self.nodes.push(Growing::default());
            }
        }
        if let Some(last) = self.nodes.get_mut(node as usize)
            && !last.accepts.contains(&phrase)
        {
            last.accepts.push(phrase);
        }
    }

    /// Lays the tree out for walking.
    /// `numbers` are the word forms in digits, which a `#` stands for as well.
    pub fn build(self, words: usize, numbers: &[WordId]) -> Trie {
        let mut flat: Vec<(Node, WordId, Node)> = Vec::new();
        let mut trie = Trie { roots: vec![(0, 0); words], ..Trie::default() };
        for (node, growing) in self.nodes.into_iter().enumerate() {
            let node = Node::try_from(node).expect("nodes were counted in the same type when they were added");
            let mut rest = Rest { accepts: growing.accepts, leaf: growing.children.is_empty(), ..Rest::default() };
            for (step, child) in growing.children {
                match step {
                    Step::Words(words) => {
                        let digits = if words.contains(&NUMBER) { numbers } else { &[] };
                        flat.extend(words.iter().chain(digits).map(|word| (node, *word, child)));
                    }
                    Step::Gap(least, most) => rest.gaps.push((least, most, child)),
                }
            }
            rest.gaps.sort_unstable();
            trie.nodes.push(rest);
        }
        flat.sort_unstable();
        flat.dedup();
        for group in flat.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let start = u32::try_from(trie.targets.len()).unwrap_or(u32::MAX);
            trie.targets.extend(group.iter().map(|(_, _, child)| *child));
            let range = (start, u32::try_from(trie.targets.len()).unwrap_or(u32::MAX));
            match group.first() {
                Some((ROOT, word, _)) => {
                    if let Some(place) = trie.roots.get_mut(*word as usize) {
                        *place = range;
                    }
                }
                Some((node, word, _)) => {
                    if let Some(rest) = trie.nodes.get_mut(*node as usize) {
                        rest.leads_on |= bit(*word);
                    }
                    trie.edges.insert((*node, *word), range);
                }
                None => {}
            }
        }
        trie
    }
}

impl Trie {
    /// Calls `found` for every place where a phrase stands; the same place may come twice.
    pub fn walk(&self, tokens: &Tokens, mut found: impl FnMut(Match)) {
        for (at, token) in tokens.words.iter().enumerate() {
            let Some(&(start, end)) = self.roots.get(token.word as usize) else { continue };
            for &node in self.targets.get(start as usize..end as usize).unwrap_or_default() {
                self.follow(node, tokens, at, at + 1, &mut found);
            }
        }
    }

    /// How many nodes the tree has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True where no phrase was added.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    fn follow(&self, node: Node, tokens: &Tokens, first: usize, at: usize, found: &mut impl FnMut(Match)) {
        let Some(rest) = self.nodes.get(node as usize) else { return };
        for &phrase in &rest.accepts {
            if let (Ok(first), Ok(last)) = (u32::try_from(first), u32::try_from(at)) {
                found(Match { phrase, first, last });
            }
        }
        if rest.leaf {
            return;
        }
        self.step(node, tokens, first, at, found);
        for &(least, most, beyond) in &rest.gaps {
            for skipped in 0..=usize::from(most) {
                let place = at + skipped;
                if skipped >= usize::from(least) {
                    self.step(beyond, tokens, first, place, found);
                }
                if tokens.words.get(place).is_none_or(|t| t.word == BOUNDARY) {
                    break;
                }
            }
        }
    }

    fn step(&self, node: Node, tokens: &Tokens, first: usize, at: usize, found: &mut impl FnMut(Match)) {
        let Some(token) = tokens.words.get(at).filter(|token| token.word > BOUNDARY) else { return };
        if self.nodes.get(node as usize).is_none_or(|rest| rest.leads_on & bit(token.word) == 0) {
            return;
        }
        let Some(&(start, end)) = self.edges.get(&(node, token.word)) else { return };
        for &child in self.targets.get(start as usize..end as usize).unwrap_or_default() {
            self.follow(child, tokens, first, at + 1, found);
        }
    }
}

fn bit(word: WordId) -> u128 {
    1 << (word % u128::BITS)
}
