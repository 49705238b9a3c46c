//! Reading what follows across reports: pages of groups, and their members.

use onrecord_model::Id;
use onrecord_model::across::{Draft, Group, Layer, More};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::ledger::Ledger;

/// Which groups are meant. The default is all of the layer; whatever is set narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupFilter {
    /// The layer.
    pub layer: Layer,
    /// Only of this kind: of entity, class of incident, measure.
    pub kind: Option<String>,
    /// Only in this state.
    pub state: Option<String>,
    /// Only those whose title, place or members' names hold these words, all of them; case does not matter.
    pub about: Option<String>,
    /// Only those whose last day is this one or later: `2031-03-04`.
    pub since: Option<String>,
    /// Only those whose first day is this one or earlier.
    pub until: Option<String>,
    /// Only those with a member in a report of this case.
    pub case: Option<String>,
    /// Only those with a member in this report.
    pub report: Option<String>,
    /// Only those with one of these findings, or anything of one of these reports, as a member.
    pub members: Option<(Vec<Id>, Vec<String>)>,
    /// Only those with at least so many reports.
    pub reports: u32,
    /// Only those that weigh at least so much.
    pub weight: Option<i64>,
    /// Only what comes behind this one: its weight and id, as a page before gave them.
    pub after: Option<(i64, Id)>,
    /// At most so many; 0: all.
    pub limit: u32,
}

/// Who wrote a text first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An agency.
    Agency(String),
    /// Another report, by its id.
    Report(String),
}

const COLUMNS: &str = "SELECT layer, id, title, kind, state, place, first_day, last_day, reports, sources, weight, more, fold
                       FROM derived_groups g";

