//! The part of a ledger that a selection means, read once, for all boards.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use onrecord_ledger::{Filter, FindingKind, Ledger, ReportRow, Versions};
use onrecord_model::{
    Credibility, Grade, Id, Link, Reading, Reliability, Report, Sensitivity, Statement, Subject,
    Voice, Words,
};
use onrecord_reconcile::{self as reconcile, Names};
use onrecord_rules::Rules;

use super::page::{BoardError, case_named};
use super::row::{Counters, Entry, ReportRef, ReviewMark, Row, Says};
use super::selection::Selection;
use crate::Disputes;
use crate::review::Decisions;
use crate::view::View;

/// The part of a ledger that a selection means: every report in the version that stands, and the versions replaced.
#[derive(Debug)]
pub struct Record<'a> {
    pub(super) selection: Selection,
    pub(super) rules: &'a Rules,
    /// By day of publication (undated first), report and version.
    pub(super) pages: Vec<Page>,
    /// Versions that one of the pages replaces.
    pub(super) replaced: Vec<Page>,
    pub(super) names: Names,
    /// What holds the words asked for; `None` where none were.
    about: Option<BTreeSet<(String, Id)>>,
    /// Versions whose title or text does.
    about_reports: Option<BTreeSet<String>>,
    pub(super) decisions: Decisions,
    origins: OnceLock<Vec<String>>,
    disputes: OnceLock<Disputes>,
}

/// One version of a report with what was found in it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) row: ReportRow,
    pub(super) reading: Reading,
    level: Sensitivity,
}

impl Page {
    fn of(view: &View<'_>, row: ReportRow) -> Result<Page, BoardError> {
        let version = &row.report.version;
        let report = view.report(version)?.unwrap_or_else(|| row.report.clone());
        let findings = view.findings_of(version)?.unwrap_or_default();
        let level = view.level(&report.id);
        Ok(Page { row, reading: Reading { report, findings }, level })
    }

    /// The report, as a row shows it.
    pub(super) fn report(&self) -> ReportRef {
        report_ref(&self.reading.report, self.level)
    }

    /// The day of publication; empty where there is none.
    pub(super) fn day(&self) -> &str {
        self.reading.report.published.as_ref().map_or("", |published| published.day())
    }
}

/// The findings and the reports that hold the words asked for.
type About = (BTreeSet<(String, Id)>, BTreeSet<String>);

