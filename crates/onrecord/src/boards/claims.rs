//! What is claimed across reports, who says so, who denies it, who will not speak of it.

use std::collections::BTreeMap;

use onrecord_ledger::{Filter, GroupFilter, Ledger, Origin, Versions};
use onrecord_model::across::{Body, Draft, Group, Layer, More, Stand, Teller};
use onrecord_model::{Id, Sensitivity};
use serde::{Deserialize, Serialize};

use super::page::{BoardError, Keyed};
use super::record::report_ref;
use super::row::{Board, Counters, ReportRef};
use super::selection::Selection;
use crate::view::View;

/// Which claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsWanted {
    /// Only those that stand so: `asserted`, `unverified`, `denied`, `no_comment`, `non_answer`.
    pub state: Option<String>,
    /// Only those told by at least so many reports.
    pub reports: u32,
}

/// A claim with everybody who stands to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimRow {
    /// Its id.
    pub id: Id,
    /// The words of its first telling.
    pub words: String,
    /// How it stands: the strongest of what its members say.
    pub state: String,
    /// First day of publication.
    pub first: Option<String>,
    /// Last day of publication.
    pub last: Option<String>,
    /// Who tells it, and how each stands.
    pub told: Vec<Telling>,
    /// How many stand behind it, counted in four ways.
    pub counters: Counters,
    /// What the row goes by.
    #[serde(skip)]
    pub(super) cursor: String,
}

/// One finding of one report, as a member of something across reports.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Telling {
    /// The finding.
    pub finding: Id,
    /// The report it stands in.
    pub report: ReportRef,
    /// First code point of its words.
    pub start: Option<u32>,
    /// One past the last.
    pub end: Option<u32>,
    /// Its words.
    pub words: String,
    /// The root of its chain; `None` where the report speaks itself or nobody is named.
    pub voice: Option<Teller>,
    /// Who that is across reports.
    pub entity: Option<Id>,
    /// How it stands to the claim.
    pub stand: Option<Stand>,
    /// What it brings.
    #[serde(skip)]
    pub(super) body: Body,
}

impl Keyed for ClaimRow {
    fn key(&self) -> String {
        self.cursor.clone()
    }
}

/// Claims that several statements tell, or that somebody answers; those most told first.
///
/// # Errors
///
/// Where the ledger cannot be read, the cursor is none of this board's, or there is no such case.
pub fn claims(
    ledger: &Ledger,
    selection: &Selection,
    wanted: &ClaimsWanted,
) -> Result<Board<ClaimRow>, BoardError> {
    let filter = GroupFilter {
        state: wanted.state.clone(),
        reports: wanted.reports,
        ..GroupFilter::default()
    };
    board(
        ledger,
        selection,
        GroupFilter { layer: Layer::Claims, ..filter },
        |group, told, counters, cursor| ClaimRow {
            id: group.id,
            words: group.title,
            state: group.state,
            first: group.first,
            last: group.last,
            told,
            counters,
            cursor,
        },
    )
}

/// A page of the groups of a layer that `selection` means, each with its members and counters.
pub(super) fn board<R>(
    ledger: &Ledger,
    selection: &Selection,
    filter: GroupFilter,
    row: impl Fn(Group, Vec<Telling>, Counters, String) -> R,
) -> Result<Board<R>, BoardError> {
    let view = View::of(ledger, selection.ceiling)?;
    let case = match &selection.case {
        None => None,
        Some(name) => {
            let id = ledger.case_named(name)?.ok_or_else(|| BoardError::Case(name.clone()))?;
            Some(id.as_str().to_owned())
        }
    };
    let report = match &selection.report {
        None => None,
        Some(beginning) => Some(view.report_named(beginning)?),
    };
    let limit = selection.limit.unwrap_or(0);
    let more = if limit > 0 { limit + 1 } else { 0 };
    let filter = GroupFilter {
        about: selection.about.clone(),
        since: selection.since.clone(),
        until: selection.until.clone(),
        case,
        report,
        after: selection.cursor.as_deref().map(cursor).transpose()?,
        limit: u32::try_from(more).unwrap_or(u32::MAX),
        ..filter
    };
    let total = ledger.count_groups(&filter)?;
    let mut groups = ledger.groups(&filter)?;
    let is_more = limit > 0 && groups.len() > limit;
    groups.truncate(if limit > 0 { limit } else { usize::MAX });
    let next = groups.last().filter(|_| is_more).map(key);
    let mut rows = Vec::new();
    for mut group in groups {
        let told = tellings(ledger, &view, &group)?;
        group.title = view.words(&group.title);
        match &mut group.more {
            More::Dispute(dispute) => dispute.verdict.why = view.words(&dispute.verdict.why),
            More::Incident(incident) => {
                incident.actors.iter_mut().for_each(|actor| *actor = view.words(actor));
            }
            _ => {}
        }
        // What nobody may see is not told of.
        if told.is_empty() {
            continue;
        }
        let counters = counters(ledger, &view, &told)?;
        let key = key(&group);
        rows.push(row(group, told, counters, key));
    }
    Ok(Board { rows, total, next })
}

