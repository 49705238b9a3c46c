//! What follows across reports, worked out from the latest of them and kept until the record grows.
//!
//! Comparing reports with each other costs more than a page may take, so it is done beside the requests: pages show what
//! was worked out last, and say on what it rests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use onrecord::Reading;
use onrecord::boards::{
    self, BoardError, FiguresWanted, Policy, Record, SourceRow, SourcesWanted, Trajectory,
};
use onrecord::brief::{self, Brief, BriefOptions, PageView};
use onrecord::ledger::{Extent, ReviewsSoFar};
use onrecord::model::Id;
use onrecord::reconcile::{self, CopyText};
use onrecord::rules::Rules;
use onrecord::view::View;
use serde_json::{Value, json};

use super::asked::Asked;
use super::beside::Beside;
use super::map::{Map, World};
use super::news::News;
use super::pages::situation::{Front, front};
use super::problem::Problem;
use super::readers::Readers;
use super::rows::title;

/// Selections that are kept worked out.
const KEPT: usize = 12;
/// What takes less than this is worked out while the reader waits.
const QUICK: Duration = Duration::from_millis(60);
/// The desk spends at most one part in so many of its time on looking across reports; one in fewer where somebody decided something.
const SHARE: u32 = 10;
const SHARE_DECIDED: u32 = 3;

/// Which part of the record is looked at together.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Selection {
    since: Option<String>,
    until: Option<String>,
    about: Option<String>,
    /// How the best of a day's figures is chosen.
    pub(crate) policy: Policy,
}

impl Selection {
    /// What the address asks for.
    pub(crate) fn of(asked: &Asked) -> Selection {
        let given = |name| asked.get(name).map(str::to_owned);
        let policy = asked.get("policy").and_then(Policy::from_word).unwrap_or_default();
        Selection { since: given("since"), until: given("until"), about: given("about"), policy }
    }
}

/// What follows from the reports of a selection.
#[derive(Debug)]
pub(crate) struct Across {
    /// How much was on record.
    pub(crate) extent: Extent,
    /// How many reviews there were.
    reviews: ReviewsSoFar,
    /// Reports that it rests on.
    pub(crate) reports: usize,
    /// Is there more on record that the selection means?
    pub(crate) cut: bool,
    /// What is on record.
    pub(crate) brief: Brief,
    /// The same in words.
    pub(crate) view: PageView,
    /// As far as it stands on the first page.
    pub(crate) front: Vec<Front>,
    /// Figures that measure the same thing, over time.
    pub(crate) trajectories: Vec<Trajectory>,
    /// What a person should look at, what matters most first.
    pub(crate) to_review: Vec<ToReview>,
    /// How many stand behind a finding, by its id.
    counted: boards::Counts,
    /// Whose voices these are.
    pub(crate) sources: Vec<SourceRow>,
    /// Which reports are one text.
    pub(crate) copies: Vec<OneText>,
    /// Places that could be put on a map.
    pub(crate) places: Vec<Spot>,
    /// These on a map, drawn when somebody looks at it first.
    map: OnceLock<Option<Map>>,
    took: Duration,
}

/// A finding that a person should look at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ToReview {
    /// The finding.
    pub(crate) finding: String,
    /// Why.
    pub(crate) why: String,
}

impl ToReview {
    fn of(row: boards::QueueRow) -> ToReview {
        let (reason, why) = (row.queued.as_str(), row.why);
        let why = if why == reason { why } else { format!("{reason}: {why}") };
        ToReview { finding: row.row.entry.id.as_str().to_owned(), why }
    }
}

/// Reports that are one text.
#[derive(Clone, Debug)]
pub(crate) struct OneText {
    /// The share of words that any two that were joined have in common, at the least.
    pub(crate) share: f64,
    /// The reports, oldest first.
    pub(crate) members: Vec<Member>,
}

/// A report among those that are one text.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) version: String,
    pub(crate) outlet: String,
    pub(crate) title: String,
    pub(crate) day: String,
    pub(crate) credit: String,
    /// Is it the one the others repeat, as far as that can be told?
    pub(crate) is_origin: bool,
}