impl<'a> Record<'a> {
    /// Reads what `selection` means of `ledger`.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, a day is none, or report or case are not on record.
    pub fn of(
        ledger: &Ledger,
        selection: &Selection,
        rules: &'a Rules,
    ) -> Result<Record<'a>, BoardError> {
        Record::of_view(&View::of(ledger, selection.ceiling)?, selection, rules)
    }

    /// The same of what `view` lets be seen; its ceiling counts.
    ///
    /// # Errors
    ///
    /// As for [`of`](Record::of).
    pub fn of_view(
        view: &View<'_>,
        selection: &Selection,
        rules: &'a Rules,
    ) -> Result<Record<'a>, BoardError> {
        let ledger = view.ledger();
        let members = match &selection.case {
            None => None,
            Some(name) => Some(ledger.case_reports(&case_named(ledger, name)?)?),
        };
        let report = match &selection.report {
            None => None,
            Some(beginning) => Some(view.report_named(beginning)?),
        };
        let filter = Filter {
            report,
            since: selection.since.clone(),
            until: selection.until.clone(),
            ..Filter::default()
        };
        let pages = |versions: Versions| -> Result<Vec<Page>, BoardError> {
            let rows = view.reports(&Filter { versions, ..filter.clone() })?;
            let wanted = |row: &ReportRow| {
                row.current == (versions == Versions::Current)
                    && members.as_ref().is_none_or(|all| all.contains(&row.report.id))
            };
            rows.into_iter().filter(wanted).map(|row| Page::of(view, row)).collect()
        };
        let (pages, replaced) = (pages(Versions::Current)?, pages(Versions::All)?);
        let holding = |words: &String| -> Result<About, BoardError> {
            Ok((holding(view, words, &filter)?, reports_holding(view, words, &filter)?))
        };
        let about = selection.about.as_ref().map(holding).transpose()?;
        Ok(Record::at_hand(view, selection, rules, (pages, replaced), about))
    }

    /// The latest `most` reports that `selection` means, in all their versions: what costs the same however long the record is.
    /// Of cases, single reports and cursors nothing is heeded.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn of_latest(
        view: &View<'_>,
        selection: &Selection,
        rules: &'a Rules,
        most: u32,
    ) -> Result<Record<'a>, BoardError> {
        let filter = Filter {
            since: selection.since.clone(),
            until: selection.until.clone(),
            about: selection.about.clone(),
            ..Filter::default()
        };
        let (mut pages, mut replaced) = (Vec::new(), Vec::new());
        // The latest comes first there, the oldest here.
        for current in view.latest_reports(&filter, None, most)?.rows.into_iter().rev() {
            for row in view.versions_of(&current.report.id)? {
                let into = if row.current { &mut pages } else { &mut replaced };
                into.push(Page::of(view, row)?);
            }
        }
        let holding = |_: &String| -> Result<About, BoardError> {
            let versions = pages.iter().map(|page| page.reading.report.version.clone()).collect();
            Ok((lately_holding(view, &filter)?, versions))
        };
        let about = selection.about.as_ref().map(holding).transpose()?;
        Ok(Record::at_hand(view, selection, rules, (pages, replaced), about))
    }

    /// The record of what was read: current and replaced pages, and which findings and reports hold the words asked for.
    fn at_hand(
        view: &View<'_>,
        selection: &Selection,
        rules: &'a Rules,
        (pages, replaced): (Vec<Page>, Vec<Page>),
        about: Option<About>,
    ) -> Record<'a> {
        let names = names(&pages, view, rules);
        let (about, about_reports) = about.unzip();
        Record {
            selection: selection.clone(),
            rules,
            pages,
            replaced,
            names,
            about,
            about_reports,
            decisions: view.decisions().clone(),
            origins: OnceLock::new(),
            disputes: OnceLock::new(),
        }
    }

    /// Every version at hand, those replaced among them.
    pub fn versions(&self) -> impl Iterator<Item = &Reading> {
        self.pages.iter().chain(&self.replaced).map(|page| &page.reading)
    }

    /// The versions that stand, by day of publication.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.pages.iter().map(|page| &page.reading)
    }

    /// What stands against what among the versions that stand.
    pub fn disputes(&self) -> &Disputes {
        self.disputes
            .get_or_init(|| Disputes::of(self.readings(), self.rules, &self.decisions.across()))
    }

    /// Is the finding asked for, by its words and by who says it?
    pub(super) fn wants(&self, page: &Page, id: &Id, says: &Says) -> bool {
        let key = || (page.reading.report.version.clone(), id.clone());
        self.about.as_ref().is_none_or(|about| about.contains(&key()))
            && self.selection.by.as_ref().is_none_or(|name| is_by(page, says, name))
    }

    /// Does the report itself hold the words asked for, or a finding of it? And does its outlet bear the name asked for?
    pub(super) fn wants_report(&self, page: &Page) -> bool {
        let version = &page.reading.report.version;
        let by = |name: &String| is_by(page, &Says::default(), name);
        self.about_reports.as_ref().is_none_or(|about| about.contains(version))
            && self.selection.by.as_ref().is_none_or(by)
    }

    /// Who wrote the text of each page first.
    fn origin(&self, page: usize) -> &str {
        let origins = self.origins.get_or_init(|| {
            let reports: Vec<&Report> = self.pages.iter().map(|p| &p.reading.report).collect();
            reconcile::origins(&reports, self.rules)
        });
        origins.get(page).map_or("", String::as_str)
    }

    /// The four counters of findings that tell the same.
    pub(super) fn counters(&self, tellings: &[Telling]) -> Counters {
        let mut counters = Counters::default();
        for telling in tellings {
            let Some(page) = self.pages.get(telling.page) else { continue };
            let report = &page.reading.report;
            let outlet = reconcile::outlet(report);
            let root = telling.root.clone();
            let members = [
                (&mut counters.reports, Some(report.id.clone())),
                (&mut counters.families, Some(outlet)),
                (&mut counters.origins, Some(self.origin(telling.page).to_owned())),
                (&mut counters.primary_sources, root),
            ];
            for (members, name) in members {
                if let Some(name) = name {
                    members.entry(name).or_default().insert(telling.id.clone());
                }
            }
        }
        counters
    }

    /// One telling of something, to be counted.
    pub(super) fn telling(&self, page: usize, id: &Id, says: &Says) -> Telling {
        let root = says.chain.last().map(|link| match link.standing.is_unnamed() {
            true => reconcile::root(&says.chain).unwrap_or_default(),
            false => self.names.shown(link),
        });
        Telling { page, id: id.clone(), root: root.filter(|root| !root.is_empty()) }
    }

    /// A row, its counters still to be filled in.
    pub(super) fn row<F>(
        &self,
        page: &Page,
        found: F,
        id: &Id,
        kind: FindingKind,
        evidence: Vec<Words>,
        says: Says,
    ) -> Row<F> {
        let subject = Subject::finding(id);
        let entry = Entry {
            id: id.clone(),
            finding: kind.as_str(),
            engine: page.row.engine.clone().unwrap_or_default(),
            report: page.report(),
            redacted: evidence.iter().any(|words| words.text.contains('█')),
            reviews: self.decisions.marks(&subject),
            grade: self.grade(&subject, says.chain.last()),
            evidence,
            says,
            counters: Arc::default(),
        };
        Row { found, entry }
    }

    /// Credibility as the finding was graded; reliability, too, or else as its source was.
    fn grade(&self, subject: &Subject, source: Option<&Link>) -> Grade {
        let grade = self.decisions.grade(subject);
        let named =
            source.filter(|_| grade.reliability == Reliability::F).map(|link| self.source(link));
        let reliability = named.map_or(grade.reliability, |(grade, _)| grade.reliability);
        Grade { reliability, ..grade }
    }

    /// What was decided about a source by its name, in whichever of its forms.
    pub(super) fn source(&self, link: &Link) -> (Grade, Vec<ReviewMark>) {
        let key = self.names.key_of(link);
        let is_one =
            |subject: &&Subject| subject.as_name().is_some_and(|name| self.names.key(name) == key);
        let mut grade = Grade::default();
        let mut marks = Vec::new();
        for subject in self.decisions.subjects().filter(is_one) {
            let own = self.decisions.grade(subject);
            grade.reliability =
                if own.reliability == Reliability::F { grade.reliability } else { own.reliability };
            grade.credibility = if own.credibility == Credibility::Six {
                grade.credibility
            } else {
                own.credibility
            };
            marks.extend(self.decisions.marks(subject));
        }
        marks.sort_by(|a: &ReviewMark, b| a.at.cmp(&b.at));
        (grade, marks)
    }

    /// What reviewers said of figures: which are one series, and which are not.
    pub(super) fn decided_figures(&self) -> reconcile::Decided {
        let figures = |group: &[Subject]| -> Vec<Id> {
            group.iter().filter_map(Subject::as_finding).collect()
        };
        let merged = self.decisions.merged().map(figures).filter(|group| group.len() > 1).collect();
        let pair = |(a, b): (&Subject, &Subject)| a.as_finding().zip(b.as_finding());
        reconcile::Decided { merged, apart: self.decisions.split().filter_map(pair).collect() }
    }

    /// Rows with their counters, those that share a key counted together over the whole selection; `None` counts alone.
    pub(super) fn counted<F>(
        &self,
        rows: Vec<(usize, Row<F>)>,
        key: impl Fn(&Row<F>) -> Option<String>,
    ) -> Vec<Row<F>> {
        // What reviewers said is one is counted together, whatever its words.
        let group = |row: &Row<F>| {
            self.decisions.group(&Subject::finding(&row.entry.id)).map(Subject::to_string)
        };
        let keys: Vec<Option<String>> =
            rows.iter().map(|(_, row)| group(row).or_else(|| key(row))).collect();
        let telling =
            |page: usize, row: &Row<F>| self.telling(page, &row.entry.id, &row.entry.says);
        let mut groups: BTreeMap<&str, Vec<Telling>> = BTreeMap::new();
        for ((page, row), key) in rows.iter().zip(&keys) {
            if let Some(key) = key {
                groups.entry(key).or_default().push(telling(*page, row));
            }
        }
        let counted =
            |(key, told): (&str, Vec<Telling>)| (key.to_owned(), Arc::new(self.counters(&told)));
        let groups: BTreeMap<String, Arc<Counters>> = groups.into_iter().map(counted).collect();
        let with = |((page, mut row), key): ((usize, Row<F>), &Option<String>)| {
            row.entry.counters = match key.as_ref().and_then(|key| groups.get(key)) {
                Some(shared) => Arc::clone(shared),
                None => Arc::new(self.counters(&[telling(page, &row)])),
            };
            row
        };
        rows.into_iter().zip(&keys).map(with).collect()
    }
}

