//! Reading the record a page at a time, latest first: what is shown costs the same however long the record is.
//!
//! No page counts what it leaves out, and none skips over rows that it does not show. A question that few findings answer
//! is asked of a stretch of the record at a time; where that gives less than a page, [`Page::next`] leads on.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::facet::Facet;
use crate::filter::{Conditions, Filter};
use crate::finding_kind::FindingKind;
use crate::findings::StoredFinding;
use crate::ledger::Ledger;
use crate::reports::ReportRow;
use crate::search;

/// So many findings are looked at for one page, and no more.
const STRETCH: u32 = 10_000;

/// A page of the record, and where the next begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// What stands on it.
    pub rows: Vec<T>,
    /// Where to go on; `None` where there is no more.
    pub next: Option<Cursor>,
}

/// A place in the record to go on from. It stays good while the record grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    version: i64,
    finding: i64,
}

impl Cursor {
    /// Reads what [`Display`](std::fmt::Display) wrote; `None` where it is none.
    pub fn read(written: &str) -> Option<Cursor> {
        let (version, finding) = written.split_once('.')?;
        let number = |digits: &str| digits.parse::<u32>().ok().map(i64::from);
        Some(Cursor { version: number(version)?, finding: number(finding)? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.version, self.finding)
    }
}

/// How much is on record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Reports, each once.
    pub reports: u64,
    /// Versions of reports, those replaced among them.
    pub versions: u64,
    /// Findings by all engines.
    pub findings: u64,
    /// The number of the last entry: another number, another record.
    pub last_entry: u64,
}

/// The order of a page of findings: the latest day first, in one version as the engine gave them.
const LATEST_FIRST: &str = "v.published_day DESC, v.report DESC, v.version DESC, v.seq DESC, f.seq";

const FROM_LATEST: &str = "versions v INDEXED BY versions_by_day
     CROSS JOIN current_versions cv ON cv.version = v.seq
     CROSS JOIN current_readings cr ON cr.version = v.seq
     CROSS JOIN readings r ON r.seq = cr.reading
     CROSS JOIN findings f INDEXED BY findings_by_reading ON f.reading = r.seq AND f.kind = ?";

/// The columns that [`Ledger::stored`] reads, under names of their own, and the two that make a cursor.
const NAMED: &str = "f.id AS id, v.report AS report, v.version AS version, r.engine AS engine, \
     f.start AS start, f.\"end\" AS \"end\", f.words AS words, f.kind AS kind, f.body AS body, \
     v.seq AS version_seq, f.seq AS seq, v.outlet AS outlet, f.reading AS reading";

/// Counts of one facet by value; of the whole where the facet is `None`.
pub type Counted = (Option<Facet>, Vec<(String, u64)>);

/// A finding, and where a page that ends with it ends.
pub type Placed = (StoredFinding, Cursor);

