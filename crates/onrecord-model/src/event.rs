//! What happened, is planned or was called off; who is held or freed; what is open; who talks with whom.

use serde::{Deserialize, Serialize};

use crate::statement::wire_enum;
use crate::{Id, Place, Voice, Words};

/// Something that happened, goes on, is planned, offered, suspended, called off or denied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// From the report's version and the trigger.
    pub id: Id,
    /// The trigger.
    #[serde(flatten)]
    pub words: Words,
    /// Type of the open set in the rules, or `other:WORD`.
    #[serde(rename = "type")]
    pub kind: String,
    /// PLOVER class, mode after a slash (Halterman et al. 2023).
    pub plover: Option<String>,
    /// `happened`, `ongoing`, `planned`, `attempted`, `offered`, `demanded`, `suspended`, `resumed`, `called_off`,
    /// `denied`, `hypothetical`.
    pub status: String,
    /// Who took part, and how.
    pub participants: Vec<Participant>,
    /// Where.
    #[serde(rename = "where")]
    pub place: Option<Place>,
    /// When, ISO 8601.
    pub when: Option<String>,
    /// From when it goes on.
    pub since: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// What it is said to be for, because of, by means of.
    pub links: Vec<EventLink>,
    /// Who answers for it.
    pub voice: Voice,
    /// Later words that tell the same event.
    #[serde(default)]
    pub again: Vec<Words>,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}

/// One participant of an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// `actor`, `recipient`, `target`, `victim`, `party`, `mediator`, `instrument`.
    pub role: String,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Whom they name.
    pub entity: Option<Id>,
}

/// How the report ties one event to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EventLink {
    /// The other event.
    pub to: Id,
    /// `purpose`, `cause`, `condition`, `means`, `response`.
    pub how: String,
    /// The words that say so.
    #[serde(flatten)]
    pub words: Words,
}

/// What became of a person, or of a counted or described group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// From the report's version, the words and the status.
    pub id: Id,
    /// Fullest name in the report.
    pub name: Option<String>,
    /// How many, where counted.
    pub count: Option<u32>,
    /// The entity.
    pub entity: Option<Id>,
    /// `held`, `taken`, `released`, `killed`, `missing` ...
    pub status: String,
    /// When, ISO 8601.
    pub when: Option<String>,
    /// Years.
    pub age: Option<u32>,
    /// "daughter of ..."
    pub relation: Option<String>,
    /// What the person does or is, in the report's words: "a harbour pilot".
    #[serde(default)]
    pub role: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Who answers for it.
    pub voice: Voice,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}

/// Talks as one report tells them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Talks {
    /// From the report's version and the words.
    pub id: Id,
    /// What they are about.
    pub subject: Option<String>,
    /// Who talks.
    pub parties: Vec<String>,
    /// Who stands between them.
    pub mediators: Vec<String>,
    /// What each wants, offers, refuses.
    pub positions: Vec<Position>,
    /// `ongoing`, `stalled`, `broken_off`, `agreed`, `planned`; `None` where the report does not say.
    pub status: Option<String>,
    /// The words that tell of them, each place of the report.
    #[serde(default)]
    pub mentions: Vec<Words>,
    /// Who answers for it.
    pub voice: Voice,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}

/// What one party of talks has put on record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Whose: the fullest name in the report.
    pub party: String,
    /// First code point of the words that name the party there.
    #[serde(default)]
    pub party_start: Option<u32>,
    /// One past the last.
    #[serde(default)]
    pub party_end: Option<u32>,
    /// The entity.
    #[serde(default)]
    pub entity: Option<Id>,
    /// `demand`, `offer`, `refuse`, `condition`, `concede`, `support`.
    pub act: String,
    /// What is wanted, offered, refused, in the report's words.
    #[serde(flatten)]
    pub words: Words,
    /// The statement it rests on.
    pub statement: Option<Id>,
}

wire_enum! {
    /// Can one pass?
    AccessState {
        /// Open.
        #[default] Open = "open",
        /// Closed.
        Closed = "closed",
        /// Partly.
        Limited = "limited",
        /// Stopped for now.
        Suspended = "suspended",
        /// Going on again.
        Resumed = "resumed",
    }
}

/// A crossing, road, port or airport, and whether one can pass.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Access {
    /// From the report's version and the words.
    pub id: Id,
    /// Its name, in the report's words.
    pub place: String,
    /// Can one pass?
    pub state: AccessState,
    /// For whom or what.
    #[serde(rename = "for")]
    pub whom: Option<String>,
    /// From when.
    pub since: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Who answers for it.
    pub voice: Voice,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}
