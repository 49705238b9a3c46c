use onrecord_ledger::{Appended, EntryKind, Filter, Ledger, LedgerErrorKind, Readings, Versions};
use onrecord_model::{Findings, Place, PlaceSense, Report};
use proptest::prelude::*;

use crate::sample::{ENGINE, TEXT, full, moment, reading, report};

#[test]
fn what_was_added_reads_back_the_same() {
    let mut ledger = Ledger::in_memory().unwrap();
    let given = full("flood-1", "2031-03-04T18:20:00+02:00");
    let appended = ledger.append(std::slice::from_ref(&given)).unwrap();
    let version = given.report.version.clone();
    assert_eq!(appended, [Appended::New { version: version.clone() }]);
    assert_eq!(ledger.report(&version).unwrap().as_ref(), Some(&given.report));
    assert_eq!(ledger.report("flood-1").unwrap().as_ref(), Some(&given.report));
    let head = Report { text: String::new(), notices: Vec::new(), ..given.report.clone() };
    assert_eq!(ledger.head(&version).unwrap(), Some(head));
    assert_eq!(ledger.head("flood-1").unwrap(), None, "a report is no version");
    assert_eq!(ledger.raw(&version).unwrap().as_deref(), Some(given.raw));
    assert_eq!(ledger.findings_of(&version, None).unwrap().as_ref(), Some(&given.findings));
    assert_eq!(ledger.findings_of(&version, Some("another")).unwrap(), None);
    assert_eq!(ledger.report("flood-2").unwrap(), None);
}

#[test]
fn words_for_a_people_come_back_apart_from_places() {
    let mut ledger = Ledger::in_memory().unwrap();
    let mut given = full("flood-1", "2031-03-04");
    let of_people = Place { sense: Some(PlaceSense::Demonym), ..given.findings.places[0].clone() };
    given.findings.demonyms.push(of_people);
    ledger.append(std::slice::from_ref(&given)).unwrap();
    let found = ledger.findings_of(&given.report.version, None).unwrap().unwrap();
    assert_eq!((found.places.len(), found.demonyms.len()), (1, 1));
    assert_eq!(found, given.findings);
}

#[test]
fn adding_the_same_twice_adds_nothing() {
    let mut ledger = Ledger::in_memory().unwrap();
    let given = [full("flood-1", "2031-03-04"), full("flood-1", "2031-03-04")];
    let version = given[0].report.version.clone();
    let new = Appended::New { version: version.clone() };
    let known = Appended::Known { version };
    assert_eq!(ledger.append(&given).unwrap(), [new, known.clone()]);
    let before = (ledger.log_since(0, 99).unwrap(), ledger.findings(&Filter::default()).unwrap());
    assert_eq!(ledger.append(&given).unwrap(), [known.clone(), known]);
    let after = (ledger.log_since(0, 99).unwrap(), ledger.findings(&Filter::default()).unwrap());
    assert_eq!(before, after);
}

#[test]
fn a_later_version_takes_the_place_of_a_former_which_is_kept() {
    let mut ledger = Ledger::in_memory().unwrap();
    let first = report("flood-1", "2031-03-04T10:00:00Z", "Twelve are missing.");
    let second = Report {
        modified: moment("2031-03-04T12:00:00Z"),
        text: "Nine are missing.".to_owned(),
        ..first.clone()
    }
    .sealed();
    let (old, new) = (first.version.clone(), second.version.clone());
    ledger.append(&[reading(first)]).unwrap();
    let appended = ledger.append(&[reading(second.clone())]).unwrap();
    let supersedes = old.clone();
    assert_eq!(appended, [Appended::NewVersion { version: new.clone(), supersedes }]);

    let current = ledger.reports(&Filter::default()).unwrap();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].report.version, new);
    assert_eq!(current[0].supersedes.as_deref(), Some(old.as_str()));
    assert!(current[0].current);
    let versions = ledger.versions_of("flood-1").unwrap();
    assert_eq!(
        versions.iter().map(|row| row.report.version.as_str()).collect::<Vec<_>>(),
        [&old, &new]
    );
    assert_eq!(versions[0].supersedes, None);
    assert_eq!(ledger.report("flood-1").unwrap(), Some(second));
    assert_eq!(ledger.report(&old).unwrap().unwrap().text, "Twelve are missing.");
}