/// A place that reports name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// How often it is named.
    pub(crate) mentions: usize,
    /// The versions that name it, oldest first, each with the first words there: version, start.
    pub(crate) reports: Vec<String>,
}

/// What was worked out for a selection, and as of which entry of the record.
type Kept = BTreeMap<Selection, (u64, Arc<Across>)>;

/// Works out and keeps.
#[derive(Clone, Debug)]
pub(crate) struct Situation {
    readers: Arc<Readers>,
    window: u32,
    kept: Arc<Mutex<Kept>>,
    /// One at a time: looking across reports takes all the time there is.
    turn: Arc<tokio::sync::Mutex<u64>>,
    /// Where looking across reports is done.
    beside: Beside,
    /// How many reviews there are, as far as is known.
    reviews: Arc<Mutex<ReviewsSoFar>>,
    /// Is what follows from the whole worked out again without being asked for?
    is_kept_current: Arc<AtomicBool>,
    /// What is to be worked out when there is time, or was a moment ago.
    awaited: Arc<Mutex<BTreeSet<Selection>>>,
}

impl Situation {
    /// Looks at the latest `window` reports together.
    pub(crate) fn of(readers: Arc<Readers>, window: u32, beside: Beside) -> Situation {
        Situation {
            readers,
            window,
            kept: Arc::default(),
            turn: Arc::new(tokio::sync::Mutex::new(0)),
            beside,
            reviews: Arc::default(),
            is_kept_current: Arc::default(),
            awaited: Arc::default(),
        }
    }

    /// Looks whenever the record has grown whether somebody decided something.
    pub(crate) fn heed_reviews(&self, mut news: News) {
        let situation = self.clone();
        situation.decided(news.reviews());
        tokio::spawn(async move {
            while news.more().await.is_some() {
                situation.decided(news.reviews());
            }
        });
    }

    /// Works the whole out again whenever the record has grown, as far as its share of the time allows.
    pub(crate) fn keep_current(&self, mut news: News) {
        let situation = self.clone();
        situation.is_kept_current.store(true, Ordering::Relaxed);
        tokio::spawn(async move {
            loop {
                let started = Instant::now();
                let (now, reviews) = (news.now(), news.reviews());
                if let Err(problem) = situation.work_out(Selection::default(), now).await {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    let _ = problem;
                }
                let took = started.elapsed();
                tokio::time::sleep(took * SHARE_DECIDED).await;
                if news.more().await.is_none() {
                    return;
                }
                if news.reviews() == reviews {
                    tokio::time::sleep(took * (SHARE - SHARE_DECIDED)).await;
                }
            }
        });
    }

    /// What follows from the reports that `selection` means; as it was last worked out, where working it out takes long.
    pub(crate) async fn across(
        &self,
        selection: Selection,
        now: Extent,
    ) -> Result<Arc<Across>, Problem> {
        if let Some(known) = self.known(&selection) {
            let is_current = known.extent.last_entry == now.last_entry
                && known.reviews.all >= self.reviews().all;
            if is_current {
                return Ok(known);
            }
            if known.took > QUICK || self.turn.try_lock().is_err() {
                let is_kept = self.is_kept_current.load(Ordering::Relaxed);
                if !(is_kept && selection == Selection::default()) {
                    self.later(selection, now);
                }
                return Ok(known);
            }
        }
        self.work_out(selection, now).await
    }

    /// Heeds what was decided. What may show something that is withheld now is forgotten, and whoever asks waits until it is worked out anew;
    /// any other decision is seen when that was done.
    pub(crate) fn decided(&self, reviews: ReviewsSoFar) {
        let mut known = self.reviews.lock().unwrap_or_else(PoisonError::into_inner);
        known.all = known.all.max(reviews.all);
        if known.withholding < reviews.withholding {
            known.withholding = reviews.withholding;
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.retain(|_, (_, across)| across.reviews.withholding >= reviews.withholding);
        }
    }