/// The names of all voices, joined and parted as reviewers said.
fn names(pages: &[Page], view: &View<'_>, rules: &Rules) -> Names {
    let decisions = view.decisions();
    // A name that is withheld is shown for nobody else, either.
    let named = |group: &[Subject]| -> Vec<String> {
        let names = group.iter().filter_map(Subject::as_name).filter(|name| view.shows(name));
        names.map(str::to_owned).collect()
    };
    let merged: Vec<Vec<String>> =
        decisions.merged().map(named).filter(|group| group.len() > 1).collect();
    let pair =
        |(a, b): (&Subject, &Subject)| Some((a.as_name()?.to_owned(), b.as_name()?.to_owned()));
    let apart: Vec<(String, String)> = decisions.split().filter_map(pair).collect();
    Names::of_readings(pages.iter().map(|page| &page.reading), rules).decided(&merged, &apart)
}

/// One telling of something by one report.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    page: usize,
    id: Id,
    root: Option<String>,
}

impl Says {
    /// Who answers for a finding of `voice`.
    pub(super) fn of_voice(reading: &Reading, voice: &Voice) -> Says {
        reading.statement(voice).map(Says::of_statement).unwrap_or_default()
    }

    /// Who answers for what a statement says.
    pub(super) fn of_statement(statement: &Statement) -> Says {
        Says {
            statement: Some(statement.id.clone()),
            chain: statement.chain.clone(),
            standing: statement.chain.last().map(|link| link.standing),
            to: statement.to.clone(),
            venue: statement.venue.clone(),
            said_on: statement.said_on.clone(),
            verification: statement.verification.clone(),
        }
    }
}

