//! What a person decided about the record: who, when, about what. A review changes no finding; it says how it is to be shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::statement::wire_enum;
use crate::{AccessState, Act, Comparator, Decimal, FigureKind, Id, SourceKind, Standing};

/// One decision of one person. Reviews are only ever added; what was decided wrongly is undone by another review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// From everything below: `rv_` and sixteen digits.
    pub id: Id,
    /// Who decided, by the name given.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What was decided.
    #[serde(flatten)]
    pub decision: Decision,
    /// Why, in the reviewer's words.
    #[serde(default)]
    pub note: Option<String>,
}

impl Review {
    /// A review with the id that its content gives it.
    pub fn new(by: &str, at: &str, decision: Decision, note: Option<String>) -> Review {
        let content = serde_json::to_string(&decision).unwrap_or_default();
        let id = Id::of("rv", [by, at, &content, note.as_deref().unwrap_or_default()]);
        Review { id, by: by.to_owned(), at: at.to_owned(), decision, note }
    }
}

/// What a review is about: a finding by its id, a report (`report:ID`), or whoever bears a name (`name:Ada Okoro`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// A finding, or a review.
    pub fn finding(id: &Id) -> Subject {
        Subject(id.as_str().to_owned())
    }

    /// A report, in all its versions.
    pub fn report(id: &str) -> Subject {
        Subject(format!("report:{id}"))
    }

    /// Whoever bears this name.
    pub fn name(name: &str) -> Subject {
        Subject(format!("name:{}", name.trim()))
    }

    /// As it was written.
    pub fn given(text: impl Into<String>) -> Subject {
        Subject(text.into())
    }

    /// The text: an id, `report:ID` or `name:NAME`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The report's id, where it is about one.
    pub fn as_report(&self) -> Option<&str> {
        self.0.strip_prefix("report:")
    }

    /// The name, where it is about whoever bears one.
    pub fn as_name(&self) -> Option<&str> {
        self.0.strip_prefix("name:")
    }

    /// The finding's id, where it is about one.
    pub fn as_finding(&self) -> Option<Id> {
        let is_other = self.as_report().is_some() || self.as_name().is_some();
        (!is_other).then(|| Id::given(self.0.clone()))
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Decision {
    /// The finding says what the words say.
    Accept {
        /// The finding.
        subject: Subject,
    },
    /// The finding does not say what the words say: it goes from every view.
    Reject {
        /// The finding.
        subject: Subject,
    },
    /// The words say something else than was read: fields of the finding, by their names on the wire, and what they should be.
    Correct {
        /// The finding.
        subject: Subject,
        /// Field to value.
        set: BTreeMap<String, serde_json::Value>,
    },
    /// These are one: sources under several names, figures of one series, findings of one thing.
    Merge {
        /// Two or more; the first gives the name.
        subjects: Vec<Subject>,
    },
    /// These are not one.
    Split {
        /// Two or more, each apart from all others.
        subjects: Vec<Subject>,
    },
    /// The words are withheld from everyone: of a finding, or a name wherever it stands.
    Redact {
        /// The finding, or the name.
        subject: Subject,
    },
    /// How a source is judged, and what it says: two judgements that never follow from one another.
    Grade {
        /// A finding, or a source by name.
        subject: Subject,
        /// Reliability of the source.
        reliability: Option<Reliability>,
        /// Credibility of the item.
        credibility: Option<Credibility>,
    },
    /// Who may see it.
    Sensitivity {
        /// A report, a finding, or a person by name.
        subject: Subject,
        /// From which level on.
        level: Sensitivity,
    },
    /// A remark: `note` holds it.
    Note {
        /// Anything.
        subject: Subject,
    },
    /// Something that no report says, put on record by hand.
    Add {
        /// What, and what it rests on.
        found: Box<ByHand>,
    },
    /// An earlier review is taken back.
    Undo {
        /// That review.
        review: Id,
    },
}

impl Decision {
    /// The word that stands for it on the wire: `accept`, `reject`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Decision::Accept { .. } => "accept",
            Decision::Reject { .. } => "reject",
            Decision::Correct { .. } => "correct",
            Decision::Merge { .. } => "merge",
            Decision::Split { .. } => "split",
            Decision::Redact { .. } => "redact",
            Decision::Grade { .. } => "grade",
            Decision::Sensitivity { .. } => "sensitivity",
            Decision::Note { .. } => "note",
            Decision::Add { .. } => "add",
            Decision::Undo { .. } => "undo",
        }
    }

    /// What it is about; an undoing is about the review that it undoes, an addition about nothing that was there.
    pub fn subjects(&self) -> Vec<Subject> {
        match self {
            Decision::Accept { subject }
            | Decision::Reject { subject }
            | Decision::Correct { subject, .. }
            | Decision::Redact { subject }
            | Decision::Grade { subject, .. }
            | Decision::Sensitivity { subject, .. }
            | Decision::Note { subject } => vec![subject.clone()],
            Decision::Merge { subjects } | Decision::Split { subjects } => subjects.clone(),
            Decision::Undo { review } => vec![Subject::finding(review)],
            Decision::Add { .. } => Vec::new(),
        }
    }
}

