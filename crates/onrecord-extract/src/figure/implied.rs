//! Figures that a report gives without a number: "a soldier was killed", two named dead; and those left over.

use std::collections::BTreeSet;

use onrecord_model::{
    Document, Figure, FigureKind, Id, Layer, MentionKind, Relation, TokenRange, Upos,
};
use onrecord_rules::FigureRole;
use rust_decimal::Decimal;

use super::measure::Measures;
use super::setting::Setting;

/// A single person with what is said of it.
struct Single {
    measure: String,
    /// The entity, or the noun.
    key: String,
    named: bool,
    /// "the boy": told before under another name.
    definite: bool,
    range: TokenRange,
    sentence: u32,
}

/// Adds the figures that single persons make where the report gives no number for the measure.
pub(super) fn add(setting: &Setting<'_>, measures: &Measures<'_>, figures: &mut Vec<Figure>) {
    let doc = setting.words.doc;
    if !doc.has(Layer::Syntax) {
        return;
    }
    let singles = singles(doc, measures);
    let mut dead: BTreeSet<String> = BTreeSet::new();
    for measure in measures.rules.measures.iter().filter(|measure| measure.implied) {
        let told = figures.iter().any(|f| f.measure == measure.name && f.subset_of.is_none());
        let of_these: Vec<&Single> = singles
            .iter()
            .filter(|s| s.measure == measure.name && !dead.contains(&s.key))
            .collect();
        dead.extend(of_these.iter().map(|s| s.key.clone()));
        let settled = measure.unless_rest.as_ref().is_some_and(|(unless, rest)| {
            figures.iter().any(|f| f.measure == *unless || f.measure == *rest)
        });
        let told = told || settled;
        let Some(first) = of_these.first().filter(|_| !told) else { continue };
        let count = count(&of_these);
        figures.push(figure(setting, &measure.name, first.range, count, "names"));
    }
    left_over(setting, measures, figures);
    figures.sort_by_key(|figure| (figure.words.start, figure.words.end));
}

/// How many different persons: those named, or those described in one sentence, whichever are more.
fn count(singles: &[&Single]) -> u64 {
    let named: BTreeSet<&str> =
        singles.iter().filter(|s| s.named).map(|s| s.key.as_str()).collect();
    let described = singles
        .iter()
        .filter(|s| !s.named && !s.definite)
        .map(|s| {
            let same = |t: &&&Single| t.sentence == s.sentence && !t.named && !t.definite;
            singles.iter().filter(same).map(|t| t.key.as_str()).collect::<BTreeSet<_>>().len()
        })
        .max();
    named.len().max(described.unwrap_or(0)).max(1) as u64
}

fn singles(doc: &Document, measures: &Measures<'_>) -> Vec<Single> {
    let mut found = Vec::new();
    for at in 0..doc.tokens.len() {
        if measures.rules.senses(measures.words.word(at)).is_empty() {
            continue;
        }
        for (head, measure) in persons_at(doc, measures, at) {
            let mut heads = vec![head];
            heads.extend(doc.children(head).filter(|&child| {
                doc.tokens.get(child).is_some_and(|t| t.relation == Relation::Conj)
            }));
            found.extend(heads.into_iter().filter_map(|h| single(doc, measures, h, &measure)));
        }
    }
    found
}

/// Heads of the persons of whom the word at `at` says something, with the measure.
fn persons_at(doc: &Document, measures: &Measures<'_>, at: usize) -> Vec<(usize, String)> {
    let Some(token) = doc.tokens.get(at) else { return Vec::new() };
    let child = |relation: Relation| doc.child(at, relation);
    let passive = child(Relation::NsubjPass)
        .or_else(|| child(Relation::AuxPass).and_then(|_| child(Relation::Nsubj)));
    let clause = matches!(token.relation, Relation::Acl | Relation::AclRelcl)
        .then_some(token.head as usize)
        .filter(|_| child(Relation::Obj).is_none());
    let say = |role: FigureRole, head: Option<usize>| {
        head.and_then(|head| measures.named(at, role).map(|name| (head, name)))
    };
    let done = passive.or_else(|| child(Relation::Obj)).or(clause);
    // Headlines leave the auxiliary out: "Soldier killed in raid".
    let bare = || child(Relation::Nsubj).filter(|_| token.upos == Upos::Verb);
    let subject = child(Relation::Nsubj).or(clause);
    [
        say(FigureRole::Done, done.or_else(bare).or_else(|| beside(measures, at))),
        say(FigureRole::Doing, subject),
        say(FigureRole::State, subject.or(passive)),
        say(FigureRole::Of, child(Relation::NmodPoss).or_else(|| child(Relation::Nmod))),
    ]
    .into_iter()
    .flatten()
    .take(1)
    .collect()
}