impl Ledger {
    /// How much is on record.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn extent(&self) -> Result<Extent, LedgerError> {
        // Nothing is ever deleted, so that the last number of a table is the count of its rows.
        let sql = "SELECT (SELECT count(*) FROM current_versions), (SELECT coalesce(max(seq), 0) FROM versions),
                          (SELECT coalesce(max(seq), 0) FROM findings), (SELECT coalesce(max(seq), 0) FROM entries)";
        let extent = |row: &Row<'_>| {
            let number = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
            Ok(Extent {
                reports: number(0)?,
                versions: number(1)?,
                findings: number(2)?,
                last_entry: number(3)?,
            })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut select| select.query_row((), extent))
            .at(&self.path)
    }

    /// The day of publication at a place in the record; empty where there is none.
    ///
    /// # Errors
    ///
    /// Where the place is none of this record's, or the file cannot be read.
    pub fn day_at(&self, cursor: Cursor) -> Result<String, LedgerError> {
        Ok(self.place_of(cursor)?.day.unwrap_or_default())
    }

    /// A page of the reports that `filter` means (what it says of findings is left aside), latest day first, undated last.
    ///
    /// # Errors
    ///
    /// Where a day in `filter` is none, the file cannot be read, or it is damaged.
    pub fn latest_reports(
        &self,
        filter: &Filter,
        after: Option<Cursor>,
        most: u32,
    ) -> Result<Page<ReportRow>, LedgerError> {
        let mut sql = Conditions::on_versions(filter, &self.path)?;
        sql.and_about(
            "v.seq IN (SELECT rowid FROM report_words WHERE report_words MATCH ? ORDER BY rowid DESC LIMIT 20000)",
            filter.about.as_deref(),
        );
        if let Some(after) = after {
            sql.and_after(
                "(coalesce(v.published_day, ''), v.report, v.version) < \
                 (SELECT coalesce(published_day, ''), report, version FROM versions WHERE seq = ?)",
                after.version,
            );
            // The index knows days only: this lets it begin at the right one.
            sql.and_after(
                "(v.published_day IS NULL OR v.published_day <= \
                 (SELECT coalesce(published_day, '') FROM versions WHERE seq = ?))",
                after.version,
            );
        }
        let limited = Filter { limit: Some(most + 1), skip: 0, ..filter.clone() };
        let query = sql.query(
            "SELECT v.version, v.seq FROM versions v",
            "v.published_day DESC, v.report DESC, v.version DESC",
            &limited,
        );
        let mut found: Vec<(String, i64)> = self
            .connection
            .prepare_cached(&query)
            .and_then(|mut select| {
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
                select.query_map(params_from_iter(sql.values()), row)?.collect()
            })
            .at(&self.path)?;
        let more = found.len() > most as usize;
        found.truncate(most as usize);
        let next = found.last().filter(|_| more);
        let next = next.map(|(_, version)| Cursor { version: *version, finding: 0 });
        let mut rows = Vec::with_capacity(found.len());
        for (version, _) in &found {
            let one = Filter { version: Some(version.clone()), ..Filter::default() };
            rows.extend(self.reports(&one)?);
        }
        Ok(Page { rows, next })
    }

    /// A page of the findings of one kind, each of `facets` with that value: latest day of publication first, undated
    /// last, in one version in text order. Of `filter`, `since`, `until`, `outlet`, `report` and `about` count; with `about`, what was
    /// added last comes first.
    ///
    /// # Errors
    ///
    /// Where a day in `filter` is none, the file cannot be read, or it is damaged.
    pub fn latest_findings(
        &self,
        kind: FindingKind,
        filter: &Filter,
        facets: &[(Facet, String)],
        after: Option<Cursor>,
        most: u32,
    ) -> Result<Page<StoredFinding>, LedgerError> {
        let mut page = Page { rows: Vec::new(), next: None };
        let mut stretches = self.stretches(kind, filter, after)?;
        // A stretch of dated reports and one of undated ones; with words to look for, one.
        while let Some(stretch) = stretches.pop() {
            let wanted = (most as usize + 1).saturating_sub(page.rows.len());
            let (rows, last) = self.read_stretch(&stretch, filter, facets, wanted)?;
            page.rows.extend(rows);
            page.next = last;
            if page.next.is_some() {
                break;
            }
        }
        if page.rows.len() > most as usize {
            page.rows.truncate(most as usize);
            page.next = page.rows.last().map(|(_, cursor)| *cursor);
        }
        Ok(Page { rows: page.rows.into_iter().map(|(row, _)| row).collect(), next: page.next })
    }

    /// How many of the latest findings of `kind` have which value of each of `facets`, most frequent first, and how many
    /// findings that rests on, the reports of these ids left out. [`Facet::Who`] is left out: it has no fixed values. With
    /// the outlets under `None`.
    ///
    /// # Errors
    ///
    /// As for [`latest_findings`](Ledger::latest_findings).
    pub fn facets(
        &self,
        kind: FindingKind,
        facets: &[Facet],
        without: &[String],
    ) -> Result<(Vec<Counted>, u64), LedgerError> {
        let stretches = self.stretches(kind, &Filter::default(), None)?;
        let mut counts: std::collections::BTreeMap<(usize, String), u64> =
            std::collections::BTreeMap::new();
        let mut of = 0;
        let values: Vec<&str> = facets.iter().map(|facet| facet.value()).collect();
        let named: Vec<String> =
            values.iter().enumerate().map(|(at, v)| format!("{v} AS facet_{at}")).collect();
        for mut stretch in stretches.into_iter().rev() {
            if !without.is_empty() {
                let reports = Value::from(serde_json::json!(without).to_string());
                stretch.and("v.report NOT IN (SELECT value FROM json_each(?))", [reports]);
            }
            let columns: Vec<&str> = named.iter().map(String::as_str).collect();
            let columns = ["v.outlet AS outlet"].into_iter().chain(columns).collect::<Vec<_>>();
            let sql = stretch.sql(&columns.join(", "));
            let mut select = self.connection.prepare_cached(&sql).at(&self.path)?;
            let mut rows = select.query(params_from_iter(stretch.values)).at(&self.path)?;
            while let Some(row) = rows.next().at(&self.path)? {
                of += 1;
                for at in 0..=facets.len() {
                    if let Some(value) = row.get::<_, Option<String>>(at).at(&self.path)? {
                        *counts.entry((at, value)).or_insert(0) += 1;
                    }
                }
            }
        }
        let column = |at: usize| {
            let of_it = counts.iter().filter(|((column, _), _)| *column == at);
            let mut values: Vec<(String, u64)> =
                of_it.map(|((_, value), count)| (value.clone(), *count)).collect();
            values.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
            values
        };
        let mut all = vec![(None, column(0))];
        all.extend(facets.iter().enumerate().map(|(at, facet)| (Some(*facet), column(at + 1))));
        Ok((all, of))
    }

    /// The latest reports and what was found in them, at most `most`, for whatever looks across reports. Oldest first;
    /// with the versions that they replaced.
    ///
    /// # Errors
    ///
    /// As for [`latest_reports`](Ledger::latest_reports).
    pub fn latest_readings(
        &self,
        filter: &Filter,
        most: u32,
    ) -> Result<Vec<onrecord_model::Reading>, LedgerError> {
        let page = self.latest_reports(filter, None, most)?;
        let mut readings = Vec::with_capacity(page.rows.len());
        for current in page.rows.into_iter().rev() {
            for row in self.versions_of(&current.report.id)? {
                let version = &row.report.version;
                let report = self.report(version)?.unwrap_or(row.report.clone());
                let findings = self.findings_of(version, None)?.unwrap_or_default();
                readings.push(onrecord_model::Reading { report, findings });
            }
        }
        Ok(readings)
    }

    fn read_stretch(
        &self,
        stretch: &Stretch,
        filter: &Filter,
        facets: &[(Facet, String)],
        most: usize,
    ) -> Result<(Vec<Placed>, Option<Cursor>), LedgerError> {
        let mut sql = format!("SELECT * FROM ({}) f", stretch.sql(NAMED));
        let mut values = stretch.values.clone();
        let mut conditions: Vec<String> = Vec::new();
        for (facet, value) in facets {
            conditions.push(facet.condition());
            values.push(Value::from(value.clone()));
        }
        if let Some(outlet) = &filter.outlet {
            conditions.push("f.outlet = ? COLLATE NOCASE".to_owned());
            values.push(Value::from(outlet.clone()));
        }
        if !conditions.is_empty() {
            sql.push_str(" WHERE ");
            sql.push_str(&conditions.join(" AND "));
        }
        sql.push_str(&format!(" LIMIT {most}"));
        let mut found = Vec::new();
        let mut select = self.connection.prepare_cached(&sql).at(&self.path)?;
        let mut rows = select.query(params_from_iter(values)).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let place = || Ok(Cursor { version: row.get(9)?, finding: row.get(10)? });
            let cursor = place().at(&self.path)?;
            found.push((self.stored(row)?, cursor));
        }
        if found.len() >= most {
            return Ok((found, None));
        }
        Ok((found, self.end_of(stretch)?))
    }

    /// The last finding that a stretch looks at, where there may be more behind it.
    fn end_of(&self, stretch: &Stretch) -> Result<Option<Cursor>, LedgerError> {
        let sql = format!(
            "{} OFFSET {}",
            stretch.ordered("v.seq AS version_seq, f.seq AS seq", 1),
            STRETCH - 1
        );
        let cursor = |row: &Row<'_>| Ok(Cursor { version: row.get(0)?, finding: row.get(1)? });
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut select| {
                select.query_row(params_from_iter(stretch.values.clone()), cursor).optional()
            })
            .at(&self.path)
    }

    /// What to look at for a page, the last first.
    fn stretches(
        &self,
        kind: FindingKind,
        filter: &Filter,
        after: Option<Cursor>,
    ) -> Result<Vec<Stretch>, LedgerError> {
        if let Some(about) = filter.about.as_deref() {
            let words = search::quoted(about).unwrap_or_else(|| "\"\"".to_owned());
            return Ok(vec![self.by_words(kind, filter, words, after)?]);
        }
        let after = after.map(|cursor| self.place_of(cursor)).transpose()?;
        let mut stretches = Vec::new();
        if filter.since.is_none() && filter.until.is_none() {
            stretches.push(self.undated(kind, filter, after.as_ref())?);
        }
        if after.as_ref().is_none_or(|place| place.day.is_some()) {
            stretches.push(self.dated(kind, filter, after.as_ref())?);
        }
        Ok(stretches)
    }

    fn place_of(&self, cursor: Cursor) -> Result<Place, LedgerError> {
        let place = |row: &Row<'_>| {
            Ok(Place { day: row.get(0)?, report: row.get(1)?, version: row.get(2)?, cursor })
        };
        self.connection
            .prepare_cached("SELECT published_day, report, version FROM versions WHERE seq = ?1")
            .and_then(|mut select| select.query_row([cursor.version], place).optional())
            .at(&self.path)?
            .ok_or_else(|| {
                let given = cursor.to_string();
                LedgerError::new(&self.path, LedgerErrorKind::Place { given })
            })
    }

    fn dated(
        &self,
        kind: FindingKind,
        filter: &Filter,
        after: Option<&Place>,
    ) -> Result<Stretch, LedgerError> {
        let mut stretch = Stretch::new(kind, FROM_LATEST, LATEST_FIRST);
        stretch.and_days(filter, &self.path)?;
        stretch.and("v.published_day IS NOT NULL", []);
        if let Some(place) = after {
            stretch.and(
                "(v.published_day, v.report, v.version) <= (?, ?, ?)",
                [
                    Value::from(place.day.clone()),
                    Value::from(place.report.clone()),
                    Value::from(place.version.clone()),
                ],
            );
            stretch.and_behind(place.cursor);
        }
        Ok(stretch)
    }

    fn undated(
        &self,
        kind: FindingKind,
        filter: &Filter,
        after: Option<&Place>,
    ) -> Result<Stretch, LedgerError> {
        let mut stretch = Stretch::new(kind, FROM_LATEST, LATEST_FIRST);
        stretch.and_days(filter, &self.path)?;
        stretch.and("v.published_day IS NULL", []);
        if let Some(place) = after.filter(|place| place.day.is_none()) {
            stretch.and(
                "(v.report, v.version) <= (?, ?)",
                [Value::from(place.report.clone()), Value::from(place.version.clone())],
            );
            stretch.and_behind(place.cursor);
        }
        Ok(stretch)
    }

    fn by_words(
        &self,
        kind: FindingKind,
        filter: &Filter,
        words: String,
        after: Option<Cursor>,
    ) -> Result<Stretch, LedgerError> {
        const FROM: &str = "(SELECT rowid AS hit FROM finding_words
                  WHERE finding_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT 10000) h
             CROSS JOIN findings f ON f.seq = h.hit AND f.kind = ?
             CROSS JOIN readings r ON r.seq = f.reading
             CROSS JOIN current_readings cr ON cr.reading = r.seq
             CROSS JOIN versions v ON v.seq = r.version
             CROSS JOIN current_versions cv ON cv.version = v.seq";
        let before = after.map_or(i64::MAX, |cursor| cursor.finding);
        let mut stretch = Stretch::new(kind, FROM, "h.hit DESC");
        stretch.values.insert(0, Value::from(before));
        stretch.values.insert(0, Value::from(words));
        stretch.and_days(filter, &self.path)?;
        Ok(stretch)
    }
}

