use std::ops::ControlFlow;

use onrecord_ledger::{
    Filter, FindingKind, Ledger, LedgerErrorKind, StoredBody, StoredFinding, Versions,
};
use onrecord_model::Report;

use crate::sample::{ENGINE, TEXT, full, moment, reading, report};

fn ledger() -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    let mut other = full("flood-3", "2031-04-02");
    other.report.outlet = Some("Río Diario".to_owned());
    other.report = other.report.sealed();
    other.findings = crate::sample::findings(&other.report.version, TEXT);
    ledger.append(&[full("flood-1", "2031-03-04"), full("flood-2", "2031-03-31"), other]).unwrap();
    ledger
}

fn reports_of(found: &[StoredFinding]) -> Vec<&str> {
    found.iter().map(|finding| finding.report.as_str()).collect()
}

#[test]
fn a_finding_comes_typed_and_with_its_evidence() {
    let ledger = ledger();
    let figures = ledger.findings(&Filter::kind(FindingKind::Figure)).unwrap();
    assert_eq!(reports_of(&figures), ["flood-1", "flood-2", "flood-3"]);
    let stored = &figures[0];
    assert_eq!(stored.kind(), FindingKind::Figure);
    assert_eq!((stored.engine.as_str(), stored.words.as_str()), (ENGINE, "at least 12 residents"));
    let (start, end) = (stored.start.unwrap() as usize, stored.end.unwrap() as usize);
    let slice: String = TEXT.chars().skip(start).take(end - start).collect();
    assert_eq!(slice, stored.words);
    let StoredBody::Figure(figure) = &stored.finding else { panic!("not a figure: {stored:?}") };
    assert_eq!((figure.low, figure.high), (Some(12.into()), None));
    assert_eq!(figure.id, stored.id);
}

#[test]
fn talks_rest_on_their_positions_and_statements_on_all_their_parts() {
    let ledger = ledger();
    let talks = ledger.findings(&Filter::kind(FindingKind::Talks)).unwrap();
    assert_eq!(talks[0].words, "until when");
    let statements = ledger.findings(&Filter::kind(FindingKind::Statement)).unwrap();
    assert_eq!(
        statements[0].words,
        "Ada Okoro, the mayor of Señales, said … at least 12 residents were missing"
    );
    assert_eq!(statements[0].start, Some(0));
}

#[test]
fn windows_hold_whole_days_months_and_years() {
    let ledger = ledger();
    let between = |since: Option<&str>, until: Option<&str>| {
        let (since, until) = (since.map(str::to_owned), until.map(str::to_owned));
        let filter = Filter { since, until, ..Filter::kind(FindingKind::Figure) };
        ledger.findings(&filter).unwrap().len()
    };
    assert_eq!(between(Some("2031-03-05"), None), 2);
    assert_eq!(between(None, Some("2031-03")), 2);
    assert_eq!(between(Some("2031-03-31"), Some("2031-03-31")), 1);
    assert_eq!(between(Some("2031"), Some("2031")), 3);
    assert_eq!(between(Some("2032"), None), 0);
}

#[test]
fn a_search_in_some_days_finds_what_a_search_in_all_finds_of_them() {
    let ledger = ledger();
    let found = |since: Option<&str>, until: Option<&str>, latest: u32| {
        let (since, until) = (since.map(str::to_owned), until.map(str::to_owned));
        let filter = Filter { since, until, ..Filter::kind(FindingKind::Figure) };
        let hits = ledger.search_latest("missing", &filter, latest).unwrap();
        (hits.findings.len(), hits.reports.len())
    };
    // Where one finding is many, the latest come first: the same ones.
    for latest in [1, 100] {
        assert_eq!(found(None, None, latest), (3, 3));
        assert_eq!(found(Some("2031-03-05"), None, latest), (2, 2));
        assert_eq!(found(None, Some("2031-03"), latest), (2, 2));
        assert_eq!(found(Some("2031-03-31"), Some("2031-03-31"), latest), (1, 1));
        assert_eq!(found(Some("2032"), None, latest), (0, 0));
    }
}

#[test]
fn a_day_that_is_none_is_refused() {
    let filter = Filter { since: Some("5/11/2031".to_owned()), ..Filter::default() };
    let error = ledger().findings(&filter).unwrap_err();
    assert_eq!(error.kind, LedgerErrorKind::Day { given: "5/11/2031".to_owned() });
}

#[test]
fn filters_by_outlet_report_version_and_words() {
    let ledger = ledger();
    let count = |filter: Filter| ledger.findings(&filter).unwrap().len();
    let outlet = Some("valley POST".to_owned());
    assert_eq!(count(Filter { outlet, ..Filter::default() }), 22);
    let report = Some("flood-2".to_owned());
    assert_eq!(count(Filter { report, ..Filter::default() }), 11);
    let version = Some(ledger.report("flood-2").unwrap().unwrap().version);
    assert_eq!(count(Filter { version, ..Filter::kind(FindingKind::Place) }), 1);
    let about = |words: &str| Filter { about: Some(words.to_owned()), ..Filter::default() };
    assert_eq!(
        count(Filter { report: Some("flood-1".to_owned()), ..about("crossings closed") }),
        2
    );
    assert_eq!(count(about("\"closed crossing\"")), 0);
    assert_eq!(count(about("senales resident")), 6, "without accent, in another number");
    assert_eq!(count(about("...")), 0);
    assert_eq!(ledger.reports(&about("missing flood")).unwrap().len(), 3);
}

