//! Everything a finding holds, as names and values, for `show`.

use onrecord::boards;
use onrecord::ledger::{StoredBody, StoredFinding};
use onrecord::model::{Figure, Id, Link, SourceKind, Standing, Statement, Voice};

use crate::commands::describe;
use crate::record::Record;

/// Names and values, in the order in which a reader asks; what the report leaves open is left out.
pub(crate) fn of(stored: &StoredFinding, record: &Record) -> Vec<(&'static str, String)> {
    let mut rows = Rows { rows: Vec::new(), stored, record };
    match &stored.finding {
        StoredBody::Statement(it) => rows.statement(it),
        StoredBody::Figure(it) => rows.figure(it),
        StoredBody::Event(it) => {
            rows.add("type", &it.kind);
            rows.add("status", &it.status);
            rows.maybe("PLOVER", &it.plover);
            for participant in &it.participants {
                rows.add("who", &format!("{} ({})", participant.words.text, participant.role));
            }
            rows.add("where", it.place.as_ref().map_or("", |place| &place.name));
            rows.maybe("when", &it.when);
            rows.maybe("since", &it.since);
            rows.maybe("until", &it.until);
            for link in &it.links {
                let tie = format!("{} {} ({})", link.how, link.to.short(), link.words.text);
                rows.add("tied to", &tie);
            }
            let again: Vec<&str> = it.again.iter().map(|words| words.text.as_str()).collect();
            rows.add("told again", &again.join(", "));
            rows.voice(&it.voice);
            rows.made(it.confidence, &it.made_by);
        }
        StoredBody::Person(it) => {
            rows.maybe("name", &it.name);
            rows.add("count", &it.count.map(|count| count.to_string()).unwrap_or_default());
            rows.add("status", &it.status);
            rows.maybe("when", &it.when);
            rows.add("age", &it.age.map(|age| age.to_string()).unwrap_or_default());
            rows.maybe("relation", &it.relation);
            rows.maybe("role", &it.role);
            rows.voice(&it.voice);
            rows.made(it.confidence, &it.made_by);
        }
        StoredBody::Talks(it) => {
            rows.maybe("subject", &it.subject);
            rows.add("parties", &it.parties.join(", "));
            rows.add("mediators", &it.mediators.join(", "));
            for position in &it.positions {
                rows.add(
                    "position",
                    &format!("{} {}: “{}”", position.party, position.act, position.words.text),
                );
            }
            rows.maybe("status", &it.status);
            rows.voice(&it.voice);
            rows.made(it.confidence, &it.made_by);
        }
        StoredBody::Access(it) => {
            rows.add("place", &it.place);
            rows.add("state", it.state.as_str());
            rows.maybe("for", &it.whom);
            rows.maybe("since", &it.since);
            rows.maybe("until", &it.until);
            rows.voice(&it.voice);
            rows.made(it.confidence, &it.made_by);
        }
        StoredBody::NotSaid(it) => {
            rows.maybe("who", &it.who);
            rows.maybe("about", &it.about);
            rows.made(it.confidence, &it.made_by);
        }
        StoredBody::Time(it) => {
            rows.maybe("value", &it.value);
            rows.maybe("anchor", &it.anchor);
            rows.made(it.confidence, &it.made_by);
        }
        StoredBody::Place(it) => {
            rows.add("name", &it.name);
            rows.maybe("country", &it.country);
            rows.made(it.confidence, &it.made_by);
        }
        StoredBody::Entity(it) => {
            rows.add("name", &it.name);
            rows.add("kind", it.kind.as_str());
            rows.add("mentions", &it.mentions.len().to_string());
        }
        StoredBody::Notice(it) => rows.add("what", &it.what),
        _ => {}
    }
    rows.rows
}

struct Rows<'a> {
    rows: Vec<(&'static str, String)>,
    stored: &'a StoredFinding,
    record: &'a Record,
}

impl Rows<'_> {
    fn add(&mut self, name: &'static str, value: &str) {
        if !value.is_empty() {
            self.rows.push((name, value.to_owned()));
        }
    }

    fn maybe(&mut self, name: &'static str, value: &Option<String>) {
        self.add(name, value.as_deref().unwrap_or_default());
    }

    fn made(&mut self, confidence: f32, by: &str) {
        let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
        self.add("confidence", &format!("{confidence:.2}{by}"));
    }

    fn statement(&mut self, it: &Statement) {
        for link in &it.chain {
            self.link(link);
        }
        self.add("act", it.act.as_str());
        self.add("mode", it.mode.map_or("", |mode| mode.as_str()));
        if let Some(id) = &it.answers {
            self.refer("answers", id);
        }
        self.maybe("asked", &it.asked);
        self.maybe("to", &it.to);
        self.maybe("venue", &it.venue);
        self.maybe("said on", &it.said_on);
        self.add("certainty", it.certainty.as_str());
        self.add("polarity", it.polarity.as_str());
        if let Some(found) = &it.verification {
            self.add(
                "verification",
                &format!("{} (by {}): {}", found.status, found.by, found.words.text),
            );
        }
        self.made(it.confidence, &it.made_by);
    }

    fn link(&mut self, link: &Link) {
        let name = if link.name.is_empty() { &link.words.text } else { &link.name };
        let mut value = format!("{name}: {}", standing(link));
        if let Some(count) = link.count {
            value.push_str(&format!("; {count} of them"));
        }
        if let Some(knows) = &link.knows {
            value.push_str(&format!("; knows: “{knows}”"));
        }
        if let Some(reason) = &link.reason {
            value.push_str(&format!("; not named: “{reason}”"));
        }
        self.add("who", &value);
    }

    fn figure(&mut self, it: &Figure) {
        self.add("measure", &it.measure);
        self.add("value", &boards::value(it));
        self.add("of", &describe::counted(it));
        self.add("where", it.place.as_ref().map_or("", |place| &place.name));
        self.maybe("actor", &it.actor);
        self.add("kind", it.kind.as_str());
        self.maybe("as of", &it.as_of);
        self.maybe("since", &it.since);
        if let Some([from, to]) = &it.window {
            self.add("window", &format!("{from} to {to}"));
        }
        if let Some(id) = &it.subset_of {
            self.refer("part of", id);
        }
        if let Some(id) = &it.replaced_by {
            self.refer("replaced by", id);
        }
        self.add("includes", &it.includes.join(", "));
        self.maybe("hedge", &it.hedge);
        self.voice(&it.voice);
        self.made(it.confidence, &it.made_by);
    }

    fn voice(&mut self, voice: &Voice) {
        match voice.statement() {
            None => self.add("voice", describe::REPORT),
            Some(id) => self.refer("voice", id),
        }
    }

    /// Another finding: its id, and who says what there where it is a statement.
    fn refer(&mut self, name: &'static str, id: &Id) {
        let said = self.record.statement(self.stored, id).map(|statement| {
            format!("  {}: {}", describe::who(statement), describe::what(statement))
        });
        self.add(name, &format!("{}{}", id.short(), said.unwrap_or_default()));
    }
}

/// A step of the anonymity ladder in words.
fn standing(link: &Link) -> &'static str {
    match link.standing {
        Standing::NAMED if link.kind == SourceKind::Person => "a named person",
        Standing::NAMED => "named",
        Standing::BODY => "a named body, or its unnamed spokesperson",
        Standing::ROLE => "not named; role and organisation are told",
        Standing::SECTOR => "not named; only a sector or how they know is told",
        Standing::BARE => "not named; nothing else is told",
        _ => "nobody at all",
    }
}
