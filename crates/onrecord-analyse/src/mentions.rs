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
    // "the mission, led by minister Ada Okoro": what hangs on a verb behind the head is somebody else.
    let parted = |m: &Mention| {
        let start = m.range.start as usize;
        head < start
            && (head..start).any(|i| doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Verb))
    };
    let bears = |m: &Mention| {
        let person = m.kind == MentionKind::Person && inside(m) && !parted(m);
        person && (bears_title(doc, m.range, head) || (!body && behind_role(m)))
    };
    let apposed = |m: &Mention| inside(m) && is_apposed(doc, rules, m, range, head);
    let found = mentions
        .iter()
        .position(bears)
        .or_else(|| mentions.iter().position(|m| closes_role(doc, rules, m, range, head)));
    found.or_else(|| mentions.iter().position(apposed)).or(holds_head)
}

/// "member of the harbour committee Ada Okoro": a person's name that ends the phrase and hangs on its role by no preposition.
fn closes_role(
    doc: &Document,
    rules: &Rules,
    name: &Mention,
    range: TokenRange,
    head: usize,
) -> bool {
    let top = doc.head_of(name.range);
    let hangs = doc.tokens.get(top).is_some_and(|token| {
        token.head as usize == head
            && matches!(token.relation, Relation::Nmod | Relation::NmodUnmarked | Relation::Appos)
    });
    name.kind == MentionKind::Person
        && name.range.end == range.end
        && range.covers(name.range)
        && hangs
        && doc.child(top, Relation::Case).is_none()
        && rules.people.roles.contains_key(doc.lemma(head))
}

/// "the mayor of Lower Sund, Jon Sell", "the owner of the campsite, Hald Leisure": a name between a comma and the end of the
/// phrase is the one that the noun at `head` describes.
fn is_apposed(
    doc: &Document,
    rules: &Rules,
    name: &Mention,
    range: TokenRange,
    head: usize,
) -> bool {
    let start = name.range.start as usize;
    let kind = matches!(name.kind, MentionKind::Person | MentionKind::Organisation);
    let end = name.range.end as usize;
    let clause = doc.token_text(end) == "," && doc.token_text(end + 1).eq_ignore_ascii_case("who");
    let closes = clause || (end..range.end as usize).all(|i| doc.token_text(i) == ",");
    let comma = start.checked_sub(1).filter(|&i| i > head && doc.token_text(i) == ",");
    let Some(comma) = comma.filter(|_| kind && closes) else { return false };
    let noun = doc.tokens.get(head).is_some_and(|t| t.upos == Upos::Noun);
    let people = &rules.people;
    let lemma = |i: usize| doc.tokens.get(i).map_or_else(String::new, |t| t.lemma.to_lowercase());
    let between = || (head + 1..comma).filter_map(|i| doc.tokens.get(i).map(|t| (i, t.upos)));
    let clear = between().all(|(i, upos)| {
        upos != Upos::Verb
            && doc.token_text(i) != ","
            && !doc.token_text(i).eq_ignore_ascii_case("and")
    });
    // "the head of an aid group, Harbour Watch": the group has the name, not its head.
    let nested = between().any(|(i, upos)| upos == Upos::Noun && people.bodies.contains(&lemma(i)));
    let fits = match name.kind {
        MentionKind::Person => people.roles.contains_key(&lemma(head)),
        _ => !nested,
    };
    let one = doc.token_text(head).to_lowercase() == lemma(head);
    noun && clear && fits && one
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
    // "the Okoro campaign", "an Okoro aide": a name before the noun tells whose it is.
    let before = token.relation == Relation::Compound && top < head;
    let hangs = token.head as usize == head && by_name(token.relation) && !before;
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
