//! What is to leave: readings of a record, narrowed down as the commands do.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::{Filter, LedgerError};
use onrecord_model::{Findings, Id, Reading, Statement, Voice, Words};

use crate::condition::Condition;
use crate::view::View;

/// One version of a report with what one engine found in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// Report and findings.
    pub reading: Reading,
    /// The engine, as the record names it.
    pub engine: String,
}

impl Recorded {
    /// The statement that answers for a finding; `None` where the report itself does.
    pub(super) fn voice(&self, voice: &Voice) -> Option<&Statement> {
        self.reading.statement(voice)
    }
}

/// What `view` shows under `filter`, by day of publication, report and version; texts included.
///
/// Where the filter names kinds or words, only findings that it means are kept, with the statements and entities that
/// they hang on; a report without any is left out.
///
/// # Errors
///
/// Where a day in `filter` is none, the file cannot be read, or it is damaged.
pub fn recorded(view: &View<'_>, filter: &Filter) -> Result<Vec<Recorded>, LedgerError> {
    let narrowed = filter.about.is_some() || !filter.kinds.is_empty();
    let mut meant: BTreeMap<String, Meant> = BTreeMap::new();
    if narrowed {
        for stored in view.findings(filter)? {
            let of_version = meant.entry(stored.version).or_default();
            of_version.ids.insert(stored.id);
            of_version.spans.extend(stored.start.zip(stored.end));
        }
    }
    let reports = Filter { about: None, kinds: Vec::new(), ..filter.clone() };
    let mut recorded = Vec::new();
    for row in view.reports(&reports)? {
        let version = &row.report.version;
        if narrowed && !meant.contains_key(version) {
            continue;
        }
        let report = view.report(version)?.unwrap_or(row.report.clone());
        let mut findings = view.findings_of(version)?.unwrap_or_default();
        if let Some(meant) = meant.get(version) {
            meant.keep(&mut findings);
        }
        let engine = row.engine.unwrap_or_default();
        recorded.push(Recorded { reading: Reading { report, findings }, engine });
    }
    Ok(recorded)
}

/// Of `recorded` only the findings of which `condition` holds, with the statements and entities that they hang on; a report
/// without any is left out. Nothing meets a condition on disputes, which are between reports.
pub fn meeting(recorded: Vec<Recorded>, condition: &Condition) -> Vec<Recorded> {
    let keep = |mut one: Recorded| {
        let met = condition.of(&one.reading);
        let ids = met.iter().filter_map(|finding| finding["id"].as_str()).map(Id::given).collect();
        Meant { ids, spans: BTreeSet::new() }.keep(&mut one.reading.findings);
        (!met.is_empty()).then_some(one)
    };
    recorded.into_iter().filter_map(keep).collect()
}

/// What a filter means in one version.
#[derive(Debug, Default)]
struct Meant {
    ids: BTreeSet<Id>,
    /// Places and notices carry no id, and go by where they stand.
    spans: BTreeSet<(u32, u32)>,
}

impl Meant {
    fn keep(&self, findings: &mut Findings) {
        let has = |id: &Id| self.ids.contains(id);
        let at = |words: &Words| self.spans.contains(&(words.start, words.end));
        findings.figures.retain(|it| has(&it.id));
        findings.events.retain(|it| has(&it.id));
        findings.times.retain(|it| has(&it.id));
        findings.places.retain(|it| at(&it.words));
        findings.demonyms.retain(|it| at(&it.words));
        findings.persons.retain(|it| has(&it.id));
        findings.talks.retain(|it| has(&it.id));
        findings.access.retain(|it| has(&it.id));
        findings.not_said.retain(|it| has(&it.id));
        findings.notices.retain(|it| self.spans.contains(&(it.start, it.end)));
        let voices = voices(findings);
        findings.statements.retain(|it| has(&it.id) || voices.contains(&it.id));
        let named = named(findings);
        findings.entities.retain(|it| has(&it.id) || named.contains(&it.id));
    }
}

/// The statements that findings hang on.
fn voices(findings: &Findings) -> BTreeSet<Id> {
    let figures = findings.figures.iter().map(|it| &it.voice);
    let events = findings.events.iter().map(|it| &it.voice);
    let persons = findings.persons.iter().map(|it| &it.voice);
    let access = findings.access.iter().map(|it| &it.voice);
    let talks = findings.talks.iter().map(|it| &it.voice);
    let voices = figures.chain(events).chain(persons).chain(access).chain(talks);
    voices.filter_map(|voice| voice.statement().cloned()).collect()
}

/// The entities that findings name.
fn named(findings: &Findings) -> BTreeSet<Id> {
    let links =
        findings.statements.iter().flat_map(|it| &it.chain).filter_map(|it| it.entity.clone());
    let cast = findings.events.iter().flat_map(|it| &it.participants);
    let persons = findings.persons.iter().filter_map(|it| it.entity.clone());
    links.chain(cast.filter_map(|it| it.entity.clone())).chain(persons).collect()
}
