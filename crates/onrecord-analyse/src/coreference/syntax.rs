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
        let other = self.apposed(head).or_else(|| self.predicated(head))?;
        let other =
            mentions.get(*self.heads.get(&other)?).filter(|m| !m.range.touches(mention.range))?;
        let entity = other.entity?.0 as usize;
        self.can_be(mention, entity).then_some((entity, CorefReason::Apposition))
    }

    fn apposed(&self, head: usize) -> Option<usize> {
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
