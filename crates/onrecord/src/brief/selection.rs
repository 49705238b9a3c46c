//! Which versions count, which findings were asked for, and who answers for each.

use std::collections::BTreeMap;

use onrecord_model::{Id, Link, Statement, Voice, Words};
use onrecord_reconcile::{CopyText, Names};
use onrecord_rules::Rules;

use super::{
    BriefOptions, Evidence, Extract, Header, Named, Reading, ReportEntry, Speaker, dates, extract,
    sentences,
};

/// The readings that a brief rests on: of each report the latest version within the dates asked for, oldest first.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    pub(super) pages: Vec<Page<'a>>,
    /// Versions that a later one replaces: the old reading, and the page that replaces it.
    pub(super) replaced: Vec<(&'a Reading, usize)>,
    pub(super) names: Names,
    /// The pages by version.
    versions: BTreeMap<&'a str, usize>,
    about: Vec<String>,
}

/// One reading with what is needed to look things up in it.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) reading: &'a Reading,
    /// The page it is a copy of.
    pub(super) copy_of: Option<usize>,
    statements: BTreeMap<&'a Id, &'a Statement>,
    entities: BTreeMap<&'a Id, &'a str>,
    /// Byte of every code point, and the length of the text.
    bytes: Vec<u32>,
    /// Sentences, in code points.
    pub(super) sentences: Vec<(u32, u32)>,
}

impl<'a> Page<'a> {
    fn of(reading: &'a Reading) -> Page<'a> {
        let text = &reading.report.text;
        let mut bytes: Vec<u32> = text.char_indices().map(|(byte, _)| byte as u32).collect();
        bytes.push(text.len() as u32);
        let findings = &reading.findings;
        Page {
            reading,
            copy_of: None,
            statements: findings.statements.iter().map(|s| (&s.id, s)).collect(),
            entities: findings.entities.iter().map(|e| (&e.id, e.name.as_str())).collect(),
            bytes,
            sentences: sentences::of(text),
        }
    }

    /// The day the report was published.
    pub(super) fn day(&self) -> Option<String> {
        self.reading.report.published.as_ref().map(|published| published.day().to_owned())
    }

    /// The words at code points `start..end`; empty where there are none.
    pub(super) fn slice(&self, start: u32, end: u32) -> &'a str {
        let byte = |at: u32| self.bytes.get(at as usize).map(|byte| *byte as usize);
        let text = &self.reading.report.text;
        byte(start).zip(byte(end)).and_then(|(from, to)| text.get(from..to)).unwrap_or_default()
    }

    /// The sentence in which `words` begin.
    pub(super) fn sentence(&self, words: &Words) -> &'a str {
        let place = self.sentences.partition_point(|(start, _)| *start <= words.start);
        match place.checked_sub(1).and_then(|at| self.sentences.get(at)) {
            Some((start, end)) => self.slice(*start, *end),
            None => "",
        }
    }

    /// The sentence in which `words` begin, to be cut around them.
    pub(super) fn in_sentence(&self, words: &Words) -> Extract {
        let text = self.sentence(words).to_owned();
        let place = self.sentences.partition_point(|(start, _)| *start <= words.start);
        let start = place.checked_sub(1).and_then(|at| self.sentences.get(at));
        let focus = start.map_or(0, |(start, _)| (words.start - start) as usize);
        Extract { text, mode: None, focus }
    }

    /// The statement that answers for a finding, if it is not the report itself.
    pub(super) fn statement(&self, voice: &Voice) -> Option<&'a Statement> {
        voice.statement().and_then(|id| self.statement_of(id))
    }

    /// A statement by its id.
    pub(super) fn statement_of(&self, id: &Id) -> Option<&'a Statement> {
        self.statements.get(id).copied()
    }

    /// An entity's fullest name.
    pub(super) fn entity(&self, id: &Id) -> Option<&'a str> {
        self.entities.get(id).copied()
    }

    /// Where a finding of this report stands.
    pub(super) fn evidence(&self, finding: &Id, words: &Words) -> Evidence {
        Evidence {
            report: self.reading.report.version.clone(),
            finding: finding.clone(),
            words: words.clone(),
            day: self.day(),
            outlet: self.reading.report.outlet.clone(),
            is_copy: self.copy_of.is_some(),
        }
    }
}

