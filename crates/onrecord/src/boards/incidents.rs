//! The recorder's unit: events of several reports that are one, with date, place, actors, victims, sources, status.

use onrecord_ledger::GroupFilter;
use onrecord_model::Id;
use onrecord_model::across::{Body, Incident, Layer, More, Range, Victims};
use serde::{Deserialize, Serialize};

use super::claims::{Telling, board};
use super::page::{BoardError, Keyed};
use super::row::{Board, Counters};
use super::selection::Selection;
use crate::view::View;

/// Which incidents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IncidentsWanted {
    /// Only of this class: `violence`, `disaster`, `abduction`.
    pub class: Option<String>,
    /// Only those told by at least so many reports.
    pub reports: u32,
}

/// An incident, with every report's telling of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IncidentRow {
    /// Its id.
    pub id: Id,
    /// Class.
    pub class: String,
    /// The words of its first telling.
    pub words: String,
    /// Where.
    pub place: Option<String>,
    /// The day, the first where reports differ.
    pub day: Option<String>,
    /// The last day.
    pub until: Option<String>,
    /// `happened`, `ongoing`.
    pub status: String,
    /// Who is said to have done it; several where reports differ.
    pub actors: Vec<String>,
    /// Persons named.
    pub persons: Vec<String>,
    /// The policy by which the ranges were made: always `range`, the least and the most that any report gives.
    pub policy: &'static str,
    /// Victims, measure by measure. Each report's own figures stand with its telling.
    pub victims: Vec<Range>,
    /// Who tells it.
    pub told: Vec<IncidentTelling>,
    /// How many stand behind it, counted in four ways.
    pub counters: Counters,
    #[serde(skip)]
    cursor: String,
}

/// An incident as one report tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IncidentTelling {
    /// The report, its words, who says so.
    #[serde(flatten)]
    pub telling: Telling,
    /// The day it gives; its own where `dated` is false.
    pub on: Option<String>,
    /// Does it tell the day?
    pub dated: bool,
    /// Its events.
    pub events: Vec<Id>,
    /// Victims as it counts them.
    pub victims: Vec<Victims>,
}

impl Keyed for IncidentRow {
    fn key(&self) -> String {
        self.cursor.clone()
    }
}

/// Incidents, those that most reports tell first.
///
/// # Errors
///
/// Where the ledger cannot be read, the cursor is none of this board's, or there is no such case.
pub fn incidents(
    view: &View<'_>,
    selection: &Selection,
    wanted: &IncidentsWanted,
) -> Result<Board<IncidentRow>, BoardError> {
    let filter = GroupFilter {
        layer: Layer::Incidents,
        kind: wanted.class.clone(),
        reports: wanted.reports,
        ..GroupFilter::default()
    };
    board(view, selection, filter, |group, told, counters, cursor| {
        let more = match group.more {
            More::Incident(incident) => incident,
            _ => Incident::default(),
        };
        IncidentRow {
            id: group.id,
            class: group.kind,
            words: group.title,
            place: group.place,
            day: group.first,
            until: group.last,
            status: group.state,
            actors: more.actors,
            persons: more.persons,
            policy: "range",
            victims: more.victims,
            told: told.into_iter().map(own).collect(),
            counters,
            cursor,
        }
    })
}

fn own(telling: Telling) -> IncidentTelling {
    let (on, dated, events, victims) = match &telling.body {
        Body::Happening(it) => (it.on.clone(), it.dated, it.events.clone(), it.victims.clone()),
        _ => Default::default(),
    };
    IncidentTelling { telling, on, dated, events, victims }
}
