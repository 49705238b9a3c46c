//! Figures that a report gives without a number: one person killed, two named dead, those left over, the sum of a row.

use std::collections::BTreeSet;

use onrecord_model::{Comparator, Document, Figure, FigureKind, Id, Relation, TokenRange};
use onrecord_rules::{FigureRole, Measure, Sense};
use rust_decimal::Decimal;

use super::measure::Measures;
use super::setting::Setting;
use super::single::{self, Known, Single};
use super::{add_up, further, gone, headline, multiple, period, ranked};

/// Adds the figures that single persons make where the report gives no number for the measure.
pub(super) fn add(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    told_above: &[Figure],
    figures: &mut Vec<Figure>,
) {
    let singles = single::singles(setting.words.doc, measures);
    multiple::add(setting, measures, figures);
    add_up::add(setting, measures, told_above, figures);
    let mut dead: Vec<Single> = Vec::new();
    for measure in measures.rules.measures.iter().filter(|measure| measure.implied) {
        let mine: Vec<&Single> = singles.iter().filter(|s| s.measure == measure.name).collect();
        let ranked = ranked::count(setting, measures, measure, &mine, &singles, figures);
        figures.extend(ranked);
        let parts = of_parts(setting, measures, measure, figures);
        figures.extend(parts);
        let counted = uncounted(measure, &mine, &dead, figures);
        dead.extend(mine.iter().map(|s| (*s).clone()));
        // A number of those shot tells more of the hurt than one name does.
        let sources = &measures.rules.measures;
        let source = |m: &Measure| m.rest.as_ref() == Some(&measure.name) && told(figures, &m.name);
        if sources.iter().any(source) {
            continue;
        }
        figures.extend(of_names(setting, measure, &measure.name, &counted));
    }
    left_over(setting, measures, figures);
    gone::take_out(setting, measures, &singles, figures);
    further::add(setting, measures, &singles, figures);
    for measure in &measures.rules.measures {
        let all = most(figures, &measure.name).map(|(all, _)| all);
        let open = |meant: &&String| !told(figures, meant) || is_vague(figures, meant, all);
        let Some(meant) = measure.taken_for.as_ref().filter(open) else { continue };
        if tells_of(setting, measures, meant) {
            let mine: Vec<&Single> = singles.iter().filter(|s| s.measure == measure.name).collect();
            let counted = uncounted(measure, &mine, &dead, figures);
            let more = taken_for(setting, measure, meant, figures)
                .or_else(|| of_names(setting, measure, meant, &counted));
            figures.extend(more);
        }
    }
    headline::raise(setting, measures.rules, told_above, figures);
    figures.sort_by_key(|figure| (figure.words.start, figure.words.end));
}

/// The figure that single persons make, counted for `name`.
fn of_names(
    setting: &Setting<'_>,
    measure: &Measure,
    name: &str,
    singles: &[&Single],
) -> Option<Figure> {
    let first = singles.first()?;
    let doer = u64::from(singles.iter().any(|single| ends_with_doer(setting, measure, single)));
    Some(derived(setting, name, first.range, (single::count(singles) + doer).into(), "names"))
}

/// "shot his brother to death and then killed himself": is whoever did it dead as well, and told of by no pronoun of his own?
fn ends_with_doer(setting: &Setting<'_>, measure: &Measure, single: &Single) -> bool {
    let words = setting.words;
    let object = |at: usize| words.relation(at) == Some(Relation::Obj);
    let end = words.sentence(single.range.start as usize).end as usize;
    let suicide = |at: usize| measure.suicides.iter().any(|s| words.phrase_at(at, s).is_some());
    let reflexive = |at: usize| words.word(at).ends_with("self");
    let rest = single.range.end as usize..end;
    single.range.range().any(object) && rest.clone().any(suicide) && !rest.clone().any(reflexive)
}

/// "Four men were shot. Two of them died": how many died in all, where only a part of those of another measure tells.
fn of_parts(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    measure: &Measure,
    figures: &[Figure],
) -> Option<Figure> {
    if told(figures, &measure.name) {
        return None;
    }
    let of_another = |part: &&Figure| {
        let whole = figures.iter().find(|f| part.subset_of.as_ref() == Some(&f.id));
        whole.is_some_and(|whole| {
            let own = measures.rules.named(&whole.measure);
            whole.measure != measure.name
                && own.is_some_and(|own| own.person && own.rest.as_ref() != Some(&measure.name))
        })
    };
    let parts = figures.iter().filter(|f| f.measure == measure.name).filter(of_another);
    let (value, part) = parts.filter_map(|f| Some((f.value?, f))).max_by_key(|(n, _)| *n)?;
    let range = range_of(setting.words.doc, &part.words);
    (!value.is_zero()).then(|| derived(setting, &measure.name, range, value, "part"))
}

/// Is the measure told by no more than "several", which so many can be?
fn is_vague(figures: &[Figure], measure: &str, count: Option<Decimal>) -> bool {
    let mut whole = figures.iter().filter(|f| f.measure == measure && f.subset_of.is_none());
    whole.all(|f| {
        f.comparator == Comparator::Vague && f.low.zip(count).is_some_and(|(low, n)| low <= n)
    })
}

