//! What was put on record by hand, made a reading like any other: a report of the reviewer's own note, with one finding.

use onrecord_model::{
    Access, Act, ByHand, Event, Figure, Findings, HandFinding, Id, Link, Person, Place, Published,
    Reading, Report, Review, Statement, Voice, Words,
};

/// What stands where others have an engine, and what made the finding.
pub const BY_HAND: &str = "by hand";

/// The reading that a review adds. Its report goes by the review's id and holds the words written down; its finding goes by
/// the same digits (`rv_01…`, `fi_01…`), so that both can be reviewed in their turn.
pub fn reading(review: &Review, found: &ByHand) -> Reading {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let report = Report {
        id: review.id.as_str().to_owned(),
        title: given(&format!("{}: {}", found.medium, found.evidence)),
        byline: Some(review.by.clone()),
        published: given(&found.day).map(|at| Published { at, inferred: false }),
        text: found.words.clone(),
        ..Report::default()
    }
    .sealed();
    let digits = review.id.as_str().get(3..).unwrap_or_default();
    let findings = findings(found, digits);
    Reading { report, findings }
}

fn findings(found: &ByHand, digits: &str) -> Findings {
    let id = |kind: &str| Id::given(format!("{kind}_{digits}"));
    let words = whole(&found.words);
    let made_by = format!("{BY_HAND}: {}", found.medium);
    let (confidence, act) = match &found.finding {
        HandFinding::Statement { act } => (1.0, Some(*act)),
        _ => (1.0, None),
    };
    let statement = said(found, id("st"), act, &made_by);
    let voice = match &statement {
        Some(statement) => Voice::Statement(statement.id.clone()),
        None => Voice::Report,
    };
    let mut findings =
        Findings { statements: statement.into_iter().collect(), ..Findings::default() };
    match &found.finding {
        HandFinding::Statement { .. } => {}
        HandFinding::Figure { measure, value, low, high, comparator, population, place, count } => {
            findings.figures.push(Figure {
                id: id("fi"),
                words,
                low: low.or(*value).filter(|_| low.is_some() || high.is_none()),
                high: high.or(*value).filter(|_| high.is_some() || low.is_none()),
                value: *value,
                comparator: *comparator,
                measure: measure.clone(),
                population: population.clone(),
                place: place.as_ref().map(|name| place_of(&found.words, name)),
                kind: *count,
                as_of: Some(found.day.clone()).filter(|day| !day.is_empty()),
                voice,
                confidence,
                made_by,
                ..Figure::default()
            });
        }
        HandFinding::Person { name, status } => findings.persons.push(Person {
            id: id("pe"),
            name: name.clone(),
            status: status.clone(),
            words,
            voice,
            confidence,
            made_by,
            ..Person::default()
        }),
        HandFinding::Access { place, state } => findings.access.push(Access {
            id: id("ac"),
            place: place.clone(),
            state: *state,
            words,
            voice,
            confidence,
            made_by,
            ..Access::default()
        }),
        HandFinding::Event { event, status } => findings.events.push(Event {
            id: id("ev"),
            words,
            kind: event.clone(),
            status: status.clone(),
            when: Some(found.day.clone()).filter(|day| !day.is_empty()),
            voice,
            confidence,
            made_by,
            ..Event::default()
        }),
    }
    findings
}

/// The statement that answers for the finding: where a source was given, or where it is the finding.
fn said(found: &ByHand, id: Id, act: Option<Act>, made_by: &str) -> Option<Statement> {
    if found.source.is_none() && act.is_none() {
        return None;
    }
    let link = |source: &onrecord_model::HandSource| Link {
        words: words_of(&found.words, &source.name),
        name: source.name.clone(),
        kind: source.kind,
        standing: source.standing,
        ..Link::default()
    };
    Some(Statement {
        id,
        chain: found.source.iter().map(link).collect(),
        content: vec![whole(&found.words)],
        act: act.unwrap_or_default(),
        confidence: 1.0,
        made_by: made_by.to_owned(),
        ..Statement::default()
    })
}

fn whole(text: &str) -> Words {
    Words { start: 0, end: text.chars().count() as u32, text: text.to_owned() }
}

/// Where `name` stands in the words; nowhere, with no words, where it does not.
fn words_of(text: &str, name: &str) -> Words {
    let byte = text.find(name).filter(|_| !name.is_empty());
    let start = byte.and_then(|byte| text.get(..byte)).map(|before| before.chars().count() as u32);
    start.map_or_else(Words::default, |start| Words {
        start,
        end: start + name.chars().count() as u32,
        text: name.to_owned(),
    })
}

fn place_of(text: &str, name: &str) -> Place {
    Place {
        words: words_of(text, name),
        name: name.to_owned(),
        confidence: 1.0,
        made_by: BY_HAND.to_owned(),
        ..Place::default()
    }
}
