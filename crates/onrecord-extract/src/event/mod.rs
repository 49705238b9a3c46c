//! Events: what happened, goes on, is planned, asked, offered, halted, called off or denied; who took part, when, where, who says so.
//!
//! Words of the rules' domains are triggers where the words around them fit. The tree says how far each has come and who
//! stands in it how; times, places and statements around it say when, where, and who answers for it. What is told again is
//! one event; words like "to allow" or "in response to" tie one event to another.

mod again;
mod ahead;
mod algebra;
pub(crate) mod arguments;
mod denial;
mod links;
mod moved;
mod occurrence;
pub(crate) mod participants;
mod setting;
mod status;
pub(crate) mod syntax;
mod trigger;

use onrecord_model::{
    Act, Document, Event, EventLink, Id, Layer, Participant, Place, Statement, TimeExpression,
    TokenRange, Voice,
};
use onrecord_rules::{EventPart, Rules};

pub use occurrence::occurrences;

use crate::entity;
use crate::figure::words::LowerWords;
use crate::statement::behind_dateline;
use crate::time::Times;
use participants::{Cast, DraftParticipant};
use setting::{Setting, When};
use status::Statuses;
use syntax::Syntax;
use trigger::Trigger;

/// An event at its tokens, for those who build on it: persons, access, talks.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    /// The words that tell of it.
    pub(crate) trigger: Trigger<'a>,
    /// Type on the wire.
    pub(crate) kind: String,
    /// PLOVER class and mode.
    pub(crate) plover: Option<String>,
    /// Status on the wire.
    pub(crate) status: String,
    /// Who took part.
    pub(crate) participants: Vec<DraftParticipant>,
    /// When, from when, until when.
    pub(crate) when: When,
    /// Where.
    pub(crate) place: Option<Place>,
    /// Who answers for it.
    pub(crate) voice: Voice,
    /// The number of the draft that tells the same event before.
    pub(crate) again: Option<usize>,
}

/// Everything in the document that tells of an event, in text order, told again or not.
pub(crate) fn drafts<'a>(
    syntax: &Syntax<'_>,
    rules: &'a Rules,
    times: &Times<'_>,
    statements: &[Statement],
) -> Vec<Draft<'a>> {
    if !syntax.doc.has(Layer::Syntax) {
        return Vec::new();
    }
    let statuses = Statuses {
        syntax,
        rules: &rules.events.status,
        light: &rules.events.light,
        since: &rules.events.small.since,
    };
    let small = &rules.events.small;
    let records = &rules.figures.records;
    let setting = Setting { syntax, times, statements, small, records };
    let first = syntax.doc.sentences.first().copied().unwrap_or_default();
    let from = behind_dateline(syntax.doc, first).start as usize;
    let cast = Cast { syntax, rules, times, from };
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let triggers = trigger::triggers(syntax, rules);
    for trigger in triggers.iter().cloned() {
        let sense = trigger.found.sense;
        let Some(kind) = rules.events.kind(&sense.kind) else { continue };
        let words = syntax.doc.words_of(trigger.range);
        let statement = setting.voice(&words);
        let told = statuses.of(trigger.head, statement.is_some());
        let mut when = setting.when(trigger.head);
        let announced = || {
            let plan = kind.announced.clone().filter(|_| statuses.is_announced(trigger.head));
            plan.filter(|_| told == "happened")
        };
        let mut status = match &sense.status {
            Some(status) if matches!(told.as_str(), "happened" | "planned") && !when.is_past() => {
                status.clone()
            }
            None if told == "happened" && when.since.is_some() => "ongoing".to_owned(),
            _ => announced().unwrap_or_else(|| said(statement, &told).to_owned()),
        };
        if status == "happened" && is_after(&when, syntax.doc) {
            status = "planned".to_owned();
        }
        if let "called_off" | "planned" | "suspended" = status.as_str()
            && let Some(day) = moved::to_day(syntax, &statuses.rules.ahead, times, trigger.head)
        {
            status = "planned".to_owned();
            when = When { day: Some(day), ..When::default() };
        }
        let mut draft = Draft {
            kind: sense.kind.clone(),
            plover: code(syntax, rules, &trigger, &triggers, &status),
            participants: cast.of(kind, &trigger.arguments, trigger.range),
            when,
            place: setting.place(trigger.head, &trigger.arguments),
            voice: setting.answers_for(&words),
            status,
            trigger,
            again: None,
        };
        draft.again = again::earlier(syntax, small, &drafts, &draft);
        drafts.push(draft);
    }
    drafts
}

