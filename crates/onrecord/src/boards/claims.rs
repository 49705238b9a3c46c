//! What is claimed across reports, who says so, who denies it, who will not speak of it.

use onrecord_ledger::GroupFilter;
use onrecord_model::Id;
use onrecord_model::across::{Body, Group, Layer, Stand, Teller};
use serde::{Deserialize, Serialize};

use super::lookups::Lookups;
use super::page::{BoardError, Keyed, case_named};
use super::row::{Board, Counters, ReportRef};
use super::seen::seen;
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
    view: &View<'_>,
    selection: &Selection,
    wanted: &ClaimsWanted,
) -> Result<Board<ClaimRow>, BoardError> {
    let filter = GroupFilter {
        state: wanted.state.clone(),
        reports: wanted.reports,
        ..GroupFilter::default()
    };
    board(
        view,
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

/// A page of the groups of a layer that `selection` means, each with its members and counters, as far as they may be seen.
pub(super) fn board<R>(
    view: &View<'_>,
    selection: &Selection,
    filter: GroupFilter,
    row: impl Fn(Group, Vec<Telling>, Counters, String) -> R,
) -> Result<Board<R>, BoardError> {
    let ledger = view.ledger();
    let _held = ledger.hold()?;
    let case = match &selection.case {
        None => None,
        Some(name) => Some(case_named(ledger, name)?.as_str().to_owned()),
    };
    let report = match &selection.report {
        None => None,
        Some(beginning) => Some(view.report_named(beginning)?),
    };
    let filter = GroupFilter {
        about: selection.about.clone(),
        since: selection.since.clone(),
        until: selection.until.clone(),
        case,
        report,
        ..filter
    };
    let mut limit = selection.limit.unwrap_or(usize::MAX);
    let mut told = 0;
    let lookups = Lookups::new(view);
    let mut shown = Vec::new();
    let mut after = selection.cursor.as_deref().map(cursor).transpose()?;
    loop {
        // One more than is wanted tells whether there is a next page.
        let wanted = limit.saturating_sub(shown.len()).saturating_add(1);
        let most = if limit == usize::MAX { 0 } else { u32::try_from(wanted).unwrap_or(u32::MAX) };
        let groups = ledger.groups(&GroupFilter { after, limit: most, ..filter.clone() })?;
        let is_last = most == 0 || groups.len() < most as usize;
        after = groups.last().map(|group| (group.weight, group.id.clone()));
        for group in groups {
            let Some(row) = seen(&lookups, group, selection)? else { continue };
            told += row.1.len();
            shown.push(row);
            if shown.len() > limit {
                break;
            }
            if selection.told.is_some_and(|most| told >= most) {
                limit = shown.len();
            }
        }
        if is_last || shown.len() > limit {
            break;
        }
    }
    let is_more = shown.len() > limit;
    shown.truncate(limit);
    let next = shown.last().filter(|_| is_more).map(|(group, _)| key(group));
    let mut rows = Vec::new();
    for (group, told) in shown {
        let counters = counters(&lookups, &told)?;
        let key = key(&group);
        rows.push(row(group, told, counters, key));
    }
    Ok(Board { rows, total: total(&lookups, selection, &filter)?, next })
}

/// How many groups there are on all pages, without those of which nothing may be seen.
fn total(
    lookups: &Lookups<'_, '_>,
    selection: &Selection,
    filter: &GroupFilter,
) -> Result<usize, BoardError> {
    let view = lookups.view;
    let ledger = view.ledger();
    let (findings, reports) = view.unseen();
    let all = ledger.count_groups(filter)?;
    if findings.is_empty() && reports.is_empty() && !view.withholds() {
        return Ok(all);
    }
    // Only what has a member among those, or what words alone were asked for, can be gone.
    let among = match selection.about {
        Some(_) => filter.clone(),
        None => GroupFilter { members: Some((findings, reports)), ..filter.clone() },
    };
    let mut gone = 0;
    for group in ledger.groups(&among)? {
        gone += usize::from(seen(lookups, group, selection)?.is_none());
    }
    Ok(all.saturating_sub(gone))
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

/// The four counters of a group.
fn counters(lookups: &Lookups<'_, '_>, told: &[Telling]) -> Result<Counters, BoardError> {
    let mut counters = Counters::default();
    for telling in told {
        let report = &telling.report;
        let house = report.outlet.as_ref().unwrap_or(&report.id).to_lowercase();
        let origin = lookups.origin(&report.version)?.unwrap_or_else(|| house.clone());
        let root = match &telling.voice {
            Some(voice) => Some(root(lookups, telling, voice)?),
            None => None,
        };
        for (members, name) in [
            (&mut counters.reports, Some(report.id.clone())),
            (&mut counters.families, Some(house)),
            (&mut counters.origins, Some(origin)),
            (&mut counters.primary_sources, root),
        ] {
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                let name = lookups.view.words(&name);
                members.entry(name).or_default().insert(telling.finding.clone());
            }
        }
    }
    Ok(counters)
}

/// What a primary source is counted by: the entity across reports, where it is named; an unnamed one counts for its report alone,
/// since nobody knows that two reports mean one official.
fn root(
    lookups: &Lookups<'_, '_>,
    telling: &Telling,
    voice: &Teller,
) -> Result<String, BoardError> {
    if voice.standing.is_unnamed() {
        return Ok(format!("{} ({})", voice.name.to_lowercase(), telling.report.id));
    }
    let named = match &telling.entity {
        Some(entity) => lookups.title(entity)?,
        None => None,
    };
    Ok(named.unwrap_or_else(|| voice.name.clone()).to_lowercase())
}