#[test]
fn an_older_version_that_comes_late_is_kept_and_does_not_stand() {
    let mut ledger = Ledger::in_memory().unwrap();
    let early = report("flood-1", "2031-03-04T23:30:00+02:00", "Twelve are missing.");
    let late = report("flood-1", "2031-03-04T22:00:00Z", "Nine are missing.");
    let (old, new) = (early.version.clone(), late.version.clone());
    ledger.append(&[reading(late)]).unwrap();
    let appended = ledger.append(&[reading(early)]).unwrap();
    assert_eq!(appended, [Appended::OlderVersion { version: old.clone(), current: new.clone() }]);
    assert_eq!(ledger.report("flood-1").unwrap().unwrap().version, new);
    let rows = ledger.reports(&Filter { versions: Versions::All, ..Filter::default() }).unwrap();
    assert_eq!(rows.len(), 2);
    let current = rows.iter().find(|row| row.current).unwrap();
    assert_eq!(current.supersedes.as_deref(), Some(old.as_str()));
}

#[test]
fn a_text_that_the_publisher_goes_back_to_stands_again() {
    let mut ledger = Ledger::in_memory().unwrap();
    let at = |text: &str, modified: &str| {
        let changed =
            Report { modified: moment(modified), ..report("flood-1", "2031-03-04", text) };
        reading(changed.sealed())
    };
    let first = at("Twelve are missing.", "2031-03-04T10:00:00Z");
    let back = at("Twelve are missing.", "2031-03-04T14:00:00Z");
    let version = first.report.version.clone();
    ledger.append(&[first, at("Nine are missing.", "2031-03-04T12:00:00Z")]).unwrap();
    let appended = ledger.append(std::slice::from_ref(&back)).unwrap();
    assert_eq!(appended, [Appended::SeenAgain { version: version.clone() }]);
    assert_eq!(ledger.report("flood-1").unwrap(), Some(back.report));
    assert_eq!(ledger.versions_of("flood-1").unwrap().len(), 2);
}

#[test]
fn a_later_release_goes_before_an_earlier_one_whichever_read_first() {
    let mut ledger = Ledger::in_memory().unwrap();
    let first = full("flood-1", "2031-03-04");
    let version = first.report.version.clone();
    let mut newer = first.clone();
    newer.engine = "0.10.0+by-hand-1".to_owned();
    newer.findings.figures.clear();
    let appended = ledger.append(&[newer.clone(), first.clone()]).unwrap();
    assert_eq!(appended[1], Appended::NewReading { version: version.clone() });

    assert_eq!(ledger.findings_of(&version, None).unwrap(), Some(newer.findings));
    assert_eq!(ledger.findings_of(&version, Some(ENGINE)).unwrap(), Some(first.findings.clone()));
    let by = |readings| ledger.findings(&Filter { readings, ..Filter::default() }).unwrap().len();
    assert_eq!(by(Readings::Latest), 10);
    assert_eq!(by(Readings::By(ENGINE.to_owned())), 11);
    assert_eq!(by(Readings::All), 21);
    let figure = &first.findings.figures[0].id;
    assert_eq!(ledger.find(figure.as_str()).unwrap().len(), 1, "kept, though no longer found");
    assert_eq!(ledger.reports(&Filter::default()).unwrap()[0].engine, Some(newer.engine));
}

#[test]
fn the_log_tells_what_came_when() {
    let mut ledger = Ledger::in_memory().unwrap();
    let first = full("flood-1", "2031-03-04");
    let second = full("flood-1", "2031-03-05");
    let mut again = second.clone();
    again.engine = "0.2.0".to_owned();
    let version = first.report.version.clone();
    ledger.append(&[first, second, again]).unwrap();
    let entries = ledger.log_since(0, 99).unwrap();
    let told: Vec<_> = entries.iter().map(|e| (e.what, e.detail.as_deref())).collect();
    assert_eq!(
        told,
        [
            (EntryKind::Report, Some("flood-1")),
            (EntryKind::Version, Some(version.as_str())),
            (EntryKind::Reading, Some("0.2.0")),
        ]
    );
    assert_eq!(ledger.log_since(entries[1].seq, 99).unwrap(), entries[2..]);
    assert_eq!(ledger.log_since(0, 1).unwrap(), entries[..1]);
    assert_eq!(ledger.log_since(u64::MAX, 1).unwrap(), []);
    assert_eq!(ledger.last_entry_before("2000-01-01").unwrap(), 0);
    assert_eq!(ledger.last_entry_before("9999-01-01").unwrap(), entries[2].seq);
}