wire_enum! {
    /// Who may see something. Ordered: who may see `restricted` may see `public`.
    Sensitivity {
        /// Everybody.
        #[default] Public = "public",
        /// Those who work on the record.
        Restricted = "restricted",
        /// Only those who need it: somebody may come to harm.
        Confidential = "confidential",
    }
}

wire_enum! {
    /// Reliability of a source on the Admiralty scale (AJP-2.1). Only a person sets it.
    Reliability {
        /// Completely reliable.
        A = "A",
        /// Usually reliable.
        B = "B",
        /// Fairly reliable.
        C = "C",
        /// Not usually reliable.
        D = "D",
        /// Unreliable.
        E = "E",
        /// Cannot be judged.
        #[default] F = "F",
    }
}

wire_enum! {
    /// Credibility of an item on the Admiralty scale (AJP-2.1), judged apart from its source.
    Credibility {
        /// Confirmed by other independent sources.
        One = "1",
        /// Probably true.
        Two = "2",
        /// Possibly true.
        Three = "3",
        /// Doubtful.
        Four = "4",
        /// Improbable.
        Five = "5",
        /// Cannot be judged.
        #[default] Six = "6",
    }
}

/// A source and an item as judged; `F6` until somebody judges.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Grade {
    /// Of the source.
    pub reliability: Reliability,
    /// Of the item.
    pub credibility: Credibility,
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.reliability, self.credibility)
    }
}

/// A finding put on record by hand: what it says, who says it, and what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ByHand {
    /// What it was found in.
    pub medium: Medium,
    /// Where that can be looked up: "notes of the call, page 2".
    pub evidence: String,
    /// The day it is from, `YYYY-MM-DD`.
    pub day: String,
    /// The words it rests on, as written down.
    pub words: String,
    /// Who says so; `None` where the reviewer saw it.
    pub source: Option<HandSource>,
    /// What it says.
    pub finding: HandFinding,
}

wire_enum! {
    /// What a finding by hand was found in.
    Medium {
        /// A conversation.
        Call = "call",
        /// A picture or a film.
        Picture = "picture",
        /// A table, a chart.
        Table = "table",
        /// A paper that is no report.
        Document = "document",
        /// Seen on the spot.
        Visit = "visit",
        /// Anything else.
        #[default] Other = "other",
    }
}

/// Who says what was put on record by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandSource {
    /// Name, or how the source is to be called.
    pub name: String,
    /// What sort of voice.
    pub kind: SourceKind,
    /// How openly it speaks.
    pub standing: Standing,
}

/// What was put on record by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HandFinding {
    /// Somebody said something.
    Statement {
        /// What is done by saying it.
        act: Act,
    },
    /// How many.
    Figure {
        /// What is measured.
        measure: String,
        /// The number.
        #[serde(with = "crate::decimal", default)]
        value: Option<Decimal>,
        /// Least value.
        #[serde(with = "crate::decimal", default)]
        low: Option<Decimal>,
        /// Greatest value.
        #[serde(with = "crate::decimal", default)]
        high: Option<Decimal>,
        /// How the words stand to the number.
        #[serde(default)]
        comparator: Comparator,
        /// Who or what is counted.
        #[serde(default)]
        population: Option<String>,
        /// Where.
        #[serde(default)]
        place: Option<String>,
        /// State, or count over a window.
        #[serde(default)]
        count: FigureKind,
    },
    /// What became of somebody.
    Person {
        /// The name.
        name: Option<String>,
        /// `held`, `released`, `missing`.
        status: String,
    },
    /// Whether one can pass.
    Access {
        /// Where.
        place: String,
        /// Can one?
        state: AccessState,
    },
    /// What happened.
    Event {
        /// Type of the open set in the rules.
        #[serde(rename = "type")]
        event: String,
        /// `happened`, `planned`.
        status: String,
    },
}

impl Default for HandFinding {
    fn default() -> HandFinding {
        HandFinding::Statement { act: Act::Assert }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_reads_back_as_it_was_written() {
        let subject = Subject::given("fi_0123456789abcdef");
        let set = BTreeMap::from([("value".to_owned(), serde_json::json!(12))]);
        let review = Review::new(
            "Ada",
            "2031-03-04T10:00:00.000Z",
            Decision::Correct { subject, set },
            Some("a slip".into()),
        );
        let json = serde_json::to_string(&review).unwrap();
        assert!(json.contains(r#""what":"correct""#), "{json}");
        assert_eq!(serde_json::from_str::<Review>(&json).unwrap(), review);
    }

    #[test]
    fn subjects_tell_what_they_are_about() {
        assert_eq!(Subject::report("a/b:c").as_report(), Some("a/b:c"));
        assert_eq!(Subject::name(" Ada Okoro ").as_name(), Some("Ada Okoro"));
        assert_eq!(Subject::name("Ada").as_finding(), None);
        assert!(Subject::given("st_01").as_finding().is_some());
    }

    #[test]
    fn nobody_is_judged_until_somebody_judges() {
        assert_eq!(Grade::default().to_string(), "F6");
        assert!(Sensitivity::Public < Sensitivity::Confidential);
    }
}
