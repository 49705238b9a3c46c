//! Reviews: from what a form or a program sends to a decision on record, with a name and a time.

use std::collections::BTreeMap;

use onrecord::ledger::{Ledger, LedgerErrorKind, StoredBody, StoredFinding};
use onrecord::model::{Credibility, Decision, Id, Reliability, Review, Sensitivity, Subject};
use onrecord::view::View;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api;
use super::problem::Problem;

/// What a reviewer sends. Which fields count depends on `what`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sent {
    /// Who decides.
    pub(crate) by: String,
    /// `accept`, `reject`, `correct`, `merge`, `split`, `redact`, `grade`, `sensitivity`, `note`, `undo`.
    pub(crate) what: String,
    /// A finding's id, `report:ID`, `name:NAME`; for `undo`, the review.
    pub(crate) subject: String,
    /// For `merge` and `split`: the other.
    pub(crate) with: String,
    /// For `correct`: the field, by its name on the wire.
    pub(crate) field: String,
    /// For `correct`: what it should be; for a field of words, the words as they stand in the report.
    pub(crate) value: String,
    /// For `grade`.
    pub(crate) reliability: String,
    /// For `grade`.
    pub(crate) credibility: String,
    /// For `sensitivity`.
    pub(crate) level: String,
    /// Why.
    pub(crate) note: String,
    /// The page to go back to; a program leaves it out.
    pub(crate) back: String,
}

/// Fields that hold stretches of the report, by their names on the wire.
const SPANS: [&str; 3] = ["content", "cue", "carries_on"];

impl Sent {
    /// Puts the decision on record.
    pub(crate) fn decide(
        &self,
        ledger: &mut Ledger,
        ceiling: Sensitivity,
    ) -> Result<Review, Problem> {
        if self.by.trim().is_empty() {
            return Err(Problem::asked_wrongly("give your name, so that others know who decided"));
        }
        let decision = self.decision(&View::of(ledger, ceiling)?)?;
        ledger.review(&self.by, decision, Some(&self.note)).map_err(|error| match &error.kind {
            LedgerErrorKind::NoReviewer | LedgerErrorKind::NoSubject { .. } => {
                Problem::asked_wrongly(error.kind.to_string())
            }
            _ => Problem::of_ours(&error),
        })
    }

    fn decision(&self, view: &View<'_>) -> Result<Decision, Problem> {
        let subject = || self.one(view, &self.subject);
        let both =
            || Ok::<_, Problem>(vec![self.one(view, &self.subject)?, self.one(view, &self.with)?]);
        Ok(match self.what.as_str() {
            "accept" => Decision::Accept { subject: subject()? },
            "reject" => Decision::Reject { subject: subject()? },
            "correct" => Decision::Correct { subject: subject()?, set: self.correction(view)? },
            "redact" => Decision::Redact { subject: subject()? },
            "merge" => Decision::Merge { subjects: both()? },
            "split" => Decision::Split { subjects: both()? },
            "grade" => {
                let reliability = chosen("reliability", &self.reliability, Reliability::from_word)?;
                let credibility = chosen("credibility", &self.credibility, Credibility::from_word)?;
                if reliability.is_none() && credibility.is_none() {
                    return Err(Problem::asked_wrongly("choose a grade"));
                }
                Decision::Grade { subject: subject()?, reliability, credibility }
            }
            "sensitivity" => {
                let level = chosen("level", &self.level, Sensitivity::from_word)?;
                let level = level.ok_or_else(|| Problem::asked_wrongly("choose a level"))?;
                Decision::Sensitivity { subject: subject()?, level }
            }
            "note" if self.note.trim().is_empty() => {
                return Err(Problem::asked_wrongly("the note is empty"));
            }
            "note" => Decision::Note { subject: subject()? },
            "undo" => Decision::Undo { review: Id::given(self.subject.trim()) },
            other => return Err(Problem::asked_wrongly(format!("`{other}` cannot be decided"))),
        })
    }

