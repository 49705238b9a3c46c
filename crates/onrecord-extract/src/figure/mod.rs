//! Figures: how many, of whom, as of when, who says so.
//!
//! A number with the words that bound it and the noun it counts is a quantity; its unit, the words beside it and what
//! governs it say what it measures; statements, times and places around it say who answers for it, when and where.

mod add_up;
mod age;
mod beside;
mod bounds;
mod denied;
mod earlier;
mod elsewhere;
mod further;
mod gone;
mod governing;
mod headline;
mod implied;
mod inherit;
mod joint;
mod measure;
mod multiple;
mod narrowed;
mod noun;
pub(crate) mod number;
mod parts;
mod period;
mod quantity;
mod ranked;
mod setting;
mod single;
mod sum;
mod toll;
mod total;
mod unit;
mod window;
pub(crate) mod words;

use onrecord_model::{
    Comparator, Document, Figure, FigureKind, Id, Statement, TimeExpression, Upos, Voice, Words,
};
use onrecord_rules::Rules;
use rust_decimal::Decimal;

use crate::time::Times;
use joint::JOINT;
use measure::{Measured, Measures};
use quantity::{Finder, Quantity};
use setting::Setting;
use words::LowerWords;

/// A quantity with what it measures.
#[derive(Clone, Debug)]
struct Draft {
    quantity: Quantity,
    measured: Measured,
    /// Number of the draft it is a part of.
    whole: Option<usize>,
    /// Number of the draft that gave the same amount before ("the 36 people").
    again: Option<usize>,
}

/// Every figure of a document, in text order. A figure inside a statement's words is that statement's, the innermost one's.
pub fn figures(
    doc: &Document,
    rules: &Rules,
    times: &[TimeExpression],
    statements: &[Statement],
) -> Vec<Figure> {
    let words = LowerWords::new(doc);
    let times = Times::new(doc, times);
    let setting = Setting { words: &words, rules, times: &times, statements };
    let measures = Measures::new(&words, rules, &times);
    let mut figures = stated(&setting, &measures);
    let mut headline = Vec::new();
    if let Some(title) = &doc.headline {
        let words = LowerWords::new(title);
        let times = Times::new(title, &[]);
        let setting = Setting { words: &words, rules, times: &times, statements: &[] };
        headline = stated(&setting, &Measures::new(&words, rules, &times));
        headline::lend(&rules.figures, &headline, &mut figures);
    }
    implied::add(&setting, &measures, &headline, &mut figures);
    open_vague(&mut figures);
    figures
}

/// The figures that a document gives by number, and the sums of its rows.
fn stated(setting: &Setting<'_>, measures: &Measures<'_>) -> Vec<Figure> {
    let (words, rules, times, doc) =
        (setting.words, setting.rules, setting.times, setting.words.doc);
    let quantities = Finder { words, rules, times }.all();
    let drafts = drafts(words, rules, times, quantities);
    let found: Vec<Figure> = drafts.iter().map(|draft| figure(setting, draft)).collect();
    let ids: Vec<Id> = found.iter().map(|figure| figure.id.clone()).collect();
    let mut figures: Vec<Figure> = found;
    for (at, (figure, draft)) in figures.iter_mut().zip(&drafts).enumerate() {
        // What is told twice is on record by its first telling.
        let on_record = |number: usize| {
            ids.get(drafts.get(number).and_then(|d| d.again).unwrap_or(number)).cloned()
        };
        figure.subset_of = draft.whole.and_then(on_record);
        figure.replaced_by = earlier::taken_by(words, &drafts, at).and_then(on_record);
        // What stood before is no part of what took its place.
        figure.subset_of.take_if(|_| figure.replaced_by.is_some());
        if figure.replaced_by.is_none() && figure.subset_of.is_none() {
            // Whoever was counted first is among those counted later.
            let timed = figure.voice != Voice::Report && earlier::is_of_hour(setting, draft);
            let grown = earlier::grown_to(words, &rules.figures, &drafts, at, timed);
            figure.subset_of = grown.and_then(on_record).filter(|id| *id != figure.id);
            figure.replaced_by.clone_from(&figure.subset_of);
        }
    }
    inherit::from_newer(&mut figures, &drafts);
    let sums = sum::add(setting, measures, &drafts, &mut figures);
    inherit::from_whole(&mut figures, &drafts.iter().map(|d| d.whole).collect::<Vec<_>>());
    let mut out = Vec::with_capacity(figures.len());
    let mut places: Vec<Option<usize>> = Vec::with_capacity(figures.len());
    for (figure, draft) in figures.into_iter().zip(&drafts) {
        let earlier = draft.again.and_then(|again| places.get(again).copied().flatten());
        let place = match earlier.and_then(|place| out.get_mut(place)) {
            Some(first) => {
                let first: &mut Figure = first;
                first.again.push(figure.words);
                earlier
            }
            None if setting.is_source(doc, draft) => None,
            None => {
                out.push(figure);
                Some(out.len() - 1)
            }
        };
        places.push(place);
    }
    let mut figures = out;
    figures.extend(sums);
    figures
}

