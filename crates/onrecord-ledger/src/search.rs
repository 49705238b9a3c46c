//! Full-text search over findings and reports.

use onrecord_model::Id;
use rusqlite::{Row, params_from_iter};

use crate::error::{At, LedgerError};
use crate::filter::{Conditions, Filter, Readings, Versions};
use crate::finding_kind::FindingKind;
use crate::ledger::Ledger;

/// How many hits of either sort where the filter does not say.
const USUAL_LIMIT: u32 = 50;

/// Stand around what was found in what the database gives back. Control characters: no report has use for them.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// What a search found, each list best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// Findings whose words, or what these were read as, hold the words sought.
    pub findings: Vec<FindingHit>,
    /// Reports whose title or text does.
    pub reports: Vec<ReportHit>,
}

/// A finding that holds the words sought.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingHit {
    /// The finding.
    pub id: Id,
    /// What kind of finding.
    pub kind: FindingKind,
    /// The report it was found in.
    pub report: String,
    /// The version of that report.
    pub version: String,
    /// Its words around what was found.
    pub snippet: Snippet,
}

/// A report that holds the words sought.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportHit {
    /// The report.
    pub report: String,
    /// Its version.
    pub version: String,
    /// Its headline.
    pub title: Option<String>,
    /// Title or text around what was found.
    pub snippet: Snippet,
}

/// Some words, and which of them were sought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The words, `…` where more stands before or after.
    pub text: String,
    /// What was sought, as bytes of `text`: half-open, in order, apart from each other.
    pub marks: Vec<std::ops::Range<usize>>,
}

impl Ledger {
    /// What `filter` means and holds all words of `query`, in any form ("hostage" finds "hostages"); words in
    /// `"double quotes"` only in that order. Nothing in `query` is an operator. A query without a word finds nothing.
    ///
    /// Findings that only name (times, places, entities) and notices come only where `filter` asks for their kinds. At
    /// most 50 of each sort where `filter` sets no limit.
    ///
    /// # Errors
    ///
    /// Where a day in `filter` is none, the file cannot be read, or it is damaged.
    pub fn search(&self, query: &str, filter: &Filter) -> Result<Hits, LedgerError> {
        self.search_among(query, filter, None)
    }

    /// The same; but where `latest` findings hold the words, or more, those that were added last come first, and likewise
    /// reports: ranking looks at everything that matches, takes the longer the more there is, and of so many that hold the
    /// same words says little.
    ///
    /// # Errors
    ///
    /// As for [`search`](Ledger::search).
    pub fn search_latest(
        &self,
        query: &str,
        filter: &Filter,
        latest: u32,
    ) -> Result<Hits, LedgerError> {
        self.search_among(query, filter, Some(latest))
    }

    /// Do so many rows of `table` between two numbers hold the words?
    fn are_many(
        &self,
        table: &str,
        words: &str,
        (first, last): (i64, i64),
        many: Option<u32>,
    ) -> Result<bool, LedgerError> {
        let Some(many) = many else { return Ok(false) };
        let sql = format!(
            "SELECT rowid FROM {table} WHERE {table} MATCH ?1 AND rowid BETWEEN ?3 AND ?4
             ORDER BY rowid DESC LIMIT 1 OFFSET ?2"
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut select| select.exists((words, many.saturating_sub(1), first, last)))
            .at(&self.path)
    }

