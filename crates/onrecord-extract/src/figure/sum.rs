//! The sum of a row of persons that share one fate: "killed her and two others" is three.

use std::collections::BTreeSet;

use onrecord_model::{Comparator, Figure, Id, Relation, TokenRange, Upos};
use onrecord_rules::{FigureRole, Sense};
use rust_decimal::Decimal;

use super::Draft;
use super::implied::derived;
use super::measure::Measures;
use super::narrowed::wider;
use super::parts::only_joins;
use super::setting::Setting;
use super::single;

/// How many words behind a number the doer's own end may be told.
const AHEAD: usize = 40;

/// One of a row.
enum Member {
    /// The draft of that number.
    Draft(usize),
    /// Persons without a number: one, or a couple.
    Persons(usize),
}

impl Member {
    fn draft(&self) -> Option<usize> {
        match self {
            Member::Draft(number) => Some(*number),
            Member::Persons(_) => None,
        }
    }
}

/// Adds the sums of rows, and makes what is in a row a part of its sum. `figures` stand beside `drafts`; sums come behind.
pub(super) fn add(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    drafts: &[Draft],
    figures: &mut [Figure],
) -> Vec<Figure> {
    let mut sums = Vec::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for (number, draft) in drafts.iter().enumerate() {
        if seen.contains(&number) || !is_open(measures, draft) {
            continue;
        }
        let row = row(setting, measures, drafts, number)
            .or_else(|| with_pronoun(setting, measures, drafts, number))
            .or_else(|| list(setting, measures, drafts, number));
        let Some(row) = row else { continue };
        let parts: Vec<usize> = row.members.iter().filter_map(Member::draft).collect();
        seen.extend(&parts);
        if let Some(whole) = spelt_out_by(setting, drafts, number, &row) {
            if let Some(id) = figures.get(whole).map(|figure| figure.id.clone()) {
                make_parts(figures, &parts, &id);
            }
            continue;
        }
        let Some(mut sum) = sum(setting, drafts, draft, &row) else { continue };
        sum.subset_of = of_wider(setting, measures, drafts, &parts, &sum)
            .and_then(|whole| figures.get(whole))
            .map(|whole| whole.id.clone());
        make_parts(figures, &parts, &sum.id);
        sums.push(sum);
    }
    for draft in drafts {
        let Some(mut own) = with_doer(setting, measures, drafts, draft) else { continue };
        // "killed his wife, two daughters and then himself": the doer is one more than the row.
        let words = &setting.words.doc.words_of(draft.quantity.range);
        let holds =
            |sum: &&mut Figure| sum.words.start <= words.start && words.end <= sum.words.end;
        if let Some(sum) = sums.iter_mut().find(holds) {
            // "killed three people and himself": a parse may have put him in the row.
            if single::is_reflexive(measures, &sum.words.text) {
                continue;
            }
            own.value = sum.value.map(|value| value + Decimal::ONE);
            (own.low, own.high) = (own.value, own.value);
            sum.subset_of = Some(own.id.clone());
        }
        sums.push(own);
    }
    sums
}

/// The greater number told before, where everyone numbered in the row can be some of those.
fn of_wider(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    drafts: &[Draft],
    parts: &[usize],
    sum: &Figure,
) -> Option<usize> {
    let (value, first) = (sum.value?, *parts.first()?);
    let mut wholes = parts.iter().filter_map(|&n| drafts.get(n)).map(|draft| {
        let (rules, before) = (measures.rules, drafts.get(..first)?);
        wider(setting.words, rules, draft.quantity.noun, value, &sum.measure, before)
    });
    let whole = wholes.next()??;
    wholes.all(|other| other == Some(whole)).then_some(whole)
}

/// Makes the figures of these numbers parts of `whole`.
fn make_parts(figures: &mut [Figure], parts: &[usize], whole: &Id) {
    for &number in parts {
        if let Some(part) = figures.get_mut(number) {
            part.subset_of = Some(whole.clone());
        }
    }
}

/// "Three people, two men and a woman": the draft right before the row, where the row adds up to it.
fn spelt_out_by(
    setting: &Setting<'_>,
    drafts: &[Draft],
    number: usize,
    row: &Row,
) -> Option<usize> {
    let before = number.checked_sub(1)?;
    let whole = drafts.get(before)?;
    let (from, to) = (whole.quantity.range.end as usize, row.range.start as usize);
    let apposed = to > from
        && to - from <= 2
        && (from..to)
            .all(|at| setting.words.is_mark(at) || setting.words.is(at, &["a", "an", "the"]));
    let adds_up = whole.quantity.interval.value == total(drafts, &row.members);
    (apposed && adds_up && whole.measured.person).then_some(before)
}

/// How many all of them are.
fn total(drafts: &[Draft], members: &[Member]) -> Option<Decimal> {
    members.iter().try_fold(Decimal::ZERO, |sum, member| {
        let count = match member {
            Member::Persons(count) => Decimal::from(*count),
            Member::Draft(number) => drafts.get(*number)?.quantity.interval.value?,
        };
        Some(sum + count)
    })
}

