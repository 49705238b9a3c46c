//! Reading findings back.

use std::ops::ControlFlow;

use onrecord_model::{
    Access, Entity, Event, Figure, Findings, Id, NotSaid, Notice, Person, Place, PlaceSense,
    Reading, Statement, Talks, TimeExpression,
};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use serde::de::DeserializeOwned;

use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::filter::{Conditions, Filter, Readings, Versions};
use crate::finding_kind::FindingKind;
use crate::finding_row;
use crate::ledger::Ledger;

/// [`Ledger::find`] gives no more than this: what matches more is no beginning of an id that anyone meant.
const FOUND_AT_MOST: u32 = 100;

/// A finding with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFinding {
    /// Its id: `st_0123456789abcdef`. Places and notices, which carry none, have one made from version, place and name.
    pub id: Id,
    /// The report it was found in.
    pub report: String,
    /// The version of that report.
    pub version: String,
    /// What found it.
    pub engine: String,
    /// First code point in the version's text; `None` where it rests on no one stretch.
    pub start: Option<u32>,
    /// One past the last.
    pub end: Option<u32>,
    /// The words it rests on, ` … ` where some between are left out.
    pub words: String,
    /// The finding itself.
    pub finding: StoredBody,
}

impl StoredFinding {
    /// The findings of a reading, in the form in which a ledger hands them out; those that JSON cannot keep are left out.
    pub fn of(reading: &Reading, engine: &str) -> Vec<StoredFinding> {
        let (report, version) = (&reading.report.id, &reading.report.version);
        let rows = finding_row::rows(version, &reading.findings).unwrap_or_default();
        let stored = |row: finding_row::Row| {
            Some(StoredFinding {
                finding: StoredBody::read(row.kind, &row.body).ok()?,
                id: row.id,
                report: report.clone(),
                version: version.clone(),
                engine: engine.to_owned(),
                start: row.span.map(|(start, _)| start),
                end: row.span.map(|(_, end)| end),
                words: row.words,
            })
        };
        rows.into_iter().filter_map(stored).collect()
    }

    /// The same with another body of its kind: place and words are worked out anew.
    pub fn with(self, finding: StoredBody) -> StoredFinding {
        let mut findings = Findings::default();
        finding.clone().put_into(&mut findings);
        let rows = finding_row::rows(&self.version, &findings).unwrap_or_default();
        match rows.into_iter().next() {
            Some(row) => StoredFinding {
                start: row.span.map(|(start, _)| start),
                end: row.span.map(|(_, end)| end),
                words: row.words,
                finding,
                ..self
            },
            None => self,
        }
    }

    /// What kind of finding it is.
    pub fn kind(&self) -> FindingKind {
        self.finding.kind()
    }
}

/// Any finding, owned.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each holds the type of its name, which says what it is")]
pub enum StoredBody {
    Statement(Statement),
    Figure(Figure),
    Event(Event),
    Time(TimeExpression),
    Place(Place),
    Entity(Entity),
    Person(Person),
    Talks(Talks),
    Access(Access),
    NotSaid(NotSaid),
    Notice(Notice),
}

impl StoredBody {
    /// What kind of finding it is.
    pub fn kind(&self) -> FindingKind {
        match self {
            StoredBody::Statement(_) => FindingKind::Statement,
            StoredBody::Figure(_) => FindingKind::Figure,
            StoredBody::Event(_) => FindingKind::Event,
            StoredBody::Time(_) => FindingKind::Time,
            StoredBody::Place(_) => FindingKind::Place,
            StoredBody::Entity(_) => FindingKind::Entity,
            StoredBody::Person(_) => FindingKind::Person,
            StoredBody::Talks(_) => FindingKind::Talks,
            StoredBody::Access(_) => FindingKind::Access,
            StoredBody::NotSaid(_) => FindingKind::NotSaid,
            StoredBody::Notice(_) => FindingKind::Notice,
        }
    }

    /// The finding with the fields of the wire format.
    ///
    /// # Errors
    ///
    /// Where a number in it is none.
    pub fn to_json(&self) -> serde_json::Result<serde_json::Value> {
        match self {
            StoredBody::Statement(it) => serde_json::to_value(it),
            StoredBody::Figure(it) => serde_json::to_value(it),
            StoredBody::Event(it) => serde_json::to_value(it),
            StoredBody::Time(it) => serde_json::to_value(it),
            StoredBody::Place(it) => serde_json::to_value(it),
            StoredBody::Entity(it) => serde_json::to_value(it),
            StoredBody::Person(it) => serde_json::to_value(it),
            StoredBody::Talks(it) => serde_json::to_value(it),
            StoredBody::Access(it) => serde_json::to_value(it),
            StoredBody::NotSaid(it) => serde_json::to_value(it),
            StoredBody::Notice(it) => serde_json::to_value(it),
        }
    }

