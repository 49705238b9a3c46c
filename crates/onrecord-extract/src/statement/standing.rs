//! How openly a source speaks: the anonymity ladder of its words and of the entity that they name.

use onrecord_model::{
    Document, EntityIdx, EntityKind, Mention, MentionKind, NamedEntity, Relation, SourceKind,
    Standing, TokenRange, Upos,
};
use onrecord_rules::{Rules, Unnamed};

use super::chain;

/// The words that first described an entity which is never named.
pub(super) fn first_description(doc: &Document, entity: EntityIdx) -> Option<TokenRange> {
    let mentions = doc
        .entities
        .get(entity.0 as usize)?
        .mentions
        .iter()
        .filter_map(|&m| doc.mentions.get(m as usize));
    let mut first = None;
    for mention in mentions {
        match mention.kind {
            MentionKind::Description => first = first.or(Some(mention.range)),
            MentionKind::Pronoun => {}
            _ => return None,
        }
    }
    first
}

/// The anonymity ladder (domain rules 3.7).
pub(super) fn standing(
    doc: &Document,
    rules: &Rules,
    range: TokenRange,
    named: Option<&NamedEntity>,
    entity: Option<EntityIdx>,
) -> (SourceKind, Standing) {
    let is_named = entity.is_some_and(|e| first_description(doc, e).is_none())
        && !is_pronoun_only(doc, entity);
    if let Some(entity) = named.filter(|_| is_named) {
        match entity.kind {
            EntityKind::Person => return (SourceKind::Person, Standing::NAMED),
            EntityKind::Outlet => return (SourceKind::Outlet, Standing::BODY),
            EntityKind::Group if some_of_many(doc, range) => {
                return (SourceKind::Group, Standing::SECTOR);
            }
            _ if are_members(doc, rules, range) => return (SourceKind::Group, Standing::SECTOR),
            _ => return (SourceKind::Organisation, Standing::BODY),
        }
    }
    if one_is_named(doc, range) {
        return (SourceKind::Group, Standing::NAMED);
    }
    described(doc, rules, range)
}

/// "Okoro and her allies", "the mayor and Goran Ilic": of those who speak together one at least has a name.
fn one_is_named(doc: &Document, range: TokenRange) -> bool {
    let head = doc.head_of(range);
    let hangs = |i: usize, on: usize, relation: Relation| {
        range.contains(i)
            && doc.tokens.get(i).is_some_and(|t| t.relation == relation && t.head as usize == on)
    };
    let joined = |i: usize| hangs(i, head, Relation::Conj);
    // "Norland, Sudmark and Corrun officials": words before a noun name where its people are from, whatever they were tagged as.
    let describe = range.range().any(|i| {
        let noun = doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Noun);
        noun && range.range().any(|c| hangs(c, i, Relation::Compound))
    });
    let person = |m: &Mention| {
        let at = doc.head_of(m.range);
        m.kind == MentionKind::Person
            && range.covers(m.range)
            && (at == head || joined(at))
            && !(describe && m.range.len() == 1)
    };
    range.range().any(joined) && doc.mentions_in(range).iter().any(person)
}

fn is_pronoun_only(doc: &Document, entity: Option<EntityIdx>) -> bool {
    let mentions = entity
        .and_then(|e| doc.entities.get(e.0 as usize))
        .map(|e| e.mentions.as_slice())
        .unwrap_or_default();
    mentions
        .iter()
        .filter_map(|&m| doc.mentions.get(m as usize))
        .all(|m| m.kind == MentionKind::Pronoun)
}