/// "killed three people before taking his own life": four are dead. Only where one number stands in the sentence, and no
/// part of it.
fn with_doer(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    drafts: &[Draft],
    draft: &Draft,
) -> Option<Figure> {
    let words = setting.words;
    let range = draft.quantity.range;
    let sentence = words.sentence(range.start as usize);
    let suicides = &measures.rules.named(&draft.measured.name)?.suicides;
    // "shot six people, killing four of them before killing himself": no part of the dead.
    let apart = draft
        .whole
        .and_then(|whole| drafts.get(whole))
        .is_some_and(|whole| whole.measured.name != draft.measured.name);
    if suicides.is_empty() || !is_fated(measures, draft) || draft.whole.is_some() && !apart {
        return None;
    }
    let last = (sentence.end as usize).min(range.end as usize + AHEAD);
    let (from, end) = (range.end as usize..last).find_map(|at| {
        Some((at, suicides.iter().find_map(|phrase| words.phrase_at(at, phrase))?))
    })?;
    let first = drafts.partition_point(|d| d.quantity.range.start < sentence.start);
    let here = drafts.iter().skip(first).take_while(|d| d.quantity.range.start < sentence.end);
    if here.filter(|d| d.measured.name == draft.measured.name).count() != 1 {
        return None;
    }
    // "killed five, including the guard, who killed himself", but not "killed four, including a guard, before killing himself"
    let then = words.is(from - 1, &["before", "then"]);
    let included = !then
        && (range.end as usize..end)
            .any(|at| measures.rules.parts.iter().any(|part| words.phrase_at(at, part).is_some()));
    let value = draft.quantity.interval.value.filter(|_| !included)?;
    let whole = TokenRange { start: range.start, end: end.min(sentence.end as usize) as u32 };
    Some(derived(setting, &draft.measured.name, whole, value + Decimal::ONE, "sum"))
}

/// May the draft be one of a row: persons with a fate, not counted elsewhere?
fn is_open(measures: &Measures<'_>, draft: &Draft) -> bool {
    draft.whole.is_none() && is_fated(measures, draft)
}

/// Does it count persons with a fate, first told here?
fn is_fated(measures: &Measures<'_>, draft: &Draft) -> bool {
    draft.measured.person
        && draft.again.is_none()
        && draft.quantity.interval.value.is_some_and(|value| !value.is_zero())
        && matches!(draft.quantity.interval.comparator, Comparator::Equal | Comparator::AtLeast)
        && measures.rules.is_fate(&draft.measured.name)
}

struct Row {
    members: Vec<Member>,
    range: TokenRange,
}

/// The row in which draft `number` stands, if all in it are persons.
fn row(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    drafts: &[Draft],
    number: usize,
) -> Option<Row> {
    let doc = setting.words.doc;
    let draft = drafts.get(number)?;
    let mut root = draft.quantity.noun.unwrap_or(draft.quantity.number.end as usize - 1);
    let nominal = |at: usize| {
        matches!(
            setting.words.upos(at),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj
        )
    };
    for _ in 0..8 {
        let token = doc.tokens.get(root)?;
        let head = token.head as usize;
        if token.relation != Relation::Conj || head >= root || !nominal(head) {
            break;
        }
        root = head;
    }
    let mut heads = single::conjuncts(doc, root);
    // A parse may name one of the row twice.
    heads.extend(partner(setting, measures, root));
    let mut seen = BTreeSet::new();
    heads.retain(|head| seen.insert(*head));
    if heads.len() < 2 {
        return None;
    }
    let mut range = TokenRange::new(root, root + 1);
    let mut members = Vec::new();
    for head in heads {
        let (member, here) = member(setting, measures, drafts, head, draft)?;
        range = TokenRange { start: range.start.min(here.start), end: range.end.max(here.end) };
        let counted = member.draft().is_some_and(|number| {
            members.iter().filter_map(Member::draft).any(|other| other == number)
        });
        if !counted {
            members.push(member);
        }
    }
    let words = setting.words;
    // "found a woman and two slain men": the word describes the men alone.
    let described = draft.measured.how == "inside";
    if described && members.iter().any(|member| member.draft().is_none()) {
        return None;
    }
    if members.len() < 2 || members.len() > 2 && is_spelt_out(drafts, &members, Decimal::ZERO) {
        return None;
    }
    let shared = partner(setting, measures, root).is_some();
    let fate = |at: usize| {
        let inside = holding(drafts, at).is_some();
        let tells = |s: &Sense| matches!(s.role, FigureRole::State | FigureRole::Done);
        !inside
            && words.upos(at) != Upos::Noun
            && measures.rules.senses(words.word(at)).iter().any(tells)
    };
    // "a girl dead, five others hurt": each has a fate of its own.
    (shared || !range.range().any(fate)).then_some(Row { members, range })
}

