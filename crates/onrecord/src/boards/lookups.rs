//! What the members of groups ask of the record alike: the reports of one story stand in many groups, and so do their voices.
//! Each is asked once for a page.

use std::cell::RefCell;
use std::collections::BTreeMap;

use onrecord_ledger::{LedgerError, Origin};
use onrecord_model::Id;
use onrecord_model::across::Layer;

use super::record::report_ref;
use super::row::ReportRef;
use crate::view::View;

/// Answers of the record, kept while one page is made.
pub(super) struct Lookups<'a, 'l> {
    pub(super) view: &'a View<'l>,
    reports: Kept<String, Option<ReportRef>>,
    entities: Kept<(String, Id), Option<Id>>,
    titles: Kept<Id, Option<String>>,
    origins: Kept<String, Option<String>>,
}

/// Answers by what was asked.
type Kept<Q, A> = RefCell<BTreeMap<Q, A>>;

fn once<Q: Ord + Clone, A: Clone>(
    kept: &Kept<Q, A>,
    asked: Q,
    ask: impl FnOnce(&Q) -> Result<A, LedgerError>,
) -> Result<A, LedgerError> {
    if let Some(answer) = kept.borrow().get(&asked) {
        return Ok(answer.clone());
    }
    let answer = ask(&asked)?;
    kept.borrow_mut().insert(asked, answer.clone());
    Ok(answer)
}

impl<'a, 'l> Lookups<'a, 'l> {
    pub(super) fn new(view: &'a View<'l>) -> Lookups<'a, 'l> {
        Lookups {
            view,
            reports: Kept::default(),
            entities: Kept::default(),
            titles: Kept::default(),
            origins: Kept::default(),
        }
    }

    /// The report of a version; `None` where it may not be seen.
    pub(super) fn report(&self, version: &str) -> Result<Option<ReportRef>, LedgerError> {
        once(&self.reports, version.to_owned(), |version| {
            let report = self.view.head(version)?;
            Ok(report.map(|report| report_ref(&report, self.view.level(&report.id))))
        })
    }

    /// The entity across reports that an entity of a version belongs to.
    pub(super) fn entity(&self, version: &str, entity: &Id) -> Result<Option<Id>, LedgerError> {
        let asked = (version.to_owned(), entity.clone());
        once(&self.entities, asked, |(version, entity)| {
            self.view.ledger().entity_of(version, entity)
        })
    }

    /// What an entity across reports is called.
    pub(super) fn title(&self, entity: &Id) -> Result<Option<String>, LedgerError> {
        once(&self.titles, entity.clone(), |entity| {
            let found = self.view.ledger().group(Layer::Entities, entity)?;
            Ok(found.map(|group| group.title))
        })
    }

    /// Whose text a version prints, in lower case: an agency, or the outlet of the report that had it first; `None` where it is
    /// its own, or nobody knows whose.
    pub(super) fn origin(&self, version: &str) -> Result<Option<String>, LedgerError> {
        once(&self.origins, version.to_owned(), |version| {
            Ok(match self.view.ledger().origin_of(version)? {
                Some(Origin::Agency(agency)) => Some(agency.to_lowercase()),
                Some(Origin::Report(first)) => {
                    let first = self.view.report(&first)?.and_then(|report| report.outlet);
                    first.map(|outlet| outlet.to_lowercase())
                }
                None => None,
            })
        })
    }
}