#[test]
fn one_bad_reading_keeps_the_whole_batch_out() {
    let mut ledger = Ledger::in_memory().unwrap();
    let good = full("flood-1", "2031-03-04");
    let mut unsealed = full("flood-2", "2031-03-04");
    unsealed.report.text.push('!');
    let error = ledger.append(&[good.clone(), unsealed]).unwrap_err();
    assert_eq!(error.kind, LedgerErrorKind::NotSealed { report: "flood-2".to_owned() });

    let mut broken = full("flood-2", "2031-03-04");
    broken.findings.statements[0].confidence = f32::NAN;
    let error = ledger.append(&[good.clone(), broken]).unwrap_err();
    assert!(matches!(error.kind, LedgerErrorKind::Unkeepable { .. }), "{error}");

    let mut nameless = good.clone();
    nameless.engine.clear();
    let error = ledger.append(&[good, nameless]).unwrap_err();
    assert_eq!(error.kind, LedgerErrorKind::NoEngine { report: "flood-1".to_owned() });

    assert_eq!(ledger.reports(&Filter::default()).unwrap(), []);
    assert_eq!(ledger.log_since(0, 9).unwrap(), []);
}

#[test]
fn odd_texts_are_kept_as_they_are() {
    let mut ledger = Ledger::in_memory().unwrap();
    let long = "flood ".repeat(200_000);
    for (number, text) in
        ["", "\0a\0", "\u{feff}\u{2}\u{3}", "🌊\r\n\u{202e}", &long].iter().enumerate()
    {
        let given = reading(report(&format!("odd-{number}"), "2031-03-04", text));
        ledger.append(std::slice::from_ref(&given)).unwrap();
        assert_eq!(ledger.report(&given.report.version).unwrap(), Some(given.report));
    }
    assert_eq!(ledger.check().unwrap(), []);
    assert_eq!(ledger.append(&[]).unwrap(), []);
}

/// All that can be seen of the current state: reports, findings, versions in order.
fn view(ledger: &Ledger) -> Vec<String> {
    let mut seen = Vec::new();
    for row in ledger.reports(&Filter::default()).unwrap() {
        seen.push(format!("{:?} {:?} {:?}", row.report, row.supersedes, row.engine));
        for version in ledger.versions_of(&row.report.id).unwrap() {
            seen.push(format!("{} {:?}", version.report.version, version.supersedes));
        }
        seen.push(format!("{:?}", ledger.report(&row.report.id).unwrap()));
    }
    seen.extend(ledger.findings(&Filter::default()).unwrap().iter().map(|f| format!("{f:?}")));
    seen
}

proptest! {
    // 25, or a tenth of PROPTEST_CASES: a case appends thirty-two times.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_stands_does_not_depend_on_the_order_of_arrival(
        order in Just((0..16).collect::<Vec<usize>>()).prop_shuffle(),
        cuts in prop::collection::vec(1_usize..6, 16),
    ) {
        let readings: Vec<_> = (0..16).map(|number| {
            let (id, hour) = (number % 3, number / 2);
            let published = format!("2031-03-0{}T{:02}:{:02}:00Z", 1 + id, hour, number);
            let mut reading = full(&format!("flood-{id}"), &published);
            // The publisher goes back to a former text now and then.
            reading.report.text = format!("{TEXT} Version {}.", number % 5);
            reading.report.published = moment("2031-03-01");
            reading.report.modified = moment(&published);
            reading.report = reading.report.sealed();
            reading.findings = if number % 4 == 0 {
                Findings::default()
            } else {
                crate::sample::findings(&reading.report.version, &reading.report.text)
            };
            reading.engine = format!("0.{}.0", number % 4);
            reading
        }).collect();
        let mut straight = Ledger::in_memory().unwrap();
        straight.append(&readings).unwrap();
        let mut shuffled = Ledger::in_memory().unwrap();
        let mut rest = order.as_slice();
        for cut in cuts {
            let (now, later) = rest.split_at(cut.min(rest.len()));
            let batch: Vec<_> = now.iter().map(|&number| readings[number].clone()).collect();
            shuffled.append(&batch).unwrap();
            rest = later;
        }
        prop_assert_eq!(view(&straight), view(&shuffled));
        prop_assert_eq!(shuffled.check().unwrap(), []);
    }
}

#[test]
fn what_is_asked_while_the_record_is_held_is_of_one_state() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.ledger");
    let mut writer = Ledger::open(&path).unwrap();
    writer.append(&[full("flood-1", "2031-03-04T18:20:00Z")]).unwrap();
    let reader = Ledger::open(&path).unwrap();
    let many = || reader.reports(&Filter::default()).unwrap().len();
    {
        let _held = reader.hold().unwrap();
        let _inside = reader.hold().unwrap();
        assert_eq!(many(), 1);
        writer.append(&[full("flood-2", "2031-03-04T19:20:00Z")]).unwrap();
        assert_eq!(many(), 1);
    }
    assert_eq!(many(), 2);
}