impl Entry {
    /// What the row goes by: version and finding.
    pub fn key(&self) -> String {
        format!("{}:{}", self.report.version, self.id)
    }
}

/// A report, as a row shows it.
pub(super) fn report_ref(report: &Report, sensitivity: Sensitivity) -> ReportRef {
    ReportRef {
        id: report.id.clone(),
        version: report.version.clone(),
        title: report.title.clone(),
        outlet: report.outlet.clone(),
        byline: report.byline.clone(),
        credit: report.credit.clone(),
        url: report.url.clone(),
        published: report.published.as_ref().map(|published| published.at.clone()),
        dateline: report.dateline.clone(),
        language: report.language.clone(),
        sha256: report.sha256.clone(),
        sensitivity,
    }
}

/// The findings that hold all words of `about`.
fn holding(
    view: &View<'_>,
    about: &str,
    place: &Filter,
) -> Result<BTreeSet<(String, Id)>, BoardError> {
    let filter = Filter { about: Some(about.to_owned()), ..place.clone() };
    let found = view.findings(&filter)?;
    Ok(found.into_iter().map(|stored| (stored.version, stored.id)).collect())
}

/// The same among those that were added last.
fn lately_holding(view: &View<'_>, filter: &Filter) -> Result<BTreeSet<(String, Id)>, BoardError> {
    /// Findings of a kind that are looked at.
    const MOST: u32 = 3_000;
    let mut found = BTreeSet::new();
    for kind in
        [FindingKind::Statement, FindingKind::Figure, FindingKind::Event, FindingKind::Person]
    {
        let page = view.latest_findings(kind, filter, &[], None, MOST)?;
        found.extend(page.rows.into_iter().map(|stored| (stored.version, stored.id)));
    }
    Ok(found)
}

/// The versions whose title or text holds all words of `about`.
fn reports_holding(
    view: &View<'_>,
    about: &str,
    place: &Filter,
) -> Result<BTreeSet<String>, BoardError> {
    let about = Some(about.to_owned());
    let filter = Filter { about, versions: Versions::All, ..place.clone() };
    Ok(view.reports(&filter)?.into_iter().map(|row| row.report.version).collect())
}

/// Does somebody in the chain bear all words of `name`? Where the report speaks itself, its outlet.
fn is_by(page: &Page, says: &Says, name: &str) -> bool {
    let sought: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let bears = |known: &str| {
        let known = known.to_lowercase();
        sought.iter().all(|word| known.contains(word))
    };
    let link = |link: &Link| bears(&format!("{} {}", link.name, link.words.text));
    let outlet = page.reading.report.outlet.as_deref().filter(|_| says.chain.is_empty());
    says.chain.iter().any(link) || outlet.is_some_and(bears)
}

/// Does `text` hold all words of `name`, in any order and case?
pub(super) fn holds(text: &str, name: &str) -> bool {
    let text = text.to_lowercase();
    name.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
}