    /// Reads what [`to_json`](StoredBody::to_json) wrote.
    ///
    /// # Errors
    ///
    /// Where it is none of that kind.
    pub fn from_json(
        kind: FindingKind,
        value: serde_json::Value,
    ) -> serde_json::Result<StoredBody> {
        StoredBody::read(kind, &value.to_string())
    }

    /// Reads what `append` wrote.
    pub(crate) fn read(kind: FindingKind, json: &str) -> serde_json::Result<StoredBody> {
        fn of<T: DeserializeOwned>(
            json: &str,
            body: impl FnOnce(T) -> StoredBody,
        ) -> serde_json::Result<StoredBody> {
            serde_json::from_str(json).map(body)
        }
        match kind {
            FindingKind::Statement => of(json, StoredBody::Statement),
            FindingKind::Figure => of(json, StoredBody::Figure),
            FindingKind::Event => of(json, StoredBody::Event),
            FindingKind::Time => of(json, StoredBody::Time),
            FindingKind::Place => of(json, StoredBody::Place),
            FindingKind::Entity => of(json, StoredBody::Entity),
            FindingKind::Person => of(json, StoredBody::Person),
            FindingKind::Talks => of(json, StoredBody::Talks),
            FindingKind::Access => of(json, StoredBody::Access),
            FindingKind::NotSaid => of(json, StoredBody::NotSaid),
            FindingKind::Notice => of(json, StoredBody::Notice),
        }
    }

    /// Adds it to its kind.
    pub fn put_into(self, findings: &mut Findings) {
        match self {
            StoredBody::Statement(it) => findings.statements.push(it),
            StoredBody::Figure(it) => findings.figures.push(it),
            StoredBody::Event(it) => findings.events.push(it),
            StoredBody::Time(it) => findings.times.push(it),
            StoredBody::Place(it) if it.sense == Some(PlaceSense::Demonym) => {
                findings.demonyms.push(it);
            }
            StoredBody::Place(it) => findings.places.push(it),
            StoredBody::Entity(it) => findings.entities.push(it),
            StoredBody::Person(it) => findings.persons.push(it),
            StoredBody::Talks(it) => findings.talks.push(it),
            StoredBody::Access(it) => findings.access.push(it),
            StoredBody::NotSaid(it) => findings.not_said.push(it),
            StoredBody::Notice(it) => findings.notices.push(it),
        }
    }
}

const COLUMNS: &str = "SELECT f.id, v.report, v.version, r.engine, f.start, f.\"end\", f.words, \
                       f.kind, f.body FROM ";

/// From the versions to their findings, whatever the database would rather do: in the order of [`ORDER`], so that the
/// first come without sorting all. Without the index named, it walks through all findings once for each version, to be
/// spared the sorting of a few.
const FROM_VERSIONS: &str = "versions v CROSS JOIN readings r ON r.version = v.seq
     CROSS JOIN findings f INDEXED BY findings_by_reading ON f.reading = r.seq";

/// From findings that are picked out by their words or their ids to their versions.
const FROM_FINDINGS: &str = "findings f CROSS JOIN readings r ON r.seq = f.reading
                             CROSS JOIN versions v ON v.seq = r.version";

/// By day, report, version, and in one version as the engine gave them: never by arrival.
const ORDER: &str = "v.published_day, v.report, v.version, f.seq";

impl Ledger {
    /// The findings that `filter` means, by day of publication (undated first), report and version; those of one version
    /// in the order in which its engine gave them. All are in memory at once:
    /// [`each_finding`](Ledger::each_finding) hands them over one by one.
    ///
    /// # Errors
    ///
    /// Where a day in `filter` is none, the file cannot be read, or it is damaged.
    pub fn findings(&self, filter: &Filter) -> Result<Vec<StoredFinding>, LedgerError> {
        let mut findings = Vec::new();
        self.each_finding(filter, |finding| {
            findings.push(finding);
            ControlFlow::Continue(())
        })?;
        Ok(findings)
    }

