//! The record a page at a time.

use onrecord_ledger::{Cursor, Facet, Filter, FindingKind, Ledger, Page, StoredFinding};
use onrecord_model::{Act, Id, Statement};

use crate::sample::{self, reading, report};

/// A ledger of `count` reports, some of one day and some undated, each with three statements.
fn ledger(count: usize) -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    let readings: Vec<_> = (0..count)
        .map(|at| {
            let mut report = report(&format!("r{at:03}"), "2031-03-04", sample::TEXT);
            report.published = match at % 5 {
                0 => None,
                _ => sample::moment(&format!("2031-03-{:02}", 1 + at % 7)),
            };
            let report = report.sealed();
            let mut reading = reading(report);
            reading.findings.statements = (0..3).map(|number| statement(at, number)).collect();
            reading
        })
        .collect();
    ledger.append(&readings).unwrap();
    ledger
}

fn statement(report: usize, number: usize) -> Statement {
    Statement {
        id: Id::of("st", [format!("{report} {number}").as_str()]),
        content: vec![sample::words(sample::TEXT, "at least 12 residents")],
        act: if number == 1 { Act::Deny } else { Act::Assert },
        ..Statement::default()
    }
}

/// All pages of `most`, one behind the other.
fn walk(
    most: u32,
    page: impl Fn(Option<Cursor>, u32) -> Page<StoredFinding>,
) -> Vec<StoredFinding> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = page(after, most);
        assert!(page.rows.len() <= most as usize);
        all.extend(page.rows);
        match page.next {
            Some(next) => after = Cursor::read(&next.to_string()),
            None => return all,
        }
    }
}

#[test]
fn pages_give_every_finding_once_latest_first_and_undated_last() {
    let ledger = ledger(23);
    let kind = FindingKind::Statement;
    let all =
        |after, most| ledger.latest_findings(kind, &Filter::default(), &[], after, most).unwrap();
    let whole = walk(1_000, all);
    assert_eq!(whole.len(), 69);
    for most in [1, 2, 4, 7, 50] {
        assert_eq!(walk(most, all), whole, "{most}");
    }
    let days: Vec<Option<String>> = whole
        .iter()
        .map(|found| ledger.report(&found.version).unwrap().unwrap().published.map(|it| it.at))
        .collect();
    let mut sorted = days.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(days, sorted);
    let mut ids: Vec<&Id> = whole.iter().map(|found| &found.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 69);
}

#[test]
fn a_facet_days_and_words_narrow_a_page() {
    let ledger = ledger(23);
    let kind = FindingKind::Statement;
    let deny = [(Facet::Act, "deny".to_owned())];
    let denied = walk(5, |after, most| {
        ledger.latest_findings(kind, &Filter::default(), &deny, after, most).unwrap()
    });
    assert_eq!(denied.len(), 23);
    let day = Filter {
        since: Some("2031-03-03".into()),
        until: Some("2031-03-03".into()),
        ..Filter::default()
    };
    let of_day =
        walk(2, |after, most| ledger.latest_findings(kind, &day, &[], after, most).unwrap());
    assert!(of_day.len() >= 6 && of_day.len() < 20, "{}", of_day.len());
    let about = |words: &str| {
        let filter = Filter { about: Some(words.into()), ..Filter::default() };
        walk(4, |after, most| ledger.latest_findings(kind, &filter, &[], after, most).unwrap())
            .len()
    };
    assert_eq!((about("residents"), about("residents hail")), (69, 0));
    let nobody = [(Facet::Who, "Okoro".to_owned())];
    let page = ledger.latest_findings(kind, &Filter::default(), &nobody, None, 9).unwrap();
    assert_eq!((page.rows.len(), page.next), (0, None));
}

#[test]
fn reports_come_latest_first_a_page_at_a_time() {
    let ledger = ledger(23);
    let mut after = None;
    let mut ids = Vec::new();
    loop {
        let page = ledger.latest_reports(&Filter::default(), after, 4).unwrap();
        ids.extend(
            page.rows.into_iter().map(|row| (row.report.published.map(|it| it.at), row.report.id)),
        );
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let mut sorted = ids.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!((ids.len(), &ids), (23, &sorted));
}

#[test]
fn facets_are_counted() {
    let ledger = ledger(10);
    let (counts, of) =
        ledger.facets(FindingKind::Statement, &[Facet::Act, Facet::Standing], &[]).unwrap();
    assert_eq!(of, 30);
    assert_eq!(counts[0], (None, vec![("Valley Post".to_owned(), 30)]));
    let acts = vec![("assert".to_owned(), 20), ("deny".to_owned(), 10)];
    assert_eq!(counts[1], (Some(Facet::Act), acts));
    assert_eq!(counts[2].1, [("own".to_owned(), 30)]);
}

#[test]
fn what_is_no_cursor_is_refused() {
    for written in ["", "1", "1.", ".2", "a.b", "-1.2", "1.2.3", "99999999999.1"] {
        assert_eq!(Cursor::read(written), None, "{written}");
    }
    let gone = Cursor::read("4000000.1").unwrap();
    let ledger = ledger(1);
    assert!(
        ledger
            .latest_findings(FindingKind::Statement, &Filter::default(), &[], Some(gone), 5)
            .is_err()
    );
}

#[test]
fn the_extent_grows_with_the_record() {
    let few = ledger(2).extent().unwrap();
    assert_eq!((few.reports, few.versions, few.findings), (2, 2, 6));
    assert_eq!(Ledger::in_memory().unwrap().extent().unwrap().last_entry, 0);
}

#[test]
fn of_many_that_hold_the_words_those_added_last_come_first() {
    let ledger = ledger(20);
    let all = Filter { limit: Some(1_000), ..Filter::default() };
    assert_eq!(ledger.search("residents", &all).unwrap().findings.len(), 60);
    let seven = Filter { limit: Some(7), ..Filter::default() };
    let last = ledger.search_latest("residents", &seven, 7).unwrap();
    assert_eq!((last.findings.len(), last.reports.len()), (7, 7));
    assert!(last.reports.iter().all(|hit| hit.report.as_str() >= "r013"), "{last:?}");
    let whole = ledger.search_latest("residents", &all, 5_000).unwrap();
    assert_eq!(whole, ledger.search("residents", &all).unwrap());
    assert_eq!(ledger.search_latest("hail", &all, 5).unwrap().findings, []);
}
