//! Single persons of whom a report tells a fate without a number: "a soldier was killed", "Ada Okoro died".

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Document, EntityKind, Layer, MentionKind, Relation, TokenRange, Upos};
use onrecord_rules::{FigureRole, WordSet};

use super::measure::Measures;

/// How many may stand in one row.
const LONGEST: usize = 12;

/// So many words before what tells that somebody is looked after "is" or "remains" may stand.
const LASTING: usize = 5;

/// A single person with what is said of it.
#[derive(Clone, Debug)]
pub(super) struct Single {
    pub(super) measure: String,
    /// The entity, or the noun with the age.
    pub(super) key: String,
    pub(super) named: bool,
    /// Named only by a pronoun that stands for a name.
    pronoun: bool,
    /// "the boy": told before under another name.
    definite: bool,
    /// "another man", "a third": nobody told before.
    pub(super) another: bool,
    /// "was also shot and is expected to recover": none of the dead.
    pub(super) alive: bool,
    /// "a third man": which one it is.
    pub(super) rank: Option<u32>,
    pub(super) age: Option<String>,
    pub(super) range: TokenRange,
    pub(super) sentence: u32,
    /// How many persons are named in one row with it, itself included.
    pub(super) row: usize,
}

/// What is known of persons, to tell others apart from them.
#[derive(Default)]
pub(super) struct Known<'s> {
    keys: BTreeSet<&'s str>,
    /// The last words of names of several words.
    last: BTreeSet<&'s str>,
    ages: BTreeSet<&'s str>,
    unnamed: bool,
    ageless: bool,
}

