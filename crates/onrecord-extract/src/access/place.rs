//! Which place it is, and for whom.

use onrecord_model::{Mention, MentionKind, Relation, TokenRange, Upos};

use super::Reader;

/// Among so many mentions before it a place is looked for that has been named.
const NEAR: usize = 200;

impl Reader<'_> {
    /// Is it a way or a gate, or something that goes through one?
    pub(super) fn is_way(&self, head: usize) -> bool {
        self.is_place(head) || self.is_flow(head)
    }

    pub(super) fn is_place(&self, head: usize) -> bool {
        let rules = &self.rules.access;
        let lemma = self.clauses.lemma(head).to_lowercase();
        // "border post", "railway line"
        let two = || {
            let before = head.checked_sub(1).map_or("", |before| self.clauses.lemma(before));
            rules.places.contains(&format!("{} {lemma}", before.to_lowercase()))
        };
        let of = |&at: &usize| rules.figurative.contains(self.clauses.lemma(at));
        let figurative = self.words.doc.children(head).any(|at| of(&at));
        let listed = (rules.places.contains(&lemma) || two()) && !figurative;
        let facility = |m: &onrecord_model::Mention| {
            m.kind == MentionKind::Facility
                && m.range.range().any(|i| {
                    let lemma = self.clauses.lemma(i).to_lowercase();
                    self.rules.access.places.contains(&lemma)
                })
        };
        listed && matches!(self.words.upos(head), Upos::Noun | Upos::Propn)
            || self.clauses.mentions_at(head).any(facility)
    }

    fn is_flow(&self, head: usize) -> bool {
        self.words.upos(head) == Upos::Noun
            && self.rules.access.flows.contains(self.clauses.lemma(head))
    }

    /// The name of the place: its own words, or of the way that a flow goes through.
    pub(super) fn place(&self, head: usize, word: usize) -> Option<String> {
        let doc = self.words.doc;
        if (self.is_place(head) || !self.is_flow(head)) && !self.is_passing(head) {
            return Some(self.name_lying(head));
        }
        let through = |&i: &usize| {
            doc.tokens.get(i).is_some_and(|t| matches!(t.relation, Relation::Nmod | Relation::Obl))
                && doc.children(i).any(|c| {
                    doc.tokens.get(c).is_some_and(|t| t.relation == Relation::Case)
                        && self.rules.access.through.contains(self.words.word(c))
                })
        };
        let below = |at: usize| doc.children(at).filter(through).collect::<Vec<_>>();
        let near: Vec<usize> = below(head).into_iter().chain(below(word)).collect();
        // "of injured people through the crossing": the way may hang on the people.
        let deeper = near.iter().chain(&self.of(head)).flat_map(|&i| below(i)).collect::<Vec<_>>();
        let all = || near.iter().chain(&deeper).copied();
        let way = all().find(|&i| self.is_place(i));
        let located = || {
            all()
                .find(|&i| self.clauses.is_mention(i, &[MentionKind::Place, MentionKind::Facility]))
        };
        // "convoys to the town" are suspended, and the town is not.
        let bound = || {
            let town = located()?;
            let case = doc.child(town, Relation::Case)?;
            let flow = doc.bare_words(self.phrase(head));
            let to = self.words.word(case);
            Some(format!("{flow} {to} {}", self.name(town)))
        };
        way.map(|i| self.name(i)).or_else(bound)
    }

    /// The name of a way with the towns behind it that tell which it is: "border posts at Sefi and Mbola".
    fn name_lying(&self, head: usize) -> String {
        let doc = self.words.doc;
        let phrase = self.phrase(head);
        let named = phrase.range().any(|i| self.words.upos(i) == Upos::Propn);
        let own = self.name(head);
        if named || own != doc.bare_words(phrase) {
            return own;
        }
        match self.towns_behind(phrase.end as usize) {
            Some(end) => doc.bare_words(TokenRange::new(phrase.start as usize, end)),
            None => own,
        }
    }

    /// The end of the towns that stand right behind with such a preposition.
    fn towns_behind(&self, at: usize) -> Option<usize> {
        let town = |at: usize| {
            let mention = self.clauses.mentions_at(at).find(|m| m.kind == MentionKind::Place)?;
            (mention.range.start as usize == at).then_some(mention.range.end as usize)
        };
        if !self.rules.access.lying.contains(self.words.word(at)) {
            return None;
        }
        let mut end = town(at + 1)?;
        while self.words.is(end, &["and", ","]) {
            match town(end + 1) {
                Some(next) => end = next,
                None => break,
            }
        }
        Some(end)
    }

    /// "Crossings through the gate" are no place.
    fn is_passing(&self, head: usize) -> bool {
        let doc = self.words.doc;
        self.is_flow(head)
            && doc
                .children(head)
                .any(|i| self.clauses.case_is(i, "through") || self.clauses.case_is(i, "via"))
    }

    fn of(&self, head: usize) -> Vec<usize> {
        let doc = self.words.doc;
        let nmod = |&i: &usize| doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Nmod);
        doc.children(head)
            .filter(nmod)
            .flat_map(|i| {
                let conj = doc
                    .children(i)
                    .filter(|&c| doc.tokens.get(c).is_some_and(|t| t.relation == Relation::Conj));
                std::iter::once(i).chain(conj).collect::<Vec<_>>()
            })
            .collect()
    }

    fn name(&self, head: usize) -> String {
        self.words.doc.bare_words(self.named_before(head).unwrap_or_else(|| self.phrase(head)))
    }

    /// "The bridge": the one that the report has named.
    fn named_before(&self, head: usize) -> Option<TokenRange> {
        let doc = self.words.doc;
        let phrase = self.phrase(head);
        let bare = phrase.len() == 2 && self.words.is(phrase.start as usize, &["the"]);
        if !bare {
            return None;
        }
        let before = doc.mentions.partition_point(|m| (m.range.start as usize) < head);
        let of_kind = |m: &&Mention| {
            let last = (m.range.end as usize).saturating_sub(1);
            m.kind == MentionKind::Facility
                && m.range.len() > 1
                && self.words.word(last) == self.words.word(head)
        };
        let near = doc.mentions.get(before.saturating_sub(NEAR)..before).unwrap_or_default();
        let later =
            || doc.mentions.get(before..).unwrap_or_default().iter().take(NEAR).find(of_kind);
        near.iter().rev().find(of_kind).or_else(later).map(|m| m.range)
    }

    /// A noun with what names it, before and behind: "the Bramley crossing", "the port of Bramley".
    pub(super) fn phrase(&self, head: usize) -> TokenRange {
        let doc = self.words.doc;
        let names = |i: usize| {
            let relation = doc.tokens.get(i).map(|t| t.relation);
            let before = matches!(
                relation,
                Some(
                    Relation::Det
                        | Relation::Amod
                        | Relation::Compound
                        | Relation::NmodPoss
                        | Relation::Flat
                        | Relation::Nummod
                )
            );
            before
                || relation == Some(Relation::Nmod)
                    && (self.clauses.case_is(i, "of") || self.clauses.case_is(i, "between"))
                    && self.is_place(head)
        };
        let (mut first, mut last) = (head, head);
        for child in doc.children(head).filter(|&i| names(i)) {
            let part = doc.subtree(child);
            if part.len() <= 6 {
                first = first.min(part.start as usize);
                last = last.max(part.end as usize - 1);
            }
        }
        if let Some(mention) = self
            .clauses
            .mentions_at(head)
            .find(|m| matches!(m.kind, MentionKind::Facility | MentionKind::Place))
        {
            first = first.min(mention.range.start as usize);
            last = last.max(mention.range.end as usize - 1);
        }
        TokenRange::new(first, last + 1)
    }

    /// For whom: those who go through ("evacuations of patients"), or those it is open to.
    pub(super) fn whom(&self, head: usize, word: usize) -> Option<String> {
        let noun = self.for_whom(head, word)?;
        Some(self.words.doc.bare_words(self.group(noun)))
    }

    /// The noun for those who may pass.
    pub(super) fn for_whom(&self, head: usize, word: usize) -> Option<usize> {
        let doc = self.words.doc;
        let of = |&i: &usize| {
            doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Nmod)
                && self.clauses.case_is(i, "of")
        };
        let going = if self.is_flow(head) && !self.is_place(head) {
            doc.children(head).find(of)
        } else {
            None
        };
        let to = |&i: &usize| {
            i > word
                && doc.tokens.get(i).is_some_and(|t| {
                    matches!(t.relation, Relation::Obl | Relation::OblAgent | Relation::Nmod)
                })
                && self.rules.access.whom.iter().any(|w| self.clauses.case_is(i, w))
                && !self
                    .clauses
                    .is_mention(i, &[MentionKind::Place, MentionKind::Date, MentionKind::Time])
                && self.words.upos(i) == Upos::Noun
                && !self.moments.is_time(i)
        };
        let below = || doc.children(word).find(to);
        // "reopened the crossing for goods traffic only"
        let beside = || doc.children(head).find(|i| *i > head && to(i) && self.is_place(head));
        going.or_else(below).or_else(beside).filter(|&noun| !self.is_doer(noun, word))
    }

    /// "closed by the army": "by" names who did it, unless it is "usable only by".
    fn is_doer(&self, noun: usize, word: usize) -> bool {
        let verb = self.words.upos(word) == Upos::Verb;
        self.clauses.case_is(noun, "by") && (verb || !self.is_partly(noun))
    }

    /// A noun with its modifiers and those joined to it, without the preposition before and what hangs behind.
    fn group(&self, noun: usize) -> TokenRange {
        let doc = self.words.doc;
        let conj = doc
            .children(noun)
            .filter(|&i| doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Conj));
        let last = conj.last();
        let first = self.phrase(noun);
        let end = last.map_or(first.end as usize, |i| self.phrase(i).end as usize);
        TokenRange::new(first.start as usize, end.max(first.end as usize))
    }
}
