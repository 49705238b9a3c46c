//! Parts of a figure, and figures that share their neighbour's words.

use onrecord_model::{Relation, TokenRange, Upos};
use onrecord_rules::{FigureRole, FigureRules};

use super::Draft;
use super::quantity::Quantity;
use super::words::LowerWords;

/// The draft that `quantity` is a part of: "including at least four children", "of whom 12", "two of them".
pub(super) fn whole_of(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    measure: Option<&str>,
    drafts: &[Draft],
) -> Option<usize> {
    let start = quantity.range.start as usize;
    let sentence = words.sentence(start);
    let first = sentence.start as usize;
    let fated = is_among(words, rules, first, start);
    let marked = fated || part_mark(words, rules, quantity, measure, first);
    let listed = || {
        // "including 4 women and 3 children": the second is a part of the same whole.
        let last = drafts.last().filter(|d| d.whole.is_some())?;
        let from = last.quantity.range.end as usize;
        let near = sentence.contains(last.quantity.range.start as usize) && start >= from;
        let whole = last.whole.filter(|_| near && only_joins(words, from, start))?;
        // "Five dead and 40 wounded": the five are of a greater number, and the 40 are not.
        drafts.get(whole).is_some_and(|whole| is_larger(whole, quantity)).then_some(whole)
    };
    if let Some(number) = of_which(words, quantity, drafts) {
        return Some(number);
    }
    if !marked {
        return listed();
    }
    // "Six of them" are of the nearest who are told of, whatever became of those.
    // "17 of those killed" are of the dead, wherever they are told.
    let told = |at: u32| rules.senses(words.word(at as usize)).iter().any(|s| s.participle);
    let pronoun =
        quantity.of.is_some_and(|of| words.upos(of.start as usize) == Upos::Pron && !told(of.end));
    let alike = || last_alike(rules, quantity, measure, drafts);
    let near = || nearest_larger(words, quantity, drafts);
    match (fated, pronoun) {
        (true, _) => alike(),
        (_, true) => near().or_else(alike),
        _ => alike().or_else(near),
    }
}

/// The last greater figure that is no part itself, in the sentence or the one before.
fn nearest_larger(words: &LowerWords<'_>, quantity: &Quantity, drafts: &[Draft]) -> Option<usize> {
    let start = quantity.range.start as usize;
    let counted = |draft: &Draft| draft.measured.how != "unit" || quantity.unit.is_some();
    let fits =
        |draft: &Draft| draft.whole.is_none() && counted(draft) && is_larger(draft, quantity);
    let (number, draft) = drafts.iter().enumerate().rev().find(|(_, draft)| fits(draft))?;
    let away = words
        .doc
        .tokens
        .get(start)?
        .sentence
        .saturating_sub(words.doc.tokens.get(draft.quantity.range.start as usize)?.sentence);
    (away <= 1).then_some(draft.again.unwrap_or(number))
}

/// "Of the 40 passengers, 22 were local", "Out of 40 dead, 22 were local and 18 were not": the whole opens the clause.
fn of_which(words: &LowerWords<'_>, quantity: &Quantity, drafts: &[Draft]) -> Option<usize> {
    let (last, draft) = drafts.iter().enumerate().next_back()?;
    let number = draft.whole.unwrap_or(last);
    let whole = drafts.get(number)?;
    let start = whole.quantity.range.start as usize;
    let sentence = words.sentence(start);
    let first = sentence.start as usize;
    let out = start.checked_sub(2).filter(|&of| words.is(of, &["out"]) && of >= first);
    let of = start.checked_sub(2).filter(|&of| of >= first && words.is(of, &["of"]));
    let of = out.filter(|&out| words.is(out + 1, &["of"])).or(of)?;
    let opens = of == first || words.is(of - 1, &[",", "-", "–", "—", "“", "\""]);
    let behind = sentence.contains(quantity.range.start as usize);
    (opens && behind && (quantity.unit.is_some() || is_larger(whole, quantity)))
        .then_some(whole.again.unwrap_or(number))
}

