//! Cases: names that people give to what belongs to one crisis.

use onrecord_model::Id;
use rusqlite::{OptionalExtension, params};

use crate::dates;
use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::ledger::Ledger;

/// A case on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its id.
    pub id: Id,
    /// Its name, as it was given last.
    pub name: String,
    /// Who named it first.
    pub by: String,
    /// Its members: ids of reports and of groups.
    pub members: Vec<String>,
    /// How many reports these bring.
    pub reports: usize,
}

impl Ledger {
    /// Names a case: makes it, or gives the one whose id that is another name. Gives its id.
    ///
    /// # Errors
    ///
    /// Where nobody or nothing is named, or the file cannot be written.
    pub fn name_case(&mut self, by: &str, id: Option<&Id>, name: &str) -> Result<Id, LedgerError> {
        let id = id.cloned().unwrap_or_else(|| Id::of("ca", [name.trim()]));
        self.enter(by, &id, "name", name.trim())?;
        Ok(id)
    }

    /// Puts members into a case: ids of reports, claims, incidents, series, disputes, groups of copies.
    ///
    /// # Errors
    ///
    /// Where nobody is named, or the file cannot be written.
    pub fn add_to_case(
        &mut self,
        by: &str,
        id: &Id,
        members: &[String],
    ) -> Result<(), LedgerError> {
        members.iter().try_for_each(|member| self.enter(by, id, "add", member))
    }

    /// Takes members out of a case. That they were in it stays on record.
    ///
    /// # Errors
    ///
    /// Where nobody is named, or the file cannot be written.
    pub fn remove_from_case(
        &mut self,
        by: &str,
        id: &Id,
        members: &[String],
    ) -> Result<(), LedgerError> {
        members.iter().try_for_each(|member| self.enter(by, id, "remove", member))
    }

    /// All cases, by name.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn cases(&self) -> Result<Vec<CaseRow>, LedgerError> {
        let read = || -> rusqlite::Result<Vec<CaseRow>> {
            let mut members = self.connection.prepare_cached(
                "SELECT member FROM case_members WHERE \"case\" = ?1 ORDER BY member",
            )?;
            let mut select = self.connection.prepare_cached(
                "SELECT e.\"case\", e.member, (SELECT f.by FROM case_entries f WHERE f.\"case\" = e.\"case\" ORDER BY f.seq LIMIT 1),
                     (SELECT count(*) FROM case_reports r JOIN current_versions c ON c.report = r.report WHERE r.\"case\" = e.\"case\")
                 FROM case_entries e
                 WHERE what = 'name' AND seq = (SELECT max(seq) FROM case_entries l WHERE l.\"case\" = e.\"case\" AND l.what = 'name')
                 ORDER BY e.member, e.\"case\"",
            )?;
            let rows = select.query_map((), |row| {
                Ok(CaseRow {
                    id: Id::given(row.get::<_, String>(0)?),
                    name: row.get(1)?,
                    by: row.get(2)?,
                    members: Vec::new(),
                    reports: usize::try_from(row.get::<_, i64>(3)?).unwrap_or_default(),
                })
            })?;
            let mut cases = rows.collect::<rusqlite::Result<Vec<CaseRow>>>()?;
            for case in &mut cases {
                case.members = members
                    .query_map([case.id.as_str()], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
            }
            Ok(cases)
        };
        read().at(&self.path)
    }

    /// The id of the case of this name, or whose id begins so.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn case_named(&self, name: &str) -> Result<Option<Id>, LedgerError> {
        self.connection
            .prepare_cached(
                "SELECT \"case\" FROM case_entries WHERE what = 'name' AND (lower(member) = lower(?1) OR substr(\"case\", 1, length(?1)) = ?1)
                 ORDER BY seq DESC LIMIT 1",
            )
            .and_then(|mut select| select.query_row([name.trim()], |row| row.get::<_, String>(0)).optional())
            .map(|id| id.map(Id::given))
            .at(&self.path)
    }

    /// The ids of the reports that belong to a case.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn case_reports(&self, id: &Id) -> Result<Vec<String>, LedgerError> {
        self.connection
            .prepare_cached(
                "SELECT r.report FROM case_reports r JOIN current_versions c ON c.report = r.report
                 WHERE r.\"case\" = ?1 ORDER BY r.report",
            )
            .and_then(|mut select| select.query_map([id.as_str()], |row| row.get(0))?.collect())
            .at(&self.path)
    }

    fn enter(&mut self, by: &str, id: &Id, what: &str, member: &str) -> Result<(), LedgerError> {
        if by.trim().is_empty() {
            return Err(LedgerError::new(&self.path, LedgerErrorKind::NoReviewer));
        }
        self.connection
            .prepare_cached("INSERT INTO case_entries (at, by, \"case\", what, member) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut add| add.execute(params![dates::now(), by.trim(), id.as_str(), what, member]))
            .map(drop)
            .at(&self.path)
    }
}