/// The pages that copy another, each with that other: the first of its group.
fn copies_among(pages: &[Page<'_>]) -> Vec<(usize, usize)> {
    let texts: Vec<CopyText<'_>> = pages
        .iter()
        .map(|page| &page.reading.report)
        .map(|report| CopyText {
            name: &report.version,
            text: &report.text,
            published: report.published.as_ref().map(|published| published.at.as_str()),
        })
        .collect();
    let pairs = |group: onrecord_reconcile::CopyGroup| {
        // Pages stand in the order of publication, so that the first is the origin as far as that can be told.
        let origin = group.members.iter().copied().min().unwrap_or_default();
        group.members.into_iter().filter(move |at| *at != origin).map(move |at| (at, origin))
    };
    onrecord_reconcile::copies(&texts).into_iter().flat_map(pairs).collect()
}

impl<'a> Selection<'a> {
    pub(super) fn of(
        readings: &'a [Reading],
        options: &BriefOptions,
        rules: &Rules,
    ) -> Selection<'a> {
        let mut wanted: Vec<&Reading> =
            readings.iter().filter(|reading| in_dates(reading, options)).collect();
        wanted.sort_by_cached_key(|reading| moment(reading));
        wanted.dedup_by(|a, b| a.report.id == b.report.id && a.report.version == b.report.version);
        let latest: BTreeMap<&str, usize> =
            wanted.iter().enumerate().map(|(at, r)| (r.report.id.as_str(), at)).collect();
        let is_latest =
            |at: usize, reading: &Reading| latest.get(reading.report.id.as_str()) == Some(&at);
        let mut pages = Vec::new();
        let mut old = Vec::new();
        for (at, reading) in wanted.into_iter().enumerate() {
            if is_latest(at, reading) {
                pages.push(Page::of(reading));
            } else {
                old.push(reading);
            }
        }
        for (copy, origin) in copies_among(&pages) {
            if let Some(page) = pages.get_mut(copy) {
                page.copy_of = Some(origin);
            }
        }
        let replaced = old
            .into_iter()
            .filter_map(|reading| {
                let by = pages.iter().position(|p| p.reading.report.id == reading.report.id)?;
                Some((reading, by))
            })
            .collect();
        let names = Names::of_readings(pages.iter().map(|page| page.reading), rules);
        let about = options.about.as_deref().map(extract::key).unwrap_or_default();
        let about = about.split_whitespace().map(str::to_owned).collect();
        let version = |(at, page): (usize, &Page<'a>)| (page.reading.report.version.as_str(), at);
        let versions = pages.iter().enumerate().map(version).collect();
        Selection { pages, replaced, names, versions, about }
    }

    /// The page of a version.
    pub(super) fn page_of(&self, version: &str) -> Option<usize> {
        self.versions.get(version).copied()
    }

    /// Does a finding belong to what was asked for? Its passage, or who says it, must contain every word of it; a word of
    /// four letters or more may be the beginning of one.
    pub(super) fn wants(&self, page: &Page<'_>, words: &Words, voice: &Voice) -> bool {
        if self.about.is_empty() {
            return true;
        }
        let mut passage = extract::key(page.sentence(words));
        for link in page.statement(voice).map(|s| s.chain.as_slice()).unwrap_or_default() {
            passage.push(' ');
            passage.push_str(&extract::key(&link.name));
        }
        self.about.iter().all(|wanted| {
            passage.split_whitespace().any(|word| {
                word == wanted || (wanted.chars().count() >= 4 && word.starts_with(wanted.as_str()))
            })
        })
    }

    /// Who answers for `statement`, or the report itself.
    pub(super) fn speaker(&self, page: &Page<'_>, statement: Option<&Statement>) -> Speaker {
        let chain = statement.map(|s| s.chain.as_slice()).unwrap_or_default();
        Speaker {
            chain: chain.iter().map(|link| self.named(page, link)).collect(),
            outlet: page.reading.report.outlet.clone(),
            to: statement.and_then(|s| s.to.clone()),
            venue: statement.and_then(|s| s.venue.clone()),
        }
    }

    fn named(&self, page: &Page<'_>, link: &Link) -> Named {
        let name = match link.standing.is_unnamed() {
            true if link.name.trim().is_empty() => link.words.text.clone(),
            true => link.name.clone(),
            false => self.names.shown(link),
        };
        let may_be = link.possibly_same.iter().chain(&link.part_of);
        Named {
            name,
            kind: link.kind,
            standing: link.standing,
            count: link.count,
            knows: link.knows.clone(),
            reason: link.reason.clone(),
            may_be: may_be.filter_map(|id| page.entity(id)).map(str::to_owned).collect(),
        }
    }

    /// What makes two tellings one voice: the name where it is named; else the words used for it in one origin, as nothing
    /// tells whether the officials, or the ministries, of two reports are one.
    pub(super) fn voice_key(&self, at: usize, statement: Option<&Statement>) -> String {
        let origin = self.pages.get(at).and_then(|page| page.copy_of).unwrap_or(at);
        match statement.and_then(|s| s.chain.last()) {
            None => {
                let outlet = self.pages.get(at).and_then(|p| p.reading.report.outlet.as_deref());
                format!("report {}", extract::key(outlet.unwrap_or_default()))
            }
            Some(link) if link.standing.is_unnamed() => {
                format!("unnamed {origin} {}", extract::key(&link.name))
            }
            Some(link) if self.names.is_proper(link) => {
                format!("named {}", self.names.key_of(link))
            }
            Some(link) => format!("body {origin} {}", self.names.key_of(link)),
        }
    }

    /// What groups statements under a name as reports give it: "the foreign ministry" of two reports stands under one
    /// heading, though it is not counted as one voice.
    pub(super) fn heading_key(&self, at: usize, statement: &Statement) -> String {
        match statement.chain.last() {
            Some(link) if !link.standing.is_unnamed() => {
                format!("named {}", self.names.key_of(link))
            }
            _ => self.voice_key(at, Some(statement)),
        }
    }

    /// The pages, latest first; of one day an origin before its copies.
    pub(super) fn latest_first(&self) -> impl Iterator<Item = (usize, &Page<'a>)> + use<'_, 'a> {
        let mut order: Vec<(usize, &Page<'a>)> = self.pages.iter().enumerate().collect();
        order.sort_by_cached_key(|(at, page)| {
            (std::cmp::Reverse(page.day()), page.copy_of.is_some(), std::cmp::Reverse(*at))
        });
        order.into_iter()
    }

    /// The last day on which a report was published.
    pub(super) fn last_day(&self) -> Option<String> {
        self.pages.iter().filter_map(Page::day).max()
    }

    pub(super) fn header(&self, options: &BriefOptions) -> Header {
        let mut outlets: Vec<String> =
            self.pages.iter().filter_map(|page| page.reading.report.outlet.clone()).collect();
        outlets.sort();
        outlets.dedup();
        let mut voices = Vec::new();
        for (at, page) in self.pages.iter().enumerate() {
            let statements = page.reading.findings.statements.iter();
            voices.extend(
                statements
                    .filter(|s| !s.chain.is_empty())
                    .map(|s| (self.heading_key(at, s), is_unnamed(s))),
            );
        }
        voices.sort();
        voices.dedup();
        Header {
            about: options.about.clone(),
            from: self.pages.iter().filter_map(Page::day).min(),
            until: self.last_day(),
            reports: self.pages.len(),
            origins: self.pages.iter().filter(|page| page.copy_of.is_none()).count(),
            replaced: self.replaced.len(),
            outlets,
            unnamed: voices.iter().filter(|(_, unnamed)| *unnamed).count(),
            voices: voices.len(),
        }
    }

    /// All versions, oldest first.
    pub(super) fn entries(&self) -> Vec<ReportEntry> {
        let version = |at: usize| self.pages.get(at).map(|p| p.reading.report.version.clone());
        let current =
            self.pages.iter().map(|page| (page.reading, page.copy_of.and_then(version), None));
        let old = self.replaced.iter().map(|(reading, by)| (*reading, None, version(*by)));
        let mut all: Vec<_> = current.chain(old).collect();
        all.sort_by_cached_key(|(reading, _, _)| moment(reading));
        all.into_iter()
            .map(|(reading, copy_of, replaced_by)| ReportEntry {
                version: reading.report.version.clone(),
                title: reading.report.title.clone(),
                outlet: reading.report.outlet.clone(),
                url: reading.report.url.clone(),
                published: reading.report.published.as_ref().map(|p| p.at.clone()),
                copy_of,
                replaced_by,
            })
            .collect()
    }
}

/// Is nobody named for the statement?
pub(super) fn is_unnamed(statement: &Statement) -> bool {
    statement.chain.last().is_some_and(|link| link.standing.is_unnamed())
}

fn in_dates(reading: &Reading, options: &BriefOptions) -> bool {
    let Some(published) = &reading.report.published else {
        return options.since.is_none() && options.until.is_none();
    };
    let day = published.day();
    options.since.as_deref().is_none_or(|since| dates::day(since) <= day)
        && options.until.as_deref().is_none_or(|until| day <= dates::day(until))
}

/// What orders reports and their versions in time; what is told of them settles ties, so that the order in which they came
/// does not matter.
fn moment(reading: &Reading) -> (Option<String>, Option<String>, String, String) {
    let report = &reading.report;
    let at = report.published.as_ref().map(|published| instant(&published.at));
    let modified = report.modified.as_ref().map(|modified| instant(&modified.at));
    (at, modified, report.id.clone(), report.version.clone())
}

/// A moment such that plain comparison orders it: the local time, the offset left out. Reports of one crisis come from
/// neighbouring offsets, and where two come within hours of each other nothing in a brief hangs on their order.
fn instant(at: &str) -> String {
    at.get(..19).unwrap_or(at).to_owned()
}
