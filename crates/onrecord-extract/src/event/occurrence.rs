//! Words that tell of an event of no type in the rules: that something happened, was planned, or did not.

use onrecord_model::{
    Document, Event, EventLink, Findings, Id, Layer, MentionKind, Relation, TokenRange, Upos,
};
use onrecord_rules::{Rules, SmallWords};

use super::links;
use super::setting::Setting;
use super::status::Statuses;
use super::syntax::Syntax;
use crate::figure::words::LowerWords;
use crate::time::Times;

/// Type on the wire of an event that no rule names.
const UNTYPED: &str = "other";

/// Adds to `found` every word in which the reader sees an event, or that names something that happens, and that is no trigger
/// yet, as an event of type `other`:
/// how far it has come, when, and who answers for it, without a cast; and the ties between all events then known. Leaves a
/// document without syntax as it is.
pub fn occurrences(doc: &Document, rules: &Rules, found: &mut Findings) {
    if !doc.has(Layer::Syntax) {
        return;
    }
    let words = LowerWords::new(doc);
    let syntax = Syntax::new(&words);
    let others = untyped(&syntax, rules, found);
    let mut events = std::mem::take(&mut found.events);
    events.extend(others);
    events.sort_by_key(|event| (event.words.start, event.words.end));
    tie(&syntax, rules, &mut events);
    found.events = events;
}

/// The events that no rule names.
fn untyped(syntax: &Syntax<'_>, rules: &Rules, found: &Findings) -> Vec<Event> {
    let doc = syntax.doc;
    let times = Times::new(doc, &found.times);
    let small = &rules.events.small;
    let records = &rules.figures.records;
    let setting = Setting { syntax, times: &times, statements: &found.statements, small, records };
    let statuses = Statuses {
        syntax,
        rules: &rules.events.status,
        light: &rules.events.light,
        since: &small.since,
    };
    let is_new = |at: u32| {
        let words = doc.words_of(token(at));
        !found.events.iter().any(|event| event.words.touches(&words))
    };
    let event = |at: u32, status: &str, confidence: f32, made_by: &str| {
        let words = doc.words_of(token(at));
        let when = setting.when(at as usize);
        let start = words.start.to_string();
        Event {
            id: Id::of("ev", [doc.report.version.as_str(), &start, UNTYPED]),
            kind: UNTYPED.to_owned(),
            status: status.to_owned(),
            when: when.day,
            since: when.since,
            until: when.until,
            voice: setting.answers_for(&words),
            confidence,
            made_by: made_by.to_owned(),
            words,
            ..Event::default()
        }
    };
    let told =
        |at: u32| statuses.of(at as usize, setting.voice(&doc.words_of(token(at))).is_some());
    let seen = doc.events.iter().filter(|seen| is_new(seen.token)).map(|seen| {
        let head = seen.token as usize;
        let own = statuses.is_denied_itself(head);
        let told = told(seen.token);
        let status = weighed(&told, seen.factuality, syntax.is_verb(head), own);
        event(seen.token, status, seen.score, "reader#event")
    });
    let named = happenings(syntax, small).filter(|at| is_new(*at));
    let named = named.map(|at| event(at, &told(at), NAMED, "events/types.toml#happenings"));
    seen.chain(named).collect()
}

/// Nouns that name something that happens, where the reader sees no event in them.
fn happenings<'a>(syntax: &'a Syntax<'_>, small: &'a SmallWords) -> impl Iterator<Item = u32> + 'a {
    let seen = |at: u32| syntax.doc.events.binary_search_by_key(&at, |seen| seen.token).is_ok();
    (0..syntax.doc.tokens.len() as u32).filter(move |&at| {
        let word = at as usize;
        syntax.upos(word) == Upos::Noun
            && syntax.relation(word) != Relation::Compound
            && small.happenings.contains(syntax.lemma(word))
            && syntax.mention(word).is_none_or(|mention| mention.kind == MentionKind::Description)
            && !seen(at)
    })
}

/// How sure it is that a noun names something that happens here.
const NAMED: f32 = 0.6;

/// Adds the ties that the events do not have yet.
fn tie(syntax: &Syntax<'_>, rules: &Rules, events: &mut [Event]) {
    let heads = heads(syntax, events);
    let tokens: Vec<usize> = heads.iter().map(|(head, _)| *head).collect();
    let ties = links::ties(syntax, rules, &tokens);
    // Where every event is known, the same words tie other ends than before.
    let again = |link: &EventLink| {
        ties.iter().any(|tie| syntax.doc.words_of(tie.words).start == link.words.start)
    };
    events.iter_mut().for_each(|event| event.links.retain(|link| !again(link)));
    for tie in ties {
        let number = |n: usize| heads.get(n).map(|(_, number)| *number);
        let to = number(tie.to).and_then(|n| events.get(n)).map(|event| event.id.clone());
        let from = number(tie.from).and_then(|n| events.get_mut(n));
        if let (Some(from), Some(to)) = (from, to)
            && !from.links.iter().any(|link| link.to == to)
        {
            let words = syntax.doc.words_of(tie.words);
            from.links.push(EventLink { to, how: tie.how, words });
        }
    }
}