/// A source that is described: by its head noun, and by whether the words name an organisation.
fn described(doc: &Document, rules: &Rules, range: TokenRange) -> (SourceKind, Standing) {
    let people = &rules.people;
    let head = rules.people.head_of(doc, range);
    let lemma = doc.tokens.get(head).map_or_else(String::new, |t| t.lemma.to_lowercase());
    let is_body = people.bodies.contains(&with_modifier(doc, head));
    if let Some(role) = people.roles.get(&lemma).filter(|_| !is_body) {
        let definite = doc.token_text(range.start as usize).eq_ignore_ascii_case("the");
        let placed = tells_organisation(doc, rules, range, head);
        let standing = match (role.bare, role.sector, placed) {
            // "a source at the harbour ministry": the body narrows it as a role does.
            (true, _, _) if names_body(doc, range, head) => Standing::ROLE,
            // "Norland security sources": a trade and a country, as "Norland officials".
            (true, _, _) if of_a_trade(doc, range, head) => Standing::ROLE,
            (true, _, _) if chain::told(doc, rules, range, Unnamed::Knows).is_some() || placed => {
                Standing::SECTOR
            }
            // "sources in the town", "some in the crowd": little, and still more than nothing.
            (true, _, _) if told_more(doc, range, head) => Standing::SECTOR,
            (true, _, _) => Standing::BARE,
            // "a spokesman for Harbour Watch" speaks for a body that is told; "a hospital spokeswoman" for some body.
            _ if role.speaks && placed && (definite || tells_which(doc, range, head)) => {
                Standing::BODY
            }
            // "her spokeswoman": whose is told.
            _ if role.speaks && (placed || is_somebodys(doc, rules, range)) => Standing::ROLE,
            (false, false, true) => Standing::ROLE,
            // "the mayor": an office that one person holds.
            (false, false, false) if definite => Standing::ROLE,
            _ => Standing::SECTOR,
        };
        return (role.kind, standing);
    }
    // "a rights group", "media reports": some body of its kind, of which there are many.
    let many = people.bodies.contains(&lemma) || is_body || people.outlets.contains(&lemma);
    let unowned = people.documents.contains(&lemma) && is_some(doc, rules, range);
    if many && is_indefinite(doc, range) || unowned {
        let kind = if people.documents.contains(&lemma) {
            SourceKind::Document
        } else if people.outlets.contains(&lemma) {
            SourceKind::Outlet
        } else {
            SourceKind::Organisation
        };
        let placed = many && tells_organisation(doc, rules, range, head);
        return (kind, if placed { Standing::ROLE } else { Standing::SECTOR });
    }
    let text = doc.bare_words(range).to_lowercase();
    if people.metonyms.contains_key(&text) || people.bodies.contains(&lemma) || is_body {
        return (SourceKind::Organisation, Standing::BODY);
    }
    if people.outlets.contains(&lemma) {
        return (SourceKind::Outlet, Standing::BODY);
    }
    if people.documents.contains(&lemma) {
        return (SourceKind::Document, Standing::BODY);
    }
    match doc.tokens.get(head).map(|t| t.upos) {
        Some(Upos::Propn) => (SourceKind::Unknown, Standing::BODY),
        Some(Upos::Noun) => (SourceKind::Unknown, Standing::SECTOR),
        // "some in the crowd", "others on the board": little, and still more than "some".
        Some(Upos::Det | Upos::Adj | Upos::Pron | Upos::Num) if told_more(doc, range, head) => {
            (SourceKind::Unknown, Standing::SECTOR)
        }
        _ => (SourceKind::Unknown, Standing::BARE),
    }
}

/// "a", "an": one of many.
fn is_indefinite(doc: &Document, range: TokenRange) -> bool {
    let first = doc.token_text(range.start as usize);
    first.eq_ignore_ascii_case("a") || first.eq_ignore_ascii_case("an")
}

/// "a spokeswoman for the company", "a Harbour Watch spokesman": is the body named, or a certain one?
fn tells_which(doc: &Document, range: TokenRange, head: usize) -> bool {
    let certain = |i: usize| doc.token_text(i).eq_ignore_ascii_case("the");
    names_body(doc, range, head) || (head + 1..range.end as usize).any(certain)
}

/// "reports", "media reports": several, and nothing tells which; not "hospital records".
fn is_some(doc: &Document, rules: &Rules, range: TokenRange) -> bool {
    some_of_many(doc, range)
        && !range.range().any(|i| {
            doc.tokens.get(i).is_some_and(|t| {
                matches!(t.upos, Upos::Propn | Upos::Num | Upos::Pron)
                    || rules.people.bodies.contains(&t.lemma.to_lowercase())
            })
        })
}

/// Does the phrase begin with a possessive pronoun, or hold a possessive ("Okoro's spokeswoman")?
fn is_somebodys(doc: &Document, rules: &Rules, range: TokenRange) -> bool {
    let pronouns = &rules.people.pronouns;
    let first = doc.token_text(range.start as usize).to_lowercase();
    let lists = [&pronouns.he, &pronouns.she, &pronouns.they, &pronouns.it];
    lists.iter().any(|list| list.contains(&first))
        || range.range().any(|i| matches!(doc.token_text(i), "'s" | "’s"))
}

/// The head with the word before it, lower case: "coast guard" is a body, a guard is not.
fn with_modifier(doc: &Document, head: usize) -> String {
    let before = head.checked_sub(1).map_or("", |i| doc.token_text(i));
    format!("{before} {}", doc.token_text(head)).to_lowercase()
}