    /// What is decided about: whoever may not see it decides nothing about it, and is not told that it is there.
    fn one(&self, view: &View<'_>, given: &str) -> Result<Subject, Problem> {
        if given.trim().is_empty() {
            return Err(Problem::asked_wrongly("it is not said what this is about"));
        }
        let subject = Subject::given(given.trim());
        let is_seen = match (subject.as_report(), subject.as_finding()) {
            (Some(report), _) => !view.versions_of(report)?.is_empty(),
            (None, Some(id)) => view.find(id.as_str())?.iter().any(|found| found.id == id),
            _ => true,
        };
        match is_seen {
            true => Ok(subject),
            false => Err(Problem::asked_wrongly(format!("`{subject}` is not on record"))),
        }
    }

    /// The field and its value, where the finding can have it so.
    fn correction(&self, view: &View<'_>) -> Result<BTreeMap<String, Value>, Problem> {
        let found = api::find(view, self.subject.trim())?;
        let field = self.field.trim();
        let value = self.value.trim();
        let mut set = BTreeMap::new();
        if SPANS.contains(&field) {
            set.insert(field.to_owned(), json!([self.words(view, &found)?]));
        } else if field == "words" {
            let Value::Object(words) = self.words(view, &found)? else { return Ok(set) };
            set.extend(words);
        } else {
            let is_text = || Value::String(value.to_owned());
            let given =
                if value.is_empty() { Value::Null } else { number(value).unwrap_or_else(is_text) };
            set.insert(field.to_owned(), given);
        }
        match fits(&found, &set) {
            true => Ok(set),
            false => Err(Problem::asked_wrongly(format!(
                "`{field}` of a {} cannot be `{value}`",
                found.kind()
            ))),
        }
    }

    /// Where the words given stand in the report, nearest to where the finding stood.
    fn words(&self, view: &View<'_>, found: &StoredFinding) -> Result<Value, Problem> {
        let words = self.value.trim();
        let report = view.report(&found.version)?.unwrap_or_default();
        let near = found.start.unwrap_or_default();
        let places = report.text.match_indices(words).filter(|_| !words.is_empty());
        let starts =
            places.map(|(byte, _)| report.text.get(..byte).unwrap_or_default().chars().count());
        let start = starts
            .filter_map(|start| u32::try_from(start).ok())
            .min_by_key(|start| start.abs_diff(near))
            .ok_or_else(|| Problem::asked_wrongly("these words do not stand so in the report"))?;
        let length = u32::try_from(words.chars().count()).unwrap_or_default();
        Ok(json!({"start": start, "end": start + length, "text": words}))
    }
}

/// Is the value a number? Decimals and counts are numbers on the wire.
fn number(value: &str) -> Option<Value> {
    serde_json::from_str(value).ok().filter(Value::is_number)
}

/// A word of a list; nothing where none was chosen.
fn chosen<T>(name: &str, given: &str, read: fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if given.trim().is_empty() {
        return Ok(None);
    }
    let known = read(given.trim());
    known.map(Some).ok_or_else(|| Problem::asked_wrongly(format!("`{given}` is no {name}")))
}

/// Does the finding still make sense with these fields?
fn fits(found: &StoredFinding, set: &BTreeMap<String, Value>) -> bool {
    fn with<T: Serialize + for<'a> Deserialize<'a>>(it: &T, set: &BTreeMap<String, Value>) -> bool {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(it) else { return false };
        let are_known = set.keys().all(|name| fields.contains_key(name) && name != "id");
        fields.extend(set.clone());
        are_known && serde_json::from_value::<T>(Value::Object(fields)).is_ok()
    }
    match &found.finding {
        StoredBody::Statement(it) => with(it, set),
        StoredBody::Figure(it) => with(it, set),
        StoredBody::Event(it) => with(it, set),
        StoredBody::Person(it) => with(it, set),
        StoredBody::Talks(it) => with(it, set),
        StoredBody::Access(it) => with(it, set),
        StoredBody::NotSaid(it) => with(it, set),
        _ => false,
    }
}