/// "Several", "dozens" say no more than that it was more than one, or than a dozen: where the report gives a number that they
/// allow, they are left open. So are "dozens" of dead and hurt together where the report counts either.
fn open_vague(figures: &mut [Figure]) {
    let told: Vec<(String, Decimal, Comparator)> = figures
        .iter()
        .filter(|f| f.subset_of.is_none())
        .filter_map(|f| {
            let number = f.value.or(f.low).or(f.high)?;
            Some((f.measure.clone(), number, f.comparator))
        })
        .collect();
    for figure in figures.iter_mut().filter(|f| f.comparator == Comparator::Vague) {
        let Some(low) = figure.low else { continue };
        let joint = figure.made_by.ends_with("#joint");
        let says_more = |(measure, number, sign): &(String, Decimal, Comparator)| {
            let exact = joint && *sign == Comparator::Equal;
            let vague = *sign == Comparator::Vague;
            *measure == figure.measure && (*number > low || exact || !vague && *number == low)
        };
        if told.iter().any(says_more) {
            (figure.low, figure.high) = (None, None);
        }
    }
}

/// Measures quantities, first by their own words, then by their neighbours'; drops what carries nothing.
fn drafts(
    words: &LowerWords<'_>,
    rules: &Rules,
    times: &Times<'_>,
    quantities: Vec<Quantity>,
) -> Vec<Draft> {
    let measures = Measures::new(words, rules, times);
    let mut drafts: Vec<Draft> = Vec::with_capacity(quantities.len());
    for mut quantity in quantities {
        let inner = drafts.last().is_some_and(|last: &Draft| {
            last.quantity.holds && last.quantity.of.is_some_and(|of| of.touches(quantity.number))
        });
        let own = if inner { measures.of_whole(&quantity) } else { measures.of(&quantity) };
        let own = own.or_else(|| {
            let total = measures.total(&quantity)?;
            quantity.noun = Some(total.noun);
            Some(total.measured)
        });
        let own = own.filter(|measured| counts(words, rules, &quantity, measured));
        let whole = {
            let name = own.as_ref().map(|measured| measured.name.as_str());
            parts::whole_of(words, &rules.figures, &quantity, name, &drafts)
        };
        let inherited = || {
            let from =
                whole.or_else(|| parts::neighbour(words, &rules.figures, &quantity, &drafts))?;
            let measured = drafts.get(from)?.measured.clone();
            (quantity.unit.is_none() || measured.how == "unit").then_some(measured)
        };
        let weak = own.as_ref().is_none_or(|measured| measured.how == "member");
        let measured = if weak { inherited().or(own) } else { own };
        let amount = !(quantity.one || quantity.faint || quantity.none);
        let sure = |m: &Measured| {
            amount
                || !matches!(m.how, "member" | "unit" | "partitive")
                    && (!(quantity.faint || quantity.none)
                        || matches!(m.how, "behind" | "before" | "counted"))
        };
        let measured = match measured {
            Some(measured) if sure(&measured) => measured,
            _ if !amount => continue,
            _ => match plain(words, rules, &quantity) {
                Some(measured) => measured,
                None => continue,
            },
        };
        if quantity.unit.is_none() && quantity.noun.is_none() && measured.how == "unit" {
            quantity.unit = drafts.last().and_then(|draft: &Draft| draft.quantity.unit.clone());
        }
        let taken = parts::taken_up(words, &rules.figures, &quantity, &measured.name, &drafts);
        let (whole, again) = match taken {
            Some((number, true)) => (None, Some(number)),
            Some((number, false)) => (whole.or(Some(number)), None),
            None => {
                let narrow =
                    || narrowed::narrowed(words, &rules.figures, &quantity, &measured, &drafts);
                (whole.or_else(narrow), None)
            }
        };
        let joint = measures.joint(&quantity, &measured);
        let mut measured = joint.sum.unwrap_or(measured);
        measured.word = joint.last.or(measured.word);
        if !joint.others.is_empty() {
            measured.how = JOINT;
        }
        let others = joint.others.into_iter();
        let other = |measured| Draft { quantity: quantity.clone(), measured, whole, again };
        let others: Vec<Draft> = others.map(other).collect();
        drafts.push(Draft { quantity, measured, whole, again });
        drafts.extend(others);
    }
    parts::settle(words, &rules.figures, &mut drafts);
    drafts
}