impl Ledger {
    /// A page of groups, those that weigh most first, then by id. The last one's weight and id, given as `after`, ask for the next.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn groups(&self, filter: &GroupFilter) -> Result<Vec<Group>, LedgerError> {
        let (conditions, values) = conditions(filter, true);
        let mut sql = format!("{COLUMNS} WHERE {conditions} ORDER BY weight DESC, id");
        if filter.limit > 0 {
            sql.push_str(&format!(" LIMIT {}", filter.limit));
        }
        let rows: Vec<(Group, String)> = self
            .connection
            .prepare_cached(&sql)
            .and_then(|mut select| select.query_map(params_from_iter(values), group)?.collect())
            .at(&self.path)?;
        rows.into_iter().map(|(group, more)| self.with_more(group, &more)).collect()
    }

    /// How many groups are meant, on all pages.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn count_groups(&self, filter: &GroupFilter) -> Result<usize, LedgerError> {
        let (conditions, values) = conditions(filter, false);
        let sql = format!("SELECT count(*) FROM derived_groups g WHERE {conditions}");
        let count: i64 = self
            .connection
            .prepare_cached(&sql)
            .and_then(|mut select| select.query_row(params_from_iter(values), |row| row.get(0)))
            .at(&self.path)?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// The group of this id in a layer.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn group(&self, layer: Layer, id: &Id) -> Result<Option<Group>, LedgerError> {
        let found: Option<(Group, String)> = self
            .connection
            .prepare_cached(&format!("{COLUMNS} WHERE layer = ?1 AND id = ?2"))
            .and_then(|mut select| {
                select.query_row(params![layer.as_str(), id.as_str()], group).optional()
            })
            .at(&self.path)?;
        found.map(|(group, more)| self.with_more(group, &more)).transpose()
    }

    /// The groups whose id begins so, in any layer, at most 100.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn find_groups(&self, beginning: &str) -> Result<Vec<Group>, LedgerError> {
        let mut found = Vec::new();
        for layer in Layer::ALL {
            let rows: Vec<(Group, String)> = self
                .connection
                .prepare_cached(&format!(
                    "{COLUMNS} WHERE layer = ?1 AND id >= ?2 AND id < ?3 LIMIT 100"
                ))
                .and_then(|mut select| {
                    let end = format!("{beginning}\u{10ffff}");
                    select.query_map(params![layer.as_str(), beginning, end], group)?.collect()
                })
                .at(&self.path)?;
            for (group, more) in rows {
                found.push(self.with_more(group, &more)?);
            }
        }
        Ok(found)
    }

    /// The members of a group, in its order; of an entity the names that reports give it, at most `limit` (0: all).
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn members(&self, layer: Layer, id: &Id, limit: u32) -> Result<Vec<Draft>, LedgerError> {
        let limit = if limit == 0 { -1 } else { i64::from(limit) };
        let sql = match layer {
            // `CROSS` keeps the order: names first, or each entity would look through the drafts of all.
            Layer::Entities => {
                "SELECT d.body FROM derived_names n CROSS JOIN derived_drafts d
                 ON d.layer = 'entity' AND d.block = n.block AND json_extract(d.form, '$.key') = n.form
                 WHERE ?1 = 'entity' AND n.entity = ?2 ORDER BY d.day, d.version, d.finding LIMIT ?3"
            }
            _ => {
                "SELECT d.body FROM derived_members m
                 JOIN derived_groups g ON g.layer = m.layer AND g.id = m.id
                 JOIN versions v ON v.version = m.version
                 JOIN derived_drafts d ON d.version = v.seq AND d.layer = g.fold AND d.finding = m.finding
                 WHERE m.layer = ?1 AND m.id = ?2 ORDER BY m.place LIMIT ?3"
            }
        };
        let bodies: Vec<String> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut select| {
                select
                    .query_map(params![layer.as_str(), id.as_str(), limit], |row| row.get(0))?
                    .collect()
            })
            .at(&self.path)?;
        bodies.iter().map(|body| self.parsed(body)).collect()
    }

    /// Whose text a version prints: the agency that it or a copy of it credits, else the report that had it first. `None` where
    /// it is its own.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn origin_of(&self, version: &str) -> Result<Option<Origin>, LedgerError> {
        let found: (Option<String>, Option<String>) = self
            .connection
            .prepare_cached(
                "SELECT (SELECT json_extract(d.body, '$.body.agency') FROM versions v
                         JOIN derived_drafts d ON d.version = v.seq AND d.layer = 'copy' WHERE v.version = ?1),
                        (SELECT g.more FROM derived_members m JOIN derived_groups g ON g.layer = 'copy' AND g.id = m.id
                         WHERE m.finding = ?1 AND m.layer = 'copy')",
            )
            .and_then(|mut select| select.query_row([version], |row| Ok((row.get(0)?, row.get(1)?))))
            .at(&self.path)?;
        let copies = match found.1 {
            Some(more) => match self.parsed(&more)? {
                More::Copies(copies) => Some(copies),
                _ => None,
            },
            None => None,
        };
        let agency = found.0.or_else(|| copies.as_ref().and_then(|copies| copies.agency.clone()));
        Ok(match (agency, copies.and_then(|copies| copies.origin)) {
            (Some(agency), _) => Some(Origin::Agency(agency)),
            (None, Some(report)) => Some(Origin::Report(report)),
            (None, None) => None,
        })
    }

    /// The entity across reports that an entity of one version belongs to.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn entity_of(&self, version: &str, entity: &Id) -> Result<Option<Id>, LedgerError> {
        self.connection
            .prepare_cached(
                "SELECT n.entity FROM versions v
                 JOIN derived_drafts d ON d.version = v.seq AND d.layer = 'entity' AND d.finding = ?2
                 JOIN derived_names n ON n.block = d.block AND n.form = json_extract(d.form, '$.key')
                 WHERE v.version = ?1",
            )
            .and_then(|mut select| {
                select
                    .query_row(params![version, entity.as_str()], |row| row.get::<_, String>(0))
                    .optional()
            })
            .map(|id| id.map(Id::given))
            .at(&self.path)
    }

    fn with_more(&self, mut group: Group, more: &str) -> Result<Group, LedgerError> {
        group.more = self.parsed(more)?;
        Ok(group)
    }

    pub(crate) fn parsed<T: serde::de::DeserializeOwned>(
        &self,
        body: &str,
    ) -> Result<T, LedgerError> {
        serde_json::from_str(body).map_err(|_| {
            let what = "what follows across reports cannot be read".to_owned();
            LedgerError::new(&self.path, LedgerErrorKind::Damaged { what })
        })
    }
}

