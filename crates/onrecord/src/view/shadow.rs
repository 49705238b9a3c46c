//! Full-text search over what reads otherwise than the ledger has it.
//!
//! The words that were withheld must not find anything, and those written by hand must. So what differs is put, as it may be
//! seen, into a ledger in memory, and that is searched in place of the real one.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::{
    Facet, Filter, FindingKind, Hits, Ledger, LedgerError, StoredFinding, Versions,
};
use onrecord_model::{Findings, Reading};

use super::given;
use crate::review::{Added, BY_HAND};

/// A ledger in memory, and which real version each of its versions is.
#[derive(Debug)]
pub(super) struct Shadow {
    ledger: Ledger,
    real: BTreeMap<String, String>,
}

impl Shadow {
    /// Of readings as they may be seen, each with the engine that made it.
    pub(super) fn of(readings: Vec<(Reading, String)>) -> Result<Shadow, LedgerError> {
        let mut shadow = Shadow { ledger: Ledger::in_memory()?, real: BTreeMap::new() };
        let mut batch = Vec::with_capacity(readings.len());
        for (reading, engine) in readings {
            let mut report = reading.report;
            let real = report.version.clone();
            // Two versions that differ only in what is withheld must stay two; nobody searches by this field.
            report.byline = Some(real.clone());
            let report = report.sealed();
            shadow.real.insert(report.version.clone(), real);
            batch.push(given(report, engine, reading.findings));
        }
        shadow.ledger.append(&batch)?;
        Ok(shadow)
    }

    /// Of what was added by hand, without its findings.
    pub(super) fn of_added<'a>(
        added: impl Iterator<Item = &'a Added>,
    ) -> Result<Shadow, LedgerError> {
        let reading = |added: &Added| {
            let report = added.reading.report.clone();
            (Reading { report, findings: Findings::default() }, BY_HAND.to_owned())
        };
        Shadow::of(added.map(reading).collect())
    }

    /// The real versions of the reports that `filter` means.
    pub(super) fn rows(&self, filter: &Filter) -> Result<BTreeSet<String>, LedgerError> {
        let version = filter.version.as_ref().map(|real| self.shadow_of(real));
        let filter = Filter { versions: Versions::All, version, ..filter.clone() };
        let rows = self.ledger.reports(&filter)?;
        Ok(rows.into_iter().filter_map(|row| self.real.get(&row.report.version).cloned()).collect())
    }

    /// The real versions whose title or text holds the words.
    pub(super) fn reports(&self, about: &str) -> Result<BTreeSet<String>, LedgerError> {
        self.rows(&Filter { about: Some(about.to_owned()), ..Filter::default() })
    }

    /// The findings of the kinds and with the words of `filter`.
    pub(super) fn findings(&self, filter: &Filter) -> Result<Vec<StoredFinding>, LedgerError> {
        let filter = self.wide(filter);
        let mut found = self.ledger.findings(&filter)?;
        self.really(&mut found);
        Ok(found)
    }

    /// The findings of one kind, with the words of `filter` and with `facets`: all of them.
    pub(super) fn latest(
        &self,
        kind: FindingKind,
        filter: &Filter,
        facets: &[(Facet, String)],
    ) -> Result<Vec<StoredFinding>, LedgerError> {
        let words = Filter { about: filter.about.clone(), ..Filter::default() };
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.ledger.latest_findings(kind, &words, facets, after, 1_000)?;
            found.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        self.really(&mut found);
        Ok(found)
    }

    fn really(&self, found: &mut [StoredFinding]) {
        for stored in found {
            if let Some(real) = self.real.get(&stored.version) {
                stored.version.clone_from(real);
            }
        }
    }

    /// As [`Ledger::search`].
    pub(super) fn search(&self, query: &str, filter: &Filter) -> Result<Hits, LedgerError> {
        let filter = Filter { limit: Some(u32::MAX), ..self.wide(filter) };
        let mut hits = self.ledger.search(query, &filter)?;
        let versions = hits.findings.iter_mut().map(|hit| &mut hit.version);
        for version in versions.chain(hits.reports.iter_mut().map(|hit| &mut hit.version)) {
            if let Some(real) = self.real.get(version) {
                version.clone_from(real);
            }
        }
        Ok(hits)
    }

    /// Kinds and words alone: which versions count is settled by the real ledger.
    fn wide(&self, filter: &Filter) -> Filter {
        Filter {
            kinds: filter.kinds.clone(),
            about: filter.about.clone(),
            versions: Versions::All,
            ..Filter::default()
        }
    }

    fn shadow_of(&self, real: &str) -> String {
        let found = self.real.iter().find(|(_, of)| *of == real);
        found.map_or_else(|| real.to_owned(), |(shadow, _)| shadow.clone())
    }
}
