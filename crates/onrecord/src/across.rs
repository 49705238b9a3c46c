//! What follows across reports, in parts that can each be worked out apart: for an archive that no machine holds.
//!
//! A report yields [`Keys`], a pure function of it. Whoever brings together what has a key in common (a database, Apache Spark,
//! a sort) and folds each part with the functions here gets what `onrecord_reconcile` gives for all reports at once:
//!
//! - copies: `prints`, then [`reconcile::are_worth_comparing`], [`reconcile::copy_link`], [`reconcile::joined`];
//! - names: `forms` and `aliases`, then [`reconcile::Names::told`] and its [`reconcile::Names::keys`];
//! - series: `series`, one part for each measure and population, then [`series_of`] with the names that the part asks for;
//! - independence: [`independence_of`] of the tellings of one claim.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields};
use onrecord_model::{Figure, Findings, Link, Reading, Report};
use onrecord_reconcile::{
    self as reconcile, Alias, Independence, NameForm, NameKey, Names, Series,
};
use onrecord_reconcile::{Members, Point, Telling};
use onrecord_rules::Rules;
use serde::{Deserialize, Serialize};

/// By what a report meets others.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Keys {
    /// Fingerprints of its text; the bits of a `u64`.
    pub prints: Vec<i64>,
    /// The names in its chains.
    pub forms: Vec<NameForm>,
    /// What it calls bodies for short.
    pub aliases: Vec<Alias>,
    /// Its figures, by what they measure.
    pub series: Vec<SeriesPart>,
}

/// The figures of one report that may stand in one series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesPart {
    /// What is measured.
    pub measure: String,
    /// The class of who or what is counted.
    pub population: String,
    /// The keys of the names of their voices.
    pub names: Vec<String>,
    /// The figures with their statements, as JSON: what [`series_of`] takes.
    pub reading: String,
}

/// A reading with nothing but the figures of one part and the statements that answer for them.
#[derive(Serialize, Deserialize)]
struct Part {
    report: Report,
    findings: Findings,
}

impl Keys {
    /// The keys of a report.
    pub fn of(reading: &Reading, rules: &Rules) -> Keys {
        let (forms, aliases) = reconcile::names_told(reading);
        let prints = reconcile::fingerprints(&reading.report.text);
        Keys {
            prints: prints.into_iter().map(u64::cast_signed).collect(),
            forms,
            aliases,
            series: series_parts(reading, rules),
        }
    }
}

/// The Arrow columns of [`Keys`].
pub(crate) fn key_columns() -> Fields {
    fn list(name: &str, of: DataType) -> Field {
        Field::new(name, DataType::List(Arc::new(Field::new("element", of, false))), false)
    }
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let record = |fields: Vec<Field>| DataType::Struct(Fields::from(fields));
    let count = Field::new("count", DataType::Int64, false);
    let form = vec![text("key"), text("form"), text("kind"), count];
    let part =
        vec![text("measure"), text("population"), list("names", DataType::Utf8), text("reading")];
    Fields::from(vec![
        list("prints", DataType::Int64),
        list("forms", record(form)),
        list("aliases", record(vec![text("short"), text("longer")])),
        list("series", record(part)),
    ])
}

fn series_parts(reading: &Reading, rules: &Rules) -> Vec<SeriesPart> {
    let mut parts: BTreeMap<(String, String), Vec<Figure>> = BTreeMap::new();
    for figure in &reading.findings.figures {
        if let Some(key) = reconcile::series_key(figure, rules) {
            parts.entry(key).or_default().push(figure.clone());
        }
    }
    let part = |((measure, population), figures): ((String, String), Vec<Figure>)| {
        let voices: BTreeSet<_> = figures.iter().filter_map(|it| it.voice.statement()).collect();
        let statements = reading.findings.statements.iter();
        let statements: Vec<_> =
            statements.filter(|statement| voices.contains(&statement.id)).cloned().collect();
        let links = statements.iter().filter_map(|statement| statement.chain.last());
        let names: BTreeSet<String> = links.map(reconcile::name_key).collect();
        let report = Report { text: String::new(), notices: Vec::new(), ..reading.report.clone() };
        let findings = Findings { figures, statements, ..Findings::default() };
        SeriesPart {
            measure,
            population,
            names: names.into_iter().collect(),
            // Every key is a string and every number finite, so nothing here can fail to be JSON.
            reading: serde_json::to_string(&Part { report, findings }).unwrap_or_default(),
        }
    };
    parts.into_iter().map(part).collect()
}

/// The series of one part: `readings` are those of [`SeriesPart`], in any order, `names` what is known of the names it asks for.
///
/// # Errors
/// Where a reading is not what [`Keys::of`] wrote.
pub fn series_of(
    readings: &[String],
    names: &[NameKey],
    rules: &Rules,
) -> serde_json::Result<Vec<Series>> {
    let mut parts = Vec::with_capacity(readings.len());
    for reading in readings {
        let Part { report, findings } = serde_json::from_str(reading)?;
        parts.push(Reading { report, findings });
    }
    parts.sort_by(|a, b| (&a.report.id, &a.report.version).cmp(&(&b.report.id, &b.report.version)));
    Ok(reconcile::series_among(&parts, &Names::known(names), rules))
}

/// One report that tells a claim, and the chain by which it does, as JSON of the wire's names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
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

/// The four counters of one claim, each with its members' names.
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

/// How independent the voices behind one claim are; the order of the tellings means nothing.
pub fn independence_of(told: &[Told], rules: &Rules) -> Counters {
    let reports: Vec<Report> = told.iter().map(Told::report).collect();
    let tellings: Vec<Telling<'_>> = reports
        .iter()
        .zip(told)
        .map(|(report, told)| Telling { report, chain: &told.chain, family: None, is_party: false })
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

/// A series and what its points rest on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Behind {
    /// The series.
    pub series: Series,
    /// How independent the voices of its points are.
    pub independence: Counters,
}

/// All at once: the series of all readings, and what each rests on. What the parts of an archive are held against.
pub fn series_with_independence(readings: &[Reading], rules: &Rules) -> Vec<Behind> {
    let behind = |series: Series| {
        let told: Vec<Told> = series
            .points
            .iter()
            .filter_map(|point| Told::of(readings.get(point.reading)?, point))
            .collect();
        Behind { independence: independence_of(&told, rules), series }
    };
    reconcile::series(readings, rules).into_iter().map(behind).collect()
}

impl Told {
    /// How a reading tells one point of a series.
    fn of(reading: &Reading, point: &Point) -> Option<Told> {
        let figure = reading.findings.figures.iter().find(|figure| figure.id == point.figure)?;
        let chain = reading.statement(&figure.voice).map(|it| it.chain.clone()).unwrap_or_default();
        let report = &reading.report;
        Some(Told {
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
            published: published.map(|at| onrecord_model::Published { at, inferred: false }),
            text: self.text.clone(),
            ..Report::default()
        }
    }
}

#[cfg(test)]
mod tests;