/// "Two victims, a man of 25 and a man of 26", "Three people, two men and a girl": those behind, and `further` ones, are the ones
/// counted before.
fn is_spelt_out(drafts: &[Draft], members: &[Member], further: Decimal) -> bool {
    let Some((Member::Draft(first), rest)) = members.split_first() else { return false };
    let counted = drafts.get(*first).and_then(|draft| draft.quantity.interval.value);
    counted == total(drafts, rest).map(|rest| rest + further)
}

/// The one who shares the fate of those at `with`: "He was killed along with two others".
fn partner(setting: &Setting<'_>, measures: &Measures<'_>, with: usize) -> Option<usize> {
    let doc = setting.words.doc;
    let verb = doc.tokens.get(with)?.head as usize;
    measures.alongside(verb).filter(|&found| found == with)?;
    let done = doc.child(verb, Relation::NsubjPass);
    done.or_else(|| doc.child(verb, Relation::Obj)).or_else(|| doc.child(verb, Relation::Nsubj))
}

/// "killed her and three others": a parse may take the pronoun for an owner.
fn with_pronoun(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    drafts: &[Draft],
    number: usize,
) -> Option<Row> {
    let range = drafts.get(number)?.quantity.range;
    let (words, start) = (setting.words, range.start as usize);
    // "shot himself and his two sons"
    let owned = start.checked_sub(1).is_some_and(|at| {
        words.upos(at) == Upos::Pron && measures.rules.definite.contains(words.word(at))
    });
    let and = start.checked_sub(if owned { 2 } else { 1 })?;
    let one = and.checked_sub(1).filter(|&at| words.sentence(start).contains(at))?;
    let verb = one.checked_sub(1)?;
    let done = measures.senses(verb).any(|sense| sense.role == FigureRole::Done);
    let joined =
        words.upos(and) == Upos::Cconj && measures.rules.single.contains(words.word(one)) && done;
    let members = vec![Member::Persons(1), Member::Draft(number)];
    let range = TokenRange { start: one as u32, end: range.end };
    joined.then_some(Row { members, range })
}

/// The list of numbers that begins with draft `number`, where syntax shows no row: "20 rebels, 2 soldiers killed".
fn list(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    drafts: &[Draft],
    number: usize,
) -> Option<Row> {
    let first = drafts.get(number)?;
    let mut range = first.quantity.range;
    let mut members = vec![Member::Draft(number)];
    for (next, draft) in drafts.iter().enumerate().skip(number + 1) {
        let (from, to) = (range.end as usize, draft.quantity.range.start as usize);
        let same = draft.measured.name == first.measured.name && is_open(measures, draft);
        let named = draft.quantity.noun.is_some() && first.quantity.noun.is_some();
        if !same || !named || !only_joins(setting.words, from, to) {
            break;
        }
        range.end = draft.quantity.range.end;
        members.push(Member::Draft(next));
    }
    let (words, end) = (setting.words, range.end as usize);
    let one_more = words.is(end, &["and"]) && words.is(end + 1, &["a", "an", "one", "another"]);
    let spelt_out = is_spelt_out(drafts, &members, Decimal::ZERO)
        || one_more && is_spelt_out(drafts, &members, Decimal::ONE);
    (members.len() > 1 && !spelt_out).then_some(Row { members, range })
}

/// The draft in whose words token `at` stands.
fn holding(drafts: &[Draft], at: usize) -> Option<usize> {
    let next = drafts.partition_point(|d| d.quantity.range.start as usize <= at);
    let number = next.checked_sub(1)?;
    drafts.get(number).filter(|d| d.quantity.range.contains(at)).map(|_| number)
}

/// What `head` counts in a row beside `like`, with its words; `None` where it is neither a number nor one person.
fn member(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    drafts: &[Draft],
    head: usize,
    like: &Draft,
) -> Option<(Member, TokenRange)> {
    if single::is_unborn(setting.words.doc, measures, head) {
        return None;
    }
    let counted = holding(drafts, head).and_then(|n| drafts.get(n).map(|draft| (n, draft)));
    if let Some((number, draft)) = counted.filter(|(_, d)| d.quantity.unit.is_none()) {
        let same = draft.measured.name == like.measured.name && is_open(measures, draft);
        return same.then_some((Member::Draft(number), draft.quantity.range));
    }
    let one = TokenRange::new(head, head + 1);
    if measures.rules.single.contains(setting.words.word(head)) {
        return Some((Member::Persons(1), one));
    }
    let single = single::single(setting.words.doc, measures, head, &like.measured.name)?;
    Some((Member::Persons(single.row), single.range))
}

/// The figure of a row.
fn sum(setting: &Setting<'_>, drafts: &[Draft], like: &Draft, row: &Row) -> Option<Figure> {
    let total = total(drafts, &row.members)?;
    let mut counted = row.members.iter().filter_map(Member::draft).filter_map(|n| drafts.get(n));
    let open = counted.any(|draft| draft.quantity.interval.comparator == Comparator::AtLeast);
    let mut figure = derived(setting, &like.measured.name, row.range, total, "sum");
    if open {
        figure.comparator = Comparator::AtLeast;
        figure.high = None;
    }
    setting.place_and_time(like, &mut figure);
    Some(figure)
}