/// The person right beside a verb where syntax shows none, as in headlines: "raid kills civilian", "soldier killed".
fn beside(measures: &Measures<'_>, at: usize) -> Option<usize> {
    let words = measures.words;
    let person = |i: usize| {
        words.sentence(at).contains(i) && measures.rules.units.persons.contains(words.word(i))
    };
    let next = if words.is(at + 1, &["a", "an", "one"]) { at + 2 } else { at + 1 };
    if words.word(at).ends_with('s') || words.word(at).ends_with("ing") {
        return Some(next).filter(|&i| person(i));
    }
    at.checked_sub(1).filter(|&i| person(i))
}

fn single(doc: &Document, measures: &Measures<'_>, head: usize, measure: &str) -> Option<Single> {
    let words = measures.words;
    let sentence = doc.tokens.get(head)?.sentence;
    let counted = doc.child(head, Relation::Nummod).is_some();
    if counted {
        return None;
    }
    let single = |key: String, named: bool, definite: bool, range: TokenRange| {
        Some(Single { measure: measure.to_owned(), key, named, definite, range, sentence })
    };
    let mention = doc.mentions.iter().find(|m| m.range.contains(head));
    if let Some(person) = mention.filter(|m| m.kind == MentionKind::Person) {
        let entity = person.entity.and_then(|e| doc.entities.get(e.0 as usize));
        let name = entity.map_or_else(|| doc.text_of(person.range), |e| e.name.as_str());
        return single(name.to_owned(), true, false, person.range);
    }
    let word = words.word(head);
    let units = &measures.rules.units;
    let plural = measures.rules.collective.contains(word)
        || word.ends_with('s') && doc.tokens.get(head).is_some_and(|t| *t.lemma != *word);
    if !units.persons.contains(word) || plural {
        return None;
    }
    let det = doc.child(head, Relation::Det);
    let definite = det.is_some_and(|d| measures.rules.definite.contains(words.word(d)))
        || doc.child(head, Relation::NmodPoss).is_some();
    single(word.to_owned(), false, definite, TokenRange::new(head, head + 1))
}

/// Of those shot, the dead are not hurt: what is left where the report does not say.
fn left_over(setting: &Setting<'_>, measures: &Measures<'_>, figures: &mut Vec<Figure>) {
    for measure in &measures.rules.measures {
        let Some((unless, rest)) = &measure.unless_rest else { continue };
        let most = |name: &str| {
            let of = figures.iter().filter(|f| f.measure == name && f.subset_of.is_none());
            of.filter_map(|f| f.value.map(|v| (v, f.words.clone()))).max_by_key(|(v, _)| *v)
        };
        if most(rest).is_some() {
            continue;
        }
        let (all, dead) = (most(&measure.name), most(unless));
        match (all, dead) {
            (Some(_), None) => {
                for figure in figures.iter_mut().filter(|f| f.measure == measure.name) {
                    figure.measure.clone_from(rest);
                }
            }
            (Some((all, words)), Some((dead, _))) if all > dead => {
                let range = range_of(setting.words.doc, &words);
                let count = u64::try_from(all - dead).unwrap_or(0);
                figures.push(figure(setting, rest, range, count, "remainder"));
            }
            _ => {}
        }
    }
}

fn range_of(doc: &Document, words: &onrecord_model::Words) -> TokenRange {
    let at = |offset: u32| {
        doc.tokens.partition_point(|token| {
            doc.chars.chars_before(&doc.report.text, token.span.start()) < offset
        })
    };
    TokenRange::new(at(words.start), at(words.end))
}

fn figure(
    setting: &Setting<'_>,
    measure: &str,
    range: TokenRange,
    count: u64,
    how: &str,
) -> Figure {
    let doc = setting.words.doc;
    let words = doc.words_of(range);
    let start = words.start.to_string();
    let id = Id::of("fi", [doc.report.version.as_str(), &start, measure, how]);
    let count = Some(Decimal::from(count));
    Figure {
        id,
        voice: setting.voice(&words),
        words,
        low: count,
        high: count,
        value: count,
        measure: measure.to_owned(),
        unit: Some("person".into()),
        kind: FigureKind::Stock,
        confidence: 0.5,
        made_by: format!("figures#{how}"),
        ..Figure::default()
    }
}