/// Can the measure be one of what is counted: no lorry is released, no shot is killed?
fn counts(words: &LowerWords<'_>, rules: &Rules, quantity: &Quantity, measured: &Measured) -> bool {
    let units = &rules.figures.units;
    // "no shot": "no" counts only with a noun.
    if quantity.none
        && quantity.noun.is_none()
        && words.is(quantity.number.end as usize - 1, &["no"])
    {
        return false;
    }
    let told = matches!(measured.how, "counted" | "total");
    let Some(noun) = quantity.noun.filter(|_| measured.person && !told) else {
        return true;
    };
    let word = words.word(noun);
    // "The strike killed three families": so many families are no such number of persons.
    let thing = rules.figures.is_fate(&measured.name) && rules.figures.unions.contains(word)
        || rules.figures.settlements.contains(word)
        || units.things.contains_key(word)
        || units.currencies.contains_key(word)
        || units.items.contains(word);
    let person = units.persons.contains(word) || words.upos(noun) == Upos::Propn;
    !thing && (person || !quantity.none || measured.how == "member")
}

/// A count of something of which nothing more is said.
fn plain(words: &LowerWords<'_>, rules: &Rules, quantity: &Quantity) -> Option<Measured> {
    let Some(noun) = quantity.noun else {
        // A bare number counts something where a word bounds it ("over 1,000").
        let bounded = quantity.range.start < quantity.number.start
            && quantity.interval.comparator != Comparator::Equal;
        return bounded.then(|| Measured {
            name: "count_of_units".to_owned(),
            kind: FigureKind::Static,
            person: false,
            word: None,
            how: "plain",
        });
    };
    let word = words.word(noun);
    // "a 12-member panel" has so many members; nothing is told of them.
    let inside = noun > 0 && words.is(noun - 1, &["-"]) && noun == quantity.number.end as usize + 1;
    let person = rules.figures.units.persons.contains(word) && !inside;
    if word.is_empty()
        || words.upos(noun) == Upos::Propn
            && !person
            && quantity.number.len() == 1
            && !words.is_capital(noun)
    {
        return None;
    }
    // "30 others" are so many persons more.
    let further = rules.figures.further.contains(word);
    let name = plain_name(if further { "person" } else { words.doc.lemma(noun) }, person);
    Some(Measured { name, kind: FigureKind::Static, person, word: None, how: "plain" })
}

/// The measure of a count of which nothing more is known than the noun.
fn plain_name(lemma: &str, person: bool) -> String {
    if person { format!("other:{lemma}") } else { "count_of_units".to_owned() }
}

fn figure(setting: &Setting<'_>, draft: &Draft) -> Figure {
    let doc = setting.words.doc;
    let Draft { quantity, measured, .. } = draft;
    let words: Words = doc.words_of(quantity.range);
    let start = words.start.to_string();
    let id = Id::of("fi", [doc.report.version.as_str(), &start, &measured.name]);
    let interval = quantity.interval;
    let confidence = match measured.how {
        "plain" => 0.6,
        "member" | "neighbour" | "syntax" => 0.75,
        _ => 0.9,
    };
    let mut figure = Figure {
        id,
        words,
        low: interval.low,
        high: interval.high,
        value: interval.value,
        comparator: interval.comparator,
        measure: measured.name.clone(),
        kind: measured.kind,
        confidence,
        made_by: format!("figures#{}", measured.how),
        ..Figure::default()
    };
    setting.fill(draft, &mut figure);
    statistic(setting, draft, &mut figure);
    figure
}

/// "168 homicides this year": crimes of a month or a year.
fn statistic(setting: &Setting<'_>, draft: &Draft, figure: &mut Figure) {
    // "14 homicides last year", "14 homicide victims last year"
    let crimes = matches!(draft.measured.how, "counted" | "member");
    let noun = draft.measured.word.filter(|_| crimes);
    let month_or_year = |day: &String| {
        let month = day.get(4..).is_some_and(|rest| rest.len() == 3 && !rest.starts_with("-W"));
        day.len() == 4 || month
    };
    let Some(noun) = noun.filter(|_| figure.as_of.as_ref().is_some_and(month_or_year)) else {
        return;
    };
    let word = setting.words.word(noun);
    let measures = &setting.rules.figures.measures;
    if let Some(measure) = measures.iter().find(|measure| measure.yearly.contains(word)) {
        let start = figure.words.start.to_string();
        let version = setting.words.doc.report.version.as_str();
        figure.id = Id::of("fi", [version, &start, &measure.name]);
        (figure.measure, figure.kind) = (measure.name.clone(), measure.kind);
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_implied;
#[cfg(test)]
mod tests_wholes;