/// "Northerners said": some members of a people or party, where "the Northerners" would be the whole of it.
fn some_of_many(doc: &Document, range: TokenRange) -> bool {
    let head = doc.head_of(range);
    let plural = doc.tokens.get(head).is_some_and(|t| {
        !t.lemma.is_empty() && !doc.token_text(head).eq_ignore_ascii_case(&t.lemma)
    });
    let determined =
        range.range().any(|i| doc.tokens.get(i).is_some_and(|t| matches!(t.upos, Upos::Det)));
    plural && !determined
}

/// "Democrats": those of a party, and not the party.
fn are_members(doc: &Document, rules: &Rules, range: TokenRange) -> bool {
    let last = (range.end as usize).saturating_sub(1);
    rules.people.members.contains(&doc.token_text(last).to_lowercase())
}

/// Does another noun stand beside the head?
fn told_more(doc: &Document, range: TokenRange, head: usize) -> bool {
    range
        .range()
        .filter(|&i| i != head)
        .any(|i| doc.tokens.get(i).is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Propn)))
}

/// Does another word for what they do stand between a country, town or people and the head ("Northern security sources")?
fn of_a_trade(doc: &Document, range: TokenRange, head: usize) -> bool {
    let placed = |m: &&Mention| {
        let place = matches!(m.kind, MentionKind::Place | MentionKind::Group);
        place && range.covers(m.range) && (m.range.end as usize) < head
    };
    let last = doc.mentions_in(range).iter().filter(placed).map(|m| m.range.end as usize).max();
    let tells = |i: usize| {
        doc.tokens.get(i).is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Adj | Upos::Propn))
    };
    last.is_some_and(|end| (end..head).all(tells))
}

/// Do the words beside the head name a body or a building, by a name of its own?
fn names_body(doc: &Document, range: TokenRange, head: usize) -> bool {
    let body = |kind| matches!(kind, MentionKind::Organisation | MentionKind::Facility);
    let beside = |of: TokenRange| range.covers(of) && !of.contains(head);
    doc.mentions_in(range).iter().any(|m| body(m.kind) && beside(m.range))
}

/// Do the words beside the head name a body, a country or a people?
fn tells_organisation(doc: &Document, rules: &Rules, range: TokenRange, head: usize) -> bool {
    let named = doc.mentions_in(range).iter().any(|m| {
        range.covers(m.range)
            && !m.range.contains(head)
            && matches!(
                m.kind,
                MentionKind::Organisation
                    | MentionKind::Place
                    | MentionKind::Group
                    | MentionKind::Facility
            )
    });
    named
        || range.range().filter(|&i| i != head).any(|i| {
            doc.tokens.get(i).is_some_and(|t| {
                let lemma = t.lemma.to_lowercase();
                t.upos == Upos::Propn
                    || rules.people.bodies.contains(&lemma)
                    || rules.people.outlets.contains(&lemma)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;
    use onrecord_model::CorefReason;

    /// How openly the first `len` words of `text` speak, whose first word is a mention of `kind`; later words hang on the word `head`.
    fn ladder(text: &str, len: usize, kind: MentionKind, head: usize) -> Standing {
        let mut doc = bare::document(text);
        let range = TokenRange::new(0, 1);
        doc.mentions.push(Mention { range, kind, entity: None, reason: CorefReason::Itself });
        for at in 0..len {
            doc.tokens[at].head = head as u32;
            doc.tokens[at].relation = if at > head { Relation::Conj } else { Relation::Compound };
        }
        doc.tokens[head].head = len as u32;
        standing(&doc, Rules::embedded().unwrap(), TokenRange::new(0, len), None, None).1
    }

    #[test]
    fn one_name_is_enough_for_those_who_speak_together() {
        let together = "Okoro and allies said the pier was shut.";
        assert_eq!(ladder(together, 3, MentionKind::Person, 0), Standing::NAMED);
        assert_ne!(ladder(together, 3, MentionKind::Place, 0), Standing::NAMED);
        assert_ne!(
            ladder("Okoro aides said the pier was shut.", 2, MentionKind::Person, 1),
            Standing::NAMED
        );
    }

    #[test]
    fn sources_of_a_trade_and_a_country_are_told_more_of_than_sources_of_a_country() {
        let of_trade = "Norland security sources said the pier was shut.";
        assert_eq!(ladder(of_trade, 3, MentionKind::Place, 2), Standing::ROLE);
        let of_country = "Norland sources said the pier was shut.";
        assert_eq!(ladder(of_country, 2, MentionKind::Place, 1), Standing::SECTOR);
    }

    #[test]
    fn some_of_somebody_are_told_more_of_than_some() {
        let doc = |text: &str, len| ladder(text, len, MentionKind::Date, 0);
        assert_eq!(doc("They in the crowd said it was shut.", 4), Standing::SECTOR);
        assert_eq!(doc("They said it was shut.", 1), Standing::BARE);
    }
}
