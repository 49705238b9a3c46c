//! Reading the record a page at a time, as it may be shown: what a desk asks for, over and over.
//!
//! What reads otherwise than the ledger has it, and what was added by hand, is few: the ledger gives its page, and those few
//! are put right in it or laid among it.

use onrecord_ledger::{
    Counted, Cursor, Extent, Facet, Filter, FindingKind, Hits, LedgerError, Page, ReportRow,
    ReviewsSoFar, StoredFinding, Versions,
};
use onrecord_model::Reading;

use super::View;

impl View<'_> {
    /// As [`Ledger::latest_reports`](onrecord_ledger::Ledger::latest_reports).
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn latest_reports(
        &self,
        filter: &Filter,
        after: Option<Cursor>,
        most: u32,
    ) -> Result<Page<ReportRow>, LedgerError> {
        let page = self.ledger.latest_reports(filter, after, most)?;
        if self.is_plain() {
            return Ok(page);
        }
        let is_seen = |row: &ReportRow| !self.kept.withholding.is_hidden(&row.report.id);
        let mut rows: Vec<ReportRow> = page.rows.into_iter().filter(is_seen).collect();
        let mut beside = self.added_rows(filter)?;
        if let Some(about) = &filter.about {
            let found = self.shadow()?.reports(about)?;
            let is_found = |row: &ReportRow| found.contains(&row.report.version);
            rows.retain(|row| {
                !self.kept.withholding.is_touched(&row.report.version) || is_found(row)
            });
            beside.retain(is_found);
        }
        let span = self.span(after, page.next)?;
        rows.extend(beside.into_iter().filter(|row| span.holds(&day(row))));
        rows.sort_by_key(|row| std::cmp::Reverse(day(row)));
        Ok(Page { rows: rows.into_iter().map(|row| self.shown(row)).collect(), next: page.next })
    }

    /// As [`Ledger::latest_findings`](onrecord_ledger::Ledger::latest_findings), without those rejected.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn latest_findings(
        &self,
        kind: FindingKind,
        filter: &Filter,
        facets: &[(Facet, String)],
        after: Option<Cursor>,
        most: u32,
    ) -> Result<Page<StoredFinding>, LedgerError> {
        let page = self.ledger.latest_findings(kind, filter, facets, after, most)?;
        if self.is_plain() {
            return Ok(page);
        }
        let is_asked = filter.about.is_some() || !facets.is_empty();
        let mut rows = Vec::with_capacity(page.rows.len());
        for stored in page.rows {
            // What is asked about is what may be seen; so these are asked of the shadow.
            if !is_asked || !self.kept.withholding.is_touched(&stored.version) {
                rows.extend(self.finding(stored)?);
            }
        }
        let beside = match is_asked {
            true => self.shadow()?.latest(kind, filter, facets)?,
            false => {
                let kinds = Filter { kinds: vec![kind], ..filter.clone() };
                self.added_findings(&kinds)?
            }
        };
        let span = self.span(after, page.next)?;
        let allowed = Filter { about: None, ..filter.clone() };
        for stored in beside {
            let Some(row) = self.row_of(&stored.version, &allowed)? else { continue };
            if span.holds(&day(&row)) {
                rows.push(stored);
            }
        }
        rows.retain(|stored| !self.kept.decisions.is_rejected(&stored.id));
        // With words to look for, what was added last comes first: days are in no order then.
        if filter.about.is_none() {
            let mut dated = Vec::with_capacity(rows.len());
            for stored in rows {
                let row = self.row_of(&stored.version, &Filter::default())?;
                dated.push((row.map(|row| day(&row)).unwrap_or_default(), stored));
            }
            dated.sort_by(|a, b| b.0.cmp(&a.0));
            rows = dated.into_iter().map(|(_, stored)| stored).collect();
        }
        Ok(Page { rows, next: page.next })
    }

    /// As [`Ledger::latest_readings`](onrecord_ledger::Ledger::latest_readings).
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn latest_readings(&self, filter: &Filter, most: u32) -> Result<Vec<Reading>, LedgerError> {
        let page = self.latest_reports(filter, None, most)?;
        let mut readings = Vec::with_capacity(page.rows.len());
        for current in page.rows.into_iter().rev() {
            for row in self.versions_of(&current.report.id)? {
                let version = row.report.version.clone();
                let report = self.report(&version)?.unwrap_or(row.report);
                let findings = self.findings_of(&version)?.unwrap_or_default();
                readings.push(Reading { report, findings });
            }
        }
        Ok(readings)
    }

    /// As [`Ledger::search_latest`](onrecord_ledger::Ledger::search_latest).
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn search_latest(
        &self,
        query: &str,
        filter: &Filter,
        latest: u32,
    ) -> Result<Hits, LedgerError> {
        if self.is_plain() {
            return self.ledger.search_latest(query, filter, latest);
        }
        let limit = filter.limit.unwrap_or(50);
        // Room for those that may not be shown.
        let wide = Filter { limit: Some(limit.saturating_add(200)), ..filter.clone() };
        let mut hits = self.ledger.search_latest(query, &wide, latest)?;
        let withholding = &self.kept.withholding;
        let is_other = |report: &str, version: &str| {
            withholding.is_hidden(report) || withholding.is_touched(version)
        };
        hits.findings.retain(|hit| !is_other(&hit.report, &hit.version));
        hits.reports.retain(|hit| !is_other(&hit.report, &hit.version));
        let beside = self.shadow()?.search(query, filter)?;
        for hit in beside.findings {
            if self.row_of(&hit.version, filter)?.is_some() {
                hits.findings.push(hit);
            }
        }
        for hit in beside.reports {
            if self.row_of(&hit.version, filter)?.is_some() {
                hits.reports.push(hit);
            }
        }
        hits.findings.retain(|hit| !self.kept.decisions.is_rejected(&hit.id));
        hits.findings.truncate(limit as usize);
        hits.reports.truncate(limit as usize);
        Ok(hits)
    }

    /// How much is on record, reports that are not told of left out.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn extent(&self) -> Result<Extent, LedgerError> {
        let hidden = self.kept.withholding.hidden().count() as u64;
        let extent = self.ledger.extent()?;
        Ok(Extent { reports: extent.reports.saturating_sub(hidden), ..extent })
    }

    /// As [`Ledger::reviews_so_far`](onrecord_ledger::Ledger::reviews_so_far).
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn reviews_so_far(&self) -> Result<ReviewsSoFar, LedgerError> {
        self.ledger.reviews_so_far()
    }

    /// As [`Ledger::facets`](onrecord_ledger::Ledger::facets), without reports that are not told of.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn facets(
        &self,
        kind: FindingKind,
        facets: &[Facet],
    ) -> Result<(Vec<Counted>, u64), LedgerError> {
        let hidden: Vec<String> = self.kept.withholding.hidden().cloned().collect();
        let (mut counted, of) = self.ledger.facets(kind, facets, &hidden)?;
        for (_, values) in &mut counted {
            values.retain(|(value, _)| self.kept.withholding.shows(value));
        }
        Ok((counted, of))
    }

    /// The versions that were added after `entry` of the record, as far as they may be seen; the last `most` of them named.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn added_since(&self, entry: u64, most: u32) -> Result<AddedSince, LedgerError> {
        let mut added = AddedSince::default();
        let hidden: Vec<String> = self.kept.withholding.hidden().cloned().collect();
        let (first, reports, latest) = self.ledger.versions_since(entry, &hidden, most)?;
        added.at = first;
        added.reports = reports;
        for version in latest {
            let all = Filter { versions: Versions::All, ..Filter::default() };
            added.latest.extend(self.row_of(&version, &all)?);
        }
        Ok(added)
    }

    /// The bytes that a version was received in; `None` where something of it is withheld, too: they would tell.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn raw(&self, version: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        let is_whole = self.report(version)?.is_some_and(|report| {
            report.version == version && !self.kept.withholding.masks(&report)
        });
        if is_whole { self.ledger.raw(version) } else { Ok(None) }
    }

    /// The row of one version, where `filter`, its words apart, means it.
    fn row_of(&self, version: &str, filter: &Filter) -> Result<Option<ReportRow>, LedgerError> {
        let one = Filter {
            version: Some(version.to_owned()),
            kinds: Vec::new(),
            about: None,
            limit: None,
            skip: 0,
            ..filter.clone()
        };
        let rows = self.rows_of_ledger(&one)?.into_iter();
        let is_meant = |row: &ReportRow| row.current || filter.versions == Versions::All;
        if let Some(row) = rows.into_iter().find(is_meant) {
            return Ok(Some(row));
        }
        Ok(self.added_rows(&one)?.into_iter().next())
    }

    /// The days that a page stands for.
    fn span(&self, after: Option<Cursor>, next: Option<Cursor>) -> Result<Span, LedgerError> {
        let day = |cursor: Option<Cursor>| cursor.map(|it| self.ledger.day_at(it)).transpose();
        Ok(Span { from: day(after)?, to: day(next)? })
    }
}

/// What was added since an entry of the record.
#[derive(Clone, Debug, Default)]
pub struct AddedSince {
    /// When the first of it was added; `None` where there is none.
    pub at: Option<String>,
    /// How many versions of reports.
    pub reports: u64,
    /// The last of these, the latest first.
    pub latest: Vec<ReportRow>,
}

/// The days of a page: up to the one at which the page before ended, and later than the one at which it ends itself. Empty:
/// undated.
struct Span {
    from: Option<String>,
    to: Option<String>,
}

impl Span {
    fn holds(&self, day: &str) -> bool {
        self.from.as_deref().is_none_or(|from| day <= from)
            && self.to.as_deref().is_none_or(|to| day > to)
    }
}

fn day(row: &ReportRow) -> String {
    row.report.published.as_ref().map(|it| it.day().to_owned()).unwrap_or_default()
}