/// Where a cursor points.
#[derive(Debug)]
struct Place {
    day: Option<String>,
    report: String,
    version: String,
    cursor: Cursor,
}

/// So many findings in a row, as SQL with what fills its question marks.
#[derive(Debug)]
struct Stretch {
    from: &'static str,
    order: &'static str,
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Stretch {
    fn new(kind: FindingKind, from: &'static str, order: &'static str) -> Stretch {
        let values = vec![Value::from(kind.as_str().to_owned())];
        Stretch { from, order, conditions: Vec::new(), values }
    }

    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.to_owned());
        self.values.extend(values);
    }

    /// What `filter` says of days and of the report.
    fn and_days(&mut self, filter: &Filter, path: &std::path::Path) -> Result<(), LedgerError> {
        for (condition, value) in Conditions::days(filter, path)? {
            self.and(condition, [Value::from(value)]);
        }
        if let Some(report) = &filter.report {
            self.and("v.report = ?", [Value::from(report.clone())]);
        }
        Ok(())
    }

    /// Of the version at which the last page ended, only what stands behind it.
    fn and_behind(&mut self, cursor: Cursor) {
        let values = [Value::from(cursor.version), Value::from(cursor.finding)];
        self.and("(v.seq <> ? OR f.seq > ?)", values);
    }

    fn sql(&self, columns: &str) -> String {
        self.ordered(columns, STRETCH)
    }

    fn ordered(&self, columns: &str, limit: u32) -> String {
        let conditions = match self.conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", self.conditions.join(" AND ")),
        };
        let (from, order) = (self.from, self.order);
        format!("SELECT {columns} FROM {from}{conditions} ORDER BY {order} LIMIT {limit}")
    }
}