/// "Four of the dead", "Among the dead were six children": the last figure of the same measure, however far back.
fn last_alike(
    rules: &FigureRules,
    quantity: &Quantity,
    measure: Option<&str>,
    drafts: &[Draft],
) -> Option<usize> {
    let name = measure.filter(|name| rules.named(name).is_some())?;
    let fits = |d: &Draft| d.measured.name == name && d.whole.is_none() && is_larger(d, quantity);
    let (number, draft) = drafts.iter().enumerate().rev().find(|(_, draft)| fits(draft))?;
    Some(draft.again.unwrap_or(number))
}

/// Parts told by a list that adds up to a figure before it, or by "out of" before their whole.
pub(super) fn settle(words: &LowerWords<'_>, rules: &FigureRules, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        share_list(words, rules, drafts, at);
        add_up(words, drafts, at);
        let Some((part, rest)) = drafts.get_mut(at..).and_then(|d| d.split_first_mut()) else {
            return;
        };
        let Some(whole) = rest.first() else { continue };
        let from = part.quantity.range.end as usize;
        let to = rules.out_of.iter().find_map(|phrase| words.phrase_at(from, phrase));
        let number = whole.quantity.number;
        let inner = part.quantity.holds
            && part.quantity.of.is_some_and(|of| of.touches(number))
            && is_larger(whole, &part.quantity);
        if inner || to.is_some_and(|to| to == whole.quantity.range.start as usize) {
            part.whole = Some(at + 1);
            if part.measured.how == "plain" {
                part.measured = whole.measured.clone();
            }
        }
    }
}

/// "20 rebels, two soldiers killed": the first of a list shares the fate told behind its last.
fn share_list(words: &LowerWords<'_>, rules: &FigureRules, drafts: &mut [Draft], at: usize) {
    let Some([first, second, ..]) = drafts.get_mut(at..) else { return };
    let (from, to) = (first.quantity.range.end as usize, second.quantity.range.start as usize);
    let person = |noun: Option<usize>| {
        noun.is_some_and(|noun| rules.units.persons.contains(words.word(noun)))
    };
    let told = second.measured.person && second.measured.how == "behind";
    if told
        && matches!(first.measured.how, "plain" | "member")
        && person(first.quantity.noun)
        && to > from
        && only_joins(words, from, to)
    {
        first.measured = second.measured.clone();
    }
}

/// A list behind a figure whose numbers add up to it tells its parts.
fn add_up(words: &LowerWords<'_>, drafts: &mut [Draft], at: usize) {
    let Some(whole) = drafts.get(at).filter(|d| d.measured.person && d.whole.is_none()) else {
        return;
    };
    let Some(sum) = whole.quantity.interval.value else { return };
    let sentence = |d: &Draft| {
        words.doc.tokens.get(d.quantity.range.start as usize).map_or(0, |token| token.sentence)
    };
    let here = sentence(whole);
    let mut so_far = rust_decimal::Decimal::ZERO;
    let mut last: Option<usize> = None;
    for (number, part) in drafts.iter().enumerate().skip(at + 1) {
        let Some(value) = part.quantity.interval.value.filter(|_| part.quantity.unit.is_none())
        else {
            break;
        };
        if sentence(part) > here + 1 {
            break;
        }
        let joined = last.and_then(|l| drafts.get(l)).is_none_or(|before| {
            let from = before.quantity.range.end as usize;
            only_joins(words, from, part.quantity.range.start as usize)
        });
        if !joined || value >= sum {
            break;
        }
        so_far += value;
        last = Some(number);
        if so_far >= sum {
            break;
        }
    }
    let (Some(last), true) = (last.filter(|&last| last > at + 1), so_far == sum) else { return };
    let measured = whole.measured.clone();
    for part in drafts.iter_mut().take(last + 1).skip(at + 1) {
        part.whole = Some(at);
        part.measured = measured.clone();
    }
}

