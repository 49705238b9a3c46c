//! The tree over a document's words, with the children of every word at hand.

use onrecord_model::{Document, Relation, Token, TokenRange, Upos};
use onrecord_rules::WordSet;

use crate::figure::words::LowerWords;

/// A document's dependency tree (Universal Dependencies v2, de Marneffe et al. 2021), walked often.
#[derive(Debug)]
pub(crate) struct Syntax<'a> {
    pub(crate) doc: &'a Document,
    pub(crate) words: &'a LowerWords<'a>,
    /// First child of each word in `children`, and one past the last.
    starts: Vec<u32>,
    children: Vec<u32>,
    /// Number of the mention that covers each word, plus one.
    mentions: Vec<u32>,
}

impl<'a> Syntax<'a> {
    pub(crate) fn new(words: &'a LowerWords<'a>) -> Syntax<'a> {
        let doc = words.doc;
        let count = doc.tokens.len();
        let is_child =
            |at: usize, token: &Token| token.head as usize != at && (token.head as usize) < count;
        let mut starts = vec![0_u32; count + 1];
        for (at, token) in doc.tokens.iter().enumerate() {
            if let Some(slot) =
                starts.get_mut(token.head as usize + 1).filter(|_| is_child(at, token))
            {
                *slot += 1;
            }
        }
        let mut sum = 0;
        for slot in &mut starts {
            sum += *slot;
            *slot = sum;
        }
        let mut next = starts.clone();
        let mut children = vec![0_u32; sum as usize];
        for (at, token) in doc.tokens.iter().enumerate() {
            let Some(slot) = next.get_mut(token.head as usize).filter(|_| is_child(at, token))
            else {
                continue;
            };
            if let Some(child) = children.get_mut(*slot as usize) {
                *child = at as u32;
            }
            *slot += 1;
        }
        let mut mentions = vec![0_u32; count];
        for (number, mention) in doc.mentions.iter().enumerate() {
            for at in mention.range.range() {
                if let Some(slot) = mentions.get_mut(at) {
                    *slot = number as u32 + 1;
                }
            }
        }
        Syntax { doc, words, starts, children, mentions }
    }

    /// What hangs directly on a word, in text order.
    pub(crate) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let from = self.starts.get(at).copied().unwrap_or(0) as usize;
        let to = self.starts.get(at + 1).copied().unwrap_or(0) as usize;
        self.children.get(from..to).unwrap_or_default().iter().map(|&child| child as usize)
    }

    /// The first child with one of these relations.
    pub(crate) fn child(&self, at: usize, relations: &[Relation]) -> Option<usize> {
        self.children(at).find(|&child| relations.contains(&self.relation(child)))
    }

    pub(crate) fn relation(&self, at: usize) -> Relation {
        self.doc.tokens.get(at).map_or(Relation::Dep, |token| token.relation)
    }

    pub(crate) fn upos(&self, at: usize) -> Upos {
        self.words.upos(at)
    }

    /// What the word hangs on; `None` for a root.
    pub(crate) fn head(&self, at: usize) -> Option<usize> {
        let head = self.doc.tokens.get(at)?.head as usize;
        (head != at).then_some(head)
    }

    pub(crate) fn lemma(&self, at: usize) -> &str {
        self.doc.lemma(at)
    }

    /// Is the word in the list, alone or with the next one ("put off")?
    pub(crate) fn is_listed(&self, at: usize, list: &WordSet) -> bool {
        let lemma = self.lemma(at);
        list.contains(lemma) || list.contains(&format!("{lemma} {}", self.words.word(at + 1)))
    }

    /// The preposition of a noun, in lower case; empty where it has none.
    pub(crate) fn preposition(&self, at: usize) -> &str {
        self.child(at, &[Relation::Case]).map_or("", |case| self.words.word(case))
    }

    /// The mention that covers a word.
    pub(crate) fn mention(&self, at: usize) -> Option<&'a onrecord_model::Mention> {
        let number = self.mentions.get(at)?.checked_sub(1)?;
        self.doc.mentions.get(number as usize)
    }

    pub(crate) fn is_verb(&self, at: usize) -> bool {
        self.upos(at) == Upos::Verb
    }

    pub(crate) fn is_nominal(&self, at: usize) -> bool {
        matches!(self.upos(at), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
    }

    /// Is the verb a passive, or a participle on a noun that stands for one?
    pub(crate) fn is_passive(&self, verb: usize) -> bool {
        let participle = || !self.words.word(verb).ends_with("ing");
        match self.relation(verb) {
            Relation::Amod => participle(),
            Relation::Acl => {
                participle()
                    && self.child(verb, &[Relation::Mark, Relation::Nsubj, Relation::Obj]).is_none()
            }
            _ => self.child(verb, &[Relation::AuxPass, Relation::NsubjPass]).is_some(),
        }
    }

    /// The head with those joined to it: "police and soldiers".
    pub(crate) fn with_conjuncts(&self, at: usize) -> Vec<usize> {
        let mut all = vec![at];
        let joined = self.children(at).filter(|&c| self.relation(c) == Relation::Conj);
        all.extend(joined.filter(|&c| self.is_nominal(c)));
        all
    }

    /// The words of a noun that name it: its modifiers and what hangs on it by "of", without clauses, appositions and articles.
    pub(crate) fn phrase(&self, head: usize) -> TokenRange {
        let (mut first, mut last) = (head, head);
        for child in self.children(head) {
            let inner = match self.relation(child) {
                Relation::Compound
                | Relation::Flat
                | Relation::Amod
                | Relation::Nummod
                | Relation::NmodPoss
                | Relation::NmodDesc
                | Relation::FlatForeign => self.phrase_of_modifier(child),
                Relation::Nmod if self.preposition(child) == "of" => self.phrase_of_modifier(child),
                _ => continue,
            };
            first = first.min(inner.start as usize);
            last = last.max(inner.end as usize - 1);
        }
        if let Some(mention) = self.mention(head).filter(|m| m.range.len() <= LONGEST) {
            first = first.min(mention.range.start as usize);
            last = last.max(mention.range.end as usize - 1);
        }
        let range = TokenRange::new(first, last + 1);
        if range.len() <= LONGEST {
            range
        } else {
            self.mention(head).map_or(TokenRange::new(head, head + 1), |m| m.range)
        }
    }

    fn phrase_of_modifier(&self, at: usize) -> TokenRange {
        let (mut first, mut last) = (at, at);
        for child in self.children(at) {
            if matches!(
                self.relation(child),
                Relation::Compound
                    | Relation::Flat
                    | Relation::Amod
                    | Relation::Case
                    | Relation::Det
                    | Relation::Nummod
                    | Relation::NmodPoss
                    | Relation::Advmod
                    | Relation::NmodDesc
            ) {
                first = first.min(child);
                last = last.max(child);
            }
        }
        if let Some(mention) = self.mention(at) {
            first = first.min(mention.range.start as usize);
            last = last.max(mention.range.end as usize - 1);
        }
        TokenRange::new(first, last + 1)
    }
}

/// A participant has no more words than this.
const LONGEST: usize = 12;
