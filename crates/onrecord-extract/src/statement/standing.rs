//! How openly a source speaks: the anonymity ladder of its words and of the entity that they name.

use onrecord_model::{
    Document, EntityIdx, EntityKind, MentionKind, NamedEntity, SourceKind, Standing, TokenRange,
    Upos,
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
    described(doc, rules, range)
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