    /// How many reviews there are, as far as is known.
    pub(crate) fn reviews(&self) -> ReviewsSoFar {
        *self.reviews.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works it out when there is time, unless that is to be done anyway.
    fn later(&self, selection: Selection, now: Extent) {
        let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        if !awaited.insert(selection.clone()) {
            return;
        }
        drop(awaited);
        let situation = self.clone();
        tokio::spawn(async move {
            let started = Instant::now();
            // The next who asks will see what came of it.
            let _ = situation.work_out(selection.clone(), now).await;
            tokio::time::sleep(started.elapsed() * SHARE).await;
            let mut awaited = situation.awaited.lock().unwrap_or_else(PoisonError::into_inner);
            awaited.remove(&selection);
        });
    }

    fn known(&self, selection: &Selection) -> Option<Arc<Across>> {
        let withholding = self.reviews().withholding;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(selection);
        let known = known.filter(|(_, across)| across.reviews.withholding >= withholding);
        known.map(|(_, across)| Arc::clone(across))
    }

    async fn work_out(&self, selection: Selection, now: Extent) -> Result<Arc<Across>, Problem> {
        let mut turn = self.turn.lock().await;
        // Another may have done it while this one waited.
        if let Some(known) = self.known(&selection)
            && known.extent.last_entry >= now.last_entry
            && known.reviews.all >= self.reviews().all
        {
            return Ok(known);
        }
        *turn += 1;
        let (window, wanted) = (self.window, selection.clone());
        let readers = Arc::clone(&self.readers);
        let look = move || readers.now(|view| Across::of(view, &wanted, window));
        let across = self.beside.does(look).await?;
        let across = Arc::new(across);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let others = kept.iter().filter(|(known, _)| **known != Selection::default());
        if kept.len() >= KEPT
            && let Some(oldest) = others.min_by_key(|(_, (turn, _))| *turn)
        {
            let oldest = oldest.0.clone();
            kept.remove(&oldest);
        }
        kept.insert(selection, (*turn, Arc::clone(&across)));
        Ok(across)
    }
}

impl Across {
    fn of(view: &View<'_>, selection: &Selection, window: u32) -> Result<Across, Problem> {
        let started = Instant::now();
        let (extent, reviews) = (view.extent()?, view.reviews_so_far()?);
        let wanted = boards::Selection {
            since: selection.since.clone(),
            until: selection.until.clone(),
            about: selection.about.clone(),
            ceiling: view.ceiling(),
            ..boards::Selection::default()
        };
        let rules = Rules::embedded().map_err(|cause| Problem::of_ours(&cause))?;
        let record = Record::of_latest(view, &wanted, rules, window)?;
        let readings: Vec<Reading> = record.versions().cloned().collect();
        // Days given as a month or a year were settled by the record; what a brief takes are days.
        let options = BriefOptions { about: selection.about.clone(), ..BriefOptions::default() };
        let decided = view.decisions().across();
        let brief = Brief::of(&readings, &options, rules, &decided);
        let page = brief::view(&brief);
        let reports = brief.header.reports;
        let beyond = *selection == Selection { policy: selection.policy, ..Selection::default() }
            && extent.reports > reports as u64;
        let cut = beyond || reports >= window as usize;
        let figures = FiguresWanted { measure: None, policy: selection.policy };
        let trajectories = boards::trajectories(&record, &figures)?.rows;
        let counted = boards::counts(&record, &trajectories);
        let to_review = boards::queue_with(&record, &trajectories)?
            .rows
            .into_iter()
            .map(ToReview::of)
            .collect();
        Ok(Across {
            extent,
            reviews,
            reports,
            cut,
            trajectories,
            to_review,
            sources: boards::sources(&record, &SourcesWanted::default())?.rows,
            counted,
            copies: one_texts(&readings, &brief),
            places: spots(&readings, &brief),
            brief,
            front: front(&page),
            view: page,
            map: OnceLock::new(),
            took: started.elapsed(),
        })
    }
}

impl Across {
    /// How many stand behind a finding: reports, houses, origins, primary sources; `None` for what is not counted.
    pub(crate) fn counters(&self, finding: &str) -> Option<[usize; 4]> {
        self.counted.get(&Id::given(finding)).copied()
    }