    /// The first and the last number of the versions, and of the findings, that the days in `filter` can mean. What comes later has
    /// higher numbers, so that a search in a few days of a long record looks at a stretch of it, and not at all that holds the words.
    fn stretch(&self, filter: &Filter) -> Result<Stretch, LedgerError> {
        let latest = filter.versions == Versions::Current && filter.readings == Readings::Latest;
        let days = Conditions::days(filter, &self.path)?;
        if !latest || days.is_empty() {
            return Ok(Stretch::default());
        }
        let (on, values): (Vec<&str>, Vec<String>) = days.into_iter().unzip();
        let on = on.join(" AND ");
        let sql = format!(
            "WITH met AS (SELECT min(seq) AS first, max(seq) AS last FROM versions v WHERE {on}),
                  read AS (SELECT min(reading) AS first, max(reading) AS last FROM current_readings, met
                           WHERE version BETWEEN met.first AND met.last)
             SELECT met.first, met.last,
                    (SELECT min(seq) FROM findings WHERE reading =
                        (SELECT min(reading) FROM findings WHERE reading >= read.first)),
                    (SELECT max(seq) FROM findings WHERE reading =
                        (SELECT max(reading) FROM findings WHERE reading <= read.last))
             FROM met, read"
        );
        let read = |row: &Row<'_>| {
            let pair = |at: usize| {
                let ends = row.get::<_, Option<i64>>(at)?.zip(row.get::<_, Option<i64>>(at + 1)?);
                Ok::<_, rusqlite::Error>(ends.unwrap_or(NOTHING))
            };
            Ok(Stretch { versions: pair(0)?, findings: pair(2)? })
        };
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut select| select.query_row(params_from_iter(values), read))
            .at(&self.path)
    }

    fn search_among(
        &self,
        query: &str,
        filter: &Filter,
        latest: Option<u32>,
    ) -> Result<Hits, LedgerError> {
        let Some(words) = quoted(query) else {
            return Ok(Hits::default());
        };
        let mut filter = filter.clone();
        filter.limit.get_or_insert(USUAL_LIMIT);
        if filter.kinds.is_empty() {
            filter.kinds = FindingKind::ON_RECORD.to_vec();
        }
        let mut findings = Conditions::on_versions(&filter, &self.path)?;
        findings.and_on_findings(&filter);
        findings.and("finding_words MATCH ?", Some(words.clone()));
        let stretch = self.stretch(&filter)?;
        findings.and_after("finding_words.rowid >= ?", stretch.findings.0);
        findings.and_after("finding_words.rowid <= ?", stretch.findings.1);
        let order = match self.are_many("finding_words", &words, stretch.findings, latest)? {
            true => "finding_words.rowid DESC",
            false => "bm25(finding_words, 2.0, 1.0), v.report, v.version, f.seq",
        };
        let findings_sql = findings.query(
            "SELECT f.id, f.kind, v.report, v.version,
                 snippet(finding_words, -1, char(2), char(3), '…', 32)
             FROM finding_words
             CROSS JOIN findings f ON f.seq = finding_words.rowid
             CROSS JOIN readings r ON r.seq = f.reading
             CROSS JOIN versions v ON v.seq = r.version",
            order,
            &filter,
        );
        let mut reports = Conditions::on_versions(&filter, &self.path)?;
        reports.and_after("report_words.rowid >= ?", stretch.versions.0);
        reports.and_after("report_words.rowid <= ?", stretch.versions.1);
        let order = match self.are_many("report_words", &words, stretch.versions, latest)? {
            true => "report_words.rowid DESC",
            false => "bm25(report_words, 4.0, 1.0), v.report, v.version",
        };
        reports.and("report_words MATCH ?", Some(words));
        let reports_sql = reports.query(
            "SELECT v.report, v.version, v.title,
                 snippet(report_words, -1, char(2), char(3), '…', 32)
             FROM report_words CROSS JOIN versions v ON v.seq = report_words.rowid",
            order,
            &filter,
        );
        let run = || -> rusqlite::Result<Hits> {
            Ok(Hits {
                findings: self
                    .connection
                    .prepare_cached(&findings_sql)?
                    .query_map(params_from_iter(findings.values()), finding_hit)?
                    .filter_map(Result::transpose)
                    .collect::<rusqlite::Result<_>>()?,
                reports: self
                    .connection
                    .prepare_cached(&reports_sql)?
                    .query_map(params_from_iter(reports.values()), report_hit)?
                    .collect::<rusqlite::Result<_>>()?,
            })
        };
        run().at(&self.path)
    }
}