/// The greatest amount that the words name.
pub(super) fn most(quantity: &Quantity) -> Option<rust_decimal::Decimal> {
    quantity.interval.high.or(quantity.interval.value)
}

/// Could the draft be the whole of which `quantity` is a part?
fn is_larger(draft: &Draft, quantity: &Quantity) -> bool {
    let least = |q: &Quantity| q.interval.low.or(q.interval.value).or(q.interval.high);
    match (draft.quantity.interval.high.or(least(&draft.quantity)), least(quantity)) {
        (Some(whole), Some(part)) => whole >= part || draft.quantity.interval.high.is_none(),
        _ => true,
    }
}

/// "Among the dead were a teacher and her two sons": a row of some of those whom the sentence opens with.
fn is_among(words: &LowerWords<'_>, rules: &FigureRules, first: usize, start: usize) -> bool {
    let opens = rules.parts.iter().find_map(|part| words.phrase_at(first, part));
    opens.is_some_and(|past| {
        let verbs = (past..start).filter(|&at| words.upos(at) == Upos::Aux).count();
        verbs == 1 && (past..start).all(|at| is_in_row(words, at))
    })
}

/// Can the word stand in a row of persons: is it none that begins a clause?
pub(super) fn is_in_row(words: &LowerWords<'_>, at: usize) -> bool {
    !matches!(words.upos(at), Upos::Verb | Upos::Sconj) && !words.is(at, &[";"])
}

/// Does a word of parts stand right before the quantity, or "of them" behind it?
fn part_mark(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    measure: Option<&str>,
    first: usize,
) -> bool {
    let start = quantity.range.start as usize;
    let direct = |end: usize| rules.parts.iter().any(|p| words.phrase_before(end, p).is_some());
    if direct(start) {
        return true;
    }
    // "Among the wounded are two guards"
    let verb = start.checked_sub(1).filter(|&at| at > first && words.upos(at) == Upos::Aux);
    let among = |at: usize| at > first && direct(at);
    if verb.is_some_and(|verb| (verb.saturating_sub(4)..verb).any(among)) {
        return true;
    }
    // "including the leader and two guards": names may stand between.
    let back = (first.max(start.saturating_sub(6))..start).rev();
    let names = back.take_while(|&at| {
        matches!(
            words.upos(at),
            Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det | Upos::Cconj | Upos::Pron
        ) || words.is(at, &["them", ",", "these", "those", "dead", "victims"])
    });
    if names.into_iter().any(|at| {
        at > first
            && direct(at)
            && rules.parts.iter().any(|p| p.len() == 1 && words.phrase_before(at, p).is_some())
    }) {
        return true;
    }
    let of_whole = |at: usize| {
        words.upos(at) == Upos::Pron
            || rules.senses(words.word(at)).iter().any(|s| {
                matches!(s.role, FigureRole::State | FigureRole::Member | FigureRole::Count)
            })
            || rules.units.persons.contains(words.word(at))
    };
    // "They asked for the release of eight of their comrades": some of theirs, and of none counted before; of the dead they may be.
    let fate = measure.is_none_or(|name| rules.is_fate(name));
    let owned = |of: TokenRange| {
        !fate && of.len() > 1 && words.relation(of.start as usize) == Some(Relation::NmodPoss)
    };
    let definite = |of: TokenRange| {
        !owned(of)
            && (words.upos(of.start as usize) == Upos::Pron
                || rules.definite.contains(words.word(of.start as usize)))
    };
    quantity.unit.is_none()
        && quantity.of.is_some_and(|of| definite(of) && of.range().any(of_whole))
}