#[test]
fn pages_and_breaks() {
    let ledger = ledger();
    let all = ledger.findings(&Filter::default()).unwrap();
    let page = Filter { skip: 5, limit: Some(3), ..Filter::default() };
    assert_eq!(ledger.findings(&page).unwrap(), all[5..8]);
    assert_eq!(ledger.findings(&Filter { skip: 30, ..Filter::default() }).unwrap(), all[30..]);
    let mut taken = 0;
    ledger
        .each_finding(&Filter::default(), |_| {
            taken += 1;
            if taken == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(taken, 2);
}

#[test]
fn what_a_replaced_version_said_comes_only_when_asked_for() {
    let mut ledger = Ledger::in_memory().unwrap();
    let first = full("flood-1", "2031-03-04");
    let nothing =
        Report { modified: moment("2031-03-05"), ..report("flood-1", "2031-03-04", "Dry.") };
    ledger.append(&[first.clone(), reading(nothing.sealed())]).unwrap();
    assert_eq!(ledger.findings(&Filter::default()).unwrap(), []);
    let all = Filter { versions: Versions::All, ..Filter::default() };
    assert_eq!(ledger.findings(&all).unwrap().len(), 11);
    let named = Filter { version: Some(first.report.version), ..Filter::default() };
    assert_eq!(ledger.findings(&named).unwrap().len(), 11);
    assert_eq!(ledger.search("residents", &Filter::default()).unwrap().findings, []);
    assert_eq!(ledger.search("residents", &all).unwrap().reports.len(), 1);
}

#[test]
fn finds_by_the_beginning_of_an_id() {
    let ledger = ledger();
    let figures = ledger.findings(&Filter::kind(FindingKind::Figure)).unwrap();
    let id = figures[1].id.clone();
    assert_eq!(ledger.find(id.as_str()).unwrap(), [figures[1].clone()]);
    assert_eq!(ledger.find(id.short()).unwrap(), [figures[1].clone()]);
    let mut by_id = figures;
    by_id.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(ledger.find("fi_").unwrap(), by_id);
    for none in ["", "fi_zz", "%", "fi*", "FI_", "'", &format!("{id}0")] {
        assert_eq!(ledger.find(none).unwrap(), [], "{none}");
    }
}

#[test]
fn search_gives_findings_and_reports_with_what_was_found_marked() {
    let hits = ledger().search("resident missing", &Filter::default()).unwrap();
    assert_eq!(hits.reports.len(), 3);
    let statement = hits.findings.iter().find(|hit| hit.kind == FindingKind::Statement).unwrap();
    let marked: Vec<&str> =
        statement.snippet.marks.iter().map(|mark| &statement.snippet.text[mark.clone()]).collect();
    assert_eq!(marked, ["residents", "missing"]);
    let figure = hits.findings.iter().find(|hit| hit.kind == FindingKind::Figure).unwrap();
    assert!(figure.snippet.text.contains("12 residents"), "found by its measure: {figure:?}");
}

#[test]
fn nothing_a_user_types_is_syntax() {
    let ledger = ledger();
    for typed in [
        "",
        " ",
        "\"",
        "\"\"",
        "'",
        "*",
        "AND",
        "NOT",
        "a AND",
        "NEAR(",
        "words:",
        "^",
        "-missing",
        "(",
        "missing)",
        "{words}: x",
        "+",
        "missing OR",
        "\0",
        "?1",
        "🌊",
        "—",
        "a\"b\"c",
        ";--",
    ] {
        let hits = ledger.search(typed, &Filter::default());
        assert!(hits.is_ok(), "{typed:?}: {hits:?}");
        let filter = Filter { about: Some(typed.to_owned()), ..Filter::default() };
        assert!(ledger.findings(&filter).is_ok(), "{typed:?}");
    }
    assert_eq!(ledger.search("missing)", &Filter::default()).unwrap().reports.len(), 3);
    assert_eq!(ledger.search("NOT missing", &Filter::default()).unwrap().reports.len(), 3);
}

#[test]
fn names_come_into_search_only_when_asked_for() {
    let ledger = ledger();
    let hits = ledger.search("Okoro", &Filter::default()).unwrap();
    assert!(hits.findings.iter().all(|hit| hit.kind != FindingKind::Entity));
    let entities = ledger.search("Okoro", &Filter::kind(FindingKind::Entity)).unwrap();
    assert_eq!(entities.findings.len(), 3);
}