impl<'s> Known<'s> {
    pub(super) fn of(singles: impl Iterator<Item = &'s Single>) -> Known<'s> {
        let mut known = Known::default();
        for single in singles {
            known.keys.insert(&single.key);
            known.unnamed |= !single.named;
            known.last.extend(last_of_several(&single.key).filter(|_| single.named));
            known.ageless |= single.age.is_none();
            known.ages.extend(single.age.as_deref());
        }
        known
    }

    /// Is it one of these?
    pub(super) fn has(&self, single: &Single) -> bool {
        self.keys.contains(single.key.as_str()) || single.named && self.names(&single.key)
    }

    /// Is it surely none of these: another one, of another name, or of another age?
    pub(super) fn excludes(&self, single: &Single) -> bool {
        let age = single.age.as_deref();
        !self.keys.contains(single.key.as_str())
            && (single.another
                || single.named && !self.unnamed && !self.names(&single.key)
                || age.is_some_and(|age| !self.ageless && !self.ages.contains(age)))
    }

    /// Is the name one of these, or short for one, or one of these short for it?
    fn names(&self, name: &str) -> bool {
        let short = last_of_several(name).is_some_and(|last| self.keys.contains(last));
        short || self.keys.contains(name) || self.last.contains(name)
    }
}

/// The last word of a name of several words.
fn last_of_several(name: &str) -> Option<&str> {
    name.rsplit_once(' ').map(|(_, last)| last)
}

/// How many different persons: those named, those described in one sentence or in one row, or those of different ages,
/// whichever are more; and every further one that is called another.
pub(super) fn count(singles: &[&Single]) -> u64 {
    // A pronoun may be taken for the wrong name: it counts where no name does.
    let by_name = |pronoun: bool| -> BTreeSet<&str> {
        let named = singles.iter().filter(|s| s.named && s.pronoun == pronoun);
        named.map(|s| s.key.as_str()).collect()
    };
    let names = Some(by_name(false)).filter(|names| !names.is_empty());
    let names = names.unwrap_or_else(|| by_name(true));
    let last: BTreeSet<&str> = names.iter().filter_map(|name| last_of_several(name)).collect();
    let named = names.iter().filter(|name| !last.contains(*name)).count();
    let mut described: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for single in singles.iter().filter(|s| !s.named && !s.definite) {
        described.entry(single.sentence).or_default().insert(&single.key);
    }
    let described = described.values().map(different).max().unwrap_or(0);
    let ages: BTreeSet<&str> = singles.iter().filter_map(|s| s.age.as_deref()).collect();
    let others: BTreeSet<u32> = singles.iter().filter(|s| s.another).map(|s| s.sentence).collect();
    // "A man was hurt, and another": one more than those told before, whom a name behind may tell again.
    let before = singles.iter().position(|s| s.another).is_some_and(|first| first > 0);
    let further = others.len() + usize::from(before);
    let row = singles.iter().map(|s| s.row).max().unwrap_or(1);
    named.max(described).max(ages.len()).max(further).max(row) as u64
}

/// How many different persons these keys of one sentence name: "a student" is the "19-year-old student" told there as well.
fn different(keys: &BTreeSet<&str>) -> usize {
    let aged = |key: &str| {
        let more = |other: &&str| other.strip_prefix(key).is_some_and(|age| age.starts_with(' '));
        keys.iter().any(more)
    };
    keys.iter().filter(|key| !aged(key)).count()
}

/// Every single person of whom the document tells a fate, in text order of the words that tell it.
pub(super) fn singles(doc: &Document, measures: &Measures<'_>) -> Vec<Single> {
    let mut found = Vec::new();
    if !doc.has(Layer::Syntax) {
        return found;
    }
    for at in 0..doc.tokens.len() {
        if measures.rules.senses(measures.words.word(at)).is_empty() || is_unreal(doc, measures, at)
        {
            continue;
        }
        for (heads, measure) in persons_at(doc, measures, at) {
            let mut one = heads.into_iter().map(|head| row(doc, measures, head, &measure));
            if let Some(row) = one.find(|row| !row.is_empty()) {
                found.extend(row);
                break;
            }
        }
    }
    found
}

/// Does the text deny it, or tell what was tried or might be?
fn is_unreal(doc: &Document, measures: &Measures<'_>, at: usize) -> bool {
    let rules = measures.rules;
    let word = |child: usize| measures.words.word(child);
    let denies =
        |child: usize| rules.negations.contains(word(child)) || rules.unreal.contains(word(child));
    measures.is_attempt(at) || doc.children(at).any(denies)
}

/// The single persons of a coordination that begins at `head`.
fn row(doc: &Document, measures: &Measures<'_>, head: usize, measure: &str) -> Vec<Single> {
    let mut heads = conjuncts(doc, head);
    // "was killed alongside his wife and son"
    let verb = doc.tokens.get(head).map_or(head, |token| token.head as usize);
    let beside = measures.alongside(verb).map(|with| conjuncts(doc, with));
    heads.extend(beside.unwrap_or_default());
    let mut found: Vec<Single> =
        heads.into_iter().filter_map(|h| single(doc, measures, h, measure)).collect();
    let row = found.iter().map(|single| single.row).sum();
    found.iter_mut().for_each(|single| single.row = row);
    found
}

/// The heads of a coordination whose first is `root`.
pub(super) fn conjuncts(doc: &Document, root: usize) -> Vec<usize> {
    let mut heads = vec![root];
    let mut next = 0;
    while let Some(&head) = heads.get(next).filter(|_| heads.len() < LONGEST) {
        let joined = doc.children(head).filter(|&child| {
            child > head && doc.tokens.get(child).is_some_and(|t| t.relation == Relation::Conj)
        });
        heads.extend(joined);
        next += 1;
    }
    heads
}

/// Heads of the persons of whom the word at `at` may say something, with the measure, the likeliest first.
fn persons_at(doc: &Document, measures: &Measures<'_>, at: usize) -> Vec<(Vec<usize>, String)> {
    let roles = [FigureRole::Done, FigureRole::Doing, FigureRole::State, FigureRole::Of];
    roles
        .into_iter()
        .filter_map(|role| {
            let measure = measures.named(at, role)?;
            let heads = heads_of(doc, measures, at, role);
            (!heads.is_empty()).then_some((heads, measure))
        })
        .collect()
}

/// Heads of those of whom the word at `at` says something in this role, the likeliest first.
fn heads_of(doc: &Document, measures: &Measures<'_>, at: usize, role: FigureRole) -> Vec<usize> {
    let Some(token) = doc.tokens.get(at) else { return Vec::new() };
    let child = |relation: Relation| doc.child(at, relation);
    let passive = || {
        child(Relation::NsubjPass)
            .or_else(|| child(Relation::AuxPass).and_then(|_| child(Relation::Nsubj)))
    };
    let clause = || {
        matches!(token.relation, Relation::Acl | Relation::AclRelcl)
            .then_some(token.head as usize)
            .filter(|_| child(Relation::Obj).is_none())
    };
    // Headlines leave the auxiliary out: "Soldier killed in raid".
    let bare = || {
        child(Relation::Nsubj)
            .filter(|_| token.upos == Upos::Verb && child(Relation::Obj).is_none())
    };
    let subject = || child(Relation::Nsubj).or_else(clause);
    let made = || made_so(doc, measures, at);
    let borne = || borne_with(doc, measures, at);
    // "A gunman killed seven people": the one beside did it.
    let hits = |object: usize| {
        let pronoun = measures.words.upos(object) == Upos::Pron;
        pronoun || measures.is_person(object) || doc.child(object, Relation::Nummod).is_some()
    };
    let acts = child(Relation::Obj).is_some_and(hits);
    let beside = || beside(measures, at).filter(|&who| who > at || !acts);
    let owned = measures.rules.owned.contains(measures.words.word(at));
    let owner = || child(Relation::NmodPoss).filter(|_| !owned);
    let heads = match role {
        FigureRole::Done => {
            vec![passive(), child(Relation::Obj), clause(), bare(), made(), beside()]
        }
        FigureRole::Doing => vec![subject()],
        FigureRole::State => vec![subject(), passive(), made(), borne()],
        FigureRole::Of => vec![owner(), child(Relation::Nmod)],
        _ => Vec::new(),
    };
    heads.into_iter().flatten().collect()
}

/// Whom a verb makes so: "He was pronounced dead", "She was taken to hospital and pronounced dead".
fn made_so(doc: &Document, measures: &Measures<'_>, state: usize) -> Option<usize> {
    let token = doc.tokens.get(state).filter(|t| t.relation == Relation::Xcomp)?;
    let mut verb = token.head as usize;
    if !measures.rules.links.contains(measures.words.word(verb)) {
        return None;
    }
    for _ in 0..3 {
        let told = [Relation::Obj, Relation::NsubjPass].into_iter();
        let told = told.filter_map(|relation| doc.child(verb, relation)).next();
        let alone = || doc.child(verb, Relation::AuxPass).and(doc.child(verb, Relation::Nsubj));
        if let Some(person) = told.or_else(alone) {
            return Some(person);
        }
        let joined = doc.tokens.get(verb).filter(|t| t.relation == Relation::Conj)?;
        verb = joined.head as usize;
    }
    None
}

/// Who is told to bear what a preposition brings: "It left his sister and her son with gunshot wounds".
fn borne_with(doc: &Document, measures: &Measures<'_>, at: usize) -> Option<usize> {
    let case = doc.tokens.get(at).filter(|t| t.relation == Relation::Case)?;
    let top = doc.tokens.get(case.head as usize)?.head as usize;
    if measures.words.upos(top) == Upos::Verb {
        return doc.child(top, Relation::Obj).or_else(|| doc.child(top, Relation::NsubjPass));
    }
    let mut person = top;
    while let Some(token) = doc.tokens.get(person).filter(|t| t.relation == Relation::Conj) {
        if token.head as usize >= person {
            break;
        }
        person = token.head as usize;
    }
    Some(person).filter(|&person| measures.is_person(person) && person < at)
}

/// The person right beside a verb where syntax shows none, as in headlines: "raid kills civilian", "soldier killed".
fn beside(measures: &Measures<'_>, at: usize) -> Option<usize> {
    let words = measures.words;
    let rules = measures.rules;
    let person = |i: usize| {
        let fourth = i > 0 && words.is(i - 1, &["a"]) && rules.others.contains(words.word(i));
        let another = words.is(i, &["another"]);
        let known = fourth || another || rules.units.persons.contains(words.word(i));
        known && words.sentence(at).contains(i)
    };
    let next = if words.is(at + 1, &["a", "an", "one"]) { at + 2 } else { at + 1 };
    if words.word(at).ends_with('s') || words.word(at).ends_with("ing") {
        return Some(next).filter(|&i| person(i));
    }
    // "another critically injured"
    let mut before = at.checked_sub(1)?;
    if words.upos(before) == Upos::Adv {
        before = before.checked_sub(1)?;
    }
    Some(before).filter(|&i| person(i))
}

/// The single person whose head is `head`.
pub(super) fn single(
    doc: &Document,
    measures: &Measures<'_>,
    head: usize,
    measure: &str,
) -> Option<Single> {
    let words = measures.words;
    let sentence = doc.tokens.get(head)?.sentence;
    let (age, old) = age(measures, head).map_or((None, false), |(age, old)| (Some(age), old));
    let counted = doc.child(head, Relation::Nummod).is_some();
    let speaker = measures.rules.speakers.contains(words.word(head));
    let spoken = speaker && measures.rules.is_last_fate(measure);
    if counted && age.is_none() || spoken || is_unborn(doc, measures, head) {
        return None;
    }
    let rank = rank(doc, measures, head);
    let survives = |at: usize| {
        let denied = (at.saturating_sub(3)..at)
            .any(|not| measures.rules.negations.contains(words.word(not)));
        measures.rules.surviving.contains(words.word(at)) && !denied
    };
    let alive = words.sentence(head).range().any(survives) || is_tended(measures, head);
    let det = doc.child(head, Relation::Det).or_else(|| doc.child(head, Relation::Amod));
    let another = rank.is_some()
        || det.is_some_and(|d| {
            measures.rules.others.contains(words.word(d)) && !words.is(d, &["one"])
        });
    let of = |key: String, named: bool, definite: bool, range: TokenRange| {
        let measure = measure.to_owned();
        let age = age.clone();
        let pronoun = named && words.upos(head) == Upos::Pron;
        let single = Single {
            measure,
            key,
            named,
            pronoun,
            definite,
            another,
            alive,
            rank,
            age,
            range,
            sentence,
            row: 1,
        };
        Some(single)
    };
    if let Some((name, range)) = name_of(doc, &measures.rules.units.persons, head) {
        return of(name, true, false, range);
    }
    let word = words.word(head);
    let range = TokenRange::new(head, head + 1);
    let article = doc.child(head, Relation::Det);
    // "a fourth", "another", and no part of a whole ("a third of the houses")
    let ordinal = measures.rules.others.contains(word)
        && !words.is(head + 1, &["of"])
        && (article.is_some_and(|d| words.is(d, &["a", "another"]))
            || head > 0 && words.is(head - 1, &["a"]))
        || word == "another" && doc.tokens.get(head).is_some_and(|t| t.relation != Relation::Det);
    if ordinal {
        return of(word.to_owned(), false, false, range).map(|s| Single { another: true, ..s });
    }
    let plural = measures.rules.collective.contains(word)
        || word.ends_with('s') && doc.tokens.get(head).is_some_and(|t| *t.lemma != *word);
    // "Both men were killed", "Both were killed", "shot his parents"
    let both = |at: usize| at < head + 1 && words.is(at, &["both"]);
    let couple = measures.rules.couples.contains(word) && !words.is(head + 1, &["of"]);
    let pair = couple
        || plural && measures.rules.units.persons.contains(word) && doc.children(head).any(both);
    if pair || word == "both" && words.upos(head + 1) != Upos::Noun {
        return of(word.to_owned(), false, false, range).map(|s| Single { row: 2, ..s });
    }
    let pronoun = measures.rules.single.contains(word);
    let thing = measures.rules.units.things.contains_key(word);
    let person = pronoun || measures.rules.units.persons.contains(word) || old && !thing;
    if !person || plural {
        return None;
    }
    let definite = article.is_some_and(|d| measures.rules.definite.contains(words.word(d)))
        || doc.child(head, Relation::NmodPoss).is_some();
    let key = age.as_ref().map_or_else(|| word.to_owned(), |age| format!("{word} {age}"));
    of(key, false, pronoun || definite && !another, range)
}

/// "A man was shot in the leg. He is in serious condition": is he looked after, and no death told beside?
fn is_tended(measures: &Measures<'_>, head: usize) -> bool {
    let words = measures.words;
    let here = words.sentence(head);
    let next = words.sentence(here.end as usize);
    let goes_on =
        next.start == here.end && measures.rules.single.contains(words.word(next.start as usize));
    let told = here.range().chain(next.range().filter(|_| goes_on));
    let dies = |at: usize| {
        measures.rules.senses(words.word(at)).iter().any(|sense| {
            let last = measures.rules.measure(sense.measure);
            matches!(sense.role, FigureRole::Doing | FigureRole::State)
                && last.is_some_and(|m| measures.rules.is_last_fate(&m.name))
        })
    };
    // What he was in when he was found says nothing of how he is.
    let lasts = |at: usize| {
        (at.saturating_sub(LASTING)..at).any(|i| {
            measures.rules.present.contains(words.word(i)) || words.is(i, &["been", "remained"])
        })
    };
    let tended = |at: usize| measures.rules.tended.contains(words.word(at)) && lasts(at);
    told.clone().any(tended) && !told.into_iter().any(dies)
}

/// "a third victim": which one it is of those told. "The third victim" may be any of them.
fn rank(doc: &Document, measures: &Measures<'_>, head: usize) -> Option<u32> {
    let words = measures.words;
    let open = doc.child(head, Relation::Det).is_none_or(|det| words.is(det, &["a", "an"]));
    let mut before = doc.children(head).filter(|&at| open && at < head);
    before.find_map(|at| measures.numbers.ordinal(words.word(at))).filter(|&rank| rank > 1)
}

/// Is it a child not yet born, whom reports tell apart from the people who were killed?
pub(super) fn is_unborn(doc: &Document, measures: &Measures<'_>, head: usize) -> bool {
    doc.children(head).any(|at| measures.rules.unborn.contains(measures.words.word(at)))
}

/// "himself", "three people and then herself": do the words end with whoever did it?
pub(super) fn is_reflexive(measures: &Measures<'_>, text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text).to_lowercase();
    last.ends_with("self") && measures.rules.single.contains(&last)
}

/// The name of the person at `head`, with its words; also where a pronoun stands for it.
fn name_of(doc: &Document, persons: &WordSet, head: usize) -> Option<(String, TokenRange)> {
    let sentence = doc.sentence_of(head);
    let from = doc.mentions.partition_point(|m| m.range.start < sentence.start);
    let near = doc.mentions.iter().skip(from).take_while(|m| m.range.start as usize <= head);
    near.filter(|m| m.range.contains(head)).find_map(|m| {
        let entity = m.entity.and_then(|e| doc.entities.get(e.0 as usize));
        // "Boy, 15, Dies", "College student killed": a noun with a capital names nobody.
        let noun = doc.text_of(m.range).to_lowercase();
        let noun = noun.rsplit(' ').next().is_some_and(|last| persons.contains(last));
        if noun && m.kind == MentionKind::Person {
            return None;
        }
        let name = match (m.kind, entity) {
            (MentionKind::Person, None) => doc.text_of(m.range),
            (MentionKind::Person, Some(entity)) => entity.name.as_str(),
            (MentionKind::Pronoun, Some(entity)) if entity.kind == EntityKind::Person => {
                entity.name.as_str()
            }
            _ => return None,
        };
        Some((name.to_owned(), m.range))
    })
}

/// The age told before or behind the head, and whether it names the person by itself: "a 24-year-old man", "Ada Okoro, 24,".
fn age(measures: &Measures<'_>, head: usize) -> Option<(String, bool)> {
    let words = measures.words;
    let sentence = words.sentence(head);
    let digits = |i: usize| {
        let word = words.word(i);
        !word.is_empty() && word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit())
    };
    let near = (sentence.start as usize).max(head.saturating_sub(7))..=head;
    let before = near.rev().find(|&i| digits(i)).filter(|&i| {
        let end = (i + 5).min(sentence.end as usize);
        let old = (i + 1..end).find(|&j| measures.rules.units.old.contains(words.word(j)));
        let parts = |j: usize| {
            matches!(words.upos(j), Upos::Verb | Upos::Aux | Upos::Adp | Upos::Cconj)
                || words.is(j, &[",", ";"])
        };
        old.is_some_and(|old| old <= head + 3 && !(i + 1..head.max(old)).any(parts))
    });
    if let Some(i) = before {
        return Some((words.word(i).to_owned(), true));
    }
    let opens = words.is(head + 1, &[",", "("]) && digits(head + 2);
    let closes = words.is(head + 3, &[",", ")", "."]);
    (opens && closes).then(|| (words.word(head + 2).to_owned(), false))
}