/// Those of the single persons that nobody has counted: none where the report gives a number.
fn uncounted<'s>(
    measure: &Measure,
    mine: &[&'s Single],
    dead: &[Single],
    figures: &[Figure],
) -> Vec<&'s Single> {
    let rest = measure.rest.as_deref().unwrap_or(&measure.name);
    if told(figures, &measure.name) || told(figures, rest) {
        return Vec::new();
    }
    let known: BTreeSet<&str> = dead.iter().map(|s| s.key.as_str()).collect();
    let fresh = mine.iter().copied().filter(|s| !known.contains(s.key.as_str()));
    let takes = |of: &str| measure.unless.as_deref() == Some(of);
    // Whoever was shot may be the one that died, unless the report tells them apart.
    let gone = Known::of(dead.iter().filter(|s| takes(&s.measure)));
    let killed = figures.iter().any(|f| takes(&f.measure));
    let by_name =
        figures.iter().filter(|f| takes(&f.measure)).all(|f| f.made_by.ends_with("#names"));
    // "Four are dead ... found a fourth person shot" may be one of the four.
    let dead = measure.unless.as_ref().and_then(|unless| most(figures, unless));
    let beyond = |rank: u32| dead.is_none_or(|(dead, _)| Decimal::from(rank) > dead);
    let other = |s: &Single| s.another && s.rank.is_none_or(beyond);
    let apart = |s: &&Single| !killed || other(s) || s.alive || by_name && gone.excludes(s);
    fresh.filter(apart).collect()
}

/// Does a figure tell how many? That none of some were hurt says nothing of the others.
pub(super) fn told(figures: &[Figure], measure: &str) -> bool {
    let some = |f: &Figure| f.value.is_none_or(|value| !value.is_zero());
    figures.iter().any(|f| f.measure == measure && f.subset_of.is_none() && some(f))
}

/// The greatest number given of a measure, with its figure.
pub(super) fn most<'f>(figures: &'f [Figure], measure: &str) -> Option<(Decimal, &'f Figure)> {
    let whole = figures.iter().filter(|f| f.measure == measure && f.subset_of.is_none());
    whole.filter_map(|f| f.value.map(|value| (value, f))).max_by_key(|(value, _)| *value)
}

/// Of those shot, the dead are not hurt: what is left where the report does not say.
fn left_over(setting: &Setting<'_>, measures: &Measures<'_>, figures: &mut Vec<Figure>) {
    for measure in &measures.rules.measures {
        let (Some(unless), Some(rest)) = (&measure.unless, &measure.rest) else { continue };
        let dead = dead_of(setting, figures, &measure.name, unless);
        if is_told_apart(measures, figures, measure, rest, dead.unwrap_or_default()) {
            continue;
        }
        let Some((all, figure)) = most(figures, &measure.name) else { continue };
        // "Two men were shot. In all 219 were shot this year": a year's number leaves nothing over of what is told.
        if period::is_of_period(figure) && period::is_behind_own(figures, figure) {
            continue;
        }
        // "Four are dead. He shot the other three": they are the ones told to be dead.
        if further::is_of_rest(measures, figure) && dead == Some(all + Decimal::ONE) {
            continue;
        }
        // "Three others were shot": the dead are not among them.
        // "A man shot three people and then himself": nor is he.
        let doer = most(figures, unless).is_some_and(|(_, dead)| {
            let alone = dead.made_by.ends_with("#names");
            alone && single::is_reflexive(measures, &dead.words.text)
        });
        let apart = further::is_further(measures, figure)
            || figure.made_by.ends_with("#names")
            || doer && !single::is_reflexive(measures, &figure.words.text);
        let range = range_of(setting.words.doc, &figure.words);
        match dead.filter(|_| !apart) {
            None => {
                for figure in figures.iter_mut().filter(|f| f.measure == measure.name) {
                    figure.measure.clone_from(rest);
                }
            }
            Some(dead) if all > dead => {
                figures.push(derived(setting, rest, range, all - dead, "remainder"));
            }
            Some(_) => {}
        }
    }
}

/// How many of those of `measure` died: as the sentence that counts them says, else as the report does.
fn dead_of(
    setting: &Setting<'_>,
    figures: &[Figure],
    measure: &str,
    unless: &str,
) -> Option<Decimal> {
    most(figures, measure)?;
    dead_among(setting, figures, measure, unless)
        .or_else(|| most(figures, unless).map(|(dead, _)| dead))
}