/// What a filter asks, with the values of its question marks; `paged`, only what comes behind its cursor.
fn conditions(filter: &GroupFilter, paged: bool) -> (String, Vec<Value>) {
    let mut sql = "layer = ?".to_owned();
    let mut values = vec![Value::from(filter.layer.as_str().to_owned())];
    let mut and = |condition: &str, given: Vec<Value>| {
        sql.push_str(" AND ");
        sql.push_str(condition);
        values.extend(given);
    };
    for (condition, value) in [
        ("kind = ?", &filter.kind),
        ("state = ?", &filter.state),
        ("last_day >= ?", &filter.since),
        ("first_day <= ?", &filter.until),
        (OF_REPORT, &filter.report),
        (IN_CASE, &filter.case),
    ] {
        if let Some(value) = value {
            and(condition, vec![Value::from(value.clone())]);
        }
    }
    if let Some((findings, reports)) = &filter.members {
        let layer = Value::from(filter.layer.as_str().to_owned());
        let findings = findings.iter().map(Id::as_str).collect::<Vec<_>>();
        let list = |names: &[&str]| Value::from(serde_json::json!(names).to_string());
        let reports = reports.iter().map(String::as_str).collect::<Vec<_>>();
        and(WITH_MEMBERS, vec![layer.clone(), list(&findings), layer, list(&reports)]);
    }
    for word in filter.about.iter().flat_map(|about| about.split_whitespace()) {
        let word = format!("%{}%", word.replace(['%', '_'], " "));
        and("(title || ' ' || coalesce(place, '') || ' ' || more) LIKE ?", vec![Value::from(word)]);
    }
    if filter.reports > 0 {
        and("reports >= ?", vec![Value::from(i64::from(filter.reports))]);
    }
    if let Some(weight) = filter.weight {
        and("weight >= ?", vec![Value::from(weight)]);
    }
    if let Some((weight, id)) = filter.after.as_ref().filter(|_| paged) {
        // Weights fall and ids rise. The first condition alone finds the place in the index.
        let id = Value::from(id.as_str().to_owned());
        and(
            "weight <= ? AND (weight < ? OR id > ?)",
            vec![Value::from(*weight), Value::from(*weight), id],
        );
    }
    (sql, values)
}

/// A member in this report.
const OF_REPORT: &str = "EXISTS (
    SELECT 1 FROM derived_members m JOIN versions v ON v.version = m.version
    WHERE m.layer = g.layer AND m.id = g.id AND v.report = ?)";

/// A member among these findings, or in one of these reports.
const WITH_MEMBERS: &str = "g.id IN (
    SELECT m.id FROM derived_members m WHERE m.layer = ? AND m.finding IN (SELECT value FROM json_each(?))
    UNION SELECT m.id FROM versions v JOIN derived_members m ON m.version = v.version AND m.layer = ?
    WHERE v.report IN (SELECT value FROM json_each(?)))";

/// A member in one of the case's reports, which are named themselves or by a group of theirs.
const IN_CASE: &str = "EXISTS (
    SELECT 1 FROM derived_members m JOIN versions v ON v.version = m.version
    WHERE m.layer = g.layer AND m.id = g.id AND v.report IN (SELECT report FROM case_reports WHERE \"case\" = ?))";

fn group(row: &Row<'_>) -> rusqlite::Result<(Group, String)> {
    let layer: String = row.get(0)?;
    let group = Group {
        layer: Layer::from_word(&layer).unwrap_or_default(),
        id: Id::given(row.get::<_, String>(1)?),
        title: row.get(2)?,
        kind: row.get(3)?,
        state: row.get(4)?,
        place: row.get(5)?,
        first: row.get(6)?,
        last: row.get(7)?,
        reports: row.get(8)?,
        sources: row.get(9)?,
        weight: row.get(10)?,
        ..Group::default()
    };
    Ok((group, row.get(11)?))
}