    /// Hands `take` what [`findings`](Ledger::findings) would give, one by one, until it breaks.
    ///
    /// # Errors
    ///
    /// As for [`findings`](Ledger::findings).
    pub fn each_finding(
        &self,
        filter: &Filter,
        take: impl FnMut(StoredFinding) -> ControlFlow<()>,
    ) -> Result<(), LedgerError> {
        let mut sql = Conditions::on_versions(filter, &self.path)?;
        sql.and_on_findings(filter);
        sql.and_about(
            "f.seq IN (SELECT rowid FROM finding_words WHERE finding_words MATCH ?)",
            filter.about.as_deref(),
        );
        let picked_by_words = filter.about.is_some() && filter.version.is_none();
        let from = if picked_by_words { FROM_FINDINGS } else { FROM_VERSIONS };
        let query = sql.query(&format!("{COLUMNS}{from}"), ORDER, filter);
        self.each(&query, sql.values(), take)
    }

    /// Everything that was found in one version, as its engine gave it; the latest engine where `engine` is `None`.
    /// `None` where that version was not read by that engine.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn findings_of(
        &self,
        version: &str,
        engine: Option<&str>,
    ) -> Result<Option<Findings>, LedgerError> {
        let read = self
            .connection
            .prepare_cached(
                "SELECT 1 FROM versions v JOIN readings r ON r.version = v.seq
                 WHERE v.version = ?1 AND (?2 IS NULL OR r.engine = ?2)",
            )
            .and_then(|mut select| select.exists((version, engine)))
            .at(&self.path)?;
        if !read {
            return Ok(None);
        }
        let readings = engine.map_or(Readings::Latest, |engine| Readings::By(engine.to_owned()));
        let filter = Filter { version: Some(version.to_owned()), readings, ..Filter::default() };
        let mut findings = Findings::default();
        self.each_finding(&filter, |stored| {
            stored.finding.put_into(&mut findings);
            ControlFlow::Continue(())
        })?;
        Ok(Some(findings))
    }

    /// The findings whose id begins with `beginning` (`st_0123`), in any version, as the latest engine gave them; where
    /// that gave none, as any did. One means that the beginning was enough; several that it was not. In the order of
    /// their ids, at most 100.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn find(&self, beginning: &str) -> Result<Vec<StoredFinding>, LedgerError> {
        if beginning.is_empty() {
            return Ok(Vec::new());
        }
        for readings in [Readings::Latest, Readings::All] {
            let filter = Filter {
                versions: Versions::All,
                readings,
                limit: Some(FOUND_AT_MOST),
                ..Filter::default()
            };
            let mut sql = Conditions::on_versions(&filter, &self.path)?;
            sql.and_on_findings(&filter);
            sql.and("f.id >= ?", Some(beginning.to_owned()));
            sql.and("f.id < ?", Some(format!("{beginning}\u{10ffff}")));
            let query = sql.query(&format!("{COLUMNS}{FROM_FINDINGS}"), "f.id, f.seq", &filter);
            let mut found = Vec::new();
            self.each(&query, sql.values(), |finding| {
                found.push(finding);
                ControlFlow::Continue(())
            })?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    fn each(
        &self,
        sql: &str,
        values: Vec<Value>,
        mut take: impl FnMut(StoredFinding) -> ControlFlow<()>,
    ) -> Result<(), LedgerError> {
        let mut select = self.connection.prepare_cached(sql).at(&self.path)?;
        let mut rows = select.query(params_from_iter(values)).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            if take(self.stored(row)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn stored(&self, row: &Row<'_>) -> Result<StoredFinding, LedgerError> {
        let text = |column: usize| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
        let id = text(0).at(&self.path)?;
        let read = || -> rusqlite::Result<_> { Ok((text(7)?, text(8)?)) };
        let (kind, body) = read().at(&self.path)?;
        let body = FindingKind::from_word(kind).map(|kind| StoredBody::read(kind, body));
        let Some(Ok(finding)) = body else {
            let what = format!("finding `{id}` cannot be read as a {kind}");
            return Err(LedgerError::new(&self.path, LedgerErrorKind::Damaged { what }));
        };
        let stored = || -> rusqlite::Result<_> {
            Ok(StoredFinding {
                id: Id::given(id),
                report: row.get(1)?,
                version: row.get(2)?,
                engine: row.get(3)?,
                start: row.get(4)?,
                end: row.get(5)?,
                words: row.get(6)?,
                finding,
            })
        };
        stored().at(&self.path)
    }
}