/// Is it told for a day on which the report was out already? Whatever its verb says, it had not happened.
fn is_after(when: &When, doc: &Document) -> bool {
    let published = doc.report.published.as_ref().map(|published| published.day());
    let whole = |day: &&String| day.len() == "2031-03-04".len();
    when.day
        .as_ref()
        .filter(whole)
        .is_some_and(|day| published.is_some_and(|out| day.as_str() > out))
}

/// What the act of the statement around makes of a status.
fn said<'a>(statement: Option<&Statement>, status: &'a str) -> &'a str {
    match statement.map(|s| s.act) {
        Some(Act::Hope) if status == "planned" => "hypothetical",
        Some(Act::Offer) if status == "planned" => "offered",
        _ => status,
    }
}

/// PLOVER class and mode; words of the sentence may narrow the mode.
fn code(
    syntax: &Syntax<'_>,
    rules: &Rules,
    trigger: &Trigger<'_>,
    all: &[Trigger<'_>],
    status: &str,
) -> Option<String> {
    let sense = trigger.found.sense;
    let narrowed = || {
        let sentence = syntax.doc.sentence_of(trigger.head);
        let from = all.partition_point(|t| t.range.start < sentence.start);
        let here = all.get(from..).unwrap_or_default().iter();
        // "The attack came a day after a car bomb killed seven": the other's means are its own.
        let told_apart: Vec<TokenRange> = here
            .take_while(|t| t.range.start < sentence.end)
            .filter(|t| t.head != trigger.head && t.found.sense.kind == sense.kind)
            .map(|t| t.range)
            .collect();
        let modes = rules.events.modes.iter().filter(|mode| mode.of == sense.kind);
        modes.into_iter().find(|mode| {
            sentence.range().any(|at| {
                mode.words.contains(&syntax.lemma(at).to_lowercase())
                    && !told_apart.iter().any(|range| range.contains(at))
            })
        })
    };
    let own = sense.plover.as_deref().or_else(|| narrowed().map(|mode| mode.plover.as_str()));
    rules.events.code(own, &sense.kind, status)
}

/// Every event of a document, in text order.
pub fn events(
    doc: &Document,
    rules: &Rules,
    times: &[TimeExpression],
    statements: &[Statement],
) -> Vec<Event> {
    let words = LowerWords::new(doc);
    let syntax = Syntax::new(&words);
    let times = Times::new(doc, times);
    let drafts = drafts(&syntax, rules, &times, statements);
    written(&syntax, rules, &drafts)
}

/// Drafts as findings, told again and tied.
pub(crate) fn written(syntax: &Syntax<'_>, rules: &Rules, drafts: &[Draft<'_>]) -> Vec<Event> {
    let doc = syntax.doc;
    let ids: Vec<Id> = drafts.iter().map(|draft| id(doc, draft)).collect();
    let first = |number: usize| drafts.get(number).and_then(|d| d.again).unwrap_or(number);
    let mut events: Vec<(usize, Event)> = Vec::with_capacity(drafts.len());
    for (number, draft) in drafts.iter().enumerate() {
        let event = finding(doc, draft, ids.get(number).cloned().unwrap_or_default());
        match draft.again.and_then(|n| events.binary_search_by_key(&n, |(n, _)| *n).ok()) {
            Some(place) => {
                if let Some((_, earlier)) = events.get_mut(place) {
                    // What a noun only names ("talks") may be told to go on later.
                    let named = draft.again.and_then(|n| drafts.get(n)).is_some_and(is_noun);
                    if named && earlier.status == "happened" && event.status == "ongoing" {
                        earlier.status.clone_from(&event.status);
                    }
                    // "had planned to visit, but called off the trip"
                    if earlier.status == "planned" && event.status == "called_off" {
                        earlier.status.clone_from(&event.status);
                        earlier.plover.clone_from(&event.plover);
                    }
                    retell(earlier, event);
                }
            }
            None => events.push((number, event)),
        }
    }
    let heads: Vec<usize> = drafts.iter().map(|draft| draft.trigger.head).collect();
    for tie in links::ties(syntax, rules, &heads) {
        let (from, to) = (first(tie.from), first(tie.to));
        let Some(id) = ids.get(to).filter(|_| from != to) else { continue };
        let place = events.binary_search_by_key(&from, |(n, _)| *n).ok();
        if let Some((_, event)) = place.and_then(|place| events.get_mut(place)) {
            let words = doc.words_of(tie.words);
            event.links.push(EventLink { to: id.clone(), how: tie.how, words });
        }
    }
    events.into_iter().map(|(_, event)| event).collect()
}

