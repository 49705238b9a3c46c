//! How independent the voices behind a group are.

use onrecord_model::{Id, Link, Published, Reading, Report, Voice};
use onrecord_reconcile::{self as reconcile, Independence, Members, Telling};
use onrecord_rules::Rules;
use serde::{Deserialize, Serialize};

use super::Told;

/// One report that tells what a group holds, and the chain by which it does, as JSON of the wire's names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Testimony {
    /// The report's id.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its byline.
    pub byline: Option<String>,
    /// Its credit line.
    pub credit: Option<String>,
    /// Its dateline.
    pub dateline: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Its text.
    pub text: String,
    /// The chain, outermost first.
    pub chain: Vec<Link>,
}

/// The four counters of one group, each with its members' names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Reports, by id.
    pub reports: Vec<String>,
    /// Publishing houses.
    pub families: Vec<String>,
    /// Who wrote the text first.
    pub origins: Vec<String>,
    /// The roots of the chains.
    pub primary_sources: Vec<String>,
}

/// How independent the voices of these testimonies are; their order means nothing.
pub fn independence_of(testimonies: &[Testimony], rules: &Rules) -> Counters {
    let reports: Vec<Report> = testimonies.iter().map(Testimony::report).collect();
    let tellings: Vec<Telling<'_>> = reports
        .iter()
        .zip(testimonies)
        .map(|(report, it)| Telling { report, chain: &it.chain, family: None, is_party: false })
        .collect();
    let Independence { reports, families, origins, primary_sources, .. } =
        reconcile::independence(&tellings, rules);
    let names = |members: Members| members.into_keys().collect();
    Counters {
        reports: names(reports),
        families: names(families),
        origins: names(origins),
        primary_sources: names(primary_sources),
    }
}

/// The same for a group of these readings, which are in order of their versions.
pub fn independence(told: &Told, readings: &[&Reading], rules: &Rules) -> Counters {
    let testimony = |member: &super::Member| {
        let version = member.draft.version.as_str();
        let at = readings.binary_search_by(|it| it.report.version.as_str().cmp(version)).ok()?;
        Testimony::of(readings.get(at)?, &member.draft.finding)
    };
    let testimonies: Vec<Testimony> = told.told.iter().filter_map(testimony).collect();
    independence_of(&testimonies, rules)
}

impl Testimony {
    /// How a reading tells a statement, a figure or an event; `None` for anything else, which nobody tells.
    fn of(reading: &Reading, finding: &Id) -> Option<Testimony> {
        let findings = &reading.findings;
        let statement = findings.statements.iter().find(|it| it.id == *finding);
        let figure = findings.figures.iter().find(|it| it.id == *finding).map(|it| &it.voice);
        let event = findings.events.iter().find(|it| it.id == *finding).map(|it| &it.voice);
        let by_voice = |voice: &Voice| reading.statement(voice);
        let chain = match (statement, figure.or(event)) {
            (Some(statement), _) => statement.chain.clone(),
            (None, Some(voice)) => by_voice(voice).map(|it| it.chain.clone()).unwrap_or_default(),
            (None, None) => return None,
        };
        let report = &reading.report;
        Some(Testimony {
            id: report.id.clone(),
            outlet: report.outlet.clone(),
            byline: report.byline.clone(),
            credit: report.credit.clone(),
            dateline: report.dateline.clone(),
            published: report.published.as_ref().map(|moment| moment.at.clone()),
            text: report.text.clone(),
            chain,
        })
    }

    fn report(&self) -> Report {
        let published = self.published.clone();
        Report {
            id: self.id.clone(),
            outlet: self.outlet.clone(),
            byline: self.byline.clone(),
            credit: self.credit.clone(),
            dateline: self.dateline.clone(),
            published: published.map(|at| Published { at, inferred: false }),
            text: self.text.clone(),
            ..Report::default()
        }
    }
}