fn key(group: &Group) -> String {
    format!("{} {}", group.weight, group.id)
}

fn cursor(text: &str) -> Result<(i64, Id), BoardError> {
    let read = || {
        let (weight, id) = text.split_once(' ')?;
        Some((weight.parse().ok()?, Id::given(id)))
    };
    read().ok_or_else(|| BoardError::Cursor(text.to_owned()))
}

/// The members of a group that may be seen.
pub(super) fn tellings(
    ledger: &Ledger,
    view: &View<'_>,
    group: &Group,
) -> Result<Vec<Telling>, BoardError> {
    let claim = match &group.more {
        More::Dispute(dispute) => ledger.find_groups(dispute.about.as_str())?.into_iter().next(),
        _ => None,
    };
    let stands: &[Stand] = match claim.as_ref().map_or(&group.more, |claim| &claim.more) {
        More::Claim(claim) => &claim.stands,
        _ => &[],
    };
    let mut told = Vec::new();
    for (at, draft) in ledger.members(group.layer, &group.id, 0)?.into_iter().enumerate() {
        let Some(report) = report(view, &draft)?.filter(|_| view.tells(&draft.finding)) else {
            continue;
        };
        let entity = match draft.voice.as_ref().and_then(|voice| voice.entity.as_ref()) {
            Some(entity) => ledger.entity_of(&draft.version, entity)?,
            None => None,
        };
        told.push(Telling {
            finding: draft.finding,
            report,
            start: draft.start,
            end: draft.end,
            words: view.words(&draft.words),
            voice: draft.voice.map(|teller| Teller { name: view.words(&teller.name), ..teller }),
            entity,
            stand: stands.get(at).copied(),
            body: draft.body,
        });
    }
    Ok(told)
}

fn report(view: &View<'_>, draft: &Draft) -> Result<Option<ReportRef>, BoardError> {
    let version = Some(draft.version.clone());
    let filter = Filter { version, versions: Versions::All, ..Filter::default() };
    let rows = view.reports(&filter)?;
    Ok(rows.first().map(|row| report_ref(&row.report, Sensitivity::Public)))
}

/// The four counters of a group.
pub(super) fn counters(
    ledger: &Ledger,
    view: &View<'_>,
    told: &[Telling],
) -> Result<Counters, BoardError> {
    let mut counters = Counters::default();
    let mut origins: BTreeMap<&str, String> = BTreeMap::new();
    for telling in told {
        let report = &telling.report;
        let house = report.outlet.clone().unwrap_or_else(|| report.id.clone()).to_lowercase();
        if !origins.contains_key(report.version.as_str()) {
            let origin = match ledger.origin_of(&report.version)? {
                Some(Origin::Agency(agency)) => agency.to_lowercase(),
                Some(Origin::Report(first)) => {
                    let first = view.report(&first)?.and_then(|report| report.outlet);
                    first.map_or_else(|| house.clone(), |outlet| outlet.to_lowercase())
                }
                None => house.clone(),
            };
            origins.insert(&report.version, origin);
        }
        let origin = origins.get(report.version.as_str()).cloned();
        let root = match &telling.voice {
            Some(voice) => Some(root(ledger, telling, voice)?),
            None => None,
        };
        for (members, name) in [
            (&mut counters.reports, Some(report.id.clone())),
            (&mut counters.families, Some(house)),
            (&mut counters.origins, origin),
            (&mut counters.primary_sources, root),
        ] {
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                members.entry(name).or_default().insert(telling.finding.clone());
            }
        }
    }
    Ok(counters)
}

/// What a primary source is counted by: the entity across reports, where it is named; an unnamed one counts for its report alone,
/// since nobody knows that two reports mean one official.
fn root(ledger: &Ledger, telling: &Telling, voice: &Teller) -> Result<String, BoardError> {
    if voice.standing.is_unnamed() {
        return Ok(format!("{} ({})", voice.name.to_lowercase(), telling.report.id));
    }
    let entity = match &telling.entity {
        Some(entity) => ledger.find_groups(entity.as_str())?.into_iter().next(),
        None => None,
    };
    Ok(entity.map_or_else(|| voice.name.clone(), |entity| entity.title).to_lowercase())
}
