//! What a sentence says outright: "Ada Okoro, the spokesperson", "the founder, Ada Okoro", "Okoro is the mayor".

use onrecord_model::{CorefReason, EntityKind, Mention, MentionKind, Relation};

use super::{Chains, Joined, detect};
use crate::names::is_several;

/// A longer sentence is no sentence but a table or a list.
pub(super) const LONGEST: usize = 300;

impl Chains<'_> {
    /// The entity that stands in apposition to the mention, or of which it is said to be that.
    pub(super) fn by_syntax(&self, mentions: &[Mention], mention: &Mention) -> Option<Joined> {
        let head = detect::head_of(self.doc, self.rules, mention);
        let told = || {
            let other = self.apposed(head).or_else(|| self.predicated(head))?;
            mentions.get(*self.heads.get(&other)?).filter(|m| !m.range.touches(mention.range))
        };
        let other = self
            .described_before(mentions, mention)
            .or_else(told)
            .or_else(|| self.held_by_office(mentions, mention))?;
        let entity = other.entity?.0 as usize;
        self.can_be(mention, entity).then_some((entity, CorefReason::Apposition))
    }

    /// The body that is described right before its name, whatever the parse makes of it: "the state power company, Nordkraft,".
    fn described_before<'m>(&self, mentions: &'m [Mention], name: &Mention) -> Option<&'m Mention> {
        let (start, end) = (name.range.start as usize, name.range.end as usize);
        let word = |i: usize| self.doc.token_text(i);
        let closed = matches!(word(end), "," | "." | ";") && !is_joined(word(end + 1));
        let comma = start.checked_sub(1).filter(|&i| word(i) == "," && closed)?;
        let sentence = self.doc.sentence_of(start);
        let body = |m: &&Mention| {
            let before = (m.range.start as usize).checked_sub(1).map_or("", word);
            m.kind == MentionKind::Description
                && m.range.end as usize == comma
                && before != ","
                && !is_joined(before)
                && self.described_kind(m.range) == EntityKind::Organisation
        };
        let organisation = name.kind == MentionKind::Organisation;
        detect::within(mentions, sentence).iter().find(body).filter(|_| organisation)
    }

    /// The person who is named right behind an office, whatever the parse makes of it: "the hospital's commander, Col. Ada Okoro".
    fn held_by_office<'m>(&self, mentions: &'m [Mention], name: &Mention) -> Option<&'m Mention> {
        if name.kind != MentionKind::Person {
            return None;
        }
        let (start, end) = (name.range.start as usize, name.range.end as usize);
        let word = |i: usize| self.doc.token_text(i);
        let closed = matches!(word(end), "," | "." | ";" | "\"" | "”") && !is_joined(word(end + 1));
        let titled = |i: &usize| {
            let lower = word(*i).trim_end_matches('.').to_lowercase();
            self.rules.people.titles.contains(&lower)
        };
        let titles = (0..start).rev().take_while(titled).count();
        let comma = (start - titles).checked_sub(1).filter(|&i| word(i) == "," && closed)?;
        let office = comma.checked_sub(1)?;
        let one = self.rules.people.roles.get(self.doc.lemma(office)).is_some_and(|r| !r.bare)
            && word(office).eq_ignore_ascii_case(self.doc.lemma(office));
        let described = mentions.get(*self.heads.get(&office).filter(|_| one)?)?;
        let before = (described.range.start as usize).checked_sub(1).map_or("", word);
        (described.kind == MentionKind::Description && before != "," && !is_joined(before))
            .then_some(described)
    }

    fn apposed(&self, head: usize) -> Option<usize> {
        // "the commander, Col. Ada Okoro": a name's last word hangs flat on its first.
        let first = |t: &&onrecord_model::Token| t.relation == Relation::Flat;
        let first = self.doc.tokens.get(head).filter(first).map(|token| token.head as usize);
        let head = first.unwrap_or(head);
        let token = self.doc.tokens.get(head)?;
        (token.relation == Relation::Appos && (token.head as usize) < head)
            .then_some(token.head as usize)
    }

    /// The subject of "is", where `head` is what it is said to be and nothing is denied.
    fn predicated(&self, head: usize) -> Option<usize> {
        if self.doc.sentence_of(head).len() > LONGEST {
            return None;
        }
        let has = |relation| self.doc.child(head, relation);
        has(Relation::Cop)?;
        let denied = self.doc.children(head).any(|i| {
            let negative = matches!(
                &*self.doc.token_text(i).to_lowercase(),
                "not" | "n't" | "n’t" | "never" | "no"
            );
            negative || self.doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Aux)
        });
        has(Relation::Nsubj).filter(|&subject| subject < head && !denied)
    }

    /// Can the mention and the entity be the same sort of thing, and agree in number?
    fn can_be(&self, mention: &Mention, entity: usize) -> bool {
        use EntityKind::{Facility, Group, Organisation, Outlet, Person, Place, Role};
        let own = match mention.kind {
            MentionKind::Person => Person,
            MentionKind::Organisation => Organisation,
            MentionKind::Description => self.described_kind(mention.range),
            _ => return false,
        };
        let several = is_several(self.doc, mention.range);
        let same = self.facts.get(entity).is_some_and(|f| f.several == several || own == Group);
        let fits = match self.kind(entity) {
            Person | Role => matches!(own, Person | Role) && !several,
            Organisation | Outlet | Group => matches!(own, Organisation | Outlet | Group),
            Place | Facility => matches!(own, Place | Facility),
            _ => false,
        };
        fits && (same || !matches!(own, Person | Role))
    }
}

/// Does the word join one of a row to the next?
fn is_joined(word: &str) -> bool {
    matches!(&*word.to_lowercase(), "and" | "or" | "&")
}
