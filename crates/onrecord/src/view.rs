//! The one gate between the record and whoever looks at it: nothing that is shown comes from the ledger by another way.
//!
//! A [`View`] gives back what the ledger holds as reviewers left it: what was rejected is gone, what was put right is right,
//! what was added by hand stands beside the rest, what was redacted is `█`, and so is what lies above the ceiling.

mod kept;
mod paged;
mod shadow;
mod whole;
mod withheld;

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::{
    Filter, Hits, Ledger, LedgerError, Reading as Given, ReportRow, StoredFinding, Versions,
};
use onrecord_model::{Findings, Id, Reading, Report, Review, Sensitivity, Subject};

use crate::review::{Added, BY_HAND, Decisions};
use kept::Held;
use shadow::Shadow;

pub use kept::Kept;
pub use paged::AddedSince;

/// The record as it may be shown.
#[derive(Debug)]
pub struct View<'a> {
    ledger: &'a Ledger,
    kept: Held<'a>,
}

/// Why a report that was named cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// None of that name.
    #[error("no report `{0}`; `onrecord reports` lists all")]
    None(String),
    /// Several begin so.
    #[error("`{0}` begins {1} reports; give more of the id")]
    Several(String, usize),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl<'a> View<'a> {
    /// The record of `ledger`, up to `ceiling`.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn of(ledger: &'a Ledger, ceiling: Sensitivity) -> Result<View<'a>, LedgerError> {
        Ok(View { ledger, kept: Held::Own(Box::new(Kept::of(ledger, ceiling)?)) })
    }

    /// The same with what was worked out before: for whoever asks often. `kept` must be [current](Kept::is_current).
    pub fn with(ledger: &'a Ledger, kept: &'a Kept) -> View<'a> {
        View { ledger, kept: Held::Lent(kept) }
    }

    /// The ledger itself, for what no report says: how much there is, which groups there are.
    pub(crate) fn ledger(&self) -> &'a Ledger {
        self.ledger
    }

    /// The most sensitive that is shown.
    pub fn ceiling(&self) -> Sensitivity {
        self.kept.ceiling
    }

    /// What reviewers decided.
    pub fn decisions(&self) -> &Decisions {
        &self.kept.decisions
    }

    /// Every review, also those undone, in the order in which they were made; names that are withheld are withheld here,
    /// too.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn reviews(&self) -> Result<Vec<Review>, LedgerError> {
        let all = self.ledger.reviews()?;
        Ok(all.iter().filter_map(|review| self.kept.withholding.review(review)).collect())
    }

    /// The reports that `filter` means, as [`Ledger::reports`]; those added by hand, too.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn reports(&self, filter: &Filter) -> Result<Vec<ReportRow>, LedgerError> {
        if self.is_plain() {
            return self.ledger.reports(filter);
        }
        let whole = Filter { limit: None, skip: 0, ..filter.clone() };
        let mut rows = self.rows_of_ledger(&whole)?;
        if let Some(about) = &filter.about {
            let found = self.shadow()?.reports(about)?;
            let all = self.rows_of_ledger(&Filter { about: None, ..whole.clone() })?;
            rows.retain(|row| !self.kept.withholding.is_touched(&row.report.version));
            rows.extend(all.into_iter().filter(|row| found.contains(&row.report.version)));
            let added = self.added_rows(filter)?;
            rows.extend(added.into_iter().filter(|row| found.contains(&row.report.version)));
        } else {
            rows.extend(self.added_rows(filter)?);
        }
        rows.sort_by_cached_key(order);
        Ok(cut(rows, filter))
    }

    /// A version without its text; `None` where it may not be seen.
    pub(crate) fn head(&self, version: &str) -> Result<Option<Report>, LedgerError> {
        if self.is_plain() {
            return self.ledger.head(version);
        }
        let version = Some(version.to_owned());
        let filter = Filter { version, versions: Versions::All, ..Filter::default() };
        Ok(self.reports(&filter)?.into_iter().next().map(|row| row.report))
    }

    /// As [`Ledger::versions_of`].
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn versions_of(&self, id: &str) -> Result<Vec<ReportRow>, LedgerError> {
        if self.kept.withholding.is_hidden(id) {
            return Ok(Vec::new());
        }
        let added = self.added().filter(|added| added.reading.report.id == id).map(row);
        let rows = self.ledger.versions_of(id)?.into_iter().map(|row| self.shown(row));
        Ok(rows.chain(added).collect())
    }

    /// As [`Ledger::report`].
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn report(&self, name: &str) -> Result<Option<Report>, LedgerError> {
        let is_named = |report: &Report| report.id == name || report.version == name;
        let added = self.added().map(|added| &added.reading.report).find(|it| is_named(it));
        let report = added.cloned().or(self.ledger.report(name)?);
        Ok(report
            .filter(|report| !self.kept.withholding.is_hidden(&report.id))
            .map(|report| self.kept.withholding.report(report)))
    }

    /// As [`Ledger::findings`], without those rejected.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn findings(&self, filter: &Filter) -> Result<Vec<StoredFinding>, LedgerError> {
        if self.is_plain() {
            return self.ledger.findings(filter);
        }
        let whole = Filter { limit: None, skip: 0, ..filter.clone() };
        let mut found = Vec::new();
        for stored in self.ledger.findings(&whole)? {
            let is_shadowed =
                filter.about.is_some() && self.kept.withholding.is_touched(&stored.version);
            if !is_shadowed {
                found.extend(self.finding(stored)?);
            }
        }
        let is_of_one = filter.version.is_some() && filter.about.is_none();
        if is_of_one {
            found.extend(self.added_findings(filter)?);
        } else if filter.about.is_some() || !self.kept.decisions.added().is_empty() {
            found.extend(self.beside(&whole)?);
            let days = self.days()?;
            let day = |stored: &StoredFinding| days.get(&stored.version).cloned();
            found.sort_by_cached_key(|it| (day(it), it.report.clone(), it.version.clone()));
        }
        found.retain(|stored| !self.kept.decisions.is_rejected(&stored.id));
        Ok(cut(found, filter))
    }

    /// Everything that stands of one version; `None` where it was not read.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn findings_of(&self, version: &str) -> Result<Option<Findings>, LedgerError> {
        if self.is_plain() {
            return self.ledger.findings_of(version, None);
        }
        let filter = Filter {
            version: Some(version.to_owned()),
            versions: Versions::All,
            ..Filter::default()
        };
        let mut findings = Findings::default();
        self.findings(&filter)?.into_iter().for_each(|it| it.finding.put_into(&mut findings));
        let is_read = self.ledger.findings_of(version, None)?.is_some();
        let is_added = self.added().any(|added| added.reading.report.version == version);
        Ok((is_read || is_added).then_some(findings))
    }

    /// Every version that `filter` means, with what stands of it.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn readings(&self, filter: &Filter) -> Result<Vec<Reading>, LedgerError> {
        let mut readings = Vec::new();
        for row in self.reports(filter)? {
            let version = row.report.version.clone();
            let report = self.report(&version)?.unwrap_or(row.report);
            let findings = self.findings_of(&version)?.unwrap_or_default();
            readings.push(Reading { report, findings });
        }
        Ok(readings)
    }

    /// As [`Ledger::find`]; also those rejected, since one may ask why.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn find(&self, beginning: &str) -> Result<Vec<StoredFinding>, LedgerError> {
        let mut found = Vec::new();
        for stored in self.ledger.find(beginning)? {
            found.extend(self.finding(stored)?);
        }
        let added = self.added().flat_map(|added| StoredFinding::of(&added.reading, BY_HAND));
        let meant =
            added.filter(|it| it.id.as_str().starts_with(beginning) && !beginning.is_empty());
        for stored in meant.collect::<Vec<_>>() {
            found.extend(self.finding(stored)?);
        }
        Ok(found)
    }

    /// As [`Ledger::search`].
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn search(&self, query: &str, filter: &Filter) -> Result<Hits, LedgerError> {
        if self.is_plain() {
            return self.ledger.search(query, filter);
        }
        let limit = filter.limit.unwrap_or(50);
        // Room for those that may not be shown.
        let wide = Filter { limit: Some(limit.saturating_add(500)), ..filter.clone() };
        let mut hits = self.ledger.search(query, &wide)?;
        let is_other = |report: &str, version: &str| {
            self.kept.withholding.is_hidden(report) || self.kept.withholding.is_touched(version)
        };
        hits.findings.retain(|hit| !is_other(&hit.report, &hit.version));
        hits.reports.retain(|hit| !is_other(&hit.report, &hit.version));
        let allowed =
            self.allowed(&Filter { about: None, limit: None, skip: 0, ..filter.clone() })?;
        let mut beside = self.shadow()?.search(query, filter)?;
        beside.findings.retain(|hit| allowed.contains(&hit.version));
        beside.reports.retain(|hit| allowed.contains(&hit.version));
        hits.findings.extend(beside.findings);
        hits.reports.extend(beside.reports);
        hits.findings.retain(|hit| !self.kept.decisions.is_rejected(&hit.id));
        hits.findings.truncate(limit as usize);
        hits.reports.truncate(limit as usize);
        Ok(hits)
    }

    /// The id of the one report whose id, or one of whose versions, begins so.
    ///
    /// # Errors
    ///
    /// Where none does, or several do, or the ledger cannot be read.
    pub fn report_named(&self, beginning: &str) -> Result<String, NameError> {
        let rows = self.reports(&Filter { versions: Versions::All, ..Filter::default() })?;
        if let Some(exact) = rows.iter().find(|row| row.report.id == beginning) {
            return Ok(exact.report.id.clone());
        }
        let is_meant = |row: &&ReportRow| {
            row.report.id.starts_with(beginning) || row.report.version.starts_with(beginning)
        };
        let mut ids: Vec<&str> =
            rows.iter().filter(is_meant).map(|row| row.report.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        match ids.as_slice() {
            [one] => Ok((*one).to_owned()),
            [] => Err(NameError::None(beginning.to_owned())),
            several => Err(NameError::Several(beginning.to_owned(), several.len())),
        }
    }

    /// Words that stand apart from their report, such as a title across reports, as they may be shown.
    pub fn words(&self, words: &str) -> String {
        self.kept.withholding.words(words)
    }

    /// May what is told by this finding be shown?
    pub(crate) fn tells(&self, finding: &Id) -> bool {
        !self.kept.withholding.is_withheld(finding) && !self.kept.decisions.is_rejected(finding)
    }

    /// May this name be shown?
    pub(crate) fn shows(&self, name: &str) -> bool {
        self.kept.withholding.shows(name)
    }

    /// Is anything withheld that words could be asked for?
    pub(crate) fn withholds(&self) -> bool {
        !self.kept.withholding.is_empty()
    }

    /// The findings and the reports that are not told of.
    pub(crate) fn unseen(&self) -> (Vec<Id>, Vec<String>) {
        let findings = self.kept.withholding.findings().chain(self.kept.decisions.rejected());
        (findings.cloned().collect(), self.kept.withholding.hidden().cloned().collect())
    }

    /// How sensitive a report is.
    pub fn level(&self, report: &str) -> Sensitivity {
        self.kept.decisions.level(&Subject::report(report))
    }

    /// Is everything as the ledger has it?
    fn is_plain(&self) -> bool {
        self.kept.is_plain
    }

    /// One finding as it may be shown.
    fn finding(&self, stored: StoredFinding) -> Result<Option<StoredFinding>, LedgerError> {
        if self.kept.withholding.is_hidden(&stored.report) {
            return Ok(None);
        }
        self.kept.withholding.finding(self.ledger, &self.kept.decisions, stored)
    }

    fn added(&self) -> impl Iterator<Item = &Added> {
        let added = self.kept.decisions.added().iter();
        added.filter(|added| !self.kept.withholding.is_hidden(&added.reading.report.id))
    }

    fn rows_of_ledger(&self, filter: &Filter) -> Result<Vec<ReportRow>, LedgerError> {
        let rows = self.ledger.reports(filter)?.into_iter();
        let seen = rows.filter(|row| !self.kept.withholding.is_hidden(&row.report.id));
        Ok(seen.map(|row| self.shown(row)).collect())
    }

    fn shown(&self, row: ReportRow) -> ReportRow {
        ReportRow { report: self.kept.withholding.metadata(row.report), ..row }
    }

    /// What was added by hand, as far as `filter` means it; its words apart.
    fn added_rows(&self, filter: &Filter) -> Result<Vec<ReportRow>, LedgerError> {
        let mut rows = Vec::new();
        if self.kept.decisions.added().is_empty() {
            return Ok(rows);
        }
        let by_hand = match self.kept.by_hand.get() {
            Some(by_hand) => by_hand,
            None => {
                let made = Shadow::of_added(self.added())?;
                self.kept.by_hand.get_or_init(|| made)
            }
        };
        for real in by_hand.rows(&Filter { about: None, limit: None, skip: 0, ..filter.clone() })? {
            let added = self.added().find(|added| added.reading.report.version == real);
            rows.extend(added.map(row).map(|row| self.shown(row)));
        }
        Ok(rows)
    }

    /// Findings that the ledger would not give for `filter`: of touched versions where words are asked for, and by hand.
    fn beside(&self, filter: &Filter) -> Result<Vec<StoredFinding>, LedgerError> {
        let allowed = self.allowed(&Filter { about: None, ..filter.clone() })?;
        let found = match &filter.about {
            Some(_) => self.shadow()?.findings(filter)?,
            None => self.added_findings(filter)?,
        };
        Ok(found.into_iter().filter(|stored| allowed.contains(&stored.version)).collect())
    }

    /// The findings added by hand, of the kinds and the version that `filter` names.
    fn added_findings(&self, filter: &Filter) -> Result<Vec<StoredFinding>, LedgerError> {
        let is_meant = |added: &&Added| {
            let version = &added.reading.report.version;
            filter.version.as_ref().is_none_or(|wanted| wanted == version)
        };
        let mut found = Vec::new();
        for added in self.added().filter(is_meant) {
            for stored in StoredFinding::of(&added.reading, BY_HAND) {
                if filter.kinds.is_empty() || filter.kinds.contains(&stored.kind()) {
                    found.extend(self.finding(stored)?);
                }
            }
        }
        Ok(found)
    }

    /// The versions that `filter`, its words apart, means.
    fn allowed(&self, filter: &Filter) -> Result<BTreeSet<String>, LedgerError> {
        let rows = self.rows_of_ledger(filter)?.into_iter().chain(self.added_rows(filter)?);
        Ok(rows.map(|row| row.report.version).collect())
    }

    /// The day of publication of every version.
    fn days(&self) -> Result<BTreeMap<String, String>, LedgerError> {
        let all = Filter { versions: Versions::All, ..Filter::default() };
        let rows = self.rows_of_ledger(&all)?.into_iter().chain(self.added_rows(&all)?);
        let day = |row: &ReportRow| row.report.published.as_ref().map(|it| it.day().to_owned());
        Ok(rows.filter_map(|row| Some((row.report.version.clone(), day(&row)?))).collect())
    }

    fn shadow(&self) -> Result<&Shadow, LedgerError> {
        if let Some(shadow) = self.kept.shadow.get() {
            return Ok(shadow);
        }
        let mut readings = Vec::new();
        for version in self.kept.withholding.touched() {
            let Some(report) = self.report(version)? else { continue };
            let filter = Filter {
                version: Some(version.clone()),
                versions: Versions::All,
                ..Filter::default()
            };
            let mut findings = Findings::default();
            let mut engine = String::new();
            for stored in self.ledger.findings(&filter)? {
                engine.clone_from(&stored.engine);
                if let Some(shown) = self.finding(stored)? {
                    shown.finding.put_into(&mut findings);
                }
            }
            readings.push((Reading { report, findings }, engine));
        }
        for added in self.added() {
            let report = self.kept.withholding.report(added.reading.report.clone());
            let mut findings = Findings::default();
            for stored in StoredFinding::of(&added.reading, BY_HAND) {
                if let Some(shown) = self.finding(stored)? {
                    shown.finding.put_into(&mut findings);
                }
            }
            readings.push((Reading { report, findings }, BY_HAND.to_owned()));
        }
        let shadow = Shadow::of(readings)?;
        Ok(self.kept.shadow.get_or_init(|| shadow))
    }
}

/// The row of a report that was added by hand.
fn row(added: &Added) -> ReportRow {
    let report = Report { text: String::new(), ..added.reading.report.clone() };
    ReportRow {
        report,
        current: true,
        supersedes: None,
        added_at: added.at.clone(),
        engine: Some(BY_HAND.to_owned()),
    }
}

/// By day of publication (undated first), report and version.
fn order(row: &ReportRow) -> (Option<String>, String, String) {
    let day = row.report.published.as_ref().map(|published| published.day().to_owned());
    (day, row.report.id.clone(), row.report.version.clone())
}

fn cut<T>(mut all: Vec<T>, filter: &Filter) -> Vec<T> {
    all.drain(..(filter.skip as usize).min(all.len()));
    all.truncate(filter.limit.map_or(usize::MAX, |limit| limit as usize));
    all
}

/// A reading to append.
fn given(report: Report, engine: String, findings: Findings) -> Given<'static> {
    Given { report, raw: b"", engine, findings }
}

/// Whole ids, as reviews carry them.
fn exact<'f>(found: &'f [StoredFinding], id: &Id) -> Option<&'f StoredFinding> {
    found.iter().find(|stored| stored.id == *id)
}

#[cfg(test)]
mod tests;
