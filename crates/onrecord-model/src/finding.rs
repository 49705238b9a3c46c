//! Everything one version of a report yields.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::statement::wire_enum;
use crate::{
    Access, Event, Figure, Id, Person, Place, Report, Statement, Talks, TimeExpression, Words,
};

/// Everything one version of a report yields, each list in text order. A pure function of report and engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// Who said what.
    pub statements: Vec<Statement>,
    /// How many.
    pub figures: Vec<Figure>,
    /// What happened.
    pub events: Vec<Event>,
    /// When.
    pub times: Vec<TimeExpression>,
    /// Where.
    pub places: Vec<Place>,
    /// Words made from a place's name for its people or things ("Norlandic"): told apart from places, with the place each leads to.
    pub demonyms: Vec<Place>,
    /// Who or what is named.
    pub entities: Vec<Entity>,
    /// Who is held, freed, gone, dead.
    pub persons: Vec<Person>,
    /// Who talks with whom.
    pub talks: Vec<Talks>,
    /// What is open or closed.
    pub access: Vec<Access>,
    /// What the report says was not said.
    pub not_said: Vec<NotSaid>,
    /// What could not be read, and why.
    pub notices: Vec<Notice>,
}

/// One version of a report with everything that was found in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// What it puts on record.
    pub findings: Findings,
}

impl Reading {
    /// The statement that answers for a finding of `voice`; `None` where the report itself does.
    pub fn statement(&self, voice: &Voice) -> Option<&Statement> {
        let id = voice.statement()?;
        self.findings.statements.iter().find(|statement| statement.id == *id)
    }
}

/// Who answers for a finding: the report, or a statement (and so its chain).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// The report in its own voice.
    #[default]
    Report,
    /// A statement.
    Statement(Id),
}

impl Voice {
    /// The statement, where one answers.
    pub fn statement(&self) -> Option<&Id> {
        match self {
            Voice::Report => None,
            Voice::Statement(id) => Some(id),
        }
    }
}

impl Serialize for Voice {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.statement().map_or("report", Id::as_str))
    }
}

impl<'de> Deserialize<'de> for Voice {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Voice, D::Error> {
        let word = String::deserialize(input)?;
        Ok(if word == "report" { Voice::Report } else { Voice::Statement(Id::given(word)) })
    }
}

wire_enum! {
    /// What an entity is.
    EntityKind {
        /// A person.
        Person = "person",
        /// A body.
        Organisation = "organisation",
        /// A people, a party, a side.
        Group = "group",
        /// An office or function.
        Role = "role",
        /// A statement, a law, a report.
        Document = "document",
        /// A publisher.
        Outlet = "outlet",
        /// A place.
        Place = "place",
        /// A building, crossing, camp.
        Facility = "facility",
        /// A named event.
        Event = "event",
        /// Anything else.
        #[default] Other = "other",
    }
}

/// Somebody or something that a report names, with every mention of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// From the report's version and the fullest name.
    pub id: Id,
    /// Fullest name in the report.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Every mention, in text order.
    pub mentions: Vec<Words>,
}

/// What the report says was not said ("did not specify the number").
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NotSaid {
    /// From the report's version and the words.
    pub id: Id,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Who did not say it.
    pub who: Option<String>,
    /// What about.
    pub about: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}

/// Something that could not be read, or was read with a doubt worth telling.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What about it.
    pub what: String,
}
