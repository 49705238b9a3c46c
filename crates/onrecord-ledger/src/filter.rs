//! Which part of the record is meant, and how that is asked of the database.

use std::path::Path;

use rusqlite::types::Value;

use crate::error::{LedgerError, LedgerErrorKind};
use crate::{FindingKind, dates, search};

/// Which part of the record is meant. The default is all that stands: the current version of every report, as its latest
/// engine read it. Whatever is set narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only findings of these kinds; empty: all kinds.
    pub kinds: Vec<FindingKind>,
    /// Only the report with this id.
    pub report: Option<String>,
    /// Only this version, current or not.
    pub version: Option<String>,
    /// Only reports published on this day or later: `2031-03-04`, `2031-03`, `2031`. Leaves out undated ones.
    pub since: Option<String>,
    /// Only reports published on this day or earlier, written likewise. Leaves out undated ones.
    pub until: Option<String>,
    /// Only this publisher; ASCII case does not matter.
    pub outlet: Option<String>,
    /// Only what holds all these words, in any form; words in `"double quotes"` only in that order. For findings, their
    /// words and what they were read as; for reports, title and text.
    pub about: Option<String>,
    /// Which versions.
    pub versions: Versions,
    /// Whose readings.
    pub readings: Readings,
    /// At most so many.
    pub limit: Option<u32>,
    /// Without the first so many.
    pub skip: u32,
}

/// Which versions of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// The one that stands now.
    #[default]
    Current,
    /// Also those it replaced.
    All,
}

/// Which readings of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Readings {
    /// By the latest release; of readings by one release the last that was added.
    #[default]
    Latest,
    /// All.
    All,
    /// By this engine.
    By(String),
}

impl Filter {
    /// Findings of one kind.
    pub fn kind(kind: FindingKind) -> Filter {
        Filter { kinds: vec![kind], ..Filter::default() }
    }
}

/// A filter as SQL: joins, conditions, and their values in the order of the question marks.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    joins: String,
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// What `filter` says about versions, as table `v`.
    pub(crate) fn on_versions(filter: &Filter, path: &Path) -> Result<Conditions, LedgerError> {
        let mut sql = Conditions::default();
        if filter.versions == Versions::Current && filter.version.is_none() {
            sql.joins.push_str(" JOIN current_versions cv ON cv.version = v.seq");
        }
        sql.and("v.report = ?", filter.report.clone());
        sql.and("v.version = ?", filter.version.clone());
        for (condition, day) in Conditions::days(filter, path)? {
            sql.and(condition, Some(day));
        }
        sql.and("v.outlet = ? COLLATE NOCASE", filter.outlet.clone());
        Ok(sql)
    }

    /// What `filter` says about days of publication: conditions, each with the day that fills it.
    pub(crate) fn days(
        filter: &Filter,
        path: &Path,
    ) -> Result<Vec<(&'static str, String)>, LedgerError> {
        type Read = fn(&str) -> Option<String>;
        let bounds: [(&Option<String>, Read, &'static str); 2] = [
            (&filter.since, dates::first_day, "v.published_day >= ?"),
            (&filter.until, dates::last_day, "v.published_day <= ?"),
        ];
        let mut days = Vec::new();
        for (given, read, condition) in bounds {
            let Some(given) = given else { continue };
            let day = read(given).ok_or_else(|| {
                LedgerError::new(path, LedgerErrorKind::Day { given: given.clone() })
            })?;
            days.push((condition, day));
        }
        Ok(days)
    }

    /// Only rows of which `condition` holds, its question mark filled by a number.
    pub(crate) fn and_after(&mut self, condition: &str, number: i64) {
        self.conditions.push(condition.to_owned());
        self.values.push(Value::from(number));
    }

    /// What `filter` says about readings, as table `r`, and findings, as table `f`, besides.
    pub(crate) fn and_on_findings(&mut self, filter: &Filter) {
        match &filter.readings {
            Readings::Latest => {
                self.joins.push_str(" JOIN current_readings cr ON cr.reading = r.seq");
            }
            Readings::All => {}
            Readings::By(engine) => self.and("r.engine = ?", Some(engine.clone())),
        }
        if !filter.kinds.is_empty() {
            let marks = vec!["?"; filter.kinds.len()].join(", ");
            self.conditions.push(format!("f.kind IN ({marks})"));
            let kinds = filter.kinds.iter().map(|kind| Value::from(kind.as_str().to_owned()));
            self.values.extend(kinds);
        }
    }

    /// Only rows of which `condition` holds, whose one question mark is a full-text query for the words of `about`.
    pub(crate) fn and_about(&mut self, condition: &str, about: Option<&str>) {
        // Where no word is left, the empty phrase is asked for: nothing holds it.
        let words = about.map(|about| search::quoted(about).unwrap_or_else(|| "\"\"".to_owned()));
        self.and(condition, words);
    }

    /// Only rows of which `condition` holds, where there is a value for its question mark.
    pub(crate) fn and(&mut self, condition: &str, value: Option<String>) {
        if let Some(value) = value {
            self.conditions.push(condition.to_owned());
            self.values.push(Value::from(value));
        }
    }

    /// The whole query, its question marks filled by [`values`](Conditions::values): `select` up to and with its own
    /// joins, then what was gathered, then `order`, then limit and offset.
    pub(crate) fn query(&self, select: &str, order: &str, filter: &Filter) -> String {
        let mut sql = format!("{select}{}", self.joins);
        for (number, condition) in self.conditions.iter().enumerate() {
            sql.push_str(if number == 0 { " WHERE " } else { " AND " });
            sql.push_str(condition);
        }
        sql.push_str(" ORDER BY ");
        sql.push_str(order);
        if filter.limit.is_some() || filter.skip > 0 {
            let limit = filter.limit.map_or(-1, i64::from);
            sql.push_str(&format!(" LIMIT {limit} OFFSET {}", filter.skip));
        }
        sql
    }

    /// What fills the question marks, in their order.
    pub(crate) fn values(self) -> Vec<Value> {
        self.values
    }
}