    /// The places on a map; nothing where there are none.
    pub(crate) fn map(&self) -> Option<&Map> {
        let draw = || World::inside().and_then(|world| world.around(&self.places));
        self.map.get_or_init(draw).as_ref()
    }

    /// Adds to a finding on the wire how many stand behind it.
    pub(crate) fn count(&self, finding: &mut Value) {
        let id = finding.get("id").and_then(Value::as_str).unwrap_or_default();
        let counted = self.counters(id).map(|[reports, families, origins, sources]| {
            json!({"reports": reports, "families": families, "origins": origins, "primary_sources": sources})
        });
        if let (Value::Object(fields), Some(counted)) = (finding, counted) {
            fields.insert("counters".to_owned(), counted);
        }
    }
}

impl From<BoardError> for Problem {
    fn from(error: BoardError) -> Problem {
        match error {
            BoardError::Ledger(error) => error.into(),
            other => Problem::asked_wrongly(other.to_string()),
        }
    }
}

/// The readings that stand, oldest first.
fn standing<'a>(readings: &'a [Reading], brief: &Brief) -> Vec<&'a Reading> {
    let stands = |version: &str| {
        let entry = brief.reports.iter().find(|entry| entry.version == version);
        entry.is_some_and(|entry| entry.replaced_by.is_none())
    };
    readings.iter().filter(|reading| stands(&reading.report.version)).collect()
}

fn one_texts(readings: &[Reading], brief: &Brief) -> Vec<OneText> {
    let readings = standing(readings, brief);
    let texts: Vec<CopyText<'_>> = readings
        .iter()
        .map(|reading| CopyText {
            name: &reading.report.version,
            text: &reading.report.text,
            published: reading.report.published.as_ref().map(|published| published.at.as_str()),
        })
        .collect();
    let member = |at: usize, origin: Option<usize>| {
        let report = &readings.get(at)?.report;
        Some(Member {
            version: report.version.clone(),
            outlet: report.outlet.clone().unwrap_or_default(),
            title: title(report),
            day: report.published.as_ref().map_or(String::new(), |it| it.day().to_owned()),
            credit: report.credit.clone().unwrap_or_default(),
            is_origin: origin == Some(at),
        })
    };
    reconcile::copies(&texts)
        .into_iter()
        .map(|group| {
            let members = group.members.iter().filter_map(|at| member(*at, group.origin));
            let mut members: Vec<Member> = members.collect();
            members.sort_by(|a, b| (&a.day, &a.version).cmp(&(&b.day, &b.version)));
            OneText { share: f64::from(group.least_share), members }
        })
        .collect()
}

/// Places with coordinates, the most named first. What was read as a place with little confidence stays out.
fn spots(readings: &[Reading], brief: &Brief) -> Vec<Spot> {
    const SURE: f32 = 0.5;
    let mut spots: BTreeMap<(String, String), Spot> = BTreeMap::new();
    for reading in standing(readings, brief) {
        for place in &reading.findings.places {
            let (Some(lat), Some(lon)) = (place.lat, place.lon) else { continue };
            if place.confidence < SURE {
                continue;
            }
            let country = place.country.clone().unwrap_or_default();
            let spot = spots.entry((place.name.clone(), country.clone())).or_insert_with(|| Spot {
                name: place.name.clone(),
                country,
                lat,
                lon,
                mentions: 0,
                reports: Vec::new(),
            });
            spot.mentions += 1;
            if spot.reports.last() != Some(&reading.report.version) {
                spot.reports.push(reading.report.version.clone());
            }
        }
    }
    let mut spots: Vec<Spot> = spots.into_values().collect();
    spots.sort_by(|a, b| (b.mentions, &a.name).cmp(&(a.mentions, &b.name)));
    spots
}