fn is_noun(draft: &Draft<'_>) -> bool {
    draft.trigger.found.part == EventPart::Noun
}

/// Takes up what a later telling of the same event adds.
fn retell(event: &mut Event, later: Event) {
    // "The strike on a market killed nine people": whom it killed stand beside what it struck; the strike is no part of itself.
    let does = later.participants.iter().any(|p| p.words.touches(&event.words));
    for participant in later.participants {
        let itself = participant.words.touches(&event.words);
        let known = event.participants.iter().any(|p| p.role == participant.role);
        if !itself && (does || !known) {
            event.participants.push(participant);
        }
    }
    event.place = event.place.take().or(later.place);
    event.when = event.when.take().or(later.when);
    event.since = event.since.take().or(later.since);
    event.until = event.until.take().or(later.until);
    event.again.push(later.words);
}

fn id(doc: &Document, draft: &Draft<'_>) -> Id {
    let start = doc.words_of(draft.trigger.range).start.to_string();
    Id::of("ev", [doc.report.version.as_str(), &start, &draft.kind])
}

fn finding(doc: &Document, draft: &Draft<'_>, id: Id) -> Event {
    let sense = draft.trigger.found.sense;
    let participants = draft.participants.iter().map(|p| Participant {
        role: p.role.clone(),
        words: doc.words_of(p.range),
        entity: p.entity.map(|e| entity::id(doc, e)),
    });
    let When { day, since, until } = draft.when.clone();
    Event {
        id,
        words: doc.words_of(draft.trigger.range),
        kind: draft.kind.clone(),
        plover: draft.plover.clone(),
        status: draft.status.clone(),
        participants: participants.collect(),
        place: draft.place.clone(),
        when: day,
        since,
        until,
        voice: draft.voice.clone(),
        confidence: if sense.demands() > 0 { 0.8 } else { 0.7 },
        made_by: format!("{}#{}", sense.file.trim_end_matches(".toml"), sense.id),
        ..Event::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bare::document;

    fn read(doc: &Document) -> Vec<Event> {
        events(doc, Rules::embedded().unwrap(), &[], &[])
    }

    #[test]
    fn a_document_without_syntax_gives_no_events() {
        assert!(read(&document("Rebels released two engineers on Tuesday.")).is_empty());
    }

    #[test]
    fn any_text_is_read_and_every_event_has_an_id_and_words_of_its_own() {
        let long = "The siege the talks a raid ".repeat(2000);
        for text in ["", "🙂", "Talks.", "م talks م", "The talks. The talks!", long.as_str()] {
            let mut doc = document(text);
            doc.layers.push(Layer::Syntax);
            let found = read(&doc);
            let ids: BTreeSet<&Id> = found.iter().map(|event| &event.id).collect();
            assert_eq!(ids.len(), found.len(), "{}", text.len());
            let places = |e: &Event| {
                e.words.text == doc.report.text[e.words.start as usize..e.words.end as usize]
            };
            assert!(!text.is_ascii() || found.iter().all(places), "{}", text.len());
        }
    }

    #[test]
    fn the_talks_told_twice_are_one() {
        let mut doc = document("The talks began. The talks ended.");
        doc.layers.push(Layer::Syntax);
        let found = read(&doc);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].kind, "talks");
    }
}
