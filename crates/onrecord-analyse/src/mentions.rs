//! Names as tagged, and the sources that are described rather than named.

use onrecord_model::{CorefReason, Document, Mention, MentionKind, Relation, TokenRange, Upos};
use onrecord_rules::Rules;

/// The mention kind of an entity label such as `person`.
pub(crate) fn kind_of(label: &str) -> Option<MentionKind> {
    Some(match label {
        "person" => MentionKind::Person,
        "group" | "norp" => MentionKind::Group,
        "organisation" => MentionKind::Organisation,
        "place" => MentionKind::Place,
        "facility" => MentionKind::Facility,
        "event" => MentionKind::Event,
        "product" => MentionKind::Product,
        "work" => MentionKind::Work,
        "law" => MentionKind::Law,
        "date" => MentionKind::Date,
        "time" => MentionKind::Time,
        "money" => MentionKind::Money,
        "percent" => MentionKind::Percent,
        "quantity" => MentionKind::Quantity,
        "cardinal" => MentionKind::Cardinal,
        "ordinal" => MentionKind::Ordinal,
        _ => return None,
    })
}

/// Reads entity tags `label(i)` such as `B-person` for each of `count` words.
pub(crate) fn tagged<'a>(count: usize, label: impl Fn(usize) -> &'a str) -> Vec<Mention> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < count {
        let kind = label(at).split_once('-').and_then(|(_, name)| Some((name, kind_of(name)?)));
        let Some((name, kind)) = kind else {
            at += 1;
            continue;
        };
        let mut end = at + 1;
        while end < count && label(end).strip_prefix("I-") == Some(name) {
            end += 1;
        }
        out.push(Mention {
            range: TokenRange::new(at, end),
            kind,
            entity: None,
            reason: CorefReason::Itself,
        });
        at = end;
    }
    out
}

/// The mention that names what the noun phrase `range` is about: the one its head stands in, or a name that hangs on the
/// head as a title's bearer or an apposition ("deputy minister Ada Okoro", "Ada Okoro, the spokesperson").
pub(crate) fn name_in(
    doc: &Document,
    rules: &Rules,
    mentions: &[Mention],
    range: TokenRange,
) -> Option<usize> {
    let head = rules.people.head_of(doc, range);
    let inside = |m: &Mention| range.touches(m.range) && is_name(m.kind);
    let holds_head = mentions.iter().position(|m| inside(m) && m.range.contains(head));
    let is_person = |i: usize| mentions.get(i).is_some_and(|m| m.kind == MentionKind::Person);
    if holds_head.is_some_and(is_person) {
        return holds_head;
    }
    // "Harbour Watch director Ada Okoro": whatever the parse makes the head, the role belongs to the name behind it; but not
    // in "the office of director Ada Okoro".
    let body = doc.token_text(head + 1).eq_ignore_ascii_case("of")
        && doc
            .tokens
            .get(head)
            .is_some_and(|t| rules.people.bodies.contains(&t.lemma.to_lowercase()));
    let behind_role = |m: &Mention| {
        let before = (m.range.start as usize).checked_sub(1).filter(|i| range.contains(*i));
        let role = before.and_then(|i| doc.tokens.get(i)).map(|t| t.lemma.to_lowercase());
        role.is_some_and(|lemma| rules.people.roles.contains_key(&lemma))
    };
    let bears = |m: &Mention| {
        let person = m.kind == MentionKind::Person && inside(m);
        person && (bears_title(doc, m.range, head) || (!body && behind_role(m)))
    };
    mentions.iter().position(bears).or(holds_head)
}

/// Does the name belong to the role at `head`?
fn bears_title(doc: &Document, name: TokenRange, head: usize) -> bool {
    let by_name = |relation| {
        matches!(
            relation,
            Relation::Appos
                | Relation::Flat
                | Relation::Compound
                | Relation::NmodDesc
                | Relation::List
        )
    };
    let top = doc.head_of(name);
    let Some(token) = doc.tokens.get(top) else { return false };
    let hangs = token.head as usize == head && by_name(token.relation);
    let carries =
        doc.tokens.get(head).is_some_and(|t| t.head as usize == top && by_name(t.relation));
    hangs || carries || stands_before(doc, head, name.start as usize)
}

/// Titles stand right before the name whatever the parse says: "minister Okoro", "secretary of state Ada Okoro".
fn stands_before(doc: &Document, head: usize, name: usize) -> bool {
    let bare_noun = |i: usize| {
        doc.tokens.get(i).is_some_and(|t| {
            matches!(t.upos, Upos::Noun | Upos::Propn) && doc.token_text(i) != "'s"
        })
    };
    head + 1 == name
        || (doc.token_text(head + 1) == "of" && head + 2 < name && (head + 2..name).all(bare_noun))
}

/// Is this the kind of mention that can name somebody or something?
pub(crate) fn is_name(kind: MentionKind) -> bool {
    matches!(
        kind,
        MentionKind::Person
            | MentionKind::Group
            | MentionKind::Organisation
            | MentionKind::Place
            | MentionKind::Facility
            | MentionKind::Event
    )
}

/// Is the token a pronoun that stands for a speaker?
pub(crate) fn pronoun(rules: &Rules, word: &str) -> bool {
    let word = word.to_lowercase();
    let lists = &rules.people.pronouns;
    [&lists.he, &lists.she, &lists.they, &lists.it, &lists.relative, &lists.first, &lists.second]
        .iter()
        .any(|l| l.contains(&word))
}