/// The first and the last number of versions and of findings.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    versions: (i64, i64),
    findings: (i64, i64),
}

/// From the first to the last of none.
const NOTHING: (i64, i64) = (1, 0);

impl Default for Stretch {
    fn default() -> Stretch {
        Stretch { versions: (0, i64::MAX), findings: (0, i64::MAX) }
    }
}

/// `None` for a kind that this release does not know; the schema lets none in.
fn finding_hit(row: &Row<'_>) -> rusqlite::Result<Option<FindingHit>> {
    let kind: String = row.get(1)?;
    let Some(kind) = FindingKind::from_word(&kind) else { return Ok(None) };
    Ok(Some(FindingHit {
        id: Id::given(row.get::<_, String>(0)?),
        kind,
        report: row.get(2)?,
        version: row.get(3)?,
        snippet: Snippet::read(row.get_ref(4)?.as_str()?),
    }))
}

fn report_hit(row: &Row<'_>) -> rusqlite::Result<ReportHit> {
    Ok(ReportHit {
        report: row.get(0)?,
        version: row.get(1)?,
        title: row.get(2)?,
        snippet: Snippet::read(row.get_ref(3)?.as_str()?),
    })
}

impl Snippet {
    fn read(marked: &str) -> Snippet {
        let mut snippet = Snippet::default();
        let mut open = None;
        for character in marked.chars() {
            match character {
                OPEN => open = Some(snippet.text.len()),
                CLOSE => {
                    let end = snippet.text.len();
                    snippet.marks.extend(open.take().map(|start| start..end));
                }
                other => snippet.text.push(other),
            }
        }
        snippet
    }
}

/// A user's words as a query of FTS5 in which all must occur: each word, and each stretch in double quotes, a string of
/// its own, so that nothing in it is an operator. `None` where nothing has a letter or a digit.
pub(crate) fn quoted(query: &str) -> Option<String> {
    let mut phrases: Vec<String> = Vec::new();
    // Every second stretch between double quotes stands inside them; a last one that is not closed does too.
    for (number, stretch) in query.split('"').enumerate() {
        let words = stretch.split(|c: char| c.is_whitespace() || c == '\0');
        if number % 2 == 1 {
            phrases.push(words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
        } else {
            phrases.extend(words.map(str::to_owned));
        }
    }
    phrases.retain(|phrase| phrase.chars().any(char::is_alphanumeric));
    let strings: Vec<String> = phrases.iter().map(|phrase| format!("\"{phrase}\"")).collect();
    (!strings.is_empty()).then(|| strings.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_strings_and_never_operators() {
        assert_eq!(quoted("dam NOT burst*").as_deref(), Some(r#""dam" "NOT" "burst*""#));
        assert_eq!(quoted("text:dam (x").as_deref(), Some(r#""text:dam" "(x""#));
    }

    #[test]
    fn double_quotes_make_a_phrase() {
        assert_eq!(quoted(r#"mayor "the  dam" "#).as_deref(), Some(r#""mayor" "the dam""#));
        assert_eq!(quoted(r#""the dam"#).as_deref(), Some(r#""the dam""#));
        assert_eq!(quoted(r#"a""b"#).as_deref(), Some(r#""a" "b""#));
    }

    #[test]
    fn punctuation_alone_is_no_query() {
        assert_eq!(quoted(" -- \"*\" ( \0 ' "), None);
        assert_eq!(quoted(""), None);
    }

    #[test]
    fn marks_become_ranges() {
        let snippet = Snippet::read("the \u{2}dam\u{3} at \u{2}É\u{3}");
        assert_eq!(snippet.text, "the dam at É");
        assert_eq!(snippet.marks, [4..7, 11..13]);
    }
}