/// A neighbour in the same list, whose verb this quantity shares: "killed 12 men and three women".
pub(super) fn neighbour(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    drafts: &[Draft],
) -> Option<usize> {
    let (number, last) = drafts.iter().enumerate().next_back()?;
    let start = quantity.range.start as usize;
    let from = last.quantity.range.end as usize;
    if quantity.noun.is_none() && quantity.unit.is_none() {
        // "31 hostages were alive, and one was ill. The mission counts 30.": not of the one.
        let whole = |d: &(usize, &Draft)| d.1.whole.is_none() && !d.1.quantity.one;
        let counted = drafts.iter().enumerate().rev().take(3).find(whole);
        let counted = counted.unwrap_or((number, last));
        if tells_again(words, rules, quantity, counted.1) {
            return Some(counted.0);
        }
    }
    let same = words.sentence(start).contains(last.quantity.range.start as usize);
    let persons = |word: &str| rules.units.persons.contains(word) || rules.further.contains(word);
    let person = |noun: Option<usize>| noun.is_none_or(|at| persons(words.word(at)));
    let bare = quantity.noun.is_none() && quantity.unit.is_none();
    let alike = last.measured.how != "plain"
        && (!last.measured.person || person(quantity.noun))
        && (last.measured.how != "unit" || bare && last.measured.name == "age");
    let sum = start > from && rules.sums.contains(words.word(start - 1));
    // "Two men were taken to one hospital and two more to another": the verb is left out.
    let way = || {
        let hospital = rules.named(&last.measured.name).is_some_and(|m| m.taken_for.is_some());
        let and = start > from && words.upos(start - 1) == Upos::Cconj;
        let end = quantity.range.end as usize;
        let past = end + usize::from(rules.further.contains(words.word(end)));
        hospital && and && words.upos(past) == Upos::Adp
    };
    let joined = only_joins(words, from, start) || sum || way();
    (same && start >= from && alike && joined).then_some(number)
}

/// "The agency counts 98 dead. The hospitals say 114.", "38 are in hospital, up from 27": a bare number takes up the
/// count of those before.
fn tells_again(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    last: &Draft,
) -> bool {
    let start = quantity.range.start as usize;
    let (here, before) =
        (words.sentence(start), words.sentence(last.quantity.range.start as usize));
    let near = last.measured.person && here.start <= before.end;
    let told = start > here.start as usize && rules.tellers.contains(words.word(start - 1));
    // "put the figure at 103"
    let put = start >= here.start as usize + 2
        && words.is(start - 1, &["at", "to"])
        && rules.totals.contains(words.word(start - 2));
    let closed = words.is_mark(quantity.range.end as usize) || quantity.range.end == here.end;
    // "There are 17, the Front says"
    let there = start >= here.start as usize + 2
        && words.is(start - 1, &["are", "were"])
        && words.is(start - 2, &["there"]);
    near && (put || quantity.is_earlier || quantity.gapped || (told || there) && closed)
}

/// Only "and", "or", a comma between the two?
pub(super) fn only_joins(words: &LowerWords<'_>, from: usize, to: usize) -> bool {
    to > from
        && to - from <= 3
        && (from..to)
            .all(|at| words.upos(at) == Upos::Cconj || words.is(at, &[",", "plus", "the", "other"]))
}

/// The earlier figure that a definite number takes up ("the two men", "his three sons"): the number of its draft, and
/// whether it is the same amount.
pub(super) fn taken_up(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    measure: &str,
    drafts: &[Draft],
) -> Option<(usize, bool)> {
    let start = quantity.range.start as usize;
    let before = start.checked_sub(1).filter(|&b| words.sentence(start).contains(b))?;
    if !rules.definite.contains(words.word(before)) {
        return None;
    }
    // "Among the three": a number with nothing behind it is the nearest of its size, whatever that one counts.
    let value = quantity.interval.value;
    if quantity.noun.is_none() && quantity.unit.is_none() && value.is_some() {
        let same = drafts.iter().rposition(|draft| draft.quantity.interval.value == value);
        if let Some(number) = same {
            let first = drafts.get(number).and_then(|draft| draft.again);
            return Some((first.unwrap_or(number), true));
        }
    }
    let fits = |draft: &Draft| {
        draft.measured.name == measure && draft.whole.is_none() && is_larger(draft, quantity)
    };
    let (number, draft) = drafts.iter().enumerate().find(|(_, draft)| fits(draft))?;
    Some((number, draft.quantity.interval.value == quantity.interval.value))
}