/// The token that carries each event's words in the tree, with the event's number, in text order.
fn heads(syntax: &Syntax<'_>, events: &[Event]) -> Vec<(usize, usize)> {
    let doc = syntax.doc;
    let mut at = 0;
    let mut found = Vec::with_capacity(events.len());
    for (number, event) in events.iter().enumerate() {
        while at < doc.tokens.len() && doc.words_of(token(at as u32)).end <= event.words.start {
            at += 1;
        }
        let mut end = at + 1;
        while end < doc.tokens.len() && doc.words_of(token(end as u32)).start < event.words.end {
            end += 1;
        }
        let range = at..end.min(doc.tokens.len());
        let verb = range.clone().find(|&i| syntax.is_verb(i));
        let head = verb.or_else(|| range.rev().find(|&i| syntax.is_nominal(i))).unwrap_or(at);
        found.push((head, number));
    }
    found.sort_unstable();
    found
}

/// Factuality of a word from which on a denial or doubt that governs it does not touch it ("rejected the offer").
const REAL: f32 = 2.0;
/// The same of a noun.
const REAL_NOUN: f32 = 1.0;
/// Factuality below which a word that stands plain is not told as a fact.
const UNREAL: f32 = -0.5;

/// The status that the tree gives, held against what the reader makes of the word; what a word of its `own` denies the reader
/// does not know better.
fn weighed(status: &str, factuality: f32, verb: bool, own: bool) -> &str {
    let real = if verb { REAL } else { REAL_NOUN };
    match status {
        "denied" if factuality >= real && !own => "happened",
        "happened" if factuality < UNREAL => "planned",
        _ => status,
    }
}

fn token(at: u32) -> TokenRange {
    TokenRange { start: at, end: at + 1 }
}

#[cfg(test)]
mod tests {
    use onrecord_model::EventMention;

    use super::*;
    use crate::bare::document;

    fn seen(text: &str, word: &str, factuality: f32) -> Vec<Event> {
        let mut doc = document(text);
        doc.layers.push(Layer::Syntax);
        let at = (0..doc.tokens.len()).find(|&i| doc.token_text(i) == word).unwrap();
        doc.events = vec![EventMention { token: at as u32, score: 0.9, factuality }];
        let mut found = Findings::default();
        occurrences(&doc, Rules::embedded().unwrap(), &mut found);
        found.events
    }

    #[test]
    fn a_word_that_the_reader_takes_for_an_event_is_told_as_other() {
        let events = seen("The firm grew by a third.", "grew", 2.9);
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].kind.as_str(), events[0].status.as_str()), ("other", "happened"));
        assert_eq!(events[0].words.text, "grew");
    }

    #[test]
    fn what_is_told_already_is_not_told_again() {
        let mut doc = document("The talks began.");
        doc.layers.push(Layer::Syntax);
        doc.events = vec![EventMention { token: 1, score: 0.9, factuality: 3.0 }];
        let words = doc.words_of(token(1));
        let talks = Event { words, kind: "talks".into(), ..Event::default() };
        let mut found = Findings { events: vec![talks], ..Findings::default() };
        occurrences(&doc, Rules::embedded().unwrap(), &mut found);
        assert_eq!(found.events.len(), 1);
    }

    #[test]
    fn a_document_without_syntax_stays_as_it_is() {
        let mut doc = document("The firm grew.");
        doc.events = vec![EventMention { token: 2, score: 0.9, factuality: 3.0 }];
        let mut found = Findings::default();
        occurrences(&doc, Rules::embedded().unwrap(), &mut found);
        assert!(found.events.is_empty());
    }

    #[test]
    fn the_tree_is_held_against_the_reader() {
        for (told, factuality, verb, status) in [
            ("happened", 2.5, true, "happened"),
            ("happened", -1.5, true, "planned"),
            ("denied", 2.5, true, "happened"),
            ("denied", 1.5, true, "denied"),
            ("denied", 1.5, false, "happened"),
            ("planned", 2.9, true, "planned"),
        ] {
            assert_eq!(weighed(told, factuality, verb, false), status, "{told} {factuality}");
        }
        assert_eq!(weighed("denied", 2.9, true, true), "denied", "has not appeared");
    }
}