/// How many of those of `measure` died, as the sentence that counts them says or a part of them.
pub(super) fn dead_among(
    setting: &Setting<'_>,
    figures: &[Figure],
    measure: &str,
    unless: &str,
) -> Option<Decimal> {
    let doc = setting.words.doc;
    let (_, all) = most(figures, measure)?;
    let sentence = doc.words_of(doc.sentence_of(range_of(doc, &all.words).start as usize));
    let here = |f: &&Figure| sentence.start <= f.words.start && f.words.end <= sentence.end;
    // "Four were shot. One of the victims died": the one is of the four, wherever it is told.
    let of_all = |f: &&Figure| f.subset_of.as_ref() == Some(&all.id);
    let told = |fits: &dyn Fn(&&Figure) -> bool| {
        let dead = figures.iter().filter(|f| f.measure == unless).filter(fits);
        dead.filter_map(|f| f.value).max()
    };
    told(&of_all).or_else(|| told(&|f| f.subset_of.is_none() && here(f)))
}

/// Does the report say how many are hurt? "Four men were shot. One sustained serious injuries." does not: the one is of the four.
fn is_told_apart(
    measures: &Measures<'_>,
    figures: &mut [Figure],
    measure: &Measure,
    rest: &str,
    dead: Decimal,
) -> bool {
    let Some((hurt, _)) = most(figures, rest).filter(|(hurt, _)| !hurt.is_zero()) else {
        return false;
    };
    let Some((all, whole)) = most(figures, &measure.name) else { return true };
    if whole.made_by.ends_with("#names") || hurt + dead >= all {
        return true;
    }
    let (id, from) = (whole.id.clone(), whole.words.start);
    let is_part = |f: &&mut Figure| {
        f.measure == rest
            && f.subset_of.is_none()
            && f.words.start > from
            && !further::is_further(measures, f)
    };
    for part in figures.iter_mut().filter(is_part) {
        part.subset_of = Some(id.clone());
    }
    false
}

/// Those in hospital are the hurt where the report tells of hurt and gives no number.
fn taken_for(
    setting: &Setting<'_>,
    measure: &Measure,
    meant: &str,
    figures: &[Figure],
) -> Option<Figure> {
    let (all, figure) = most(figures, &measure.name)?;
    if all == Decimal::ONE && dies_behind(setting, measure, figure) {
        return None;
    }
    let gone: Decimal = figures
        .iter()
        .filter(|f| f.subset_of.as_ref() == Some(&figure.id))
        .filter(|f| measure.unless.as_ref() == Some(&f.measure))
        .filter_map(|f| f.value)
        .sum();
    let range = range_of(setting.words.doc, &figure.words);
    (all > gone).then(|| derived(setting, meant, range, all - gone, "remainder"))
}

/// "One was taken to hospital, where she died", "One was taken to hospital. He later died": does the one told here die?
fn dies_behind(setting: &Setting<'_>, measure: &Measure, figure: &Figure) -> bool {
    let (words, rules) = (setting.words, &setting.rules.figures);
    let last = measure.unless.as_ref().and_then(|name| rules.number_of(name));
    let from = range_of(words.doc, &figure.words).end as usize;
    let here = words.sentence(from.saturating_sub(1));
    let next = words.sentence(here.end as usize);
    let pronoun = |at: usize| rules.single.contains(words.word(at));
    let dies = |at: usize| {
        let tells = |s: &Sense| s.role == FigureRole::Doing && Some(s.measure) == last;
        rules.senses(words.word(at)).iter().any(tells)
            && (at.saturating_sub(3)..at).any(|i| pronoun(i) || words.is(i, &["later"]))
    };
    let goes_on = next.start == here.end && pronoun(next.start as usize);
    (from..here.end as usize).any(dies) || goes_on && next.range().any(dies)
}

/// Does any word of the document tell of the measure, or of one that leaves it over?
fn tells_of(setting: &Setting<'_>, measures: &Measures<'_>, measure: &str) -> bool {
    let known = |number: usize| {
        measures
            .rules
            .measure(number)
            .is_some_and(|m| m.name == measure || m.rest.as_deref() == Some(measure))
    };
    (0..setting.words.doc.tokens.len()).any(|at| {
        let senses = measures.rules.senses(setting.words.word(at));
        senses.iter().any(|sense| known(sense.measure) && sense.with.is_empty())
    })
}

pub(super) fn range_of(doc: &Document, words: &onrecord_model::Words) -> TokenRange {
    let at = |offset: u32| {
        doc.tokens.partition_point(|token| {
            doc.chars.chars_before(&doc.report.text, token.span.start()) < offset
        })
    };
    TokenRange::new(at(words.start), at(words.end))
}

/// A figure that no number of the report gives; `how` says what it was derived from.
pub(super) fn derived(
    setting: &Setting<'_>,
    measure: &str,
    range: TokenRange,
    count: Decimal,
    how: &str,
) -> Figure {
    let doc = setting.words.doc;
    let words = doc.words_of(range);
    let start = words.start.to_string();
    let id = Id::of("fi", [doc.report.version.as_str(), &start, measure, how]);
    let count = Some(count);
    Figure {
        id,
        voice: setting.voice(&words),
        words,
        low: count,
        high: count,
        value: count,
        comparator: Comparator::Equal,
        measure: measure.to_owned(),
        unit: Some("person".into()),
        kind: FigureKind::Stock,
        confidence: 0.5,
        made_by: format!("figures#{how}"),
        ..Figure::default()
    }
}
